//! Maps byte offsets to lines and columns.

use memchr::memchr2_iter;

/// A zero-based line and column.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LineColumn {
    /// The zero-based line.
    pub line: u32,
    /// The zero-based column; the unit depends on the function that returned the value.
    pub column: u32,
}

/// The start offset of each line. Only `\n` ends a line, as in protoc and buf.
pub struct LineIndex {
    starts: Vec<u32>,
    tabs: Vec<Tab>,
}

/// A tab. Columns are counted from the last tab, so that long lines with many tabs stay cheap.
struct Tab {
    at: u32,
    /// The column after the tab.
    column: u32,
}

/// protoc's tab stops.
const TAB_WIDTH: u32 = 8;

impl LineIndex {
    /// Scans `bytes` once.
    pub fn new(bytes: &[u8]) -> Self {
        let mut starts = Vec::with_capacity(bytes.len() / 32 + 1);
        starts.push(0);
        let mut tabs = Vec::new();
        // The offset after the last tab, or of the start of the line, and its column.
        let mut known = (0, 0);
        for at in memchr2_iter(b'\n', b'\t', bytes) {
            let next = at as u32 + 1;
            if bytes[at] == b'\n' {
                known = (next, 0);
                starts.push(next);
            } else {
                let (from, column) = known;
                let column = ((column + at as u32 - from) / TAB_WIDTH + 1) * TAB_WIDTH;
                known = (next, column);
                tabs.push(Tab { at: at as u32, column });
            }
        }
        Self { starts, tabs }
    }

    /// The zero-based line that holds `offset`.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32 - 1
    }

    /// Like [`Self::line`], for callers that move forward: starts looking at `hint`.
    pub fn line_from(&self, hint: u32, offset: u32) -> u32 {
        let mut line = hint as usize;
        if self.starts[line] > offset {
            return self.line(offset);
        }
        for _ in 0..16 {
            match self.starts.get(line + 1) {
                Some(&next) if next <= offset => line += 1,
                _ => return line as u32,
            }
        }
        self.line(offset)
    }

    /// The start offset of zero-based `line`.
    pub fn start(&self, line: u32) -> u32 {
        self.starts[line as usize]
    }

    /// The number of lines, at least one.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Never true: an empty file has one line.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// protoc's column of `offset` in `line`: bytes, with tabs advancing to the next multiple of eight.
    pub fn column(&self, line: u32, offset: u32) -> u32 {
        let start = self.start(line);
        let tab = self.tabs[..self.tabs.partition_point(|tab| tab.at < offset)].last();
        match tab.filter(|tab| tab.at >= start) {
            Some(tab) => tab.column + (offset - tab.at - 1),
            None => offset - start,
        }
    }

    /// Line and column of `offset`, by [`Self::line`] and [`Self::column`].
    pub fn position(&self, offset: u32) -> LineColumn {
        let line = self.line(offset);
        LineColumn { line, column: self.column(line, offset) }
    }
}
