#!/bin/sh
# SPDX-License-Identifier: ISC
# Machines of another network, behind a relay agent that we did not write, and
# their way to us through the router that it runs on:
#
#   relay     192.0.2.9 on br0, 198.51.100.1 on its own bridge "far"
#   c1 .. c3  clients on that bridge, and the virtual machines
. "$(dirname "$0")/lib.sh"
need dhcrelay tshark dumpcap udhcpc dhclient dnsmasq qemu-system-x86_64 gcc ip ss curl python3
FAR=198.51.100
MAC=52:54:00:00:02:01
VM_NETNS=relay
VM_BRIDGE=far

# client NAME MAC: a machine on the far network, without an address.
client() {
	ip netns add "$1"
	ip -n relay link add "v-$1" type veth peer name eth0 netns "$1"
	ip -n relay link set "v-$1" master far up
	ip -n "$1" link set eth0 address "$2"
	ip -n "$1" link set lo up
	ip -n "$1" link set eth0 up
}
make_far() {
	add_host relay 192.0.2.9
	# A bridge without a MAC of its own changes it with its ports.
	ip -n relay link add far address 52:54:00:00:02:fe type bridge
	ip -n relay addr add $FAR.1/24 dev far
	ip -n relay link set far up
	ip netns exec relay sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
	ip route add $FAR.0/24 via 192.0.2.9
	ip -n other route add $FAR.0/24 via 192.0.2.9
	for n in 1 2 3; do client c$n 52:54:00:00:02:1$n; done
}
# relay_to SERVER...: each request is relayed to all of them, option 82 added.
relay_to() {
	background dhcrelay ip netns exec relay dhcrelay -4 -d -a \
	    -id far -iu eth0 "$@"
	says "$T/dhcrelay.log" 'Sending on' 5
}

cat >"$T/udhcpc.script" <<'EOS'
#!/bin/sh
set | grep -E '^(ip|subnet|router|lease|serverid|siaddr|boot_file)=' |
    tr -d "'" >"$TOLD"
case $1 in bound | renew)
	command ip addr flush dev "$interface"
	command ip addr add "$ip/24" dev "$interface"
	[ -z "$router" ] || command ip route add default via "$router"
	;;
esac
exit 0
EOS
cat >"$T/dhclient.script" <<'EOS'
#!/bin/sh
[ -n "$new_ip_address" ] || exit 0
echo "ip=$new_ip_address router=$new_routers" \
    "serverid=$new_dhcp_server_identifier reason=$reason" >"$TOLD"
ip addr replace "$new_ip_address/24" dev "$interface"
ip route replace default via "$new_routers"
EOS
chmod 755 "$T"/*.script
# ask NAME [OPTION...]: udhcpc as a BIOS ROM would ask, until it is bound.
ask() {
	ask_name=$1
	shift
	rm -f "$T/$ask_name.told"
	TOLD=$T/$ask_name.told timeout 20 ip netns exec "$ask_name" udhcpc \
	    -i eth0 -f -q -n -t 5 -T 2 -s "$T/udhcpc.script" \
	    -V PXEClient:Arch:00000:UNDI:002001 -x 0x5d:0000 "$@" \
	    >"$T/$ask_name.log" 2>&1
}
told() { grep -qE "$2" "$T/$1.told"; }
never() {
	heard "$@" || return 0
	printf '%s\n' "$heard_in"
	return 1
}
relay_mac() {
	ip netns exec relay cat /sys/class/net/"${1:-eth0}"/address
}
# isc NAME OPTION...: dhclient, as an operating system would.
isc() {
	isc_name=$1
	shift
	timeout 20 ip netns exec "$isc_name" dhclient -q "$@" \
	    -e TOLD="$T/$isc_name.told" -lf "$T/$isc_name.leases" -pf "$T/$isc_name.pid" \
	    -sf "$T/dhclient.script" eth0 >"$T/$isc_name.log" 2>&1
}
# A PXE client with an address asks the boot server's own port.
ask_4011() {
	ip netns exec c1 python3 - "$E2E_SRC" "$(sed -n 's/^ip=//p' "$T/c1.told")" <<-'EOP'
		import socket, sys
		sys.path.insert(0, sys.argv[1])
		import dhcp_wire as d
		s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
		s.bind((sys.argv[2], 68))
		s.settimeout(5)
		s.sendto(d.bootp(bytes.fromhex("525400000211"), d.options(
		    (53, b"\3"), (60, b"PXEClient:Arch:00000:UNDI:002001"),
		    (93, b"\0\0"), (94, b"\1\2\1"), (97, bytes(17))),
		    ciaddr=d.ip(sys.argv[2])), ("192.0.2.1", 4011))
		reply, where = s.recvfrom(1500)
		assert where == ("192.0.2.1", 4011), where
		assert reply[108:119] == b"pxelinux.0\0", reply[108:119]
		assert reply[240:243] == b"\x35\1\5", reply[240:243]
	EOP
}
fetch() {
	ip netns exec "$1" curl -sS --max-time 20 "tftp://192.0.2.1/$2" |
	    cmp - "$ROOT/$2"
}
# What tshark reads of the DHCP on br0 that FILTER shows: its port, giaddr,
# hops, secs, xid and option 82, one line a message.
relayed() {
	tshark -n -r "$T/br0.pcap" -Y "dhcp && dhcp.ip.relay == $FAR.1 && $1" \
	    -T fields -E separator=' ' -e udp.dstport -e ip.dst \
	    -e dhcp.ip.relay -e dhcp.hops -e dhcp.secs -e dhcp.id \
	    -e dhcp.option.agent_information_option.agent_circuit_id \
	    2>/dev/null
}
replies_are_right() {
	relayed 'dhcp.type == 1' | cut -d' ' -f6- | sort -u >"$T/asked"
	relayed 'dhcp.type == 2 && ip.src == 192.0.2.1' >"$T/replies"
	[ "$(wc -l <"$T/replies")" -ge 10 ] || return 1
	# To the relay and its port 67, with what is 0 in a reply ...
	grep -vE "^67 $FAR\\.1 $FAR\\.1 0 0 0x[0-9a-f]+ ." "$T/replies" && return 1
	# ... and option 82 as it came.
	cut -d' ' -f6- "$T/replies" | sort -u | comm -23 - "$T/asked" | grep . &&
	    return 1
	return 0
}

make_lan
make_root
make_far

# heard PATTERN...: one event holds them all.
heard() {
	heard_in=$(cat "$T/console.log")
	for pattern; do
		heard_in=$(printf '%s\n' "$heard_in" | grep -aE -- "$pattern")
	done
	[ -n "$heard_in" ]
}
own='"origin": ?"own"'
wire='"origin": ?"wire"'

background dumpcap dumpcap -q -i br0 -w "$T/br0.pcap" \
    -f 'udp or arp'
says "$T/dumpcap.log" 'File:' 5

# An authoritative server whose range is the far network's.
host_set 52:54:00:00:02:12 ip=$FAR.77 mode=pxelinux
serve --mode dhcp --range $FAR.50,$FAR.60,60
relay_to 192.0.2.1
check "udhcpc gets a lease through the relay" ask c1
check "its address is of the relay's network" \
    told c1 "^ip=$FAR\\.(5[0-9]|60)\$"
check "its mask" told c1 '^subnet=255\.255\.255\.0$'
check "its router is the relay" told c1 "^router=$FAR\\.1\$"
check "its server" told c1 '^serverid=192\.0\.2\.1$'
check "where its loader is" told c1 '^siaddr=192\.0\.2\.1$'
check "and its name" told c1 '^boot_file=pxelinux\.0$'
check "which comes through the router" fetch c1 pxelinux.0
check "a big file, too" fetch c1 initrd.img
check "a fixed address of that network" ask c2
check "is the one of the book" told c2 "^ip=$FAR\\.77\$"
check "dhclient gets a lease" isc c3 -1
check "its address, router and server" told c3 \
    "^ip=$FAR\\.5[0-9] router=$FAR\\.1 serverid=192\\.0\\.2\\.1 "
check "requests are told with their relay" \
    heard "$own" '"DISCOVER"' '"src": ?"192\.0\.2\.9"' "\"relay\": ?\"$FAR\\.1\""
check "and answers" \
    heard "$own" '"OFFER"' "\"dst\": ?\"$FAR\\.1\"" "\"relay\": ?\"$FAR\\.1\""
check "no relay is taken for a server" never '"event": ?"server"'
check "nor for a machine" never "\"mac\": ?\"$(relay_mac)\""

# Renewals go past the relay, through the router.
forget
check "dhclient renews by unicast" \
    wait_for 20 heard "$own" '"REQUEST"' "\"src\": ?\"$FAR\\.5"
check "and is acknowledged, with its router" wait_for 5 told c3 \
    "router=$FAR\\.1 .*reason=RENEW"
stop c3

host_set $MAC name=far mode=pxelinux
vm m $MAC bios
check "a real ROM boots to its end" says "$T/m.serial" \
    'TEST-KERNEL runs, initrd bytes 0x000493e0.*hello=world' 120
check "which is told" saw '"initrd.img".*"outcome": ?"complete"' 10
vm_stop m
check "no healthy boot raises a finding" \
    never '"event": ?"finding"' '"severity": ?"(error|warning)"'
stop console
stop dhcrelay

# Beside the far network's own DHCP server, which the relay asks as well.
background otherdhcp ip netns exec other dnsmasq -k --conf-file=/dev/null \
    --port=0 --user=root --pid-file= --interface=eth0 --bind-interfaces \
    --dhcp-range=$FAR.100,$FAR.150,1h --dhcp-option=3,$FAR.1 \
    --dhcp-leasefile="$T/other.leases" --log-dhcp --log-facility=-
forget
serve --mode proxy
relay_to 192.0.2.1 192.0.2.2
vm m $MAC bios
check "proxy mode: a real ROM boots to its end" says "$T/m.serial" \
    'TEST-KERNEL runs, initrd bytes 0x000493e0.*hello=world' 120
vm_stop m
check "by the address of the other server" \
    heard "$wire" '"ACK"' '"server": ?"192\.0\.2\.2"' "\"yiaddr\": ?\"$FAR\\.1[0-4]"
check "and by our offer, through the relay" \
    heard "$own" '"OFFER"' "\"dst\": ?\"$FAR\\.1\"" '"yiaddr": ?"0\.0\.0\.0"' \
    '"bootfile": ?"undionly|"bootfile": ?"pxelinux'
check "a client of the far network asks port 4011" ask_4011
check "it is told" heard "$own" '"ACK"' '"src_port": ?4011|"bootfile": ?"pxelinux' \
    "\"dst\": ?\"$FAR\\."
check "no healthy boot raises a finding there" \
    never '"event": ?"finding"' '"severity": ?"(error|warning)"'
stop console
stop dhcrelay
stop dumpcap
check "replies went to the relay as they should" replies_are_right
check "tshark and read agree on all of it" \
    python3 "$E2E_SRC/tshark_agrees.py" "$T/br0.pcap"
finish
