//! What happens around every call: who calls is found out, limits are held, the deadline is watched, the end is logged.
//!
//! It is one layer and not five: admission takes no time, so nothing has to wait between the steps, and a call costs
//! one allocation more.

use std::convert::Infallible;
use std::fmt;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tonic::body::Body;
use tonic::transport::server::{TcpConnectInfo, TlsConnectInfo};
use tonic::{Code, Status};
use tower::{Layer, Service};

use super::auth::{Auth, is_open};
use super::body::{CallBody, RequestBody, wire_status};
use super::deadline::Deadline;
use super::drain::Drain;
use super::log::Record;
use super::rate_limit::{Key, RateLimit};
use super::settings::Settings;

/// Who makes a call. A handler finds it in the extensions of its request.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The owner of the token, where tokens are asked for.
    pub name: Option<Arc<str>>,
    /// Where the call comes from.
    pub address: Option<SocketAddr>,
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.name, self.address) {
            (Some(name), Some(address)) => write!(f, "{name}@{address}"),
            (Some(name), None) => f.write_str(name),
            (None, Some(address)) => write!(f, "{address}"),
            (None, None) => f.write_str("unknown"),
        }
    }
}

/// How the messages of a request are compressed, and how those of the response may be.
const ENCODING: &str = "grpc-encoding";
const ACCEPT_ENCODING: &str = "grpc-accept-encoding";

/// The layer around all services.
#[derive(Clone)]
pub struct CallLayer(Arc<Guards>);

struct Guards {
    auth: Option<Auth>,
    rate: Option<RateLimit>,
    calls: Option<Arc<Semaphore>>,
    longest: Option<Duration>,
    slow: Option<Duration>,
    drain: Drain,
}

impl CallLayer {
    /// The layer that holds what the settings ask for.
    pub fn new(settings: &Settings, drain: Drain) -> Self {
        let some = |time: Duration| (!time.is_zero()).then_some(time);
        let calls = settings.max_concurrent_calls.min(Semaphore::MAX_PERMITS);
        Self(Arc::new(Guards {
            auth: Auth::new(&settings.auth_tokens),
            rate: RateLimit::new(settings),
            calls: (calls > 0).then(|| Arc::new(Semaphore::new(calls))),
            longest: some(settings.max_call_time),
            slow: some(settings.slow_call),
            drain,
        }))
    }
}

impl<S> Layer<S> for CallLayer {
    type Service = Calls<S>;

    fn layer(&self, inner: S) -> Calls<S> {
        let guards = self.0.clone();
        Calls { inner, guards }
    }
}

/// A service with the layer around it.
#[derive(Clone)]
pub struct Calls<S> {
    inner: S,
    guards: Arc<Guards>,
}

impl<S> Service<Request<Body>> for Calls<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let guards = &self.guards;
        let open = is_open(request.uri().path());
        let mut caller = Caller { name: None, address: peer(&request) };
        let admitted = if open { Ok(None) } else { guards.admit(&request, &mut caller) };
        let mut record =
            Record::new(request.uri().clone(), caller.clone(), guards.slow.filter(|_| !open));
        let permit = match admitted {
            Ok(permit) => permit,
            Err(status) => {
                record.end(status.code());
                return Box::pin(std::future::ready(Ok(status.into_http())));
            }
        };
        let deadline = Deadline::new(request.headers(), guards.longest.filter(|_| !open));
        request.extensions_mut().insert(caller);
        if let Some(deadline) = deadline {
            request.extensions_mut().insert(deadline);
        }
        // Clients say that they can read gzip whether or not it is worth the time: those that send it want it.
        if !request.headers().contains_key(ENCODING) {
            request.headers_mut().remove(ACCEPT_ENCODING);
        }
        let stop = if open { &guards.drain.begun } else { &guards.drain.over };
        let mut end = Box::pin(ended(deadline, stop.clone()));
        let response = self.inner.call(request.map(|body| Body::new(RequestBody::new(body))));
        Box::pin(async move {
            let response = tokio::select! {
                biased;
                Ok(response) = response => response,
                status = &mut end => status.into_http(),
            };
            let (mut head, body) = response.into_parts();
            // A call that fails before its first message has its status here and no body.
            if let Some(code) = wire_status(&mut head.headers) {
                record.end(code);
                return Ok(Response::from_parts(head, body));
            }
            let body = Body::new(CallBody::new(body, record, end, permit));
            Ok(Response::from_parts(head, body))
        })
    }
}

/// Ends a call from outside.
pub type End = Pin<Box<dyn Future<Output = Status> + Send>>;

async fn ended(deadline: Option<Deadline>, stop: tokio_util::sync::CancellationToken) -> Status {
    let late = async {
        match deadline {
            Some(deadline) => tokio::time::sleep_until(deadline.instant()).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = late => Status::deadline_exceeded("the deadline has passed"),
        () = stop.cancelled() => Status::unavailable("the server is shutting down"),
    }
}

impl Guards {
    /// Lets a call in, or says why not.
    fn admit(
        &self,
        request: &Request<Body>,
        caller: &mut Caller,
    ) -> Result<Option<OwnedSemaphorePermit>, Status> {
        if let Some(auth) = &self.auth {
            caller.name = Some(auth.check(request.headers())?);
        }
        if let Some(rate) = &self.rate {
            rate.check(&Key::new(
                caller.name.as_ref(),
                caller.address.map(|address| address.ip()),
            ))?;
        }
        let Some(calls) = &self.calls else {
            return Ok(None);
        };
        let permit = calls.clone().try_acquire_owned();
        let permit = permit
            .map_err(|_| Status::new(Code::ResourceExhausted, "the server has too many calls"))?;
        Ok(Some(permit))
    }
}

fn peer(request: &Request<Body>) -> Option<SocketAddr> {
    let extensions = request.extensions();
    let tcp = extensions.get::<TcpConnectInfo>();
    let tcp =
        tcp.or_else(|| extensions.get::<TlsConnectInfo<TcpConnectInfo>>().map(|tls| tls.get_ref()));
    tcp?.remote_addr()
}
