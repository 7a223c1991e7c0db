//! Handles: the API for rules. A handle is a small `Copy` reference to an element, with access to related elements. A
//! [`Site`] is a place that is looked up only when it is reported.

mod compared;
mod declared;
mod places;
mod services;

pub use declared::Declared;

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::features::Features;
use super::linked::Schema;
use super::links::{FileId, Ref, TypeRef};
use super::location::Part;
use super::model::{self, Element, IdRange, NO_TOK, OptionSetId};
use super::option_place::Step;
use super::references::references;
use super::strings::Name;
use super::types::{FieldType, Label};
use super::value::{MessageValue, Value};
use crate::syntax::{ImportKind, Level, Tok, Tree};
use crate::text::{Source, Span};

/// `FieldOptions.deprecated`.
const DEPRECATED: i32 = 3;

/// A file of the schema.
#[derive(Clone, Copy)]
pub struct File<'a> {
    schema: &'a Schema,
    id: FileId,
}

impl<'a> File<'a> {
    /// The file with this id.
    pub fn new(schema: &'a Schema, id: FileId) -> Self {
        Self { schema, id }
    }

    /// The id of the file.
    pub fn id(self) -> FileId {
        self.id
    }

    /// The import name.
    pub fn name(self) -> &'a str {
        &self.model().name
    }

    /// Whether a file of the schema declares this full name.
    pub fn finds(self, full_name: &str) -> bool {
        self.schema.symbols.get(&self.schema.files, full_name.as_bytes()).is_some()
    }

    /// The directory of [`Self::name`]; `.` if it has none.
    pub fn directory(self) -> &'a str {
        self.name().rsplit_once('/').map_or(".", |(directory, _)| directory)
    }

    /// The path to show.
    pub fn path(self) -> &'a str {
        &self.model().path
    }

    /// The package; empty if there is none.
    pub fn package(self) -> &'a str {
        self.text(self.model().package)
    }

    /// The language level.
    pub fn level(self) -> Level {
        self.model().level
    }

    /// Whether the file has a `syntax` or `edition` statement. For a descriptor set this is known only if it has source
    /// info or was written by buf.
    pub fn has_level(self) -> bool {
        let is_said = || self.model().syntax_place().range().is_some() || self.lacks_source_info();
        !self.model().level_unspecified && (self.level() != Level::Proto2 || is_said())
    }

    /// Whether parts may be missing because of syntax errors. Rules about absent declarations must not report then.
    pub fn is_damaged(self) -> bool {
        self.model().damaged
    }

    /// The syntax tree, if the file was parsed from source.
    pub fn tree(self) -> Option<&'a Tree> {
        self.model().tree()
    }

    /// The options of the file, if any.
    pub fn options(self) -> Option<&'a MessageValue> {
        self.option_values(self.model().options)
    }

    /// All imports.
    pub fn imports(self) -> impl Iterator<Item = Import<'a>> {
        (0..self.model().imports.len() as u32).map(move |index| Import { file: self, index })
    }

    /// All messages, including nested ones and groups, without map entries.
    pub fn messages(self) -> impl Iterator<Item = Message<'a>> {
        let all = (0..self.model().messages.len() as u32).map(move |index| Message { file: self, index });
        all.filter(|message| !message.is_map_entry())
    }

    /// All fields and extensions, without those of map entries.
    pub fn fields(self) -> impl Iterator<Item = Field<'a>> {
        let all = (0..self.model().fields.len() as u32).map(move |index| Field { file: self, index });
        all.filter(|field| !field.parent().is_some_and(Message::is_map_entry))
    }

    /// All oneofs, without those of proto3 `optional` fields.
    pub fn oneofs(self) -> impl Iterator<Item = Oneof<'a>> {
        let all = (0..self.model().oneofs.len() as u32).map(move |index| Oneof { file: self, index });
        all.filter(|oneof| !oneof.model().is_implied)
    }

    /// All enums, including nested ones.
    pub fn enums(self) -> impl Iterator<Item = Enum<'a>> {
        (0..self.model().enums.len() as u32).map(move |index| Enum { file: self, index })
    }

    /// All services.
    pub fn services(self) -> impl Iterator<Item = Service<'a>> {
        (0..self.model().services.len() as u32).map(move |index| Service { file: self, index })
    }

    /// The files that declare its types, extendees and custom options, including itself; may contain duplicates.
    pub fn references(self) -> Vec<FileId> {
        references(self.schema, self.id)
    }

    /// All transitively imported files, each with the index of the first import that leads to it. Public imports come
    /// first.
    pub fn import_closure(self) -> FxHashMap<FileId, usize> {
        let links = &self.schema.links;
        let mut reached = FxHashMap::default();
        let mut order: Vec<usize> = (0..links[self.id as usize].imports.len()).collect();
        order.sort_by_key(|&index| self.model().imports[index].kind != ImportKind::Public);
        for index in order {
            let mut pending: Vec<FileId> = links[self.id as usize].imports[index].into_iter().collect();
            while let Some(file) = pending.pop() {
                if let Entry::Vacant(entry) = reached.entry(file) {
                    entry.insert(index);
                    pending.extend(links[file as usize].imports.iter().flatten());
                }
            }
        }
        reached
    }

    /// An option of the file, by number; the whole file if it is not set.
    pub fn option_site(self, number: i32) -> Site<'a> {
        Site { file: self, target: Target::Option(Element::File, number) }
    }

    /// The whole file.
    pub fn site(self) -> Site<'a> {
        self.part(Element::File, Part::Whole)
    }

    /// The `package` statement.
    pub fn package_site(self) -> Site<'a> {
        Site { file: self, target: Target::Package }
    }

    /// A span of the text.
    pub fn text_site(self, span: Span) -> Site<'a> {
        Site { file: self, target: Target::Text(span) }
    }

    fn part(self, element: Element, part: Part) -> Site<'a> {
        Site { file: self, target: Target::Part(element, part) }
    }

    /// Whether it comes from a descriptor set without source info.
    fn lacks_source_info(self) -> bool {
        matches!(&self.model().origin, model::Origin::Image(info) if info.is_empty())
    }

    fn model(self) -> &'a model::File {
        &self.schema.files[self.id as usize]
    }

    fn text(self, name: Name) -> &'a str {
        self.model().str(name)
    }

    fn option_values(self, options: Option<OptionSetId>) -> Option<&'a MessageValue> {
        self.schema.option_values(self.id, options)
    }

    /// The reserved ranges `ids`. Their ends are stored exclusive in a message and inclusive in an enum.
    fn reserved(self, ids: IdRange, element: Element) -> impl Iterator<Item = NumberRange<'a>> {
        let exclusive = i32::from(matches!(element, Element::Message(_)));
        ids.iter().map(move |index| {
            let range = &self.model().reserved_ranges[index as usize];
            let site = Site { file: self, target: Target::ReservedRange(element, index) };
            NumberRange { first: range.start, last: range.end.saturating_sub(exclusive), site }
        })
    }

    fn reserved_names(self, ids: IdRange) -> impl Iterator<Item = &'a str> {
        ids.of(&self.model().reserved_names).iter().map(move |reserved| self.text(reserved.name))
    }
}

/// An import of a file.
#[derive(Clone, Copy)]
pub struct Import<'a> {
    file: File<'a>,
    index: u32,
}

impl<'a> Import<'a> {
    /// The importing file.
    pub fn file(self) -> File<'a> {
        self.file
    }

    /// The path as written.
    pub fn path(self) -> &'a str {
        self.file.text(self.model().path)
    }

    /// The modifier.
    pub fn kind(self) -> ImportKind {
        self.model().kind
    }

    /// The first and last token of the statement; `None` without source.
    pub fn tokens(self) -> Option<[Tok; 2]> {
        let at = self.model().at;
        (at.first != NO_TOK).then_some([at.first, at.last])
    }

    /// The imported file, if it could be read.
    pub fn target(self) -> Option<File<'a>> {
        let id = self.file.schema.links[self.file.id as usize].imports[self.index as usize]?;
        Some(File::new(self.file.schema, id))
    }

    /// The whole statement.
    pub fn site(self) -> Site<'a> {
        Site { file: self.file, target: Target::Import(self.index) }
    }

    fn model(self) -> &'a model::Import {
        &self.file.model().imports[self.index as usize]
    }
}

/// Methods that all handles of declarations share.
macro_rules! handle {
    ($(#[$doc:meta])* $name:ident, $list:ident, $element:ident, $noun:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name<'a> {
            file: File<'a>,
            index: u32,
        }

        impl<'a> $name<'a> {
            /// The file it is declared in.
            pub fn file(self) -> File<'a> {
                self.file
            }

            /// The short name.
            pub fn name(self) -> &'a str {
                self.file.text(self.model().name)
            }

            /// The resolved options, if any.
            pub fn options(self) -> Option<&'a MessageValue> {
                self.file.option_values(self.model().options)
            }

            /// The resolved features.
            pub fn features(self) -> Features {
                self.file.schema.features[self.file.id as usize].$list[self.index as usize]
            }

            /// The lines of its doc comment, without comment marks and outer blanks.
            pub fn comment_lines(self) -> Vec<&'a str> {
                self.file.model().comment_lines(Element::$element(self.index))
            }

            /// An option, by number; the name if it is not set.
            pub fn option_site(self, number: i32) -> Site<'a> {
                Site { file: self.file, target: Target::Option(Element::$element(self.index), number) }
            }

            /// The whole declaration.
            pub fn site(self) -> Site<'a> {
                self.part(Part::Whole)
            }

            /// The name in the declaration.
            pub fn name_site(self) -> Site<'a> {
                self.part(Part::Name)
            }

            /// The last token of the declaration; `None` without source.
            pub fn last_token(self) -> Option<Tok> {
                let last = self.file.model().at(Element::$element(self.index)).last;
                (last != NO_TOK).then_some(last)
            }

            fn part(self, part: Part) -> Site<'a> {
                self.file.part(Element::$element(self.index), part)
            }

            fn model(self) -> &'a model::$name {
                &self.file.model().$list[self.index as usize]
            }
        }

        impl Declared for $name<'_> {
            fn name(&self) -> &str {
                (*self).name()
            }

            fn name_site(&self) -> Site<'_> {
                (*self).name_site()
            }

            fn noun(&self) -> &'static str {
                $noun
            }

            fn written_name(&self) -> Option<(Source, Span)> {
                let name = self.file.model().at(Element::$element(self.index)).name;
                let tree = self.file.tree().filter(|_| name != NO_TOK)?;
                let is_group = name > 0 && tree.text(name - 1) == b"group";
                (!is_group && tree.text(name) == self.name().as_bytes()).then(|| (tree.source.clone(), tree.span(name)))
            }
        }
    };
}

handle!(
    /// A message, a group or a map entry.
    Message, messages, Message, "message"
);

impl<'a> Message<'a> {
    /// The full name, without leading dot.
    pub fn full_name(self) -> &'a str {
        self.file.text(self.model().full_name)
    }

    /// The enclosing message.
    pub fn parent(self) -> Option<Self> {
        Some(Self { file: self.file, index: self.model().parent? })
    }

    /// Whether it is the entry of a `map<K, V>` field.
    pub fn is_map_entry(self) -> bool {
        self.model().map_entry
    }

    /// The fields, including those in oneofs.
    pub fn fields(self) -> impl Iterator<Item = Field<'a>> {
        self.model().fields.iter().map(move |index| Field { file: self.file, index })
    }

    /// The oneofs, without those of proto3 `optional` fields.
    pub fn oneofs(self) -> impl Iterator<Item = Oneof<'a>> {
        self.model().oneofs.iter().map(move |index| Oneof { file: self.file, index })
    }

    /// The reserved numbers.
    pub fn reserved_ranges(self) -> impl Iterator<Item = NumberRange<'a>> {
        self.file.reserved(self.model().reserved_ranges, Element::Message(self.index))
    }

    /// The reserved names.
    pub fn reserved_names(self) -> impl Iterator<Item = &'a str> {
        self.file.reserved_names(self.model().reserved_names)
    }

    /// The extension ranges.
    pub fn extension_ranges(self) -> impl Iterator<Item = NumberRange<'a>> {
        self.model().extension_ranges.iter().map(move |index| {
            let range = &self.file.model().extension_ranges[index as usize];
            let site = self.file.part(Element::ExtensionRange(index), Part::Whole);
            NumberRange { first: range.start, last: range.end.saturating_sub(1), site }
        })
    }
}

handle!(
    /// A field or an extension.
    Field, fields, Field, "field"
);

impl<'a> Field<'a> {
    /// A reference that identifies the field in its schema.
    pub fn at(self) -> Ref {
        Ref { file: self.file.id, index: self.index }
    }

    /// The message it is declared in: the owner of a field, the enclosing scope, if any, of an extension.
    pub fn parent(self) -> Option<Message<'a>> {
        Some(Message { file: self.file, index: self.model().parent? })
    }

    /// The oneof that contains it.
    pub fn oneof(self) -> Option<Oneof<'a>> {
        Some(Oneof { file: self.file, index: self.model().oneof? })
    }

    /// The number.
    pub fn number(self) -> i32 {
        self.model().number
    }

    /// The label, as written or implied.
    pub fn label(self) -> Label {
        self.model().label
    }

    /// Whether the field must be set.
    pub fn is_required(self) -> bool {
        self.file.schema.is_required(self.at())
    }

    /// Whether it distinguishes unset from default.
    pub fn has_presence(self) -> bool {
        self.file.schema.has_presence(self.at())
    }

    /// Whether it is repeated, or a map.
    pub fn is_repeated(self) -> bool {
        self.label() == Label::Repeated
    }

    /// Whether it is repeated and packed.
    pub fn is_packed(self) -> bool {
        self.file.schema.is_packed(self.at())
    }

    /// Whether it is a map.
    pub fn is_map(self) -> bool {
        self.message_type().is_some_and(Message::is_map_entry)
    }

    /// Whether it extends another message.
    pub fn is_extension(self) -> bool {
        self.model().is_extension()
    }

    /// The type; [`FieldType::Named`] if the name is unresolved.
    pub fn ty(self) -> FieldType {
        self.file.schema.field_type(self.at())
    }

    /// Its message type; for a map the entry.
    pub fn message_type(self) -> Option<Message<'a>> {
        Some(message(self.file.schema, self.file.schema.message_of(self.at())?))
    }

    /// Its enum type.
    pub fn enum_type(self) -> Option<Enum<'a>> {
        match self.file.schema.type_of(self.at())? {
            TypeRef::Enum(at) => Some(Enum { file: File::new(self.file.schema, at.file), index: at.index }),
            TypeRef::Message(_) => None,
        }
    }

    /// The type name as written, with a leading dot in descriptor sets; empty for scalars and maps.
    pub fn type_name(self) -> &'a str {
        self.file.text(self.model().type_name)
    }

    /// Whether it has the option `deprecated`.
    pub fn is_deprecated(self) -> bool {
        self.options().and_then(|options| options.one(DEPRECATED)) == Some(&Value::Bool(true))
    }

    /// The number in the declaration.
    pub fn number_site(self) -> Site<'a> {
        self.part(Part::Number)
    }
}

handle!(
    /// A oneof.
    Oneof, oneofs, Oneof, "oneof"
);

impl<'a> Oneof<'a> {
    /// The message it belongs to.
    pub fn parent(self) -> Message<'a> {
        Message { file: self.file, index: self.model().parent }
    }
}

handle!(
    /// An enum.
    Enum, enums, Enum, "enum"
);

impl<'a> Enum<'a> {
    /// The full name, without leading dot.
    pub fn full_name(self) -> &'a str {
        self.file.text(self.model().full_name)
    }

    /// The enclosing message.
    pub fn parent(self) -> Option<Message<'a>> {
        Some(Message { file: self.file, index: self.model().parent? })
    }

    /// The values.
    pub fn values(self) -> impl Iterator<Item = EnumValue<'a>> {
        self.model().values.iter().map(move |index| EnumValue { file: self.file, index })
    }

    /// The reserved numbers.
    pub fn reserved_ranges(self) -> impl Iterator<Item = NumberRange<'a>> {
        self.file.reserved(self.model().reserved_ranges, Element::Enum(self.index))
    }

    /// The reserved names.
    pub fn reserved_names(self) -> impl Iterator<Item = &'a str> {
        self.file.reserved_names(self.model().reserved_names)
    }
}

handle!(
    /// A value of an enum.
    EnumValue, values, Value, "value"
);

impl<'a> EnumValue<'a> {
    /// The enum it belongs to.
    pub fn parent(self) -> Enum<'a> {
        Enum { file: self.file, index: self.model().parent }
    }

    /// The number.
    pub fn number(self) -> i32 {
        self.model().number
    }

    /// The number in the declaration, with its sign.
    pub fn number_site(self) -> Site<'a> {
        self.part(Part::Number)
    }
}

handle!(
    /// A service.
    Service, services, Service, "service"
);

handle!(
    /// A method of a service.
    Method, methods, Method, "method"
);

fn message(schema: &Schema, at: Ref) -> Message<'_> {
    Message { file: File::new(schema, at.file), index: at.index }
}

/// A reserved range or an extension range; both ends are inclusive.
#[derive(Clone, Copy)]
pub struct NumberRange<'a> {
    /// The first number.
    pub first: i32,
    /// The last number.
    pub last: i32,
    /// The place of the range.
    pub site: Site<'a>,
}

/// A place in the schema, for findings. Copying it is cheap; [`Site::place`] looks it up.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    file: File<'a>,
    target: Target,
}

#[derive(Clone, Copy)]
enum Target {
    Part(Element, Part),
    Package,
    Import(u32),
    ReservedRange(Element, u32),
    Option(Element, i32),
    Setting(Element, &'static [Step]),
    Syntax,
    Default(u32),
    JsonName(u32),
    Text(Span),
}
