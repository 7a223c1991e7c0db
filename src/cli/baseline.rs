//! `protolint baseline`: known findings, written once and taken out as they are mended.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;

use super::check_args::CheckArgs;
use super::terminal::{Terminal, say, tell, tell_notices};
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
    /// Write down what is found now, so that only what is new is told from now on
    Write(RunArgs),
    /// Take out what is not found any more
    Prune(RunArgs),
    /// Tell how much is known of each rule
    Show(FileArgs),
}

#[derive(clap::Args, Debug)]
struct RunArgs {
    #[command(flatten)]
    check: CheckArgs,
    #[command(flatten)]
    file: FileArgs,
}

/// Which baseline.
#[derive(clap::Args, Debug)]
pub struct FileArgs {
    /// The baseline [default: that of the configuration, or protolint-baseline.toml beside it, where it is there]
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

/// Runs the command. 0: done; 2: it could not be.
pub fn run(args: &Args) -> ExitCode {
    let done = match &args.command {
        Command::Write(args) => write(args),
        Command::Prune(args) => prune(args),
        Command::Show(args) => show(args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            why.tell();
            ExitCode::from(2)
        }
    }
}

impl FileArgs {
    fn file_for(&self, findings: &Findings) -> BaselineFile {
        BaselineFile::for_findings(self.baseline.as_deref(), findings)
    }

    /// Takes known findings out of what a run found, and tells of known ones that are gone.
    pub fn apply(&self, findings: &mut Findings) -> Result<(), Failure> {
        let gone = self.file_for(findings).apply(findings)?;
        if gone > 0 {
            let gone = plural(gone as usize, "known finding");
            tell(&format!("{gone} gone since: `protolint baseline prune` takes note"));
        }
        Ok(())
    }
}

impl RunArgs {
    /// What is found, changes aside, and the file for it.
    fn check(&self) -> Result<(Findings, BaselineFile), Failure> {
        let (sources, changes) = self.check.open()?;
        let request = self.check.request(false);
        let check = Check { request: &request, comparison: None, notify: &Terminal };
        let mut findings = check.run(sources, changes.as_ref(), &mut Timings::default())?;
        tell_notices(&mut findings);
        let file = self.file.file_for(&findings);
        Ok((findings, file))
    }
}

fn write(args: &RunArgs) -> Result<(), Failure> {
    let (findings, file) = args.check()?;
    let path = file.path.display();
    if file.path.exists() {
        let message = format!(
            "{path}: there is a baseline already, and it only shrinks: use `prune`, or remove it first"
        );
        return Err(message.into());
    }
    let baseline = Baseline::of(&findings.diagnostics, |path| file.key(path));
    file.save(&baseline)?;
    tell(&format!("{} written to {path}", plural(baseline.len() as usize, "known finding")));
    Ok(())
}

fn prune(args: &RunArgs) -> Result<(), Failure> {
    let (findings, file) = args.check()?;
    let mut baseline = file.known()?;
    let gone = file.prune(&mut baseline, &findings);
    if gone > 0 {
        file.save(&baseline)?;
    }
    tell(&format!("{} taken out, {} left", plural(gone as usize, "finding"), baseline.len()));
    Ok(())
}

fn show(args: &FileArgs) -> Result<(), Failure> {
    let located = Configured::default().in_charge(&Tree::Disk, ".")?;
    let settings = located.map_or_else(Settings::default, |located| located.settings);
    let named = args.baseline.as_deref().or(settings.baseline.as_deref());
    let baseline = BaselineFile::of(named, settings.home.as_deref(), Path::new("")).known()?;
    for (rule, (findings, files)) in baseline.by_rule() {
        let noun = if files == 1 { "file" } else { "files" };
        say(&format!("{findings:>7} in {files:>5} {noun:<5}  {rule}"));
    }
    tell(&format!("{} known", plural(baseline.len() as usize, "finding")));
    Ok(())
}
