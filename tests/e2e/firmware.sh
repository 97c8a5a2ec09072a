# SPDX-License-Identifier: ISC
# Sourced after lib.sh: what real firmware does under each mode, the same
# cases for an authoritative server and for a proxy beside somebody else's.
BIOS=52:54:00:00:00:01
UEFI=52:54:00:00:00:02
IQN=iqn.2026-11.test

# boots CASE KIND MAC PATTERN [QEMU OPTION...]: one boot until it says so.
boots() {
	boots_case=$1 boots_kind=$2 boots_mac=$3 boots_pattern=$4
	shift 4
	forget
	vm m "$boots_mac" "$boots_kind" "$@"
	if says "$T/m.serial" "$boots_pattern" 90; then
		pass "$boots_case"
	else
		fail "$boots_case: no '$boots_pattern' on the serial line"
		tail -n 25 "$T/m.serial" | cat -v
		tail -n 25 "$T/console.log"
		tail -n 5 "$T/m.log"
	fi
	vm_stop m
}

# told CASE PATTERN: the console said so, too.
told() {
	if saw "$2" 10; then pass "$1"; else
		fail "$1: the console never said $2"
		tail -n 25 "$T/console.log"
	fi
}

lan_and_files() {
	need qemu-system-x86_64 gcc dnsmasq tgtd tgtadm ip ss
	make_lan
	make_root
	advertise_router
	make_image "$T/disk" -DSECTOR
	truncate -s 8M "$T/disk"
	truncate -s 8M "$T/blank"
	make_target $IQN:disk "$T/disk" && make_target $IQN:blank "$T/blank" || {
		cat "$T/tgtd.log"
		fail "no iSCSI target"
		exit 1
	}
}

bios_cases() {
	host_set $BIOS name=bios mode=pxelinux
	boots "BIOS: pxelinux.0, configuration, kernel and initrd" bios $BIOS \
	    'TEST-KERNEL runs, initrd bytes 0x000493e0.*hello=world'
	told "the console saw the initrd through" \
	    '"tftp".*initrd.img.*"outcome": ?"complete"'

	host_set $BIOS mode=gpxe script=boot.ipxe
	boots "BIOS: iPXE gets its script" bios $BIOS "SCRIPT-RAN for $BIOS"

	host_set $BIOS mode=iscsi target=iscsi:192.0.2.3:::1:$IQN:disk
	boots "BIOS: the boot sector of the iSCSI disk runs" bios $BIOS \
	    'TEST-SAN-SECTOR runs'

	host_set $BIOS target=iscsi:192.0.2.3:::1:$IQN:blank
	boots "BIOS: a blank disk is let go in mode iscsi" bios $BIOS \
	    'Unregistered SAN device 0x80'
	host_set $BIOS mode=iscsi-install script=
	boots "BIOS: a blank disk stays registered in iscsi-install" bios $BIOS \
	    'Preserving connection to SAN|Preserving SAN device 0x80'

	host_set $BIOS mode=local
	boots "BIOS: mode local goes on to the disk" bios $BIOS \
	    'TEST-SAN-SECTOR runs' \
	    -drive "if=none,id=d,format=raw,file=$T/disk" \
	    -device ide-hd,drive=d,bootindex=2
}

uefi_cases() {
	host_set $UEFI name=uefi mode=pxelinux
	forget
	vm m $UEFI uefi
	check "UEFI: firmware boots SYSLINUX.EFI" \
	    says "$T/m.serial" 'SYSLINUX|syslinux' 90
	check "SYSLINUX.EFI got its configuration and the kernel" \
	    saw '"tftp".*vmlinuz.*"outcome": ?"complete"' 30
	# Who is switched off over its initrd is rightly found to be deaf.
	check "and the initrd" \
	    saw '"tftp".*initrd.img.*"outcome": ?"complete"' 30
	vm_stop m

	host_set $UEFI mode=gpxe script=boot.ipxe
	boots "UEFI: chain through iPXE to its script" uefi $UEFI \
	    "SCRIPT-RAN for $UEFI"
	told "it came back with option 175" '"chained"'

	host_set $UEFI mode=iscsi-install script= target=iscsi:192.0.2.3:::1:$IQN:blank
	boots "UEFI: chain, login, and the blank disk stays" uefi $UEFI \
	    'Preserving (connection to )?SAN'
}

# nothing_found: healthy boots raise no finding that asks for attention.
nothing_found() {
	forget
	if grep '"event": \?"finding"' "$T/all.log" |
	    grep -E '"severity": ?"(error|warning)"'; then
		fail "a healthy boot raised a finding"
	else
		pass "no healthy boot raised a finding"
	fi
}
