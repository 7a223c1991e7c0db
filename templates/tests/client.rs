//! The client: several servers, and servers that stop.

mod support;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use support::probe::{Probe, client};
use support::tls::{self, Authority, start_tls};
use support::{Server, eventually};
use tonic::{Code, Request, Status};

use {{ lib }}::rt::{Client, ClientSettings, Repeatable};

const QUICK: &str = "/test.Probe/Quick";
const HANG: &str = "/test.Probe/Hang";
const STREAM: &str = "/test.Probe/Stream";
const LATE: &str = "/test.Probe/Late";

const REPEATABLE: &[Repeatable] =
    &[Repeatable { method: QUICK, streams: false }, Repeatable { method: LATE, streams: false }];

fn settings(servers: &[SocketAddr]) -> ClientSettings {
    let address = |server: &SocketAddr| format!("http://{server}").parse().expect("an address");
    ClientSettings { servers: servers.iter().map(address).collect(), ..Default::default() }
}

async fn connect(servers: &[SocketAddr]) -> Client {
    Client::new(&settings(servers), REPEATABLE).await.expect("settings of a client")
}

fn code<T>(result: Result<T, Status>) -> Code {
    result.err().map_or(Code::Ok, |status| status.code())
}

/// An address where nothing listens.
fn unused_address() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address")
}

/// A server that can be killed with all its connections, like a process.
struct Mortal {
    address: SocketAddr,
    probe: Probe,
    runtime: tokio::runtime::Runtime,
}

impl Mortal {
    async fn start() -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("threads");
        let probe = Probe::new(&[]);
        let server = runtime.spawn({
            let probe = probe.clone();
            async move { Server::probe(&[], probe).await }
        });
        let server = server.await.expect("the server starts");
        let address = server.address;
        // Keep it running until it is killed.
        std::mem::forget(server);
        Self { address, probe, runtime }
    }

    fn kill(self) {
        self.runtime.shutdown_background();
    }
}

#[tokio::test]
async fn servers_are_called_in_turn() {
    let probes = [Probe::new(&[]), Probe::new(&[])];
    let servers =
        [Server::probe(&[], probes[0].clone()).await, Server::probe(&[], probes[1].clone()).await];
    let client = connect(&[servers[0].address, servers[1].address]).await;
    for _ in 0..10 {
        client::collect(&client, tokio_stream::iter([vec![1]])).await.expect("an answer");
    }
    assert_eq!(probes.map(|probe| probe.collected()), [5, 5]);
}

#[tokio::test]
async fn servers_that_are_down_are_skipped() {
    let probe = Probe::new(&[]);
    let server = Server::probe(&[], probe.clone()).await;
    let client = connect(&[unused_address(), server.address, unused_address()]).await;
    let start = Instant::now();
    for _ in 0..10 {
        let once = client::collect(&client, tokio_stream::iter([vec![1], vec![2]])).await;
        assert_eq!(code(once), Code::Ok, "calls that were not sent can go to another server");
    }
    assert_eq!(probe.collected(), 10);
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn repeatable_calls_survive_a_killed_server() {
    let (first, second) = (Mortal::start().await, Mortal::start().await);
    let client = connect(&[first.address, second.address]).await;
    let callers: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                let start = Instant::now();
                let mut calls = 0;
                while start.elapsed() < Duration::from_millis(600) {
                    client::unary(&client, QUICK, Request::new(())).await?;
                    calls += 1;
                }
                Ok::<_, Status>(calls)
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(200)).await;
    first.kill();
    for caller in callers {
        let calls = caller.await.expect("no panic").expect("no call fails");
        assert!(calls > 0);
    }
    second.kill();
}

/// The connections of one server end all the time: calls that it has not started are resent on the next one.
#[tokio::test]
async fn calls_survive_the_end_of_old_connections() {
    let probe = Probe::new(&[]);
    let server = Server::probe(&["--max-connection-age", "50ms"], probe.clone()).await;
    let client = connect(&[server.address]).await;
    let callers: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                let start = Instant::now();
                let mut calls = 0;
                while start.elapsed() < Duration::from_millis(600) {
                    client::collect(&client, tokio_stream::iter([vec![1]])).await?;
                    calls += 1;
                }
                Ok::<_, Status>(calls)
            })
        })
        .collect();
    let mut calls = 0;
    for caller in callers {
        calls += caller.await.expect("no panic").expect("no call fails");
    }
    assert_eq!(probe.collected(), calls, "no call is executed twice");
}

/// The kernel still accepts connections for a suspended process, and they get no answer.
#[tokio::test]
async fn a_server_that_misses_a_deadline_is_down() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let probe = Probe::new(&[]);
    let server = Server::probe(&[], probe.clone()).await;
    let addresses = [silent.local_addr().expect("an address"), server.address];
    let settings = ClientSettings { timeout: Duration::from_millis(150), ..settings(&addresses) };
    let client = Client::new(&settings, REPEATABLE).await.expect("settings of a client");
    let mut failed = 0;
    for _ in 0..20 {
        let call = client::collect(&client, tokio_stream::iter([vec![1]])).await;
        failed += usize::from(code(call) == Code::DeadlineExceeded);
    }
    assert_eq!((failed, probe.collected()), (1, 19));
}

#[tokio::test]
async fn late_repeatable_calls_are_retried() {
    for (repeatable, expected) in [(REPEATABLE, Code::Ok), (&[], Code::DeadlineExceeded)] {
        let server = Server::probe(&[], Probe::new(&[])).await;
        let client = Client::new(&settings(&[server.address]), repeatable).await;
        let client = client.expect("settings of a client");
        assert_eq!(code(client::unary(&client, LATE, Request::new(())).await), expected);
    }
}

#[tokio::test]
async fn calls_that_may_have_been_executed_are_not_retried() {
    let (first, second) = (Mortal::start().await, Mortal::start().await);
    let client = connect(&[first.address, second.address]).await;
    let call = tokio::spawn(async move { client::unary(&client, HANG, Request::new(())).await });
    eventually(|| first.probe.open() == 1).await;
    first.kill();
    assert_eq!(code(call.await.expect("no panic")), Code::Unavailable);
    assert_eq!(second.probe.open(), 0);
    second.kill();
}

#[tokio::test]
async fn calls_wait_for_a_server_that_starts_late() {
    let address = unused_address();
    let client = connect(&[address]).await;
    let call = tokio::spawn(async move { client::unary(&client, QUICK, Request::new(())).await });
    tokio::time::sleep(Duration::from_millis(60)).await;
    let _server = Server::probe_at(address, &[], Probe::new(&[])).await;
    assert_eq!(code(call.await.expect("no panic")), Code::Ok);
    let none = client::unary(&connect(&[unused_address()]).await, QUICK, Request::new(())).await;
    assert_eq!(code(none), Code::Unavailable, "the wait has a limit");
}

#[tokio::test]
async fn deadlines_hold_without_a_response() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = silent.local_addr().expect("an address");
    let timeout = Duration::from_millis(100);
    let settings = ClientSettings { timeout, ..settings(&[address]) };
    let client = Client::new(&settings, REPEATABLE).await.expect("settings of a client");
    assert_eq!(code(client::unary(&client, QUICK, Request::new(())).await), Code::DeadlineExceeded);

    let mut request = Request::new(());
    request.set_timeout(Duration::from_millis(50));
    let start = Instant::now();
    assert_eq!(code(client::unary(&client, HANG, request).await), Code::DeadlineExceeded);
    assert!(start.elapsed() < timeout, "a call can set its own deadline");
}

#[tokio::test]
async fn deadlines_hold_for_streams() {
    let server = Server::probe(&[], Probe::new(&[])).await;
    let settings =
        ClientSettings { timeout: Duration::from_millis(200), ..settings(&[server.address]) };
    let client = Client::new(&settings, REPEATABLE).await.expect("settings of a client");
    let mut stream = client::stream(&client, STREAM, Request::new(())).await.expect("a stream");
    assert!(stream.message().await.expect("the first message").is_some());
    assert_eq!(code(stream.message().await), Code::DeadlineExceeded);
}

#[tokio::test]
async fn calls_carry_the_token() {
    let server = Server::probe(&["--auth-tokens", "alice=first"], Probe::new(&[])).await;
    for (token, expected) in [(Some("first"), Code::Ok), (None, Code::Unauthenticated)] {
        let token = token.map(str::to_owned);
        let settings = ClientSettings { token, ..settings(&[server.address]) };
        let client = Client::new(&settings, REPEATABLE).await.expect("settings of a client");
        assert_eq!(code(client::unary(&client, QUICK, Request::new(())).await), expected);
    }
}

#[tokio::test]
async fn names_resolve_to_their_addresses() {
    let probe = Probe::new(&[]);
    let server = Server::probe(&[], probe.clone()).await;
    let name = format!("http://localhost:{}", server.address.port()).parse().expect("an address");
    let settings = ClientSettings { servers: vec![name], ..Default::default() };
    let client = Client::new(&settings, REPEATABLE).await.expect("settings of a client");
    client::collect(&client, tokio_stream::iter([vec![1]])).await.expect("an answer");
    assert_eq!(probe.collected(), 1);
}

#[tokio::test]
async fn mutual_tls() {
    let (authority, clients) = (Authority::new(), Authority::new());
    let server = start_tls("client-mutual-tls", &authority, Some(&clients)).await;
    let (cert, key) = clients.sign();
    let file = |name: &str, text: &str| Some(tls::file("client-mutual-tls", name, text));
    let address = format!("https://localhost:{}", server.address.port());
    let known = ClientSettings {
        servers: vec![address.parse().expect("an address")],
        tls_ca: file("ca.pem", &authority.cert.pem()),
        tls_cert: file("client.pem", &cert),
        tls_key: file("client-key.pem", &key),
        ..Default::default()
    };
    let anonymous = ClientSettings { tls_cert: None, retries: 0, ..known.clone() };
    let stranger = ClientSettings { tls_ca: None, ..known.clone() };
    for (settings, expected) in [(known, Code::Ok), (anonymous, Code::Unavailable)] {
        let client = Client::new(&settings, REPEATABLE).await.expect("settings of a client");
        assert_eq!(code(client::unary(&client, QUICK, Request::new(())).await), expected);
    }
    assert!(Client::new(&stranger, REPEATABLE).await.is_err(), "the authority of the server is not trusted");
}
