#!/bin/sh
# SPDX-License-Identifier: ISC
# target check against tgt: a real login, and each way in which one fails.
. "$(dirname "$0")/lib.sh"
need ip tgtd tgtadm python3
"$PXECONSOLE" target set x server=127.0.0.1 iqn=iqn.2026-11.example:x \
    --db "$T/probe.db" --config /dev/null || exit 1
# Without libiscsi a connection is all that is tried.
ldd "$PXECONSOLE" | grep -q libiscsi || {
	echo "SKIP $0: built without libiscsi"
	exit 77
}
make_lan
IQN=iqn.2026-11.example:disk1
head -c 8388608 /dev/zero >"$T/disk.img"
printf 'secretsecret1\n' >"$T/secret"
printf 'wrongsecret12\n' >"$T/wrong"
printf 'itsownsecret3\n' >"$T/its"
chmod 600 "$T/secret" "$T/wrong" "$T/its"

target() {
	"$PXECONSOLE" target "$@" --db "$DB" --config /dev/null
}
tgt() { ip netns exec target tgtadm --lld iscsi "$@"; }
# answers STATUS TEXT NAME
answers() {
	target check "$3" >"$T/out"
	got=$?
	[ $got -eq "$1" ] && grep -qF -- "$2" "$T/out" && return
	echo "status $got"
	cat "$T/out"
	return 1
}

background tgtd ip netns exec target tgtd -f
wait_for 10 tgt --op show --mode sys
tgt --op new --mode target --tid 1 -T $IQN
tgt --op new --mode logicalunit --tid 1 --lun 1 -b "$T/disk.img"
tgt --op bind --mode target --tid 1 -I ALL

target set disk1 server=192.0.2.3 iqn=$IQN lun=1
target set controller server=192.0.2.3 iqn=$IQN
target set nolun server=192.0.2.3 iqn=$IQN lun=7
target set noname server=192.0.2.3 iqn=$IQN.not lun=1
target set chap server=192.0.2.3 iqn=$IQN lun=1 user=me \
    password-file="$T/secret"
check "a disk answers" answers 0 '16384 blocks of 512 bytes' disk1
check "a controller is no disk" answers 2 'is no disk: set lun' controller
check "a LUN that is not there" answers 2 'LOGICAL_UNIT_NOT_SUPPORTED' nolun
check "a name that is not there" answers 2 'Target not found' noname

tgt --op new --mode account --user me --password secretsecret1
tgt --op bind --mode account --tid 1 --user me
check "CHAP with its secret" answers 0 'logged in' chap
check "CHAP without one" answers 2 'Authentication failure' disk1

tgt --op new --mode account --user disk --password itsownsecret3
tgt --op bind --mode account --tid 1 --user disk --outgoing
target set chap reverse-user=disk reverse-password-file="$T/its"
check "mutual CHAP with both secrets" answers 0 'logged in' chap
target set chap reverse-password-file="$T/wrong"
check "a target that is not what it says" answers 2 'cannot be used' chap
target set chap reverse-user= reverse-password-file=
target set chap password-file="$T/wrong"
check "CHAP with a wrong one" answers 2 'Authentication failure' chap

target set nobody server=192.0.2.3 iqn=$IQN port=3299
check "nobody listens" answers 2 'Connection refused' nobody
background mute ip netns exec target python3 -c '
import socket, time
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("192.0.2.3", 3261))
s.listen()
time.sleep(30)'
target set mute server=192.0.2.3 iqn=$IQN port=3261
wait_for 5 ip netns exec target ss -Hltn 'sport = :3261'
sleep 0.5
before=$(date +%s)
check "silence is given up on" answers 2 'no answer within 5 s' mute
check "and soon" [ $(($(date +%s) - before)) -le 7 ]
finish
