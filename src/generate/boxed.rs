//! Messages that contain themselves. prost-build boxes a field through which a message contains itself, but does not
//! see those that are groups.

use rustc_hash::FxHashSet;

use crate::compile::{FileId, Label, Ref, Schema, TypeRef};

/// The fields of group type through which a message contains itself, as paths that prost-build takes.
pub fn fields(schema: &Schema, files: &[FileId]) -> Vec<String> {
    let mut paths = Vec::new();
    for &id in files {
        let file = &schema.files[id as usize];
        for (field, features) in (0..).zip(&schema.features[id as usize].fields) {
            let Some(owner) = file.fields[field as usize].parent else { continue };
            if features.message_encoding != 2 || file.fields[field as usize].is_extension() {
                continue;
            }
            let Some(target) = contained(schema, Ref { file: id, index: field }) else { continue };
            if contains(schema, target, Ref { file: id, index: owner }) {
                paths.push(path(schema, id, field));
            }
        }
    }
    paths
}

/// Whether `outer` is `inner`, or a value of it holds one of `inner` in place: not in a list or a map.
fn contains(schema: &Schema, outer: Ref, inner: Ref) -> bool {
    let mut seen = FxHashSet::from_iter([outer]);
    let mut open = vec![outer];
    while let Some(message) = open.pop() {
        if message == inner {
            return true;
        }
        for index in schema.message(message).fields.iter() {
            let target = contained(schema, Ref { file: message.file, index });
            open.extend(target.filter(|&target| seen.insert(target)));
        }
    }
    false
}

/// The message that a field holds in place.
fn contained(schema: &Schema, field: Ref) -> Option<Ref> {
    match schema.links[field.file as usize].field_types[field.index as usize]? {
        TypeRef::Message(target) if schema.field(field).label != Label::Repeated => Some(target),
        _ => None,
    }
}

/// `.package.Message.field`, or `.package.Message.oneof.field`.
fn path(schema: &Schema, id: FileId, field: u32) -> String {
    let file = &schema.files[id as usize];
    let field = &file.fields[field as usize];
    let mut path = format!(".{}", file.str(file.scope_name(field.parent)));
    for name in
        [field.oneof.map(|oneof| file.oneofs[oneof as usize].name), Some(field.name)].into_iter().flatten()
    {
        path.push('.');
        path.push_str(file.str(name));
    }
    path
}
