#!/bin/sh
# SPDX-License-Identifier: ISC
# Real firmware that does not boot for what somebody else's DHCP server says,
# and F: what our own server tells the machine then goes before it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/firmware.sh"
lan_and_files
add_host third 192.0.2.4
. "$(dirname "$0")/keys.sh"
third_dhcp() {
	background thirddhcp ip netns exec third dnsmasq -k \
	    --conf-file=/dev/null --port=0 --user=root --pid-file= \
	    --interface=eth0 --bind-interfaces --no-ping --dhcp-authoritative \
	    --dhcp-range=192.0.2.160,192.0.2.170,1h \
	    --dhcp-leasefile="$T/third.leases" "$@"
}

start --mode proxy --default-mode ignore

# -- a root path with too few fields -------------------------------------------
another mode=ignore
other_dhcp --dhcp-option=17,iscsi:192.0.2.3:1:$IQN:disk
vm_shows "a broken root path: found by name" bios $BIOS \
    "mode=iscsi target=iscsi:192.0.2.3:::1:$IQN:disk priority=1"
mend "a broken root path" 'mode ignore'
vm_boots "mended: the disk of the path as it was meant" bios $BIOS \
    'TEST-SAN-SECTOR runs'
stop otherdhcp

# -- more options than fit ------------------------------------------------------
another mode=ignore
long=$(printf '%0240d' 0 | tr 0 x)
many=
for code in 224 225 226 227 228 229; do
	many="$many --dhcp-option-force=$code,$long"
done
# shellcheck disable=SC2086
other_dhcp $many --dhcp-boot=boot.ipxe,,192.0.2.1
vm_shows "overloaded fields for iPXE: found by name" bios $BIOS \
    'mode=gpxe script=boot.ipxe priority=1'
mend "overloaded fields for iPXE" 'mode ignore'
vm_boots "mended: it is told the name by us" bios $BIOS \
    "SCRIPT-RAN for $BIOS"
keys u
check "u takes it back" shows 'Taken back'
vm_shows "u: and it fails as before" bios $BIOS \
    'mode=gpxe script=boot.ipxe priority=1'
stop otherdhcp

# -- two servers, and the one without a name is taken ----------------------------
another mode=ignore
other_dhcp --no-ping --dhcp-reply-delay=1
third_dhcp --dhcp-boot=boot.ipxe,,192.0.2.1
vm_shows "two servers: found by name" bios $BIOS \
    'mode=gpxe script=boot.ipxe priority=1'
mend "two servers" 'mode ignore'
vm_boots "mended: our word goes before both" bios $BIOS \
    "SCRIPT-RAN for $BIOS"
stop otherdhcp
stop thirddhcp

# -- a stray option 60: a proxy cannot win against it, --mode dhcp can -----------
host_set $UEFI name=uefi mode=ignore
select_machine uefi
other_dhcp --dhcp-option=60,PXEClient --dhcp-boot=syslinux.efi,,192.0.2.1
vm_on uefi $UEFI
check "option 60 without 4011: what people must do" \
    shows 'Fix: on 192.0.2.2 no option 60.*dhcp-option=60,PXEClient' 75
vm_stop m
quit
start --mode dhcp --range 192.0.2.200,192.0.2.210 --default-mode ignore
select_machine uefi
vm_shows "option 60 without 4011: found by name" uefi $UEFI \
    'mode=pxelinux bootfile=syslinux.efi'
mend "option 60 without 4011" 'mode ignore'
vm_boots "mended: our whole offer goes before it" uefi $UEFI \
    'SYSLINUX|syslinux'
quit
finish
