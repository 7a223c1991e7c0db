//! The layer around every call: authentication, limits, the deadline, and a line of log.
//!
//! These are one layer instead of five, since admission never waits. Calls pay only for what they use: a call that is
//! answered at once needs no timer.

use std::future::{poll_fn, ready};
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{BoxFuture, Either};
use http::{Extensions, HeaderMap, HeaderName, Request, Response};
use http_body::{Body as _, Frame, SizeHint};
use hyper::body::Incoming;
use tonic::body::Body;
use tonic::{Code, Status};

use super::auth::{Auth, is_check, is_open};
use super::body::{RequestBody, SentBody, wire_status};
use super::caller::Caller;
use super::deadline::{self, Deadline};
use super::drain::{Drain, Step};
use super::log::Record;
use super::memory::{Budget, Share};
use super::overdue;
use super::rate_limit::{Key, RateLimit};
use super::rest::{Rest, is_grpc};
use super::services::{Answer, Services};
use super::settings::{MessageLimits, Settings, unless_zero};

/// How the messages of a request are compressed, and how those of the response may be.
const ENCODING: HeaderName = HeaderName::from_static("grpc-encoding");
const ACCEPT_ENCODING: HeaderName = HeaderName::from_static("grpc-accept-encoding");

/// The services and the layers around them.
pub struct Calls {
    services: Services,
    rest: Option<Rest>,
    auth: Option<Auth>,
    rate: Option<RateLimit>,
    /// The number of calls that may still be opened.
    free: Option<AtomicUsize>,
    /// The same for health and reflection, which need no token and must not take the places of other calls.
    free_open: Option<AtomicUsize>,
    memory: Budget,
    messages: MessageLimits,
    longest: Option<Duration>,
    slow: Option<Duration>,
    drain: Drain,
}

impl Calls {
    /// The services with the layers that the settings enable.
    pub fn new(
        services: Services,
        rest: Option<Rest>,
        settings: &Settings,
        memory: Budget,
        drain: Drain,
    ) -> Self {
        let free = |calls: usize| (calls > 0).then(|| AtomicUsize::new(calls));
        Self {
            services,
            rest,
            auth: Auth::new(&settings.auth_tokens),
            rate: RateLimit::new(settings),
            free: free(settings.max_concurrent_calls),
            free_open: free(settings.max_open_calls),
            memory,
            messages: settings.message_limits(),
            longest: unless_zero(settings.max_call_time),
            slow: unless_zero(settings.slow_call),
            drain,
        }
    }

    /// Admits a call and counts it, or returns why it is refused.
    fn admit(&self, kind: Kind, headers: &HeaderMap, caller: &mut Caller) -> Result<(), Status> {
        if kind == Kind::Limited {
            self.identify(headers, caller)?;
        }
        let less = |free: usize| free.checked_sub(1);
        match self.free(kind) {
            Some(free) if free.fetch_update(RELAXED, RELAXED, less).is_err() => {
                Err(Status::resource_exhausted("the server has too many calls"))
            }
            _ => Ok(()),
        }
    }

    /// Identifies the caller and checks its rate. Unknown tokens count against the address.
    fn identify(&self, headers: &HeaderMap, caller: &mut Caller) -> Result<(), Status> {
        let known = self.auth.as_ref().map(|auth| auth.check(headers)).transpose();
        caller.name = known.as_ref().ok().cloned().flatten();
        if let Some(rate) = &self.rate {
            let address = caller.address.map(|address| address.ip());
            rate.check(&Key::new(caller.name.as_ref(), address))?;
        }
        known.map(drop)
    }

    /// The number of free places for calls of a kind.
    fn free(&self, kind: Kind) -> Option<&AtomicUsize> {
        match kind {
            Kind::Limited => self.free.as_ref(),
            Kind::Open => self.free_open.as_ref(),
            Kind::Check => None,
        }
    }
}

/// The limits that apply to a call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// All limits.
    Limited,
    /// A separate limit on the number of calls: health and reflection.
    Open,
    /// Only the limits of messages: health checks are answered even if too many calls are open.
    Check,
}

impl Kind {
    fn of(path: &str) -> Self {
        match path {
            _ if is_check(path) => Self::Check,
            _ if is_open(path) => Self::Open,
            _ => Self::Limited,
        }
    }
}

/// The counters order no other memory accesses.
const RELAXED: Ordering = Ordering::Relaxed;

/// The client of a connection. Its calls share one reference count, so that connections rarely contend.
pub struct Peer {
    calls: Arc<Calls>,
    address: SocketAddr,
    /// The connection, for handlers.
    extensions: Extensions,
}

impl Peer {
    /// A client that calls from an address.
    pub fn new(calls: Arc<Calls>, address: SocketAddr, extensions: Extensions) -> Self {
        Self { calls, address, extensions }
    }

    /// Answers a gRPC or JSON request. All work is done in the future: its task may run on another thread than the
    /// connection, and memory should be freed on the thread that allocated it.
    pub async fn answer(
        self: Arc<Self>,
        request: Request<Incoming>,
        open: Arc<()>,
    ) -> Response<SentBody> {
        let grpc = self.calls.rest.is_none() || is_grpc(request.headers());
        let share = self.calls.memory.share();
        let messages = grpc.then(|| self.calls.messages);
        let body = |body| Body::new(RequestBody::new(body, share, messages));
        let mut request = request.map(body);
        request.extensions_mut().extend(self.extensions.clone());
        let response = if grpc {
            self.call(request, open).await
        } else {
            Box::pin(self.answer_json(request, open)).await
        };
        response.map(SentBody::new)
    }

    async fn answer_json(self: Arc<Self>, request: Request<Body>, open: Arc<()>) -> Response<Body> {
        let call = |request| self.clone().call(request, open);
        match &self.calls.rest {
            Some(rest) => rest.answer(request, call).await,
            None => call(request).await,
        }
    }

    /// Makes a call. Everything before the response is done outside of the future, to keep it small.
    fn call(
        self: Arc<Self>,
        request: Request<Body>,
        open: Arc<()>,
    ) -> impl Future<Output = Response<Body>> + Send {
        match self.open(request, open) {
            Ok((call, handler)) => Either::Left(respond(call, handler)),
            Err(refused) => Either::Right(ready(refused.into_http())),
        }
    }

    /// Admits a call and passes it to its service.
    fn open(
        self: Arc<Self>,
        mut request: Request<Body>,
        open: Arc<()>,
    ) -> Result<(Box<OpenCall>, Handler), Status> {
        let kind = Kind::of(request.uri().path());
        let limited = kind == Kind::Limited;
        let mut caller = Caller { name: None, address: Some(self.address) };
        let admitted = self.calls.admit(kind, request.headers(), &mut caller);
        let slow = self.calls.slow.filter(|_| limited);
        let mut record = Record::new(request.uri(), caller.clone(), slow);
        admitted.inspect_err(|refused| record.end(refused.code()))?;
        let longest = self.calls.longest.filter(|_| limited);
        let deadline = Deadline::new(request.headers(), longest);
        prepare(&mut request, caller, deadline);
        let call =
            Box::new(OpenCall { peer: self, _open: open, kind, record, deadline, end: None });
        let handler = call.peer.calls.services.call(request);
        Ok((call, handler))
    }
}

type Handler = BoxFuture<'static, Answer>;

/// The answer of a handler, or the status that ends its call early.
async fn respond(mut call: Box<OpenCall>, mut handler: Handler) -> Response<Body> {
    let response =
        poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| handler.as_mut().poll(cx))) {
            Ok(Poll::Ready(Ok(response))) => Poll::Ready(response),
            Ok(Poll::Pending) => call.poll_end(cx).map(Status::into_http),
            Err(_) => Poll::Ready(panicked().into_http()),
        });
    let (mut head, body) = response.await.into_parts();
    // A call that fails before its first message has its status in the headers and no body.
    if body.is_end_stream()
        && let Some(code) = wire_status(&mut head.headers)
    {
        call.ended(code);
        return Response::from_parts(head, body);
    }
    overdue::expect(call.deadline);
    Response::from_parts(head, Body::new(CallBody::new(body, call)))
}

/// Adds the caller and the deadline to the request, for handlers.
fn prepare(request: &mut Request<Body>, caller: Caller, deadline: Option<Deadline>) {
    let extensions = request.extensions_mut();
    extensions.insert(caller);
    if let Some(deadline) = deadline {
        extensions.insert(deadline);
    }
    // Most clients accept gzip by default. Only those that also send it are answered in gzip.
    let headers = request.headers_mut();
    if headers.contains_key(ACCEPT_ENCODING) && !headers.contains_key(ENCODING) {
        headers.remove(ACCEPT_ENCODING);
    }
}

/// A call from its admission to its last byte.
struct OpenCall {
    peer: Arc<Peer>,
    /// Counts it as a call of its connection.
    _open: Arc<()>,
    kind: Kind,
    record: Record,
    deadline: Option<Deadline>,
    /// Completes when the call must end early. Created when the call waits for the first time.
    end: Option<BoxFuture<'static, Status>>,
}

impl OpenCall {
    /// A share of the memory budget for the response.
    fn share(&self) -> Share {
        self.peer.calls.memory.share()
    }

    /// Logs the end of the call.
    fn ended(&mut self, code: Code) {
        self.record.end(code);
    }

    /// The status to end with, if the call must end now.
    fn must_end(&self) -> Option<Status> {
        if self.deadline.is_some_and(|deadline| deadline.remaining().is_zero()) {
            return Some(deadline::passed());
        }
        self.stop().is_reached().then(stopped)
    }

    /// Waits until the call must end.
    fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<Status> {
        let end = self.end.take();
        let end = end.unwrap_or_else(|| Box::pin(end_of(self.deadline, self.stop().clone())));
        self.end.insert(end).as_mut().poll(cx)
    }

    /// Health watches and reflection end when the drain begins, all other calls when it is over.
    fn stop(&self) -> &Step {
        let drain = &self.peer.calls.drain;
        if self.kind == Kind::Limited { &drain.over } else { &drain.begun }
    }
}

impl Drop for OpenCall {
    fn drop(&mut self) {
        if let Some(free) = self.peer.calls.free(self.kind) {
            free.fetch_add(1, RELAXED);
        }
    }
}

/// The body of a response. A stream counts as a call and has its deadline until it ends or the client leaves.
struct CallBody {
    /// `None` after the call has ended, which drops the stream of the handler.
    inner: Option<Body>,
    call: Box<OpenCall>,
    /// The memory of the frame that is being sent; the next one is polled when there is room for it.
    share: Share,
}

impl CallBody {
    /// The body of a call whose handler has answered.
    fn new(body: Body, call: Box<OpenCall>) -> Self {
        let share = call.share();
        Self { inner: Some(body), call, share }
    }

    /// Ends the call early with a status.
    fn end(&mut self, status: &Status) -> Result<Frame<Bytes>, Status> {
        self.inner = None;
        self.call.ended(status.code());
        let mut trailers = HeaderMap::new();
        status.add_header(&mut trailers)?;
        Ok(Frame::trailers(trailers))
    }
}

impl http_body::Body for CallBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        let Some(inner) = &mut this.inner else {
            return Poll::Ready(None);
        };
        if let Some(status) = this.call.must_end() {
            return Poll::Ready(Some(this.end(&status)));
        }
        let polled = catch_unwind(AssertUnwindSafe(|| Pin::new(inner).poll_frame(cx)));
        let Ok(polled) = polled else {
            return Poll::Ready(Some(this.end(&panicked())));
        };
        let Poll::Ready(frame) = polled else {
            return this.call.poll_end(cx).map(|status| Some(this.end(&status)));
        };
        match frame {
            Some(Ok(mut frame)) => {
                if let Err(status) = this.share.hold(frame.data_ref().map_or(0, Bytes::len)) {
                    return Poll::Ready(Some(this.end(&status)));
                }
                if let Some(trailers) = frame.trailers_mut() {
                    let code = wire_status(trailers).unwrap_or(Code::Ok);
                    this.call.ended(code);
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Some(Err(status)) => {
                this.call.ended(status.code());
                Poll::Ready(Some(Err(status)))
            }
            None => {
                this.call.ended(Code::Ok);
                Poll::Ready(None)
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.as_ref().is_none_or(|inner| inner.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.as_ref().map_or_else(|| SizeHint::with_exact(0), |inner| inner.size_hint())
    }
}

async fn end_of(deadline: Option<Deadline>, stop: Step) -> Status {
    let Some(deadline) = deadline else {
        stop.reached().await;
        return stopped();
    };
    tokio::select! {
        () = tokio::time::sleep_until(deadline.instant()) => deadline::passed(),
        () = stop.reached() => stopped(),
    }
}

/// The status of a call whose handler panics. The reason is only logged.
fn panicked() -> Status {
    Status::internal("the handler panicked")
}

fn stopped() -> Status {
    Status::unavailable("the server is shutting down")
}
