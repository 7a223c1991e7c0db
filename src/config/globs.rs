//! Path patterns.

use globset::{Error, ErrorKind, GlobBuilder, GlobSet, GlobSetBuilder};

/// A set of path patterns. `*` matches any text without `/`, `**` any number of directories. A pattern that matches a
/// directory matches its contents.
#[derive(Clone, Debug, Default)]
pub struct Globs(GlobSet);

impl Globs {
    /// Compiles patterns, which are normalized paths. Fails with the index of the first invalid one, and why.
    pub fn new(patterns: &[impl AsRef<str>]) -> Result<Self, (usize, String)> {
        let mut set = GlobSetBuilder::new();
        for (index, pattern) in patterns.iter().map(AsRef::as_ref).enumerate() {
            let below = if pattern.is_empty() { "**".to_owned() } else { format!("{pattern}/**") };
            for pattern in [pattern, &*below] {
                let glob = GlobBuilder::new(pattern).literal_separator(true).backslash_escape(true).build();
                set.add(glob.map_err(|error| (index, reason(&error)))?);
            }
        }
        // Only the total size of the patterns can still be an error.
        set.build().map(Self).map_err(|error| (0, reason(&error)))
    }

    /// Whether a path matches.
    pub fn matches(&self, path: &str) -> bool {
        self.0.is_match(path)
    }

    /// Whether there are no patterns.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The directory that contains all paths that a pattern can match.
pub fn directory(pattern: &str) -> &str {
    let literal = pattern.find(['*', '?', '[', '{', '\\']).map_or(pattern, |at| &pattern[..at]);
    if literal == pattern { pattern } else { literal.rsplit_once('/').map_or("", |(directory, _)| directory) }
}

fn reason(error: &Error) -> String {
    match error.kind() {
        ErrorKind::UnclosedClass => "a `[` has no `]`".to_owned(),
        ErrorKind::InvalidRange(from, to) => format!("the range `{from}-{to}` is reversed"),
        ErrorKind::UnopenedAlternates => "a `}` has no `{`".to_owned(),
        ErrorKind::UnclosedAlternates => "a `{` has no `}`".to_owned(),
        ErrorKind::DanglingEscape => "nothing follows the `\\` at its end".to_owned(),
        other => other.to_string(),
    }
}
