#!/bin/sh
# SPDX-License-Identifier: ISC
# target: root paths that clients can read, secrets that nobody can.
. "${srcdir:-.}/tests/unit/cli.subr"
iqn=iqn.2026-11.example:disk1

run 0 target set disk1 server=192.0.2.3 iqn=$iqn lun=1
silent err
run 0 target list
has out "iscsi:192.0.2.3:::1:$iqn"
run 0 host set 52:54:00:12:34:56 mode=iscsi target=disk1
silent err
run 1 target rm disk1
has err 'still used by host 52:54:00:12:34:56'
run 0 target set v6 server=2001:db8::1 iqn=$iqn
run 0 target list
has out "iscsi:[2001:db8::1]::::$iqn"

# The secret is read from a file and never comes out again.
(umask 077 && echo hunter2-secret >secret)
run 0 target set disk1 user=me password-file=secret
silent err
run 0 target list
lacks out hunter2
run 0 target list --json
json
has out '"user":"me","password":true'
lacks out hunter2
run 0 --json host show 52:54:00:12:34:56
lacks out hunter2
run 0 explain 52:54:00:12:34:56 --stage gpxe
lacks out hunter2
(umask 077 && echo terces-hunter2 >their-secret)
run 0 target set disk1 reverse-user=disk reverse-password-file=their-secret
silent err
run 0 target list --json
has out '"reverse_user":"disk","reverse_password":true'
lacks out hunter2
run 0 explain 52:54:00:12:34:56 --stage gpxe
lacks out hunter2
run 1 target set disk1 reverse-password-file=secret
has err 'password and reverse-password must not be the same'
run 0 target set disk1 reverse-user= reverse-password-file=
chmod 644 secret
run 0 target set disk1 password-file=secret
has err 'others may read it'
run 3 target set disk1 password-file=gone
has err 'password-file: gone: No such file'
run 1 target set disk1 password-file=gone port=x
run 1 target set disk1 password=hunter2
has err 'password-file=FILE'
run 0 target set disk1 user= password-file=
run 0 target list --json
has out '"user":"","password":false'

run 1 target set disk2 server=192.0.2.3
has err 'a target needs iqn=NAME'
run 1 target set disk2 server=192.0.2.3 iqn=disk port=70000
has err 'iqn: "disk" is not an iSCSI name'
has err 'port: "70000" is not a port'
run 1 target set 'a b' server=192.0.2.3 iqn=$iqn
has err 'is no name for a target'
run 0 target list
lacks out disk2
run 1 target check disk2
has err 'no such target: disk2'

# Port 1 of this machine: nobody answers, and that does not take long.
run 0 target set gone server=127.0.0.1 port=1 iqn=$iqn
run 2 target check gone
has out 'gone: 127.0.0.1 port 1: Connection refused'
run 2 target check gone --json
json
has out '"answers":false'
run 0 target rm gone
run 1 target rm gone
exit $failed
