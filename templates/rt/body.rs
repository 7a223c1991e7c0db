//! The bodies of calls: what is true of a call until its last byte is held here.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use tonic::body::Body;
use tonic::{Code, Status};

use super::calls::OpenCall;

/// The body of a response. A stream counts as a call, and is under its deadline, until it ends or the client leaves.
pub struct CallBody {
    /// Gone once the call has ended: with it goes the stream of the handler.
    inner: Option<Body>,
    call: OpenCall,
}

impl CallBody {
    /// The rest of a call that has given its first answer.
    pub fn new(body: Body, call: OpenCall) -> Self {
        Self { inner: Some(body), call }
    }

    /// The end of a call that has not come to its own.
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
        let Poll::Ready(frame) = Pin::new(inner).poll_frame(cx) else {
            return this.call.poll_end(cx).map(|status| Some(this.end(&status)));
        };
        match frame {
            Some(Ok(mut frame)) => {
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

/// The status of a call, and what is said about it.
const STATUS: HeaderName = HeaderName::from_static("grpc-status");
const MESSAGE: HeaderName = HeaderName::from_static("grpc-message");

/// What tonic says about a message over the limit, with OUT_OF_RANGE where gRPC has RESOURCE_EXHAUSTED.
const TOO_LARGE: &[u8] = b"Error, decoded message length too large";

/// The status in headers or trailers, if there is one. A message over the limit gets the code it should have.
pub fn wire_status(headers: &mut HeaderMap) -> Option<Code> {
    let code = Code::from_bytes(headers.get(STATUS)?.as_bytes());
    if code != Code::OutOfRange || !headers.get(MESSAGE).is_some_and(is_too_large) {
        return Some(code);
    }
    let code = Code::ResourceExhausted;
    headers.insert(STATUS, HeaderValue::from(code as i32));
    Some(code)
}

fn is_too_large(message: &HeaderValue) -> bool {
    let message = percent_encoding::percent_decode(message.as_bytes());
    message.take(TOO_LARGE.len()).eq(TOO_LARGE.iter().copied())
}

/// The body of a request. Where a client leaves in the middle of its stream, tonic would tell the handler that the
/// stream has ended, and half of it would be taken for the whole; here the handler gets an error.
pub struct RequestBody(Incoming);

impl RequestBody {
    /// The body as it comes from the connection.
    pub fn new(body: Incoming) -> Self {
        Self(body)
    }
}

impl http_body::Body for RequestBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let left = |error: hyper::Error| match Status::from_error(error.into()) {
            status if status.code() == Code::Cancelled => Status::aborted("the client has left"),
            status => status,
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
