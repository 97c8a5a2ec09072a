#!/bin/sh
# SPDX-License-Identifier: ISC
# A disk that fails under load, with the real server on real file systems: it
# goes on serving, says so, and mends itself.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/load.sh"
need ip python3

wide_lan
mount -t tmpfs -o size=1m,mode=755 none "$T/pxeconsole"
start() { serve --mode dhcp --range $RANGE --no-capture; }
# acks: how many clients have been told an address.
acks() { wc -l <"$T/load.log"; }
more_acks() { [ "$(acks)" -gt $(($1 + 20)) ]; }
# leases: how many the database holds.
leases() {
	python3 -c 'import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute(
    "SELECT count(*) FROM leases WHERE state = 2").fetchone()[0])' "$DB"
}
all_saved() { [ "$(leases)" -ge "$(acks)" ]; }
sound() {
	python3 -c 'import sqlite3, sys
sys.exit(sqlite3.connect(sys.argv[1]).execute(
    "PRAGMA integrity_check").fetchone()[0] != "ok")' "$DB"
}
load() {
	background load ip netns exec other \
	    python3 "$E2E_SRC/dhcp_load.py" eth0 100
}
# serves_on NAME: clients still get addresses.
serves_on() {
	now=$(acks)
	check "$1: still serving" wait_for 5 more_acks "$now"
}
mended() {
	check "$1: saving again" saw 'saving again' 5
	stop load
	check "$1: every lease saved" wait_for 5 all_saved
	check "$1: sound" sound
}

start
load
check "leases are given" wait_for 5 more_acks 0
forget
dd if=/dev/zero of="$T/pxeconsole/full" bs=4k count=1000 2>/dev/null
check "full disk: told" saw 'not saving' 10
serves_on "full disk"
check "full disk: the book can be read" "$PXECONSOLE" host list --db "$DB"
rm "$T/pxeconsole/full"
mended "full disk"

# The file goes, as by a careless rm.
load
wait_for 5 more_acks 0
forget
rm -f "$DB"
check "removed file: told" saw 'not saving.*removed' 5
mended "removed file"

# Somebody keeps it locked.
load
wait_for 5 more_acks 0
forget
background lock python3 -c 'import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN EXCLUSIVE"); time.sleep(30)' "$DB"
check "locked: told" saw 'not saving.*locked' 5
serves_on "locked"
stop lock
mended "locked"

# It cannot be written from the start.
stop console
mount -o remount,ro "$T/pxeconsole"
start
check "read-only: told" saw 'not saving' 5
load
serves_on "read-only"
forget
mount -o remount,rw "$T/pxeconsole"
mended "read-only"
stop console

# Damage that a start finds.
rm -f "$DB.backup"
start
host_set 52:54:00:00:00:09 mode=local
stop console
rm -f "$DB.backup"
start
stop console
dd if=/dev/urandom of="$DB" bs=1k count=8 conv=notrunc 2>/dev/null
forget
start
check "damaged: told" saw 'moved aside.*last backup is in use' 5
check "damaged: kept" sh -c "ls '$DB'.corrupt-* >/dev/null"
check "damaged: the backup's book" sh -c \
    "'$PXECONSOLE' host show 52:54:00:00:00:09 --db '$DB' | grep -q local"
load
serves_on "damaged"
stop load

# A second server.
check "second server: refused" sh -c "'$PXECONSOLE' --headless --interface \
    br0 --db '$DB' --tftp-root '$ROOT' --config /dev/null \
    >'$T/second.log' 2>&1; [ \$? -eq 3 ]"
check "second server: told whose" grep -q "pid $(cat "$DB.lock")" \
    "$T/second.log"
stop console
umount "$T/pxeconsole"
finish
