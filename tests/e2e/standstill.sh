#!/bin/sh
# SPDX-License-Identifier: ISC
# The disk of some boot files does not answer any more: TFTP, which asked for
# one of them, stands still and that is told; DHCP, HTTP and the stories of the
# machines go on.  TFTP goes on when the disk does, and who leaves meanwhile is
# not held up.
. "$(dirname "$0")/lib.sh"
need ip udhcpc curl python3 sqlite3
[ -w /dev/fuse ] || { echo "SKIP $0: no /dev/fuse"; exit 77; }

# lease HOST: what a machine's system does.
lease() {
	timeout 20 ip netns exec "$1" udhcpc -i eth0 -f -q -n -t 3 -T 2 \
	    -s /bin/true >/dev/null 2>&1
}
mac_of() { ip -n "$1" -br link show eth0 | awk '{ print $3 }'; }
get() { timeout "$1" ip netns exec other curl -sf -o "$T/got" "$2"; }
# Who asks for that file waits for its disk.
ask_for_stuck() {
	: >"$T/hang.log"
	background client ip netns exec other timeout 60 \
	    curl -sf -o /dev/null "tftp://192.0.2.1/far/$1"
	says "$T/hang.log" '^asked' 10
}
far_disk() { kill "-$1" "$(cat "$T/hang.pid")"; }
leases() { sqlite3 "$DB" 'SELECT count(*) FROM leases WHERE state = 2'; }
console_ended() { ended_pid "$(cat "$T/console.pid")"; }

make_lan
make_root
add_host machine 192.0.2.9
add_host later 192.0.2.10
mkdir "$ROOT/far"
background hang "${0%/*}/hang_files.py" "$ROOT/far"
says "$T/hang.log" '^mounted' 10
serve --mode dhcp --range 192.0.2.50,192.0.2.99 --http-port 80
check "files are served" get 10 tftp://192.0.2.1/vmlinuz
check "somebody asks for a file whose disk hangs" ask_for_stuck vmlinuz
check "addresses are given at once" lease machine
check "its story is told" saw "\"type\":\"ACK\".*$(mac_of machine)|$(mac_of machine).*\"type\":\"ACK\"" 5
check "that TFTP stands still is told" saw 'TFTP: NO ANSWER for [5-9] s; does the disk' 10
# By now nobody waits for TFTP's word any more.
sleep 6
forget
check "and addresses still are" lease later
check "that story is told as soon" saw "\"type\":\"ACK\".*$(mac_of later)|$(mac_of later).*\"type\":\"ACK\"" 3
check "HTTP serves files" get 10 http://192.0.2.1/vmlinuz
check "no firewall is blamed" eval '! cat "$T/all.log" "$T/console.log" | grep -q local-firewall'
far_disk USR1
check "TFTP goes on when the disk does" saw 'TFTP: goes on after a standstill' 10
check "and serves files" get 10 tftp://192.0.2.1/vmlinuz
[ "$e2e_failed" -eq 0 ] || cat "$T/all.log" "$T/console.log"

stop client
far_disk USR2
check "it hangs once more" ask_for_stuck initrd.img
kill "$(cat "$T/console.pid")"
check "who leaves is not held up" wait_for 8 console_ended
check "and both leases are on disk" [ "$(leases)" = 2 ]
far_disk USR1
umount "$ROOT/far"
finish
