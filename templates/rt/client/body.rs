//! The bodies of calls: requests that can be sent again, responses that end in time.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use http_body_util::{BodyExt, Full};
use tokio::time::{Instant, Sleep, sleep_until};
use tonic::Status;
use tonic::body::Body;

/// A request, for as long as it may have to be sent.
pub enum RequestBody {
    /// It is here as a whole, and can be sent any number of times.
    Whole(Bytes),
    /// It is read as it is sent, and can be sent again only if nothing of it has been read.
    Once(Arc<Mutex<Source>>),
}

/// A request that is read as it is sent.
pub struct Source {
    body: Body,
    read: bool,
}

impl RequestBody {
    /// Reads a body as a whole.
    pub async fn whole(body: Body) -> Result<Self, Status> {
        Ok(Self::Whole(body.collect().await?.to_bytes()))
    }

    /// Takes a body as it is.
    pub fn once(body: Body) -> Self {
        Self::Once(Arc::new(Mutex::new(Source { body, read: false })))
    }

    /// Whether all of it can still be sent.
    pub fn is_whole(&self) -> bool {
        match self {
            Self::Whole(_) => true,
            Self::Once(source) => !lock(source).read,
        }
    }

    /// The body for an attempt.
    pub fn attempt(&self) -> Body {
        match self {
            Self::Whole(bytes) => Body::new(Full::new(bytes.clone())),
            Self::Once(source) => Body::new(Attempt(source.clone())),
        }
    }
}

struct Attempt(Arc<Mutex<Source>>);

impl http_body::Body for Attempt {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let mut source = lock(&self.0);
        source.read = true;
        Pin::new(&mut source.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        lock(&self.0).body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        lock(&self.0).body.size_hint()
    }
}

fn lock(source: &Mutex<Source>) -> std::sync::MutexGuard<'_, Source> {
    source.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A response that ends at the deadline.
pub struct LimitedBody {
    body: Body,
    end: Pin<Box<Sleep>>,
}

impl LimitedBody {
    /// The body until the deadline.
    pub fn new(body: Body, deadline: Instant) -> Self {
        Self { body, end: Box::pin(sleep_until(deadline)) }
    }
}

impl http_body::Body for LimitedBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        // What has come in time is read first.
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            return Poll::Ready(frame);
        }
        self.end.as_mut().poll(cx).map(|()| Some(Err(super::late())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
