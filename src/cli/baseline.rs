//! `protolint baseline`: known findings, written once and taken out as they are mended.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use rustc_hash::FxHashSet;

use super::configured::Configured;
use super::find::{Against, FindArgs, Found, find};
use super::output::write_whole;
use super::{Failure, beside, say, tell};
use crate::baseline::Baseline;
use crate::compile::Timings;
use crate::config::{BASELINE, Settings};
use crate::files::{Fault, Tree};
use crate::report::plural;

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
    find: FindArgs,
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
    /// The one that is meant where a configuration in `home` names one, or none, for an input.
    fn file(&self, configured: Option<&Path>, home: Option<&Path>, input: &Path) -> BaselineFile {
        let named = self.baseline.as_deref().or(configured);
        let path = named.map_or_else(|| beside(home, input, BASELINE), Path::to_owned);
        BaselineFile { path, is_named: named.is_some() }
    }

    /// The one for what a run found.
    fn file_for(&self, found: &Found) -> BaselineFile {
        self.file(found.baseline.as_deref(), found.home.as_deref(), &found.input)
    }

    /// Takes known findings out of `found`, and tells of known ones that are gone.
    pub fn apply(&self, found: &mut Found) -> Result<(), Failure> {
        let file = self.file_for(found);
        let Some(mut baseline) = file.read()? else { return Ok(()) };
        found.has_baseline = true;
        let gone = file.prune(&mut baseline, found);
        if gone > 0 {
            let gone = plural(gone as usize, "known finding");
            tell(&format!("{gone} gone since: `protolint baseline prune` takes note"));
        }
        baseline.apply(&mut found.found, |path| file.key(path));
        Ok(())
    }
}

/// The file of a baseline.
struct BaselineFile {
    path: PathBuf,
    is_named: bool,
}

impl BaselineFile {
    /// The baseline, if there is one; one that was named has to be.
    fn read(&self) -> Result<Option<Baseline>, Failure> {
        let path = &self.path;
        match Tree::Disk.read(path) {
            Ok(text) => match Baseline::parse(&String::from_utf8_lossy(&text)) {
                Ok(baseline) => Ok(Some(baseline)),
                Err(why) => Err(format!("{}:{why}", path.display()).into()),
            },
            Err(Fault::Missing) if !self.is_named => Ok(None),
            Err(Fault::Missing) => Err(self.missing().into()),
            Err(fault) => Err(format!("{}: the baseline cannot be read: {fault}", path.display()).into()),
        }
    }

    fn known(&self) -> Result<Baseline, Failure> {
        Ok(self.read()?.ok_or_else(|| self.missing())?)
    }

    fn missing(&self) -> String {
        format!("{}: there is no baseline: `protolint baseline write` makes one", self.path.display())
    }

    fn save(&self, baseline: &Baseline) -> Result<(), Failure> {
        let path = &self.path;
        let written = write_whole(path, |out| out.write_all(baseline.text().as_bytes()));
        Ok(written.map_err(|error| format!("{}: the baseline cannot be written: {error}", path.display()))?)
    }

    /// Takes out of the baseline what is not found any more, where it was looked for or where no file is left.
    fn prune(&self, baseline: &mut Baseline, Found { files, ran, warnings, found, .. }: &Found) -> u32 {
        let files: FxHashSet<String> = files.iter().map(|path| self.key(path)).collect();
        let is_left = |path: &str| self.directory().join(path).exists();
        let ran = |rule: &str| ran.contains(rule) || *warnings && rule.starts_with(char::is_lowercase);
        let was_looked_for = |path: &str, rule: &str| ran(rule) && files.contains(path) || !is_left(path);
        baseline.prune(found, |path| self.key(path), was_looked_for)
    }

    /// What a file is called in the baseline: its path from where the baseline is.
    fn key(&self, path: &str) -> String {
        let file = Tree::Disk.absolute(Path::new(path));
        let below = file.strip_prefix(self.directory());
        below.map_or_else(|_| path.to_owned(), |below| below.to_string_lossy().into_owned())
    }

    fn directory(&self) -> PathBuf {
        Tree::Disk.absolute(self.path.parent().unwrap_or(Path::new("")))
    }
}

fn write(args: &RunArgs) -> Result<(), Failure> {
    let found = find(&args.find, Against::Nothing, &mut Timings::default())?;
    let file = args.file.file_for(&found);
    let path = file.path.display();
    if file.path.exists() {
        let message = format!(
            "{path}: there is a baseline already, and it only shrinks: use `prune`, or remove it first"
        );
        return Err(message.into());
    }
    let baseline = Baseline::of(&found.found, |path| file.key(path));
    file.save(&baseline)?;
    tell(&format!("{} written to {path}", plural(baseline.len() as usize, "known finding")));
    Ok(())
}

fn prune(args: &RunArgs) -> Result<(), Failure> {
    let found = find(&args.find, Against::Nothing, &mut Timings::default())?;
    let file = args.file.file_for(&found);
    let mut baseline = file.known()?;
    let gone = file.prune(&mut baseline, &found);
    if gone > 0 {
        file.save(&baseline)?;
    }
    tell(&format!("{} taken out, {} left", plural(gone as usize, "finding"), baseline.len()));
    Ok(())
}

fn show(args: &FileArgs) -> Result<(), Failure> {
    let located = Configured::default().in_charge(&Tree::Disk, ".")?;
    let settings = located.map_or_else(Settings::default, |located| located.settings);
    let baseline =
        args.file(settings.baseline.as_deref(), settings.home.as_deref(), Path::new("")).known()?;
    for (rule, (findings, files)) in baseline.by_rule() {
        let noun = if files == 1 { "file" } else { "files" };
        say(&format!("{findings:>7} in {files:>5} {noun:<5}  {rule}"));
    }
    tell(&format!("{} known", plural(baseline.len() as usize, "finding")));
    Ok(())
}
