# SPDX-License-Identifier: ISC
"""The bench's namespaces, servers and clocks.

Everything runs in namespaces of its own: the servers here, as 10.64.0.1 on
srv0, the load in the namespace `load`, as 10.64.0.2 on eth0."""

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from screen import Screen

SERVER, MASK = "10.64.0.1", 12
TICKS = os.sysconf("SC_CLK_TCK")
SOURCE = os.path.dirname(os.path.abspath(__file__))


def enter():
    """Runs this program again where no packet can leave."""
    if "BENCH_INSIDE" not in os.environ:
        os.environ["BENCH_INSIDE"] = "1"
        how = "-nmp" if os.getuid() == 0 else "-rnmp"
        os.execvp("unshare", ["unshare", how, "--fork", "--kill-child",
                              "--mount-proc", sys.executable] + sys.argv)
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    for line in (
            "mount -t tmpfs none /run", "mkdir -p /run/netns",
            "ip link set lo up", "ip netns add load",
            "ip link add srv0 type veth peer name eth0 netns load",
            f"ip addr add {SERVER}/{MASK} dev srv0", "ip link set srv0 up",
            "ip -n load link set lo up", "ip -n load link set eth0 up",
            f"ip -n load addr add 10.64.0.2/{MASK} dev eth0",
            # The machines' own addresses, and forged ones, behind one
            # neighbour: the kernel knows a thousand at most.
            "ip -n load route add local 10.65.0.0/16 dev lo",
            "ip -n load route add local 10.66.0.0/16 dev lo",
            "ip route add 10.65.0.0/16 via 10.64.0.2",
            "ip route add 10.66.0.0/16 via 10.64.0.2"):
        subprocess.run(line.split(), check=True)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def machine_busy():
    """(seconds in which any processor worked, seconds of all) so far."""
    with open("/proc/stat", encoding="ascii") as f:
        t = [int(x) for x in f.readline().split()[1:9]]
    return (sum(t) - t[3] - t[4]) / TICKS, sum(t) / TICKS


def processes_of(pid):
    """The process and all that it started, children's children too."""
    parents = {}
    for name in os.listdir("/proc"):
        try:
            with open(f"/proc/{int(name)}/stat", encoding="ascii",
                      errors="replace") as f:
                fields = f.read().rpartition(")")[2].split()
            parents[int(name)] = (int(fields[1]), fields)
        except (ValueError, OSError):
            pass
    family, found = [pid], {}
    for p in family:
        if p in parents:
            found[p] = parents[p][1]
        family += [c for c, (up, _) in parents.items() if up == p]
    return found


def cpu_of(pid):
    """Seconds used by the process, its children and those that ended."""
    return sum(sum(int(x) for x in f[11:15])
               for f in processes_of(pid).values()) / TICKS


def cpu_serving(pid):
    """Seconds of those threads of ours that serve, not of those that tell."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/stat", encoding="ascii",
                  errors="replace") as f:
            head, _, rest = f.read().rpartition(")")
        if head.endswith(("px-dhcp", "px-tftp", "px-store", "px-disk", "px-http")):
            total += sum(int(x) for x in rest.split()[11:13])
    return total / TICKS


def cpu_settled(pid):
    """As cpu_of, when what is left over from the load has been done, too."""
    before, now = -1.0, cpu_of(pid)
    for _ in range(20):
        if now - before < 0.02:
            break
        time.sleep(0.1)
        before, now = now, cpu_of(pid)
    return now


def memory_of(pid):
    """MiB that it holds, all processes."""
    total = 0
    for p in processes_of(pid):
        try:
            with open(f"/proc/{p}/smaps_rollup", encoding="ascii") as f:
                total += sum(int(line.split()[1]) for line in f
                             if line.startswith("Pss:"))
        except OSError:
            pass
    return total / 1024


def udp_lost(namespace=None):
    """Datagrams so far for which a socket's buffer had no room."""
    enter = ["ip", "netns", "exec", namespace] if namespace else []
    text = subprocess.run(enter + ["cat", "/proc/net/snmp"], check=True,
                          capture_output=True, text=True).stdout
    head, values = [t.split() for t in text.splitlines()
                    if t.startswith("Udp:")]
    return int(values[head.index("RcvbufErrors")])


def listening(port, tcp=False):
    if tcp:
        with open("/proc/net/tcp", encoding="ascii") as f:
            return any(line.split()[1].endswith(f":{port:04X}")
                       for line in f.readlines()[1:])
    with open("/proc/net/udp", encoding="ascii") as f:
        if any(line.split()[1].endswith(f":{port:04X}")
               for line in f.readlines()[1:]):
            return True
    # Who reads DHCP from a packet socket (Kea) may have no UDP socket.
    with open("/proc/net/packet", encoding="ascii") as f:
        return port == 67 and len(f.readlines()) > 1


def name_values(line):
    return {k: float(v) for k, v in (w.split("=") for w in line.split())}


class Server:
    """A server under load, from its start to its end."""

    def __init__(self, command, port, env=None, tcp=False, screen=False):
        began = time.monotonic()
        self.log = tempfile.TemporaryFile()
        self.screen = Screen(command, env) if screen else None
        self.process = self.screen.process if screen else subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=self.log, env={**os.environ, **(env or {})})
        while not listening(port, tcp):
            if self.process.poll() is not None or \
                    time.monotonic() - began > 60:
                self.log.seek(0)
                sys.stderr.write(self.log.read().decode(errors="replace"))
                raise SystemExit(f"bench: {command[0]} does not serve")
            time.sleep(0.02)
        self.start_seconds = time.monotonic() - began
        self.wire = None  # once it has ended: frames (read, lost)
        self.beside = []  # loads beside the one that is measured
        time.sleep(0.3)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.seek(0)
        for line in self.log:
            told = re.search(rb"watched: (\d+) frames read, (\d+) lost", line)
            if told:
                self.wire = tuple(int(n) for n in told.groups())
        self.log.close()

    def start_load(self, *command):
        """A load beside the one that is measured; waits for it at the end."""
        load = subprocess.Popen(["ip", "netns", "exec", "load", *command],
                                stdout=subprocess.DEVNULL)
        self.beside.append(load)
        return load

    def cpu_loads(self):
        """Seconds of all loads: those that ended and those that run."""
        running = sum(cpu_of(p.pid) for p in self.beside if p.poll() is None)
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        return running + ended.ru_utime + ended.ru_stime

    def load(self, *command, forks=False, read=name_values, statuses=(0,)):
        """Runs a load generator: its values, and cpu, others, memory."""
        loads = self.cpu_loads()
        busy, whole = machine_busy()
        pid = self.process.pid
        cpu, serving = cpu_of(pid), cpu_serving(pid)
        done = subprocess.run(["ip", "netns", "exec", "load", *command],
                              capture_output=True, text=True, timeout=300)
        if done.returncode not in statuses:
            raise SystemExit(f"bench: {command[0]}: {done.stderr}")
        got = read(done.stdout)
        busy2, whole2 = machine_busy()
        own = cpu_of(pid) - cpu
        load = self.cpu_loads() - loads
        got["cpu"] = cpu_settled(pid) - cpu
        got["serving"] = cpu_serving(pid) - serving
        got["memory"] = memory_of(pid)
        rest = max(0.0, busy2 - busy - load)
        got["others"] = max(0.0, rest - own) / max(0.01, whole2 - whole)
        # Children that nobody waits for leave no trace of their time.
        if forks:
            got["cpu"] = got["others"] = None
        return got


class Desk:
    """A directory for one run's files."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="pxeconsole-bench.")
        os.chmod(self.path, 0o755)

    def file(self, name, text=None):
        path = os.path.join(self.path, name)
        if text is not None:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="ascii") as f:
                f.write(text)
        return path

    def done(self):
        shutil.rmtree(self.path, ignore_errors=True)


def have(program):
    return shutil.which(program) is not None


def table(title, head, rows):
    """Prints a table; the first column left, the others right."""
    rows = [[str(c) for c in r] for r in [head] + rows]
    widths = [max(len(r[i]) for r in rows) for i in range(len(head))]
    print(f"\n{title}\n")
    for r in rows:
        print("  ".join(c.ljust(w) if i == 0 else c.rjust(w)
                        for i, (c, w) in enumerate(zip(r, widths))))
    sys.stdout.flush()
