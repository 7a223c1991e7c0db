//! Every rule does what its documentation and its fixtures say.

mod support;

use std::ops::Range;
use std::path::{Path, PathBuf};

use protolint::compile::{Compiled, ImportPaths, Timings, compile, load};
use protolint::descriptor::{EncodeOptions, decode_set, encode_file};
use protolint::diag::{Diagnostic, Severity};
use protolint::lint::{Comments, RULES, Rule, Selected, Selection, Suppressions, lint};
use protolint::rules::Value;
use protolint::text::LineColumn;
use support::pairs::{self, files_of_example};

/// Files, which must have no errors.
fn compiled(directory: &Path, names: &[String]) -> Compiled {
    let mut paths = ImportPaths::new();
    paths.add("", directory);
    let compiled = compile(load(&paths, names, Vec::new()), &mut Timings::default());
    let errors = compiled.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    assert_eq!(errors.map(|error| &*error.message).collect::<Vec<_>>(), [""; 0], "{}", directory.display());
    compiled
}

fn run(rule: &'static Rule, compiled: &Compiled) -> Vec<Diagnostic> {
    let selection = Selection { rules: vec![Selected::new(rule)] };
    let mut found = lint(&compiled.schema, &compiled.roots, &selection);
    let mut suppressions = Suppressions::new(&compiled.schema, &compiled.roots, Comments::default());
    suppressions.apply(&mut found, |_| true);
    found.extend(suppressions.lint(&selection, |_| false));
    found
}

/// What a rule finds in a file.
fn findings(rule: &'static Rule, directory: &Path, name: &str) -> Vec<Diagnostic> {
    run(rule, &compiled(directory, &[name.to_owned()]))
}

fn fixtures(rule: &Rule) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lint").join(rule.meta.id)
}

/// The rules that have more to show than their documentation does, and where.
fn rules_with_fixtures() -> impl Iterator<Item = (&'static Rule, PathBuf)> {
    RULES.iter().map(|rule| (rule, fixtures(rule))).filter(|(_, directory)| directory.is_dir())
}

/// What a rule finds in an example of its documentation: a proto3 file, or files that begin with their name and are
/// taken as they stand.
fn findings_in_example(rule: &'static Rule, text: &str) -> Vec<Diagnostic> {
    run(rule, &pairs::compiled(files_of_example(text)))
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
        let bad = rule.meta.docs().bad;
        let found = findings_in_example(rule, &bad);
        // Where files disagree, each of them is a finding.
        let most = files_of_example(&bad).len();
        assert!((1..=most).contains(&found.len()), "{}: {found:?}", rule.meta.id);
        assert!(found.iter().all(|found| found.code == rule.meta.id), "{}: {found:?}", rule.meta.id);
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
    for (rule, directory) in rules_with_fixtures() {
        let id = rule.meta.id;
        assert!(findings(rule, &directory, "good.proto").is_empty(), "{id}: good.proto");
        insta::with_settings!({ snapshot_path => directory.clone(), prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("bad", listing(findings(rule, &directory, "bad.proto")));
        });
    }
}

/// Rules about what only the text of a file tells, not its descriptor.
const ABOUT_TEXT: [&str; 6] = [
    "FILE_PARTS_ORDERED",
    "IMPORTS_SORTED",
    "INDENT",
    "LINE_LENGTH",
    "QUOTES_CONSISTENT",
    "RELATIVE_TYPE_PATH",
];

#[test]
fn a_descriptor_set_gives_the_findings_of_its_source() {
    for (rule, directory) in rules_with_fixtures() {
        let source = if ABOUT_TEXT.contains(&rule.meta.id) {
            Vec::new()
        } else {
            places(findings(rule, &directory, "bad.proto"))
        };
        let image = decode_set(&encoded(&directory, "bad.proto"), "set.binpb").expect("a set");
        let loaded = load(&ImportPaths::new(), &["bad.proto".to_owned()], image.files);
        assert_eq!(places(run(rule, &compile(loaded, &mut Timings::default()))), source, "{}", rule.meta.id);
    }
}

/// The descriptor set of a file.
fn encoded(directory: &Path, name: &str) -> Vec<u8> {
    let compiled = compiled(directory, &[name.to_owned()]);
    let mut file = Vec::new();
    let options = EncodeOptions { source_info: true, retain_options: true };
    encode_file(&compiled.schema, compiled.roots[0], options, &mut file);
    // A set is a list of files, each with its length; fixtures are short.
    let length = [file.len() as u8 | 0x80, (file.len() >> 7) as u8];
    [&[0x0A], &length[..], &file].concat()
}

fn places(findings: Vec<Diagnostic>) -> Vec<(Range<LineColumn>, String)> {
    let mut places: Vec<_> = findings
        .into_iter()
        .map(|found| (found.place.range().expect("a place"), found.message.to_string()))
        .collect();
    places.sort_by_key(|(range, _)| (range.start, range.end));
    places
}

#[test]
fn a_setting_changes_what_a_rule_finds() {
    let rule = RULES.iter().find(|rule| rule.meta.id == "ENUM_ZERO_VALUE_SUFFIX").expect("the rule");
    let suffix = (rule.meta.settings[0].name, Value::Text("_ACTIVE".into()));
    let selected = Selected { values: vec![suffix], ..Selected::new(rule) };
    let compiled = compiled(&fixtures(rule), &["bad.proto".to_owned()]);
    let found = lint(&compiled.schema, &compiled.roots, &Selection { rules: vec![selected] });
    assert_eq!(found.len(), 4, "STATUS_ACTIVE is fine now, ALIAS_UNSPECIFIED is not");
}

/// How much a rule finds in an example with one setting.
fn count_with(id: &str, setting: (&'static str, Value), text: &str) -> usize {
    let rule = RULES.iter().find(|rule| rule.meta.id == id).expect("the rule");
    assert!(rule.meta.settings.iter().any(|known| known.name == setting.0), "{id} has no such setting");
    let directory = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(directory.path().join("example.proto"), text).expect("a file");
    let compiled = compiled(directory.path(), &["example.proto".to_owned()]);
    let selected = Selected { values: vec![setting], ..Selected::new(rule) };
    lint(&compiled.schema, &compiled.roots, &Selection { rules: vec![selected] }).len()
}

#[test]
fn limits_and_exceptions_can_be_set() {
    let services = |names: &str| format!("syntax = \"proto3\";\npackage acme.user;\n{names}");
    let versioned = services("service UserServiceV1 {}");
    let mixed = services("service UserServiceV1 {} service MailService {}");
    let allow = |allow| ("allow_versioned_services", Value::Bool(allow));
    assert_eq!(count_with("PACKAGE_VERSION_SUFFIX", allow(true), &versioned), 0);
    assert_eq!(count_with("PACKAGE_VERSION_SUFFIX", allow(false), &versioned), 1);
    assert_eq!(count_with("PACKAGE_VERSION_SUFFIX", allow(true), &mixed), 1);

    let two = services("message M {} service S { rpc GetA(M) returns (M); rpc GetB(M) returns (M); }");
    for (limit, count) in [(2, 0), (1, 1)] {
        let limit = ("max_methods", Value::Number(limit));
        assert_eq!(count_with("SERVICE_TOO_LARGE", limit, &two), count);
    }
}

#[test]
fn style_is_a_choice() {
    let text = "syntax = 'proto3';\npackage acme.v1;\nmessage M {\n\trepeated M self = 1;\n\tM order_by = 2;\n}\n\
        service S {\n\trpc get_m(M) returns (M); // A remark that ends at the eightieth character o\n}\n";
    let word = |word: &'static str| Value::Text(word.into());
    for (id, setting, value, count) in [
        ("INDENT", "indent", word("tab"), 0),
        ("INDENT", "indent", word("4"), 3),
        ("LINE_LENGTH", "max_length", Value::Number(80), 0),
        ("LINE_LENGTH", "max_length", Value::Number(79), 1),
        ("LINE_LENGTH", "tab_width", Value::Number(8), 1),
        ("QUOTES_CONSISTENT", "quotes", word("double"), 1),
        ("QUOTES_CONSISTENT", "quotes", word("single"), 0),
        ("SYNTAX_CONSISTENT", "syntax", word("proto3"), 0),
        ("SYNTAX_CONSISTENT", "syntax", word("2023"), 1),
        ("RPC_NAME_CASE", "case", word("upper_camel_case"), 1),
        ("RPC_NAME_CASE", "case", word("lower_camel_case"), 1),
        ("RPC_NAME_CASE", "case", word("upper_snake_case"), 1),
        ("RPC_NAME_CASE", "case", word("lower_snake_case"), 0),
        ("FIELD_NO_PREPOSITION", "except", word("group_by, order_by"), 0),
        ("FIELD_NO_PREPOSITION", "except", word(""), 1),
        ("FIELD_NO_PREPOSITION", "prepositions", word("self,of"), 1),
        ("REPEATED_FIELD_PLURAL", "plurals", word("self"), 0),
        ("REPEATED_FIELD_PLURAL", "plurals", word("others"), 1),
    ] {
        let shown = format!("{id} {setting} {value:?}");
        assert_eq!(count_with(id, (setting, value), text), count, "{shown}");
    }
}

/// The lines on which a rule finds something once the named switches are on.
fn lines_with(id: &str, on: &[&'static str]) -> Vec<u32> {
    let rule = RULES.iter().find(|rule| rule.meta.id == id).expect("the rule");
    let values = rule.meta.settings.iter().filter(|setting| on.contains(&setting.name));
    let values = values.map(|setting| (setting.name, Value::Bool(true))).collect();
    let selected = Selected { values, ..Selected::new(rule) };
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lint/RPC_REQUEST_RESPONSE_UNIQUE");
    let compiled = compiled(&directory, &["bad.proto".to_owned()]);
    let found = lint(&compiled.schema, &compiled.roots, &Selection { rules: vec![selected] });
    places(found).into_iter().map(|(range, _)| range.start.line + 1).collect()
}

#[test]
fn the_empty_message_is_allowed_on_the_sides_that_are_set() {
    const SAME: &str = "rpc_allow_same_request_response";
    const REQUESTS: &str = "rpc_allow_google_protobuf_empty_requests";
    const RESPONSES: &str = "rpc_allow_google_protobuf_empty_responses";
    // What buf finds, setting by setting.
    for (on, unique, requests, responses) in [
        (
            &[][..],
            &[8, 9, 9, 10, 14, 14, 15, 16, 17, 17][..],
            &[8, 9, 14, 16, 17][..],
            &[8, 9, 10, 15, 17][..],
        ),
        (&[RESPONSES], &[8, 9, 9, 14, 14, 15, 16, 17, 17], &[8, 9, 14, 16, 17], &[8, 15, 17]),
        (&[REQUESTS], &[8, 9, 9, 10, 14, 14, 15, 17, 17], &[8, 14, 17], &[8, 9, 10, 15, 17]),
        (&[REQUESTS, RESPONSES], &[8, 14, 14, 15, 17, 17], &[8, 14, 17], &[8, 15, 17]),
        (&[SAME], &[9, 10, 14, 14, 15, 16, 17, 17], &[8, 9, 14, 16, 17], &[8, 9, 10, 15, 17]),
        (&[SAME, RESPONSES], &[9, 14, 14, 15, 16, 17, 17], &[8, 9, 14, 16, 17], &[8, 15, 17]),
        (&[SAME, REQUESTS], &[9, 10, 14, 14, 15, 17, 17], &[8, 14, 17], &[8, 9, 10, 15, 17]),
        (&[SAME, REQUESTS, RESPONSES], &[14, 14, 15, 17, 17], &[8, 14, 17], &[8, 15, 17]),
    ] {
        assert_eq!(lines_with("RPC_REQUEST_RESPONSE_UNIQUE", on), unique, "{on:?}");
        assert_eq!(lines_with("RPC_REQUEST_STANDARD_NAME", on), requests, "{on:?}");
        assert_eq!(lines_with("RPC_RESPONSE_STANDARD_NAME", on), responses, "{on:?}");
    }
}

/// Findings as a reader of the fixture looks for them: line, marked text, message, help.
fn listing(mut findings: Vec<Diagnostic>) -> String {
    protolint::diag::sort(&mut findings);
    let mut lines = Vec::new();
    for Diagnostic { place, message, help, .. } in findings {
        let (source, span) = place.text.expect("a place in the text");
        let marked = String::from_utf8_lossy(&source.bytes()[span]);
        lines.push(format!("{}: {marked}", source.position(span.start).line + 1));
        lines.push(format!("    {message}"));
        lines.extend(help.map(|help| format!("    help: {help}")));
    }
    lines.join("\n")
}
