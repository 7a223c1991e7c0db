//! Every rule does what its documentation and its fixtures say.

use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::support::fixtures::{encode_set, files_below};
use crate::support::pairs::{self, files_of_example};
use protolint::compile::{Compiled, ImportPaths, Timings, compile, load};
use protolint::descriptor::EncodeOptions;
use protolint::diag::{Diagnostic, Severity};
use protolint::image::decode_set;
use protolint::lint::{Comments, RULES, Rule, Selected, Selection, Suppressions, lint};
use protolint::rules::{Category, SettingValue};
use protolint::text::LineColumn;

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

/// Where the fixtures of a rule are.
fn fixtures(rule: &Rule) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lint").join(rule.meta.id)
}

/// The `good` or `bad` files of a rule: those of a directory, or one.
fn fixture(rule: &Rule, side: &str) -> Compiled {
    let (mut root, mut paths) = (fixtures(rule), vec![fixtures(rule).join(format!("{side}.proto"))]);
    if root.join(side).is_dir() {
        root.push(side);
        paths = files_below(&root, "proto");
    }
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
        (path.strip_prefix(&root).expect("it is below").display().to_string(), text)
    };
    pairs::compiled(paths.into_iter().map(read).collect())
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
            4 + usize::from(!docs.notes.is_empty()) + usize::from(!docs.fix.is_empty()),
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
    for rule in RULES {
        let good = run(rule, &fixture(rule, "good"));
        assert!(good.is_empty(), "{}: {good:?}", rule.meta.id);
        let bad = run(rule, &fixture(rule, "bad"));
        assert!(!bad.is_empty(), "{} finds nothing", rule.meta.id);
        let directory = fixtures(rule);
        insta::with_settings!({
            snapshot_path => directory,
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!("bad", listing(bad));
        });
    }
}

/// Whether buf has a rule too: it has none of the categories that are ours alone.
fn is_of_buf(rule: &Rule) -> bool {
    !rule.meta.categories.iter().any(|category| matches!(category, Category::Style | Category::Design))
}

#[test]
fn findings_are_those_of_buf() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lint/answers.txt");
    let answers = std::fs::read_to_string(path).expect("a fixture");
    for rule in RULES.iter().filter(|rule| is_of_buf(rule)) {
        let found: Vec<String> = run(rule, &fixture(rule, "bad")).iter().map(pairs::line).collect();
        let is_about = |line: &&str| line.rsplit(' ').next() == Some(rule.meta.id);
        pairs::assert_same(&answers.lines().filter(is_about).collect::<Vec<_>>(), &found);
    }
}

/// Rules about what only the text of a file tells, not its descriptor.
const ABOUT_TEXT: [&str; 7] = [
    "COMMENT_FILE",
    "FILE_PARTS_ORDERED",
    "IMPORTS_SORTED",
    "INDENT",
    "LINE_LENGTH",
    "QUOTES_CONSISTENT",
    "RELATIVE_TYPE_PATH",
];

/// Rules that point at what has no place in a descriptor set: a comment, the value of `syntax`.
const PLACED_BY_TEXT: [&str; 3] = ["SUPPRESSION_UNKNOWN", "SUPPRESSION_UNUSED", "SYNTAX_CONSISTENT"];

#[test]
fn a_descriptor_set_gives_the_findings_of_its_source() {
    for rule in RULES {
        let source = fixture(rule, "bad");
        let mut found =
            if ABOUT_TEXT.contains(&rule.meta.id) { Vec::new() } else { places(run(rule, &source)) };
        let options = EncodeOptions { source_info: true, retain_options: true };
        let set = encode_set(&source.schema, source.roots.iter().copied(), options);
        let image = decode_set(&set, "set.binpb").expect("a set");
        let names: Vec<String> = image.files.iter().map(|file| file.name.to_string()).collect();
        let loaded = load(&ImportPaths::new(), &names, image.files);
        let mut again = places(run(rule, &compile(loaded, &mut Timings::default())));
        if PLACED_BY_TEXT.contains(&rule.meta.id) {
            again.iter_mut().chain(&mut found).for_each(|(range, _)| *range = None);
        }
        assert_eq!(again, found, "{}", rule.meta.id);
    }
}

fn places(findings: Vec<Diagnostic>) -> Vec<(Option<Range<LineColumn>>, String)> {
    let mut places: Vec<_> =
        findings.into_iter().map(|found| (found.place.range(), found.message.to_string())).collect();
    places.sort_by_key(|(range, message)| {
        (range.as_ref().map(|range| (range.start, range.end)), message.clone())
    });
    places
}

#[test]
fn a_setting_changes_what_a_rule_finds() {
    let rule = RULES.iter().find(|rule| rule.meta.id == "ENUM_ZERO_VALUE_SUFFIX").expect("the rule");
    let suffix = (rule.meta.settings[0].name, SettingValue::Text("_ACTIVE".into()));
    let selected = Selected { values: vec![suffix], ..Selected::new(rule) };
    let compiled = fixture(rule, "bad");
    let found = lint(&compiled.schema, &compiled.roots, &Selection { rules: vec![selected] });
    assert_eq!(found.len(), 4, "STATUS_ACTIVE is fine now, ALIAS_UNSPECIFIED is not");
}

/// How much a rule finds in an example with one setting.
fn count_with(id: &str, setting: (&'static str, SettingValue), text: &str) -> usize {
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
    let allow = |allow| ("allow_versioned_services", SettingValue::Bool(allow));
    assert_eq!(count_with("PACKAGE_VERSION_SUFFIX", allow(true), &versioned), 0);
    assert_eq!(count_with("PACKAGE_VERSION_SUFFIX", allow(false), &versioned), 1);
    assert_eq!(count_with("PACKAGE_VERSION_SUFFIX", allow(true), &mixed), 1);

    let two = services("message M {} service S { rpc GetA(M) returns (M); rpc GetB(M) returns (M); }");
    for (limit, count) in [(2, 0), (1, 1)] {
        let limit = ("max_methods", SettingValue::Number(limit));
        assert_eq!(count_with("SERVICE_TOO_LARGE", limit, &two), count);
    }
}

#[test]
fn style_is_a_choice() {
    let text = "syntax = 'proto3';\npackage acme.v1;\nmessage M {\n\trepeated M self = 1;\n\tM order_by = 2;\n}\n\
        service S {\n\trpc get_m(M) returns (M); // A remark that ends at the eightieth character o\n}\n";
    let word = |word: &'static str| SettingValue::Text(word.into());
    for (id, setting, value, count) in [
        ("INDENT", "indent", word("tab"), 0),
        ("INDENT", "indent", word("4"), 3),
        ("LINE_LENGTH", "max_length", SettingValue::Number(80), 0),
        ("LINE_LENGTH", "max_length", SettingValue::Number(79), 1),
        ("LINE_LENGTH", "tab_width", SettingValue::Number(8), 1),
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
    let values = values.map(|setting| (setting.name, SettingValue::Bool(true))).collect();
    let selected = Selected { values, ..Selected::new(rule) };
    let unique = RULES.iter().find(|rule| rule.meta.id == "RPC_REQUEST_RESPONSE_UNIQUE").expect("the rule");
    let compiled = fixture(unique, "bad");
    let found = lint(&compiled.schema, &compiled.roots, &Selection { rules: vec![selected] });
    places(found).into_iter().map(|(range, _)| range.expect("a place").start.line + 1).collect()
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
        let marked = match &place.text {
            Some((source, span)) => {
                let marked = String::from_utf8_lossy(&source.bytes()[*span]);
                format!("{}: {marked}", source.position(span.start).line + 1)
            }
            None => "the file".to_owned(),
        };
        // One file needs no name.
        let file = if &*place.path == "bad.proto" { String::new() } else { format!("{}:", place.path) };
        lines.push(file + &marked);
        lines.push(format!("    {message}"));
        lines.extend(help.map(|help| format!("    help: {help}")));
    }
    lines.join("\n")
}
