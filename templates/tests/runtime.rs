//! The runtime in `src/rt`: deadlines, cancellation, authentication, limits, TLS, graceful shutdown. The handlers are
//! those of the probe in `support`.

mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use support::probe::{Probe, client};
use support::tls::{Authority, start_tls};
use support::{Server, eventually};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};
use tokio_stream::StreamExt;
use tonic::codec::CompressionEncoding;
use tonic::transport::{Channel, ClientTlsConfig, Endpoint, Identity};
use tonic::{Code, Request, Status};
use tonic_health::ServingStatus;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
use tonic_reflection::pb::v1alpha;
use tonic_types::StatusExt;

use {{ lib }}::generated;

const QUICK: &str = "/test.Probe/Quick";
const HANG: &str = "/test.Probe/Hang";
const STREAM: &str = "/test.Probe/Stream";
const FLOOD: &str = "/test.Probe/Flood";

/// A server with the probe, and a connection to it.
async fn start(flags: &[&str]) -> (Server, Probe, Channel) {
    let probe = Probe::new(flags);
    let server = Server::probe(flags, probe.clone()).await;
    let channel = server.connect().await;
    (server, probe, channel)
}

fn within(time: Duration) -> Request<()> {
    let mut request = Request::new(());
    request.set_timeout(time);
    request
}

/// A request whose deadline only the server knows.
fn asking_for(timeout: &'static str) -> Request<()> {
    let mut request = Request::new(());
    request.metadata_mut().insert("grpc-timeout", timeout.parse().expect("ASCII"));
    request
}

fn with_token(token: &str) -> Request<()> {
    let mut request = Request::new(());
    let value = format!("Bearer {token}").parse().expect("ASCII");
    request.metadata_mut().insert("authorization", value);
    request
}

fn code<T>(result: Result<T, Status>) -> Code {
    result.err().map_or(Code::Ok, |status| status.code())
}

async fn health(channel: &Channel, service: &str) -> Result<i32, Status> {
    let request = HealthCheckRequest { service: service.to_owned() };
    Ok(HealthClient::new(channel.clone()).check(request).await?.into_inner().status)
}

#[tokio::test]
async fn a_handler_is_ended_at_the_deadline() {
    let (_server, probe, channel) = start(&[]).await;
    // The client has a timer for its deadline too, which may be the first on a busy machine.
    let mut tries = 0..20;
    let is_told = loop {
        let start = Instant::now();
        let call = client::unary(&channel, HANG, asking_for("200m"));
        let status = call.await.expect_err("a deadline");
        assert!(start.elapsed() >= Duration::from_millis(190));
        eventually(|| probe.open() == 0).await;
        if status.code() == Code::DeadlineExceeded || tries.next().is_none() {
            break status.code() == Code::DeadlineExceeded;
        }
    };
    assert!(is_told, "the server never says DEADLINE_EXCEEDED");
}

#[tokio::test]
async fn a_stream_is_ended_at_the_deadline() {
    let (_server, probe, channel) = start(&[]).await;
    let mut stream = client::stream(&channel, STREAM, asking_for("200m")).await.expect("a stream");
    assert!(stream.message().await.expect("the first message").is_some());
    assert_eq!(probe.open(), 1);
    assert_eq!(code(stream.message().await), Code::DeadlineExceeded);
    eventually(|| probe.open() == 0).await;
}

#[tokio::test]
async fn a_client_that_stops_reading_does_not_keep_its_call() {
    let (server, probe, channel) = start(&[]).await;
    let stream = client::stream(&channel, FLOOD, asking_for("2S")).await.expect("a stream");
    eventually(|| probe.open() == 0).await;
    let other = client::unary(&channel, QUICK, Request::new(())).await;
    assert_eq!(code(other), Code::Ok, "other calls on the connection work");
    drop(stream);
    let mut stream = TcpStream::connect(server.address).await.expect("a connection");
    let request = b"GET /flood HTTP/1.1\r\nhost: x\r\ngrpc-timeout: 2S\r\n\r\n";
    stream.write_all(request).await.expect("a request");
    let mut status = [0; 12];
    stream.read_exact(&mut status).await.expect("an answer");
    assert_eq!(&status, b"HTTP/1.1 200");
    eventually(|| probe.open() == 0).await;
}

#[tokio::test]
async fn unread_responses_have_a_time_limit() {
    let (_server, probe, channel) = start(&["--max-unread-time", "1s"]).await;
    let mut idle = client::stream(&channel, STREAM, Request::new(())).await.expect("a stream");
    idle.message().await.expect("the first message");
    let _flood = client::stream(&channel, FLOOD, Request::new(())).await.expect("a stream");
    assert_eq!(probe.open(), 2);
    eventually(|| probe.open() == 1).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(probe.open(), 1, "a call without anything to send stays open");
}

#[tokio::test]
async fn calls_end_at_the_limit_of_the_server() {
    let (_server, _probe, channel) = start(&["--max-call-time", "100ms"]).await;
    let none = client::unary(&channel, HANG, Request::new(())).await;
    let later = client::unary(&channel, HANG, asking_for("1M")).await;
    assert_eq!([code(none), code(later)], [Code::DeadlineExceeded; 2]);
}

#[tokio::test]
async fn handlers_know_how_much_time_is_left() {
    let (_server, _probe, channel) = start(&[]).await;
    let response =
        client::unary(&channel, QUICK, within(Duration::from_secs(5))).await.expect("an answer");
    let left =
        response.metadata().get("left-ms").and_then(|left| left.to_str().ok()).expect("a deadline");
    let left: u64 = left.parse().expect("a number");
    assert!((4000..5000).contains(&left), "{left}");
    let response = client::unary(&channel, QUICK, Request::new(())).await.expect("an answer");
    assert!(response.metadata().get("left-ms").is_none());
}

#[tokio::test]
async fn handlers_are_dropped_when_the_client_disconnects() {
    let (_server, probe, channel) = start(&[]).await;
    let mut stream = client::stream(&channel, STREAM, Request::new(())).await.expect("a stream");
    stream.message().await.expect("the first message");
    let call = tokio::spawn({
        let channel = channel.clone();
        async move { client::unary(&channel, HANG, Request::new(())).await }
    });
    eventually(|| probe.open() == 2).await;
    drop(stream);
    call.abort();
    eventually(|| probe.open() == 0).await;
}

#[tokio::test]
async fn a_disconnect_is_not_the_end_of_a_stream() {
    let (_server, probe, channel) = start(&[]).await;
    let whole = client::collect(&channel, tokio_stream::iter([vec![1], vec![2]])).await;
    assert_eq!((code(whole), probe.collected()), (Code::Ok, 1));
    let open = tokio_stream::iter([vec![1]]).chain(tokio_stream::pending());
    let call = tokio::spawn(async move { client::collect(&channel, open).await });
    eventually(|| probe.open() == 1).await;
    call.abort();
    eventually(|| probe.open() == 0).await;
    assert_eq!(probe.collected(), 1);
}

#[tokio::test]
async fn client_streams_are_limited() {
    let (_server, probe, channel) =
        start(&["--max-stream-messages", "3", "--max-stream-size", "1K"]).await;
    let endless = tokio_stream::iter(std::iter::repeat(vec![1]));
    assert_eq!(code(client::collect(&channel, endless).await), Code::ResourceExhausted);
    let large = tokio_stream::iter([vec![0; 600], vec![0; 600]]);
    assert_eq!(code(client::collect(&channel, large).await), Code::ResourceExhausted);
    assert_eq!(probe.collected(), 0);
}

#[tokio::test]
async fn a_message_over_the_limit_is_refused() {
    let (_server, _probe, channel) = start(&["--max-message-size", "64K"]).await;
    let fits = client::collect(&channel, tokio_stream::iter([vec![0; 60 << 10]])).await;
    let too_large = client::collect(&channel, tokio_stream::iter([vec![0; 70 << 10]])).await;
    assert_eq!([code(fits), code(too_large)], [Code::Ok, Code::ResourceExhausted]);
}

#[tokio::test]
async fn every_method_reads_gzip() {
    let server = Server::start(&[]).await;
    let channel = server.connect().await;
    for route in generated::API.routes {
        let call = client::compressed(&channel, route.method, asking_for("5S")).await;
        let why = call.err().map(|status| status.message().to_owned()).unwrap_or_default();
        assert!(!why.contains("compress"), "{}: {why}", route.method);
    }
    let mut health = HealthClient::new(channel.clone()).send_compressed(CompressionEncoding::Gzip);
    assert_eq!(code(health.check(HealthCheckRequest::default()).await), Code::Ok);
    let mut reflection =
        ServerReflectionClient::new(channel).send_compressed(CompressionEncoding::Gzip);
    let list = MessageRequest::ListServices(String::new());
    let request = ServerReflectionRequest { host: String::new(), message_request: Some(list) };
    let answers = reflection.server_reflection_info(tokio_stream::once(request)).await;
    let answer = answers.expect("reflection").into_inner().message().await;
    assert_eq!(code(answer), Code::Ok);
}

#[tokio::test]
async fn only_clients_that_send_gzip_get_gzip() {
    let (_server, _probe, channel) = start(&[]).await;
    let sent = client::compressed(&channel, QUICK, Request::new(())).await.expect("an answer");
    assert_eq!(
        sent.metadata().get("grpc-encoding").map(|name| name.as_bytes()),
        Some(&b"gzip"[..])
    );
    let mut offered = Request::new(());
    offered.metadata_mut().insert("grpc-accept-encoding", "gzip".parse().expect("ASCII"));
    let plain = client::unary(&channel, QUICK, offered).await.expect("an answer");
    assert!(plain.metadata().get("grpc-encoding").is_none());
}

#[tokio::test]
async fn unknown_tokens_are_refused() {
    let (_server, _probe, channel) = start(&["--auth-tokens", "alice=first,bob=second"]).await;
    let none = client::unary(&channel, QUICK, Request::new(())).await;
    let wrong = client::unary(&channel, QUICK, with_token("third")).await;
    let part = client::unary(&channel, QUICK, with_token("firs")).await;
    let stream = client::stream(&channel, STREAM, Request::new(())).await;
    assert_eq!(
        [code(none), code(wrong), code(part), code(stream.map(drop))],
        [Code::Unauthenticated; 4]
    );
    for (name, token) in [("alice", "first"), ("bob", "second")] {
        let response =
            client::unary(&channel, QUICK, with_token(token)).await.expect("a known token");
        assert_eq!(
            response.metadata().get("caller").map(|name| name.as_bytes()),
            Some(name.as_bytes())
        );
    }
}

#[tokio::test]
async fn health_and_reflection_need_no_token() {
    let (_server, _probe, channel) =
        start(&["--auth-tokens", "alice=first", "--rate-limit", "1"]).await;
    for service in ["", "test.Probe", ""] {
        assert_eq!(health(&channel, service).await.ok(), Some(ServingStatus::Serving as i32));
    }
    assert_eq!(code(health(&channel, "no.Such").await), Code::NotFound);
    let list = MessageRequest::ListServices(String::new());
    let request = ServerReflectionRequest { host: String::new(), message_request: Some(list) };
    let responses = ServerReflectionClient::new(channel)
        .server_reflection_info(tokio_stream::once(request))
        .await;
    let response = responses.expect("reflection").into_inner().message().await.expect("an answer");
    let Some(MessageResponse::ListServicesResponse(list)) =
        response.and_then(|response| response.message_response)
    else {
        panic!("a list of services");
    };
    assert!(list.service.iter().any(|service| service.name == "grpc.health.v1.Health"));
}

#[tokio::test]
async fn reflection_v1alpha_is_served() {
    use v1alpha::server_reflection_client::ServerReflectionClient;
    use v1alpha::server_reflection_request::MessageRequest;
    use v1alpha::server_reflection_response::MessageResponse;

    let (_server, _probe, channel) = start(&[]).await;
    let message_request = Some(MessageRequest::FileContainingSymbol("test.Probe".to_owned()));
    let request = v1alpha::ServerReflectionRequest { host: String::new(), message_request };
    let responses = ServerReflectionClient::new(channel)
        .server_reflection_info(tokio_stream::once(request))
        .await;
    let response = responses.expect("reflection").into_inner().message().await.expect("an answer");
    let Some(MessageResponse::FileDescriptorResponse(files)) =
        response.and_then(|response| response.message_response)
    else {
        panic!("the file of the service");
    };
    assert_eq!(files.file_descriptor_proto.len(), 1);
}

#[tokio::test]
async fn reflection_can_be_turned_off() {
    let (_server, _probe, channel) = start(&["--reflection", "false"]).await;
    let none = tokio_stream::empty::<ServerReflectionRequest>();
    let responses = ServerReflectionClient::new(channel).server_reflection_info(none).await;
    assert_eq!(code(responses), Code::Unimplemented);
}

#[tokio::test]
async fn rate_limited_calls_say_when_to_retry() {
    let flags =
        ["--auth-tokens", "alice=first,bob=second", "--rate-limit", "1", "--rate-burst", "3"];
    let (_server, _probe, channel) = start(&flags).await;
    let mut refused = None;
    for _ in 0..10 {
        refused = client::unary(&channel, QUICK, with_token("first")).await.err().or(refused);
    }
    let refused = refused.expect("ten calls are too many");
    assert_eq!(refused.code(), Code::ResourceExhausted);
    let wait =
        refused.get_details_retry_info().and_then(|info| info.retry_delay).expect("a time to wait");
    assert!(wait <= Duration::from_secs(1), "{wait:?}");
    let other = client::unary(&channel, QUICK, with_token("second")).await;
    assert_eq!(code(other), Code::Ok, "callers do not affect each other");
}

#[tokio::test]
async fn a_stream_counts_as_a_call_until_it_ends() {
    let (_server, probe, channel) = start(&["--max-concurrent-calls", "1"]).await;
    let mut stream = client::stream(&channel, STREAM, Request::new(())).await.expect("a stream");
    stream.message().await.expect("the first message");
    assert_eq!(
        code(client::unary(&channel, QUICK, Request::new(())).await),
        Code::ResourceExhausted
    );
    drop(stream);
    eventually(|| probe.open() == 0).await;
    assert_eq!(code(client::unary(&channel, QUICK, Request::new(())).await), Code::Ok);
}

#[tokio::test]
async fn a_drain_waits_for_open_calls() {
    let (server, probe, channel) = start(&["--drain-limit", "10s"]).await;
    let (messages, stream) = tokio::sync::mpsc::channel(1);
    let stream = tokio_stream::wrappers::ReceiverStream::new(stream);
    let call = tokio::spawn(async move { client::collect(&channel, stream).await });
    messages.send(vec![1]).await.expect("the call is open");
    eventually(|| probe.open() == 1).await;
    let stopped = server.stop();
    tokio::time::sleep(Duration::from_millis(100)).await;
    messages.send(vec![2]).await.expect("the call is still open");
    drop(messages);
    assert_eq!(code(call.await.expect("the call ends")), Code::Ok);
    stopped.await.expect("no panic").expect("no error");
}

#[tokio::test]
async fn a_drain_has_a_time_limit() {
    let (server, probe, channel) = start(&["--drain-limit", "300ms"]).await;
    let mut watch = HealthClient::new(channel.clone()).watch(HealthCheckRequest::default()).await;
    let watch = watch.as_mut().expect("health").get_mut();
    assert_eq!(watch.message().await.expect("health").map(|health| health.status), Some(1));
    let mut stream = client::stream(&channel, STREAM, Request::new(())).await.expect("a stream");
    stream.message().await.expect("the first message");
    let call = tokio::spawn(async move { client::unary(&channel, HANG, Request::new(())).await });
    eventually(|| probe.open() == 2).await;
    let start = Instant::now();
    let stopped = server.stop();
    assert_eq!(code(stream.message().await), Code::Unavailable);
    assert_eq!(code(call.await.expect("the call ends")), Code::Unavailable);
    stopped.await.expect("no panic").expect("no error");
    let time = start.elapsed();
    assert!((Duration::from_millis(300)..Duration::from_secs(3)).contains(&time), "{time:?}");
}

#[tokio::test]
async fn connections_with_garbage_are_closed() {
    let (server, _probe, channel) = start(&[]).await;
    for garbage in [
        &b"\x16\x03\x01\0\x05hello"[..],
        &[0; 1 << 16],
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nhello, hello",
    ] {
        let mut stream = TcpStream::connect(server.address).await.expect("a connection");
        let mut answer = Vec::new();
        // The server may have closed it before it has read everything.
        let _ = stream.write_all(garbage).await;
        let _ = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut answer))
            .await
            .expect("the connection is closed");
    }
    assert_eq!(code(client::unary(&channel, QUICK, Request::new(())).await), Code::Ok);
}

#[tokio::test]
async fn health_says_not_serving_before_connections_are_refused() {
    let (server, _probe, channel) = start(&["--drain-wait", "500ms"]).await;
    let stopped = server.stop();
    let start = Instant::now();
    while health(&channel, "").await.expect("connections are taken")
        == ServingStatus::Serving as i32
    {
        assert!(start.elapsed() < Duration::from_millis(400), "health still says SERVING");
    }
    stopped.await.expect("no panic").expect("no error");
}

#[tokio::test]
async fn a_handler_that_panics_answers_internal() {
    let (server, probe, channel) = start(&["--max-concurrent-calls", "1"]).await;
    for _ in 0..3 {
        let call = client::unary(&channel, "/test.Probe/Panic", Request::new(())).await;
        assert_eq!(code(call), Code::Internal);
    }
    let answer =
        http_1(&server, b"GET /panic HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 500"), "{answer}");
    eventually(|| probe.open() == 0).await;
    assert_eq!(code(client::unary(&channel, QUICK, Request::new(())).await), Code::Ok);
}

/// The answer to some bytes, until the server closes the connection.
async fn http_1(server: &Server, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address).await.expect("a connection");
    stream.write_all(request).await.expect("a request");
    let mut answer = String::new();
    let read = tokio::time::timeout(Duration::from_secs(20), stream.read_to_string(&mut answer));
    // A connection that is reset has ended too.
    let _ = read.await.expect("the connection is closed");
    answer
}

#[tokio::test]
async fn health_watches_do_not_block_checks() {
    let (_server, _probe, channel) = start(&["--max-open-calls", "3"]).await;
    let mut watches = Vec::new();
    for _ in 0..3 {
        let mut client = HealthClient::new(channel.clone());
        watches.push(client.watch(HealthCheckRequest::default()).await.expect("a watch"));
    }
    let more = HealthClient::new(channel.clone()).watch(HealthCheckRequest::default()).await;
    assert_eq!(code(more), Code::ResourceExhausted);
    assert_eq!(health(&channel, "").await.ok(), Some(ServingStatus::Serving as i32));
    assert_eq!(code(client::unary(&channel, QUICK, Request::new(())).await), Code::Ok);
}

#[tokio::test]
async fn unknown_tokens_count_against_the_rate_of_their_address() {
    let (_server, _probe, channel) =
        start(&["--auth-tokens", "alice=first", "--rate-limit", "1", "--rate-burst", "3"]).await;
    let mut codes = Vec::new();
    for _ in 0..10 {
        codes.push(code(client::unary(&channel, QUICK, with_token("wrong")).await));
    }
    assert_eq!(codes[0], Code::Unauthenticated);
    assert!(codes.contains(&Code::ResourceExhausted), "{codes:?}");
    let known = client::unary(&channel, QUICK, with_token("first")).await;
    assert_eq!(code(known), Code::Ok, "the owner of a token has a separate rate");
}

#[tokio::test]
async fn messages_share_a_budget() {
    let (_server, probe, channel) = start(&["--max-memory", "100K"]).await;
    let call = |size: usize| client::collect(&channel, tokio_stream::iter([vec![0; size]]));
    assert_eq!(code(call(60 << 10).await), Code::Ok);
    assert_eq!(code(call(200 << 10).await), Code::ResourceExhausted);
    // Memory is freed as messages are read, so a stream may be larger than the budget.
    let many = tokio_stream::iter(std::iter::repeat_n(vec![0; 10 << 10], 50));
    assert_eq!(code(client::collect(&channel, many).await), Code::Ok);
    assert_eq!(probe.collected(), 2);
}

#[tokio::test]
async fn slow_messages_are_refused() {
    let (server, _probe, channel) = start(&["--max-message-time", "200ms"]).await;
    let request = b"POST /collect HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
        content-length: 100\r\n\r\n[";
    let answer = http_1(&server, request).await;
    assert!(answer.starts_with("HTTP/1.1 504"), "{answer}");
    // Bytes that keep arriving do not extend the time.
    let mut stream = TcpStream::connect(server.address).await.expect("a connection");
    stream.write_all(request).await.expect("a request");
    let (mut read, mut write) = stream.into_split();
    let slow = tokio::spawn(async move {
        while write.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let mut answer = [0; 12];
    let start = Instant::now();
    read.read_exact(&mut answer).await.expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 504");
    assert!(start.elapsed() < Duration::from_secs(3), "the server waits for the message");
    slow.abort();
    // A pause between messages is allowed.
    let (messages, stream) = tokio::sync::mpsc::channel(1);
    let stream = tokio_stream::wrappers::ReceiverStream::new(stream);
    let call = tokio::spawn(async move { client::collect(&channel, stream).await });
    for _ in 0..2 {
        messages.send(vec![1]).await.expect("the call is open");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    drop(messages);
    assert_eq!(code(call.await.expect("the call ends")), Code::Ok);
}

#[tokio::test]
async fn when_there_are_too_many_connections_an_idle_one_is_closed() {
    let (server, probe, channel) = start(&["--max-connections", "2"]).await;
    let mut stream = client::stream(&channel, STREAM, Request::new(())).await.expect("a stream");
    stream.message().await.expect("the first message");
    let mut idle = TcpStream::connect(server.address).await.expect("a connection");
    idle.write_all(b"PRI * HT").await.expect("half a preface");
    let other = server.connect().await;
    assert_eq!(code(client::unary(&other, QUICK, Request::new(())).await), Code::Ok);
    let mut rest = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(5), idle.read_to_end(&mut rest)).await;
    assert!(closed.is_ok(), "the idle connection is open");
    assert_eq!(probe.open(), 1, "the connection with a call stays");
}

#[tokio::test]
async fn one_address_cannot_take_all_connections() {
    let (server, probe, channel) = start(&["--max-address-connections", "2"]).await;
    let other = server.connect().await;
    let mut streams = Vec::new();
    for channel in [&channel, &other] {
        let mut stream = client::stream(channel, STREAM, Request::new(())).await.expect("a stream");
        stream.message().await.expect("the first message");
        streams.push(stream);
    }
    let mut refused = TcpStream::connect(server.address).await.expect("a connection");
    let mut rest = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(5), refused.read_to_end(&mut rest)).await;
    assert!(closed.is_ok(), "a third connection is accepted");
    drop((streams, other));
    eventually(|| probe.open() == 0).await;
    let mut third = HealthClient::new(server.connect().await);
    assert_eq!(code(third.check(HealthCheckRequest::default()).await), Code::Ok);
}

/// Waits for a line of the log of a program.
#[cfg(unix)]
fn wait_for(log: &mut impl std::io::BufRead, text: &str) {
    let mut line = String::new();
    while !line.contains(text) {
        line.clear();
        assert_ne!(log.read_line(&mut line).expect("UTF-8"), 0, "`{text}` is never logged");
    }
}

#[cfg(unix)]
#[test]
fn a_second_signal_ends_the_drain() {
    use std::process::{Command, Stdio};
    let program = env!("CARGO_BIN_EXE_{{ name }}");
    let flags = ["--listen", "127.0.0.1:0", "--drain-wait", "60s"];
    let mut server = Command::new(program)
        .args(flags)
        .env("RUST_LOG", "info")
        .stderr(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let mut log = std::io::BufReader::new(server.stderr.take().expect("its log"));
    let terminate = |pid: u32| {
        let kill = Command::new("kill").args(["-TERM", &pid.to_string()]).status();
        assert!(kill.expect("`kill` is there").success());
    };
    wait_for(&mut log, "listening");
    terminate(server.id());
    wait_for(&mut log, "shutting down");
    assert!(server.try_wait().expect("a child").is_none(), "the first signal begins a drain");
    let start = Instant::now();
    terminate(server.id());
    assert_eq!(server.wait().expect("a child").code(), Some(1));
    assert!(start.elapsed() < Duration::from_secs(20), "the drain goes on");
}

#[tokio::test]
async fn half_a_preface_times_out() {
    let (server, _probe, _channel) = start(&[]).await;
    let start = Instant::now();
    http_1(&server, b"PRI * HTTP/2.0\r\n").await;
    assert!(start.elapsed() < Duration::from_secs(15));
}

/// The code of a call with this TLS configuration.
async fn call(server: &Server, tls: ClientTlsConfig) -> Code {
    let endpoint =
        Endpoint::from_shared(format!("https://{}", server.address)).expect("an address");
    let channel = endpoint.tls_config(tls).expect("a configuration").connect_lazy();
    code(client::unary(&channel, QUICK, Request::new(())).await)
}

#[tokio::test]
async fn tls() {
    let authority = Authority::new();
    let server = start_tls("tls", &authority, None).await;
    assert_eq!(call(&server, authority.trusted()).await, Code::Ok);
    assert_eq!(call(&server, Authority::new().trusted()).await, Code::Unavailable);
}

#[tokio::test]
async fn mutual_tls() {
    let (authority, clients) = (Authority::new(), Authority::new());
    let server = start_tls("mutual-tls", &authority, Some(&clients)).await;
    let known = clients.sign();
    let stranger = Authority::new().sign();
    let with =
        |(cert, key): (String, String)| authority.trusted().identity(Identity::from_pem(cert, key));
    assert_eq!(call(&server, with(known)).await, Code::Ok);
    assert_ne!(call(&server, with(stranger)).await, Code::Ok);
    assert_ne!(call(&server, authority.trusted()).await, Code::Ok);
}

#[tokio::test]
async fn http_1_over_tls() {
    let authority = Authority::new();
    let server = start_tls("http-1-over-tls", &authority, None).await;
    let mut roots = RootCertStore::empty();
    roots.add(authority.cert.der().clone()).expect("a certificate");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let stream = TcpStream::connect(server.address).await.expect("a connection");
    let name = "localhost".try_into().expect("a name");
    let tls = TlsConnector::from(Arc::new(config));
    let mut stream = tls.connect(name, stream).await.expect("the server's certificate is good");
    let request = b"GET /quick HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request).await.expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("{}"), "{answer}");
}
