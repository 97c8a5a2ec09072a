# SPDX-License-Identifier: ISC
# http_requests.py SERVER ROOT: what the HTTP server answers to clients that
# mean no good, byte by byte (reliability of names, heads, bodies, patience).
import os
import socket
import sys
import time

SERVER, ROOT = sys.argv[1:3]
PORT = 8080
count = failed = 0

# A name as the client means it, and what its file's status is.
NAMES = [
    (b"pxelinux.0", 200), (b"/pxelinux.0", 200), (b"./pxelinux.0", 200),
    (b"\\pxelinux.0", 200), (b"boot\\x64\\wdsnbp.com", 200), (b"empty", 200),
    (b"", 404), (b".", 404), (b"nothing", 404), (b"pxelinux.0/x", 404),
    (b"a" * 255, 404), (b"a" * 256, 404), (b"a/" * 500, 404),
    (b"a" * 1300, 414), (b"%s%s%n", 404), (b"PXELINUX.0", 404),
    (b"etc/passwd", 404), (ROOT.encode() + b"/pxelinux.0", 404),
    (b"..", 403), (b"../secret", 403), (b"dir/../../secret", 403),
    (b"dir/../pxelinux.0", 403), (b"..\\secret", 403),
    (b"..\\/..\\/etc/passwd", 403), (b"....//secret", 404),
    (b"..\xc0\xafsecret", 404), (b"C:\\secret", 403), (b"c:/secret", 403),
    (b"\\\\server\\share\\x", 404), (b"out", 403), (b"up/secret", 403),
    (b"zero", 403), (b"dir", 404), (b"dir/", 404), (b"fifo", 404),
    (b"pxelinux.0\0x", 400), (b"pxelinux.0\0", 400), (b"\x1b[2J", 400),
    (b"a\rb\n", 400), (b"a\x7f", 400),
]


def report(name, good, detail=""):
    global count, failed
    count += 1
    if not good:
        failed += 1
        print("FAIL %s %s" % (name, detail))


def connect():
    return socket.create_connection((SERVER, PORT), timeout=15)


def hear(s):
    parts = []
    try:
        while True:
            part = s.recv(65536)
            if not part:
                break
            parts.append(part)
    except (ConnectionResetError, socket.timeout) as e:
        parts.append(b"<%s>" % type(e).__name__.encode())
    return b"".join(parts)


def ask(request):
    with connect() as s:
        s.sendall(request)
        s.shutdown(socket.SHUT_WR)
        return hear(s)


def status(answer):
    return int(answer[9:12]) if answer[:9] == b"HTTP/1.1 " else 0


def is_sound(answer):
    """One answer, of the length that it says, without our names."""
    head, mark, body = answer.partition(b"\r\n\r\n")
    fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
    return (mark and int(fields[b"Content-Length"]) == len(body) and
            b"Transfer-Encoding" not in fields and
            ROOT.encode() not in head and b"secret" not in answer and
            b"root:" not in answer)


def encode(name, plain=b""):
    return b"".join(b"%c" % c if c in plain else b"%%%02x" % c for c in name)


def names():
    letters = bytes(range(0x41, 0x5b)) + bytes(range(0x61, 0x7b)) + b"/."
    for name, want in NAMES:
        # Raw as far as a target can hold it, then escaped, then twice.
        if all(0x20 < c < 0x7f or c > 0x7f for c in name) and b"%" not in name:
            a = ask(b"GET /%s HTTP/1.0\r\n\r\n" % name)
            report("raw %.40r" % name, status(a) == want and is_sound(a),
                   a[:60])
        for plain in (b"", letters):
            once = encode(name, plain)
            a = ask(b"GET /%s HTTP/1.0\r\n\r\n" % once)
            report("once %.40r" % name,
                   (status(a) == want if len(once) < 8000 else
                    status(a) in (414, 431)) and is_sound(a), a[:60])
        twice = encode(encode(name))
        if name and len(twice) < 8000:
            a = ask(b"GET /%s HTTP/1.0\r\n\r\n" % twice)
            report("twice %.40r" % name,
                   status(a) in (404, 414) and is_sound(a), a[:60])


def heads():
    host = b"Host: x\r\n"
    for name, request, want in [
            ("no host", b"GET /pxelinux.0 HTTP/1.1\r\n\r\n", 400),
            ("two hosts",
             b"GET /pxelinux.0 HTTP/1.1\r\n" + host + host + b"\r\n", 400),
            ("NUL in the version", b"GET /empty HTTP/1.0\0x\r\n\r\n", 400),
            ("NUL in a field",
             b"GET /empty HTTP/1.0\r\nA: \0b\r\n\r\n", 400),
            ("a folded field",
             b"GET /empty HTTP/1.0\r\nA: b\r\n c\r\n\r\n", 400),
            ("space before the colon",
             b"GET /empty HTTP/1.0\r\nA : b\r\n\r\n", 400),
            ("POST", b"POST /empty HTTP/1.0\r\n\r\n", 405),
            ("PUT with a body", b"PUT /new HTTP/1.0\r\n"
             b"Content-Length: 3\r\n\r\nabc", 405),
            ("GET with a body", b"GET /empty HTTP/1.1\r\n" + host +
             b"Content-Length: 30\r\n\r\nGET /empty HTTP/1.1\r\n\r\n", 413),
            ("a chunked body", b"GET /empty HTTP/1.1\r\n" + host +
             b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 413),
            ("a bad length", b"GET /empty HTTP/1.1\r\n" + host +
             b"Content-Length: 1x\r\n\r\n", 400),
            ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
            ("a long head",
             b"GET /empty HTTP/1.0\r\nA: " + b"a" * 9000 + b"\r\n\r\n", 431),
            ("a long target",
             b"GET /" + b"a" * 9000 + b" HTTP/1.0\r\n\r\n", 431),
            ("another host's URL",
             b"GET http://other/empty HTTP/1.0\r\n\r\n", 200)]:
        a = ask(request)
        report(name, status(a) == want and is_sound(a), a[:60])
    report("TLS", ask(b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03") == b"")


def pipeline():
    one = b"GET /boot/x64/wdsnbp.com HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /empty HTTP/1.0\r\n\r\n"
    a = ask(one * 5 + last)
    report("six requests in one piece", a.count(b"HTTP/1.1 200") == 6 and
           a.count(b"windows\n") == 5, a[:80])
    with connect() as s:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in one + last:
            s.send(bytes([byte]))
        a = hear(s)
    report("two requests byte by byte", a.count(b"HTTP/1.1 200") == 2)


def patience():
    """Slow heads end in time, and keep nobody out meanwhile."""
    begin = time.monotonic()
    slow = [connect() for _ in range(5)]
    idle = [connect() for _ in range(1000)]
    a = ask(b"GET /boot/x64/wdsnbp.com HTTP/1.0\r\n\r\n")
    took = time.monotonic() - begin
    report("served beside 1,000 idle connections",
           status(a) == 200 and took < 8, "%.1f s" % took)
    for s in idle:
        s.close()
    slow = connect()
    begin = time.monotonic()
    took = 0
    slow.settimeout(0.5)
    while took < 15:
        try:
            slow.send(b"A")
            part = slow.recv(100)
            report("a slow head is refused", status(part) == 408, part)
            break
        except socket.timeout:
            took = time.monotonic() - begin
    report("a slow head ends in time", 9 < took < 12, "%.1f s" % took)


def main():
    names()
    heads()
    pipeline()
    patience()
    a = ask(b"GET /pxelinux.0 HTTP/1.0\r\n\r\n")
    with open(os.path.join(ROOT, "pxelinux.0"), "rb") as f:
        report("serves on", a.partition(b"\r\n\r\n")[2] == f.read())
    print("%d cases, %d failed" % (count, failed))
    return 1 if failed else 0


sys.exit(main())
