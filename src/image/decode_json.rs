//! Decodes descriptor sets in JSON. Each file is converted to bytes with the schema of `descriptor.proto` and then
//! decoded as usual, so that descriptors are decoded in one place only.
//!
//! Custom options are decoded with the extensions that the set declares. Well-known types with a special JSON form
//! (`"3s"` for a `Duration`) become empty messages: nothing needs their content inside an option.

mod scalars;

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use self::scalars::{Scalar, scalar};
use super::decode::{BUF_EXTENSION, Image, decode_set, unreadable};
use crate::compile::{DESCRIPTOR, ImportPaths, Timings, compile, load};
use crate::diag::Diagnostic;
use crate::schema::{Element, Label, MessageValue, Ref, Schema, Symbol, Value, encode_message, json_name};
use crate::wire::Writer;

/// Decodes a descriptor set in JSON; `path` is for messages.
pub fn decode_json(bytes: &[u8], path: &str) -> Result<Image, Diagnostic> {
    let fault = |error: serde_json::Error| unreadable(path, &format!("invalid JSON: {error}"));
    let set: Set = serde_json::from_slice(bytes).map_err(fault)?;
    let descriptors = load(&ImportPaths::new(), &[DESCRIPTOR.to_owned()], Vec::new());
    let (bytes, is_whole) =
        set.encode(&compile(descriptors, &mut Timings::default()).schema).map_err(fault)?;
    let image = decode_set(&bytes, path)?;
    if is_whole {
        return Ok(image);
    }
    // A second pass, with the files that declare the custom options.
    let names: Vec<String> = image.files.iter().map(|file| file.name.to_string()).collect();
    let compiled = compile(load(&ImportPaths::new(), &names, image.files), &mut Timings::default());
    let (bytes, _) = set.encode(&compiled.schema).map_err(fault)?;
    decode_set(&bytes, path)
}

/// A `FileDescriptorSet`.
#[derive(Deserialize)]
struct Set<'j> {
    #[serde(borrow, default)]
    file: Vec<&'j RawValue>,
}

/// buf's metadata about a file.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct BufExtension {
    is_import: bool,
    is_syntax_unspecified: bool,
}

impl Set<'_> {
    /// The bytes of the set, and whether all of its fields are known.
    fn encode(&self, schema: &Schema) -> serde_json::Result<(Vec<u8>, bool)> {
        let is_whole = AtomicBool::new(true);
        let context = Context { schema, is_whole: &is_whole };
        let file = |json: &&RawValue| {
            let ty = context.file_type();
            let ty = ty.ok_or_else(|| serde_json::Error::custom("descriptor.proto is missing"))?;
            let mut json = serde_json::Deserializer::from_str(json.get());
            let file = MessageSeed { context, ty }.deserialize(&mut json)?;
            Ok(encode_message(schema, &file))
        };
        let files: serde_json::Result<Vec<Vec<u8>>> = self.file.par_iter().map(file).collect();
        let mut bytes = Vec::new();
        for file in files? {
            Writer { out: &mut bytes }.bytes(1, &file);
        }
        Ok((bytes, is_whole.load(Ordering::Relaxed)))
    }
}

#[derive(Clone, Copy)]
struct Context<'s> {
    schema: &'s Schema,
    is_whole: &'s AtomicBool,
}

impl Context<'_> {
    fn file_type(self) -> Option<Ref> {
        let file = self.schema.descriptor;
        let model = &self.schema.files[file as usize];
        let mut messages = (0..).zip(&model.messages);
        let found = messages.find(|(_, message)| model.str(message.name) == "FileDescriptorProto");
        found.map(|(index, _)| Ref { file, index })
    }

    /// The field of a JSON key.
    fn field(self, ty: Ref, key: &str) -> Option<Ref> {
        let Some(extension) = key.strip_prefix('[').and_then(|key| key.strip_suffix(']')) else {
            return self.schema.field_named(ty, key.as_bytes()).or_else(|| self.field_by_json_name(ty, key));
        };
        let found = match self.schema.symbols.get(&self.schema.files, extension.as_bytes()) {
            Some(Symbol::Element(file, Element::Field(index))) => Some(Ref { file, index }),
            _ => None,
        };
        let found = found.filter(|&field| self.schema.owner(field) == Some(ty));
        if found.is_none() {
            self.is_whole.store(false, Ordering::Relaxed);
        }
        found
    }

    fn field_by_json_name(self, ty: Ref, key: &str) -> Option<Ref> {
        let file = &self.schema.files[ty.file as usize];
        let is_meant = |&index: &u32| {
            let field = &file.fields[index as usize];
            match field.json_name {
                Some(name) => file.str(name) == key,
                None => json_name(file.bytes(field.name)) == key.as_bytes(),
            }
        };
        let mut fields = self.schema.message(ty).fields.iter();
        fields.find(is_meant).map(|index| Ref { file: ty.file, index })
    }

    fn fields<'j, A: MapAccess<'j>>(self, ty: Ref, mut map: A) -> Result<MessageValue, A::Error> {
        let mut message = MessageValue::new(ty);
        while let Some(key) = map.next_key::<String>()? {
            if let Some(field) = self.field(ty, &key) {
                map.next_value_seed(FieldSeed {
                    context: self,
                    field,
                    is_element: false,
                    into: &mut message,
                })?;
            } else if key == "bufExtension" {
                message.unknown = map.next_value::<BufExtension>()?.encode().into();
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(message)
    }
}

impl BufExtension {
    fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut out = Writer { out: &mut bytes };
        let open = out.open(BUF_EXTENSION as i32);
        out.bool(1, self.is_import);
        out.bool(3, self.is_syntax_unspecified);
        out.close(open);
        bytes
    }
}

/// Decodes a message.
struct MessageSeed<'s> {
    context: Context<'s>,
    ty: Ref,
}

impl<'j> DeserializeSeed<'j> for MessageSeed<'_> {
    type Value = MessageValue;

    fn deserialize<D: Deserializer<'j>>(self, json: D) -> Result<MessageValue, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'j> Visitor<'j> for MessageSeed<'_> {
    type Value = MessageValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object for {}", self.context.schema.message_name(self.ty))
    }

    fn visit_map<A: MapAccess<'j>>(self, map: A) -> Result<MessageValue, A::Error> {
        self.context.fields(self.ty, map)
    }
}

/// Decodes the value of a field and adds it to a message.
struct FieldSeed<'s, 'm> {
    context: Context<'s>,
    field: Ref,
    /// Whether it is an element of a list.
    is_element: bool,
    into: &'m mut MessageValue,
}

impl FieldSeed<'_, '_> {
    fn push(self, value: Value) {
        let number = self.context.schema.field(self.field).number;
        self.into.slot(self.field, number).push(value);
    }

    fn is_list(&self) -> bool {
        !self.is_element && self.context.schema.field(self.field).label == Label::Repeated
    }

    fn scalar<E: serde::de::Error>(self, value: Scalar<'_>) -> Result<(), E> {
        match scalar(self.context.schema, self.field, value) {
            Some(value) if !self.is_list() => {
                self.push(value);
                Ok(())
            }
            _ => Err(E::custom(format_args!(
                "invalid value for {}",
                self.context.schema.field_name(self.field)
            ))),
        }
    }

    /// Decodes an object as map entries.
    fn entries<'j, A: MapAccess<'j>>(self, ty: Ref, mut map: A) -> Result<(), A::Error> {
        let (context, field) = (self.context, self.field);
        let number = context.schema.field(field).number;
        while let Some(key) = map.next_key::<String>()? {
            let mut entry = MessageValue::new(ty);
            if let Some(field) = context.schema.field_named(ty, b"key") {
                FieldSeed { context, field, is_element: false, into: &mut entry }
                    .scalar(Scalar::Text(&key))?;
            }
            if let Some(field) = context.schema.field_named(ty, b"value") {
                map.next_value_seed(FieldSeed { context, field, is_element: false, into: &mut entry })?;
            }
            self.into.slot(field, number).push(Value::message(entry));
        }
        Ok(())
    }
}

impl<'j> DeserializeSeed<'j> for FieldSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'j>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'j> Visitor<'j> for FieldSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a value of {}", self.context.schema.field_name(self.field))
    }

    /// `null` means unset.
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        self.scalar(Scalar::Bool(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        self.scalar(Scalar::Integer(value.into()))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        self.scalar(Scalar::Integer(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        self.scalar(Scalar::Float(value))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        self.scalar(Scalar::Text(value))
    }

    fn visit_seq<A: SeqAccess<'j>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { context, field, into, .. } = self;
        if !(FieldSeed { context, field, is_element: self.is_element, into: &mut *into }).is_list() {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return FieldSeed { context, field, is_element: true, into }.scalar(Scalar::List);
        }
        while list
            .next_element_seed(FieldSeed { context, field, is_element: true, into: &mut *into })?
            .is_some()
        {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'j>>(self, map: A) -> Result<(), A::Error> {
        let schema = self.context.schema;
        match schema.message_of(self.field) {
            Some(ty) if schema.is_map(self.field) => self.entries(ty, map),
            Some(ty) if !self.is_list() => {
                let message = self.context.fields(ty, map)?;
                self.push(Value::message(message));
                Ok(())
            }
            _ => Err(A::Error::custom(format_args!("{} cannot be an object", schema.field_name(self.field)))),
        }
    }
}
