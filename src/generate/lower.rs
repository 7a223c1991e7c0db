//! Editions to the form that prost-build reads.
//!
//! prost-build accepts proto2 and proto3 only. For its output they differ in two defaults: whether a field without
//! label has presence, and whether a list is packed. So every file becomes a proto3 file in which each field states
//! both, by its features. Required fields keep their label, and default values stay, because prost-build reads both
//! from the field. No proto3 file can be written that way, but nothing else reads these descriptors.
//!
//! prost does not follow two features: all enums are open (an `i32` keeps unknown values in place, while protobuf moves
//! those of a closed enum to the unknown fields), and a `string` that is not UTF-8 does not decode, whatever
//! `utf8_validation` is.

use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorProto};

use crate::schema::{FileId, IdRange, Ref, Schema, TypeRef};

/// Converts the descriptor of file `id` to that form.
pub fn lower(proto: &mut FileDescriptorProto, schema: &Schema, id: FileId) {
    proto.syntax = Some("proto3".to_owned());
    messages(&mut proto.message_type, schema, id, schema.files[id as usize].top.messages);
}

/// Descriptors and the schema have messages and fields in the same order.
fn messages(protos: &mut [DescriptorProto], schema: &Schema, file: FileId, scope: IdRange) {
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

/// The first enum value with the number of `value`, the only one of them that prost-build writes.
fn first_alias<'s>(schema: &'s Schema, of: Ref, value: &'s str) -> &'s str {
    let file = &schema.files[of.file as usize];
    let values = file.enums[of.index as usize].values.of(&file.values);
    let number = values.iter().find(|known| file.str(known.name) == value).map(|known| known.number);
    let first = values.iter().find(|known| Some(known.number) == number);
    first.map_or(value, |first| file.str(first.name))
}
