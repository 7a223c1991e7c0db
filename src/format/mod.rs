//! Formats a tree in the style of `buf format` 1.75, which a [`Style`] can change.
//!
//! Tokens and comments are kept as written. Formatting changes white space and the order of imports and file options,
//! drops empty statements, and in message literals writes `{}` instead of `<>` and drops separators between fields.

mod align;
mod blanks;
mod decls;
mod file;
mod gap;
mod style;
mod values;
mod writer;

use crate::syntax::Tree;

pub use style::Style;

/// Formats a file, which must have parsed without errors.
pub fn format(tree: &Tree, style: Style) -> Vec<u8> {
    let mut writer = writer::Writer::new(tree, style);
    writer.file();
    writer.finish()
}
