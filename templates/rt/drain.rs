//! Graceful shutdown with a time limit.

use std::sync::Arc;

use tokio::sync::SetOnce;

/// The two steps of a drain. Checking whether one is reached takes no lock.
#[derive(Clone, Debug, Default)]
pub struct Drain {
    /// No more connections are accepted, and health watches and reflection end.
    pub begun: Step,
    /// The calls that are still open end, with UNAVAILABLE.
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

/// Waits for ctrl-c or SIGTERM. A second signal ends the process at once.
pub async fn shutdown_signal() {
    signal().await;
    tokio::spawn(async {
        signal().await;
        tracing::warn!("asked again to end: calls that are open are cut off");
        std::process::exit(1);
    });
}

async fn signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    };
    tokio::select! {
        () = interrupt => {}
        () = terminate() => {}
    }
}

#[cfg(unix)]
async fn terminate() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminate() {
    std::future::pending().await
}
