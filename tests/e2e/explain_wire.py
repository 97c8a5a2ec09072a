#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What `explain` says is what is sent: its requests go over a real wire to a
running console, and each reply is compared with explain's byte for byte, for
every mode and kind of client, with the placement of the name going round."""

import itertools
import json
import os
import struct
import subprocess
import sys

import dhcp_wire
from conformance import fill_root
from dhcp_wire import PXECONSOLE, SERVER, colons, udp_frame

MODES = ["pxelinux", "gpxe", "iscsi", "iscsi-install", "local", "ignore"]
PLACEMENTS = ["field", "option", "both", "overload"]
KINDS = [["--arch", "0"], ["--arch", "6"], ["--arch", "7"], ["--arch", "11"],
         ["--arch", "22"], ["--stage", "http"],
         ["--stage", "gpxe"], ["--gpxe-version", "0.9.7"],
         ["--gpxe-version", "1.0.1"], ["--stage", "ipxe"],
         ["--stage", "ipxe", "--arch", "7"]]


def machines():
    """(MAC, mode, placement, kind): all modes with all kinds."""
    rows = itertools.product(MODES, KINDS)
    for n, (mode, kind) in enumerate(rows):
        mac = b"\2\0\0\2\0" + bytes([n])
        yield mac, mode, PLACEMENTS[(n + n // len(KINDS)) % 4], kind


def fill_book(console):
    console.book("target", "set", "disk", "server=10.99.0.9",
                 "iqn=iqn.2026-01.lab:disk")
    for n, (mac, mode, placement, _) in enumerate(machines()):
        console.book("host", "set", colons(mac), "mode=" + mode,
                     "placement=" + placement, "ip=10.99.0.%d" % (60 + n),
                     "target=disk", "script=boot.ipxe")


def explain(console, mac, kind):
    out = subprocess.run(
        [PXECONSOLE, "explain", colons(mac), "--json", *kind] +
        console.words[2:-1], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True)
    if out.returncode not in (0, 10):
        sys.exit("FAIL explain %s: %s" % (" ".join(kind), out.stderr))
    return [json.loads(line) for line in out.stdout.splitlines()]


def on_the_wire(wire, told):
    """The reply's bytes to explain's own request; "" for none."""
    request = bytes.fromhex(told["request_hex"])
    frame = {}
    if told["port"] == 4011:
        address = ".".join(map(str, request[12:16]))
        wire.neighbour(address, request[28:34])
        frame = {"src": address, "dst": SERVER, "dport": 4011,
                 "sport": told["request_port"], "to": dhcp_wire.SERVER_MAC}
    wire.send(udp_frame(request, mac=request[28:34], **frame))
    want = bool(told["reply_hex"])
    while True:
        got = wire.hear(3 if want else 0.15)
        if got is None:
            return ""
        size, = struct.unpack(">H", got[38:40])
        reply = got[42:34 + size]
        if reply[4:8] == request[4:8]:
            return reply.hex()


def main():
    dhcp_wire.inside()
    dhcp_wire.need("ip", "ss")
    tally = dhcp_wire.Tally()
    wire = dhcp_wire.Wire()
    for words in (["--mode", "proxy"],
                  ["--mode", "dhcp", "--range", "10.99.0.200,10.99.0.250"]):
        console = dhcp_wire.Console(*words, "--http-port", "8080")
        fill_root(console)
        for name in ("gpxe.pxe", "gpxe.efi", "ipxe.efi", "undionly.kpxe"):
            console.add_file(name)
        fill_book(console)
        console.start()
        for mac, mode, placement, kind in machines():
            for told in explain(console, mac, kind):
                got = on_the_wire(wire, told)
                if got == told["reply_hex"]:
                    tally.count += 1
                    continue
                tally.report("%s, %s, placement=%s, %s, %s" % (
                    words[1], mode, placement, " ".join(kind),
                    told["message"]), "explain said %s, sent was %s" % (
                        told["reply_hex"] or "nothing", got or "nothing"))
        console.stop()
    print("%d answers, %d not as explained" % (tally.count, tally.failed))
    sys.exit(1 if tally.failed or tally.count < 150 else 0)


if __name__ == "__main__":
    main()
