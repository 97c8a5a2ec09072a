#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""What `pxeconsole read` finds in the scenes: nothing that is bad in a healthy
one, and its illness, by its slug and nothing else that is bad, in a sick one.
A healthy scene is also read from its middle on, and broken off there, as a
card with several queues writes it, out of the order of its times, with its
clock set forward in the middle, without one of its first frames, as a tap
shows it that sees the clients' side only, and both kinds of scene as with
a snap length that cuts frames off, by mirrored ports and around a relay.
Both as well as a busy host lives them.
    run.py [NAME ...]          some scenes only; captures are kept in .
"""

import concurrent.futures
import json
import os
import re
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
import tap as f  # noqa: E402

READ = os.environ.get("PXECONSOLE", os.path.join(os.getcwd(), "pxeconsole"))


def bad_findings(path):
    """Two {slug: its sentence}: errors and warnings that were raised, and
    those of them that stand at the end, beside boots that ended badly."""
    out = subprocess.run([READ, "read", "--json", path], text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if out.returncode not in (0, 10):
        return [{"(read)": out.stderr.strip()}] * 2
    raised, standing = {}, {}
    for line in out.stdout.splitlines():
        e = json.loads(line)
        if e["event"] == "session" and e.get("result") == "failed":
            standing["(failed)"] = e["text"]
        if e["event"] != "finding" or e["severity"] == "note":
            continue
        if e["state"] == "raised":
            if e["finding"] in STEADY and e["finding"] in raised:
                standing["(twice)"] = e["text"]
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
        taps += [(tap, {"seen": seen}) for tap, seen in ELSEWHERE.items()
                 if wire.vlan == 0]
        for tap, how in taps:
            path = os.path.join(folder, "%s-%d-%s.pcap" % (name, k, tap))
            wire.save(path, **how)
            raised, standing = bad_findings(path)
            # Silence counts until its REQUEST shows that there was an offer.
            if "without" not in how:
                standing = dict(raised, **{
                    x: standing[x] for x in standing
                    if x == "(failed)" and "first" in how})
            for slug, text in standing.items():
                wrong.append("%s: %s: %s" % (os.path.basename(path), slug,
                                             text))
    return wrong


# What does not come and go with each request that is sent again.
STEADY = {"tftp-unanswered", "tftp-return-path"}

# The same boots, tapped elsewhere: a mirrored port that shows each frame as it
# comes in and as it goes out, with a tag or behind the router, two taps that
# are put together, and the sides of a relay.
MIRRORS = {"mirror": f.again(2e-5),
           "tag": f.again(2e-5, f.tagged((0x8100, 7))),
           "router": f.again(2e-5, f.routed),
           "two-taps": f.again(5e-3),
           "two-taps-and-router": f.relayed_and_routed(3e-3)}
RELAYS = {"relay-" + view: f.relayed(view)
          for view in ("client", "server", "both")}
ELSEWHERE = dict(MIRRORS, **RELAYS)

# What these hide: a block that goes twice at once looks like a mirrored one;
# what goes by unicast reaches a relay, if not the machine behind it.
HIDDEN = {"duplicate-data": MIRRORS, "retransmissions": MIRRORS,
          "unicast-offer-lost": {"relay-server"}}

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
        allowed = {slug, "(failed)"} | COMPANY.get(slug, set())
        for other in sorted(set(standing) - allowed):
            wrong.append("%s: also %s: %s" % (os.path.basename(path), other,
                                              standing[other]))
        # What is cut off is no other illness; who sees it from elsewhere
        # sees the same one.
        taps = [("snap-%d" % snap, {"snap": snap}) for snap in SNAPS]
        taps += [(tap, {"seen": seen}) for tap, seen in ELSEWHERE.items()
                 if wire.vlan == 0 and len(wire.frames) < 10000]
        for tap, how in taps:
            path = os.path.join(folder, "%s-%d-%s.pcap" % (name, k, tap))
            wire.save(path, **how)
            found, standing = bad_findings(path)
            if "seen" in how and slug not in found and \
                    tap not in HIDDEN.get(slug, ()):
                wrong.append("%s: no %s, but %s" % (
                    os.path.basename(path), slug, found or "nothing"))
            for other in sorted(set(standing) - allowed):
                wrong.append("%s: %s: %s" % (os.path.basename(path), other,
                                             standing[other]))
    return wrong


SKEW = os.path.join(os.getcwd(), "tests", "unit", "t_skew")


def whole_scenes(folder):
    """Their captures, in parts for each processor."""
    whole = [os.path.join(folder, name) for name in sorted(os.listdir(folder))
             if re.match(r"\w+-\d+(-0-None)?\.pcap$", name)]
    parts = os.cpu_count() or 1
    return [whole[k::parts] for k in range(parts)]


def check_skewed(captures):
    """As a busy host lives them (tests/unit/t_skew.c)."""
    if not captures or not os.path.exists(SKEW):
        return []
    out = subprocess.run([SKEW] + captures, text=True, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT)
    return out.stdout.splitlines() if out.returncode else []


def main():
    wanted = sys.argv[1:]
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        if wanted:
            folder = "."
        checks = [(check_healthy, name, make, folder)
                  for name, make in healthy.SCENES
                  if not wanted or name in wanted]
        checks += [(check_sick, name, slug, make, folder)
                   for name, slug, make in sick.SCENES
                   if not wanted or name in wanted or slug in wanted]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for found in pool.map(lambda c: c[0](*c[1:]), checks):
                wrong += found
            for found in pool.map(check_skewed, whole_scenes(folder)):
                wrong += found
    print("\n".join(wrong) or "%d scenes as expected" % len(checks))
    return 1 if wrong or not checks else 0


if __name__ == "__main__":
    sys.exit(main())
