#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""tshark as the second judge of `pxeconsole read`: every DHCP message and
every TFTP request of every capture, frame by frame and field by field."""
import glob
import json
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("E2E_BUILD", os.getcwd())
PXECONSOLE = os.environ.get("PXECONSOLE", os.path.join(BUILD, "pxeconsole"))
TYPES = ["", "DISCOVER", "OFFER", "REQUEST", "DECLINE", "ACK", "NAK",
         "RELEASE", "INFORM"]


def tshark(path, display, fields):
    command = ["tshark", "-n", "-r", path, "-Y", display, "-T", "fields",
               "-E", "occurrence=f"]
    for field in fields:
        command += ["-e", field]
    out = subprocess.run(command, capture_output=True, text=True,
                         env=dict(os.environ, LC_ALL="C.UTF-8"))
    return [line.split("\t") for line in out.stdout.splitlines()]


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
    return re.sub(r"(\\x[0-9a-f]{2}|\\[nrt]|[^ -~])+", "?", name)


def dhcp_of_tshark(path):
    rows = tshark(path, "dhcp && !icmp", [
        "frame.number", "dhcp.option.dhcp", "dhcp.type", "dhcp.id",
        "dhcp.hw.mac_addr", "dhcp.ip.your", "dhcp.ip.server"])
    result = []
    for frame, kind, op, xid, mac, yiaddr, siaddr in rows:
        name = TYPES[int(kind)] if kind else (
            "BOOTREQUEST" if op == "1" else "BOOTREPLY")
        reply = op == "2"
        result.append((int(frame), name, int(xid, 16), mac,
                       address(yiaddr) if reply else None,
                       address(siaddr) if reply else None))
    return result


def dhcp_of_ours(events):
    result = []
    for e in events:
        if e["event"] != "dhcp":
            continue
        reply = e["type"] in ("OFFER", "ACK", "NAK", "BOOTREPLY")
        result.append((e["frame"], e["type"], int(e["xid"], 16), e["mac"],
                       address(e.get("yiaddr")) if reply else None,
                       address(e.get("siaddr")) if reply else None))
    return result


def requests_agree(path, events):
    theirs = [(int(f), c, int(p), visible(n)) for f, c, p, n in tshark(
        path, "tftp.opcode == 1 && !icmp",
        ["frame.number", "ip.src", "udp.srcport", "tftp.source_file"])]
    mine = {e["frame"]: (e["client"], visible(e["file"])) for e in events
            if e["event"] == "tftp" and e["phase"] == "request"}
    asked = set()
    for frame, client, port, name in theirs:
        if frame in mine:
            if mine[frame] != (client, name):
                return "frame %d: %r is not %r" % (frame, mine[frame],
                                                   (client, name))
            asked.add((client, port, name))
        elif (client, port, name) not in asked:
            return "frame %d: RRQ %s of %s missed" % (frame, name, client)
    extra = set(mine) - {frame for frame, _, _, _ in theirs}
    return "frames %r are no RRQ" % sorted(extra) if extra else None


def judge(path):
    events = ours(path)
    theirs, mine = dhcp_of_tshark(path), dhcp_of_ours(events)
    if theirs != mine:
        for a, b in zip(theirs + [None] * len(mine), mine + [None]):
            if a != b:
                return "tshark %r, pxeconsole %r" % (a, b)
        return "tshark has %d messages, we %d" % (len(theirs), len(mine))
    summary = events[-1]
    counts = {}
    for _, name, *_ in theirs:
        counts[name] = counts.get(name, 0) + 1
    if summary["event"] != "summary" or summary["dhcp"] != counts:
        return "summary %r, tshark %r" % (summary, counts)
    return requests_agree(path, events)


def main():
    if shutil.which("tshark") is None:
        print("SKIP no tshark")
        return 77
    failed = 0
    captures = sorted(glob.glob(os.path.join(HERE, "..", "pcap", "*.pcap")) +
                      glob.glob(os.path.join(HERE, "..", "pcap", "made",
                                             "*.pcap")))
    captures += sys.argv[1:]
    for path in captures:
        wrong = judge(path)
        name = os.path.basename(path)
        print("FAIL %s: %s" % (name, wrong) if wrong else "PASS " + name)
        failed += wrong is not None
    return 1 if failed or not captures else 0


if __name__ == "__main__":
    sys.exit(main())
