#!/bin/sh
# SPDX-License-Identifier: ISC
# host and mode: what is set is judged, kept, listed and put on record.
. "${srcdir:-.}/tests/unit/cli.subr"
mac=52:54:00:12:34:56

# A loader of each machine type, by its head alone.
printf '\372\353\030\220 not MZ' >root/pxelinux.0
printf 'MZ' >root/x64.efi
dd if=/dev/zero bs=1 count=58 >>root/x64.efi 2>/dev/null
printf '\100\000\000\000PE\000\000\144\206' >>root/x64.efi
printf '#!gpxe\necho\n' >root/menu.gpxe
printf '#!ipxe\necho\n' >root/menu.ipxe

run 3 host list
has err 'test.db: no such file'

run 0 host set $mac name=web1 mode=gpxe script=menu.gpxe
silent err
silent out
run 0 host list
has out 'MAC'
has out "$mac  web1  gpxe"
run 0 host list --json
json
has out "\"mac\":\"$mac\",\"name\":\"web1\",\"mode\":\"gpxe\",\"once\":\"\""
run 0 --json host show 5254.0012.3456
json
has out '"script":"menu.gpxe"'
has out '"key":"mode","before":"","after":"gpxe"'

# An empty value clears; the record keeps what it was, and who did it.
run 0 host set 525400123456 name= note='a "note" with spaces = and more'
run 0 host show $mac
lacks out 'name             web1'
has out 'a "note" with spaces = and more'
has out 'web1'
has out "$(id -un)"

# One bad value of several: all reasons, no change.
run 1 host set $mac mode=local script=gone.gpxe ip=1.2.3 moed=x
has err 'script "gone.gpxe"'
has err 'ip "1.2.3"'
has err 'no such key: moed; did you mean mode?'
run 0 host show $mac
has out 'gpxe'
lacks out 'local'
run 1 host set $mac mode=pxelinx
has err 'mode "pxelinx"'
has err 'iscsi-install'
run 1 host set $mac mode=gpxe mode=local
has err 'mode: given twice'
run 1 host set $mac bootfile-x64=pxelinux.0
has err 'bootfile-x64 "pxelinux.0"'
run 1 host set $mac bootfile-bios=x64.efi
run 0 host set $mac bootfile-x64=x64.efi bootfile-bios=pxelinux.0
run 1 host set $mac bootfile=../../etc/passwd
run 1 host set $mac target=iscsi:192.0.2.3:no
run 1 host set $mac target=nobody
run 1 host set $mac bootfile="$(printf '%0130d' 0)"
run 1 host set $mac "name=$(printf 'a\033[2Jb')"
lacks err "$(printf '\033')"

# What the machine still lacks is a warning.
run 0 host set 52:54:00:00:00:02 mode=iscsi
has err 'no target is set'

# Addresses and names are one machine's only.
run 0 host set 52:54:00:00:00:03 ip=192.0.2.7 name=three
run 1 host set 52:54:00:00:00:04 ip=192.0.2.7
run 1 host set 52:54:00:00:00:04 name=three
run 0 host list
lacks out 52:54:00:00:00:04

# Words that make no sense.
run 1 host set 52:54:00:12:34 mode=gpxe
has err 'is not the MAC of a machine'
run 1 host set ff:ff:ff:ff:ff:ff mode=gpxe
run 1 host set 01:00:5e:00:00:01 mode=gpxe
run 1 host set $mac
has err 'usage: pxeconsole host'
run 1 host set $mac mode
has err 'not KEY=VALUE: mode'
run 1 host
run 1 host lst
has err 'did you mean list?'
run 1 host list --all
has err 'unknown option --all'
run 1 hsot list
has err 'unknown subcommand hsot; did you mean host?'
run 1 --hedless
has err 'unknown option --hedless; did you mean --headless?'

run 0 host rm $mac
run 1 host rm $mac
run 1 host show 52:54:00:00:00:99
has err 'nothing is known of 52:54:00:00:00:99'
# Its history stays.
run 0 host show $mac
has out 'not in the book'

# Without a look at the root, files are taken on trust, and that is said.
run 0 --tftp-root /nowhere host set $mac mode=gpxe script=gone.gpxe
has err 'taken on trust'

# Defaults of a mode.
run 0 mode gpxe script=menu.gpxe placement=both
run 0 mode gpxe
has out 'menu.gpxe'
run 0 mode list
has out 'script=menu.gpxe placement=both'
run 0 mode show gpxe --json
json
has out '"script":"menu.gpxe","placement":"both"'
run 0 mode list --json
json
run 1 mode gpxe ip=192.0.2.9
has err 'ip: belongs to a machine'
run 1 mode gpx script=menu.gpxe
run 1 mode show gpx
has err '"gpx" is not one of pxelinux gpxe'

# A server that commits on a slow disk is waited for.
if command -v sqlite3 >/dev/null; then
	mkfifo begun
	printf '%s\n' 'BEGIN IMMEDIATE;' '.shell echo >begun; sleep 1' 'COMMIT;' |
	    sqlite3 test.db &
	read -r nothing <begun
	run 0 host set $mac note=patient
	silent err
	wait
fi

# A folder that cannot be written to is a matter of files.
run 3 --db no/such/folder/x.db host set $mac mode=local
run 3 --config /nowhere/x host list
has err '/nowhere/x: No such file or directory'

run 0 help
has out '--tftp-root DIR'
run 0 help host
has out 'bootfile-arm64'
run 0 host --help
has out 'bootfile-arm64'
run 0 --version
has out pxeconsole
exit $failed
