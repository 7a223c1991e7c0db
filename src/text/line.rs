//! Text from schemas, file names, configurations and other programs, made safe to print.
//!
//! Terminals, logs and CI runners interpret some text: escape sequences, workflow commands, characters that change the
//! text direction. None of these may come from checked files.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::ops::Deref;

/// One line of text with control and bidirectional characters escaped. Messages have this type, so that no output
/// format can forget to escape them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Line(Cow<'static, str>);

impl Deref for Line {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self(Cow::Owned(visible(text).into_owned()))
    }
}

impl From<String> for Line {
    fn from(text: String) -> Self {
        Self(Cow::Owned(match visible(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(escaped) => escaped,
        }))
    }
}

impl From<Cow<'static, str>> for Line {
    fn from(text: Cow<'static, str>) -> Self {
        match text {
            Cow::Borrowed(text) => Self(visible(text)),
            Cow::Owned(text) => text.into(),
        }
    }
}

/// Escapes control and bidirectional characters as in Rust strings; the result is one line.
pub fn visible(text: &str) -> Cow<'_, str> {
    escape(text, |_| false, push_escape)
}

/// Like [`visible`], but keeps line breaks and tabs.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    escape(text, |rest| rest.starts_with(['\n', '\t']) || rest.starts_with("\r\n"), push_escape)
}

/// Escapes the same characters in JSON text as JSON escapes, except line feeds, which are layout.
pub fn visible_json(json: &str) -> Cow<'_, str> {
    let push = |out: &mut String, c: char| {
        // All of these are in the basic plane.
        _ = write!(out, "\\u{:04x}", u32::from(c));
    };
    escape(json, |rest| rest.starts_with('\n'), push)
}

/// Makes text safe at the start of a line, such as a path. GitHub interprets lines that start with `::`.
pub fn line_start(text: &str) -> Cow<'_, str> {
    let text = visible(text);
    if text.trim_start().starts_with("::") { Cow::Owned(format!("./{text}")) } else { text }
}

/// Masks the credentials before the `@` of URLs with asterisks, so that they do not get into logs.
pub fn masked(text: String) -> String {
    if !text.contains("://") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split("://");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let ends = |char: char| char.is_whitespace() || matches!(char, '/' | '?' | '#' | '\'' | '"' | '`');
        let host = part.find(ends).unwrap_or(part.len());
        let start = part[..host].rfind('@').unwrap_or(0);
        out.push_str("://");
        out.extend(std::iter::repeat_n('*', start));
        out.push_str(&part[start..]);
    }
    out
}

fn escape(text: &str, keep: impl Fn(&str) -> bool, push: impl Fn(&mut String, char)) -> Cow<'_, str> {
    // Nearly all text is plain. A check without early exit is vectorized and many times faster.
    let is_plain = |byte: u8| (b' '..=b'~').contains(&byte) && byte != b'#';
    if text.bytes().fold(true, |plain, byte| plain & is_plain(byte)) {
        return Cow::Borrowed(text);
    }
    let is_unsafe =
        |at: usize, c: char| is_hidden(c) && !keep(&text[at..]) || c == '[' && ends_with_command(&text[..at]);
    if !text.char_indices().any(|(at, c)| is_unsafe(at, c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        if is_unsafe(at, c) {
            push(&mut out, c);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn push_escape(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '[' => out.push_str("\\["),
        _ => _ = write!(out, "\\u{{{:x}}}", u32::from(c)),
    }
}

/// Invisible characters that programs interpret.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{206F}')
        // Not allowed in XML, not even escaped.
        || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

/// Whether a `[` after this text makes it a command: GitHub and Azure Pipelines look for `##[` and `##vso[` anywhere in
/// a line.
fn ends_with_command(before: &str) -> bool {
    const LONGEST: usize = 16;
    let letters = before.bytes().rev().take(LONGEST).take_while(u8::is_ascii_alphanumeric).count();
    before.as_bytes()[..before.len() - letters].ends_with(b"##")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_obey_is_escaped() {
        for (text, shown) in [
            ("plain `text` ü", "plain `text` ü"),
            ("a\n::error::b\r\tc", "a\\n::error::b\\r\\tc"),
            ("\u{1B}[2J\u{9B}2J\0\u{7F}", "\\u{1b}[2J\\u{9b}2J\\u{0}\\u{7f}"),
            ("\u{202E}\u{2066}\u{200F}\u{61C}\u{2028}", "\\u{202e}\\u{2066}\\u{200f}\\u{61c}\\u{2028}"),
            ("##[group]x ##vso[task] # [", "##\\[group]x ##vso\\[task] # ["),
            ("👩\u{200D}👧", "👩\u{200D}👧"),
        ] {
            assert_eq!(visible(text), shown);
            assert_eq!(visible(shown), shown, "once is enough");
        }
        assert_eq!(visible_lines("a\r\n\tb\r\u{202E}"), "a\r\n\tb\\r\\u{202e}");
    }

    #[test]
    fn no_line_begins_with_a_command() {
        assert_eq!(line_start("::add-mask::x/a.proto"), "./::add-mask::x/a.proto");
        assert_eq!(line_start(" ::x"), "./ ::x");
        assert_eq!(line_start("a::b"), "a::b");
    }

    #[test]
    fn json_keeps_its_meaning() {
        let text = "a\u{202E}\u{9B}\u{7F}##[x]\n";
        let json = serde_json::to_string_pretty(&[text]).expect("JSON");
        let shown = visible_json(&json);
        assert!(shown.chars().all(|c| c == '\n' || !is_hidden(c)) && !shown.contains("##["));
        assert_eq!(serde_json::from_str::<[String; 1]>(&shown).expect("JSON"), [text]);
    }
}
