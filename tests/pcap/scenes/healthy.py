# SPDX-License-Identifier: ISC
"""Healthy boots, as they come from every kind of client, and from taps that
show half of it: nothing in here may be called an error or a warning."""

from clients import Client
from wire import (ACK, DISCOVER, MENU_43, NOBODY, OFFER, REQUEST,
                  Server, Wire, ip)

SCENES = []


def healthy(make):
    SCENES.append((make.__name__, make))
    return make


def lab(kind="bios", n=1, **kw):
    wire = Wire()
    return wire, Client(wire, kind, n), Server(wire, **kw)


def beside(kind="bios", style="isc"):
    """Addresses from 10.9.0.1, boot data from the proxy 10.9.0.2."""
    wire, client, server = lab(kind, style=style)
    return wire, client, server, Server(wire, "10.9.0.2")


@healthy
def bios_pxelinux():
    wire, c, s = lab()
    c.dora(s, "pxelinux.0")
    c.boot_file(s, "pxelinux.0")
    c.pxelinux(s)
    c.system(s)
    return wire


@healthy
def bios_each_servers_order_of_options():
    wires = []
    for style in ("windows", "isc", "kea", "dnsmasq"):
        wire, c, s = lab(style=style)
        c.dora(s, "pxelinux.0")
        c.boot_file(s, "pxelinux.0")
        c.pxelinux(s)
        wires.append(wire)
    return wires


@healthy
def menu_that_waits_for_minutes():
    wire, c, s = lab()
    c.dora(s, "pxelinux.0")
    c.boot_file(s, "pxelinux.0")
    c.pxelinux(s, menu=400)
    return wire


@healthy
def menu_then_local_boot():
    wire, c, s = lab()
    c.dora(s, "pxelinux.0")
    c.boot_file(s, "pxelinux.0")
    c.fetch(s, "ldlinux.c32", 20000)
    c.missing(s, "pxelinux.cfg/01-52-54-00-00-00-01")
    c.fetch(s, "pxelinux.cfg/default", 100)
    wire.wait(90)
    c.system(s, "windows")
    return wire


@healthy
def uefi_size_probe_and_syslinux():
    wire, c, s = lab("uefi")
    c.dora(s, "efi64/syslinux.efi")
    c.boot_file(s, "efi64/syslinux.efi")
    wire.wait(1)
    c.become("syslinux")
    c.dora(s)
    c.pxelinux(s, "efi64/", module="e64")
    return wire


@healthy
def uefi_shim_and_grub():
    wire, c, s = lab("uefi", style="isc")
    c.dora(s, "shimx64.efi")
    c.boot_file(s, "shimx64.efi")
    c.missing(s, "revocations_sbat.efi")
    c.missing(s, "revocations_sku.efi")
    c.fetch(s, "grubx64.efi", 9000)
    c.grub(s)
    c.system(s)
    return wire


@healthy
def uefi_shim_in_a_folder():
    wire, c, s = lab("uefi")
    c.dora(s, "boot/shimx64.efi")
    c.boot_file(s, "boot/shimx64.efi")
    c.missing(s, "boot/revocations.efi")
    c.fetch(s, "boot/grubx64.efi", 9000)
    c.grub(s, "boot/grub/")
    return wire


@healthy
def arm64_grub():
    wire, c, s = lab("arm64")
    c.dora(s, "grubaa64.efi")
    c.boot_file(s, "grubaa64.efi")
    c.grub(s)
    return wire


@healthy
def uefi_program_that_asks_for_nothing():
    wire, c, s = lab("uefi")
    c.dora(s, "memtest.efi")
    c.boot_file(s, "memtest.efi")
    wire.wait(120)
    s2 = Client(wire, "linux", 9)
    s2.dora(s)
    return wire


@healthy
def uefi_proxy_and_4011():
    wire, c, s, p = beside("uefi")
    c.dora_beside(s, p, "gpxe.efi", on_4011="gpxe.efi")
    c.boot_file(p, "gpxe.efi")
    return wire


@healthy
def bios_proxy_without_4011():
    wire, c, s, p = beside("bios")
    c.dora_beside(s, p, "pxelinux.0")
    c.boot_file(p, "pxelinux.0")
    c.pxelinux(p)
    return wire


@healthy
def bios_pxe_menu():
    wire, c, s, p = beside("bios")
    c.dora_beside(s, p, "", opts=[(60, b"PXEClient"), (43, MENU_43)])
    wire.wait(3)
    c.asks_4011(p, opts=[(43, b"\x47\x04\x80\x00\x00\x00\xff")])
    p.proxy_ack(c, "pxelinux.0")
    c.boot_file(p, "pxelinux.0")
    c.pxelinux(p)
    return wire


@healthy
def ipxe_chain_of_undionly():
    wire, c, s = lab("bios")
    c.dora(s, "undionly.kpxe")
    c.boot_file(s, "undionly.kpxe", 60000)
    wire.wait(3)
    c.become("ipxe")
    c.dora(s, "http://10.9.0.1/boot.ipxe")
    c.http(s, "/boot.ipxe")
    c.http(s, "/vmlinuz", size=9000)
    c.http(s, "/initrd.img", size=90000)
    c.system(s)
    return wire


@healthy
def ipxe_chain_beside_proxy():
    wire, c, s, p = beside("uefi")
    c.dora_beside(s, p, "snponly.efi", on_4011="snponly.efi")
    c.boot_file(p, "snponly.efi", 60000)
    wire.wait(4)
    c.become("ipxe-uefi")
    c.discover()
    s.offer(c)
    wire.wait(0.3)
    p.proxy_offer(c, "tftp://10.9.0.2/boot.ipxe")
    wire.wait(1)
    c.discover()
    s.offer(c)
    p.proxy_offer(c, "tftp://10.9.0.2/boot.ipxe")
    c.request(s)
    s.ack(c)
    c.fetch(p, "boot.ipxe", 300, blksize=1432)
    c.missing(p, "autoexec.ipxe")
    c.fetch(p, "vmlinuz", 9000, blksize=1432)
    return wire


@healthy
def ipxe_asks_for_autoexec_first():
    wire, c, s = lab("uefi")
    c.dora(s, "ipxe.efi")
    c.boot_file(s, "ipxe.efi", 60000)
    c.missing(s, "autoexec.ipxe")
    wire.wait(5)
    c.become("ipxe-uefi")
    c.dora(s, "menu.ipxe")
    c.fetch(s, "menu.ipxe", 300, blksize=1432)
    c.fetch(s, "vmlinuz", 9000, blksize=1432)
    return wire


@healthy
def ipxe_san_boot():
    wire, c, s = lab("ipxe")
    root = [(17, b"iscsi:10.9.0.1::::iqn.2026-01.lab:disk")]
    c.dora(s, "", opts=root)
    c.login(s)
    return wire


@healthy
def ipxe_redirected_login():
    wire, c, s = lab("ipxe")
    c.dora(s, "", opts=[(17, b"iscsi:10.9.0.1:6:3260:1:iqn.2026-01.lab:d")])
    c.login(s, 0x0101)
    c.login(s)
    return wire


@healthy
def gpxe_101_name_in_67():
    wire, c, s = lab("gpxe")
    c.dora(s, "menu.gpxe")
    c.fetch(s, "menu.gpxe", 300, blksize=1432)
    c.fetch(s, "vmlinuz", 9000, blksize=1432)
    return wire


@healthy
def gpxe_097_name_in_the_field():
    wires = []
    for kind in ("gpxe097", "gpxe096"):
        wire, c, s = lab(kind, style="isc")
        c.dora(s, "menu.gpxe")
        c.fetch(s, "menu.gpxe", 300, blksize=1432)
        wires.append(wire)
    return wires


@healthy
def http_boot():
    wire, c, s = lab("http")
    c.dora(s, "http://10.9.0.1/boot.efi", opts=[(60, b"HTTPClient")])
    c.http(s, "/boot.efi", method="HEAD", agent="UefiHttpBoot/1.0")
    c.http(s, "/boot.efi", size=90000, agent="UefiHttpBoot/1.0")
    c.http(s, "/grub/grub.cfg", agent="GRUB 2.06")
    return wire


@healthy
def wds_windows_pe():
    """Windows Deployment Services: an answer on 4011, then its BCD."""
    wire, c, s, p = beside("uefi", "windows")
    c.discover()
    s.offer(c)
    p.reply(c, OFFER, "", yiaddr=NOBODY, siaddr=p.addr,
            opts=[(60, b"PXEClient"), (97, b"\0" + c.uuid)])
    c.patience()
    c.request(s)
    s.ack(c)
    c.asks_4011(p)
    p.proxy_ack(c, "boot\\x64\\wdsmgfw.efi", file="boot\\x64\\wdsmgfw.efi")
    c.boot_file(p, "boot\\x64\\wdsmgfw.efi")
    c.asks_4011(p, opts=[(250, b"\x0d\x02\x08\x00")])
    p.proxy_ack(c, "boot\\x64\\bootmgfw.efi", file="boot\\x64\\bootmgfw.efi")
    c.fetch(p, "boot\\x64\\bootmgfw.efi", 20000, blksize=1456)
    c.fetch(p, "\\Tmp\\x64uefi{6E3A}.bcd", 12000, blksize=1456)
    c.fetch(p, "\\Boot\\fonts\\wgl4_boot.ttf", 12000, blksize=1456)
    c.missing(p, "\\boot\\x64\\bootmgfw.efi.MUI")
    c.missing(p, "\\hiberfil.sys")
    c.fetch(p, "\\boot\\boot.sdi", 32000, blksize=1456, window=8)
    c.fetch(p, "\\boot\\images\\boot.wim", 90000, blksize=1456, window=8)
    c.system(s, "windows")
    return wire


@healthy
def wimboot_by_http():
    wire, c, s = lab("ipxe", style="windows")
    c.dora(s, "http://10.9.0.1/winpe.ipxe")
    for name in ("/winpe.ipxe", "/wimboot", "/boot/bcd", "/boot/boot.sdi",
                 "/sources/boot.wim"):
        c.http(s, name, size=5000)
    c.system(s, "windows")
    return wire


@healthy
def raspberry_pi_3():
    wire, c, s = lab("pi", style="dnsmasq")
    c.mac = b"\xb8\x27\xeb\x01\x02\x03"
    c.xid = 0x26f30339
    pi = [(60, b"PXEClient"), (97, b"\0" + c.uuid),
          (43, b"\x06\x01\x03\x0a\x04\x00PXE\x09\x14\x00\x00\x11"
           b"Raspberry Pi Boot\xff")]
    c.discover()
    s.offer(c, "bootcode.bin", opts=pi)
    c.request(s)
    s.ack(c, "bootcode.bin", opts=pi)
    c.fetch(s, "bootcode.bin", 5000)
    c.missing(s, "bootsig.bin")
    c.missing(s, "12345678/start.elf")
    for name in ("autoboot.txt", "recovery.elf"):
        c.missing(s, name)
    c.fetch(s, "config.txt", 300)
    c.missing(s, "dt-blob.bin")
    c.fetch(s, "start.elf", 30000)
    c.fetch(s, "fixup.dat", 5000)
    c.missing(s, "cmdline.txt")
    c.missing(s, "armstub8-32.bin")
    c.fetch(s, "kernel8.img", 30000)
    c.system(s)
    return wire


@healthy
def raspberry_pi_4_plain_text():
    """The Pi 4's own: one serial folder, no xid that is fixed."""
    wire, c, s = lab("pi")
    c.mac = b"\xdc\xa6\x32\x01\x02\x03"
    pi = [(60, b"PXEClient"), (66, b"10.9.0.1"),
          (43, b"Raspberry Pi Boot   ")]
    c.discover()
    s.offer(c, "", opts=pi)
    wire.wait(1)
    c.discover()
    s.offer(c, "", opts=pi)
    c.request(s)
    s.ack(c, "", opts=pi)
    c.missing(s, "9f55ab12/config.txt")
    c.fetch(s, "config.txt", 300)
    c.missing(s, "pieeprom.sig")
    c.missing(s, "recover4.elf")
    c.fetch(s, "start4.elf", 30000, blksize=1468)
    c.fetch(s, "kernel8.img", 30000, blksize=1468)
    return wire


@healthy
def u_boot():
    wire, c, s = lab("uboot", style="isc")
    c.discover()
    s.offer(c)
    c.request(s)
    s.ack(c)
    for name in ("01-52-54-00-00-00-01", "0A090065", "0A09006", "0A0900",
                 "default-arm-bcm283x-rpi", "default-arm-bcm283x",
                 "default-arm"):
        c.missing(s, "pxelinux.cfg/" + name)
    c.fetch(s, "pxelinux.cfg/default", 300, blksize=1468)
    c.fetch(s, "Image", 9000, blksize=1468)
    c.fetch(s, "board.dtb", 3000, blksize=1468)
    return wire


@healthy
def apple_netboot():
    wire, c, s, p = beside("apple")
    c.discover()
    s.offer(c)
    c.request(s)
    s.ack(c)
    c.ciaddr = c.addr
    c.says(8, opts=[(43, b"\x01\x01\x01\x02\x02\x01\x01\x05\x02\x03\xe7")])
    p.reply(c, ACK, yiaddr=NOBODY, siaddr=p.addr, dst=c.addr,
            file="/private/tftpboot/NetBoot/booter",
            opts=[(60, b"AAPLBSDPC"), (43, b"\x01\x01\x01\x04\x02\x80\x00")])
    c.fetch(p, "/private/tftpboot/NetBoot/booter", 9000, options=False)
    return wire


@healthy
def renewals_only():
    wire, c, s = lab("linux")
    c.addr = c.offered
    for _ in range(4):
        c.renew(s)
        wire.wait(1800)
    return wire


@healthy
def a_system_that_only_informs():
    wire, c, s = lab("windows")
    c.addr = c.offered
    for _ in range(4):
        c.inform(s)
        wire.wait(4)
    return wire


@healthy
def init_reboot_of_a_system():
    wire, c, s = lab("linux")
    c.says(REQUEST, opts=[(50, ip(c.offered))])
    s.ack(c)
    wire.wait(5)
    c.says(REQUEST, opts=[(50, ip("192.168.7.7"))])
    s.reply(c, 6)
    wire.wait(1)
    c.dora(s)
    return wire


@healthy
def mirrored_port_shows_all_twice():
    wires = []
    for kind, name in (("bios", "pxelinux.0"), ("uefi", "grubx64.efi")):
        wire, c, s = lab(kind)
        wire.twice = True
        c.dora(s, name)
        c.boot_file(s, name, 60000)
        if kind == "bios":
            c.pxelinux(s)
        else:
            c.grub(s)
        wires.append(wire)
    return wires


@healthy
def mirrored_port_of_ipxe_by_http():
    wire, c, s = lab("ipxe")
    wire.twice = True
    c.dora(s, "http://10.9.0.1/boot.ipxe")
    c.http(s, "/boot.ipxe")
    c.http(s, "/vmlinuz", size=90000)
    return wire


@healthy
def only_the_clients_side():
    wires = []
    for kind in ("bios", "uefi"):
        wire, c, s = lab(kind)
        wire.nothing_from.add(s.mac)
        c.dora(s, "pxelinux.0")
        c.boot_file(s, "pxelinux.0")
        c.pxelinux(s)
        wires.append(wire)
    return wires


@healthy
def only_the_servers_side():
    wires = []
    for kind in ("bios", "uefi"):
        wire, c, s = lab(kind)
        wire.nothing_from.add(c.mac)
        c.dora(s, "pxelinux.0")
        c.boot_file(s, "pxelinux.0")
        c.pxelinux(s)
        wires.append(wire)
    return wires


@healthy
def through_one_relay():
    wire, c, s = lab("uefi")
    relay = Server(wire, "10.8.0.1")
    far = Server(wire, "10.9.0.1")
    far.mac = relay.mac
    for kind in (DISCOVER, REQUEST):
        answer = OFFER if kind == DISCOVER else ACK
        c.says(kind, server=s if kind == REQUEST else None)
        c.says(kind, server=s if kind == REQUEST else None, relay=relay,
               giaddr="10.8.0.1", dst=s.addr)
        s.reply(c, answer, "grubx64.efi", giaddr="10.8.0.1", dst="10.8.0.1",
                dport=67)
        s.reply(c, answer, "grubx64.efi", giaddr="10.8.0.1", relay=relay)
        c.patience()
    c.addr = c.offered
    c.boot_file(far, "grubx64.efi")
    c.grub(far)
    return wire


@healthy
def two_relays_copy_each_request():
    wire, c, s = lab("bios")
    relays = [Server(wire, "10.8.0.2"), Server(wire, "10.8.0.3")]
    for kind in (DISCOVER, REQUEST):
        answer = OFFER if kind == DISCOVER else ACK
        for relay in relays:
            c.says(kind, server=s if kind == REQUEST else None, relay=relay,
                   giaddr=relay.addr, dst=s.addr)
            s.reply(c, answer, "pxelinux.0", giaddr=relay.addr,
                    dst=relay.addr, dport=67)
        wire.wait(3)
    c.addr = c.offered
    c.boot_file(s, "pxelinux.0")
    c.pxelinux(s)
    return wire


@healthy
def many_machines_mixed():
    wire = Wire()
    s = Server(wire)
    crowd = [Client(wire, ("bios", "uefi", "ipxe", "linux")[i % 4], i + 1)
             for i in range(24)]
    for c in crowd:
        c.discover()
    names = {"bios": "pxelinux.0", "uefi": "syslinux.efi",
             "ipxe": "pxelinux.0", "linux": ""}
    for c in crowd:
        s.offer(c, names[c.kind])
    wire.wait(3.8)
    for c in crowd:
        c.request(s)
    for c in crowd:
        s.ack(c, names[c.kind])
    for c in crowd:
        if c.kind != "linux":
            c.boot_file(s, names[c.kind], 9000)
    for c in crowd:
        if c.kind != "linux":
            c.pxelinux(s)
    return wire


@healthy
def slow_tftp():
    wire, c, s = lab("bios")
    c.dora(s, "pxelinux.0")
    c.boot_file(s, "pxelinux.0")
    c.fetch(s, "ldlinux.c32", 20000, slow=0.9)
    c.fetch(s, "pxelinux.cfg/default", 200)
    c.fetch(s, "vmlinuz", 40000, slow=1.5)
    return wire


@healthy
def a_few_blocks_lost():
    wire, c, s = lab("bios")
    c.dora(s, "pxelinux.0")
    c.boot_file(s, "pxelinux.0")
    c.pxelinux(s)
    c.fetch(s, "rootfs.img", 900000, again=6)
    return wire


@healthy
def last_acks_missing():
    wire, c, s = lab("bios")
    c.dora(s, "pxelinux.0")
    c.fetch(s, "pxelinux.0", last_ack=False)
    c.fetch(s, "ldlinux.c32", 20000, last_ack=False)
    c.fetch(s, "pxelinux.cfg/default", 100, last_ack=False)
    c.fetch(s, "vmlinuz", 20000, last_ack=False)
    return wire


@healthy
def file_with_whole_last_block():
    wire, c, s = lab("bios")
    c.dora(s, "pxelinux.0")
    c.boot_file(s, "pxelinux.0", 1408 * 4)
    c.pxelinux(s)
    return wire


@healthy
def block_numbers_wrap():
    wire, c, s = lab("bios")
    c.dora(s, "pxelinux.0")
    c.boot_file(s, "pxelinux.0")
    c.fetch(s, "pxelinux.cfg/default", 100)
    c.fetch(s, "initrd.img", 66000 * 64, blksize=64)
    return wire


@healthy
def windows_of_tftp():
    wire, c, s = lab("uefi")
    c.dora(s, "grubx64.efi")
    c.probe(s, "grubx64.efi", 90000)
    c.fetch(s, "grubx64.efi", 90000, blksize=1468, window=4)
    c.grub(s)
    return wire


@healthy
def dhcp_server_that_looks_before_it_offers():
    """Three seconds of ARP or ping before the first offer."""
    wire, c, s = lab("uefi")
    c.discover()
    for _ in range(3):
        wire.arp(s.mac, s.addr, c.offered)
        wire.wait(1)
    s.offer(c, "grubx64.efi")
    wire.wait(1)
    c.secs = 4
    c.discover()
    s.offer(c, "grubx64.efi")
    c.patience()
    c.request(s)
    s.ack(c, "grubx64.efi")
    c.boot_file(s, "grubx64.efi")
    c.grub(s)
    return wire


@healthy
def failover_pair_of_servers():
    """Two servers of one book offer the same name; one is taken."""
    wire, c, s = lab("uefi", style="isc")
    other = Server(wire, "10.9.0.3", "isc")
    c.discover()
    s.offer(c, "grubx64.efi", siaddr="10.9.0.1")
    other.offer(c, "grubx64.efi", siaddr="10.9.0.1", yiaddr="10.9.0.150")
    c.patience()
    c.request(s)
    s.ack(c, "grubx64.efi")
    c.boot_file(s, "grubx64.efi")
    c.grub(s)
    return wire


@healthy
def restart_after_a_boot():
    wire, c, s = lab("bios")
    for _ in range(2):
        c.become("bios")
        c.dora(s, "pxelinux.0")
        c.boot_file(s, "pxelinux.0")
        c.pxelinux(s)
        c.system(s, after=30)
        wire.wait(7200)
    return wire


@healthy
def lpxelinux_from_one_port():
    wire, c, s = lab("bios")
    c.dora(s, "lpxelinux.0")
    c.boot_file(s, "lpxelinux.0", 30000)
    c.pxelinux(s, same_port=True)
    return wire


@healthy
def server_name_and_option_66_agree():
    wire, c, s = lab("bios")
    c.dora(s, "pxelinux.0", opts=[(66, b"10.9.0.1")])
    c.boot_file(s, "pxelinux.0")
    c.pxelinux(s)
    return wire


@healthy
def boot_server_elsewhere_through_a_router():
    wire, c, s = lab("bios")
    far = Server(wire, "10.7.0.5")
    c.discover()
    s.offer(c, "pxelinux.0", siaddr=far.addr)
    c.patience()
    c.request(s)
    s.ack(c, "pxelinux.0", siaddr=far.addr)
    wire.arp(c.mac, c.addr, "10.9.0.254")
    wire.arp(far.mac, "10.9.0.254", c.addr, reply_to=c.mac)
    c.boot_file(far, "pxelinux.0")
    c.pxelinux(far)
    return wire


@healthy
def tagged_by_a_vlan():
    wire, c, s = lab("uefi")
    wire.vlan = 42
    c.dora(s, "grubx64.efi")
    c.boot_file(s, "grubx64.efi")
    c.grub(s)
    return wire


@healthy
def address_conflict_then_another_address():
    wire, c, s = lab("linux")
    c.dora(s)
    c.renew(s)
    return wire


@healthy
def ipxe_with_its_own_shell_script():
    """A script that runs dhcp itself, twice, then chains by HTTP."""
    wire, c, s = lab("ipxe")
    for _ in range(2):
        c.tries = 0
        c.dora(s, "http://10.9.0.1/a.ipxe")
        c.http(s, "/a.ipxe")
        wire.wait(2)
    c.http(s, "/vmlinuz", size=9000)
    return wire


@healthy
def http_server_behind_a_name_and_port():
    wire, c, s = lab("ipxe")
    c.dora(s, "http://10.9.0.1:8080/boot.ipxe")
    c.http(s, "/boot.ipxe", port=8080)
    c.http(s, "/pxelinux.cfg/01-aa", 404, 10, port=8080)
    c.http(s, "/images/vmlinuz", size=9000, port=8080)
    return wire


@healthy
def systems_that_never_boot_from_here():
    wire = Wire()
    s = Server(wire)
    for n, kind in enumerate(("linux", "windows", "systemd", "linux")):
        c = Client(wire, kind, n + 1)
        c.dora(s)
        c.renew(s)
    return wire
