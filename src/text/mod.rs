//! Source text: bytes, spans and lines. All stages use byte spans; lines and columns are computed only for output and
//! descriptors.

mod columns;
mod line;
mod line_index;
mod similar;

pub use line::{Line, is_hidden, line_start, masked, visible, visible_json, visible_lines};
pub use line_index::{LineColumn, LineIndex};
pub use similar::{misspelt, similar};

use std::sync::{Arc, OnceLock};

/// The largest file size in bytes. Spans are 32 bits wide, and protoc has the same limit.
pub const MAX_FILE_SIZE: usize = i32::MAX as usize;

/// A half-open range of byte offsets in one file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`, which is excluded.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The empty span at `offset`.
    pub const fn at(offset: u32) -> Self {
        Self { start: offset, end: offset }
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The number of bytes covered.
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether no byte is covered.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }
}

impl std::ops::Index<Span> for [u8] {
    type Output = [u8];

    fn index(&self, span: Span) -> &[u8] {
        &self[span.start as usize..span.end as usize]
    }
}

/// One file's text. Cheap to clone; the bytes need not be UTF-8.
#[derive(Clone)]
pub struct Source(Arc<SourceData>);

struct SourceData {
    name: Box<str>,
    path: Arc<str>,
    bytes: Vec<u8>,
    lines: OnceLock<LineIndex>,
    marks: OnceLock<Vec<columns::Mark>>,
}

impl Source {
    /// A file with the import name `name` and the user-visible path `path`.
    pub fn new(name: impl Into<Box<str>>, path: impl Into<Arc<str>>, bytes: Vec<u8>) -> Self {
        let (name, path) = (name.into(), path.into());
        Self(Arc::new(SourceData { name, path, bytes, lines: OnceLock::new(), marks: OnceLock::new() }))
    }

    /// The virtual path: what an `import` names.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The path to show to the user.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The path to show to the user, shared.
    pub fn shared_path(&self) -> Arc<str> {
        self.0.path.clone()
    }

    /// The text itself.
    pub fn bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    /// Where lines begin; built at first use.
    pub fn lines(&self) -> &LineIndex {
        self.0.lines.get_or_init(|| LineIndex::new(&self.0.bytes))
    }

    /// The line ending, taken from the first line.
    pub fn newline(&self) -> &'static str {
        let first = memchr::memchr(b'\n', self.bytes());
        if first.is_some_and(|at| self.bytes()[..at].ends_with(b"\r")) { "\r\n" } else { "\n" }
    }

    /// Line and column of `offset` as protoc counts them: zero-based, columns in bytes, tabs to the next
    /// multiple of eight.
    pub fn position(&self, offset: u32) -> LineColumn {
        self.lines().position(offset)
    }
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Source({:?}, {} bytes)", self.name(), self.bytes().len())
    }
}
