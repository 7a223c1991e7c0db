//! What all handles of declarations have in common.

use super::Site;
use crate::text::{Source, Span};

/// A declaration with a name.
pub trait Declared {
    /// The short name.
    fn name(&self) -> &str;

    /// The place of its name.
    fn name_site(&self) -> Site<'_>;

    /// The word for its kind.
    fn noun(&self) -> &'static str;

    /// The place of the name, to rename it. `None` without source, and for groups, whose name is that of a message and of
    /// a field.
    fn written_name(&self) -> Option<(Source, Span)>;
}
