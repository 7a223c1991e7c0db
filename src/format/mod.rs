//! A tree to formatted text, in the style of `buf format` 1.75.
//!
//! The text of every token stays as it was written, and so does every comment. What changes is white space, the order
//! of imports and file options, empty statements (dropped), the brackets of messages in option values (`{}`), and the
//! separators between their fields (dropped).

mod blanks;
mod decls;
mod file;
mod gap;
mod values;
mod writer;

use crate::syntax::Tree;

/// Formats a file that parsed without errors.
pub fn format(tree: &Tree) -> Vec<u8> {
    let mut writer = writer::Writer::new(tree);
    writer.file();
    writer.finish()
}
