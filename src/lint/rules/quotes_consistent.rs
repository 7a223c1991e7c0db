//! `QUOTES_CONSISTENT`: strings have one kind of quotes.

use std::borrow::Cow;

use memchr::memchr;

use crate::diag::{Fix, Severity};
use crate::edits::replace;
use crate::lint::Context;
use crate::rules::{Category, Setting, SettingValue, meta};
use crate::schema::handles::File;
use crate::syntax::Kind;
use crate::text::Span;

const QUOTES: Setting = Setting {
    name: "quotes",
    default: SettingValue::Text(Cow::Borrowed("double")),
    docs: "The quotes of strings: `double` or `single`.",
};

meta! {
    /// ## What it does
    /// Reports strings in single quotes.
    /// ## Why
    /// Both mean the same. With one style, a text search finds all strings.
    /// ## Bad
    /// ```proto
    /// import 'google/protobuf/empty.proto';
    /// ```
    /// ## Good
    /// ```proto
    /// import "google/protobuf/empty.proto";
    /// ```
    /// ## Fix
    /// `--fix` changes the quotes.
    /// ## Notes
    /// Strings that contain the preferred quotes are not reported.
    QUOTES_CONSISTENT {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[QUOTES],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    let Some(tree) = file.tree() else { return };
    let (wanted, other, name) = match cx.text(&QUOTES) {
        "single" => (b'\'', b'"', "single"),
        _ => (b'"', b'\'', "double"),
    };
    for token in tree.tokens.iter().filter(|token| token.kind == Kind::Str) {
        let text = &tree.source.bytes()[token.span];
        if text.starts_with(&[other])
            && text.ends_with(&[other])
            && text.len() > 1
            && memchr(wanted, text).is_none()
        {
            let message = format!("the string does not use {name} quotes");
            let quote = |at: u32| replace(&tree.source, Span::new(at, at + 1), (wanted as char).to_string());
            let edits = vec![quote(token.span.start), quote(token.span.end - 1)];
            let help = format!("use {name} quotes");
            cx.report(file.text_site(token.span), message).help(&*help).fix(Fix::new(help, edits));
        }
    }
}
