//! Helpers for all tests: servers on a free port, and how to stop them.
#![allow(dead_code, reason = "each test program uses a part of it")]

pub mod probe;
pub mod tls;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clap::Parser;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tonic::transport::{Channel, Endpoint};

use {{ lib }}::config::Config;
use {{ lib }}::{rt, serve};

/// A running server.
pub struct Server {
    /// The address that it listens on.
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), rt::BoxError>>,
}

impl Server {
    /// Starts the server of the program with these flags.
    pub async fn start(flags: &[&str]) -> Self {
        let config = config(flags);
        let (listener, address) = listen(ANY).await;
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async { stopped.await.unwrap_or_default() };
        let task = tokio::spawn(serve(config, listener, shutdown));
        Self { address, stop, task }
    }

    /// Starts a server with the probe and these flags.
    pub async fn probe(flags: &[&str], probe: probe::Probe) -> Self {
        Self::probe_at(ANY, flags, probe).await
    }

    /// Starts a server with the probe at an address.
    pub async fn probe_at(address: SocketAddr, flags: &[&str], probe: probe::Probe) -> Self {
        let settings = config(flags).server;
        let (listener, address) = listen(address).await;
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async { stopped.await.unwrap_or_default() };
        let task = tokio::spawn(async move {
            let services = rt::Services::new(probe::api(), &settings).with(probe);
            rt::serve(&settings, services, listener, shutdown).await
        });
        Self { address, stop, task }
    }

    /// A connection to it.
    pub async fn connect(&self) -> Channel {
        let endpoint =
            Endpoint::from_shared(format!("http://{}", self.address)).expect("an address");
        endpoint.connect().await.expect("a connection")
    }

    /// Shuts the server down.
    pub fn stop(self) -> JoinHandle<Result<(), rt::BoxError>> {
        self.stop.send(()).expect("the server runs");
        self.task
    }
}

fn config(flags: &[&str]) -> Config {
    Config::parse_from([&["test"], flags].concat())
}

/// A free port.
const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);

async fn listen(address: SocketAddr) -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind(address).await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    (listener, address)
}

/// Waits until a condition holds, for a few seconds.
pub async fn eventually(mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(10), "the condition never holds");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
