//! `LINE_LENGTH`: lines fit on the screen.

use memchr::{memchr, memchr_iter};

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, Setting, SettingValue, meta};
use crate::schema::handles::File;
use crate::text::Span;

const MAX: Setting = Setting {
    name: "max_length",
    default: SettingValue::Number(80),
    docs: "The maximum number of characters in a line.",
};

const TAB: Setting = Setting {
    name: "tab_width",
    default: SettingValue::Number(4),
    docs: "The width of a tab in characters.",
};

meta! {
    /// ## What it does
    /// Reports lines of more than 80 characters.
    /// ## Why
    /// Text beyond the edge of the window is not read, and two files do not fit side by side.
    /// ## Bad
    /// ```proto
    /// // The users of the shop, as far as they have not asked to be forgotten and have logged in.
    /// message User {}
    /// ```
    /// ## Good
    /// ```proto
    /// // The users of the shop, as far as they have not asked to be forgotten and have
    /// // logged in.
    /// message User {}
    /// ```
    /// ## Notes
    /// Lines that cannot be broken are not reported: imports, and comments of one word, such as a URL.
    LINE_LENGTH {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[MAX, TAB],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    let Some(tree) = file.tree() else { return };
    let (max, tab) = (cx.number(&MAX), cx.number(&TAB));
    let bytes = tree.source.bytes();
    let mut start = 0;
    for end in memchr_iter(b'\n', bytes).chain([bytes.len()]) {
        let line = bytes[start..end].trim_ascii_end();
        if let Some(fits) = excess(line, max, tab).filter(|_| can_be_broken(line)) {
            let span = Span::new((start + fits) as u32, (start + line.len()) as u32);
            cx.report(file.text_site(span), format!("the line is longer than {max} characters"))
                .help("break it");
        }
        start = end + 1;
    }
}

/// The length of the part that fits, if the line is too long.
fn excess(line: &[u8], max: usize, tab: usize) -> Option<usize> {
    if line.len() <= max && memchr(b'\t', line).is_none() {
        return None;
    }
    let mut width = 0;
    for (at, &byte) in line.iter().enumerate() {
        // Count characters, not bytes.
        let is_start = byte & 0xC0 != 0x80;
        width += if byte == b'\t' { tab } else { usize::from(is_start) };
        if width > max {
            return Some(at);
        }
    }
    None
}

fn can_be_broken(line: &[u8]) -> bool {
    let text = line.trim_ascii();
    let comment = text.strip_prefix(b"//").or_else(|| text.strip_prefix(b"*"));
    let is_one_word = comment.is_some_and(|text| !text.trim_ascii().contains(&b' '));
    !is_one_word && !text.starts_with(b"import ")
}
