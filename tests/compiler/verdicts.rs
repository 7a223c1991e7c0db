//! Every fixture gets protoc's verdict, at protoc's position; and what we say about it can be read in one place.
//!
//! `fixtures/README.md` describes the fixtures. `INSTA_UPDATE=always cargo test --test compiler` writes the
//! snapshots again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use protolint::compile::{Compiled, EditionRange, Timings, compile, edition_number};
use protolint::descriptor::edition_defaults;
use protolint::diag::{Diagnostic, Place, Severity, is_accepted_by_buf};

use crate::support::fixtures::{Input, Verdict};

/// Fixtures where we mean to differ from protoc, or do not agree yet, and why. A fixture that agrees may not stand
/// here.
const DIFFERENCES: &[(&str, &str)] = &[
    ("compile/101_import_with_syntax_errors", MISSING),
    ("compile/304_edition_max", VALUE),
    ("compile/304_edition_test_only", VALUE),
    ("compile/445_two_broken_imports", MISSING),
    ("syntax/err/015_comment_at_eof.proto", OPEN_COMMENT),
    ("syntax/err/015_comment_star_at_eof.proto", OPEN_COMMENT),
    ("syntax/err/016_comment_started.proto", OPEN_COMMENT),
    (
        "syntax/err/018_identifier_point_digit.proto",
        "protoc reports the place twice, we report what follows from it once",
    ),
    ("syntax/err/020_edition_without_equals.proto", MISSING),
    ("syntax/err/020_enum_reserved_without_semicolon.proto", MISSING),
    ("syntax/err/020_enum_value_without_semicolon.proto", MISSING),
    ("syntax/err/020_enum_without_brace.proto", MISSING),
    ("syntax/err/020_extensions_without_semicolon.proto", MISSING),
    ("syntax/err/020_field_options_without_equals.proto", CAUSE),
    ("syntax/err/020_field_without_semicolon.proto", MISSING),
    ("syntax/err/020_import_without_semicolon.proto", MISSING),
    ("syntax/err/020_message_without_brace.proto", MISSING),
    ("syntax/err/020_oneof_without_brace.proto", CAUSE),
    ("syntax/err/020_option_without_semicolon.proto", MISSING),
    ("syntax/err/020_package_without_semicolon.proto", MISSING),
    ("syntax/err/020_recovery_everywhere.proto", MISSING),
    ("syntax/err/020_reserved_without_semicolon.proto", MISSING),
    ("syntax/err/020_rpc_without_closing_paren.proto", CAUSE),
    ("syntax/err/020_rpc_without_semicolon.proto", MISSING),
    ("syntax/err/020_service_without_brace.proto", MISSING),
    ("syntax/err/020_syntax_without_equals.proto", MISSING),
    ("syntax/err/020_syntax_without_semicolon.proto", MISSING),
    ("syntax/err/020_two_without_semicolon.proto", MISSING),
    ("syntax/err/032_label_as_type.proto", CAUSE),
    ("syntax/err/040_method_without_input.proto", CAUSE),
    ("syntax/err/060_group_at_eof.proto", OPEN),
    ("syntax/err/060_message_at_eof.proto", OPEN),
    ("syntax/err/060_message_at_eof_no_newline.proto", OPEN),
    ("syntax/err/060_nested_message_at_eof.proto", OPEN),
    ("syntax/err/061_enum_at_eof.proto", OPEN),
    ("syntax/err/062_service_at_eof.proto", OPEN),
    ("syntax/err/063_extend_at_eof.proto", OPEN),
    ("syntax/err/064_oneof_at_eof.proto", OPEN),
    ("syntax/err/065_method_at_eof.proto", OPEN),
    ("syntax/err/066_field_option_at_eof.proto", OPEN),
    ("syntax/err/078_option_minus_infinity.proto", BEHIND),
    ("syntax/err/078_option_minus_word.proto", BEHIND),
    ("syntax/err/080_extensions_end.proto", BEHIND),
    ("syntax/err/080_extensions_start.proto", BEHIND),
    ("syntax/err/080_reserved_end.proto", BEHIND),
    ("syntax/err/083_allow_alias_false.proto", BEHIND_ENUM),
    ("syntax/err/084_alias_unused.proto", BEHIND_ENUM),
    ("syntax/err/084_alias_unused_at_eof.proto", BEHIND_ENUM),
    ("syntax/err/450_reserved_type.proto", "protoc wants a string, we say where the statement goes wrong"),
];

const VALUE: &str = "protoc points at the statement, we at the edition in it";
const CAUSE: &str = "protoc points where it gave up, we at what is wrong or missing";
const MISSING: &str = "protoc points at what follows, we at the place where something is missing";
const OPEN_COMMENT: &str = "protoc points at the end of the file, we at the comment that is not closed";
const OPEN: &str = "protoc points at the end of the file, we at the brace that is left open";
const BEHIND: &str = "protoc points behind the number or word, we at it";
const BEHIND_ENUM: &str = "protoc points behind the enum, we at the option in it";

/// Fixtures that protoc rejects and buf accepts, and that we reject even under a `buf.yaml`, with the reason.
const DIFFERENCES_FROM_BUF: &[(&str, &str)] = &[
    (
        "compile/290_implicit_closed_enum_in_map",
        "buf does not check map values, whose default would be no value",
    ),
    ("compile/099_input_is_a_directory", "buf searches a directory, whatever its name is"),
    ("compile/126_file_name", SET),
    ("compile/157_nested_set", SET),
    ("compile/163_proto3_optional_without_oneof", SET),
    ("compile/169_group_map_field", SET),
    ("compile/208_enum_default_number", VALUE_IN_BUF),
    ("compile/223_option_import_relative_nested", NAME_IN_BUF),
    ("compile/236_enum_number", VALUE_IN_BUF),
    ("compile/252_required_in_any", VALUE_IN_BUF),
    ("compile/254_message_twice", VALUE_IN_BUF),
    ("compile/257_enum_number_closed", VALUE_IN_BUF),
    ("compile/259_angle_not_closed", VALUE_IN_BUF),
    ("compile/263_float_octal", VALUE_IN_BUF),
    ("compile/264_double_word", VALUE_IN_BUF),
    ("compile/264_minus_word", VALUE_IN_BUF),
    ("compile/281_feature_target_extension_range", TARGET_IN_BUF),
    ("compile/281_nested_in_aggregate", TARGET_IN_BUF),
    ("syntax/err/012_octal_point.proto", GRAMMAR),
    ("syntax/err/015_null_in_block_comment.proto", GRAMMAR),
    ("syntax/err/017_null_in_line_comment.proto", GRAMMAR),
    ("syntax/err/019_ef_alone.proto", GRAMMAR),
    ("syntax/err/038_double_octal_overflow.proto", GRAMMAR),
    ("syntax/err/046_extensions_max_alone.proto", GRAMMAR),
    ("syntax/err/046_extensions_name.proto", GRAMMAR),
    ("syntax/err/047_reserved_nothing.proto", GRAMMAR),
    ("syntax/err/050_enum_reserved_nothing.proto", GRAMMAR),
    ("syntax/err/096_export_export.proto", GRAMMAR),
    ("syntax/err/096_export_package.proto", GRAMMAR),
    ("syntax/err/449_semicolon_in_extend.proto", GRAMMAR),
    ("syntax/err/449_semicolon_in_oneof.proto", GRAMMAR),
    ("syntax/err/450_enum_option_value.proto", GRAMMAR),
    ("syntax/err/450_enum_reserved_value.proto", GRAMMAR),
    ("syntax/err/450_field_of_keyword_type.proto", GRAMMAR),
];

const SET: &str = "no source can express this, so it cannot be linked";
const VALUE_IN_BUF: &str = "protoc cannot read the value, so tools need not agree about it";
const NAME_IN_BUF: &str = "protoc finds options of an `import option` only by their full name";
const TARGET_IN_BUF: &str = "buf rejects the same target everywhere else";
const GRAMMAR: &str = "protoc's grammar decides: a file that it cannot parse has no meaning";

/// The last check of each family, and the name of the family.
const FAMILIES: &[(u32, &str)] = &[
    (19, "a_tokens"),
    (67, "b_grammar"),
    (96, "c_rules_of_syntax"),
    (116, "d_loading"),
    (136, "e_names"),
    (157, "f_fields"),
    (164, "g_oneofs"),
    (173, "h_maps"),
    (184, "i_enums"),
    (203, "j_extensions"),
    (209, "k_defaults"),
    (212, "l_json_names"),
    (219, "m_proto3"),
    (241, "n_options"),
    (269, "o_aggregates"),
    (282, "p_builtin_options"),
    (307, "q_features"),
    (337, "r_feature_definitions"),
    (351, "s_edition_2024"),
    (359, "t_edition_2026"),
    (361, "u_warnings"),
    (454, "x_rules"),
];

/// What protoc says about each fixture, and what we say.
static JUDGED: LazyLock<Vec<(Verdict, Vec<Diagnostic>)>> = LazyLock::new(|| {
    let verdicts = Verdict::all().into_iter();
    let judge = |protoc: Verdict| {
        let ours = diagnostics(&protoc.fixture);
        (protoc, ours)
    };
    verdicts.map(judge).collect()
});

#[test]
fn fixtures_get_the_verdicts_of_protoc() {
    let mut wrong = String::new();
    for (verdict, ours) in &*JUDGED {
        let known = DIFFERENCES.iter().find(|(fixture, _)| *fixture == verdict.fixture);
        match (disagreement(verdict, ours), known) {
            (Some(why), None) => _ = writeln!(wrong, "{}: {why}", verdict.fixture),
            (None, Some(_)) => {
                _ = writeln!(wrong, "{}: agrees, and is listed as a difference", verdict.fixture);
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Compares the number and the positions of all errors. protoc sometimes stops earlier and sometimes repeats itself, so
/// the snapshot records the differences.
#[test]
fn errors_are_those_of_protoc_or_recorded() {
    let (mut equal, mut text) = (0, String::new());
    for (protoc, ours) in &*JUDGED {
        assert_eq!(protoc.count, protoc.errors.len(), "{}: the table disagrees with itself", protoc.fixture);
        let errors = ours.iter().filter(|ours| ours.severity == Severity::Error);
        let mut ours: Vec<String> = errors.map(|error| position(&error.place)).collect();
        let count = ours.len();
        let (somewhere, placed): (Vec<_>, Vec<_>) = protoc.errors.iter().partition(|error| *error == "file");
        let missing: Vec<_> = placed.into_iter().filter(|error| !remove(&mut ours, error)).collect();
        // If protoc reports no place, any of ours matches.
        let unplaced = somewhere.len().saturating_sub(ours.len());
        let more = ours.split_off(somewhere.len().min(ours.len()));
        if (missing.len(), unplaced, more.len()) == (0, 0, 0) {
            equal += 1;
            continue;
        }
        _ = writeln!(text, "{}: protoc {}, we {count}", protoc.fixture, protoc.count);
        for error in missing {
            _ = writeln!(text, "  only protoc: {error}");
        }
        for _ in 0..unplaced {
            _ = writeln!(text, "  only protoc: no place");
        }
        for error in more {
            _ = writeln!(text, "  only we: {error}");
        }
    }
    let text = format!("{equal} fixtures have the same errors at the same places\n\n{text}");
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("all_errors", text);
    });
}

/// Removes a position, unless it is not there.
fn remove(positions: &mut Vec<String>, wanted: &str) -> bool {
    let at = positions.iter().position(|position| position == wanted);
    at.map(|at| positions.remove(at)).is_some()
}

#[test]
fn fixtures_that_buf_accepts_are_no_errors_where_it_is_in_charge() {
    let mut wrong = String::new();
    for verdict in Verdict::all().into_iter().filter(|verdict| !verdict.is_accepted()) {
        let is_error = |found: &Diagnostic| {
            found.severity == Severity::Error && !is_accepted_by_buf(found.code, found.place.text.is_none())
        };
        let (_, found) = compiled(&Input::of(&verdict.fixture));
        let errors: Vec<_> = found.into_iter().filter(is_error).collect();
        let is_known = DIFFERENCES_FROM_BUF.iter().any(|(fixture, _)| *fixture == verdict.fixture);
        let agrees = errors.is_empty() == (verdict.buf == "accept");
        if agrees == is_known {
            let codes: Vec<_> = errors.iter().map(|found| found.code).collect();
            _ = writeln!(wrong, "{}: buf: {}, we: {codes:?}", verdict.fixture, verdict.buf);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn messages_read_well() {
    let mut families: BTreeMap<&str, String> = BTreeMap::new();
    for (Verdict { fixture, .. }, ours) in &*JUDGED {
        if ours.is_empty() {
            continue;
        }
        let text = families.entry(family(fixture)).or_default();
        _ = writeln!(text, "{fixture}");
        for diagnostic in ours {
            render(diagnostic, text);
        }
        text.push('\n');
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        for (family, text) in families {
            insta::assert_snapshot!(family, text);
        }
    });
}

/// The list of all checks, by protoc's message.
const CHECKS: &str = "fixtures/CHECKS.md";

/// The number of the check that a fixture is about.
fn check(fixture: &str) -> Option<u32> {
    let name = fixture.rsplit('/').next().unwrap_or(fixture);
    name.split('_').next().and_then(|number| number.parse().ok())
}

#[test]
fn every_check_is_listed_with_its_codes_and_fixtures() {
    let mut checks: BTreeMap<u32, (BTreeSet<&str>, BTreeMap<&str, u32>)> = BTreeMap::new();
    for (protoc, ours) in &*JUDGED {
        let Some(number) = check(&protoc.fixture) else { continue };
        let (codes, places) = checks.entry(number).or_default();
        let mut ours = ours.iter().filter(|ours| Some(ours.severity) == severity(protoc));
        let at_place = ours.clone().find(|ours| position(&ours.place) == protoc.first);
        codes.extend(at_place.or_else(|| ours.next()).map(|ours| ours.code));
        let directory = protoc.fixture.rsplit_once('/').map_or("", |(directory, _)| directory);
        *places.entry(directory).or_default() += 1;
    }
    let page = std::fs::read_to_string(CHECKS).expect("the page");
    let mut listed = Vec::new();
    let mut row = |line: &str| {
        let columns: Vec<&str> = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").collect();
        let (number, says) = (columns[0].parse().ok()?, columns[..3].join(" | "));
        let without = columns.last().copied().unwrap_or_default();
        listed.push(number);
        let Some((codes, places)) = checks.get(&number) else {
            assert!(
                !without.is_empty() && !without.contains("_*"),
                "{number} has neither a fixture nor a reason"
            );
            return Some(format!("| {says} | - | {without} |"));
        };
        let codes = if codes.is_empty() { vec!["-"] } else { codes.iter().copied().collect() };
        let places = places.iter().map(|(directory, count)| format!("`{directory}/{number:03}_*`: {count}"));
        Some(format!("| {says} | {} | {} |", codes.join(", "), places.collect::<Vec<_>>().join(", ")))
    };
    let lines: Vec<String> = page.lines().map(|line| row(line).unwrap_or_else(|| line.to_owned())).collect();
    assert_eq!(listed, (1..=454).collect::<Vec<u32>>(), "the checks in order");
    assert!(checks.keys().all(|number| listed.contains(number)), "fixtures of checks that are not listed");
    let right = lines.join("\n") + "\n";
    if std::env::var_os("WRITE_CHECKS").is_some() {
        return std::fs::write(CHECKS, right).expect("the page can be written");
    }
    let wrong: Vec<_> = page.lines().zip(right.lines()).filter(|(page, right)| page != right).collect();
    assert!(wrong.is_empty(), "{CHECKS}, as it is and as it should be: {wrong:#?}");
}

/// What protoc asks us to say; where it died we owe an error.
fn severity(protoc: &Verdict) -> Option<Severity> {
    match &*protoc.word {
        "accept" => None,
        "warn" => Some(Severity::Warning),
        _ => Some(Severity::Error),
    }
}

/// Why our diagnostics do not agree with protoc's.
fn disagreement(protoc: &Verdict, ours: &[Diagnostic]) -> Option<String> {
    let worst = ours.iter().map(|diagnostic| diagnostic.severity).max();
    if worst != severity(protoc) {
        return Some(format!("protoc: {}, we: {worst:?}", protoc.word));
    }
    let positions: Vec<String> =
        ours.iter().filter(|ours| Some(ours.severity) == worst).map(|ours| position(&ours.place)).collect();
    let agrees = !protoc.first.contains(':') || positions.contains(&protoc.first);
    (!agrees).then(|| format!("protoc: {}, we: {positions:?}", protoc.first))
}

/// The family of checks that a fixture belongs to.
fn family(fixture: &str) -> &'static str {
    let number = check(fixture);
    let family = FAMILIES.iter().find(|(last, _)| number.is_some_and(|number| number <= *last));
    family.map_or("accepted", |(_, family)| family)
}

/// What we say about a fixture.
fn diagnostics(fixture: &str) -> Vec<Diagnostic> {
    let input = Input::of(fixture);
    let (compiled, mut diagnostics) = compiled(&input);
    diagnostics.extend(defaults_diagnostics(&input, &compiled));
    diagnostics
}

fn compiled(input: &Input) -> (Compiled, Vec<Diagnostic>) {
    let (loaded, mut diagnostics) = input.load();
    let mut compiled = compile(loaded, &mut Timings::default());
    diagnostics.append(&mut compiled.diagnostics);
    (compiled, diagnostics)
}

/// What we say about the features if a fixture's arguments ask for their defaults.
fn defaults_diagnostics(input: &Input, compiled: &Compiled) -> Vec<Diagnostic> {
    if input.argument("--edition_defaults_out").is_none() {
        return Vec::new();
    }
    let edition = |flag: &str| input.argument(flag).and_then(|value| edition_number(&value));
    let range =
        EditionRange::new(edition("--edition_defaults_minimum"), edition("--edition_defaults_maximum"));
    match range {
        Ok(range) => edition_defaults(&compiled.schema, range).err().unwrap_or_default(),
        Err(why) => vec![Diagnostic::error("usage", Place::file("args"), why)],
    }
}

pub fn render(diagnostic: &Diagnostic, out: &mut String) {
    let Diagnostic { code, severity, place, message, labels, help, fix: _ } = diagnostic;
    _ = writeln!(out, "  {}: {} [{code}] {message}", position(place), severity.name());
    for label in labels {
        _ = writeln!(out, "      {}: {}", position(&label.place), label.message);
    }
    if let Some(help) = help {
        _ = writeln!(out, "      help: {help}");
    }
}

/// `file:line:column` as in the table.
fn position(place: &Place) -> String {
    match &place.text {
        Some((source, span)) => {
            let at = source.position(span.start);
            format!("{}:{}:{}", source.name(), at.line + 1, at.column + 1)
        }
        None => place.path.rsplit('/').next().unwrap_or_default().escape_debug().to_string(),
    }
}
