#!/bin/sh
# SPDX-License-Identifier: ISC
# Kea's perfdhcp: 500 four-way exchanges a second, none dropped.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/load.sh"
need ip perfdhcp

RATE=${RATE:-500} SECONDS_LONG=${SECONDS_LONG:-10}
wide_lan
serve --mode dhcp --range $RANGE --no-capture
ip netns exec other perfdhcp -4 -l 10.77.0.2 -r "$RATE" \
    -R 10000 -p "$SECONDS_LONG" -W 2000000 10.77.0.1 >"$T/perfdhcp.log" 2>&1
cat "$T/perfdhcp.log"

# number LABEL NTH: the NTH value that perfdhcp reports for it.
number() { awk -F: -v l="$1" -v n="$2" '$1 == l && ++i == n { print $2 + 0 }' \
    "$T/perfdhcp.log"; }
no_drops() {
	[ "$(number drops 1)" = 0 ] && [ "$(number drops 2)" = 0 ]
}
enough() {
	[ "$(number 'received packets' 2)" -ge $((RATE * SECONDS_LONG * 95 / 100)) ]
}
check "no drops at $RATE exchanges a second" no_drops
check "as many exchanges as asked" enough
finish
