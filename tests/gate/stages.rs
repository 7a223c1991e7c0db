//! The order of the stages in `src/lib.rs`, and of the modules in `templates/rt/mod.rs`: each uses only those before
//! it, and only the last stage speaks to a terminal.

use std::fs;
use std::path::{Path, PathBuf};

/// The stages or modules, in the order in which the comment at the start of a file lists them.
fn listed(file: &str) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    let names = text.lines().filter_map(|line| line.strip_prefix("//! - `")?.split_once("`:"));
    names.map(|(name, _)| name.to_owned()).collect()
}

fn stages() -> Vec<String> {
    listed("src/lib.rs")
}

/// The lines in which a module that `root` lists uses a later one, or what `root` exports. Paths to modules start with
/// `prefix`.
fn wrong_uses(root: &str, prefix: &str) -> Vec<String> {
    let modules = listed(root);
    let directory = Path::new(root).parent().unwrap();
    let place = |name: &str| modules.iter().position(|module| module == name);
    let mut wrong = Vec::new();
    for (index, module) in modules.iter().enumerate() {
        let is_wrong = |name: &&str| {
            name.starts_with(char::is_uppercase) || place(name).is_some_and(|used| used > index)
        };
        let folder = directory.join(module);
        let file = folder.with_extension("rs");
        let files = if file.exists() { vec![file] } else { files(&folder) };
        for path in files {
            // The module itself is below `root`; its parts are below the module.
            let is_part = path.parent() != Some(directory) && path != folder.join("mod.rs");
            let prefixes = if is_part { &[prefix][..] } else { &[prefix, "super::"] };
            for (number, line) in code(&path) {
                let names = prefixes.iter().flat_map(|prefix| line.split(prefix).skip(1)).map(|rest| {
                    let end = rest.find(|char: char| !char.is_alphanumeric() && char != '_');
                    &rest[..end.unwrap_or(rest.len())]
                });
                let uses = names.filter(is_wrong);
                wrong.extend(
                    uses.map(|name| format!("{}:{number}: `{module}` uses `{name}`", path.display())),
                );
            }
        }
    }
    wrong
}

/// The modules beside a file.
fn modules(root: &str) -> Vec<String> {
    let entries = fs::read_dir(Path::new(root).parent().unwrap()).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let paths = paths.filter(|path| path != Path::new(root) && !path.ends_with("bin"));
    paths.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect()
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
fn every_stage_and_module_is_listed() {
    for root in ["src/lib.rs", "templates/rt/mod.rs"] {
        let [mut listed, mut found] = [listed(root), modules(root)];
        listed.sort();
        found.sort();
        assert_eq!(found, listed, "{root}");
    }
}

#[test]
fn a_stage_uses_only_those_before_it() {
    let wrong = wrong_uses("src/lib.rs", "crate::");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_module_of_the_runtime_uses_only_those_before_it() {
    let wrong = wrong_uses("templates/rt/mod.rs", "crate::rt::");
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
