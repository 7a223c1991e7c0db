//! Fixes as applied: `fixtures/fix` has files and flags, the snapshots the changes and what is said.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::Dir;
use crate::support::fixtures::files_below;
use protolint::lint::{RULES, Rule};

/// The command line and the files of a fixture.
fn read(path: &Path) -> (Vec<String>, BTreeMap<String, String>) {
    let text = fs::read_to_string(path).expect("a fixture");
    let (command, rest) = text.strip_prefix("$ ").and_then(|text| text.split_once('\n')).expect("a command");
    let mut files = BTreeMap::new();
    let mut name = String::new();
    for line in rest.split_inclusive('\n') {
        match line.strip_prefix("-- ").and_then(|line| line.strip_suffix(" --\n")) {
            Some(header) => header.clone_into(&mut name),
            None => files.entry(name.clone()).or_insert_with(String::new).push_str(line),
        }
    }
    (command.split(' ').map(str::to_owned).collect(), files)
}

#[test]
fn fixes_are_applied_to_all_files_they_concern() {
    for fixture in fixtures() {
        check(&fixture);
    }
}

fn fixtures() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fix");
    let entries = fs::read_dir(directory).expect("fixtures");
    let mut fixtures: Vec<PathBuf> = entries.map(|entry| entry.expect("a fixture").path()).collect();
    fixtures.sort();
    fixtures
}

fn check(fixture: &Path) {
    let name = fixture.file_stem().expect("a name").to_string_lossy();
    let (flags, files) = read(fixture);
    let before = with_files(&files);
    let args: Vec<&str> = ["check", "."].into_iter().chain(flags.iter().map(String::as_str)).collect();
    let planned = before.protolint(&[&args[..], &["--diff"]].concat());
    assert_eq!(texts(&before, &files), files, "{name}: --diff writes");
    let after = with_files(&files);
    let fixed = after.protolint(&args);
    insta::assert_snapshot!(&*name, format!("{}\n{}{}", planned.out, fixed.out, fixed.err));
    // The diff is what was done.
    let before = before.file("a.patch", &planned.out);
    let patched = before.run("git", &["apply", "-p0", "a.patch"]);
    assert_eq!(patched.code, 0, "{name}: {}", patched.err);
    let fixed = texts(&after, &files);
    assert_eq!(texts(&before, &files), fixed, "{name}");
    // What is fixed compiles, and a second run has nothing to do.
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let compiled = after.protogen(&[&["compile", "-I.", "-o", "set.binpb"][..], &names].concat());
    assert_eq!(compiled.code, 0, "{name}: {}", compiled.err);
    after.protolint(&args);
    assert_eq!(texts(&after, &files), fixed, "{name}");
}

fn with_files(files: &BTreeMap<String, String>) -> Dir {
    files.iter().fold(Dir::new(), |dir, (name, text)| dir.file(name, text))
}

fn texts(dir: &Dir, files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let text = |name: &String| fs::read_to_string(dir.path(name)).expect("a file");
    files.keys().map(|name| (name.clone(), text(name))).collect()
}

/// The fixtures of a rule with findings, by name.
fn bad_files(rule: &Rule) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lint").join(rule.meta.id);
    let bad = root.join("bad");
    let (root, paths) = if bad.is_dir() {
        let paths = files_below(&bad, "proto");
        (bad, paths)
    } else {
        (root.clone(), vec![root.join("bad.proto")])
    };
    let name = |path: &Path| path.strip_prefix(&root).expect("it is below").display().to_string();
    paths.iter().map(|path| (name(path), fs::read_to_string(path).expect("a fixture"))).collect()
}

#[test]
fn a_rule_has_the_fix_that_its_documentation_describes() {
    let others: String = fixtures().iter().map(|path| fs::read_to_string(path).expect("a fixture")).collect();
    for rule in RULES {
        let (id, files) = (rule.meta.id, bad_files(rule));
        let dir = with_files(&files);
        let check = ["check", ".", "--only", id];
        let has_fix = dir.protolint(&check).out.contains("= fix: ");
        let is_documented = !rule.meta.docs().fix.is_empty();
        assert!(is_documented || !has_fix, "{id} has a fix that its documentation does not describe");
        if !has_fix {
            assert!(!is_documented || others.contains(id), "{id} has no fixture with a fix");
            continue;
        }
        let fix = [&check[..], &["--fix=wire"]].concat();
        let diff = dir.protolint(&[&fix[..], &["--diff"]].concat());
        let run = dir.protolint(&fix);
        insta::with_settings!({
            snapshot_path => Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lint").join(id),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!("fixed", format!("{}\n{}", diff.out, run.err));
        });
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        let compiled = dir.protogen(&[&["compile", "-I.", "-o", "set.binpb"][..], &names].concat());
        assert_eq!(compiled.code, 0, "{id}: {}", compiled.err);
    }
}
