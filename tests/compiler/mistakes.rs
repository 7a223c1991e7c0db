//! Mistakes that beginners make: the first error is on the line that protoc names, says what to do, and is fixed where
//! one edit does it.
//!
//! `fixtures/README.md` describes the fixtures. `INSTA_UPDATE=always cargo test --test compiler mistakes` writes the
//! snapshots again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use protolint::compile::{EarlierFiles, ImportPaths, Timings, compile, load};
use protolint::diag::{Diagnostic, Severity};
use protolint::files::Tree;
use protolint::fix::{Checked, Fixed, fix};
use similar::{ChangeTag, TextDiff};

use crate::verdicts::render;

const ROOT: &str = "fixtures/mistakes";

/// Where our first error is on another line than that of protoc, and why.
const OTHER_LINES: &[(&str, &str)] = &[
    ("brace_missing", LINE_END),
    ("brace_unclosed_at_end", BRACE),
    ("brace_unclosed_before_comment", BRACE),
    ("brace_unclosed_before_enum", BRACE),
    ("brace_unclosed_before_message", BRACE),
    ("brace_unclosed_before_service", BRACE),
    ("brace_unclosed_enum", BRACE),
    ("brace_unclosed_inside", BRACE),
    ("brace_unclosed_rpc", BRACE),
    ("comment_unclosed", "protoc names the end of the file, we the start of the comment"),
    ("semicolon_missing", LINE_END),
    ("semicolon_missing_after_rpc", LINE_END),
    ("semicolon_missing_after_syntax", LINE_END),
    ("semicolon_missing_at_brace", LINE_END),
    ("semicolon_missing_in_enum", LINE_END),
];

const BRACE: &str = "protoc names a later line or the end of the file, we the brace that is left open";
const LINE_END: &str = "protoc names the next line, we the end of the line where the mark is missing";

/// A mistake, what we say, and what the fixes make of it.
struct Mistake {
    name: String,
    found: Vec<Diagnostic>,
    before: String,
    after: String,
    left: Vec<Diagnostic>,
}

static MISTAKES: LazyLock<Vec<Mistake>> = LazyLock::new(|| {
    let entries = fs::read_dir(ROOT).expect("the fixtures").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "proto"));
    files.sort_unstable();
    files.iter().map(|path| mistake(path)).collect()
});

fn mistake(path: &Path) -> Mistake {
    let file = path.file_name().expect("a name").to_string_lossy().into_owned();
    let before = fs::read_to_string(path).expect("UTF-8");
    let check = |tree: Tree| {
        let mut paths = ImportPaths::within(tree, EarlierFiles::default());
        paths.add("", ROOT);
        let compiled =
            compile(load(&paths, std::slice::from_ref(&file), Vec::new()), &mut Timings::default());
        Ok::<_, ()>(Checked { found: compiled.diagnostics, schemas: vec![compiled.schema] })
    };
    let checked = check(Tree::Disk).expect("no failure");
    let found = checked.found.clone();
    let Fixed { found: left, files, refused, .. } =
        fix(checked, &Tree::Disk, None, check).expect("no failure");
    assert!(refused.is_empty(), "{file}: {refused:?}");
    assert!(files.keys().all(|changed| Path::new(&**changed) == path), "{file}: {:?}", files.keys());
    let after = files.into_values().next().map(|change| change.after);
    let after = after.map_or_else(|| before.clone(), |after| String::from_utf8(after).expect("UTF-8"));
    Mistake { name: file.trim_end_matches(".proto").to_owned(), found, before, after, left }
}

fn errors(found: &[Diagnostic]) -> impl Iterator<Item = &Diagnostic> {
    found.iter().filter(|found| found.severity == Severity::Error)
}

fn line(error: &Diagnostic) -> u32 {
    error.place.range().map_or(0, |range| range.start.line + 1)
}

#[test]
fn the_first_error_is_on_the_line_of_protoc_or_a_better_one() {
    let table = fs::read_to_string(Path::new(ROOT).join("protoc.tsv")).expect("the table");
    let lines: BTreeMap<&str, &str> = table.lines().filter_map(|line| line.split_once('\t')).collect();
    assert_eq!(lines.len(), MISTAKES.len());
    for mistake in &*MISTAKES {
        let first = errors(&mistake.found).map(line).min().expect("protoc rejects it, so we do");
        // protoc has no line for files that are not found, and for types of map fields.
        let theirs = lines[&*mistake.name].parse().ok();
        let is_listed = OTHER_LINES.iter().any(|(name, _)| *name == mistake.name);
        assert_eq!(theirs.is_some_and(|theirs| first != theirs), is_listed, "{}: {first}", mistake.name);
        if is_listed {
            assert!(theirs > Some(first), "{}: {first} is not better", mistake.name);
        }
    }
}

#[test]
fn every_mistake_has_help() {
    for mistake in &*MISTAKES {
        for error in errors(&mistake.found) {
            assert!(error.help.is_some(), "{}: {}", mistake.name, error.message);
        }
    }
}

#[test]
fn fixes_leave_no_error_that_has_one() {
    for mistake in &*MISTAKES {
        let fixable: Vec<_> = errors(&mistake.left).filter(|error| error.fix.is_some()).collect();
        assert!(fixable.is_empty(), "{}: {fixable:?}", mistake.name);
        let had_fix = errors(&mistake.found).any(|error| error.fix.is_some());
        assert_eq!(had_fix, mistake.before != mistake.after, "{}", mistake.name);
    }
}

#[test]
fn mistakes_are_explained_and_fixed() {
    let mut families: BTreeMap<&str, String> = BTreeMap::new();
    for Mistake { name, found, before, after, left } in &*MISTAKES {
        let family = name.split('_').next().unwrap_or_default();
        let text = families.entry(family).or_default();
        _ = writeln!(text, "{name}");
        for found in found {
            render(found, text);
        }
        let diff = TextDiff::from_lines(before, after);
        for change in diff.iter_all_changes().filter(|change| change.tag() != ChangeTag::Equal) {
            _ = writeln!(text, "  {}{}", change.tag(), change.value().trim_end_matches('\n'));
        }
        if before != after && left.is_empty() {
            text.push_str("  compiles\n");
        } else if before != after {
            text.push_str("  left:\n");
            for found in left {
                render(found, text);
            }
        }
        text.push('\n');
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_snapshot_path("snapshots/mistakes");
    settings.bind(|| {
        for (family, text) in families {
            insta::assert_snapshot!(family, text);
        }
    });
}
