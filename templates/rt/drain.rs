//! Graceful shutdown with a time limit.

use std::sync::Arc;

use tokio::sync::SetOnce;

/// The two steps of a drain. Checking whether one is reached takes no lock.
#[derive(Clone, Debug, Default)]
pub struct Drain {
    /// No more connections are accepted, and health watches and reflection end.
    pub begun: Step,
    /// Calls that are still open end with UNAVAILABLE.
    pub over: Step,
}

/// An event that happens once.
#[derive(Clone, Debug, Default)]
pub struct Step(Arc<SetOnce<()>>);

impl Step {
    /// Marks it as reached and wakes all tasks that wait for it.
    pub fn reach(&self) {
        // It may have been reached before.
        let _ = self.0.set(());
    }

    /// Whether it is reached.
    pub fn is_reached(&self) -> bool {
        self.0.initialized()
    }

    /// Waits for it.
    pub async fn reached(&self) {
        self.0.wait().await;
    }
}

/// Listens for ctrl-c and SIGTERM from now on, and waits for the first. A second signal ends the process at once.
pub fn shutdown_signal() -> impl Future<Output = ()> {
    let mut signals = Signals::new();
    async move {
        signals.next().await;
        tokio::spawn(async move {
            signals.next().await;
            tracing::warn!("second signal: exiting without waiting for open calls");
            std::process::exit(1);
        });
    }
}

/// Signals that ask the process to exit. None is missed between two waits.
#[cfg(unix)]
struct Signals([Option<tokio::signal::unix::Signal>; 2]);

#[cfg(unix)]
impl Signals {
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self([SignalKind::interrupt(), SignalKind::terminate()].map(|kind| signal(kind).ok()))
    }

    async fn next(&mut self) {
        async fn received(signal: &mut Option<tokio::signal::unix::Signal>) {
            match signal {
                Some(signal) => {
                    signal.recv().await;
                }
                None => std::future::pending().await,
            }
        }
        let [interrupt, terminate] = &mut self.0;
        tokio::select! {
            () = received(interrupt) => {}
            () = received(terminate) => {}
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> Self {
        Self
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}
