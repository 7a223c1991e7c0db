//! What counts as documentation.

use super::{Context, Report};
use crate::compile::handles::Spot;

/// Comments that speak to the linter begin with this.
const IGNORE: &str = "buf:lint:ignore";

/// Reports a declaration unless its comment says something to the reader.
pub fn require<'c>(
    lines: &[&str],
    spot: Spot<'_>,
    noun: &str,
    name: &str,
    cx: &'c mut Context<'_>,
) -> Option<Report<'c>> {
    if lines.iter().any(|line| !line.is_empty() && !line.starts_with(IGNORE)) {
        return None;
    }
    let mut report =
        cx.report(spot, format!("{noun} `{name}` has no comment: readers have only its name to go by"));
    report.help("say above it what it is for");
    Some(report)
}
