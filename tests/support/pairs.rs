//! Files before and after a change, as fixtures and documentation write them, and what is found in them.

use std::path::Path;

use protolint::compile::{Compiled, EarlierFiles, ImportPaths, Timings, compile, load};
use protolint::diag::{Diagnostic, Severity};
use protolint::files::{Content, Entry, Tree};
use protolint::text::LineColumn;

/// Names and texts of files.
pub type Files = Vec<(String, String)>;

/// The files of an example in the documentation: proto3 without a name, or files that begin with their name and are
/// taken as they stand.
pub fn files_of_example(text: &str) -> Files {
    const FILE: &str = "// file: ";
    if !text.starts_with(FILE) {
        let has_level = text.starts_with("syntax") || text.starts_with("edition");
        let level = if has_level { "" } else { "syntax = \"proto3\";\n" };
        return vec![("example.proto".to_owned(), format!("{level}{text}"))];
    }
    let files = text.split(FILE).skip(1);
    let named = files.map(|file| file.split_once('\n').expect("a name and a text"));
    named.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

/// The files of a fixture that begin with a line such as `--- before a.proto`, old and new.
pub fn files_of_fixture(text: &str) -> (Files, Files) {
    (files_of_side(text, "before"), files_of_side(text, "after"))
}

/// The files of one side of a fixture.
pub fn files_of_side(text: &str, wanted: &str) -> Files {
    let text = format!("\n{text}");
    let files = text.split("\n--- ").skip(1).map(|file| file.split_once('\n').expect("a name and a text"));
    let named = files.map(|(head, text)| (head.split_once(' ').expect("a side and a name"), text));
    let ours = named.filter(|((side, _), _)| *side == wanted);
    ours.map(|((_, name), text)| (name.to_owned(), format!("{text}\n"))).collect()
}

/// Files, which must have no errors.
pub fn compiled(files: Files) -> Compiled {
    let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    let entries =
        files.into_iter().map(|(name, text)| (name, Entry::File(Content::Bytes(text.into_bytes().into()))));
    let tree = Tree::of("", None, entries);
    let mut paths = ImportPaths::within(tree, EarlierFiles::default());
    paths.add("", ".");
    let compiled = compile(load(&paths, &names, Vec::new()), &mut Timings::default());
    let errors = compiled.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    let errors: Vec<_> = errors.map(|error| format!("{}: {}", error.place.path, error.message)).collect();
    assert_eq!(errors, [""; 0]);
    compiled
}

/// A finding as answers record it: `path:line:column-line:column ID`, in the columns that buf counts.
pub fn line(finding: &Diagnostic) -> String {
    let place = &finding.place;
    let range = match &place.text {
        Some((source, span)) => Some(source.display_position(span.start)..source.display_position(span.end)),
        None => place.range(),
    };
    let at = |at: LineColumn| format!("{}:{}", at.line + 1, at.column + 1);
    let range =
        range.map_or_else(|| "1:1-1:1".to_owned(), |range| format!("{}-{}", at(range.start), at(range.end)));
    let path = if place.is_somewhere() { &place.path } else { "<input>" };
    format!("{path}:{range} {}", finding.code)
}

/// A fixture as text.
pub fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/breaking").join(name);
    std::fs::read_to_string(path).expect("a fixture")
}

/// Fails with what only one of two lists has.
pub fn assert_same(theirs: &[&str], ours: &[String]) {
    let mut ours: Vec<&str> = ours.iter().map(String::as_str).collect();
    ours.sort_unstable();
    let only_theirs: Vec<&str> = theirs.iter().copied().filter(|line| !remove(&mut ours, line)).collect();
    let report: Vec<String> = only_theirs
        .iter()
        .map(|line| format!("only buf: {line}"))
        .chain(ours.iter().map(|line| format!("only ours: {line}")))
        .collect();
    assert!(report.is_empty(), "\n{}", report.join("\n"));
}

fn remove(lines: &mut Vec<&str>, line: &str) -> bool {
    lines.binary_search(&line).map(|at| lines.remove(at)).is_ok()
}
