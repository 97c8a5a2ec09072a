#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""DHCP clients without end, some at once, at most so many a second:
dhcp_load.py INTERFACE [RATE [boot]].  A line for each ACK: MAC ADDRESS.  Whoever
gets no answer is given up, as a reset machine is.  They are new ones until
there are as many as a /16 has room for, then they come again.  With `boot`
they ask as a boot ROM of a BIOS."""

import random
import select
import socket
import struct
import sys
import time

AT_ONCE = 16
PATIENCE = 0.4
MACHINES = 40000
COOKIE = b"\x63\x82\x53\x63"
DISCOVER, OFFER, REQUEST, ACK = 1, 2, 3, 5
ROM = (b"\x37\x06\x01\x03\x2b\x3c\x42\x43" +
       b"\x3c\x20PXEClient:Arch:00000:UNDI:002001" +
       b"\x5d\x02\0\0" + b"\x5e\x03\x01\x02\x01")


def message(mac, xid, options):
    """A BOOTREQUEST that asks for a broadcast reply."""
    head = struct.pack("!BBBBIHH16x6s10x", 1, 1, 6, 0, xid, 0, 0x8000, mac)
    return (head + bytes(192) + COOKIE + options + b"\xff").ljust(300, b"\0")


def options_of(data):
    """The options of a reply, code -> bytes."""
    found, at = {}, 240
    while at + 1 < len(data) and data[at] != 255:
        if data[at] == 0:
            at += 1
            continue
        found[data[at]] = data[at + 2:at + 2 + data[at + 1]]
        at += 2 + data[at + 1]
    return found


class Load:
    def __init__(self, interface, rate, more):
        self.rate = rate
        self.more = more
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for option in (socket.SO_REUSEADDR, socket.SO_BROADCAST):
            self.sock.setsockopt(socket.SOL_SOCKET, option, 1)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE,
                             interface.encode())
        self.sock.bind(("0.0.0.0", 68))
        self.waiting = {}  # xid -> [mac, when to give up]
        self.count = 0

    def send(self, mac, xid, options):
        self.waiting[xid] = [mac, time.monotonic() + PATIENCE]
        try:
            self.sock.sendto(message(mac, xid, options + self.more),
                             ("255.255.255.255", 67))
        except OSError:
            pass  # a full queue is a lost packet

    def start(self):
        self.count += 1
        mac = b"\x52\x54" + struct.pack("!I", self.count % MACHINES)
        self.send(mac, random.getrandbits(32), b"\x35\x01\x01")

    def receive(self):
        data = self.sock.recv(2048)
        if len(data) < 240 or data[0] != 2 or data[236:240] != COOKIE:
            return
        xid = struct.unpack_from("!I", data, 4)[0]
        known = self.waiting.get(xid)
        if known is None or known[0] != data[28:34]:
            return
        options = options_of(data)
        kind = options.get(53, b"\0")[0]
        if kind == OFFER:
            self.send(known[0], xid, b"\x35\x01\x03\x32\x04" + data[16:20] +
                      b"\x36\x04" + options[54])
        elif kind == ACK:
            del self.waiting[xid]
            print(known[0].hex(":"), socket.inet_ntoa(data[16:20]),
                  flush=True)
        else:
            del self.waiting[xid]

    def run(self):
        began = time.monotonic()
        while True:
            now = time.monotonic()
            for xid in [x for x, w in self.waiting.items() if w[1] < now]:
                del self.waiting[xid]
            while (len(self.waiting) < AT_ONCE and
                   self.count <= (now - began) * self.rate):
                self.start()
            if select.select([self.sock], [], [], 0.02)[0]:
                self.receive()


try:
    Load(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 1e9,
         ROM if sys.argv[3:] == ["boot"] else b"").run()
except (KeyboardInterrupt, BrokenPipeError):
    pass
