//! `protolint::Gate`: what the programs do, without printing.

use std::fs;

use protolint::breaking::Breaks;
use protolint::{Diagnostic, Gate};

use crate::support::Dir;

const OLD: &str =
    "syntax = \"proto3\";\n\npackage acme.v1;\n\nmessage M {\n  string userName = 1;\n  string b = 2;\n}\n";
const NEW: &str = "syntax = \"proto3\";\n\npackage acme.v1;\n\nmessage M {\n  string userName = 1;\n}\n";

fn codes(found: &[Diagnostic]) -> Vec<&'static str> {
    found.iter().map(|found| found.code).collect()
}

#[test]
fn a_gate_checks_and_compares() {
    let dir = Dir::new().file("old/acme/v1/a.proto", OLD).file("new/acme/v1/a.proto", NEW);
    let gate = || Gate::new(dir.path("new")).only("FIELD_NO_DELETE");
    let both = || gate().only("FIELD_LOWER_SNAKE_CASE");
    assert_eq!(codes(&both().check().unwrap().diagnostics), ["FIELD_LOWER_SNAKE_CASE"]);
    assert_eq!(
        codes(&both().against(dir.path("old")).check().unwrap().diagnostics),
        ["FIELD_NO_DELETE", "FIELD_LOWER_SNAKE_CASE"],
        "in the order of the lines"
    );
    let gate = gate().against(dir.path("old"));
    assert_eq!(codes(&gate.breaking().unwrap().diagnostics), ["FIELD_NO_DELETE"]);
    let changes = gate.diff().unwrap();
    let [change] = &changes[..] else { panic!("{changes:#?}") };
    assert!(change.text.contains("field `string b = 2` deleted"), "{}", &*change.text);
}

#[test]
fn a_gate_fixes_files_as_far_as_it_may() {
    let dir = Dir::new().file("acme/v1/a.proto", NEW);
    let gate = Gate::new(dir.path("acme/v1/a.proto")).only("FIELD_LOWER_SNAKE_CASE");
    let found = gate.check().unwrap().diagnostics;
    let edits = found.iter().filter_map(|found| found.fix.as_ref()).map(|fix| fix.edits().len());
    assert_eq!(edits.collect::<Vec<_>>(), [1], "the edits of a rename are known");
    let fixed = gate.fix(None).unwrap();
    assert_eq!((fixed.files.len(), fixed.skipped.len(), fixed.found.len()), (0, 1, 1));
    let fixed = gate.fix(Some(Breaks::Source)).unwrap();
    assert_eq!((fixed.files.len(), fixed.skipped.len(), fixed.found.len()), (1, 0, 0));
    let text = fs::read_to_string(dir.path("acme/v1/a.proto")).unwrap();
    assert_eq!(text, NEW.replace("userName", "user_name"));
}

#[test]
fn a_gate_says_why_it_did_not_run() {
    let dir = Dir::new().file("old/a.proto", "syntax = \"proto3\";\nmessage M { X x = 1; }\n");
    let dir = dir.file("new/a.proto", "syntax = \"proto3\";\n");
    let gate = Gate::new(dir.path("new"));
    assert_eq!(gate.diff().unwrap_err().to_string(), "diff needs `against`");
    let why = gate.breaking().err().map(|why| why.to_string());
    assert!(why.is_some_and(|why| why.starts_with("nothing to compare with")));
    let why = gate.against(dir.path("old")).diff().unwrap_err().to_string();
    assert!(why.contains("old/a.proto:2:13: "), "{why}");
    let why = Gate::new(dir.path("gone")).check().err().map(|why| why.to_string());
    assert!(why.is_some_and(|why| why.contains("gone")));
}
