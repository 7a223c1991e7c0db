//! The bodies of calls: what is true of a call until its last byte is held here.

use std::pin::Pin;
use std::task::{Context, Poll};

use http::{HeaderMap, HeaderValue};
use http_body::{Frame, SizeHint};
use tokio::sync::OwnedSemaphorePermit;
use tonic::body::Body;
use tonic::{Code, Status};

use super::calls::End;
use super::log::Record;

/// The body of a response. A stream counts as a call, and is under its deadline, until it ends or the client leaves.
pub struct CallBody {
    /// Gone once the call has ended: with it goes the stream of the handler.
    inner: Option<Body>,
    record: Record,
    end: End,
    _permit: Option<OwnedSemaphorePermit>,
}

impl CallBody {
    /// The rest of a call that has given its first answer.
    pub fn new(body: Body, record: Record, end: End, permit: Option<OwnedSemaphorePermit>) -> Self {
        Self { inner: Some(body), record, end, _permit: permit }
    }
}

impl http_body::Body for CallBody {
    type Data = <Body as http_body::Body>::Data;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Status>>> {
        let this = &mut *self;
        let Some(inner) = &mut this.inner else {
            return Poll::Ready(None);
        };
        if let Poll::Ready(status) = this.end.as_mut().poll(cx) {
            this.inner = None;
            this.record.end(status.code());
            let mut trailers = HeaderMap::new();
            return Poll::Ready(Some(
                status.add_header(&mut trailers).map(|()| Frame::trailers(trailers)),
            ));
        }
        let frame = std::task::ready!(Pin::new(inner).poll_frame(cx));
        match frame {
            Some(Ok(mut frame)) => {
                if let Some(trailers) = frame.trailers_mut() {
                    let code = wire_status(trailers).unwrap_or(Code::Ok);
                    this.record.end(code);
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Some(Err(status)) => {
                this.record.end(status.code());
                Poll::Ready(Some(Err(status)))
            }
            None => {
                this.record.end(Code::Ok);
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

/// What tonic says about a message over the limit, with OUT_OF_RANGE where gRPC has RESOURCE_EXHAUSTED.
const TOO_LARGE: &[u8] = b"Error, decoded message length too large";

/// The status in headers or trailers, if there is one. A message over the limit gets the code it should have.
pub fn wire_status(headers: &mut HeaderMap) -> Option<Code> {
    let code = Code::from_bytes(headers.get(Status::GRPC_STATUS)?.as_bytes());
    let message = headers.get(Status::GRPC_MESSAGE);
    let too_large = code == Code::OutOfRange
        && message.is_some_and(|message| {
            percent_encoding::percent_decode(message.as_bytes())
                .take(TOO_LARGE.len())
                .eq(TOO_LARGE.iter().copied())
        });
    if too_large {
        let code = Code::ResourceExhausted;
        headers.insert(Status::GRPC_STATUS, HeaderValue::from(code as i32));
        return Some(code);
    }
    Some(code)
}

/// The body of a request. Where a client leaves in the middle of its stream, tonic would tell the handler that the
/// stream has ended, and half of it would be taken for the whole; here the handler gets an error.
pub struct RequestBody(Body);

impl RequestBody {
    /// The body as it comes from the connection.
    pub fn new(body: Body) -> Self {
        Self(body)
    }
}

impl http_body::Body for RequestBody {
    type Data = <Body as http_body::Body>::Data;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Status>>> {
        let left = |status: Status| match status.code() {
            Code::Cancelled => Status::aborted("the client has left"),
            _ => status,
        };
        Pin::new(&mut self.0).poll_frame(cx).map_err(left)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}
