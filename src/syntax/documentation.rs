//! Doc comments as buf defines them. They differ from protoc's leading comments ([`super::Comments`]) for one
//! declaration in fifty.
//!
//! Comments form paragraphs: `//` lines up to a blank line, or one `/* */`. The first may belong to the previous
//! declaration. Of the others, the last is the doc comment if exactly one newline follows it.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memmem};

use super::token::{Kind, Tok};
use super::tree::Tree;

/// The lines of the doc comment of the declaration that starts at token `at`, without comment marks and outer blanks.
pub fn documentation(tree: &Tree, at: Tok) -> Vec<&str> {
    documentation_lines(tree, at).into_iter().map(|(_, line)| line).collect()
}

/// Like [`documentation`], with the offset of each line in the file.
pub fn documentation_lines(tree: &Tree, at: Tok) -> Vec<(u32, &str)> {
    let start = at.checked_sub(1).map_or(0, |before| tree.span(before).end);
    let gap = &tree.source.bytes()[start as usize..tree.span(at).start as usize];
    if memchr(b'/', gap).is_none() {
        return Vec::new();
    }
    let closes = matches!(tree.tokens[at as usize].kind, Kind::Symbol(b'}' | b']' | b')'));
    let Some(paragraph) = leading(gap, at > 0, closes) else { return Vec::new() };
    let start = start + paragraph.start as u32;
    std::str::from_utf8(&gap[paragraph]).map_or_else(|_| Vec::new(), |text| lines(text, start))
}

/// The paragraph that belongs to the declaration after the gap.
fn leading(gap: &[u8], has_previous: bool, closes: bool) -> Option<Range<usize>> {
    let (paragraphs, same_line) = paragraphs(gap, has_previous);
    let first = paragraphs.first()?;
    let newlines_behind = |end: usize| newlines(&gap[end..]);
    let trails = has_previous
        && (same_line
            || (newlines(&gap[..first.start]) < 2
                && (paragraphs.len() > 1 || closes || newlines_behind(first.end) >= 2)));
    let rest = &paragraphs[usize::from(trails)..];
    rest.last().filter(|last| newlines_behind(last.end) == 1).cloned()
}

/// The paragraphs of a gap, and whether a `//` comment is on its first line.
fn paragraphs(gap: &[u8], has_previous: bool) -> (Vec<Range<usize>>, bool) {
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    // The last offset at which a `//` still joins the previous paragraph: after its newline and the blanks that follow.
    let mut open = None;
    let first_line = memchr(b'\n', gap).unwrap_or(gap.len());
    let mut same_line = false;
    let mut at = 0;
    while let Some(slash) = memchr(b'/', &gap[at..]) {
        let start = at + slash;
        if gap.get(start + 1) == Some(&b'*') {
            let end = memmem::find(&gap[start + 2..], b"*/").map_or(gap.len(), |close| start + close + 4);
            paragraphs.push(start..end);
            open = None;
            at = end;
            continue;
        }
        let end = memchr(b'\n', &gap[start..]).map_or(gap.len(), |newline| start + newline);
        let joins = open.is_some_and(|from: usize| newlines(&gap[from..start]) == 1);
        match paragraphs.last_mut().filter(|_| joins) {
            Some(last) => last.end = end,
            None => paragraphs.push(start..end),
        }
        let on_first_line = has_previous && start < first_line;
        same_line |= on_first_line;
        open = (!on_first_line).then_some(end);
        at = end;
    }
    (paragraphs, same_line)
}

fn newlines(text: &[u8]) -> usize {
    memchr_iter(b'\n', text).count()
}

/// The lines of a paragraph at offset `start`.
fn lines(paragraph: &str, start: u32) -> Vec<(u32, &str)> {
    let block = paragraph.strip_prefix("/*");
    let text = block.map_or(paragraph, |block| block.strip_suffix("*/").unwrap_or(block));
    let mut at = start + (paragraph.len() - block.unwrap_or(paragraph).len()) as u32;
    let mut lines = Vec::new();
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let trimmed = line.trim_start();
        let said = match block {
            None => trimmed.get(2..).unwrap_or(""),
            Some(_) if index > 0 => trimmed.strip_prefix('*').unwrap_or(trimmed),
            Some(_) => trimmed,
        };
        let said = said.trim_start();
        lines.push((at + (line.len() - said.len()) as u32, said.trim_end()));
        at += line.len() as u32;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse;
    use crate::text::Source;

    /// The doc comment of `message M` after `text`.
    fn before_m(text: &str) -> String {
        let text = format!("message A {{}}{text}message M {{}}");
        let (tree, _) = parse(&Source::new("a", "a", text.into_bytes()));
        documentation(&tree, 4).join("|")
    }

    #[test]
    fn the_last_paragraph_documents() {
        for (text, documents) in [
            ("\n// a\n", "a"),
            ("\n// a\n//\n//b\n", "a||b"),
            ("\n// a\n\n// b\n", "b"),
            ("\n/* a */\n/** b\n  * c\n  */\n", "* b|c|"),
            ("\n\n// a\n\n", ""),
            ("\n// a\r\n", "a"),
        ] {
            assert_eq!(before_m(text), documents, "{text:?}");
        }
    }

    #[test]
    fn trailing_comments_belong_to_the_previous_declaration() {
        for (text, documents) in [
            (" // a\n", ""),
            (" // a\n// b\n", "b"),
            (" /* a */\n", "a"),
            (" /* a */ ", ""),
            ("\n/* a */ ", ""),
            ("\n// a\n\n// b\n\n", ""),
        ] {
            assert_eq!(before_m(text), documents, "{text:?}");
        }
    }
}
