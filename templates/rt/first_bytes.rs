//! The time limit for the first bytes of a connection.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// The start of HTTP/2. Anything else is HTTP/1.1, for whose headers hyper has a time limit.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A connection that fails unless its first bytes, which tell the version of HTTP, arrive in time.
pub struct FirstBytes<S> {
    stream: S,
    /// How much of the preface has arrived, and the timer for the rest; `None` once the version is known.
    waiting: Option<(usize, Pin<Box<Sleep>>)>,
}

impl<S> FirstBytes<S> {
    /// Wraps a new connection.
    pub fn new(stream: S, longest: Duration) -> Self {
        Self { stream, waiting: Some((0, Box::pin(sleep(longest)))) }
    }

    fn received(&mut self, bytes: &[u8]) {
        if let Some((there, _)) = &mut self.waiting {
            let rest = &PREFACE[*there..];
            if bytes.len() < rest.len() && rest.starts_with(bytes) && !bytes.is_empty() {
                *there += bytes.len();
            } else {
                self.waiting = None;
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for FirstBytes<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        match &mut self.waiting {
            None => read,
            Some((_, until)) if read.is_pending() => until
                .as_mut()
                .poll(cx)
                .map(|()| Err(io::Error::new(io::ErrorKind::TimedOut, "no request in time"))),
            Some(_) => {
                self.received(&buf.filled()[before..]);
                read
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for FirstBytes<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
