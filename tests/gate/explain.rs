//! What `protolint rules` and `protolint explain` say.

use std::collections::BTreeSet;

use crate::support::Dir;
use crate::support::fixtures::files_below;
use protolint::approvals::METAS;
use protolint::breaking;
use protolint::diag::meaning;
use protolint::lint::{EQUIVALENTS, RULES};
use serde_json::Value;

#[test]
fn the_page_of_the_rules_is_up_to_date() {
    let run = Dir::new().protolint(&["rules", "--format", "markdown"]);
    let page = include_str!("../../docs/rules.md");
    assert!(run.out == page, "run `cargo run -- rules --format markdown > docs/rules.md`");
}

#[test]
fn every_rule_is_listed() {
    let dir = Dir::new();
    let text = dir.protolint(&["rules"]).out;
    let ids: Vec<_> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    let lint = RULES.iter().map(|rule| rule.meta.id);
    let all = lint.chain(breaking::RULES.iter().map(|rule| rule.meta.id));
    let all = all.chain(METAS.map(|meta| meta.id));
    assert_eq!(ids, all.collect::<Vec<_>>());
    let json = dir.protolint(&["rules", "--format", "json"]).out;
    for (line, id) in json.lines().zip(&ids) {
        let object: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(object["id"], *id);
        assert!(object["why"].as_str().is_some_and(|why| !why.is_empty()));
    }
    assert_eq!(json.lines().count(), ids.len());
}

#[test]
fn a_rule_is_explained() {
    let dir = Dir::new();
    let run = dir.protolint(&["explain", "ENUM_ZERO_VALUE_SUFFIX"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    insta::assert_snapshot!(run.out);
    assert_eq!(dir.protolint(&["explain", "enum_zero_value_suffix"]).out, run.out);
}

#[test]
fn an_unknown_rule_is_answered_with_a_similar_one() {
    let dir = Dir::new();
    for (id, why) in [
        (
            "FIELD_NUMBER_GAPS",
            "error: there is no rule `FIELD_NUMBER_GAPS`: did you mean `FIELD_NUMBER_GAP`?\n",
        ),
        ("missing-imprt", "error: there is no rule `missing-imprt`: did you mean `missing-import`?\n"),
        ("XYZ", "error: there is no rule `XYZ`: `protolint rules` lists them\n"),
    ] {
        let run = dir.protolint(&["explain", id]);
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (2, "", why));
    }
}

#[test]
fn every_error_is_explained() {
    let dir = Dir::new();
    let run = dir.protolint(&["explain", "first-value-not-zero"]);
    assert_eq!(run.code, 0);
    assert!(run.out.contains("The first value of an open enum is not 0"), "{}", run.out);

    let mut shown = BTreeSet::new();
    for path in files_below("tests/compiler/snapshots", "snap") {
        let text = std::fs::read_to_string(&path).expect("text");
        let words = text.split(['[', ']']).filter(|word| {
            word.contains('-')
                && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit())
        });
        shown.extend(words.filter(|word| word.starts_with(char::is_alphabetic)).map(str::to_owned));
    }
    assert!(shown.len() > 90, "the snapshots show most of the errors: {}", shown.len());
    let unknown: Vec<_> = shown.iter().filter(|code| meaning(code).is_none()).collect();
    assert!(unknown.is_empty(), "add these to `CODES`: {unknown:?}");
}

#[test]
fn counterparts_of_other_rules_exist() {
    let page = include_str!("../../docs/other-linters.md");
    let rows: Vec<_> = page.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(rows.len(), 31);
    for row in rows {
        let names: Vec<_> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let (theirs, ours) = (names[1], names[2]);
        assert!(
            ours.is_empty() || EQUIVALENTS.contains(&(theirs, ours)),
            "{ours} is not what comments take {theirs} for"
        );
    }
}
