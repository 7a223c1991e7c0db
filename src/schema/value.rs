//! Dynamic message values, for options.

use super::links::Ref;

/// A single value.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// `bool`
    Bool(bool),
    /// `int32`, `sint32`, `sfixed32`
    I32(i32),
    /// `int64`, `sint64`, `sfixed64`
    I64(i64),
    /// `uint32`, `fixed32`
    U32(u32),
    /// `uint64`, `fixed64`
    U64(u64),
    /// `float`
    F32(f32),
    /// `double`
    F64(f64),
    /// `string` and `bytes`; need not be UTF-8
    Bytes(Box<[u8]>),
    /// The number of an enum value
    Enum(i32),
    /// A message or a group
    Message(Box<MessageValue>),
}

impl Value {
    /// A message or a group.
    pub fn message(message: MessageValue) -> Self {
        Self::Message(Box::new(message))
    }

    /// Whether it is the implicit default: zero, false or empty.
    pub fn is_default(&self) -> bool {
        match self {
            Self::Bool(value) => !value,
            Self::I32(value) | Self::Enum(value) => *value == 0,
            Self::I64(value) => *value == 0,
            Self::U32(value) => *value == 0,
            Self::U64(value) => *value == 0,
            // -0.0 is not the default.
            Self::F32(value) => value.to_bits() == 0,
            Self::F64(value) => value.to_bits() == 0,
            Self::Bytes(bytes) => bytes.is_empty(),
            Self::Message(_) => false,
        }
    }
}

/// A message: the fields that are set, sorted by field number.
#[derive(Clone, PartialEq, Debug)]
pub struct MessageValue {
    /// The message type.
    pub ty: Ref,
    /// The fields that are set.
    pub fields: Vec<FieldValue>,
    /// Unknown fields from a descriptor set, encoded.
    pub unknown: Box<[u8]>,
}

/// A set field.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldValue {
    /// The field or extension.
    pub field: Ref,
    /// Its number.
    pub number: i32,
    /// One value, or all values of a repeated field.
    pub values: Vec<Value>,
}

impl MessageValue {
    /// An empty message.
    pub fn new(ty: Ref) -> Self {
        Self { ty, fields: Vec::new(), unknown: Box::default() }
    }

    /// The values of a field, by number; empty if it is not set.
    pub fn get(&self, number: i32) -> &[Value] {
        self.field(number).map_or(&[], |field| &field.values)
    }

    /// A field, by number, if it is set.
    pub fn field(&self, number: i32) -> Option<&FieldValue> {
        let found = self.fields.binary_search_by_key(&number, |field| field.number);
        found.ok().map(|index| &self.fields[index])
    }

    /// The values of a field, which is inserted if it is not set.
    pub fn slot(&mut self, field: Ref, number: i32) -> &mut Vec<Value> {
        let index = match self.fields.binary_search_by_key(&number, |field| field.number) {
            Ok(index) => index,
            Err(index) => {
                // Most of these messages have one field with one value: do not reserve more.
                if self.fields.is_empty() {
                    self.fields.reserve_exact(1);
                }
                self.fields.insert(index, FieldValue { field, number, values: Vec::with_capacity(1) });
                index
            }
        };
        &mut self.fields[index].values
    }

    /// The value of a singular field.
    pub fn one(&self, number: i32) -> Option<&Value> {
        self.get(number).last()
    }

    /// The value of a message field.
    pub fn message(&self, number: i32) -> Option<&MessageValue> {
        match self.one(number)? {
            Value::Message(message) => Some(message),
            _ => None,
        }
    }

    /// The value of a bool field; false if it is not set.
    pub fn bool(&self, number: i32) -> bool {
        matches!(self.one(number), Some(Value::Bool(true)))
    }

    /// The value of an enum field.
    pub fn enumeration(&self, number: i32) -> Option<i32> {
        match self.one(number)? {
            Value::Enum(value) => Some(*value),
            _ => None,
        }
    }

    /// The value of a string field, if it is UTF-8.
    pub fn str(&self, number: i32) -> Option<&str> {
        match self.one(number)? {
            Value::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }
}
