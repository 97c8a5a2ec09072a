# SPDX-License-Identifier: ISC
"""The servers that are measured, each started as its manual says."""

import json
import os
import sqlite3
import subprocess
import time

from rig import SERVER, Desk, Server, have, listening

PXECONSOLE = os.environ.get("PXECONSOLE", "./pxeconsole")
LOADS = os.environ.get("BENCH_LOADS", "./tests/bench")
BASE = 10 << 24 | 65 << 16


def mac_of(n):
    return "02:00:" + ":".join(f"{n >> s & 255:02x}" for s in (24, 16, 8, 0))


def ip_of(n):
    a = BASE + n
    return ".".join(str(a >> s & 255) for s in (24, 16, 8, 0))


def fill_book(db, machines):
    """Reservations straight into the book: `host set` is for people."""
    subprocess.run([PXECONSOLE, "host", "set", mac_of(0), f"ip={ip_of(0)}",
                    "mode=pxelinux", "--db", db, "--config", "/dev/null"],
                   check=True, stdout=subprocess.DEVNULL)
    with sqlite3.connect(db) as sql:
        for n in range(1, machines):
            sql.execute("INSERT INTO objects VALUES ('host', ?)",
                        (mac_of(n),))
            sql.executemany("INSERT INTO settings VALUES ('host', ?, ?, ?)",
                            ((mac_of(n), "ip", ip_of(n)),
                             (mac_of(n), "mode", "pxelinux")))
    sql.close()


class Peer:
    name = program = ""
    durable = "no"
    forks = False  # a process for each transfer

    def __init__(self):
        self.desk = Desk()
        self.server = None

    @classmethod
    def installed(cls):
        return have(cls.program)

    def dhcp(self, machines):
        raise NotImplementedError

    def tftp(self, root):
        raise NotImplementedError

    def end(self):
        if self.server is not None:
            self.server.end()
        self.desk.done()


class Pxeconsole(Peer):
    name, durable = "pxeconsole", "yes, fsync"
    program = PXECONSOLE
    extra = ["--no-capture"]
    env = None
    screen = False
    free = "10.64.1.0,10.64.1.255,3600"  # for those without a reservation

    def start(self, root, *options):
        port = 67 if "--range" in options else 69
        self.server = Server(
            [PXECONSOLE, *([] if self.screen else ["--headless"]),
             "--interface", "srv0", "--db",
             self.desk.file("pxeconsole/book.db"), "--tftp-root", root,
             "--config", "/dev/null", "--quiet", *self.extra, *options], port, self.env,
            screen=self.screen)

    def dhcp(self, machines):
        self.desk.file("root/pxelinux.0", "loader\n")
        self.boot(machines, self.desk.file("root"))

    def boot(self, machines, root):
        """DHCP and files at once."""
        os.makedirs(self.desk.file("pxeconsole"))
        fill_book(self.desk.file("pxeconsole/book.db"), machines)
        self.start(root, "--mode", "dhcp", "--range", self.free)

    def strangers(self, root):
        """Addresses for as many as perfdhcp makes up."""
        self.free = "10.64.4.0,10.64.250.255,3600"
        self.boot(1, root)

    def tftp(self, root):
        os.makedirs(self.desk.file("pxeconsole"))
        self.start(root)


    def http(self, root):
        self.tftp(root)
        while not listening(8080, True):
            time.sleep(0.02)


class PxeconsoleCaptured(Pxeconsole):
    name = "pxeconsole, capture on"
    extra = []


class PxeconsoleShown(PxeconsoleCaptured):
    name = "pxeconsole, capture and screen"
    screen = True


class Dnsmasq(Peer):
    name = program = "dnsmasq"

    def options(self, machines):
        hosts = "".join(f"{mac_of(n)},{ip_of(n)},1h\n"
                        for n in range(machines))
        return ["dnsmasq", "-k", "--conf-file=/dev/null", "--port=0",
                "--user=root", "--pid-file=", "--interface=srv0",
                "--bind-interfaces", "--dhcp-authoritative",
                "--dhcp-range=10.65.0.0,static,255.240.0.0,1h",
                "--dhcp-hostsfile=" + self.desk.file("hosts", hosts),
                "--dhcp-lease-max=200000", "--dhcp-boot=pxelinux.0",
                "--quiet-dhcp", "--log-facility=/dev/null"]

    def dhcp(self, machines):
        self.server = Server(self.options(machines) + [
            "--leasefile-ro", "--dhcp-leasefile=/dev/null"], 67)

    def tftp(self, root):
        self.server = Server([
            "dnsmasq", "-k", "--conf-file=/dev/null", "--port=0",
            "--user=root", "--pid-file=", "--interface=srv0",
            "--bind-interfaces", "--enable-tftp", "--tftp-root=" + root,
            "--tftp-max=4096", "--quiet-tftp", "--log-facility=/dev/null"],
            69)


class DnsmasqDurable(Dnsmasq):
    name, durable = "dnsmasq, lease file", "yes"

    def dhcp(self, machines):
        self.server = Server(self.options(machines) + [
            "--dhcp-leasefile=" + self.desk.file("leases", "")], 67)


class Kea(Peer):
    name, program = "Kea, memfile", "kea-dhcp4"
    store = True

    def dhcp(self, machines):
        leases = {"type": "memfile", "persist": self.store}
        if self.store:
            leases["name"] = self.desk.file("kea.csv")
        config = {"Dhcp4": {
            "interfaces-config": {"interfaces": ["srv0"]},
            "lease-database": leases,
            "valid-lifetime": 3600, "match-client-id": False,
            "host-reservation-identifiers": ["hw-address"],
            "reservations-global": False, "reservations-in-subnet": True,
            "reservations-out-of-pool": True,
            "subnet4": [{
                "subnet": "10.64.0.0/12", "next-server": SERVER,
                "boot-file-name": "pxelinux.0",
                "pools": [{"pool": "10.64.1.0 - 10.64.1.255"}],
                "reservations": [
                    {"hw-address": mac_of(n), "ip-address": ip_of(n)}
                    for n in range(machines)]}],
            "loggers": [{"name": "kea-dhcp4", "severity": "ERROR",
                         "output_options": [{"output": "stderr"}]}]}}
        path = self.desk.file("kea.json", json.dumps(config))
        os.makedirs("/run/kea", exist_ok=True)
        self.server = Server(
            ["kea-dhcp4", "-c", path], 67,
            {"KEA_PIDFILE_DIR": self.desk.path,
             "KEA_LOCKFILE_DIR": self.desk.path})


class KeaMemory(Kea):
    name = "Kea, no persistence"
    store = False


class Isc(Peer):
    name, program, durable = "ISC dhcpd", "dhcpd", "yes, fsync"

    def dhcp(self, machines):
        hosts = "".join(
            f"host m{n} {{ hardware ethernet {mac_of(n)}; "
            f"fixed-address {ip_of(n)}; }}\n" for n in range(machines))
        conf = self.desk.file("dhcpd.conf", (
            "authoritative; default-lease-time 3600;\n"
            f"next-server {SERVER}; filename \"pxelinux.0\";\n"
            "subnet 10.64.0.0 netmask 255.240.0.0 {}\n" + hosts))
        self.server = Server(
            ["dhcpd", "-4", "-f", "-q", "-cf", conf, "-lf",
             self.desk.file("isc.leases", ""), "-pf",
             self.desk.file("isc.pid"), "srv0"], 67)


class Hpa(Peer):
    name, program, forks = "tftpd-hpa", "in.tftpd", True

    @classmethod
    def installed(cls):
        """atftpd has the name as well."""
        return have(cls.program) and "hpa" in subprocess.run(
            [cls.program, "-V"], check=False, capture_output=True,
            text=True).stdout

    def tftp(self, root):
        self.server = Server(["in.tftpd", "-L", "-s", root, "-u", "root",
                              "-a", f"{SERVER}:69"], 69)


class Atftpd(Peer):
    name = program = "atftpd"

    def tftp(self, root):
        self.server = Server(
            ["atftpd", "--daemon", "--no-fork", "--user", "root",
             "--bind-address", SERVER, "--maxthread", "2000", "--port",
             "69", root], 69)


class Nginx(Peer):
    name = "nginx (sendfile)"
    program = "nginx"
    forks = False

    def http(self, root):
        self.desk.file("nginx.conf", (
            "daemon off; user root; worker_processes auto;\n"
            f"pid {self.desk.path}/pid; error_log /dev/null;\n"
            "events { worker_connections 4096; }\n"
            "http { access_log off; sendfile on; tcp_nopush on;\n"
            "keepalive_requests 1000000;\n"
            f"server {{ listen 8080; root {root}; }} }}\n"))
        self.server = Server(["nginx", "-e", "/dev/null", "-c",
                              self.desk.file("nginx.conf")], 8080, tcp=True)


class Limit(Peer):
    """The upper bound of this machine: no logic at all, so no peer."""
    name = "limit"
    durable = "no"
    program = os.path.join(LOADS, "limit")

    def dhcp(self, machines):
        self.server = Server([self.program, "dhcp", "srv0"], 67)

    def tftp(self, root):
        self.server = Server([self.program, "tftp", root], 69)


class LimitDurable(Limit):
    name, durable = "limit, a sync each batch", "yes, fsync"

    def dhcp(self, machines):
        self.server = Server([self.program, "dhcp", "srv0",
                              self.desk.file("rows")], 67)


DHCP = (Pxeconsole, PxeconsoleCaptured, Kea, KeaMemory, Dnsmasq,
        DnsmasqDurable, Isc, Limit, LimitDurable)
TFTP = (Pxeconsole, PxeconsoleCaptured, Dnsmasq, Hpa, Atftpd, Limit)
HTTP = (Pxeconsole, Nginx)
OURS = (Pxeconsole, Limit)


def started(kinds, how, *args):
    """Each installed one in turn, started, ended when the next is due."""
    for kind in kinds:
        if not kind.installed():
            continue
        peer = kind()
        try:
            getattr(peer, how)(*args)
            yield peer
        finally:
            peer.end()
