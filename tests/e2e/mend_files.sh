#!/bin/sh
# SPDX-License-Identifier: ISC
# Real firmware that does not boot for its files' or its disk's sake, and F:
# the console finds why, F and y set it, and the same machine boots.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/firmware.sh"
need nft
lan_and_files
. "$(dirname "$0")/keys.sh"

start --mode dhcp --range 192.0.2.50,192.0.2.99

# -- a script that is a loader -------------------------------------------------
another mode=gpxe script=undionly.kpxe
vm_on bios $BIOS
finds "a loader for a script: found by name" 75 mode=pxelinux
# Some six loaders deep the guest is dead, and silent.
sleep 20
finds "the silence of who ran out of memory hides nothing" 1 mode=pxelinux
vm_stop m
mend "a loader for a script" 'mode gpxe'
vm_boots "mended: PXELINUX takes the loader's place" bios $BIOS \
    'TEST-KERNEL runs'

# -- the case of a name, out of PXELINUX's configuration -----------------------
another mode=pxelinux
mv "$ROOT/vmlinuz" "$ROOT/VMLinuz"
vm_shows "a kernel's name in another case: found by name" bios $BIOS \
    ignore-case=on
mend "a kernel's name in another case" 'ignore-case unset'
vm_boots "mended: it is found in any case" bios $BIOS 'TEST-KERNEL runs'
keys u
check "u takes it back" shows 'Taken back'
vm_shows "u: and it fails as before" bios $BIOS ignore-case=on
mv "$ROOT/VMLinuz" "$ROOT/vmlinuz"

# -- the same by HTTP ------------------------------------------------------------
mv "$ROOT/boot.ipxe" "$ROOT/Boot.ipxe"
another mode=gpxe script=http://192.0.2.1:8080/boot.ipxe
vm_shows "a script's name in another case: found by name" bios $BIOS \
    ignore-case=on
mend "a script's name in another case" 'ignore-case unset'
vm_boots "mended: HTTP finds it as well" bios $BIOS "SCRIPT-RAN for $BIOS"
mv "$ROOT/Boot.ipxe" "$ROOT/boot.ipxe"

# -- a program for another machine ------------------------------------------------
another mode=pxelinux bootfile=snponly.efi
vm_shows "BIOS is given snponly.efi: found by name" bios $BIOS bootfile=
mend "BIOS is given snponly.efi" 'bootfile snponly.efi'
vm_boots "mended: its own loader" bios $BIOS 'TEST-KERNEL runs'

# -- modules that are elsewhere --------------------------------------------------
another mode=pxelinux
mkdir -p "$ROOT/lib/efi" "$ROOT/lib/bios"
cp /usr/lib/syslinux/modules/efi64/menu.c32 \
    /usr/lib/syslinux/modules/efi64/libutil.c32 "$ROOT/lib/efi"
cp "$ROOT/ldlinux.e64" "$ROOT/lib/efi"
cp /usr/lib/syslinux/modules/bios/menu.c32 \
    /usr/lib/syslinux/modules/bios/libutil.c32 "$ROOT/lib/bios"
mv "$ROOT/ldlinux.c32" "$ROOT/lib/bios"
chmod -R a+rX "$ROOT"
vm_shows "ldlinux.c32 is elsewhere: found by name" bios $BIOS \
    fallback=lib/bios
mend "ldlinux.c32 is elsewhere" 'fallback unset'
vm_boots "mended: it comes from there" bios $BIOS 'TEST-KERNEL runs'
another mode=pxelinux
cp "$ROOT/lib/bios/ldlinux.c32" "$ROOT"
cp "$ROOT/pxelinux.cfg/default" "$T/kept"
{
	cat "$T/kept"
	printf 'UI menu.c32\nTIMEOUT 10\n'
} >"$ROOT/pxelinux.cfg/default"
vm_shows "a menu's module is elsewhere: found by name" bios $BIOS \
    fallback=lib/bios
mend "a menu's module is elsewhere" 'fallback unset'
vm_boots "mended: the menu runs and boots" bios $BIOS 'TEST-KERNEL runs'
cp "$T/kept" "$ROOT/pxelinux.cfg/default"

# -- a firewall that opens port 69 only ------------------------------------------
another mode=pxelinux
nft add table inet f
nft add chain inet f in '{ type filter hook input priority 0; }'
nft add rule inet f in udp dport 32768-65535 drop
vm_shows "a firewall on the transfers' ports: found by name" bios $BIOS \
    single-port=on
mend "a firewall on the transfers' ports" 'single-port unset'
vm_boots "mended: all goes by port 69" bios $BIOS 'TEST-KERNEL runs'
nft delete table inet f

# -- a LUN that the target does not have ------------------------------------------
another mode=iscsi target=iscsi:192.0.2.3:::5:$IQN:disk
vm_on bios $BIOS
check "no such LUN: found by name" \
    shows 'Fix \(F asks the target for its LUNs\)' 75
vm_stop m
mend "no such LUN" 'target iscsi:192.0.2.3:::5:.*iscsi:192.0.2.3:::1:'
vm_boots "mended: the one disk that the target has" bios $BIOS \
    'TEST-SAN-SECTOR runs'

# -- what only people can mend ------------------------------------------------------
another mode=iscsi target=iscsi:192.0.2.9:::1:$IQN:disk
vm_on bios $BIOS
check "no target answers: which command starts it" \
    shows 'Fix: on 192.0.2.9: systemctl start tgt' 75
vm_stop m

# -- a firewall that keeps port 69 shut ------------------------------------------
another mode=pxelinux
nft add table inet f
nft add chain inet f in '{ type filter hook input priority 0; }'
nft add rule inet f in udp dport 69 drop
vm_shows "our firewall drops port 69: found by name" bios $BIOS from-wire=on
check "and which command opens it" \
    shows 'Fix \(F sets from-wire=on\): .pxeconsole doctor. names'
mend "our firewall drops port 69" 'from-wire unset'
vm_boots "mended: its requests are taken before the firewall" bios $BIOS \
    'TEST-KERNEL runs'
nft delete table inet f
vm_boots "one request is one, where the firewall is gone" bios $BIOS \
    'TEST-KERNEL runs'

quit
finish
