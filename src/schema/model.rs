//! One file as declared: names, numbers and structure in flat lists, nothing resolved. Made from a syntax tree
//! (`lower`) or from descriptor bytes (`decode`); what follows does not care which.
//!
//! Children of one parent are consecutive in their list, in declaration order, so that a parent names them by
//! index range and a descriptor path by position in it.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::source_info::SourceInfo;
use super::strings::{Name, Strings};
use super::types::{FieldType, Label};
use crate::syntax::{self, Level, Tok, Tree};
use crate::text::Span;

/// A run of consecutive indices.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Ids {
    /// The first index.
    pub start: u32,
    /// One past the last index.
    pub end: u32,
}

impl Ids {
    /// The indices, in order.
    pub fn iter(self) -> std::ops::Range<u32> {
        self.start..self.end
    }

    /// How many there are.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The part of `list` these indices name.
    pub fn of<T>(self, list: &[T]) -> &[T] {
        &list[self.start as usize..self.end as usize]
    }
}

/// One file.
#[derive(Debug)]
pub struct File {
    /// The name importers use.
    pub name: Box<str>,
    /// The path to show.
    pub path: Arc<str>,
    /// Where positions and comments come from.
    pub origin: Origin,
    /// The language level.
    pub level: Level,
    /// All names.
    pub strings: Strings,
    /// The package; empty where there is none.
    pub package: Name,
    /// Imports in order, option imports among them.
    pub imports: Vec<Import>,
    /// All messages, level by level.
    pub messages: Vec<Message>,
    /// All fields and extensions.
    pub fields: Vec<Field>,
    /// All oneofs.
    pub oneofs: Vec<Oneof>,
    /// All enums.
    pub enums: Vec<Enum>,
    /// All enum values.
    pub values: Vec<EnumValue>,
    /// All services.
    pub services: Vec<Service>,
    /// All methods.
    pub methods: Vec<Method>,
    /// All extension ranges.
    pub extension_ranges: Vec<ExtensionRange>,
    /// All reserved ranges, of messages and enums.
    pub reserved_ranges: Vec<ReservedRange>,
    /// All reserved names, of messages and enums.
    pub reserved_names: Vec<ReservedName>,
    /// All option blocks.
    pub option_sets: Vec<OptionSet>,
    /// What is declared outside messages.
    pub top: Scope,
    /// The options of the file itself.
    pub options: Option<OptionSetId>,
    /// Whether parts are missing because the file did not parse.
    pub damaged: bool,
    /// What the parts that are missing may have declared.
    pub lost: LostNames,
    /// Whether a descriptor set tells that its source said no level.
    pub level_unsaid: bool,
    /// Whether full names lack their scopes, because they would take many times the memory of the file.
    pub crowded: bool,
    /// How many more bytes of scopes full names may repeat.
    scope_budget: usize,
}

/// The largest field number, 2^29 - 1. Extensions in the old message set format may go up to `i32::MAX - 1`.
pub const MAX_FIELD_NUMBER: i32 = (1 << 29) - 1;

/// The longest package name. A longer one is an error, and not part of full names.
pub const MAX_PACKAGE: usize = 511;

/// The longest full name. A longer one is an error, and not part of the full names of what is inside.
pub const MAX_NAME: usize = u16::MAX as usize;

/// How many bytes of scopes full names may repeat for each byte of the file. Declarations of real files take more
/// bytes than their scopes.
const SCOPE_BYTES: usize = 16;

/// Where positions and comments come from.
#[derive(Debug)]
pub enum Origin {
    /// A source file.
    Source(Box<Tree>),
    /// A descriptor set; the file's `SourceCodeInfo`, empty where it has none.
    Image(SourceInfo),
}

/// What a file or a message declares, fields and oneofs aside.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scope {
    /// Messages, groups and map entries among them.
    pub messages: Ids,
    /// Enums.
    pub enums: Ids,
    /// Extensions.
    pub extensions: Ids,
}

/// The token index that stands for "not in the source".
pub const NO_TOK: Tok = Tok::MAX;

/// The tokens of a declaration; [`NO_TOK`] where it comes from a descriptor set.
#[derive(Clone, Copy, Debug)]
pub struct At {
    /// The first token.
    pub first: Tok,
    /// The last token.
    pub last: Tok,
    /// The name.
    pub name: Tok,
}

impl Default for At {
    fn default() -> Self {
        Self { first: NO_TOK, last: NO_TOK, name: NO_TOK }
    }
}

/// An import.
#[derive(Clone, Copy, Debug)]
pub struct Import {
    /// The path as written, escapes resolved.
    pub path: Name,
    /// The modifier.
    pub kind: syntax::ImportKind,
    /// First token, last token; the name is the first token of the path.
    pub at: At,
}

/// A message, a group or a map entry.
#[derive(Clone, Copy, Debug)]
pub struct Message {
    /// The name.
    pub name: Name,
    /// The name with package and parents, without leading dot; ends in [`Self::name`].
    pub full_name: Name,
    /// The message around it.
    pub parent: Option<u32>,
    /// Fields, members of oneofs among them.
    pub fields: Ids,
    /// Oneofs, without those that proto3 `optional` implies.
    pub oneofs: Ids,
    /// The oneofs that proto3 `optional` implies, in the order of their fields.
    pub implied_oneofs: Ids,
    /// Nested declarations.
    pub scope: Scope,
    /// Extension ranges.
    pub extension_ranges: Ids,
    /// Reserved ranges.
    pub reserved_ranges: Ids,
    /// Reserved names.
    pub reserved_names: Ids,
    /// Options.
    pub options: Option<OptionSetId>,
    /// Whether it stands for a `map<K, V>`.
    pub map_entry: bool,
    /// `export` or `local`, as written.
    pub visibility: Option<syntax::Visibility>,
    /// Where it is; a map entry is where its field is.
    pub at: At,
}

impl Message {
    /// A message that declares nothing yet.
    pub fn new((full_name, name): (Name, Name), parent: Option<u32>, at: At) -> Self {
        Self {
            name,
            full_name,
            parent,
            fields: Ids::default(),
            oneofs: Ids::default(),
            implied_oneofs: Ids::default(),
            scope: Scope::default(),
            extension_ranges: Ids::default(),
            reserved_ranges: Ids::default(),
            reserved_names: Ids::default(),
            options: None,
            map_entry: false,
            visibility: None,
            at,
        }
    }
}

/// A field or an extension.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name; of a group the lower-case name of its message.
    pub name: Name,
    /// The message it is declared in: for a field its owner, for an extension the scope, if any.
    pub parent: Option<u32>,
    /// The number.
    pub number: i32,
    /// The label as written, or as implied.
    pub label: Label,
    /// Whether proto3 `optional` was written: the field has a oneof of its own in descriptors, which
    /// [`Self::oneof`] does not name.
    pub proto3_optional: bool,
    /// The type.
    pub ty: FieldType,
    /// The type name as written; empty for scalars.
    pub type_name: Name,
    /// The extended message as written; empty for fields.
    pub extendee: Name,
    /// The oneof it is a member of.
    pub oneof: Option<u32>,
    /// The default value in its descriptor form.
    pub default: Option<Name>,
    /// The JSON name where one was written.
    pub json_name: Option<Name>,
    /// Options.
    pub options: Option<OptionSetId>,
    /// Where it is.
    pub at: At,
    /// Where the number is (its sign or digits).
    pub number_at: Tok,
    /// Where the type is; of a group the keyword.
    pub type_at: TokRange,
    /// Where the extendee is.
    pub extendee_at: TokRange,
}

impl Field {
    /// Whether proto3 `optional` gives it a oneof to itself.
    pub fn implies_oneof(&self) -> bool {
        self.proto3_optional && self.oneof.is_none()
    }

    /// Whether it is an extension.
    pub fn is_extension(&self) -> bool {
        !self.extendee.is_empty()
    }
}

/// What the missing parts of a file may have declared: faults that follow from that are not reported.
#[derive(Clone, Debug, Default)]
pub struct LostNames {
    /// The words that were skipped.
    pub words: FxHashSet<Box<[u8]>>,
    /// Whether options were.
    pub options: bool,
    /// Whether anything may be missing.
    pub everything: bool,
}

impl LostNames {
    /// Whether a name may have been declared there: one of its parts, where it has several.
    pub fn may_declare(&self, name: &[u8]) -> bool {
        self.everything
            || !self.words.is_empty()
                && name.split(|&byte| byte == b'.').any(|part| self.words.contains(part))
    }
}

/// A run of tokens, first and last.
#[derive(Clone, Copy, Debug)]
pub struct TokRange {
    /// The first token.
    pub first: Tok,
    /// The last token.
    pub last: Tok,
}

impl Default for TokRange {
    fn default() -> Self {
        Self { first: NO_TOK, last: NO_TOK }
    }
}

impl From<syntax::Path> for TokRange {
    fn from(path: syntax::Path) -> Self {
        Self { first: path.first, last: path.last }
    }
}

/// A oneof. One that proto3 `optional` implies has no options and is where its field is.
#[derive(Clone, Copy, Debug)]
pub struct Oneof {
    /// The name.
    pub name: Name,
    /// The message it belongs to.
    pub parent: u32,
    /// Options.
    pub options: Option<OptionSetId>,
    /// Whether proto3 `optional` implies it.
    pub is_implied: bool,
    /// Where it is.
    pub at: At,
}

/// An enum.
#[derive(Clone, Copy, Debug)]
pub struct Enum {
    /// The name.
    pub name: Name,
    /// The name with package and parents, without leading dot.
    pub full_name: Name,
    /// The message around it.
    pub parent: Option<u32>,
    /// The values.
    pub values: Ids,
    /// Reserved ranges; ends are inclusive.
    pub reserved_ranges: Ids,
    /// Reserved names.
    pub reserved_names: Ids,
    /// Options.
    pub options: Option<OptionSetId>,
    /// `export` or `local`, as written.
    pub visibility: Option<syntax::Visibility>,
    /// Where it is.
    pub at: At,
}

/// A value of an enum.
#[derive(Clone, Copy, Debug)]
pub struct EnumValue {
    /// The name.
    pub name: Name,
    /// The enum it belongs to.
    pub parent: u32,
    /// The number.
    pub number: i32,
    /// Options.
    pub options: Option<OptionSetId>,
    /// Where it is.
    pub at: At,
    /// Where the number is (its sign or digits).
    pub number_at: Tok,
}

/// A service.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// The name.
    pub name: Name,
    /// The name with package, without leading dot.
    pub full_name: Name,
    /// The methods.
    pub methods: Ids,
    /// Options.
    pub options: Option<OptionSetId>,
    /// Where it is.
    pub at: At,
}

/// A method.
#[derive(Clone, Copy, Debug)]
pub struct Method {
    /// The name.
    pub name: Name,
    /// The service it belongs to.
    pub parent: u32,
    /// The request type as written.
    pub input: Name,
    /// The response type as written.
    pub output: Name,
    /// Whether the client sends many requests.
    pub client_streaming: bool,
    /// Whether the server sends many responses.
    pub server_streaming: bool,
    /// Options; present but empty where the method has empty braces.
    pub options: Option<OptionSetId>,
    /// Where it is.
    pub at: At,
    /// Where the request type is.
    pub input_at: TokRange,
    /// Where the response type is.
    pub output_at: TokRange,
}

/// A range of numbers that other files may use for extensions.
#[derive(Clone, Copy, Debug)]
pub struct ExtensionRange {
    /// The first number.
    pub start: i32,
    /// One past the last number.
    pub end: i32,
    /// Options, shared by all ranges of one statement.
    pub options: Option<OptionSetId>,
    /// Where it is.
    pub at: TokRange,
}

/// A range of numbers that must not be used.
#[derive(Clone, Copy, Debug)]
pub struct ReservedRange {
    /// The first number.
    pub start: i32,
    /// One past the last number in a message; the last number in an enum.
    pub end: i32,
    /// Where it is.
    pub at: TokRange,
}

/// A name that must not be used.
#[derive(Clone, Copy, Debug)]
pub struct ReservedName {
    /// The name.
    pub name: Name,
    /// Where it is.
    pub at: TokRange,
}

/// The index of an option block in [`File::option_sets`].
pub type OptionSetId = u32;

/// The options of one element, as written.
#[derive(Clone, Debug)]
pub struct OptionSet {
    /// Which element; of several extension ranges the first.
    pub owner: Element,
    /// The options, in order: indices into [`Tree::options`]; without `default` and `json_name`.
    pub statements: Vec<syntax::OptionId>,
    /// From a descriptor set: the bytes of the options message.
    pub encoded: Option<Box<[u8]>>,
}

/// An element of a file, by kind and index.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Element {
    /// The file itself.
    File,
    /// A message.
    Message(u32),
    /// A field or an extension.
    Field(u32),
    /// A oneof.
    Oneof(u32),
    /// An enum.
    Enum(u32),
    /// An enum value.
    Value(u32),
    /// A service.
    Service(u32),
    /// A method.
    Method(u32),
    /// An extension range.
    ExtensionRange(u32),
}

impl File {
    /// An empty file, to be filled from `size` bytes.
    pub fn new(name: &str, path: &str, origin: Origin, level: Level, size: usize) -> Self {
        Self {
            name: name.into(),
            path: path.into(),
            origin,
            level,
            strings: Strings::default(),
            package: Name::default(),
            imports: Vec::new(),
            messages: Vec::new(),
            fields: Vec::new(),
            oneofs: Vec::new(),
            enums: Vec::new(),
            values: Vec::new(),
            services: Vec::new(),
            methods: Vec::new(),
            extension_ranges: Vec::new(),
            reserved_ranges: Vec::new(),
            reserved_names: Vec::new(),
            option_sets: Vec::new(),
            top: Scope::default(),
            options: None,
            damaged: false,
            lost: LostNames::default(),
            level_unsaid: false,
            crowded: false,
            scope_budget: (1 << 20) + size * SCOPE_BYTES,
        }
    }

    /// The syntax tree, where the file comes from source.
    pub fn tree(&self) -> Option<&Tree> {
        match &self.origin {
            Origin::Source(tree) => Some(tree),
            Origin::Image(_) => None,
        }
    }

    /// A name as text. Names that are not UTF-8 (only JSON names, defaults and descriptor sets can have them) give
    /// the replacement character.
    pub fn str(&self, name: Name) -> &str {
        self.strings.str(name)
    }

    /// A name as bytes.
    pub fn bytes(&self, name: Name) -> &[u8] {
        self.strings.bytes(name)
    }

    /// Adds text to the strings of the file.
    pub fn add_name(&mut self, text: &[u8]) -> Name {
        self.strings.add(text)
    }

    /// Adds `scope.name` to the strings: the full name, and the part of it that is the name.
    pub fn add_full_name(&mut self, scope: Name, name: &[u8]) -> (Name, Name) {
        if scope.is_empty() || scope.len() > MAX_NAME {
            let name = self.add_name(name);
            return (name, name);
        }
        let Some(left) = self.scope_budget.checked_sub(scope.len()) else {
            self.crowded = true;
            let name = self.add_name(name);
            return (name, name);
        };
        self.scope_budget = left;
        self.strings.add_member(scope, name)
    }

    /// The full name of what a field is declared in: a message, or the package.
    pub fn scope_name(&self, parent: Option<u32>) -> Name {
        match parent {
            Some(message) => self.messages[message as usize].full_name,
            None if self.package.len() > MAX_PACKAGE => Name::default(),
            None => self.package,
        }
    }

    /// Whether an element is the key or the value of a map: it was never written, and shares its options with the map.
    pub fn is_map_entry_field(&self, element: Element) -> bool {
        let Element::Field(index) = element else { return false };
        let field = &self.fields[index as usize];
        !field.is_extension() && field.parent.is_some_and(|parent| self.messages[parent as usize].map_entry)
    }

    /// The span of a run of tokens, where the file comes from source and the tokens exist.
    pub fn span(&self, first: Tok, last: Tok) -> Option<Span> {
        let tree = self.tree()?;
        (first != NO_TOK && last != NO_TOK).then(|| tree.span_to(first, last))
    }
}
