#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""The same boot in every kind of capture file and under every link layer that
is read: what is told of it is the same.  And files that are damaged, cut or no
captures at all: each is refused or read as far as it goes, with a sentence."""

import json
import os
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "scenes"))
sys.dont_write_bytecode = True

import tap as f  # noqa: E402
import healthy  # noqa: E402
import sick  # noqa: E402

READ = os.environ.get("PXECONSOLE", os.path.join(os.getcwd(), "pxeconsole"))
wrong = []


def read(content, stdin=False, name="capture"):
    """status, events, what it says of the file; content None: no file."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name)
        if content is not None:
            with open(path, "wb") as out:
                out.write(content)
        done = subprocess.run(
            [READ, "read", "--json", "-" if stdin else path],
            input=content if stdin else b"", stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, events, done.stderr.decode()


def told(events):
    """What is told of the boot, without what the file decides: numbers of
    frames, and microseconds that a clock may have rounded."""
    out = []
    for e in events:
        if e["event"] == "summary":
            out.append([e[k] for k in ("malformed", "dhcp", "tftp", "http",
                                       "sessions", "findings", "complete")])
        else:
            out.append([e["event"], e["time"][:22], e["mac"], e["session"]] + [
                e.get(k) for k in ("type", "xid", "src", "yiaddr", "bootfile",
                                   "stage", "file", "bytes", "outcome")])
    return out


def expect(name, right, got):
    if not right:
        wrong.append("%s: %s" % (name, got))


WIRE = healthy.bios_pxelinux()
# Times that every clock below holds.
FRAMES = [(round(t * 1024) / 1024, frame) for t, frame in WIRE.frames]
PLAIN = read(f.pcap(FRAMES))[1]


def same(name, content, count=None, **kw):
    status, events, said = read(content, **kw)
    expect(name, status == 0 and not said, (status, said))
    expect(name, told(events) == told(PLAIN), events[-1:])
    if events and count is not None:
        expect(name, events[-1]["frames"] == count, events[-1]["frames"])


def link_layers():
    layers = {"padded": (1, f.padded),
              "802.1Q": (1, f.tagged((0x8100, 7))),
              "802.1ad": (1, f.tagged((0x88a8, 7), (0x8100, 8))),
              "QinQ of old": (1, f.tagged((0x9100, 7), (0x8100, 8))),
              "four tags": (1, f.tagged((0x88a8, 1), (0x88a8, 2),
                                        (0x8100, 3), (0x8100, 4))),
              "cooked": (113, f.cooked), "cooked 2": (276, f.cooked2),
              "cooked and tagged": (113, lambda x: f.cooked(
                  f.tagged((0x8100, 7))(x))),
              "raw": (101, f.raw), "raw of BSD": (12, f.raw),
              "raw of OpenBSD": (14, f.raw), "IPv4": (228, f.raw),
              "IPv6": (229, f.raw),
              "null": (0, f.bsd(f.LE)), "null of the other order":
                  (0, f.bsd(f.BE)), "loop": (108, f.bsd(f.BE)),
              "PPP": (9, f.ppp), "PPP in HDLC": (50, f.ppp),
              "PPP, compressed": (9, lambda x: b"\x21" + x[14:])}
    for name, (link, change) in layers.items():
        same(name, f.pcap(f.changed(FRAMES, change), link))
    for name, change in list(f.TUNNELS.items()) + [
            ("MPLS", f.between(b"\x88\x47\0\x06\x41\x40")),
            ("MPLS and Ethernet", f.pseudowire), ("PPPoE", f.pppoe),
            ("SNAP", f.snap)]:
        same(name, f.pcap(f.changed(FRAMES, change)), len(FRAMES))
    same("ERSPAN in VXLAN", f.pcap(f.changed(FRAMES, lambda x: f.TUNNELS[
        "VXLAN"](f.TUNNELS["ERSPAN"](x)))))
    same("ERSPAN in pieces", f.pcap(f.changed(
        f.changed(FRAMES, f.TUNNELS["ERSPAN II"]), f.pieces(1024))))
    same("in pieces", f.pcap(f.changed(FRAMES, f.pieces(256))))
    same("in small pieces", f.pcap(f.changed(FRAMES, f.pieces(64))))


def kinds_of_files():
    for order in (f.LE, f.BE):
        for nano in (False, True):
            same("pcap %s %s" % (order, nano), f.pcap(FRAMES, 1, order, nano),
                 len(FRAMES))
        same("pcapng " + order, f.pcapng(FRAMES, 1, order), len(FRAMES))
    # More bits than these leave no room for the seconds of today.
    for resolution in (6, 9, 0x80 | 10, 0x80 | 20, 0x80 | 32):
        same("resolution %#x" % resolution,
             f.pcapng(FRAMES, resolution=resolution))
    for name, content in (("pcap", f.pcap(FRAMES)),
                          ("pcapng", f.pcapng(FRAMES))):
        same(name + " zipped", f.zipped(content))
        same(name + " by standard input", content, stdin=True)
        same(name + " zipped, by standard input", f.zipped(content),
             stdin=True)
        same(name + " zipped in parts and padded", f.zipped(content[:999]) +
             f.zipped(content[999:]) + bytes(9))


def mixed_interfaces():
    """A file of `dumpcap -i eth0 -i any -i lo -i wlan0`: each frame from one
    of them, each with its own clock; what is of a link not read here (802.11)
    is passed over; blocks that tell other things stand in between."""
    out = f.section() + f.interface(1) + f.interface(276, resolution=9)
    out += f.interface(101, resolution=0x80 | 20) + f.interface(105)
    out += f.interface(1, offset=1000)
    layers = [lambda x: x, f.cooked2, f.raw, None, lambda x: x]
    clocks = [6, 9, 0x80 | 20, 6, 6]
    for k, (when, frame) in enumerate(FRAMES):
        which = (0, 1, 2, 4)[k % 4]
        out += f.packet(which, when - (1000 if which == 4 else 0),
                        layers[which](frame), resolution=clocks[which],
                        old=k % 5 == 0)
        out += f.block(f.LE, 5, bytes(16))  # statistics
        out += f.packet(3, when, b"\x80\0" + bytes(30))
    same("mixed interfaces", out, len(FRAMES))
    # Numbered as other programs number them.
    expect("numbers", read(out)[1][0]["frame"] == 1 and max(
        e.get("frame", 0) for e in read(out)[1]) > len(FRAMES), "numbers")
    for order in (f.LE, f.BE):
        for kind in (0xbad, 0x40000bad, 0x204):
            out = f.section(order) + f.interface(1, order)
            for when, frame in FRAMES:
                out += f.custom(order, kind) + f.packet(0, when, frame, order)
            same("blocks that have numbers", out, len(FRAMES))
            expect("their numbers", read(out)[1][0]["frame"] == 2, "numbers")
    half = len(FRAMES) // 2
    same("two sections", f.pcapng(FRAMES[:half]) +
         f.pcapng(f.changed(FRAMES[half:], f.raw), 101, f.BE), len(FRAMES))


def one_side_only():
    """No answer of the server is seen, or nothing of the client: the files
    are told all the same, as far as they are seen."""
    for name, keep in (("client", lambda x: x[6:12] == b"RT\0\0\0\1"),
                       ("server", lambda x: x[6:12] != b"RT\0\0\0\1")):
        status, events, _ = read(f.pcap([(t, x) for t, x in FRAMES
                                         if keep(x)]))
        expect("one side: " + name, status == 0 and events[-1]["complete"] and
               not events[-1]["findings"], events[-1:])


def one_port_of_the_server():
    """tftp-single-port: all its answers come from port 69."""
    def change(frame):
        ports = list(struct.unpack(">HH", frame[34:38]))
        if frame[23] != 17 or max(ports) < 30000:
            return frame
        ports = [69 if p >= 30000 else p for p in ports]
        return frame[:34] + struct.pack(">HH", *ports) + frame[38:]
    same("one port", f.pcap(f.changed(FRAMES, change)))


def blocks_in_pieces():
    """TFTP blocks of 8192 bytes, each in six pieces, of which no more than the
    first one is needed; and smaller ones.  Mirrored, they are no more."""
    for size, piece in ((8192, 1480), (1408, 1000)):
        whole = 7 * size - 200
        wire, c, s = healthy.lab("uefi")
        c.dora(s, "grubx64.efi")
        c.fetch(s, "grubx64.efi", whole, blksize=size)
        c.grub(s)
        cut = f.changed(wire.frames, f.pieces(piece))
        for name, frames in (("once", cut), ("twice", [
                x for one in cut for x in (one, one)])):
            _, events, said = read(f.pcap(frames))
            files = [e for e in events if e["event"] == "tftp" and
                     e["phase"] == "done" and e["file"] == "grubx64.efi"]
            expect("blocks of %d, %s" % (size, name), len(files) == 1 and
                   files[0]["bytes"] == whole and
                   files[0]["retransmits"] == 0 and
                   files[0]["outcome"] == "complete" and
                   not events[-1]["findings"], (files, said))


def short_frames():
    """Cut by the snap length: never malformed for that, never a crash."""
    for snap in (14, 20, 33, 42, 60, 96, 128, 300):
        status, events, said = read(f.pcap(FRAMES, snap=snap))
        expect("snap length %d" % snap, status == 0 and not said and
               events[-1]["frames"] == len(FRAMES) and
               not events[-1]["findings"] and
               events[-1]["malformed"] == 0 and
               (events[-1]["cut"] > 0 or snap < 20 or snap == 300),
               (status, said, events[-1]))


def refused():
    """No capture: status 3, one sentence, nothing on standard output."""
    wlan = f.pcap(FRAMES, 105)
    cases = {"missing": None, "empty": b"", "three bytes": b"\n\r\r",
             "text": b"This is no capture at all, but a text.\n" * 9,
             "an ELF file": b"\x7fELF" + bytes(200),
             "a link not read here": wlan,
             "pcapng of a link not read here": f.pcapng(FRAMES, 105),
             "zipped text": f.zipped(b"text" * 99),
             "a section that ends": f.section()[:20],
             "a block too long": f.section() + b"\1\0\0\0\xfc\xff\xff\xff" +
             bytes(40),
             "half of a head": f.pcap(FRAMES)[:13]}
    for name, content in cases.items():
        status, events, said = read(content)
        expect(name, status == 3 and not events, (status, events))
        expect(name, said.count("\n") == 1 and "pxeconsole: " in said, said)
    for head, words in (
            (b"\x28\xb5\x2f\xfd", "zstd: zstdcat FILE | pxeconsole read -"),
            (b"\xfd7zXZ\0", "xz: xzcat"), (b"BZh9", "bzip2: bzcat"),
            (b"\x04\x22\x4d\x18", "lz4: lz4cat"), (b"PK\3\4", "unzip -p"),
            (b"7z\xbc\xaf\x27\x1c", "7z x -so"),
            (b"snoop\0\0\0", "snoop (Solaris): editcap -F pcapng FILE NEW"),
            (b"GMBU", "Network Monitor: editcap"),
            (b"RTSS", "Network Monitor 1: editcap"),
            (b"TRSNIFF data    \x1a", "Sniffer: editcap"),
            (b"XCP\0", "Sniffer: editcap"),
            (b"12:00:00.1 IP 10.9.0.1\n" * 9, "a text: the packets are wanted"),
            ("\tgr\u00fc\u00dfe\n".encode() * 9, "a text"),
            (b"x" * 31 + "\u00fc".encode(), "a text"),
            (b"ObserverPktBufferVersion=15.00", "Observer: editcap"),
            (b"iptrace 2.0", "iptrace: editcap"),
            (b"Salted__" + bytes(range(0x80, 0xa0)), "unknown file format"),
            (b"\x99\xaa" * 99, "unknown file format"),
            (b"a word\0 and more of it, no capture", "unknown file format"),
            (b"\1\2\3\4" * 9, "unknown file format")):
        for content in (head + bytes(99), f.zipped(head + bytes(99))):
            status, events, said = read(content)
            expect(words, status == 3 and words in said, (status, said))
    done = subprocess.run([READ, "read", HERE], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    expect("a folder", done.returncode == 3 and done.stderr, done)


def broken_off():
    """Cut anywhere: what came before counts, and it is said."""
    for name, content in (("pcap", f.pcap(FRAMES)),
                          ("pcapng", f.pcapng(FRAMES))):
        for cut in (-1, -17, len(content) // 2 + 1):
            status, events, said = read(content[:cut])
            last = events[-1] if events else {}
            expect("%s cut at %d" % (name, cut), status == 0 and
                   "breaks off after frame" in said and
                   last.get("complete") is False and last["frames"] > 10,
                   (status, said, last))
        zipped = f.zipped(content)
        for how, bytes_of, least, words in (
                ("cut", zipped[:-30], len(FRAMES) * 9 // 10,
                 "breaks off after frame"),
                ("cut behind the data", zipped[:-8], len(FRAMES),
                 "the gzip data ends too early"),
                ("of a wrong checksum", zipped[:-8] + bytes(4) + zipped[-4:],
                 len(FRAMES), "the gzip checksum is wrong"),
                ("of a wrong length", zipped[:-4] + bytes(4),
                 len(FRAMES), "the gzip checksum is wrong")):
            status, events, said = read(bytes_of)
            expect("%s zipped, %s" % (name, how), status == 0 and
                   words in said and events[-1]["frames"] >= least and
                   events[-1]["complete"] is False, (status, said))
        halves = content[:len(content) // 2], content[len(content) // 2:]
        first, last = f.zipped(halves[0]), f.zipped(halves[1])
        for how, parts in (
                ("checksum", first[:-8] + bytes(4) + first[-4:] + last),
                ("length", first[:-4] + bytes(4) + last)):
            status, events, said = read(parts)
            expect("%s zipped in two, a wrong %s" % (name, how),
                   status == 0 and "the gzip checksum is wrong" in said and
                   events[-1]["frames"] == len(FRAMES) and
                   events[-1]["complete"] is False, (status, said))
        # What its data breaks off by is said, not what that leads to.
        status, events, said = read(
            first[:-8] + bytes(4) + first[-4:] + f.zipped(halves[1][:-5]))
        expect("%s zipped in two, wrong and cut" % name, status == 0 and
               "the gzip checksum is wrong" in said, (status, said))
    status, events, said = read(f.pcap([]))
    expect("no frame", status == 0 and events[-1]["frames"] == 0, said)
    status, events, said = read(f.section() + f.interface())
    expect("no frame, pcapng", status == 0 and events[-1]["frames"] == 0, said)


def no_boot():
    """What is there instead of a boot, with --session as without."""
    client = [x for x in FRAMES if x[1][6:12] == b"RT\0\0\0\1"]
    server = [x for x in FRAMES if x not in client]
    late = FRAMES[len(FRAMES) // 4:len(FRAMES) * 3 // 4]
    # DHCPv6: SOLICIT with its architecture (option 61).
    solicit = b"\1\0\0\7\0\x3d\0\2\0\7"
    solicit = struct.pack(">HHHH", 546, 547, 8 + len(solicit), 0) + solicit
    solicit = b"\x33\x33\0\1\0\2RT\0\0\0\1\x86\xdd" + struct.pack(
        ">IHBB16s16s", 6 << 28, len(solicit), 17, 64,
        b"\xfe\x80" + bytes(13) + b"\1",
        b"\xff\2" + bytes(11) + b"\1\0\2") + solicit
    for name, content, words in (
            ("nothing", f.pcap([(1, bytes(60))]), "no machine boots here"),
            ("begins late", f.pcap(late), "machines whose DHCP is not here"),
            ("the server's side", f.pcap([x for x in server if x[1][23] == 17
                                          and x[1][34:36] == b"\0\x43"]),
             "servers answer, but no machine is seen to ask"),
            ("cut", f.pcap(FRAMES, snap=96),
             "no DHCP message was captured whole"),
            ("IPv6", f.pcap([(1, solicit)]), "a boot over IPv6 (1 SOLICIT)")):
        for extra in ([], ["--session", "52:54:00:00:00:01"]):
            with tempfile.NamedTemporaryFile() as out:
                out.write(content)
                out.flush()
                done = subprocess.run([READ, "read", out.name] + extra,
                                      stdout=subprocess.PIPE, check=False)
            said = done.stdout.decode()
            expect("no boot, " + name, words in said and
                   ("no machine boots here" in said) == (name == "nothing"),
                   said[:300])


def dropped():
    """Frames that the capture could not keep are told; where they are many,
    nothing is concluded from an offer that is not there."""
    wire = sick.nobody_offers_by_kind()[0]
    for order in (f.LE, f.BE):
        frames = f.pcapng(wire.frames, order=order)
        for received, lost, by_system, findings in (
                (1000, 500, 0, {}), (1000, 0, 500, {}), (0, 1, 0, {}),
                (10 ** 6, 3, 0, {"nobody-offers": 1}),
                (1000, 0, 0, {"nobody-offers": 1})):
            name = "%d and %d of %d dropped" % (lost, by_system, received)
            last = f.statistics(received, lost, by_system, order)
            for ends in (last, f.statistics(9, 0, 0, order) + last):
                _, events, said = read(frames + ends)
                expect(name, events[-1]["dropped"] == lost + by_system and
                       events[-1]["findings"] == findings and not said,
                       events[-1])
            _, events, _ = read(f.zipped(frames + last))
            expect(name + ", zipped",
                   events[-1]["dropped"] == lost + by_system, events[-1])


def one_machine():
    """--session of a machine that is there, and of one that is not."""
    with tempfile.NamedTemporaryFile() as out:
        out.write(f.pcap(FRAMES))
        out.flush()
        for mac, status, word in (
                ("52:54:00:00:00:01", 0, "DISCOVER"),
                ("52:54:00:00:00:09", 1, "nothing of 52:54:00:00:00:09 in")):
            done = subprocess.run([READ, "read", out.name, "--session", mac],
                                  stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, check=False)
            expect("--session " + mac, done.returncode == status and
                   word in done.stdout.decode(), done)


def ends_in_between():
    """Stopped while the machine boots: that is no failure of the boot."""
    for wire in (WIRE, healthy.http_boot()):
        for n in range(1, len(wire.frames), 7):
            _, events, _ = read(f.pcap(wire.frames[:n]))
            bad = [e for e in events if e.get("stage") in ("failed", "stalled")
                   or e["event"] == "finding" and e["severity"] == "error"]
            expect("the first %d frames" % n, not bad, bad)


def main():
    for test in (link_layers, kinds_of_files, mixed_interfaces, one_side_only,
                 one_port_of_the_server, blocks_in_pieces, short_frames, refused, broken_off,
                 no_boot, dropped, one_machine, ends_in_between):
        test()
    print("\n".join(wrong) or "every file as expected")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
