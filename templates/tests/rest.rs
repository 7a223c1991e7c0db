//! JSON over HTTP, which passes the same layers as gRPC.

mod support;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::probe::Probe;
use support::{Server, eventually};

use {{ lib }}::generated;

const JSON: &str = "content-type: application/json";

/// A server with the probe.
async fn start(flags: &[&str]) -> (Probe, SocketAddr) {
    let probe = Probe::new(flags);
    let server = Server::probe(flags, probe.clone()).await;
    let address = server.address;
    // Keep it running until the test ends.
    std::mem::forget(server);
    (probe, address)
}

/// A response.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// The HTTP status and the gRPC code.
    fn error(&self) -> (u16, i64) {
        (self.status, self.json()["code"].as_i64().expect("a code"))
    }
}

/// Sends a request such as `GET /quick`, and waits for the whole answer.
async fn call(server: SocketAddr, request: &str, headers: &[&str], body: &str) -> Answer {
    let (request, headers) = (request.to_owned(), headers.join("\r\n"));
    let body = body.to_owned();
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = open(server, &request, &headers, &body);
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    });
    let answer = answer.await.expect("no panic");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let status = head.split(' ').nth(1).expect("a status").parse().expect("a number");
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

/// Opens a connection with a request. In HTTP/1.0, the connection ends with the response.
fn open(server: SocketAddr, request: &str, headers: &str, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server).expect("a connection");
    let length = body.len();
    let head = format!("{request} HTTP/1.0\r\ncontent-length: {length}\r\n{headers}");
    write!(stream, "{}\r\n\r\n{body}", head.trim_end()).expect("a request");
    stream
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_tokens_are_refused() {
    let (_probe, server) = start(&["--auth-tokens", "alice=first"]).await;
    assert_eq!(call(server, "GET /quick", &[], "").await.error(), (401, 16));
    assert_eq!(call(server, "GET /stream", &[], "").await.error(), (401, 16));
    let answer = call(server, "GET /quick", &["authorization: Bearer first"], "").await;
    assert_eq!((answer.status, answer.json()), (200, json!({})));
    assert!(answer.head.contains("caller: alice"), "{answer:?}");
    assert_eq!(call(server, "GET /openapi.json", &[], "").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn rate_limited_calls_say_when_to_retry() {
    let (_probe, server) = start(&["--rate-limit", "1", "--rate-burst", "2"]).await;
    let mut last = call(server, "GET /quick", &[], "").await;
    for _ in 0..5 {
        last = call(server, "GET /quick", &[], "").await;
    }
    assert_eq!(last.error(), (429, 8));
    let detail = &last.json()["details"][0];
    assert_eq!(detail["@type"], "type.googleapis.com/google.rpc.RetryInfo");
    assert!(detail["retryDelay"].is_string(), "{detail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn deadlines_hold() {
    let (probe, server) = start(&[]).await;
    let answer = call(server, "GET /hang", &["grpc-timeout: 100m"], "").await;
    assert_eq!(answer.error(), (504, 4));
    eventually(|| probe.open() == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_are_lists_or_lines_and_end_with_the_error() {
    let (_probe, server) = start(&[]).await;
    let answer = call(server, "GET /stream", &["grpc-timeout: 200m"], "").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()[0], json!({}));
    assert_eq!(answer.json()[1]["error"]["code"], 4);
    let lines = ["grpc-timeout: 200m", "accept: application/x-ndjson"];
    let answer = call(server, "GET /stream", &lines, "").await;
    let lines: Vec<Value> = answer
        .body
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    assert_eq!(lines[0], json!({}));
    assert_eq!(lines[1]["error"]["code"], 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn handlers_are_dropped_when_the_client_disconnects() {
    let (probe, server) = start(&[]).await;
    let streams = ["GET /hang", "GET /stream"].map(|request| open(server, request, "", ""));
    eventually(|| probe.open() == 2).await;
    drop(streams);
    eventually(|| probe.open() == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn client_streams_are_lists_or_lines() {
    let (probe, server) = start(&["--max-message-size", "64K"]).await;
    for body in [r#"["AQ==", "Ag=="]"#, "\"AQ==\"\n\"Ag==\"", "[]", ""] {
        let answer = call(server, "POST /collect", &[JSON], body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    assert_eq!(probe.collected(), 4);
    for body in [r#"["AQ==", "#, r#"["AQ==", {}]"#, r#"["AQ=="] 1"#] {
        assert_eq!(call(server, "POST /collect", &[JSON], body).await.error(), (400, 3), "{body}");
    }
    let large = json!(["A".repeat(70 << 10)]).to_string();
    assert_eq!(call(server, "POST /collect", &[JSON], &large).await.error(), (429, 8));
    assert_eq!(probe.collected(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_requests_are_refused() {
    let (_probe, server) = start(&[]).await;
    assert_eq!(call(server, "GET /slow", &[], "").await.error(), (404, 5));
    let answer = call(server, "POST /quick", &[JSON], "{}").await;
    assert_eq!(answer.error(), (405, 12));
    assert!(answer.head.contains("allow: GET"), "{answer:?}");
    assert_eq!(call(server, "GET /quick?name=x", &[], "").await.error(), (400, 3));
    let form = "content-type: application/x-www-form-urlencoded";
    assert_eq!(call(server, "POST /collect", &[form], "[]").await.error(), (415, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_that_are_set_twice_are_refused() {
    let server = Server::start(&[]).await;
    for route in generated::API.routes.iter().filter(|route| !route.fields.is_empty()) {
        let field = route.fields[0].name;
        let path = route.path.replace("**", "1").replace('*', "1");
        let colon = if route.suffix.is_empty() { "" } else { ":" };
        let request = format!("{} /{path}{colon}{}?{field}=9", route.verb, route.suffix);
        let answer = call(server.address, &request, &[JSON, "grpc-timeout: 1S"], "").await;
        assert_eq!(answer.error(), (400, 3), "{request}: {answer:?}");
        assert!(answer.body.contains("twice"), "{request}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_reaches_its_method() {
    let server = Server::start(&[]).await;
    for route in generated::API.routes {
        let path = route.path.replace("**", "1").replace('*', "1");
        let colon = if route.suffix.is_empty() { "" } else { ":" };
        let request = format!("{} /{path}{colon}{}", route.verb, route.suffix);
        let answer = call(server.address, &request, &[JSON, "grpc-timeout: 1S"], "{}").await;
        assert_ne!(answer.status, 405, "{request}: {answer:?}");
        assert!(!answer.body.contains("no route for"), "{request}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn openapi_can_be_turned_off() {
    let server = Server::start(&[]).await;
    let answer = call(server.address, "GET /openapi.json", &[], "").await;
    assert_eq!(answer.json()["openapi"], "3.1.0");
    let server = Server::start(&["--reflection", "false"]).await;
    assert_eq!(call(server.address, "GET /openapi.json", &[], "").await.error(), (404, 5));
}

/// Sends a request, and reads only the status.
fn unread(server: SocketAddr, request: &str) -> (TcpStream, String) {
    let mut stream = open(server, request, "", "");
    let mut status = [0; 12];
    stream.read_exact(&mut status).expect("an answer");
    (stream, String::from_utf8_lossy(&status[9..]).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn unread_json_is_limited_in_time_and_memory() {
    let (probe, server) = start(&["--max-unread-time", "1s", "--max-memory", "40M"]).await;
    let _flood = unread(server, "GET /flood");
    assert_eq!(probe.open(), 1);
    eventually(|| probe.open() == 0).await;
    let (_large, status) = unread(server, "GET /large");
    assert_eq!(status, "200");
    assert_eq!(unread(server, "GET /large").1, "429");
    let start = Instant::now();
    while unread(server, "GET /large").1 == "429" {
        assert!(start.elapsed() < Duration::from_secs(20), "the first response still takes memory");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_still_send_get_their_answer() {
    let (_probe, server) = start(&[]).await;
    let mut stream = open(server, "GET /quick", "", &"x".repeat(1 << 16));
    let mut answer = String::new();
    std::thread::sleep(Duration::from_millis(200));
    stream.write_all(&[b'x'; 1 << 16]).expect("the connection is open");
    std::thread::sleep(Duration::from_millis(200));
    stream.write_all(&[b'x'; 1 << 16]).expect("the connection is still open");
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.0 200"), "{answer}");
}
