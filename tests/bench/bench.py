#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Speed beside the peers, in one run: bench.py [TABLE]..., all without any:

  dhcp     exchanges a second, and 1,000 machines at once
  size     the same for books of 100 to 100,000 machines
  clients  the cost of one exchange and one MB for 1 to 1,000 clients
  flood    forged machines, and honest ones in between
  tftp     transfers, with loss, up to 10,000 at once
  half     5,000 requests whose clients fall silent, then a real one
  http     beside nginx
  hang     a disk that takes a second
  screen   how long a key waits among 100,000 machines
  storm    1,000 machines from DHCP to their initrd of 30 MiB
  watch    20,000 DHCP messages a second beside 1,000 transfers, seen or not

BENCH_ONLY=NAME;NAME measures these servers only, BENCH_INITRD_MIB=N makes the
storm's initrd smaller, BENCH_ROUNDS=N takes the medians of the table `watch`
of more rounds.  Absolute figures are of this machine in this minute;
the ratios are what counts.  `others` is the share of the machine that neither
the server nor the load took: where it is large, the row says little.
`serving` is the part of the processor time that our serving and storing
threads took; the rest tells the operator, at a lower priority."""

import os
import re
import statistics
import subprocess
import sys
import time

import peers
import rig

LOADS = os.environ.get("BENCH_LOADS", "./tests/bench")
DHCP_LOAD = os.path.join(LOADS, "dhcp_load")
DHCP_FLOOD = os.path.join(LOADS, "dhcp_flood")
TFTP_LOAD = os.path.join(LOADS, "tftp_load")
STORM = os.path.join(LOADS, "storm")
TFTP_HALF = os.path.join(LOADS, "tftp_half")
MACHINES = 10000
SLOW = ("dnsmasq, lease file", "ISC dhcpd")


def share(x):
    return "-" if x is None else f"{100 * x:.0f} %"


def cpu(seconds, units):
    return "-" if seconds is None else f"{seconds / max(1e-9, units):.2f}"


def ratio(x, best):
    return "-" if not best else f"{x / best:.2f}"


def median(runs):
    return sorted(runs, key=lambda r: r["rate"])[len(runs) // 2]


def best_peer(results):
    """The rate of the fastest that is neither ours nor the limit."""
    return max((r["rate"] for p, r in results
                if not isinstance(p, peers.OURS)), default=0)


def limit_of(results):
    return max((r["rate"] for p, r in results
                if isinstance(p, peers.Limit)), default=0)


def dhcp_once(peer, count):
    """The storm with 64 in flight, then 1,000 at once."""
    flow = peer.server.load(DHCP_LOAD, "eth0", str(count), "64")
    burst = peer.server.load(DHCP_LOAD, "eth0", "1000", "1000")
    return flow, burst


def dhcp():
    results = []
    for peer in rig_started(peers.DHCP, "dhcp", MACHINES):
        count = MACHINES // 5 if peer.name in SLOW else MACHINES
        results.append((peer, count) + dhcp_once(peer, count))
    rates = [(p, f) for p, _, f, _ in results]
    best, limit = best_peer(rates), limit_of(rates)
    rig.table(
        f"DHCP: {MACHINES} machines with reservations, 64 in flight; "
        "ratio to the best peer; then 1,000 at once",
        ["server", "on disk", "exch/s", "ratio", "of limit", "CPU s/10k", "serving",
         "p50 ms", "lost", "again", "burst last ms", "burst again", "MiB", "others"],
        [[p.name, p.durable, f"{f['rate']:.0f}", ratio(f["rate"], best),
          ratio(f["rate"], limit),
          f"{f['cpu'] / count * 10000:.2f}",
          f"{f['serving'] / count * 10000:.2f}" if f["serving"] else "-",
          f"{f['p50']:.2f}",
          f"{f['lost']:.0f}", f"{f['again']:.0f}", f"{b['last']:.0f}",
          f"{b['again']:.0f}", f"{f['memory']:.0f}", share(f["others"])]
         for p, count, f, b in results])


def size():
    """The same load for books of every size."""
    rows, first = [], {}
    for machines in (100, 10000, 100000):
        for peer in rig_started((peers.Pxeconsole, peers.Kea, peers.Dnsmasq),
                                "dhcp", machines):
            # dnsmasq looks through all machines for each message.
            many = 500 if peer.name == "dnsmasq" else 5000
            wanted = min(machines, many)
            turns = [peer.server.load(DHCP_LOAD, "eth0", str(wanted), "64")
                     for _ in range(10 if machines == 100 else 1)]
            done = sum(t["done"] for t in turns)
            rate = done / sum(t["seconds"] for t in turns)
            first.setdefault(peer.name, rate)
            rows.append([peer.name, machines, f"{rate:.0f}",
                         ratio(rate, first[peer.name]),
                         f"{sum(t['cpu'] for t in turns) / done * 1e4:.2f}",
                         f"{peer.server.start_seconds:.2f}",
                         f"{turns[-1]['memory']:.0f}",
                         share(turns[-1]["others"])])
    rig.table("Machines in the book; ratio to the smallest book",
              ["server", "machines", "exch/s", "ratio", "CPU s/10k",
               "start s", "MiB", "others"], sorted(rows))


# name, file, clients, each, window, loss of a thousand
WORK = (
    ("1 client, 64 MiB, ws 1", "big", 1, 1, 1, 0),
    ("1 client, 64 MiB, ws 16", "big", 1, 2, 16, 0),
    ("64 x 4 x 1 MiB, ws 1", "small", 64, 4, 1, 0),
    ("64 x 4 x 1 MiB, ws 16", "small", 64, 4, 16, 0),
    ("256 x 1 MiB, ws 16", "small", 256, 1, 16, 0),
    ("1,000 x 1 MiB, ws 1", "small", 1000, 1, 1, 0),
    ("10,000 x 64 KiB, ws 4", "tiny", 10000, 1, 4, 0),
    ("200 x 256 KiB, 2 % loss, ws 1", "quarter", 200, 1, 1, 20),
    ("200 x 256 KiB, 2 % loss, ws 16", "quarter", 200, 1, 16, 20),
)


def tftp_root():
    desk = rig.Desk()
    for name, kib in (("big", 65536), ("small", 1024), ("quarter", 256),
                      ("tiny", 64)):
        with open(desk.file(name), "wb") as f:
            f.write(os.urandom(kib << 10))
    return desk


def tftp_rows(results):
    for work in WORK:
        at = [(p, r[work[0]]) for p, r in results if work[0] in r]
        best, limit = best_peer(at), limit_of(at)
        for p, r in at:
            yield [work[0], p.name, f"{r['rate']:.1f}",
                   ratio(r["rate"], best), ratio(r["rate"], limit),
                   cpu(r["cpu"], r["bytes"] / 1e9),
                   f"{r['p99']:.0f}", f"{r['failed']:.0f}",
                   f"{r['memory']:.0f}", share(r["others"])]


def tftp():
    desk = tftp_root()
    results = []
    for peer in rig_started(peers.TFTP, "tftp", desk.path):
        results.append((peer, {}))
        for name, file, clients, each, window, loss in WORK:
            # Its fixed 30 ms before a retransmission drown it.
            if clients > 1000 and isinstance(peer, peers.Limit):
                continue
            # In lock-step the scheduler decides: not one run, but five.
            results[-1][1][name] = median([peer.server.load(
                TFTP_LOAD, rig.SERVER, file, str(clients), str(each),
                "1428", str(window), str(loss), forks=peer.forks)
                for _ in range(5 if clients == 1 else 1)])
    desk.done()
    rig.table("TFTP, blksize 1428; ratio to the best peer",
              ["workload", "server", "MB/s", "ratio", "of limit", "CPU s/GB",
               "p99 ms", "failed", "MiB", "others"],
              list(tftp_rows(results)))


def clients():
    """What one exchange and one MB cost, whoever else is there."""
    rows, first = [], None
    for peer in rig_started([peers.Pxeconsole], "dhcp", MACHINES):
        for at_once in (1, 10, 100, 1000):
            r = peer.server.load(DHCP_LOAD, "eth0",
                                 str(1000 if at_once == 1 else 5000),
                                 str(at_once))
            rows.append([at_once, f"{r['rate']:.0f}",
                         f"{r['cpu'] / r['done'] * 1e4:.2f}",
                         f"{r['p50']:.2f}", f"{r['p99']:.2f}"])
    desk = tftp_root()
    for peer in rig_started([peers.Pxeconsole], "tftp", desk.path):
        for row, at_once in zip(rows, (1, 10, 100, 1000)):
            r = peer.server.load(
                TFTP_LOAD, rig.SERVER, "small", str(at_once),
                str(1 if at_once == 1000 else 512 // at_once), "1428", "16",
                "0")
            first = first or r["memory"]
            row += [f"{r['rate']:.0f}", cpu(r["cpu"], r["bytes"] / 1e9),
                    f"{r['p99']:.0f}", f"{r['failed']:.0f}",
                    f"{r['memory'] - first:.0f}", share(r["others"])]
    desk.done()
    rig.table("pxeconsole, by the number of clients at once",
              ["clients", "exch/s", "CPU s/10k", "p50 ms", "p99 ms",
               "TFTP MB/s", "CPU s/GB", "p99 ms", "failed", "more MiB",
               "others"], rows)


FORGED = 100000  # more than we keep (65,536)


def flood():
    """Forged machines at a rate that people have seen; M12 to M15."""
    rows = []
    kinds = [k for k in peers.DHCP if k not in (
        peers.KeaMemory, peers.DnsmasqDurable, peers.Limit,
        peers.LimitDurable)]
    for rate in (5000, 20000):
        for peer in rig_started(kinds, "dhcp", 1000):
            idle = rig.memory_of(peer.server.process.pid)
            r = peer.server.load(DHCP_FLOOD, "eth0", str(rate), str(FORGED))
            again = peer.server.load(DHCP_FLOOD, "eth0", "20000",
                                     str(FORGED), "2000000")
            rows.append([
                f"{rate}/s", peer.name, f"{r['rate']:.0f}",
                f"{100 * r['served'] / r['asked']:.1f} %",
                f"{r['p50']:.1f}", f"{r['max']:.1f}",
                "yes" if r["stranger"] else "no",
                f"{r['memory'] - idle:.1f}",
                f"{again['memory'] - r['memory']:.1f}", share(r["others"])])
    rig.table(f"{FORGED} forged machines ask once; reserved ones in between",
              ["flood", "server", "came", "served", "p50 ms", "max ms",
               "stranger", "more MiB", "again MiB", "others"], rows)


def half():
    """M19: nobody is kept out by those who never answer."""
    desk = tftp_root()
    rows = []
    for peer in rig_started([k for k in peers.TFTP if k is not peers.Limit],
                            "tftp", desk.path):
        idle = rig.memory_of(peer.server.process.pid)
        r = peer.server.load(TFTP_HALF, rig.SERVER, "small", "5000",
                             "10.66.0.0")
        rows.append([peer.name, "yes" if r["served"] else "no",
                     f"{r['first']:.1f}" if r["served"] else "-",
                     f"{r['memory'] - idle:.1f}"])
    desk.done()
    rig.table("5,000 requests whose clients fall silent, then a real one",
              ["server", "served", "after ms", "more MiB"], rows)


# name, file, connections
PAGES = (("1 client, 64 MiB", "big", 1), ("64 clients, 64 MiB", "big", 64),
         ("64 clients, 1 MiB", "small", 64),
         ("1,000 clients, 1 MiB", "small", 1000))


def read_wrk(text):
    """wrk's own words: what came, in what time."""
    line = next(t for t in text.splitlines() if " requests in " in t)
    count, _, _, seconds, amount = line.replace(",", "").split()[:5]
    unit = {"KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}[amount[-2:]]
    got = float(amount[:-2]) * unit
    took = float(seconds.rstrip("sm")) * (60 if seconds[-1] == "m" else 1)
    errors = [t for t in text.splitlines() if "Socket errors" in t]
    return {"done": float(count), "bytes": got, "seconds": took,
            "rate": got / took / 1e6, "errors": float(bool(errors))}


def http():
    if not rig.have("wrk"):
        print("\nHTTP: left out, there is no wrk")
        return
    desk = tftp_root()
    results = []
    for peer in rig_started(peers.HTTP, "http", desk.path):
        results.append((peer, [peer.server.load(
            "wrk", "-t1", f"-c{count}", "-d3s", "--timeout", "10s",
            f"http://{rig.SERVER}:8080/{file}", read=read_wrk)
            for _, file, count in PAGES]))
    desk.done()
    rows = []
    for i, (name, _, _) in enumerate(PAGES):
        at = [(p, r[i]) for p, r in results]
        best = best_peer(at)
        rows += [[name, p.name, f"{r['rate']:.0f}", ratio(r["rate"], best),
                  cpu(r["cpu"], r["bytes"] / 1e9),
                  f"{r['done'] / r['seconds']:.0f}",
                  "yes" if r["errors"] else "no", f"{r['memory']:.0f}",
                  share(r["others"])] for p, r in at]
    rig.table("HTTP by wrk; ratio to nginx",
              ["workload", "server", "MB/s", "ratio", "CPU s/GB", "req/s",
               "errors", "MiB", "others"], rows)


class Hanging(peers.Pxeconsole):
    """The disk takes a second for each fsync and for the first reading."""
    name = "fsync 1 s, cold file 1 s"
    env = {"LD_PRELOAD": os.path.join(os.path.abspath(LOADS), "slow_disk.so"),
           "SLOW_FSYNC_MS": "1000", "SLOW_READ_MS": "1000"}


class Healthy(peers.Pxeconsole):
    name = "healthy disk"


def make_cold(desk):
    """A file that is on the disk alone."""
    with open(desk.file("cold"), "wb") as f:
        f.write(os.urandom(8 << 20))
        f.flush()
        os.fsync(f.fileno())
        os.posix_fadvise(f.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def hang_dhcp(peer):
    # The first ones find out; from then on it is known to hang.
    peer.server.load(DHCP_LOAD, "eth0", "64", "64")
    return peer.server.load(DHCP_LOAD, "eth0", str(MACHINES), "64")


def hang_tftp(peer):
    """Transfers that run while somebody asks for the cold file."""
    with peer.server.start_load(TFTP_LOAD, rig.SERVER, "cold", "1", "1",
                                "1428", "16", "0"):
        return peer.server.load(TFTP_LOAD, rig.SERVER, "small", "64", "8",
                                "1428", "16", "0")


def hang():
    """What a disk that hangs costs those who need it not."""
    desk, rows, first = tftp_root(), [], {}
    for kind in (Healthy, Hanging):
        for peer in peers.started([kind], "dhcp", MACHINES):
            flow = hang_dhcp(peer)
        for peer in peers.started([kind], "tftp", desk.path):
            make_cold(desk)
            files = hang_tftp(peer)
        first = first or {"dhcp": flow["rate"], "tftp": files["rate"]}
        rows.append([kind.name, f"{flow['rate']:.0f}",
                     ratio(flow["rate"], first["dhcp"]), f"{flow['p99']:.1f}",
                     f"{files['rate']:.0f}",
                     ratio(files["rate"], first["tftp"]),
                     f"{files['max']:.0f}", share(flow["others"])])
    desk.done()
    rig.table("A disk that hangs: known machines, and other files",
              ["disk", "exch/s", "ratio", "p99 ms", "MB/s", "ratio",
               "max ms", "others"], rows)


def screen():
    """How long a key waits where 100,000 machines have been heard of."""
    print("\nThe screen: 100,000 machines, 5,000 events a second", flush=True)
    subprocess.run([os.path.join(LOADS, "screen_load")], check=True)


INITRD_MIB = int(os.environ.get("BENCH_INITRD_MIB", "30"))


def storm():
    """Everything at once: the loader by TFTP, the initrd by HTTP."""
    desk = tftp_root()
    with open(desk.file("initrd"), "wb") as f:
        f.write(os.urandom(INITRD_MIB << 20))
    rows = []
    for peer in rig_started((peers.Pxeconsole, peers.PxeconsoleCaptured,
                             peers.PxeconsoleShown), "boot", 1000, desk.path):
        screen = peer.server.screen
        if screen:
            screen.pressing = True
        r = peer.server.load(STORM, "eth0", rig.SERVER, "1000", "tiny",
                             "initrd")
        keys = screen.latency() if screen else None
        rows.append([peer.name, f"{r['done']:.0f}", f"{r['seconds']:.1f}",
                     f"{r['rate']:.0f}", f"{r['dhcp50']:.1f}",
                     f"{r['dhcpmax']:.1f}", f"{r['again']:.0f}",
                     f"{keys[0]:.0f}" if keys else "-",
                     f"{keys[1]:.0f}" if keys else "-",
                     f"{r['cpu']:.1f}", f"{r['memory']:.0f}",
                     share(r["others"])])
    desk.done()
    rig.table("1,000 machines at once: DHCP, 64 KiB by TFTP, "
              f"{INITRD_MIB} MiB by HTTP",
              ["server", "booted", "seconds", "MB/s", "DHCP p50 ms",
               "max ms", "again", "key p50 ms", "p99 ms", "CPU s", "MiB",
               "others"], rows)


ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
WATCH_RATE = 5000  # exchanges a second: 20,000 messages
WATCH_SECONDS = 6
WIRE_MB = 118  # a second, what 1 Gbit/s carries of TFTP
WATCHED = (peers.Pxeconsole, peers.PxeconsoleCaptured)


def watch_dhcp(peer, transfers):
    """Our own clients, which ask as often as they are told."""
    with peer.server.start_load(TFTP_LOAD, rig.SERVER, "small", "1000", "1",
                                "1428", *transfers):
        time.sleep(0.5)
        return peer.server.load(
            DHCP_LOAD, "eth0", str(WATCH_RATE * WATCH_SECONDS), "2000", "0",
            "1000", str(WATCH_RATE))


def read_perfdhcp(text):
    """perfdhcp's own words, of both halves of an exchange."""
    def each(what):
        return [float(n) for n in re.findall(rf"^{what}: ([\d.]+)", text,
                                             re.M)]
    # Its own rate counts the second that it waits at the end.
    return {"done": each("received packets")[1],
            "asked": each("sent packets")[0] / WATCH_SECONDS,
            "rate": each("received packets")[1] / WATCH_SECONDS,
            "its": each("Rate")[0], "drops": sum(each("drops")),
            "offer50": each("avg delay")[0], "offermax": each("max delay")[0],
            "ack50": each("avg delay")[1], "ackmax": each("max delay")[1]}


def watch_perfdhcp(peer, transfers):
    """The same asked by Kea's tool, through a relay that it plays."""
    here, there = rig.udp_lost(), rig.udp_lost("load")
    with peer.server.start_load(TFTP_LOAD, rig.SERVER, "small", "1000", "1",
                                "1428", *transfers):
        time.sleep(0.5)
        # With a thread of its own to receive, two processors are too few.
        # Its status is 3 where it counts drops.
        got = peer.server.load(
            "perfdhcp", "-4", "-g", "single", "-l", "10.64.0.2", "-r",
            str(WATCH_RATE), "-R", "30000", "-p", str(WATCH_SECONDS), "-W",
            "1000000", rig.SERVER, read=read_perfdhcp, statuses=(0, 3))
    got["deaf"] = rig.udp_lost() - here
    got["its deaf"] = rig.udp_lost("load") - there
    return got


def watch_files(peer, transfers):
    return peer.server.load(TFTP_LOAD, rig.SERVER, "small", "1000", "4",
                            "1428", *transfers)


def watch_rounds(how, measure, *args):
    """Medians for each kind, whose turns change from round to round."""
    runs = {kind: [] for kind in WATCHED}
    desk = tftp_root()
    for n in range(ROUNDS):
        for peer in rig_started(WATCHED[::-1] if n % 2 else WATCHED, how[0],
                                *how[1:], desk.path):
            runs[type(peer)].append((peer, measure(peer, args)))
    desk.done()
    for kind, of_kind in runs.items():
        for peer, got in of_kind:
            got["read"], got["missed"] = peer.server.wire or (0, 0)
        if of_kind:
            yield kind.name, {k: statistics.median(r[k] for _, r in of_kind)
                              for k in of_kind[0][1]}


def watch_row(name, r, *columns):
    return [name, f"{r['rate']:.0f}", *columns,
            f"{r['read']:.0f}", f"{r['missed']:.0f}", share(r["others"])]


def delays(r, *names):
    return [f"{r[n]:.2f}" for n in names]


def watch():
    """Does watching delay what is watched?"""
    book = ("boot", WATCH_RATE * WATCH_SECONDS)
    of = f"median of {ROUNDS} rounds"
    reply = ["OFFER p50 ms", "p99", "max", "ACK p50 ms", "p99", "max"]
    seen = ["frames read", "lost", "others"]
    times = ("offer50", "offer99", "offermax", "ack50", "ack99", "ackmax")
    for window, kind in (("1", "in lock-step"), ("16", "by windows of 16")):
        rig.table(
            f"{WATCH_RATE} exchanges a second beside 1,000 transfers {kind} "
            f"of {WIRE_MB} MB/s in all; {of}",
            ["server", "exch/s", *reply, "again", *seen],
            [watch_row(name, r, *delays(r, *times), f"{r['again']:.0f}")
             for name, r in watch_rounds(book, watch_dhcp, window, "0",
                                         str(WIRE_MB))])
    if rig.have("perfdhcp"):
        rig.table(
            f"The same by perfdhcp -r {WATCH_RATE} (windows of 16); deaf: "
            f"replies or requests that a socket had no room for; {of}",
            ["server", "exch/s", "asked/s", "its rate", "OFFER avg ms", "max",
             "ACK avg ms", "max", "drops", "server deaf", "perfdhcp deaf",
             *seen],
            [watch_row(name, r, f"{r['asked']:.0f}", f"{r['its']:.0f}",
                       *delays(r, "offer50", "offermax", "ack50", "ackmax"),
                       f"{r['drops']:.0f}", f"{r['deaf']:.0f}",
                       f"{r['its deaf']:.0f}")
             for name, r in watch_rounds(("strangers",), watch_perfdhcp, "16",
                                         "0", str(WIRE_MB))])
    else:
        print("\nperfdhcp: left out, there is none")
    rig.table(
        f"{WATCH_RATE} exchanges a second beside 1,000 transfers in lock-step "
        f"as fast as they go; {of}",
        ["server", "exch/s", *reply, "again", *seen],
        [watch_row(name, r, *delays(r, *times), f"{r['again']:.0f}")
         for name, r in watch_rounds(book, watch_dhcp, "1", "0", "0")])
    rig.table(
        f"1,000 transfers by windows of 16 as fast as they go; {of}",
        ["server", "MB/s", "p99 ms", "failed", *seen],
        [watch_row(name, r, f"{r['p99']:.0f}", f"{r['failed']:.0f}")
         for name, r in watch_rounds(book, watch_files, "16", "0", "0")])


skipped = set()


def rig_started(*args):
    only = os.environ.get("BENCH_ONLY")
    kinds = [k for k in args[0] if only is None or k.name in only.split(";")]
    for kind in kinds:
        if not kind.installed() and kind.name not in skipped:
            skipped.add(kind.name)
            print(f"{kind.name}: left out, there is no {kind.program}")
    return peers.started(kinds, *args[1:])


TABLES = {"dhcp": dhcp, "size": size, "clients": clients, "flood": flood,
          "tftp": tftp, "half": half, "http": http, "hang": hang,
          "screen": screen,
          "storm": storm, "watch": watch}


def main():
    words = sys.argv[1:] or list(TABLES)
    for word in words:
        if word not in TABLES:
            raise SystemExit("bench: tables are " + ", ".join(TABLES))
    rig.enter()
    for word in words:
        TABLES[word]()


main()
