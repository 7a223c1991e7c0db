//! The client for all services, over several servers. It adds the token and the deadline to a call, sends it to a
//! server that is up, and retries it if that is safe.
//!
//! The stubs that tonic generates are generic over the service that sends their calls: `src/gen/client.rs` gives them a
//! [`Client`], and tests can give them a server, `UserServiceServer::new(mock)`, without a socket.

mod attempts;
mod body;
mod pool;
mod settings;

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::BoxFuture;
use http::header::AUTHORIZATION;
use http::{HeaderValue, Request, Response};
use tokio::time::{Instant, timeout_at};
use tonic::Status;
use tonic::body::Body;
use tower::Service;

use super::deadline;
use super::failure::BoxError;
use super::settings::unless_zero;
use body::LimitedBody;
use pool::Pool;
pub use settings::ClientSettings;

/// A method that may be retried even if the server may have executed the call.
#[derive(Debug)]
pub struct Repeatable {
    /// `/user.UserService/GetUser`
    pub method: &'static str,
    /// Whether it streams to the client. Such a call is tried again until the stream begins.
    pub streams: bool,
}

/// Sends the calls of all stubs. A clone shares the connections.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    pool: Arc<Pool>,
    token: Option<HeaderValue>,
    timeout: Option<Duration>,
    retries: u32,
    max_message_size: usize,
    gzip: bool,
    repeatable: &'static [Repeatable],
}

impl Client {
    /// A client of these servers, which are connected to when they are first called.
    pub async fn new(
        settings: &ClientSettings,
        repeatable: &'static [Repeatable],
    ) -> Result<Self, BoxError> {
        let token = settings.token.as_ref().map(|token| {
            let mut value = HeaderValue::try_from(format!("Bearer {token}"))?;
            value.set_sensitive(true);
            Ok::<_, BoxError>(value)
        });
        Ok(Self(Arc::new(Shared {
            pool: Pool::new(settings).await?,
            token: token.transpose()?,
            timeout: unless_zero(settings.timeout),
            retries: settings.retries,
            max_message_size: settings.max_message_size,
            gzip: settings.gzip,
            repeatable,
        })))
    }

    /// The largest message that is read and written.
    pub fn max_message_size(&self) -> usize {
        self.0.max_message_size
    }

    /// Whether requests are sent in gzip.
    pub fn gzip(&self) -> bool {
        self.0.gzip
    }
}

impl Service<Request<Body>> for Client {
    type Response = Response<Body>;
    type Error = Status;
    type Future = BoxFuture<'static, Result<Response<Body>, Status>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let shared = self.0.clone();
        Box::pin(async move { shared.call(request).await })
    }
}

impl Shared {
    /// A call with all its attempts. Its deadline is that of the request, or that of the settings.
    async fn call(&self, mut request: Request<Body>) -> Result<Response<Body>, Status> {
        let headers = request.headers_mut();
        let time = deadline::asked_for(headers).or(self.timeout);
        let deadline = time.and_then(|time| Instant::now().checked_add(time));
        if let Some(token) = &self.token {
            headers.entry(AUTHORIZATION).or_insert_with(|| token.clone());
        }
        let Some(deadline) = deadline else {
            return self.attempts(request, None).await;
        };
        let response = timeout_at(deadline, self.attempts(request, Some(deadline))).await;
        let response = response.map_err(|_| deadline::passed())??;
        Ok(response.map(|body| Body::new(LimitedBody::new(body, deadline))))
    }
}
