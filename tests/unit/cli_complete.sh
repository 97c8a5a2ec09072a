#!/bin/sh
# SPDX-License-Identifier: ISC
# The completion for bash, asked as bash asks it.
completion=$(cd "${srcdir:-.}" && pwd)/assets/bash-completion/pxeconsole
. "${srcdir:-.}/tests/unit/cli.subr"
command -v bash >/dev/null || exit 77

# complete WORD...: what may stand for the last of the words, in ./out.
complete() {
	command="complete $*"
	bash -c '. "$0"
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		_pxeconsole
		[ ${#COMPREPLY[@]} -eq 0 ] || printf "<%s>\n" "${COMPREPLY[@]}"
	' "$completion" "$px" "$@" >out 2>err </dev/null
	silent err
}

run 0 target set disk1 server=192.0.2.3 iqn=iqn.2026-11.example:disk1
run 0 quirk set 'gPXE 0.9.7 BIOS' placement=both
run 0 quirk set 'BIOS boot ROM, UNDI 2.1' blksize=1024

# Lists are those of the book that is named.
complete --config /dev/null --db test.db target check d
has out '<disk1>'
complete --config /dev/null --db nowhere.db target check d
silent out

# Kinds have blanks.
complete --config /dev/null --db test.db quirk rm ''
has out '<gPXE\ 0.9.7\ BIOS>'
has out '<BIOS\ boot\ ROM\,\ UNDI\ 2.1>'
complete --config /dev/null --db test.db quirk set 'gPXE\ 0'
has out '<gPXE\ 0.9.7\ BIOS>'
lacks out 'ROM'
complete --config /dev/null --db test.db quirk rm '"gPXE 0'
has out '<gPXE 0.9.7 BIOS>'
complete --config /dev/null --db test.db quirk set 'gPXE 0.9.7 BIOS' bl
has out '<blksize=>'

# A flag takes no value: the word behind it is the subcommand.
for flag in --tftp-single-port --no-capture --headless --quiet --json; do
	complete $flag host s
	has out '<set>'
done
complete --record ro
has out '<root>'
: >rom
complete --record ro
lacks out '<rom>'
complete --db ro
has out '<rom>'
complete explain 52:54:00:12:34:56 --arch 3
has out '<31>'
exit $failed
