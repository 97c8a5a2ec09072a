#!/bin/sh
# SPDX-License-Identifier: ISC
# Real firmware that does not boot for its files' sake, and F: the console
# finds why, F and y set it, and the same machine boots.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/firmware.sh"
need nft
lan_and_files
. "$(dirname "$0")/keys.sh"

start --mode dhcp --range 192.0.2.50,192.0.2.99
host_set $BIOS name=bios mode=pxelinux
select_machine bios

# -- a script that is a loader -------------------------------------------------
host_set $BIOS mode=gpxe script=undionly.kpxe
vm m $BIOS bios
finds "a loader for a script: found by name" 75 mode=pxelinux
# Some six loaders deep the guest is dead, and silent.
sleep 20
finds "the silence of who ran out of memory hides nothing" 1 mode=pxelinux
vm_stop m
mend "a loader for a script" 'mode gpxe'
vm_boots "mended: PXELINUX takes the loader's place" bios $BIOS \
    'TEST-KERNEL runs'

quit
finish
