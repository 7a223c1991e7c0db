//! Every rule does what its documentation and its fixtures say.

use std::path::Path;

use protolint::compile::{ImportPaths, Timings, compile, load};
use protolint::diag::{Diagnostic, Severity};
use protolint::lint::{RULES, Rule, Selected, Selection, lint};

/// What a rule finds in a file, which must compile.
fn findings(rule: &'static Rule, directory: &Path, name: &str) -> Vec<Diagnostic> {
    let mut paths = ImportPaths::new();
    paths.add("", directory);
    let compiled = compile(load(&paths, &[name.to_owned()], Vec::new()), &mut Timings::default());
    let errors = compiled.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    assert_eq!(errors.map(|error| &error.message).collect::<Vec<_>>(), [""; 0], "{}: {name}", rule.meta.id);
    lint(&compiled.schema, &compiled.roots, &Selection { rules: vec![Selected::new(rule)] })
}

/// What a rule finds in an example of its documentation.
fn findings_in_example(rule: &'static Rule, text: &str) -> Vec<Diagnostic> {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let text =
        if text.starts_with("syntax") { text.to_owned() } else { format!("syntax = \"proto3\";\n{text}") };
    std::fs::write(directory.path().join("example.proto"), text).expect("a file");
    findings(rule, directory.path(), "example.proto")
}

#[test]
fn every_rule_says_what_it_does_and_why() {
    for rule in RULES {
        let docs = rule.meta.docs();
        for section in [&docs.what, &docs.why, &docs.bad, &docs.good] {
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
fn every_bad_example_is_found_once() {
    for rule in RULES {
        let found = findings_in_example(rule, &rule.meta.docs().bad);
        assert_eq!(found.len(), 1, "{}: {found:?}", rule.meta.id);
        assert_eq!(found[0].code, rule.meta.id);
    }
}

#[test]
fn no_good_example_is_found() {
    for rule in RULES {
        let found = findings_in_example(rule, &rule.meta.docs().good);
        assert!(found.is_empty(), "{}: {found:?}", rule.meta.id);
    }
}

#[test]
fn fixtures_are_found_as_recorded() {
    for rule in RULES {
        let id = rule.meta.id;
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lint").join(id);
        assert!(findings(rule, &directory, "good.proto").is_empty(), "{id}: good.proto");
        insta::with_settings!({ snapshot_path => directory.clone(), prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("bad", listing(findings(rule, &directory, "bad.proto")));
        });
    }
}

/// Findings as a reader of the fixture looks for them: line, marked text, message, help.
fn listing(mut findings: Vec<Diagnostic>) -> String {
    protolint::report::sort(&mut findings);
    let mut out = String::new();
    for Diagnostic { place, message, help, .. } in findings {
        let (source, span) = place.text.expect("a place in the text");
        let marked = String::from_utf8_lossy(&source.bytes()[span]);
        out += &format!("{}: {marked}\n    {message}\n", source.position(span.start).line + 1);
        out += &help.map(|help| format!("    help: {help}\n")).unwrap_or_default();
    }
    out
}
