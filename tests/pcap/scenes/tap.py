# SPDX-License-Identifier: ISC
"""A wire's frames as other taps would have written them: under other link
layers, in every kind of capture file."""

import gzip
import socket
import struct

from wire import Server, Wire, checksum, ip, option

BE, LE = ">", "<"


def tagged(*tags):
    """tags: (type, id), the outermost first."""
    head = b"".join(struct.pack(">HH", t, vid) for t, vid in tags)
    return lambda frame: frame[:12] + head + frame[12:]


def padded(frame):
    """As a card pads and shows its check sequence."""
    return frame.ljust(60, b"\0") + b"\xde\xad\xbe\xef"


def cooked(frame):
    """Linux, version 1."""
    return struct.pack(">HHH", 0, 1, 6) + frame[6:12] + b"\0\0" + frame[12:]


def cooked2(frame):
    return frame[12:14] + struct.pack(">HIHBB", 0, 3, 1, 0, 6) + \
        frame[6:12] + b"\0\0" + frame[14:]


def raw(frame):
    return frame[14:]


def bsd(order):
    return lambda frame: struct.pack(order + "I", 2) + frame[14:]


def ppp(frame):
    return b"\xff\x03\x00\x21" + frame[14:]


def between(*head):
    """MPLS and the like: IPv4's type gives way to `head`."""
    return lambda frame: frame if frame[12:14] != b"\x08\x00" else \
        frame[:12] + b"".join(head) + frame[14:]


def snap(frame):
    """IEEE 802.3 with LLC and SNAP."""
    return frame[:12] + struct.pack(">H", len(frame) - 6) + \
        b"\xaa\xaa\3\0\0\0" + frame[12:]


def pppoe(frame):
    return between(b"\x88\x64\x11\0\0\1", struct.pack(
        ">H", len(frame) - 12), b"\0\x21")(frame)


def pseudowire(frame):
    return bytes(12) + b"\x88\x47" + struct.pack(">II", 100 << 12 | 64,
                                                101 << 12 | 320) + \
        bytes(4) + frame


FAR = ("10.50.0.1", "10.50.0.2")


def carried(protocol, head, ethernet=True):
    """Within another datagram of IPv4, as a tunnel carries it."""
    def change(frame):
        if not ethernet and frame[12:14] != b"\x08\x00":
            return frame
        wire = Wire()
        wire.packet(b"\2" * 6, b"\4" * 6, *FAR, protocol,
                    head + frame[0 if ethernet else 14:])
        return wire.frames[0][1]
    return change


def mirrored_to(port, head):
    """Within UDP, as VXLAN and its like."""
    def change(frame):
        wire = Wire()
        wire.udp(b"\2" * 6, b"\4" * 6, FAR[0], 50000, FAR[1], port,
                 head + frame)
        return wire.frames[0][1]
    return change


GRE = b"\x10\0"  # with sequence numbers
TUNNELS = {
    "IP in IP": carried(4, b"", False),
    "GRE": carried(47, b"\0\0\x08\0", False),
    "GRE and Ethernet": carried(47, b"\0\0\x65\x58"),
    "ERSPAN": carried(47, b"\0\0\x88\xbe"),
    "ERSPAN II": carried(47, GRE + b"\x88\xbe\0\0\0\1\x10\7" + bytes(6)),
    "ERSPAN III": carried(47, GRE + b"\x22\xeb\0\0\0\1\x20\7" + bytes(10)),
    "VXLAN": mirrored_to(4789, b"\x08\0\0\0\0\0\7\0"),
    "Geneve": mirrored_to(6081, b"\0\0\x65\x58\0\0\7\0"),
    "TZSP": mirrored_to(37008, b"\1\0\0\1\1"),
}


def pieces(size):
    """Each datagram of IPv4 in pieces of `size` bytes, the last one first."""
    def cut(frame):
        head, body = bytearray(frame[14:34]), frame[34:]
        if frame[12:14] != b"\x08\x00" or len(body) <= size:
            return [frame]
        out = []
        for at in range(0, len(body), size):
            part = body[at:at + size]
            more = 0x2000 if at + size < len(body) else 0
            head[2:8] = struct.pack(">HHH", 20 + len(part), cut.ident,
                                    more | at // 8)
            out.append(frame[:14] + bytes(head) + part)
        cut.ident = cut.ident % 65535 + 1
        return out[::-1]
    cut.ident = 1
    return cut


def changed(frames, change):
    out = []
    for when, frame in frames:
        made = change(frame)
        for one in made if isinstance(made, list) else [made]:
            out.append((when, one))
    return out


def pcap(frames, link=1, order=LE, nano=False, snap=262144):
    out = struct.pack(order + "IHHiIII", 0xa1b23c4d if nano else 0xa1b2c3d4,
                      2, 4, 0, 0, snap, link)
    for when, frame in frames:
        us = int(round(when * 1e6))
        out += struct.pack(order + "IIII", us // 1000000,
                           us % 1000000 * (1000 if nano else 1),
                           min(len(frame), snap), len(frame)) + frame[:snap]
    return out


def block(order, kind, body):
    body += bytes(-len(body) % 4)
    size = struct.pack(order + "I", len(body) + 12)
    return struct.pack(order + "I", kind) + size + body + size


def section(order=LE):
    return block(order, 0x0a0d0d0a, struct.pack(order + "IHHq", 0x1a2b3c4d, 1,
                                                0, -1))


def interface(link=1, order=LE, resolution=None, offset=None):
    extra = b""
    if resolution is not None:
        extra += struct.pack(order + "HHBxxx", 9, 1, resolution)
    if offset is not None:
        extra += struct.pack(order + "HHq", 14, 8, offset)
    if extra:
        extra += bytes(4)
    return block(order, 1, struct.pack(order + "HHI", link, 0, 0) + extra)


def custom(order=LE, kind=0xbad):
    """A block that tshark gives a number: some maker's own."""
    return block(order, kind, struct.pack(order + "I", 32473) + b"own")


def statistics(received, dropped, by_system=0, order=LE, which=0):
    """What dumpcap says of an interface at the end."""
    body = struct.pack(order + "IQ", which, 0)
    for code, count in ((4, received), (5, dropped), (7, by_system)):
        body += struct.pack(order + "HHQ", code, 8, count)
    return block(order, 5, body + bytes(4))


def packet(which, when, frame, order=LE, resolution=6, old=False):
    us = int(round(when * 1e6))
    if resolution & 128:
        n = resolution & 127
        stamp = (us // 10 ** 6 << n) + \
            ((us % 10 ** 6 << n) + 500000) // 10 ** 6
    else:
        stamp = us * 10 ** resolution // 10 ** 6
    head = struct.pack(order + "HH" if old else order + "I",
                       *((which, 0) if old else (which,)))
    return block(order, 2 if old else 6, head + struct.pack(
        order + "IIII", stamp >> 32, stamp & 0xffffffff, len(frame),
        len(frame)) + frame)


def pcapng(frames, link=1, order=LE, **kw):
    resolution = kw.get("resolution")
    out = section(order) + interface(link, order, resolution)
    for when, frame in frames:
        out += packet(0, when, frame, order,
                      6 if resolution is None else resolution)
    return out


def zipped(content):
    return gzip.compress(content, mtime=0)


# What a mirrored port, a router or a relay makes of the frames


def again(late, change=lambda frame: frame):
    """Each frame twice, its copy `late` seconds after it."""
    def mirrored(frames):
        out = []
        for when, frame in frames:
            out.append((when, frame))
            copy = change(frame)
            if copy is not None:
                out.append((when + late, copy))
        return out
    return mirrored


def routed(frame):
    """As it leaves a router: other MACs, a hop less.  None: it does not."""
    if frame[12:14] != b"\x08\x00" or frame[30:34] == b"\xff" * 4 or \
            frame[26:30] == bytes(4):
        return None
    head = bytearray(frame[14:34])
    head[8] -= 1
    head[10:12] = bytes(2)
    head[10:12] = struct.pack(">H", checksum(bytes(head)))
    return b"\x02\x11\x22\x33\x44\x55" + b"\x02\x11\x22\x33\x44\x66" + \
        frame[12:14] + bytes(head) + frame[34:]


RELAY = Server(Wire(), "10.9.0.254")
AGENT = option(82, b"\x01\x04\x00\x07\x01\x02\x97\x03\x00\x6c\x62")


def _datagram(src_mac, dst_mac, src, dst, dport, body):
    wire = Wire()
    wire.udp(src_mac, dst_mac, src, 67, dst, dport, body)
    return wire.frames[0][1]


def _is_dhcp(frame, sport, dport):
    return frame[12:14] == b"\x08\x00" and frame[23] == 17 and \
        frame[34:38] == struct.pack(">HH", sport, dport) and \
        frame[66:70] == bytes(4)


def _asked(body):
    """A request as the relay sends it: one hop more, with option 82."""
    at = 240
    while at < len(body) and body[at] != 255:
        at += 1 if body[at] == 0 else 2 + body[at + 1]
    return body[:3] + bytes([body[3] + 1]) + body[4:24] + ip(RELAY.addr) + \
        body[28:at] + AGENT + b"\xff"


def relayed(view):
    """The DHCP servers are behind a relay, seen from before it ("client"),
    from behind ("server") or on both of its sides ("both")."""
    def change(frames):
        servers = []
        for _, frame in frames:
            if _is_dhcp(frame, 67, 68) and frame[26:30] not in servers:
                servers.append(frame[26:30])
        out = []
        for when, frame in frames:
            body = frame[42:]
            if _is_dhcp(frame, 68, 67) and frame[30:34] == b"\xff" * 4:
                if view != "server":
                    out.append((when, frame))
                for k, to in enumerate(servers or [ip("10.9.0.1")]):
                    if view != "client":
                        out.append((when + 5e-5 + k * 1e-5, _datagram(
                            RELAY.mac, b"\2\0\0\xee" + to[2:], RELAY.addr,
                            socket.inet_ntoa(to), 67, _asked(body))))
            elif _is_dhcp(frame, 67, 68) and body[0] == 2:
                body = body[:24] + ip(RELAY.addr) + body[28:]
                if view != "client":
                    out.append((when, _datagram(
                        frame[6:12], RELAY.mac, socket.inet_ntoa(
                            frame[26:30]), RELAY.addr, 67, body)))
                if view != "server":
                    out.append((when + 5e-5, _datagram(
                        RELAY.mac, frame[:6], RELAY.addr, socket.inet_ntoa(
                            frame[30:34]), 68, body)))
            else:
                out.append((when, frame))
        return out
    return change


def relayed_and_routed(late):
    """Two taps, before and behind a router that relays DHCP as well."""
    def change(frames):
        dhcp = (b"\0\x43", b"\0\x44")
        return again(late, lambda x: None if x[34:36] in dhcp or
                     x[36:38] in dhcp else routed(x))(relayed("both")(frames))
    return change
