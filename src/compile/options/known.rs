//! What is known before the first option is interpreted: the types of options, and what descriptor sets bring.

use rustc_hash::FxHashMap;

use super::bytes::Extensions;
use super::uninterpreted::Uninterpreted;
use crate::schema::{Element, File, FileId, OptionSetId, Ref, Schema};

/// Which options are interpreted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pass {
    /// Those that descriptor.proto declares.
    BuiltIn,
    /// Those whose name starts with an extension.
    Custom,
}

/// What is known before the first option is looked at.
pub(super) struct Known<'a> {
    pub types: OptionTypes,
    pub extensions: Extensions,
    /// The options of each file that come as a parser left them.
    pub uninterpreted: Vec<FxHashMap<OptionSetId, Uninterpreted>>,
    /// The files of which nothing is known for sure.
    pub failed: &'a [bool],
}

impl Known<'_> {
    /// Whether nothing is reported of a file.
    pub fn has_failed(&self, id: FileId) -> bool {
        // No diagnostics for the implicit descriptor.proto.
        self.failed.get(id as usize).copied().unwrap_or(true)
    }
}

/// The messages that hold the options of each kind of element.
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

/// Whether a `descriptor.proto` has the options messages of all elements.
pub fn declares_options(file: &File) -> bool {
    OPTION_MESSAGES.iter().all(|name| message_named(file, name).is_some())
}

/// Whether a file declares the options message of some element under the name that it has in `descriptor.proto`.
pub fn declares_an_option_message(file: &File) -> bool {
    file.str(file.package) == "google.protobuf"
        && OPTION_MESSAGES.iter().any(|name| message_named(file, name).is_some())
}

fn message_named(file: &File, name: &str) -> Option<u32> {
    file.top.messages.iter().find(|&index| file.str(file.messages[index as usize].name) == name)
}

impl OptionTypes {
    /// Finds them.
    pub fn new(schema: &Schema) -> Self {
        let own = schema.files.len() as FileId - 1;
        Self(OPTION_MESSAGES.map(|name| {
            [schema.descriptor, own].into_iter().find_map(|file| {
                let index = message_named(&schema.files[file as usize], name)?;
                Some(Ref { file, index })
            })
        }))
    }

    /// The message for an element.
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
