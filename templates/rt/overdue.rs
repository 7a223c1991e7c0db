//! The end of calls whose client does not read.
//!
//! HTTP asks the body of a response for more only when there is room to send it. While the client reads nothing, the
//! body is not polled and cannot end its call, so the task that sends it does: at the deadline, or when the client has
//! read nothing for too long.

use std::cell::Cell;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::rt::Executor;
use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep, sleep_until};

use super::deadline::Deadline;

thread_local! {
    /// The response that the current task sends.
    static SENDING: Cell<Sending> = const { Cell::new(Sending::NOTHING) };
}

#[derive(Clone, Copy)]
struct Sending {
    /// When to end the call without a status.
    end: Option<Instant>,
    /// The number of pieces so far.
    pieces: u64,
    /// Whether the client has not read the last piece yet.
    is_unread: bool,
}

impl Sending {
    const NOTHING: Self = Self { end: None, pieces: 0, is_unread: false };
}

/// The time after the deadline for a call to end with a status, if its client reads.
const GRACE: Duration = Duration::from_secs(1);

/// Sets the deadline of the response that the current task sends.
pub fn expect(deadline: Option<Deadline>) {
    let end = deadline.and_then(|deadline| deadline.instant().checked_add(GRACE));
    change(|sending| sending.end = end);
}

/// Counts another piece for the client to read.
pub fn piece() {
    change(|sending| {
        sending.pieces += 1;
        sending.is_unread = true;
    });
}

/// Notes that the client has read all pieces but the last few bytes.
pub fn read() {
    change(|sending| sending.is_unread = false);
}

/// Notes that the response is sent.
pub fn sent() {
    change(|sending| *sending = Sending { pieces: sending.pieces, ..Sending::NOTHING });
}

fn change(change: impl FnOnce(&mut Sending)) {
    let mut sending = SENDING.get();
    change(&mut sending);
    SENDING.set(sending);
}

pin_project! {
    /// A future with time limits, made by [`in_time`]. Every call has one, so it is written by hand to be small.
    pub struct InTime<F> {
        #[pin]
        future: F,
        sending: Sending,
        longest: Option<Duration>,
        // The piece that `unread_until` was set for.
        timed_piece: u64,
        unread_until: Option<Instant>,
        timer: Option<Pin<Box<Sleep>>>,
    }
}

/// Runs a future that sends responses. The output is `None` if the deadline of one has passed, or if its client has
/// read nothing for the longest time.
pub fn in_time<F: Future>(longest: Option<Duration>, future: F) -> InTime<F> {
    let sending = Sending::NOTHING;
    InTime { future, sending, longest, timed_piece: 0, unread_until: None, timer: None }
}

impl<F: Future> Future for InTime<F> {
    type Output = Option<F::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<F::Output>> {
        let this = self.project();
        SENDING.set(*this.sending);
        let polled = this.future.poll(cx);
        *this.sending = SENDING.replace(Sending::NOTHING);
        if let Poll::Ready(sent) = polled {
            return Poll::Ready(Some(sent));
        }
        let Sending { end, pieces, is_unread } = *this.sending;
        if is_unread && pieces != *this.timed_piece {
            *this.timed_piece = pieces;
            *this.unread_until =
                this.longest.and_then(|longest| Instant::now().checked_add(longest));
        }
        let unread_until = this.unread_until.filter(|_| is_unread);
        let Some(end) = end.into_iter().chain(unread_until).min() else {
            return Poll::Pending;
        };
        let timer = this.timer.get_or_insert_with(|| Box::pin(sleep_until(end)));
        if timer.deadline() != end {
            timer.as_mut().reset(end);
        }
        timer.as_mut().poll(cx).map(|()| None)
    }
}

/// Spawns the calls of an HTTP/2 connection, each with its time limits.
#[derive(Clone, Copy, Debug)]
pub struct Tasks {
    /// The longest time that a client may read nothing of a response.
    pub longest_unread: Option<Duration>,
}

impl<F> Executor<F> for Tasks
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, call: F) {
        // Dropping a call resets its stream.
        tokio::spawn(in_time(self.longest_unread, call));
    }
}
