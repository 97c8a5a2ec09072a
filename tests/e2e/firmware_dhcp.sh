#!/bin/sh
# SPDX-License-Identifier: ISC
# Real firmware under QEMU, pxeconsole as the only DHCP server.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/firmware.sh"

lan_and_files
serve --mode dhcp --range 192.0.2.50,192.0.2.99,600
bios_cases
uefi_cases

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

host_set $BIOS mode=ignore once=
forget
vm m $BIOS bios
told "mode ignore says so" 'mode-ignore|mode ignore'
check "mode ignore stays silent" says "$T/m.serial" 'No more network|failed|No such file|Connection timed' 90
check "no reply left" sh -c "! grep -q '\"OFFER\"' '$T/console.log'"
vm_stop m
finish
