"""Checks a scaffolded service with clients that misbehave and during shutdown. Each check prints what it saw, and
exits with 1 if that is wrong.

benches/faults.sh installs what it needs. Usage: faults.py PROGRAMS [CHECK…]; PROGRAMS is what build.sh prints.
"""

import collections
import signal
import socket
import subprocess
import sys
import threading
import time

import grpc

import attacks
from server import (
    PREFACE, PROGRAMS, Server, check, created, errors, frame, headers, message, reset, unary, user,
)


def drain():
    """SIGTERM under load with open streams: each call is answered or refused, each write that is done is answered."""
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
                yield user(1, b"ann", b"ann@")
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


def both_clients(servers, method, request, json, seconds, incident, timeout=None):
    """Calls servers with our client and with grpcio for some seconds, with an incident after 3. Returns the number of
    our failed calls, the report of our client, and the statuses of grpcio's calls."""
    for server in servers:
        with server.channel() as channel:
            unary(channel, "CreateUser", created(1))
    addresses = ",".join(f"http://127.0.0.1:{server.port}" for server in servers)
    limit = ["--timeout", f"{timeout}s"] if timeout else []
    load = subprocess.Popen(
        [f"{PROGRAMS}/load", "--server", addresses, "--duration", f"{seconds}s", *limit,
         f"user.UserService/{method}={json}"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    seen, lock, end = collections.Counter(), threading.Lock(), time.monotonic() + seconds
    target = "ipv4:" + ",".join(f"127.0.0.1:{server.port}" for server in servers)
    options = (("grpc.use_local_subchannel_pool", 1),
               ("grpc.service_config", '{"loadBalancingConfig": [{"round_robin": {}}]}'))

    def call():
        with grpc.insecure_channel(target, options) as channel:
            while time.monotonic() < end:
                try:
                    unary(channel, method, request, timeout or 5)
                    name = "OK"
                except grpc.RpcError as error:
                    name = error.code().name
                with lock:
                    seen[name] += 1

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(3)
    incident(servers[0])
    for thread in threads:
        thread.join()
    report = load.communicate()[0]
    for server in servers:
        server.stop()
    return errors(report), " ".join(report.split()[:12]), dict(seen)


def stopped():
    """One of two servers is suspended and resumed later, with our client and with grpcio."""
    def stop_for_a_while(server):
        server.process.send_signal(signal.SIGSTOP)
        time.sleep(5)
        server.process.send_signal(signal.SIGCONT)

    failed, report, others = both_clients(
        [Server(), Server()], "GetUser", b"\x08\x01", '{"userId": 1}', 12, stop_for_a_while, timeout=1)
    check(failed < 100, f"our client: {failed} calls failed: {report}")
    print(f"    grpcio meanwhile: {others}", flush=True)


def many_small_streams(streams=100):
    """100 streams, one after another, of 100,000 messages of 10 bytes from grpcio: all are answered. A stream with
    one more message is refused."""
    server, whole = Server(), 0
    with server.channel() as channel:
        unary(channel, "CreateUser", created(1))
        sync = channel.stream_stream("/user.UserService/SyncUsers")

        def answered(count):
            """The number of answers of a stream, and its status."""
            answers = 0
            try:
                for _ in sync(iter([user(1, b"abc", b"@")] * count)):
                    answers += 1
            except grpc.RpcError as error:
                return answers, error.code().name
            return answers, "OK"

        for number in range(1, streams + 1):
            end = answered(100_000)
            whole += end == (100_000, "OK")
            if end != (100_000, "OK"):
                print(f"    stream {number}: {end}", flush=True)
            if number % 20 == 0:
                print(f"    {whole} of {number} so far, {server.rss():.0f} MiB", flush=True)
        check(whole == streams, f"{whole} of {streams} are answered to their end")
        answers, code = answered(100_001)
        check(code == "RESOURCE_EXHAUSTED", f"one of 100,001 messages ends with {code}")
    server.stop()


def leaving():
    """Connections reach their maximum age, and a server shuts down, under load of our client and of grpcio."""
    change = user(1, b"abc", b"")[:2] + b"\x12\x03abc"
    json = '{"userId": 1, "username": "abc"}'
    for name, flags, incident in [
        ("--max-connection-age 200ms", ("--max-connection-age", "200ms"), lambda server: None),
        ("SIGTERM", (), lambda server: server.process.terminate()),
    ]:
        servers = [Server(*flags), Server(*flags)]
        failed, report, others = both_clients(servers, "UpdateUser", change, json, 6, incident)
        check(failed == 0, f"{name}: our client: {failed} failed: {report}")
        print(f"    grpcio meanwhile: {others}", flush=True)


def backends():
    """One of two servers is killed under the balanced client: no repeatable call fails."""
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


def soak(minutes=10):
    """Load, and clients that disconnect during their streams: the memory of the server stays constant."""
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
    check(growth < 2, f"memory was {samples[0]:.1f} MiB and is {samples[-1]:.1f}; "
          f"the second half has {growth:+.1f} MiB on the first")
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


def small_messages():
    """Streams of 10-byte messages from grpcio, 16 at once and with slow readers: none closes the connection."""
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

    # A client with a small window for answers, so that the server reads as slowly as it does.
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


CHECKS = [
    attacks.watches, attacks.rapid_resets, attacks.pings, attacks.settings_frames, attacks.continuations,
    attacks.header_lists, attacks.no_window, attacks.slow_json, attacks.unread_json, attacks.one_address,
    attacks.compressed_messages, attacks.half_prefaces, attacks.large_messages, attacks.killed_clients,
    attacks.slow_readers, attacks.idle_connections, attacks.no_handles, attacks.garbage, small_messages,
    many_small_streams, drain, stopped, leaving, backends, soak,
]

if __name__ == "__main__":
    for run in CHECKS:
        if sys.argv[2:] and run.__name__ not in sys.argv[2:]:
            continue
        print(f"{run.__name__}: {run.__doc__}", flush=True)
        run()
    sys.exit(check.failed)
