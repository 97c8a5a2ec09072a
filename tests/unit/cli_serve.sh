#!/bin/sh
# SPDX-License-Identifier: ISC
# Serving that is asked for wrongly ends before anything is opened.
. "${srcdir:-.}/tests/unit/cli.subr"

# Who is to serve is configuration, whoever looks at it.
for how in --headless --check-config; do
	run 1 --user nosuchuser $how
	has err '--user: there is no user nosuchuser'
	run 1 --user root $how
	has err 'that is not root'
done
[ ! -e test.db ] || { echo "a database was made"; failed=1; }
run 0 --check-config
silent err
printf 'user=nosuchuser\n' >conf
run 1 --config conf --check-config
has err 'nosuchuser'
exit $failed
