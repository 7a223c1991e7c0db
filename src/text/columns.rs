//! Columns as people count them: what a terminal shows, with tab stops of four.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use super::{LineColumn, Source};

const TAB_WIDTH: u32 = 4;

impl Source {
    /// Line and column of `offset` as a terminal shows them, zero-based: tabs advance to the next multiple of four, wide
    /// characters take two columns. These are the columns buf reports.
    pub fn display_position(&self, offset: u32) -> LineColumn {
        let line = self.lines().line(offset);
        let text = &self.bytes()[self.lines().start(line) as usize..offset as usize];
        LineColumn { line, column: display_width(text) }
    }
}

fn display_width(text: &[u8]) -> u32 {
    if text.iter().all(|byte| (b' '..=b'~').contains(byte)) {
        return text.len() as u32;
    }
    let text = String::from_utf8_lossy(text);
    text.graphemes(true).fold(0, |column, cluster| match cluster {
        "\t" => (column / TAB_WIDTH + 1) * TAB_WIDTH,
        _ => column + cluster_width(cluster),
    })
}

/// The columns of what a reader sees as one character.
fn cluster_width(cluster: &str) -> u32 {
    let mut chars = cluster.chars();
    let first = chars.next().map_or(0, char_width);
    match first {
        // Emoji joined to another one, or coloured, and Hangul syllables stay as wide as what they begin with.
        2 => 2,
        // A variation selector asks for the wide form; digits have none of their own.
        1 if !cluster.starts_with(|c: char| c.is_ascii()) && cluster.contains('\u{FE0F}') => 2,
        _ => first + chars.map(char_width).sum::<u32>(),
    }
}

fn char_width(c: char) -> u32 {
    match c {
        '\u{2E3A}' => 3,
        '\u{2E3B}' => 4,
        // Control characters have no width.
        _ => c.width().unwrap_or(0) as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::display_width;

    #[test]
    fn clusters_are_as_wide_as_buf_says() {
        let wide = ["中", "Ａ", "👍", "👍🏽", "👩\u{200D}👩\u{200D}👧", "🇰🇷", "♥\u{FE0F}", "\u{3000}", "각"];
        let narrow =
            ["é", "e\u{301}", "±", "°", "—", "…", "→", "✓", "♥", "1\u{FE0F}\u{20E3}", "\u{A0}", "\u{FFFD}"];
        let none = ["\u{200B}", "\u{AD}", "\u{200E}", "\u{1}", "\u{7F}", "\u{C}", "\u{B}", "\r", "\u{FEFF}"];
        for (texts, width) in [(&wide[..], 2), (&narrow, 1), (&none, 0)] {
            for text in texts {
                assert_eq!(display_width(text.as_bytes()), width, "{text:?}");
            }
        }
        assert_eq!(display_width("\u{2E3A}\u{2E3B}".as_bytes()), 7);
    }

    #[test]
    fn tabs_stop_at_multiples_of_four() {
        assert_eq!(display_width(b"\t"), 4);
        assert_eq!(display_width(b"abc\td\t"), 8);
        assert_eq!(display_width("中\tx".as_bytes()), 5);
    }

    #[test]
    fn bytes_that_are_no_text_take_a_column() {
        assert_eq!(display_width(b"a\xFFb"), 3);
    }
}
