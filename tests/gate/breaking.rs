//! Every rule about changes does what its documentation says, and what buf does.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

use crate::support::pairs::{
    Files, assert_same, compiled, files_of_example, files_of_fixture, files_of_side, fixture, line,
};
use crate::support::random_schemas::random_pairs;
use protolint::breaking::{Breaks, Finding, RULES, Rule, Selected, Selection, Side, breaking};
use protolint::compile::Compiled;
use protolint::rules::Category;

fn run(rules: impl Iterator<Item = &'static Rule>, old: &Compiled, new: &Compiled) -> Vec<Finding> {
    breaking(
        Side::all(&old.schema),
        Side::all(&new.schema),
        &Selection { rules: rules.map(Selected::new).collect() },
    )
}

/// The rules that buf has too; ours are in no category.
fn rules_of_buf() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(|rule| !rule.meta.categories.is_empty())
}

#[test]
fn every_rule_says_what_it_does_and_why() {
    for rule in RULES {
        let docs = rule.meta.docs();
        for section in [&docs.what, &docs.why, &docs.before, &docs.after] {
            assert!(!section.is_empty(), "{} lacks a section", rule.meta.id);
        }
        let titles = rule.meta.text.lines().filter(|line| line.starts_with(" ## ")).count();
        assert_eq!(
            titles,
            4 + [&docs.notes, &docs.earlier, &docs.fix].iter().filter(|section| !section.is_empty()).count(),
            "{} has an unknown section",
            rule.meta.id
        );
    }
}

#[test]
fn every_example_is_found_and_silent_without_the_change() {
    for rule in RULES {
        let docs = rule.meta.docs();
        let versions = [docs.earlier, docs.before, docs.after];
        let [earlier, before, after] = versions.map(|example| compiled(files_of_example(&example)));
        let old = Side::all(&before.schema).after(vec![Side::all(&earlier.schema)]);
        let selection = Selection { rules: vec![Selected::new(rule)] };
        let found = breaking(old, Side::all(&after.schema), &selection);
        assert_eq!(found.len(), 1, "{}: {found:?}", rule.meta.id);
        assert!(found[0].diagnostic.help.is_some(), "{} does not say what to do", rule.meta.id);
        assert!(run([rule].into_iter(), &before, &before).is_empty(), "{}", rule.meta.id);
    }
}

/// The fixtures that buf was asked about, all at once.
const FIXTURES: [&str; 6] =
    ["deletions.txt", "editions.txt", "enums.txt", "fields.txt", "files.txt", "services.txt"];

#[test]
fn findings_are_those_of_buf() {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for name in FIXTURES {
        let (old, new) = files_of_fixture(&fixture(name));
        before.extend(old);
        after.extend(new);
    }
    let mut found: Vec<String> = run(rules_of_buf(), &compiled(before), &compiled(after))
        .iter()
        .map(|found| line(&found.diagnostic))
        .collect();
    found.sort();
    let answers = fixture("answers.txt");
    let answers: Vec<&str> = answers.lines().collect();
    assert_same(&answers, &found);
    let answered: BTreeSet<&str> = answers.iter().filter_map(|line| line.rsplit(' ').next()).collect();
    for rule in rules_of_buf() {
        assert!(answered.contains(rule.meta.id), "{} is in no fixture", rule.meta.id);
    }
}

#[test]
fn rules_of_ours_find_what_is_recorded() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/breaking/ours");
    for rule in RULES.iter().filter(|rule| rule.meta.categories.is_empty()) {
        let id = rule.meta.id;
        let text = fixture(&format!("ours/{id}.txt"));
        let [earlier, before, after] =
            ["earlier", "before", "after"].map(|side| compiled(files_of_side(&text, side)));
        let old = Side::all(&before.schema).after(vec![Side::all(&earlier.schema)]);
        let selection = Selection { rules: vec![Selected::new(rule)] };
        let mut found = breaking(old, Side::all(&after.schema), &selection);
        found.sort_by_key(|found| line(&found.diagnostic));
        let found = found
            .iter()
            .map(|found| format!("{}\n    {}", line(&found.diagnostic), found.diagnostic.message));
        let found: Vec<String> = found.collect();
        assert!(!found.is_empty(), "{id} finds nothing");
        insta::with_settings!({
            snapshot_path => &directory,
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(id, found.join("\n"));
        });
    }
}

#[test]
fn the_guide_is_obeyed_on_the_wire() {
    for (name, is_safe) in [("guide/safe.txt", true), ("guide/dangerous.txt", false)] {
        let (before, after) = files_of_fixture(&fixture(name));
        for (old, new) in before.into_iter().zip(after) {
            assert_eq!(old.0, new.0);
            let path = old.0.clone();
            let rules = RULES.iter().filter(|rule| rule.meta.categories.contains(&Category::Wire));
            let found = run(rules, &compiled(vec![old]), &compiled(vec![new]));
            assert_eq!(found.is_empty(), is_safe, "{path}: {found:?}");
            assert!(found.iter().all(|found| found.breaks == Breaks::Wire), "{path}: {found:?}");
        }
    }
}

/// Where to write the random schemas instead of comparing them, for the script that asks buf.
const WRITE_PAIRS: &str = "PROTOLINT_WRITE_PAIRS";

/// The messages of which a custom option has another value, in a file with `option (o) = {OLD};` and one with `NEW`.
fn changed_option(old: &str, new: &str) -> usize {
    let file = |value: &str| {
        let text = format!(
            r#"syntax = "proto3";
package acme;
import "google/protobuf/descriptor.proto";
message O {{
  map<string, int32> m = 1;
  map<int32, O> n = 2;
  int32 a = 3;
  optional int32 b = 4;
  repeated int32 r = 5;
}}
extend google.protobuf.MessageOptions {{ O o = 50001; }}
message M {{ option (acme.o) = {{ {value} }}; }}
"#
        );
        compiled(vec![("a.proto".to_owned(), text)])
    };
    let rule = RULES.iter().filter(|rule| rule.meta.id == "CUSTOM_OPTION_SAME_VALUE");
    run(rule, &file(old), &file(new)).len()
}

#[test]
fn custom_options_are_compared_by_what_they_mean() {
    let same = [
        (r#"m { key: "a" value: 1 } m { key: "b" }"#, r#"m { key: "b" value: 0 } m { key: "a" value: 1 }"#),
        (r#"m { key: "a" value: 1 } m { key: "a" value: 2 }"#, r#"m { key: "a" value: 2 }"#),
        ("n { value {} }", "n { key: 0 }"),
        ("n { key: 1 value { a: 0 } }", "n { key: 1 }"),
        ("a: 0 b: 1", "b: 1"),
        ("a: 1 b: 2", "b: 2 a: 1"),
    ];
    for (old, new) in same {
        assert_eq!((changed_option(old, new), changed_option(new, old)), (0, 0), "{old} is not {new}");
    }
    let other = [
        (r#"m { key: "a" value: 1 }"#, r#"m { key: "a" value: 2 }"#),
        (r#"m { key: "a" value: 1 }"#, r#"m { key: "b" value: 1 }"#),
        (r#"m { key: "a" value: 1 } m { key: "a" value: 2 }"#, r#"m { key: "a" value: 1 }"#),
        ("b: 0", ""),
        ("r: [1, 2]", "r: [2, 1]"),
        ("r: 0", ""),
    ];
    for (old, new) in other {
        assert_eq!((changed_option(old, new), changed_option(new, old)), (1, 1), "{old} is {new}");
    }
}

#[test]
fn random_changes_are_found_as_buf_finds_them() {
    let (before, after) = random_pairs(0x5EED, 600);
    if let Some(directory) = std::env::var_os(WRITE_PAIRS) {
        return write_pairs(Path::new(&directory), [("before", before), ("after", after)]);
    }
    let findings = run(rules_of_buf(), &compiled(before), &compiled(after));
    let mut found: Vec<String> = findings.iter().map(|found| line(&found.diagnostic)).collect();
    found.sort();
    let mut answers = String::new();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/breaking/random.txt.gz");
    let packed = std::fs::File::open(path).expect("a fixture");
    flate2::read::GzDecoder::new(packed).read_to_string(&mut answers).expect("gzip");
    assert_same(&answers.lines().collect::<Vec<_>>(), &found);
}

fn write_pairs(directory: &Path, sides: [(&str, Files); 2]) {
    for (side, files) in sides {
        for (name, text) in files {
            let path = directory.join(side).join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
            std::fs::write(path, text).expect("a file");
        }
    }
}

#[test]
fn categories_are_those_of_buf() {
    let rules = rules_of_buf().map(|rule| rule.meta);
    let ours: Vec<String> = rules
        .map(|meta| {
            let mut categories: Vec<&str> = meta.categories.iter().map(|category| category.name()).collect();
            categories.sort_unstable();
            format!("{} {} {}", meta.id, if meta.on { "on" } else { "off" }, categories.join(","))
        })
        .collect();
    assert_eq!(ours, fixture("rules.txt").lines().collect::<Vec<_>>());
}
