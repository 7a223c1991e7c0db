//! What counts as documentation.

use super::Context;
use crate::compile::handles::Spot;

/// Comments that speak to the linter begin with this.
const IGNORE: &str = "buf:lint:ignore";

/// Reports a declaration unless its comment says something to the reader.
pub fn require(lines: &[&str], spot: Spot<'_>, noun: &str, name: &str, cx: &mut Context<'_>) {
    if lines.iter().any(|line| !line.is_empty() && !line.starts_with(IGNORE)) {
        return;
    }
    let message = format!("{noun} `{name}` has no comment: readers have only its name to go by");
    cx.report(spot, message).help("say above it what it is for");
}
