//! Attempts of a call.

use std::error::Error;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Request, Response};
use http_body_util::BodyExt;
use tokio::time::Instant;
use tonic::body::Body;
use tonic::{Code, ConnectError, Status, TimeoutExpired};
use tower::{Service, ServiceExt};

use super::Shared;
use super::body::RequestBody;
use super::pool::Backend;
use crate::rt::deadline;

/// The first wait; each one after it is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(50);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// How an attempt failed.
struct Failure {
    status: Status,
    /// How far the call got.
    reached: Reached,
}

/// The state of a call.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reached {
    /// There is no connection.
    Nothing,
    /// The connection is ending, and the server has not executed the call.
    Refused,
    /// The server may have executed the call.
    Unknown,
}

/// How often a call is resent because a connection was ending.
const REFUSALS: u32 = 16;

impl Shared {
    /// Calls one server after another until one answers. A call that may have been executed is repeated only if its
    /// method is repeatable.
    pub(super) async fn attempts(
        &self,
        request: Request<Body>,
        deadline: Option<Instant>,
    ) -> Result<Response<Body>, Status> {
        let (head, body) = request.into_parts();
        let repeatable = self.repeatable.iter().find(|known| known.method == head.uri.path());
        let body = match repeatable {
            Some(_) => RequestBody::whole(body).await?,
            None => RequestBody::once(body),
        };
        let single = repeatable.is_some_and(|method| !method.streams);
        // Each of the other servers may also be tried.
        let mut left = self.retries as usize + self.pool.len() - 1;
        let mut waits = 0;
        let mut refusals = 0;
        loop {
            let mut request = Request::from_parts(head.clone(), body.attempt());
            if let Some(deadline) = deadline {
                set_timeout(request.headers_mut(), deadline);
            }
            let failure = match send(&self.pool.pick(), request, single, deadline).await {
                Ok(response) => return Ok(response),
                Err(failure) => failure,
            };
            let unsent = failure.reached != Reached::Unknown;
            let again = repeatable.is_some() || unsent && body.is_whole();
            let is_refused = failure.reached == Reached::Refused && refusals < REFUSALS;
            if !again || left == 0 && !is_refused {
                return Err(failure.status);
            }
            if is_refused {
                refusals += 1;
            } else {
                left -= 1;
            }
            // Another server, or a new connection after the first refusal, is tried without a wait.
            let is_first_refusal = is_refused && refusals == 1;
            if !is_first_refusal && (!unsent || is_refused || !self.pool.is_any_up()) {
                tokio::time::sleep(wait(waits)).await;
                waits += 1;
            }
        }
    }
}

/// Makes one attempt; a single response is read to its end.
async fn send(
    backend: &Backend,
    request: Request<Body>,
    single: bool,
    deadline: Option<Instant>,
) -> Result<Response<Body>, Failure> {
    let silence = backend.silence(deadline);
    let sent = async { backend.channel().ready().await?.call(request).await };
    let response = match sent.await {
        Ok(response) => response,
        Err(error) => {
            let failure = failure(&error, backend);
            // The connection has a timer of its own for the deadline.
            if failure.status.code() == Code::DeadlineExceeded {
                silence.expire();
            } else {
                silence.end();
            }
            return Err(failure);
        }
    };
    let (head, mut body) = response.into_parts();
    let mut status = Status::from_header_map(&head.headers);
    if single && status.is_none() {
        let collected = body.collect().await;
        let collected = collected.map_err(|error| failure(&error, backend))?;
        status = collected.trailers().and_then(Status::from_header_map);
        body = Body::new(collected);
    }
    silence.end();
    backend.mark_up();
    match status {
        Some(status) if matches!(status.code(), Code::Unavailable | Code::DeadlineExceeded) => {
            Err(Failure { status, reached: Reached::Unknown })
        }
        _ => Ok(Response::from_parts(head, body)),
    }
}

/// Classifies an error of a connection.
fn failure(error: &(dyn Error + 'static), backend: &Backend) -> Failure {
    let causes = || std::iter::successors(Some(error), |&error| error.source());
    if causes().any(|cause| cause.is::<TimeoutExpired>()) {
        return Failure { status: deadline::passed(), reached: Reached::Unknown };
    }
    let reached = if causes().any(|cause| cause.is::<ConnectError>()) {
        Reached::Nothing
    } else if causes().any(is_refusal) {
        Reached::Refused
    } else {
        Reached::Unknown
    };
    // A server that closes a connection gracefully accepts the next one.
    if reached != Reached::Refused {
        backend.mark_down();
    }
    let why: Vec<String> = causes().map(ToString::to_string).collect();
    Failure { status: Status::unavailable(why.join(": ")), reached }
}

/// Whether the server has not started the call: it was never sent, its stream was refused, or its stream comes after
/// the last one that GOAWAY names.
fn is_refusal(cause: &(dyn Error + 'static)) -> bool {
    let unwritten = cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_canceled);
    let refused = cause.downcast_ref::<h2::Error>().is_some_and(|error| {
        error.is_remote()
            && (error.is_go_away() || error.reason() == Some(h2::Reason::REFUSED_STREAM))
    });
    unwritten || refused
}

/// Tells the server how much time is left.
fn set_timeout(headers: &mut HeaderMap, deadline: Instant) {
    let left = deadline.saturating_duration_since(Instant::now());
    if let Ok(value) = HeaderValue::try_from(deadline::header(left)) {
        headers.insert("grpc-timeout", value);
    }
}

/// The next wait, random between half and all of it, so that clients do not retry all at once.
fn wait(waits: u32) -> Duration {
    let whole = FIRST_WAIT.saturating_mul(2_u32.saturating_pow(waits)).min(LONGEST_WAIT);
    let random = RandomState::new().hash_one(waits) as f64 / u64::MAX as f64;
    whole.mul_f64(0.5 + random / 2.0)
}
