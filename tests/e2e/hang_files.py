#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""hang_files.py DIR: a file system at DIR, over the kernel's FUSE, like a
server's that is gone: who asks for a name in it waits.  After SIGUSR1 it is
there again, and holds no file; after SIGUSR2 it is gone again."""
import ctypes
import os
import signal
import struct
import sys

LOOKUP, FORGET, GETATTR, INIT, INTERRUPT, BATCH_FORGET = 1, 2, 3, 26, 36, 42
ENOENT, ENOSYS = 2, 38
HEAD = struct.Struct("<IIQQIIIHH")  # len, opcode, unique, nodeid, ...

libc = ctypes.CDLL(None, use_errno=True)
fd = os.open("/dev/fuse", os.O_RDWR)
options = "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other" % fd
if libc.mount(b"hang", os.fsencode(sys.argv[1]), b"fuse", 0,
              options.encode()) != 0:
    sys.exit("mount: " + os.strerror(ctypes.get_errno()))
waiting = []
gone = True


def answer(unique, error, body=b""):
    try:
        os.write(fd, struct.pack("<IiQ", 16 + len(body), -error, unique) + body)
    except OSError:
        pass  # whoever asked is gone


def come_back(*_):
    global gone
    gone = False
    while waiting:
        answer(waiting.pop(), ENOENT)


def go_away(*_):
    global gone
    gone = True


def folder():
    # valid for no time; inode, size, blocks, times, mode, links, owner
    return struct.pack("<QII6Q10I", 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0,
                       0o40755, 2, 0, 0, 0, 4096, 0)


signal.signal(signal.SIGUSR1, come_back)
signal.signal(signal.SIGUSR2, go_away)
print("mounted", flush=True)
while True:
    request = os.read(fd, 1 << 17)
    opcode, unique = HEAD.unpack_from(request)[1:3]
    if opcode == INIT:
        answer(unique, 0, struct.pack("<IIIIHHIII28x", 7, 31, 0, 0, 0, 0,
                                      1 << 16, 1, 0))
    elif opcode == GETATTR:
        answer(unique, 0, folder())
    elif opcode == LOOKUP and not gone:
        answer(unique, ENOENT)
    elif opcode == LOOKUP:
        waiting.append(unique)
        print("asked", flush=True)
    elif opcode not in (FORGET, INTERRUPT, BATCH_FORGET):
        answer(unique, ENOSYS)
