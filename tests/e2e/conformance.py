#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The conformance checklist live: one case a row, C for DHCP and its options,
P for PXE, H for UEFI HTTP boot, L01 for a small flood.  Q, the rows of TFTP,
are named by the unit tests that show them; tftp_clients.sh and
tftp_hostile.sh do it live."""

import http.client
import os
import random
import re
import socket
import struct
import subprocess
import sys
import time

import dhcp_wire
from dhcp_wire import (ACK, BOOTP, BROADCAST, DECLINE, DISCOVER, INFORM, NAK,
                       OFFER, RELAY, RELAY_MAC, RELEASE, REQUEST, SERVER,
                       ZERO, Bad, bootp, demand, ip, option, options,
                       udp_frame)

CLASS = b"PXEClient:Arch:00000:UNDI:002001"
UUID = b"\0" + bytes(range(1, 17))
PRL = bytes([1, 3, 6, 15, 43, 54, 60, 66, 67, 97])
ROM = ((60, CLASS), (93, b"\0\0"), (94, b"\1\2\1"), (97, UUID), (55, PRL))
OS = ((55, bytes([1, 3, 6, 15, 51, 54])),)
NAME = b"pxelinux.0"
RESERVED = bytes.fromhex("02000000aa01")
EVERYBODY = "255.255.255.255"
IPXE_175 = (b"\xb1\x05\x01\x80\x86\x10\x0e\xeb\x03\x01\x15\x01\x13\x01\x01"
            b"\x21\x01\x01")

# What this console does not have, and so cannot get wrong.
NOT_LIVE = {
    "C51": "no value of ours is over 255 bytes: menus have one item; "
           "splitting is shown in tests/unit/t_dhcp_image.c",
    "C56": "option 121 cannot be configured",
    "C57": "option 150 cannot be configured",
    "P16": "the only menu is the one item of mode local: P17 shows it",
}

rows = []


def row(ids, title):
    def add(test):
        rows.append((ids, title, test))
        return test
    return add


class Lab:
    def __init__(self, wire, console):
        self.wire, self.console = wire, console
        self.last = 0x10

    def mac(self):
        """A machine that nobody has seen."""
        self.last += 1
        return b"\2\0\0\1" + struct.pack(">H", self.last)

    def say(self, kind, mac, *opts, base=ROM, end=True, frame=None, **head):
        """One message; its reply or None."""
        head.setdefault("xid", random.getrandbits(32))
        codes = {code for code, _ in opts}
        payload = bootp(mac, options((53, bytes([kind])), *[
            o for o in base if o[0] not in codes], *opts, end=end), **head)
        return self.wire.ask(payload, **(frame or {}))

    def silent(self, kind, mac, *opts, base=ROM, frame=None, **head):
        """It is not answered: the reserved machine after it is."""
        xid = random.getrandbits(32)
        payload = bootp(mac, options((53, bytes([kind])), *base, *opts),
                        xid=xid, **head)
        self.wire.send(udp_frame(payload, mac=mac, **(frame or {})))
        demand(self.say(DISCOVER, RESERVED) is not None, "it died of it")
        for reply in self.wire.drain(0.02):
            raise Bad("answered: %s" % dhcp_wire.Reply(reply))
        for reply in self.wire.replies[-2:]:
            demand(dhcp_wire.Reply(reply).xid != xid, "answered")

    def offer(self, mac, *opts, **how):
        reply = self.say(DISCOVER, mac, *opts, **how)
        demand(reply is not None and reply.type == OFFER, "OFFER: %s" % reply)
        return reply

    def lease(self, mac, *opts, **how):
        """DISCOVER to ACK; the ACK."""
        offer = self.offer(mac, *opts, **how)
        reply = self.say(REQUEST, mac, (54, ip(SERVER)), (50, offer.yiaddr),
                         *opts, **how)
        demand(reply is not None and reply.type == ACK, "ACK: %s" % reply)
        demand(reply.yiaddr == offer.yiaddr, "another address")
        return reply

    def from_host(self, address):
        """Unicast to the server from an address."""
        self.wire.neighbour(address, b"\2\0\0\0\0\x66")
        return dict(src=address, dst=SERVER, to=dhcp_wire.SERVER_MAC)

    def relay(self):
        return dict(frame=dict(src=RELAY, dst=SERVER, sport=67,
                               to=dhcp_wire.SERVER_MAC), hops=1,
                    giaddr=ip(RELAY))

    def told(self, pattern, seconds=2.0):
        """The console's output comes to say it."""
        end = time.monotonic() + seconds
        while pattern.encode() not in self.console.output():
            demand(time.monotonic() < end, "never told: " + pattern)
            time.sleep(0.02)


def same(got, want, what):
    demand(got == want, "%s: %r, not %r" % (what, got, want))


def went(reply, address, port=68, mac=None):
    demand(reply is not None, "no answer")
    same((reply.head["to_ip"], reply.head["dport"]), (address, port), "to")
    if mac is not None:
        same(reply.head["to_mac"], mac, "Ethernet")


def boots(reply, name=NAME):
    demand(reply is not None, "no answer")
    same(reply.file, name, "file")
    same(reply.siaddr, ip(SERVER), "siaddr")


def text(address):
    return socket.inet_ntoa(address)


@row("C01", "a broadcast DISCOVER has a broadcast OFFER")
def c01(lab):
    reply = lab.offer(lab.mac(), flags=0x8000)
    went(reply, EVERYBODY, mac=BROADCAST)


@row("C02", "without the flag the OFFER goes to the machine, without ARP")
def c02(lab):
    mac = lab.mac()
    reply = lab.offer(mac)
    went(reply, text(reply.yiaddr), mac=mac)


@row("C03", "a relayed DISCOVER is answered to the relay's port 67")
def c03(lab):
    went(lab.offer(lab.mac(), **lab.relay()), RELAY, 67, RELAY_MAC)


@row("C04", "a renewal is answered to its address, whatever the flag")
def c04(lab):
    mac = lab.mac()
    address = lab.lease(mac).yiaddr
    for flags in (0, 0x8000):
        reply = lab.say(REQUEST, mac, ciaddr=address, flags=flags,
                        frame=lab.from_host(text(address)))
        went(reply, text(address))
        same((reply.type, reply.yiaddr), (ACK, address), "reply")


@row("C05", "a rebinding is answered to its address")
def c05(lab):
    mac = lab.mac()
    address = lab.lease(mac).yiaddr
    lab.from_host(text(address))
    reply = lab.say(REQUEST, mac, ciaddr=address, frame={
        "src": text(address)})
    went(reply, text(address))
    same(reply.type, ACK, "type")


@row("C06 C22", "the ACK says what the OFFER said, and its times are sound")
def c06(lab):
    mac = lab.mac()
    offer = lab.offer(mac)
    ack = lab.lease(mac)
    same({**ack.opts, 53: 0}, {**offer.opts, 53: 0}, "options")
    same((ack.yiaddr, ack.siaddr, ack.file),
         (offer.yiaddr, offer.siaddr, offer.file), "fields")
    same((ack.u32(51), ack.u32(58), ack.u32(59)), (3600, 1800, 3150),
         "times")


@row("C07", "a REQUEST of another server frees our offer in silence")
def c07(lab):
    mac = lab.mac()
    address = lab.offer(mac).yiaddr
    lab.silent(REQUEST, mac, (54, ip("192.0.2.99")), (50, address))
    other = lab.say(DISCOVER, lab.mac(), (50, address))
    same(other.yiaddr, address, "the freed address")


@row("C08", "INIT-REBOOT of an unknown machine is left to others")
def c08(lab):
    lab.silent(REQUEST, lab.mac(), (50, ip("10.99.0.200")))


@row("C09", "INIT-REBOOT from another network has a broadcast NAK")
def c09(lab):
    reply = lab.say(REQUEST, lab.mac(), (50, ip("192.168.77.5")),
                    (61, b"\1abc"))
    went(reply, EVERYBODY, mac=BROADCAST)
    same(reply.type, NAK, "type")
    same(set(reply.opts), {53, 54, 56, 61}, "options")


@row("C10", "through a relay the NAK has the broadcast flag")
def c10(lab):
    reply = lab.say(REQUEST, lab.mac(), (50, ip("192.168.77.5")),
                    **lab.relay())
    went(reply, RELAY, 67)
    same((reply.type, reply.flags), (NAK, 0x8000), "reply")


@row("C11", "INIT-REBOOT of a known machine has its ACK")
def c11(lab):
    mac = lab.mac()
    address = lab.lease(mac).yiaddr
    reply = lab.say(REQUEST, mac, (50, address))
    same((reply.type, reply.yiaddr), (ACK, address), "reply")


@row("C12", "SELECTING without option 50 has the ACK of its offer")
def c12(lab):
    mac = lab.mac()
    address = lab.offer(mac).yiaddr
    reply = lab.say(REQUEST, mac, (54, ip(SERVER)))
    same((reply.type, reply.yiaddr), (ACK, address), "reply")


@row("C13", "INFORM has parameters, no lease and no times")
def c13(lab):
    reply = lab.say(INFORM, lab.mac(), base=OS, ciaddr=ip("10.99.0.30"),
                    frame=lab.from_host("10.99.0.30"))
    went(reply, "10.99.0.30")
    same((reply.type, reply.yiaddr), (ACK, ZERO), "reply")
    demand(not {51, 58, 59} & set(reply.opts), "a lease in it")


@row("C14", "INFORM without ciaddr is answered to its source or relay")
def c14(lab):
    went(lab.say(INFORM, lab.mac(), base=OS,
                 frame=lab.from_host("10.99.0.31")), "10.99.0.31")
    went(lab.say(INFORM, lab.mac(), base=OS, **lab.relay()), RELAY, 67)
    lab.silent(INFORM, lab.mac(), base=OS)


@row("C15", "what its holder DECLINEs is not offered again")
def c15(lab):
    mac = lab.mac()
    address = lab.lease(mac).yiaddr
    lab.silent(DECLINE, mac, (54, ip(SERVER)), (50, address), base=())
    lab.told('"state":"declined"')
    for asks in (mac, lab.mac()):
        demand(lab.offer(asks, (50, address)).yiaddr != address,
               "offered again")


@row("C16", "RELEASE counts from its holder only")
def c16(lab):
    mac = lab.mac()
    address = lab.lease(mac).yiaddr
    server = (54, ip(SERVER))
    how = dict(ciaddr=address, frame=lab.from_host(text(address)), base=())
    lab.silent(RELEASE, lab.mac(), server, **how)
    demand(lab.offer(lab.mac(), (50, address)).yiaddr != address,
           "released by a stranger")
    lab.silent(RELEASE, mac, server, **how)
    same(lab.offer(lab.mac(), (50, address)).yiaddr, address,
         "the released address")


@row("C17", "thirty DISCOVERs are offered one address")
def c17(lab):
    mac = lab.mac()
    same(len({lab.offer(mac).yiaddr for _ in range(30)}), 1, "addresses")


@row("C18", "the address that a machine asks for, where it is free")
def c18(lab):
    same(lab.offer(lab.mac(), (50, ip("10.99.0.233"))).yiaddr,
         ip("10.99.0.233"), "address")


@row("C19", "never the reserved address of another")
def c19(lab):
    demand(lab.offer(lab.mac(), (50, ip("10.99.0.20"))).yiaddr !=
           ip("10.99.0.20"), "offered to a stranger")


@row("C20 C21", "the address is the MAC's, whatever the client identifier")
def c20(lab):
    for mac in (RESERVED, lab.mac()):
        first = lab.lease(mac, (61, b"\0old")).yiaddr
        same(lab.lease(mac, (61, b"\1" + mac)).yiaddr, first, "address")
        same(lab.lease(mac).yiaddr, first, "address")
    same(lab.offer(RESERVED).yiaddr, ip("10.99.0.20"), "the reserved one")


@row("C23", "every reply has 300 bytes or more")
def c23(lab):
    demand(lab.offer(lab.mac(), base=OS).size >= 300, "short")


@row("C24", "57 = 0 and 57 = 300 mean 576")
def c24(lab):
    for size in (0, 300):
        reply = lab.offer(lab.mac(), (57, struct.pack(">H", size)))
        demand(reply.head["total"] <= 576, "too long")
        boots(reply)


@row("C25", "within 576 bytes the boot name stays")
def c25(lab):
    reply = lab.offer(lab.mac(), (57, b"\x02\x40"), (61, b"\0" + b"i" * 254))
    demand(reply.head["total"] <= 576, "too long")
    boots(reply)
    demand(51 in reply.opts and 60 in reply.opts, "what a ROM needs")


@row("C26", "without option 55 a ROM gets what it needs")
def c26(lab):
    reply = lab.offer(lab.mac(), base=ROM[:4])
    boots(reply)
    demand({1, 3, 43, 60} <= set(reply.opts), str(reply.order))


@row("C27", "placement both: the name in file and in 67, the server in 66")
def c27(lab):
    mac = lab.mac()
    lab.console.book("host", "set", dhcp_wire.colons(mac), "placement=both")
    time.sleep(0.3)
    reply = lab.offer(mac)
    boots(reply)
    # NUL-terminated, as old ROMs need it and dnsmasq sends it.
    same(reply.opts.get(67), NAME + b"\0", "option 67")
    same(reply.opts.get(66), SERVER.encode() + b"\0", "option 66")


@row("C28", "what a client wrote into file and sname does not come back")
def c28(lab):
    reply = lab.offer(lab.mac(), base=OS, file=b"mine", sname=b"me")
    demand(b"mine" not in reply.frame and b"me\0" not in reply.frame[86:150],
           "echoed")


@row("C29", "END ends, PAD is skipped, a missing END is forgiven")
def c29(lab):
    for opts, end in ((ROM + ((12, b"x"),), False), (ROM, True)):
        demand(lab.say(DISCOVER, lab.mac(), base=opts, end=end), "silence")
    mac = lab.mac()
    body = bytes(9) + option(53, b"\1") + bytes(50) + options(*ROM) + \
        option(53, b"\3")
    reply = lab.wire.ask(bootp(mac, body, xid=77))
    demand(reply and reply.type == OFFER, str(reply))


@row("C30 C31", "without a cookie it is BOOTP: an answer to the book only")
def c30(lab):
    lab.wire.send(udp_frame(bootp(lab.mac(), options((53, b"\1"), *ROM),
                                  xid=78, cookie=b"\1\2\3\4")))
    same(lab.wire.drain(0.05), [], "answers")
    lab.told('"type":"BOOTREQUEST"')
    reply = lab.wire.ask(bootp(RESERVED, bytes(60), xid=79, cookie=ZERO))
    demand(reply is not None, "the reserved machine has no answer")
    same((reply.type, reply.yiaddr), (BOOTP, ip("10.99.0.20")), "reply")
    demand(not {51, 53, 54} & set(reply.opts), "DHCP in a BOOTP reply")
    lab.offer(lab.mac())


@row("C32 C33 C35", "op 2 and 17 hops are silence; any source port is taken")
def c32(lab):
    lab.silent(DISCOVER, lab.mac(), op=2)
    lab.silent(DISCOVER, lab.mac(), hops=17)
    reply = lab.offer(lab.mac(), flags=0x8000, frame=dict(sport=12345))
    went(reply, EVERYBODY)


@row("C34", "secs decide nothing, little-endian or not")
def c34(lab):
    mac = lab.mac()
    same(lab.offer(mac, secs=0x0100).yiaddr, lab.offer(mac, secs=1).yiaddr,
         "address")


@row("C38", "a lease is on disk when its ACK is on the wire")
def c38(lab):
    mac = lab.mac()
    address = lab.lease(mac).yiaddr
    lab.console.kill()
    lab.console.start()
    reply = lab.say(REQUEST, mac, (50, address))
    demand(reply and (reply.type, reply.yiaddr) == (ACK, address),
           str(reply))
    demand(lab.offer(lab.mac(), (50, address)).yiaddr != address, "given away")


@row("C40 C41", "61 comes back in OFFER, ACK and NAK, or not at all")
def c40(lab):
    mac = lab.mac()
    mine = b"\1" + mac
    same(lab.offer(mac, (61, mine)).opts.get(61), mine, "OFFER")
    same(lab.lease(mac, (61, mine)).opts.get(61), mine, "ACK")
    nak = lab.say(REQUEST, mac, (61, mine), (50, ip("192.168.77.5")))
    same((nak.type, nak.opts.get(61)), (NAK, mine), "NAK")
    demand(61 not in lab.offer(mac).opts, "61 invented")


@row("C42", "61 of 0, 1 and 255 bytes")
def c42(lab):
    demand(61 not in lab.offer(lab.mac(), (61, b"")).opts, "61 of 0 bytes")
    for value in (b"\7", b"c" * 255):
        same(lab.offer(lab.mac(), (61, value)).opts.get(61), value, "61")


@row("C43 C48", "82 comes back byte for byte, and last")
def c43(lab):
    for value in (option(1, b"eth0/1") + option(2, b"sw") + option(200, b"?"),
                  b"\1\xff\5"):
        reply = lab.offer(lab.mac(), (82, value), **lab.relay())
        same((reply.opts.get(82), reply.order[-1]), (value, 82), "option 82")


@row("C44", "82 of 255 bytes stays, others make room")
def c44(lab):
    value = option(1, b"r" * 253)
    reply = lab.offer(lab.mac(), (82, value), (57, b"\x01\x2c"),
                      (61, b"c" * 255), **lab.relay())
    same(reply.opts.get(82), value, "option 82")
    demand(reply.head["total"] <= 576, "%d bytes" % reply.head["total"])


@row("C45", "82 without a relay is not for us")
def c45(lab):
    demand(82 not in lab.offer(lab.mac(), (82, b"\1\1x")).opts, "echoed")


@row("C46", "link selection of a network without a pool is silence")
def c46(lab):
    lab.silent(DISCOVER, lab.mac(), (82, option(5, ip("10.98.0.0"))),
               **lab.relay())


@row("C47", "server id override: 54 is the relay's, and compared with")
def c47(lab):
    mac, other = lab.mac(), ip("10.99.0.77")
    told = (82, option(11, other))
    offer = lab.offer(mac, told, **lab.relay())
    same(offer.opts[54], other, "option 54")
    ack = lab.say(REQUEST, mac, told, (54, other), (50, offer.yiaddr),
                  **lab.relay())
    demand(ack and ack.type == ACK, str(ack))


@row("C49", "60 in two pieces with another option between is joined")
def c49(lab):
    base = tuple(o for o in ROM if o[0] != 60)
    reply = lab.wire.ask(bootp(lab.mac(), options(
        (53, b"\1"), (60, CLASS[:12]), *base, (60, CLASS[12:])), xid=81))
    boots(reply)


@row("C50", "61 in pieces: options, then file, then sname")
def c50(lab):
    payload = bootp(lab.mac(), options((53, b"\1"), *ROM, (61, b"\0one"),
                                       (52, b"\3")), xid=82,
                    file=options((61, b"two")), sname=options((61, b"3")))
    same(lab.wire.ask(payload).opts.get(61), b"\0onetwo3", "option 61")


def is_ipxe(lab, *opts):
    mac = lab.mac()
    lab.console.book("host", "set", dhcp_wire.colons(mac), "mode=gpxe",
                     "script=boot.ipxe")
    time.sleep(0.3)
    boots(lab.offer(mac, *opts), b"boot.ipxe")
    lab.console.book("host", "rm", dhcp_wire.colons(mac))


@row("C52", "77 as iPXE sends it")
def c52(lab):
    is_ipxe(lab, (77, b"iPXE"), (175, IPXE_175))


@row("C53", "77 as RFC 3004 has it")
def c53(lab):
    is_ipxe(lab, (77, b"\4iPXE"))


@row("C54", "175 without 77")
def c54(lab):
    is_ipxe(lab, (175, IPXE_175))


@row("C55", "52 inside file opens nothing")
def c55(lab):
    reply = lab.wire.ask(bootp(lab.mac(), options((53, b"\1"), *ROM,
                                                  (52, b"\1")), xid=83,
                               file=options((52, b"\3")),
                               sname=b"\x0c\xff" * 32))
    boots(reply)


@row("C58", "LEASEQUERY is silence")
def c58(lab):
    lab.silent(10, lab.mac(), ciaddr=ip("10.99.0.20"), **lab.relay())


@row("C59", "htype 32 is silence: machines are known by their MAC here")
def c59(lab):
    lab.silent(DISCOVER, lab.mac(), (61, b"\xff1234"), htype=32, hlen=0)


@row("C60", "61 of RFC 4361 is an opaque key")
def c60(lab):
    value = b"\xff\0\0\0\1\0\1\0\1" + bytes(range(10))
    reply = lab.lease(lab.mac(), (61, value))
    same(reply.opts.get(61), value, "option 61")


@row("C61", "rapid commit is not taken up")
def c61(lab):
    reply = lab.offer(lab.mac(), (80, b""))
    demand(80 not in reply.opts, "option 80")


@row("C62", "what is asked for and not set is not sent")
def c62(lab):
    asked = {15, 108, 114, 116, 118, 119, 121, 145, 150}
    reply = lab.offer(lab.mac(), (55, PRL + bytes(asked)))
    demand(not asked & set(reply.opts), str(reply.order))


@row("P01 P02", "a ROM gets 60, the server, the name and its UUID back")
def p01(lab):
    reply = lab.offer(lab.mac())
    boots(reply)
    same((reply.opts.get(60), reply.opts.get(97)), (b"PXEClient", UUID),
         "options")


@row("P03", "97 missing or of another length")
def p03(lab):
    for value in (None, b"\0" * 16, b"\0" * 18):
        base = tuple(o for o in ROM if o[0] != 97) + (
            ((97, value),) if value else ())
        reply = lab.offer(lab.mac(), base=base)
        boots(reply)
        demand(97 not in reply.opts, "97 of a wrong length came back")


def rom_of(arch, digits, word=b"PXEClient"):
    return ((60, b"%s:Arch:%05d:UNDI:003016" % (word, digits)), (93, arch),
            *ROM[2:])


@row("P04 P05", "each architecture has its loader, 7 and 9 the same")
def p04(lab):
    for code, name in ((0, NAME), (6, b"efi32/syslinux.efi"),
                       (7, b"syslinux.efi"), (9, b"syslinux.efi"),
                       (11, b"grubaa64.efi")):
        boots(lab.offer(lab.mac(), base=rom_of(bytes([0, code]), code)), name)


@row("P06", "of the list in 93 the first that is known counts")
def p06(lab):
    boots(lab.offer(lab.mac(), base=rom_of(b"\0\7\0\0", 7)), b"syslinux.efi")
    boots(lab.offer(lab.mac(), base=rom_of(b"\x99\1\0\7", 7)),
          b"syslinux.efi")


@row("P07", "93 of a wrong length: the text of 60 counts, and that is told")
def p07(lab):
    for arch in (b"", b"\0", b"\0\0\0"):
        boots(lab.offer(lab.mac(), base=rom_of(arch, 7)), b"syslinux.efi")
    lab.told("architecture is taken from option 60")


@row("P08", "where 60 and 93 differ 93 wins, and that is told")
def p08(lab):
    boots(lab.offer(lab.mac(), base=rom_of(b"\0\0", 7)))
    lab.told("93")


@row("P09", "43 says: use the name of this reply")
def p09(lab):
    for arch in (0, 7):
        same(lab.offer(lab.mac(), base=rom_of(bytes([0, arch]), arch)
                       ).opts.get(43), b"\6\1\x08\xff", "option 43")


def proxy_row(ids, title):
    return row("proxy " + ids, title)


@proxy_row("P10", "a proxy offers boot data and no lease")
def p10(lab):
    reply = lab.offer(lab.mac())
    boots(reply)
    went(reply, EVERYBODY, mac=BROADCAST)
    same((reply.yiaddr, reply.opts.get(54), reply.opts.get(60)),
         (ZERO, ip(SERVER), b"PXEClient"), "reply")
    demand(43 in reply.opts and not {1, 3, 6, 51, 58, 59} & set(reply.opts),
           str(reply.order))
    lab.silent_as_proxy(DISCOVER, lab.mac(), base=OS)


@proxy_row("P11", "a proxy leaves REQUESTs to their server")
def p11(lab):
    for server in ("10.99.0.9", SERVER):
        lab.silent_as_proxy(REQUEST, lab.mac(), (54, ip(server)),
                            (50, ip("10.99.0.60")))
    for kind in (DECLINE, RELEASE, INFORM):
        lab.silent_as_proxy(kind, lab.mac(), (54, ip(SERVER)),
                            ciaddr=ip("10.99.0.60"))


def port_4011(lab):
    for sport in (68, 4011):
        mac = lab.mac()
        reply = lab.say(REQUEST, mac, (43, b"\x47\4\0\0\0\0\xff"),
                        ciaddr=ip("10.99.0.66"), frame=dict(
                            lab.from_host("10.99.0.66"), sport=sport,
                            dport=4011))
        boots(reply)
        went(reply, "10.99.0.66", sport)
        same((reply.type, reply.head["sport"], reply.yiaddr),
             (ACK, 4011, ZERO), "reply")
        same((reply.opts.get(54), reply.opts.get(60), reply.opts.get(97)),
             (ip(SERVER), b"PXEClient", UUID), "options")
        demand(b"\x47\4\0\0\0\0" in reply.opts.get(43, b""),
               "71 did not come back: %r" % reply.opts.get(43))


@row("P12 P13", "port 4011 answers to where it was asked, 71 with it")
def p12(lab):
    port_4011(lab)


@proxy_row("P12 P13", "port 4011 beside another server")
def p12_proxy(lab):
    port_4011(lab)


@row("P14", "port 4011 is for PXE clients")
def p14(lab):
    lab.silent(REQUEST, lab.mac(), base=((60, b"MSFT 5.0"),),
               ciaddr=ip("10.99.0.66"), frame=dict(
                   lab.from_host("10.99.0.66"), dport=4011))


def discovery(lab):
    for kind in (REQUEST, INFORM):
        mac = lab.mac()
        lab.from_host("10.99.0.67")
        reply = lab.say(kind, mac, (43, b"\x47\4\0\0\x80\0\xff"),
                        ciaddr=ip("10.99.0.67"), frame=dict(src="10.99.0.67"))
        boots(reply)
        went(reply, "10.99.0.67")
        same((reply.type, reply.head["sport"], reply.yiaddr, reply.opts[54],
              reply.opts.get(60), reply.opts.get(97)),
             (ACK, 67, ZERO, ip(SERVER), b"PXEClient", UUID), "reply")
        demand(b"\x47\4\0\0\0\0" in reply.opts.get(43, b""),
               "71 did not come back: %r" % reply.opts.get(43))
        demand(not {51, 58, 59} & set(reply.opts), "a lease in it")
        lab.silent(kind, mac, (43, b"\x47\4\0\1\0\0\xff"),
                   ciaddr=ip("10.99.0.67"), frame=dict(src="10.99.0.67"))


@row("P15", "a broadcast boot server discovery, and one for another type")
def p15(lab):
    discovery(lab)


@proxy_row("P15", "a broadcast boot server discovery beside another server")
def p15_proxy(lab):
    discovery(lab)


@row("P17", "mode local: a menu of one item, boot the disk")
def p17(lab):
    mac = lab.mac()
    lab.console.book("host", "set", dhcp_wire.colons(mac), "mode=local")
    time.sleep(0.3)
    reply = lab.offer(mac)
    same((reply.file, reply.opts.get(60)), (b"", b"PXEClient"), "reply")
    value = reply.opts.get(43, b"")
    subs, at = {}, 0
    while at < len(value) and value[at] != 255:
        subs[value[at]] = value[at + 2:at + 2 + value[at + 1]]
        at += 2 + value[at + 1]
    same(value[at:], b"\xff", "the end of 43")
    demand({6, 9, 10} <= set(subs), "43 has %r" % sorted(subs))
    kind, size = struct.unpack(">HB", subs[9][:3])
    same((kind, size), (0, len(subs[9]) - 3), "the menu item")
    lab.console.book("host", "rm", dhcp_wire.colons(mac))


@row("P18", "a Raspberry Pi finds its text in 43")
def p18(lab):
    reply = lab.offer(b"\xb8\x27\xeb" + lab.mac()[3:], base=(
        (60, b"PXEClient:Arch:00000:UNDI:002001"), (93, b"\0\0"),
        (94, b"\1\2\1"), (97, b"\0RPi" + bytes(13)),
        (55, bytes([1, 3, 43, 60, 66, 67, 128, 129, 130, 131, 132, 133, 134,
                    135]))))
    demand(b"Raspberry Pi Boot" in reply.opts.get(43, b""),
           "43 is %r" % reply.opts.get(43))


@row("P19", "other vendors get no PXE options")
def p19(lab):
    for name in (b"AAPLBSDPC/i386", b"docsis3.0", b"MSFT 5.0"):
        reply = lab.offer(lab.mac(), (60, name), base=OS)
        demand(not {43, 60, 66, 67} & set(reply.opts) and not reply.file,
               str(reply.order))


@row("P20", "209 and 210 only where they are set, and then well formed")
def p20(lab):
    mac = lab.mac()
    asks = (55, PRL + bytes([208, 209, 210, 211]))
    demand(not {208, 209, 210, 211} & set(lab.offer(mac, asks).opts), "unset")
    lab.console.book("host", "set", dhcp_wire.colons(mac), "config=lab.cfg",
                     "prefix=boot/")
    time.sleep(0.3)
    reply = lab.offer(mac, asks)
    same((reply.opts.get(208), reply.opts.get(209), reply.opts.get(210)),
         (b"\xf1\0\x74\x7e", b"lab.cfg", b"boot/"), "options")


@row("P21", "siaddr stands wherever a name does")
def p21(lab):
    boots(lab.offer(lab.mac()))
    same(lab.offer(lab.mac(), base=OS).siaddr, ZERO, "siaddr for a system")


def settings(lab, *words):
    return subprocess.run(
        [dhcp_wire.PXECONSOLE, *words, "--db", lab.console.db, "--tftp-root",
         lab.console.root, "--config", "/dev/null"], capture_output=True,
        check=False)


def refused(lab, *words):
    done = settings(lab, *words)
    demand(done.returncode == 1 and done.stderr, "taken: %d %r" % (
        done.returncode, done.stderr))


@row("P22", "a name of 127 bytes fits, of 128 is refused when it is set")
def p22(lab):
    mac = lab.mac()
    name = "d/" + "n" * 125
    os.mkdir(os.path.join(lab.console.root, "d"))
    lab.console.add_file(name)
    lab.console.book("host", "set", dhcp_wire.colons(mac), "bootfile=" + name)
    time.sleep(0.3)
    boots(lab.offer(mac), name.encode())
    for size in (128, 300):
        refused(lab, "host", "set", dhcp_wire.colons(mac),
                "bootfile=" + "n" * size)


@row("P23", "a URL for a ROM is warned of when it is set, and never sent")
def p23(lab):
    mac = lab.mac()
    done = settings(lab, "host", "set", dhcp_wire.colons(mac),
                    "bootfile=http://10.99.0.1/x")
    demand(b"cannot read a URL" in done.stderr, repr(done.stderr))
    time.sleep(0.3)
    reply = lab.offer(mac)
    demand(b"http://" not in reply.frame, "sent")


HTTP = ((60, b"HTTPClient:Arch:00016:UNDI:003001"), (93, b"\0\x10"), *ROM[2:])


@row("H01", "UEFI HTTP: HTTPClient and an absolute URL")
def h01(lab):
    reply = lab.offer(lab.mac(), base=HTTP)
    demand(reply.opts.get(60, b"").startswith(b"HTTPClient"), "option 60")
    url = reply.opts.get(67, b"").rstrip(b"\0")
    same(url, b"http://10.99.0.1:8080/syslinux.efi", "URL")
    demand(1 in reply.opts and 54 in reply.opts, str(reply.order))


@row("H03", "93 = 16 and 60 = PXEClient: PXE, and that is told")
def h03(lab):
    reply = lab.offer(lab.mac(), base=rom_of(b"\0\x10", 16))
    same(reply.opts.get(60), b"PXEClient", "option 60")
    boots(reply, b"syslinux.efi")


def fetch(method, target, headers=None, status=200):
    c = http.client.HTTPConnection(SERVER, 8080, timeout=5)
    c.putrequest(method, target, skip_host=bool(headers and
                                                "Host" in headers))
    for key, value in (headers or {}).items():
        c.putheader(key, value)
    c.endheaders()
    answer = c.getresponse()
    body = answer.read()
    same(answer.status, status, "status of " + target)
    return answer, body, c


@row("H04 H08", "HEAD, then GET: the same length and type, no chunks")
def h04(lab):
    lab.console.add_file("x.iso", b"i" * 5000)
    lab.console.add_file("x.img", b"g" * 5000)
    for name, kind in (("syslinux.efi", "application/efi"),
                       ("x.iso", "application/vnd.efi-iso"),
                       ("x.img", "application/vnd.efi-img")):
        head, nothing, _ = fetch("HEAD", "/" + name)
        got, body, _ = fetch("GET", "/" + name)
        for answer in (head, got):
            same(answer.getheader("Content-Type"), kind, name)
            same(answer.getheader("Content-Length"), str(len(body)), name)
            demand(answer.getheader("Transfer-Encoding") is None, "chunked")
        same(nothing, b"", "body of HEAD")


@row("H05", "a range is a part of the right length")
def h05(lab):
    answer, body, _ = fetch("GET", "/x.iso", {"Range": "bytes=0-1023"}, 206)
    same((len(body), answer.getheader("Content-Range")),
         (1024, "bytes 0-1023/5000"), "range")


@row("H06", "a missing file is 404 with its length")
def h06(lab):
    answer, body, _ = fetch("GET", "/nothing", status=404)
    same(answer.getheader("Content-Length"), str(len(body)), "length")


@row("H07", "a Host without its port")
def h07(lab):
    fetch("GET", "/x.iso", {"Host": "10.99.0.1"})


@row("H09", "names are decoded once; nothing above the root")
def h09(lab):
    fetch("GET", "/x.iso?a=b")
    fetch("GET", "/%78.iso")
    for target in ("/../book.db", "/%2e%2e/db/book.db", "/..%5cdb/book.db",
                   "/%252e%252e/db/book.db", "/x.iso%00", "/C:/x"):
        c = http.client.HTTPConnection(SERVER, 8080, timeout=5)
        c.request("GET", target)
        status = c.getresponse().status
        demand(400 <= status < 500, "%s: %d" % (target, status))


@row("H10", "a client that goes away is told as incomplete")
def h10(lab):
    lab.console.add_file("large", bytes(30 << 20))
    s = socket.socket()
    # A buffer that grows by itself could take the whole file.
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    s.connect((SERVER, 8080))
    s.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    s.recv(1000)
    s.close()
    lab.told('"length":%d' % (30 << 20), 5)
    done = [e for e in lab.console.events() if e["event"] == "http" and
            e.get("length") == 30 << 20]
    demand(done[-1]["bytes"] < 30 << 20, "told as complete: %r" % done[-1])


@row("Q35", "a TFTP request without a UDP checksum is served")
def q35(lab):
    frame = udp_frame(b"\0\1pxelinux.0\0octet\0", sport=2035, dport=69,
                      udp_sum=0, **lab.from_host("10.99.0.68"))
    lab.wire.send(frame)
    end = time.monotonic() + 2
    while time.monotonic() < end:
        heard = lab.wire.fd.recv(70000)
        if heard[36:38] == frame[34:36] and heard[6:12] == \
                lab.wire.server_mac:
            same(heard[42:46], b"\0\3\0\1", "the first block")
            return
    raise Bad("no answer")


@row("C36", "two addresses on the wire: 54 is the one of the network")
def c36(lab):
    dhcp_wire.run("ip", "addr", "add", "10.97.0.1/24", "dev", "srv")
    time.sleep(0.5)
    try:
        mac = lab.mac()
        same(lab.offer(mac).opts[54], ip(SERVER), "option 54")
        same(lab.lease(mac).opts[54], ip(SERVER), "option 54")
    finally:
        dhcp_wire.run("ip", "addr", "del", "10.97.0.1/24", "dev", "srv")


@row("L01", "20,000 forged DISCOVERs in 4 s: the reserved machine is served")
def l01(lab):
    before = lab.console.memory()
    body = options((53, b"\1"), *ROM)
    end, sent, served, asked = time.monotonic() + 4, 0, 0, 0
    begin = time.monotonic()
    waits = []
    while time.monotonic() < end:
        while sent < (time.monotonic() - begin) * 5000:
            mac = b"\x02" + random.randbytes(5)
            lab.wire.send(udp_frame(bootp(mac, body, xid=sent), mac=mac))
            sent += 1
        if sent // 250 > asked:
            asked += 1
            start = time.monotonic()
            if lab.say(DISCOVER, RESERVED):
                served += 1
                waits.append(time.monotonic() - start)
    waits.sort()
    grown = lab.console.memory() - before
    print("     %d forged, %d of %d served, median %.1f ms, worst %.1f ms, "
          "%d kB more" % (sent, served, asked, waits[len(waits) // 2] * 1000,
                          waits[-1] * 1000, grown))
    demand(served >= asked * 0.99, "%d of %d served" % (served, asked))
    # L04 bounds the list of machines with 64 MiB; nothing else may grow.
    demand(grown <= 65536, "%d kB more memory" % grown)
    lab.wire.drain(0.2)
    # M15: an offer costs an address ten seconds at most.
    fresh = lab.say(DISCOVER, lab.mac())
    demand(fresh is not None, "a new machine has no address after it")


@row("H02", "without HTTP there is no URL, and a line says why")
def h02(lab):
    lab.console.stop()
    lab.console.words += ["--http-port", "0"]
    lab.console.start()
    reply = lab.say(DISCOVER, lab.mac(), base=HTTP)
    demand(reply is None or not reply.file and 67 not in reply.opts,
           "boot data")
    lab.told("no http URL can be made")


def rows_of_units():
    """Rows that a unit test of TFTP bears in its name or comment."""
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..",
                          "unit")
    named = set()
    for name in ("t_tftp.c", "t_tftp_xfer.c", "t_tftpd.c", "t_netascii.c"):
        with open(os.path.join(folder, name), encoding="utf-8") as source:
            named.update(word.upper() for word in
                         re.findall(r"\b[Qq][0-9]{2}(?=\b|_)",
                                    source.read()))
    return named


def shown_rows():
    return rows_of_units() | {word for ids, _, _ in rows
                              for word in ids.split() if word != "proxy"}


def all_rows():
    skipped = {"C39"}
    return {"%s%02d" % (letter, n) for letter, last in (
        ("C", 62), ("P", 23), ("H", 10), ("Q", 35)) for n in range(1, last + 1)
        } - skipped


class ProxyLab(Lab):
    def silent_as_proxy(self, kind, mac, *opts, **how):
        self.silent(kind, mac, *opts, **how)


def two_interfaces(tally):
    """C37: the same DISCOVER on two wires."""
    wires = [dhcp_wire.Wire(),
             dhcp_wire.Wire("cli2", "srv2", "10.96.0.1/24")]
    console = dhcp_wire.Console("--mode", "proxy", "--interface", "srv2")
    console.start()

    def test():
        payload = bootp(b"\2\0\0\0\0\x37", options((53, b"\1"), *ROM), xid=37)
        for wire, address in zip(wires, (SERVER, "10.96.0.1")):
            reply = wire.ask(payload)
            demand(reply is not None, "no answer")
            same((reply.opts[54], reply.siaddr), (ip(address),) * 2, "server")
        for wire in wires:
            same(wire.drain(0.05), [], "more answers")
    tally.check("C37 two interfaces: one answer a wire, each its own", test)
    console.stop()
    return wires[0]


def run_rows(tally, lab, proxy):
    for ids, title, test in rows:
        if ids.startswith("proxy ") == proxy:
            tally.check(ids.replace("proxy ", "") + " " + title, test, lab)


def fill_root(console):
    machine = {"syslinux.efi": 0x8664, "efi32/syslinux.efi": 0x14c,
               "grubaa64.efi": 0xaa64}
    os.mkdir(os.path.join(console.root, "efi32"))
    for name, kind in machine.items():
        console.add_file(name, b"MZ" + bytes(58) + struct.pack("<I", 64) +
                         b"PE\0\0" + struct.pack("<H", kind) + bytes(200))
    console.add_file("boot.ipxe", b"#!gpxe\nexit\n")


def main():
    dhcp_wire.inside()
    dhcp_wire.need("ip", "ss", "tshark")
    tally = dhcp_wire.Tally()
    wire = two_interfaces(tally)
    console = dhcp_wire.Console("--mode", "proxy")
    fill_root(console)
    console.book("host", "set", dhcp_wire.colons(RESERVED), "ip=10.99.0.20")
    run_rows(tally, ProxyLab(wire, console.start()), True)
    console.stop()
    console = dhcp_wire.Console("--mode", "dhcp", "--range",
                                "10.99.0.50,10.99.0.250,3600", "--router",
                                "10.99.0.254")
    fill_root(console)
    console.book("host", "set", dhcp_wire.colons(RESERVED), "ip=10.99.0.20")
    run_rows(tally, Lab(wire, console.start()), False)
    status = console.stop()
    tally.report("the console ends well", status and "status %d" % status)
    tally.report("what it told is clean",
                 dhcp_wire.unclean(console.output(), True))
    path = os.path.join(console.folder, "replies.pcap")
    wire.replies = [r for r in wire.replies if b"\1\xff\5\xff" not in r]
    wire.save(path)
    tally.report("tshark finds nothing odd",
                 "; ".join(dhcp_wire.tshark_warnings(path)[:5]))
    for name, why in sorted(NOT_LIVE.items()):
        print("     %s is not shown: %s" % (name, why))
    missing = all_rows() - shown_rows() - set(NOT_LIVE) - {"C37"}
    tally.report("every row is shown or says why not",
                 missing and ", ".join(sorted(missing)))
    print("%d cases, %d failed" % (tally.count, tally.failed))
    sys.exit(1 if tally.failed else 0)


if __name__ == "__main__":
    main()
