//! Every rule about changes does what its documentation says, and what buf does.

mod support;

use std::collections::BTreeSet;

use protolint::breaking::{Finding, RULES, Rule, Selected, Selection, Side, breaking};
use protolint::compile::Compiled;
use support::pairs::{compiled, files_of_example, files_of_fixture, fixture, line};

fn run(rules: &'static [Rule], old: &Compiled, new: &Compiled) -> Vec<Finding> {
    breaking(
        Side::all(&old.schema),
        Side::all(&new.schema),
        &Selection { rules: rules.iter().map(Selected::new).collect() },
    )
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
            4 + usize::from(!docs.notes.is_empty()),
            "{} has an unknown section",
            rule.meta.id
        );
    }
}

#[test]
fn every_example_is_found_and_silent_without_the_change() {
    for rule in RULES {
        let docs = rule.meta.docs();
        let [before, after] = [docs.before, docs.after].map(|example| compiled(files_of_example(&example)));
        let rules = std::slice::from_ref(rule);
        let found = run(rules, &before, &after);
        assert_eq!(found.len(), 1, "{}: {found:?}", rule.meta.id);
        assert!(found[0].diagnostic.help.is_some(), "{} does not say what to do", rule.meta.id);
        assert!(run(rules, &before, &before).is_empty(), "{}", rule.meta.id);
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
    let mut found: Vec<String> = run(RULES, &compiled(before), &compiled(after)).iter().map(line).collect();
    found.sort();
    let answers = fixture("answers.txt");
    let answers: Vec<&str> = answers.lines().collect();
    assert_same(&answers, &found);
    let answered: BTreeSet<&str> = answers.iter().filter_map(|line| line.rsplit(' ').next()).collect();
    for rule in RULES.iter().filter(|rule| !rule.meta.categories.is_empty()) {
        assert!(answered.contains(rule.meta.id), "{} is in no fixture", rule.meta.id);
    }
}

/// Fails with what only one of two sorted lists has.
fn assert_same(theirs: &[&str], ours: &[String]) {
    let mut ours: Vec<&str> = ours.iter().map(String::as_str).collect();
    let only_theirs: Vec<&str> = theirs.iter().copied().filter(|line| !remove(&mut ours, line)).collect();
    let report: Vec<String> = only_theirs
        .iter()
        .map(|line| format!("only buf: {line}"))
        .chain(ours.iter().map(|line| format!("only ours: {line}")))
        .collect();
    assert!(report.is_empty(), "\n{}", report.join("\n"));
}

fn remove(lines: &mut Vec<&str>, line: &str) -> bool {
    let at = lines.iter().position(|known| *known == line);
    at.map(|at| lines.remove(at)).is_some()
}
