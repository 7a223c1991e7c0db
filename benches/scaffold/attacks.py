"""Clients that misbehave, and what others see meanwhile: checks of faults.py."""

import gzip
import random
import socket
import threading
import time

import grpc

from server import (
    PREFACE, Server, answers, check, created, drop_answers, frame, half_a_call, headers, message, reset, serves,
    unary, user, varint,
)


def killed_clients():
    """Clients that are killed during a stream leak nothing on the server."""
    server = Server("--max-concurrent-calls", "64")
    for _ in range(20):
        gone = half_a_call(server.port, 64)
        time.sleep(0.1)
        with server.channel() as channel:
            try:
                unary(channel, "CreateUser", created(random.getrandbits(60)))
                full = False
            except grpc.RpcError as error:
                full = error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
        reset(gone)
        time.sleep(0.2)
        if not full:
            break
    check(full, "64 open streams are as many calls as are allowed")
    check(serves(server) >= 0, "their places are free once their clients are killed, 20 times over")
    check(server.handles() < 30, f"{server.handles()} file handles are open")
    server.stop()


def slow_readers():
    """Clients that write and do not read: their memory is bounded, and others are served."""
    server = Server()
    before = server.rss()
    stop = threading.Event()
    sent = []

    def write():
        def requests():
            for number in range(1, 1_000_000):
                if stop.is_set():
                    return
                counts[0] += 1
                yield user(1 + number % 100, b"x" * 10_000, b"%d@" % (number % 100))
        counts = [0]
        sent.append(counts)
        channel = server.channel()
        channels.append(channel)
        call = channel.stream_stream("/user.UserService/SyncUsers")(requests())
        calls.append(call)
        stop.wait()

    channels, calls = [], []
    threads = [threading.Thread(target=write, daemon=True) for _ in range(100)]
    for thread in threads:
        thread.start()
    time.sleep(8)
    first, messages = server.rss(), sum(counts[0] for counts in sent)
    time.sleep(8)
    grown = server.rss() - before
    again = sum(counts[0] for counts in sent)
    check(again - messages < 1000, f"100 clients could send {again * 10 // 1000} MB and then no more")
    check(grown < 200, f"the server grew by {grown:.0f} MiB, {server.rss() - first:.0f} of them in the last 8 s")
    worst = serves(server)
    check(worst < 500, f"others are answered in at most {worst:.0f} ms")
    stop.set()
    for call in calls:
        call.cancel()
    server.process.kill()
    server.stop()


def idle_connections():
    """10,000 idle connections."""
    server = Server("--max-address-connections", "0")
    before = server.rss()
    connections = [half_a_call(server.port, 0) for _ in range(10_000)]
    time.sleep(2)
    grown = server.rss() - before
    check(server.handles() > 10_000, f"{server.handles()} file handles are open")
    check(grown < 500, f"10,000 idle connections of HTTP/2 take {grown:.0f} MiB")
    worst = serves(server)
    check(worst < 500, f"others are answered in at most {worst:.0f} ms")
    for connection in connections:
        reset(connection)
    time.sleep(1)
    middle = server.rss()
    connections = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(10_000)]
    time.sleep(1)
    grown = server.rss() - middle
    check(grown < 200, f"10,000 silent connections take {grown:.0f} MiB more")
    time.sleep(11)
    check(server.handles() < 30, f"and are closed: {server.handles()} file handles are open after 12 s")
    check(serves(server) < 500, "others are answered")
    server.stop()


def no_handles():
    """More connections than the system allows: open ones are served, and so are new ones later."""
    server = Server(handles=64)
    with server.channel() as channel:
        unary(channel, "CreateUser", created(1))
        connections = [half_a_call(server.port, 0) for _ in range(120)]
        time.sleep(3)
        start = time.monotonic()
        unary(channel, "GetUser", b"\x08\x01")
        took = (time.monotonic() - start) * 1000
        check(took < 500, f"a client that was there first is answered in {took:.0f} ms")
        for connection in connections:
            reset(connection)
    time.sleep(1)
    check(serves(server) < 500, "others are answered when there is room again")
    check(len(server.lines()) < 10, f"the log has {len(server.lines())} lines")
    server.stop()


def garbage():
    """Random bytes: the server stays up and does not flood the log."""
    server = Server()
    before = server.rss()
    random.seed(1)
    for number in range(2000):
        connection = socket.create_connection(("127.0.0.1", server.port))
        bytes_ = random.randbytes(random.randrange(1, 5000))
        start = [b"", PREFACE, PREFACE + frame(4, 0, 0, b""), b"GET / HTTP/1.1\r\n", b"\x16\x03\x01"][number % 5]
        try:
            connection.sendall(start + bytes_)
        except OSError:
            pass
        reset(connection)
    check(serves(server) < 500, "the server serves after 2,000 connections with garbage")
    check(len(server.lines()) < 10, f"its log has {len(server.lines())} lines")
    check(server.rss() - before < 50, f"it grew by {server.rss() - before:.0f} MiB")
    server.stop()


def watches():
    """100,000 health watches on one connection, which need no token: they have a limit of their own."""
    server = Server()
    before = server.rss()
    connection = socket.create_connection(("127.0.0.1", server.port))
    connection.sendall(PREFACE + frame(4, 0, 0, b""))
    threading.Thread(target=drop_answers, args=(connection,), daemon=True).start()
    try:
        for number in range(0, 100_000, 100):
            out = b""
            for stream in range(2 * number + 1, 2 * number + 201, 2):
                out += headers(stream, b"/grpc.health.v1.Health/Watch") + frame(0, 1, stream, message(b""))
            connection.sendall(out)
    except OSError:
        pass
    time.sleep(2)
    grown = server.rss() - before
    check(grown < 60, f"they take {grown:.0f} MiB")
    worst = serves(server)
    check(worst < 500, f"others are answered in at most {worst:.0f} ms")
    server.stop()


def half_prefaces():
    """300 clients that send half of the HTTP/2 preface, and a server with 256 file handles."""
    server = Server(handles=256)
    connections = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(300)]
    for connection in connections:
        try:
            connection.sendall(PREFACE[:12])
        except OSError:
            pass  # closed to make room for the others
    try:
        worst = serves(server)
        check(worst < 1000, f"others are answered in at most {worst:.0f} ms")
    except grpc.RpcError as error:
        check(False, f"others are answered: {error.code().name}")
    time.sleep(11)
    check(server.handles() < 30, f"{server.handles()} file handles are open after 11 s")
    server.stop()


def large_messages():
    """30 clients that each send 49 MiB except the last byte: they share one memory budget."""
    server = Server("--max-memory", "200M")
    before = server.rss()
    size = 49 << 20
    connections = []
    for _ in range(30):
        connection = socket.create_connection(("127.0.0.1", server.port))
        connection.sendall(PREFACE + frame(4, 0, 0, b"") + headers(1, b"/user.UserService/CreateUser"))
        connections.append(connection)
        threading.Thread(target=send_message, args=(connection, size), daemon=True).start()
    most = 0
    for _ in range(30):
        time.sleep(0.5)
        most = max(most, server.rss() - before)
    check(100 < most < 500, f"the server grew by up to {most:.0f} MiB")
    for connection in connections:
        reset(connection)
    time.sleep(1)
    worst = serves(server)
    check(worst < 500, f"others are answered in at most {worst:.0f} ms")
    server.stop()


def send_message(connection, size):
    """Sends all but the last byte of a message, as far as the flow-control windows of the server allow."""
    window = {0: 65535, 1: 65535}
    left = b"\0" + size.to_bytes(4, "big")
    rest = size - 1
    buffer = b""
    try:
        while rest or left:
            room = min(window[0], window[1], 16384, rest + len(left))
            if room > 0:
                part = (left + bytes(max(0, room - len(left))))[:room]
                rest, left = rest - max(0, room - len(left)), left[room:]
                connection.sendall(frame(0, 0, 1, part))
                window[0] -= room
                window[1] -= room
                continue
            got = connection.recv(1 << 16)
            if not got:
                return
            buffer += got
            while len(buffer) >= 9 + int.from_bytes(buffer[:3], "big"):
                length, kind, stream = int.from_bytes(buffer[:3], "big"), buffer[3], int.from_bytes(buffer[5:9], "big")
                payload, buffer = buffer[9:9 + length], buffer[9 + length:]
                if kind == 8:
                    window[stream] += int.from_bytes(payload, "big")
                elif kind == 4 and length:
                    # The new window of the server applies once it is acknowledged.
                    connection.sendall(frame(4, 1, 0, b""))
                    for at in range(0, length, 6):
                        if payload[at:at + 2] == b"\0\4":
                            window[1] += int.from_bytes(payload[at + 2:at + 6], "big") - 65535
                elif kind in (3, 7):
                    return
    except OSError:
        pass


def flood(server, chunks, reads=True, seconds=4):
    """Sends chunks of frames on four connections, while another client makes calls."""
    before, end, sent, closed = server.rss(), time.monotonic() + seconds, [0], [0]

    def send():
        connection = socket.create_connection(("127.0.0.1", server.port))
        connection.settimeout(1)
        if reads:
            threading.Thread(target=drop_answers, args=(connection,), daemon=True).start()
        try:
            connection.sendall(PREFACE + frame(4, 0, 0, b""))
            for count, chunk in chunks():
                if time.monotonic() > end:
                    break
                connection.sendall(chunk)
                sent[0] += count
        except TimeoutError:
            pass  # the server no longer reads
        except OSError:
            closed[0] += 1
        time.sleep(max(0, end - time.monotonic()))
        reset(connection)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    worst = most = 0
    while time.monotonic() < end:
        worst = max(worst, serves(server))
        most = max(most, server.rss() - before)
        time.sleep(0.1)
    for thread in threads:
        thread.join()
    check(most < 60, f"{sent[0]} frames sent, {closed[0]} of 4 connections closed; "
          f"the server grew by up to {most:.0f} MiB")
    check(worst < 1000, f"others are answered in at most {worst:.0f} ms meanwhile")
    check(serves(server) < 500, "and after it")
    server.stop()


def rapid_resets():
    """Calls that are reset at once."""
    def chunks():
        for first in range(1, 1 << 30, 400):
            streams = range(first, first + 400, 2)
            calls = [headers(n, b"/user.UserService/ListUsers") + frame(3, 0, n, b"\0\0\0\10") for n in streams]
            yield 200, b"".join(calls)
    flood(Server(), chunks)


def pings():
    """Pings whose answers nobody reads."""
    flood(Server(), lambda: iter(lambda: (1000, frame(6, 0, 0, bytes(8)) * 1000), None), reads=False)


def settings_frames():
    """Settings whose acknowledgements nobody reads."""
    flood(Server(), lambda: iter(lambda: (1000, frame(4, 0, 0, b"") * 1000), None), reads=False)


def continuations():
    """A header list that never ends."""
    def chunks():
        yield 1, frame(1, 0, 1, b"")
        field = b"\0\4name\5value" * 90
        while True:
            yield 10, frame(9, 0, 1, field) * 10
    flood(Server(), chunks)


def header_lists():
    """Header lists of 4 MB that are sent in 5 KB: one long field, referenced 1,000 times."""
    def chunks():
        for stream in range(1, 1 << 30, 2):
            field = b"\x40\1x\x7f" + varint(4000 - 127) + b"y" * 4000
            yield 1, frame(1, 4, stream, field + b"\xbe" * 1000)
    flood(Server(), chunks)


def no_window():
    """100 calls whose client reads no answers: they end at their deadline, or else at the limit of the server."""
    for flags, timeout in [((), b"\0\x0cgrpc-timeout\x022S"), (("--max-unread-time", "2s"), b"")]:
        server = Server("--max-concurrent-calls", "100", *flags)
        with server.channel() as channel:
            unary(channel, "CreateUser", created(1))
        connection = socket.create_connection(("127.0.0.1", server.port))
        call = b""
        for stream in range(1, 201, 2):
            block = headers(stream, b"/user.UserService/ListUsers")[9:] + timeout
            call += frame(1, 4, stream, block) + frame(0, 1, stream, message(b""))
        connection.sendall(PREFACE + frame(4, 0, 0, b"\0\4\0\0\0\0") + call)
        threading.Thread(target=drop_answers, args=(connection,), daemon=True).start()
        time.sleep(1)
        check(not answers(server), "after 1 s they are as many calls as are allowed")
        time.sleep(3.5)
        check(answers(server), "after 4.5 s others are answered")
        reset(connection)
        server.stop()


def slow_json():
    """A JSON body that arrives byte by byte has the time limit of one message."""
    server = Server("--max-message-time", "2s")
    connection = socket.create_connection(("127.0.0.1", server.port))
    connection.sendall(b"POST /user.UserService/CreateUser HTTP/1.1\r\nhost: x\r\n"
                       b"content-type: application/json\r\ncontent-length: 1000\r\n\r\n")
    connection.settimeout(0.25)
    start, answer = time.monotonic(), b""
    while not answer and time.monotonic() - start < 10:
        try:
            connection.sendall(b" ")
            answer = connection.recv(100)
        except TimeoutError:
            pass
    took = time.monotonic() - start
    check(b" 504 " in answer and took < 4, f"after {took:.1f} s it is {answer[:12]}")
    check(serves(server) < 500, "others are answered")
    server.stop()


def unread_json():
    """30 clients that ask for 20 MB of JSON and do not read it: memory and time are limited."""
    get = b"GET /users/1 HTTP/1.1\r\nhost: x\r\n\r\n"
    fields = [(b":method", b"GET"), (b":scheme", b"http"), (b":path", b"/users/1"), (b":authority", b"x")]
    block = b"".join(b"\0" + bytes([len(k)]) + k + bytes([len(v)]) + v for k, v in fields)
    get_2 = PREFACE + frame(4, 0, 0, b"") + frame(1, 5, 1, block)
    for name, request in [("HTTP/1.1", get), ("HTTP/2", get_2)]:
        server = Server("--max-memory", "200M", "--max-unread-time", "5s")
        with server.channel(("grpc.max_receive_message_length", -1)) as channel:
            unary(channel, "CreateUser", user(0, b"a" * (20 << 20), b"a@b.c"))
        before, most, connections = server.rss(), 0, []
        for _ in range(30):
            connection = socket.create_connection(("127.0.0.1", server.port))
            connection.sendall(request)
            connections.append(connection)
        refused = False
        for _ in range(40):
            time.sleep(0.1)
            most = max(most, server.rss() - before)
            refused = refused or get_json(server) == b"429"
        check(most < 600, f"{name}: the server grew by up to {most:.0f} MiB")
        check(refused, "a call for which there is no memory is 429")
        time.sleep(6)
        check(get_json(server) == b"200", "after 10 s there is room again")
        check(serves(server) < 500, f"others are answered; {server.handles()} file handles are open")
        for connection in connections:
            reset(connection)
        server.stop()


def get_json(server):
    """The status of a JSON call."""
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(b"GET /users/1 HTTP/1.1\r\nhost: x\r\n\r\n")
        return connection.recv(12)[9:]


def one_address():
    """One address opens as many connections with calls as the server allows in total."""
    server = Server("--max-connections", "40")
    taken = []
    for _ in range(60):
        connection = socket.create_connection(("127.0.0.1", server.port), source_address=("127.0.0.2", 0))
        connection.sendall(PREFACE + frame(4, 0, 0, b"") + headers(1, b"/user.UserService/SyncUsers"))
        taken.append(connection)
    time.sleep(1)
    try:
        check(serves(server) < 500, f"others are answered; {server.handles()} file handles are open")
    except grpc.RpcError as error:
        check(False, f"others: {error.code().name}")
    server.stop()


def compressed_messages():
    """30 messages of 50 KB that decompress to 49 MiB: each is decompressed when it is complete, one per thread."""
    server = Server("--max-memory", "200M")
    before, text = server.rss(), b"x" * (49 << 20)
    packed = gzip.compress(b"\x0a" + varint(len(text)) + text)
    data = b"\1" + len(packed).to_bytes(4, "big") + packed
    encoding = b"\0\x0dgrpc-encoding\4gzip"
    connections, most = [], 0
    for _ in range(30):
        connection = socket.create_connection(("127.0.0.1", server.port))
        block = headers(1, b"/user.UserService/BatchCreateUsers")[9:] + encoding
        parts = [data[at:at + 16000] for at in range(0, len(data), 16000)]
        connection.sendall(PREFACE + frame(4, 0, 0, b"") + frame(1, 4, 1, block)
                           + b"".join(frame(0, 0, 1, part) for part in parts))
        connections.append(connection)
    for _ in range(50):
        time.sleep(0.1)
        most = max(most, server.rss() - before)
    check(most < 500, f"the server grew by up to {most:.0f} MiB")
    for connection in connections:
        reset(connection)
    time.sleep(1)
    check(serves(server) < 500, "others are answered")
    server.stop()
