#!/bin/sh
# SPDX-License-Identifier: ISC
# The same beside a DHCP server that is not ours: pxeconsole as proxyDHCP.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/firmware.sh"

lan_and_files
other_dhcp
serve --mode proxy
bios_cases
uefi_cases
gave_address() {
	grep -E '"origin": ?"own"' "$T/all.log" |
	    grep -E '"(OFFER|ACK)"' | grep -qE '"yiaddr": ?"192'
}
no_address() { ! gave_address; }
nothing_found
check "no address was handed out" no_address
check "the other server gave every lease" \
    grep -q '^[0-9]* 52:54:00:00:00:01' "$T/other.leases"
finish
