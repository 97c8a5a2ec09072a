#!/bin/sh
# SPDX-License-Identifier: ISC
# Machines that do not boot from our own server, each for another reason: the
# console must name it in time, and the machine must boot once that is mended.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/firmware.sh"
. "$(dirname "$0")/finding.sh"

lan_and_files
need nft

serve --mode dhcp --range 192.0.2.50,192.0.2.99,600
host_set $BIOS name=bios mode=pxelinux
host_set $UEFI name=uefi mode=pxelinux

mv "$ROOT/ldlinux.c32" "$T/kept"
fails "ldlinux.c32 is missing" module-missing bios $BIOS \
    "$(ended ldlinux.c32 error)" 2
mv "$T/kept" "$ROOT/ldlinux.c32"

mv "$ROOT/vmlinuz" "$ROOT/VMLINUZ"
fails "the kernel's name has another case" name-case bios $BIOS \
    "$(ended vmlinuz error)"
mv "$ROOT/VMLINUZ" "$ROOT/vmlinuz"
kernel_runs "mended: both files are there"

# A generic bootfile is taken for any architecture.
host_set $UEFI bootfile=pxelinux.0
fails "UEFI is given pxelinux.0" wrong-architecture uefi $UEFI \
    "$(ended pxelinux.0 complete)"
host_set $UEFI bootfile=
forget
vm m $UEFI uefi
check "mended: its own loader" says "$T/m.serial" 'SYSLINUX|syslinux' 90
vm_stop m
host_set $BIOS bootfile=snponly.efi
fails "BIOS is given snponly.efi" wrong-architecture bios $BIOS \
    "$(ended snponly.efi complete)"
host_set $BIOS bootfile=

answered='"iscsi".*"phase": ?"response"'
host_set $BIOS mode=iscsi target=iscsi:192.0.2.3:::1:$IQN:nobody
fails "the target does not exist" login-refused bios $BIOS \
    "$answered.*\"status_class\": ?2"
host_set $BIOS target=iscsi:192.0.2.3:::5:$IQN:disk
fails "the target has no such LUN" lun-missing bios $BIOS "$answered"
host_set $BIOS target=iscsi:192.0.2.9:::1:$IQN:disk
fails "no target answers" target-silent bios $BIOS '"dhcp".*"ACK"' 5
host_set $BIOS target=iscsi:192.0.2.3:::1:$IQN:disk
boots "mended: the right target" bios $BIOS 'TEST-SAN-SECTOR runs'

host_set $BIOS mode=pxelinux target=
nft add table inet f
nft add chain inet f in '{ type filter hook input priority 0; }'
nft add rule inet f in udp dport 69 drop
fails "our own firewall drops port 69" local-firewall-in bios $BIOS \
    '"tftp".*"received": ?false'
nft flush chain inet f in
# Port 69 is open, the clients' answers to the transfer's port are not.
nft add rule inet f in udp dport 32768-65535 drop
fails "our own firewall drops the transfer's port" tftp-return-path bios \
    $BIOS "$(asked pxelinux.0)" 3
nft flush chain inet f in

# The path carries less than the block size: large packets are lost.
nft add chain inet f out '{ type filter hook output priority 0; }'
nft add rule inet f out udp length gt 1300 drop
fails "blocks over the path's MTU" block-over-mtu bios $BIOS \
    "$(asked pxelinux.0)" 3
nft delete table inet f
kernel_runs "mended: no such rules, and the path carries them"
finish
