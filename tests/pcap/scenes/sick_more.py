# SPDX-License-Identifier: ISC
"""More boots that fail: the same illnesses through proxies, relays, VLANs and
mirrored ports, and by other programs."""

from clients import Client
from healthy import beside, lab
from sick import ROOT, sick, waits
from wire import ACK, DISCOVER, NAK, OFFER, REQUEST, Server, Wire


@sick("identity-cloned")
def identity_cloned():
    wire = Wire()
    s = Server(wire)
    pair = [Client(wire, "uefi", n) for n in (1, 2)]
    for c in pair:
        c.uuid = b"\x11" * 15 + b"\x22"
    for t in range(3):
        for c in pair:
            c.become("uefi")
            c.dora(s, "grubx64.efi")
            wire.wait(1)
    return wire


@sick("install-loop")
def install_loop_by_http():
    wire, c, s = lab("ipxe")
    for _ in range(3):
        c.become("ipxe")
        c.dora(s, "http://10.9.0.1/boot.ipxe")
        c.http(s, "/boot.ipxe")
        c.http(s, "/install/vmlinuz", size=9000)
        c.http(s, "/install/initrd.gz", size=9000)
        c.system(s)
        wire.wait(900)
    return wire


@sick("http-failed")
def http_kernel_missing():
    wires = []
    for kind in ("ipxe", "http"):
        wire, c, s = lab(kind)
        if kind == "http":
            c.dora(s, "http://10.9.0.1/grubx64.efi",
                   opts=[(60, b"HTTPClient")])
            c.http(s, "/grubx64.efi", 404, 100, method="HEAD",
                   agent="UefiHttpBoot/1.0")
        else:
            c.dora(s, "http://10.9.0.1/boot.ipxe")
            c.http(s, "/boot.ipxe")
            c.http(s, "/vmlinuz", 404, 100)
        wires.append(wire)
    return wires


@sick("http-failed")
def http_server_says_nothing():
    wire, c, s = lab("ipxe")
    c.dora(s, "http://10.9.0.1/boot.ipxe")
    c.http(s, "/boot.ipxe", reply=False)
    waits(wire, 20)
    return wire


@sick("http-failed")
def http_script_missing():
    wire, c, s = lab("ipxe")
    c.dora(s, "http://10.9.0.1/boot.ipxe")
    c.http(s, "/boot.ipxe", 404, 100)
    return wire


@sick("user-class-raw")
def user_class_raw():
    wire, c, s = lab("bios")
    c.dora(s, "ipxe.pxe")
    c.boot_file(s, "ipxe.pxe", 20000)
    wire.wait(3)
    c.become("ipxe")
    c.dora(s, "ipxe.pxe")
    c.fetch(s, "ipxe.pxe", 20000, blksize=1432)
    return wire


@sick("no-boot-name")
def no_boot_name_behind_a_relay():
    wire, c, s = lab("bios", style="windows")
    relay = Server(wire, "10.8.0.1")
    for kind in (DISCOVER, REQUEST):
        answer = OFFER if kind == DISCOVER else ACK
        c.says(kind, server=s if kind == REQUEST else None, relay=relay,
               giaddr="10.8.0.1", dst=s.addr)
        s.reply(c, answer, "", giaddr="10.8.0.1", dst="10.8.0.1", dport=67)
    waits(wire, 5)
    return wire


@sick("file-field-ignored")
def file_field_ignored_in_a_vlan_twice():
    wire, c, s = lab("gpxe097")
    wire.vlan = 7
    wire.twice = True
    c.dora(s, "menu.gpxe")
    return wire


@sick("block-over-mtu")
def block_over_mtu_with_windows():
    wire, c, s = lab("uefi")
    c.dora(s, "grubx64.efi")
    c.probe(s, "grubx64.efi")
    for _ in range(2):
        c.rrq(s, "grubx64.efi", [("blksize", "1468"), ("windowsize", "4")])
        c.oack(s, [("blksize", "1468"), ("windowsize", "4")])
        c.to_server(s, b"\0\4\0\0")
        for _ in range(4):
            for b in range(1, 5):
                c.from_server(s, bytes([0, 3, 0, b]) + b"x" * 1468)
            wire.wait(2)
    return wire


@sick("tftp-unanswered")
def tftp_unanswered_after_a_proxy():
    wire, c, s, p = beside("uefi")
    c.dora_beside(s, p, "grubx64.efi", on_4011="grubx64.efi")
    for _ in range(4):
        c.rrq(p, "grubx64.efi")
        wire.wait(4)
    return wire


@sick("file-missing")
def file_missing_after_a_proxy():
    wire, c, s, p = beside("uefi")
    c.dora_beside(s, p, "grubx64.efi", on_4011="grubx64.efi")
    c.missing(p, "grubx64.efi")
    return wire


@sick("wrong-architecture")
def wrong_architecture_after_a_proxy():
    wire, c, s, p = beside("uefi")
    c.dora_beside(s, p, "undionly.kpxe", on_4011="undionly.kpxe")
    c.boot_file(p, "undionly.kpxe", 20000)
    waits(wire, 10)
    return wire


@sick("target-silent")
def target_silent_with_a_script():
    wire, c, s = lab("ipxe")
    c.dora(s, "http://10.9.0.1/san.ipxe", opts=ROOT)
    c.connects(s, times=4)
    waits(wire, 3)
    return wire


@sick("login-refused")
def login_refused_twice():
    wire, c, s = lab("gpxe")
    c.dora(s, "", opts=ROOT)
    c.login(s, 0x0203)
    wire.wait(1)
    c.login(s, 0x0203)
    return wire


@sick("chain-loop")
def chain_loop_beside_a_proxy():
    wire, c, s, p = beside("bios")
    c.dora_beside(s, p, "undionly.kpxe")
    c.boot_file(p, "undionly.kpxe", 20000)
    for _ in range(4):
        wire.wait(4)
        c.become("ipxe")
        c.discover()
        s.offer(c)
        p.proxy_offer(c, "undionly.kpxe")
        c.request(s)
        s.ack(c)
        c.fetch(p, "undionly.kpxe", 20000, blksize=1432)
    return wire


@sick("http-failed")
def https_is_not_trusted():
    wire, c, s = lab("http")
    c.dora(s, "https://boot.example/boot.efi", opts=[(60, b"HTTPClient")])
    c.https(s, "boot.example", agrees=False)
    waits(wire, 15)
    return wire


@sick("tftp-unanswered")
def ipxe_finds_the_port_closed():
    """It asks again and again, sooner than every second at first."""
    wire, c, s = lab("ipxe")
    c.dora(s, "boot.ipxe")
    for k in range(6):
        c.rrq(s, "boot.ipxe", same_port=k > 0)
        wire.unreachable(s.mac, c.mac, s.addr, c.addr, c.port, 69)
        wire.wait(0.25 * 2 ** k)
    return wire


@sick("http-failed")
def http_server_is_down():
    """Its host answers by RST, or nobody does; here and elsewhere."""
    wires = []
    for kind, port in (("ipxe", 80), ("gpxe", 8000), ("http", 443)):
        for times, refused in ((1, True), (5, False)):
            wire, c, s = lab(kind)
            other = Server(wire, "10.9.0.9")
            url = "http%s://10.9.0.9:%d/boot.efi" % ("s" * (port == 443), port)
            c.dora(s, url, opts=[(60, b"HTTPClient")] * (kind == "http"))
            c.connects(other, port, times, refused)
            waits(wire, 15)
            wires.append(wire)
    return wires


@sick("http-failed")
def chain_to_a_server_that_is_down():
    wire, c, s = lab("bios")
    other = Server(wire, "10.9.0.9")
    for _ in range(2):
        c.become("bios")
        c.dora(s, "undionly.kpxe")
        c.boot_file(s, "undionly.kpxe", 60000)
        wire.wait(3)
        c.become("ipxe")
        c.dora(s, "http://10.9.0.9/boot.ipxe")
        for _ in range(3):
            c.connects(other, 80, refused=True)
            wire.wait(1)
        wire.wait(5)
    return wire


@sick("arp-unanswered")
def nobody_has_the_boot_servers_address():
    wires = []
    for kind, name, far, asks in (
            ("bios", "pxelinux.0", "10.9.0.9", "10.9.0.9"),
            ("ipxe", "http://10.9.0.9/boot.ipxe", "10.9.0.1", "10.9.0.9"),
            ("uefi", "grubx64.efi", "10.8.0.9", "10.9.0.254"),
            ("ipxe", "http://10.8.0.9/boot.ipxe", "10.9.0.1", "10.9.0.254")):
        wire, c, s = lab(kind)
        c.dora(s, name, siaddr=far)
        if kind != "ipxe":
            wire.arp(c.mac, c.addr, s.addr)
            wire.arp(s.mac, s.addr, c.addr, reply_to=c.mac)
        for gap in (0.125, 0.25, 0.5, 1, 2, 3):
            wire.arp(c.mac, c.addr, asks)
            wire.wait(gap)
        waits(wire, 12)
        wires.append(wire)
    return wires


@sick("target-silent")
def target_on_another_port():
    wires = []
    for times, refused in ((1, True), (4, False)):
        wire, c, s = lab("ipxe")
        c.dora(s, "", opts=[(17, b"iscsi:10.9.0.1::3261::iqn.2026-01.lab:d")])
        c.connects(s, 3261, times, refused)
        waits(wire, 12)
        wires.append(wire)
    return wires


@sick("login-refused")
def login_refused_on_another_port():
    wires = []
    for port in (860, 3261):
        wire, c, s = lab("ipxe")
        c.dora(s, "", opts=[(17, b"iscsi:10.9.0.1::%d::iqn.2026-01.lab:d" %
                             port)])
        c.login(s, 0x0203, port=port)
        waits(wire, 12)
        wires.append(wire)
    return wires


@sick("nobody-offers")
def nobody_offers_by_bootp():
    wire, c, s = lab("bios")
    for t in (4, 4, 8, 16):
        c.says(DISCOVER, drop=(53, 55, 57, 60, 61, 93, 94, 97))
        wire.wait(t)
    waits(wire, 3)
    return wire


@sick("offer-refused")
def offer_refused():
    """By who offered it: each DISCOVER another transaction, or the same."""
    wires = []
    for same in (True, False):
        wire, c, s = lab("uefi")
        for _ in range(3):
            c.discover()
            s.offer(c, "a.efi")
            c.patience()
            c.request(s)
            s.reply(c, NAK, opts=[(56, b"no free leases")])
            wire.wait(4)
            if not same:
                c.xid += 1
        wires.append(wire)
    return wires


@sick("file-refused")
def file_refused():
    wires = []
    for code, text, again in ((3, "Disk full", 1), (0, "disk on fire", 1),
                              (7, "No such user", 2), (9, "", 1),
                              (8, "blksize", 4)):
        wire, c, s = lab("uefi")
        c.dora(s, "grubx64.efi")
        for _ in range(again):
            c.rrq(s, "grubx64.efi")
            c.error(s, code, text)
            wire.wait(4)
        waits(wire, 5)
        wires.append(wire)
    return wires


@sick("permission-denied")
def permission_denied_in_words():
    """dnsmasq has no number for it."""
    wire, c, s = lab("bios")
    c.dora(s, "pxelinux.0")
    c.rrq(s, "pxelinux.0")
    c.error(s, 0, "cannot access /srv/pxelinux.0: Permission denied")
    waits(wire, 5)
    return wire


@sick("file-missing")
def pi_without_its_firmware():
    wire, c, s = lab("pi")
    c.mac = b"\xdc\xa6\x32\x01\x02\x03"
    c.dora(s, opts=[(60, b"PXEClient"), (66, b"10.9.0.1"),
                    (43, b"Raspberry Pi Boot   ")])
    for name in ("9f55ab12/start4.elf", "9f55ab12/start.elf", "config.txt",
                 "pieeprom.sig", "start4.elf", "start.elf"):
        c.missing(s, name)
    for _ in range(3):
        wire.wait(5)
        for name in ("config.txt", "start4.elf"):
            c.missing(s, name)
    waits(wire, 5)
    return wire


@sick("file-missing")
def loaders_that_find_no_kernel():
    """They have asked for an address of their own before."""
    wires = []
    for kind in ("freebsd", "netbsd", "bare"):
        wire, c, s = lab("bios")
        c.dora(s, "pxeboot")
        c.boot_file(s, "pxeboot", 30000)
        c.become(kind)
        c.dora(s, "netbsd")
        c.missing(s, "netbsd")
        waits(wire, 30)
        wires.append(wire)
    return wires


def breaks_off(c, s, name, again_by, again=4, blocks=3):
    """One side stops after some blocks; the other one does not at once."""
    c.rrq(s, name, [("tsize", "0"), ("blksize", "1408")])
    c.oack(s, [("tsize", "200000"), ("blksize", "1408")])
    c.to_server(s, b"\0\4\0\0")
    for block in range(1, blocks + 1):
        c.from_server(s, bytes([0, 3, 0, block]) + b"x" * 1408)
        if block < blocks or again_by == "client":
            c.to_server(s, bytes([0, 4, 0, block]))
    for _ in range(again):
        c.wire.wait(1)
        if again_by == "client":
            c.to_server(s, bytes([0, 4, 0, blocks]))
        else:
            c.from_server(s, bytes([0, 3, 0, blocks]) + b"x" * 1408)


@sick("transfer-stopped")
def transfer_stopped_by_either_side():
    wires = []
    for kind, again_by in (("uefi", "client"), ("bios", "client"),
                           ("uefi", "server"), ("bios", "server")):
        wire, c, s = lab(kind)
        c.dora(s, "boot.efi")
        c.probe(s, "boot.efi", 200000)
        breaks_off(c, s, "boot.efi", again_by)
        waits(wire, 61)
        wires.append(wire)
    return wires


@sick("transfer-stopped")
def transfer_stopped_by_a_power_cycle():
    """Which is over with the next boot."""
    wire, c, s = lab("bios")
    c.dora(s, "pxelinux.0")
    c.boot_file(s, "pxelinux.0")
    breaks_off(c, s, "ldlinux.c32", "server")
    wire.wait(8)
    c.dora(s, "pxelinux.0")
    c.boot_file(s, "pxelinux.0")
    for name in ("ldlinux.c32", "pxelinux.cfg/default", "vmlinuz"):
        c.fetch(s, name, 20000)
    waits(wire, 61)
    return wire


@sick("option-not-asked")
def larger_blocks_than_were_asked():
    wires = []
    for grant in ([("blksize", "65464")],
                  [("blksize", "1456"), ("windowsize", "64")]):
        wire, c, s = lab("bios")
        c.dora(s, "pxelinux.0")
        for _ in range(4):
            c.rrq(s, "pxelinux.0", [("tsize", "0"), ("blksize", "1456"),
                                    ("windowsize", "4")])
            c.oack(s, grant + [("tsize", "26000")])
            c.error(s, 0, "TFTP Aborted", from_client=True)
            wire.wait(4)
        waits(wire, 3)
        wires.append(wire)
    return wires


@sick("request-unanswered")
def request_unanswered():
    wires = []
    for kind, times in (("uefi", (0, 4, 12, 28)), ("bios", (0, 4, 12)),
                        ("ipxe", (0, 1, 3, 7))):
        wire, c, s = lab(kind)
        c.discover()
        s.offer(c, "grubx64.efi" if kind == "uefi" else "pxelinux.0")
        c.patience()
        before = 0
        for t in times:
            wire.wait(t - before)
            before = t
            c.request(s)
        waits(wire, 5)
        wires.append(wire)
    return wires


@sick("file-missing")
def file_missing_at_the_end_of_a_search():
    """Nothing of it is bad by itself: the last name is not there either."""
    searches = {
        "pxelinux.0": ["pxelinux.cfg/01-52-54-00-00-00-01"] + [
            "pxelinux.cfg/" + "0A090065"[:i] for i in range(8, 0, -1)] + [
                "pxelinux.cfg/default"],
        "grubx64.efi": ["/EFI/redhat/x86_64-efi/command.lst"] + [
            "/EFI/redhat/grub.cfg-" + "0A090065"[:i] for i in range(8, 0, -1)
            ] + ["/EFI/redhat/grub.cfg"],
        "boot\\x64\\wdsmgfw.efi": ["\\Boot\\BCD"]}
    wires = []
    for loader, names in searches.items():
        wire, c, s = lab("uefi" if loader.endswith("efi") else "bios")
        c.dora(s, loader)
        c.boot_file(s, loader, 30000)
        for name in names:
            c.missing(s, name)
        waits(wire, 40)
        wires.append(wire)
    return wires


@sick("file-missing")
def script_of_an_ipxe_missing():
    wire, c, s = lab("bios")
    c.dora(s, "undionly.kkpxe")
    c.boot_file(s, "undionly.kkpxe", 60000)
    wire.wait(3)
    c.become("ipxe")
    c.dora(s, "undionly.kkpxe")
    c.missing(s, "default.ipxe")
    waits(wire, 20)
    return wire


@sick("file-missing")
def pi_without_a_kernel():
    wire, c, s = lab("pi")
    c.mac = b"\xdc\xa6\x32\x01\x02\x03"
    c.dora(s, opts=[(60, b"PXEClient"), (66, b"10.9.0.1"),
                    (43, b"Raspberry Pi Boot   ")])
    c.fetch(s, "9f55ab12/start4.elf", 20000)
    for name in ("config.txt", "cmdline.txt"):
        c.fetch(s, "9f55ab12/" + name, 300)
    for name in ("armstub8-gic.bin", "kernel8.img", "kernel7l.img",
                 "kernel7.img", "kernel.img"):
        c.missing(s, "9f55ab12/" + name)
    waits(wire, 20)
    return wire


@sick("zero-size")
def empty_loader():
    wires = []
    for kind, times in (("bios", 1), ("uefi", 2)):
        wire, c, s = lab(kind)
        name = "pxelinux.0" if kind == "bios" else "grubx64.efi"
        c.dora(s, name)
        for _ in range(times):
            c.fetch(s, name, 0)
        waits(wire, 20)
        wires.append(wire)
    return wires
