//! Time limits of connections: for their first bytes, for clients that do not read, and for their end. The bytes after
//! the preface of HTTP/2 pass through [`Frames`].

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::authority::Frames;

/// The start of HTTP/2. Anything else is HTTP/1.1, for whose headers hyper has a time limit.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How long a client may send after the server has ended the connection. If the server closed it with bytes unread, the
/// connection would be reset, and the client might lose the last frames, which say which calls were not executed.
const LAST_BYTES: Duration = Duration::from_secs(1);

/// A connection that fails if its first bytes, which show the version of HTTP, do not arrive in time, or if its client
/// reads nothing for too long.
pub struct Timed<S> {
    stream: S,
    /// How much of the preface has arrived, and the timer for the rest; `None` once the version is known.
    waiting: Option<(usize, Pin<Box<Sleep>>)>,
    /// The HTTP/2 frames, while they are watched.
    frames: Option<Frames>,
    /// The maximum time in which nothing can be written.
    longest_write: Option<Duration>,
    /// The timer since nothing could be written.
    unwritten: Option<Pin<Box<Sleep>>>,
    /// The timer for bytes that the client sends after the server has ended the connection.
    ending: Option<Pin<Box<Sleep>>>,
}

impl<S> Timed<S> {
    /// Wraps a new connection.
    pub fn new(stream: S, first_bytes: Duration, longest_write: Option<Duration>) -> Self {
        let waiting = Some((0, Box::pin(sleep(first_bytes))));
        Self { stream, waiting, frames: None, longest_write, unwritten: None, ending: None }
    }

    fn received(&mut self, mut bytes: &mut [u8]) {
        if let Some((there, _)) = &mut self.waiting {
            let rest = &PREFACE[*there..];
            if bytes.len() < rest.len() && rest.starts_with(bytes) && !bytes.is_empty() {
                *there += bytes.len();
                return;
            }
            if bytes.starts_with(rest) {
                self.frames = Some(Frames::default());
                bytes = &mut bytes[rest.len()..];
            }
            self.waiting = None;
        }
        if self.frames.as_mut().is_some_and(|frames| !frames.read(bytes)) {
            self.frames = None;
        }
    }

    /// Passes on a result of writing, or fails if writing has been pending for too long.
    fn written<T>(
        &mut self,
        cx: &mut Context<'_>,
        result: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if result.is_ready() {
            self.unwritten = None;
            return result;
        }
        let Some(longest) = self.longest_write else {
            return result;
        };
        let timer = self.unwritten.get_or_insert_with(|| Box::pin(sleep(longest)));
        timer.as_mut().poll(cx).map(|()| Err(late("the client does not read")))
    }
}

fn late(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, why)
}

impl<S: AsyncRead + Unpin> AsyncRead for Timed<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        if let Some((_, until)) = &mut self.waiting
            && read.is_pending()
        {
            return until.as_mut().poll(cx).map(|()| Err(late("no request arrived in time")));
        }
        if self.waiting.is_some() || self.frames.is_some() {
            self.received(&mut buf.filled_mut()[before..]);
        }
        read
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Timed<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.written(cx, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.written(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let Some(until) = &mut this.ending else {
            let shut = Pin::new(&mut this.stream).poll_shutdown(cx);
            ready!(this.written(cx, shut))?;
            this.ending = Some(Box::pin(sleep(LAST_BYTES)));
            return self.poll_shutdown(cx);
        };
        while until.as_mut().poll(cx).is_pending() {
            let mut bytes = [0; 1 << 10];
            let mut bytes = ReadBuf::new(&mut bytes);
            let read = ready!(Pin::new(&mut this.stream).poll_read(cx, &mut bytes));
            if read.is_err() || bytes.filled().is_empty() {
                break;
            }
        }
        Poll::Ready(Ok(()))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.written(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
