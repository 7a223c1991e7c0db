//! The end of a server: calls get time to end, but not for ever.

use tokio_util::sync::CancellationToken;

/// The two steps of a drain.
#[derive(Clone, Debug, Default)]
pub struct Drain {
    /// No more connections are taken, and calls that nobody waits for, such as watching the health, end.
    pub begun: CancellationToken,
    /// The calls that are still open end, with UNAVAILABLE.
    pub over: CancellationToken,
}

/// Waits until the process is asked to end: ctrl-c, or SIGTERM where there is one.
pub async fn shutdown_signal() {
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
