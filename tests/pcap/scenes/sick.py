# SPDX-License-Identifier: ISC
"""Boots that fail as they fail on real wires, each in more than one way: by
other makers' servers, through relays, in a VLAN, with other counts.  Each is
to be found by the name it stands under, and by no other that is bad."""

import struct

from clients import Client
from healthy import beside, lab
from wire import (ACK, DECLINE, DISCOVER, EVERYBODY, MENU_43, NAK, NOBODY,
                  OFFER, REQUEST, Server, ip)

SCENES = []


def sick(slug):
    def take(make):
        SCENES.append((make.__name__, slug, make))
        return make
    return take


def waits(wire, seconds):
    """Life on the wire goes on, and with it the clock."""
    wire.wait(seconds)
    bystander = Client(wire, "linux", 200)
    bystander.discover()
    wire.wait(0.01)


def asks_at(c, times):
    before = 0
    for t in times:
        c.wire.wait(t - before)
        before = t
        c.secs = t
        c.discover()


# A. Nothing useful reaches the server


@sick("nobody-offers")
def nobody_offers_by_kind():
    wires = []
    for kind, times in (("uefi", (0, 4, 12, 28)), ("bios", (0, 4, 12, 28)),
                        ("ipxe", (0, 1, 3, 7)), ("gpxe", (0, 1, 3, 7)),
                        ("http", (0, 4, 12, 28)), ("arm64", (0, 4, 12))):
        wire, c, s = lab(kind)
        asks_at(c, times)
        waits(wire, 3)
        wires.append(wire)
    return wires


@sick("nobody-offers")
def nobody_offers_through_a_relay():
    wire, c, s = lab("uefi")
    wire.vlan = 12
    relay = Server(wire, "10.8.0.1")
    for t in (0, 4, 8, 16):
        wire.wait(t)
        c.says(DISCOVER)
        c.says(DISCOVER, relay=relay, giaddr="10.8.0.1", dst=s.addr)
    return wire


@sick("link-late")
def link_late_by_spanning_tree():
    wires = []
    for gap, tries in ((18, 5), (34, 8)):
        wire, c, s = lab("bios")
        c.dora(s, "ipxe.pxe")
        c.boot_file(s, "ipxe.pxe", 60000)
        wire.wait(gap)
        c.become("ipxe")
        c.tries = tries - 1
        c.dora(s, "http://10.9.0.1/boot.ipxe")
        c.http(s, "/boot.ipxe")
        wires.append(wire)
    return wires


@sick("relay-broadcast")
def relay_broadcast():
    wires = []
    for style in ("isc", "dnsmasq"):
        wire, c, s = lab("uefi", style=style)
        relay = Server(wire, "10.8.0.1")
        c.says(DISCOVER, relay=relay, giaddr="10.8.0.1", dst=s.addr)
        s.reply(c, OFFER, "grubx64.efi", giaddr="10.8.0.1", dst=EVERYBODY)
        wires.append(wire)
    return wires


@sick("off-subnet-server")
def off_subnet_server():
    wires = []
    for router in (None, "10.9.0.254"):
        wire, c, s = lab("bios", router=router)
        far = Server(wire, "10.7.0.5")
        c.discover()
        s.offer(c, "pxelinux.0", siaddr=far.addr)
        c.patience()
        c.request(s)
        s.ack(c, "pxelinux.0", siaddr=far.addr)
        for _ in range(4):
            wire.arp(c.mac, c.addr, far.addr)
            wire.wait(1)
        wires.append(wire)
    return wires


# B. Offers exist, client does not proceed


@sick("unicast-offer-lost")
def unicast_offer_lost():
    wires = []
    for kind, style, times in (("bios", "isc", (4, 12, 28)),
                               ("uefi", "windows", (4, 8, 16))):
        wire, c, s = lab(kind, style=style)
        c.broadcast = False
        for t in (0,) + times:
            wire.wait(t)
            c.secs = t
            c.discover()
            s.offer(c, "pxelinux.0" if kind == "bios" else "grubx64.efi")
        waits(wire, 8)
        wires.append(wire)
    return wires


@sick("stray-option-60")
def stray_option_60():
    wires = []
    for style, n in (("dnsmasq", 4), ("isc", 3), ("windows", 4)):
        wire, c, s = lab("uefi", style=style)
        stray = [(60, b"PXEClient")]
        c.dora(s, "grubx64.efi", opts=stray)
        for _ in range(n):
            c.asks_4011(s)
            c.xid -= 1
            wire.wait(3)
        wires.append(wire)
    return wires


@sick("stray-option-60")
def stray_option_60_and_a_proxy_that_is_silent():
    """The offer's class stands; it asks siaddr, another machine than 54."""
    wire, c, s = lab("uefi", style="kea")
    other = Server(wire, "10.9.0.7")
    c.dora(s, "grubx64.efi", opts=[(60, b"PXEClient")], siaddr=other.addr)
    for _ in range(4):
        c.asks_4011(other)
        c.xid -= 1
        wire.unreachable(other.mac, c.mac, other.addr, c.addr, 4011, 4011)
        wire.wait(4)
    return wire


@sick("proxy-port-silent")
def proxy_port_silent():
    wires = []
    for kind, style in (("uefi", "isc"), ("bios", "windows")):
        wire, c, s, p = beside(kind, style)
        c.discover()
        s.offer(c)
        p.proxy_offer(c, "", opts=[(60, b"PXEClient")])
        c.patience()
        c.request(s)
        s.ack(c)
        for _ in range(4):
            c.asks_4011(p)
            wire.wait(4)
        wires.append(wire)
    return wires


@sick("only-proxy-offers")
def only_proxy_offers():
    wires = []
    for kind, times in (("uefi", (0, 4, 12, 28)), ("bios", (0, 4, 12, 28)),
                        ("ipxe", (0, 1, 3, 7, 15))):
        wire, c, s, p = beside(kind)
        before = 0
        for t in times:
            wire.wait(t - before)
            before = t
            c.discover()
            p.proxy_offer(c, "pxelinux.0")
        waits(wire, 5)
        wires.append(wire)
    return wires


@sick("dual-offers-unmerged")
def dual_offers_unmerged():
    wires = []
    for first_proxy in (False, True):
        wire, c, s, p = beside("uefi")
        for t in (0, 4, 8, 16):
            wire.wait(t)
            c.discover()
            if first_proxy:
                p.proxy_offer(c, "grubx64.efi")
            s.offer(c)
            if not first_proxy:
                p.proxy_offer(c, "grubx64.efi")
        wires.append(wire)
    return wires


@sick("proxy-offer-late")
def proxy_offer_late():
    wires = []
    for kind, late in (("ipxe", 3.5), ("gpxe", 4.0), ("uefi", 4.2)):
        wire, c, s, p = beside(kind)
        c.discover()
        s.offer(c)
        c.patience()
        c.request(s)
        s.ack(c)
        wire.wait(late - 3)
        p.proxy_offer(c, "menu.ipxe")
        waits(wire, 5)
        wires.append(wire)
    return wires


@sick("offer-too-early")
def offer_too_early():
    wires = []
    for style in ("dnsmasq", "isc"):
        wire, c, s = lab("bios", style=style)
        wire.now += 0.1
        for t in (0, 4, 8):
            wire.wait(t)
            c.says(DISCOVER)
            s.offer(c, "pxelinux.0")
        c.patience()
        c.request(s)
        s.ack(c, "pxelinux.0")
        c.boot_file(s, "pxelinux.0")
        c.pxelinux(s)
        wires.append(wire)
    return wires


@sick("other-server-chosen")
def other_server_chosen():
    wires = []
    for kind, order in (("uefi", 0), ("ipxe", 1), ("bios", 0)):
        wire, c, s = lab(kind)
        rogue = Server(wire, "10.9.0.66", "windows")
        c.discover()
        both = [lambda: rogue.offer(c, yiaddr="10.9.0.201"),
                lambda: s.offer(c, "pxelinux.0")]
        for say in both if order == 0 else both[::-1]:
            say()
        c.patience()
        c.offered = "10.9.0.201"
        c.request(rogue)
        rogue.ack(c)
        waits(wire, 5)
        wires.append(wire)
    return wires


@sick("foreign-nak")
def foreign_nak():
    wires = []
    for style in ("isc", "dnsmasq"):
        wire, c, s = lab("ipxe")
        other = Server(wire, "10.9.0.3", style)
        for _ in range(3):
            c.tries = 0
            c.discover()
            s.offer(c, "menu.ipxe")
            c.patience()
            c.request(s)
            other.reply(c, NAK)
            s.ack(c, "menu.ipxe")
            wire.wait(1)
        c.discover()
        wires.append(wire)
    return wires


@sick("proxy-acked-foreign")
def proxy_acked_foreign():
    wires = []
    for declines in (False, True):
        wire, c, s, p = beside("uefi")
        c.discover()
        s.offer(c, "grubx64.efi")
        p.proxy_offer(c, "grubx64.efi")
        c.patience()
        c.request(s)
        p.reply(c, ACK, "grubx64.efi", yiaddr=NOBODY,
                opts=[(60, b"PXEClient")])
        if declines:
            c.says(DECLINE, server=p, opts=[(50, ip(c.offered))])
        else:
            s.ack(c, "grubx64.efi")
        wires.append(wire)
    return wires[:1]


@sick("pool-overlaps")
def pool_overlaps():
    wires = []
    for style in ("isc", "windows"):
        wire, c, s = lab("uefi", style=style)
        c.offered = s.addr
        c.discover()
        s.offer(c, "grubx64.efi")
        wires.append(wire)
    return wires


@sick("address-declined")
def address_declined():
    wires = []
    for kind in ("uefi", "http"):
        wire, c, s = lab(kind)
        c.dora(s, "grubx64.efi" if kind == "uefi" else "http://10.9.0.1/a.efi",
               opts=[] if kind == "uefi" else [(60, b"HTTPClient")])
        wire.arp(c.mac, NOBODY, c.offered)
        wire.arp(b"\x02\0\0\xaa\xaa\xaa", c.offered, NOBODY, reply_to=c.mac)
        c.says(DECLINE, server=s, opts=[(50, ip(c.offered))])
        wires.append(wire)
    return wires


@sick("address-declined")
def address_declined_again_and_again():
    """One boot: after ten seconds it asks anew."""
    wire, c, s = lab("bios")
    for _ in range(4):
        c.dora(s, "pxelinux.0")
        c.says(DECLINE, server=s, opts=[(50, ip(c.offered))])
        wire.wait(10)
    return wire


@sick("malformed-offer")
def malformed_offer():
    wires = []
    for fault in ({"drop": (54,)}, {"end": False}, {"xid": 0x77}):
        wire, c, s = lab("uefi")
        for t in (0, 4, 8):
            wire.wait(t)
            c.discover()
            s.offer(c, "grubx64.efi", **fault)
        wires.append(wire)
    return wires


@sick("offer-too-long")
def offer_too_long():
    wires = []
    for size in (1480, 1600):
        wire, c, s = lab("bios", style="isc")
        for t in (0, 4, 8, 16):
            wire.wait(t)
            c.discover()
            s.offer(c, "pxelinux.0", pad=size)
        wires.append(wire)
    return wires


@sick("raspberry-pi-option-43")
def raspberry_pi_option_43():
    wires = []
    for mac, xid in ((b"\xb8\x27\xeb\x01\x02\x03", 0x26f30339),
                     (b"\xdc\xa6\x32\x01\x02\x03", 0x11223344)):
        for opts in ([], [(60, b"PXEClient"), (43, b"\x06\x01\x08\xff")]):
            wire, c, s = lab("pi")
            c.mac, c.xid = mac, xid
            for _ in range(4):
                c.discover()
                s.offer(c, "bootcode.bin", opts=opts)
                wire.wait(2)
            wires.append(wire)
    return wires


@sick("odd-vendor-class")
def odd_vendor_class():
    wires = []
    for name in (b"HW-Client", b"IPCam boot"):
        wire, c, s = lab("uefi")
        for _ in range(3):
            c.says(DISCOVER, drop=(60,), opts=[(60, name)])
            s.offer(c)
            wire.wait(4)
        wires.append(wire)
    return wires


# C. Boot names


@sick("no-boot-name")
def no_boot_name():
    wires = []
    for kind, style in (("bios", "isc"), ("ipxe", "windows"),
                        ("gpxe", "dnsmasq"), ("bios", "kea")):
        wire, c, s = lab(kind, style=style)
        c.dora(s)
        waits(wire, 5)
        wires.append(wire)
    wire, c, s = lab("uefi", style="windows")
    for t in (0, 4, 8, 16):
        wire.wait(t)
        c.discover()
        s.offer(c)
    wires.append(wire)
    return wires


@sick("file-field-ignored")
def file_field_ignored():
    wires = []
    for kind in ("gpxe097", "gpxe096"):
        for again in (1, 2):
            wire, c, s = lab(kind)
            for _ in range(again):
                c.dora(s, "menu.gpxe")
                wire.wait(3)
            wires.append(wire)
    return wires


@sick("overload-unread")
def overload_unread():
    wires = []
    for kind, value, file in (("ipxe", b"\1", b"C\x0amenu.ipxe\xff"),
                              ("gpxe", b"\3", b"\xff")):
        wire, c, s = lab(kind, style="isc")
        kw = {"file": file, "opts": [(52, value), (67, b"menu.ipxe")]}
        c.dora(s, "menu.ipxe", **kw)
        c.missing(s, file)
        wires.append(wire)
    return wires


@sick("name-trailing-ff")
def name_trailing_ff():
    wires = []
    for tail in (b"\xff", b"\xff\xff\xff"):
        wire, c, s = lab("bios", style="isc")
        kw = {"file": b"", "opts": [(67, b"pxelinux.0")]}
        c.dora(s, "pxelinux.0", **kw)
        c.missing(s, b"pxelinux.0" + tail)
        wires.append(wire)
    return wires


@sick("name-last-char-lost")
def name_last_char_lost():
    wires = []
    for name in (b"pxelinux.0", b"undionly.kpxe"):
        wire, c, s = lab("bios", style="windows")
        c.dora(s, name, file=b"", opts=[(67, name)])
        c.missing(s, name[:-1])
        wires.append(wire)
    return wires


@sick("file-and-option-differ")
def file_and_option_differ():
    wires = []
    for kind in ("uefi", "bios"):
        wire, c, s = lab(kind, style="isc")
        name = "pxelinux.0" if kind == "bios" else "grubx64.efi"
        c.dora(s, "", file="old.0" if kind == "uefi" else name,
               opts=[(67, name.encode() if kind == "uefi" else b"old.efi")])
        c.boot_file(s, name)
        (c.pxelinux if kind == "bios" else c.grub)(s)
        wires.append(wire)
    return wires


@sick("asks-wrong-server")
def asks_wrong_server():
    wires = []
    for kind, style in (("bios", "windows"), ("uefi", "isc")):
        wire, c, s = lab(kind, style=style)
        c.dora(s, "pxelinux.0" if kind == "bios" else "grubx64.efi",
               siaddr=NOBODY, opts=[(66, b"10.9.0.9")])
        c.missing(s, "pxelinux.0" if kind == "bios" else "grubx64.efi")
        wires.append(wire)
    return wires


@sick("url-to-rom")
def url_to_rom():
    wires = []
    for kind in ("bios", "uefi"):
        wire, c, s = lab(kind, style="kea")
        c.dora(s, "http://10.9.0.1/boot.ipxe")
        c.rrq(s, "http://10.9.0.1/boot.ipxe")
        c.error(s, 1, "File not found")
        wires.append(wire)
    return wires


# An iPXE that knows DNS, TFTP and PXE only.
FEW = b"\xeb\x03\x01\x00\x00\x17\x01\x01\x15\x01\x01\x21\x01\x01"


@sick("feature-missing")
def feature_missing():
    wires = []
    for name, root in (("https://10.9.0.1/boot.ipxe", b""),
                       ("", b"iscsi:10.9.0.1::::iqn.2026-01.lab:disk")):
        wire, c, s = lab("ipxe")
        c.says(DISCOVER, drop=(175,), opts=[(175, FEW)])
        s.offer(c, name, opts=[(17, root)] if root else [])
        c.patience()
        c.says(REQUEST, server=s, drop=(175,), opts=[(175, FEW)])
        s.ack(c, name, opts=[(17, root)] if root else [])
        wires.append(wire)
    return wires


@sick("chain-loop")
def chain_loop():
    wires = []
    for kind, name in (("bios", "undionly.kpxe"), ("uefi", "ipxe.efi")):
        wire, c, s = lab(kind)
        c.dora(s, name)
        c.boot_file(s, name, 20000)
        for _ in range(4):
            wire.wait(3)
            c.become("ipxe" if kind == "bios" else "ipxe-uefi")
            c.dora(s, name)
            c.fetch(s, name, 20000, blksize=1432)
        wires.append(wire)
    return wires


@sick("chain-loop")
def chain_loop_of_a_gpxe_rom():
    wire, c, s = lab("gpxe")
    for _ in range(4):
        c.dora(s, "gpxe.pxe")
        c.fetch(s, "gpxe.pxe", 20000, blksize=1432)
        wire.wait(2)
    return wire


@sick("wrong-architecture")
def wrong_architecture():
    wires = []
    for kind, name in (("uefi", "pxelinux.0"), ("bios", "grubx64.efi"),
                       ("arm64", "undionly.kpxe"), ("bios", "efi64/ipxe.efi")):
        wire, c, s = lab(kind)
        c.dora(s, name)
        c.boot_file(s, name, 20000)
        waits(wire, 10)
        wires.append(wire)
    return wires


@sick("loader-refused")
def loader_refused():
    wires = []
    for name, times in (("grubx64.efi", 4), ("ipxe.efi", 2)):
        wire, c, s = lab("uefi")
        c.dora(s, name)
        for _ in range(times):
            c.boot_file(s, name, 20000)
            wire.wait(1)
        waits(wire, 15)
        wires.append(wire)
    return wires


@sick("loader-refused")
def loader_refused_boot_after_boot():
    """The firmware starts again from DISCOVER for each try."""
    wire, c, s = lab("uefi")
    for _ in range(3):
        c.become("uefi")
        c.dora(s, "grubx64.efi")
        c.boot_file(s, "grubx64.efi", 20000)
        wire.wait(15)
    waits(wire, 15)
    return wire


@sick("shim-wrong-path")
def shim_wrong_path():
    wires = []
    for folder in ("boot/", "debian/amd64/"):
        wire, c, s = lab("uefi")
        c.dora(s, folder + "shimx64.efi")
        c.boot_file(s, folder + "shimx64.efi")
        c.missing(s, "grubx64.efi")
        wires.append(wire)
    return wires


@sick("shim-wrong-path")
def shim_asks_another_server():
    wire, c, s, p = beside("uefi")
    c.dora_beside(s, p, "shimx64.efi", on_4011="shimx64.efi")
    c.boot_file(p, "shimx64.efi")
    for _ in range(3):
        c.rrq(s, "grubx64.efi")
        wire.wait(2)
    return wire


@sick("grub-wrong-server")
def grub_wrong_server():
    wires = []
    for answers in (True, False):
        wire, c, s, p = beside("uefi")
        c.dora_beside(s, p, "grubx64.efi", on_4011="grubx64.efi")
        c.boot_file(p, "grubx64.efi", 9000)
        for name in ("grub/x86_64-efi/normal.mod", "grub/grub.cfg"):
            c.rrq(s, name)
            if answers:
                c.error(s, 1, "File not found")
            wire.wait(1)
        wires.append(wire)
    return wires


@sick("http-boot-incomplete")
def http_boot_incomplete():
    wires = []
    for name, opts in (("http://10.9.0.1/boot.efi", []),
                       ("grubx64.efi", [(60, b"HTTPClient")]),
                       ("http://10.9.0.1/boot.efi", [(60, b"PXEClient")])):
        wire, c, s = lab("http")
        for t in (0, 4, 8, 16):
            wire.wait(t)
            c.discover()
            s.offer(c, name, opts=opts)
        wires.append(wire)
    return wires


@sick("http-boot-response")
def http_boot_response():
    wires = []
    for kw in ({"status": 302, "headers": "Location: http://x/\r\n"},
               {"length": False}, {"status": 301}):
        wire, c, s = lab("http")
        c.dora(s, "http://10.9.0.1/boot.efi", opts=[(60, b"HTTPClient")])
        c.http(s, "/boot.efi", method="HEAD", agent="UefiHttpBoot/1.0", **kw)
        waits(wire, 10)
        wires.append(wire)
    return wires


@sick("script-magic")
def script_magic():
    wires = []
    for kind in ("gpxe", "gpxe097"):
        wire, c, s = lab(kind, style="isc")
        c.dora(s, "boot.ipxe")
        c.fetch(s, "boot.ipxe", 300, blksize=1432)
        waits(wire, 5)
        wires.append(wire)
    return wires


@sick("menu-hides-name")
def menu_hides_name():
    wire, c, s, p = beside("uefi")
    c.discover()
    s.offer(c)
    p.proxy_offer(c, "grubx64.efi", opts=[
        (60, b"PXEClient"), (43, MENU_43.replace(b"\x06\x01\x00",
                                                 b"\x06\x01\x03"))])
    c.patience()
    c.request(s)
    s.ack(c)
    c.asks_4011(p)
    p.proxy_ack(c, "other.efi")
    c.boot_file(p, "other.efi")
    c.grub(p)
    return wire


# D. TFTP


@sick("tftp-unanswered")
def tftp_unanswered():
    wires = []
    for kind, new_port in (("uefi", True), ("bios", True), ("ipxe", False)):
        wire, c, s = lab(kind)
        name = "grubx64.efi" if kind == "uefi" else "pxelinux.0"
        c.dora(s, name)
        for i in range(5):
            c.rrq(s, name, same_port=not new_port and i > 0)
            wire.wait(2)
        waits(wire, 3)
        wires.append(wire)
    return wires


@sick("tftp-unanswered")
def tftp_port_closed():
    wires = []
    for times in (1, 4):
        wire, c, s = lab("uefi")
        c.dora(s, "grubx64.efi")
        for _ in range(times):
            c.rrq(s, "grubx64.efi")
            wire.unreachable(s.mac, c.mac, s.addr, c.addr, c.port, 69)
            wire.wait(2)
        waits(wire, 3)
        wires.append(wire)
    return wires


@sick("tftp-return-path")
def tftp_return_path():
    wires = []
    for kind, new_port in (("bios", True), ("ipxe", False), ("uefi", True)):
        wire, c, s = lab(kind)
        name = "grubx64.efi" if kind == "uefi" else "pxelinux.0"
        c.dora(s, name)
        for i in range(5):
            c.rrq(s, name, same_port=not new_port and i > 0)
            c.oack(s, [("tsize", "26000"), ("blksize", "1408")],
                   tid=31000 + i)
            wire.wait(4)
        waits(wire, 3)
        wires.append(wire)
    return wires


@sick("tftp-return-path")
def tftp_answers_from_another_address():
    wire, c, s = lab("bios")
    c.dora(s, "pxelinux.0")
    for i in range(4):
        c.rrq(s, "pxelinux.0")
        c.oack(s, [("tsize", "26000"), ("blksize", "1408")],
               addr="10.9.0.77", tid=31000 + i)
        wire.wait(4)
    waits(wire, 3)
    return wire


@sick("block-over-mtu")
def block_over_mtu():
    wires = []
    for kind, size in (("uefi", 1468), ("bios", 1456), ("ipxe", 1432)):
        wire, c, s = lab(kind)
        name = "grubx64.efi" if kind == "uefi" else "pxelinux.0"
        c.dora(s, name)
        if kind == "uefi":
            c.probe(s, name)
        c.rrq(s, name, [("blksize", str(size))])
        c.oack(s, [("blksize", str(size))])
        c.to_server(s, b"\0\4\0\0")
        for _ in range(4):
            c.from_server(s, b"\0\3\0\1" + b"x" * size)
            wire.wait(1)
        waits(wire, 5)
        wires.append(wire)
    return wires


@sick("option-not-asked")
def option_not_asked():
    wire, c, s = lab("bios")
    c.dora(s, "pxelinux.0")
    c.boot_file(s, "pxelinux.0")
    for _ in range(2):
        c.rrq(s, "ldlinux.c32", [("tsize", "0")])
        c.oack(s, [("tsize", "20000"), ("blksize", "1408")])
        c.error(s, 8, "unrequested option", from_client=True)
        wire.wait(1)
    return wire


@sick("module-missing")
def module_missing():
    wires = []
    for kind, name, module in (("bios", "pxelinux.0", "ldlinux.c32"),
                               ("uefi", "syslinux.efi", "ldlinux.e64")):
        wire, c, s = lab(kind)
        c.dora(s, name)
        c.boot_file(s, name)
        for folder in ("", "boot/isolinux/", "isolinux/", "boot/syslinux/",
                       "syslinux/", "/"):
            c.missing(s, folder + module)
        waits(wire, 4)
        wires.append(wire)
    return wires


@sick("module-missing")
def module_missing_two_places_in_a_folder():
    wire, c, s = lab("bios", style="isc")
    c.dora(s, "bios/pxelinux.0")
    c.boot_file(s, "bios/pxelinux.0")
    c.missing(s, "bios/ldlinux.c32")
    c.missing(s, "bios/ldlinux.c32")
    waits(wire, 5)
    return wire


@sick("file-missing")
def file_missing():
    wires = []
    for kind, name in (("bios", "pxelinux.0"), ("uefi", "grubx64.efi"),
                       ("ipxe", "menu.ipxe"), ("bios", "/pxelinux.0")):
        wire, c, s = lab(kind)
        c.dora(s, name)
        for _ in range(2):
            c.missing(s, name)
        wires.append(wire)
    return wires


@sick("file-missing")
def kernel_missing():
    wires = []
    for missing in ("vmlinuz", "initrd.img"):
        wire, c, s = lab("bios")
        c.dora(s, "pxelinux.0")
        c.boot_file(s, "pxelinux.0")
        c.fetch(s, "ldlinux.c32", 20000)
        c.fetch(s, "pxelinux.cfg/default", 200)
        if missing == "initrd.img":
            c.fetch(s, "vmlinuz", 9000)
        c.missing(s, missing)
        waits(wire, 5)
        wires.append(wire)
    return wires


@sick("permission-denied")
def permission_denied():
    wires = []
    for text in ("Access violation", "Permission denied"):
        wire, c, s = lab("bios")
        c.dora(s, "pxelinux.0")
        c.rrq(s, "pxelinux.0")
        c.error(s, 2, text)
        wires.append(wire)
    return wires


@sick("block-rollover")
def block_rollover():
    wire, c, s = lab("bios")
    c.dora(s, "pxelinux.0")
    c.boot_file(s, "pxelinux.0")
    c.fetch(s, "pxelinux.cfg/default", 100)
    c.rrq(s, "initrd.img", [("blksize", "8")])
    c.oack(s, [("blksize", "8")])
    c.to_server(s, b"\0\4\0\0")
    for block in range(1, 65536):
        c.from_server(s, struct.pack(">HH", 3, block) + b"x" * 8)
        c.to_server(s, struct.pack(">HH", 4, block))
    for _ in range(4):
        c.from_server(s, b"\0\3\0\0" + b"x" * 8)
        wire.wait(2)
    waits(wire, 61)
    return wire


@sick("duplicate-data")
def duplicate_data():
    wires = []
    for size in (60000, 200000):
        wire, c, s = lab("bios")
        c.dora(s, "pxelinux.0")
        c.boot_file(s, "pxelinux.0")
        c.fetch(s, "pxelinux.cfg/default", 100)
        c.fetch(s, "vmlinuz", size, doubled=True)
        wires.append(wire)
    return wires


@sick("retransmissions")
def retransmissions():
    wires = []
    for again, size in ((30, 900000), (60, 900000)):
        wire, c, s = lab("bios")
        c.dora(s, "pxelinux.0")
        c.boot_file(s, "pxelinux.0")
        c.fetch(s, "pxelinux.cfg/default", 100)
        c.fetch(s, "vmlinuz", size, again=again)
        wires.append(wire)
    return wires


@sick("zero-size")
def zero_size():
    wires = []
    for granted in ([("blksize", "1468")],
                    [("blksize", "1468"), ("tsize", "0")]):
        wire, c, s = lab("uefi")
        c.dora(s, "grubx64.efi")
        for _ in range(2):
            c.rrq(s, "grubx64.efi", [("tsize", "0"), ("blksize", "1468")])
            c.oack(s, granted)
            c.error(s, 8, "User aborted the transfer", True)
            wire.wait(1)
        wires.append(wire)
    return wires


@sick("menu-reply-broadcast")
def menu_reply_broadcast():
    wire, c, s, p = beside("bios")
    c.dora_beside(s, p, "", opts=[(60, b"PXEClient"), (43, MENU_43)])
    wire.wait(2)
    for _ in range(2):
        c.asks_4011(p, opts=[(43, b"\x47\x04\x80\x00\x00\x00\xff")])
        p.proxy_ack(c, "pxelinux.0", dst=EVERYBODY, dport=68)
        wire.wait(2)
    return wire


# E. Later stages


@sick("pxelinux-options-absent")
def pxelinux_options_absent():
    wires = []
    for code, value in ((209, b"lab.cfg"), (210, b"lab/")):
        wire, c, s = lab("bios")
        c.discover()
        s.offer(c, "pxelinux.0", opts=[(code, value)])
        c.patience()
        c.request(s)
        s.ack(c, "pxelinux.0")
        c.boot_file(s, "pxelinux.0")
        wires.append(wire)
    return wires


@sick("prefix-separator")
def prefix_separator():
    wires = []
    for prefix in ("lab", "http://10.9.0.1/lab"):
        wire, c, s = lab("bios")
        c.dora(s, "pxelinux.0", opts=[(210, prefix.encode())])
        c.boot_file(s, "pxelinux.0")
        c.fetch(s, "ldlinux.c32", 20000)
        for tail in ("01-52-54-00-00-00-01", "0A090065", "default"):
            c.missing(s, prefix + "pxelinux.cfg/" + tail)
        wires.append(wire)
    return wires[:1]


@sick("root-path-malformed")
def root_path_malformed():
    wires = []
    for kind, path in (("ipxe", b"iscsi:10.9.0.1:iqn.2026-01.lab:disk"),
                       ("gpxe", b"iscsi:10.9.0.1:::iqn.2026-01.lab"),
                       ("ipxe", b"iscsi:10.9.0.1:6:3260:zz:iqn.lab:d")):
        wire, c, s = lab(kind)
        c.dora(s, "", opts=[(17, path)])
        wires.append(wire)
    return wires


ROOT = [(17, b"iscsi:10.9.0.1::::iqn.2026-01.lab:disk")]


@sick("target-silent")
def target_silent():
    wires = []
    for refused in (True, False):
        for kind in ("ipxe", "gpxe"):
            wire, c, s = lab(kind)
            c.dora(s, "", opts=ROOT)
            c.connects(s, times=3, refused=refused)
            waits(wire, 4)
            wires.append(wire)
    return wires


@sick("target-silent")
def target_not_on_the_network():
    wire, c, s = lab("ipxe")
    c.dora(s, "", opts=[(17, b"iscsi:10.9.0.40::::iqn.2026-01.lab:disk")])
    for _ in range(4):
        wire.arp(c.mac, c.addr, "10.9.0.40")
        wire.wait(1)
    return wire


@sick("login-refused")
def login_refused():
    wires = []
    for status in (0x0201, 0x0202, 0x0203, 0x0204, 0x0301, 0x0302):
        wire, c, s = lab("ipxe")
        c.dora(s, "", opts=ROOT)
        c.login(s, status)
        wires.append(wire)
    return wires


@sick("san-ignored-by-gpxe")
def san_ignored_by_gpxe():
    wire, c, s = lab("gpxe")
    c.dora(s, "menu.gpxe", opts=ROOT)
    c.fetch(s, "menu.gpxe", 300, blksize=1432)
    return wire


@sick("proxy-disabled-by-us")
def proxy_disabled_by_us():
    wires = []
    for kind in ("ipxe", "gpxe"):
        wire, c, s, p = beside(kind)
        stop = [(175, b"\xb0\x01\x01")]
        c.discover()
        s.offer(c, opts=stop)
        p.proxy_offer(c, "menu.ipxe")
        c.request(s)
        s.ack(c, opts=stop)
        waits(wire, 5)
        wires.append(wire)
    return wires


@sick("install-loop")
def install_loop():
    wires = []
    for name in ("debian-installer/amd64/initrd.gz", "casper/initrd"):
        wire, c, s = lab("bios")
        for _ in range(3):
            c.become("bios")
            c.dora(s, "pxelinux.0")
            c.boot_file(s, "pxelinux.0")
            c.fetch(s, "pxelinux.cfg/default", 200)
            c.fetch(s, name.rsplit("/", 1)[0] + "/vmlinuz", 9000)
            c.fetch(s, name, 30000)
            c.system(s)
            wire.wait(900)
        wires.append(wire)
    return wires


@sick("http-failed")
def http_failed():
    wires = []
    for kind, status, agent in (("ipxe", 404, "iPXE/1.21.1"),
                                ("gpxe", 403, "gPXE/1.0.1"),
                                ("ipxe", 500, "iPXE/1.0.0")):
        wire, c, s = lab(kind)
        c.dora(s, "http://10.9.0.1/boot.ipxe")
        c.http(s, "/boot.ipxe", status, 100, agent=agent)
        wires.append(wire)
    return wires


@sick("http-failed")
def http_breaks_off():
    wires = []
    for close in (True, False):
        wire, c, s = lab("ipxe")
        c.dora(s, "http://10.9.0.1/boot.ipxe")
        c.http(s, "/boot.ipxe")
        c.http(s, "/initrd.img", size=500000, sent=90000, close=close)
        waits(wire, 65)
        wires.append(wire)
    return wires
