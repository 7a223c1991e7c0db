//! What counts as documentation.

use super::Context;
use crate::compile::handles::Spot;

/// Comments that speak to the linter begin with this.
const IGNORE: &str = "buf:lint:ignore";

/// Whether a comment at a spot or around it tells the linter to ignore what a rule finds there. As with buf, one that
/// names a longer id counts too.
pub fn is_ignored(spot: Spot<'_>, rule: &str) -> bool {
    spot.has_linter_comment(|line| {
        line.strip_prefix(IGNORE)
            .and_then(|rest| rest.strip_prefix(' '))
            .is_some_and(|ids| ids.starts_with(rule))
    })
}

/// Reports a declaration unless its comment says something to the reader.
pub fn require(lines: &[&str], spot: Spot<'_>, noun: &str, name: &str, cx: &mut Context<'_>) {
    if lines.iter().any(|line| !line.is_empty() && !line.starts_with(IGNORE)) {
        return;
    }
    let message = format!("{noun} `{name}` has no comment: readers have only its name to go by");
    cx.report(spot, message).help("say above it what it is for");
}
