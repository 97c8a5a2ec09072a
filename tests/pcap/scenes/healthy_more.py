# SPDX-License-Identifier: ISC
"""More healthy boots: scripts that try one name after the other, loaders that
look for what is not there, servers that are slow, and what menus do."""

import struct

from clients import Client
from healthy import beside, healthy, lab
from wire import MENU_43, NAK, NOBODY, Server, Wire, ip, option


@healthy
def script_that_tries_names():
    """chain MAC.ipxe || chain default.ipxe, by HTTP and by TFTP."""
    wires = []
    for tftp in (False, True):
        wire, c, s = lab("ipxe")
        c.dora(s, "http://10.9.0.1/boot.ipxe")
        c.http(s, "/boot.ipxe")
        for name in ("hosts/52-54-00-00-00-01.ipxe", "local-vars.ipxe",
                     "uuid/4c4c4544-0031-1080.ipxe"):
            if tftp:
                c.missing(s, name)
            else:
                c.http(s, "/" + name, 404, 100)
        c.http(s, "/default.ipxe")
        wire.wait(0.5)
        c.http(s, "/vmlinuz", size=9000)
        wires.append(wire)
    return wires


@healthy
def netboot_xyz():
    wire, c, s = lab("bios")
    c.dora(s, "netboot.xyz.kpxe")
    c.boot_file(s, "netboot.xyz.kpxe", 60000)
    wire.wait(3)
    c.become("ipxe")
    c.dora(s, "netboot.xyz.kpxe")
    c.missing(s, "local-vars.ipxe")
    c.missing(s, "HOSTNAME-.ipxe")
    c.missing(s, "MAC-525400000001.ipxe")
    c.fetch(s, "menu.ipxe", 9000, blksize=1432)
    far = Server(wire, "10.7.0.5")
    c.http(far, "/vmlinuz", size=9000)
    return wire


@healthy
def lpxelinux_by_http():
    wire, c, s = lab("bios")
    c.dora(s, "lpxelinux.0", opts=[(210, b"http://10.9.0.1/boot/")])
    c.boot_file(s, "lpxelinux.0", 60000)
    a = "Syslinux/6.04"
    c.http(s, "/boot/ldlinux.c32", agent=a)
    for n in ("4c4c4544", "01-52-54-00-00-00-01", "0A090065", "0A0900"):
        c.http(s, "/boot/pxelinux.cfg/" + n, 404, 100, agent=a)
    c.http(s, "/boot/pxelinux.cfg/default", agent=a)
    c.http(s, "/boot/vmlinuz", size=9000, agent=a)
    return wire


@healthy
def grub_by_http():
    wire, c, s = lab("http")
    c.dora(s, "http://10.9.0.1/grubx64.efi", opts=[(60, b"HTTPClient")])
    u = "UefiHttpBoot/1.0"
    c.http(s, "/grubx64.efi", method="HEAD", agent=u)
    c.http(s, "/grubx64.efi", size=90000, agent=u)
    for n in ("x86_64-efi/command.lst", "grub.cfg-01-52-54",
              "grub.cfg-0A090065"):
        c.http(s, "/grub/" + n, 404, 100, agent=u)
    c.http(s, "/grub/grub.cfg", agent=u)
    c.http(s, "/vmlinuz", size=9000, agent=u)
    return wire


@healthy
def http_shim():
    wire, c, s = lab("http")
    c.dora(s, "http://10.9.0.1/shimx64.efi", opts=[(60, b"HTTPClient")])
    u = "UefiHttpBoot/1.0"
    c.http(s, "/shimx64.efi", method="HEAD", agent=u)
    c.http(s, "/shimx64.efi", size=90000, agent=u)
    c.http(s, "/revocations.efi", 404, 100, method="HEAD", agent=u)
    c.http(s, "/revocations_sbat.efi", 404, 100, agent=u)
    c.http(s, "/grubx64.efi", method="HEAD", agent=u)
    c.http(s, "/grubx64.efi", size=90000, agent=u)
    c.http(s, "/grub/grub.cfg", agent=u)
    return wire


@healthy
def two_proxies():
    wire, c, s, p = beside("uefi")
    q = Server(wire, "10.9.0.4")
    c.discover()
    s.offer(c)
    p.proxy_offer(c, "grubx64.efi")
    q.proxy_offer(c, "other.efi")
    c.patience()
    c.request(s)
    s.ack(c)
    c.boot_file(p, "grubx64.efi")
    c.grub(p)
    return wire


@healthy
def slow_server_answers_the_third():
    wires = []
    for kind in ("ipxe", "uefi", "bios"):
        wire, c, s = lab(kind, style="isc")
        for t in (0, 1, 2) if kind == "ipxe" else (0, 1, 2.5):
            wire.wait(t)
            c.discover()
        wire.wait(0.5)
        name = "grubx64.efi" if kind == "uefi" else "pxelinux.0"
        s.offer(c, name)
        wire.wait(1)
        c.request(s)
        s.ack(c, name)
        c.boot_file(s, name)
        (c.grub if kind == "uefi" else c.pxelinux)(s)
        wires.append(wire)
    return wires


@healthy
def windows_files_that_are_missing():
    wire, c, s = lab("bios", style="windows")
    c.dora(s, "boot\\x64\\wdsnbp.com")
    c.boot_file(s, "boot\\x64\\wdsnbp.com")
    c.fetch(s, "boot\\x64\\pxeboot.n12", 9000)
    c.fetch(s, "boot\\x64\\bootmgr.exe", 20000)
    c.fetch(s, "\\Boot\\BCD", 9000)
    c.fetch(s, "\\Boot\\boot.sdi", 30000)
    c.missing(s, "\\Boot\\Resources\\bootres.dll")
    c.missing(s, "\\boot\\fonts\\segmono_boot.ttf")
    c.fetch(s, "\\sources\\boot.wim", 90000)
    return wire


@healthy
def pi_after_its_kernel():
    wire, c, s = lab("pi")
    c.mac = b"\xdc\xa6\x32\x01\x02\x03"
    pi = [(60, b"PXEClient"), (66, b"10.9.0.1"),
          (43, b"Raspberry Pi Boot   ")]
    c.discover()
    s.offer(c, "", opts=pi)
    c.request(s)
    s.ack(c, "", opts=pi)
    c.fetch(s, "9f55ab12/config.txt", 300)
    c.fetch(s, "9f55ab12/start4.elf", 30000)
    c.fetch(s, "9f55ab12/kernel8.img", 30000)
    c.missing(s, "9f55ab12/overlays/overlay_map.dtb")
    c.missing(s, "9f55ab12/armstub8-gic.bin")
    c.fetch(s, "9f55ab12/bcm2711-rpi-4-b.dtb", 3000)
    return wire


@healthy
def pxelinux_theme_missing():
    wire, c, s = lab("bios")
    c.dora(s, "pxelinux.0")
    c.boot_file(s, "pxelinux.0")
    c.fetch(s, "ldlinux.c32", 20000)
    c.fetch(s, "pxelinux.cfg/default", 200)
    c.fetch(s, "vesamenu.c32", 20000)
    c.fetch(s, "libcom32.c32", 20000)
    c.missing(s, "background.png")
    c.missing(s, "themes/splash.jpg")
    wire.wait(20)
    c.fetch(s, "vmlinuz", 9000)
    return wire


@healthy
def ipxe_second_dhcp_from_a_rom_of_ipxe():
    wire, c, s = lab("ipxe")
    c.dora(s, "undionly.kpxe")
    c.fetch(s, "undionly.kpxe", 60000, blksize=1432)
    wire.wait(2)
    c.become("ipxe")
    c.dora(s, "http://10.9.0.1/boot.ipxe")
    c.http(s, "/boot.ipxe")
    c.http(s, "/vmlinuz", size=9000)
    return wire


@healthy
def same_machine_two_ports():
    wire = Wire()
    s = Server(wire)
    for n in (1, 2):
        c = Client(wire, "uefi", n)
        c.uuid = b"\x11" * 15 + b"\x22"
        c.dora(s, "grubx64.efi")
        c.boot_file(s, "grubx64.efi")
        c.grub(s)
        wire.wait(30)
    return wire


@healthy
def ovmf_menu_of_dnsmasq():
    wire, c, s, p = beside("uefi")
    menu = MENU_43.replace(b"\x06\x01\x00", b"\x06\x01\x03")
    c.dora_beside(s, p, "", opts=[(60, b"PXEClient"), (43, menu)])
    c.asks_4011(p, opts=[(43, b"\x47\x04\x80\x00\x00\x00\xff")])
    p.proxy_ack(c, "grubx64.efi")
    c.boot_file(p, "grubx64.efi")
    c.grub(p)
    return wire


@healthy
def keep_san_install():
    wire, c, s = lab("ipxe")
    root = [(17, b"iscsi:10.9.0.1::::iqn.2026-01.lab:disk"),
            (175, b"\x08\x01\x01")]
    c.dora(s, "http://10.9.0.1/install.ipxe", opts=root)
    c.login(s)
    c.http(s, "/install.ipxe")
    c.http(s, "/vmlinuz", size=9000)
    c.http(s, "/initrd.gz", size=9000)
    return wire


@healthy
def http_range_requests():
    wire, c, s = lab("ipxe")
    c.dora(s, "http://10.9.0.1/boot.ipxe")
    c.http(s, "/boot.ipxe")
    for part in ("0-2047", "2048-4095"):
        c.http(s, "/disk.iso", 206, 2048,
               headers="Content-Range: bytes %s/900000\r\n" % part)
    return wire


@healthy
def http_redirect_by_ipxe():
    wire, c, s = lab("ipxe")
    c.dora(s, "http://10.9.0.1/boot")
    c.http(s, "/boot", 302, 0, headers="Location: /boot.ipxe\r\n")
    c.http(s, "/boot.ipxe")
    c.http(s, "/vmlinuz", size=9000)
    return wire


@healthy
def asks_again_from_another_port():
    """The first request is lost, and hangs for a minute; the second one is
    answered."""
    wire, c, s = lab("uefi")
    c.dora(s, "grubx64.efi")
    c.rrq(s, "grubx64.efi")
    wire.wait(1)
    c.boot_file(s, "grubx64.efi")
    c.grub(s)
    return wire


@healthy
def client_that_takes_multicast():
    """RFC 2090: the data goes to a group."""
    wire, c, s = lab("bios")
    c.dora(s, "pxelinux.0")
    c.rrq(s, "pxelinux.0", [("multicast", ""), ("blksize", "1408")])
    c.oack(s, [("multicast", "239.1.1.1,1758,1"), ("blksize", "1408")])
    c.to_server(s, b"\0\4\0\0")
    for block, size in ((1, 1408), (2, 1408), (3, 184)):
        head = bytes([0, 3, 0, block])
        wire.udp(s.mac, b"\1\0\x5e\1\1\1", s.addr, 30000 + c.port,
                 "239.1.1.1", 1758, head + b"x" * size)
        c.to_server(s, bytes([0, 4, 0, block]))
    c.pxelinux(s)
    return wire


@healthy
def restart_that_takes_the_same_port():
    """gPXE begins with the same TCP port after each start."""
    wire, c, s = lab("gpxe")
    for _ in range(2):
        c.become("gpxe")
        c.port = 2000
        c.dora(s, "http://10.9.0.1/boot.gpxe")
        c.http(s, "/boot.gpxe", agent="gPXE/1.0.1", close=False)
        c.http(s, "/vmlinuz", size=9000, agent="gPXE/1.0.1", close=False)
        wire.wait(90)
    return wire


@healthy
def http_boot_by_tls():
    wire, c, s = lab("http")
    c.dora(s, "https://boot.example/boot.efi", opts=[(60, b"HTTPClient")])
    c.https(s, "boot.example")
    c.https(s, "boot.example")
    c.system(s)
    c.https(s, "updates.example", agrees=False)
    return wire


@healthy
def requests_before_their_answers():
    """One connection, pipelined: two requests, then both answers."""
    wire, c, s = lab("ipxe")
    c.dora(s, "http://10.9.0.1/boot.ipxe")
    c.port += 1
    me = (c.mac, s.mac, c.addr, c.port, s.addr, 80)
    it = (s.mac, c.mac, s.addr, 80, c.addr, c.port)
    wire.tcp(*me, 100, 0, 2)
    wire.tcp(*it, 500, 101, 0x12)
    at = 101
    for name in (b"/boot.ipxe", b"/vmlinuz"):
        head = b"GET " + name + b" HTTP/1.1\r\nHost: 10.9.0.1\r\n\r\n"
        wire.tcp(*me, at, 501, 0x18, head)
        at += len(head)
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + b"y" * 500
    wire.tcp(*it, 501, at, 0x18, answer + answer)
    wire.tcp(*me, at, 501 + 2 * len(answer), 0x10)
    wire.wait(20)
    return wire


LEASEQUERY, LEASEUNKNOWN, LEASEACTIVE = 10, 12, 13


def about_lease(kind, mac, addr, reply=False):
    """What a relay asks or is told about the lease of a machine."""
    body = struct.pack(">BBBBIHH4s4s4s4s16s192s", 2 if reply else 1, 1, 6, 0,
                       0x1001, 0, 0, ip(addr), ip(NOBODY), ip(NOBODY),
                       ip("10.9.0.254"), mac, b"")
    body += b"\x63\x82\x53\x63" + option(53, bytes([kind]))
    if reply:
        body += option(54, ip("10.9.0.1"))
    return (body + b"\xff").ljust(300, b"\0")


@healthy
def relay_asks_about_leases():
    """RFC 4388: a router, new at its place, learns who has which address, in
    the middle of that machine's boot."""
    wire, c, s = lab()
    router = bytes([2, 0, 0, 0, 0, 0xfe])

    def ask(mac, addr, kind):
        wire.udp(router, s.mac, "10.9.0.254", 67, s.addr, 67,
                 about_lease(LEASEQUERY, mac, addr))
        wire.udp(s.mac, router, s.addr, 67, "10.9.0.254", 67,
                 about_lease(kind, mac, addr, True))

    c.dora(s, "pxelinux.0")
    ask(c.mac, NOBODY, LEASEACTIVE)
    ask(bytes(6), c.addr, LEASEACTIVE)
    ask(bytes([2, 0, 0, 0, 9, 9]), NOBODY, LEASEUNKNOWN)
    c.boot_file(s, "pxelinux.0")
    c.pxelinux(s)
    ask(c.mac, NOBODY, LEASEACTIVE)
    c.system(s)
    return wire


@healthy
def a_system_instead_of_a_loader():
    """A kernel that is its own loader, and an image for HTTP Boot."""
    wires = []
    for kind, name in (("uefi", "vmlinuz.efi"), ("arm64", "debian/vmlinuz"),
                       ("uboot", "board-uImage"), ("uboot", "fit.itb"),
                       ("http", "/images/netinst.iso")):
        wire, c, s = lab(kind)
        if kind == "http":
            c.dora(s, "http://10.9.0.1" + name, opts=[(60, b"HTTPClient")])
            c.http(s, name, size=60000)
        else:
            c.dora(s, name)
            if kind == "uboot":
                c.fetch(s, name, 60000)
                c.fetch(s, "board.dtb", 2000)
            else:
                c.boot_file(s, name, 60000)
        wire.wait(20)
        c.become("linux")
        c.dora(s)
        wires.append(wire)
    return wires


@healthy
def loaders_that_bring_their_configuration():
    """iPXE with a script in it; OpenBSD's pxeboot, which has no boot.conf."""
    wires = []
    wire, c, s = lab("bios")
    c.dora(s, "undionly.kpxe")
    c.boot_file(s, "undionly.kpxe", 60000)
    wire.wait(3)
    c.become("ipxe")
    c.dora(s, "undionly.kpxe")
    c.http(s, "/vmlinuz", size=9000)
    c.http(s, "/initrd.gz", size=9000)
    wires.append(wire)
    wire, c, s = lab("bios")
    c.dora(s, "pxeboot")
    c.boot_file(s, "pxeboot", 60000)
    c.missing(s, "/etc/boot.conf")
    c.fetch(s, "bsd.rd", 60000)
    wires.append(wire)
    return wires


@healthy
def pi_from_the_makers_server():
    """Its loader asks neither by TFTP nor for what it was told."""
    wire, c, s = lab("pi")
    c.mac = b"\xdc\xa6\x32\1\2\3"
    c.dora(s)
    maker = Server(wire, "198.51.100.151")
    for name, size in (("boot.sig", 200), ("boot.img", 90000)):
        c.http(maker, "/net_install/" + name, size=size, agent="rpi-eeprom")
    c.system(s)
    return wire


@healthy
def loaders_that_ask_for_an_address():
    """FreeBSD's, whose root is on NFS; NetBSD's; one that says nothing."""
    wires = []
    for kind in ("freebsd", "netbsd", "bare"):
        wire, c, s = lab("bios")
        c.dora(s, "pxeboot")
        c.boot_file(s, "pxeboot", 30000)
        c.become(kind)
        if kind == "freebsd":
            c.dora(s, "pxeboot", opts=[(17, b"10.9.0.1:/srv/freebsd")])
        else:
            c.dora(s, "netbsd")
            c.fetch(s, "netbsd", 30000)
        c.system(s, after=15)
        wires.append(wire)
    return wires


@healthy
def arp_that_is_no_alarm():
    """Asked twice; after an answer; for its own address; for nobody that
    matters; for each file anew where the tap shows neither answers nor
    files."""
    wires = []
    for asks in ([("10.9.0.101", "10.9.0.1", 0.5)] * 2,
                 [("0.0.0.0", "10.9.0.101", 1)] * 4,
                 [("10.9.0.101", "10.9.0.101", 1)] * 4,
                 [("10.9.0.101", "10.9.0.77", 1)] * 4,
                 [("10.9.0.101", "10.9.0.254", 1)] * 4,
                 [("10.9.0.101", "10.9.0.1", 0.02)] * 12):
        wire, c, s = lab("bios")
        c.dora(s, "pxelinux.0")
        for src, dst, gap in asks:
            wire.arp(c.mac, src, dst)
            wire.wait(gap)
        wire.wait(8)
        if len(asks) < 12:
            c.boot_file(s, "pxelinux.0")
            c.pxelinux(s)
        else:
            Client(wire, "linux", 9).dora(s)
        wires.append(wire)
    return wires


@healthy
def arp_for_each_file_anew():
    """Who keeps no answer, where the tap shows broadcasts only."""
    wires = []
    for gaps in ((0.02, 1.2, 2.5, 4, 3), (0.02, 0.9, 0.9, 2, 30),
                 (1, 1, 1, 1, 1, 1)):
        wire, c, s = lab("bios")
        c.dora(s, "pxelinux.0")
        for gap in gaps:
            wire.wait(gap)
            wire.arp(c.mac, c.addr, s.addr)
        Client(wire, "linux", 9).dora(s)
        wires.append(wire)
    return wires


@healthy
def search_refused_in_words():
    """ERROR 0, and in words that it is not there."""
    wire, c, s = lab("bios")
    c.dora(s, "pxelinux.0")
    c.boot_file(s, "pxelinux.0")
    c.fetch(s, "ldlinux.c32", 20000)
    for name in ("01-52-54-00-00-00-01", "0A090065", "0A09006"):
        c.rrq(s, "pxelinux.cfg/" + name)
        c.error(s, 0, "File not found")
    c.fetch(s, "pxelinux.cfg/default", 200)
    wire.wait(20)
    Client(wire, "linux", 9).dora(s)
    return wire


@healthy
def refused_once_by_the_next_stage():
    """Whose file came by a way that the tap does not show."""
    wire, c, s = lab("bios")
    c.dora(s, "undionly.kpxe")
    wire.wait(3)
    c.become("ipxe")
    c.discover()
    s.offer(c, "boot.ipxe")
    c.patience()
    c.request(s)
    s.reply(c, NAK)
    wire.wait(1)
    c.xid += 1
    c.dora(s, "http://10.9.0.1/boot.ipxe")
    c.http(s, "/boot.ipxe")
    c.http(s, "/vmlinuz", size=9000)
    return wire


@healthy
def connections_that_fail_beside_a_boot():
    """Of others, of no port for files, of the system that was loaded."""
    wire, c, s = lab("ipxe")
    other = Client(wire, "linux", 9)
    other.dora(s)
    c.dora(s, "http://10.9.0.1/boot.ipxe")
    other.connects(s, 80, refused=True)
    c.connects(s, 22, refused=True)
    c.http(s, "/boot.ipxe")
    c.http(s, "/vmlinuz", size=9000)
    c.connects(s, 80, refused=True)
    c.connects(s, 8080, 5)
    c.system(s)
    c.connects(s, 443, refused=True)
    return wire


@healthy
def disk_on_another_port():
    wires = []
    for port in (860, 3261):
        wire, c, s = lab("ipxe")
        c.dora(s, "", opts=[(17, b"iscsi:10.9.0.1::%d::iqn.2026-01.lab:d" %
                             port)])
        c.login(s, port=port)
        wires.append(wire)
    return wires


@healthy
def all_but_dhcp_passes_elsewhere():
    """A switch shows nothing of a server at another port of it."""
    wires = []
    for name, root in (("http://10.9.0.9/boot.ipxe", []),
                       ("http://boot.lab.example/boot.ipxe", []),
                       ("", [(17, b"iscsi:10.9.0.9::::iqn.2026-01.lab:d")])):
        wire, c, s = lab("ipxe")
        c.dora(s, name, opts=root)
        wire.arp(c.mac, c.addr, "10.9.0.9")
        c.system(s, after=30)
        wires.append(wire)
    return wires


@healthy
def asks_again_without_options():
    """What the server does not take of a request is left out the next time."""
    wires = []
    for code, text in ((8, "option negotiation"), (4, "Illegal operation"),
                       (0, "unknown option")):
        wire, c, s = lab("bios")
        c.dora(s, "pxelinux.0")
        c.rrq(s, "pxelinux.0")
        c.error(s, code, text)
        wire.wait(0.5)
        c.fetch(s, "pxelinux.0", options=False)
        c.pxelinux(s)
        wires.append(wire)
    return wires


@healthy
def refused_once_then_taken():
    """Its address of before, and one that was gone when it asked."""
    wire, c, s = lab("uefi")
    c.discover()
    s.offer(c, "grubx64.efi")
    c.patience()
    c.request(s)
    s.reply(c, NAK, opts=[(56, b"address in use")])
    wire.wait(4)
    c.xid += 1
    c.dora(s, "grubx64.efi")
    c.boot_file(s, "grubx64.efi")
    c.grub(s)
    return wire


@healthy
def pi_without_a_folder_of_its_own():
    wire, c, s = lab("pi")
    c.mac = b"\xdc\xa6\x32\x01\x02\x03"
    c.dora(s, opts=[(60, b"PXEClient"), (66, b"10.9.0.1"),
                    (43, b"Raspberry Pi Boot   ")])
    for name in ("9f55ab12/start4.elf", "9f55ab12/start.elf", "pieeprom.sig"):
        c.missing(s, name)
    c.fetch(s, "config.txt", 300)
    c.missing(s, "start4.elf")
    c.fetch(s, "start.elf", 30000)
    c.fetch(s, "kernel8.img", 30000)
    return wire


@healthy
def server_that_stops_once():
    """The next try gets it, from another port."""
    wires = []
    for kind, name in (("bios", "core.0"), ("uefi", "grubx64.efi")):
        wire, c, s = lab(kind)
        c.dora(s, name)
        c.rrq(s, name, [("blksize", "1408")])
        c.oack(s, [("blksize", "1408")])
        c.to_server(s, b"\0\4\0\0")
        c.from_server(s, b"\0\3\0\1" + b"x" * 1408)
        for _ in range(4):
            c.to_server(s, b"\0\4\0\1")
            wire.wait(1)
        c.fetch(s, name, 20000)
        c.fetch(s, "grub.cfg", 300)
        c.fetch(s, "vmlinuz", 9000)
        wire.wait(61)
        Client(wire, "linux", 200).discover()
        wires.append(wire)
    return wires


@healthy
def request_sent_twice():
    """RFC 1350 4: two transfers begin, and the client goes on with one; the
    other is turned down, or its server gives up."""
    wires = []
    for turned_down in (True, False):
        wire, c, s = lab("bios")
        c.dora(s, "pxelinux.0")
        c.rrq(s, "pxelinux.0", ())
        wire.wait(0.3)
        c.rrq(s, "pxelinux.0", (), same_port=True)
        for n in range(1, 9):
            for tid in (40001, 40002):
                if tid == 40001 or n in (1, 3):
                    c.from_server(s, bytes([0, 3, 0, n if tid == 40001 else 1])
                                  + b"x" * (512 if n < 8 else 100), tid=tid)
            c.to_server(s, bytes([0, 4, 0, n]), tid=40001)
            if n == 1 and turned_down:
                c.to_server(s, b"\0\5\0\5unknown TID\0", tid=40002)
            if n == 5 and not turned_down:
                c.from_server(s, b"\0\5\0\0timeout\0", tid=40002)
        c.pxelinux(s)
        wires.append(wire)
    return wires


@healthy
def last_block_again_into_the_next_file():
    """lpxelinux has one port: what comes late is of the file before."""
    wire, c, s = lab("bios")
    c.dora(s, "lpxelinux.0")
    c.rrq(s, "lpxelinux.0", ())
    for n in range(1, 6):
        c.from_server(s, bytes([0, 3, 0, n]) + b"x" * (512 if n < 5 else 9),
                      tid=40001)
        c.to_server(s, bytes([0, 4, 0, n]), tid=40001)
    c.rrq(s, "ldlinux.c32", (), same_port=True)
    c.from_server(s, b"\0\3\0\5" + b"x" * 9, tid=40001)
    c.to_server(s, b"\0\5\0\5unknown TID\0", tid=40001)
    for n in range(1, 4):
        c.from_server(s, bytes([0, 3, 0, n]) + b"x" * (512 if n < 3 else 9),
                      tid=40002)
        c.to_server(s, bytes([0, 4, 0, n]), tid=40002)
    c.pxelinux(s)
    return wire


@healthy
def bsd_and_illumos_ask_for_what_few_have():
    """Their loaders look for scripts, modules and seeds that are not there,
    and for a compressed kernel before the plain one."""
    asked = {
        "pxeboot": ("-/etc/boot.conf", "-/bsd.upgrade", "-/etc/random.seed",
                    "/bsd.rd"),
        "loader.efi": ("boot/lua/loader.lua", "boot/defaults/loader.conf",
                       "-boot/device.hints", "-boot/loader.conf.local",
                       "-boot/lua/local.lua", "-boot/loader.conf.d",
                       "-boot/nextboot.conf", "-boot/kernel/kernel.gz",
                       "-boot/kernel/kernel.bz2", "boot/kernel/kernel",
                       "-boot/kernel/if_x.ko", "-boot/entropy"),
        "illumos/pxeboot": ("-boot/solaris/bootenv.rc", "boot/loader.rc",
                            "boot/forth/loader.4th", "boot/loader.conf",
                            "-boot/loader.conf.local", "-boot/conf.d",
                            "-boot/transient.conf",
                            "-boot/platform/i86pc/kernel/amd64/unix.gz",
                            "boot/platform/i86pc/kernel/amd64/unix",
                            "boot/amd64/boot_archive")}
    wires = []
    for loader, names in asked.items():
        wire, c, s = lab("uefi" if loader.endswith("efi") else "bios")
        c.dora(s, loader)
        c.boot_file(s, loader, 30000)
        for name in names:
            if name[0] == "-":
                c.missing(s, name[1:])
            else:
                c.fetch(s, name, 9000)
        c.system(s, after=40)
        wires.append(wire)
    return wires


@healthy
def http_with_a_password():
    """Which goes with the second request: the first is refused."""
    wire, c, s = lab("ipxe")
    c.dora(s, "http://u:p@10.9.0.1/boot.ipxe")
    c.http(s, "/boot.ipxe", 401, size=100,
           headers='WWW-Authenticate: Basic realm="lab"\r\n')
    for name in ("/boot.ipxe", "/vmlinuz", "/initrd"):
        c.http(s, name, size=30000)
    c.system(s)
    return wire


@healthy
def http_head_that_the_tap_lost():
    """The segment that begins the kernel's answer; the rest is there."""
    wire, c, s = lab("http")
    c.dora(s, "http://10.9.0.1/boot.efi", opts=[(60, b"HTTPClient")])
    c.http(s, "/boot.efi", size=900, method="HEAD", agent="UefiHttpBoot/1.0")
    c.http(s, "/boot.efi", size=900, agent="UefiHttpBoot/1.0")
    c.http(s, "/grub/grub.cfg", agent="GRUB 2.06")
    at = len(wire.frames)
    c.http(s, "/vmlinuz", size=9000, agent="GRUB 2.06")
    del wire.frames[at + 4]
    c.http(s, "/initrd", size=90000, agent="GRUB 2.06")
    c.system(s)
    return wire
