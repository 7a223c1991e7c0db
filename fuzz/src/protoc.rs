//! Random schemas beside protoc: the verdict, the line of the first error, and the bytes of the descriptor set with source
//! info must be the same.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};
use std::{env, fs, process};

use protolint::diag::Severity;

use crate::case::{Case, Files};
use crate::random::Random;
use crate::schemas::random_files;
use crate::shrink::shrink;
use crate::targets::{compiled_some, set_of_roots};
use crate::work::{keep, kind};

/// What to compare.
pub struct Options {
    /// The compiler beside which we stand.
    pub protoc: PathBuf,
    /// Where its own files are.
    pub include: PathBuf,
    /// How many schemas.
    pub cases: u64,
    /// For how long at most.
    pub seconds: u64,
    /// Where the random numbers begin.
    pub seed: u64,
    /// Where finds are kept.
    pub finds: PathBuf,
}

/// What both say about some files.
enum Outcome {
    /// Both accept, with the same bytes.
    Accepted,
    /// Both refuse; whether we have an error on the line of protoc's first.
    Refused(bool),
    /// They differ.
    Apart(String),
    /// protoc died.
    Nothing,
}

/// Compares until all is done or the time is over.
pub fn run(options: &Options) -> ExitCode {
    let memory = PathBuf::from("/dev/shm");
    let parent = if memory.is_dir() { memory } else { env::temp_dir() };
    let directory = parent.join(format!("protolint-fuzz-protoc-{}", process::id()));
    let end = Instant::now() + Duration::from_secs(options.seconds);
    let (mut cases, mut accepted, mut refused, mut same_line, mut apart) =
        (0_u64, 0_u64, 0_u64, 0_u64, 0_u64);
    for seed in options.seed..options.seed + options.cases {
        if Instant::now() > end {
            break;
        }
        let case = case(seed);
        cases += 1;
        match compare(&case, options, &directory) {
            Outcome::Accepted => accepted += 1,
            Outcome::Refused(is_same) => {
                refused += 1;
                same_line += u64::from(is_same);
            }
            Outcome::Nothing => {}
            Outcome::Apart(why) => {
                apart += 1;
                let class = kind(&why);
                let smaller = shrink(
                    &case,
                    Duration::from_secs(20),
                    |smaller| matches!(compare(smaller, options, &directory), Outcome::Apart(why) if kind(&why) == class),
                );
                keep(&options.finds, "protoc", &format!("seed {seed}: {why}"), &smaller);
            }
        }
    }
    let _ = fs::remove_dir_all(&directory);
    let share = same_line as f64 * 100.0 / refused.max(1) as f64;
    println!(
        "{cases} schemas beside protoc: {accepted} accepted, {refused} refused, {apart} apart; {share:.1} % of the refused have an error on protoc's first line"
    );
    ExitCode::from(u8::from(apart > 0))
}

fn case(seed: u64) -> Case {
    let files = random_files(&mut Random::new(seed));
    Case { files: files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect() }
}

/// The file that is asked for: what it imports is compiled with it.
fn last(files: &Files) -> Option<&str> {
    files.iter().map(|(name, _)| &**name).filter(|name| name.starts_with('f')).max()
}

fn compare(case: &Case, options: &Options, directory: &Path) -> Outcome {
    let Some(last) = last(&case.files) else { return Outcome::Nothing };
    let Some(theirs) = protoc(case, last, options, directory) else { return Outcome::Nothing };
    let ours = compiled_some(&case.files, &[last.to_owned()]);
    let errors: Vec<_> = ours.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
    match theirs {
        Ok(_) if !errors.is_empty() => {
            Outcome::Apart(format!("protoc accepts, we do not: {} {}", errors[0].code, errors[0].message))
        }
        Ok(bytes) if bytes != set_of_roots(&ours) => Outcome::Apart("other bytes".to_owned()),
        Ok(_) => Outcome::Accepted,
        Err(stderr) if errors.is_empty() => {
            let first = first_error(&stderr).map_or(&*stderr, |(_, message)| message);
            Outcome::Apart(format!(
                "we accept, protoc does not: {}",
                first.lines().next().unwrap_or_default()
            ))
        }
        Err(stderr) => {
            if env::var_os("PROTOLINT_FUZZ_REASONS").is_some() {
                println!("reason: {}", first_error(&stderr).map_or("", |(_, message)| message));
            }
            let at = first_error(&stderr).map(|(at, _)| at);
            let is_same = at.is_none_or(|(path, line)| {
                errors.iter().any(|found| {
                    let ours = found.place.range().map(|range| range.start.line + 1);
                    *found.place.path == *path && (line.is_none() || ours == line)
                })
            });
            if !is_same && env::var_os("PROTOLINT_FUZZ_LINES").is_some() {
                println!("other line: {}", stderr.lines().next().unwrap_or_default());
                for found in errors {
                    println!(
                        "  ours: {}:{:?} {} {}",
                        found.place.path,
                        found.place.range().map(|range| range.start.line + 1),
                        found.code,
                        found.message
                    );
                }
            }
            Outcome::Refused(is_same)
        }
    }
}

/// protoc's descriptor set, or what it says; `None` where it dies.
fn protoc(case: &Case, file: &str, options: &Options, directory: &Path) -> Option<Result<Vec<u8>, String>> {
    let _ = fs::remove_dir_all(directory);
    fs::create_dir_all(directory).ok()?;
    case.write(directory).ok()?;
    let mut command = Command::new(&options.protoc);
    command.arg("-I.").arg(format!("-I{}", options.include.display()));
    command.args(["--include_source_info", "-oset.binpb", file]).current_dir(directory);
    let output = command.output().ok()?;
    match output.status.code()? {
        0 => Some(Ok(fs::read(directory.join("set.binpb")).ok()?)),
        1 => Some(Err(String::from_utf8_lossy(&output.stderr).into_owned())),
        _ => None,
    }
}

/// The file and the line of the first error, and what it says.
fn first_error(stderr: &str) -> Option<((&str, Option<u32>), &str)> {
    stderr.lines().find_map(|line| {
        let (path, rest) = line.split_once(".proto:").map(|(path, rest)| (&line[..path.len() + 6], rest))?;
        let mut parts = rest.splitn(3, ':');
        let (number, _, message) = (parts.next()?, parts.next(), parts.next());
        match number.parse() {
            Ok(number) => {
                let message = message?.trim_start();
                (!message.starts_with("warning: ")).then_some(((path, Some(number)), message))
            }
            Err(_) => {
                (!rest.trim_start().starts_with("warning: ")).then_some(((path, None), rest.trim_start()))
            }
        }
    })
}
