#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The screen on a real pseudo terminal: what a terminal can do to a program.

No sleeps of fixed length: every step waits for what it expects.
"""
import errno
import fcntl
import os
import random
import re
import resource
import select
import signal
import struct
import sys
import termios
import time

PLAYER = os.environ.get("SCREEN_PLAYER", "./tests/e2e/screen_player")
LIMIT = 5.0  # seconds for anything that should happen at once


class Screen:
    """One run of the program on a terminal of its own."""

    def __init__(self, rows=24, cols=80, env=None, nohup=False):
        self.seen = b""
        self.status = None
        self.master, slave = os.openpty()
        self.size(rows, cols)
        self.before = termios.tcgetattr(slave)
        environ = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8",
                   "PATH": os.environ["PATH"]}
        environ.update(env or {})
        environ = {k: v for k, v in environ.items() if v is not None}
        err_read, err_write = os.pipe()
        self.err = err_read
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
            for fd in (0, 1):
                os.dup2(slave, fd)
            os.dup2(err_write, 2)
            os.closerange(3, 64)
            if nohup:
                signal.signal(signal.SIGHUP, signal.SIG_IGN)
            os.execve(PLAYER, [PLAYER], environ)
        os.close(err_write)
        self.slave = slave

    def size(self, rows, cols):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, cols, 0, 0))

    def read(self, wait=0.0):
        """Whatever is there now."""
        ready, _, _ = select.select([self.master], [], [], wait)
        if not ready:
            return b""
        try:
            data = os.read(self.master, 65536)
        except OSError as e:
            if e.errno != errno.EIO:
                raise
            data = b""
        self.seen += data
        return data

    def expect(self, pattern, limit=LIMIT):
        """Reads until the pattern has come (in what comes from now on)."""
        end = time.monotonic() + limit
        got = b""
        while time.monotonic() < end:
            got += self.read(0.1)
            if re.search(pattern, got):
                return got
        raise AssertionError("%r did not come: %r" % (pattern, got[-400:]))

    def keys(self, data):
        os.write(self.master, data)

    def ended(self, limit=LIMIT, read=True):
        """Waits for the end; the exit status."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
                # What it wrote last may not have been read yet.
                while read and self.read():
                    pass
                return self.status
            if read:
                self.read(0.02)
            else:
                select.select([], [], [], 0.02)
        raise AssertionError("still running after %.1f s" % limit)

    def close(self):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        for fd in (self.master, self.slave, self.err):
            if fd >= 0:
                try:
                    os.close(fd)
                except OSError:
                    pass


def quit_gives_the_terminal_back():
    s = Screen()
    s.expect(b"1 Machines")
    s.keys(b"q")
    s.expect(b"Stop serving")
    s.keys(b"y")
    assert s.ended() == 0, s.status
    # A shell resets O_NONBLOCK by itself; nobody resets its modes.
    assert termios.tcgetattr(s.slave) == s.before
    assert b"\x1b[?1049l" in s.seen
    s.close()


def keys_that_terminfo_does_not_know():
    """A vt100 has no Insert and no F10: the one does nothing, not what its
    bytes mean as keys, and the other is known all the same."""
    s = Screen(env={"TERM": "vt100"})
    s.expect(b"1 Machines")
    s.keys(b"\x1b[2~\x1b[1;5D\x1bOw")
    s.keys(b"/")
    s.expect(b"Filter")
    assert b"Stop serving" not in s.seen and b"pause" not in s.seen, s.seen
    s.keys(b"\x1b")
    s.read(0.5)
    s.keys(b"\x1b[21~")
    s.expect(b"Stop serving")
    s.keys(b"y")
    assert s.ended() == 0, s.status
    s.close()


def a_crash_gives_the_terminal_back():
    for sig in (signal.SIGSEGV, signal.SIGABRT):
        s = Screen()
        s.expect(b"1 Machines")
        os.kill(s.pid, sig)
        status = s.ended()
        assert status != 0, status
        assert termios.tcgetattr(s.slave) == s.before
        s.read(0.1)
        assert b"\x1b[?1049l" in s.seen
        s.close()


def terminal_gone(nohup):
    s = Screen(nohup=nohup)
    s.expect(b"1 Machines")
    os.close(s.slave)
    s.slave = -1
    began = time.monotonic()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    os.close(s.master)
    s.master = -1
    status = s.ended(1.0, read=False)
    took = time.monotonic() - began
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert status == (11 if nohup else -signal.SIGHUP) or status == 11, status
    assert took < 1.0
    assert now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime < 0.5
    s.close()


def the_terminal_goes_away():
    for i in range(20):
        terminal_gone(nohup=i % 2 == 0)


def resize_storm():
    s = Screen()
    s.expect(b"1 Machines")
    rng = random.Random(1)
    for i in range(1500):
        s.size(rng.randrange(1, 200), rng.randrange(1, 500))
        if i % 50 == 0:
            s.size(1, 1)
        while s.read(0.002 if i % 5 == 0 else 0):
            pass
    s.size(24, 80)
    s.keys(b"2")
    s.expect(rb"following the newest")
    s.keys(b"q\x0cq")
    s.expect(b"Stop serving")
    s.keys(b"y")
    assert s.ended() == 0
    s.close()


def tiny_terminals_are_told():
    for rows, cols in ((1, 1), (5, 20), (7, 200), (2, 2)):
        s = Screen(rows, cols)
        if cols >= 20:
            s.expect(b"Too small")
        else:
            s.expect(b".")
        s.keys(b"qy")
        assert s.ended() == 0
        s.close()


def unusable_terminals_are_named():
    for term in ("dumb", "", None, "no-such-terminal"):
        s = Screen(env={"TERM": term})
        assert s.ended() == 1, s.status
        said = os.read(s.err, 4096)
        assert len(said) > 20 and b"\x1b" not in said, said
        assert s.seen == b"", s.seen
        s.close()


# What terminfo's xterm-256color has us send; anything else came from data.
KNOWN = re.compile(
    rb"\x1b(?:\[[0-9;]*[ABCDGHJKLMPXdhlmrb@ST]|\[\?[0-9;]*[hl]|\[!p|"
    rb"\([0B]|[=>78M]|\[[0-9;]*t)|[\r\n\b\t\x0e\x0f]")


def nothing_hostile_reaches_the_terminal():
    s = Screen()
    s.expect(b"1 Machines")
    for key in b"1234?1\r":
        s.keys(bytes((key,)))
        s.expect(b".")
    s.keys(b"\x1b")
    s.expect(b".")
    end = time.monotonic() + 1.0
    while time.monotonic() < end:
        s.read(0.1)
    assert rb"\x1b]0;pwned" in s.seen  # visible, as text
    rest = KNOWN.sub(b"", s.seen)
    text = rest.decode("utf-8")  # all of it is valid
    bad = sorted({hex(ord(c)) for c in text
                  if ord(c) < 0x20 or 0x7f <= ord(c) < 0xa0 or
                  c == "\u202e"})
    assert not bad, (bad, re.findall(rb"\x1b.{0,8}", rest)[:5])
    assert b"\x1b[31;5;44m" not in s.seen
    s.close()


def without_utf8_all_is_ascii():
    s = Screen(env={"LC_ALL": "C"})
    s.expect(b"1 Machines")
    s.keys(b"2")
    s.expect(b"following the newest")
    assert max(s.seen) < 0x80
    s.close()


def no_color_means_none():
    s = Screen(env={"NO_COLOR": "1"})
    s.expect(b"1 Machines")
    s.keys(b"2")
    s.expect(b"following the newest")
    colours = re.findall(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-7]|4[0-7]|38;5)[0-9;]*m",
                         s.seen)
    assert not colours, colours[:5]
    s.close()
    s = Screen(env={"TERM": "vt100"})
    s.expect(b"1 Machines")
    s.close()


def a_stopped_terminal_stops_nobody():
    s = Screen(50, 200)
    s.expect(b"1 Machines")
    # Nobody reads; live lines would fill any buffer of a terminal.
    for _ in range(40):
        s.keys(b"2\x0c1\x0c")
        select.select([], [], [], 0.02)
    os.kill(s.pid, signal.SIGTERM)
    assert s.ended(1.5, read=False) == 10, s.status
    s.close()


def control_keys_are_keys():
    s = Screen()
    s.expect(b"1 Machines")
    s.keys(b"\x1a\x13\x1c")  # Ctrl-Z, Ctrl-S, Ctrl-backslash
    s.keys(b"\x03")
    s.expect(b"Stop serving")
    s.keys(b"n?")
    s.expect(b"Signs before")
    s.close()


TESTS = (quit_gives_the_terminal_back, keys_that_terminfo_does_not_know,
         a_crash_gives_the_terminal_back,
         the_terminal_goes_away, resize_storm,
         tiny_terminals_are_told, unusable_terminals_are_named,
         nothing_hostile_reaches_the_terminal, without_utf8_all_is_ascii,
         no_color_means_none, a_stopped_terminal_stops_nobody,
         control_keys_are_keys)


def main():
    if not os.access(PLAYER, os.X_OK):
        print("no %s here" % PLAYER)
        return 77
    failed = 0
    for test in TESTS:
        began = time.monotonic()
        try:
            test()
            word = "ok"
        except (AssertionError, OSError) as e:
            failed += 1
            word = "FAILED: %s: %s" % (type(e).__name__, e)
        print("%-42s %5.2f s %s" % (test.__name__, time.monotonic() - began,
                                    word))
        sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
