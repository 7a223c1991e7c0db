//! Every fixture gets protoc's verdict, at protoc's position; and what we say about it can be read in one place.
//!
//! `fixtures/README.md` describes the fixtures. `INSTA_UPDATE=always cargo test --test verdicts` writes the
//! snapshots again.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use protolint::compile::{Compiled, EditionRange, Timings, compile, edition_number};
use protolint::descriptor::edition_defaults;
use protolint::diag::{Diagnostic, Place, Severity};

mod support;

use support::fixtures::{Input, Verdict};

/// Fixtures where we mean to differ from protoc, or do not agree yet, and why. A fixture that agrees may not stand
/// here.
const DIFFERENCES: &[(&str, &str)] = &[
    ("compile/304_edition_max", VALUE),
    ("compile/304_edition_test_only", VALUE),
    (
        "syntax/err/018_identifier_point_digit.proto",
        "protoc reports the place twice, we report what follows from it once",
    ),
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
const BEHIND: &str = "protoc points behind the number or word, we at it";
const BEHIND_ENUM: &str = "protoc points behind the enum, we at the option in it";

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

#[test]
fn fixtures_get_the_verdicts_of_protoc() {
    let mut wrong = String::new();
    for verdict in Verdict::all() {
        let known = DIFFERENCES.iter().find(|(fixture, _)| *fixture == verdict.fixture);
        match (disagreement(&verdict, &diagnostics(&verdict.fixture)), known) {
            (Some(why), None) => _ = writeln!(wrong, "{}: {why}", verdict.fixture),
            (None, Some(_)) => {
                _ = writeln!(wrong, "{}: agrees, and is listed as a difference", verdict.fixture);
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn messages_read_well() {
    let mut families: BTreeMap<&str, String> = BTreeMap::new();
    for Verdict { fixture, .. } in Verdict::all() {
        let ours = diagnostics(&fixture);
        if ours.is_empty() {
            continue;
        }
        let text = families.entry(family(&fixture)).or_default();
        _ = writeln!(text, "{fixture}");
        for diagnostic in &ours {
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
    let name = fixture.rsplit('/').next().unwrap_or(fixture);
    let number = name.split('_').next().and_then(|number| number.parse::<u32>().ok());
    let family = FAMILIES.iter().find(|(last, _)| number.is_some_and(|number| number <= *last));
    family.map_or("accepted", |(_, family)| family)
}

/// What we say about a fixture.
fn diagnostics(fixture: &str) -> Vec<Diagnostic> {
    let input = Input::of(fixture);
    let (loaded, mut diagnostics) = input.load();
    let mut compiled = compile(loaded, &mut Timings::default());
    diagnostics.append(&mut compiled.diagnostics);
    diagnostics.extend(defaults_diagnostics(&input, &compiled));
    diagnostics
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

fn render(diagnostic: &Diagnostic, out: &mut String) {
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
