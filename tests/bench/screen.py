# SPDX-License-Identifier: ISC
"""The console with its screen, on a terminal that somebody looks at: keys
are pressed while it works, and the time is taken until it draws."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import threading
import time

EVERY = 0.1  # seconds between two keys
KEYS = (b"\x1b[B", b"\x1b[A")  # down, up


class Screen:
    """Starts a command on a terminal of its own; `process` as Popen's."""

    def __init__(self, command, env=None):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ,
                    struct.pack("HHHH", 40, 120, 0, 0))
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", **(env or {})})
        os.close(slave)
        self.waits, self.text, self.pressing = [], b"", False
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def take(self, seconds):
        """What is drawn within that time; False: nothing."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            self.text = (self.text + os.read(self.master, 65536))[-65536:]
        except OSError:
            time.sleep(seconds)
            return False
        return True

    def look(self):
        turn = 0
        while self.process.poll() is None:
            until = time.monotonic() + EVERY
            while time.monotonic() < until:
                self.take(max(0.0, until - time.monotonic()))
            if not self.pressing:
                continue
            while self.take(0):
                pass
            began = time.monotonic()
            os.write(self.master, KEYS[turn % 2])
            turn += 1
            if self.take(2):
                self.waits.append(time.monotonic() - began)

    def latency(self):
        """(median, 99 of 100) in milliseconds, of the keys pressed."""
        w = sorted(self.waits) or [0]
        return 1000 * w[len(w) // 2], 1000 * w[len(w) * 99 // 100]
