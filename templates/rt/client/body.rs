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

use crate::rt::deadline;

/// The body of a request, kept until it need not be sent again.
pub enum RequestBody {
    /// It was read as a whole and can be sent any number of times.
    Whole(Bytes),
    /// It is read as it is sent, and can be sent again while its start is kept.
    Once(Arc<Mutex<Source>>),
}

/// A request that is read as it is sent.
pub struct Source {
    body: Body,
    /// The data read so far, unless it is more than [`MOST_KEPT`].
    kept: Option<Vec<Bytes>>,
    /// The size of that data.
    size: usize,
    /// The number of the last attempt, the only one that may read more.
    attempt: u32,
}

/// The maximum size of a request that is kept in case the server refuses the call.
const MOST_KEPT: usize = 1 << 20;

impl Source {
    fn next_attempt(&mut self) -> u32 {
        self.attempt += 1;
        self.attempt
    }

    fn keep(&mut self, data: &Bytes) {
        self.size += data.len();
        if self.size > MOST_KEPT {
            self.kept = None;
        }
        if let Some(kept) = &mut self.kept {
            kept.push(data.clone());
        }
    }
}

impl RequestBody {
    /// Reads a body as a whole.
    pub async fn whole(body: Body) -> Result<Self, Status> {
        Ok(Self::Whole(body.collect().await?.to_bytes()))
    }

    /// Takes a body that is read as it is sent.
    pub fn once(body: Body) -> Self {
        let source = Source { body, kept: Some(Vec::new()), size: 0, attempt: 0 };
        Self::Once(Arc::new(Mutex::new(source)))
    }

    /// Whether all of it can still be sent.
    pub fn is_whole(&self) -> bool {
        match self {
            Self::Whole(_) => true,
            Self::Once(source) => lock(source).kept.is_some(),
        }
    }

    /// The body for an attempt.
    pub fn attempt(&self) -> Body {
        match self {
            Self::Whole(bytes) => Body::new(Full::new(bytes.clone())),
            Self::Once(source) => {
                let number = lock(source).next_attempt();
                Body::new(Attempt { source: source.clone(), number, sent: 0 })
            }
        }
    }
}

struct Attempt {
    source: Arc<Mutex<Source>>,
    number: u32,
    /// How many of the kept pieces were sent.
    sent: usize,
}

impl http_body::Body for Attempt {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let shared = self.source.clone();
        let mut source = lock(&shared);
        if source.attempt != self.number {
            return Poll::Ready(None);
        }
        let again = source.kept.as_ref().and_then(|kept| kept.get(self.sent).cloned());
        if let Some(data) = again {
            self.sent += 1;
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        let frame = std::task::ready!(Pin::new(&mut source.body).poll_frame(cx));
        if let Some(data) = frame.as_ref().and_then(|frame| frame.as_ref().ok()?.data_ref()) {
            self.sent += 1;
            source.keep(data);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        let source = lock(&self.source);
        let all_sent = source.kept.as_ref().is_none_or(|kept| kept.len() == self.sent);
        all_sent && source.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
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
        // Read what arrived in time first.
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            return Poll::Ready(frame);
        }
        self.end.as_mut().poll(cx).map(|()| Some(Err(deadline::passed())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
