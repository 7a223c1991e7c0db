//! Features: what editions, and the levels before them as presets, say about each element.

use super::link::{Ref, TypeRef};
use super::model::{Element, Field, FieldType, File, Label, OptionSetId};
use super::schema::Schema;
use super::symbols::FileId;
use super::value::{MessageValue, Value};
use crate::diag::{Diagnostic, Place};
use crate::syntax::Level;

/// The global features of one element, resolved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Features {
    /// `field_presence`: 1 explicit, 2 implicit, 3 legacy required.
    pub field_presence: u8,
    /// `enum_type`: 1 open, 2 closed.
    pub enum_type: u8,
    /// `repeated_field_encoding`: 1 packed, 2 expanded.
    pub repeated_field_encoding: u8,
    /// `utf8_validation`: 2 verify, 3 none.
    pub utf8_validation: u8,
    /// `message_encoding`: 1 length prefixed, 2 delimited.
    pub message_encoding: u8,
    /// `json_format`: 1 allow, 2 legacy best effort.
    pub json_format: u8,
    /// `enforce_naming_style`, numbered as in descriptor.proto.
    pub enforce_naming_style: u8,
    /// `default_symbol_visibility`, numbered as in descriptor.proto.
    pub default_symbol_visibility: u8,
    /// `enforce_proto_limits`, numbered as in descriptor.proto.
    pub enforce_proto_limits: u8,
}

/// The features of one file's elements; lists run parallel to those of the file.
#[derive(Debug)]
pub struct FileFeatures {
    /// The file itself.
    pub file: Features,
    /// Its messages.
    pub messages: Vec<Features>,
    /// Its fields and extensions.
    pub fields: Vec<Features>,
    /// Its oneofs.
    pub oneofs: Vec<Features>,
    /// Its enums.
    pub enums: Vec<Features>,
    /// Its enum values.
    pub values: Vec<Features>,
    /// Its services.
    pub services: Vec<Features>,
    /// Its methods.
    pub methods: Vec<Features>,
    /// Its extension ranges.
    pub extension_ranges: Vec<Features>,
}

/// `field_presence` and its values.
pub(super) const FIELD_PRESENCE: i32 = 1;
const EXPLICIT: u8 = 1;
pub(super) const IMPLICIT: u8 = 2;
pub(super) const LEGACY_REQUIRED: u8 = 3;
/// `enum_type` and its values.
pub(super) const ENUM_TYPE: i32 = 2;
const OPEN: u8 = 1;
const CLOSED: u8 = 2;
/// `repeated_field_encoding` and its values.
pub(super) const REPEATED_FIELD_ENCODING: i32 = 3;
pub(super) const PACKED: u8 = 1;
const EXPANDED: u8 = 2;
/// `utf8_validation` and its values.
pub(super) const UTF8_VALIDATION: i32 = 4;
const VERIFY: u8 = 2;
const NO_VALIDATION: u8 = 3;
/// `message_encoding` and its values.
pub(super) const MESSAGE_ENCODING: i32 = 5;
const LENGTH_PREFIXED: u8 = 1;
const DELIMITED: u8 = 2;

impl Features {
    /// What holds where a file of this level says nothing.
    pub const fn of_level(level: Level) -> Self {
        let proto2 = Self {
            field_presence: EXPLICIT,
            enum_type: CLOSED,
            repeated_field_encoding: EXPANDED,
            utf8_validation: NO_VALIDATION,
            message_encoding: LENGTH_PREFIXED,
            json_format: 2,
            enforce_naming_style: 2,
            default_symbol_visibility: 1,
            enforce_proto_limits: 1,
        };
        let proto3 = Self {
            field_presence: IMPLICIT,
            enum_type: OPEN,
            repeated_field_encoding: PACKED,
            utf8_validation: VERIFY,
            json_format: 1,
            ..proto2
        };
        let edition2023 = Self { field_presence: EXPLICIT, ..proto3 };
        let edition2024 = Self { enforce_naming_style: 1, default_symbol_visibility: 2, ..edition2023 };
        match level {
            Level::Proto2 => proto2,
            Level::Proto3 => proto3,
            Level::Edition2023 => edition2023,
            Level::Edition2024 => edition2024,
            Level::Edition2026 | Level::Unstable => Self {
                enforce_naming_style: 3,
                default_symbol_visibility: 4,
                enforce_proto_limits: 2,
                ..edition2024
            },
        }
    }

    /// These features where `own` does not say otherwise.
    #[must_use]
    pub fn with(mut self, own: &MessageValue) -> Self {
        for field in &own.fields {
            if let (Some(slot), Some(Value::Enum(value))) = (self.slot(field.number), field.values.last()) {
                *slot = u8::try_from(*value).unwrap_or(0);
            }
        }
        self
    }

    fn slot(&mut self, number: i32) -> Option<&mut u8> {
        Some(match number {
            FIELD_PRESENCE => &mut self.field_presence,
            ENUM_TYPE => &mut self.enum_type,
            REPEATED_FIELD_ENCODING => &mut self.repeated_field_encoding,
            UTF8_VALIDATION => &mut self.utf8_validation,
            MESSAGE_ENCODING => &mut self.message_encoding,
            6 => &mut self.json_format,
            7 => &mut self.enforce_naming_style,
            8 => &mut self.default_symbol_visibility,
            9 => &mut self.enforce_proto_limits,
            _ => return None,
        })
    }
}

/// The number of the field `features` in the options of an element.
pub(super) const fn features_number(element: Element) -> i32 {
    match element {
        Element::File | Element::ExtensionRange(_) => 50,
        Element::Message(_) => 12,
        Element::Field(_) => 21,
        Element::Oneof(_) => 1,
        Element::Enum(_) => 7,
        Element::Value(_) => 2,
        Element::Service(_) => 34,
        Element::Method(_) => 35,
    }
}

impl Schema {
    /// The features an element sets itself.
    pub fn own_features(
        &self,
        file: FileId,
        element: Element,
        options: Option<OptionSetId>,
    ) -> Option<&MessageValue> {
        self.option_values(file, options)?.message(features_number(element))
    }

    /// The features of a field, or what its file's level implies as long as features are not resolved.
    fn field_features(&self, at: Ref) -> Features {
        let level = self.files[at.file as usize].level;
        self.features
            .get(at.file as usize)
            .map_or(Features::of_level(level), |features| features.fields[at.index as usize])
    }

    /// Whether a field that is set to its default differs from one that is not set.
    pub fn has_presence(&self, at: Ref) -> bool {
        let field = self.field(at);
        field.label != Label::Repeated
            && (field.is_extension()
                || field.oneof.is_some()
                || field.proto3_optional
                || self.is_message(at)
                || self.field_features(at).field_presence != IMPLICIT)
    }

    /// Whether a field must be set.
    pub fn is_required(&self, at: Ref) -> bool {
        let field = self.field(at);
        let label = field.label;
        label == Label::Required
            || (label == Label::Optional && self.field_features(at).field_presence == LEGACY_REQUIRED)
    }

    /// Whether a field holds messages, as groups or otherwise.
    pub fn is_message(&self, at: Ref) -> bool {
        matches!(self.field_type(at), FieldType::Message | FieldType::Group)
    }

    /// Whether the values of a field are written into one record.
    pub fn is_packed(&self, at: Ref) -> bool {
        self.field(at).label == Label::Repeated
            && self.field_type(at).is_packable()
            && self.field_features(at).repeated_field_encoding == PACKED
    }

    /// Whether a field holds messages that are written between tags instead of behind their length.
    pub fn is_delimited(&self, at: Ref) -> bool {
        let in_map = || {
            self.field(at)
                .parent
                .is_some_and(|parent| self.message(Ref { file: at.file, index: parent }).map_entry)
        };
        match self.field_type(at) {
            FieldType::Group => true,
            FieldType::Message => {
                self.field_features(at).message_encoding == DELIMITED
                    && !self.is_map(at)
                    && (self.field(at).is_extension() || !in_map())
            }
            _ => false,
        }
    }

    /// Whether an enum has no other values than those it lists.
    pub fn is_closed(&self, at: Ref) -> bool {
        let level = self.files[at.file as usize].level;
        let features = self
            .features
            .get(at.file as usize)
            .map_or(Features::of_level(level), |features| features.enums[at.index as usize]);
        features.enum_type == CLOSED
    }

    /// Whether a string field must hold UTF-8.
    pub fn verifies_utf8(&self, at: Ref) -> bool {
        self.field(at).ty == FieldType::String && self.field_features(at).utf8_validation == VERIFY
    }

    /// Whether an enum field refuses numbers that its enum does not list. In C++, fields of proto2 files treat every
    /// enum as closed.
    pub fn refuses_unknown(&self, at: Ref) -> bool {
        self.files[at.file as usize].level == Level::Proto2
            || matches!(self.type_of(at), Some(TypeRef::Enum(found)) if self.is_closed(found))
    }
}

/// Resolves the features of one file. The built-in options must be known.
pub(super) fn resolve(schema: &Schema, id: FileId) -> (FileFeatures, Vec<Diagnostic>) {
    let file = &schema.files[id as usize];
    let mut resolver = FeatureResolver { schema, file, id, faults: Vec::new() };
    let own = resolver.merge(Features::of_level(file.level), Element::File, file.options);
    let mut features = FileFeatures {
        file: own,
        messages: Vec::with_capacity(file.messages.len()),
        fields: Vec::with_capacity(file.fields.len()),
        oneofs: Vec::with_capacity(file.oneofs.len()),
        enums: Vec::with_capacity(file.enums.len()),
        values: vec![own; file.values.len()],
        services: Vec::with_capacity(file.services.len()),
        methods: vec![own; file.methods.len()],
        extension_ranges: vec![own; file.extension_ranges.len()],
    };
    resolver.messages(&mut features);
    resolver.enums(&mut features);
    resolver.services(&mut features);
    (features, resolver.faults)
}

struct FeatureResolver<'a> {
    schema: &'a Schema,
    file: &'a File,
    id: FileId,
    faults: Vec<Diagnostic>,
}

impl FeatureResolver<'_> {
    /// Messages come behind those around them, so that what they inherit is there.
    fn messages(&mut self, features: &mut FileFeatures) {
        let file = self.file;
        for (message, index) in file.messages.iter().zip(0..) {
            let parent = message.parent.map_or(features.file, |parent| features.messages[parent as usize]);
            let own = self.merge(parent, Element::Message(index), message.options);
            features.messages.push(own);
            for range in message.extension_ranges.iter() {
                let options = file.extension_ranges[range as usize].options;
                features.extension_ranges[range as usize] =
                    self.merge(own, Element::ExtensionRange(range), options);
            }
        }
        for (oneof, index) in file.oneofs.iter().zip(0..) {
            let own =
                self.merge(features.messages[oneof.parent as usize], Element::Oneof(index), oneof.options);
            features.oneofs.push(own);
        }
        for (field, index) in file.fields.iter().zip(0..) {
            let parent = match (field.oneof, field.parent) {
                (Some(oneof), _) => features.oneofs[oneof as usize],
                (None, Some(message)) => features.messages[message as usize],
                (None, None) => features.file,
            };
            let own = self.merge(parent, Element::Field(index), field.options);
            features.fields.push(self.infer(own, field));
        }
    }

    fn enums(&mut self, features: &mut FileFeatures) {
        let file = self.file;
        for (enumeration, index) in file.enums.iter().zip(0..) {
            let parent =
                enumeration.parent.map_or(features.file, |parent| features.messages[parent as usize]);
            let own = self.merge(parent, Element::Enum(index), enumeration.options);
            features.enums.push(own);
            for value in enumeration.values.iter() {
                features.values[value as usize] =
                    self.merge(own, Element::Value(value), file.values[value as usize].options);
            }
        }
    }

    fn services(&mut self, features: &mut FileFeatures) {
        let file = self.file;
        for (service, index) in file.services.iter().zip(0..) {
            let own = self.merge(features.file, Element::Service(index), service.options);
            features.services.push(own);
            for method in service.methods.iter() {
                features.methods[method as usize] =
                    self.merge(own, Element::Method(method), file.methods[method as usize].options);
            }
        }
    }

    /// What an element inherits, and sets itself.
    fn merge(&mut self, parent: Features, element: Element, options: Option<OptionSetId>) -> Features {
        let Some(own) = self.schema.own_features(self.id, element, options) else { return parent };
        let merged = parent.with(own);
        if !self.file.level.is_editions() {
            self.fault(
                element,
                "features-before-editions",
                "features came with editions, and this file says `syntax`",
                "remove them, or move the file to an edition",
            );
        } else if let Some(name) = unknown(merged) {
            let message = format!("features.{name} is set to the value that stands for \"not known\"");
            self.fault(element, "unknown-feature-value", &message, "choose one of the other values");
        }
        merged
    }

    /// What proto2 and proto3 say in other words.
    fn infer(&self, mut features: Features, field: &Field) -> Features {
        if self.file.level.is_editions() {
            return features;
        }
        if field.label == Label::Required {
            features.field_presence = LEGACY_REQUIRED;
        }
        if field.proto3_optional {
            features.field_presence = EXPLICIT;
        }
        if field.ty == FieldType::Group {
            features.message_encoding = DELIMITED;
        }
        let packed = self.schema.option_values(self.id, field.options).and_then(|options| options.one(2));
        match packed {
            Some(Value::Bool(true)) => features.repeated_field_encoding = PACKED,
            Some(Value::Bool(false)) if self.file.level == Level::Proto3 => {
                features.repeated_field_encoding = EXPANDED;
            }
            _ => {}
        }
        features
    }

    fn fault(&mut self, element: Element, code: &'static str, message: &str, help: &str) {
        if self.file.is_map_entry_field(element) {
            return;
        }
        self.faults.push(Diagnostic::error(code, features_place(self.file, element), message).help(help));
    }
}

/// Where a fault of an element's features is reported: at its name, and for a file at its `edition` statement.
pub(super) fn features_place(file: &File, element: Element) -> Place {
    let Some(tree) = file.tree() else { return Place::file(file.path.clone()) };
    let at = file.at(element);
    let span = match (element, tree.syntax) {
        (Element::File, Some(syntax)) => Some(tree.span_to(syntax.first, syntax.last)),
        _ => file.span(at.name, at.name),
    };
    span.map_or_else(|| Place::file(file.path.clone()), |span| Place::span(&tree.source, span))
}

/// The first feature that is set to 0.
fn unknown(features: Features) -> Option<&'static str> {
    let all = [
        (features.field_presence, "field_presence"),
        (features.enum_type, "enum_type"),
        (features.repeated_field_encoding, "repeated_field_encoding"),
        (features.utf8_validation, "utf8_validation"),
        (features.message_encoding, "message_encoding"),
        (features.json_format, "json_format"),
        (features.enforce_naming_style, "enforce_naming_style"),
        (features.default_symbol_visibility, "default_symbol_visibility"),
        (features.enforce_proto_limits, "enforce_proto_limits"),
    ];
    all.iter().find(|(value, _)| *value == 0).map(|&(_, name)| name)
}
