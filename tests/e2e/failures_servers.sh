#!/bin/sh
# SPDX-License-Identifier: ISC
# Machines that do not boot because of somebody else's servers, while the
# console watches: it must name the reason in time, and the machine must boot
# once that is mended.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/firmware.sh"
. "$(dirname "$0")/finding.sh"

lan_and_files
add_host third 192.0.2.4

serve --mode proxy --default-mode ignore
# Each case has a machine of its own: none goes on with another's boot.
another() { BIOS=52:54:00:00:00:1$((machine = ${machine:-0} + 1)); }

another
other_dhcp --dhcp-option=17,iscsi:192.0.2.3:1:$IQN:disk
fails "a root path with too few fields" root-path-malformed bios $BIOS \
    '"dhcp".*"ACK".*"root_path": ?"iscsi'
stop otherdhcp
other_dhcp --dhcp-option=17,iscsi:192.0.2.3:::1:$IQN:disk
boots "mended: all fields" bios $BIOS 'TEST-SAN-SECTOR runs'
stop otherdhcp

another
# More options than fit: dnsmasq puts some where the name should be.
long=$(printf '%0240d' 0 | tr 0 x)
many=
for code in 224 225 226 227 228 229; do
	many="$many --dhcp-option-force=$code,$long"
done
# shellcheck disable=SC2086
other_dhcp $many --dhcp-boot=boot.ipxe,,192.0.2.1
fails "overloaded fields for iPXE" overload-unread bios $BIOS '"dhcp".*"ACK"'
stop otherdhcp
# shellcheck disable=SC2086
other_dhcp $many --dhcp-boot=boot.ipxe,,192.0.2.1 --dhcp-no-override
boots "mended: dhcp-no-override" bios $BIOS "SCRIPT-RAN for $BIOS"
stop otherdhcp

another
# iPXE takes the latest of equal offers.
other_dhcp --no-ping --dhcp-reply-delay=1
background thirddhcp ip netns exec third dnsmasq -k --conf-file=/dev/null \
    --port=0 --user=root --pid-file= --interface=eth0 --bind-interfaces \
    --dhcp-range=192.0.2.160,192.0.2.170,1h --no-ping --dhcp-authoritative \
    --dhcp-leasefile="$T/third.leases" --dhcp-boot=boot.ipxe,,192.0.2.1
fails "two servers, and the one without a name is taken" \
    other-server-chosen bios $BIOS '"dhcp".*"REQUEST"'
stop otherdhcp
boots "mended: one server" bios $BIOS "SCRIPT-RAN for $BIOS"
stop thirddhcp

other_dhcp --dhcp-option=60,PXEClient --dhcp-boot=snponly.efi,,192.0.2.1
fails "option 60 without port 4011" stray-option-60 uefi $UEFI \
    '"dhcp".*"REQUEST".*"dst": ?"192.0.2.[12]"' 5 2
stop otherdhcp
other_dhcp --dhcp-boot=snponly.efi,,192.0.2.1
boots "mended: without option 60" uefi $UEFI 'iPXE'
stop otherdhcp

another
host_set $BIOS name=bios mode=pxelinux
fails "we offer the boot, and nobody an address" only-proxy-offers bios \
    $BIOS '"dhcp".*"DISCOVER"' 0 4
other_dhcp
kernel_runs "mended: the DHCP server is back"
stop otherdhcp

another
# undionly.kpxe comes back with option 175 and is given itself again.
other_dhcp --dhcp-boot=undionly.kpxe,,192.0.2.1 --dhcp-no-override
fails "the loader loads itself" chain-loop bios $BIOS \
    "$(ended undionly.kpxe complete)" 10 3
stop otherdhcp
other_dhcp --dhcp-match=set:gpxe,175 --dhcp-boot=undionly.kpxe,,192.0.2.1 \
    --dhcp-boot=tag:gpxe,boot.ipxe,,192.0.2.1
boots "mended: another name for option 175" bios $BIOS \
    "SCRIPT-RAN for $BIOS"
finish
