#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Every reply to the HOWTO's configurations, field by field, with dnsmasq's.

dnsmasq gets the configuration as the HOWTO has it, pxeconsole the book that
means the same.  Both get the same recorded bytes of real clients over a veth
pair; each field in which their replies differ must stand in DIFFERENCES, with
the reason, and each row there must come up, so that the table stays true.
Needs root or user namespaces, ip, dnsmasq and the built pxeconsole.
"""

import os
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("E2E_BUILD", os.getcwd())
PXECONSOLE = os.environ.get("PXECONSOLE", os.path.join(BUILD, "pxeconsole"))
SERVER = "192.0.2.1"
URL = "http://4.3.2.1/gpxe-dir/script-name"
ROOT_PATH = "iscsi:192.0.2.3::::iqn.2026-01.example.lab:disk1"

CLIENTS = ["BIOS_ROM", "GPXE", "IPXE", "OVMF", "UDHCPC", "DHCLIENT",
           "SYSLINUX_EFI"]

# The HOWTO's configurations; what is added serves the test: a fixed address
# for each machine, so that even the addresses must be the same.
PLAIN = """
dhcp-boot=pxelinux.0
enable-tftp
tftp-root=%(root)s
"""
CHAIN = """
enable-tftp
tftp-root=%(root)s
dhcp-match=gpxe,175
dhcp-boot=net:#gpxe,gpxe.pxe
dhcp-boot=pxelinux.0
"""
SAN = """
enable-tftp
tftp-root=%(root)s
dhcp-match=gpxe,175
dhcp-option=175,8:1:1
dhcp-boot=net:#gpxe,gpxe.pxe
dhcp-option=net:gpxe,17,"%(root_path)s"
"""

OPENWRT = """
dhcp-boot=%(url)s,
"""

# name -> (dnsmasq's lines, the mode, its settings, the placement)
CONFIGS = {
    "plain": (PLAIN, "pxelinux", ["bootfile=pxelinux.0"], "option"),
    "plain, no override": (PLAIN + "dhcp-no-override\n", "pxelinux",
                           ["bootfile=pxelinux.0"], "field"),
    "chain": (CHAIN, "gpxe", ["bootfile=gpxe.pxe", "script=pxelinux.0"],
              "option"),
    "chain, no override": (CHAIN + "dhcp-no-override\n", "gpxe",
                           ["bootfile=gpxe.pxe", "script=pxelinux.0"],
                           "field"),
    "san": (SAN, "iscsi-install",
            ["bootfile=gpxe.pxe", "target=" + ROOT_PATH], "option"),
    "san, no override": (SAN + "dhcp-no-override\n", "iscsi-install",
                         ["bootfile=gpxe.pxe", "target=" + ROOT_PATH],
                         "field"),
    "openwrt": (OPENWRT, "gpxe", ["bootfile=gpxe.pxe", "script=" + URL],
                "option"),
    "openwrt, no override": (OPENWRT + "dhcp-no-override\n", "gpxe",
                             ["bootfile=gpxe.pxe", "script=" + URL],
                             "field"),
}


ANY = object()


def echoed(code):
    """Ours is what the client sent in this option."""
    return lambda value, sent: value == read_options(sent[240:]).get(code)


def longer(value, sent):
    """A whole number of bytes over BOOTP's least."""
    return 300 <= value <= 548


class Difference:
    """One field that may differ: for whom, between which values, and why."""

    def __init__(self, field, why, ours, theirs, clients=None, config=None):
        self.field, self.why = field, why
        self.ours, self.theirs = ours, theirs
        self.clients, self.config = clients, config
        self.used = 0

    def covers(self, field, where, ours, theirs):
        config, client, sent = where
        return (field == self.field
                and (self.clients is None or client in self.clients)
                and (self.config is None or re.search(self.config, config))
                and holds(self.ours, ours, sent)
                and holds(self.theirs, theirs, sent))


def holds(want, value, sent):
    return want(value, sent) if callable(want) else want in (ANY, value)


ROM = ("BIOS_ROM", "OVMF")
GXPE = ("GPXE", "IPXE")
NO_GXPE = tuple(c for c in CLIENTS if c not in GXPE)
PLACED = "^[^,]*$"  # without dhcp-no-override: --placement option

DIFFERENCES = [
    Difference("option 61", "RFC 6842 3: the client's identifier goes back; "
               "dnsmasq keeps to RFC 2131, which forbade it",
               echoed(61), None),
    Difference("option 97", "RFC 4578 2.3, PXE 2.1: the machine's UUID goes "
               "back; dnsmasq does so only with a pxe-service",
               echoed(97), None, GXPE + ROM),
    Difference("option 60", "PXE 2.1 2.2.1: a ROM takes for a boot server "
               "only who says PXEClient; some ROMs leave other offers out",
               b"PXEClient", None, ROM),
    Difference("option 43", "goes with option 60: boot the name of this "
               "reply, else EDK2 would ask port 4011 first",
               b"\x06\x01\x08\xff", None, ROM),
    Difference("option 66", "placement option means 66 and 67; the address "
               "is the one of siaddr", SERVER.encode() + b"\0", None,
               config=PLACED),
    Difference("option 175", "no-pxedhcp: this server says all, so gPXE and "
               "iPXE need not wait 3 s for a proxy",
               b"\xb0\x01\x01", None, GXPE, "^(plain|chain|openwrt)"),
    Difference("option 175", "the same after the keep-san of the HOWTO",
               b"\x08\x01\x01\xb0\x01\x01", b"\x08\x01\x01", GXPE,
               "^san"),
    Difference("secs", "RFC 2131 table 3: 0 in a reply; dnsmasq leaves what "
               "the client wrote there", "0000", ANY, ("BIOS_ROM", "IPXE")),
    Difference("length", "the options above; never under the 300 of RFC "
               "1542, never over what fits a datagram of 576",
               longer, longer),
    Difference("file", "a ROM cannot read a URL: it asks TFTP for a file of "
               "that name; it gets gPXE, and gPXE the URL",
               b"gpxe.pxe", URL.encode(), NO_GXPE, "^openwrt"),
    Difference("option 67", "the same in its option",
               b"gpxe.pxe\0", URL.encode() + b"\0", NO_GXPE, "^openwrt"),
]


def inside():
    """Runs this file again in namespaces of its own."""
    if os.environ.get("E2E_INSIDE"):
        return
    os.environ["E2E_INSIDE"] = "1"
    flags = "-nmp" if os.geteuid() == 0 else "-rnmp"
    os.execvp("unshare", ["unshare", flags, "--fork", "--kill-child",
                          "--mount-proc", sys.executable] + sys.argv)


def run(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def make_wire():
    run("ip", "link", "set", "lo", "up")
    run("ip", "link", "add", "srv", "type", "veth", "peer", "name", "cli")
    run("ip", "addr", "add", SERVER + "/24", "dev", "srv")
    run("ip", "link", "set", "srv", "up")
    run("ip", "link", "set", "cli", "up")
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                         socket.htons(0x0003))
    wire.bind(("cli", 0))
    # PACKET_MR_PROMISC: replies go to the machines' addresses, not to ours.
    wire.setsockopt(263, 1, struct.pack("IHH8s", socket.if_nametoindex("cli"),
                                        1, 0, b""))
    return wire


def samples():
    """The recorded requests, by name."""
    path = os.path.join(HERE, "../unit/dhcp_sample.def")
    text = open(path, encoding="ascii").read()
    found = {}
    for name, lines in re.findall(r'SAMPLE\((\w+), "[^"]*",([^)]*)\)', text):
        found[name] = bytes.fromhex("".join(re.findall('"(.*)"', lines)))
    return found


def mac_of(request):
    return request[28:34]


def with_option(request, code, value):
    """The request with the value of one option replaced, in place."""
    at = 240
    out = bytearray(request)
    while out[at] != 255:
        if out[at] == 0:
            at += 1
        elif out[at] == code:
            out[at + 2:at + 2 + len(value)] = value
            return bytes(out)
        else:
            at += 2 + out[at + 1]
    raise ValueError("no option %d" % code)


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(">%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def frame(request):
    """Broadcast from 0.0.0.0:68 to port 67."""
    udp = struct.pack(">HHHH", 68, 67, 8 + len(request), 0)
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 28 + len(request), 1, 0, 64,
                       17, 0, bytes(4), b"\xff" * 4)
    head = head[:10] + struct.pack(">H", checksum(head)) + head[12:]
    return b"\xff" * 6 + mac_of(request) + b"\x08\x00" + head + udp + request


def read_options(data):
    """code -> value, in the packet's order; the pieces joined (RFC 3396)."""
    found = {}
    at = 0
    while at < len(data) and data[at] != 255:
        if data[at] == 0:
            at += 1
            continue
        size = data[at + 1]
        code = data[at]
        found[code] = found.get(code, b"") + data[at + 2:at + 2 + size]
        at += 2 + size
    if at >= len(data):
        raise ValueError("options without their END")
    return found


def read_reply(packet):
    """A captured frame as field -> value; None when it is no DHCP reply."""
    if packet[12:14] != b"\x08\x00" or packet[23] != 17:
        return None
    start = 14 + (packet[14] & 15) * 4
    source, port, size = struct.unpack(">HHH", packet[start:start + 6])
    if source != 67:
        return None
    body = packet[start + 8:start + size]
    if body[0] != 2:
        return None
    fields = {
        "to Ethernet": packet[0:6].hex(), "to address": packet[30:34].hex(),
        "to port": port, "from address": packet[26:30].hex(),
        "length": len(body), "htype": body[1], "hlen": body[2],
        "hops": body[3], "xid": body[4:8].hex(), "secs": body[8:10].hex(),
        "flags": body[10:12].hex(), "ciaddr": body[12:16].hex(),
        "yiaddr": body[16:20].hex(), "siaddr": body[20:24].hex(),
        "giaddr": body[24:28].hex(), "chaddr": body[28:44].hex(),
        "sname": body[44:108].rstrip(b"\0"),
        "file": body[108:236].rstrip(b"\0"), "cookie": body[236:240].hex(),
    }
    for code, value in read_options(body[240:]).items():
        fields["option %d" % code] = value
    return fields


def ask(wire, request):
    """Sends it; the reply's fields, {} when two seconds bring none."""
    wire.send(frame(request))
    end = time.monotonic() + 2
    while True:
        left = end - time.monotonic()
        if left <= 0 or not select.select([wire], [], [], left)[0]:
            return {}
        fields = read_reply(wire.recv(4096))
        if fields is not None and fields["xid"] == request[4:8].hex():
            return fields


def exchange(wire, recorded, client, addr):
    """The OFFER to a client's DISCOVER and the ACK to its REQUEST."""
    offer = ask(wire, recorded[client])
    request = recorded.get(client + "_REQUEST")
    if request is None:
        return {"OFFER": offer}
    request = with_option(request, 50, addr)
    request = with_option(request, 54, socket.inet_aton(SERVER))
    return {"OFFER": offer, "ACK": ask(wire, request)}


def addresses(recorded):
    """A fixed address for each machine."""
    macs = sorted({mac_of(recorded[c]) for c in CLIENTS})
    return {m: socket.inet_aton("192.0.2.%d" % (20 + i))
            for i, m in enumerate(macs)}


def start(log, words):
    server = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log,
                              stderr=log)
    end = time.monotonic() + 10
    while time.monotonic() < end and server.poll() is None:
        heard = subprocess.run(["ss", "-Hlun", "sport = :67"],
                               capture_output=True, check=True).stdout
        if heard.strip():
            return server
        time.sleep(0.05)
    log.seek(0)
    sys.exit("FAIL %s does not serve:\n%s" % (words[0], log.read().decode()))


def stop(server):
    server.send_signal(signal.SIGTERM)
    server.wait(10)


def colons(mac):
    return ":".join("%02x" % b for b in mac)


def start_dnsmasq(folder, log, lines, fixed):
    conf = os.path.join(folder, "dnsmasq.conf")
    with open(conf, "w", encoding="ascii") as out:
        out.write(lines % {"root": os.path.join(folder, "root"),
                           "root_path": ROOT_PATH, "url": URL})
        out.write("dhcp-range=192.0.2.100,192.0.2.200,1h\n")
        for mac, addr in fixed.items():
            out.write("dhcp-host=%s,%s\n" % (colons(mac),
                                             socket.inet_ntoa(addr)))
    leases = os.path.join(folder, "leases")
    if os.path.exists(leases):
        os.unlink(leases)
    return start(log, ["dnsmasq", "-k", "--conf-file=" + conf, "--port=0",
                       "--user=root", "--group=", "--pid-file=",
                       "--interface=srv",
                       "--bind-interfaces", "--dhcp-authoritative",
                       "--no-ping", "--dhcp-leasefile=" + leases,
                       "--log-facility=-", "--log-dhcp"])


def start_ours(folder, log, mode, settings, placement, fixed):
    book = os.path.join(folder, "book")
    shutil.rmtree(book, ignore_errors=True)
    os.mkdir(book, 0o755)
    files = ["--db", os.path.join(book, "book.db"), "--tftp-root",
             os.path.join(folder, "root"), "--config", "/dev/null"]
    run(PXECONSOLE, "mode", mode, *settings, *files)
    for mac, addr in fixed.items():
        run(PXECONSOLE, "host", "set", colons(mac), "mode=" + mode,
            "ip=" + socket.inet_ntoa(addr), *files)
    return start(log, [PXECONSOLE, "--headless", "--json", "--mode", "dhcp",
                       "--interface", "srv", "--range",
                       "192.0.2.100,192.0.2.200,3600", "--router", SERVER,
                       "--placement", placement, "--no-capture"] + files)


def collect(wire, recorded, fixed):
    return {(client, kind): reply for client in CLIENTS
            for kind, reply in exchange(wire, recorded, client,
                                        fixed[mac_of(recorded[client])]
                                        ).items()}


def shown(value):
    if isinstance(value, bytes):
        text = "".join(chr(b) if 32 <= b < 127 else "\\x%02x" % b
                       for b in value)
        return '"%s"' % text
    return "none" if value is None else str(value)


def compare(config, recorded, ours, theirs, report):
    """Counts the fields compared; unjustified differences go to report."""
    fields = 0
    for (client, kind), reply in theirs.items():
        mine = ours[client, kind]
        if not reply or not mine:
            report.append("%s, %s: no %s from %s" % (
                config, client, kind, "dnsmasq" if mine else "pxeconsole"))
            continue
        for field in sorted(set(reply) | set(mine)):
            fields += 1
            a, b = mine.get(field), reply.get(field)
            if a == b:
                continue
            sent = recorded[client]
            rows = [d for d in DIFFERENCES
                    if d.covers(field, (config, client, sent), a, b)]
            for row in rows:
                row.used += 1
            if not rows:
                report.append("%s, %s %s, %s: ours %s, dnsmasq %s" % (
                    config, client, kind, field, shown(a), shown(b)))
    return fields


def main():
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    inside()
    for program in ("ip", "dnsmasq", "ss"):
        if shutil.which(program) is None:
            print("SKIP no", program)
            sys.exit(77)
    wire = make_wire()
    recorded = samples()
    fixed = addresses(recorded)
    report, fields = [], 0
    with tempfile.TemporaryDirectory(prefix="pxeconsole-e2e.") as folder:
        os.chmod(folder, 0o755)
        os.mkdir(os.path.join(folder, "root"))
        for name in ("pxelinux.0", "gpxe.pxe"):
            with open(os.path.join(folder, "root", name), "wb") as out:
                out.write(b"\xea\x05\x00\xc0\x07" + bytes(59))
        for config, (lines, mode, settings, placement) in CONFIGS.items():
            with open(os.path.join(folder, "log"), "w+b") as log:
                server = start_dnsmasq(folder, log, lines, fixed)
                theirs = collect(wire, recorded, fixed)
                stop(server)
                server = start_ours(folder, log, mode, settings, placement,
                                    fixed)
                ours = collect(wire, recorded, fixed)
                stop(server)
            fields += compare(config, recorded, ours, theirs, report)
    for row in DIFFERENCES:
        print("DIFFERS %3d times: %s: %s" % (row.used, row.field, row.why))
        if row.used == 0:
            report.append("no reply differs so any more: %s: %s" %
                          (row.field, row.why))
    for line in report:
        print("FAIL", line)
    print("%s %d fields of %d configurations and %d clients" % (
        "FAIL" if report else "PASS", fields, len(CONFIGS), len(CLIENTS)))
    sys.exit(1 if report else 0)


if __name__ == "__main__":
    main()
