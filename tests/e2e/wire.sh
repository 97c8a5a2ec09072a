#!/bin/sh
# SPDX-License-Identifier: ISC
# What the wire shows beside what our own sockets get: another DHCP server, a
# firewall of our own, an interface that goes and comes.
. "$(dirname "$0")/lib.sh"
need qemu-system-x86_64 gcc dnsmasq ip iptables ss nft curl python3
MAC=52:54:00:00:00:01

# heard PATTERN...: one event holds them all.
heard() {
	heard_in=$(cat "$T/console.log")
	for pattern; do
		heard_in=$(printf '%s\n' "$heard_in" | grep -aE -- "$pattern")
	done
	[ -n "$heard_in" ]
}
never() {
	heard "$@" || return 0
	printf '%s\n' "$heard_in"
	return 1
}
own='"origin": ?"own"'
wire='"origin": ?"wire"'
# A bridge's own MAC follows its ports: what the others know of it may be old.
fetch() {
	ip -n other neigh flush all
	ip netns exec other curl -s -m 5 -o /dev/null "tftp://192.0.2.1/$1"
}

# No message may be told twice: type, xid and time of the wire are its name.
no_doubles() {
	grep -a '"event": \?"dhcp"' "$T/console.log" |
	    sed -E 's/.*"wire_time": ?("[^"]*").*"type": ?("[^"]*").*"xid": ?("[^"]*").*/\1 \2 \3/' |
	    sort | uniq -d | grep -q . && return 1
	# As often on the wire as here.
	[ "$(heard_count '"DISCOVER"')" -le "$(grep -ac 'DHCPDISCOVER' "$T/otherdhcp.log")" ]
}
heard_count() { grep -acE -- "$1" "$T/console.log"; }

make_lan
make_root
other_dhcp
host_set $MAC name=bios mode=pxelinux
serve --mode proxy
check "the wire is watched" saw 'watching the wire on br0' 5
vm m $MAC bios
check "the machine boots beside the other server" \
    saw '"tftp".*"initrd.img".*"outcome": ?"complete"' 90
vm_stop m
check "the other server's offer is shown" \
    heard "$wire" '"OFFER"' '"server": ?"192.0.2.2"' '"yiaddr": ?"192.0.2.1[0-9][0-9]"'
check "and ours, seen on the wire as well" \
    heard "$own" '"OFFER"' '"bootfile": ?"[^"]+"' '"wire_time"'
check "and which one the client took" \
    heard "$own" '"REQUEST"' '"server": ?"192.0.2.2"' '"wire_time"'
check "with the lease that it got" \
    heard "$wire" '"ACK"' '"server": ?"192.0.2.2"'
check "the other server is named" \
    heard '"event": ?"server"' '"dhcp"' '"address": ?"192.0.2.2"' '"offers": ?"addresses"'
check "we are no foreign server" \
    never '"event": ?"server"' '"address": ?"192.0.2.1"'
check "our transfers are told once" never '"event": ?"tftp"' "$wire"
check "no message is told twice" no_doubles
check "nothing that reached us is called unheard" never '"received": ?false'
check "no finding of a local firewall" never 'local-firewall-in'

# A firewall on this host, by either tool: the wire had the request, our socket
# never did.
nft_wall() {
	nft -f - <<-END
		table ip trap {
			chain in {
				type filter hook input priority 0
				udp dport 69 drop
			}
		}
	END
}
nft_unwall() { nft delete table ip trap; }
iptables_wall() { iptables -A INPUT -p udp --dport 69 -j DROP; }
iptables_unwall() { iptables -D INPUT -p udp --dport 69 -j DROP; }
behind_a_wall() {
	check "$1 drops what comes to port 69" "$1_wall"
	forget
	vm m $MAC bios
	check "$1: a request is seen on the wire, never received" \
	    saw '"tftp".*"received": ?false.*"request".*"server": ?"192.0.2.1"' 90
	check "$1: it belongs to its session" heard '"received": ?false' \
	    "\"mac\": ?\"$MAC\"" '"session": ?[1-9]'
	check "$1: the finding says so" \
	    wait_for 10 heard '"finding": ?"local-firewall-in"' "$MAC"
	vm_stop m
}
# Who is switched off and asks again at once might be going on by a script.
check "its boot is over" saw '"session".*"state": ?"ends"' 20
behind_a_wall iptables
iptables_unwall
# A finding that stands already is not told again.
stop console
serve --mode proxy
behind_a_wall nft
stop console
# The same, told to people.
background console "$PXECONSOLE" --headless --interface br0 --db "$DB" \
    --tftp-root "$ROOT" --config /dev/null --mode proxy
wait_for 10 listening 67
vm m $MAC bios
check "and its text says so" \
    saw "$MAC TFTP .* asked for by .*seen on the wire, never received here" 90
vm_stop m
stop console
nft_unwall
serve --mode proxy
saw 'watching the wire' 5
forget
fetch boot.ipxe
check "without the firewall it is received again" \
    saw '"tftp".*"complete"' 5

# The interface goes down and comes back; then it is made anew.
ip link set br0 down
check "an interface that is down is told" saw 'br0 is down' 5
ip link set br0 up
check "and that it is up again" saw 'br0 is served as 192.0.2.1' 5
forget
fetch boot.ipxe
check "the wire is watched after down and up" \
    saw '"wire_time".*"request"' 5
ip link del br0
check "an interface that is gone is told" \
    saw 'not watched on br0: the interface is gone' 5
ip link add br0 type bridge
ip addr add 192.0.2.1/24 dev br0
ip link set br0 up
ip link set v-other master br0
ip link set v-target master br0
check "one that was made anew is watched again" \
    saw 'watching the wire on br0' 5
sleep 0.5
forget
fetch boot.ipxe
check "and shows requests" saw '"wire_time".*"request"' 5
ip addr add 192.0.2.7/24 dev br0
sleep 0.5
forget
ip netns exec other curl -s -m 5 -o /dev/null tftp://192.0.2.7/boot.ipxe
check "a new address is ours" saw "$own.*\"server\": ?\"192.0.2.7\"" 5
check "and its transfers are not told twice" \
    never '"event": ?"tftp"' "$wire"

# A transfer between two others; the server keeps to one port.
background othertftp ip netns exec other dnsmasq -k --conf-file=/dev/null \
    --port=0 --user=root --pid-file= --enable-tftp --tftp-root="$ROOT" \
    --tftp-single-port
wait_for 10 ip netns exec other ss -Hlun 'sport = :69'
forget
ip netns exec target curl -s -m 5 -o /dev/null tftp://192.0.2.2/boot.ipxe
check "a transfer between others is told to its end" \
    saw "$wire.*\"server\": ?\"192.0.2.2\".*\"complete\"" 5
stop othertftp

# More comes at once than the ring holds.
kill -STOP "$(cat "$T/console.pid")"
ip netns exec other python3 - <<-END
	import socket
	s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	for n in range(20000):
	    s.sendto(b"x" * 200, ("192.0.2.7", 67))
END
kill -CONT "$(cat "$T/console.pid")"
check "frames that were lost are told" saw '[0-9]+ frames were lost' 20
fetch boot.ipxe
check "and it serves on" saw '"tftp".*"complete"' 10
stop console

# Recording: a file a boot, which reads as what it was.
forget
serve --mode proxy --record "$T/boots"
check "where boots are recorded is told, and how many" \
    saw "recorded in $T/boots: at most 500 files and 256 MB" 5
saw 'watching the wire' 5
vm m $MAC bios
saw '"initrd.img".*"complete"' 90
saw '"session".*"ends".*"done"' 10
vm_stop m
stop console
recorded=$(ls "$T"/boots/*-525400000001-*.pcapng)
check "the boot was recorded, in one file" [ -s "$recorded" ]
check "which reads as that boot" \
    sh -c "'$PXECONSOLE' read '$recorded' | grep -q '^$MAC '"
check "with both servers" \
    sh -c "'$PXECONSOLE' read '$recorded' | grep -q 'DHCP 192.0.2.2.*addresses'"
told=$("$PXECONSOLE" read "$recorded" --session $MAC)
# tells PATTERN: a line of the recorded boot's text.
tells() { printf '%s\n' "$told" | grep -qE -- "$1"; }
check "its text has the other server's offer" \
    tells '<- 192.0.2.2 +OFFER by 192.0.2.2, address 192.0.2.1[0-9][0-9]'
check "and ours" tells '<- 192.0.2.1 +OFFER by 192.0.2.1, file "'
check "and which one the client took" tells '-> 192.0.2.2 +REQUEST from'
check "and why" tells \
    'of 2 offers this client takes that of 192.0.2.2 .*, boot data of 192.0.2.1'
check "and that our own transfers were whole" \
    tells 'TFTP "initrd.img" sent, 300000 bytes'
check "and how it ended" tells 'stage done'
if command -v tshark >/dev/null; then
	check "tshark sees the same in it" \
	    python3 "$(dirname "$0")/tshark_agrees.py" "$recorded"
fi
check "and what the loader asked for" \
    sh -c "'$PXECONSOLE' read '$recorded' --json | grep -q '\"tftp\".*initrd.img'"

forget
serve --mode proxy --no-capture
check "without a capture it says so" saw 'not watched \(--no-capture\)' 5
fetch boot.ipxe
check "and serves" saw '"tftp".*"complete"' 5
check "telling only what it does itself" never "$wire"
finish
