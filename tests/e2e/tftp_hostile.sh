#!/bin/sh
# SPDX-License-Identifier: ISC
# Hostile TFTP requests against the live server: what is answered, with what,
# how much of it, and that it serves on.
. "$(dirname "$0")/lib.sh"
need ip python3 ss

mkdir -p "$ROOT/boot/x64" "$ROOT/dir"
head -c 100000 /dev/urandom >"$ROOT/pxelinux.0"
echo windows >"$ROOT/boot/x64/wdsnbp.com"
head -c 1024 /dev/urandom >"$ROOT/exact1024"
: >"$ROOT/empty"
truncate -s 5368709121 "$ROOT/big"
mkfifo "$ROOT/fifo"
echo secret >"$T/secret"
ln -s "$T/secret" "$ROOT/out"
ln -s "$T" "$ROOT/up"
ln -s /dev/zero "$ROOT/zero"
chmod -R a+rX "$ROOT"

make_lan
for n in $(seq 30 60); do
	ip -n other addr add "192.0.2.$n/24" dev eth0
done
serve --no-capture
ip netns exec other python3 "$E2E_SRC/tftp_hostile_requests.py" 192.0.2.1 "$ROOT" \
    "$(cat "$T/console.pid")" ||
    fail "hostile requests"
check "it is alive" kill -0 "$(cat "$T/console.pid")"
stop console
finish
