"""Shared by the checks of faults.py: a server, calls, and a minimal HTTP/2 client to send what no library would."""

import os
import random
import resource
import socket
import subprocess
import sys
import tempfile
import time

import grpc

PROGRAMS = sys.argv[1]


def varint(number):
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def user(number, name, email):
    """A `User`, or for number 0 a `CreateUserRequest`, whose field numbers are one lower."""
    key = b"\x08" + varint(number) if number else b""
    tags = b"\x12\x1a" if number else b"\x0a\x12"
    text = b"".join(bytes([tag]) + varint(len(value)) + value for tag, value in zip(tags, (name, email)))
    return key + text


def created(number):
    return user(0, b"user%d" % number, b"user%d@example.com" % number)


class Server:
    def __init__(self, *flags, log="info", handles=None):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.log = tempfile.TemporaryFile("a+")
        self.process = subprocess.Popen(
            [f"{PROGRAMS}/user-service", "--listen", f"127.0.0.1:{self.port}", *flags],
            stderr=self.log, env={**os.environ, "RUST_LOG": log, "NO_COLOR": "1"},
            preexec_fn=handles and (lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (handles, handles))))
        for _ in range(100):
            try:
                return socket.create_connection(("127.0.0.1", self.port)).close()
            except OSError:
                time.sleep(0.05)
        raise SystemExit("the server does not start")

    def rss(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024

    def handles(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def channel(self, *options):
        options = (("grpc.use_local_subchannel_pool", 1), *options)
        return grpc.insecure_channel(f"127.0.0.1:{self.port}", options)

    def lines(self):
        self.log.seek(0)
        return self.log.readlines()

    def stop(self):
        self.process.terminate()
        self.process.wait()


def unary(channel, method, request, timeout=5):
    return channel.unary_unary(f"/user.UserService/{method}")(request, timeout=timeout)


def serves(server):
    """Checks that new clients get answers; returns the longest time in milliseconds."""
    with server.channel() as channel:
        worst = 0
        for number in range(50):
            start = time.monotonic()
            unary(channel, "CreateUser", created(random.getrandbits(60)))
            worst = max(worst, time.monotonic() - start if number else 0)
        return worst * 1000


def answers(server):
    with server.channel() as channel:
        try:
            return unary(channel, "GetUser", b"\x08\x01") is not None
        except grpc.RpcError:
            return False


def errors(report):
    """The number of failed calls in the output of the load client: one line per method, errors in the third column."""
    return sum(int(line.split()[2]) for line in report.splitlines() if line.strip().startswith("user."))


def check(holds, text):
    print(f"  {'ok' if holds else 'NO'}: {text}", flush=True)
    if not holds:
        check.failed = True


check.failed = False

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def frame(kind, flags, stream, payload):
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def headers(stream, path):
    fields = [(b":method", b"POST"), (b":scheme", b"http"), (b":path", path), (b":authority", b"x"),
              (b"content-type", b"application/grpc"), (b"te", b"trailers")]
    block = b"".join(b"\0" + bytes([len(k)]) + k + bytes([len(v)]) + v for k, v in fields)
    return frame(1, 4, stream, block)


def message(payload):
    return b"\0" + len(payload).to_bytes(4, "big") + payload


def half_a_call(port, streams):
    """Opens streams on a connection and sends a message on each. The caller disconnects before they end."""
    connection = socket.create_connection(("127.0.0.1", port))
    out = PREFACE + frame(4, 0, 0, b"")
    for number in range(streams):
        stream = 2 * number + 1
        if number % 2:
            path, sent = b"/user.UserService/SyncUsers", user(1 + number, b"user%d" % number, b"%d@" % number)
        else:
            path, sent = b"/user.UserService/BatchCreateUsers", created(random.getrandbits(60))
        out += headers(stream, path) + frame(0, 0, stream, message(sent))
    connection.sendall(out)
    return connection


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()


def drop_answers(connection):
    try:
        while connection.recv(1 << 16):
            pass
    except OSError:
        pass
