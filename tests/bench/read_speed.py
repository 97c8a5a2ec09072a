#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""How fast `read` is beside `tshark -r`, on the same capture in one run:
read_speed.py [PACKETS].

Two captures are made of the boots in tests/pcap, again and again, each time
with other MACs: everything, and only DHCP (an event for each packet, which is
the most that `read` has to tell).  Two more are storms: tens of thousands of
machines, 64 at a time, that ask for an address by DISCOVER, OFFER, REQUEST
and ACK, 20,000 messages a second, and nothing else; of PXE firmware each is a
boot, of systems none is.  Compared is processor time, so that what else runs
says little; memory is the most that was resident."""

import glob
import os
import resource
import struct
import subprocess
import sys
import tempfile
import time

SOURCE = os.path.dirname(os.path.abspath(__file__))
CONSOLE = os.environ.get("PXECONSOLE", "./pxeconsole")
DHCP_PORTS = (67, 68, 4011)
ETHERNET = 1
SERVER = 0xc0000201  # 192.0.2.1
MACHINES = 50000
AT_ONCE = 64
CAPTURES = (
    ("boots", lambda path, n: make(path, n, lambda frame: True)),
    ("DHCP only", lambda path, n: make(path, n, is_dhcp)),
    ("storm, PXE", lambda path, n: make_storm(path, n, True)),
    ("storm", lambda path, n: make_storm(path, n, False)))


def frames(path):
    """The frames of a pcap file with their times in microseconds."""
    with open(path, "rb") as f:
        data = f.read()
    order = "<" if data[:4] == b"\xd4\xc3\xb2\xa1" else ">"
    if struct.unpack_from(order + "I", data, 20)[0] != ETHERNET:
        return
    at = 24
    while at + 16 <= len(data):
        s, us, length, wire = struct.unpack_from(order + "IIII", data, at)
        at += 16
        yield s * 1000000 + us, data[at:at + length], wire
        at += length


def is_dhcp(frame):
    if len(frame) < 42 or frame[12:14] != b"\x08\x00" or frame[23] != 17:
        return False
    at = 14 + 4 * (frame[14] & 15)
    return any(p in DHCP_PORTS for p in struct.unpack_from(">HH", frame, at))


def boots():
    """Each capture as (time since its first frame, bytes, wire length)."""
    for path in sorted(glob.glob(os.path.join(SOURCE, "../pcap/*.pcap"))):
        all_of = list(frames(path))
        if all_of:
            yield [(t - all_of[0][0], d, w) for t, d, w in all_of]


def other_mac(data, n):
    """Client MACs in these captures are QEMU's, 52:54:00:..."""
    return data.replace(b"\x52\x54\x00",
                        bytes((0x56, n >> 8 & 0xff, n & 0xff)))


def make(path, count, wanted):
    """A capture of `count` packets of those that are wanted."""
    base = [[f for f in boot if wanted(f[1])] for boot in boots()]
    made, turn, now = 0, 0, 1764000000 * 1000000
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535,
                              ETHERNET))
        while made < count:
            for boot in base:
                for since, data, wire in boot[:count - made]:
                    us = now + since
                    out.write(struct.pack("<IIII", us // 1000000,
                                          us % 1000000, len(data), wire))
                    out.write(other_mac(data, turn))
                made += len(boot[:count - made])
                now += 60 * 1000000
            turn += 1


def option(code, data):
    return bytes((code, len(data))) + data


def message(reply, mac, addr, options, file=b""):
    """A frame with a DHCP message of a server's or a client's."""
    xid = int.from_bytes(mac[2:], "big")
    given = (addr, SERVER) if reply else (0, 0)
    body = struct.pack(">BBBBIHHIIII", 2 if reply else 1, 1, 6, 0, xid, 0,
                       0x8000, 0, *given, 0)
    body += mac + bytes(10 + 64) + file.ljust(128, b"\0")
    body += b"\x63\x82\x53\x63" + options + b"\xff"
    body = body.ljust(300, b"\0")
    ports = (67, 68) if reply else (68, 67)
    udp = struct.pack(">HHHH", *ports, 8 + len(body), 0) + body
    ip = struct.pack(">BBHHHBBHII", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0,
                     SERVER if reply else 0, 0xffffffff)
    total = sum(struct.unpack(">10H", ip))
    total = (total & 0xffff) + (total >> 16)
    ip = ip[:10] + struct.pack(">H", ~total & 0xffff) + ip[12:]
    return (b"\xff" * 6 + (b"\x02\0\0\0\0\1" if reply else mac) +
            b"\x08\0" + ip + udp)


def asks_for_address(n, pxe):
    """The four messages of machine n."""
    mac = struct.pack(">HI", 0x5600, n)
    addr = 0x0a000002 + n
    server = option(54, struct.pack(">I", SERVER))
    lease = server + option(51, b"\0\0\x0e\x10") + option(1, b"\xff\0\0\0")
    file = b""
    if pxe:
        who = (option(55, bytes(range(1, 37))) + option(57, b"\x04\xec") +
               option(60, b"PXEClient:Arch:00007:UNDI:003001") +
               option(93, b"\0\7") + option(94, b"\1\3\1") +
               option(97, b"\0" + mac + b"of a bench"))
        lease += option(60, b"PXEClient")
        file = b"ipxe-snponly.efi"
    else:
        who = option(55, b"\1\3\6\x0f") + option(61, b"\1" + mac)
    wants = server + option(50, struct.pack(">I", addr)) + who
    return (message(False, mac, addr, option(53, b"\1") + who),
            message(True, mac, addr, option(53, b"\2") + lease, file),
            message(False, mac, addr, option(53, b"\3") + wants),
            message(True, mac, addr, option(53, b"\5") + lease, file))


def make_storm(path, count, pxe):
    """A capture of `count` messages of machines that only ask."""
    made, n, us = 0, 0, 1764000000 * 1000000
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535,
                              ETHERNET))
        while made < count:
            asking = [asks_for_address((n + i) % MACHINES, pxe)
                      for i in range(AT_ONCE)]
            frame = [f for step in zip(*asking) for f in step][:count - made]
            for data in frame:
                out.write(struct.pack("<IIII", us // 1000000, us % 1000000,
                                      len(data), len(data)) + data)
                us += 50
            made += len(frame)
            n += AT_ONCE


TURNS = 3


def run(words):
    """Seconds, processor seconds and peak resident MiB of one run."""
    began = time.monotonic()
    with subprocess.Popen(words, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as p:
        _, _, used = os.wait4(p.pid, 0)
        p.returncode = 0
    return (time.monotonic() - began, used.ru_utime + used.ru_stime,
            used.ru_maxrss / 1024)


def compare(name, path, count):
    programs = {"tshark -r": ("tshark", "-n", "-r", path),
                "read": (CONSOLE, "read", path),
                "read --json": (CONSOLE, "read", "--json", path)}
    best = {}
    for _ in range(TURNS):
        for program, words in programs.items():
            took = run(words)
            best[program] = min(took, best.get(program, took))
    slow = best["tshark -r"]
    for program, (seconds, cpu, mib) in best.items():
        print(f"{name:<12} {program:<12} {seconds:>8.2f} "
              f"{seconds / count * 1e6:>10.2f} {slow[0] / seconds:>13.1f} "
              f"{cpu:>7.2f} {slow[1] / cpu:>9.1f} {mib:>6.0f}", flush=True)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(f"read beside tshark -r: {count} packets")
    print(f"{'capture':<12} {'program':<12} {'seconds':>8} {'us/packet':>10} "
          f"{'times faster':>13} {'CPU s':>7} {'times':>9} {'MiB':>6}")
    with tempfile.TemporaryDirectory() as folder:
        for name, write in CAPTURES:
            path = os.path.join(folder, "read.pcap")
            write(path, count)
            compare(name, path, count)


main()
