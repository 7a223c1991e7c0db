//! Display columns: what a terminal shows, with tab stops every four columns.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use super::{LineColumn, Source};

const TAB_WIDTH: u32 = 4;

/// The distance between marks in long lines, in bytes.
const STEP: u32 = 4 << 10;

/// A position in a long line with its column, so that later lookups need not count from the start of the line.
#[derive(Debug)]
pub(super) struct Mark {
    offset: u32,
    column: u32,
}

impl Source {
    /// Line and column of `offset` as a terminal shows them, zero-based: tabs advance to the next multiple of four,
    /// wide characters take two columns. These are the columns buf reports.
    pub fn display_position(&self, offset: u32) -> LineColumn {
        let line = self.lines().line(offset);
        let start = self.lines().start(line);
        let marks = self.0.marks.get_or_init(|| marks(self));
        let mark = marks[..marks.partition_point(|mark| mark.offset <= offset)].last();
        let known = mark.filter(|mark| mark.offset >= start);
        let (from, column) = known.map_or((start, 0), |mark| (mark.offset, mark.column));
        LineColumn { line, column: column_after(&self.bytes()[from as usize..offset as usize], column) }
    }
}

/// The marks of all lines that are longer than a step.
fn marks(source: &Source) -> Vec<Mark> {
    let mut marks = Vec::new();
    let lines = source.lines();
    for line in 0..lines.len() as u32 {
        let (mut offset, mut column) = (lines.start(line), 0);
        let end =
            if line + 1 < lines.len() as u32 { lines.start(line + 1) } else { source.bytes().len() as u32 };
        while end - offset > STEP {
            let text = &source.bytes()[offset as usize..(offset + STEP) as usize];
            // Avoid splitting a character.
            let text = text.iter().rposition(u8::is_ascii).map_or(text, |last| &text[..=last]);
            column = column_after(text, column);
            offset += text.len() as u32;
            marks.push(Mark { offset, column });
        }
    }
    marks
}

/// The column after `text`, which starts at `column`.
fn column_after(text: &[u8], column: u32) -> u32 {
    if text.iter().all(|byte| (b' '..=b'~').contains(byte)) {
        return column + text.len() as u32;
    }
    let text = String::from_utf8_lossy(text);
    text.graphemes(true).fold(column, |column, cluster| match cluster {
        "\t" => (column / TAB_WIDTH + 1) * TAB_WIDTH,
        _ => column + cluster_width(cluster),
    })
}

/// The width of a grapheme cluster in columns.
fn cluster_width(cluster: &str) -> u32 {
    let mut chars = cluster.chars();
    let first = chars.next().map_or(0, char_width);
    // A variation selector asks for the narrow or the wide form; digits have none of their own.
    if first > 0 && cluster.contains('\u{FE0E}') {
        return 1;
    }
    if first > 0 && cluster.contains('\u{FE0F}') && !cluster.starts_with(|c: char| c.is_ascii()) {
        return 2;
    }
    // Joined emoji, flags and Hangul syllables are as wide as their first character.
    if first == 2 { 2 } else { first + chars.map(char_width).sum::<u32>() }
}

/// The width of a character in columns. Where buf's tables differ from `unicode-width`, buf's apply.
fn char_width(c: char) -> u32 {
    match c {
        // Skin tones, and voice marks of half-width kana.
        '\u{1F3FB}'..='\u{1F3FF}' | '\u{FF9E}' | '\u{FF9F}' => 0,
        // Symbols whose default presentation is text.
        '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}' => 1,
        // Regional indicators.
        '\u{1F1E6}'..='\u{1F1FF}' => 2,
        '\u{2E3A}' => 3,
        '\u{2E3B}' => 4,
        // Control characters have no width.
        _ => c.width().unwrap_or(0) as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::{Source, column_after};

    #[test]
    fn clusters_are_as_wide_as_buf_says() {
        let wide =
            ["中", "Ａ", "👍", "👍🏽", "🇰", "👩\u{200D}👩\u{200D}👧", "🇰🇷", "♥\u{FE0F}", "\u{3000}", "각"];
        let narrow = [
            "é",
            "e\u{301}",
            "±",
            "°",
            "—",
            "…",
            "→",
            "✓",
            "♥",
            "1\u{FE0F}\u{20E3}",
            "\u{A0}",
            "\u{FFFD}",
            "☝🏽",
            "👍\u{FE0E}",
            "ｱﾞ",
            "㊗",
        ];
        let none = ["\u{200B}", "\u{AD}", "\u{200E}", "\u{1}", "\u{7F}", "\u{C}", "\u{B}", "\r", "\u{FEFF}"];
        for (texts, width) in [(&wide[..], 2), (&narrow, 1), (&none, 0)] {
            for text in texts {
                assert_eq!(column_after(text.as_bytes(), 0), width, "{text:?}");
            }
        }
        assert_eq!(column_after("\u{2E3A}\u{2E3B}".as_bytes(), 0), 7);
    }

    #[test]
    fn tabs_stop_at_multiples_of_four() {
        assert_eq!(column_after(b"\t", 0), 4);
        assert_eq!(column_after(b"abc\td\t", 0), 8);
        assert_eq!(column_after("中\tx".as_bytes(), 0), 5);
    }

    #[test]
    fn long_lines_count_from_their_marks() {
        let text = "\n".to_owned() + &"中\t".repeat(10_000);
        let source = Source::new("a", "a", text.into_bytes());
        assert_eq!(source.display_position(1 + 4 * 9_999).column, 4 * 9_999);
        assert_eq!(source.display_position(1 + 4 * 9_999 + 3).column, 4 * 9_999 + 2);
        assert_eq!(source.display_position(1).column, 0);
    }

    #[test]
    fn bytes_that_are_no_text_take_a_column() {
        assert_eq!(column_after(b"a\xFFb", 0), 3);
    }
}
