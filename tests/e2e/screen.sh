#!/bin/sh
# SPDX-License-Identifier: ISC
# The console on a terminal as an operator has it (tmux, 80x24): a machine
# boots, its mode is flipped with one key, its next boot obeys; `once` falls
# back by itself; the database and other shells see the same.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/tmux.sh"
need udhcpc ip curl

mkdir "$T/root"
printf 'raw loader' >"$T/root/pxelinux.0"
printf 'raw chain' >"$T/root/undionly.kpxe"
mkdir "$T/root/pxelinux.cfg"
printf 'kernel vmlinuz\n' >"$T/root/pxelinux.cfg/default"
head -c 300000 /dev/zero >"$T/root/vmlinuz"
chmod -R a+rX "$T"
mkdir "$T/db"
chmod 777 "$T/db"

cat >"$T/udhcpc.script" <<'EOS'
#!/bin/sh
set | grep -E '^(ip|siaddr|boot_file)=' | tr -d "'" >"$TOLD"
[ "$1" != bound ] || ip addr replace "$ip/24" dev "$interface"
exit 0
EOS
chmod 755 "$T/udhcpc.script"

# What a BIOS ROM says of itself.
PXE='-V PXEClient:Arch:00000:UNDI:002001 -x 0x5d:0000'
MAC=02:00:00:00:00:11

boot() {
	: >"$T/told"
	# shellcheck disable=SC2086
	TOLD=$T/told timeout 20 ip netns exec machine udhcpc -i eth0 -f -q -n \
	    -t 3 -T 2 -s "$T/udhcpc.script" $PXE >"$T/udhcpc" 2>&1
}
# What PXELINUX does then.
load() {
	for file in pxelinux.0 pxelinux.cfg/default vmlinuz; do
		ip netns exec machine curl -s -m 10 -o /dev/null \
		    "tftp://192.0.2.1/$file" || return 1
	done
}
told() { grep -qE "$1" "$T/told"; }

gone() { ! shown "$1"; }
# host KEY VALUE: as another shell sees it
set_is() {
	"$PXECONSOLE" host show $MAC --db "$T/db/pxe.db" 2>/dev/null |
	    grep -qE "^ *$1[ :=]+$2( |\$)"
}
is_set() { wait_for 10 set_is "$1" "$2"; }

make_lan
add_host machine 192.0.2.4
ip -n machine link set eth0 address $MAC
ip -n machine addr flush dev eth0

LC_ALL=C.UTF-8 tm -f /dev/null new-session -d -s console -x 80 -y 24 \
    "SUDO_USER=ann exec $PXECONSOLE --interface br0 --mode dhcp --range 192.0.2.50,192.0.2.60 --db $T/db/pxe.db --tftp-root $T/root --no-capture 2>$T/console.err; sleep 1000"

check "an empty screen says where it listens" shows 'Listening on br0'
boot
check "a machine appears by itself, as new" shows "^>[+!*] ?$MAC|\+$MAC"
check "its first boot is the default mode's" told 'boot_file=pxelinux.0'
keys l
check "one key flips it" shows 'local, from its next boot on'
check "another shell sees it" is_set mode local
check "and who did it" eval \
    '"$PXECONSOLE" host show $MAC --db "$T/db/pxe.db" | grep -q ann@pts/'
boot
check "its next boot obeys" eval '! told boot_file=pxelinux.0'
keys g
check "gpxe without a script is warned of" shows 'no script|script'
check "gpxe is set" is_set mode gpxe
boot
check "the next boot chains" told 'boot_file=undionly.kpxe'
keys u
check "u takes it back" shows 'Taken back'
check "in the database too" is_set mode local
keys o p
check "once is a mode for one boot" shows 'next boot is pxelinux'
check "once is set" is_set once pxelinux
boot
check "the one boot obeys once" told 'boot_file=pxelinux.0'
check "its files are fetched" load
check "the boot is told as done" shows 'booted, kernel delivered'
not_once() { ! set_is once pxelinux; }
check "once falls back by itself" wait_for 10 not_once
# More than the buffers between hold.
head -c 60000000 /dev/zero >"$T/root/image.iso"
ip netns exec machine curl -s -m 60 --limit-rate 4M -o /dev/null \
    http://192.0.2.1:8080/image.iso &
slow=$!
check "a long answer by HTTP shows how far it is" \
    shows 'image.iso [1-9][0-9]? % of 60 MB'
kill $slow
wait $slow
boot
check "and its mode counts again" eval '! told boot_file=pxelinux.0'
keys I
check "an install names the machine" shows "Install $MAC.*y/n"
keys n
check "and is not done on n" shows 'Nothing was changed'
keys e
check "e opens the form" shows "Machine $MAC"
keys lab7 Enter
check "a name is saved" is_set name lab7
check "and shown" shows '^>.lab7'
mode_is() {
	"$PXECONSOLE" mode gpxe --db "$T/db/pxe.db" | grep -qE "^script +$1\$"
}
keys M
check "M asks of which mode" shows 'Defaults of which mode'
keys g
check "the mode has its form" shows 'Mode gpxe: what its machines have'
keys Down Down Down Down Down Down Down http://192.0.2.9/lab.gpxe Enter
check "a default is saved" wait_for 10 mode_is http://192.0.2.9/lab.gpxe
check "and said" shows 'defaults of mode gpxe saved'
keys u
check "and taken back" wait_for 10 eval '! mode_is .+'
quirk_is() {
	"$PXECONSOLE" quirk list --db "$T/db/pxe.db" |
	    grep -qE "^gPXE 0.9.7 BIOS +$1( |\$)"
}
"$PXECONSOLE" quirk set 'gPXE 0.9.7 BIOS' placement=both \
    note='learnt from another' --db "$T/db/pxe.db" >/dev/null 2>&1
keys 7
check "7 lists what kinds of client need" \
    shows '^> gPXE 0.9.7 BIOS +placement=both +learnt from another'
keys Enter
check "Enter opens a kind's form" shows 'Kind gPXE 0.9.7 BIOS: what all of it'
keys Space Enter
check "which changes it" wait_for 10 eval '! quirk_is placement=both'
keys u
check "u takes that back" wait_for 10 quirk_is placement=both
keys d
check "d asks" shows 'Delete what is known of gPXE 0.9.7 BIOS'
keys y
check "and takes it out" wait_for 10 eval '! quirk_is .*'
check "the list is empty" shows 'No kind of client needs anything yet'
keys u
check "and u puts it back" wait_for 10 quirk_is placement=both
check "on the screen as well" shows 'placement=both +learnt from another'
keys q
check "q goes back to the machines" shows '^>.lab7'
"$PXECONSOLE" quirk rm 'gPXE 0.9.7 BIOS' --db "$T/db/pxe.db" >/dev/null 2>&1
"$PXECONSOLE" host set $MAC mode=ignore --db "$T/db/pxe.db" >/dev/null 2>&1
check "a change from another shell shows at once" shows 'lab7 .*ignore'
keys 2
check "Live tells the messages" shows 'DISCOVER'
keys k
check "scrolling stops it and says so" shows 'STOPPED'
keys 4
check "Log tells who changed what" shows 'set mode'
tm resize-window -t console -x 132 -y 43
check "a larger window is filled" shows '.{120}'
tm resize-window -t console -x 20 -y 5
check "a tiny one says why it is empty" shows 'Too small'
tm resize-window -t console -x 80 -y 24
keys 1 q
check "q asks before it stops serving" shows 'Stop serving'
keys n q y
check "y ends it" wait_for 10 gone 'Machines'

# A terminal that goes away takes nothing along.
tm kill-server 2>/dev/null
socket=$T/tmux2
gone_pid() { [ -s "$T/pid" ] && ! kill -0 "$(cat "$T/pid")"; }
LC_ALL=C.UTF-8 tm -f /dev/null new-session -d -s console -x 80 -y 24 \
    "echo \$\$ >$T/pid; exec $PXECONSOLE --interface br0 --db $T/db/pxe.db --tftp-root $T/root --no-capture"
check "it starts again with what it knew" shows 'lab7'
tm kill-server
check "and ends with its terminal" wait_for 3 gone_pid
check "its database is sound" eval \
    '"$PXECONSOLE" host show $MAC --db "$T/db/pxe.db" | grep -q lab7'
[ "$e2e_failed" -eq 0 ] || { screen; cat "$T/console.err"; }
finish
