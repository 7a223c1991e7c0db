//! `protolint format`: formats files, and writes them, shows what would change, or fails where something would.

use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anstream::AutoStream;
use rayon::prelude::*;
use similar::TextDiff;

use super::buf_flags::BufArgs;
use super::format::Format;
use super::inputs::LinkArgs;
use super::terminal::tell;
use crate::diag::{Diagnostic, Severity};
use crate::files::{Bounds, Ignored, Tree, write_whole};
use crate::format::format;
use crate::gate::check_writable;
use crate::report::plural;
use crate::syntax;
use crate::text::Source;
use crate::workspace::{Configured, Failure, Filter, files_of_modules, nothing_to_check};

const EXIT_STATUS: &str = "Exit status: 0 done; 1 a file has a syntax error, or --check found files to format; 2 the run \
    could not be done; 100 with --exit-code, something would change.";

/// What to format, and what to do with the result.
#[derive(clap::Args, Debug)]
#[command(after_help = EXIT_STATUS)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub struct Args {
    /// Files and directories; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<String>,
    /// Write the files in place
    #[arg(short, long, conflicts_with_all = ["check", "output"])]
    write: bool,
    /// Print what would change instead of the files
    #[arg(short, long, conflicts_with = "check")]
    diff: bool,
    /// Name the files that are not formatted, and exit with 1 if there are any
    #[arg(long, conflicts_with = "output")]
    check: bool,
    /// Exit with 100 if something would change, as in buf
    #[arg(long)]
    exit_code: bool,
    /// Write to this file, or with several files below this directory
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// The name of standard input in messages
    #[arg(long, value_name = "PATH")]
    stdin_filepath: Option<String>,
    /// Format only these files and directories in PATH
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    path: Vec<String>,
    /// Leave these files and directories out
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    exclude_path: Vec<String>,
    /// The configuration to take instead of the one that is found
    #[arg(long, value_name = "FILE|TEXT")]
    config: Vec<String>,
    #[command(flatten)]
    links: LinkArgs,
    /// How to print errors
    #[arg(long, alias = "error-format", value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    buf: BufArgs,
}

/// A file as it is, and as it is formatted.
struct Formatted {
    /// The path as it is shown and written to.
    path: String,
    before: Vec<u8>,
    after: Vec<u8>,
}

/// Formats. 0: done; 1: a syntax error, or with `--check` a file that is not formatted; 2: the run could not be done;
/// 100: something would change, with `--exit-code`.
pub fn run(args: &Args) -> ExitCode {
    match args.run() {
        Ok(code) => ExitCode::from(code),
        Err(why) => {
            why.tell();
            ExitCode::from(2)
        }
    }
}

impl Args {
    fn run(&self) -> Result<u8, Failure> {
        let is_stdin = self.stdin_filepath.is_some() || self.paths == ["-"];
        if is_stdin && self.write {
            return Err("--write: standard input cannot be written to".to_owned().into());
        }
        let (files, mut found): (Vec<_>, Vec<_>) =
            if is_stdin { self.standard_input()? } else { self.files()? };
        found.sort_by(|a: &Diagnostic, b| a.place.path.cmp(&b.place.path));
        let mut stderr = AutoStream::auto(io::stderr().lock());
        // Ignore write errors on stderr.
        let _ = if found.is_empty() { Ok(()) } else { self.format.write(&found, &mut stderr) };
        let changed = files.iter().filter(|file| file.before != file.after).count();
        self.put(&files)?;
        let has_errors = found.iter().any(|found| found.severity == Severity::Error);
        Ok(match changed {
            _ if has_errors => 1,
            1.. if self.exit_code => 100,
            1.. if self.check => 1,
            _ => 0,
        })
    }

    fn standard_input(&self) -> Result<(Vec<Formatted>, Vec<Diagnostic>), Failure> {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map_err(|error| format!("standard input: {error}"))?;
        let name = self.stdin_filepath.clone().unwrap_or_else(|| "<stdin>".to_owned());
        Ok(match formatted(&name, bytes) {
            Ok(file) => (vec![file], Vec::new()),
            Err(faults) => (Vec::new(), faults),
        })
    }

    /// Reads and formats the files that are meant, and says what is wrong with others.
    fn files(&self) -> Result<(Vec<Formatted>, Vec<Diagnostic>), Failure> {
        let tree = Tree::Disk;
        let filter = Filter::new(&tree, &self.path, &self.exclude_path, self.links.links());
        let configured = Configured::new(&self.config)?;
        let (mut paths, mut found) = (Vec::new(), Vec::new());
        for path in &self.paths {
            if !tree.exists(Path::new(path)) {
                return Err(format!("{path}: there is no such file or directory").into());
            }
            let (mut files, faults) = match configured.in_charge(&tree, path)? {
                Some(located) if located.settings.modules.iter().all(|module| !module.roots.is_empty()) => {
                    files_of_modules(&tree, &located, std::slice::from_ref(path), &filter)?
                }
                located => {
                    let filter = match &located {
                        Some(located) => filter.clone().with(&located.base, &located.settings.modules),
                        None => filter.clone(),
                    };
                    files_below(&tree, path, &filter)
                }
            };
            paths.append(&mut files);
            found.extend(faults);
        }
        paths.sort();
        paths.dedup();
        if paths.is_empty() && found.is_empty() {
            return Err(nothing_to_check(&self.paths, &filter).into());
        }
        let results: Vec<_> = paths.par_iter().map(|path| read(&tree, path)).collect();
        let mut files = Vec::new();
        for result in results {
            match result {
                Ok(file) => files.push(file),
                Err(mut faults) => found.append(&mut faults),
            }
        }
        Ok((files, found))
    }

    /// Prints or writes the files.
    fn put(&self, files: &[Formatted]) -> Result<(), Failure> {
        let changed = || files.iter().filter(|file| file.before != file.after);
        let mut out = io::BufWriter::new(io::stdout().lock());
        if self.diff {
            for file in changed() {
                unless_broken_pipe(out.write_all(&file.diff()))?;
            }
        }
        if self.check {
            changed().for_each(|file| tell(&format!("{}: not formatted", file.path)));
        } else if self.write {
            let bounds = Bounds::of(self.paths.iter().map(Path::new));
            for file in changed() {
                check_writable(Path::new(&file.path), &bounds)
                    .map_err(|why| format!("{}: {why}", file.path))?;
                write_whole(Path::new(&file.path), |out| out.write_all(&file.after))
                    .map_err(|error| format!("{}: it cannot be written: {error}", file.path))?;
            }
            tell(&format!("{} formatted", plural(changed().count(), "file")));
        } else if let Some(output) = &self.output {
            self.write_to(output, files)?;
        } else if !self.diff {
            let written = files.iter().try_for_each(|file| out.write_all(&file.after));
            unless_broken_pipe(written)?;
        }
        Ok(unless_broken_pipe(out.flush())?)
    }

    /// Writes one file to a path, or several below a directory.
    fn write_to(&self, output: &Path, files: &[Formatted]) -> Result<(), Failure> {
        let is_file = output.extension().is_some_and(|extension| extension == "proto");
        if is_file && files.len() != 1 {
            return Err(format!(
                "--output {}: it is one file, and there are {}",
                output.display(),
                files.len()
            )
            .into());
        }
        for file in files {
            let below = self.paths.iter().find_map(|path| Path::new(&file.path).strip_prefix(path).ok());
            let below = below.filter(|below| *below != Path::new("")).unwrap_or(Path::new(&file.path));
            let path = if is_file {
                output.to_owned()
            } else {
                output.join(below.strip_prefix("/").unwrap_or(below))
            };
            let fail = |error: io::Error| format!("{}: it cannot be written: {error}", path.display());
            if let Some(directory) = path.parent() {
                std::fs::create_dir_all(directory).map_err(fail)?;
            }
            write_whole(&path, |out| out.write_all(&file.after)).map_err(fail)?;
        }
        Ok(())
    }
}

impl Formatted {
    /// What changes, as a unified diff.
    fn diff(&self) -> Vec<u8> {
        let (before, after) = (String::from_utf8_lossy(&self.before), String::from_utf8_lossy(&self.after));
        let diff = TextDiff::from_lines(&*before, &*after);
        let text = diff.unified_diff().header(&format!("{}.orig", self.path), &self.path).to_string();
        text.into_bytes()
    }
}

/// A reader that has gone away has read enough.
fn unless_broken_pipe(result: io::Result<()>) -> Result<(), String> {
    let Err(error) = result else { return Ok(()) };
    if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(format!("standard output: {error}")) }
}

fn files_below(tree: &Tree, path: &str, filter: &Filter) -> (Vec<String>, Vec<Diagnostic>) {
    let (files, faults) = if tree.is_dir(Path::new(path)) {
        tree.proto_files(Path::new(path), filter.links(), Ignored::Skip)
    } else {
        (vec![path.into()], Vec::new())
    };
    let files = files.into_iter().filter(|file| filter.takes(&tree.absolute(file)));
    (files.map(|file| crate::compile::clean_path(&file.to_string_lossy())).collect(), faults)
}

fn read(tree: &Tree, path: &str) -> Result<Formatted, Vec<Diagnostic>> {
    match tree.read(Path::new(path)) {
        Ok(bytes) => formatted(path, bytes),
        Err(fault) => {
            let message = format!("the file cannot be read: {fault}");
            Err(vec![Diagnostic::error("file-unreadable", crate::diag::Place::file(path), message)])
        }
    }
}

/// Formats a file; what is wrong with it where it has syntax errors.
fn formatted(path: &str, bytes: Vec<u8>) -> Result<Formatted, Vec<Diagnostic>> {
    let (tree, mut faults) = syntax::parse(&Source::new(path, path, bytes));
    if tree.damaged {
        faults.retain(|fault| fault.severity == Severity::Error);
        return Err(faults);
    }
    let after = format(&tree);
    Ok(Formatted { path: path.to_owned(), before: tree.source.bytes().to_vec(), after })
}
