//! The order of the stages in `src/lib.rs`: a stage uses only those before it, and only the last one speaks to a
//! terminal.

use std::fs;
use std::path::{Path, PathBuf};

/// The stages, in the order in which `src/lib.rs` lists them.
fn stages() -> Vec<String> {
    let lib = fs::read_to_string("src/lib.rs").unwrap();
    let names = lib.lines().filter_map(|line| line.strip_prefix("//! - `")?.split_once("`:"));
    names.map(|(name, _)| name.to_owned()).collect()
}

/// The Rust files below a directory.
fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let (directories, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let rust = files.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    rust.chain(directories.iter().flat_map(|directory| self::files(directory))).collect()
}

/// The lines of code of a file, numbered from 1. Comments and unit tests are left out.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().take_while(|line| *line != "#[cfg(test)]").map(str::to_owned);
    (1..).zip(lines).filter(|(_, line)| !line.trim_start().starts_with("//")).collect()
}

#[test]
fn lib_rs_lists_every_stage() {
    let mut listed = stages();
    listed.sort();
    let entries = fs::read_dir("src").unwrap().map(|entry| entry.unwrap());
    let directories = entries.filter(|entry| entry.path().is_dir() && entry.file_name() != "bin");
    let mut found: Vec<String> =
        directories.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    found.sort();
    assert_eq!(found, listed);
}

#[test]
fn a_stage_uses_only_those_before_it() {
    let stages = stages();
    let place = |name: &str| stages.iter().position(|stage| stage == name);
    let mut wrong = Vec::new();
    for (index, stage) in stages.iter().enumerate() {
        for path in files(&Path::new("src").join(stage)) {
            for (number, line) in code(&path) {
                let used = line.split("crate::").skip(1).map(|rest| {
                    let end = rest.find(|char: char| !char.is_alphanumeric() && char != '_');
                    &rest[..end.unwrap_or(rest.len())]
                });
                let later = used.filter_map(place).filter(|&used| used > index);
                wrong.extend(
                    later.map(|used| {
                        format!("{}:{number}: `{stage}` uses `{}`", path.display(), stages[used])
                    }),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_prints_and_parses_arguments() {
    let signs = ["println!", "print!(", "stdout()", "stderr()", "clap::", "#[arg", "env::args"];
    let mut wrong = Vec::new();
    for stage in stages().iter().filter(|stage| *stage != "cli") {
        for path in files(&Path::new("src").join(stage)) {
            let lines = code(&path).into_iter();
            let found = lines.filter(|(_, line)| signs.iter().any(|sign| line.contains(sign)));
            wrong.extend(found.map(|(number, line)| format!("{}:{number}: {}", path.display(), line.trim())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
