//! Fixes as applied: `fixtures/fix` has files and flags, the snapshots the changes and what is said.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::Dir;
use crate::support::fixtures::files_below;
use protolint::compile::{Compiled, ImportPaths, Timings, compile, load};
use protolint::diag::Severity;
use protolint::lint::{RULES, Rule};
use protolint::schema::{Element, encode_message, json_name};

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

/// The rules whose fix is a rename.
const NAMES: &str = "ABBREVIATION_AS_WORD,ENUM_PASCAL_CASE,ENUM_VALUE_PREFIX,ENUM_VALUE_UPPER_SNAKE_CASE,\
    ENUM_ZERO_VALUE_SUFFIX,FIELD_LOWER_SNAKE_CASE,MESSAGE_PASCAL_CASE,NO_UNDERSCORE_BEFORE_DIGIT,\
    ONEOF_LOWER_SNAKE_CASE,REPEATED_FIELD_PLURAL,RPC_PASCAL_CASE,SERVICE_PASCAL_CASE,SERVICE_SUFFIX";

/// What files mean, whatever their declarations are called: numbers, types by position, options as they are encoded,
/// and JSON names. `None` if they have errors.
fn meaning(dir: &Dir, names: &[String]) -> Option<Vec<String>> {
    let mut paths = ImportPaths::new();
    paths.add("", dir.path(""));
    let Compiled { schema, diagnostics, .. } =
        compile(load(&paths, names, Vec::new()), &mut Timings::default());
    if diagnostics.iter().any(|found| found.severity == Severity::Error) {
        return None;
    }
    let mut meaning = Vec::new();
    for ((file, links), options) in schema.visible_files().iter().zip(&schema.links).zip(&schema.options) {
        meaning.push(format!("{} {:?} {:?}", file.name, links.field_types, links.extendees));
        meaning.push(format!("{:?}", links.methods));
        let fields = file.fields.iter().zip(0..);
        meaning.extend(fields.map(|(field, id)| {
            let written = field.json_name.map(|name| file.str(name).to_owned());
            let derived = || String::from_utf8(json_name(file.bytes(field.name))).expect("a name");
            let is_named = !field.is_extension() && !file.is_map_entry_field(Element::Field(id));
            let json = is_named.then(|| written.unwrap_or_else(derived));
            format!("{} {:?} {:?} {:?} {json:?}", field.number, field.label, field.ty, field.oneof)
        }));
        meaning.extend(file.values.iter().map(|value| format!("{} {}", value.parent, value.number)));
        let sets = options.sets.iter();
        meaning.extend(sets.map(|set| format!("{:?}", encode_message(&schema, &set.merged))));
    }
    Some(meaning)
}

/// The valid files of the compiler's fixtures: directories, and single files.
fn valid_fixtures() -> Vec<(PathBuf, Vec<PathBuf>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let single = files_below(root.join("syntax/ok"), "proto");
    let single = single.into_iter().map(|file| (root.join("syntax/ok"), vec![file]));
    let entries = fs::read_dir(root.join("compile")).expect("fixtures");
    let several = entries.map(|entry| entry.expect("a fixture").path()).filter(|path| {
        let is_valid = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("ok_"));
        // Others are descriptor sets.
        is_valid && path.join("main.proto").is_file()
    });
    single.chain(several.map(|directory| (directory.clone(), files_below(directory, "proto")))).collect()
}

#[test]
fn renames_keep_the_meaning_of_every_file() {
    let mut applied = 0;
    for (root, paths) in valid_fixtures() {
        let name = |path: &PathBuf| path.strip_prefix(&root).expect("it is below").display().to_string();
        let names: Vec<String> = paths.iter().map(name).collect();
        let dir = paths
            .iter()
            .zip(&names)
            .fold(Dir::new(), |dir, (path, name)| dir.file(name, fs::read(path).expect("a fixture")));
        let args = [&["check", "--only", NAMES, "--fix=wire"][..], &["."]].concat();
        // An edition that is not released needs a flag.
        let Some(before) = meaning(&dir, &names) else { continue };
        let run = dir.protolint(&args);
        assert!(run.code < 2, "{names:?}: {}", run.err);
        assert_eq!(meaning(&dir, &names), Some(before), "{names:?}");
        applied += usize::from(run.err.contains("applied in"));
    }
    assert!(applied > 50, "{applied} fixtures have names to fix");
}
