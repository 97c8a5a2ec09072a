#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Hostile TFTP requests, live:
tftp_hostile_requests.py SERVER ROOT PID."""

import os
import resource
import select
import socket
import struct
import sys
import time

SERVER, ROOT, PID = sys.argv[1], sys.argv[2], int(sys.argv[3])
RRQ, WRQ, DATA, ACK, ERROR, OACK = range(1, 7)
SILENT, FILE = "silence", "file"
HEADERS = 14 + 4 + 20 + 8  # Ethernet and its check, IP, UDP
failed = 0
count = 0


def report(name, good, got=""):
    global failed, count
    count += 1
    if good:
        print("PASS", name)
    else:
        failed += 1
        print("FAIL", name, got)


def opened(address=""):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((address, 0))
    return s


def hear(s, seconds=2.0):
    poll = select.poll()
    poll.register(s, select.POLLIN)
    if not poll.poll(max(0, seconds) * 1000):
        return None, None
    try:
        return s.recvfrom(70000)
    except ConnectionError:
        return None, None


def strings(*words):
    return b"".join(w.encode("latin-1") + b"\0" for w in words)


def rrq(name, *options, mode="octet"):
    return struct.pack("!H", RRQ) + strings(name, mode, *options)


def told(packet):
    """What an answer says, as a value that can be compared."""
    if packet is None:
        return SILENT
    op, number = struct.unpack("!HH", packet[:4])
    if op == DATA:
        return FILE if number == 1 else ("data", number)
    if op == ERROR:
        text = packet[4:]
        if text.find(b"\0") != len(text) - 1 or len(text) > 64 or \
                ROOT.encode() in text or b"/" in text:
            return ("bad error text", text)
        return ("error", number)
    words = packet[2:].decode("latin-1").split("\0")[:-1]
    return dict(zip(words[::2], words[1::2]))


def ask(name, request, expected, seconds=2.0):
    s = opened()
    s.sendto(request, (SERVER, 69))
    packet, peer = hear(s, 0.15 if expected == SILENT else seconds)
    got = told(packet)
    report(name, got == expected, "%r, not %r" % (got, expected))
    if peer is not None and got != ("error", 0):
        s.sendto(struct.pack("!HH", ERROR, 0) + b"enough\0", peer)
    s.close()


def error(code):
    return ("error", code)


OPTIONS = [
    (["blksize", v], FILE) for v in
    ["0", "7", "-1", "abc", "", "18446744073709551616", "65536", "+8", " 8",
     "8 ", "0x200", "1e3", "512\x01", "9" * 300, "%n%s"]
] + [
    (["blksize", "8"], {"blksize": "8"}),
    (["blksize", "1468"], {"blksize": "1468"}),
    (["blksize", "65464"], {"blksize": "1468"}),
    (["blksize", "65465"], {"blksize": "1468"}),
    (["BlKsIzE", "1024"], {"blksize": "1024"}),
    (["blksize", "1024", "blksize", "512"], {"blksize": "1024"}),
    (["blksize", "3", "blksize", "512"], FILE),
    (["tsize", "0"], {"tsize": "100000"}),
    (["tsize", "-1"], FILE),
    (["tsize", "18446744073709551615"], {"tsize": "100000"}),
    (["timeout", "0"], FILE), (["timeout", "256"], FILE),
    (["timeout", "255"], {"timeout": "255"}),
    (["timeout", "1"], {"timeout": "1"}),
    (["utimeout", "9" * 20], FILE),
    (["windowsize", "0"], FILE), (["windowsize", "65536"], FILE),
    (["windowsize", "65535"], {"windowsize": "64"}),
    (["windowsize", "1"], {"windowsize": "1"}),
    (["multicast", ""], FILE), (["msftwindow", "31416"], FILE),
    (["rollover", "1"], FILE), (["", ""], FILE), (["", "", "", ""], FILE),
    (["blksize", "512", "x"], {"blksize": "512"}),
    (["x", "y"] * 100 + ["tsize", "0"], {"tsize": "100000"}),
    (["tsize", "0", "foo", "bar", "blksize", "1432"],
     {"tsize": "100000", "blksize": "1432"}),
]

NAMES = [
    ("/pxelinux.0", FILE), ("//pxelinux.0", FILE), ("./pxelinux.0", FILE),
    ("\\pxelinux.0", FILE), ("pxelinux.0\xff", FILE),
    ("boot\\x64\\wdsnbp.com", FILE), ("\\boot/x64\\\\wdsnbp.com", FILE),
    ("empty", FILE), ("exact1024", FILE),
    ("", error(1)), ("/", error(1)), (".", error(1)), ("\xff", error(1)),
    ("nothing", error(1)), ("pxelinux.0/x", error(1)),
    ("a" * 255, error(1)), ("a" * 256, error(1)), ("a/" * 500, error(1)),
    ("a" * 1300, error(1)), ("\x1b[2J", error(1)), ("a\rb\n", error(1)),
    ("%s%s%s%n", error(1)), ("PXELINUX.0", error(1)),
    ("/etc/passwd", error(1)), (ROOT + "/pxelinux.0", error(1)),
    ("..", error(2)), ("../secret", error(2)), ("/../secret", error(2)),
    ("dir/../../secret", error(2)), ("dir/../pxelinux.0", error(2)),
    ("..\\secret", error(2)), ("..\\/..\\/etc/passwd", error(2)),
    ("....//secret", error(1)), ("..%2fsecret", error(1)),
    ("%2e%2e/secret", error(1)), ("..\xc0\xafsecret", error(1)),
    ("C:\\secret", error(2)), ("c:/secret", error(2)), ("/C:/x", error(2)),
    ("\\\\server\\share\\x", error(1)),
    ("out", error(2)), ("up/secret", error(2)), ("up", error(2)),
    ("zero", error(2)), ("dir", error(2)), ("dir/", error(2)),
    ("fifo", error(2)),
]

STRAY = [
    b"", b"\0", b"\0\0", b"\0\7\0\0", b"\xff\xff\xff\xff",
    b"\1\0pxelinux.0\0octet\0",
    struct.pack("!HH", DATA, 1) + b"x" * 512, struct.pack("!HH", DATA, 0),
    struct.pack("!HH", ACK, 0), struct.pack("!HH", ACK, 1),
    struct.pack("!HH", ACK, 65535), struct.pack("!HH", ERROR, 0) + b"x\0",
    struct.pack("!HH", ERROR, 5) + b"unknown transfer ID\0",
    struct.pack("!H", OACK) + strings("blksize", "1432"),
    struct.pack("!H", OACK), b"\0" * 1400, b"\xff" * 1400,
]

FORMS = [
    ("no end of the name", b"\0\1pxelinux.0", error(4)),
    ("no end of the mode", b"\0\1pxelinux.0\0octet", error(4)),
    ("no mode", b"\0\1pxelinux.0\0", error(4)),
    ("an empty mode", rrq("pxelinux.0", mode=""), error(4)),
    ("mode mail", rrq("pxelinux.0", mode="mail"), error(4)),
    ("a long mode", rrq("pxelinux.0", mode="o" * 1000), error(4)),
    ("mode OCTET", rrq("pxelinux.0", mode="OcTeT"), FILE),
    ("a write request", b"\0\2" + strings("new", "octet"), error(2)),
    ("a write request out", b"\0\2" + strings("../new", "octet"), error(2)),
    ("a write request without mode", b"\0\2new\0", error(4)),
    ("all zeros behind it", rrq("pxelinux.0") + b"\0" * 1000, FILE),
    ("all ones behind it", rrq("pxelinux.0") + b"\xff" * 1000, FILE),
    ("larger than a packet", rrq("pxelinux.0", "x" * 3000, "y"), error(4)),
    ("an image of 5 GiB and a byte", rrq("big", "tsize", "0"),
     {"tsize": "5368709121"}),
]


def truncations():
    whole = rrq("pxelinux.0", "tsize", "0", "blksize", "1432")
    for n in range(1, len(whole)):
        ends = whole[2:n].count(b"\0")
        expected = SILENT if n < 2 else error(4) if ends < 2 else \
            FILE if ends < 4 else {"tsize": "100000"}
        ask("cut to %d bytes" % n, whole[:n], expected)


def begin(name, *options):
    s = opened()
    s.sendto(rrq(name, *options), (SERVER, 69))
    packet, peer = hear(s)
    return s, packet, peer


def all_from(s, seconds):
    end = time.monotonic() + seconds
    got = []
    while time.monotonic() < end:
        packet, _ = hear(s, end - time.monotonic())
        if packet is not None:
            got.append(packet)
    return got


def repeated_acks():
    # DATA 2 is due again after 25 ms, which on a busy machine may be before
    # all of them are sent.
    for _ in range(20):
        s, packet, peer = begin("pxelinux.0")
        began = time.monotonic()
        for _ in range(1000):
            s.sendto(struct.pack("!HH", ACK, 1), peer)
        got = [p for p in all_from(s, 0.01) if told(p) == ("data", 2)]
        if time.monotonic() - began < 0.024:
            break
    report("1000 equal ACKs, one DATA", len(got) == 1, len(got))


def other_tid():
    s, packet, peer = begin("pxelinux.0")
    thief = opened()
    for n in range(50):
        thief.sendto(struct.pack("!HH", ACK, 1), peer)
        thief.sendto(struct.pack("!HH", ERROR, 0) + b"die\0", peer)
    got = all_from(thief, 0.3)
    report("another TID is told off once",
           [told(p) for p in got] == [error(5)], len(got))
    s.sendto(struct.pack("!HH", ACK, 1), peer)
    report("and the transfer goes on", ("data", 2) in
           [told(p) for p in all_from(s, 0.1)])


def odd_packets_in_a_session():
    s, packet, peer = begin("pxelinux.0")
    for p in STRAY:
        if p[:2] not in (b"\0\5", b"\0\4"):
            s.sendto(p, peer)
    s.sendto(struct.pack("!HH", ACK, 1), peer)
    report("what has no sense in a transfer is passed over",
           ("data", 2) in [told(p) for p in all_from(s, 0.1)])


def gain(name, request, most_packets, most_gain):
    s = opened()
    s.sendto(request, (SERVER, 69))
    got = all_from(s, 5)
    sent = HEADERS + len(request)
    heard = sum(HEADERS + len(p) for p in got)
    report("%s: %d packets, gain %.1f" % (name, len(got), heard / sent),
           0 < len(got) <= most_packets and heard / sent <= most_gain)


def half_open():
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, 8192))
    silent = []
    for n in range(5000):
        s = opened("192.0.2.%d" % (30 + n % 30))
        s.sendto(rrq("pxelinux.0", "tsize", "0"), (SERVER, 69))
        silent.append(s)
    # The real one behind them, a little later as it would be.
    time.sleep(0.05)
    start = time.monotonic()
    s, packet, peer = begin("pxelinux.0", "tsize", "0")
    took = time.monotonic() - start
    # Answered at once, not after a time-out: how fast is for `make bench`.
    report("behind 5000 half-open ones: %.1f ms" % (took * 1000),
           told(packet) == {"tsize": "100000"} and took < 1)
    with open("/proc/%d/status" % PID) as f:
        rss = [int(x.split()[1]) for x in f if x.startswith("VmRSS")][0]
    report("in %d KiB" % rss, rss <= 65536)
    for s in silent:
        s.close()


def fetch(name):
    s, packet, peer = begin(name)
    content = b""
    n = 1
    while packet is not None and told(packet)[0] != "error":
        content += packet[4:]
        s.sendto(struct.pack("!HH", ACK, n), peer)
        if len(packet) < 516:
            break
        n += 1
        packet, _ = hear(s)
    return content


def main():
    for options, expected in OPTIONS:
        ask("options %.60r" % options, rrq("pxelinux.0", *options), expected)
    for name, expected in NAMES:
        ask("name %.60r" % name, rrq(name), expected)
    for n, packet in enumerate(STRAY):
        ask("stray %d" % n, packet, SILENT)
    for name, request, expected in FORMS:
        ask(name, request, expected)
    truncations()
    repeated_acks()
    other_tid()
    odd_packets_in_a_session()
    gain("DATA to who never answers", rrq("pxelinux.0"), 3, 26)
    gain("OACK to who never answers",
         rrq("pxelinux.0", "blksize", "1432"), 3, 2.4)
    half_open()
    with open(os.path.join(ROOT, "pxelinux.0"), "rb") as f:
        report("serves on", fetch("pxelinux.0") == f.read())
    print("%d cases, %d failed" % (count, failed))
    return 1 if failed else 0


sys.exit(main())
