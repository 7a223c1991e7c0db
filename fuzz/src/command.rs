//! The programs as they are started: a process for each run, in a directory in memory.

use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::{env, fs, process};

use crate::case::Case;
use crate::properties::is_plain;
use crate::random::Random;

/// Says which program this one is to be.
const PROGRAM: &str = "PROTOLINT_FUZZ_PROGRAM";

/// The file of an input that says what is run: a program and its arguments, one a line.
pub const ARGUMENTS: &str = "arguments";

/// Is one of the programs, where it was started as that.
pub fn be_program() -> Option<process::ExitCode> {
    match env::var(PROGRAM).ok()?.as_str() {
        "protolint" => Some(protolint::cli::protolint::main()),
        "protogen" => Some(protolint::cli::protogen::main()),
        _ => None,
    }
}

/// What can be run.
const COMMANDS: &[&[&str]] = &[
    &["protolint", "check", "."],
    &["protolint", "check", ".", "--against", "old"],
    &["protolint", "check", "--only", "STANDARD,COMMENTS,UNARY_RPC,DESIGN,STYLE", "--format", "sarif"],
    &["protolint", "check", "--fix=wire", "--skip", "IMPORT_USED"],
    &["protolint", "check", "--statistics"],
    &["protolint", "lint", "--error-format=json"],
    &["protolint", "lint", "a", "--path", "a/v1"],
    &["protolint", "breaking", ".", "--against", "old", "--fix"],
    &[
        "protolint",
        "breaking",
        ".",
        "--against",
        "old",
        "--only",
        "FILE,PACKAGE,WIRE",
        "--format",
        "markdown",
    ],
    &["protolint", "diff", "old", "."],
    &["protolint", "diff", "set.binpb", "old", "--format", "json"],
    &["protolint", "check", "set.binpb", "--format", "github"],
    &["protolint", "breaking", "set.binpb", "--against", "old"],
    &["protolint", "check", "a.tar#subdir=a"],
    &["protolint", "config", "show"],
    &["protolint", "baseline", "write", "."],
    &[
        "protogen",
        "compile",
        "-I.",
        "-o",
        "/dev/null",
        "--include_imports",
        "--include_source_info",
        "a.proto",
    ],
    &["protogen", "compile", "--descriptor_set_in=set.binpb", "-o", "/dev/null", "a.proto"],
    &["protogen", "generate", "-I.", "-o", "out", "a.proto"],
    &["protogen", "scaffold", "-I.", "-o", "out", "a.proto"],
];

/// Adds what to run.
pub fn add_arguments(case: Case, random: &mut Random) -> Case {
    let mut files = case.files;
    files.push((ARGUMENTS.to_owned(), random.one(COMMANDS).join("\n").into_bytes()));
    Case::new(files)
}

/// Runs the command of an input twice, each time in a directory of its own.
pub fn run(case: &Case) -> Result<(), String> {
    let Some(arguments) = case.get(ARGUMENTS) else { return Ok(()) };
    let arguments = String::from_utf8_lossy(arguments).into_owned();
    let arguments: Vec<&str> = arguments.lines().collect();
    let [program, arguments @ ..] = &*arguments else { return Ok(()) };
    let one = Directory::new(case)?.run(program, arguments)?;
    look_at(&one)?;
    let two = Directory::new(case)?.run(program, arguments)?;
    if (one.status, &one.stdout) != (two.status, &two.stdout) {
        return Err("a second run has another result".to_owned());
    }
    Ok(())
}

fn look_at(output: &Output) -> Result<(), String> {
    if let Some(signal) = output.status.signal() {
        return Err(format!("killed by signal {signal}"));
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    if !matches!(output.status.code(), Some(0..=2)) {
        return Err(format!(
            "exit code {:?}: {}",
            output.status.code(),
            stderr.lines().next().unwrap_or_default()
        ));
    }
    if let Some((_, panic)) = stderr.split_once("panicked at ") {
        return Err(format!("panicked at {}", panic.lines().next().unwrap_or_default()));
    }
    for (stream, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
        let text = std::str::from_utf8(bytes).map_err(|_| format!("{stream} is not UTF-8"))?;
        is_plain(text).map_err(|why| format!("{stream} {why}"))?;
    }
    Ok(())
}

/// A directory that is removed at the end.
struct Directory(PathBuf);

impl Directory {
    fn new(case: &Case) -> Result<Self, String> {
        let memory = PathBuf::from("/dev/shm");
        let parent = if memory.is_dir() { memory } else { env::temp_dir() };
        let path = parent.join(format!("protolint-fuzz-{}", process::id())).join("case");
        let directory = Self(path);
        let _ = fs::remove_dir_all(&directory.0);
        fs::create_dir_all(&directory.0).map_err(|error| error.to_string())?;
        // A mutated name may be none.
        let _ = case.write(&directory.0);
        Ok(directory)
    }

    fn run(&self, name: &str, arguments: &[&str]) -> Result<Output, String> {
        let mut command = program(name)?;
        command.args(arguments).current_dir(&self.0);
        command.output().map_err(|error| error.to_string())
    }
}

/// This program as one of those it is made of.
pub fn program(name: &str) -> Result<Command, String> {
    let this = env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new(this);
    command.env(PROGRAM, name).env("NO_COLOR", "1").env("RAYON_NUM_THREADS", "1");
    // No configuration makes git ask anything but the disk.
    command.env("GIT_ALLOW_PROTOCOL", "file");
    Ok(command)
}

impl Drop for Directory {
    fn drop(&mut self) {
        if let Some(parent) = self.0.parent() {
            let _ = fs::remove_dir_all(parent);
        }
    }
}
