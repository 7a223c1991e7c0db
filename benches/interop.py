"""Calls a scaffolded user service with Python's grpcio and with curl. Usage: interop.py SERVER CRATE.

SERVER is the program, CRATE the directory it was built from. Prints one line per check; the exit code is 1 if one
fails. The messages come from the reflection service of the server, so no code is generated here.
"""

import contextlib
import json
import pathlib
import queue
import re
import signal
import socket
import subprocess
import sys
import time

import grpc
from google.protobuf import descriptor_pool, message_factory
from google.rpc import error_details_pb2
from grpc_reflection.v1alpha import proto_reflection_descriptor_database as reflection
from grpc_status import rpc_status

SERVER, CRATE = sys.argv[1], pathlib.Path(sys.argv[2])
FAILED = []
MB = 1 << 20


def check(name, holds, seen=""):
    print(f"{'ok    ' if holds else 'FAILED'}  {name}" + ("" if holds else f": {seen}"))
    if not holds:
        FAILED.append(name)


@contextlib.contextmanager
def server(*flags):
    """Starts a server with these flags; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = "127.0.0.1:%d" % free.getsockname()[1]
    process = subprocess.Popen(
        [SERVER, "--listen", address, *flags], cwd=CRATE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(address.split(":")):
            break
        time.sleep(0.05)
    try:
        yield address, process
    finally:
        process.terminate()
        process.wait(20)


class Client:
    """The user service on a channel, with messages from reflection."""

    def __init__(self, channel):
        self.database = reflection.ProtoReflectionDescriptorDatabase(channel)
        self.pool = descriptor_pool.DescriptorPool(self.database)
        self.service = self.pool.FindServiceByName("user.UserService")
        kinds = {
            (False, False): channel.unary_unary,
            (False, True): channel.unary_stream,
            (True, False): channel.stream_unary,
            (True, True): channel.stream_stream,
        }
        for method in self.service.methods:
            make = kinds[method.client_streaming, method.server_streaming]
            request, response = map(message_factory.GetMessageClass, (method.input_type, method.output_type))
            stub = make(
                f"/user.UserService/{method.name}",
                request_serializer=request.SerializeToString,
                response_deserializer=response.FromString,
            )
            setattr(self, method.name, stub)

    def message(self, name, **fields):
        return message_factory.GetMessageClass(self.pool.FindMessageTypeByName(f"user.{name}"))(**fields)

    def new(self, name, **fields):
        return self.message("CreateUserRequest", username=name, email=f"{name}@example.com", **fields)


def connect(address, **options):
    options = {"grpc.max_send_message_length": -1, "grpc.max_receive_message_length": -1, **options}
    return grpc.insecure_channel(address, options=list(options.items()))


def code(call):
    """The status of a call."""
    try:
        call()
        return grpc.StatusCode.OK
    except grpc.RpcError as error:
        return error.code()


def patterns(address):
    client = Client(connect(address))
    names = client.database.get_services()
    check("reflection lists the service", "user.UserService" in names, names)
    check("reflection describes seven methods", len(client.service.methods) == 7)
    one = client.CreateUser(client.new("first"))
    check("a unary call answers", (one.id, one.username, one.status) == (1, "first", 1), one)
    again = client.GetUser(client.message("GetUserRequest", user_id=1))
    check("what is stored can be read", again == one, again)
    changed = client.UpdateUser(client.message("UpdateUserRequest", user_id=1, username="other"))
    check("fields that are absent stay", (changed.username, changed.email) == ("other", one.email), changed)
    batch = client.BatchCreateUsers(client.new(f"user{n}") for n in range(2, 5))
    check("a client streams", [user.id for user in batch.users] == [2, 3, 4], batch)
    page = list(client.ListUsers(client.message("ListUsersRequest", page_size=2)))
    rest = list(client.ListUsers(client.message("ListUsersRequest", page_token=str(page[-1].id))))
    check("a server streams pages", [user.id for user in page + rest] == [1, 2, 3, 4], page + rest)
    sent = queue.Queue()
    echoes = client.SyncUsers(iter(sent.get, None))
    order = []
    for user in (9, 8):
        sent.put(client.message("User", id=user, username=f"user{user}", email=f"{user}@example.com"))
        order.append(next(echoes).id)
    sent.put(None)
    check("both stream, each answer before the next request", order == [9, 8] and not list(echoes), order)
    client.DeleteUser(client.message("DeleteUserRequest", user_id=9))
    missing = code(lambda: client.GetUser(client.message("GetUserRequest", user_id=9)))
    check("what is deleted is NOT_FOUND", missing == grpc.StatusCode.NOT_FOUND, missing)


def errors(address):
    client = Client(connect(address))
    try:
        client.CreateUser(client.message("CreateUserRequest", username="ab", email="nobody"))
        check("a request that is wrong is refused", False)
    except grpc.RpcError as error:
        details = rpc_status.from_call(error).details
        found = error_details_pb2.BadRequest()
        check("errors have details", len(details) == 1 and details[0].Unpack(found), details)
        fields = [violation.field for violation in found.field_violations]
        expected = ("INVALID_ARGUMENT", ["username", "email"])
        check("all violations are told", (error.code().name, fields) == expected, fields)
    client.CreateUser(client.new("taken"))
    twice = code(lambda: client.CreateUser(client.new("taken")))
    check("the same e-mail twice is ALREADY_EXISTS", twice == grpc.StatusCode.ALREADY_EXISTS, twice)
    try:
        client.GetUser(client.message("GetUserRequest", user_id=7))
    except grpc.RpcError as error:
        check("the message is the guide's", error.details() == "User 7 not found", error.details())
    start = time.monotonic()
    late = code(lambda: list(client.SyncUsers(iter(queue.Queue().get, None), timeout=0.5)))
    took = time.monotonic() - start
    check("a deadline ends a stream", late == grpc.StatusCode.DEADLINE_EXCEEDED and took < 2, (late, took))


def several_addresses(address):
    """Targets of several addresses, which grpcio sends as the name of the server."""
    port = address.rsplit(":")[-1]
    for target in f"ipv4:{address},127.0.0.2:{port}", f"ipv4:{','.join([address] * 9)}":
        with connect(target) as channel:
            call = channel.unary_unary("/user.UserService/GetUser")
            codes = {code(lambda: call(b"", timeout=5, wait_for_ready=True)) for _ in range(20)}
            check(f"a target of several addresses: {target[:40]}", codes == {grpc.StatusCode.NOT_FOUND}, codes)


def cancellation(address):
    """The server allows one call at a time."""
    client = Client(connect(address))
    stream = client.SyncUsers(iter(queue.Queue().get, None))
    get = lambda: client.GetUser(client.message("GetUserRequest", user_id=7))
    # Once other calls are refused, the stream is open.
    until = time.monotonic() + 5
    while (full := code(get)) != grpc.StatusCode.RESOURCE_EXHAUSTED and time.monotonic() < until:
        time.sleep(0.02)
    check("a stream takes the place of a call", full == grpc.StatusCode.RESOURCE_EXHAUSTED, full)
    stream.cancel()
    until = time.monotonic() + 5
    while (free := code(get)) != grpc.StatusCode.NOT_FOUND and time.monotonic() < until:
        time.sleep(0.02)
    check("a cancelled stream gives it back", free == grpc.StatusCode.NOT_FOUND, free)
    check("the client sees CANCELLED", stream.code() == grpc.StatusCode.CANCELLED, stream.code())


def sizes(address):
    gzip = Client(connect(address, **{"grpc.default_compression_algorithm": 2}))
    user = gzip.CreateUser(gzip.new("g" * MB))
    check("requests in gzip are read", user.username == "g" * MB)
    client = Client(connect(address))
    user = client.CreateUser(client.new("l" * (20 * MB)))
    check("20 MB are accepted", len(user.username) == 20 * MB)
    large = code(lambda: client.CreateUser(client.new("x" * (60 * MB))))
    check("60 MB are RESOURCE_EXHAUSTED", large == grpc.StatusCode.RESOURCE_EXHAUSTED, large)


def tokens(address):
    client = Client(connect(address))
    get = lambda **call: code(lambda: client.GetUser(client.message("GetUserRequest", user_id=7), **call))
    check("no token is UNAUTHENTICATED", get() == grpc.StatusCode.UNAUTHENTICATED)
    known = get(metadata=[("authorization", "Bearer secret")])
    check("a known token may call", known == grpc.StatusCode.NOT_FOUND, known)


def curl(address, command, *more):
    """Returns a command of the README, for another address."""
    command = re.sub(r"127\.0\.0\.1:50051", address, command)
    done = subprocess.run(f"{command} -sS {' '.join(more)}", shell=True, cwd=CRATE, capture_output=True, text=True)
    return done.stdout or done.stderr


def readme(start):
    lines = (CRATE / "README.md").read_text().splitlines()
    return [line[2:] for line in lines if line.startswith(f"$ {start}")]


def rest(address):
    create, get, openapi, *_ = readme("curl")
    made = json.loads(curl(address, create))
    found = json.loads(curl(address, get))
    check("curl creates and reads, as the README has it", made == found and found["id"] == 1, found)
    check("curl reads the description", json.loads(curl(address, openapi))["openapi"] == "3.1.0")
    missing = curl(address, get.replace("/1", "/7"), "-w", "%{http_code}")
    check("NOT_FOUND is 404", missing.endswith("404") and '"code":5' in missing, missing)
    wrong = curl(address, re.sub(r'"username":"[^"]*"', '"username":"ab"', create), "-w", "%{http_code}")
    check("INVALID_ARGUMENT is 400, with the field", wrong.endswith("400") and "fieldViolations" in wrong, wrong)


def certificates():
    """Creates certificates with the commands of the README."""
    (CRATE / "tls").mkdir(exist_ok=True)
    for command in readme("openssl"):
        subprocess.run(command, shell=True, cwd=CRATE, check=True, capture_output=True)
    return {name: (CRATE / "tls" / name).read_bytes() for name in ("ca.pem", "client.pem", "client.key")}


def tls(address, files, is_mutual):
    plain, mutual = [command for command in readme("curl") if "https" in command]
    word = "mutual TLS" if is_mutual else "TLS"
    check(f"curl over {word}", "3.1.0" in curl(address, mutual if is_mutual else plain))
    own = {"private_key": files["client.key"], "certificate_chain": files["client.pem"]} if is_mutual else {}
    with_own = grpc.secure_channel(address, grpc.ssl_channel_credentials(files["ca.pem"], **own))
    check(f"grpcio over {word}", Client(with_own).CreateUser is not None)
    if is_mutual:
        without = grpc.secure_channel(address, grpc.ssl_channel_credentials(files["ca.pem"]))
        refused = code(lambda: Client(without))
        check("no certificate, no call", refused == grpc.StatusCode.UNAVAILABLE, refused)


def drain(address, process):
    """After the limit of one second, an open stream is closed and the server exits."""
    client = Client(connect(address))
    sent = queue.Queue()
    stream = client.SyncUsers(iter(sent.get, None))
    sent.put(client.message("User", id=3, username="three", email="three@example.com"))
    next(stream)
    start = time.monotonic()
    process.send_signal(signal.SIGTERM)
    check("a drain ends streams with UNAVAILABLE", code(lambda: next(stream)) == grpc.StatusCode.UNAVAILABLE)
    status = process.wait(10)
    took = time.monotonic() - start
    check("SIGTERM ends the server in time", status == 0 and took < 4, (status, took))
    sent.put(None)


def main():
    for run in (patterns, errors, several_addresses, sizes, rest):
        with server() as (address, _):
            run(address)
    with server("--max-concurrent-calls", "1") as (address, _):
        cancellation(address)
    with server("--auth-tokens", "alice=secret") as (address, _):
        tokens(address)
    files = certificates()
    with_tls = ["--tls-cert", "tls/server.pem", "--tls-key", "tls/server.key"]
    with server(*with_tls) as (address, _):
        tls(address, files, False)
    with server(*with_tls, "--tls-client-ca", "tls/ca.pem") as (address, _):
        tls(address, files, True)
    with server("--drain-limit", "1s") as (address, process):
        drain(address, process)
    sys.exit(1 if FAILED else 0)


main()
