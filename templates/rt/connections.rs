//! Connections: how they come, what is spoken on them, and how they end.
//!
//! tonic has a server, too. This one also speaks HTTP/1.1 over TLS, ends connections on which nothing is said, and
//! routes calls to services in one step.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tonic::body::Body;
use tonic::transport::server::Connected;

use super::body::RequestBody;
use super::calls::{Calls, Peer};
use super::drain::Drain;
use super::settings::Settings;
use super::{BoxError, tls};

/// How long a client has to answer a ping.
const PING_TIMEOUT: Duration = Duration::from_secs(20);

/// How long a client has for its first words, and for the handshake of TLS.
const FIRST_WORDS: Duration = Duration::from_secs(10);

/// How long no connection is taken where the system has no room for one.
const NO_ROOM: Duration = Duration::from_secs(1);

/// All that connections share.
pub struct Connections {
    http: Builder<TokioExecutor>,
    tls: Option<TlsAcceptor>,
    longest: Option<Duration>,
    calls: Arc<Calls>,
    drain: Drain,
}

impl Connections {
    /// Connections as the settings ask for them.
    pub fn new(settings: &Settings, calls: Calls, drain: Drain) -> Result<Self, BoxError> {
        let some = |time: Duration| (!time.is_zero()).then_some(time);
        let mut http = Builder::new(TokioExecutor::new());
        http.http1().timer(TokioTimer::new());
        http.http2()
            .timer(TokioTimer::new())
            // gRPC has no use for it.
            .auto_date_header(false)
            // There is a limit of calls for all connections together.
            .max_concurrent_streams(None)
            .keep_alive_interval(some(settings.keepalive))
            .keep_alive_timeout(PING_TIMEOUT);
        let http = if settings.rest { http } else { http.http2_only() };
        let longest = some(settings.max_connection_age);
        Ok(Self { http, tls: tls::acceptor(settings)?, longest, calls: Arc::new(calls), drain })
    }

    /// Takes connections until the drain begins, and then waits until all of them have ended.
    pub async fn serve(self: Arc<Self>, listener: TcpListener) {
        let mut open = JoinSet::new();
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, address)) => {
                        open.spawn(self.clone().connection(stream, address));
                    }
                    Err(error) => {
                        tracing::warn!(%error, "no connection can be taken");
                        sleep(NO_ROOM).await;
                    }
                },
                Some(_) = open.join_next() => {}
                () = self.drain.begun.reached() => break,
            }
        }
        drop(listener);
        while open.join_next().await.is_some() {}
    }

    async fn connection(self: Arc<Self>, stream: TcpStream, address: SocketAddr) {
        // Without it, calls may be slower; that is no reason to refuse them.
        let _ = stream.set_nodelay(true);
        match &self.tls {
            None if self.is_spoken_on(&stream).await => self.speak(stream, address).await,
            None => tracing::debug!(%address, "not a word in time"),
            Some(tls) => match timeout(FIRST_WORDS, tls.accept(stream)).await {
                Ok(Ok(stream)) => self.speak(stream, address).await,
                Ok(Err(error)) => tracing::debug!(%address, %error, "no TLS"),
                Err(_) => tracing::debug!(%address, "no TLS in time"),
            },
        }
    }

    /// Waits for the first byte.
    async fn is_spoken_on(&self, stream: &TcpStream) -> bool {
        let mut first = [0];
        tokio::select! {
            read = timeout(FIRST_WORDS, stream.peek(&mut first)) => matches!(read, Ok(Ok(1))),
            () = self.drain.begun.reached() => false,
        }
    }

    /// Speaks HTTP until the client leaves; it is asked to when the drain begins or the connection is too old.
    async fn speak<S>(&self, stream: S, address: SocketAddr)
    where
        S: AsyncRead + AsyncWrite + Connected + Unpin + Send + 'static,
    {
        let info = stream.connect_info();
        let peer = Arc::new(Peer::new(self.calls.clone(), address));
        let service = service_fn(|request: Request<Incoming>| {
            let mut request = request.map(|body| Body::new(RequestBody::new(body)));
            // Here handlers find the address and the certificates of the client.
            request.extensions_mut().insert(info.clone());
            peer.clone().answer(request).map(Ok::<_, Infallible>)
        });
        let mut connection = pin!(self.http.serve_connection(TokioIo::new(stream), service));
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.is_to_end() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%address, %error, "a connection has failed");
        }
    }

    async fn is_to_end(&self) {
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
