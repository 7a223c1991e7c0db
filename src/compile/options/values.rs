//! Converts option values to the types of their fields.

use super::interpreter::Interpreter;
use super::statement::{Failure, Statement, StatementResult};
use super::text_format::{self, ParseFailure};
use crate::compile::name_use::{NameUse, enum_value};
use crate::compile::resolve::Resolver;
use crate::schema::{Element, FieldType, FileId, MessageValue, Ref, Schema, Symbol, TypeRef, Value};
use crate::syntax::{self, Tree, ValueKind};
use crate::text::misspelt;

impl Interpreter<'_> {
    /// Converts the value of a statement to the type of the field, which is at nesting level `depth`.
    pub(super) fn value(&self, statement: Statement<'_>, field: Ref, depth: u32) -> StatementResult<Value> {
        match self.schema.field_type(field) {
            FieldType::Int32 | FieldType::Sint32 | FieldType::Sfixed32 => {
                Ok(Value::I32(integer(statement, i64::from(i32::MIN), i32::MAX as u64)? as i32))
            }
            FieldType::Int64 | FieldType::Sint64 | FieldType::Sfixed64 => {
                Ok(Value::I64(integer(statement, i64::MIN, i64::MAX as u64)? as i64))
            }
            FieldType::Uint32 | FieldType::Fixed32 => {
                Ok(Value::U32(integer(statement, 0, u64::from(u32::MAX))? as u32))
            }
            FieldType::Uint64 | FieldType::Fixed64 => Ok(Value::U64(integer(statement, 0, u64::MAX)? as u64)),
            FieldType::Float => Ok(Value::F32(number(statement)? as f32)),
            FieldType::Double => Ok(Value::F64(number(statement)?)),
            FieldType::Bool => match statement.word() {
                b"true" => Ok(Value::Bool(true)),
                b"false" => Ok(Value::Bool(false)),
                _ => Err(statement.value_fault("bad-value", "takes a bool", "write `true` or `false`")),
            },
            FieldType::String | FieldType::Bytes => self.string(statement, field),
            FieldType::Enum => self.enumeration(statement, field).map(Value::Enum),
            FieldType::Message | FieldType::Group => {
                self.aggregate(statement, field, depth).map(Value::message)
            }
            FieldType::Named => Err(Failure::Unknown),
        }
    }

    fn string(&self, statement: Statement<'_>, field: Ref) -> StatementResult<Value> {
        let value = statement.node.value;
        if value.kind != ValueKind::Str {
            return Err(statement.value_fault("bad-value", "takes a string", "put the value in quotes"));
        }
        let bytes = statement.tree.string(syntax::Strings { first: value.first, last: value.last });
        if self.schema.verifies_utf8(field) && std::str::from_utf8(&bytes).is_err() {
            let help = "use UTF-8, or a field of type bytes";
            return Err(statement.value_fault("not-utf8", "must be valid UTF-8", help));
        }
        Ok(Value::Bytes(bytes.into_boxed_slice()))
    }

    fn enumeration(&self, statement: Statement<'_>, field: Ref) -> StatementResult<i32> {
        let Some(TypeRef::Enum(ty)) = self.schema.type_of(field) else { return Err(Failure::Unknown) };
        let word = statement.word();
        if let Some(number) = self.schema.value_named(ty, word) {
            return Ok(number);
        }
        let name = self.schema.full_name(ty.file, Element::Enum(ty.index));
        if statement.node.value.kind != ValueKind::Ident {
            let what = format!("takes a value of enum `{name}`");
            let help = "write the name of the value, without quotes";
            return Err(statement.value_fault("bad-value", &what, help));
        }
        let word = String::from_utf8_lossy(word);
        let scope = name.rsplit_once('.').map_or(String::new(), |(scope, _)| format!("{scope}."));
        let sibling = self.schema.symbols.get(&self.schema.files, format!("{scope}{word}").as_bytes());
        let what = format!("takes a value of enum `{name}`, which has no `{word}`");
        let help = match sibling {
            Some(Symbol::Element(file, Element::Value(value))) => {
                let owner = self.schema.files[file as usize].values[value as usize].parent;
                format!("`{word}` is a value of enum `{}`", self.schema.full_name(file, Element::Enum(owner)))
            }
            _ => "use one of the values it declares".to_owned(),
        };
        let declaring = &self.schema.files[ty.file as usize];
        let values = declaring.enums[ty.index as usize].values.of(&declaring.values);
        let Some(meant) = misspelt(&word, values.iter().map(|value| declaring.str(value.name))) else {
            return Err(statement.value_fault("unknown-enum-value", &what, &help));
        };
        let edit = (statement.tree.span(statement.node.value.first), meant.to_owned());
        let fault = statement.value_fault("unknown-enum-value", &what, &format!("did you mean `{meant}`?"));
        Err(fault.fix(format!("write `{meant}`"), [edit]))
    }

    fn aggregate(&self, statement: Statement<'_>, field: Ref, depth: u32) -> StatementResult<MessageValue> {
        let Statement { tree, node, .. } = statement;
        let Some(ty) = self.schema.message_of(field) else { return Err(Failure::Unknown) };
        if node.value.kind != ValueKind::Aggregate {
            let what = format!("takes a message `{}`", self.schema.message_name(ty));
            let name = statement.full_name();
            let help = format!("write `{name} = {{ … }}`, or `{name}.field = value` for one field");
            return Err(statement.value_fault("bad-value", &what, &help));
        }
        let resolver = Resolver::of(self.schema, self.id);
        text_format::parse(self.schema, resolver, tree, node.value, ty, depth).map_err(|refused| {
            let ParseFailure::Fault(at, message, help) = refused else { return Failure::Unknown };
            let fault =
                statement.value_fault("bad-value", &format!("has an invalid value: {message}"), &help);
            fault.label(statement.place(at, at), "here")
        })
    }
}

/// Adds the fields, extensions, types and enum values that the value of an option names.
pub(in crate::compile) fn names_in_value(
    schema: &Schema,
    id: FileId,
    tree: &Tree,
    value: syntax::OptionValue,
    field: Ref,
    uses: &mut Vec<NameUse>,
) {
    match (schema.type_of(field), value.kind) {
        (Some(TypeRef::Enum(ty)), _) => uses.extend(enum_value(schema, ty, tree, value)),
        (Some(TypeRef::Message(ty)), ValueKind::Aggregate) => {
            text_format::names(schema, Resolver::of(schema, id), tree, value, ty, uses);
        }
        _ => {}
    }
}

fn integer(statement: Statement<'_>, min: i64, max: u64) -> StatementResult<i128> {
    let number = match statement.node.value.kind {
        ValueKind::Positive(number) => i128::from(number),
        ValueKind::Negative(number) if min < 0 => i128::from(number),
        _ => {
            let what = format!("takes an integer from {min} to {max}");
            return Err(statement.value_fault("bad-value", &what, "write a whole number in this range"));
        }
    };
    if number < i128::from(min) || number > i128::from(max) {
        let what = format!("is out of range: the type holds {min} to {max}");
        return Err(statement.value_fault("out-of-range", &what, "use a number in this range"));
    }
    Ok(number)
}

fn number(statement: Statement<'_>) -> StatementResult<f64> {
    match (statement.node.value.kind, statement.word()) {
        (ValueKind::Float(number), _) => Ok(number),
        (ValueKind::Positive(number), _) => Ok(number as f64),
        (ValueKind::Negative(number), _) => Ok(number as f64),
        (_, b"inf") => Ok(f64::INFINITY),
        (_, b"nan") => Ok(f64::NAN),
        _ => Err(statement.value_fault("bad-value", "takes a number", "write a number, `inf` or `nan`")),
    }
}
