//! Options from descriptor bytes: what `options` does for statements, for files that come from descriptor sets.

use rustc_hash::FxHashMap;

use super::link::Ref;
use super::location::Part;
use super::model::{Element, FieldType, File, Label, Origin};
use super::options::{FileOptions, ResolvedOptions};
use super::schema::Schema;
use super::symbols::FileId;
use super::value::{MessageValue, Value};
use super::wire_read::{Reader, Wire, WireError};
use crate::diag::Diagnostic;

/// Messages in options nest at most as deep as protoc reads messages.
const MAX_DEPTH: usize = 100;

/// The wire types of numbers.
const VARINT: u8 = 0;
const FIXED64: u8 = 1;
const FIXED32: u8 = 5;

/// All extensions by what they extend and their number. Empty where no file comes from a descriptor set.
pub struct ExtensionNumbers(FxHashMap<(Ref, i32), Ref>);

impl ExtensionNumbers {
    /// Of extensions with the same number, the first counts.
    pub fn new(schema: &Schema) -> Self {
        let mut numbers = FxHashMap::default();
        if schema.files.iter().any(|file| matches!(file.origin, Origin::Image(_))) {
            for (file, id) in schema.files.iter().zip(0..) {
                for (extendee, index) in schema.links[id as usize].extendees.iter().zip(0..) {
                    if let &Some(extendee) = extendee {
                        let number = file.fields[index as usize].number;
                        numbers.entry((extendee, number)).or_insert(Ref { file: id, index });
                    }
                }
            }
        }
        Self(numbers)
    }
}

/// Reads the options of a file from a descriptor set; `type_of` is the options message of each kind of element.
pub fn encoded_options(
    schema: &Schema,
    extensions: &ExtensionNumbers,
    id: FileId,
    type_of: impl Fn(Element) -> Option<Ref>,
) -> (FileOptions, Vec<Diagnostic>) {
    let file = &schema.files[id as usize];
    let mut decoder = Decoder { schema, extensions, fields: FxHashMap::default(), partial: false };
    let mut faults = Vec::new();
    let sets = file.option_sets.iter().map(|set| {
        let Some(ty) = type_of(set.owner) else {
            return ResolvedOptions::new(Ref { file: schema.descriptor, index: 0 });
        };
        let mut options = ResolvedOptions::new(ty);
        let encoded = set.encoded.as_deref().unwrap_or_default();
        decoder.partial = false;
        if let Err(error) = decoder.message(Reader::new(encoded), 0, &mut options.merged) {
            faults.push(unreadable(file, set.owner, error));
        }
        options.partial = decoder.partial;
        options
    });
    (FileOptions { sets: sets.collect() }, faults)
}

fn unreadable(file: &File, owner: Element, error: WireError) -> Diagnostic {
    let name = file.full_name(owner);
    let message =
        format!("the options of `{name}` cannot be read: {} (byte {} of them)", error.what, error.at);
    let help = "the program that wrote the descriptor set is at fault: write the set again from sources";
    Diagnostic::error("unreadable-options", file.place(owner, Part::Name), message).help(help)
}

struct Decoder<'a> {
    schema: &'a Schema,
    extensions: &'a ExtensionNumbers,
    /// The fields of the messages met so far, by number.
    fields: FxHashMap<Ref, FxHashMap<i32, Ref>>,
    /// Whether something was met that no field explains.
    partial: bool,
}

impl Decoder<'_> {
    fn message(&mut self, reader: Reader<'_>, depth: usize, out: &mut MessageValue) -> Result<(), WireError> {
        if depth > MAX_DEPTH {
            return Err(WireError { at: reader.pos(), what: "messages are nested too deep" });
        }
        for record in reader {
            let record = record?;
            self.partial |= !self.record(record.number as i32, record.value, depth, out)?;
        }
        Ok(())
    }

    /// Adds a record to a message; whether a field explains it.
    fn record(
        &mut self,
        number: i32,
        value: Wire<'_>,
        depth: usize,
        out: &mut MessageValue,
    ) -> Result<bool, WireError> {
        let Some(field) = self.field(out.ty, number) else { return Ok(false) };
        let schema = self.schema;
        let ty = schema.field_type(field);
        let repeated = schema.field(field).label == Label::Repeated;
        match value {
            Wire::Bytes(inner) | Wire::Group(inner)
                if matches!(ty, FieldType::Message | FieldType::Group) =>
            {
                let Some(message) = schema.message_of(field) else { return Ok(false) };
                let previous = if repeated { None } else { self.slot(field, out).pop() };
                let mut nested = match previous {
                    Some(Value::Message(nested)) => nested,
                    _ => MessageValue::new(message),
                };
                self.message(inner, depth + 1, &mut nested)?;
                self.slot(field, out).push(Value::Message(nested));
            }
            Wire::Bytes(mut packed) if repeated && ty.is_packable() => {
                while !packed.is_empty() {
                    let number = packed.number(wire_type(ty))?;
                    self.slot(field, out).extend(scalar(ty, number));
                }
            }
            value => {
                let Some(value) = scalar(ty, value) else { return Ok(false) };
                let slot = self.slot(field, out);
                if !repeated {
                    slot.clear();
                }
                slot.push(value);
            }
        }
        Ok(true)
    }

    /// The values of a field; other members of its oneof make room.
    fn slot<'o>(&self, field: Ref, out: &'o mut MessageValue) -> &'o mut Vec<Value> {
        let schema = self.schema;
        if let Some(oneof) = schema.field(field).oneof {
            let same = |other: Ref| other.file == field.file && schema.field(other).oneof == Some(oneof);
            out.fields.retain(|other| other.field == field || !same(other.field));
        }
        out.slot(field, schema.field(field).number)
    }

    fn field(&mut self, message: Ref, number: i32) -> Option<Ref> {
        let schema = self.schema;
        let fields = self.fields.entry(message).or_insert_with(|| {
            let file = &schema.files[message.file as usize];
            let ids = schema.message(message).fields.iter();
            ids.map(|index| (file.fields[index as usize].number, Ref { file: message.file, index })).collect()
        });
        fields.get(&number).or_else(|| self.extensions.0.get(&(message, number))).copied()
    }
}

/// The wire type of a number.
fn wire_type(ty: FieldType) -> u8 {
    match ty {
        FieldType::Double | FieldType::Fixed64 | FieldType::Sfixed64 => FIXED64,
        FieldType::Float | FieldType::Fixed32 | FieldType::Sfixed32 => FIXED32,
        _ => VARINT,
    }
}

/// The value of a field that is no message; `None` where the wire type is not that of the field.
fn scalar(ty: FieldType, value: Wire<'_>) -> Option<Value> {
    Some(match (ty, value) {
        (FieldType::String | FieldType::Bytes, Wire::Bytes(bytes)) => Value::Bytes(bytes.bytes().into()),
        (FieldType::Bool, Wire::Varint(bits)) => Value::Bool(bits != 0),
        (FieldType::Enum, Wire::Varint(bits)) => Value::Enum(bits as i32),
        (FieldType::Int32, Wire::Varint(bits)) => Value::I32(bits as i32),
        (FieldType::Int64, Wire::Varint(bits)) => Value::I64(bits as i64),
        (FieldType::Uint32, Wire::Varint(bits)) => Value::U32(bits as u32),
        (FieldType::Uint64, Wire::Varint(bits)) | (FieldType::Fixed64, Wire::Fixed64(bits)) => {
            Value::U64(bits)
        }
        (FieldType::Sint32, Wire::Varint(bits)) => Value::I32(unzigzag(bits & 0xFFFF_FFFF) as i32),
        (FieldType::Sint64, Wire::Varint(bits)) => Value::I64(unzigzag(bits)),
        (FieldType::Fixed32, Wire::Fixed32(bits)) => Value::U32(bits),
        (FieldType::Sfixed32, Wire::Fixed32(bits)) => Value::I32(bits as i32),
        (FieldType::Sfixed64, Wire::Fixed64(bits)) => Value::I64(bits as i64),
        (FieldType::Float, Wire::Fixed32(bits)) => Value::F32(f32::from_bits(bits)),
        (FieldType::Double, Wire::Fixed64(bits)) => Value::F64(f64::from_bits(bits)),
        _ => return None,
    })
}

fn unzigzag(bits: u64) -> i64 {
    (bits >> 1) as i64 ^ -((bits & 1) as i64)
}
