//! `protolint rules` and `protolint explain`: the documentation of the rules.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::ValueEnum;

use super::terminal::{eprint_line, unless_broken_pipe};
use crate::diag::CODES;
use crate::report::{self, known_rules};
use crate::rules::similar;

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
    /// One JSON object per line, with the documentation
    Json,
    /// The documentation of all rules on one page
    Markdown,
}

/// Which rule to explain.
#[derive(clap::Args, Debug)]
pub struct ExplainArgs {
    /// The id of a rule or of a compile error, as shown in findings
    #[arg(value_name = "RULE")]
    id: String,
}

/// Lists all rules.
pub fn list(args: &ListArgs) -> ExitCode {
    print(&match args.format {
        ListFormat::Text => report::rules_text(),
        ListFormat::Json => report::rules_json(),
        ListFormat::Markdown => report::rules_markdown(),
    })
}

/// Explains a rule, or an error code of the compiler. 2: the name is unknown.
pub fn explain(args: &ExplainArgs) -> ExitCode {
    if let Some(text) = report::explanation(&args.id) {
        return print(&text);
    }
    let codes = CODES.iter().map(|(code, _)| *code);
    let hint = match similar(&args.id, known_rules().map(|meta| meta.id).chain(codes)) {
        Some(similar) => format!("did you mean `{similar}`?"),
        None => "`protolint rules` lists them".to_owned(),
    };
    eprint_line(&format!("error: there is no rule `{}`: {hint}", args.id));
    ExitCode::from(2)
}

/// Prints a text to standard output.
pub fn print(text: &str) -> ExitCode {
    match unless_broken_pipe(io::stdout().lock().write_all(text.as_bytes())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprint_line(&format!("error: cannot write to standard output: {error}"));
            ExitCode::from(2)
        }
    }
}
