//! Bodies as they are sent and received, with the limits of messages.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Sleep, sleep};
use tonic::body::Body;
use tonic::{Code, Status};

use super::memory::Share;
use super::overdue;
use super::settings::MessageLimits;

/// The body of a response as it is sent, in pieces: hyper asks for the next one only when the client has room for all
/// of the one before, so the task that sends the body sees whether the client reads, also in the middle of a frame.
pub struct SentBody {
    inner: Body,
    /// The rest of the last frame.
    rest: Bytes,
}

/// The maximum size of a piece.
const PIECE: usize = 64 << 10;

/// The maximum number of bytes at the end of a frame that a client may leave unread after the call has ended.
const LAST_PIECE: usize = 4 << 10;

impl SentBody {
    /// The body of a response that the current task sends.
    pub fn new(inner: Body) -> Self {
        overdue::piece();
        Self { inner, rest: Bytes::new() }
    }

    fn piece(&mut self) -> Frame<Bytes> {
        overdue::piece();
        let length = self.rest.len();
        let length = if length > LAST_PIECE { PIECE.min(length - 1) } else { length };
        Frame::data(self.rest.split_to(length))
    }
}

impl http_body::Body for SentBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if !self.rest.is_empty() {
            return Poll::Ready(Some(Ok(self.piece())));
        }
        let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(cx) else {
            overdue::read();
            return Poll::Pending;
        };
        Poll::Ready(frame.map(|frame| match frame?.into_data() {
            Ok(data) => {
                self.rest = data;
                Ok(self.piece())
            }
            Err(frame) => Ok(frame),
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let mut hint = self.inner.size_hint();
        let rest = self.rest.len() as u64;
        match hint.exact() {
            Some(exact) => hint.set_exact(exact + rest),
            None => hint.set_lower(hint.lower() + rest),
        }
        hint
    }
}

impl Drop for SentBody {
    fn drop(&mut self) {
        overdue::sent();
    }
}

/// The trailers with the status of a call and its message.
const STATUS: HeaderName = HeaderName::from_static("grpc-status");
const MESSAGE: HeaderName = HeaderName::from_static("grpc-message");

/// The start of tonic's message for a message over the limit. Its code is OUT_OF_RANGE; gRPC has RESOURCE_EXHAUSTED.
const TOO_LARGE: &[u8] = b"Error, decoded message length too large";

/// The status in headers or trailers, if any. The code for a message over the limit is corrected.
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

/// The body of a request. If a client disconnects in the middle of a stream, tonic reports the end of the stream, and
/// the handler would take half of it for the whole; this body returns an error instead. It also returns an error if a
/// message does not arrive in time, or if there is no memory for it.
pub struct RequestBody {
    body: Incoming,
    share: Share,
    /// The position in the gRPC messages; `None` for JSON, which is limited where it is read.
    position: Option<Position>,
    /// The maximum time for each message.
    longest: Option<Duration>,
    /// The timer of the message that has begun.
    until: Option<Pin<Box<Sleep>>>,
}

impl RequestBody {
    /// The body as it comes from the connection. The limits are for messages of gRPC.
    pub fn new(body: Incoming, share: Share, limits: Option<MessageLimits>) -> Self {
        let position = limits.map(|_| Position::default());
        let longest = limits.and_then(|limits| limits.time);
        Self { body, share, position, longest, until: None }
    }

    /// Counts bytes that arrived.
    fn received(&mut self, data: &[u8]) -> Result<(), Status> {
        let Some(position) = &mut self.position else {
            return self.share.hold_more(data.len());
        };
        // The handler asks for more, so it has taken all complete messages.
        let kept = position.received();
        if position.advance(data) {
            self.until = None;
        }
        self.share.hold(kept.saturating_add(data.len()))
    }

    /// Waits until the message is late.
    fn poll_late(&mut self, cx: &mut Context<'_>) -> Poll<Status> {
        let Some(position) = &self.position else {
            return Poll::Pending;
        };
        if !position.is_open() {
            return match self.share.hold(0) {
                Ok(()) => Poll::Pending,
                Err(refused) => Poll::Ready(refused),
            };
        }
        let Some(time) = self.longest else {
            return Poll::Pending;
        };
        let until = self.until.get_or_insert_with(|| Box::pin(sleep(time)));
        until.as_mut().poll(cx).map(|()| late_message())
    }
}

/// The status of a call whose message did not arrive in time.
pub fn late_message() -> Status {
    Status::deadline_exceeded("the message did not arrive in time")
}

impl http_body::Body for RequestBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let left = |error: hyper::Error| match Status::from_error(error.into()) {
            status if status.code() == Code::Cancelled => {
                Status::aborted("the client disconnected")
            }
            status => status,
        };
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx).map_err(left) else {
            return self.poll_late(cx).map(|late| Some(Err(late)));
        };
        if let Some(Ok(frame)) = &frame
            && let Some(data) = frame.data_ref()
            && let Err(refused) = self.received(data)
        {
            return Poll::Ready(Some(Err(refused)));
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The position in a stream of gRPC messages. Each has a byte of flags, four bytes of length, and then its content.
#[derive(Default)]
struct Position {
    /// The bytes received of the head.
    head: usize,
    /// The length, as far as it has been received.
    length: usize,
    /// The bytes received of the content.
    body: usize,
}

impl Position {
    const HEAD: usize = 5;

    /// Whether a message has begun and not ended.
    fn is_open(&self) -> bool {
        self.head > 0
    }

    /// The bytes received of the message that has not ended.
    fn received(&self) -> usize {
        self.head + self.body
    }

    /// Advances by some bytes. Returns whether a message ended in them.
    fn advance(&mut self, mut data: &[u8]) -> bool {
        let mut has_ended = false;
        while !data.is_empty() {
            if self.head < Self::HEAD {
                if self.head > 0 {
                    self.length = self.length << 8 | usize::from(data[0]);
                }
                self.head += 1;
                data = &data[1..];
            } else {
                let here = data.len().min(self.length - self.body);
                self.body += here;
                data = &data[here..];
            }
            if self.head == Self::HEAD && self.body == self.length {
                *self = Self::default();
                has_ended = true;
            }
        }
        has_ended
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_open_message_is_counted() {
        let mut position = Position::default();
        let message = b"\0\0\0\0\x03abc";
        let stream: Vec<u8> = message.repeat(30);
        // Only the last part ends where a message does.
        for (number, part) in stream.chunks(15).enumerate() {
            assert!(position.advance(part));
            assert_eq!(position.received(), (number + 1) * 15 % message.len());
        }
        assert!(!position.is_open());
        assert!(!position.advance(b"\0\0\0\0"));
        assert!(position.is_open());
    }
}
