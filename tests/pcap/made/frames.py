# SPDX-License-Identifier: ISC
"""Frames and capture files byte by byte, for captures of clients, switches
and relays that stand in no lab of ours.  Nothing here is shared with the
program under test."""
import gzip
import struct

ANY, ALL = "0.0.0.0", "255.255.255.255"
TYPES = {"DISCOVER": 1, "OFFER": 2, "REQUEST": 3, "DECLINE": 4, "ACK": 5,
         "NAK": 6, "RELEASE": 7, "INFORM": 8}


def ip4(text):
    return bytes(int(n) for n in text.split("."))


def mac(text):
    return bytes(int(n, 16) for n in text.split(":"))


def option(code, value):
    return bytes((code, len(value))) + value


def dhcp(op, hw, xid, options, yiaddr=ANY, siaddr=ANY, giaddr=ANY,
         ciaddr=ANY, secs=0, flags=0, hops=0, file=b"", sname=b"", end=True):
    """A message; options: a list of (code, bytes), in this order."""
    head = struct.pack(">BBBBIHH", op, 1, 6, hops, xid, secs, flags)
    head += ip4(ciaddr) + ip4(yiaddr) + ip4(siaddr) + ip4(giaddr)
    head += mac(hw).ljust(16, b"\0") + sname.ljust(64, b"\0")
    head += file.ljust(128, b"\0") + b"\x63\x82\x53\x63"
    body = b"".join(option(c, v) for c, v in options)
    return (head + body + (b"\xff" if end else b"")).ljust(300, b"\0")


def udp(sport, dport, data):
    return struct.pack(">HHHH", sport, dport, 8 + len(data), 0) + data


def tcp(sport, dport, seq, ack, flags, data=b""):
    return struct.pack(">HHIIBBHHH", sport, dport, seq & 0xffffffff,
                       ack & 0xffffffff, 0x50, flags, 65535, 0, 0) + data


def ipv4(src, dst, protocol, data, ident=1, fragment=0, options=b""):
    words = 5 + len(options) // 4
    head = struct.pack(">BBHHHBBH", 0x40 | words, 0, words * 4 + len(data),
                       ident, fragment, 64, protocol, 0)
    return head + ip4(src) + ip4(dst) + options + data


def ipv4_fragments(src, dst, protocol, data, size, ident=7):
    """The datagram in pieces of `size` bytes (a multiple of 8)."""
    pieces = []
    for at in range(0, len(data), size):
        more = 0x2000 if at + size < len(data) else 0
        pieces.append(ipv4(src, dst, protocol, data[at:at + size], ident,
                           more | at // 8))
    return pieces


def ethernet(src, dst, packet, kind=0x0800, tags=()):
    """tags: (type, id), the outermost first."""
    head = mac(dst) + mac(src)
    for tag, vid in tags:
        head += struct.pack(">HH", tag, vid)
    return (head + struct.pack(">H", kind) + packet).ljust(60, b"\0")


def arp(op, sha, spa, tpa):
    return struct.pack(">HHBBH", 1, 0x0800, 6, 4, op) + mac(sha) + \
        ip4(spa) + bytes(6) + ip4(tpa)


def rrq(name, **options):
    body = b"\0\1" + name.encode() + b"\0octet\0"
    for key, value in options.items():
        body += key.encode() + b"\0" + str(value).encode() + b"\0"
    return body


def oack(**options):
    return b"\0\6" + b"".join(k.encode() + b"\0" + str(v).encode() + b"\0"
                              for k, v in options.items())


def data_block(number, content):
    return struct.pack(">HH", 3, number & 0xffff) + content


def ack_block(number):
    return struct.pack(">HH", 4, number & 0xffff)


def tftp_error(code, text):
    return struct.pack(">HH", 5, code) + text.encode() + b"\0"


class Wire:
    """Frames with their times, as Ethernet, until they are written."""

    def __init__(self, start=1764000000.0):
        self.now = start
        self.frames = []
        self.tags = ()

    def add(self, frame, after=0.001):
        self.now += after
        self.frames.append((self.now, frame))

    def packet(self, src_mac, dst_mac, packet, after=0.001):
        self.add(ethernet(src_mac, dst_mac, packet, tags=self.tags), after)

    def udp(self, src, dst, data, after=0.001):
        """src, dst: (mac, address, port)."""
        self.packet(src[0], dst[0], ipv4(src[1], dst[1], 17,
                                         udp(src[2], dst[2], data)), after)

    def tcp(self, src, dst, seq, ack, flags, data=b"", after=0.001):
        self.packet(src[0], dst[0], ipv4(src[1], dst[1], 6, tcp(
            src[2], dst[2], seq, ack, flags, data)), after)


def pcap(frames, link=1, order="<", nano=False, snap=262144):
    unit = 1000000000 if nano else 1000000
    out = struct.pack(order + "IHHiIII", 0xa1b23c4d if nano else 0xa1b2c3d4,
                      2, 4, 0, 0, snap, link)
    for when, frame in frames:
        seconds = int(when)
        out += struct.pack(order + "IIII", seconds,
                           int(round((when - seconds) * 1e6)) *
                           (unit // 1000000), len(frame[:snap]), len(frame))
        out += frame[:snap]
    return out


def block(order, kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack(order + "II", kind, len(body) + 12) + body + \
        struct.pack(order + "I", len(body) + 12)


def pcapng(interfaces, frames, order="<"):
    """interfaces: (link, resolution byte); frames: (interface, time, bytes)
    in the order of the file."""
    out = block(order, 0x0a0d0d0a, struct.pack(
        order + "IHHq", 0x1a2b3c4d, 1, 0, -1))
    for link, resolution in interfaces:
        extra = b""
        if resolution is not None:
            extra = struct.pack(order + "HHBxxxHH", 9, 1, resolution, 0, 0)
        out += block(order, 1, struct.pack(order + "HHI", link, 0, 0) + extra)
    for which, when, frame in frames:
        resolution = interfaces[which][1]
        ticks = 10 ** 6
        if resolution is not None:
            ticks = 2 ** (resolution & 127) if resolution & 128 else \
                10 ** resolution
        stamp = int(round(when * 1e6)) * ticks // 10 ** 6
        out += block(order, 6, struct.pack(
            order + "IIIII", which, stamp >> 32, stamp & 0xffffffff,
            len(frame), len(frame)) + frame)
    return out


def write(path, content, compressed=False):
    with (gzip.open if compressed else open)(path, "wb") as out:
        out.write(content)
