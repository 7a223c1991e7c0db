//! The options of a file, resolved: what each element is told, and by which statement.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::model::OptionSetId;
use super::value::MessageValue;
use crate::syntax::OptionId;

/// The options of one file, resolved.
#[derive(Debug, Default)]
pub struct FileOptions {
    /// Parallel to [`File::option_sets`](super::File::option_sets).
    pub sets: Vec<ResolvedOptions>,
    /// Of those that a descriptor set has uninterpreted: the bytes of the options message, interpreted.
    pub interpreted: FxHashMap<OptionSetId, Box<[u8]>>,
}

/// The options of one element.
#[derive(Clone, Debug)]
pub struct ResolvedOptions {
    /// All options together, as one message of the element's option type.
    pub merged: MessageValue,
    /// Whether a statement could not be resolved: what is not set here may be set all the same.
    pub incomplete: bool,
    /// One record for each statement that could be resolved, in source order: what descriptors that retain
    /// everything write, and where source locations point.
    pub records: Vec<Record>,
}

/// One statement, resolved.
#[derive(Clone, Debug)]
pub struct Record {
    /// The statement.
    pub statement: OptionId,
    /// The path of the option below the options message, as source info has it: field numbers, and after the
    /// number of a repeated field its index.
    pub path: OptionPath,
    /// What [`ResolvedOptions::part`] gives, where that cannot be read from the merged options.
    pub(crate) apart: Option<Box<MessageValue>>,
}

/// Most options are one field with an index at most, and there are very many of them.
pub type OptionPath = SmallVec<[i32; 4]>;

impl ResolvedOptions {
    /// What one of the records sets: the options message in which only that option is set.
    pub fn part<'r>(&'r self, record: &'r Record) -> Cow<'r, MessageValue> {
        if let Some(apart) = &record.apart {
            return Cow::Borrowed(apart);
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
