//! A progress line for long runs.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::terminal::eprint;

/// Shows the current activity and its duration on a terminal, from the second second on. Dropping it clears the line.
pub struct Progress(Option<(Sender<()>, JoinHandle<()>)>);

impl Progress {
    /// Starts waiting.
    pub fn start(what: &'static str) -> Self {
        if !io::stderr().is_terminal() {
            return Self(None);
        }
        let (stop, stopped) = mpsc::channel();
        let thread = thread::spawn(move || {
            let mut seconds = 0;
            while stopped.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                seconds += 1;
                show(&format!("\r{what}, {seconds} s …"));
            }
            if seconds > 0 {
                show("\r\x1B[K");
            }
        });
        Self(Some((stop, thread)))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.0.take() {
            drop(stop);
            // Ignore a panic of the progress thread.
            let _ = thread.join();
        }
    }
}

fn show(text: &str) {
    eprint(|mut err| err.write_all(text.as_bytes()).and_then(|()| err.flush()));
}
