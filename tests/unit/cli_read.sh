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
has err 'no capture file'
run 1 read
run 1 read one two
run 1 read "$here/chain-bios.pcap" --session zz
has err 'wants a MAC'

# What breaks off is told as far as it goes, and that it does.
head -c 5000 "$here/chain-bios.pcap" >short.pcap
run 0 read short.pcap
has err 'breaks off after frame 34'
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
