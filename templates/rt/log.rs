//! The log: one line for each call.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use http::Uri;
use http::uri::PathAndQuery;
use tonic::Code;
use tracing_subscriber::EnvFilter;

use super::caller::Caller;

/// Writes logs to standard error, including panics with their places. `RUST_LOG` is the filter, such as `debug` or
/// `warn,tonic=debug`.
pub fn init() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // Tests call it more than once.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .try_init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let reason = panic.payload_as_str().unwrap_or("unknown reason");
        tracing::error!(place, reason, "panic");
    }));
}

/// A call that is logged once: at its end, or when it is dropped because the client disconnected.
pub struct Record {
    method: Option<PathAndQuery>,
    caller: Caller,
    start: Instant,
    slow: Option<Duration>,
    logged: bool,
}

impl Record {
    /// The record of a call that starts now.
    pub fn new(uri: &Uri, caller: Caller, slow: Option<Duration>) -> Self {
        let method = uri.path_and_query().cloned();
        Self { method, caller, start: Instant::now(), slow, logged: false }
    }

    /// Logs the end of the call, unless it was logged before.
    pub fn end(&mut self, code: Code) {
        if std::mem::replace(&mut self.logged, true) {
            return;
        }
        let method = self.method.as_ref().map_or("", PathAndQuery::path);
        let caller = &self.caller;
        let time = self.start.elapsed();
        if self.slow.is_some_and(|slow| time > slow) {
            tracing::warn!(method, ?code, ?time, %caller, "slow call");
        }
        match code {
            Code::Ok => tracing::debug!(method, ?code, ?time, %caller, "call"),
            Code::Unknown | Code::Internal | Code::DataLoss => {
                tracing::error!(method, ?code, ?time, %caller, "call")
            }
            _ => tracing::info!(method, ?code, ?time, %caller, "call"),
        }
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        self.end(Code::Cancelled);
    }
}
