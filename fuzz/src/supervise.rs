//! Starts workers, one at a time, and keeps the inputs of which they die: an overflow of the stack ends a process, and so
//! does a worker's own watch over time and memory.

use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, process};

use crate::Options;
use crate::case::Case;
use crate::meter::{HANG, MEMORY};
use crate::shrink::shrink;
use crate::work::{COUNT, CURRENT, keep, kind, known_kinds};

/// How long a worker works before it is another target's turn.
const SLICE: u64 = 30;

/// Runs all targets in turn until the time is over, and prints how often each ran and what was found.
pub fn run(options: &Options) -> ExitCode {
    let memory = PathBuf::from("/dev/shm");
    let parent = if memory.is_dir() { memory } else { env::temp_dir() };
    let state = parent.join(format!("protolint-fuzz-state-{}", process::id()));
    if let Err(error) = fs::create_dir_all(&state).and_then(|()| fs::create_dir_all(&options.finds)) {
        eprintln!("{}: {error}", state.display());
        return ExitCode::from(2);
    }
    let known = finds(&options.finds);
    let end = Instant::now() + Duration::from_secs(options.seconds);
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let slice = SLICE.min((options.seconds / options.targets.len() as u64).max(1));
    let mut seed = options.seed.wrapping_mul(1 << 20);
    'all: loop {
        for target in &options.targets {
            let left = end.saturating_duration_since(Instant::now()).as_secs();
            if left == 0 {
                break 'all;
            }
            seed += 1;
            let count = slice_of(target, seed, slice.min(left), &state, &options.finds);
            *counts.entry(target).or_default() += count;
        }
    }
    let _ = fs::remove_dir_all(&state);
    for (target, count) in &counts {
        println!("{target:>12} {count:>10} executions");
    }
    let total: u64 = counts.values().sum();
    let new = finds(&options.finds) - known;
    println!("{:>12} {total:>10} executions in {} s, {new} finds", "all", options.seconds);
    ExitCode::from(u8::from(new > 0))
}

fn finds(directory: &Path) -> usize {
    fs::read_dir(directory).map_or(0, Iterator::count)
}

/// Lets a worker work; the number of its executions. What it dies of is made smaller and kept.
fn slice_of(target: &str, seed: u64, seconds: u64, state: &Path, finds: &Path) -> u64 {
    let _ = fs::remove_file(state.join(COUNT));
    let mut command = this();
    command.arg("work").arg(target).arg(seed.to_string()).arg(seconds.to_string()).arg(state).arg(finds);
    let Ok(status) = command.status() else { return 0 };
    if let Some(why) = death(status)
        && let Some(case) = fs::read(state.join(CURRENT)).ok().and_then(|bytes| Case::unpack(&bytes))
        && !known_kinds(finds, target).contains(&kind(&why))
    {
        // A hang takes its time again and again.
        let time = Duration::from_secs(if status.code() == Some(HANG) { 200 } else { 60 });
        let file = state.join("candidate");
        let smaller = shrink(&case, time, |smaller| {
            let written = fs::write(&file, smaller.pack());
            let run = this()
                .arg("replay")
                .arg(target)
                .arg(&file)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            written.is_ok() && run.is_ok_and(|status| death(status).as_ref() == Some(&why))
        });
        keep(finds, target, &why, &smaller);
    }
    fs::read_to_string(state.join(COUNT)).ok().and_then(|count| count.parse().ok()).unwrap_or(0)
}

fn this() -> Command {
    let mut command = Command::new(env::current_exe().unwrap_or_else(|_| "protolint-fuzz".into()));
    command.env("RAYON_NUM_THREADS", "1");
    command
}

/// How a process died, if it did.
fn death(status: ExitStatus) -> Option<String> {
    match (status.code(), status.signal()) {
        (Some(HANG), _) => Some("hang".to_owned()),
        (Some(MEMORY), _) => Some("memory".to_owned()),
        (None, Some(signal)) => Some(format!("killed by signal {signal}, as an overflow of the stack does")),
        _ => None,
    }
}
