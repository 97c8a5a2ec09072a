#!/bin/sh
# SPDX-License-Identifier: ISC
# SIGKILL at any moment under load: no acknowledged lease or change is lost,
# nothing needs mending by hand, the database stays sound.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/load.sh"
need ip python3

wide_lan
check "${KILLS:-100} kills lose nothing acknowledged" \
    python3 "$E2E_SRC/kill_check.py" --kills "${KILLS:-100}" --db "$DB" \
    --log "$T/load.log" \
    --set "$PXECONSOLE host set --db $DB --tftp-root $ROOT" \
    --load "ip netns exec other python3 $E2E_SRC/dhcp_load.py eth0" \
    -- "$PXECONSOLE" --headless --json --interface br0 --db "$DB" \
    --tftp-root "$ROOT" --config /dev/null --mode dhcp --range $RANGE \
    --no-capture
finish
