//! `protolint format`: formats files, and writes them, prints a diff, or checks that they are formatted.

use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anstream::AutoStream;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::buf_flags::BufArgs;
use super::format::Format;
use super::inputs::LinkArgs;
use super::patch::patch;
use super::terminal::{eprint, eprint_line, unless_broken_pipe};
use crate::compile::clean_path;
use crate::config::{Located, Settings};
use crate::diag::{Diagnostic, Place, Severity};
use crate::files::{Bounds, Tree, write_whole};
use crate::format::{Style, format};
use crate::gate::check_writable;
use crate::input::ignored_by_git;
use crate::naming::{Filter, nothing_to_check};
use crate::report::plural;
use crate::syntax;
use crate::text::Source;
use crate::workspace::{Configured, Failure, files_of_modules, limits};

const EXIT_STATUS: &str = "Exit status: 0 done; 1 a file has a syntax error, or --check found unformatted files; 2 \
    usage, configuration or I/O error; 100 with --exit-code, a file would change.";

/// What to format, and what to do with the result.
#[derive(clap::Args, Debug)]
#[command(after_help = EXIT_STATUS)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub struct Args {
    /// Files and directories; `-` reads standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<String>,
    /// Write the files in place
    #[arg(short, long, conflicts_with_all = ["check", "output"])]
    write: bool,
    /// Print a diff instead of the formatted files
    #[arg(short, long, conflicts_with = "check")]
    diff: bool,
    /// List files that are not formatted, and exit with 1 if there are any
    #[arg(long, conflicts_with = "output")]
    check: bool,
    /// Exit with 100 if a file would change, as in buf
    #[arg(long)]
    exit_code: bool,
    /// Write to this file, or to this directory if there are several
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Path of standard input, for messages and its configuration
    #[arg(long, value_name = "PATH")]
    stdin_filepath: Option<String>,
    /// Format only these files and directories in PATH
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    path: Vec<String>,
    /// Exclude these files and directories
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    exclude_path: Vec<String>,
    /// Use this configuration instead of the one found, or set a key; may be repeated
    #[arg(long, value_name = "FILE|TEXT|KEY=VALUE")]
    config: Vec<String>,
    #[command(flatten)]
    links: LinkArgs,
    /// How to print errors
    #[arg(long, alias = "error-format", value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    buf: BufArgs,
}

/// A file to format.
struct Job {
    /// The path to show and to read.
    path: String,
    /// Its style; `None` if the configuration excludes it and it is printed as it is.
    style: Option<Style>,
    /// Another file to write to.
    target: Option<PathBuf>,
}

/// What became of a file.
enum Outcome {
    /// It is formatted.
    Done {
        /// Whether that changes it.
        is_changed: bool,
        /// The text for standard output.
        printed: Vec<u8>,
    },
    /// It has errors.
    Broken(Vec<Diagnostic>),
    /// Standard input cannot be read, or the result not be written.
    Failed(String),
}

/// What became of all files.
#[derive(Default)]
struct Summary<'a> {
    /// The paths of files that formatting changes.
    changed: Vec<&'a str>,
    failed: Vec<String>,
    found: Vec<Diagnostic>,
}

/// How many files are formatted before any is printed.
const ROUND: usize = 512;

/// Formats. 0: done; 1: a syntax error, or with `--check` an unformatted file; 2: the command failed; 100: with
/// `--exit-code`, a file would change.
pub fn run(args: &Args) -> ExitCode {
    match args.run() {
        Ok(code) => ExitCode::from(code),
        Err(why) => why.exit(),
    }
}

impl Args {
    fn run(&self) -> Result<u8, Failure> {
        if self.is_stdin() && self.write {
            return Err("--write: cannot write to standard input".to_owned().into());
        }
        let (mut jobs, found) = if self.is_stdin() { self.standard_input()? } else { self.files()? };
        if let Some(output) = &self.output {
            self.aim(&mut jobs, output)?;
        }
        let bounds = Bounds::of(self.paths.iter().filter(|_| self.write).map(Path::new));
        let mut result = Summary { found, ..Summary::default() };
        let mut out = io::BufWriter::new(io::stdout().lock());
        // Not all at once: only the texts of one round are in memory.
        for round in jobs.chunks(ROUND) {
            let outcomes: Vec<_> = round.par_iter().map(|job| self.format(job, &bounds)).collect();
            for (job, outcome) in round.iter().zip(outcomes) {
                to_stdout(out.write_all(&result.add(job, outcome)))?;
            }
        }
        to_stdout(out.flush())?;
        Ok(self.report(result))
    }

    fn is_stdin(&self) -> bool {
        self.stdin_filepath.is_some() || self.paths == ["-"]
    }

    /// Standard input, in the style of the directory of its path.
    fn standard_input(&self) -> Result<(Vec<Job>, Vec<Diagnostic>), Failure> {
        let tree = Tree::Disk;
        let directory = self.stdin_filepath.as_deref().unwrap_or(".");
        let (located, style) = configured(&tree, directory, &Configured::new(&self.config)?)?;
        let is_excluded = self.stdin_filepath.is_some()
            && located.is_some_and(|located| !is_formatted(&tree, &located, directory));
        let path = self.stdin_filepath.clone().unwrap_or_else(|| "<stdin>".to_owned());
        let style = Some(style).filter(|_| !is_excluded);
        Ok((vec![Job { path, style, target: None }], Vec::new()))
    }

    /// The selected files, and errors about those that cannot be listed.
    fn files(&self) -> Result<(Vec<Job>, Vec<Diagnostic>), Failure> {
        let tree = Tree::Disk;
        let filter = Filter::new(&tree, &self.path, &self.exclude_path, self.links.links());
        let typed = Configured::new(&self.config)?;
        let (mut jobs, mut found) = (Vec::new(), Vec::new());
        for path in &self.paths {
            if !tree.exists(Path::new(path)) {
                return Err(format!("{path}: there is no such file or directory").into());
            }
            let (located, style) = configured(&tree, path, &typed)?;
            let (mut files, faults) = match &located {
                Some(located) if has_roots(located) => {
                    files_of_modules(&tree, located, std::slice::from_ref(path), &filter)?
                }
                Some(located) => {
                    let filter = filter.clone().with_limits(limits(&located.base, &located.settings.modules));
                    files_below(&tree, path, &filter)
                }
                None => files_below(&tree, path, &filter),
            };
            if let Some(located) = located.filter(|located| !located.settings.unformatted.is_empty()) {
                files.retain(|file| is_formatted(&tree, &located, file));
            }
            jobs.extend(files.into_iter().map(|path| Job { path, style: Some(style), target: None }));
            found.extend(faults);
        }
        jobs.sort_by(|a, b| a.path.cmp(&b.path));
        jobs.dedup_by(|a, b| a.path == b.path);
        if jobs.is_empty() && found.is_empty() {
            return Err(nothing_to_check(&self.paths, &filter).into());
        }
        Ok((jobs, found))
    }

    /// Chooses the files to write to, below `--output` or that file itself, and creates their directories.
    fn aim(&self, jobs: &mut [Job], output: &Path) -> Result<(), Failure> {
        let is_file = output.extension().is_some_and(|extension| extension == "proto");
        if is_file && jobs.len() != 1 {
            return Err(format!(
                "--output {}: expected a directory, because there are {} files",
                output.display(),
                jobs.len()
            )
            .into());
        }
        let mut targets = FxHashSet::default();
        let mut directories = FxHashSet::default();
        let inputs: Vec<String> = self.paths.iter().map(|path| clean_path(path)).collect();
        for job in jobs {
            let path = Path::new(&job.path);
            let below = inputs.iter().find_map(|input| path.strip_prefix(input).ok()).unwrap_or(path);
            // A file that is an input is written under its name.
            let below = if below == Path::new("") { path.file_name().map_or(path, Path::new) } else { below };
            let target = if is_file {
                output.to_owned()
            } else {
                output.join(below.strip_prefix("/").unwrap_or(below))
            };
            if !targets.insert(target.clone()) {
                let target = target.display();
                return Err(format!("--output {target}: several files would be written to it").into());
            }
            if let Some(directory) = target.parent().filter(|directory| !directories.contains(*directory)) {
                std::fs::create_dir_all(directory).map_err(|error| {
                    format!("{}: cannot create the directory: {error}", directory.display())
                })?;
                directories.insert(directory.to_owned());
            }
            job.target = Some(target);
        }
        Ok(())
    }

    /// Formats a file, and writes it if it is to be written.
    fn format(&self, job: &Job, bounds: &Bounds) -> Outcome {
        let bytes = match self.read(&job.path) {
            Ok(bytes) => bytes,
            Err(outcome) => return outcome,
        };
        let source = Source::new(&*job.path, &*job.path, bytes);
        let after = match job.style {
            Some(style) => match formatted(&source, style) {
                Ok(after) => after,
                Err(faults) => return Outcome::Broken(faults),
            },
            None => source.bytes().to_vec(),
        };
        let is_changed = after != source.bytes();
        if let Err(why) = self.write(job, is_changed, &after, bounds) {
            return Outcome::Failed(why);
        }
        let printed = match () {
            () if self.diff && is_changed => patch(&job.path, source.bytes(), &after),
            () if self.diff || self.check || self.write || self.output.is_some() => Vec::new(),
            () => after,
        };
        Outcome::Done { is_changed, printed }
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Outcome> {
        if self.is_stdin() {
            let mut bytes = Vec::new();
            let read = io::stdin().lock().read_to_end(&mut bytes);
            return read.map(|_| bytes).map_err(|error| Outcome::Failed(format!("standard input: {error}")));
        }
        Tree::Disk.read(Path::new(path)).map_err(|fault| {
            let message = format!("the file cannot be read: {fault}");
            let fault = Diagnostic::error("file-unreadable", Place::file(path), message);
            Outcome::Broken(vec![fault])
        })
    }

    /// Writes a file in place or to its target. Fails with the path and the reason.
    fn write(&self, job: &Job, is_changed: bool, after: &[u8], bounds: &Bounds) -> Result<(), String> {
        let path = match &job.target {
            Some(target) => target,
            None if self.write && is_changed => {
                let path = Path::new(&job.path);
                check_writable(path, bounds).map_err(|why| format!("{}: {why}", job.path))?;
                path
            }
            None => return Ok(()),
        };
        write_whole(path, |out| out.write_all(after))
            .map_err(|error| format!("{}: cannot write the file: {error}", path.display()))
    }

    /// Prints what became of the files, and returns the exit status.
    fn report(&self, result: Summary) -> u8 {
        let Summary { changed, failed, mut found } = result;
        found.sort_by(|a, b| a.place.path.cmp(&b.place.path));
        if !found.is_empty() {
            eprint(|err| self.format.write(&found, &mut AutoStream::auto(err)));
        }
        for why in &failed {
            eprint_line(&format!("error: {why}"));
        }
        if self.check {
            for path in &changed {
                eprint_line(&format!("{path}: not formatted"));
            }
        } else if self.write {
            eprint_line(&format!("{} formatted", plural(changed.len(), "file")));
        }
        let has_errors = found.iter().any(|found| found.severity == Severity::Error);
        match changed.len() {
            _ if !failed.is_empty() => 2,
            _ if has_errors => 1,
            1.. if self.exit_code => 100,
            1.. if self.check => 1,
            _ => 0,
        }
    }
}

impl<'a> Summary<'a> {
    /// Adds a file, and returns the text to print.
    fn add(&mut self, job: &'a Job, outcome: Outcome) -> Vec<u8> {
        match outcome {
            Outcome::Done { is_changed, printed } => {
                self.changed.extend(is_changed.then_some(&*job.path));
                return printed;
            }
            Outcome::Broken(faults) => self.found.extend(faults),
            Outcome::Failed(why) => self.failed.push(why),
        }
        Vec::new()
    }
}

fn to_stdout(written: io::Result<()>) -> Result<(), String> {
    unless_broken_pipe(written).map_err(|error| format!("standard output: {error}"))
}

/// The configuration that applies to a path, and its style.
fn configured(tree: &Tree, path: &str, typed: &Configured<'_>) -> Result<(Option<Located>, Style), Failure> {
    let mut located = typed.applicable(tree, path)?;
    let mut settings = Settings::default();
    let settings = located.as_mut().map_or(&mut settings, |located| &mut located.settings);
    typed.set(settings)?;
    let style = settings.style;
    Ok((located, style))
}

fn has_roots(located: &Located) -> bool {
    located.settings.modules.iter().all(|module| !module.roots.is_empty())
}

/// Whether a configuration selects a file to be formatted.
fn is_formatted(tree: &Tree, located: &Located, path: &str) -> bool {
    let Some(inside) = located.base.inside(tree, path) else { return true };
    let mut modules = located.settings.modules.iter();
    let is_selected = if has_roots(located) {
        modules.any(|module| module.has(&inside))
    } else {
        modules.any(|module| module.files.have(&inside))
    };
    is_selected && !located.settings.unformatted.matches(&inside)
}

fn files_below(tree: &Tree, path: &str, filter: &Filter) -> (Vec<String>, Vec<Diagnostic>) {
    let (mut files, faults) = if tree.is_dir(Path::new(path)) {
        tree.proto_files(Path::new(path), filter.links(), Some(ignored_by_git))
    } else {
        (vec![path.into()], Vec::new())
    };
    if !filter.is_empty() {
        files.retain(|file| filter.selects(&tree.absolute(file)));
    }
    (files.iter().map(|file| clean_path(&file.to_string_lossy())).collect(), faults)
}

/// Formats a file. Fails with its syntax errors.
fn formatted(source: &Source, style: Style) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let (tree, mut faults) = syntax::parse(source);
    if tree.damaged {
        faults.retain(|fault| fault.severity == Severity::Error);
        return Err(faults);
    }
    Ok(format(&tree, style))
}
