# SPDX-License-Identifier: ISC
"""What each kind of client and server sends, option for option, as captures
and sources of real ones have it."""
import struct

from frames import ALL, ANY, ack_block, data_block, dhcp, ip4, mac, oack, rrq

TYPES = {"DISCOVER": 1, "OFFER": 2, "REQUEST": 3, "DECLINE": 4, "ACK": 5,
         "NAK": 6, "RELEASE": 7, "INFORM": 8}
BROADCAST = "ff:ff:ff:ff:ff:ff"
SERVER = ("52:54:00:1a:b0:01", "192.0.2.1")
SECOND = ("52:54:00:1a:b0:02", "192.0.2.2")


def uuid(n):
    return b"\0" + bytes((n,)) * 15 + b"\1"


def edk2(arch=7, identity=7):
    return [(57, b"\x05\xc0"),
            (55, bytes((1, 2, 3, 4, 5, 6, 12, 13, 15, 17, 18, 22, 23, 28, 40,
                        41, 42, 43, 50, 51, 54, 58, 59, 60, 66, 67, 97, 128,
                        129, 130, 131, 132, 133, 134, 135))),
            (97, uuid(identity)), (94, b"\1\3\0"),
            (93, struct.pack(">H", arch)),
            (60, b"PXEClient:Arch:%05d:UNDI:003000" % arch)]


def bios(identity=7):
    return [(55, bytes((1, 2, 3, 5, 6, 11, 12, 13, 15, 16, 17, 18, 43, 54, 60,
                        67, 128, 129, 130, 131, 132, 133, 134, 135))),
            (57, b"\x04\xec"), (97, uuid(identity)), (93, b"\0\0"),
            (94, b"\1\2\1"), (60, b"PXEClient:Arch:00000:UNDI:002001")]


def ipxe(hw, arch=7, identity=7):
    marks = b"".join(bytes((tag, 1, 1)) for tag in
                     (17, 18, 19, 21, 23, 27, 36, 39, 41))
    return [(57, b"\x05\xc0"), (93, struct.pack(">H", arch)),
            (94, b"\1\3\x0a"),
            (60, b"PXEClient:Arch:%05d:UNDI:003010" % arch), (77, b"iPXE"),
            (55, bytes((1, 3, 6, 7, 12, 15, 17, 26, 43, 60, 66, 67, 119, 128,
                        129, 130, 131, 132, 133, 134, 135, 175, 203))),
            (175, b"\xb1\5\x0a\x0b\xda\x81\x53\xeb\3\1\x15\1" + marks),
            (61, b"\1" + mac(hw)), (97, uuid(identity))]


class Client:
    """One adapter of a machine, and what passes between it and servers."""

    def __init__(self, wire, hw, addr, identity=7, xid=0x1a000001):
        self.wire, self.hw, self.addr = wire, hw, addr
        self.identity, self.xid, self.port = identity, xid, 1024

    def ask(self, kind, options, after=0.5, to=None, port=67, ciaddr=ANY,
            source=68, **fields):
        src = ciaddr if ciaddr != ANY else ANY
        where = (BROADCAST, ALL, port) if to is None else to + (port,)
        self.wire.udp((self.hw, src, source), where, dhcp(
            1, self.hw, self.xid, [(53, bytes((TYPES[kind],)))] + options,
            ciaddr=ciaddr, **fields), after)

    def told(self, kind, options, server=SERVER, after=0.001, yiaddr=None,
             port=67, to_port=68, to_addr=ALL, **fields):
        yiaddr = self.addr if yiaddr is None else yiaddr
        base = [(53, bytes((TYPES[kind],))), (54, ip4(server[1]))]
        if yiaddr != ANY:
            base += [(51, struct.pack(">I", 3600)),
                     (1, ip4("255.255.255.0")), (3, ip4("192.0.2.254"))]
        self.wire.udp(server + (port,),
                      (BROADCAST if to_addr == ALL else self.hw, to_addr,
                       to_port),
                      dhcp(2, self.hw, self.xid, base + options,
                           yiaddr=yiaddr, **fields), after)

    def dora(self, options, told=(), server=SERVER, after=0.5, **fields):
        self.xid += 1
        self.ask("DISCOVER", options, after)
        self.told("OFFER", list(told), server, **fields)
        self.take(options, told, server, **fields)

    def take(self, options, told=(), server=SERVER, after=0.3, **fields):
        self.ask("REQUEST", options + [(54, ip4(server[1])),
                                       (50, ip4(self.addr))], after)
        self.told("ACK", list(told), server, **fields)

    def get(self, name, size, server=SERVER, block=1468, probe=False,
            after=0.2, answer_port=None, far=True, near=True, **options):
        """A whole transfer, of which the capture may have one side only."""
        self.port += 1
        wire, me = self.wire, (self.hw, self.addr, self.port)
        to = server + (answer_port or 30000 + self.port % 1000,)
        asked = dict(options)
        asked.update(tsize=0, blksize=block)
        if near:
            wire.udp(me, server + (69,), rrq(name, **asked), after)
        if far:
            wire.udp(to, me, oack(tsize=size, blksize=block))
        if probe:
            wire.udp(me, to, b"\0\5\0\x08User aborted the transfer\0")
            return
        if near:
            wire.udp(me, to, ack_block(0))
        for number in range(1, size // block + 2):
            if far:
                wire.udp(to, me, data_block(number, bytes(
                    min(block, size - (number - 1) * block))), 0.0002)
            if near:
                wire.udp(me, to, ack_block(number), 0.0002)

    def missing(self, name, server=SERVER, after=0.01):
        self.port += 1
        me = (self.hw, self.addr, self.port)
        self.wire.udp(me, server + (69,), rrq(name, tsize=0, blksize=1408),
                      after)
        self.wire.udp(server + (30000 + self.port % 1000,), me,
                      b"\0\5\0\1File not found\0")
