//! Formats a tree in the style of `buf format` 1.75.
//!
//! Tokens and comments are kept as written. Formatting changes white space and the order of imports and file options,
//! drops empty statements, and in message literals writes `{}` instead of `<>` and drops separators between fields.

mod blanks;
mod decls;
mod file;
mod gap;
mod values;
mod writer;

use crate::syntax::Tree;

/// Formats a file, which must have parsed without errors.
pub fn format(tree: &Tree) -> Vec<u8> {
    let mut writer = writer::Writer::new(tree);
    writer.file();
    writer.finish()
}
