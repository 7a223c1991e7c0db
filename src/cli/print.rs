//! Prints findings to standard output.

use std::io::{self, BufWriter, Write};

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;

use super::format::Format;
use super::terminal::unless_broken_pipe;
use crate::diag::Diagnostic;
use crate::report;

/// How to report findings.
#[derive(clap::Args, Debug)]
pub struct PrintArgs {
    /// Output format
    #[arg(long, alias = "error-format", value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Print the number of findings per rule, as text or with `--format json`, instead of the findings
    #[arg(long)]
    statistics: bool,
    /// When to colour text; auto checks the terminal and `NO_COLOR`
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

impl PrintArgs {
    /// Prints findings.
    pub fn print(&self, found: &[Diagnostic]) -> Result<(), String> {
        let stdout = io::stdout().lock();
        let choice = match self.color {
            Color::Auto => AutoStream::choice(&stdout),
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        let mut out: Box<dyn Write> = match self.format {
            Format::Text | Format::ConfigIgnoreYaml => Box::new(AutoStream::new(stdout, choice)),
            _ => Box::new(stdout),
        };
        let mut out = BufWriter::with_capacity(1 << 16, &mut out);
        let written = self.write(found, &mut out).and_then(|()| out.flush());
        unless_broken_pipe(written).map_err(|error| format!("cannot write the findings: {error}"))
    }

    fn write(&self, found: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
        match (self.statistics, self.format) {
            (false, format) => format.write(found, out),
            (true, Format::Json) => report::count_json(&report::count(found), out),
            (true, _) => report::count_table(&report::count(found), out),
        }
    }
}
