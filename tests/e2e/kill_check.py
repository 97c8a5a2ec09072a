#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Starts the console under load, kills it, again and again, and compares
what clients were told with what the database holds."""

import argparse
import random
import select
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
import time


class Load:
    """The clients' own log of their ACKs: MAC -> address."""

    def __init__(self, command, log):
        self.process = subprocess.Popen(shlex.split(command),
                                        stdout=subprocess.PIPE)
        self.log = open(log, "w", encoding="ascii")
        self.acks = {}
        self.count = 0  # of ACKs: machines come again
        self.rest = b""

    def hear(self, seconds):
        """Takes what has been said; False after silence."""
        fd = self.process.stdout
        if not select.select([fd], [], [], seconds)[0]:
            return False
        data = fd.read1(65536)
        if not data:
            raise SystemExit("the load has ended")
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            mac, address = line.decode().split()
            self.log.write(f"{mac} {address}\n")
            self.acks[mac] = address
            self.count += 1
        return True

    def hear_more(self, count, seconds):
        """Until so many more ACKs; the seconds it took, None: never."""
        want, began = self.count + count, time.monotonic()
        while self.count < want:
            left = began + seconds - time.monotonic()
            if left <= 0:
                return None
            self.hear(left)
        return time.monotonic() - began


def check(path, acks, notes):
    """What is wrong with the database; None: nothing."""
    with sqlite3.connect(path) as db:
        verdict = db.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            return f"integrity_check: {verdict}"
        rows = db.execute("SELECT addr, mac, state FROM leases").fetchall()
        noted = dict(db.execute("SELECT name, value FROM settings "
                                "WHERE kind = 'host' AND key = 'note'"))
    # state 2: bound
    held = {(mac, addr) for addr, mac, state in rows if state == 2}
    for mac, address in acks.items():
        addr = int.from_bytes(socket.inet_aton(address), "big")
        if (bytes.fromhex(mac.replace(":", "")), addr) not in held:
            return f"lost: {address} of {mac}"
    for mac, note in notes.items():
        if noted.get(mac) != note:
            return f"lost: note={note} of {mac}"
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--db", required=True)
    parser.add_argument("--log", required=True)
    parser.add_argument("--load", required=True)
    parser.add_argument("--set", required=True,
                        help="command that sets KEY=VALUE of a MAC")
    parser.add_argument("command", nargs="+")
    args = parser.parse_args()
    seed = 20261123
    rng = random.Random(seed)
    load = Load(args.load, args.log)
    slowest, notes = 0, {}
    for number in range(1, args.kills + 1):
        console = subprocess.Popen(args.command, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE)
        first = load.hear_more(1, 10)
        if first is None:
            console.kill()
            print(console.stderr.read().decode(errors="replace"))
            print(f"start {number}: no ACK within 10 s")
            return 1
        slowest = max(slowest, first)
        # Some answers more, then some moment within what follows.
        load.hear_more(rng.randrange(1, 60), 5)
        mac, note = f"52:54:ff:00:00:{number % 50:02x}", f"round {number}"
        change = subprocess.Popen(shlex.split(args.set) +
                                  [mac, f"note={note}"])
        time.sleep(rng.random() * 0.02)
        console.send_signal(signal.SIGKILL)
        if change.wait() != 0:
            print(f"round {number}: a change failed")
            return 1
        notes[mac] = note
        console.wait()
        console.stderr.close()
        # What was on its way counts too.
        while load.hear(0.02):
            pass
        if number % 10 == 0 or number == args.kills:
            wrong = check(args.db, load.acks, notes)
            if wrong is not None:
                print(f"after kill {number}: {wrong}")
                return 1
    load.process.kill()
    load.process.wait()
    print(f"{args.kills} kills, {len(load.acks)} leases and "
          f"{args.kills} changes acknowledged, none lost; slowest start to first ACK {slowest:.2f} s")
    return 0


sys.exit(main())
