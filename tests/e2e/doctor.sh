#!/bin/sh
# SPDX-License-Identifier: ISC
# doctor: a sound server has no error; each thing that is broken is named.
. "$(dirname "$0")/lib.sh"
need ip dnsmasq nft iptables-nft iptables-legacy
[ -r /usr/lib/PXELINUX/pxelinux.0 ] || {
	echo "SKIP $0: no pxelinux"
	exit 77
}
make_lan
mkdir -p "$ROOT/pxelinux.cfg"
cp /usr/lib/PXELINUX/pxelinux.0 /usr/lib/syslinux/modules/bios/ldlinux.c32 \
    /usr/lib/SYSLINUX.EFI/efi64/syslinux.efi \
    /usr/lib/syslinux/modules/efi64/ldlinux.e64 "$ROOT"
chmod -R a+rX "$ROOT"

# doctor STATUS OPTION...: its report in $T/out.
doctor() {
	want=$1
	shift
	"$PXECONSOLE" doctor --db "$DB" --tftp-root "$ROOT" --config /dev/null \
	    "$@" >"$T/out" 2>"$T/err"
	got=$?
	[ $got -eq "$want" ] && [ ! -s "$T/err" ] && return
	echo "status $got"
	cat "$T/out" "$T/err"
	return 1
}
# line STATE CHECK TEXT: what the report says.
line() {
	grep -E "^$1 +$2 " "$T/out" | grep -qF -- "$3" && return
	cat "$T/out"
	return 1
}
# proven STATE PORT TEXT: by a packet, which only real root can put in.
proven() {
	if [ "$(awk 'NR == 1 { print $3 }' /proc/self/uid_map)" -gt 1 ]; then
		line "$1" "knock-$2" "$3"
	else
		line warning "knock-$2" 'is not proven by a packet'
	fi
}
DHCP="--interface br0 --mode dhcp --range 192.0.2.100,192.0.2.150"

check "before any server runs nothing is wrong" doctor 0 $DHCP
check "the ports are free" line ok port-67 'is free'
check "nobody else serves" line ok servers '0 other DHCP servers'

serve $DHCP
check "beside the running server nothing is wrong" doctor 0 $DHCP
check "the server saw its DISCOVERs" \
    saw '"DISCOVER".*02:70:78:00:00:01|02:70:78:00:00:01.*"DISCOVER"' 5
check "and finds nothing wrong with them" \
    sh -c "! grep '\"finding\"' '$T/console.log'"
for port in 67 69 4011; do
	check "port $port is ours" line ok port-$port 'served by pxeconsole'
done
for port in 67 69 4011 8080; do
	check "a packet at port $port comes through" \
	    proven ok $port 'put in as the wire would, came past all rules'
done
check "it says how" line '(ok|warning)' 'knock[-a-z0-9]*' packet
check "the server takes no harm of it" \
    sh -c "! grep -E '\"malformed\"|\"finding\"' '$T/console.log'"
check "nft was asked" line ok firewall-nft 'lists'
check "the loader was looked at" \
    line ok loader-pxelinux-bios 'is a BIOS boot program'
check "the module is of its version" \
    line ok module-ldlinux.c32 'ldlinux.c32 of 6.'
check "the database is sound" line ok database 'sound'

nft 'add table inet f
add chain inet f input { type filter hook input priority 0; policy drop; }
add rule inet f input iifname "br0" udp dport { 67, 4011 } accept
add rule inet f input udp dport 69 drop comment "no tftp"'
check "a rule that drops TFTP is an error" doctor 10 $DHCP
check "and named" line error firewall-69 'drops udp port 69 on br0: rule'
check "what is let in is well" line ok firewall-67 'lets in'
check "a packet proves both" proven ok 67 'came past all rules'
check "that at 69 is lost" \
    proven error 69 'a datagram from 192.0.2.100, put in as the wire'
check "and so is a SYN" proven error 8080 'did not come through'
nft 'flush chain inet f input'
check "a policy that drops" doctor 10 $DHCP
check "is named" line error firewall-4011 'the policy of nft chain inet f'
nft 'delete table inet f'
# What is read is a "may": a packet says what it comes to.
nft 'add table inet f
add set inet f bad { type ipv4_addr; flags interval; elements = { 192.0.2.96/27 } }
add chain inet f early { type filter hook prerouting priority raw; }
add rule inet f early iifname "br0" ip saddr @bad udp dport 69 drop'
doctor 10 $DHCP || :
check "a rule by source address, before routing, is a may by reading" \
    line warning firewall-69 'may drop'
check "and a loss by a packet" proven error 69 'did not come through'
check "another port comes through" proven ok 4011 'came past all rules'
nft 'delete table inet f'
nft 'add table inet f
add chain inet f input { type filter hook input priority 0; policy drop; }
add rule inet f input iifname "lo" accept'
check "what only lo may do is no proof" doctor 10 $DHCP
check "nothing comes by br0" proven error 67 'did not come through'
nft 'delete table inet f'
for iptables in iptables-nft iptables-legacy; do
	$iptables -A INPUT -i br0 -p udp -m multiport --dports 69,4011 -j DROP
	check "$iptables: rules that drop are an error" doctor 10 $DHCP
	check "$iptables: read" line error firewall-69 'drops udp port 69'
	check "$iptables: proven" proven error 69 'did not come through'
	check "$iptables: 4011, too" proven error 4011 'did not'
	check "$iptables: 67 comes through" proven ok 67 'came past'
	$iptables -F
done
check "without rules all is well again" doctor 0 $DHCP
check "and proven" proven ok 69 'came past all rules'

mv "$ROOT/ldlinux.c32" "$T"
check "a module that is missing" doctor 10 $DHCP
check "is named" line error module-ldlinux.c32 'is missing beside pxelinux.0'
cp "$ROOT/ldlinux.e64" "$ROOT/ldlinux.c32"
check "a module of other firmware" doctor 10 $DHCP
check "is named as well" line error module-ldlinux.c32 'no module of 32 bits'
mv "$T/ldlinux.c32" "$ROOT"
if [ -r /usr/lib/syslinux/modules/efi64/libcom32.c32 ]; then
	mv "$ROOT/syslinux.efi" "$ROOT/ldlinux.e64" "$T"
	cp /usr/lib/syslinux/modules/efi64/libcom32.c32 \
	    /usr/lib/syslinux/modules/bios/menu.c32 "$ROOT"
	check "a menu's library of other firmware" doctor 10 $DHCP
	check "is named" line error module-libcom32.c32 'no module of 32 bits'
	check "a menu of the version" line ok module-menu.c32 'menu.c32 of 6.'
	rm "$ROOT/libcom32.c32" "$ROOT/menu.c32"
	mv "$T/syslinux.efi" "$T/ldlinux.e64" "$ROOT"
fi
cp "$ROOT/pxelinux.0" "$ROOT/keep"
cp "$ROOT/syslinux.efi" "$ROOT/pxelinux.0"
check "a loader for another machine" doctor 10 $DHCP
check "is told" line error loader-pxelinux-bios 'a 64-bit UEFI program'
mv "$ROOT/keep" "$ROOT/pxelinux.0"
chmod 600 "$ROOT/syslinux.efi"
if grep -q 'user nobody' "$T/out" && [ "$(awk 'NR == 1 { print $3 }' /proc/self/uid_map)" -gt 1 ]; then
	check "a loader that may not be read" doctor 10 $DHCP
	check "is told with its user" \
	    line error loader-pxelinux-x64 'may not read it'
fi
chmod 644 "$ROOT/syslinux.efi"

"$PXECONSOLE" target set gone server=192.0.2.3 iqn=iqn.2026-11.example:x \
    --db "$DB" --config /dev/null
check "a target that is down" doctor 10 $DHCP
check "is told" line error target-gone 'Connection refused'
"$PXECONSOLE" target rm gone --db "$DB" --config /dev/null

other_dhcp --dhcp-boot=foo.0
wait_for 10 ip netns exec other ss -Hlun 'sport = :67'
check "a second DHCP server is an error" doctor 10 $DHCP
check "and listed with what it names" \
    line error server-192.0.2.2 'names "foo.0" to bios-rom, ovmf'
check "in proxy mode its boot file is a warning" doctor 0 --interface br0
check "which is told" line warning server-192.0.2.2 'foo.0'
check "no address was taken" [ ! -s "$T/other.leases" ]
stop otherdhcp
check "a proxy needs another server" doctor 10 --interface br0
check "and says so" line error servers 'nobody offers addresses'
stop console

background taker dnsmasq -k --conf-file=/dev/null --port=0 --user=root \
    --pid-file= --enable-tftp --tftp-root="$ROOT" --interface=br0 \
    --bind-interfaces
wait_for 10 listening 69
check "a port that is taken" doctor 10 $DHCP
check "is told with its owner" line error port-69 'is taken by dnsmasq (pid'
doctor 10 $DHCP --json
check "JSON has an object for each check" \
    grep -q '"event":"check".*"check":"port-69","state":"error"' "$T/out"
stop taker

printf 'not a database, whatever its name says, and long enough' >"$DB"
rm -f "$DB-wal" "$DB-shm"
check "a database that is none" doctor 10 $DHCP
check "is told" line error database 'cannot be opened'
ip addr del 192.0.2.1/24 dev br0
check "an interface without an address" doctor 10 $DHCP
check "is told" line error interface-br0 'no IPv4 address'
"$PXECONSOLE" doctor more >/dev/null 2>&1
check "no other words" [ $? -eq 1 ]
finish
