//! Load: many concurrent callers, and the latency of their calls.

mod calls;
mod stats;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::api::Api;
use super::client::{Client, ClientSettings};
use super::failure::BoxError;
use super::settings::parse_time;
use calls::Call;
pub use stats::{Stats, Summary};

/// Calls a server repeatedly and measures how it responds.
#[derive(Clone, Debug, clap::Parser)]
pub struct LoadSettings {
    /// The methods to call in turn, with their requests: `GetUser={"userId": 1}`. An `n` in braces is the number
    /// of the call
    #[arg(value_name = "METHOD=JSON", required = true)]
    pub calls: Vec<String>,

    /// Number of concurrent callers; each calls again after its response
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    pub concurrency: usize,

    /// Number of calls
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000)]
    pub requests: u64,

    /// Call for this time, instead of a number of calls
    #[arg(long, value_name = "TIME", value_parser = parse_time, conflicts_with = "requests")]
    pub duration: Option<Duration>,

    /// The servers and the connections to them
    #[command(flatten)]
    pub client: ClientSettings,
}

/// The result.
pub struct Report {
    /// The time from the start of the first call to the end of the last.
    pub wall: Duration,
    /// The methods, in the order of the settings.
    pub methods: Vec<(String, Stats)>,
}

/// The progress.
#[derive(Default)]
struct Progress {
    started: AtomicU64,
    ended: AtomicU64,
    failed: AtomicU64,
}

/// How often progress is printed.
const INTERVAL: Duration = Duration::from_secs(1);

/// Makes the calls, and prints progress to standard error.
pub async fn load(api: &Api, client: &Client, settings: &LoadSettings) -> Result<Report, BoxError> {
    let calls = Arc::new(Call::all(api, &settings.calls)?);
    let progress = Arc::new(Progress::default());
    let most = settings.duration.map_or(settings.requests, |_| u64::MAX);
    let start = Instant::now();
    let end = settings.duration.and_then(|duration| start.checked_add(duration));
    let callers: Vec<_> = (0..settings.concurrency.max(1))
        .map(|_| tokio::spawn(caller(client.clone(), calls.clone(), progress.clone(), most, end)))
        .collect();
    let printer = tokio::spawn(print(progress));
    let mut methods: Vec<_> = calls.iter().map(|call| (call.name(), Stats::default())).collect();
    for caller in callers {
        for (all, own) in methods.iter_mut().zip(caller.await??) {
            all.1.merge(&own);
        }
    }
    printer.abort();
    Ok(Report { wall: start.elapsed(), methods })
}

/// Calls until enough calls were started, or the time is over.
async fn caller(
    client: Client,
    calls: Arc<Vec<Call>>,
    progress: Arc<Progress>,
    most: u64,
    end: Option<Instant>,
) -> Result<Vec<Stats>, BoxError> {
    let mut stats: Vec<Stats> = calls.iter().map(|_| Stats::default()).collect();
    while end.is_none_or(|end| Instant::now() < end) {
        let number = progress.started.fetch_add(1, Ordering::Relaxed);
        if number >= most {
            break;
        }
        let index = number as usize % calls.len();
        let request = calls[index].request(number)?;
        let start = Instant::now();
        let result = calls::send(&client, request).await;
        let failed = u64::from(result.is_err());
        stats[index].add(start.elapsed(), result);
        progress.ended.fetch_add(1, Ordering::Relaxed);
        progress.failed.fetch_add(failed, Ordering::Relaxed);
    }
    Ok(stats)
}

async fn print(progress: Arc<Progress>) {
    let start = Instant::now();
    let mut before = 0;
    loop {
        tokio::time::sleep(INTERVAL).await;
        let ended = progress.ended.load(Ordering::Relaxed);
        let failed = progress.failed.load(Ordering::Relaxed);
        let seconds = start.elapsed().as_secs();
        eprintln!("{seconds:>4} s {ended:>10} calls {:>8}/s {failed:>8} errors", ended - before);
        before = ended;
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let width = self.methods.iter().map(|(name, _)| name.len()).max().unwrap_or(0).max(6);
        writeln!(
            f,
            "{:width$} {:>9} {:>8} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
            "method", "calls", "errors", "calls/s", "average", "p50", "p95", "p99", "max"
        )?;
        let mut all = Stats::default();
        for (name, stats) in &self.methods {
            all.merge(stats);
            line(f, name, width, &stats.summary(self.wall))?;
        }
        if self.methods.len() > 1 {
            line(f, "all", width, &all.summary(self.wall))?;
        }
        for (code, count, first) in all.errors() {
            writeln!(f, "{count} × {code:?}, first: {first}")?;
        }
        write!(f, "{:.2} s", self.wall.as_secs_f64())
    }
}

fn line(
    f: &mut std::fmt::Formatter<'_>,
    name: &str,
    width: usize,
    summary: &Summary,
) -> std::fmt::Result {
    write!(f, "{name:width$} {:>9} {:>8}", summary.calls, summary.errors)?;
    write!(f, " {:>9.1}", summary.per_second)?;
    for time in [summary.average, summary.p50, summary.p95, summary.p99, summary.max] {
        write!(f, " {:>6.2} ms", time.as_secs_f64() * 1000.0)?;
    }
    writeln!(f)
}
