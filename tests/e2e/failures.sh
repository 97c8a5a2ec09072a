#!/bin/sh
# SPDX-License-Identifier: ISC
# Machines that do not boot, each for another reason: the console must name
# it, and the machine must boot once that is mended.  Real firmware, except
# where only an old gPXE shows the fault: that one is simulated.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/firmware.sh"

# finds CASE SLUG SECONDS: the finding is raised.
finds() {
	if saw "\"finding\": ?\"$2\", ?\"state\": ?\"raised\"" "$3"; then
		pass "$1"
	else
		fail "$1: $2 was not found"
		grep '"finding"' "$T/console.log"
		tail -n 15 "$T/console.log" | cut -c1-400
	fi
}
# fails CASE SLUG KIND MAC [QEMU OPTION...]: this boot raises it.
fails() {
	fails_case=$1 fails_slug=$2 fails_kind=$3 fails_mac=$4
	shift 4
	forget
	vm m "$fails_mac" "$fails_kind" "$@"
	finds "$fails_case" "$fails_slug" 75
	vm_stop m
}
kernel_runs() { boots "$1" bios $BIOS 'TEST-KERNEL runs'; }

lan_and_files
need nft

# -- our own server, wrong settings --------------------------------------
serve --mode dhcp --range 192.0.2.50,192.0.2.99,600
host_set $BIOS name=bios mode=pxelinux
host_set $UEFI name=uefi mode=pxelinux

mv "$ROOT/ldlinux.c32" "$T/kept"
fails "ldlinux.c32 is missing" module-missing bios $BIOS
mv "$T/kept" "$ROOT/ldlinux.c32"
kernel_runs "mended: ldlinux.c32 is back"

mv "$ROOT/vmlinuz" "$ROOT/VMLINUZ"
fails "the kernel's name has another case" name-case bios $BIOS
mv "$ROOT/VMLINUZ" "$ROOT/vmlinuz"
kernel_runs "mended: the name is right"

# A generic bootfile is taken for any architecture: UEFI gets a BIOS loader.
host_set $UEFI bootfile=pxelinux.0
fails "UEFI is given pxelinux.0" wrong-architecture uefi $UEFI
host_set $UEFI bootfile=
forget
vm m $UEFI uefi
check "mended: its own loader" says "$T/m.serial" 'SYSLINUX|syslinux' 90
vm_stop m

host_set $BIOS mode=iscsi target=iscsi:192.0.2.3:::1:$IQN:nobody
fails "the target does not exist" login-refused bios $BIOS
host_set $BIOS target=iscsi:192.0.2.9:::1:$IQN:disk
fails "no target answers" target-silent bios $BIOS
host_set $BIOS target=iscsi:192.0.2.3:::1:$IQN:disk
boots "mended: the right target" bios $BIOS 'TEST-SAN-SECTOR runs'

host_set $BIOS mode=pxelinux target=
nft add table inet f
nft add chain inet f in '{ type filter hook input priority 0; }'
nft add rule inet f in udp dport 69 drop
fails "our own firewall drops port 69" local-firewall-in bios $BIOS
nft flush chain inet f in
# Port 69 is open, the clients' answers to the transfer's port are not.
nft add rule inet f in udp dport 32768-65535 drop
fails "our own firewall drops the transfer's port" tftp-return-path bios $BIOS
nft flush chain inet f in
kernel_runs "mended: no such rules"

# The path carries less than the block size: large packets are lost.
nft add chain inet f out '{ type filter hook output priority 0; }'
nft add rule inet f out udp length gt 1300 drop
fails "blocks over the path's MTU" block-over-mtu bios $BIOS
nft delete table inet f
kernel_runs "mended: the path carries them"
stop console

# -- somebody else's server, we watch ------------------------------------
serve --mode proxy --default-mode ignore
host_set $BIOS mode=ignore
host_set $UEFI mode=ignore

other_dhcp --dhcp-option=17,iscsi:192.0.2.3:1:$IQN:disk
fails "a root path with too few fields" root-path-malformed bios $BIOS
stop otherdhcp

other_dhcp --dhcp-option=60,PXEClient --dhcp-boot=snponly.efi,,192.0.2.1
fails "option 60 without port 4011" stray-option-60 uefi $UEFI
stop otherdhcp

host_set $BIOS mode=pxelinux
fails "we offer the boot, and nobody an address" only-proxy-offers bios $BIOS
other_dhcp
kernel_runs "mended: the DHCP server is back"
stop otherdhcp
host_set $BIOS mode=ignore

# undionly.kpxe comes back with option 175 and is given itself again.
other_dhcp --dhcp-boot=undionly.kpxe,,192.0.2.1 --dhcp-no-override
fails "the loader loads itself" chain-loop bios $BIOS
stop otherdhcp
finish
