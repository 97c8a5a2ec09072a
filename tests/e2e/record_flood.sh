#!/bin/sh
# SPDX-License-Identifier: ISC
# Boots are recorded while some hundreds of machines begin one each second: the
# folder stays within its bounds all the time, its files can be read, the
# server answers, and what is left out is told.  Then the disk is full.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/load.sh"
need ip python3 tshark curl

RATE=${RATE:-400} SECONDS_LONG=${SECONDS_LONG:-15}
BOOTS=$T/pxeconsole/boots
flood() {
	timeout "$SECONDS_LONG" ip netns exec other \
	    python3 "$E2E_SRC/dhcp_load.py" eth0 "$RATE" boot >"$T/acks"
}
# How many files there are, and their bytes.
sizes() { find "$BOOTS" -name '*.pcapng' -printf '%s\n' 2>/dev/null |
    awk '{ n++; s += $1 } END { print n + 0, s + 0 }'; }
watch_folder() { while :; do sizes; sleep 0.1; done >"$T/sizes"; }
within_bounds() {
	awk '$1 > 500 || $2 > 268435456 { bad++ } END { exit bad > 0 || NR < 20 }' \
	    "$T/sizes"
}
# One file after another, as long as the flood lasts.
fetch_all_along() {
	while :; do
		if ip netns exec other curl -s -m 3 -o /dev/null \
		    tftp://10.77.0.1/boot.ipxe; then echo ok; else echo bad; fi
		sleep 0.2
	done >"$T/fetched"
}
was_served() {
	[ "$(grep -c ok "$T/fetched")" -gt 10 ] && ! grep -q bad "$T/fetched"
}
many_acks() { [ "$(wc -l <"$T/acks")" -ge $((RATE * SECONDS_LONG / 2)) ]; }
# Whole boots are there, not the pieces of all; and each file can be read.
new_files() { find "$BOOTS" -name '2*.pcapng' ! -name '2020*' -size +0; }
all_readable() {
	# shellcheck disable=SC2016
	new_files | xargs -P "$(nproc)" -n 1 sh -c '
		frames=$(tshark -r "$0" 2>"$0.err") && [ -n "$frames" ] && exit
		echo "$0"
		cat "$0.err"
		exit 1'
}

wide_lan
echo hello >"$ROOT/boot.ipxe"
chmod -R a+rX "$T"
mkdir "$BOOTS"
# What earlier runs left presses on both bounds.
i=0
while [ $i -lt 480 ]; do
	truncate -s 540K "$BOOTS/20200101T$(printf %06d $i)-525400001a01-$i.pcapng"
	i=$((i + 1))
done
chmod -R 777 "$T/pxeconsole"
serve --mode dhcp --range $RANGE --record "$BOOTS"
background folder watch_folder
background fetch fetch_all_along
flood
stop fetch
stop folder
echo "$(wc -l <"$T/acks") ACKs, $(new_files | wc -l) new files, at most" \
    "$(sort -n "$T/sizes" | tail -n 1) (files, bytes), $(grep -c ok "$T/fetched") fetched"
check "machines were served, hundreds a second" many_acks
check "files were served all along" was_served
check "the folder was within its bounds all the time" within_bounds
check "boots were recorded, more than are open at once" \
    [ "$(new_files | wc -l)" -gt 64 ]
check "what was left out is told" \
    saw 'more than can be recorded: boots were left out [1-9][0-9]* times' 5
check "nothing else is wrong with it" sh -c "! grep 'cannot be recorded' '$T/console.log'"
stop console
check "each file can be read by tshark" all_readable

# 512 KB, which somebody else fills while a boot goes on.
forget
mkdir "$T/small"
mount -t tmpfs -o size=512k,mode=777 none "$T/small"
DB=$T/pxeconsole/other.db
serve --mode dhcp --range $RANGE --record "$T/small/boots"
saw 'every boot is recorded' 5
dd if=/dev/zero of="$T/small/fill" bs=4k 2>/dev/null
timeout 2 ip netns exec other python3 "$E2E_SRC/dhcp_load.py" eth0 2 boot >"$T/acks"
check "machines are served though the disk is full" [ -s "$T/acks" ]
check "a full disk is told while the boots go on" \
    saw "boots cannot be recorded in $T/small/boots: .*full" 3
stop console
umount "$T/small"
finish
