#!/bin/sh
# SPDX-License-Identifier: ISC
# Machines that do not boot, and the key that mends them: on the console's own
# screen (tmux) the finding stands with what F sets, F and y set it, and the
# same machine boots.  u takes it back, and it fails again.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/firmware.sh"
need nft
lan_and_files
. "$(dirname "$0")/keys.sh"

# A wire's end for the simulated clients, where nobody else answers ARP.
ip netns add probe
ip link add probe1 type veth peer name probe0 netns probe
ip link set probe1 master br0 up
ip -n probe link set lo up
ip -n probe link set probe0 up
mkdir "$ROOT/install"
cp "$ROOT/vmlinuz" "$ROOT/initrd.img" "$ROOT/install"
printf '#!gpxe\nkernel vmlinuz\ninitrd initrd.img\nboot\n' >"$ROOT/boot.gpxe"
chmod -R a+rX "$ROOT"

setting() { # setting MAC KEY VALUE
	"$PXECONSOLE" host show "$1" --db "$DB" 2>/dev/null |
	    grep -qE "^$2 +$3\$"
}
probe() { # probe KIND MAC
	timeout 120 ip netns exec probe "$PXECONSOLE" probe --interface probe0 --config /dev/null \
	    --as "$1" --mac "$2" >"$T/probe.out" 2>&1
}
# probed CASE STATUS TEXT KIND MAC: how a simulated boot ends.
probed() {
	probe "$4" "$5"
	if [ $? -eq "$2" ] && grep -qE -- "$3" "$T/probe.out"; then
		pass "$1"
	else
		fail "$1"
		cat "$T/probe.out"
	fi
}
start --mode dhcp --range 192.0.2.50,192.0.2.99

# -- the name stands where an old gPXE does not look ----------------------
OLD=02:00:00:00:00:97
host_set $OLD name=old mode=gpxe script=boot.gpxe placement=option
select_machine old
probed "gPXE 0.9.7 does not see a name in option 67" 10 'holds no boot file' \
    gpxe-0.9.7 $OLD
finds "name only in 67: found by name" 5 placement=field
mend "name only in 67" 'placement option'
probed "mended: gPXE 0.9.7 runs its script" 0 'last file' gpxe-0.9.7 $OLD
keys u
check "u takes it back" shows 'Taken back'
check "u: the setting is as before" wait_for 5 setting $OLD placement option
probed "u: and it fails as before" 10 'holds no boot file' gpxe-0.9.7 $OLD
finds "which is found again" 5 placement=field
mend "name only in 67, again" 'placement option'
probed "and mended again" 0 'last file' gpxe-0.9.7 $OLD

# -- the console finds the place by itself ---------------------------------
# Its kind is said to read option 67 only, which is wrong.
SELF=02:00:00:00:00:5e
KIN=02:00:00:00:00:5f
"$PXECONSOLE" quirk set 'gPXE 0.9.7 BIOS' placement=option --db "$DB"
host_set $SELF name=self mode=gpxe script=boot.gpxe placement=auto
host_set $KIN name=kin mode=gpxe script=boot.gpxe
select_machine self
probed "auto: its kind's place is not read" 10 'holds no boot file' \
    gpxe-0.9.7 $SELF
check "auto: the first such boot is counted" \
    wait_for 60 setting $SELF tried 'option:1'
probed "auto: nor in its second boot" 10 'holds no boot file' gpxe-0.9.7 $SELF
check "auto: the next place is tried" wait_for 60 setting $SELF tried 'field'
probed "auto: the third boot finds its name" 0 'last file' gpxe-0.9.7 $SELF
learnt() {
	"$PXECONSOLE" quirk list --json --db "$DB" |
	    grep -q '"kind":"gPXE 0.9.7 BIOS","placement":"field"'
}
check "auto: what works is kept for its kind" wait_for 90 learnt
probed "auto: another machine of that kind boots at once" 0 'last file' \
    gpxe-0.9.7 $KIN
check "auto: the row tells what it has come to" \
    shows 'placement=auto has come to field'
keys 4
check "auto: the log tells each step" shows 'passed over its boot name in 2'
check "auto: and what was learnt" shows 'kept for its kind'
keys 1

# -- offers by unicast do not come through --------------------------------
DEAF=02:00:00:00:00:de
host_set $DEAF name=deaf mode=gpxe script=boot.gpxe
select_machine deaf
nft add table bridge f
nft add chain bridge f out '{ type filter hook output priority 0; }'
nft add rule bridge f out ether daddr $DEAF udp dport 68 drop
probe gpxe-1.0.1 $DEAF &
deaf=$!
finds "unicast offers that are lost: found by name" 40 broadcast=on
wait $deaf
mend "unicast offers that are lost" 'broadcast unset'
probed "mended: answered by broadcast it boots" 0 'last file' gpxe-1.0.1 $DEAF
nft delete table bridge f

# -- it installs again and again -------------------------------------------
LOOP=02:00:00:00:00:1d
cat >"$ROOT/pxelinux.cfg/01-$(echo $LOOP | tr : -)" <<-END
	DEFAULT i
	LABEL i
	KERNEL install/vmlinuz
	INITRD install/initrd.img
END
chmod a+r "$ROOT"/pxelinux.cfg/*
host_set $LOOP name=loop mode=pxelinux
select_machine loop
for n in 1 2 3; do
	probed "install loop: boot $n installs" 0 'last file' bios-rom $LOOP
done
finds "install loop: found by name" 60 mode=local
mend "install loop" 'mode pxelinux'
probed "mended: it boots its own disk" 0 'own disk|local' bios-rom $LOOP

# -- a loader for another machine -------------------------------------------
host_set $UEFI name=uefi mode=pxelinux bootfile=pxelinux.0
select_machine uefi
vm_shows "UEFI is given pxelinux.0: found by name" uefi $UEFI bootfile=
mend "UEFI is given pxelinux.0" 'bootfile pxelinux.0'
vm_boots "mended: UEFI boots its own loader" uefi $UEFI 'SYSLINUX|syslinux'

# -- blocks over the path's MTU ----------------------------------------------
host_set $BIOS name=narrow mode=pxelinux
select_machine narrow
nft add table inet f
nft add chain inet f out '{ type filter hook output priority 0; }'
nft add rule inet f out udp length gt 1300 drop
vm_shows "blocks over the path's MTU: found by name" bios $BIOS blksize=1024
mend "blocks over the path's MTU" 'blksize unset'
vm_boots "mended: smaller blocks come through" bios $BIOS 'TEST-KERNEL runs'
nft delete table inet f

# -- our own bootfile loads itself -------------------------------------------
host_set $BIOS bootfile=undionly.kpxe blksize=
vm_shows "a chain of our own making: found by name" bios $BIOS bootfile=
mend "a chain of our own making" 'bootfile undionly.kpxe'
vm_boots "mended: the loader loads PXELINUX" bios $BIOS 'TEST-KERNEL runs'

keys 4
check "the log tells who changed what" shows 'set blksize'
quit
finish
