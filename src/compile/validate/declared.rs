//! Extension declarations.

use crate::schema::{MessageValue, Value};

/// `ExtensionRangeOptions.declaration`
pub const DECLARATION: i32 = 2;

/// The declaration of one extension.
#[derive(Clone, Copy)]
pub struct Declaration<'a> {
    pub number: i32,
    pub full_name: Option<&'a str>,
    pub ty: Option<&'a str>,
    pub reserved: bool,
    pub repeated: bool,
}

impl<'a> Declaration<'a> {
    /// All declarations in the options of a range.
    pub fn all(options: &'a MessageValue) -> impl Iterator<Item = Self> {
        options.get(DECLARATION).iter().filter_map(|value| match value {
            Value::Message(value) => Some(Self::read(value)),
            _ => None,
        })
    }

    fn read(value: &'a MessageValue) -> Self {
        let number = match value.one(1) {
            Some(Value::I32(number)) => *number,
            _ => 0,
        };
        Self {
            number,
            full_name: value.str(2),
            ty: value.str(3),
            reserved: value.bool(5),
            repeated: value.bool(6),
        }
    }
}
