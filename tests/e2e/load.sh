# SPDX-License-Identifier: ISC
# Sourced after lib.sh: a network that is wide enough for load.
#
#   here      br0 10.77.0.1/16    the console under test
#   other     10.77.0.2/16        where the load comes from

wide_lan() {
	make_lan
	ip addr flush dev br0
	ip addr add 10.77.0.1/16 dev br0
	ip -n other addr flush dev eth0
	ip -n other addr add 10.77.0.2/16 dev eth0
	ip -n other route add default dev eth0
	# A directory that the console's own user may write to.
	mkdir -p "$ROOT" "$T/pxeconsole"
	DB=$T/pxeconsole/book.db
}
RANGE=10.77.4.0,10.77.250.255,3600
