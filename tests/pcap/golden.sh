#!/bin/sh
# SPDX-License-Identifier: ISC
# What `pxeconsole read` makes of every capture here, as whole text, against
# CASE.txt, which a person has checked.  GOLDEN=write renews the files.
set -u
here=$(cd "${srcdir:-$(dirname "$0")/../..}/tests/pcap" && pwd)
console=${PXECONSOLE:-$PWD/pxeconsole}
new=$(mktemp) || exit 1
trap 'rm -f "$new"' EXIT
failed=0
export TZ=UTC LC_ALL=C
cd "$here" || exit 1

told() {
	"$console" read "$1" >"$new" 2>&1
	status=$?
	for mac in $(grep -oE '^[0-9a-f:]{17}  ' "$new" | sort -u); do
		printf '\n== %s ==\n' "$mac"
		"$console" read "$1" --session "$mac" 2>&1 | sed 1d
	done >>"$new"
	printf '\nexit status %d\n' $status >>"$new"
}

for capture in *.pcap made/*.pcap; do
	text=${capture%.pcap}.txt
	told "$capture"
	if [ "${GOLDEN:-}" = write ]; then
		cp "$new" "$text"
	elif ! diff -u "$text" "$new"; then
		failed=1
	fi
done
[ $failed -eq 0 ] || echo "read them with care, then: GOLDEN=write $0"
exit $failed
