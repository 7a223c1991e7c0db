//! The formats of `protolint check`, by name.

use std::io::{self, Write};

use clap::ValueEnum;

use crate::diag::Diagnostic;
use crate::report;

/// How findings are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Format {
    /// Human-readable: each finding with its source
    Text,
    /// One JSON object per line
    Json,
    /// GitHub Actions annotations
    #[value(alias = "github-actions")]
    Github,
    /// GitLab code quality report
    #[value(alias = "gitlab-code-quality")]
    Gitlab,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// XML test report
    Junit,
    /// Checkstyle's XML
    Checkstyle,
    /// Visual Studio error list
    Msvs,
    /// reviewdog JSON
    Rdjson,
    /// Summary for a pull request comment
    Markdown,
    /// The `ignore_only` block of a buf.yaml that ignores the findings
    #[value(hide = true)]
    ConfigIgnoreYaml,
}

impl Format {
    /// Whether it contains the edits of fixes.
    pub fn has_edits(self) -> bool {
        matches!(self, Self::Json | Self::Sarif | Self::Rdjson)
    }

    /// Writes the findings, which are sorted.
    pub fn write(self, found: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Text => report::text(found, out),
            Self::Json => report::json(found, out),
            Self::Github => report::github(found, out),
            Self::Gitlab => report::gitlab(found, out),
            Self::Sarif => report::sarif(found, out),
            Self::Junit => report::junit(found, out),
            Self::Checkstyle => report::checkstyle(found, out),
            Self::Msvs => report::msvs(found, out),
            Self::Rdjson => report::rdjson(found, out),
            Self::Markdown => report::markdown(found, out),
            Self::ConfigIgnoreYaml => report::config_ignore(found, out),
        }
    }
}
