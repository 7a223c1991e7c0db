//! Merges values like a parser of the wire format.

use super::linked::Schema;
use super::links::Ref;
use super::types::Label;
use super::value::{FieldValue, MessageValue, Value};

impl MessageValue {
    /// Adds a value by the rules of the wire format: repeated fields are appended to, messages are merged, other values
    /// are replaced, and the last member of a oneof wins.
    pub fn add(&mut self, schema: &Schema, field: Ref, value: Value) {
        let model = schema.field(field);
        if let Some(oneof) = model.oneof {
            let other =
                |at: Ref| at != field && at.file == field.file && schema.field(at).oneof == Some(oneof);
            self.fields.retain(|known| !other(known.field));
        }
        if model.label != Label::Repeated && value.is_default() && !schema.has_presence(field) {
            self.fields.retain(|known| known.number != model.number);
            return;
        }
        let slot = self.slot(field, model.number);
        match (slot.last_mut(), value) {
            (Some(known), value) if model.label != Label::Repeated => match (known, value) {
                (Value::Message(known), Value::Message(more)) => known.merge(schema, *more),
                (known, value) => *known = value,
            },
            (_, Value::Message(more)) => {
                let mut message = Self::new(more.ty);
                message.merge(schema, *more);
                slot.push(Value::message(message));
            }
            (_, value) => slot.push(value),
        }
    }

    /// Merges another message of the same type.
    pub fn merge(&mut self, schema: &Schema, more: Self) {
        for FieldValue { field, values, .. } in more.fields {
            for value in values {
                self.add(schema, field, value);
            }
        }
        if !more.unknown.is_empty() {
            self.unknown = [&*self.unknown, &*more.unknown].concat().into();
        }
    }
}
