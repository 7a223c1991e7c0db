//! `protolint check`: compiles, lints and reports.

use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;

use super::format::Format;
use super::lint_part::lint_part;
use super::parts::{Scope, parts};
use super::progress::Progress;
use super::sources::Sources;
use super::{Failure, tell, tell_about, tell_timings};
use crate::compile::Timings;
use crate::diag::{Diagnostic, Severity};
use crate::lint::choose;
use crate::report;

/// What to check and how to tell.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Files and directories to check; imports outside them are read but not linted
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<String>,
    /// A directory in which imports are found, before the directories of PATH; may be repeated
    #[arg(short = 'I', long = "proto-path", value_name = "DIR")]
    proto_path: Vec<String>,
    /// Tell only of these files and directories in PATH; what they import is read all the same
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    path: Vec<String>,
    /// Leave these files and directories out
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    exclude_path: Vec<String>,
    /// The configuration to take instead of the one that is found: a file, or its text
    #[arg(long, value_name = "FILE|TEXT")]
    config: Option<String>,
    /// Run only these rules, by id or category; errors of the compiler are shown all the same
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    only: Vec<String>,
    /// Leave these rules out, by id or category
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    skip: Vec<String>,
    /// How to print what is found
    #[arg(long, alias = "error-format", value_enum, default_value_t = Format::Text)]
    format: Format,
    /// When to colour text; auto asks the terminal and the variable `NO_COLOR`
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
    /// Print where the time goes
    #[arg(long, hide = true)]
    timings: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

/// Checks and reports. 0: clean, notes aside; 1: errors or warnings; 2: the run could not be done.
pub fn run(args: &Args) -> ExitCode {
    let start = Instant::now();
    match check(args) {
        Ok(checked) => {
            if args.format == Format::Text {
                tell(&checked.summary(start.elapsed()));
            }
            ExitCode::from(u8::from(checked.fails()))
        }
        Err(why) => {
            why.tell();
            ExitCode::from(2)
        }
    }
}

/// What came out of a run.
struct Checked {
    files: usize,
    found: Vec<Diagnostic>,
}

impl Checked {
    fn fails(&self) -> bool {
        self.found.iter().any(|diagnostic| diagnostic.severity > Severity::Note)
    }

    /// One line for the end of a log. The time is left out where a log might be compared with another.
    fn summary(&self, time: Duration) -> String {
        let found = report::count_text(&self.found);
        let time = if io::stderr().is_terminal() {
            format!(" in {:.2} s", time.as_secs_f64())
        } else {
            String::new()
        };
        format!("{} checked{time}: {found}", report::plural(self.files, "file"))
    }
}

fn check(args: &Args) -> Result<Checked, Failure> {
    let progress = Progress::start("checking");
    let mut timings = Timings::default();
    let mut checked = Checked { files: 0, found: Vec::new() };
    let scope = Scope {
        includes: &args.proto_path,
        paths: &args.path,
        exclude_paths: &args.exclude_path,
        config: args.config.as_deref().filter(|config| !config.is_empty()),
    };
    let parts = parts(Sources::open(&args.paths)?, &scope)?;
    timings.mark("read and parse");
    for mut part in parts {
        for module in &mut part.settings.modules {
            choose(&mut module.lint.selection, &args.only, &args.skip)?;
        }
        tell_about(&part.settings.notices);
        let (files, found) = lint_part(part, args.only.is_empty(), &mut timings);
        checked.files += files;
        checked.found.extend(found);
    }
    let Checked { found, .. } = &mut checked;
    report::sort(found);
    drop(progress);
    write(args, found).map_err(|error| format!("the findings cannot be written: {error}"))?;
    timings.mark("report");
    if args.timings {
        tell_timings(&timings);
    }
    Ok(checked)
}

fn write(args: &Args, found: &[Diagnostic]) -> io::Result<()> {
    let stdout = io::stdout().lock();
    let choice = match args.color {
        Color::Auto => AutoStream::choice(&stdout),
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    };
    let mut out: Box<dyn Write> = match args.format {
        Format::Text => Box::new(AutoStream::new(stdout, choice)),
        _ => Box::new(stdout),
    };
    let mut out = BufWriter::with_capacity(1 << 16, &mut out);
    let written = args.format.write(found, &mut out).and_then(|()| out.flush());
    // A reader that has gone away has read enough.
    written.or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}
