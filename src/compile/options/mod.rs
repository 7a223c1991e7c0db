//! Option interpretation: names to option fields, values to typed values.
//!
//! It runs in two passes over all files, because options are needed to understand options: features say how values
//! of custom options behave, and features are options themselves. So built-in options come first, then features,
//! then custom options.

mod bytes;
mod interpreter;
mod names;
mod statement;
mod text_format;
mod uninterpreted;
pub(super) mod usage;
mod values;

use std::borrow::Cow;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::encode_value::encode_message;
use super::features;
use super::link::Ref;
use super::model::{Element, File, OptionSetId};
use super::schema::Schema;
use super::symbols::FileId;
use super::value::MessageValue;
use crate::diag::{Diagnostic, Place};
use crate::syntax::OptionId;
use bytes::Extensions;
use interpreter::Interpreter;
use statement::Statement;
use uninterpreted::Written;

/// The options of one file, resolved.
#[derive(Debug, Default)]
pub struct FileOptions {
    /// Parallel to [`super::File::option_sets`].
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
    /// The path of the option below the options message, as source info has it: field numbers, and behind the
    /// number of a repeated field its index.
    pub path: OptionPath,
    /// What [`ResolvedOptions::part`] gives, where that cannot be read from the merged options.
    apart: Option<Box<MessageValue>>,
}

/// Most options are one field with an index at most, and there are very many of them.
pub type OptionPath = SmallVec<[i32; 4]>;

/// Interprets the options of all files and resolves their features, into [`Schema::options`] and
/// [`Schema::features`]. For files of which nothing is known for sure nothing is reported.
pub fn interpret(schema: &mut Schema) -> Vec<Diagnostic> {
    let failed: Vec<bool> = schema.files.iter().map(|file| file.lost.everything).collect();
    let known = Known {
        types: OptionTypes::new(schema),
        extensions: Extensions::new(schema),
        written: schema.files.par_iter().map(|file| uninterpreted::find(file)).collect(),
        failed: &failed[..failed.len().min(schema.len)],
    };
    let ids = 0..schema.files.len() as FileId;
    let built_in: Vec<_> = ids
        .clone()
        .into_par_iter()
        .map(|id| Interpreter::new(schema, &known, id, Pass::BuiltIn).all())
        .collect();
    let (options, mut faults): (Vec<_>, Vec<_>) = built_in.into_iter().unzip();
    schema.options = options.into_iter().map(|sets| FileOptions { sets, ..FileOptions::default() }).collect();
    let features: Vec<_> = ids.clone().into_par_iter().map(|id| features::resolve(schema, id)).collect();
    for ((features, found), id) in features.into_iter().zip(ids.clone()) {
        schema.features.push(features);
        if !known.has_failed(id) {
            faults[id as usize].extend(found);
        }
    }
    let custom: Vec<_> =
        ids.into_par_iter().map(|id| Interpreter::new(schema, &known, id, Pass::Custom).some()).collect();
    let each = schema.options.par_iter_mut().zip(custom).zip(&mut faults);
    each.for_each(|((options, (sets, found)), faults)| {
        for (id, custom) in sets {
            options.sets[id as usize].absorb(custom);
        }
        faults.extend(found);
    });
    for (id, written) in known.written.iter().enumerate() {
        for &set in written.keys() {
            let bytes = encode_message(schema, &schema.options[id].sets[set as usize].merged);
            schema.options[id].interpreted.insert(set, bytes.into());
        }
    }
    faults.into_iter().flatten().collect()
}

/// The name in the first of the `wanted` statements among the options `set`, or the element where there is none.
pub(super) fn option_place(
    schema: &Schema,
    id: FileId,
    set: OptionSetId,
    wanted: impl Fn(&ResolvedOptions, &Record) -> bool,
) -> Place {
    let file = &schema.files[id as usize];
    let options = &schema.options[id as usize].sets[set as usize];
    let record = options.records.iter().find(|record| wanted(options, record));
    let (Some(tree), Some(record)) = (file.tree(), record) else {
        return features::features_place(file, file.option_sets[set as usize].owner);
    };
    let statement = Statement { tree, node: tree.option(record.statement), id: record.statement };
    statement.name_place()
}

impl ResolvedOptions {
    fn new(ty: Ref) -> Self {
        Self { merged: MessageValue::new(ty), incomplete: false, records: Vec::new() }
    }

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

    /// Whether records keep what they set.
    fn keeps_apart(&self) -> bool {
        self.records.first().is_some_and(|record| record.apart.is_some())
    }

    /// Has each record keep what it sets, before the merged options stop to tell: because one statement adds to a
    /// message that another one has set, or takes the place of a value.
    fn keep_apart(&mut self) {
        for index in 0..self.records.len() {
            if self.records[index].apart.is_none() {
                let part = self.part(&self.records[index]).into_owned();
                self.records[index].apart = Some(Box::new(part));
            }
        }
    }

    /// Adds the custom options to the built-in ones.
    fn absorb(&mut self, mut custom: Self) {
        self.incomplete |= custom.incomplete;
        custom.incomplete = self.incomplete;
        // Options from a descriptor set are read again as a whole.
        if self.merged.fields.is_empty() || custom.records.is_empty() {
            *self = custom;
            return;
        }
        self.merged.fields.extend(custom.merged.fields);
        self.merged.fields.sort_by_key(|field| field.number);
        self.records.extend(custom.records);
        self.records.sort_by_key(|record| record.statement);
    }
}

/// Which options are interpreted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pass {
    /// Those that descriptor.proto declares.
    BuiltIn,
    /// Those whose name starts with an extension.
    Custom,
}

/// What is known before the first option is looked at.
struct Known<'a> {
    types: OptionTypes,
    extensions: Extensions,
    /// The options of each file that come as a parser left them.
    written: Vec<FxHashMap<OptionSetId, Written>>,
    failed: &'a [bool],
}

impl Known<'_> {
    fn has_failed(&self, id: FileId) -> bool {
        // The hidden descriptor.proto has nothing to say.
        self.failed.get(id as usize).copied().unwrap_or(true)
    }
}

/// The messages that hold the options of each kind of element.
struct OptionTypes([Option<Ref>; 9]);

const OPTION_MESSAGES: [&str; 9] = [
    "FileOptions",
    "MessageOptions",
    "FieldOptions",
    "OneofOptions",
    "EnumOptions",
    "EnumValueOptions",
    "ServiceOptions",
    "MethodOptions",
    "ExtensionRangeOptions",
];

/// Whether a `descriptor.proto` has the options messages of all elements.
pub(super) fn declares_options(file: &File) -> bool {
    OPTION_MESSAGES.iter().all(|name| message_named(file, name).is_some())
}

/// Whether a file declares the options message of some element under the name that it has in `descriptor.proto`.
pub(super) fn declares_an_option_message(file: &File) -> bool {
    file.str(file.package) == "google.protobuf"
        && OPTION_MESSAGES.iter().any(|name| message_named(file, name).is_some())
}

fn message_named(file: &File, name: &str) -> Option<u32> {
    file.top.messages.iter().find(|&index| file.str(file.messages[index as usize].name) == name)
}

impl OptionTypes {
    fn new(schema: &Schema) -> Self {
        let own = schema.files.len() as FileId - 1;
        Self(OPTION_MESSAGES.map(|name| {
            [schema.descriptor, own].into_iter().find_map(|file| {
                let index = message_named(&schema.files[file as usize], name)?;
                Some(Ref { file, index })
            })
        }))
    }

    fn of(&self, element: Element) -> Option<Ref> {
        self.0[match element {
            Element::File => 0,
            Element::Message(_) => 1,
            Element::Field(_) => 2,
            Element::Oneof(_) => 3,
            Element::Enum(_) => 4,
            Element::Value(_) => 5,
            Element::Service(_) => 6,
            Element::Method(_) => 7,
            Element::ExtensionRange(_) => 8,
        }]
    }
}
