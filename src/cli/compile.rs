//! `protogen compile`: the command line of protoc.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;

use super::Status;
use super::terminal::{eprint, eprint_line, eprint_timings, print_line};
use crate::compile::{Compiled, EditionRange, ImportPaths, Timings, Unmapped, compile, edition_number, load};
use crate::descriptor::{EncodeOptions, edition_defaults, inputs_in_order, write_set};
use crate::diag::{Diagnostic, Place, Severity};
use crate::files::{Symlinks, Tree, write_whole};
use crate::image::decode_set;
use crate::report::{self, free_field_numbers, make_rule};
use crate::schema::{File, FileId};

/// The version that build tools ask protoc for.
const PROTOC_VERSION: &str = "libprotoc 36.2";

/// The flags of protoc, except those for code generators.
#[derive(clap::Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "protoc has that many switches")]
#[command(disable_version_flag = true)]
pub struct Args {
    /// Files or directories to compile; a file may be named by its path or as an import would name it
    #[arg(value_name = "FILE")]
    inputs: Vec<String>,
    /// Import root: a directory, several separated by `:`, or PREFIX=DIR
    #[arg(short = 'I', long = "proto_path", value_name = "PATH")]
    proto_path: Vec<String>,
    /// Write a `FileDescriptorSet` with the inputs
    #[arg(short = 'o', long = "descriptor_set_out", value_name = "FILE")]
    descriptor_set_out: Option<PathBuf>,
    /// Include all imports in the descriptor set, so that it is self-contained
    #[arg(long = "include_imports")]
    include_imports: bool,
    /// Include source positions and comments in the descriptor set
    #[arg(long = "include_source_info")]
    include_source_info: bool,
    /// Keep options with source retention
    #[arg(long = "retain_options")]
    retain_options: bool,
    /// Descriptor sets to take inputs and imports from, separated by `:`
    #[arg(long = "descriptor_set_in", value_name = "FILES")]
    descriptor_set_in: Option<String>,
    /// Write the dependencies of the output as a make rule
    #[arg(long = "dependency_out", value_name = "FILE")]
    dependency_out: Option<PathBuf>,
    /// Write the defaults of all features in each edition, as a `FeatureSetDefaults`
    #[arg(long = "edition_defaults_out", value_name = "FILE")]
    edition_defaults_out: Option<PathBuf>,
    /// The first edition the defaults are for [default: PROTO2]
    #[arg(long = "edition_defaults_minimum", value_name = "EDITION", value_parser = edition)]
    edition_defaults_minimum: Option<i32>,
    /// The last edition the defaults are for [default: 2026]
    #[arg(long = "edition_defaults_maximum", value_name = "EDITION", value_parser = edition)]
    edition_defaults_maximum: Option<i32>,
    /// Fail when there are warnings
    #[arg(long = "fatal_warnings")]
    fatal_warnings: bool,
    /// How to print diagnostics
    #[arg(long = "error_format", value_enum, default_value_t = ErrorFormat::Gcc)]
    error_format: ErrorFormat,
    /// Allowed imports, separated by `:`; an empty list forbids all
    #[arg(long = "direct_dependencies", value_name = "FILES")]
    direct_dependencies: Option<String>,
    /// Message for other imports; %s is replaced by the import
    #[arg(long = "direct_dependencies_violation_msg", value_name = "TEXT")]
    direct_dependencies_violation_msg: Option<String>,
    /// Allowed option imports, separated by `:`
    #[arg(long = "option_dependencies", value_name = "FILES")]
    option_dependencies: Option<String>,
    /// Message for other option imports; %s is replaced by the import
    #[arg(long = "option_dependencies_violation_msg", value_name = "TEXT")]
    option_dependencies_violation_msg: Option<String>,
    /// Refuse files with services
    #[arg(long = "disallow_services")]
    disallow_services: bool,
    /// Accept editions that are not final
    #[arg(long = "experimental_editions")]
    experimental_editions: bool,
    /// Print the field numbers that are free in each message
    #[arg(long = "print_free_field_numbers")]
    print_free_field_numbers: bool,
    /// Accepted and ignored: proto3 optional is always allowed
    #[arg(long = "experimental_allow_proto3_optional", hide = true)]
    _allow_proto3_optional: bool,
    /// Print how long each step takes
    #[arg(long = "timings", hide = true)]
    timings: bool,
    /// Print the version of protoc whose behaviour this follows
    #[arg(long = "version")]
    version: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum ErrorFormat {
    /// path:line:column: message
    Gcc,
    /// path(line) : error in column=column: message
    Msvs,
}

impl ErrorFormat {
    fn line(self, diagnostic: &Diagnostic) -> String {
        match self {
            Self::Gcc => report::gcc_line(diagnostic),
            Self::Msvs => report::protoc_msvs_line(diagnostic),
        }
    }
}

fn edition(name: &str) -> Result<i32, String> {
    edition_number(name).ok_or_else(|| "there is no such edition: use 2023 or PROTO3, for example".to_owned())
}

/// Replaces `@file` by the lines of the file, one argument per line, and rejects plugin flags.
pub fn prepare(args: Vec<OsString>) -> Result<Vec<OsString>, Status> {
    let mut prepared = Vec::with_capacity(args.len());
    for arg in args {
        match arg.to_str().and_then(|text| text.strip_prefix('@')) {
            Some(file) => {
                let text = argument_file(file)
                    .map_err(|why| fail(&format!("the argument file {file} cannot be read: {why}")))?;
                prepared.extend(text.lines().map(OsString::from));
            }
            None => prepared.push(arg),
        }
    }
    for arg in &prepared {
        let Some(flag) = arg.to_str().and_then(|text| text.strip_prefix("--")) else { continue };
        let name = flag.split('=').next().unwrap_or(flag);
        let generator = (name.ends_with("_out")
            && !matches!(name, "descriptor_set_out" | "dependency_out" | "edition_defaults_out"))
            || name.ends_with("_opt")
            || name == "plugin";
        if generator {
            return Err(fail(&format!(
                "--{name}: code generator plugins are not supported yet; `protogen generate` writes Rust, and -o \
                 writes a descriptor set"
            )));
        }
    }
    Ok(prepared)
}

/// Reads an argument file: a regular file, or one that the shell opened for this run, as in `@<(…)` and `@/dev/stdin`.
/// Any other pipe or device could block forever.
fn argument_file(path: &str) -> Result<String, String> {
    let is_descriptor =
        ["/dev/fd/", "/proc/self/fd/", "/dev/stdin"].iter().any(|start| path.starts_with(start));
    let bytes = if is_descriptor {
        let mut bytes = Vec::new();
        let read = fs::File::open(path).and_then(|file| file.take(MAX_ARGUMENTS + 1).read_to_end(&mut bytes));
        read.map_err(|error| error.to_string())?;
        bytes
    } else {
        Tree::Disk.read(Path::new(path)).map_err(|fault| fault.to_string())?
    };
    if bytes.len() as u64 > MAX_ARGUMENTS {
        return Err("it is larger than 64 MiB".to_owned());
    }
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())
}

/// The maximum size of an argument file.
const MAX_ARGUMENTS: u64 = 64 << 20;

/// Compiles, and writes the requested outputs. 0: done; 1: the files are not valid; 2: the command failed.
pub fn run(args: Args) -> Status {
    if args.version {
        print_line(PROTOC_VERSION);
        return 0;
    }
    match Run::new(args) {
        Ok(run) => run.execute(),
        Err(code) => code,
    }
}

fn fail(message: &str) -> Status {
    eprint_line(&format!("error: {message}"));
    2
}

/// Arguments as resolved.
struct Run {
    args: Args,
    editions: EditionRange,
    paths: ImportPaths,
    names: Vec<String>,
    diagnostics: Vec<Diagnostic>,
    timings: Timings,
}

impl Run {
    fn new(args: Args) -> Result<Self, Status> {
        if args.inputs.is_empty() {
            return Err(fail("no input: name the .proto files or directories to compile"));
        }
        if args.descriptor_set_out.is_none()
            && args.edition_defaults_out.is_none()
            && !args.print_free_field_numbers
        {
            return Err(fail("no output: use -o FILE to write a descriptor set"));
        }
        let editions = EditionRange::new(args.edition_defaults_minimum, args.edition_defaults_maximum)
            .map_err(|why| fail(&format!("{why}; see --edition_defaults_minimum and _maximum")))?;
        if args.dependency_out.is_some() && args.inputs.len() > 1 {
            return Err(fail("--dependency_out describes one input: call it once for each"));
        }
        if args.dependency_out.is_some() && args.descriptor_set_in.is_some() {
            return Err(fail("--dependency_out needs sources, and --descriptor_set_in has none"));
        }
        let mut run = Self {
            args,
            editions,
            paths: ImportPaths::new(),
            names: Vec::new(),
            diagnostics: Vec::new(),
            timings: Timings::default(),
        };
        run.import_paths()?;
        run.inputs()?;
        Ok(run)
    }

    fn import_paths(&mut self) -> Result<(), Status> {
        let lists = self.args.proto_path.iter().flat_map(|list| list.split(':'));
        for part in lists.filter(|part| !part.is_empty()) {
            let (mut prefix, mut disk) = part.split_once('=').unwrap_or(("", part));
            if disk.is_empty() {
                return Err(fail(&format!(
                    "-I {part}: expected a directory after `=`; use `.` for the current one"
                )));
            }
            if !Path::new(disk).exists() && Path::new(part).exists() {
                // The `=` is part of the directory's name.
                (prefix, disk) = ("", part);
            } else if !Path::new(disk).exists() {
                eprint_line(&format!("{disk}: warning: there is no such directory; it is ignored"));
            }
            self.paths.add(prefix, disk);
        }
        if self.paths.is_empty() && self.args.descriptor_set_in.is_none() {
            for input in self.args.inputs.iter().filter(|input| Path::new(input).is_dir()) {
                self.paths.add("", input);
            }
            if self.paths.is_empty() || self.args.inputs.iter().any(|input| !Path::new(input).is_dir()) {
                self.paths.add("", ".");
            }
        }
        Ok(())
    }

    fn inputs(&mut self) -> Result<(), Status> {
        for input in &self.args.inputs {
            let path = Path::new(input);
            if path.is_dir() {
                let (files, diagnostics) = Tree::Disk.proto_files(path, Symlinks::Follow, None);
                self.diagnostics.extend(diagnostics);
                for file in files {
                    self.names.push(self.virtual_name(&file.to_string_lossy())?);
                }
            } else {
                self.names.push(self.virtual_name(input)?);
            }
        }
        Ok(())
    }

    fn virtual_name(&self, input: &str) -> Result<String, Status> {
        if self.paths.is_empty() {
            return Ok(input.to_owned());
        }
        self.paths.virtual_name(input).or_else(|why| match why {
            Unmapped::Missing | Unmapped::Outside if self.args.descriptor_set_in.is_some() => {
                Ok(input.to_owned())
            }
            Unmapped::Missing => Err(Self::invalid(&format!(
                "{input}: there is no such file, neither in the current directory nor in an import root"
            ))),
            Unmapped::Outside => {
                let hint = "write both in the same way, or add its import root with -I";
                Err(Self::invalid(&format!("{input}: the path is in none of the import roots; {hint}")))
            }
            Unmapped::Shadowed(by) => {
                let hint = "pass that file, or change the order of -I";
                Err(Self::invalid(&format!("{input}: an import of this name resolves to {by}; {hint}")))
            }
        })
    }

    fn invalid(message: &str) -> Status {
        eprint_line(message);
        1
    }

    fn execute(mut self) -> Status {
        let given = match self.descriptor_sets() {
            Ok(given) => given,
            Err(code) => return code,
        };
        let mut loaded = load(&self.paths, &self.names, given);
        loaded.experimental_editions = self.args.experimental_editions;
        self.timings.mark("read and parse");
        let mut compiled = compile(loaded, &mut self.timings);
        self.diagnostics.append(&mut compiled.diagnostics);
        self.check_dependencies(&compiled);
        let defaults = self.edition_defaults(&compiled);
        let failed = self.print_diagnostics();
        if failed {
            return 1;
        }
        let done = self.write_outputs(&compiled, defaults.as_deref());
        if self.args.print_free_field_numbers && done.is_ok() {
            for line in free_field_numbers(&compiled.schema, &compiled.roots) {
                print_line(&line);
            }
            return 0;
        }
        // The process is about to exit: freeing a large schema would only take time.
        std::mem::forget(compiled);
        self.timings.mark("encode and write");
        if self.args.timings {
            eprint_timings(&self.timings);
        }
        done.unwrap_or_else(|message| fail(&message))
    }

    /// The files of `--descriptor_set_in`; of files with the same name, the first is used.
    fn descriptor_sets(&mut self) -> Result<Vec<Arc<File>>, Status> {
        let mut files = Vec::new();
        for path in self.args.descriptor_set_in.iter().flat_map(|list| list.split(':')) {
            let bytes = Tree::Disk
                .read(Path::new(path))
                .map_err(|error| fail(&format!("{path} cannot be read: {error}")))?;
            let image = decode_set(&bytes, path)
                .map_err(|fault| Self::invalid(&self.args.error_format.line(&fault)))?;
            self.diagnostics.extend(image.faults);
            files.extend(image.files);
        }
        Ok(files)
    }

    /// Prints the diagnostics; returns whether they fail the run.
    fn print_diagnostics(&self) -> bool {
        let Args { error_format, fatal_warnings, .. } = self.args;
        eprint(|err| {
            let mut err = io::BufWriter::new(err);
            self.diagnostics.iter().try_for_each(|found| writeln!(err, "{}", error_format.line(found)))?;
            err.flush()
        });
        self.diagnostics.iter().any(|found| found.severity == Severity::Error || fatal_warnings)
    }

    fn check_dependencies(&mut self, compiled: &Compiled) {
        let allowed = |list: &Option<String>| {
            list.as_ref().map(|list| list.split(':').map(str::to_owned).collect::<BTreeSet<_>>())
        };
        let direct = allowed(&self.args.direct_dependencies);
        let option = allowed(&self.args.option_dependencies);
        for &root in &compiled.roots {
            let file = &compiled.schema.files[root as usize];
            for import in &file.imports {
                let is_option = import.kind == crate::syntax::ImportKind::Option;
                let (list, text) = if is_option {
                    (&option, &self.args.option_dependencies_violation_msg)
                } else {
                    (&direct, &self.args.direct_dependencies_violation_msg)
                };
                let name = file.str(import.path);
                if list.as_ref().is_some_and(|list| !list.contains(name)) {
                    let default = "%s is imported but is not a declared dependency";
                    let message = text.as_deref().unwrap_or(default).replace("%s", name);
                    self.diagnostics.push(Diagnostic::error(
                        "undeclared-import",
                        Place::file(file.path.clone()),
                        message,
                    ));
                }
            }
            if self.args.disallow_services && !file.services.is_empty() {
                let message = "the file has services, and --disallow_services is set";
                self.diagnostics.push(Diagnostic::error("service", Place::file(file.path.clone()), message));
            }
        }
    }

    /// The defaults of all features, if requested and there are no errors.
    fn edition_defaults(&mut self, compiled: &Compiled) -> Option<Vec<u8>> {
        self.args.edition_defaults_out.as_ref()?;
        if self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
            return None;
        }
        match edition_defaults(&compiled.schema, self.editions) {
            Ok(defaults) => Some(defaults),
            Err(faults) => {
                self.diagnostics.extend(faults);
                None
            }
        }
    }

    fn write_outputs(&self, compiled: &Compiled, defaults: Option<&[u8]>) -> Result<Status, String> {
        if let Some(path) = &self.args.dependency_out {
            let text = self.dependencies(compiled)?;
            write_whole(path, |out| out.write_all(text.as_bytes()))
                .map_err(|error| unwritable(path, &error))?;
        }
        if let Some(path) = &self.args.descriptor_set_out {
            let files: Vec<FileId> = if self.args.include_imports {
                (0..compiled.schema.len as FileId).collect()
            } else {
                inputs_in_order(&compiled.schema, &compiled.roots)
            };
            let options = EncodeOptions {
                source_info: self.args.include_source_info,
                retain_options: self.args.retain_options,
            };
            write_whole(path, |out| write_set(&compiled.schema, &files, options, out))
                .map_err(|error| unwritable(path, &error))?;
        }
        if let (Some(path), Some(defaults)) = (&self.args.edition_defaults_out, defaults) {
            write_whole(path, |out| out.write_all(defaults)).map_err(|error| unwritable(path, &error))?;
        }
        Ok(0)
    }

    /// A make rule: the outputs depend on all files that were read.
    fn dependencies(&self, compiled: &Compiled) -> Result<String, String> {
        let outputs = self.args.descriptor_set_out.iter().chain(&self.args.edition_defaults_out);
        let outputs: Vec<_> = outputs.map(|path| path.to_string_lossy()).collect();
        let files = compiled.schema.visible_files();
        // Built-in files do not exist on disk.
        let paths = files.iter().map(|file| &*file.path).filter(|path| Path::new(path).exists());
        make_rule(outputs.iter().map(|output| &**output), paths)
    }
}

fn unwritable(path: &Path, error: &io::Error) -> String {
    format!("{} cannot be written: {error}", path.display())
}
