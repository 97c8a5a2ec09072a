#!/bin/sh
# SPDX-License-Identifier: ISC
# Real firmware under QEMU, pxeconsole as the only DHCP server.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/firmware.sh"

lan_and_files
serve --mode dhcp --range 192.0.2.50,192.0.2.99,600
bios_cases
uefi_cases

# CHAP both ways: iPXE is told the names and secrets by option 175.
printf 'secretsecret1\n' >"$T/ours"
printf 'itsownsecret3\n' >"$T/its"
printf 'wrongsecret12\n' >"$T/wrong"
chmod 600 "$T/ours" "$T/its" "$T/wrong"
tgt() { ip netns exec target tgtadm --lld iscsi "$@"; }
target_set() {
	"$PXECONSOLE" target set chap "$@" --db "$DB" --config /dev/null
}
make_target $IQN:chap "$T/disk"
tgt --op new --mode account --user me --password secretsecret1
tgt --op bind --mode account --tid "$tgt_id" --user me
tgt --op new --mode account --user disk --password itsownsecret3
tgt --op bind --mode account --tid "$tgt_id" --user disk --outgoing
target_set server=192.0.2.3 lun=1 iqn=$IQN:chap user=me \
    password-file="$T/ours" reverse-user=disk reverse-password-file="$T/its"
host_set $BIOS mode=iscsi target=chap
boots "BIOS: the disk that answers CHAP in turn is booted" bios $BIOS \
    'TEST-SAN-SECTOR runs'

# One boot by `once`, and back by itself.
host_set $BIOS mode=local once=pxelinux
boots "once=pxelinux boots the kernel" bios $BIOS 'TEST-KERNEL runs'
once_gone() {
	"$PXECONSOLE" host show $BIOS --json --db "$DB" |
	    grep -qvE '"once": ?"pxelinux"'
}
check "once is used up" wait_for 10 once_gone
boots "the next boot is local again" bios $BIOS 'TEST-SAN-SECTOR runs' \
    -drive "if=none,id=d,format=raw,file=$T/disk" \
    -device ide-hd,drive=d,bootindex=2

nothing_found

target_set reverse-password-file="$T/wrong"
host_set $BIOS mode=iscsi
boots "BIOS: a disk that answers CHAP otherwise is left" bios $BIOS \
    'Could not open SAN device: Permission denied'

host_set $BIOS mode=ignore once=
forget
vm m $BIOS bios
told "mode ignore says so" 'mode-ignore|mode ignore'
check "mode ignore stays silent" says "$T/m.serial" 'No more network|failed|No such file|Connection timed' 90
check "no reply left" sh -c "! grep -q '\"OFFER\"' '$T/console.log'"
vm_stop m
finish
