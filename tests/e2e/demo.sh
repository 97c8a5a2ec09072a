#!/bin/sh
# SPDX-License-Identifier: ISC
# The demonstration: its machines boot by their modes, the next boot obeys a
# change, the host's network is not touched, nothing is left behind.
. "$(dirname "$0")/lib.sh"
need ip

links=$(ip -o link | wc -l)
TMPDIR=$T "$PXECONSOLE" demo --no-qemu --headless --json >"$T/out" 2>"$T/err" &
demo=$!
echo $demo >"$T/demo.pid"

# told TEXT...: a line of the output with all of them, within 40 s.
told() {
	tries=0
	while [ $tries -lt 400 ]; do
		found=$(cat "$T/out")
		for text; do
			found=$(printf '%s\n' "$found" | grep -F -- "$text")
		done
		[ -n "$found" ] && return 0
		kill -0 $demo 2>/dev/null || return 1
		sleep 0.1
		tries=$((tries + 1))
	done
	return 1
}

check "a BIOS ROM loads pxelinux.0" \
    told '"tftp"' '"done"' '"pxelinux.0"' '"complete"'
check "a chain loads gPXE's script" \
    told '"tftp"' '"done"' '"boot.gpxe"' '"complete"'
check "iPXE is told its root path" \
    told '52:54:00:de:40:03' '"ACK"' 'iscsi:192.0.2.1::::iqn'
check "EDK2 loads syslinux.efi" \
    told '"tftp"' '"done"' '"syslinux.efi"' '"complete"'
check "an initrd arrives" \
    told '"tftp"' '"done"' '"initrd.gz"' '"complete"'
check "an unknown machine boots by the default" \
    told '52:54:00:de:40:05' '"ACK"' '"pxelinux.0"'

db=$(echo "$T"/pxeconsole-*/pxeconsole/demo.db)
"$PXECONSOLE" host set 52:54:00:de:40:01 mode=gpxe \
    --db "$db" --tftp-root "${db%/pxeconsole/demo.db}/tftp" \
    --config /dev/null
check "the next boot obeys another mode" \
    told '52:54:00:de:40:01' '"ACK"' '"gpxe.pxe"'
check "with what is the default there" \
    told '52:54:00:de:40:01' '"ACK"' '"boot.gpxe"'

check "the host's links are those it had" \
    [ "$(ip -o link | wc -l)" -eq "$links" ]
kill $demo
wait $demo
check "it ends well" [ $? -eq 0 ]
check "nothing is left" [ "$(echo "$T"/pxeconsole-*)" = "$T/pxeconsole-*" ]
check "nothing was said on standard error" [ ! -s "$T/err" ]

TMPDIR=$T "$PXECONSOLE" demo --no-qemu --headless --quiet --json >"$T/out" &
demo=$!
echo $demo >"$T/demo.pid"
check "the news alone, when asked for" told '"session"' '"begins"'
kill $demo
wait $demo
check "and no message" eval '! grep -q "\"event\":\"dhcp\"" "$T/out"'
finish
