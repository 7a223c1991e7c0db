//! The `reserved` lines that a deletion lacks, as the findings carry them.

use protolint::breaking::{RULES, Selected, Selection, breaking};
use protolint::compile::{Compiled, ImportPaths, Timings, compile, load};
use protolint::diag::{Edit, Severity};

fn compiled(text: &str) -> Compiled {
    let directory = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(directory.path().join("a.proto"), text).expect("a file");
    let mut paths = ImportPaths::new();
    paths.add("", directory.path());
    let compiled = compile(load(&paths, &["a.proto".to_owned()], Vec::new()), &mut Timings::default());
    let errors = compiled.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    assert_eq!(errors.map(|error| &error.message).collect::<Vec<_>>(), [""; 0], "{text}");
    compiled
}

fn fixed(new: &str, edits: &[&Edit]) -> String {
    let mut edits = edits.to_vec();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let mut text = new.to_owned();
    for edit in edits {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    text
}

/// The new file with the fixes of all findings, which then has nothing more to reserve.
fn reserved(old: &str, new: &str) -> String {
    let selection = Selection { rules: RULES.iter().map(Selected::new).collect() };
    let old = compiled(old);
    let found = breaking(&old.schema, &compiled(new).schema, &selection);
    let mut edits: Vec<&Edit> = Vec::new();
    for edit in found.iter().filter_map(|found| found.diagnostic.fix.as_ref()).flat_map(|fix| &fix.edits) {
        if !edits.contains(&edit) {
            edits.push(edit);
        }
    }
    let text = fixed(new, &edits);
    let found = breaking(&old.schema, &compiled(&text).schema, &selection);
    assert!(found.iter().all(|found| found.diagnostic.fix.is_none()), "{text}");
    let unreserved = found.iter().find(|found| found.diagnostic.code.ends_with("RESERVED"));
    assert!(unreserved.is_none(), "{text}{unreserved:?}");
    text
}

const OLD: &str = "syntax = \"proto3\";
message M {
  string a = 1; string b = 2; string c = 3; string d = 4; string e = 9;
}
";

#[test]
fn new_lines_go_to_the_top_of_the_body() {
    let new = "syntax = \"proto3\";\n\nmessage M { // all of it\n  // The first.\n  string a = 1;\n}\n";
    insta::assert_snapshot!(reserved(OLD, new));
}

#[test]
fn lists_on_one_line_are_written_anew() {
    let new =
        "syntax = \"proto3\";\nmessage M {\n  string a = 1;\n  reserved 8, 3; // why\n  reserved 'c';\n}\n";
    insta::assert_snapshot!(reserved(OLD, new));
}
