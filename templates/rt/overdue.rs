//! The end of calls whose client does not read.
//!
//! HTTP asks the body of a response for more only when there is room to send it. While the client reads nothing, the
//! body is not polled and cannot end its call at the deadline, so the task that sends it does.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use hyper::rt::Executor;
use tokio::time::{Instant, Sleep, sleep_until};

use super::deadline::Deadline;

tokio::task_local! {
    /// When the call whose response the task sends is ended without a status.
    static END: Cell<Option<Instant>>;
}

/// The time after the deadline in which a call whose client reads ends with a status.
const GRACE: Duration = Duration::from_secs(1);

/// Sets the deadline of the response that the current task sends.
pub fn expect(deadline: Option<Deadline>) {
    let end = deadline.and_then(|deadline| deadline.instant().checked_add(GRACE));
    // A call that is dropped outside of its task has nothing to wait for.
    let _ = END.try_with(|cell| cell.set(end));
}

/// Runs a future that sends responses until it is done, or until the deadline of one has passed: then it is `None`.
pub async fn in_time<F: Future>(sending: F) -> Option<F::Output> {
    let watched = async {
        let mut sending = pin!(sending);
        let mut timer: Option<Pin<Box<Sleep>>> = None;
        poll_fn(|cx| {
            if let Poll::Ready(sent) = sending.as_mut().poll(cx) {
                return Poll::Ready(Some(sent));
            }
            let Some(end) = END.with(Cell::get) else {
                return Poll::Pending;
            };
            let timer = timer.get_or_insert_with(|| Box::pin(sleep_until(end)));
            if timer.deadline() != end {
                timer.as_mut().reset(end);
            }
            timer.as_mut().poll(cx).map(|()| None)
        })
        .await
    };
    END.scope(Cell::new(None), watched).await
}

/// Spawns the calls of an HTTP/2 connection, each with the time that it has.
#[derive(Clone, Copy, Debug)]
pub struct Tasks;

impl<F> Executor<F> for Tasks
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, call: F) {
        // Dropping a call resets its stream.
        tokio::spawn(async { in_time(call).await.unwrap_or_default() });
    }
}
