#!/bin/sh
# SPDX-License-Identifier: ISC
# How a machine is answered: reply-delay, force, leave, nul and priority, each
# as the wire has it by tshark and as clients make of it that we did not write
# (udhcpc, dhclient, iPXE), with dnsmasq as the server beside.
. "$(dirname "$0")/lib.sh"
need udhcpc dhclient dnsmasq dumpcap tshark ip ss qemu-system-x86_64

cat >"$T/udhcpc.script" <<'EOS'
#!/bin/sh
{
	echo "event=$1"
	set | grep -E '^(ip|router|serverid|boot_file|bootfile)='
} | tr -d "'" >>"$TOLD"
exit 0
EOS
cat >"$T/dhclient.script" <<'EOS'
#!/bin/sh
set | grep -E '^(reason|new_)' | tr -d "'" >>"${0%/*}/isc.told"
exit 0
EOS
chmod 755 "$T"/*.script

# client NUMBER: a machine on the bridge without an address.
client() {
	ip netns add "c$1"
	ip link add "v-c$1" type veth peer name eth0 netns "c$1"
	ip link set "v-c$1" master br0 up
	ip -n "c$1" link set eth0 address "$(mac_of "$1")"
	ip -n "c$1" link set eth0 up
}
mac_of() { printf '52:54:00:00:03:%02x\n' "$1"; }
# ask NUMBER [OPTION...]: udhcpc until it has an address, once.
ask() {
	ask_name=c$1
	shift
	: >"$T/$ask_name.told"
	TOLD=$T/$ask_name.told timeout 20 ip netns exec "$ask_name" \
	    udhcpc -i eth0 -f -q -n -t 5 -T 4 -s "$T/udhcpc.script" "$@" \
	    >"$T/$ask_name.udhcpc" 2>&1
}
told() { grep -qE "$2" "$T/c$1.told"; }
untold() { ! told "$@"; }
# What a BIOS ROM says of itself, and asks for.
PXE='-V PXEClient:Arch:00000:UNDI:002001 -x 0x5d:0000'

capture() {
	background dumpcap dumpcap -q -i br0 -w "$T/br0.pcap" \
	    -f 'udp port 67 or udp port 68'
	says "$T/dumpcap.log" 'File:' 5
}
# wire NUMBER TYPE FIELD: of the client's messages of that type (2 OFFER, 5
# ACK) from our server, by tshark.
wire() {
	tshark -r "$T/br0.pcap" -Y "dhcp.hw.mac_addr == $(mac_of "$1") &&
	    dhcp.option.dhcp == $2 &&
	    dhcp.option.dhcp_server_id == 192.0.2.1" -T fields \
	    -E occurrence=a -E aggregator=, -e "$3" 2>/dev/null
}
# no_reply NUMBER CODE [-v]: no OFFER and no ACK of it has (-v: lacks) the
# option; there are both.
no_reply() {
	for reply_type in 2 5; do
		wire "$1" $reply_type dhcp.option.type >"$T/types"
		[ -s "$T/types" ] || return 1
		! grep -qE ${3:+"$3"} "(^|,)$2(,|\$)" "$T/types" || return 1
	done
}
has_option() { no_reply "$1" "$2" -v; }
lacks_option() { no_reply "$1" "$2"; }
# length_of NUMBER CODE: of that option in its first OFFER.
length_of() {
	wire "$1" 2 dhcp.option.type | head -n 1 | tr ',' '\n' >"$T/types"
	wire "$1" 2 dhcp.option.length | head -n 1 | tr ',' '\n' >"$T/lengths"
	paste "$T/types" "$T/lengths" | awk -v c="$2" '$1 == c { print $2 }'
}
is_length() {
	[ "$(length_of "$1" "$2")" = "$3" ] && return
	echo "option $2 has $(length_of "$1" "$2") bytes"
	return 1
}
# Seconds from the first DISCOVER of a client to our first OFFER, in tenths.
offer_after() {
	tshark -r "$T/br0.pcap" -Y "dhcp.hw.mac_addr == $(mac_of "$1") &&
	    (dhcp.option.dhcp == 1 || (dhcp.option.dhcp == 2 &&
	    dhcp.option.dhcp_server_id == 192.0.2.1))" -T fields \
	    -e frame.time_epoch -e dhcp.option.dhcp 2>/dev/null |
	    awk '$2 == 1 && !asked { asked = $1 }
		$2 == 2 { printf "%d\n", ($1 - asked) * 10; exit }'
}
# between LOW HIGH NUMBER
between() {
	[ -n "$3" ] && [ "$3" -ge "$1" ] && [ "$3" -le "$2" ] && return
	echo "${3:-no answer}"
	return 1
}

make_lan
mkdir -p "$ROOT"
head -c 1000 /dev/zero >"$ROOT/pxelinux.0"
for who in ours theirs; do
	printf '#!ipxe\necho %s-RAN\nsleep 600\n' \
	    "$(echo $who | tr a-z A-Z)" >"$ROOT/$who.ipxe"
done
for n in 1 2 3 4 5 6 7 8 9; do client $n; done
# 1 is answered as usual, each other with a setting of its own; 67 stands
# where the file field does not.
host_set "$(mac_of 1)" mode=pxelinux placement=option
host_set "$(mac_of 2)" mode=pxelinux reply-delay=1500ms
host_set "$(mac_of 3)" mode=pxelinux force=66,26
host_set "$(mac_of 4)" mode=pxelinux leave=3,60
host_set "$(mac_of 5)" mode=pxelinux placement=option nul=off
host_set "$(mac_of 6)" mode=pxelinux
host_set "$(mac_of 7)" mode=pxelinux reply-delay=1500ms
host_set "$(mac_of 9)" mode=pxelinux force=26
serve --mode dhcp --range 192.0.2.50,192.0.2.60,600 --router 192.0.2.1
check "the wire is watched" capture

# It asks for no other options than these.
for n in 1 2 3 4 5; do
	# shellcheck disable=SC2086
	check "client $n gets its lease" ask $n $PXE -o -O router -O bootfile
done
check "as usual it has its router" told 1 '^router=192\.0\.2\.1$'
check "without option 3 it has none" untold 4 '^router='
check "udhcpc reads a name with its NUL" told 1 '^boot_?file=pxelinux\.0$'
check "and without it" told 5 '^boot_?file=pxelinux\.0$'

# dhclient asks for four options, and is told what it did not ask for.
printf 'request subnet-mask, routers;\n' >"$T/dhclient.conf"
: >"$T/isc.told"
check "dhclient gets its lease" timeout 20 ip netns exec c9 dhclient -1 -q \
    -cf "$T/dhclient.conf" -lf "$T/isc.leases" -pf "$T/isc.pid" \
    -sf "$T/dhclient.script" eth0
check "and reads the MTU that is forced on it" \
    grep -qE '^new_interface_mtu=1500$' "$T/isc.told"
ip netns exec c9 dhclient -x -q -lf "$T/isc.leases" -pf "$T/isc.pid" \
    -sf "$T/dhclient.script" eth0 >/dev/null 2>&1

# Who is late is not taken, where another server offers as well.
other_dhcp --no-ping
wait_for 10 ip netns exec other ss -Hlun 'sport = :67'
check "beside dnsmasq a late offer is not taken" ask 7
check "its lease is dnsmasq's" told 7 '^serverid=192\.0\.2\.2$'
stop otherdhcp
sleep 1
stop dumpcap

check "an OFFER comes at once" between 0 5 "$(offer_after 1)"
check "with reply-delay 1.5 s later" between 15 22 "$(offer_after 2)"
check "options 66 and 26 are not sent unasked" \
    eval 'lacks_option 2 66 && lacks_option 2 26'
check "with force they are" eval 'has_option 3 66 && has_option 3 26'
check "option 66 names this server" \
    sh -c "printf '%s' '$(wire 3 2 dhcp.option.tftp_server_name)' |
	grep -q '^192.0.2.1'"
check "options 3 and 60 are sent" eval 'has_option 1 3 && has_option 1 60'
check "with leave they are not" eval 'lacks_option 4 3 && lacks_option 4 60'
check "option 67 ends in a NUL" is_length 1 67 11
check "with nul=off it does not" is_length 5 67 10

# priority (175.1): iPXE, which waits two seconds for a proxy, takes the later
# of equal offers; of others the higher.
# boots NAME NUMBER WORD: its ROM, which is iPXE, runs the script that says it.
boots() {
	vm vm "$(mac_of "$2")" bios
	check "$1" says "$T/vm.serial" "$3" 40
	vm_stop vm
}
for n in 21 22 23 24; do
	host_set "$(mac_of $n)" mode=gpxe script=ours.ipxe reply-delay=300ms \
	    2>/dev/null
done
host_set "$(mac_of 22)" priority=10
host_set "$(mac_of 24)" priority=-10
other_dhcp --no-ping --dhcp-boot=theirs.ipxe,,192.0.2.1 \
    --dhcp-option-force=encap:175,1,5b
wait_for 10 ip netns exec other ss -Hlun 'sport = :67'
boots "iPXE takes dnsmasq's offer of priority 5" 21 THEIRS-RAN
boots "and ours with priority=10" 22 OURS-RAN
stop otherdhcp
other_dhcp --no-ping --dhcp-boot=theirs.ipxe,,192.0.2.1
wait_for 10 ip netns exec other ss -Hlun 'sport = :67'
boots "of two without one it takes ours, the later" 23 OURS-RAN
boots "and dnsmasq's where ours has priority=-10" 24 THEIRS-RAN
finish
