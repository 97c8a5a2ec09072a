#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Hostile DHCP frames, sent raw at the live server in either mode: what must
stay unanswered does, what a poor ROM may send is served, each reply is read by
a strict reader and by tshark, and after every one the server answers a good
DISCOVER.  What it tells of them is clean UTF-8."""

import os
import struct
import sys
import tempfile

import dhcp_wire
from dhcp_wire import (ACK, BROADCAST, COOKIE, DISCOVER, INFORM, NAK, OFFER,
                       REQUEST, RELAY, RELAY_MAC, SERVER, ZERO, Bad, bootp,
                       demand, ip, option, options, udp_frame)

SILENT = None
GOOD = bytes.fromhex("02000000aa01")
GOOD_IP = "10.99.0.20"
CLASS = b"PXEClient:Arch:00000:UNDI:002001"
UUID = b"\0" + bytes(range(1, 17))
ROM = [(60, CLASS), (93, b"\0\0"), (94, b"\1\2\1"), (97, UUID),
       (55, bytes([1, 3, 6, 43, 54, 60, 66, 67, 97]))]
TYPE = (53, b"\1")


class Case:
    """A frame, and the reply's type in dhcp and in proxy mode."""

    def __init__(self, name, expect, test=None, proxy="same", odd=False,
                 **how):
        self.name, self.how, self.test = name, how, test
        self.odd = odd  # its own oddity must come back (option 82)
        self.expect = {"dhcp": expect,
                       "proxy": expect if proxy == "same" else proxy}

    def build(self, number):
        how = dict(self.how)
        xid = 0x5000 + number
        mac = bytes.fromhex("020000000100")[:4] + struct.pack(">H",
                                                              256 + number)
        lies = {k: how.pop(k) for k in list(how) if k in FRAME_LIES}
        message = {k: how.pop(k) for k in list(how) if k in MESSAGE_LIES}
        chaddr = message.pop("chaddr", mac)
        payload = how.pop("payload", None)
        cut = how.pop("cut", None)
        if payload is None:
            payload = bootp(chaddr, how.pop("opts", None) or
                            options(TYPE, *ROM), xid=xid, **message)
        payload = payload[:cut]
        lies.setdefault("mac", mac)
        assert not how, how
        return xid, payload, udp_frame(payload, **lies)


FRAME_LIES = {"src", "dst", "sport", "dport", "to", "udp_len", "total", "ihl",
              "version", "head_sum", "udp_sum", "fragment", "tail", "mac"}
MESSAGE_LIES = {"op", "htype", "hlen", "hops", "secs", "flags", "ciaddr",
                "yiaddr", "siaddr", "giaddr", "sname", "file", "cookie",
                "chaddr"}


def rom(*extra, first=(TYPE,)):
    return options(*first, *ROM, *extra)


def without(code, *extra):
    return options(TYPE, *[o for o in ROM if o[0] != code], *extra)


def relayed(*sub, giaddr=RELAY, size=None):
    value = b"".join(option(c, v) for c, v in sub)
    return dict(giaddr=ip(giaddr), hops=1, src=giaddr, dst=SERVER, sport=67,
                opts=rom((82, value if size is None else size)))


def echoes(code, value):
    def test(reply):
        demand(reply.opts.get(code) == value, "option %d is %r" % (
            code, reply.opts.get(code)))
    return test


def lacks(code):
    def test(reply):
        demand(code not in reply.opts, "option %d came back" % code)
    return test


def fits(size):
    def test(reply):
        demand(reply.head["total"] <= size,
               "%d bytes of at most %d" % (reply.head["total"], size))
    return test


def goes_to(address, port=68):
    def test(reply):
        demand((reply.head["to_ip"], reply.head["dport"]) == (address, port),
               str(reply))
    return test


def head_cases():
    for op in (0, 2, 3, 255):
        yield Case("op %d" % op, SILENT, op=op)
    yield Case("op 2 from port 67", SILENT, op=2, sport=67)
    yield Case("an OFFER at the server's port", SILENT, op=2, sport=67,
               opts=options((53, b"\2"), (54, ip("10.99.0.9"))))
    for hlen in (0, 1, 5, 7, 16, 17, 255):
        yield Case("hlen %d" % hlen, SILENT, hlen=hlen)
    for htype in (0, 2, 6, 32, 255):
        yield Case("htype %d" % htype, SILENT, htype=htype)
    yield Case("hops 16", OFFER, hops=16)
    for hops in (17, 255):
        yield Case("hops %d" % hops, SILENT, hops=hops)
    for name, mac in (("zero", bytes(6)), ("broadcast", BROADCAST),
                      ("multicast", b"\x01\0\x5e\0\0\1"),
                      ("group bit only", b"\x03\0\0\0\0\1")):
        yield Case("chaddr " + name, SILENT, chaddr=mac)
    yield Case("chaddr of which only six bytes count", OFFER,
               chaddr=b"\2\0\0\0\x99\1" + b"\xa5" * 10)
    yield Case("secs 65535, all flags", OFFER, goes_to("255.255.255.255"),
               secs=65535, flags=0xffff)
    yield Case("yiaddr and siaddr filled in", OFFER, yiaddr=ip("1.2.3.4"),
               siaddr=ip("6.6.6.6"))
    yield Case("sname and file full, without NUL", OFFER, sname=b"A" * 64,
               file=b"B" * 128)


def address_cases():
    for text in ("8.8.8.8", "255.255.255.255", "127.0.0.1", "224.0.0.1",
                 "0.1.2.3", "10.99.0.255", "10.99.0.0"):
        yield Case("DISCOVER with ciaddr " + text, SILENT,
                   proxy=OFFER if text == "8.8.8.8" else SILENT,
                   test=goes_to(text), ciaddr=ip(text))
    for text in ("255.255.255.255", "224.0.0.1", "127.0.0.1", "0.0.0.1",
                 "240.0.0.1", "10.99.0.255", "10.99.0.0", SERVER):
        yield Case("giaddr " + text, SILENT, hops=1, giaddr=ip(text),
                   src="10.99.0.7", dst=SERVER, sport=67)
    yield Case("giaddr of no network of ours", SILENT, hops=1,
               proxy=OFFER, test=goes_to("198.51.100.7", 67),
               giaddr=ip("198.51.100.7"), src="198.51.100.7", dst=SERVER,
               sport=67)
    yield Case("our own address in ciaddr", SILENT, ciaddr=ip(SERVER))
    yield Case("our own address in giaddr behind option 82", SILENT,
               **relayed((11, ip("10.99.0.77")), giaddr="10.99.0.1") |
               {"src": "10.99.0.7"})
    yield Case("source port 12345", OFFER, goes_to("255.255.255.255"),
               sport=12345, flags=0x8000)
    yield Case("source port 0", OFFER, sport=0)
    for text in ("127.0.0.1", "255.255.255.255", "224.0.0.1", SERVER):
        yield Case("from the address " + text, SILENT, src=text, dst=SERVER)
    yield Case("to 4011 from the network's broadcast address", SILENT,
               dport=4011, src="10.99.0.255", dst=SERVER,
               opts=options((53, b"\3"), *ROM))
    yield Case("INFORM from the network's broadcast address", SILENT,
               src="10.99.0.255", dst=SERVER,
               opts=options((53, b"\x08"), *ROM))
    yield Case("REQUEST of the renewing 255.255.255.255", NAK, proxy=SILENT,
               test=goes_to("255.255.255.255"), ciaddr=b"\xff" * 4, opts=options((53, b"\3"), *ROM))
    yield Case("INFORM of 8.8.8.8", SILENT, ciaddr=ip("8.8.8.8"),
               opts=options((53, b"\x08"), *ROM))
    yield Case("INFORM of nobody from nowhere", SILENT,
               opts=options((53, b"\x08"), *ROM))
    yield Case("INFORM of the network's broadcast address", SILENT,
               ciaddr=ip("10.99.0.255"), opts=options((53, b"\x08"), *ROM))


def ip_cases():
    yield Case("UDP length 2000", SILENT, udp_len=2000)
    for size in (0, 1, 7):
        yield Case("UDP length %d" % size, SILENT, udp_len=size)
    yield Case("UDP length of the head only", SILENT, udp_len=8)
    yield Case("IP total 19", SILENT, total=19)
    yield Case("IP total 0", SILENT, total=0)
    yield Case("IP total 65535", SILENT, total=65535)
    for version in (0, 5, 6, 7, 15):
        yield Case("IP version %d" % version, SILENT, version=version)
    for ihl in (0, 4, 15):
        yield Case("IP head of %d words" % ihl, SILENT, ihl=ihl)
    yield Case("IP checksum wrong", SILENT, head_sum=0x1234)
    yield Case("UDP checksum wrong", SILENT, udp_sum=0x4321)
    yield Case("a first fragment", SILENT, fragment=0x2000)
    yield Case("a later fragment", SILENT, fragment=0x0010)
    yield Case("a last fragment at the end of 64 kB", SILENT, fragment=0x1fff)
    yield Case("bytes behind the datagram", OFFER, tail=b"\xa5" * 60)
    yield Case("an empty datagram", SILENT, payload=b"")
    yield Case("1,400 bytes of option 0", OFFER,
               opts=options(TYPE, *ROM, end=False) + bytes(1150) + b"\xff")
    yield Case("1,400 bytes of 255", SILENT, payload=b"\xff" * 1400)
    yield Case("options that are 1,100 times END", SILENT,
               opts=b"\xff" * 1100)
    yield Case("another port than 67", SILENT, dport=68)


def cookie_cases():
    for name, cookie in (("zero", ZERO), ("reversed", COOKIE[::-1]),
                         ("off by one", b"\x63\x82\x53\x64"),
                         ("0xffffffff", b"\xff" * 4)):
        yield Case("cookie " + name, SILENT, cookie=cookie)
    yield Case("no cookie at all", SILENT, cut=236)
    yield Case("half a cookie", SILENT, cut=238)
    whole = 240 + len(rom())
    for cut in [0, 1, 2, 27, 28, 33, 34, 43, 44, 107, 108, 235, 239, 240, 241,
                242]:
        yield Case("cut to %d bytes" % cut, SILENT, cut=cut)
    # A message whose options end between two of them is BOOTP or lacks only
    # its END; one that ends inside an option is refused.
    edges = {240 + 3 + sum(2 + len(v) for _, v in ROM[:n])
             for n in range(len(ROM) + 1)}
    for cut in range(243, whole):
        full = cut >= min(edges - {243})
        yield Case("cut to %d bytes" % cut,
                   (OFFER if cut in edges else SILENT),
                   proxy=OFFER if cut in edges and full else SILENT, cut=cut)


def option_cases():
    yield Case("a length past the end", SILENT,
               opts=options(TYPE, *ROM, end=False) + b"\x0c\xff" + b"x" * 20)
    yield Case("a code without a length", SILENT,
               opts=options(TYPE, *ROM, end=False) + b"\x0c")
    yield Case("no END", OFFER, opts=options(TYPE, *ROM, end=False))
    yield Case("options behind END", OFFER, lacks(82),
               opts=rom() + option(53, b"\3") + option(54, b"\1" * 4))
    for size in (0, 2, 4, 255):
        yield Case("option 53 of %d bytes" % size, SILENT,
                   opts=rom(first=((53, b"\1" * size),)))
    for kind in (0, 2, 5, 6, 9, 10, 13, 17, 18, 200, 255):
        yield Case("option 53 = %d" % kind, SILENT,
                   opts=rom(first=((53, bytes([kind])),)))
    yield Case("two options 53", OFFER, opts=rom((53, b"\3")))
    yield Case("option 53 in the file field only", OFFER,
               opts=options((52, b"\1"), *ROM), file=options(TYPE))
    for size in (0, 2, 255):
        yield Case("option 52 of %d bytes" % size, SILENT,
                   opts=rom((52, b"\1" * size)))
    for value in (0, 4, 255):
        yield Case("option 52 = %d" % value, OFFER,
                   opts=rom((52, bytes([value]))), file=b"\x0c\xff" * 64)
    yield Case("overload, file is garbage", SILENT,
               opts=rom((52, b"\1")), file=b"\x0c\xff" * 64)
    yield Case("overload, sname is garbage", SILENT,
               opts=rom((52, b"\2")), sname=b"\x0c\xff" * 32)
    yield Case("overload, both empty and without END", OFFER,
               opts=rom((52, b"\3")))
    yield Case("overload in file opens nothing", OFFER,
               opts=rom((52, b"\1")), file=options((52, b"\3")),
               sname=b"\x0c\xff" * 32)
    yield Case("overload twice", OFFER, opts=rom((52, b"\1"), (52, b"\3")),
               file=b"\xff", sname=b"\x0c\xff" * 32)
    yield Case("one option a hundred times", OFFER,
               opts=rom(*[(12, b"n")] * 100))
    yield Case("option 60 of 1,000 bytes in pieces", OFFER,
               opts=rom(*[(60, b"A" * 250)] * 4))
    yield Case("more options than anybody has", SILENT,
               opts=options(TYPE, *ROM, end=False) + b"".join(
                   option(c, b"") for c in range(1, 255)
                   if c not in (52, 53, 55, 60, 93, 94, 97)) + b"\xff")
    yield Case("empty options of 255 codes", SILENT,
               opts=b"".join(option(c, b"") for c in range(1, 255)))
    for code in (50, 54, 57, 61, 55, 43, 77, 175, 97, 94, 12, 81, 118, 121,
                 124, 125, 82):
        for size in (0, 1, 255):
            name = "option %d of %d bytes" % (code, size)
            opts = (without(code, (code, b"\xaa" * size)) if
                    dict(ROM).get(code) else rom((code, b"\xaa" * size)))
            yield Case(name, OFFER, opts=opts)
    for size in (0, 1, 3):
        yield Case("option 93 of %d bytes (M6)" % size, OFFER,
                   lambda r: demand(r.file == b"pxelinux.0", str(r.file)),
                   opts=without(93, (93, bytes(size))))
    yield Case("option 93 of 127 types", OFFER,
               opts=without(93, (93, b"\x13\x88" * 127)), proxy=SILENT)
    for size in (0, 1, 300, 575, 576):
        yield Case("option 57 = %d" % size, OFFER, fits(576),
                   opts=rom((57, struct.pack(">H", size)),
                            (61, b"\0" + b"i" * 254)))
    yield Case("option 57 = 65535", OFFER, fits(1500),
               opts=rom((57, b"\xff\xff"), (61, b"\0" + b"i" * 254)))
    yield Case("option 61 of 0 bytes does not come back", OFFER, lacks(61),
               opts=rom((61, b"")))
    yield Case("option 61 of 1 byte comes back", OFFER, echoes(61, b"\7"),
               opts=rom((61, b"\7")))
    yield Case("option 61 of 255 bytes comes back", OFFER,
               echoes(61, b"c" * 255), opts=rom((61, b"c" * 255)))
    yield Case("option 61 of 600 bytes in pieces", OFFER, fits(576),
               opts=rom(*[(61, b"c" * 200)] * 3))
    yield Case("option 97 of 255 bytes does not come back", OFFER, lacks(97),
               opts=without(97, (97, b"u" * 255)))
    yield Case("option 43 with its lengths wrong", OFFER,
               opts=rom((43, b"\x06\xff\x01\x47\x09\x01")))
    yield Case("option 175 with its lengths wrong", OFFER,
               opts=rom((175, b"\x13\x01\x01\xeb\xff\x01")))
    yield Case("option 77 with its lengths wrong", OFFER,
               opts=rom((77, b"\xffiPXE")))


def relay_cases():
    yield Case("a relay", OFFER, echoes(82, option(1, b"eth0")),
               **relayed((1, b"eth0")))
    yield Case("option 82 of 255 bytes and 57 = 300", OFFER,
               echoes(82, option(1, b"c" * 253)), **relayed() | {
                   "opts": rom((82, option(1, b"c" * 253)), (57, b"\x01\x2c"),
                               (61, b"c" * 255))})
    yield Case("option 82 empty", OFFER, **relayed())
    yield Case("option 82 that overruns", OFFER, odd=True,
               test=echoes(82, b"\5\xff\1\2"), **relayed(size=b"\5\xff\1\2"))
    yield Case("option 82 of one byte", OFFER, odd=True, test=echoes(82, b"\5"),
               **relayed(size=b"\5"))
    yield Case("option 82 without a relay", OFFER, lacks(82),
               opts=rom((82, option(1, b"mine"))))
    for name, value in (("0.0.0.0", ZERO), ("broadcast", b"\xff" * 4),
                        ("multicast", ip("224.0.0.1")), ("3 bytes", b"abc"),
                        ("5 bytes", b"abcde"), ("0 bytes", b"")):
        odd = len(value) != 4
        yield Case("link selection " + name, OFFER, odd=odd,
                   **relayed((5, value)))
        yield Case("server id override " + name, OFFER, odd=odd,
                   test=echoes(54, ip(SERVER)), **relayed((11, value)))
    yield Case("link selection of another network", SILENT, proxy=OFFER,
               **relayed((5, ip("10.98.0.0"))))
    yield Case("server id override of 198.51.100.1", OFFER,
               echoes(54, ip("198.51.100.1")),
               **relayed((11, ip("198.51.100.1"))))


HOSTILE_TEXT = [
    ("an escape sequence", b"\x1b[2J\x1b]0;gone\x07"), ("newlines", b"a\r\nb"),
    ("control bytes only", bytes(range(1, 32))), ("NUL bytes", b"\0" * 20),
    ("C1 bytes", bytes(range(0x80, 0xa0))), ("DEL", b"\x7f" * 8),
    ("broken UTF-8", b"\xc3\x28\xf0\x28\x8c\xbc\xed\xa0\x80\xff\xfe"),
    ("C1 in UTF-8", "\u0085\u009b31m".encode()),
    ("overlong UTF-8", b"\xc0\xaf\xe0\x80\xaf"),
    ("direction marks", "\u202egpj.exe\u2066".encode()),
    ("zero width", "a\u200b\u200d\ufeffb\u2028c".encode()),
    ("thirty combining marks", b"e" + "\u0301".encode() * 30),
    ("wide characters", "\u4e2d\u6587".encode() * 30),
    ("formats", b"%s%n%p%x" * 20), ("quotes", b"\"'\\`$(id);--" * 10),
    ("JSON", b'"},{"event":"lease"'), ("255 bytes", b"\xff" * 255),
    ("spaces", b" " * 40), ("private use", "\ue000\U0010ffff".encode())]


def text_cases():
    for name, text in HOSTILE_TEXT:
        yield Case("host name of " + name, OFFER, opts=rom((12, text)))
    for name, text in HOSTILE_TEXT:
        yield Case("vendor class of " + name, OFFER, proxy=SILENT,
                   opts=without(60, (60, text)))
        yield Case("vendor class PXEClient and " + name, OFFER, opts=without(
            60, (60, (b"PXEClient" + text)[:255])))
    for name, text in HOSTILE_TEXT:
        yield Case("user class of " + name, OFFER, opts=rom((77, text)))
    for code in (12, 15, 43, 56, 61, 66, 67, 77, 81, 82, 97, 119, 125, 203,
                 209, 210, 252):
        yield Case("option %d with an escape sequence" % code, OFFER,
                   opts=rom((code, HOSTILE_TEXT[0][1])))
    yield Case("boot name of escapes", OFFER, file=b"\x1b[31m" * 25,
               sname=b"\x1b[H" * 20)


def request_cases():
    request = (53, b"\3")

    def ask(*extra):
        return options(request, *ROM, *extra)
    us, other = (54, ip(SERVER)), (54, ip("10.99.0.9"))
    yield Case("REQUEST of another server", SILENT,
               opts=ask(other, (50, ip("10.99.0.60"))))
    yield Case("REQUEST of our own address", NAK, proxy=SILENT,
               opts=ask(us, (50, ip(SERVER))))
    yield Case("REQUEST of another's reserved address", NAK, proxy=SILENT,
               opts=ask(us, (50, ip(GOOD_IP))))
    for text in ("0.0.0.0", "255.255.255.255", "127.0.0.1", "224.0.0.5",
                 "10.99.0.255", "10.99.0.0", "192.168.77.5"):
        kind = ACK if text == "0.0.0.0" else NAK
        yield Case("REQUEST of " + text, kind, proxy=SILENT,
                   opts=ask(us, (50, ip(text))))
    yield Case("REQUEST of nothing from nobody", SILENT, opts=ask())
    yield Case("INIT-REBOOT of an unknown client", SILENT,
               opts=ask((50, ip("10.99.0.222"))))
    yield Case("INIT-REBOOT of another network", NAK, proxy=SILENT,
               opts=ask((50, ip("192.168.77.5"))),
               test=goes_to("255.255.255.255"))
    for kind in (4, 7):
        for name, server in (("ours", us), ("another", other)):
            yield Case("type %d of an address not held, server %s" % (
                kind, name), SILENT, ciaddr=ip(GOOD_IP), opts=options(
                    (53, bytes([kind])), server, (50, ip(GOOD_IP))))
    yield Case("REQUEST to 4011 by no PXE client", SILENT, dport=4011,
               src="10.99.0.66", dst=SERVER, ciaddr=ip("10.99.0.66"),
               opts=options(request, (60, b"docsis")))
    yield Case("DISCOVER to 4011", SILENT, dport=4011, src="10.99.0.66",
               dst=SERVER, ciaddr=ip("10.99.0.66"))
    yield Case("REQUEST to 4011 from port 67", ACK, sport=67, dport=4011,
               src="10.99.0.66", dst=SERVER, ciaddr=ip("10.99.0.66"),
               opts=ask(), test=goes_to("10.99.0.66", 67))
    yield Case("REQUEST to 4011 of another server", SILENT, dport=4011,
               src="10.99.0.66", dst=SERVER, ciaddr=ip("10.99.0.66"),
               opts=ask(other))
    yield Case("broadcast REQUEST to 4011 from nobody", SILENT, dport=4011,
               opts=ask())
    for value in (b"", b"\0", b"\xff" * 255, b"\x47\xff\0", b"\x47\0",
                  b"\x47\4\0\0\x80\1", b"\x08\xff" + b"\1" * 200,
                  b"\x09\3\0\0\xff"):
        yield Case("4011 with option 43 of %s" % value[:6].hex(), ACK,
                   dport=4011, src="10.99.0.66", dst=SERVER,
                   ciaddr=ip("10.99.0.66"), opts=ask((43, value)))
    yield Case("BOOTP of a stranger", SILENT, cookie=ZERO,
               opts=bytes(60))


def all_cases():
    for group in (head_cases, address_cases, ip_cases, cookie_cases,
                  option_cases, relay_cases, text_cases, request_cases):
        yield from group()


def good(wire, number):
    """The machine that must be served whatever came before."""
    request = bootp(GOOD, rom(), xid=0x70000000 + number)
    reply = wire.ask(request, 3.0)
    demand(reply is not None, "a good DISCOVER has no answer any more")
    demand(reply.type == OFFER, "a good DISCOVER is answered by " + str(reply))


def one(wire, case, number, mode):
    expect = case.expect[mode]
    xid, payload, frame = case.build(number)
    before = len(wire.replies)
    wire.send(frame)
    if expect is not SILENT:
        payload = payload + bytes(44)
        reply = wire.reply_to(payload)
        demand(reply is not None, "no answer")
        demand(reply.type == expect, str(reply))
        if mode == "proxy":
            demand(reply.yiaddr == ZERO and not
                   {1, 3, 51, 58, 59} & set(reply.opts), "a lease by a proxy")
        if case.test is not None:
            case.test(reply)
    good(wire, number)
    if case.how.get("dport") == 4011:
        wire.drain(0.02)  # another socket: its answer may come later
    answers = wire.replies[before:]
    if expect is SILENT and len(answers) > 1:
        raise Bad("answered: %s" % dhcp_wire.Reply(answers[0]))
    demand(len(answers) == (1 if expect is SILENT else 2),
           "%d answers" % len(answers))
    if case.odd:
        wire.replies.remove(answers[0])


def matrix(wire, tally, mode, json_lines):
    words = ["--mode", mode]
    if mode == "dhcp":
        words += ["--range", "10.99.0.50,10.99.0.250,3600", "--router",
                  "10.99.0.254"]
    console = dhcp_wire.Console(*words, json_lines=json_lines)
    console.book("host", "set", dhcp_wire.colons(GOOD), "ip=" + GOOD_IP)
    console.start()
    label = mode if json_lines else mode + ", as text"
    for number, case in enumerate(all_cases()):
        tally.check("%s: %s" % (label, case.name), one, wire, case, number,
                    mode)
    late = len(wire.drain(0.3))
    tally.report(label + ": nothing comes late",
                 late and "%d late answers" % late)
    alive = console.process.poll() is None
    tally.report(label + ": it lives", not alive and "it ended")
    status = console.stop()
    tally.report(label + ": it ends well", status and "status %d" % status)
    tally.report(label + ": its output is clean",
                 dhcp_wire.unclean(console.output(), json_lines))


def main():
    dhcp_wire.inside()
    dhcp_wire.need("ip", "ss", "tshark")
    wire = dhcp_wire.Wire()
    wire.neighbour("10.99.0.66", bytes.fromhex("020000000066"))
    for address in ("10.99.0.7", "10.99.0.9", "10.99.0.77"):
        wire.neighbour(address, RELAY_MAC)
    # What goes anywhere else would be seen, too.
    dhcp_wire.run("ip", "route", "add", "default", "via", RELAY)
    with open("/proc/sys/net/ipv4/conf/srv/rp_filter", "w") as out:
        out.write("0")
    tally = dhcp_wire.Tally()
    for mode, json_lines in (("dhcp", True), ("proxy", True),
                             ("dhcp", False)):
        matrix(wire, tally, mode, json_lines)
    with tempfile.TemporaryDirectory(prefix="pxeconsole-e2e.") as folder:
        path = os.path.join(folder, "replies.pcap")
        wire.save(path)
        warnings = dhcp_wire.tshark_warnings(path)
        tally.report("tshark finds nothing odd in %d replies" %
                     len(wire.replies), "; ".join(warnings[:9]))
    print("%d cases, %d failed" % (tally.count, tally.failed))
    sys.exit(1 if tally.failed else 0)


if __name__ == "__main__":
    main()
