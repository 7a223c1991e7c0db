//! `INDENT`: what is inside is set in.

use std::borrow::Cow;

use crate::diag::{Fix, Severity};
use crate::edits::{margin, replace};
use crate::lint::Context;
use crate::rules::{Category, Setting, SettingValue, meta};
use crate::schema::handles::File;
use crate::syntax::{Kind, Token, Tree};

const INDENT: Setting = Setting {
    name: "indent",
    default: SettingValue::Text(Cow::Borrowed("2")),
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
    /// ## Fix
    /// `--fix` indents the line.
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
        let Some(margin) = margin(&tree.source, token.span.start) else { continue };
        let count = depth * width;
        let text = &tree.source.bytes()[margin];
        if text.len() == count && text.iter().all(|byte| *byte == unit) {
            continue;
        }
        let site = if margin.is_empty() { token.span } else { margin };
        let text = match count {
            0 => "the line is indented, but is not inside braces".to_owned(),
            1 => format!("expected an indentation of one {shown}"),
            _ => format!("expected an indentation of {count} {shown}s"),
        };
        let edit = replace(&tree.source, margin, (unit as char).to_string().repeat(count));
        cx.report(file.text_site(site), text)
            .help("indent it like the surrounding lines")
            .fix(Fix::new("indent it", vec![edit]));
    }
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
