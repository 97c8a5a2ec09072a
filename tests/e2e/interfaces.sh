#!/bin/sh
# SPDX-License-Identifier: ISC
# Several interfaces of one host that show the same frames, and interfaces that
# change: each message is told once, by the server, and nothing is found wrong.
. "$(dirname "$0")/lib.sh"
need python3 curl
make_lan
make_root

# boot NETNS MAC: a client of core/sim.
boot() {
	ip netns exec "$1" "$PXECONSOLE" probe --as ipxe-bios --mac "$2" \
	    --interface eth0 >"$T/probe.log" 2>&1
}
everything() {
	background console "$PXECONSOLE" --headless --json --db "$DB" \
	    --tftp-root "$ROOT" --config /dev/null --mode dhcp \
	    --range 192.0.2.50,192.0.2.99 "$@"
	wait_for 10 listening 67
	saw 'HTTP on port' 5
	sleep 1
}
# told_once MAC DISCOVERS: its messages are the server's own, each once.
told_once() {
	# What has no word of the server by now is told without it.
	sleep 3
	python3 - "$T/console.log" "$1" "$2" <<-'EOF'
		import collections, json, sys
		seen, bad = collections.Counter(), []
		for line in open(sys.argv[1]):
		    e = json.loads(line)
		    if e["event"] == "finding":
		        bad.append(e["text"])
		    if e["event"] == "dhcp" and e["mac"] == sys.argv[2]:
		        seen[e["type"], e["xid"], e["secs"]] += 1
		        if e["origin"] != "own":
		            bad.append(line)
		    if e["event"] == "tftp" and e["origin"] != "own":
		        bad.append(line)
		bad += [str(k) for k, n in seen.items() if n != 1]
		print(*bad, sep="\n", end="")
		asked = sum(k[0] == "DISCOVER" for k in seen)
		sys.exit(bool(bad) or asked != int(sys.argv[3]))
	EOF
}

everything
check "a bridge and its ports are served" saw 'DHCP on v-other' 5
check "a machine on it boots" boot other 52:54:00:00:00:01
check "each of its messages is told once" told_once 52:54:00:00:00:01 1
ip link add late type veth peer name late2
ip link set late up
ip link set late2 up
ip addr add 198.51.100.1/24 dev late
check "what comes up later is told not to be served" \
    saw 'late is up, but not served' 5
check "and doctor says so" sh -c "'$PXECONSOLE' doctor --db '$DB' \
    --tftp-root '$ROOT' --config /dev/null | grep -q \
    'late is up with 198.51.100.1; the server that runs does not'"
ip link del late
stop console
forget

everything --interface v-other --interface br0
check "with the port first" boot other 52:54:00:00:00:02
check "each is told once as well" told_once 52:54:00:00:00:02 1
stop console
forget

for n in $(seq 20 40); do ip addr add "192.0.2.$n/24" dev br0; done
everything --interface br0
fetched() {
	ip netns exec other curl -s -o /dev/null "tftp://$1/boot.ipxe"
}
check "the last of many addresses serves" fetched 192.0.2.40
check "and its transfer is told once" told_once none 0
ip addr flush dev br0
check "an interface without an address is told" \
    saw 'br0 has no IPv4 address' 5
forget
boot other 52:54:00:00:00:03
seen() { [ "$(grep -c '"DISCOVER"' "$T/console.log")" -eq 4 ]; }
sleep 2
check "who asks there is told once for each time" seen
stop console
forget

# A card without an address below a macvlan.
ip link del br0
if ip link add mv0 link v-other type macvlan mode bridge 2>/dev/null; then
	ip link set mv0 up
	ip addr add 192.0.2.1/24 dev mv0
	everything
	check "a macvlan serves" boot other 52:54:00:00:00:04
	check "with its card each is told once" \
	    told_once 52:54:00:00:00:04 1
	stop console
fi
finish
