# SPDX-License-Identifier: ISC
"""A wire drawn by hand: machines and servers that say, frame by frame, what
real ones say, written down as a capture.  What each client sends and reads is
from captures of real firmware and from the clients' sources; where a scene
needs another order, count or flag, it is an argument.  No network is used."""

import random
import socket
import struct

(DISCOVER, OFFER, REQUEST, DECLINE, ACK, NAK, RELEASE, INFORM) = range(1, 9)
BROADCAST_MAC = b"\xff" * 6
EVERYBODY = "255.255.255.255"
NOBODY = "0.0.0.0"
MENU_43 = bytes([6, 1, 0, 8, 7, 0x80, 0, 1]) + socket.inet_aton("10.9.0.2") + \
    bytes([9, 11, 0x80, 0, 8]) + b"netboot." + bytes([10, 5, 3]) + b"boot" + \
    b"\xff"


def ip(text):
    return socket.inet_aton(text)


def option(code, value):
    return bytes([code, len(value)]) + value


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(">%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


class Wire:
    """Frames in the order they came, and the clock that stamps them."""

    def __init__(self):
        self.now = 1795402800.0
        self.frames = []
        self.vlan = 0
        self.twice = False  # a mirrored port shows each frame twice
        self.nothing_from = set()  # MACs that this tap does not show
        self.macs = {}

    def wait(self, seconds):
        self.now += seconds

    def put(self, dst, src, ethertype, payload):
        if src in self.nothing_from:
            return
        tag = struct.pack(">HH", 0x8100, self.vlan) if self.vlan else b""
        frame = dst + src + tag + struct.pack(">H", ethertype) + payload
        self.frames.append((self.now, frame))
        if self.twice:
            self.frames.append((self.now + 0.00002, frame))
        self.now += 0.0002

    def packet(self, src_mac, dst_mac, src, dst, protocol, payload):
        head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 7,
                           0, 64, protocol, 0, ip(src), ip(dst))
        head = head[:10] + struct.pack(">H", checksum(head)) + head[12:]
        self.put(dst_mac, src_mac, 0x0800, head + payload)

    def udp(self, src_mac, dst_mac, src, sport, dst, dport, payload):
        head = struct.pack(">HHHH", sport, dport, 8 + len(payload), 0)
        self.packet(src_mac, dst_mac, src, dst, 17, head + payload)

    def tcp(self, src_mac, dst_mac, src, sport, dst, dport, seq, ack, flags,
            payload=b""):
        head = struct.pack(">HHIIBBHHH", sport, dport, seq & 0xffffffff,
                           ack & 0xffffffff, 0x50, flags, 8192, 0, 0)
        self.packet(src_mac, dst_mac, src, dst, 6, head + payload)

    def arp(self, src_mac, src, dst, reply_to=None):
        body = struct.pack(">HHBBH6s4s6s4s", 1, 0x0800, 6, 4,
                           2 if reply_to else 1, src_mac, ip(src),
                           reply_to or bytes(6), ip(dst))
        self.put(reply_to or BROADCAST_MAC, src_mac, 0x0806, body)

    def unreachable(self, src_mac, dst_mac, src, dst, sport, dport, code=3):
        """ICMP from dst's host: what src sent from sport came to no port."""
        inner = struct.pack(">BBHHHBBH4s4sHHHH", 0x45, 0, 60, 7, 0, 64, 17,
                            0, ip(dst), ip(src), sport, dport, 40, 0)
        body = struct.pack(">BBHI", 3, code, 0, 0) + inner
        body = body[:2] + struct.pack(">H", checksum(body)) + body[4:]
        self.packet(src_mac, dst_mac, src, dst, 1, body)

    def servers(self):
        """The MACs of those who answer DHCP."""
        return {f[6:12] for _, f in self.frames
                if f[12:14] == b"\x08\0" and f[23] == 17 and
                f[34:36] in (b"\0\x43", b"\x0f\xab") and f[42:43] == b"\2"}

    def save(self, path, first=0, last=None, snap=65535, without=(), late=0,
             lost=None, jump=None, seen=None):
        """Frames first to last, of each the first `snap` bytes; late: some
        come to the file by up to so many seconds later than they should;
        lost: the number of one that is missing; jump: of the first after the
        clock was set forward by an hour; seen: what a tap elsewhere makes of
        the frames."""
        chance = random.Random(3)
        frames = self.frames if seen is None else seen(self.frames)
        with open(path, "wb") as f:
            f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, snap, 1))
            for k, (when, frame) in enumerate(sorted(
                    frames[first:last], key=lambda x:
                    x[0] + chance.random() * late)):
                if frame[6:12] in without or k == lost:
                    continue
                if jump is not None and k >= jump:
                    when += 3600
                seconds = int(when)
                f.write(struct.pack("<IIII", seconds,
                                    int((when - seconds) * 1e6),
                                    min(len(frame), snap), len(frame)) +
                        frame[:snap])


def text_of(name):
    return name if isinstance(name, bytes) else name.encode()


class Server:
    """A DHCP server, proxy or file server on the wire."""

    def __init__(self, wire, addr="10.9.0.1", style="dnsmasq", **kw):
        self.wire, self.addr, self.style = wire, addr, style
        self.mac = bytes([2, 0, 0, 0xee]) + ip(addr)[2:]
        self.router = kw.get("router", "10.9.0.254")
        self.mask = kw.get("mask", "255.255.255.0")

    def basics(self, kind):
        """Options of an address, in this maker's order."""
        lease = {"windows": [58, 59, 51, 54, 1, 3, 6],
                 "isc": [54, 51, 1, 3, 6, 15],
                 "kea": [1, 3, 6, 15, 51, 54, 58, 59],
                 "dnsmasq": [54, 51, 58, 59, 1, 28, 3, 6]}[self.style]
        if kind == NAK:
            lease = [54]
        values = {54: ip(self.addr), 51: struct.pack(">I", 3600),
                  58: struct.pack(">I", 1800), 59: struct.pack(">I", 3150),
                  1: ip(self.mask), 28: ip("10.9.0.255"),
                  3: ip(self.router) if self.router else None,
                  6: ip("10.9.0.253"), 15: b"lab.example"}
        return [(c, values[c]) for c in lease if values[c] is not None]

    def reply(self, client, kind, name="", yiaddr=None, siaddr=None, file=None,
              opts=(), drop=(), dst=None, xid=None, sport=67, dport=68,
              relay=None, end=True, sname=b"", pad=300, giaddr=NOBODY,
              plain=False):
        """One answer.  name goes where the style puts it: dnsmasq into 67
        for those who ask for it, others into the field."""
        name = text_of(name)
        wants_67 = 67 in client.asks and self.style == "dnsmasq"
        proxy = yiaddr == NOBODY
        given = [(53, bytes([kind]))]
        given += [(54, ip(self.addr))] if proxy or plain else \
            self.basics(kind)
        field = name if file is None else text_of(file)
        if name and wants_67 and file is None:
            given.append((67, name + b"\0"))
            field = b""
        given += list(opts)
        given = [(c, v) for c, v in given if c not in drop]
        if yiaddr is None:
            yiaddr = client.offered
        if siaddr is None:
            siaddr = self.addr if name or file else NOBODY
        if kind == NAK:
            yiaddr = siaddr = NOBODY
        body = struct.pack(">BBBBIHH4s4s4s4s16s64s128s", 2, 1, 6, 0,
                           client.xid if xid is None else xid, 0,
                           0x8000 if client.broadcast else 0,
                           ip(client.ciaddr), ip(yiaddr), ip(siaddr),
                           ip(giaddr), client.mac, sname, field)
        body += b"\x63\x82\x53\x63"
        body += b"".join(option(c, v) for c, v in given)
        body += b"\xff" if end else b""
        if end:
            body += b"\0" * (pad - len(body))
        if dst is None:
            dst = EVERYBODY if client.broadcast and dport == 68 and \
                client.ciaddr == NOBODY else yiaddr
            if dst == NOBODY:
                dst = client.addr if client.ciaddr != NOBODY else EVERYBODY
        mac = BROADCAST_MAC if dst == EVERYBODY else client.mac
        src_mac, src = (self.mac, self.addr) if relay is None else \
            (relay.mac, relay.addr)
        self.wire.udp(src_mac, mac, src, sport, dst, dport, body)

    def offer(self, client, name="", **kw):
        self.reply(client, OFFER, name, **kw)

    def ack(self, client, name="", **kw):
        self.reply(client, ACK, name, **kw)
        if kw.get("yiaddr") is None:
            client.addr = client.offered

    def proxy_offer(self, client, name="", **kw):
        kw.setdefault("opts", [(60, b"PXEClient"), (43, b"\x06\x01\x08\xff")])
        self.reply(client, OFFER, name, yiaddr=NOBODY, **kw)

    def proxy_ack(self, client, name="", **kw):
        kw.setdefault("opts", [(60, b"PXEClient")])
        kw.setdefault("dport", client.port_4011)
        self.reply(client, ACK, name, yiaddr=NOBODY, sport=4011, **kw)
