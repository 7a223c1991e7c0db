//! The resolved options of a file.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::model::OptionSetId;
use super::value::MessageValue;
use crate::syntax::OptionId;

/// The resolved options of one file.
#[derive(Debug, Default)]
pub struct FileOptions {
    /// Parallel to [`File::option_sets`](super::File::option_sets).
    pub sets: Vec<ResolvedOptions>,
    /// The encoded options messages of sets that were uninterpreted in the descriptor set, now interpreted.
    pub interpreted: FxHashMap<OptionSetId, Box<[u8]>>,
}

/// The resolved options of one element.
#[derive(Clone, Debug)]
pub struct ResolvedOptions {
    /// All options merged into one options message.
    pub merged: MessageValue,
    /// Whether a statement could not be resolved. An option that is not set here may be set there.
    pub incomplete: bool,
    /// One record per resolved statement, in source order. protoc writes options in this order with
    /// `--retain_options`, and source info refers to them by path.
    pub records: Vec<Record>,
}

/// One resolved statement.
#[derive(Clone, Debug)]
pub struct Record {
    /// The statement.
    pub statement: OptionId,
    /// The path of the option in the options message, as in source info: field numbers, each followed by an index if
    /// the field is repeated.
    pub path: OptionPath,
    /// The result of [`ResolvedOptions::part`], if it cannot be derived from the merged options.
    pub(crate) stored_part: Option<Box<MessageValue>>,
}

/// Inline for the common case: one field, possibly with an index.
pub type OptionPath = SmallVec<[i32; 4]>;

impl ResolvedOptions {
    /// The options message with only the option of one record set.
    pub fn part<'r>(&'r self, record: &'r Record) -> Cow<'r, MessageValue> {
        if let Some(stored_part) = &record.stored_part {
            return Cow::Borrowed(stored_part);
        }
        let mut part = MessageValue::new(self.merged.ty);
        if let [number, index @ ..] = &*record.path
            && let Some(field) = self.merged.field(*number)
            && let Some(value) = field.values.get(index.first().map_or(0, |&index| index as usize))
        {
            part.slot(field.field, *number).push(value.clone());
        }
        Cow::Owned(part)
    }
}
