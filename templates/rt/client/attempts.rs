//! Trying again.

use std::error::Error;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Request, Response};
use http_body_util::BodyExt;
use tokio::time::Instant;
use tonic::body::Body;
use tonic::{Code, ConnectError, Status, TimeoutExpired};
use tower::{Service, ServiceExt};

use super::pool::Backend;
use super::{RequestBody, Shared, late};
use crate::rt::deadline;

/// How long the first wait is; each one after it is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(50);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// How an attempt failed.
struct Failure {
    status: Status,
    /// Nothing has been sent: there is no connection.
    unsent: bool,
}

impl Shared {
    /// Calls one server after another until one answers. A call that was sent is sent again only if it is repeatable.
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
        // Each of the other servers can take a call that its first one has not.
        let mut left = self.retries as usize + self.pool.len() - 1;
        let mut waits = 0;
        loop {
            let mut request = Request::from_parts(head.clone(), body.attempt());
            if let Some(deadline) = deadline {
                set_timeout(request.headers_mut(), deadline);
            }
            let failure = match send(&self.pool.pick(), request, single).await {
                Ok(response) => return Ok(response),
                Err(failure) => failure,
            };
            let again = repeatable.is_some() || failure.unsent && body.is_whole();
            if left == 0 || !again {
                return Err(failure.status);
            }
            left -= 1;
            // There is no reason to wait for a server that has not failed.
            if !failure.unsent || !self.pool.is_any_up() {
                tokio::time::sleep(wait(waits)).await;
                waits += 1;
            }
        }
    }
}

/// One attempt; of a single answer, up to its last byte.
async fn send(
    backend: &Backend,
    request: Request<Body>,
    single: bool,
) -> Result<Response<Body>, Failure> {
    let sent = async { backend.channel().ready().await?.call(request).await };
    let response = sent.await.map_err(|error| failure(&error, backend))?;
    let (head, mut body) = response.into_parts();
    let mut status = Status::from_header_map(&head.headers);
    if single && status.is_none() {
        let collected = body.collect().await;
        let collected = collected.map_err(|error| failure(&error, backend))?;
        status = collected.trailers().and_then(Status::from_header_map);
        body = Body::new(collected);
    }
    backend.is_up();
    match status {
        Some(status) if status.code() == Code::Unavailable => {
            Err(Failure { status, unsent: false })
        }
        _ => Ok(Response::from_parts(head, body)),
    }
}

/// What an error of a connection means.
fn failure(error: &(dyn Error + 'static), backend: &Backend) -> Failure {
    let causes = || std::iter::successors(Some(error), |&error| error.source());
    if causes().any(|cause| cause.is::<TimeoutExpired>()) {
        return Failure { status: late(), unsent: false };
    }
    backend.is_down();
    let unsent = causes().any(|cause| cause.is::<ConnectError>());
    let why: Vec<String> = causes().map(ToString::to_string).collect();
    Failure { status: Status::unavailable(why.join(": ")), unsent }
}

/// Tells the server how much time is left.
fn set_timeout(headers: &mut HeaderMap, deadline: Instant) {
    let left = deadline.saturating_duration_since(Instant::now());
    if let Ok(value) = HeaderValue::try_from(deadline::header(left)) {
        headers.insert("grpc-timeout", value);
    }
}

/// How long to wait, at random between the half and the whole, so that clients do not come back all at once.
fn wait(waits: u32) -> Duration {
    let whole = FIRST_WAIT.saturating_mul(2_u32.saturating_pow(waits)).min(LONGEST_WAIT);
    let random = RandomState::new().hash_one(waits) as f64 / u64::MAX as f64;
    whole.mul_f64(0.5 + random / 2.0)
}
