#!/bin/sh
# SPDX-License-Identifier: ISC
# HTTP: curl, hostile requests, and firmware that boots by it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/firmware.sh"
need qemu-system-x86_64 gcc dnsmasq curl ip ss python3

URL=http://192.0.2.1:8080
get() { ip netns exec other curl -sS -m 20 --path-as-is "$@"; }
# status CASE STATUS CURL-OPTION...
status() {
	status_case=$1 status_want=$2
	shift 2
	status_got=$(get -o "$T/body" -w '%{http_code}' "$@")
	check "$status_case" [ "$status_got" = "$status_want" ]
}
# told_of PATTERN: in the head of the last answer
told_of() { grep -qiE "$1" "$T/head"; }

# The root: what firmware boots, and what must not be got at.
make_lan
make_root
mkdir -p "$ROOT/boot/x64" "$ROOT/dir"
echo windows >"$ROOT/boot/x64/wdsnbp.com"
: >"$ROOT/empty"
head -c 20000000 /dev/urandom >"$ROOT/big.iso"
mkfifo "$ROOT/fifo"
echo secret >"$T/secret"
ln -s "$T/secret" "$ROOT/out"
ln -s "$T" "$ROOT/up"
ln -s /dev/zero "$ROOT/zero"
cat >"$ROOT/http.gpxe" <<-EOF
	#!gpxe
	kernel $URL/vmlinuz hello=http
	initrd $URL/initrd.img
	boot
EOF
chmod -R a+rX "$ROOT"

serve --mode dhcp --range 192.0.2.50,192.0.2.99,600

get -D "$T/head" -o "$T/body" $URL/big.iso
check "a file, whole" cmp "$T/body" "$ROOT/big.iso"
check "its length, no chunks" sh -c \
    "grep -qi '^content-length: 20000000' '$T/head' &&
	! grep -qi '^transfer-encoding' '$T/head'"
check "its type" told_of '^content-type: application/vnd.efi-iso'
get --http1.0 -D "$T/head" -o "$T/body" $URL/snponly.efi
check "HTTP/1.0, whole and closed" sh -c \
    "cmp '$T/body' '$ROOT/snponly.efi' && grep -qi '^connection: close' '$T/head'"
check "the type of a loader" told_of '^content-type: application/efi'
get -I -D "$T/head" -o /dev/null $URL/initrd.img
check "HEAD tells the length" told_of '^content-length: 300000'
get -r 1000-1999 -o "$T/body" $URL/big.iso
check "a part" sh -c "head -c 2000 '$ROOT/big.iso' | tail -c 1000 | cmp - '$T/body'"
head -c 5000000 "$ROOT/big.iso" >"$T/body"
get -C - -o "$T/body" $URL/big.iso
check "a transfer resumed" cmp "$T/body" "$ROOT/big.iso"
status "a part outside" 416 -r 20000000- $URL/big.iso
status "a missing file" 404 $URL/nothing
status "Host without port" 200 -H 'Host: 192.0.2.1' $URL/empty
status "up" 403 $URL/../secret
status "a query is cut" 200 "$URL/empty?../../secret"
get -o "$T/1" -o "$T/2" -w '%{num_connects}' $URL/vmlinuz $URL/initrd.img \
    >"$T/connects"
check "one connection for two files" grep -q '^10$' "$T/connects"
check "an event for each request" saw \
    '"phase": ?"done".*"uri": ?"/initrd.img".*"agent": ?"curl.*"status": ?200.*"bytes": ?300000' 5
# It reads a little and goes.  Its buffer is bounded: one that the kernel lets
# grow (tcp_rmem: 32 MB) could take the whole file before it is gone.
ip netns exec other python3 - <<-EOF
	import socket
	s = socket.socket()
	s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
	s.settimeout(20)
	s.connect(("192.0.2.1", 8080))
	s.sendall(b"GET /big.iso HTTP/1.0\r\n\r\n")
	s.recv(100000)
	s.close()
EOF
check "a client that leaves" saw \
    '"phase": ?"done".*"uri": ?"/big.iso".*"status": ?200,.*"bytes": ?1?[0-9]{1,7},.*"length": ?20000000' 20

ip netns exec other python3 "$E2E_SRC/http_requests.py" 192.0.2.1 "$ROOT" ||
    fail "hostile requests"
check "what leads out is told of" saw '"topic": ?"http".*refused with 403' 1

# Firmware.  With PXE over IPv4 and all of IPv6 off, OVMF boots from HTTP.
advertise_router
over_http() {
	over_case=$1
	shift
	boots "$over_case" uefi $UEFI "$@" \
	    -fw_cfg name=opt/org.tianocore/IPv4PXESupport,string=n \
	    -fw_cfg name=opt/org.tianocore/IPv6Support,string=n \
	    -device virtio-rng-pci
}
host_set $BIOS name=bios mode=gpxe script=$URL/http.gpxe
boots "BIOS: script, kernel and initrd by HTTP" bios $BIOS \
    'TEST-KERNEL runs, initrd bytes 0x000493e0.*hello=http'
told "its script is its boot" \
    '"session".*"state": ?"ends".*"result": ?"done"'
told "the machine is known by its address" \
    "\"http\".*$BIOS.*\"uri\": ?\"/vmlinuz\".*\"agent\": ?\"iPXE"

host_set $UEFI name=uefi mode=gpxe bootfile=snponly.efi script=$URL/boot.ipxe
over_http "UEFI: HTTP Boot to iPXE and its script" "SCRIPT-RAN for $UEFI"
told "firmware asked by HEAD and GET" '"method": ?"HEAD".*UefiHttpBoot'
told "and came back chained" '"chained"'
host_set $UEFI mode=pxelinux script=
over_http "UEFI: HTTP Boot in mode pxelinux" 'iPXE initialising'
stop console

# Beside somebody else's DHCP server.
other_dhcp
serve
host_set $UEFI mode=gpxe script=$URL/boot.ipxe
over_http "UEFI: HTTP Boot through a proxy" "SCRIPT-RAN for $UEFI"
stop console

# The port is another program's.
background taken python3 -m http.server 8080 --bind 192.0.2.1 -d "$T/root/dir"
wait_for 10 sh -c "ss -Hltn 'sport = :8080' | grep -q ."
serve
check "a taken port is warned of" saw 'port 8080 is in use by python3.*no HTTP' 5
check "and explained without URL" sh -c \
    "! ss -Hltnp 'sport = :8080' | grep -q pxeconsole"
stop console
"$PXECONSOLE" --headless --interface br0 --db "$DB" --tftp-root "$ROOT" \
    --config /dev/null --http-port 8080 >"$T/asked.log" 2>&1
check "one that was asked for ends the start" [ $? -eq 2 ]
check "with its owner" grep -q 'port 8080 is in use by python3' "$T/asked.log"
finish
