//! Editions to the form that prost-build reads.
//!
//! prost-build knows proto2 and proto3 and refuses anything else. The two differ, for what it does, in two defaults:
//! whether a field without label has presence, and whether a list is packed. So every file, whatever its level,
//! becomes proto3 in which each field says both for itself, as its features have it. Required fields keep their
//! label and default values stay: prost-build takes both from the field. That no proto3 file could be written that
//! way does no harm, since nothing else reads these descriptors.
//!
//! What prost has only one way is the same at every level: enums are open (an `i32`, so that a value the enum does
//! not have is kept where it is, while protobuf moves it to the unknown fields of a closed enum), and a `string` that
//! is not UTF-8 does not decode, whatever `utf8_validation` says.

use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorProto};

use crate::schema::{FileId, Ids, Ref, Schema, TypeRef};

/// Brings the descriptor of file `id` into that form.
pub fn lower(proto: &mut FileDescriptorProto, schema: &Schema, id: FileId) {
    proto.syntax = Some("proto3".to_owned());
    messages(&mut proto.message_type, schema, id, schema.files[id as usize].top.messages);
}

/// Descriptors and the schema have messages and fields in the same order.
fn messages(protos: &mut [DescriptorProto], schema: &Schema, file: FileId, scope: Ids) {
    for (proto, index) in protos.iter_mut().zip(scope.iter()) {
        let message = schema.message(Ref { file, index });
        for (proto, index) in proto.field.iter_mut().zip(message.fields.iter()) {
            field(proto, schema, Ref { file, index });
        }
        messages(&mut proto.nested_type, schema, file, message.scope.messages);
    }
}

fn field(proto: &mut FieldDescriptorProto, schema: &Schema, at: Ref) {
    if schema.is_delimited(at) {
        proto.set_type(Type::Group);
    }
    if proto.label() == Label::Repeated {
        proto.options.get_or_insert_default().packed = Some(schema.is_packed(at));
    } else if schema.is_required(at) {
        proto.set_label(Label::Required);
    } else if schema.field(at).oneof.is_none() && schema.has_presence(at) {
        proto.proto3_optional = Some(true);
    }
    if let (Some(default), Some(TypeRef::Enum(of))) = (&mut proto.default_value, schema.type_of(at)) {
        *default = first_alias(schema, of, default).to_owned();
    }
}

/// Of the enum values that have the number of `value`, the first: the only one that prost-build writes.
fn first_alias<'s>(schema: &'s Schema, of: Ref, value: &'s str) -> &'s str {
    let file = &schema.files[of.file as usize];
    let values = file.enums[of.index as usize].values.of(&file.values);
    let number = values.iter().find(|known| file.str(known.name) == value).map(|known| known.number);
    let first = values.iter().find(|known| Some(known.number) == number);
    first.map_or(value, |first| file.str(first.name))
}
