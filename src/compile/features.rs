//! Resolves features: those an element sets override those it inherits.

use crate::diag::{Diagnostic, Place};
use crate::schema::{
    Element, Features, Field, FieldPresence, FieldType, File, FileFeatures, FileId, Label, MessageEncoding,
    OptionSetId, RepeatedFieldEncoding, Schema, Value,
};
use crate::syntax::Level;

/// Resolves the features of one file. Built-in options must be interpreted before.
pub fn resolve(schema: &Schema, id: FileId) -> (FileFeatures, Vec<Diagnostic>) {
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
    /// Parents precede their children in the list, so inherited features are already resolved.
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

    /// The features of an element: inherited, overridden by its own.
    fn merge(&mut self, parent: Features, element: Element, options: Option<OptionSetId>) -> Features {
        let Some(own) = self.schema.own_features(self.id, element, options) else { return parent };
        let merged = parent.with(own);
        if !self.file.level.is_editions() {
            self.fault(
                element,
                "features-before-editions",
                "features require an edition, but this file uses `syntax`",
                "remove them, or use an edition",
            );
        } else if let Some(name) = merged.unknown() {
            let message = format!("features.{name} is set to its unknown value");
            self.fault(element, "unknown-feature-value", &message, "choose one of the other values");
        }
        merged
    }

    /// The features that proto2 and proto3 syntax implies.
    fn infer(&self, mut features: Features, field: &Field) -> Features {
        if self.file.level.is_editions() {
            return features;
        }
        if field.label == Label::Required {
            features.field_presence = FieldPresence::LegacyRequired;
        }
        if field.proto3_optional {
            features.field_presence = FieldPresence::Explicit;
        }
        if field.ty == FieldType::Group {
            features.message_encoding = MessageEncoding::Delimited;
        }
        let packed = self.schema.option_values(self.id, field.options).and_then(|options| options.one(2));
        match packed {
            Some(Value::Bool(true)) => features.repeated_field_encoding = RepeatedFieldEncoding::Packed,
            Some(Value::Bool(false)) if self.file.level == Level::Proto3 => {
                features.repeated_field_encoding = RepeatedFieldEncoding::Expanded;
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

/// The place of errors in the features of an element: its name, or the `edition` statement of a file.
pub fn features_place(file: &File, element: Element) -> Place {
    let Some(tree) = file.tree() else { return Place::file(file.path.clone()) };
    let at = file.at(element);
    let span = match (element, tree.syntax) {
        (Element::File, Some(syntax)) => Some(tree.span_to(syntax.first, syntax.last)),
        _ => file.span(at.name, at.name),
    };
    span.map_or_else(|| Place::file(file.path.clone()), |span| Place::span(&tree.source, span))
}
