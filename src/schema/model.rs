//! One file as declared: names, numbers and structure in flat lists, unresolved. Built from a syntax tree (`lower`) or
//! from descriptor bytes (`decode`); later stages treat both alike.
//!
//! The children of an element are consecutive in their list, in declaration order. The parent stores their index range,
//! and the position in it is the index in descriptor paths.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::source_info::SourceInfo;
use super::strings::{Name, Strings};
use super::types::{FieldType, Label};
use crate::syntax::{self, Level, Tok, Tree};
use crate::text::Span;

/// A range of indices.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct IdRange {
    /// The first index.
    pub start: u32,
    /// One past the last index.
    pub end: u32,
}

impl IdRange {
    /// The indices, in order.
    pub fn iter(self) -> std::ops::Range<u32> {
        self.start..self.end
    }

    /// The number of indices.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the range is empty.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The elements of `list` at these indices.
    pub fn of<T>(self, list: &[T]) -> &[T] {
        &list[self.start as usize..self.end as usize]
    }
}

/// One file.
#[derive(Debug)]
pub struct File {
    /// The import name.
    pub name: Box<str>,
    /// The path to show.
    pub path: Arc<str>,
    /// The source of positions and comments.
    pub origin: Origin,
    /// The language level.
    pub level: Level,
    /// The strings.
    pub strings: Strings,
    /// The package; empty if there is none.
    pub package: Name,
    /// The imports in order, including option imports.
    pub imports: Vec<Import>,
    /// All messages, breadth first.
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
    /// The top-level declarations.
    pub top: Declarations,
    /// The options of the file itself.
    pub options: Option<OptionSetId>,
    /// Whether parts are missing because of syntax errors.
    pub damaged: bool,
    /// Names that the missing parts may have declared.
    pub skipped: SkippedNames,
    /// Whether buf marked the file in a descriptor set as having no `syntax` statement.
    pub level_unspecified: bool,
    /// Whether full names lack their scopes, which would use many times the memory of the file.
    pub names_truncated: bool,
    /// The remaining bytes for scopes in full names.
    scope_budget: usize,
}

/// The largest field number, 2^29 - 1. Extensions in the old message set format may go up to `i32::MAX - 1`.
pub const MAX_FIELD_NUMBER: i32 = (1 << 29) - 1;

/// The longest package name. A longer one is an error and not part of full names.
pub const MAX_PACKAGE: usize = 511;

/// The longest full name. A longer one is an error and not part of the full names of nested elements.
pub const MAX_NAME: usize = u16::MAX as usize;

/// The bytes of scopes in full names per byte of the file. In real files, declarations are longer than their scopes.
const SCOPE_BYTES: usize = 16;

/// The source of positions and comments.
#[derive(Debug)]
pub enum Origin {
    /// A source file.
    Source(Box<Tree>),
    /// A descriptor set, with the `SourceCodeInfo` of the file; empty if there is none.
    Image(SourceInfo),
}

/// The declarations in a file or a message, except fields and oneofs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Declarations {
    /// Messages, including groups and map entries.
    pub messages: IdRange,
    /// Enums.
    pub enums: IdRange,
    /// Extensions.
    pub extensions: IdRange,
}

/// The token index of elements that are not in the source.
pub const NO_TOK: Tok = Tok::MAX;

/// The tokens of a declaration; [`NO_TOK`] for descriptor sets.
#[derive(Clone, Copy, Debug)]
pub struct Tokens {
    /// The first token.
    pub first: Tok,
    /// The last token.
    pub last: Tok,
    /// The name.
    pub name: Tok,
}

impl Default for Tokens {
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
    pub at: Tokens,
}

/// A message, a group or a map entry.
#[derive(Clone, Copy, Debug)]
pub struct Message {
    /// The name.
    pub name: Name,
    /// The full name, without leading dot; ends in [`Self::name`].
    pub full_name: Name,
    /// The enclosing message.
    pub parent: Option<u32>,
    /// Fields, including those in oneofs.
    pub fields: IdRange,
    /// Oneofs, without those of proto3 `optional` fields.
    pub oneofs: IdRange,
    /// The oneofs of proto3 `optional` fields, in the order of the fields.
    pub implied_oneofs: IdRange,
    /// Nested declarations.
    pub scope: Declarations,
    /// Extension ranges.
    pub extension_ranges: IdRange,
    /// Reserved ranges.
    pub reserved_ranges: IdRange,
    /// Reserved names.
    pub reserved_names: IdRange,
    /// Options.
    pub options: Option<OptionSetId>,
    /// Whether it is the entry of a `map<K, V>` field.
    pub map_entry: bool,
    /// `export` or `local`, as written.
    pub visibility: Option<syntax::Visibility>,
    /// The tokens; those of the field for a map entry.
    pub at: Tokens,
}

impl Message {
    /// An empty message.
    pub fn new((full_name, name): (Name, Name), parent: Option<u32>, at: Tokens) -> Self {
        Self {
            name,
            full_name,
            parent,
            fields: IdRange::default(),
            oneofs: IdRange::default(),
            implied_oneofs: IdRange::default(),
            scope: Declarations::default(),
            extension_ranges: IdRange::default(),
            reserved_ranges: IdRange::default(),
            reserved_names: IdRange::default(),
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
    /// The name; for a group the lower-case name of its message.
    pub name: Name,
    /// The message it is declared in: the owner of a field, the enclosing scope, if any, of an extension.
    pub parent: Option<u32>,
    /// The number.
    pub number: i32,
    /// The label, as written or implied.
    pub label: Label,
    /// Whether it is a proto3 `optional` field: descriptors give it a synthetic oneof, which is not [`Self::oneof`].
    pub proto3_optional: bool,
    /// The type.
    pub ty: FieldType,
    /// The type name as written; empty for scalars.
    pub type_name: Name,
    /// The extended message as written; empty for fields.
    pub extendee: Name,
    /// The oneof that contains it.
    pub oneof: Option<u32>,
    /// The default value, in descriptor form.
    pub default: Option<Name>,
    /// The explicit JSON name.
    pub json_name: Option<Name>,
    /// Options.
    pub options: Option<OptionSetId>,
    /// The tokens.
    pub at: Tokens,
    /// The token of the number (its sign or digits).
    pub number_at: Tok,
    /// The tokens of the type; for a group the keyword.
    pub type_at: TokRange,
    /// The tokens of the extendee.
    pub extendee_at: TokRange,
}

impl Field {
    /// Whether it has a synthetic oneof, as proto3 `optional` fields do.
    pub fn implies_oneof(&self) -> bool {
        self.proto3_optional && self.oneof.is_none()
    }

    /// Whether it is an extension.
    pub fn is_extension(&self) -> bool {
        !self.extendee.is_empty()
    }
}

/// What the missing parts of a file may have declared. Errors that could follow from that are not reported.
#[derive(Clone, Debug, Default)]
pub struct SkippedNames {
    /// The skipped identifiers.
    pub words: FxHashSet<Box<[u8]>>,
    /// Whether options were skipped.
    pub options: bool,
    /// Whether anything may be missing.
    pub everything: bool,
}

impl SkippedNames {
    /// Whether a name, or one part of a dotted name, may have been declared there.
    pub fn may_declare(&self, name: &[u8]) -> bool {
        self.everything
            || !self.words.is_empty()
                && name.split(|&byte| byte == b'.').any(|part| self.words.contains(part))
    }
}

/// A range of tokens, both ends inclusive.
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

/// A oneof. The synthetic oneof of a proto3 `optional` field has no options and the tokens of its field.
#[derive(Clone, Copy, Debug)]
pub struct Oneof {
    /// The name.
    pub name: Name,
    /// The message it belongs to.
    pub parent: u32,
    /// Options.
    pub options: Option<OptionSetId>,
    /// Whether it is the synthetic oneof of a proto3 `optional` field.
    pub is_implied: bool,
    /// The tokens.
    pub at: Tokens,
}

/// An enum.
#[derive(Clone, Copy, Debug)]
pub struct Enum {
    /// The name.
    pub name: Name,
    /// The full name, without leading dot.
    pub full_name: Name,
    /// The enclosing message.
    pub parent: Option<u32>,
    /// The values.
    pub values: IdRange,
    /// Reserved ranges; ends are inclusive.
    pub reserved_ranges: IdRange,
    /// Reserved names.
    pub reserved_names: IdRange,
    /// Options.
    pub options: Option<OptionSetId>,
    /// `export` or `local`, as written.
    pub visibility: Option<syntax::Visibility>,
    /// The tokens.
    pub at: Tokens,
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
    /// The tokens.
    pub at: Tokens,
    /// The token of the number (its sign or digits).
    pub number_at: Tok,
}

/// A service.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// The name.
    pub name: Name,
    /// The full name, without leading dot.
    pub full_name: Name,
    /// The methods.
    pub methods: IdRange,
    /// Options.
    pub options: Option<OptionSetId>,
    /// The tokens.
    pub at: Tokens,
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
    /// Whether requests are streamed.
    pub client_streaming: bool,
    /// Whether responses are streamed.
    pub server_streaming: bool,
    /// Options; present but empty if the method has an empty body.
    pub options: Option<OptionSetId>,
    /// The tokens.
    pub at: Tokens,
    /// The tokens of the request type.
    pub input_at: TokRange,
    /// The tokens of the response type.
    pub output_at: TokRange,
}

/// An extension range.
#[derive(Clone, Copy, Debug)]
pub struct ExtensionRange {
    /// The first number.
    pub start: i32,
    /// One past the last number.
    pub end: i32,
    /// Options, shared by all ranges of a statement.
    pub options: Option<OptionSetId>,
    /// The tokens.
    pub at: TokRange,
}

/// A reserved range.
#[derive(Clone, Copy, Debug)]
pub struct ReservedRange {
    /// The first number.
    pub start: i32,
    /// One past the last number in a message; the last number in an enum.
    pub end: i32,
    /// The tokens.
    pub at: TokRange,
}

/// A reserved name.
#[derive(Clone, Copy, Debug)]
pub struct ReservedName {
    /// The name.
    pub name: Name,
    /// The tokens.
    pub at: TokRange,
}

/// The index of an option block in [`File::option_sets`].
pub type OptionSetId = u32;

/// The options of one element, as written.
#[derive(Clone, Debug)]
pub struct OptionSet {
    /// The element; the first one if several extension ranges share the options.
    pub owner: Element,
    /// The option statements in order, as indices into [`Tree::options`], without `default` and `json_name`.
    pub statements: Vec<syntax::OptionId>,
    /// The bytes of the options message, from a descriptor set.
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
    /// An empty file; `size` is the size of the input in bytes.
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
            top: Declarations::default(),
            options: None,
            damaged: false,
            skipped: SkippedNames::default(),
            level_unspecified: false,
            names_truncated: false,
            scope_budget: (1 << 20) + size * SCOPE_BYTES,
        }
    }

    /// The syntax tree, if the file was parsed from source.
    pub fn tree(&self) -> Option<&Tree> {
        match &self.origin {
            Origin::Source(tree) => Some(tree),
            Origin::Image(_) => None,
        }
    }

    /// A name as text; the replacement character if it is not UTF-8, which is possible for JSON names, defaults and
    /// descriptor sets.
    pub fn str(&self, name: Name) -> &str {
        self.strings.str(name)
    }

    /// A name as bytes.
    pub fn bytes(&self, name: Name) -> &[u8] {
        self.strings.bytes(name)
    }

    /// Adds a string.
    pub fn add_name(&mut self, text: &[u8]) -> Name {
        self.strings.add(text)
    }

    /// Adds `scope.name`. Returns the full name and the name in it.
    pub fn add_full_name(&mut self, scope: Name, name: &[u8]) -> (Name, Name) {
        if scope.is_empty() || scope.len() > MAX_NAME {
            let name = self.add_name(name);
            return (name, name);
        }
        let Some(left) = self.scope_budget.checked_sub(scope.len()) else {
            self.names_truncated = true;
            let name = self.add_name(name);
            return (name, name);
        };
        self.scope_budget = left;
        self.strings.add_member(scope, name)
    }

    /// The full name of the enclosing message, or the package.
    pub fn scope_name(&self, parent: Option<u32>) -> Name {
        match parent {
            Some(message) => self.messages[message as usize].full_name,
            None if self.package.len() > MAX_PACKAGE => Name::default(),
            None => self.package,
        }
    }

    /// Whether an element is a field of a map entry. These are not in the source, and share options with the map field.
    pub fn is_map_entry_field(&self, element: Element) -> bool {
        let Element::Field(index) = element else { return false };
        let field = &self.fields[index as usize];
        !field.is_extension() && field.parent.is_some_and(|parent| self.messages[parent as usize].map_entry)
    }

    /// The span of a range of tokens, if the file was parsed from source and the tokens exist.
    pub fn span(&self, first: Tok, last: Tok) -> Option<Span> {
        let tree = self.tree()?;
        (first != NO_TOK && last != NO_TOK).then(|| tree.span_to(first, last))
    }
}
