//! What counts as documentation.

use super::Context;
use crate::compile::handles::Spot;

/// Lines that speak to a linter begin with one of these.
const TO_LINTERS: [&str; 3] = ["buf:lint:ignore", "protolint:", "(-- api-linter:"];

/// Reports a declaration unless its comment says something to the reader. A descriptor set without places has no
/// comments either, whatever the source had.
pub fn require(lines: &[&str], spot: Spot<'_>, noun: &str, name: &str, cx: &mut Context<'_>) {
    let says = |line: &&str| !line.is_empty() && !TO_LINTERS.iter().any(|start| line.starts_with(start));
    if lines.iter().any(says) || spot.place().range().is_none() {
        return;
    }
    let message = format!("{noun} `{name}` has no comment: readers have only its name to go by");
    cx.report(spot, message).help("say above it what it is for");
}
