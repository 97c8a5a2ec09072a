#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""tshark as the second judge of `pxeconsole read`: every DHCP message and
every TFTP request of every capture, frame by frame and field by field.
Captures: those named on the command line, as other tests record them; else
those of tests/pcap, all healthy scenes and one boot under other link layers."""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("E2E_BUILD", os.getcwd())
PXECONSOLE = os.environ.get("PXECONSOLE", os.path.join(BUILD, "pxeconsole"))
PCAP = os.path.join(HERE, "..", "pcap")
sys.path.insert(0, os.path.join(PCAP, "scenes"))
sys.dont_write_bytecode = True

import healthy  # noqa: E402
import healthy_more  # noqa: E402,F401
import tap  # noqa: E402

TYPES = ["", "DISCOVER", "OFFER", "REQUEST", "DECLINE", "ACK", "NAK",
         "RELEASE", "INFORM", "FORCERENEW", "LEASEQUERY", "LEASEUNASSIGNED",
         "LEASEUNKNOWN", "LEASEACTIVE"]
APART = TYPES[9:]  # told without the machine
REPLIES = ("OFFER", "ACK", "NAK", "BOOTREPLY")
KEPT = 768  # bytes of a message that the program keeps
# Options that the two must both see or both not see.
TELLING = (17, 43, 52, 53, 54, 55, 57, 60, 61, 66, 67, 77, 93, 94, 97, 175)
NAMES = ["number", "type", "xid", "mac", "src", "dst", "yiaddr", "siaddr",
         "relay", "server", "file", "root path", "secs", "arch", "options"]
FILE, SECS, OPTIONS = 10, 12, 14


def tshark(path, display, fields):
    """Rows of fields, each a list of its occurrences."""
    command = ["tshark", "-n", "-r", path, "-Y", display, "-T", "fields",
               "-E", "occurrence=a", "-E", "aggregator=\x1f"]
    for field in fields:
        command += ["-e", field]
    out = subprocess.run(command, capture_output=True, text=True,
                         errors="replace",
                         env=dict(os.environ, LC_ALL="C.UTF-8"))
    return [[cell.split("\x1f") for cell in line.split("\t")]
            for line in out.stdout.splitlines()]


def ours(path):
    out = subprocess.run([PXECONSOLE, "read", path, "--json"],
                         capture_output=True, text=True)
    if out.returncode not in (0, 10):
        raise SystemExit("read %s: %s" % (path, out.stderr))
    return [json.loads(line) for line in out.stdout.splitlines()]


def address(text):
    return None if text in (None, "", "0.0.0.0") else text


def visible(name):
    """Both show bytes that do not print, each in its own way."""
    return re.sub(r"(\\x[0-9a-f]{2}|\\[nrt0]|\\\d{3}|[^ -~])+", "?",
                  name).rstrip("?")


def machine(mac):
    """None: no machine can have it."""
    group = int(mac[:2], 16) & 1
    return None if group or mac == "00:00:00:00:00:00" else mac


def row_of_tshark(row):
    """A message as both tell it; None: tshark calls it malformed."""
    (frame, kind, op, xid, mac, src, dst, yiaddr, siaddr, relay, server,
     field, name, root, secs, arch, options, length, bad) = row
    kind = TYPES[int(kind[0])] if kind[0] else (
        "BOOTREQUEST" if op[0] == "1" else "BOOTREPLY")
    reply = kind in REPLIES
    codes = {int(c) for c in options if c} & set(TELLING)
    overloaded = 52 in codes
    # It stops where it dislikes the inside of an option.
    if int(length[0]) - 8 > KEPT or bad[0]:
        codes = None
    return [int(frame[0]), kind, int(xid[0], 16),
            None if kind in APART else machine(mac[0]), src[0], dst[0],
            address(yiaddr[0]), address(siaddr[0]) if reply else None,
            address(relay[0]), address(server[0]),
            None if overloaded or not reply else
            visible(field[0] or name[0]),
            visible(root[0]) if reply else None, int(secs[0]),
            int(arch[0], 0) if arch[0] and not reply else None, codes]


def dhcp_of_tshark(path):
    rows = tshark(path, "dhcp && !icmp", [
        "frame.number", "dhcp.option.dhcp", "dhcp.type", "dhcp.id",
        "dhcp.hw.mac_addr", "ip.src", "ip.dst", "dhcp.ip.your",
        "dhcp.ip.server", "dhcp.ip.relay", "dhcp.option.dhcp_server_id",
        "dhcp.file", "dhcp.option.bootfile_name", "dhcp.option.root_path",
        "dhcp.secs", "dhcp.option.client_system_architecture",
        "dhcp.option.type", "udp.length", "_ws.malformed"])
    return [row_of_tshark(row) for row in rows]


def row_of_ours(e):
    reply = e["type"] in REPLIES
    codes = set(e["options"]) & set(TELLING)
    return [e["frame"], e["type"], int(e["xid"], 16), e["mac"], e["src"],
            e["dst"], address(e["yiaddr"]),
            address(e["siaddr"]) if reply else None, address(e["relay"]),
            address(e["server"]),
            None if 52 in codes or not reply else visible(e["bootfile"]),
            visible(e["root_path"]) if reply else None, e["secs"],
            None if reply else e.get("arch"),
            codes if e["options"] or e["type"].startswith("BOOT") else None]


def messages_agree(path, events):
    mine = [row_of_ours(e) for e in events if e["event"] == "dhcp"]
    theirs = dhcp_of_tshark(path)
    for a, b in zip(theirs, mine):
        for k in (FILE, OPTIONS):
            if a[k] is None or b[k] is None:
                a[k] = b[k] = None
        # tshark guesses that it was written in the wrong order.
        if b[SECS] == a[SECS] << 8:
            b[SECS] = a[SECS]
        # A machine of several MACs is told by its first one.
        b[3] = b[3] if a[3] != events_as(events, b[0]) else a[3]
        if a != b:
            return "frame %s: " % b[0] + "; ".join(
                "%s: tshark %r, pxeconsole %r" % (n, x, y)
                for n, x, y in zip(NAMES, a, b) if x != y)
    if len(theirs) != len(mine):
        return "tshark has %d messages, we %d" % (len(theirs), len(mine))
    counts = {}
    for row in theirs:
        counts[row[1]] = counts.get(row[1], 0) + 1
    if events[-1]["event"] != "summary" or events[-1]["dhcp"] != counts:
        return "summary %r, tshark %r" % (events[-1], counts)
    return None


def events_as(events, frame):
    for e in events:
        if e["event"] == "dhcp" and e["frame"] == frame:
            return e.get("as_mac", e["mac"])
    return None


RRQ, WRQ = 1, 2
NAMED = {RRQ: "tftp.source_file", WRQ: "tftp.destination_file"}


def requests_agree(path, events, opcode):
    theirs = [(int(f[0]), c[0], int(p[0]), visible(n[0]),
               {x.lower() for x in o if x}) for f, c, p, n, o in tshark(
        path, "tftp.opcode == %d && !icmp && !_ws.malformed" % opcode,
        ["frame.number", "ip.src", "udp.srcport", NAMED[opcode],
         "tftp.option.name"])]
    mine = {e["frame"]: (e["client"], visible(e["file"]), set(e["asked"]))
            for e in events
            if e["event"] == "tftp" and e["phase"] == "request" and
            e.get("writes", False) == (opcode == WRQ)}
    known = {"blksize", "timeout", "tsize", "windowsize"}
    asked = set()
    for frame, client, port, name, options in theirs:
        if frame in mine:
            if mine[frame] != (client, name, options & known):
                return "frame %d: %r is not %r" % (
                    frame, mine[frame], (client, name, options))
            asked.add((client, port, name))
        elif (client, port, name) not in asked:
            return "frame %d: request %d for %s of %s missed" % (
                frame, opcode, name, client)
    extra = set(mine) - {row[0] for row in theirs}
    return "frames %r are no requests %d" % (
        sorted(extra), opcode) if extra else None


def judge(path):
    events = ours(path)
    return (messages_agree(path, events) or
            requests_agree(path, events, RRQ) or
            requests_agree(path, events, WRQ))


def made(folder):
    """One boot under other link layers, and every healthy scene."""
    frames = healthy.bios_pxelinux().frames
    for name, link, change in (
            ("qinq", 1, tap.tagged((0x88a8, 7), (0x8100, 8))),
            ("cooked", 113, tap.cooked), ("cooked2", 276, tap.cooked2),
            ("raw", 101, tap.raw), ("null", 0, tap.bsd(tap.LE)),
            ("pieces", 1, tap.pieces(256))):
        with open(os.path.join(folder, "made-%s.pcap" % name), "wb") as out:
            out.write(tap.pcap(tap.changed(frames, change), link))
    with open(os.path.join(folder, "made-nano.pcapng"), "wb") as out:
        out.write(tap.pcapng(frames, order=tap.BE, resolution=9))
    for name, make in healthy.SCENES:
        wire = make()
        wire = wire[0] if isinstance(wire, list) else wire
        wire.save(os.path.join(folder, "scene-%s.pcap" % name))


def main():
    if shutil.which("tshark") is None:
        print("SKIP no tshark")
        return 77
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        captures = sys.argv[1:]
        if not captures:
            made(folder)
            for place in (PCAP, os.path.join(PCAP, "made"), folder):
                captures += sorted(glob.glob(os.path.join(place, "*.pcap*")))
        for path in captures:
            wrong = judge(path)
            name = os.path.basename(path)
            print("FAIL %s: %s" % (name, wrong) if wrong else "PASS " + name)
            failed += wrong is not None
    return 1 if failed or not captures else 0


if __name__ == "__main__":
    sys.exit(main())
