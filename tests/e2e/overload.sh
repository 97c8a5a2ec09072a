#!/bin/sh
# SPDX-License-Identifier: ISC
# The watch thread stands still while more DHCP messages pass than its ring
# holds: all are answered, what the ring lost is counted on the screen and in
# the log, and afterwards the wire is watched as before.  Then boots are to be
# recorded in a folder that the console may not write.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/load.sh"
. "$(dirname "$0")/tmux.sh"
need ip perfdhcp udhcpc dnsmasq python3

RATE=400 SECONDS_LONG=14
flood() {
	ip netns exec other perfdhcp -4 -g single -l 10.77.0.2 -r $RATE \
	    -R 10000 -p $SECONDS_LONG -W 2000000 10.77.0.1 >"$T/perfdhcp.log" 2>&1
}
# number LABEL NTH: the NTH value that perfdhcp reports for it.
number() { awk -F: -v l="$1" -v n="$2" '$1 == l && ++i == n { print $2 + 0 }' \
    "$T/perfdhcp.log"; }
# Datagrams that found no room in a socket, in the namespace other or here.
deaf() { ${1:+ip netns exec $1} awk '/^Udp:/ && n++ { print $6 }' /proc/net/snmp; }
# perfdhcp, with the smallest of buffers, may not have heard the answer.
all_answered() {
	[ $(($(number drops 1) + $(number drops 2))) -le "$(deaf other)" ] &&
	    [ "$(deaf)" = 0 ] &&
	    [ "$(number 'received packets' 2)" -ge $((RATE * SECONDS_LONG * 9 / 10)) ]
}
watch_thread() {
	for task in /proc/"$(cat "$T/pid")"/task/*; do
		[ "$(cat "$task/comm")" != px-watch ] || basename "$task"
	done
}
# What the line of the Servers screen says: frames WHAT.
wire_count() { screen | sed -nE "s/.*watched, ([0-9]+) frames read, ([0-9]+) lost.*/\\$1/p"; }
# Every frame was read or lost, and each question has its answer; a few are ARP.
adds_up() {
	all=$(($(wire_count 1) + $(wire_count 2)))
	asked=$((($(number 'sent packets' 1) + $(number 'sent packets' 2)) * 2))
	[ "$(wire_count 2)" -gt 0 ] && [ $all -ge $asked ] &&
	    [ $all -le $((asked + 500)) ]
}

wide_lan
add_host machine 10.77.0.4
ip -n machine addr flush dev eth0
chmod 777 "$T/pxeconsole"
chmod -R a+rX "$T"
LC_ALL=C.UTF-8 tm -f /dev/null new-session -d -s console -x 100 -y 30 \
    "echo \$\$ >$T/pid; exec $PXECONSOLE --interface br0 --mode dhcp --range $RANGE --db $DB --tftp-root $ROOT --config /dev/null 2>$T/console.err"
check "it serves" wait_for 10 listening 67
keys 6
check "the wire is watched, nothing is lost" \
    shows 'wire: 1 of 1 interfaces watched, [0-9]+ frames read, 0 lost, ring 16 MB'

tid=$(watch_thread)
check "the watch thread is found" [ -n "$tid" ]
background hold "${0%/*}/hold_thread.py" "$tid"
check "and stands still" says "$T/hold.log" "^held" 10
[ "$e2e_failed" -eq 0 ] || cat "$T/hold.log"
flood
grep -E 'Rate|drops|packets' "$T/perfdhcp.log"
stop hold
check "every exchange was answered" all_answered
check "lost frames are counted on the screen" shows ' [1-9][0-9]* lost, ring' 30
check "in the first line of every screen as well" shows 'frames lost [1-9]'
check "read and lost are all that passed" wait_for 10 adds_up
keys 4
check "the log says what that means" \
    shows '[0-9]+ frames were lost, more than the rings hold'

# What only the wire can tell: another server.
keys 6
ip -n other addr add 10.77.0.3/16 dev eth0
background otherdhcp ip netns exec other dnsmasq -k --conf-file=/dev/null \
    --port=0 --user=root --pid-file= --interface=eth0 --bind-interfaces \
    --dhcp-range=10.77.2.0,10.77.2.99,1h --dhcp-leasefile="$T/other.leases" \
    --dhcp-authoritative
sleep 1
timeout 20 ip netns exec machine udhcpc -i eth0 -f -q -n -t 3 -T 2 \
    -s /bin/true >/dev/null 2>&1
check "and then the wire is watched as before" shows '10\.77\.0\.[23] .*addresses'
[ "$e2e_failed" -eq 0 ] || { screen; cat "$T/console.err"; }
stop otherdhcp
keys 1 q y
wait_for 10 eval '! listening 67'
tm kill-server

# A folder that is somebody else's.
mkdir "$T/theirs"
chmod 700 "$T/theirs"
socket=$T/tmux-theirs
if [ "$(id -u)" -eq 0 ] && [ "$(stat -c %u "$T/theirs")" -eq 0 ]; then
	LC_ALL=C.UTF-8 tm -f /dev/null new-session -d -s console -x 100 -y 30 \
	    "exec $PXECONSOLE --interface br0 --mode dhcp --range $RANGE --db $DB --tftp-root $ROOT --config /dev/null --record $T/theirs"
	wait_for 10 listening 67
	check "a folder that is not the console's is told at the start" \
	    shows 'boots cannot be recorded in'
fi
finish
