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
