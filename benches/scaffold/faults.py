"""What a scaffolded service does when clients misbehave and when its end comes. Each check prints what it saw and
exits with 1 where that is not what it should be.

benches/faults.sh installs what it needs. Usage: faults.py PROGRAMS [CHECK…]; PROGRAMS is what build.sh prints.
"""

import collections
import gzip
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import grpc

PROGRAMS = sys.argv[1]


def varint(number):
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def user(number, name, email):
    """A `User`, or with number 0 a `CreateUserRequest`, whose fields come one earlier."""
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
    """Whether a new client is answered, and in how many milliseconds at worst."""
    with server.channel() as channel:
        worst = 0
        for number in range(50):
            start = time.monotonic()
            unary(channel, "CreateUser", created(random.getrandbits(60)))
            worst = max(worst, time.monotonic() - start if number else 0)
        return worst * 1000


def errors(report):
    """How many calls failed, of what the load client tells: a line for each method, with errors in the third column."""
    return sum(int(line.split()[2]) for line in report.splitlines() if line.strip().startswith("user."))


def check(holds, text):
    print(f"  {'ok' if holds else 'NO'}: {text}", flush=True)
    if not holds:
        check.failed = True


check.failed = False

# Just enough HTTP/2 to do what no library would.
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
    """Opens streams on a connection, sends a message on each, and is gone before they end."""
    connection = socket.create_connection(("127.0.0.1", port))
    out = PREFACE + frame(4, 0, 0, b"")
    for number in range(streams):
        stream = 2 * number + 1
        name = b"user%d" % random.randrange(1000)
        path = b"/user.UserService/SyncUsers" if number % 2 else b"/user.UserService/BatchCreateUsers"
        text = message(user(1 + number % 1000, name, b"") if number % 2 else created(random.getrandbits(60)))
        out += headers(stream, path) + frame(0, 0, stream, text)
    connection.sendall(out)
    return connection


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()


def killed_clients():
    """Clients that are killed in the middle of a stream leave nothing behind."""
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


def drain():
    """SIGTERM under load with open streams: calls are answered or refused, and none is answered in vain."""
    server = Server("--drain-limit", "3s", log="user_service=debug")
    answered, refused, lock = [], collections.Counter(), threading.Lock()
    stop = threading.Event()

    def write(worker):
        with server.channel() as channel:
            number = 0
            while not stop.is_set():
                number += 1
                try:
                    unary(channel, "CreateUser", created(worker << 32 | number))
                    with lock:
                        answered.append(time.monotonic())
                except grpc.RpcError as error:
                    with lock:
                        refused[error.code().name] += 1
                    time.sleep(0.05)

    def open_stream():
        with server.channel() as channel:
            def requests():
                yield user(1, b"ann", b"")
                stop.wait()
            call = channel.stream_stream("/user.UserService/SyncUsers")(requests())
            try:
                for _ in call:
                    pass
            except grpc.RpcError as error:
                with lock:
                    ends[error.code().name] += 1

    ends = collections.Counter()
    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    threads += [threading.Thread(target=open_stream) for _ in range(20)]
    for thread in threads:
        thread.start()
    time.sleep(3)
    start = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    server.process.wait()
    took = time.monotonic() - start
    time.sleep(0.5)
    stop.set()
    for thread in threads:
        thread.join()
    done = sum("CreateUser" in line and "code=Ok" in line for line in server.lines())
    check(took < 4, f"the server is gone {took:.1f} s after SIGTERM; its limit is 3 s")
    check(done == len(answered), f"{done} writes were done and {len(answered)} answered; the others: {dict(refused)}")
    check(set(refused) <= {"UNAVAILABLE"}, "all others were UNAVAILABLE")
    check(ends == {"UNAVAILABLE": 20}, f"the open streams ended with {dict(ends)}")


def stopped():
    """One of two servers is stopped, not killed, with our client and grpcio beside each other, and goes on later."""
    servers = [Server(), Server()]
    for server in servers:
        with server.channel() as channel:
            unary(channel, "CreateUser", created(1))
    addresses = ",".join(f"http://127.0.0.1:{server.port}" for server in servers)
    load = subprocess.Popen(
        [f"{PROGRAMS}/load", "--server", addresses, "--duration", "12s", "--timeout", "1s",
         "user.UserService/GetUser={\"userId\": 1}"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    seen, lock, end = collections.Counter(), threading.Lock(), time.monotonic() + 12
    target = "ipv4:" + ",".join(f"127.0.0.1:{server.port}" for server in servers)
    options = (("grpc.default_authority", "users"), ("grpc.use_local_subchannel_pool", 1),
               ("grpc.service_config", '{"loadBalancingConfig": [{"round_robin": {}}]}'))

    def call():
        with grpc.insecure_channel(target, options) as channel:
            while time.monotonic() < end:
                try:
                    unary(channel, "GetUser", b"\x08\x01", timeout=1)
                    name = "OK"
                except grpc.RpcError as error:
                    name = error.code().name
                with lock:
                    seen[name] += 1

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(3)
    servers[0].process.send_signal(signal.SIGSTOP)
    time.sleep(5)
    servers[0].process.send_signal(signal.SIGCONT)
    for thread in threads:
        thread.join()
    report = load.communicate()[0]
    failed = errors(report)
    check(failed < 100, f"our client: {failed} calls failed: {' '.join(report.split()[:12])}")
    print(f"    grpcio meanwhile: {dict(seen)}", flush=True)
    for server in servers:
        server.stop()


def many_small_streams(streams=100):
    """100 streams, one after another, of 100,000 messages of 10 bytes from grpcio: all are answered."""
    server, whole = Server(), 0
    with server.channel() as channel:
        unary(channel, "CreateUser", created(1))
        sync = channel.stream_stream("/user.UserService/SyncUsers")
        for number in range(streams):
            requests = iter([user(1, b"abc", b"@")] * 100_000)
            if number % 20 == 19:
                print(f"    {whole} of {number} so far, {server.rss():.0f} MiB", flush=True)
            try:
                whole += sum(1 for _ in sync(requests)) == 100_000
            except grpc.RpcError as error:
                print(f"    {error.code().name}: {error.details()}", flush=True)
    check(whole == streams, f"{whole} of {streams} are answered to their end")
    server.stop()


def leaving():
    """Connections that come of age, and a server that ends, under load of our client and of grpcio."""
    for name, flags in [("--max-connection-age 200ms", ("--max-connection-age", "200ms")), ("SIGTERM", ())]:
        servers = [Server(*flags), Server(*flags)]
        for server in servers:
            with server.channel() as channel:
                unary(channel, "CreateUser", created(1))
        addresses = ",".join(f"http://127.0.0.1:{server.port}" for server in servers)
        load = subprocess.Popen(
            [f"{PROGRAMS}/load", "--server", addresses, "--duration", "6s",
             "user.UserService/UpdateUser={\"userId\": 1, \"username\": \"abc\"}"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        seen, lock, stop = collections.Counter(), threading.Lock(), time.monotonic() + 6
        target = "ipv4:" + ",".join(f"127.0.0.1:{server.port}" for server in servers)
        options = (("grpc.default_authority", "users"), ("grpc.use_local_subchannel_pool", 1),
                   ("grpc.service_config", '{"loadBalancingConfig": [{"round_robin": {}}]}'))

        def call():
            with grpc.insecure_channel(target, options) as channel:
                while time.monotonic() < stop:
                    try:
                        unary(channel, "UpdateUser", user(1, b"abc", b"")[:2] + b"\x12\x03abc")
                        code = "OK"
                    except grpc.RpcError as error:
                        code = error.code().name
                    with lock:
                        seen[code] += 1

        threads = [threading.Thread(target=call) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(3)
        if name == "SIGTERM":
            servers[0].process.terminate()
        for thread in threads:
            thread.join()
        report = load.communicate()[0]
        check(errors(report) == 0, f"{name}: our client: {errors(report)} failed: {' '.join(report.split()[:12])}")
        print(f"    grpcio meanwhile: {dict(seen)}", flush=True)
        for server in servers:
            server.stop()


def backends():
    """One of two servers is killed under the balanced client: no call that may be repeated fails."""
    servers = [Server(), Server()]
    for server in servers:
        with server.channel() as channel:
            unary(channel, "CreateUser", created(1))
    addresses = ",".join(f"http://127.0.0.1:{server.port}" for server in servers)
    load = subprocess.Popen(
        [f"{PROGRAMS}/load", "--server", addresses, "--duration", "6s", "user.UserService/GetUser={\"userId\": 1}"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    time.sleep(2)
    servers[0].process.kill()
    servers[0].process.wait()
    report = load.communicate()[0]
    check(errors(report) == 0, f"no call failed: {report.splitlines()[1]}")
    servers[1].stop()


def slow_readers():
    """Clients that write and do not read: what is kept for them is bounded, and others are served."""
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
                yield user(1 + number % 100, b"x" * 10_000, b"")
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
    """10,000 connections on which nothing happens."""
    server = Server()
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
    check(grown < 200, f"10,000 connections without a word take {grown:.0f} MiB more")
    time.sleep(11)
    check(server.handles() < 30, f"and are closed: {server.handles()} file handles are open after 12 s")
    check(serves(server) < 500, "others are answered")
    server.stop()


def no_handles():
    """More connections than the system allows: those that are there are served, and so are others later."""
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
    """Bytes that mean nothing: the server stays up and does not fill the log."""
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


def soak(minutes=10):
    """Load, and clients that vanish in the middle of their streams: the memory of the server stays."""
    server = Server("--max-call-time", "5s")
    with server.channel() as channel:
        for number in range(200):
            unary(channel, "CreateUser", created(number))
    address = f"http://127.0.0.1:{server.port}"
    load = subprocess.Popen(
        [f"{PROGRAMS}/load", "--server", address, "--duration", f"{minutes * 60 + 5}s", "--concurrency", "20",
         "user.UserService/GetUser={\"userId\": 1}", "user.UserService/ListUsers={\"pageSize\": 100}"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    samples, vanished, end = [], 0, time.monotonic() + minutes * 60
    sample = time.monotonic() + 60
    open_ = collections.deque()
    while time.monotonic() < end:
        open_.append(half_a_sync(server.port))
        if len(open_) > 50:
            reset(open_.popleft())
            vanished += 1
        time.sleep(0.005)
        if time.monotonic() >= sample:
            samples.append(server.rss())
            sample += 60
            print(f"    minute {len(samples)}: {samples[-1]:.1f} MiB, {vanished} vanished", flush=True)
    samples.append(server.rss())
    report = load.communicate()[0]
    check(errors(report) == 0, "no call of the load failed:\n" + report)
    half = len(samples) // 2
    growth = max(samples[half:]) - max(samples[:half])
    check(growth < 2, f"memory was {samples[0]:.1f} MiB and is {samples[-1]:.1f}; the second half has {growth:+.1f} MiB on the first")
    server.stop()


def half_a_sync(port):
    """Streams of users that exist, so that the store does not grow."""
    connection = socket.create_connection(("127.0.0.1", port))
    out = PREFACE + frame(4, 0, 0, b"")
    for number in range(10):
        stream = 2 * number + 1
        out += headers(stream, b"/user.UserService/SyncUsers")
        out += frame(0, 0, stream, message(user(1 + number, b"user%d" % number, b"user%d@example.com" % number)))
    connection.sendall(out)
    return connection


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


def drop_answers(connection):
    try:
        while connection.recv(1 << 16):
            pass
    except OSError:
        pass


def half_prefaces():
    """300 clients that say half of what HTTP/2 starts with, and a server with 256 file handles."""
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
    """30 clients that send 49 of 49 MiB but for the last byte: there is a budget for all of them."""
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
    """Sends all but the last byte of a message, as far as the windows of the server allow."""
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
                    # The server counts with its new window once it is acknowledged.
                    connection.sendall(frame(4, 1, 0, b""))
                    for at in range(0, length, 6):
                        if payload[at:at + 2] == b"\0\4":
                            window[1] += int.from_bytes(payload[at + 2:at + 6], "big") - 65535
                elif kind in (3, 7):
                    return
    except OSError:
        pass


def small_messages():
    """Streams of messages of 10 bytes by grpcio, 16 at once and with readers that wait: none ends the connection."""
    server = Server()
    ends, others, stop = collections.Counter(), collections.Counter(), threading.Event()

    def stream(count, wait):
        requests = iter([user(1, b"abc", b"@")] * count)
        call = channel.stream_stream("/user.UserService/SyncUsers")(requests)
        time.sleep(wait)
        try:
            answers = sum(1 for _ in call)
            ends[count, "OK" if answers == count else f"{answers} answers"] += 1
        except grpc.RpcError as error:
            ends[count, error.code().name] += 1

    def call_others():
        while not stop.wait(0.05):
            try:
                unary(channel, "GetUser", b"\x08\x01")
                others["OK"] += 1
            except grpc.RpcError as error:
                others[error.code().name] += 1

    # A client that takes few answers ahead, so that the server reads as slowly as it does.
    with server.channel(("grpc.http2.bdp_probe", 0), ("grpc.http2.lookahead_bytes", 16384)) as channel:
        unary(channel, "CreateUser", created(1))
        other = threading.Thread(target=call_others)
        other.start()
        for streams in [[(10_000, 15)] * 16, [(100_000, 5)], [(100_001, 0)]]:
            threads = [threading.Thread(target=stream, args=each) for each in streams]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        stop.set()
        other.join()
    expected = {(10_000, "OK"): 16, (100_000, "OK"): 1, (100_001, "RESOURCE_EXHAUSTED"): 1}
    check(ends == expected, f"they end with {dict(ends)}")
    check(set(others) == {"OK"}, f"other calls on the connection end with {dict(others)}")
    server.stop()


def flood(server, chunks, reads=True, seconds=4):
    """Sends chunks of frames on four connections, and calls from another client meanwhile."""
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
    check(most < 60, f"{sent[0]} frames sent, {closed[0]} of 4 connections closed; the server grew by up to {most:.0f} MiB")
    check(worst < 1000, f"others are answered in at most {worst:.0f} ms meanwhile")
    check(serves(server) < 500, "and after it")
    server.stop()


def rapid_resets():
    """Calls that are reset as soon as they are made."""
    def chunks():
        for first in range(1, 1 << 30, 400):
            streams = range(first, first + 400, 2)
            yield 200, b"".join(headers(n, b"/user.UserService/ListUsers") + frame(3, 0, n, b"\0\0\0\10") for n in streams)
    flood(Server(), chunks)


def pings():
    """Pings whose answers nobody reads."""
    flood(Server(), lambda: iter(lambda: (1000, frame(6, 0, 0, bytes(8)) * 1000), None), reads=False)


def settings_frames():
    """Settings whose acknowledgements nobody reads."""
    flood(Server(), lambda: iter(lambda: (1000, frame(4, 0, 0, b"") * 1000), None), reads=False)


def continuations():
    """A list of headers that never ends."""
    def chunks():
        yield 1, frame(1, 0, 1, b"")
        field = b"\0\4name\5value" * 90
        while True:
            yield 10, frame(9, 0, 1, field) * 10
    flood(Server(), chunks)


def header_lists():
    """Lists of headers of 4 MB that take 10 KB: one long field, named 1,000 times over."""
    def chunks():
        for stream in range(1, 1 << 30, 2):
            field = b"\x40\1x\x7f" + varint(4000 - 127) + b"y" * 4000
            yield 1, frame(1, 4, stream, field + b"\xbe" * 1000)
    flood(Server(), chunks)


def no_window():
    """100 calls with a deadline whose client takes no answers: they end at it, and others are served."""
    server = Server("--max-concurrent-calls", "100")
    with server.channel() as channel:
        unary(channel, "CreateUser", created(1))
    connection = socket.create_connection(("127.0.0.1", server.port))
    timeout = b"\0\x0cgrpc-timeout\x022S"
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


def answers(server):
    with server.channel() as channel:
        try:
            return unary(channel, "GetUser", b"\x08\x01") is not None
        except grpc.RpcError:
            return False


def slow_json():
    """A JSON body that comes byte by byte has the time of one message."""
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


def one_address():
    """An address that opens as many connections with calls as there may be in all."""
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
    """30 messages of 50 KB that become 49 MiB: they are decompressed when they are whole, one on each thread."""
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


CHECKS = [watches, rapid_resets, pings, settings_frames, continuations, header_lists, no_window, slow_json, one_address,
          compressed_messages, half_prefaces, large_messages, small_messages,
          many_small_streams, killed_clients, drain, stopped, leaving, backends, slow_readers, idle_connections, no_handles, garbage, soak]

if __name__ == "__main__":
    for run in CHECKS:
        if sys.argv[2:] and run.__name__ not in sys.argv[2:]:
            continue
        print(f"{run.__name__}: {run.__doc__}", flush=True)
        run()
    sys.exit(check.failed)
