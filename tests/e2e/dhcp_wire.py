# SPDX-License-Identifier: ISC
"""DHCP by hand on a wire of one's own: frames as an attacker would send them,
replies read as strictly as the strictest client would, and the console at the
other end of a veth pair.  Imported by the tests beside it."""

import atexit
import fcntl
import json
import os
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

SERVER = "10.99.0.1"
RELAY = "10.99.0.2"
BROADCAST = b"\xff" * 6
ZERO = bytes(4)
COOKIE = b"\x63\x82\x53\x63"
SERVER_MAC = bytes.fromhex("02000000ee01")
RELAY_MAC = bytes.fromhex("02000000ee02")
(BOOTP, DISCOVER, OFFER, REQUEST, DECLINE, ACK, NAK, RELEASE,
 INFORM) = range(9)
TYPES = ["BOOTREPLY", "DISCOVER", "OFFER", "REQUEST", "DECLINE", "ACK", "NAK",
         "RELEASE", "INFORM"]
# Direction marks, joiners and separators that no reader sees.
UNSEEN = set("\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b"
             "\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
# Lengths that RFC 2132 and RFC 4578 leave no choice about.
LENGTHS = {1: 4, 28: 4, 50: 4, 51: 4, 52: 1, 53: 1, 54: 4, 57: 2, 58: 4,
           59: 4, 97: 17}
SPLIT = {43, 121}  # what may be longer than one option


def ip(text):
    return socket.inet_aton(text)


def mac_of(text):
    return bytes.fromhex(text.replace(":", ""))


def colons(mac):
    return ":".join("%02x" % b for b in mac)


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(">%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def option(code, value):
    return bytes([code, len(value)]) + value


def options(*pairs, end=True):
    return b"".join(option(c, v) for c, v in pairs) + (b"\xff" if end else b"")


def bootp(mac, opts, op=1, htype=1, hlen=6, hops=0, xid=0x1234, secs=0,
          flags=0, ciaddr=ZERO, yiaddr=ZERO, siaddr=ZERO, giaddr=ZERO,
          sname=b"", file=b"", cookie=COOKIE):
    """One message; opts are its bytes behind the cookie."""
    return struct.pack(">BBBBIHH4s4s4s4s16s64s128s", op, htype, hlen, hops,
                       xid, secs, flags, ciaddr, yiaddr, siaddr, giaddr, mac,
                       sname, file) + cookie + opts


def udp_frame(payload, src="0.0.0.0", dst="255.255.255.255", sport=68,
              dport=67, mac=b"\x02\0\0\0\0\x01", to=BROADCAST, udp_len=None,
              total=None, version=4, ihl=5, head_sum=None, udp_sum=0,
              fragment=0, tail=b""):
    """Ethernet, IPv4 and UDP round a payload, each field open to lies."""
    size = len(payload)
    udp = struct.pack(">HHHH", sport, dport,
                      8 + size if udp_len is None else udp_len, udp_sum)
    head = struct.pack(">BBHHHBBH4s4s", version << 4 | ihl, 0,
                       28 + size if total is None else total, 1, fragment, 64,
                       17, 0, ip(src), ip(dst))
    if head_sum is None:
        head_sum = checksum(head)
    head = head[:10] + struct.pack(">H", head_sum) + head[12:]
    return to + mac + b"\x08\x00" + head + udp + payload + tail


class Bad(Exception):
    """A reply that a strict client would throw away."""


def demand(holds, what):
    if not holds:
        raise Bad(what)


def read_options(data, where):
    """[(code, value)] of one area, which must be tidy to its last byte."""
    found = []
    at = 0
    while True:
        demand(at < len(data), "%s ends without END" % where)
        code = data[at]
        if code == 255:
            break
        if code == 0:
            at += 1
            continue
        demand(at + 1 < len(data), "%s ends in an option" % where)
        size = data[at + 1]
        value = data[at + 2:at + 2 + size]
        demand(len(value) == size, "option %d overruns %s" % (code, where))
        found.append((code, value))
        at += 2 + size
    demand(not any(data[at + 1:]), "bytes behind the END of " + where)
    return found


def text_field(field, what):
    demand(b"\0" in field, what + " without its NUL")
    text, _, rest = field.partition(b"\0")
    demand(not any(rest), "bytes behind the NUL of " + what)
    return text


def read_headers(frame):
    """(ports and addresses, UDP payload) of a frame, checksums included."""
    head = frame[14:34]
    demand(head[0] == 0x45, "IP head %02x" % head[0])
    demand(checksum(head) == 0, "IP checksum")
    total, = struct.unpack(">H", head[2:4])
    demand(total <= len(frame) - 14, "IP length")
    udp = frame[34:14 + total]
    sport, dport, size, udp_sum = struct.unpack(">HHHH", udp[:8])
    demand(size == len(udp), "UDP length")
    pseudo = head[12:20] + struct.pack(">BBH", 0, 17, size)
    demand(udp_sum == 0 or checksum(pseudo + udp) == 0, "UDP checksum")
    return {"to_mac": frame[:6], "from_mac": frame[6:12], "total": total,
            "from_ip": socket.inet_ntoa(head[12:16]),
            "to_ip": socket.inet_ntoa(head[16:20]), "sport": sport,
            "dport": dport}, udp[8:]


class Reply:
    """A reply of the server: every field, and .opts as code -> value."""

    def __init__(self, frame):
        self.frame = frame
        self.head, body = read_headers(frame)
        self.size = len(body)
        demand(self.size >= 300, "%d bytes, less than BOOTP's" % self.size)
        (self.op, self.htype, self.hlen, self.hops, self.xid, self.secs,
         self.flags, self.ciaddr, self.yiaddr, self.siaddr, self.giaddr,
         self.chaddr, sname, name) = struct.unpack(
             ">BBBBIHH4s4s4s4s16s64s128s", body[:236])
        demand(self.op == 2, "op %d" % self.op)
        self.opts, self.order = {}, []
        self.overload = 0
        has_cookie = body[236:240] == COOKIE
        if has_cookie:
            self.take(read_options(body[240:], "options"))
        self.type = self.opts.get(53, b"\0")[0]
        demand(self.type == BOOTP or has_cookie, "no cookie")
        self.overload = self.opts.get(52, b"\0")[0]
        if self.overload & 1:
            self.take(read_options(name, "file"))
        if self.overload & 2:
            self.take(read_options(sname, "sname"))
        self.file = b"" if self.overload & 1 else text_field(name, "file")
        self.sname = b"" if self.overload & 2 else text_field(sname, "sname")
        self.judge()

    def take(self, found):
        for code, value in found:
            if code in self.opts:
                demand(code in SPLIT and self.order[-1] == code,
                       "option %d twice" % code)
                self.opts[code] += value
                continue
            self.opts[code] = value
            self.order.append(code)

    def u32(self, code):
        value = self.opts.get(code)
        return None if value is None else struct.unpack(">I", value)[0]

    def judge(self):
        demand(self.hops == 0 and self.secs == 0, "hops or secs")
        for code, size in LENGTHS.items():
            demand(code not in self.opts or len(self.opts[code]) == size,
                   "option %d has %d bytes" % (code,
                                               len(self.opts.get(code, b""))))
        if self.type == BOOTP:
            return
        demand(self.order[0] == 53, "option 53 is not the first")
        demand(self.type in (OFFER, ACK, NAK), "type %d" % self.type)
        demand(54 in self.opts, "no option 54")
        demand(82 not in self.opts or self.order[-1] == 82,
               "option 82 is not the last")
        if 51 in self.opts and 58 in self.opts:
            demand(self.u32(58) < self.u32(59) < self.u32(51), "T1, T2")
        if self.type == NAK:
            demand(self.ciaddr + self.yiaddr + self.siaddr == bytes(12),
                   "an address in a NAK")
            demand(set(self.opts) <= {53, 54, 56, 61, 82},
                   "options %r in a NAK" % self.order)

    def answers(self, request):
        """What must come back as it was sent."""
        demand(self.chaddr == request[28:44], "chaddr")
        demand(self.giaddr == request[24:28], "giaddr")
        flags, = struct.unpack(">H", request[10:12])
        allowed = {flags, flags | 0x8000} if self.type == NAK else {flags}
        demand(self.flags in allowed, "flags")

    def __str__(self):
        return "%s %s to %s:%d" % (TYPES[self.type],
                                   socket.inet_ntoa(self.yiaddr),
                                   self.head["to_ip"], self.head["dport"])


def inside():
    """Runs the caller again in namespaces of its own."""
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    if os.environ.get("E2E_INSIDE"):
        return
    os.environ["E2E_INSIDE"] = "1"
    flags = "-nmp" if os.geteuid() == 0 else "-rnmp"
    os.execvp("unshare", ["unshare", flags, "--fork", "--kill-child",
                          "--mount-proc", sys.executable] + sys.argv)


def need(*programs):
    for program in programs:
        if shutil.which(program) is None:
            print("SKIP no", program)
            sys.exit(77)


def run(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


def checksums_by_software(interface):
    """So that what the wire shows is what a card would send."""
    value = bytearray(struct.pack("II", 0x17, 0))  # ETHTOOL_STXCSUM off
    address = (struct.pack("16sP", interface.encode(), buffer_address(value)) +
               bytes(16))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        fcntl.ioctl(s, 0x8946, address)  # SIOCETHTOOL


def buffer_address(data):
    import ctypes
    return ctypes.addressof((ctypes.c_char * len(data)).from_buffer(data))


class Wire:
    """One end of a veth pair; the server has the other."""

    def __init__(self, near="cli", far="srv", address=SERVER + "/24"):
        run("ip", "link", "set", "lo", "up")
        run("ip", "link", "add", far, "address", colons(SERVER_MAC), "type",
            "veth", "peer", "name", near)
        for name in (near, far):
            with open("/proc/sys/net/ipv6/conf/%s/disable_ipv6" % name, "w",
                      encoding="ascii") as out:
                out.write("1")
        run("ip", "addr", "add", address, "dev", far)
        run("ip", "link", "set", far, "up")
        run("ip", "link", "set", near, "up")
        checksums_by_software(far)
        self.far = far
        self.server_mac = SERVER_MAC
        self.fd = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                                socket.htons(0x0003))
        self.fd.setsockopt(socket.SOL_SOCKET, 33, 8 << 20)  # RCVBUFFORCE
        self.fd.bind((near, 0))
        # PACKET_MR_PROMISC: replies go to the machines' addresses.
        self.fd.setsockopt(263, 1, struct.pack(
            "IHH8s", socket.if_nametoindex(near), 1, 0, b""))
        self.replies = []  # every frame from the server's ports
        self.neighbour(RELAY, RELAY_MAC)

    def neighbour(self, address, mac):
        """The server need not ask ARP for it."""
        run("ip", "neigh", "replace", address, "lladdr", colons(mac), "dev",
            self.far, "nud", "permanent")

    def send(self, frame):
        try:
            self.fd.send(frame)
        except OSError as e:
            raise Bad("this frame cannot be sent: %s" % e)

    def hear(self, seconds):
        """The next frame from the server's DHCP ports, or None."""
        end = time.monotonic() + seconds
        while True:
            left = max(0, end - time.monotonic())
            if not select.select([self.fd], [], [], left)[0]:
                return None
            frame, address = self.fd.recvfrom(70000)
            if address[2] == 4 or frame[6:12] != self.server_mac:
                continue  # our own
            if frame[12:14] != b"\x08\x00" or frame[23] != 17 or \
                    struct.unpack(">H", frame[34:36])[0] not in (67, 4011):
                continue
            self.replies.append(frame)
            return frame

    def drain(self, seconds):
        """All that comes until it is quiet for so long."""
        frames = []
        while True:
            frame = self.hear(seconds)
            if frame is None:
                return frames
            frames.append(frame)

    def ask(self, payload, seconds=2.0, **frame):
        """Sends it; its reply, read strictly, or None."""
        self.send(udp_frame(payload, mac=payload[28:34], **frame))
        return self.reply_to(payload, seconds)

    def reply_to(self, payload, seconds=2.0):
        end = time.monotonic() + seconds
        while True:
            frame = self.hear(end - time.monotonic())
            if frame is None:
                return None
            reply = Reply(frame)
            if reply.xid == struct.unpack(">I", payload[4:8])[0]:
                reply.answers(payload)
                return reply

    def save(self, path):
        """Everything that the server sent, as a capture."""
        with open(path, "wb") as out:
            out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535,
                                  1))
            for n, frame in enumerate(self.replies):
                out.write(struct.pack("<IIII", n // 1000, n % 1000 * 1000,
                                      len(frame), len(frame)) + frame)


def tshark_warnings(path):
    """What tshark finds odd about the replies, one line each."""
    out = subprocess.run(
        ["tshark", "-n", "-r", path, "-o", "ip.check_checksum:TRUE", "-o",
         "udp.check_checksum:TRUE", "-Y",
         "_ws.expert.severity >= \"Note\" || _ws.malformed || !dhcp", "-T",
         "fields", "-e", "frame.number", "-e", "_ws.expert.message", "-e",
         "_ws.malformed", "-e", "frame.protocols"],
        capture_output=True, text=True,
        env=dict(os.environ, LC_ALL="C.UTF-8"))
    if out.returncode != 0:
        return ["tshark: " + out.stderr.strip()]
    return out.stdout.splitlines()


class Console:
    """pxeconsole, headless, with a root and a database of its own."""

    def __init__(self, *words, json_lines=True, interface="srv"):
        self.folder = tempfile.mkdtemp(prefix="pxeconsole-e2e.")
        atexit.register(shutil.rmtree, self.folder, True)
        os.chmod(self.folder, 0o755)
        self.root = os.path.join(self.folder, "root")
        os.mkdir(self.root)
        os.mkdir(os.path.join(self.folder, "db"))
        os.chmod(os.path.join(self.folder, "db"), 0o777)
        self.db = os.path.join(self.folder, "db", "book.db")
        self.add_file("pxelinux.0")
        self.words = [PXECONSOLE, "--headless", "--interface", interface,
                      "--db", self.db, "--tftp-root", self.root, "--config",
                      "/dev/null", "--no-capture", *words]
        if json_lines:
            self.words.append("--json")
        self.log = open(os.path.join(self.folder, "log"), "w+b")
        self.process = None

    def add_file(self, name, data=b"\xea\x05\x00\xc0\x07" + bytes(59)):
        with open(os.path.join(self.root, name), "wb") as out:
            out.write(data)

    def book(self, *words):
        """A subcommand, such as host set."""
        run(PXECONSOLE, *words, "--db", self.db, "--tftp-root", self.root,
            "--config", "/dev/null")

    def start(self):
        self.process = subprocess.Popen(
            self.words, stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=self.log,
            env=dict({"ASAN_OPTIONS": "detect_leaks=0"}, **os.environ))
        end = time.monotonic() + 10
        while time.monotonic() < end and self.process.poll() is None:
            heard = subprocess.run(["ss", "-Hlun", "sport = :4011"],
                                   capture_output=True, check=True).stdout
            if heard.strip():
                return self
            time.sleep(0.05)
        sys.exit("FAIL the console does not serve:\n" +
                 self.output().decode("utf-8", "replace"))

    def output(self):
        self.log.flush()
        with open(self.log.name, "rb") as f:
            return f.read()

    def events(self):
        return [json.loads(line) for line in self.output().splitlines()]

    def memory(self):
        """Resident kilobytes."""
        with open("/proc/%d/status" % self.process.pid,
                  encoding="ascii") as f:
            for line in f:
                if line.startswith("VmRSS"):
                    return int(line.split()[1])
        return 0

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)


class Tally:
    """PASS and FAIL lines, and the exit status they make."""

    def __init__(self):
        self.count = self.failed = 0

    def report(self, name, wrong=None):
        self.count += 1
        if wrong:
            self.failed += 1
        print("FAIL %s: %s" % (name, wrong) if wrong else "PASS " + name,
              flush=True)

    def check(self, name, test, *arguments):
        """test raises Bad when it is not as it should be."""
        try:
            test(*arguments)
        except (Bad, OSError, subprocess.CalledProcessError) as e:
            self.report(name, str(e) or repr(e))
        else:
            self.report(name)


def unclean(output, is_json):
    """What is wrong with the console's output, or None."""
    try:
        text = output.decode("utf-8")
    except UnicodeDecodeError as e:
        return "not UTF-8: %s" % e
    for number, line in enumerate(text.rstrip("\n").split("\n"), 1):
        told = line
        if is_json:
            try:
                told = strings_of(json.loads(line))
            except ValueError as e:
                return "line %d is no JSON: %s: %s" % (number, e, line)
        bad = [c for c in told if ord(c) < 32 or 127 <= ord(c) < 160
               or c in UNSEEN]
        if bad:
            return "line %d has %r: %s" % (number, bad[0], line)
    return None


def strings_of(value):
    if isinstance(value, dict):
        return "".join(k + strings_of(v) for k, v in value.items())
    if isinstance(value, list):
        return "".join(map(strings_of, value))
    return value if isinstance(value, str) else ""
