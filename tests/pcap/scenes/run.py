#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""What `pxeconsole read` finds in the scenes: nothing that is bad in a healthy
one, and its illness, by its slug and nothing else that is bad, in a sick one.
A healthy scene is also read from its middle on, and broken off there, as a
card with several queues writes it, out of the order of its times, with its
clock set forward in the middle, without one of its first frames, as a tap
shows it that sees the clients' side only, and both kinds of scene as with
a snap length that cuts frames off.
    run.py [NAME ...]          some scenes only; captures are kept in .
"""

import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

import healthy  # noqa: E402
import healthy_more  # noqa: E402,F401
import sick  # noqa: E402
import sick_more  # noqa: E402,F401

READ = os.environ.get("PXECONSOLE", os.path.join(os.getcwd(), "pxeconsole"))


def bad_findings(path):
    """Two {slug: its sentence}: errors and warnings that were raised, and
    those of them that stand at the end."""
    out = subprocess.run([READ, "read", "--json", path], text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if out.returncode not in (0, 10):
        return [{"(read)": out.stderr.strip()}] * 2
    raised, standing = {}, {}
    for line in out.stdout.splitlines():
        e = json.loads(line)
        if e["event"] != "finding" or e["severity"] == "note":
            continue
        if e["state"] == "raised":
            raised[e["finding"]] = standing[e["finding"]] = e["text"]
        else:
            standing.pop(e["finding"], None)
    return raised, standing


def wires_of(made):
    return made if isinstance(made, list) else [made]


def check_healthy(name, make, folder):
    wrong = []
    for k, wire in enumerate(wires_of(make())):
        n = len(wire.frames)
        cuts = [(0, None), (n // 4, None), (n // 2, None), (0, n // 5),
                (0, n // 2), (0, n * 4 // 5)]
        taps = [("%d-%s" % cut, {"first": cut[0], "last": cut[1]})
                for cut in cuts]
        taps += [("snap-%d" % snap, {"snap": snap}) for snap in SNAPS]
        taps.append(("late", {"late": 0.02}))
        taps += [("jump-%d" % k, {"jump": k})
                 for k in (n // 4, n // 2, n * 3 // 4)]
        if name not in WAITS:
            taps += [("lost-%d" % k, {"lost": k}) for k in (1, 2)]
        taps.append(("clients-only", {"without": wire.servers()}))
        for tap, how in taps:
            path = os.path.join(folder, "%s-%d-%s.pcap" % (name, k, tap))
            wire.save(path, **how)
            raised, standing = bad_findings(path)
            # Silence counts until its REQUEST shows that there was an offer.
            for slug, text in (standing if "without" in how else
                               raised).items():
                wrong.append("%s: %s: %s" % (os.path.basename(path), slug,
                                             text))
    return wrong


# At the menu of the OFFER that is lost, for as long as that says.
WAITS = {"bios_pxe_menu"}

# Cuts off the options' end; that of long requests only.
SNAPS = (300, 400)

# What a wire with that illness shows besides: another sight of the same.
COMPANY = {"chain-loop": {"user-class-raw"}}


def check_sick(name, slug, make, folder):
    wrong = []
    for k, wire in enumerate(wires_of(make())):
        path = os.path.join(folder, "%s-%d.pcap" % (name, k))
        wire.save(path)
        found, standing = bad_findings(path)
        if slug not in found:
            wrong.append("%s: no %s, but %s" % (
                os.path.basename(path), slug, found or "nothing"))
        allowed = {slug} | COMPANY.get(slug, set())
        for other in sorted(set(standing) - allowed):
            wrong.append("%s: also %s: %s" % (os.path.basename(path), other,
                                              found[other]))
        # What is cut off is no other illness.
        for snap in SNAPS:
            path = os.path.join(folder, "%s-%d-snap-%d.pcap" % (name, k, snap))
            wire.save(path, snap=snap)
            found, standing = bad_findings(path)
            for other in sorted(set(standing) - allowed):
                wrong.append("%s: %s: %s" % (os.path.basename(path), other,
                                             found[other]))
    return wrong


def main():
    wanted = sys.argv[1:]
    wrong = []
    scenes = 0
    with tempfile.TemporaryDirectory() as folder:
        if wanted:
            folder = "."
        for name, make in healthy.SCENES:
            if not wanted or name in wanted:
                scenes += 1
                wrong += check_healthy(name, make, folder)
        for name, slug, make in sick.SCENES:
            if not wanted or name in wanted or slug in wanted:
                scenes += 1
                wrong += check_sick(name, slug, make, folder)
    print("\n".join(wrong) or "%d scenes as expected" % scenes)
    return 1 if wrong or scenes == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
