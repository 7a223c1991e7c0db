//! `protolint baseline`: records known findings, and removes those that no longer occur.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;

use super::check_args::CheckArgs;
use super::terminal::{Terminal, eprint_line, eprint_notices, print_line};
use crate::baseline::Baseline;
use crate::compile::Timings;
use crate::config::Settings;
use crate::files::Tree;
use crate::gate::{BaselineFile, Check, Findings};
use crate::report::plural;
use crate::workspace::{Configured, Failure};

/// What to do with the baseline.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Record all current findings, so that later runs report only new ones
    Write(RunArgs),
    /// Remove entries that no longer occur
    Prune(RunArgs),
    /// Show how many findings are recorded per rule
    Show(FileArgs),
}

#[derive(clap::Args, Debug)]
struct RunArgs {
    #[command(flatten)]
    check: CheckArgs,
    #[command(flatten)]
    file: FileArgs,
}

/// The baseline file.
#[derive(clap::Args, Debug)]
pub struct FileArgs {
    /// The baseline file [default: the configured one, or protolint-baseline.toml next to the configuration if it
    /// exists]
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

/// Runs the command. 0: done; 2: the command failed.
pub fn run(args: &Args) -> ExitCode {
    let done = match &args.command {
        Command::Write(args) => write(args),
        Command::Prune(args) => prune(args),
        Command::Show(args) => show(args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => why.exit(),
    }
}

impl FileArgs {
    fn file_for(&self, findings: &Findings) -> BaselineFile {
        BaselineFile::for_findings(self.baseline.as_deref(), findings)
    }

    /// Removes known findings from those of a run, and reports entries that no longer occur.
    pub fn apply(&self, findings: &mut Findings) -> Result<(), Failure> {
        let gone = self.file_for(findings).apply(findings)?;
        if gone > 0 {
            let gone = plural(gone as usize, "known finding");
            eprint_line(&format!("{gone} no longer found: run `protolint baseline prune`"));
        }
        Ok(())
    }
}

impl RunArgs {
    /// The findings, without breaking changes, and the baseline file.
    fn check(&self) -> Result<(Findings, BaselineFile), Failure> {
        let (sources, changes) = self.check.open()?;
        let request = self.check.request(false);
        let check = Check { request: &request, comparison: None, notify: &Terminal };
        let mut findings = check.run(sources, changes.as_ref(), &mut Timings::default())?;
        eprint_notices(&mut findings);
        let file = self.file.file_for(&findings);
        Ok((findings, file))
    }
}

fn write(args: &RunArgs) -> Result<(), Failure> {
    let (findings, file) = args.check()?;
    let path = file.path.display();
    if file.path.exists() {
        let message =
            format!("{path}: the baseline already exists: use `prune` to shrink it, or delete it first");
        return Err(message.into());
    }
    let baseline = Baseline::of(&findings.diagnostics, |path| file.key(path));
    file.save(&baseline)?;
    eprint_line(&format!("{} written to {path}", plural(baseline.len() as usize, "known finding")));
    Ok(())
}

fn prune(args: &RunArgs) -> Result<(), Failure> {
    let (findings, file) = args.check()?;
    let mut baseline = file.known()?;
    let gone = file.prune(&mut baseline, &findings);
    if gone > 0 {
        file.save(&baseline)?;
    }
    eprint_line(&format!("{} removed, {} left", plural(gone as usize, "finding"), baseline.len()));
    Ok(())
}

fn show(args: &FileArgs) -> Result<(), Failure> {
    let located = Configured::default().applicable(&Tree::Disk, ".")?;
    let settings = located.map_or_else(Settings::default, |located| located.settings);
    let named = args.baseline.as_deref().or(settings.baseline.as_deref());
    let baseline = BaselineFile::of(named, settings.home.as_deref(), Path::new("")).known()?;
    for (rule, (findings, files)) in baseline.by_rule() {
        let noun = if files == 1 { "file" } else { "files" };
        print_line(&format!("{findings:>7} in {files:>5} {noun:<5}  {rule}"));
    }
    eprint_line(&plural(baseline.len() as usize, "known finding"));
    Ok(())
}
