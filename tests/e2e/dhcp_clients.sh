#!/bin/sh
# SPDX-License-Identifier: ISC
# DHCP clients that we did not write, each in a namespace of its own, and what
# happens to the server's interfaces under it.
. "$(dirname "$0")/lib.sh"
need udhcpc dhclient curl gcc ip setpriv ss

# What the client was told, as its script saw it: $T/NAME.told.
cat >"$T/udhcpc.script" <<'EOS'
#!/bin/sh
{
	echo "event=$1"
	set | grep -E '^(ip|mask|subnet|router|dns|lease|serverid|siaddr|boot_file)='
	echo "end=$1"
} | tr -d "'" >>"$TOLD"
case $1 in bound | renew)
	command ip addr flush dev "$interface" 2>/dev/null
	command ip addr add "$ip/${mask:-24}" dev "$interface" ;;
esac
exit 0
EOS
cat >"$T/dhclient.script" <<'EOS'
#!/bin/sh
echo "event=$reason ip=${new_ip_address:-} serverid=${new_dhcp_server_identifier:-} lease=${new_dhcp_lease_time:-}" >>"${0%/*}/c3.told"
[ -z "${new_ip_address:-}" ] || ip addr add "$new_ip_address/24" dev "$interface" 2>/dev/null
exit 0
EOS
chmod 755 "$T"/*.script

# client NAME MAC: a machine on the bridge without an address.
client() {
	ip netns add "$1"
	ip link add "v-$1" type veth peer name eth0 netns "$1"
	ip link set "v-$1" master br0 up
	ip -n "$1" link set eth0 address "$2"
	ip -n "$1" link set lo up
	ip -n "$1" link set eth0 up
}
# ask NAME [OPTION...]: udhcpc until it has an address, once.
ask() {
	ask_name=$1
	shift
	: >"$T/$ask_name.told"
	TOLD=$T/$ask_name.told timeout 20 ip netns exec "$ask_name" \
	    udhcpc -i eth0 -f -q -n -t 5 -T 2 -s "$T/udhcpc.script" "$@" \
	    >"$T/$ask_name.udhcpc" 2>&1
}
told() { grep -qE "$2" "$T/$1.told"; }
# asked NAME PATTERN [OPTION...]: asks, and is told so.
asked() {
	asked_pattern=$2
	asked_name=$1
	shift 2
	ask "$asked_name" "$@" && told "$asked_name" "$asked_pattern"
}
address() { sed -n 's/^ip=//p' "$T/$1.told" | tail -n 1; }
same_address() {
	ask "$1" && [ "$(address "$1")" = "$2" ] && return
	echo "not $2 but:" && cat "$T/$1.told" "$T/$1.udhcpc"
	return 1
}
# What a BIOS ROM says of itself.
PXE='-V PXEClient:Arch:00000:UNDI:002001 -x 0x5d:0000'
RANGE='--mode dhcp --range 192.0.2.50,192.0.2.60,600'
console_pid() { cat "$T/console.pid"; }

leases() {
	serve $RANGE --router 192.0.2.1 --dns 192.0.2.2
	check "udhcpc gets a lease" ask c1
	check "its address is in the range" \
	    told c1 '^ip=192\.0\.2\.(5[0-9]|60)$'
	check "its mask" told c1 '^subnet=255\.255\.255\.0$'
	check "its router" told c1 '^router=192\.0\.2\.1$'
	check "its name server" told c1 '^dns=192\.0\.2\.2$'
	check "its lease time" told c1 '^lease=600$'
	check "its server" told c1 '^serverid=192\.0\.2\.1$'
	c1=$(address c1)
	check "the same machine has the same address" same_address c1 "$c1"
	: >"$T/c2.told"
	TOLD=$T/c2.told background udhcpc ip netns exec c2 udhcpc -i eth0 -f \
	    -s "$T/udhcpc.script"
	check "a client that stays is bound" wait_for 10 told c2 '^end=bound'
	forget
	kill -USR1 "$(cat "$T/udhcpc.pid")"
	check "it renews" wait_for 10 told c2 '^end=renew'
	check "the renewal is acknowledged" saw '"type": ?"ACK"' 5
	forget
	kill -USR2 "$(cat "$T/udhcpc.pid")"
	check "it releases" saw '"type": ?"RELEASE"' 5
	stop udhcpc
}

dhclient_run() {
	timeout 20 ip netns exec c3 dhclient "$@" \
	    -lf "$T/c3.leases" -pf "$T/c3.dhpid" -sf "$T/dhclient.script" \
	    eth0 >>"$T/c3.dhclient" 2>&1
}
isc() {
	: >"$T/c3.told"
	check "dhclient runs" dhclient_run -1 -q
	check "dhclient gets a lease" told c3 \
	    'event=BOUND ip=192\.0\.2\.[0-9]+ serverid=192\.0\.2\.1 lease=600'
	forget
	check "dhclient ends" dhclient_run -r -q
	check "dhclient releases" saw '"type": ?"RELEASE"' 5
}

# Settings made beside the running server.
settings() {
	c4=52:54:00:00:01:04
	host_set $c4 name=four ip=192.0.2.77 mode=pxelinux
	check "a fixed address is given" \
	    wait_for 10 asked c4 '^ip=192\.0\.2\.77$' $PXE
	check "mode pxelinux tells its loader" \
	    told c4 '^boot_file=pxelinux\.0$'
	host_set $c4 mode=gpxe script=boot.ipxe
	check "a mode set beside the server applies" wait_for 10 \
	    asked c4 '^boot_file=(gpxe\.pxe|undionly\.kpxe)$' $PXE
	check "other machines cannot have a fixed address" \
	    asked c3 '^ip=192\.0\.2\.(5[0-9]|60)$' -r 192.0.2.77
	host_set $c4 mode=local once=pxelinux script=
	check "once is told" wait_for 10 asked c4 '^boot_file=pxelinux\.0$' $PXE
	check "its loader comes" fetch c4 pxelinux.0
	check "half a boot does not use once up" once_is_set $c4
	check "its configuration comes" fetch c4 pxelinux.cfg/default
	check "its kernel comes" fetch c4 vmlinuz
	check "its initrd comes" fetch c4 initrd.img
	check "a completed boot uses once up" wait_for 60 once_is_gone $c4
	host_set $c4 mode=ignore
	forget
	wait_for 10 not_answered c4
	check "mode ignore gives no answer" not_answered c4
}
# fetch NAME FILE [SERVER]
fetch() {
	ip netns exec "$1" curl -sS --max-time 10 \
	    "tftp://${3:-192.0.2.1}/$2" | cmp - "$ROOT/$2"
}
once_is_set() {
	"$PXECONSOLE" host show "$1" --json --db "$DB" |
	    grep -qE '"once": ?"pxelinux"'
}
once_is_gone() { ! once_is_set "$1"; }
not_answered() { ! ask "$@" $PXE; }

rights() {
	status=/proc/$(console_pid)/status
	check "no effective capability" grep -q '^CapEff:.*0000000000000000' \
	    "$status"
	check "at most CAP_NET_RAW is permitted" \
	    grep -qE '^CapPrm:.*000000000000(0000|2000)$' "$status"
	check "system calls are confined" grep -q '^Seccomp:.*2' "$status"
	check "nothing can be gained" grep -q '^NoNewPrivs:.*1' "$status"
	# A user namespace of our own knows nobody else.
	grep -q '4294967295$' /proc/self/uid_map || return 0
	check "another user" sh -c "! grep -qE '^Uid:.*[[:space:]]0' $status"
}

in_use() {
	"$PXECONSOLE" --headless --interface br0 --db "$T/second.db" \
	    --tftp-root "$ROOT" --config /dev/null $RANGE >"$T/second.out" \
	    2>"$T/second.err"
	status=$?
	check "a port in use ends with status 2" [ $status -eq 2 ]
	check "and names its owner" \
	    grep -qE "in use by .*pxeconsole.*pid $(console_pid)" "$T/second.err"
	"$PXECONSOLE" --headless --interface br0 --db "$DB" \
	    --tftp-root "$ROOT" --config /dev/null $RANGE >"$T/second.out" \
	    2>"$T/second.err"
	check "a database in use ends with status 3" [ $? -eq 3 ]
	check "and names its server" grep -q "$(console_pid)" "$T/second.err"
	"$PXECONSOLE" --headless --interface nosuch0 --db "$T/second.db" \
	    --tftp-root "$ROOT" --config /dev/null $RANGE >"$T/second.out" \
	    2>"$T/second.err"
	check "an interface that is not there: status 2" [ $? -eq 2 ]
	check "and its name" \
	    grep -q 'no interface nosuch0' "$T/second.err"
}

# Addresses, links and interfaces change under the server.
changes() {
	ip addr add 192.0.2.9/24 dev br0
	ip addr del 192.0.2.1/24 dev br0
	ip addr add 192.0.2.9/24 dev br0 2>/dev/null
	check "a new address is the new server" \
	    wait_for 10 asked c1 '^serverid=192\.0\.2\.9$'
	ip addr add 192.0.2.1/24 dev br0
	ip addr del 192.0.2.9/24 dev br0
	ip addr add 192.0.2.1/24 dev br0 2>/dev/null
	check "and back" wait_for 10 asked c1 '^serverid=192\.0\.2\.1$'
	for n in 1 2 3 4 5; do
		ip link set br0 down
		ip link set br0 up
	done
	check "a link that went down and up" wait_for 10 ask c1
	remake_bridge
	check "an interface made anew" wait_for 10 asked c1 \
	    '^serverid=192\.0\.2\.1$'
	check "and files come by it" fetch c1 vmlinuz
}
remake_bridge() {
	ip link del br0
	ip link add br0 type bridge
	ip addr add 192.0.2.1/24 dev br0
	ip link set br0 up
	for n in other target c1 c2 c3 c4; do
		ip link set "v-$n" master br0
	done
}

restart() {
	check "an address before it ends" wait_for 10 asked c1 '^ip='
	c1=$(address c1)
	kill -TERM "$(console_pid)"
	wait "$(console_pid)"
	check "SIGTERM ends it with status 0" [ $? -eq 0 ]
	rm -f "$T/console.pid"
	serve $RANGE
	check "leases outlive a restart" wait_for 10 same_address c1 "$c1"
	kill -KILL "$(console_pid)"
	wait "$(console_pid)" 2>/dev/null
	rm -f "$T/console.pid"
	serve $RANGE
	check "leases outlive SIGKILL" asked c1 "^ip=$c1\$" -r "$c1"
	stop console
}

# Two wires: each has one answer, from its own address.
two_wires() {
	ip netns add far
	ip link add v-far type veth peer name eth0 netns far
	ip addr add 198.51.100.1/24 dev v-far
	ip link set v-far up
	ip -n far link set eth0 address 52:54:00:00:01:05 up
	host_set 52:54:00:00:01:05 ip=198.51.100.77
	serve $RANGE --interface v-far
	check "the first wire" asked c1 '^serverid=192\.0\.2\.1$'
	forget
	check "the second wire" asked far '^serverid=198\.51\.100\.1$'
	check "has its own addresses" told far '^ip=198\.51\.100\.77$'
	check "one offer for one request" [ "$(grep -c '"OFFER"' \
	    "$T/console.log")" -le "$(grep -c '"DISCOVER"' "$T/console.log")" ]
	# As on a host of containers: it comes back as the last of many.
	for n in $(seq 70); do
		ip link add "d$n" group 70 type dummy
	done
	ip link del v-far
	ip link add v-far type veth peer name eth0 netns far
	ip addr add 198.51.100.1/24 dev v-far
	ip link set v-far up
	ip -n far link set eth0 address 52:54:00:00:01:05 up
	check "the second wire made anew" \
	    wait_for 10 asked far '^serverid=198\.51\.100\.1$'
	check "and its files" fetch far vmlinuz 198.51.100.1
	ip link del group 70
	stop console
}

# Whoever reads the events may leave.
reader_gone() {
	mkfifo "$T/pipe"
	head -n 1 <"$T/pipe" >/dev/null &
	"$PXECONSOLE" --headless --json --interface br0 --db "$DB" \
	    --tftp-root "$ROOT" --config /dev/null $RANGE >"$T/pipe" \
	    2>"$T/console.err" </dev/null &
	echo $! >"$T/console.pid"
	wait_for 10 listening 67
	check "serves on when its reader has left" ask c1
	check "and again" ask c2
	check "and is alive" kill -0 "$(console_pid)"
	stop console
}

# A boot, in a line at its beginning, and none for its messages.
quiet() {
	"$PXECONSOLE" --headless --quiet --interface br0 --db "$DB" \
	    --tftp-root "$ROOT" --config /dev/null $RANGE >"$T/quiet.log" \
	    2>"$T/console.err" </dev/null &
	echo $! >"$T/console.pid"
	wait_for 10 listening 67
	boots() {
		ip netns exec c1 "$PXECONSOLE" probe --as bios-rom \
		    --interface eth0 --config /dev/null >"$T/probe.out" 2>&1
	}
	check "a machine boots where --quiet is" boots
	check "the boot is told" wait_for 5 grep -q 'boot' "$T/quiet.log"
	check "its messages are not" \
	    eval '! grep -qE "DISCOVER|OFFER|REQUEST|ACK" "$T/quiet.log"'
	stop console
}

# No right to send frames, or to see any: everything else is there.
without_frames() {
	background console setpriv --bounding-set=-net_raw \
	    --inh-caps=-net_raw "$PXECONSOLE" --headless --json \
	    --interface br0 --db "$DB" --tftp-root "$ROOT" \
	    --config /dev/null $RANGE
	check "it serves without CAP_NET_RAW" wait_for 10 listening 67
	check "it says how it answers" \
	    saw 'without CAP_NET_RAW.*answered by broadcast' 5
	check "and that the wire is not watched" saw 'not watched on br0' 5
	check "a client that can be reached by unicast only when it is bound" \
	    ask c1
	check "is told by broadcast" \
	    saw '"dst": ?"255\.255\.255\.255".*"OFFER"|"OFFER".*"dst": ?"255\.255\.255\.255' 5
	check "and gets its files" fetch c1 vmlinuz
	stop console
}

make_lan
make_root
for n in 1 2 3 4; do client c$n 52:54:00:00:01:0$n; done
leases
isc
settings
rights
in_use
changes
restart
two_wires
reader_gone
quiet
without_frames
finish
