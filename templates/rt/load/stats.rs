//! Statistics of calls.

use std::collections::BTreeMap;
use std::time::Duration;

use tonic::{Code, Status};

/// The results of calls.
#[derive(Debug, Default)]
pub struct Stats {
    /// The latencies of successful calls. Errors are often quick and would make the rest look better.
    times: Vec<Duration>,
    errors: BTreeMap<i32, (u64, Status)>,
}

/// The summary of calls.
#[derive(Debug, PartialEq)]
pub struct Summary {
    /// How many ended, in success or error.
    pub calls: u64,
    /// How many failed.
    pub errors: u64,
    /// How many ended per second of wall time.
    pub per_second: f64,
    /// The mean time.
    pub average: Duration,
    /// The median time.
    pub p50: Duration,
    /// The 95th percentile.
    pub p95: Duration,
    /// The 99th percentile.
    pub p99: Duration,
    /// The longest time.
    pub max: Duration,
}

impl Stats {
    /// Adds a call.
    pub fn add(&mut self, time: Duration, result: Result<(), Status>) {
        match result {
            Ok(()) => self.times.push(time),
            Err(status) => self.errors.entry(status.code() as i32).or_insert((0, status)).0 += 1,
        }
    }

    /// Adds the calls of another caller.
    pub fn merge(&mut self, other: &Self) {
        self.times.extend(&other.times);
        for (code, (count, status)) in &other.errors {
            self.errors.entry(*code).or_insert_with(|| (0, status.clone())).0 += count;
        }
    }

    /// The errors by code: how many there were, and the first one.
    pub fn errors(&self) -> impl Iterator<Item = (Code, u64, &str)> {
        self.errors.iter().map(|(&code, (count, first))| (code.into(), *count, first.message()))
    }

    /// The summary of calls that took `wall` from the start of the first to the end of the last.
    pub fn summary(&self, wall: Duration) -> Summary {
        let mut times = self.times.clone();
        times.sort_unstable();
        let errors: u64 = self.errors.values().map(|(count, _)| count).sum();
        let calls = times.len() as u64 + errors;
        let per_second = if wall.is_zero() { 0.0 } else { calls as f64 / wall.as_secs_f64() };
        let sum: Duration = times.iter().sum();
        let average = if times.is_empty() { sum } else { sum.div_f64(times.len() as f64) };
        let at = |percent| percentile(&times, percent);
        let [p50, p95, p99, max] = [at(50), at(95), at(99), at(100)];
        Summary { calls, errors, per_second, average, p50, p95, p99, max }
    }
}

/// The percentile of sorted times, by nearest rank.
fn percentile(times: &[Duration], percent: usize) -> Duration {
    let rank = (times.len() * percent).div_ceil(100);
    times.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stats(millis: impl IntoIterator<Item = u64>) -> Stats {
        let mut stats = Stats::default();
        millis.into_iter().for_each(|time| stats.add(Duration::from_millis(time), Ok(())));
        stats
    }

    #[test]
    fn calls_side_by_side_count_by_the_clock() {
        // 100 calls of 1 s each, 50 at a time, take 2 s: that is 50 in a second, not one.
        let summary = stats([1000; 100]).summary(Duration::from_secs(2));
        assert_eq!(summary.calls, 100);
        assert!((summary.per_second - 50.0).abs() < 1e-9);
        assert_eq!(summary.average, Duration::from_secs(1));
    }

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let summary = stats((1..=200).rev()).summary(Duration::from_secs(1));
        let found = [summary.p50, summary.p95, summary.p99, summary.max];
        assert_eq!(found.map(|time| time.as_millis()), [100, 190, 198, 200]);
        let summary = stats([7, 1, 3]).summary(Duration::from_secs(1));
        let found = [summary.p50, summary.p95, summary.p99, summary.max];
        assert_eq!(found.map(|time| time.as_millis()), [3, 7, 7, 7]);
    }

    #[test]
    fn errors_count_as_calls_but_not_as_times() {
        let mut all = stats([10, 20]);
        let mut other = stats([30]);
        for _ in 0..3 {
            other.add(Duration::from_micros(1), Err(Status::not_found("there is none")));
        }
        all.merge(&other);
        let summary = all.summary(Duration::from_secs(3));
        assert_eq!((summary.calls, summary.errors), (6, 3));
        assert!((summary.per_second - 2.0).abs() < 1e-9);
        assert_eq!(summary.average, Duration::from_millis(20));
        assert_eq!(all.errors().collect::<Vec<_>>(), [(Code::NotFound, 3, "there is none")]);
    }

    #[test]
    fn nothing_is_no_time() {
        let summary = stats([]).summary(Duration::ZERO);
        assert_eq!((summary.calls, summary.max), (0, Duration::ZERO));
        assert!(summary.per_second.abs() < 1e-9);
    }
}
