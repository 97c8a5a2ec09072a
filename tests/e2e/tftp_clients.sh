#!/bin/sh
# SPDX-License-Identifier: ISC
# TFTP clients that we did not write: every size that ends at a border, names
# as loaders write them, what must be refused, loss, and many at once.
. "$(dirname "$0")/lib.sh"
need tftp atftp curl busybox cmp ip nft ss

S=192.0.2.1
SIZES="0 1 511 512 513 1023 1024 200000 1048576 40000000"

make_files() {
	mkdir -p "$ROOT/boot/x64" "$ROOT/dir"
	for size in $SIZES; do
		head -c "$size" /dev/urandom >"$ROOT/f$size"
	done
	echo loader >"$ROOT/pxelinux.0"
	echo windows >"$ROOT/boot/x64/wdsnbp.com"
	printf 'one\ntwo\r\nthree' >"$ROOT/text"
	mkfifo "$ROOT/fifo"
	echo secret >"$T/secret"
	ln -s ../secret "$ROOT/out"
	ln -s .. "$ROOT/up"
	ln -s pxelinux.0 "$ROOT/in"
	chmod -R a+rX "$ROOT"
	echo hidden >"$ROOT/closed"
	chmod 000 "$ROOT/closed"
}

# Each gets the file NAME into $T/got; what it says into $T/said.
there() {
	rm -f "$T/got"
	timeout 120 ip netns exec other "$@" >"$T/said" 2>&1 </dev/null
}
by_hpa() { there tftp -m binary $S -c get "$1" "$T/got"; }
by_hpa_ascii() { there tftp -m ascii $S -c get "$1" "$T/got"; }
by_curl() { there curl -sS --max-time 100 -o "$T/got" "tftp://$S/$1"; }
by_curl_plain() {
	there curl -sS --max-time 100 --tftp-no-options -o "$T/got" \
	    "tftp://$S/$1"
}
by_busybox() { there busybox tftp -g -r "$1" -l "$T/got" $S; }
# by_atftp NAME OPTION...
by_atftp() {
	atftp_name=$1
	shift
	there atftp "$@" --get -r "$atftp_name" -l "$T/got" $S
}

# arrives CLIENT NAME FILE [OPTION...]: the same bytes. Clients differ in
# whether they make a file of nothing.
arrives() {
	arrives_by=$1 arrives_name=$2 arrives_file=$3
	shift 3
	$arrives_by "$arrives_name" "$@"
	[ -e "$T/got" ] || [ -s "$ROOT/$arrives_file" ] || : >"$T/got"
	cmp -s "$T/got" "$ROOT/$arrives_file" && return 0
	cat "$T/said"
	return 1
}
# refused NAME PATTERN: no file, and the client is told why.
refused() {
	there timeout 3 tftp -m binary $S -c get "$1" "$T/got"
	grep -qE "$2" "$T/said" && [ ! -s "$T/got" ] &&
	    ! grep -qF "$T" "$T/said" && return 0
	cat "$T/said"
	return 1
}

sizes() {
	for size in $SIZES; do
		for by in by_hpa by_curl by_curl_plain by_busybox by_atftp; do
			check "$by $size bytes" arrives $by f$size f$size
		done
	done
	for blksize in 8 512 1024 1428 1468 8192 65464; do
		check "atftp blksize $blksize" arrives by_atftp f1048576 \
		    f1048576 --option "blksize $blksize"
	done
	check "atftp tsize" arrives by_atftp f1024 f1024 \
	    --option "tsize 0" --option "blksize 1024"
	check "atftp timeout" arrives by_atftp f1024 f1024 \
	    --option "timeout 2"
	for window in 2 8 16 64; do
		check "atftp windowsize $window" arrives by_atftp f1048576 \
		    f1048576 --option "windowsize $window" \
		    --option "blksize 1428"
	done
	for blksize in 8 1468; do
		check "curl blksize $blksize" arrives by_curl f1048576 \
		    f1048576 --tftp-blksize $blksize
	done
}

names() {
	check "a leading slash" arrives by_hpa /pxelinux.0 pxelinux.0
	check "doubled slashes" arrives by_hpa //boot//x64//wdsnbp.com \
	    boot/x64/wdsnbp.com
	check "backslashes" arrives by_curl 'boot%5Cx64%5Cwdsnbp.com' \
	    boot/x64/wdsnbp.com
	check "a leading backslash" arrives by_atftp '\boot\x64\wdsnbp.com' \
	    boot/x64/wdsnbp.com
	check "a trailing 0xff" arrives by_curl 'pxelinux.0%FF' pxelinux.0
	check "a link inside" arrives by_hpa in pxelinux.0
	by_hpa_ascii text
	check "netascii there and back" cmp "$T/got" "$ROOT/text"
}

refusals() {
	check "missing" refused nothing 'code 1: file not found'
	check "a directory" refused dir 'code 2'
	check "a FIFO, at once" refused fifo 'code 2: not a regular file'
	check "dots" refused ../secret 'code 2: access denied'
	check "dots behind a directory" refused dir/../../secret 'code 2'
	check "backslashes and dots" refused '..\secret' 'code 2'
	check "an absolute name is below the root" refused "$T/secret" \
	    'code 1'
	by_busybox 'C:\secret'
	check "a drive" grep -qF '(2) access denied' "$T/said"
	check "a link out" refused out 'code 2'
	check "a directory link out" refused up/secret 'code 2'
	# Only where the server is another user is anything closed to it.
	if ! grep -qE '^Uid:.*[[:space:]]0$' \
	    "/proc/$(cat "$T/console.pid")/status"; then
		check "what may not be read" refused closed 'code 2'
	fi
	there timeout 3 tftp -m binary $S -c put "$ROOT/pxelinux.0" new
	check "nothing is taken" grep -q 'code 2' "$T/said"
	check "and none was written" [ ! -e "$ROOT/new" ]
	check "served on afterwards" arrives by_hpa pxelinux.0 pxelinux.0
}

events() {
	forget
	arrives by_curl f1024 f1024
	check "a request is told" saw \
	    '"event": ?"tftp".*"phase": ?"request".*"file": ?"f1024"' 5
	check "its end is told" saw \
	    '"phase": ?"done".*"file": ?"f1024".*"bytes": ?1024.*"complete"' 5
	refused nothing 'code 1'
	check "a missing file is told" saw \
	    '"phase": ?"done".*"file": ?"nothing".*"outcome": ?"error"' 5
	# Such lines come once a second at most.
	check "who leads out of the root is told" wait_for 5 escape_is_told
}

escape_is_told() {
	refused out 'code 2'
	sleep 0.2
	grep -aqE '"event": ?"log".*outside the boot directory' \
	    "$T/console.log"
}

# One packet of twenty is lost, each way.
loss() {
	cat >"$T/loss.nft" <<-'EOF'
		table ip loss {
			chain in {
				type filter hook input priority 0;
				udp dport 1024-65535 numgen random mod 100 < 5 drop
			}
		}
	EOF
	nft -f "$T/loss.nft" && ip netns exec other nft -f "$T/loss.nft"
	check "a lossy wire is set up" [ $? -eq 0 ]
	check "loss, plain" arrives by_curl_plain f200000 f200000
	check "loss, small windows" arrives by_atftp f1048576 f1048576 \
	    --option "windowsize 4" --option "blksize 512"
	check "loss, windows" arrives by_atftp f1048576 f1048576 \
	    --option "windowsize 16" --option "blksize 1428"
	nft delete table ip loss
	ip netns exec other nft delete table ip loss
}

# N04: for a while nothing can be sent at all; then it goes on.
stuck() {
	cat >"$T/stuck.nft" <<-'EOF'
		table ip stuck {
			chain out {
				type filter hook output priority 0;
				udp sport 1024-65535 drop
			}
		}
	EOF
	rm -f "$T/got"
	background slow ip netns exec other tftp -m binary $S \
	    -c get f40000000 "$T/got"
	wait_for 5 [ -s "$T/got" ]
	nft -f "$T/stuck.nft"
	sleep 2
	before=$(stat -c %s "$T/got")
	sleep 0.5
	check "nothing is sent" [ "$(stat -c %s "$T/got")" -eq "$before" ]
	nft delete table ip stuck
	wait "$(cat "$T/slow.pid")"
	check "and then the rest" cmp "$T/got" "$ROOT/f40000000"
	check "it is alive" kill -0 "$(cat "$T/console.pid")"
}

# N03: the address that is being served from goes away and comes back.
readdressed() {
	rm -f "$T/got"
	background slow ip netns exec other tftp -m binary $S \
	    -c get f40000000 "$T/got"
	wait_for 5 [ -s "$T/got" ]
	ip addr del $S/24 dev br0
	sleep 1
	ip addr add $S/24 dev br0
	wait "$(cat "$T/slow.pid")"
	check "an address that went and came" cmp "$T/got" "$ROOT/f40000000"
	check "served there as before" arrives by_hpa pxelinux.0 pxelinux.0
}

# A way that takes less than the interface (a tunnel): blocks in fragments.
narrow() {
	ip route change 192.0.2.0/24 dev br0 src $S mtu 1000
	check "a narrow way" [ $? -eq 0 ]
	check "a narrow way, plain" arrives by_atftp f200000 f200000 \
	    --option "blksize 1428"
	check "a narrow way, windows" arrives by_atftp f1048576 f1048576 \
	    --option "windowsize 16" --option "blksize 1428"
	ip route change 192.0.2.0/24 dev br0 src $S
}

many() {
	mkdir "$T/many"
	seq 200 | ip netns exec other xargs -P 200 -I '{}' \
	    curl -sS --max-time 60 -o "$T/many/{}" "tftp://$S/f1048576" \
	    >"$T/said" 2>&1
	bad=0
	for n in $(seq 200); do
		cmp -s "$T/many/$n" "$ROOT/f1048576" || bad=$((bad + 1))
	done
	check "200 clients at once ($bad without their file)" [ $bad -eq 0 ]
	rm -rf "$T/many"
}

# A firewall that lets only some of the server's ports through.
# walled PORTS: nft's words for them.
walled() {
	cat >"$T/wall.nft" <<-EOF
		table ip wall {
			chain out {
				type filter hook output priority 0;
				ip saddr $S udp sport != { $1 } drop
			}
		}
	EOF
	nft -f "$T/wall.nft"
}
through_a_wall() {
	for by in by_hpa by_curl by_busybox by_atftp; do
		check "$1: $by" arrives $by f200000 f200000
	done
	nft delete table ip wall
}
firewalls() {
	stop console
	serve --tftp-single-port
	walled "53, 67, 69"
	through_a_wall "all on port 69"
	many
	stop console
	serve --tftp-port-range 40000,40009
	walled "53, 67, 69, 40000-40009"
	through_a_wall "on ports of a range"
}

make_lan
make_files
serve
sizes
names
refusals
events
loss
stuck
readdressed
narrow
many
firewalls
stop console
finish
