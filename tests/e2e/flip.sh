#!/bin/sh
# SPDX-License-Identifier: ISC
# The main job as its user has it: the console on a terminal (tmux, 80x24), a
# real machine's firmware (SeaBIOS and iPXE under QEMU), and one key between
# two boots.  Each boot obeys, and the screen tells mode, stage and result.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/firmware.sh"
. "$(dirname "$0")/tmux.sh"
lan_and_files
mkdir "$T/db"
chmod 777 "$T/db"
chmod 755 "$T"
DB=$T/db/book.db

# row PATTERN [SECONDS]: the machine's line says it
row() {
	shows "^.[ *+!](lab1|$BIOS) .*$1" "${2:-10}" && return
	screen
	return 1
}
# The machine off and on again: boot CASE PATTERN STAGE
boot() {
	vm m $BIOS bios -drive "if=none,id=d,format=raw,file=$T/disk" \
	    -device ide-hd,drive=d,bootindex=2
	[ -z "$3" ] || check "$1: the screen shows it under way" row "$3" 60
	if says "$T/m.serial" "$2" 90; then pass "$1"; else
		fail "$1: no '$2' on the serial line"
		tail -n 25 "$T/m.serial" | cat -v
		screen
	fi
}
off() { vm_stop m; }
set_is() {
	"$PXECONSOLE" host show $BIOS --db "$DB" 2>/dev/null |
	    grep -qE "^ *$1[ :=]+$2( |\$)"
}
not_set() { ! set_is "$1" '[a-z]+'; }

LC_ALL=C.UTF-8 tm -f /dev/null new-session -d -s console -x 80 -y 24 \
    "exec $PXECONSOLE --interface br0 --mode dhcp --range 192.0.2.50,192.0.2.60 --db $DB --tftp-root $ROOT --config /dev/null 2>$T/console.err; sleep 1000"
check "the console serves" shows 'Listening on br0'

KERNEL='TEST-KERNEL runs, initrd bytes 0x000493e0'
DISK='Booting from Hard Disk'

boot "a machine nobody knew boots the default" "$KERNEL" 'pxelinux'
check "its line says so" row '\(pxelinux\) .*kernel delivered'
off

# What gPXE and iSCSI need, from another shell.
"$PXECONSOLE" host set $BIOS name=lab1 script=boot.ipxe \
    target=iscsi:192.0.2.3:::1:$IQN:disk --db "$DB" --tftp-root "$ROOT" >/dev/null
check "a name from another shell shows" shows '^..lab1 '

keys g
check "g: the screen promises it" shows 'gpxe, from its next boot on'
boot "g: the next boot runs the script" "SCRIPT-RAN for $BIOS" 'gpxe'
check "g: the line says so" row 'gpxe .*script delivered'
off

keys i
check "i: the screen promises it" shows 'iscsi, from its next boot on'
boot "i: the next boot runs off the iSCSI disk" 'TEST-SAN-SECTOR runs' 'iscsi'
check "i: and not off its own" eval "! grep -aq '$DISK' '$T/m.serial'"
check "i: the line says so" row 'iscsi .*booted, logged in'
off

keys l
check "l: the screen promises it" shows 'local, from its next boot on'
# Under way it says so, not only when the boot is over.
boot "l: the next boot is the machine's own disk" "$DISK" \
    'local +sent to its own disk'
check "l: its sector runs" says "$T/m.serial" 'TEST-SAN-SECTOR runs' 30
check "l: the line says so" row 'local .*booted, sent to its own disk' 40
off

keys u
check "u: the screen says what it took back" shows 'Taken back'
check "u: it is iscsi again" row 'iscsi '
boot "u: the next boot runs off iSCSI again" 'Booting from SAN' ''
off

# For the install below: what it asks is what the screen knows by then.
"$PXECONSOLE" host set $BIOS script= target=iscsi:192.0.2.3:::1:$IQN:blank \
    --db "$DB" --tftp-root "$ROOT" >/dev/null
keys p
check "p: the screen promises it" shows 'pxelinux, from its next boot on'
check "p: other shells see it" wait_for 10 set_is mode pxelinux
boot "p: the next boot loads the kernel" "$KERNEL" 'pxelinux'
check "p: the line says so" row 'pxelinux .*kernel delivered'
off

keys I
check "I: asks, and names the machine" shows "^Install lab1 to .*$IQN:blank?"
check "I: and how to answer" shows "y/n\$"
keys y
check "I: the screen promises it" shows 'iscsi-install, from its next boot on'
boot "I: the blank disk stays for the installer" \
    'Preserving connection to SAN|Preserving SAN device 0x80' 'install'
check "I: the line says so" row 'iscsi-install .*booted, logged in'
off

keys l
check "l again" wait_for 10 set_is mode local
keys o p
check "o p: the screen promises one boot" shows 'next boot is pxelinux'
check "o p: the line shows it" row 'pxelinux'
boot "o p: that boot loads the kernel" "$KERNEL" ''
check "once falls back by itself" wait_for 20 not_set once
off
check "the line shows the mode alone" row 'local '
boot "the boot after it is local again" "$DISK" ''
off

keys x
check "x: the screen promises silence" shows 'ignore'
: >"$T/m.serial"
boot "x: the machine hears nothing" 'No bootable device|No more network|Booting from Hard Disk|No such file' ''
check "x: the line says so" row 'ignore'
off

keys 4
check "the log tells every change" shows 'set mode'
keys 1 q y
check "q y ends it" wait_for 10 eval '! shown "Machines"'
check "it told nothing on its error line" test ! -s "$T/console.err"
[ "$e2e_failed" -eq 0 ] || cat "$T/console.err"
finish
