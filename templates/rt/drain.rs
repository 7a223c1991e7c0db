//! The end of a server: calls get time to end, but not for ever.

use std::sync::Arc;

use tokio::sync::SetOnce;

/// The two steps of a drain. Whether one is reached can be asked at each step of each call: that takes no lock.
#[derive(Clone, Debug, Default)]
pub struct Drain {
    /// No more connections are taken, and calls that nobody waits for, such as watching the health, end.
    pub begun: Step,
    /// The calls that are still open end, with UNAVAILABLE.
    pub over: Step,
}

/// Something that comes to be once.
#[derive(Clone, Debug, Default)]
pub struct Step(Arc<SetOnce<()>>);

impl Step {
    /// Wakes all who wait for it.
    pub fn reach(&self) {
        // Who reaches it again changes nothing.
        let _ = self.0.set(());
    }

    /// Whether it has come.
    pub fn is_reached(&self) -> bool {
        self.0.initialized()
    }

    /// Waits for it.
    pub async fn reached(&self) {
        self.0.wait().await;
    }
}

/// Waits until the process is asked to end: ctrl-c, or SIGTERM where there is one. Asked again, it ends at once.
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
