# SPDX-License-Identifier: ISC
# Sourced after firmware.sh: the console on its own screen (tmux), the finding
# that stands there with what F sets, and F and y that set it.
. "$(dirname "$0")/tmux.sh"
mkdir "$T/db"
chmod 777 "$T/db"
chmod 755 "$T"
DB=$T/db/book.db

# select NAME: the one machine that the list shows.
select_machine() {
	keys / C-u
	tm send-keys -t console -l "$1"
	keys Enter
	shows "^.[ *+!]$1 " || screen
}
# finds CASE SECONDS SETTING: the fix line says what F sets.
finds() {
	if shows "Fix \(F sets $3\)" "$2"; then pass "$1"; else
		fail "$1: no line \"Fix (F sets $3)\""
		screen
	fi
}
# mend CASE SETTING: F shows the change and asks, y makes it.
mend() {
	keys F
	if shows "^Set .*$2.*\? y/n"; then pass "$1: F shows what would change"; else
		fail "$1: F does not ask"
		screen
	fi
	keys y
	check "$1: y sets it" shows 'from its next boot on'
}
# another [KEY=VALUE ...]: a machine of its own for each case, which the list
# shows; BIOS is its MAC.
machine=0
another() {
	machine=$((machine + 1))
	BIOS=$(printf '52:54:00:00:01:%02x' $machine)
	host_set $BIOS name=case$machine "$@"
	select_machine case$machine
}
# vm_on KIND MAC: the same machine ten seconds after its last boot, since iPXE
# that asks again sooner was chained.
vm_on() {
	[ "$2" != "${vm_mac:-}" ] || sleep 9
	vm m "$2" "$1"
}
# vm_shows CASE KIND MAC SETTING: a real firmware's boot fails, which is said.
vm_shows() {
	vm_on "$2" "$3"
	finds "$1" 75 "$4"
	vm_stop m
}
# vm_boots CASE KIND MAC PATTERN
vm_boots() {
	vm m "$3" "$2"
	if says "$T/m.serial" "$4" 90; then pass "$1"; else
		fail "$1: no '$4' on the serial line"
		tail -n 25 "$T/m.serial" | cat -v
		screen
	fi
	vm_stop m
}
# start OPTION...: the console, on a screen of 132x40.
start() {
	LC_ALL=C.UTF-8 tm -f /dev/null new-session -d -s console -x 132 -y 40 \
	    "exec $PXECONSOLE --interface br0 --db $DB --tftp-root $ROOT --config /dev/null $* 2>$T/console.err; sleep 1000"
	check "the console serves" shows 'pxeconsole +br0 192\.0\.2\.1'
}
# quit: and nothing came out beside the screen.
quit() {
	keys 1 / C-u Enter
	keys q y
	check "q y ends it" wait_for 10 eval '! tm has-session -t console'
	check "it told nothing on its error line" test ! -s "$T/console.err"
	[ "$e2e_failed" -eq 0 ] || cat "$T/console.err"
}
