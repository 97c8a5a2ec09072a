#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""hold_thread.py TID: one thread of a process stands still until this ends,
the others go on (no signal does that: SIGSTOP stops them all)."""
import ctypes
import os
import signal
import sys

PTRACE_SEIZE = 0x4206
PTRACE_INTERRUPT = 0x4207
WALL = 0x40000000  # threads, too

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_int, ctypes.c_void_p,
                        ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long


def ask(request, tid):
    if libc.ptrace(request, tid, None, None) != 0:
        raise OSError(ctypes.get_errno(), "ptrace of thread %d" % tid)


tid = int(sys.argv[1])
ask(PTRACE_SEIZE, tid)
ask(PTRACE_INTERRUPT, tid)
os.waitpid(tid, WALL)
print("held", flush=True)
signal.pause()  # whoever ends this lets the thread go
