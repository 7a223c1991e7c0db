//! The names of a file in one buffer, to avoid an allocation per name.

use std::ops::Range;

/// A name or other short text of a file: a range of its [`Strings`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Name {
    start: u32,
    len: u32,
}

/// All names of a file. UTF-8 is checked once, when names are added.
#[derive(PartialEq, Eq, Debug, Default)]
pub struct Strings {
    text: String,
    /// Replaces `text` after a name that is not UTF-8 was added: JSON names, defaults and names in descriptor sets can
    /// be.
    bytes: Vec<u8>,
}

impl Name {
    /// The length in bytes.
    pub fn len(self) -> usize {
        self.len as usize
    }

    /// Whether it is empty.
    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    fn range(self) -> Range<usize> {
        self.start as usize..self.start as usize + self.len as usize
    }
}

impl Strings {
    /// The length of all names in bytes.
    pub fn size(&self) -> usize {
        self.all().len()
    }

    /// A name as bytes.
    pub fn bytes(&self, name: Name) -> &[u8] {
        &self.all()[name.range()]
    }

    /// A name as text; the replacement character if it is not UTF-8.
    pub fn str(&self, name: Name) -> &str {
        let text = if self.bytes.is_empty() {
            self.text.get(name.range())
        } else {
            std::str::from_utf8(self.bytes(name)).ok()
        };
        text.unwrap_or("\u{FFFD}")
    }

    /// Adds a name.
    pub fn add(&mut self, name: &[u8]) -> Name {
        let start = self.size() as u32;
        match std::str::from_utf8(name) {
            Ok(name) if self.bytes.is_empty() => self.text.push_str(name),
            _ => {
                if self.bytes.is_empty() {
                    self.bytes = std::mem::take(&mut self.text).into_bytes();
                }
                self.bytes.extend_from_slice(name);
            }
        }
        Name { start, len: name.len() as u32 }
    }

    /// Adds `scope.name`. Returns the full name and the name in it.
    pub fn add_member(&mut self, scope: Name, name: &[u8]) -> (Name, Name) {
        let start = self.size() as u32;
        if self.bytes.is_empty() {
            self.text.extend_from_within(scope.range());
            self.text.push('.');
        } else {
            self.bytes.extend_from_within(scope.range());
            self.bytes.push(b'.');
        }
        let short = self.add(name);
        (Name { start, len: scope.len + 1 + short.len }, short)
    }

    fn all(&self) -> &[u8] {
        if self.bytes.is_empty() { self.text.as_bytes() } else { &self.bytes }
    }
}
