//! `protolint format`: formats files, and writes them, prints a diff, or checks that they are formatted.

use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anstream::AutoStream;
use rayon::prelude::*;
use similar::TextDiff;

use super::buf_flags::BufArgs;
use super::format::Format;
use super::inputs::LinkArgs;
use super::terminal::{eprint, eprint_line, unless_broken_pipe};
use crate::diag::{Diagnostic, Severity};
use crate::files::{Bounds, Tree, write_whole};
use crate::format::format;
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
    /// The name of standard input in messages
    #[arg(long, value_name = "PATH")]
    stdin_filepath: Option<String>,
    /// Format only these files and directories in PATH
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    path: Vec<String>,
    /// Exclude these files and directories
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    exclude_path: Vec<String>,
    /// Use this configuration instead of the one found
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

/// A file before and after formatting.
struct Formatted {
    /// The path to show and to write to.
    path: String,
    before: Vec<u8>,
    after: Vec<u8>,
}

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
        let is_stdin = self.stdin_filepath.is_some() || self.paths == ["-"];
        if is_stdin && self.write {
            return Err("--write: cannot write to standard input".to_owned().into());
        }
        let (files, mut found): (Vec<_>, Vec<_>) =
            if is_stdin { self.standard_input()? } else { self.files()? };
        found.sort_by(|a: &Diagnostic, b| a.place.path.cmp(&b.place.path));
        if !found.is_empty() {
            eprint(|err| self.format.write(&found, &mut AutoStream::auto(err)));
        }
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

    /// Reads and formats the selected files; returns the errors of the others.
    fn files(&self) -> Result<(Vec<Formatted>, Vec<Diagnostic>), Failure> {
        let tree = Tree::Disk;
        let filter = Filter::new(&tree, &self.path, &self.exclude_path, self.links.links());
        let configured = Configured::new(&self.config)?;
        let (mut paths, mut found) = (Vec::new(), Vec::new());
        for path in &self.paths {
            if !tree.exists(Path::new(path)) {
                return Err(format!("{path}: there is no such file or directory").into());
            }
            let (mut files, faults) = match configured.applicable(&tree, path)? {
                Some(located) if located.settings.modules.iter().all(|module| !module.roots.is_empty()) => {
                    files_of_modules(&tree, &located, std::slice::from_ref(path), &filter)?
                }
                located => {
                    let filter = match &located {
                        Some(located) => {
                            filter.clone().with_limits(limits(&located.base, &located.settings.modules))
                        }
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
                to_stdout(out.write_all(&file.diff()))?;
            }
        }
        if self.check {
            changed().for_each(|file| eprint_line(&format!("{}: not formatted", file.path)));
        } else if self.write {
            let bounds = Bounds::of(self.paths.iter().map(Path::new));
            for file in changed() {
                check_writable(Path::new(&file.path), &bounds)
                    .map_err(|why| format!("{}: {why}", file.path))?;
                write_whole(Path::new(&file.path), |out| out.write_all(&file.after))
                    .map_err(|error| format!("{}: cannot write the file: {error}", file.path))?;
            }
            eprint_line(&format!("{} formatted", plural(changed().count(), "file")));
        } else if let Some(output) = &self.output {
            self.write_to(output, files)?;
        } else if !self.diff {
            let written = files.iter().try_for_each(|file| out.write_all(&file.after));
            to_stdout(written)?;
        }
        Ok(to_stdout(out.flush())?)
    }

    /// Writes one file to a path, or several to a directory.
    fn write_to(&self, output: &Path, files: &[Formatted]) -> Result<(), Failure> {
        let is_file = output.extension().is_some_and(|extension| extension == "proto");
        if is_file && files.len() != 1 {
            return Err(format!(
                "--output {}: expected a directory, because there are {} files",
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
            let fail = |error: io::Error| format!("{}: cannot write the file: {error}", path.display());
            if let Some(directory) = path.parent() {
                std::fs::create_dir_all(directory).map_err(fail)?;
            }
            write_whole(&path, |out| out.write_all(&file.after)).map_err(fail)?;
        }
        Ok(())
    }
}

impl Formatted {
    /// The changes as a unified diff.
    fn diff(&self) -> Vec<u8> {
        let (before, after) = (String::from_utf8_lossy(&self.before), String::from_utf8_lossy(&self.after));
        let diff = TextDiff::from_lines(&*before, &*after);
        let text = diff.unified_diff().header(&format!("{}.orig", self.path), &self.path).to_string();
        text.into_bytes()
    }
}

fn to_stdout(written: io::Result<()>) -> Result<(), String> {
    unless_broken_pipe(written).map_err(|error| format!("standard output: {error}"))
}

fn files_below(tree: &Tree, path: &str, filter: &Filter) -> (Vec<String>, Vec<Diagnostic>) {
    let (files, faults) = if tree.is_dir(Path::new(path)) {
        tree.proto_files(Path::new(path), filter.links(), Some(ignored_by_git))
    } else {
        (vec![path.into()], Vec::new())
    };
    let files = files.into_iter().filter(|file| filter.selects(&tree.absolute(file)));
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

/// Formats a file. Fails with its syntax errors.
fn formatted(path: &str, bytes: Vec<u8>) -> Result<Formatted, Vec<Diagnostic>> {
    let (tree, mut faults) = syntax::parse(&Source::new(path, path, bytes));
    if tree.damaged {
        faults.retain(|fault| fault.severity == Severity::Error);
        return Err(faults);
    }
    let after = format(&tree);
    Ok(Formatted { path: path.to_owned(), before: tree.source.bytes().to_vec(), after })
}
