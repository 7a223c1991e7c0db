//! The rate limit of callers.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use super::settings::Settings;

/// After this many calls, callers that are back within their rate are forgotten.
const CALLS_BETWEEN_SWEEPS: u64 = 4096;

/// A caller: the owner of a token by name, others by address.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// The owner of the token.
    Name(Arc<str>),
    /// The address; for IPv6 the /64 network, since a host can use any address in it.
    Address(IpAddr),
    /// An unknown caller, as on a Unix socket.
    Unknown,
}

impl Key {
    /// The key of a caller.
    pub fn new(name: Option<&Arc<str>>, address: Option<IpAddr>) -> Self {
        match (name, address) {
            (Some(name), _) => Self::Name(name.clone()),
            (None, Some(address)) => Self::of_address(address),
            (None, None) => Self::Unknown,
        }
    }

    /// The key of an address.
    pub fn of_address(address: IpAddr) -> Self {
        Self::Address(match address.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
            address => address,
        })
    }
}

/// A token bucket for each caller.
pub struct RateLimit {
    buckets: DefaultKeyedRateLimiter<Key>,
    calls: AtomicU64,
}

impl RateLimit {
    /// `None` if there is no limit.
    pub fn new(settings: &Settings) -> Option<Self> {
        let rate = NonZeroU32::new(settings.rate_limit)?;
        let burst = NonZeroU32::new(settings.rate_burst).unwrap_or(rate);
        Some(Self {
            buckets: RateLimiter::keyed(Quota::per_second(rate).allow_burst(burst)),
            calls: AtomicU64::new(0),
        })
    }

    /// Counts a call. If it exceeds the rate, the error says when to retry.
    pub fn check(&self, key: &Key) -> Result<(), Status> {
        if self.calls.fetch_add(1, Ordering::Relaxed) % CALLS_BETWEEN_SWEEPS
            == CALLS_BETWEEN_SWEEPS - 1
        {
            self.buckets.retain_recent();
            self.buckets.shrink_to_fit();
        }
        self.buckets.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            let details = ErrorDetails::with_retry_info(Some(wait));
            Status::with_error_details(Code::ResourceExhausted, "too many calls", details)
        })
    }
}
