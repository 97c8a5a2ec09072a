#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Makes the captures of this directory: boots of machines that are in no lab
of ours.  make.py DIR writes them there; one function a capture, its text
says the case."""
import os
import sys

from clients import (ANY, SECOND, SERVER, Client, bios, edk2, ipxe)
from frames import Wire, ip4, pcap, write

FILE = {"siaddr": SERVER[1]}


def named(name, server=SERVER):
    return {"siaddr": server[1], "file": name.encode()}


def usb_adapter():
    """The firmware boots from a USB adapter; what it loads asks with the
    MAC that a docking station passes on.  One machine, one story."""
    wire = Wire()
    rom = Client(wire, "02:00:00:00:aa:01", "192.0.2.50")
    rom.dora(edk2(), **named("ipxe.efi"))
    rom.get("ipxe.efi", 100000, probe=True)
    rom.get("ipxe.efi", 100000)
    loaded = Client(wire, "02:00:00:00:aa:02", "192.0.2.51", xid=0x5bd10001)
    wire.now += 4
    loaded.dora(ipxe(loaded.hw), **named("boot/lab.ipxe"))
    loaded.get("boot/lab.ipxe", 200, block=1432)
    loaded.get("vmlinuz", 60000, block=1432)
    loaded.get("initrd.img", 90000, block=1432)
    return wire


def cloned_uuid():
    """Two machines that were switched on together have one UUID: two
    stories, and the finding that says so."""
    wire = Wire()
    one = Client(wire, "02:00:00:00:bb:01", "192.0.2.61", xid=0x77000001)
    two = Client(wire, "02:00:00:00:bb:02", "192.0.2.62", xid=0x88000001)
    for client in (one, two):
        client.ask("DISCOVER", edk2())
        client.told("OFFER", [], **named("ipxe.efi"))
    for client in (one, two):
        client.take(edk2(), **named("ipxe.efi"))
    for client in (one, two):
        client.get("ipxe.efi", 40000)
    for client in (one, two):
        client.dora(ipxe(client.hw), after=2, **named("boot/lab.ipxe"))
        client.get("boot/lab.ipxe", 200, block=1432)
    for client in (one, two):
        client.get("vmlinuz", 60000, block=1432)
    return wire


CASES = [usb_adapter, cloned_uuid]


def main(where):
    for case in CASES:
        name = case.__name__.replace("_", "-") + ".pcap"
        write(os.path.join(where, name), pcap(case().frames))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(
        os.path.abspath(__file__)))
