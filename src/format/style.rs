//! The style of formatted files.

/// How files are formatted. By default as buf does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting")]
pub struct Style {
    /// The number of spaces per level.
    pub indent_width: usize,
    /// Whether file options keep their order.
    pub keep_option_order: bool,
    /// Whether imports are sorted only between blank lines, which stay.
    pub keep_import_groups: bool,
    /// Whether bodies that are on one line stay there if they fit in `LINE_WIDTH` columns.
    pub keep_short_bodies: bool,
    /// Whether the `=` of fields and enum values on consecutive lines are aligned.
    pub align_equals: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            indent_width: 2,
            keep_option_order: false,
            keep_import_groups: false,
            keep_short_bodies: false,
            align_equals: false,
        }
    }
}

/// The length of a line in the style guide of protobuf.
pub const LINE_WIDTH: usize = 80;
