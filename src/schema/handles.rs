//! The schema as rules see it: small handles, copied freely, that know their way to their neighbours, and spots, which
//! are looked up only when they have to be shown.

mod compared;
mod places;
mod services;

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::features::{Features, FieldPresence, RepeatedFieldEncoding};
use super::linked::Schema;
use super::links::{FileId, Ref, TypeRef};
use super::location::Part;
use super::model::{self, Element, Ids, NO_TOK, OptionSetId};
use super::option_place::Step;
use super::references::references;
use super::strings::Name;
use super::types::{FieldType, Label};
use super::value::{MessageValue, Value};
use crate::syntax::{ImportKind, Level, Tok, Tree};
use crate::text::Span;

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

    /// What it is called in its schema.
    pub fn id(self) -> FileId {
        self.id
    }

    /// The name importers use.
    pub fn name(self) -> &'a str {
        &self.model().name
    }

    /// The directory of [`Self::name`]; `.` where it has none.
    pub fn directory(self) -> &'a str {
        self.name().rsplit_once('/').map_or(".", |(directory, _)| directory)
    }

    /// The path to show.
    pub fn path(self) -> &'a str {
        &self.model().path
    }

    /// The package; empty where there is none.
    pub fn package(self) -> &'a str {
        self.text(self.model().package)
    }

    /// The language level.
    pub fn level(self) -> Level {
        self.model().level
    }

    /// Whether it says its level. A descriptor set tells only where it has the places of what it describes, or comes
    /// from buf.
    pub fn has_level(self) -> bool {
        let is_said = || self.model().syntax_place().range().is_some() || self.is_placeless();
        !self.model().level_unsaid && (self.level() != Level::Proto2 || is_said())
    }

    /// Whether parts may be missing because the file did not parse. Rules that conclude from what is absent stay
    /// silent then.
    pub fn is_damaged(self) -> bool {
        self.model().damaged
    }

    /// The syntax tree, where the file comes from source.
    pub fn tree(self) -> Option<&'a Tree> {
        self.model().tree()
    }

    /// The options of the file, where it has any.
    pub fn options(self) -> Option<&'a MessageValue> {
        self.option_values(self.model().options)
    }

    /// All imports.
    pub fn imports(self) -> impl Iterator<Item = Import<'a>> {
        (0..self.model().imports.len() as u32).map(move |index| Import { file: self, index })
    }

    /// All messages, nested ones and groups among them, but no map entries.
    pub fn messages(self) -> impl Iterator<Item = Message<'a>> {
        let all = (0..self.model().messages.len() as u32).map(move |index| Message { file: self, index });
        all.filter(|message| !message.is_map_entry())
    }

    /// All fields and extensions, but not the keys and values of maps.
    pub fn fields(self) -> impl Iterator<Item = Field<'a>> {
        let all = (0..self.model().fields.len() as u32).map(move |index| Field { file: self, index });
        all.filter(|field| !field.parent().is_some_and(Message::is_map_entry))
    }

    /// All oneofs, without those that proto3 `optional` implies.
    pub fn oneofs(self) -> impl Iterator<Item = Oneof<'a>> {
        let all = (0..self.model().oneofs.len() as u32).map(move |index| Oneof { file: self, index });
        all.filter(|oneof| !oneof.model().is_implied)
    }

    /// All enums, nested ones among them.
    pub fn enums(self) -> impl Iterator<Item = Enum<'a>> {
        (0..self.model().enums.len() as u32).map(move |index| Enum { file: self, index })
    }

    /// All services.
    pub fn services(self) -> impl Iterator<Item = Service<'a>> {
        (0..self.model().services.len() as u32).map(move |index| Service { file: self, index })
    }

    /// The files that its types, extended messages and custom options come from, itself among them; some more than once.
    pub fn references(self) -> Vec<FileId> {
        references(self.schema, self.id)
    }

    /// All files that it imports, directly or not, each with the position of the import that leads there first. Public
    /// imports lead before others.
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

    /// An option of the file, by its number; the file as a whole where it is not set.
    pub fn option_spot(self, number: i32) -> Spot<'a> {
        Spot { file: self, target: Target::Option(Element::File, number) }
    }

    /// The file as a whole.
    pub fn spot(self) -> Spot<'a> {
        self.part(Element::File, Part::Whole)
    }

    /// The `package` statement.
    pub fn package_spot(self) -> Spot<'a> {
        Spot { file: self, target: Target::Package }
    }

    /// A piece of the text, as the tree has it.
    pub fn text_spot(self, span: Span) -> Spot<'a> {
        Spot { file: self, target: Target::Text(span) }
    }

    fn part(self, element: Element, part: Part) -> Spot<'a> {
        Spot { file: self, target: Target::Part(element, part) }
    }

    /// Whether it comes from a descriptor set that left the places out.
    fn is_placeless(self) -> bool {
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

    /// The numbers that `ids` set aside; in a message ends are stored exclusive, in an enum inclusive.
    fn reserved(self, ids: Ids, element: Element) -> impl Iterator<Item = NumberRange<'a>> {
        let exclusive = i32::from(matches!(element, Element::Message(_)));
        ids.iter().map(move |index| {
            let range = &self.model().reserved_ranges[index as usize];
            let spot = Spot { file: self, target: Target::ReservedRange(element, index) };
            NumberRange { first: range.start, last: range.end.saturating_sub(exclusive), spot }
        })
    }

    fn reserved_names(self, ids: Ids) -> impl Iterator<Item = &'a str> {
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
    /// The file that imports.
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

    /// The imported file, where it could be read.
    pub fn target(self) -> Option<File<'a>> {
        let id = self.file.schema.links[self.file.id as usize].imports[self.index as usize]?;
        Some(File::new(self.file.schema, id))
    }

    /// The whole statement.
    pub fn spot(self) -> Spot<'a> {
        Spot { file: self.file, target: Target::Import(self.index) }
    }

    fn model(self) -> &'a model::Import {
        &self.file.model().imports[self.index as usize]
    }
}

/// What the handles of all declarations have in common.
macro_rules! handle {
    ($(#[$doc:meta])* $name:ident, $list:ident, $element:ident) => {
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

            /// The name, without what is around it.
            pub fn name(self) -> &'a str {
                self.file.text(self.model().name)
            }

            /// The resolved options, where there are any.
            pub fn options(self) -> Option<&'a MessageValue> {
                self.file.option_values(self.model().options)
            }

            /// The resolved features.
            pub fn features(self) -> Features {
                self.file.schema.features[self.file.id as usize].$list[self.index as usize]
            }

            /// The lines of the comment before it, as documentation: without marks and outer blanks.
            pub fn comment_lines(self) -> Vec<&'a str> {
                self.file.model().comment_lines(Element::$element(self.index))
            }

            /// An option of it, by its number; its name where it is not set.
            pub fn option_spot(self, number: i32) -> Spot<'a> {
                Spot { file: self.file, target: Target::Option(Element::$element(self.index), number) }
            }

            /// The whole declaration.
            pub fn spot(self) -> Spot<'a> {
                self.part(Part::Whole)
            }

            /// The name in its declaration.
            pub fn name_spot(self) -> Spot<'a> {
                self.part(Part::Name)
            }

            /// The last token of the declaration, in the tree of its file; `None` where it has none.
            pub fn last_token(self) -> Option<Tok> {
                let last = self.file.model().at(Element::$element(self.index)).last;
                (last != NO_TOK).then_some(last)
            }

            fn part(self, part: Part) -> Spot<'a> {
                self.file.part(Element::$element(self.index), part)
            }

            fn model(self) -> &'a model::$name {
                &self.file.model().$list[self.index as usize]
            }
        }
    };
}

handle!(
    /// A message, a group or a map entry.
    Message, messages, Message
);

impl<'a> Message<'a> {
    /// The name with package and parents, without leading dot.
    pub fn full_name(self) -> &'a str {
        self.file.text(self.model().full_name)
    }

    /// The message around it.
    pub fn parent(self) -> Option<Self> {
        Some(Self { file: self.file, index: self.model().parent? })
    }

    /// Whether it stands for a `map<K, V>`.
    pub fn is_map_entry(self) -> bool {
        self.model().map_entry
    }

    /// The fields, members of oneofs among them.
    pub fn fields(self) -> impl Iterator<Item = Field<'a>> {
        self.model().fields.iter().map(move |index| Field { file: self.file, index })
    }

    /// The oneofs, without those that proto3 `optional` implies.
    pub fn oneofs(self) -> impl Iterator<Item = Oneof<'a>> {
        self.model().oneofs.iter().map(move |index| Oneof { file: self.file, index })
    }

    /// The numbers that must not be used.
    pub fn reserved_ranges(self) -> impl Iterator<Item = NumberRange<'a>> {
        self.file.reserved(self.model().reserved_ranges, Element::Message(self.index))
    }

    /// The names that must not be used.
    pub fn reserved_names(self) -> impl Iterator<Item = &'a str> {
        self.file.reserved_names(self.model().reserved_names)
    }

    /// The numbers that are left to extensions.
    pub fn extension_ranges(self) -> impl Iterator<Item = NumberRange<'a>> {
        self.model().extension_ranges.iter().map(move |index| {
            let range = &self.file.model().extension_ranges[index as usize];
            let spot = self.file.part(Element::ExtensionRange(index), Part::Whole);
            NumberRange { first: range.start, last: range.end.saturating_sub(1), spot }
        })
    }
}

handle!(
    /// A field or an extension.
    Field, fields, Field
);

impl<'a> Field<'a> {
    /// What tells it from the other fields of its schema.
    pub fn at(self) -> Ref {
        Ref { file: self.file.id, index: self.index }
    }

    /// The message it is declared in: for a field its owner, for an extension the scope, if any.
    pub fn parent(self) -> Option<Message<'a>> {
        Some(Message { file: self.file, index: self.model().parent? })
    }

    /// The oneof it is a member of.
    pub fn oneof(self) -> Option<Oneof<'a>> {
        Some(Oneof { file: self.file, index: self.model().oneof? })
    }

    /// The number.
    pub fn number(self) -> i32 {
        self.model().number
    }

    /// The label as written, or as implied.
    pub fn label(self) -> Label {
        self.model().label
    }

    /// Whether a value has to be there.
    pub fn is_required(self) -> bool {
        self.label() == Label::Required || self.features().field_presence == FieldPresence::LegacyRequired
    }

    /// Whether it tells an absent value from a default one.
    pub fn has_presence(self) -> bool {
        self.file.schema.has_presence(self.at())
    }

    /// Whether it is a list, or a map.
    pub fn is_repeated(self) -> bool {
        self.label() == Label::Repeated
    }

    /// Whether it is a list that sends its number once, not with each element.
    pub fn is_packed(self) -> bool {
        self.is_repeated()
            && self.ty().is_packable()
            && self.features().repeated_field_encoding == RepeatedFieldEncoding::Packed
    }

    /// Whether it is a map.
    pub fn is_map(self) -> bool {
        self.message_type().is_some_and(Message::is_map_entry)
    }

    /// Whether it extends another message.
    pub fn is_extension(self) -> bool {
        self.model().is_extension()
    }

    /// The type; [`FieldType::Named`] where the name means nothing.
    pub fn ty(self) -> FieldType {
        match (self.model().ty, self.link()) {
            (FieldType::Named, Some(TypeRef::Message(_))) => FieldType::Message,
            (FieldType::Named, Some(TypeRef::Enum(_))) => FieldType::Enum,
            (ty, _) => ty,
        }
    }

    /// The message it holds, of a map the entry.
    pub fn message_type(self) -> Option<Message<'a>> {
        match self.link()? {
            TypeRef::Message(at) => Some(message(self.file.schema, at)),
            TypeRef::Enum(_) => None,
        }
    }

    /// The enum it holds.
    pub fn enum_type(self) -> Option<Enum<'a>> {
        match self.link()? {
            TypeRef::Enum(at) => Some(Enum { file: File::new(self.file.schema, at.file), index: at.index }),
            TypeRef::Message(_) => None,
        }
    }

    /// The type name as written, in descriptor sets with a leading dot; empty for scalars and maps.
    pub fn type_name(self) -> &'a str {
        self.file.text(self.model().type_name)
    }

    /// Whether it is marked as not to be used any more.
    pub fn is_deprecated(self) -> bool {
        self.options().and_then(|options| options.one(DEPRECATED)) == Some(&Value::Bool(true))
    }

    /// The number in the declaration.
    pub fn number_spot(self) -> Spot<'a> {
        self.part(Part::Number)
    }

    fn link(self) -> Option<TypeRef> {
        self.file.schema.links[self.file.id as usize].field_types[self.index as usize]
    }
}

handle!(
    /// A oneof.
    Oneof, oneofs, Oneof
);

impl<'a> Oneof<'a> {
    /// The message it belongs to.
    pub fn parent(self) -> Message<'a> {
        Message { file: self.file, index: self.model().parent }
    }
}

handle!(
    /// An enum.
    Enum, enums, Enum
);

impl<'a> Enum<'a> {
    /// The name with package and parents, without leading dot.
    pub fn full_name(self) -> &'a str {
        self.file.text(self.model().full_name)
    }

    /// The message around it.
    pub fn parent(self) -> Option<Message<'a>> {
        Some(Message { file: self.file, index: self.model().parent? })
    }

    /// The values.
    pub fn values(self) -> impl Iterator<Item = EnumValue<'a>> {
        self.model().values.iter().map(move |index| EnumValue { file: self.file, index })
    }

    /// The numbers that must not be used.
    pub fn reserved_ranges(self) -> impl Iterator<Item = NumberRange<'a>> {
        self.file.reserved(self.model().reserved_ranges, Element::Enum(self.index))
    }

    /// The names that must not be used.
    pub fn reserved_names(self) -> impl Iterator<Item = &'a str> {
        self.file.reserved_names(self.model().reserved_names)
    }
}

handle!(
    /// A value of an enum.
    EnumValue, values, Value
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
    pub fn number_spot(self) -> Spot<'a> {
        self.part(Part::Number)
    }
}

handle!(
    /// A service.
    Service, services, Service
);

handle!(
    /// A method of a service.
    Method, methods, Method
);

fn message(schema: &Schema, at: Ref) -> Message<'_> {
    Message { file: File::new(schema, at.file), index: at.index }
}

/// Numbers that are set aside, both ends included.
#[derive(Clone, Copy)]
pub struct NumberRange<'a> {
    /// The first number.
    pub first: i32,
    /// The last number.
    pub last: i32,
    /// Where it is written.
    pub spot: Spot<'a>,
}

/// A part of the schema that a finding can point at.
#[derive(Clone, Copy)]
pub struct Spot<'a> {
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
