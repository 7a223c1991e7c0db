//! Limits of client streams.

use std::pin::Pin;
use std::task::{Context, Poll};

use prost::Message;
use tokio_stream::Stream;
use tonic::{Status, Streaming};

use super::settings::StreamLimits;

/// Limits a client stream. Messages pass as they arrive; the first one beyond the limits becomes an error.
pub fn capped<T>(stream: Streaming<T>, limits: StreamLimits) -> Capped<Streaming<T>> {
    Capped { stream, left: limits, limits, over: false }
}

/// A stream with a limit; made by [`capped`].
#[derive(Debug)]
pub struct Capped<S> {
    stream: S,
    left: StreamLimits,
    limits: StreamLimits,
    over: bool,
}

impl<S, T> Stream for Capped<S>
where
    S: Stream<Item = Result<T, Status>> + Unpin,
    T: Message,
{
    type Item = Result<T, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.over {
            return Poll::Ready(None);
        }
        let next = Pin::new(&mut self.stream).poll_next(cx);
        let Poll::Ready(Some(Ok(message))) = &next else {
            return next;
        };
        match self.count(message.encoded_len() as u64) {
            Ok(()) => next,
            Err(refused) => {
                self.over = true;
                Poll::Ready(Some(Err(refused)))
            }
        }
    }
}

impl<S> Capped<S> {
    fn count(&mut self, bytes: u64) -> Result<(), Status> {
        let messages = self.left.messages.checked_sub(1).ok_or_else(|| {
            Status::resource_exhausted(format!(
                "the stream has more than {} messages",
                self.limits.messages
            ))
        })?;
        let bytes = self.left.bytes.checked_sub(bytes).ok_or_else(|| {
            Status::resource_exhausted(format!(
                "the stream has more than {} bytes",
                self.limits.bytes
            ))
        })?;
        self.left = StreamLimits { messages, bytes };
        Ok(())
    }
}
