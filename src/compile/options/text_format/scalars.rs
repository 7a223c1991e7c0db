//! Parses scalar values.

use super::{ParseFailure, Parsed, Parser};
use crate::schema::number::to_float;
use crate::schema::{Element, FieldType, Ref, TypeRef, Value};
use crate::syntax::{Kind, literal};

impl Parser<'_> {
    pub(super) fn scalar(&mut self, field: Ref) -> Parsed<Value> {
        match self.schema.field_type(field) {
            FieldType::Int32 | FieldType::Sint32 | FieldType::Sfixed32 => {
                Ok(Value::I32(self.signed(i64::from(i32::MAX))? as i32))
            }
            FieldType::Int64 | FieldType::Sint64 | FieldType::Sfixed64 => {
                Ok(Value::I64(self.signed(i64::MAX)?))
            }
            FieldType::Uint32 | FieldType::Fixed32 => {
                Ok(Value::U32(self.unsigned(u64::from(u32::MAX))? as u32))
            }
            FieldType::Uint64 | FieldType::Fixed64 => Ok(Value::U64(self.unsigned(u64::MAX)?)),
            FieldType::Float => Ok(Value::F32(to_float(self.float()?))),
            FieldType::Double => Ok(Value::F64(self.float()?)),
            FieldType::Bool => self.bool(field).map(Value::Bool),
            FieldType::String | FieldType::Bytes => self.string(field),
            FieldType::Enum => self.enumeration(field),
            // The type is unresolved, which was reported at the declaration of the field.
            FieldType::Named | FieldType::Message | FieldType::Group => Err(ParseFailure::Uncertain),
        }
    }

    fn signed(&mut self, max: i64) -> Parsed<i64> {
        let negative = self.eat(b'-');
        let value = self.unsigned(max as u64 + u64::from(negative))?;
        Ok(if negative { (value as i64).wrapping_neg() } else { value as i64 })
    }

    fn unsigned(&mut self, max: u64) -> Parsed<u64> {
        if self.kind() != Kind::Int {
            return self.fault(
                self.at,
                format!("expected an integer, found {}", self.describe()),
                "write a whole number",
            );
        }
        match literal::integer(self.text()) {
            Some(value) if value <= max => {
                self.step();
                Ok(value)
            }
            _ => self.fault(
                self.at,
                format!("{} is out of range: the largest number here is {max}", self.describe()),
                "use a number in range",
            ),
        }
    }

    fn float(&mut self) -> Parsed<f64> {
        let negative = self.eat(b'-');
        let text = self.text();
        let value = match self.kind() {
            Kind::Int if text.len() > 1 && text[0] == b'0' => {
                return self.fault(
                    self.at,
                    format!("expected a decimal number, found {}", self.describe()),
                    "floats are decimal: remove the leading zero",
                );
            }
            Kind::Int => literal::integer(text).map(|value| value as f64).or_else(|| literal::float(text)),
            Kind::Float => literal::float(text),
            Kind::Ident if text.eq_ignore_ascii_case(b"inf") || text.eq_ignore_ascii_case(b"infinity") => {
                Some(f64::INFINITY)
            }
            Kind::Ident if text.eq_ignore_ascii_case(b"nan") => Some(f64::NAN),
            _ => None,
        };
        let Some(value) = value else {
            return self.fault(
                self.at,
                format!("expected a number, found {}", self.describe()),
                "write a number, `inf` or `nan`",
            );
        };
        self.step();
        Ok(if negative { -value } else { value })
    }

    fn bool(&mut self, field: Ref) -> Parsed<bool> {
        if self.kind() == Kind::Int {
            return Ok(self.unsigned(1)? == 1);
        }
        let at = self.at;
        match self.identifier()? {
            b"true" | b"True" | b"t" => Ok(true),
            b"false" | b"False" | b"f" => Ok(false),
            other => {
                let message = format!(
                    "expected a bool for field `{}`, found `{}`",
                    self.schema.field_name(field),
                    String::from_utf8_lossy(other)
                );
                self.fault(at, message, "write `true` or `false`")
            }
        }
    }

    fn string(&mut self, field: Ref) -> Parsed<Value> {
        let first = self.at;
        if self.kind() != Kind::Str {
            return self.fault(
                first,
                format!("expected a string, found {}", self.describe()),
                "put the value in quotes",
            );
        }
        let mut bytes = Vec::new();
        while self.kind() == Kind::Str {
            literal::unescape(self.text(), &mut bytes);
            self.step();
        }
        if !self.in_any && self.schema.verifies_utf8(field) && std::str::from_utf8(&bytes).is_err() {
            return self.fault(
                first,
                "the string is not valid UTF-8, which its field requires".to_owned(),
                "use UTF-8, or a field of type bytes",
            );
        }
        Ok(Value::Bytes(bytes.into_boxed_slice()))
    }

    fn enumeration(&mut self, field: Ref) -> Parsed<Value> {
        let Some(TypeRef::Enum(ty)) = self.schema.type_of(field) else { return Err(ParseFailure::Uncertain) };
        let first = self.at;
        let found = match self.kind() {
            Kind::Ident => {
                let found = self.schema.value_at(ty, self.text());
                self.step();
                found.map(|value| {
                    self.found([first; 2], value, Element::Value);
                    self.schema.files[value.file as usize].values[value.index as usize].number
                })
            }
            Kind::Int | Kind::Symbol(b'-') => {
                let number = self.signed(i64::from(i32::MAX))? as i32;
                let known = !self.schema.rejects_unknown(field) || self.schema.has_value(ty, number);
                known.then_some(number)
            }
            _ => {
                return self.fault(
                    first,
                    format!("expected the name of an enum value, found {}", self.describe()),
                    "write a name without quotes",
                );
            }
        };
        if let Some(number) = found {
            return Ok(Value::Enum(number));
        }
        let name = self.schema.full_name(ty.file, Element::Enum(ty.index));
        let written = String::from_utf8_lossy(self.tree.text(first));
        let message = format!("enum `{name}` has no value `{written}`");
        self.fault(first, message, "use one of the values it declares")
    }
}
