//! The command lines: arguments as typed, then resolved, then run. The only stage that prints.

mod approvals;
mod approve;
mod baseline;
mod before;
mod breaking;
mod buf_flags;
mod built;
mod check;
mod compare;
mod compared;
mod compile;
mod config;
mod configured;
mod counterpart;
mod diff;
mod filter;
mod find;
mod fixer;
mod format;
mod formatter;
mod free_numbers;
mod generate;
mod include;
mod inputs;
mod make_rule;
mod modules;
mod output;
mod overridden;
mod paired;
mod parts;
mod print;
mod progress;
pub mod protogen;
pub mod protolint;
mod rules;
mod scaffold;
mod sources;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anstream::AutoStream;

use crate::compile::Timings;
use crate::config::Base;
use crate::diag::Diagnostic;
use crate::files::Tree;
use crate::input::without_credentials;
use crate::report;
use crate::text::{line_start, visible};

/// How a run ends, as the shell sees it. 0: done, nothing to say; 1: findings; 2: the run could not be done.
type Status = u8;

/// Why a run cannot be done.
#[derive(Debug)]
enum Failure {
    /// In one sentence.
    Told(String),
    /// What is wrong with the configuration.
    Configuration(Vec<Diagnostic>),
}

impl From<String> for Failure {
    fn from(why: String) -> Self {
        Self::Told(why)
    }
}

impl From<Vec<Diagnostic>> for Failure {
    fn from(found: Vec<Diagnostic>) -> Self {
        Self::Configuration(found)
    }
}

impl Failure {
    fn tell(self) {
        match self {
            Self::Told(why) => tell(&format!("error: {why}")),
            Self::Configuration(found) => tell_about(found),
        }
    }
}

/// The path of a file that is looked for from the configuration upwards, as far as the repository goes; without a
/// configuration on the disk, from the `input` upwards. Where it is not there, it belongs beside the configuration, or else
/// into the current directory.
fn beside(home: Option<&Path>, input: &Path, name: &str) -> PathBuf {
    let home = home.filter(|home| *home != Path::new(".") && home.is_dir());
    let start = home.unwrap_or(input).to_string_lossy();
    for directory in Base::around(&Tree::Disk, &start) {
        let path = PathBuf::from(directory.disk(name));
        if path.is_file() {
            return path;
        }
        if Path::new(&directory.disk(".git")).exists() {
            break;
        }
    }
    home.unwrap_or(Path::new("")).join(name)
}

/// Says what there is to say about a configuration, each thing once.
fn tell_about(mut found: Vec<Diagnostic>) {
    report::sort(&mut found);
    for found in &mut found {
        found.message = without_credentials(&found.message).into();
        found.help = found.help.take().map(|help| without_credentials(&help).into());
    }
    // When stderr is gone there is nobody left to tell.
    let _ = report::text(&found, &mut AutoStream::auto(io::stderr().lock()));
}

/// Writes one line to standard error, safe to print whatever is quoted in it.
fn tell(line: &str) {
    // When stderr is gone there is nobody left to tell.
    let _ = writeln!(io::stderr().lock(), "{}", line_start(&without_credentials(line)));
}

/// Writes one line to standard output, safe to print whatever is quoted in it.
fn say(line: &str) {
    // A reader that has gone away has read enough.
    let _ = writeln!(io::stdout().lock(), "{}", line_start(line));
}

/// Parses the arguments of a program. A message about them quotes them as they are safe to print.
fn parse<P: clap::Parser>(args: &[OsString]) -> Result<P, Status> {
    let error = match P::try_parse_from(args) {
        Ok(parsed) => return Ok(parsed),
        Err(error) => error,
    };
    let shown = args.iter().map(|arg| visible(&arg.to_string_lossy()).into_owned());
    let error = P::try_parse_from(shown).err().unwrap_or(error);
    // What clap prints goes to a closed pipe at worst.
    let _ = error.print();
    Err(if error.use_stderr() { 2 } else { 0 })
}

/// Says where the time of a run went.
fn tell_timings(timings: &Timings) {
    for (name, time) in timings.laps() {
        tell(&format!("{name:>20} {:8.1} ms", time.as_secs_f64() * 1e3));
    }
}
