//! `protolint rules` and `protolint explain`: what the rules say about themselves.

use std::fmt::Write as _;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use clap::ValueEnum;
use serde_json::json;

use super::terminal::tell;
use crate::diag::{CODES, meaning};
use crate::report::known_rules;
use crate::rules::{Meta, Value, similar};

/// How to list the rules.
#[derive(clap::Args, Debug)]
pub struct ListArgs {
    /// How to print the list
    #[arg(long, value_enum, default_value_t = ListFormat::Text)]
    format: ListFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ListFormat {
    /// One line a rule
    Text,
    /// One object a line, with the documentation
    Json,
    /// The documentation of all rules on one page
    Markdown,
}

/// Which rule to explain.
#[derive(clap::Args, Debug)]
pub struct ExplainArgs {
    /// The id of a rule or of an error, as findings show it
    #[arg(value_name = "RULE")]
    id: String,
}

/// Lists all rules.
pub fn list(args: &ListArgs) -> ExitCode {
    let rules = known_rules();
    print(&match args.format {
        ListFormat::Text => rules.map(line).collect(),
        ListFormat::Json => rules.map(object).collect(),
        ListFormat::Markdown => page(rules),
    })
}

/// Explains one rule, or one id of the compiler. 2: there is none of that name.
pub fn explain(args: &ExplainArgs) -> ExitCode {
    let id = args.id.to_ascii_uppercase();
    if let Some(meta) = known_rules().find(|meta| meta.id == id) {
        return print(&section(meta, "#"));
    }
    let code = args.id.to_ascii_lowercase();
    if let Some(meaning) = meaning(&code) {
        return print(&format!("# {code}\n\nreported by the compiler, not by a rule.\n\n{meaning}\n"));
    }
    let codes = CODES.iter().map(|(code, _)| *code);
    let hint = match similar(&id, known_rules().map(|meta| meta.id).chain(codes)) {
        Some(similar) => format!("did you mean `{similar}`?"),
        None => "`protolint rules` lists them".to_owned(),
    };
    tell(&format!("error: `{}` is no rule: {hint}", args.id));
    ExitCode::from(2)
}

/// Prints a text to standard output.
pub fn print(text: &str) -> ExitCode {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            tell(&format!("error: standard output cannot be written: {error}"));
            ExitCode::from(2)
        }
        // A reader that has gone away has read enough.
        _ => ExitCode::SUCCESS,
    }
}

fn line(meta: &Meta) -> String {
    let state = if meta.on { "on" } else { "off" };
    format!("{:<46} {:<7} {state:<3} {}\n", meta.id, meta.severity.name(), categories(meta).join(","))
}

fn categories(meta: &Meta) -> Vec<&'static str> {
    meta.categories.iter().map(|category| category.name()).collect()
}

fn object(meta: &Meta) -> String {
    let docs = meta.docs();
    let settings = meta.settings.iter().map(
        |setting| json!({ "name": setting.name, "default": value(&setting.default), "docs": setting.docs }),
    );
    let object = json!({
        "id": meta.id,
        "categories": categories(meta),
        "severity": meta.severity.name(),
        "on": meta.on,
        "settings": settings.collect::<Vec<_>>(),
        "what": docs.what,
        "why": docs.why,
        "bad": docs.bad,
        "good": docs.good,
        "before": docs.before,
        "after": docs.after,
        "notes": docs.notes,
    });
    format!("{object}\n")
}

fn value(value: &Value) -> serde_json::Value {
    match value {
        Value::Bool(value) => (*value).into(),
        Value::Number(value) => (*value).into(),
        Value::Text(value) => value.as_ref().into(),
    }
}

/// The documentation of all rules: a table, then a section for each.
fn page(rules: impl Iterator<Item = &'static Meta> + Clone) -> String {
    let mut page = "# Rules\n\nWritten by `protolint rules --format markdown`; `protolint explain RULE` shows one of them.\n\n\
         | rule | categories | severity | on by default |\n|---|---|---|---|\n"
        .to_owned();
    for meta in rules.clone() {
        let (id, on) = (meta.id, if meta.on { "yes" } else { "no" });
        let categories = categories(meta).join(", ");
        // Anchors are the headings in lower case.
        let anchor = id.to_lowercase();
        let _ = writeln!(page, "| [`{id}`](#{anchor}) | {categories} | {} | {on} |", meta.severity.name());
    }
    for meta in rules {
        page.push('\n');
        page.push_str(&section(meta, "##"));
    }
    page
}

/// All a rule says, below a heading of the given level.
fn section(meta: &Meta, level: &str) -> String {
    let categories = match &categories(meta)[..] {
        [] => "in no category".to_owned(),
        categories => categories.join(", "),
    };
    let state = if meta.on { "on" } else { "off" };
    let mut section = format!(
        "{level} {}\n\n{categories}; {}; {state} by default.\n\n{}",
        meta.id,
        meta.severity.name(),
        meta.docs().markdown()
    );
    if !meta.settings.is_empty() {
        section.push_str("\nSettings:\n\n");
    }
    for setting in meta.settings {
        let _ = writeln!(
            section,
            "- `{}` (default `{}`): {}",
            setting.name,
            value(&setting.default),
            setting.docs
        );
    }
    section
}
