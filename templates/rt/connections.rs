//! Accepts connections, serves HTTP on them, and closes them.
//!
//! Unlike tonic's server, this one also serves HTTP/1.1 over TLS, closes silent connections, and routes calls to
//! services in one step.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use http::Extensions;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tonic::transport::server::Connected;

use super::calls::{Calls, Peer};
use super::drain::Drain;
use super::failure::BoxError;
use super::open::{Handle, OpenConnections};
use super::overdue::{Tasks, in_time};
use super::rate_limit::Key;
use super::settings::{Settings, unless_zero};
use super::timed::Timed;
use super::tls;

/// How long a client has to answer a ping.
const PING_TIMEOUT: Duration = Duration::from_secs(20);

/// How long a client has for its first bytes, and for the TLS handshake.
const FIRST_BYTES: Duration = Duration::from_secs(10);

/// The pause after a connection could not be accepted, for lack of file handles for example.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// The HTTP/2 window of a connection. The windows of its streams bound what is really sent. h2 closes a connection with
/// too many small unread frames: each takes 256 bytes, less its size, of a budget of half this window. A stream window
/// of 128 KiB full of messages of 10 bytes takes 2 MiB, so 30 such streams fit. A larger window would take more memory.
const CONNECTION_WINDOW: u32 = 128 << 20;

/// The default maximum number of connections.
const MOST_CONNECTIONS: usize = 10_000;

/// The file handles reserved for everything that is not a connection.
const OTHER_HANDLES: usize = 32;

/// The state that all connections share.
pub struct Connections {
    http: Builder<Tasks>,
    tls: Option<TlsAcceptor>,
    longest: Option<Duration>,
    longest_unread: Option<Duration>,
    calls: Arc<Calls>,
    drain: Drain,
    most: usize,
    most_from_address: usize,
    open: Mutex<OpenConnections>,
}

impl Connections {
    /// Connections with these settings.
    pub fn new(settings: &Settings, calls: Calls, drain: Drain) -> Result<Self, BoxError> {
        let longest_unread = unless_zero(settings.max_unread_time);
        let mut http = Builder::new(Tasks { longest_unread });
        http.http1().timer(TokioTimer::new());
        http.http2()
            .timer(TokioTimer::new())
            // gRPC does not use it.
            .auto_date_header(false)
            .max_concurrent_streams(some_number(settings.max_connection_calls))
            .initial_stream_window_size(settings.stream_window)
            .initial_connection_window_size(CONNECTION_WINDOW.max(settings.stream_window))
            .keep_alive_interval(unless_zero(settings.keepalive))
            .keep_alive_timeout(PING_TIMEOUT);
        let most = settings.max_connections.unwrap_or_else(most_connections).max(1);
        let most_from_address = match settings.max_address_connections {
            None => most - most / 4,
            Some(0) => usize::MAX,
            Some(most) => most,
        };
        let http = if settings.rest { http } else { http.http2_only() };
        Ok(Self {
            http,
            tls: tls::acceptor(settings)?,
            longest: unless_zero(settings.max_connection_age),
            longest_unread,
            calls: Arc::new(calls),
            drain,
            most,
            most_from_address,
            open: Mutex::default(),
        })
    }

    /// Accepts connections until the drain begins, then waits until all of them have ended.
    pub async fn serve(self: Arc<Self>, listener: TcpListener) {
        let mut open = JoinSet::new();
        let mut number = 0;
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, address)) => {
                        number += 1;
                        if let Some(handle) = self.admit(number, address) {
                            open.spawn(self.clone().connection(stream, address, number, handle));
                        } else {
                            tracing::debug!(%address, "too many connections");
                        }
                    }
                    Err(error) => {
                        tracing::warn!(%error, "cannot accept a connection");
                        self.open().close_oldest();
                        sleep(ACCEPT_PAUSE).await;
                    }
                },
                Some(_) = open.join_next() => {}
                () = self.drain.begun.reached() => break,
            }
        }
        drop(listener);
        while open.join_next().await.is_some() {}
    }

    /// Makes room for a connection; `None` if all others, or all from its address, have open calls.
    fn admit(&self, number: u64, address: SocketAddr) -> Option<Handle> {
        let address = Key::of_address(address.ip());
        let mut open = self.open();
        let has_room = if open.len_from(&address) >= self.most_from_address {
            open.close_oldest_from(&address)
        } else {
            open.len() < self.most || open.close_oldest()
        };
        has_room.then(|| open.insert(number, address))
    }

    fn open(&self) -> MutexGuard<'_, OpenConnections> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn connection(
        self: Arc<Self>,
        stream: TcpStream,
        address: SocketAddr,
        number: u64,
        Handle { calls, end }: Handle,
    ) {
        // Only an optimization: calls also work without it.
        let _ = stream.set_nodelay(true);
        let served = async {
            match &self.tls {
                None => self.serve_http(stream, address, calls).await,
                Some(tls) => match timeout(FIRST_BYTES, tls.accept(stream)).await {
                    Ok(Ok(stream)) => self.serve_http(stream, address, calls).await,
                    Ok(Err(error)) => tracing::debug!(%address, %error, "TLS handshake failed"),
                    Err(_) => tracing::debug!(%address, "TLS handshake timed out"),
                },
            }
        };
        tokio::select! {
            served = in_time(self.longest_unread, served) => if served.is_none() {
                tracing::debug!(%address, "closed: the client does not read");
            },
            () = end.reached() => tracing::debug!(%address, "closed to make room for others"),
        }
        self.open().remove(number);
    }

    /// Serves HTTP until the client disconnects. It is asked to disconnect when [`Self::until_end`] is over.
    async fn serve_http<S>(&self, stream: S, address: SocketAddr, calls: Arc<()>)
    where
        S: AsyncRead + AsyncWrite + Connected + Unpin + Send + 'static,
    {
        let mut extensions = Extensions::new();
        extensions.insert(stream.connect_info());
        let peer = Arc::new(Peer::new(self.calls.clone(), address, extensions));
        let service = service_fn(move |request| {
            let open = calls.clone();
            peer.clone().answer(request, open).map(Ok::<_, Infallible>)
        });
        let stream = Timed::new(stream, FIRST_BYTES, self.longest_unread);
        let mut connection = pin!(self.http.serve_connection(TokioIo::new(stream), service));
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.until_end() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%address, %error, "connection failed");
        }
    }

    /// Waits until the drain begins or the connection is too old.
    async fn until_end(&self) {
        let too_old = async {
            match self.longest {
                Some(longest) => sleep(longest).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = too_old => {}
            () = self.drain.begun.reached() => {}
        }
    }
}

fn some_number(number: u32) -> Option<u32> {
    (number > 0).then_some(number)
}

/// The number of connections that the limit of file handles allows.
fn most_connections() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let handles = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    let handles = handles.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    handles.map_or(MOST_CONNECTIONS, |handles| {
        handles.saturating_sub(OTHER_HANDLES).min(MOST_CONNECTIONS)
    })
}
