#!/bin/sh
# SPDX-License-Identifier: ISC
# read: its exit status, which scripts stand on.
here=$(cd "${srcdir:-.}/tests/pcap" && pwd)
. "${srcdir:-.}/tests/unit/cli.subr"

run 0 read "$here/chain-bios.pcap"
has out '12 DHCP, 668 TFTP, 0 malformed'
silent err
run 10 read "$here/nobody-offers-ipxe.pcap"
has out 'nobody-offers'
run 3 read nothing.pcap
has err 'nothing.pcap'
silent out
echo no capture >text.pcap
run 3 read text.pcap
has err 'text.pcap: no capture file'
: >empty.pcap
run 3 read empty.pcap
has err 'empty.pcap: is empty'
head -c 5000 "$here/chain-bios.pcap" | gzip -c >whole.gz
head -c 40 whole.gz >odd.gz
run 3 read odd.gz
has err 'odd.gz: '
has err 'the gzip data ends too early'
gzip -c "$here/chain-bios.pcap" >whole.gz
{
	head -c -8 whole.gz
	echo 7654321
} >odd.gz
run 0 read odd.gz
has err 'odd.gz: some of the 701 frames may be damaged: the gzip checksum'
run 3 read .
has err 'Is a directory'
run 1 read
run 1 read one two
run 1 read "$here/chain-bios.pcap" --session zz
has err 'wants a MAC'
run 1 read "$here/chain-bios.pcap" --session
has err 'a MAC is missing'

# One machine's: its own status and counts, whatever else is in the file.
tail -c +25 "$here/nobody-offers-ipxe.pcap" |
	cat "$here/chain-bios.pcap" - >both.pcap
mac=$(sed -n 's/^\([0-9a-f:]\{17\}\)  .*/\1/p' "$here/nobody-offers-ipxe.txt" |
	head -n 1)
run 10 read both.pcap
run 0 read both.pcap --session 52:54:00:1a:b1:09
run 0 read both.pcap --session=52:54:00:1a:b1:09 --json
json
has out '"event":"summary","mac":"52:54:00:1a:b1:09"'
has out '"sessions":1,"findings":{}'
run 10 read both.pcap --session="$mac"
run 1 read both.pcap --session 02:00:00:00:00:99
has err 'nothing of 02:00:00:00:00:99'

# What breaks off is told as far as it goes, and that it does.
head -c 5000 "$here/chain-bios.pcap" >short.pcap
run 0 read short.pcap
has err 'short.pcap: breaks off after frame 34'
run 0 read short.pcap --json
json
has out '"complete":false'

# A byte of a message is wrong: which frame that is is told.
if command -v python3 >/dev/null; then
	python3 - "$here/chain-bios.pcap" broken.pcap <<'END'
import struct, sys
data = bytearray(open(sys.argv[1], "rb").read())
at = 24
while data[at + 16 + 36:at + 16 + 38] != b"\0\x44":  # to port 68
    at += 16 + struct.unpack_from("<I", data, at + 8)[0]
# The option after the message type is longer than the message.
data[at + 16 + 42 + 240 + 3 + 1] = 255
open(sys.argv[2], "wb").write(data)
END
	run 0 read broken.pcap
	has out '1 malformed'
	has out 'malformed first: frame 2, '
	run 0 read broken.pcap --json
	json
	has out '"malformed":1,"malformed_frame":2,'
fi

# A full disk: nobody takes half of it for all.
if [ -w /dev/full ]; then
	for words in "" --json; do
		"$px" read "$here/chain-bios.pcap" $words >/dev/full 2>err
		got=$?
		command="read $words >/dev/full"
		if [ $got -ne 3 ]; then
			echo "pxeconsole $command: status $got, wanted 3"
			failed=1
		fi
		has err 'could not be written'
	done
fi
exit $failed
