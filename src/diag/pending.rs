//! Changes that are cheap to propose: their edits are looked up only when they are needed.

use super::fix::Edit;
use crate::text::{Line, Source, Span};

/// A change whose edits are not known yet; `fix::complete` adds them.
#[derive(Clone, Debug)]
pub enum Pending {
    /// A declaration and all uses of its name are renamed.
    Rename(Rename),
    /// A declaration is copied, and one use of it becomes a use of the copy.
    Copy(Copied),
}

/// A declaration to rename.
#[derive(Clone, Debug)]
pub struct Rename {
    /// The file it is in.
    pub source: Source,
    /// Its name.
    pub name: Span,
    /// The word for its kind.
    pub noun: &'static str,
    /// The new name.
    pub to: Box<str>,
    /// Whether it is a field whose JSON name follows from its name, and must be written to stay the same.
    pub writes_json_name: bool,
}

/// A declaration to copy.
#[derive(Clone, Debug)]
pub struct Copied {
    /// The file it is in.
    pub source: Source,
    /// The declaration.
    pub whole: Span,
    /// Its name.
    pub name: Span,
    /// The name of the copy.
    pub to: Box<str>,
    /// The file of the use.
    pub user: Source,
    /// The name in the use, without its scope.
    pub used: Span,
}

impl Pending {
    /// A description, in the imperative.
    pub fn what(&self) -> Line {
        let from = self.from();
        match self {
            Self::Rename(Rename { noun, to, .. }) => format!("rename {noun} `{from}` to `{to}`").into(),
            Self::Copy(Copied { to, .. }) => format!("copy `{from}` to `{to}`").into(),
        }
    }

    /// The declared name.
    pub fn from(&self) -> std::borrow::Cow<'_, str> {
        let (source, name) = self.declaration();
        String::from_utf8_lossy(&source.bytes()[name])
    }

    /// The new name.
    pub fn to(&self) -> &str {
        match self {
            Self::Rename(Rename { to, .. }) | Self::Copy(Copied { to, .. }) => to,
        }
    }

    /// The file of the declaration, and the place of its name.
    pub fn declaration(&self) -> (&Source, Span) {
        match self {
            Self::Rename(Rename { source, name, .. }) | Self::Copy(Copied { source, name, .. }) => {
                (source, *name)
            }
        }
    }
}

impl Copied {
    /// Inserts the copy after the declaration, with its indentation, and renames the use. `None` if the declaration is
    /// not UTF-8.
    pub fn edits(&self) -> Option<Vec<Edit>> {
        let Self { source, whole, name, to, user, used } = self;
        let text = |start: u32, end: u32| std::str::from_utf8(&source.bytes()[Span::new(start, end)]).ok();
        let line = memchr::memrchr(b'\n', &source.bytes()[..whole.start as usize]).map_or(0, |at| at + 1);
        let indent = text(line as u32, whole.start).filter(|line| line.trim().is_empty()).unwrap_or("");
        let (before, after) = (text(whole.start, name.start)?, text(name.end, whole.end)?);
        let newline = source.newline();
        let text = format!("{newline}{newline}{indent}{before}{to}{after}");
        let copy = Edit { source: source.clone(), span: Span::at(whole.end), text };
        Some(vec![copy, Edit { source: user.clone(), span: *used, text: to.as_ref().to_owned() }])
    }
}
