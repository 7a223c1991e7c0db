//! `protolint check`: compiles, lints and reports.

use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;
use rustc_hash::FxHashMap;

use super::format::Format;
use super::lint_part::lint_part;
use super::parts::{Part, ScopeArgs, parts};
use super::progress::Progress;
use super::sources::{INPUTS_HELP, SourceArgs, Sources};
use super::{Failure, tell, tell_about, tell_timings};
use crate::compile::Timings;
use crate::diag::{Diagnostic, Severity};
use crate::input::Changes;
use crate::lint::choose;
use crate::report;

const EXIT_STATUS: &str =
    "Exit status: 0 clean, notes aside; 1 errors or warnings; 2 the run could not be done.";

/// What to check and how to tell.
#[derive(clap::Args, Debug)]
#[command(after_help = format!("{INPUTS_HELP}\n\n{EXIT_STATUS}"))]
pub struct Args {
    #[command(flatten)]
    sources: SourceArgs,
    #[command(flatten)]
    scope: ScopeArgs,
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
    let Sources { given, changes } = args.sources.open()?;
    let is_of_interest = |path: &str| changes.as_ref().is_none_or(|changes| changes.contain(Path::new(path)));
    let untouched = changes.as_ref().is_some_and(|changes| !changes.touch_protos());
    let parts = if untouched { Vec::new() } else { parts(given, &args.sources.proto_path, &args.scope)? };
    timings.mark("read and parse");
    let mut unchecked = false;
    for mut part in parts {
        for module in &mut part.settings.modules {
            choose(&mut module.lint.selection, &args.only, &args.skip)?;
        }
        tell_about(std::mem::take(&mut part.settings.notices));
        unchecked |= uses_protovalidate(&part)
            && args.only.is_empty()
            && !args.skip.contains(&PROTOVALIDATE.to_owned());
        let loaded = &part.loaded;
        let paths = loaded.roots.iter().map(|&root| &*loaded.files[root as usize].path);
        checked.files += paths.filter(|path| is_of_interest(path)).count();
        checked.found.extend(lint_part(part, args.only.is_empty(), &mut timings));
    }
    if unchecked {
        tell(
            "warning: the options of buf/validate are not checked: PROTOVALIDATE is not there yet, run buf for it",
        );
    }
    let Checked { found, .. } = &mut checked;
    if let Some(changes) = &changes {
        keep_changed(found, changes);
    }
    report::sort(found);
    drop(progress);
    write(args, found).map_err(|error| format!("the findings cannot be written: {error}"))?;
    timings.mark("report");
    if args.timings {
        tell_timings(&timings);
    }
    Ok(checked)
}

/// A rule of buf that we do not have.
const PROTOVALIDATE: &str = "PROTOVALIDATE";

/// Whether that rule is asked for, and would have something to look at.
fn uses_protovalidate(part: &Part) -> bool {
    part.settings.modules.iter().any(|module| module.lint.protovalidate)
        && part.loaded.files.iter().any(|file| &*file.name == "buf/validate/validate.proto")
}

/// Leaves out what is not about files that were changed.
fn keep_changed(found: &mut Vec<Diagnostic>, changes: &Changes) {
    let mut known: FxHashMap<Box<str>, bool> = FxHashMap::default();
    found.retain(|diagnostic| {
        let path = &diagnostic.place.path;
        if let Some(&known) = known.get(path) {
            return known;
        }
        let keep = changes.contain(Path::new(&**path));
        known.insert(path.clone(), keep);
        keep
    });
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
