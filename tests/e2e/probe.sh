#!/bin/sh
# SPDX-License-Identifier: ISC
# probe: every kind of client against the console, as DHCP server and as proxy
# beside dnsmasq, and against dnsmasq alone; what keeps one from booting.
. "$(dirname "$0")/lib.sh"
need ip dnsmasq
make_lan
# The probe's end of a wire to the bridge.
ip link add probe0 type veth peer name probe1
ip link set probe1 master br0 up
ip link set probe0 up

mkdir -p "$ROOT/pxelinux.cfg" "$T/bad"
printf '\374made up boot program' >"$ROOT/pxelinux.0"
cp "$ROOT/pxelinux.0" "$ROOT/gpxe.pxe"
pe() { printf 'MZ%58s\100\0\0\0PE\0\0\144\206' '' >"$1"; }
pe "$ROOT/syslinux.efi"
pe "$ROOT/ipxe.efi"
pe "$T/bad/pxelinux.0"
for f in ldlinux.c32 ldlinux.e64 vmlinuz initrd.img bootcode.bin; do
	head -c 200000 /dev/zero >"$ROOT/$f"
done
printf 'DEFAULT a\nLABEL a\nKERNEL vmlinuz\nINITRD initrd.img\n' \
    >"$ROOT/pxelinux.cfg/default"
printf '#!gpxe\nkernel vmlinuz\ninitrd initrd.img\nboot\n' >"$ROOT/boot.gpxe"
chmod -R a+rX "$ROOT"

probe() {
	"$PXECONSOLE" probe --interface probe0 --config /dev/null "$@" \
	    >"$T/out" 2>"$T/err"
}
# ends STATUS TEXT OPTION...: a probe's exit status and last words.
ends() {
	want=$1 text=$2
	shift 2
	probe "$@"
	got=$?
	[ $got -eq "$want" ] && tail -n 1 "$T/out" | grep -qE -- "$text" &&
	    return
	echo "status $got"
	cat "$T/out" "$T/err"
	return 1
}
no_lease() { ! grep -q '192\.0\.2\.1[0-9][0-9]' "$T/other.leases"; }

check "all kinds are listed" [ "$("$PXECONSOLE" probe --as list | wc -l)" -ge 14 ]
"$PXECONSOLE" probe --as nothing >"$T/out" 2>&1
check "an unknown kind is refused" [ $? -eq 1 ]
check "an interface that is not there" \
    sh -c '"$PXECONSOLE" probe --as ovmf --interface none0; [ $? -eq 2 ]'

check "silence is told" \
    ends 10 'nobody answered' --as udhcpc

# The console as the DHCP server.
"$PXECONSOLE" target set disk server=192.0.2.3 iqn=iqn.2026-11.example:d \
    --db "$DB" --config /dev/null
host_set 02:00:00:00:00:01 mode=gpxe script=boot.gpxe
host_set 02:00:00:00:00:02 mode=iscsi target=disk
host_set 02:00:00:00:00:03 mode=local
host_set 02:00:00:00:00:04 mode=ignore
host_set 02:00:00:00:00:05 mode=gpxe script=http://192.0.2.1/boot.gpxe
serve --mode dhcp --range 192.0.2.100,192.0.2.150 >/dev/null
check "the server's own interface is refused" \
    sh -c '"$PXECONSOLE" probe --as ovmf --interface br0 --config /dev/null \
	2>&1 | grep -q "ip link add probe0"'
for kind in bios-rom ovmf; do
	check "dhcp: $kind boots by pxelinux" \
	    ends 0 'boots: initrd.img is the last file' --as $kind
done
check "dhcp: its steps were told" grep -q 'pxelinux.cfg/default' "$T/out"
check "dhcp: and nothing was found wrong" \
    sh -c "! grep -E '(error|warning) \\(' '$T/out'"
check "dhcp: its address was given back" grep -q 'was given back' "$T/out"
check "dhcp: HTTP boot stops at the URL" \
    ends 0 'fetch http://192.0.2.1:[0-9]+/syslinux.efi' --as uefi-http
check "dhcp: UEFI ARM64 lacks its loader" \
    ends 10 'grubaa64.efi is missing' --as uefi-arm64
check "dhcp: which is a finding as well" grep -q 'file-missing' "$T/out"
for kind in udhcpc dhclient; do
	check "dhcp: $kind has its address" ends 0 'has its address' --as $kind
done
check "dhcp: a Raspberry Pi finds nothing in mode pxelinux" \
    ends 10 'no option 43 with "Raspberry Pi Boot"' --as raspberry-pi
check "dhcp: a ROM chains to gPXE's script" \
    ends 0 'now gPXE.*boots: initrd.img' --as bios-rom --mac 02:00:00:00:00:01
for kind in gpxe-0.9.4 gpxe-0.9.7 gpxe-1.0.1 ipxe-bios ipxe-efi \
    ipxe-undionly; do
	check "dhcp: $kind runs the script" \
	    ends 0 'boots: initrd.img' --as $kind --mac 02:00:00:00:00:01
	check "dhcp: $kind would log in" \
	    ends 0 'log in to iscsi:192.0.2.3' --as $kind \
	    --mac 02:00:00:00:00:02
done
check "dhcp: gPXE stops at the URL" \
    ends 0 'fetch http://192.0.2.1/boot.gpxe' --as gpxe-1.0.1 \
    --mac 02:00:00:00:00:05
check "dhcp: the local disk" \
    ends 0 'local disk' --as bios-rom --mac 02:00:00:00:00:03
check "dhcp: an ignored machine" \
    ends 10 'does not boot' --as gpxe-1.0.1 --mac 02:00:00:00:00:04
mv "$ROOT/ldlinux.c32" "$T"
check "dhcp: a module that is missing" \
    ends 10 'ldlinux.c32 is missing on 192.0.2.1' --as bios-rom
mv "$T/ldlinux.c32" "$ROOT"
host_set 02:00:00:00:00:06 mode=pxelinux bootfile=syslinux.efi
check "dhcp: a loader for another machine" \
    ends 10 'is a 64-bit UEFI program' --as bios-rom --mac 02:00:00:00:00:06
probe --as bios-rom --json
check "JSON ends with the verdict" sh -c \
    "tail -n 1 '$T/out' | grep '\"event\": *\"probe\"' | grep -q '\"boots\": *true'"
check "JSON tells the steps" grep -q '"event": *"tftp"' "$T/out"
stop console

# The console as proxy beside a DHCP server that knows nothing of booting.
other_dhcp
serve
for kind in bios-rom ovmf; do
	check "proxy: $kind boots by pxelinux" \
	    ends 0 'boots: initrd.img is the last file' --as $kind
done
for kind in gpxe-0.9.7 gpxe-1.0.1 ipxe-bios ipxe-efi; do
	check "proxy: $kind runs the script" \
	    ends 0 'boots: initrd.img' --as $kind --mac 02:00:00:00:00:01
	check "proxy: $kind would log in" \
	    ends 0 'log in to iscsi:192.0.2.3' --as $kind \
	    --mac 02:00:00:00:00:02
done
check "proxy: the lease was given back" wait_for 5 no_lease
stop console
check "without the console there is nothing to boot" \
    ends 10 'does not boot' --as gpxe-1.0.1
stop otherdhcp

# Somebody else's server, whatever it is.
background tftpd ip netns exec other dnsmasq -k --conf-file=/dev/null --port=0 \
    --user=root --pid-file= --interface=eth0 --bind-interfaces \
    --dhcp-range=192.0.2.100,192.0.2.150,1h --no-ping --enable-tftp \
    --tftp-root="$ROOT" --dhcp-boot=pxelinux.0 \
    --dhcp-leasefile="$T/other.leases" --dhcp-no-override
wait_for 10 ip netns exec other ss -Hlun 'sport = :67'
check "dnsmasq: EDK2 cannot run a BIOS loader" \
    ends 10 'pxelinux.0 is a BIOS boot program' --as ovmf
check "dnsmasq: iPXE boots by pxelinux" \
    ends 0 'boots: initrd.img' --as ipxe-bios
check "dnsmasq: the lease was given back" wait_for 5 no_lease
finish
