//! `INDENT`: what is inside is set in.

use std::borrow::Cow;

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, Setting, Value, meta};
use crate::schema::handles::File;
use crate::syntax::{Kind, Token, Tree};
use crate::text::Span;

const INDENT: Setting = Setting {
    name: "indent",
    default: Value::Text(Cow::Borrowed("2")),
    docs: "The indentation per level: a number of spaces, or `tab`.",
};

meta! {
    /// ## What it does
    /// Reports declarations that are not indented by two spaces per enclosing pair of braces.
    /// ## Why
    /// Wrong indentation misleads readers about nesting.
    /// ## Bad
    /// ```proto
    /// message User {
    ///     string name = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// message User {
    ///   string name = 1;
    /// }
    /// ```
    /// ## Notes
    /// Only the first line of a declaration and closing braces are checked, not comments, brackets and option values.
    INDENT {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[INDENT],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    let Some(tree) = file.tree().filter(|_| !file.is_damaged()) else { return };
    let (unit, shown, width) = match cx.text(&INDENT) {
        "tab" => (b'\t', "tab", 1),
        count => (b' ', "space", count.parse::<u8>().map_or(2, usize::from)),
    };
    for (depth, token) in first_tokens(tree) {
        let Some(margin) = margin(tree, token) else { continue };
        let count = depth * width;
        let text = &tree.source.bytes()[margin];
        if text.len() == count && text.iter().all(|byte| *byte == unit) {
            continue;
        }
        let spot = if margin.is_empty() { token.span } else { margin };
        let text = match count {
            0 => "the line is indented, but is not inside braces".to_owned(),
            1 => format!("expected an indentation of one {shown}"),
            _ => format!("expected an indentation of {count} {shown}s"),
        };
        cx.report(file.text_spot(spot), text).help("indent it like the surrounding lines");
    }
}

/// The white space before a token, if the token is the first of its line.
fn margin(tree: &Tree, token: Token) -> Option<Span> {
    let before = &tree.source.bytes()[..token.span.start as usize];
    let start = before.iter().rposition(|byte| !matches!(byte, b' ' | b'\t')).map_or(0, |last| last + 1);
    let starts_line = start == 0 || before[start - 1] == b'\n';
    starts_line.then(|| Span::new(start as u32, token.span.start))
}

/// The tokens that start or end a declaration, with their nesting depth.
fn first_tokens(tree: &Tree) -> Vec<(usize, Token)> {
    let mut found = Vec::new();
    let (mut depth, mut nested) = (0, 0_usize);
    let (mut begins, mut before) = (true, None);
    for &token in &tree.tokens {
        match token.kind {
            Kind::End => break,
            // After `=`, `:` and in brackets, a brace starts an option value.
            Kind::Symbol(b'[') => nested += 1,
            Kind::Symbol(b'{') if nested > 0 || matches!(before, Some(Kind::Symbol(b'=' | b':'))) => {
                nested += 1;
            }
            Kind::Symbol(b']' | b'}') if nested > 0 => nested -= 1,
            Kind::Symbol(b'}') => {
                depth = usize::saturating_sub(depth, 1);
                found.push((depth, token));
                begins = true;
            }
            kind if nested == 0 => {
                if begins && kind != Kind::Symbol(b';') {
                    found.push((depth, token));
                }
                begins = matches!(kind, Kind::Symbol(b'{' | b';'));
                depth += usize::from(kind == Kind::Symbol(b'{'));
            }
            _ => {}
        }
        before = Some(token.kind);
    }
    found
}
