//! Option interpretation: names to option fields, values to typed values.

use super::value::{MessageValue, Value};
use crate::syntax::OptionId;

/// The options of one file, resolved.
#[derive(Debug, Default)]
pub struct FileOptions {
    /// Parallel to [`super::File::option_sets`].
    pub sets: Vec<ResolvedOptions>,
}

/// The options of one element.
#[derive(Clone, Debug)]
pub struct ResolvedOptions {
    /// All options together, as one message of the element's option type.
    pub merged: MessageValue,
    /// One record for each statement that could be resolved, in source order: what descriptors that retain
    /// everything write, and where source locations point.
    pub records: Vec<Record>,
}

/// One statement, resolved.
#[derive(Clone, Debug)]
pub struct Record {
    /// The statement.
    pub statement: OptionId,
    /// The path of the option below the options message, as source info has it: field numbers, and behind the
    /// number of a repeated field its index.
    pub path: Vec<i32>,
    /// The option as a message of the element's option type in which only this option is set.
    pub value: Value,
}
