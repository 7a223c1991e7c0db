//! Comments that tell the linter to stay silent.

use crate::support::Dir;
use serde_json::Value;

const BUF: &str = include_str!("../../fixtures/suppressions/buf.proto");
const OWN: &str = include_str!("../../fixtures/suppressions/own.proto");

/// What is found, a line each: where, and by which rule.
fn findings(json: &str) -> Vec<String> {
    let findings = json.lines().map(|line| {
        let found: Value = serde_json::from_str(line).expect("an object");
        let [line, column, end_line, end_column] =
            ["start_line", "start_column", "end_line", "end_column"].map(|key| found[key].clone());
        format!("{line}:{column}-{end_line}:{end_column} {}", found["type"].as_str().expect("an id"))
    });
    findings.filter(|finding| finding.ends_with(|last: char| last.is_ascii_uppercase())).collect()
}

/// `buf lint` 1.75.0 with `use: [STANDARD, COMMENTS, UNARY_RPC]` and without PROTOVALIDATE.
#[test]
fn the_comments_of_buf_reach_as_far_as_with_buf() {
    let dir = Dir::new().file("p/a.proto", BUF);
    let run = dir.protolint(&["check", "--only", "STANDARD,COMMENTS,UNARY_RPC", "--format", "json"]);
    let recorded = include_str!("../../fixtures/suppressions/buf.findings");
    let (mut ours, mut theirs) = (findings(&run.out), recorded.lines().collect::<Vec<_>>());
    ours.sort();
    ours.dedup();
    theirs.sort_unstable();
    assert_eq!(ours, theirs);
}

#[test]
fn every_way_to_suppress_is_understood() {
    let dir = Dir::new().file("own.proto", OWN);
    let run = dir.protolint(&["check", "--only", "SUPPRESSION_UNUSED,SUPPRESSION_UNKNOWN,BASIC"]);
    insta::assert_snapshot!(run.out);
}

#[test]
fn what_did_not_run_is_not_called_unused() {
    let dir = Dir::new()
        .file("a.proto", "syntax = \"proto3\";\n// protolint:ignore COMMENT_MESSAGE\nmessage A {}\n");
    assert_eq!(dir.protolint(&["check", "--only", "SUPPRESSION_UNUSED"]).out, "");
    let run = dir.protolint(&["check", "--only", "SUPPRESSION_UNUSED,COMMENT_MESSAGE", "--format", "json"]);
    assert_eq!(findings(&run.out), [""; 0], "the comment itself documents nothing");
}

#[test]
fn a_comment_for_the_linter_is_no_comment_of_the_file() {
    let found = |top: &str| {
        let dir = Dir::new().file("a.proto", format!("{top}syntax = \"proto3\";\n"));
        let args = ["check", "--only", "SUPPRESSION_UNUSED,COMMENT_FILE", "--format", "json"];
        findings(&dir.protolint(&args).out)
    };
    let missing = "1:1-1:1 COMMENT_FILE";
    for (top, expected) in [
        ("", &[missing][..]),
        ("//\n\n", &[missing]),
        ("\u{FEFF}// buf:lint:ignore FILE_LOWER_SNAKE_CASE\n", &[missing]),
        ("// The users.\n", &[]),
        ("/*\n * The users.\n */\n", &[]),
        ("// protolint:ignore COMMENT_FILE generated\n", &[]),
        ("// The users.\n// protolint:ignore COMMENT_FILE generated\n", &["2:21-2:33 SUPPRESSION_UNUSED"]),
    ] {
        assert_eq!(found(top), expected, "{top}");
    }
}

/// As `buf lint` 1.75.0 and `buf breaking` have the places.
#[test]
fn findings_begin_at_the_keyword_and_not_at_its_modifier() {
    let before =
        "edition = \"2024\";\nexport message M {\n  local enum E { A = 0; B = 1; }\n  int32 a = 1;\n}\n";
    let after = before.replace(" B = 1;", "").replace("int32 a = 1;", "");
    let dir = Dir::new().file("old/a.proto", before).file("new/a.proto", after);
    let run = dir.protolint(&["check", "new", "--only", "COMMENT_MESSAGE,COMMENT_ENUM", "--format", "json"]);
    assert_eq!(findings(&run.out), ["2:8-5:2 COMMENT_MESSAGE", "3:9-3:26 COMMENT_ENUM"]);
    let rules = "ENUM_VALUE_NO_DELETE,FIELD_NO_DELETE";
    let args = ["breaking", "new", "--against", "old", "--only", rules, "--format", "json"];
    assert_eq!(
        findings(&dir.protolint(&args).out),
        ["2:8-5:2 FIELD_NO_DELETE", "3:9-3:26 ENUM_VALUE_NO_DELETE"]
    );
}

#[test]
fn errors_of_the_compiler_cannot_be_suppressed() {
    let dir = Dir::new().file(
        "a.proto",
        "// protolint:ignore undefined-name\nsyntax = \"proto3\";\nmessage A {\n  B b = 1; // protolint:disable:this\n}\n",
    );
    assert_eq!(dir.protolint(&["check", "--only", "BASIC", "--format", "json"]).code, 1);
}
