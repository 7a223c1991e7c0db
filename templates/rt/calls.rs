//! What happens around every call: who calls is found out, limits are held, the deadline is watched, the end is logged.
//!
//! It is one step and not five: admission takes no time, so nothing has to wait in between. What a call does not need,
//! such as a timer where it is answered at once, it does not pay for.

use std::fmt;
use std::future::{poll_fn, ready};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::{BoxFuture, Either};
use http::{HeaderMap, HeaderName, Request, Response};
use http_body::Body as _;
use tonic::body::Body;
use tonic::{Code, Status};

use super::auth::{Auth, is_open};
use super::body::{CallBody, wire_status};
use super::deadline::Deadline;
use super::drain::{Drain, Step};
use super::log::Record;
use super::rate_limit::{Key, RateLimit};
use super::rest::{Rest, is_grpc};
use super::services::{Answer, Services};
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
const ENCODING: HeaderName = HeaderName::from_static("grpc-encoding");
const ACCEPT_ENCODING: HeaderName = HeaderName::from_static("grpc-accept-encoding");

/// The services, with what is around them.
pub struct Calls {
    services: Services,
    rest: Option<Rest>,
    auth: Option<Auth>,
    rate: Option<RateLimit>,
    /// How many more calls may be open.
    free: Option<AtomicUsize>,
    longest: Option<Duration>,
    slow: Option<Duration>,
    drain: Drain,
}

impl Calls {
    /// The services with what the settings ask for around them.
    pub fn new(services: Services, rest: Option<Rest>, settings: &Settings, drain: Drain) -> Self {
        let some = |time: Duration| (!time.is_zero()).then_some(time);
        let calls = settings.max_concurrent_calls;
        Self {
            services,
            rest,
            auth: Auth::new(&settings.auth_tokens),
            rate: RateLimit::new(settings),
            free: (calls > 0).then(|| AtomicUsize::new(calls)),
            longest: some(settings.max_call_time),
            slow: some(settings.slow_call),
            drain,
        }
    }

    /// Lets a call in and counts it, or says why not.
    fn admit(&self, headers: &HeaderMap, caller: &mut Caller) -> Result<(), Status> {
        if let Some(auth) = &self.auth {
            caller.name = Some(auth.check(headers)?);
        }
        if let Some(rate) = &self.rate {
            let address = caller.address.map(|address| address.ip());
            rate.check(&Key::new(caller.name.as_ref(), address))?;
        }
        let less = |free: usize| free.checked_sub(1);
        match &self.free {
            Some(free) if free.fetch_update(RELAXED, RELAXED, less).is_err() => {
                Err(Status::resource_exhausted("the server has too many calls"))
            }
            _ => Ok(()),
        }
    }
}

/// Nothing but the number itself depends on it.
const RELAXED: Ordering = Ordering::Relaxed;

/// The client at the other end of a connection. What its calls share is here, and little is shared by all connections,
/// so that those of one do not hold up those of another.
pub struct Peer {
    calls: Arc<Calls>,
    address: SocketAddr,
}

impl Peer {
    /// A client that calls from an address.
    pub fn new(calls: Arc<Calls>, address: SocketAddr) -> Self {
        Self { calls, address }
    }

    /// Answers a request: as a service, or in JSON.
    pub fn answer(
        self: Arc<Self>,
        request: Request<Body>,
    ) -> impl Future<Output = Response<Body>> + Send {
        if self.calls.rest.is_none() || is_grpc(request.headers()) {
            return Either::Left(self.call(request));
        }
        Either::Right(Box::pin(self.answer_json(request)))
    }

    async fn answer_json(self: Arc<Self>, request: Request<Body>) -> Response<Body> {
        let call = |request| self.clone().call(request);
        match &self.calls.rest {
            Some(rest) => rest.answer(request, call).await,
            None => call(request).await,
        }
    }

    /// Makes a call. All of it but its answer is done at once, so that what waits for that is small.
    fn call(
        self: Arc<Self>,
        request: Request<Body>,
    ) -> impl Future<Output = Response<Body>> + Send {
        match self.open(request) {
            Ok((call, handler)) => Either::Left(respond(call, handler)),
            Err(refused) => Either::Right(ready(refused.into_http())),
        }
    }

    /// Lets a call in, and hands it to its service.
    fn open(self: Arc<Self>, mut request: Request<Body>) -> Result<(OpenCall, Handler), Status> {
        let limited = !is_open(request.uri().path());
        let mut caller = Caller { name: None, address: Some(self.address) };
        let admitted =
            if limited { self.calls.admit(request.headers(), &mut caller) } else { Ok(()) };
        let slow = self.calls.slow.filter(|_| limited);
        let mut record = Record::new(request.uri(), caller.clone(), slow);
        admitted.inspect_err(|refused| record.end(refused.code()))?;
        let longest = self.calls.longest.filter(|_| limited);
        let deadline = Deadline::new(request.headers(), longest);
        prepare(&mut request, caller, deadline);
        let call = OpenCall { peer: self, limited, record, deadline, end: None };
        let handler = call.peer.calls.services.call(request);
        Ok((call, handler))
    }
}

type Handler = BoxFuture<'static, Answer>;

/// The answer of a handler, or of what ends its call.
async fn respond(mut call: OpenCall, mut handler: Handler) -> Response<Body> {
    let response = poll_fn(|cx| match handler.as_mut().poll(cx) {
        Poll::Ready(Ok(response)) => Poll::Ready(response),
        Poll::Pending => call.poll_end(cx).map(Status::into_http),
    });
    let (mut head, body) = response.await.into_parts();
    // A call that fails before its first message has its status here and no body.
    if body.is_end_stream()
        && let Some(code) = wire_status(&mut head.headers)
    {
        call.ended(code);
        return Response::from_parts(head, body);
    }
    Response::from_parts(head, Body::new(CallBody::new(body, call)))
}

/// Gives a handler what is known about its call.
fn prepare(request: &mut Request<Body>, caller: Caller, deadline: Option<Deadline>) {
    let extensions = request.extensions_mut();
    extensions.insert(caller);
    if let Some(deadline) = deadline {
        extensions.insert(deadline);
    }
    // Clients say that they can read gzip whether or not it is worth the time: those that send it want it.
    let headers = request.headers_mut();
    if headers.contains_key(ACCEPT_ENCODING) && !headers.contains_key(ENCODING) {
        headers.remove(ACCEPT_ENCODING);
    }
}

/// A call from its admission to its last byte.
pub struct OpenCall {
    peer: Arc<Peer>,
    /// Whether it counts as a call; health and reflection are outside of limits.
    limited: bool,
    record: Record,
    deadline: Option<Deadline>,
    /// Its end from outside, for which only a call waits that has to wait for something else.
    end: Option<BoxFuture<'static, Status>>,
}

impl OpenCall {
    /// Logs its end.
    pub fn ended(&mut self, code: Code) {
        self.record.end(code);
    }

    /// Why it has to end, if it has to.
    pub fn must_end(&self) -> Option<Status> {
        if self.deadline.is_some_and(|deadline| deadline.remaining().is_zero()) {
            return Some(late());
        }
        self.stop().is_reached().then(stopped)
    }

    /// Waits until it has to end.
    pub fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<Status> {
        let end = self.end.take();
        let end = end.unwrap_or_else(|| Box::pin(end_of(self.deadline, self.stop().clone())));
        self.end.insert(end).as_mut().poll(cx)
    }

    /// Calls that nobody waits for end when the drain begins, all others when it is over.
    fn stop(&self) -> &Step {
        let drain = &self.peer.calls.drain;
        if self.limited { &drain.over } else { &drain.begun }
    }
}

impl Drop for OpenCall {
    fn drop(&mut self) {
        if let Some(free) = self.peer.calls.free.as_ref().filter(|_| self.limited) {
            free.fetch_add(1, RELAXED);
        }
    }
}

async fn end_of(deadline: Option<Deadline>, stop: Step) -> Status {
    let Some(deadline) = deadline else {
        stop.reached().await;
        return stopped();
    };
    tokio::select! {
        () = tokio::time::sleep_until(deadline.instant()) => late(),
        () = stop.reached() => stopped(),
    }
}

fn late() -> Status {
    Status::deadline_exceeded("the deadline has passed")
}

fn stopped() -> Status {
    Status::unavailable("the server is shutting down")
}
