# SPDX-License-Identifier: ISC
"""The machines of the scenes: what each kind says in DHCP, and how it fetches
by TFTP, HTTP and iSCSI."""

import struct

from wire import (ACK, BROADCAST_MAC, DISCOVER, EVERYBODY, INFORM, NOBODY,
                  REQUEST, ip, option)

EDK2_ASKS = [1, 2, 3, 4, 5, 6, 12, 13, 15, 17, 18, 22, 23, 28, 40, 41, 42, 43,
             50, 51, 54, 58, 59, 60, 66, 67, 97, 128, 129, 130, 131, 132, 133,
             134, 135]
IPXE_ASKS = [1, 3, 6, 7, 12, 15, 17, 26, 43, 60, 66, 67, 119, 128, 129, 130,
             131, 132, 133, 134, 135, 175, 203]
GPXE_ASKS = [1, 3, 6, 7, 12, 15, 17, 43, 60, 66, 67, 175, 203]
BIOS_ASKS = [1, 2, 3, 4, 5, 6, 11, 12, 13, 15, 16, 17, 18, 22, 23, 28, 40, 41,
             42, 43, 50, 51, 54, 58, 59, 60, 66, 67, 97, 128, 129, 130, 131,
             132, 133, 134, 135]
IPXE_175 = bytes([0xb1, 5, 1, 0x1a, 0xf4, 0x10, 0]) + bytes(
    [0xeb, 3, 1, 21, 1]) + b"".join(
        bytes([t, 1, 1]) for t in (23, 34, 25, 33, 16, 39, 19, 18, 17, 21, 24))
GPXE_175 = bytes([0xb1, 5, 1, 0x80, 0x86, 0x10, 0x0e]) + bytes(
    [24, 1, 1, 35, 1, 1, 34, 1, 1, 25, 1, 1, 33, 1, 1, 16, 1, 2, 18, 1, 1,
     19, 1, 1, 17, 1, 1, 23, 1, 1, 21, 1, 1])


def ndi(arch, minor=1):
    text = b"PXEClient:Arch:%05d:UNDI:%s" % (
        arch, {0: b"002001"}.get(arch, b"003000"))
    return text


class Client:
    """One machine in one of its stages; see become()."""

    def __init__(self, wire, kind="bios", n=1, mac=None):
        self.wire = wire
        self.mac = mac or bytes([0x52, 0x54, 0, 0, 0, n])
        self.offered = "10.9.0.%d" % (100 + n)
        self.addr = NOBODY
        self.n = n
        self.port = 2000 + 100 * n
        self.uuid = bytes([0x4c, 0x4c, 0x45, 0x44, 0, 0x31, 0x10, 0x80, 0x80,
                           0x31, 0xb9, 0xc0, 0x4f, 0x4d, 0x32, n])
        self.xid = 0x1000 * n
        self.stray = []
        self.become(kind)

    def become(self, kind):
        """Another program on the same machine asks from now on."""
        self.kind = kind
        self.xid += 0x11
        self.ciaddr = NOBODY
        self.broadcast = kind in ("uefi", "arm64", "http", "bios", "uboot",
                                  "ia32")
        self.port_4011 = 4011 if kind in ("uefi", "arm64", "bios", "ia32") \
            else 68
        self.secs = 0
        self.tries = 0
        self.arch = {"uefi": 7, "http": 16, "arm64": 11, "ia32": 6,
                     "uboot": 22}.get(kind, 0)
        if kind in ("ipxe-uefi", "gpxe-uefi"):
            self.arch = 7
        self.asks = {"bios": BIOS_ASKS, "uefi": EDK2_ASKS, "http": EDK2_ASKS,
                     "arm64": EDK2_ASKS, "ia32": EDK2_ASKS, "pi": [1, 3, 43,
                     60, 66, 67, 128, 129, 130, 131, 132, 133, 134, 135],
                     "ipxe": IPXE_ASKS, "ipxe-uefi": IPXE_ASKS,
                     "gpxe": GPXE_ASKS, "gpxe097": GPXE_ASKS,
                     "gpxe096": GPXE_ASKS,
                     "syslinux": [1, 3, 6],
                     "uboot": [1, 3, 6, 12, 17, 26, 66, 67, 209, 210],
                     "windows": [1, 15, 3, 6, 44, 46, 47, 31, 33, 121, 249,
                                 43],
                     "apple": [1, 3, 43, 60],
                     "freebsd": [17, 12, 16, 3, 1, 26, 54],
                     "netbsd": [1, 3, 12, 15, 17, 16]}.get(
                         kind, [1, 28, 2, 3, 15, 6, 119, 12])

    def options(self, kind, server=None):
        k = self.kind
        o = []
        if kind == REQUEST and server is not None:
            o += [(50, ip(self.offered)), (54, ip(server.addr))]
        o.append((55, bytes(self.asks)))
        if k in ("bios", "uefi", "arm64", "ia32", "pi", "http", "uboot"):
            prefix = b"HTTPClient" if k == "http" else b"PXEClient"
            text = prefix + b":Arch:%05d:UNDI:%s" % (
                self.arch, b"002001" if self.arch == 0 else b"003000")
            if k == "uboot":
                text = b"U-Boot.armv8"
            o += [(57, struct.pack(">H", 1472)), (60, text),
                  (93, struct.pack(">H", self.arch)), (94, bytes([1, 2, 1])),
                  (97, b"\0" + self.uuid)]
        elif k.startswith("ipxe") or k.startswith("gpxe"):
            user = b"iPXE" if k.startswith("ipxe") else b"gPXE"
            feats = IPXE_175 if k.startswith("ipxe") else GPXE_175
            version = {"gpxe": b"\xeb\x03\x01\x00\x01",
                       "gpxe097": b"\xeb\x03\x00\x09\x07"}.get(k, b"")
            o += [(57, struct.pack(">H", 1472)),
                  (60, b"PXEClient:Arch:%05d:UNDI:%s" % (
                      self.arch, b"003010" if self.arch else b"002001")),
                  (93, struct.pack(">H", self.arch)), (94, bytes([1, 2, 1])),
                  (61, b"\1" + self.mac), (97, b"\0" + self.uuid),
                  (175, feats + version)]
            if k != "gpxe096":
                o.append((77, user))
        elif k == "windows":
            o += [(61, b"\1" + self.mac), (12, b"MINWINPC"),
                  (60, b"MSFT 5.0")]
        elif k == "apple":
            o += [(57, struct.pack(">H", 1500)),
                  (60, b"AAPLBSDPC/i386/MacBook4,1"), (61, b"\1" + self.mac)]
        elif k == "freebsd":
            o += [(60, b"PXEClient"), (77, b"\7FreeBSD")]
        elif k == "netbsd":
            o.append((60, b"NetBSD:i386:libsa"))
        elif k == "bare":
            o = [(c, v) for c, v in o if c != 55]
        elif k == "linux":
            o += [(12, b"node%d" % self.n)]
        elif k == "systemd":
            o += [(61, b"\xff" + self.mac[2:] + b"\0\1\0\1" + bytes(8)),
                  (12, b"node")]
        return o

    def says(self, kind, server=None, dst=EVERYBODY, dport=67, sport=68,
             opts=(), drop=(), giaddr=NOBODY, relay=None, secs=None,
             cookie=True):
        o = [(53, bytes([kind]))] + self.options(kind, server)
        o = [(c, v) for c, v in o if c not in drop] + list(opts)
        body = struct.pack(">BBBBIHH4s4s4s4s16s64s128s", 1, 1, 6,
                           1 if relay else 0, self.xid,
                           self.secs if secs is None else secs,
                           0x8000 if self.broadcast else 0, ip(self.ciaddr),
                           bytes(4), bytes(4), ip(giaddr), self.mac, b"", b"")
        body += b"\x63\x82\x53\x63"
        body += b"".join(option(c, v) for c, v in o) + b"\xff"
        body += b"\0" * (300 - len(body))
        mac, src = self.mac, NOBODY
        if self.ciaddr != NOBODY:
            src = self.ciaddr
        if relay is not None:
            mac, src = relay.mac, relay.addr
            sport = 67
        to = BROADCAST_MAC if dst == EVERYBODY else b"\x02\0\0\xee" + \
            ip(dst)[2:]
        self.wire.udp(mac, to, src, sport, dst, dport, body)

    def discover(self, **kw):
        """The next DISCOVER, with what this kind writes into secs."""
        if self.kind.startswith("ipxe"):
            self.tries += 1
            self.secs = self.tries << 2
        self.says(DISCOVER, **kw)
        self.wire.wait(0.001)

    def request(self, server, **kw):
        if self.kind.startswith("ipxe") and self.secs & 2 == 0:
            self.secs = (self.tries + 1) << 2 | 2
        self.says(REQUEST, server=server, **kw)
        self.wire.wait(0.001)

    def patience(self):
        """From the offer to the REQUEST."""
        self.wire.wait({"uefi": 3.8, "arm64": 3.8, "ia32": 3.8, "ipxe": 3.0,
                        "ipxe-uefi": 3.0, "bios": 3.9,
                        "gpxe": 3.0}.get(self.kind, 0.01))

    def dora(self, server, name="", ack_name=None, **kw):
        self.discover()
        server.offer(self, name, **kw)
        self.patience()
        self.request(server)
        server.ack(self, name if ack_name is None else ack_name, **kw)
        self.wire.wait(0.01)

    def dora_beside(self, server, proxy, name="", on_4011=None, **kw):
        """Addresses from one, boot data from a proxy."""
        self.discover()
        server.offer(self)
        proxy.proxy_offer(self, name, **kw)
        self.patience()
        self.request(server)
        server.ack(self)
        if on_4011 is not None:
            self.asks_4011(proxy)
            proxy.proxy_ack(self, on_4011)
        self.wire.wait(0.01)

    def asks_4011(self, proxy, opts=()):
        self.xid += 1
        self.ciaddr = self.addr
        self.says(REQUEST, dst=proxy.addr, dport=4011,
                  sport=self.port_4011 if self.port_4011 == 4011 else 68,
                  drop=(50, 54), opts=opts)
        self.wire.wait(0.001)

    def renew(self, server):
        self.ciaddr = self.addr
        self.says(REQUEST, dst=server.addr, drop=(50, 54))
        server.ack(self, dst=self.addr)
        self.ciaddr = NOBODY

    def inform(self, server, name=""):
        self.ciaddr = self.addr
        self.says(INFORM)
        server.reply(self, ACK, name, yiaddr=NOBODY, dst=self.addr)
        self.ciaddr = NOBODY

    # files

    def rrq(self, server, name, opts=(("tsize", "0"), ("blksize", "1408")),
            same_port=False):
        if not same_port:
            self.port += 1
        if isinstance(name, str):
            name = name.encode("latin-1")
        body = b"\0\1" + name + b"\0octet\0"
        for k, v in opts:
            body += k.encode() + b"\0" + v.encode() + b"\0"
        self.wire.udp(self.mac, server.mac, self.addr, self.port, server.addr,
                      69, body)

    def writes(self, server, name, size=3000, allowed=True):
        """A file goes to the server, or would."""
        self.port += 1
        self.wire.udp(self.mac, server.mac, self.addr, self.port, server.addr,
                      69, b"\0\2" + name.encode() + b"\0octet\0")
        if not allowed:
            self.error(server, 2, "Only reads are served")
            return
        self.from_server(server, struct.pack(">HH", 4, 0))
        for block in range(1, size // 512 + 2):
            n = min(512, size - 512 * (block - 1))
            self.to_server(server, struct.pack(">HH", 3, block) + b"x" * n)
            self.from_server(server, struct.pack(">HH", 4, block))

    def from_server(self, server, payload, tid=None, addr=None):
        self.wire.udp(server.mac, self.mac, addr or server.addr,
                      tid or 30000 + self.port, self.addr, self.port, payload)

    def to_server(self, server, payload, tid=None):
        self.wire.udp(self.mac, server.mac, self.addr, self.port, server.addr,
                      tid or 30000 + self.port, payload)

    def oack(self, server, opts, **kw):
        self.from_server(server, b"\0\6" + b"".join(
            k.encode() + b"\0" + v.encode() + b"\0" for k, v in opts), **kw)

    def error(self, server, code, text="", from_client=False):
        body = struct.pack(">HH", 5, code) + text.encode() + b"\0"
        (self.to_server if from_client else self.from_server)(server, body)

    def missing(self, server, name, **kw):
        self.rrq(server, name, **kw)
        self.error(server, 1, "File not found")
        self.wire.wait(0.002)

    def fetch(self, server, name, size=3000, blksize=1408, tsize=True,
              window=1, last_ack=True, slow=0.0, again=0, doubled=False,
              options=True, same_port=False):
        """Whole, block by block."""
        asked = [("tsize", "0"), ("blksize", str(blksize))]
        if window > 1:
            asked.append(("windowsize", str(window)))
        if not options:
            asked, blksize = [], 512
        self.rrq(server, name, asked, same_port)
        if options:
            granted = [("blksize", str(blksize))]
            if tsize:
                granted.append(("tsize", str(size)))
            if window > 1:
                granted.append(("windowsize", str(window)))
            self.oack(server, granted)
            self.to_server(server, struct.pack(">HH", 4, 0))
        block, left = 1, size
        while True:
            n = min(left, blksize)
            data = struct.pack(">HH", 3, block & 0xffff) + b"x" * n
            self.from_server(server, data)
            if doubled or again > 0:
                again -= 1
                self.from_server(server, data)
            self.wire.wait(slow)
            left -= n
            end = n < blksize
            if (block % window == 0 or end) and (last_ack or not end):
                self.to_server(server, struct.pack(">HH", 4, block & 0xffff))
            if end:
                break
            block += 1
        self.wire.wait(0.01)

    def probe(self, server, name, size=3000, code=8):
        """EDK2 asks for the size first, and breaks off."""
        self.rrq(server, name, [("tsize", "0"), ("blksize", "1468"),
                                ("windowsize", "4")])
        self.oack(server, [("tsize", str(size)), ("blksize", "1468")])
        self.error(server, code, "User aborted the transfer", True)
        self.wire.wait(0.004)

    def boot_file(self, server, name, size=3000):
        """As firmware of this kind fetches its loader."""
        if self.kind in ("uefi", "arm64", "ia32"):
            self.probe(server, name, size)
        if self.kind == "bios":
            self.probe(server, name, size, 0)
        self.fetch(server, name, size)

    def http(self, server, uri, status=200, size=2000, agent="iPXE/1.21.1",
             method="GET", sent=None, close=True, length=True, headers="",
             port=80, reply=True):
        self.port += 1
        me = (self.mac, server.mac, self.addr, self.port, server.addr, port)
        it = (server.mac, self.mac, server.addr, port, self.addr, self.port)
        head = "%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\n\r\n" % (
            method, uri, server.addr, agent)
        t = self.wire.tcp
        t(*me, 100, 0, 2)
        t(*it, 500, 101, 0x12)
        t(*me, 101, 501, 0x10)
        t(*me, 101, 501, 0x18, head.encode())
        seq, ack = 501, 101 + len(head)
        if not reply:
            return
        answer = "HTTP/1.1 %d %s\r\n%s" % (status, "OK" if status == 200
                                           else "No", headers)
        if length:
            answer += "Content-Length: %d\r\n" % size
        answer = answer.encode() + b"\r\n"
        t(*it, seq, ack, 0x18, answer)
        seq += len(answer)
        left = 0 if method == "HEAD" else size if sent is None else sent
        while left > 0:
            n = min(left, 1400)
            t(*it, seq, ack, 0x18, b"y" * n)
            seq += n
            left -= n
        t(*me, ack, seq, 0x10)
        if close:
            t(*me, ack, seq, 0x11)
            t(*it, seq, ack + 1, 0x11)
        self.wire.wait(0.01)

    def https(self, server, host, agrees=True):
        """TLS 1.2: after the server's certificate the client goes on, or
        not."""
        self.port += 1
        me = (self.mac, server.mac, self.addr, self.port, server.addr, 443)
        it = (server.mac, self.mac, server.addr, 443, self.addr, self.port)
        name = host.encode()
        more = struct.pack(">HHHBH", 0, len(name) + 5, len(name) + 3, 0,
                           len(name)) + name
        hello = b"\3\3" + bytes(32) + b"\0\0\2\0\x2f\1\0" + struct.pack(
            ">H", len(more)) + more
        hello = b"\1" + struct.pack(">I", len(hello))[1:] + hello
        finish = b"\x14\3\3\0\1\1\x16\3\3\0\x20" + bytes(32)
        said = [(me, b"\x16\3\1" + struct.pack(">H", len(hello)) + hello),
                (it, b"\x16\3\3\5\x78" + bytes(1400))]
        if agrees:
            said += [(me, finish), (it, finish),
                     (me, b"\x17\3\3\0\x80" + bytes(128)),
                     (it, b"\x17\3\3\5\x78" + bytes(1400)),
                     (it, bytes(1400))]
        at = {me: 101, it: 501}
        t = self.wire.tcp
        t(*me, 100, 0, 2)
        t(*it, 500, 101, 0x12)
        t(*me, 101, 501, 0x10)
        for who, data in said:
            t(*who, at[who], at[it if who == me else me], 0x18, data)
            at[who] += len(data)
        t(*me, at[me], at[it], 0x11)
        t(*it, at[it], at[me] + 1, 0x11)
        self.wire.wait(0.01)

    def login(self, server, status=0x0000, target="iqn.2026-01.lab:disk",
              port=3260):
        self.port += 1
        me = (self.mac, server.mac, self.addr, self.port, server.addr, port)
        it = (server.mac, self.mac, server.addr, port, self.addr, self.port)
        t = self.wire.tcp
        t(*me, 100, 0, 2)
        t(*it, 500, 101, 0x12)
        t(*me, 101, 501, 0x10)
        text = b"InitiatorName=iqn.2010-04.org.ipxe:node\0TargetName=" + \
            target.encode() + b"\0SessionType=Normal\0"
        text += b"\0" * (-len(text) % 4)
        n = struct.pack(">I", len(text.rstrip(b"\0")) + 1)[1:]
        pdu = bytes([0x43, 0x87, 0, 0, 0]) + n + bytes(40) + text
        t(*me, 101, 501, 0x18, pdu)
        answer = bytes([0x23, 0x87, 0, 0, 0, 0, 0, 0]) + bytes(28) + \
            struct.pack(">H", status) + bytes(10)
        t(*it, 501, 101 + len(pdu), 0x18, answer)
        self.wire.wait(0.05)

    def connects(self, server, port=3260, times=1, refused=False):
        self.port += 1
        me = (self.mac, server.mac, self.addr, self.port, server.addr, port)
        it = (server.mac, self.mac, server.addr, port, self.addr, self.port)
        for i in range(times):
            self.wire.tcp(*me, 100, 0, 2)
            if refused:
                self.wire.tcp(*it, 0, 101, 0x14)
                return
            self.wire.wait(1 << i)

    # whole programs

    def pxelinux(self, server, prefix="", kernel="vmlinuz", module="c32",
                 searched=8, menu=0, same_port=False, config="default"):
        """PXELINUX from its own start to the kernel's last byte."""
        kw = {"same_port": same_port}
        self.fetch(server, prefix + "ldlinux." + module, 20000, **kw)
        self.missing(server, prefix + "pxelinux.cfg/4c4c4544-0031", **kw)
        self.missing(server, prefix + "pxelinux.cfg/01-52-54-00-00-00-01",
                     **kw)
        for i in range(searched, 0, -1):
            self.missing(server, prefix + "pxelinux.cfg/" + "0A090065"[:i],
                         **kw)
        self.fetch(server, prefix + "pxelinux.cfg/" + config, 200, **kw)
        if menu:
            self.fetch(server, prefix + "menu.c32", 20000, **kw)
            self.missing(server, prefix + "libutil.c32", **kw)
            self.fetch(server, prefix + "libcom32.c32", 20000, **kw)
            self.wire.wait(menu)
        self.fetch(server, prefix + kernel, 9000, **kw)
        self.fetch(server, prefix + "initrd.img", 30000, **kw)

    def grub(self, server, prefix="grub/"):
        for mod in ("command.lst", "fs.lst", "crypto.lst", "terminal.lst"):
            self.missing(server, prefix + "x86_64-efi/" + mod)
        for tail in ("4c4c4544-0031-1080", "01-52-54-00-00-00-01", "0A090065",
                     "0A09006", "0A0900", "0A090", "0A09", "0A0", "0A", "0"):
            self.missing(server, prefix + "grub.cfg-" + tail)
        self.fetch(server, prefix + "grub.cfg", 400, blksize=1024)
        self.fetch(server, "vmlinuz", 9000, blksize=1024)
        self.fetch(server, "initrd", 30000, blksize=1024)

    def system(self, server, kind="linux", after=20):
        """The installed or loaded system asks for its address."""
        self.wire.wait(after)
        self.become(kind)
        self.discover()
        server.offer(self)
        self.request(server)
        server.ack(self)
