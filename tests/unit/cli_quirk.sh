#!/bin/sh
# SPDX-License-Identifier: ISC
# quirk: what a kind of client needs, beside machines' own settings.
. "${srcdir:-.}/tests/unit/cli.subr"
mac=52:54:00:12:34:56
printf '#!gpxe\necho\n' >root/menu.gpxe

run 0 quirk set 'gPXE 0.9.7 BIOS' placement=both 'note=seen in lab 3'
silent err
run 0 quirk set 'BIOS boot ROM, UNDI 2.1' blksize=1024 broadcast=on
run 0 quirk list
has out 'gPXE 0.9.7 BIOS          placement=both             seen in lab 3'
has out 'blksize=1024'
run 0 quirk list --json
json
has out '"kind":"gPXE 0.9.7 BIOS","placement":"both"'
cp out kept

# What no kind can have, and what is no kind.
run 1 quirk set 'gPXE 0.9.7 BIOS' mode=local
has err 'mode: belongs to a machine, not to a kind of client'
run 1 quirk set 'gPXE 0.9.7 BIOS' blksize=9
has err 'not a block size'
run 1 quirk set '' blksize=1024
has err 'is no kind of client'
run 1 quirk rm 'gPXE 9'
has err 'no such quirk'
run 0 help quirk
has out 'reply-delay'
lacks out 'bootfile'

# They count for a machine of that kind, unless it has its own.
run 0 host set $mac mode=gpxe script=menu.gpxe
run 0 explain $mac --gpxe-version 0.9.7 --placement option
has out 'quirks    gPXE 0.9.7 BIOS'
has out 'client    boots "menu.gpxe"'
run 10 explain $mac --gpxe-version 0.9.6 --placement option
has out 'quirks    gPXE 0.9.4-0.9.6 BIOS: none known'
run 0 host set $mac placement=option
run 10 explain $mac --gpxe-version 0.9.7 --json
json
has out '"placement":"option"'
has out '"quirk_kind":"gPXE 0.9.7 BIOS","quirk":true'

# placement=auto begins where its kind reads, else with the field.
run 0 host set $mac placement=auto
run 0 explain $mac --gpxe-version 0.9.7 --json
has out '"placement":"both"'
run 0 host set $mac tried=option
run 10 explain $mac --gpxe-version 0.9.7
has out 'placement=auto has come to option'
run 1 host set $mac tried=auto
has err 'not the state of a trial'

# Handed on as lines.
run 0 quirk rm 'gPXE 0.9.7 BIOS'
run 0 quirk rm 'BIOS boot ROM, UNDI 2.1'
run 0 quirk list --json
silent out
run 0 quirk load kept
run 0 quirk list --json
cmp -s out kept || { echo "quirk load: not what was kept"; failed=1; }
echo nonsense >kept
run 1 quirk load kept
has err 'kept:1: not a line of'
# One line that is wrong, and nothing of the list counts.
cat >kept <<'EOF'
{"kind":"gPXE 0.9.9 BIOS","placement":"both"}

{"kind":"gPXE 0.9.8 BIOS","blksize":"9","force":"1000"}
{"kind":""}
EOF
run 1 quirk load kept
has err 'kept:3: blksize "9": not a block size'
has err 'kept:3: force "1000"'
has err 'kept:4: "" is no kind of client'
run 0 quirk list
lacks out '0.9.9'
run 3 quirk load missing
has err 'missing: No such file'
exit $failed
