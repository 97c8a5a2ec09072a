#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Makes the captures of this directory from scenes: make.py [DIR].  What
`read` tells of each stands beside it, and a person has checked it."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "scenes"))
sys.dont_write_bytecode = True

import healthy  # noqa: E402
from clients import Client  # noqa: E402
from wire import Server, Wire  # noqa: E402


def usb_adapter():
    """The firmware boots from a USB adapter; what it loads asks with the MAC
    that a docking station passes on.  One machine, one story."""
    wire = Wire()
    s = Server(wire)
    c = Client(wire, "uefi", 1)
    c.dora(s, "ipxe.efi")
    c.boot_file(s, "ipxe.efi")
    loaded = Client(wire, "ipxe-uefi", 2)
    loaded.uuid = c.uuid
    wire.wait(4)
    loaded.dora(s, "boot/lab.ipxe")
    for name, size in (("boot/lab.ipxe", 200), ("vmlinuz", 9000),
                       ("initrd.img", 30000)):
        loaded.fetch(s, name, size, blksize=1432)
    return wire


def cloned_uuid():
    """Two machines that were switched on together have one UUID: two stories,
    and the finding that says so."""
    wire = Wire()
    s = Server(wire)
    two = [Client(wire, "uefi", n) for n in (1, 2)]
    two[1].uuid = two[0].uuid
    for c in two:
        c.discover()
        s.offer(c, "ipxe.efi")
    wire.wait(3.5)
    for c in two:
        c.request(s)
        s.ack(c, "ipxe.efi")
    for c in two:
        c.boot_file(s, "ipxe.efi")
    wire.wait(4)
    for c in two:
        c.become("ipxe-uefi")
        c.dora(s, "boot/lab.ipxe")
        c.fetch(s, "boot/lab.ipxe", 200, blksize=1432)
        c.fetch(s, "vmlinuz", 9000, blksize=1432)
    return wire


def two_servers():
    """Two DHCP servers offer, each another file; the client takes the second
    one's offer, and its file comes from there."""
    wire = Wire()
    one, other = Server(wire), Server(wire, "10.9.0.2", style="isc")
    c = Client(wire, "bios", 1)
    c.discover()
    one.offer(c, "pxelinux.0")
    c.offered = "10.9.0.201"
    other.offer(c, "other/pxelinux.0")
    c.patience()
    c.request(other)
    other.ack(c, "other/pxelinux.0")
    c.boot_file(other, "other/pxelinux.0")
    c.pxelinux(other, prefix="other/")
    return wire


def two_proxies():
    """Two proxies offer; by its rules the client takes the first one's boot
    data, and it takes the second one's: on port 4011 (UEFI), by TFTP (BIOS).
    That is told, not the rules."""
    wire = Wire()
    s, first, other = (Server(wire, "10.9.0.%d" % n) for n in (1, 2, 3))
    for n, kind in enumerate(("uefi", "bios"), 1):
        c = Client(wire, kind, n)
        c.discover()
        s.offer(c)
        first.proxy_offer(c, "a.0")
        other.proxy_offer(c, "b.0")
        c.patience()
        c.request(s)
        s.ack(c)
        if kind == "uefi":
            c.asks_4011(other)
            other.proxy_ack(c, "b.0")
        c.boot_file(other, "b.0")
        wire.wait(1)
    return wire


def too_late():
    """The capture begins when two machines have their addresses: whose each
    file was tells its address."""
    wire = Wire()
    s = Server(wire)
    two = [Client(wire, "ipxe-uefi", n) for n in (1, 2)]
    for c in two:
        c.addr = c.offered
        c.fetch(s, "vmlinuz", 9000, blksize=1432)
    for c in two:
        c.http(s, "/initrd.img")
    for c in two:
        c.connects(s, refused=True)
    return wire


def long_discover():
    """Longer than what is kept of a message: the options before the cut are
    told."""
    wire = Wire()
    c = Client(wire, "bios", 1)
    c.discover(opts=[(224, b"a" * 200), (225, b"b" * 200), (226, b"c" * 200),
                     (12, b"behind")])
    return wire


def writes_its_log():
    """What a machine writes to a server is no step of its boot, whether the
    server takes it or not."""
    wire = Wire()
    s = Server(wire)
    c = Client(wire, "bios", 1)
    c.dora(s, "pxelinux.0")
    c.boot_file(s, "pxelinux.0")
    c.writes(s, "logs/vmlinuz", allowed=False)
    c.pxelinux(s)
    wire.wait(5)
    c.writes(s, "logs/vmlinuz.txt")
    other = Client(wire, "bios", 2)
    other.dora(s, "pxelinux.0")
    other.boot_file(s, "pxelinux.0")
    other.writes(s, "crash.log", allowed=False)
    wire.wait(90)
    other.discover()
    return wire


def nobody_at_the_port():
    """A machine whose DHCP was before the capture: why nothing answers its
    requests is told with them."""
    wire = Wire()
    s = Server(wire)
    c = Client(wire, "bios", 1)
    c.addr = c.offered
    for name, code in (("pxelinux.0", 3), ("lpxelinux.0", 13)):
        c.rrq(s, name)
        wire.unreachable(s.mac, c.mac, s.addr, c.addr, c.port, 69, code)
        wire.wait(1)
    return wire


CASES = [usb_adapter, cloned_uuid, two_servers, two_proxies, too_late,
         long_discover, writes_its_log, nobody_at_the_port]
SCENES = [healthy.through_one_relay, healthy.two_relays_copy_each_request,
          healthy.wds_windows_pe, healthy.raspberry_pi_3,
          healthy.raspberry_pi_4_plain_text, healthy.u_boot,
          healthy.apple_netboot, healthy.uefi_shim_and_grub,
          healthy.http_boot, healthy.tagged_by_a_vlan]


def main(where):
    for case in CASES + SCENES:
        made = case()
        wire = made[0] if isinstance(made, list) else made
        wire.save(os.path.join(where, case.__name__.replace("_", "-") +
                               ".pcap"))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else HERE)
