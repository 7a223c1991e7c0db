//! Deadlines of calls.

use std::time::Duration;

use http::{HeaderMap, HeaderName};
use tokio::time::Instant;
use tonic::Status;

/// When a call must be answered. Handlers find it in the extensions of their request, with
/// `request.extensions().get::<Deadline>()`.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Instant);

const TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");

/// How much earlier calls end than the client asked. Most clients have a timer too, and that of tonic reports
/// CANCELLED, so the server's answer should arrive first.
const MARGIN: Duration = Duration::from_millis(2);

impl Deadline {
    /// The deadline of a call that starts now: what the client asks for, but no more than `longest`.
    pub fn new(headers: &HeaderMap, longest: Option<Duration>) -> Option<Self> {
        let asked = asked_for(headers).map(|time| time.saturating_sub(MARGIN));
        let time = asked.into_iter().chain(longest).min()?;
        Instant::now().checked_add(time).map(Self)
    }

    /// The remaining time.
    pub fn remaining(&self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }

    /// The deadline as an instant.
    pub fn instant(&self) -> Instant {
        self.0
    }
}

/// The status of a call whose deadline has passed.
pub fn passed() -> Status {
    Status::deadline_exceeded("the deadline has passed")
}

/// The header `grpc-timeout`: at most eight digits and a unit. Other values are ignored, as in tonic.
pub fn asked_for(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(TIMEOUT)?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(number * 3600)),
        "M" => Some(Duration::from_secs(number * 60)),
        "S" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_millis(number)),
        "u" => Some(Duration::from_micros(number)),
        "n" => Some(Duration::from_nanos(number)),
        _ => None,
    }
}

/// Formats a duration for that header.
pub fn header(time: Duration) -> String {
    // Eight digits hold 99 s in microseconds, and 27 h in milliseconds.
    match (time.as_micros(), time.as_millis(), time.as_secs()) {
        (micros @ ..=99_999_999, _, _) => format!("{micros}u"),
        (_, millis @ ..=99_999_999, _) => format!("{millis}m"),
        (_, _, secs) => format!("{}S", secs.min(99_999_999)),
    }
}
