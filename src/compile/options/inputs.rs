//! The inputs of option interpretation: option message types, and options from descriptor sets.

use rustc_hash::FxHashMap;

use super::bytes::Extensions;
use super::uninterpreted::Uninterpreted;
use crate::schema::{Element, File, FileId, OptionSetId, Ref, Schema};

/// The passes of interpretation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pass {
    /// Options declared in `descriptor.proto`.
    BuiltIn,
    /// Options whose name starts with an extension.
    Custom,
}

/// The inputs of option interpretation.
pub(super) struct Inputs<'a> {
    pub types: OptionTypes,
    pub extensions: Extensions,
    /// The uninterpreted options of each file.
    pub uninterpreted: Vec<FxHashMap<OptionSetId, Uninterpreted>>,
    /// Flags of the files with errors that can hide declarations.
    pub failed: &'a [bool],
}

impl Inputs<'_> {
    /// Whether nothing is reported for a file.
    pub fn has_failed(&self, id: FileId) -> bool {
        // No diagnostics for the implicit descriptor.proto.
        self.failed.get(id as usize).copied().unwrap_or(true)
    }
}

/// The options message of each kind of element.
pub(super) struct OptionTypes([Option<Ref>; 9]);

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

/// Whether a file declares all options messages.
pub fn declares_all_option_messages(file: &File) -> bool {
    OPTION_MESSAGES.iter().all(|name| message_named(file, name).is_some())
}

/// Whether a file declares at least one options message, with its full name.
pub fn declares_any_option_message(file: &File) -> bool {
    file.str(file.package) == "google.protobuf"
        && OPTION_MESSAGES.iter().any(|name| message_named(file, name).is_some())
}

fn message_named(file: &File, name: &str) -> Option<u32> {
    file.top.messages.iter().find(|&index| file.str(file.messages[index as usize].name) == name)
}

impl OptionTypes {
    /// Finds the messages.
    pub fn new(schema: &Schema) -> Self {
        let own = schema.files.len() as FileId - 1;
        Self(OPTION_MESSAGES.map(|name| {
            [schema.descriptor, own].into_iter().find_map(|file| {
                let index = message_named(&schema.files[file as usize], name)?;
                Some(Ref { file, index })
            })
        }))
    }

    /// The options message of an element.
    pub fn of(&self, element: Element) -> Option<Ref> {
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
