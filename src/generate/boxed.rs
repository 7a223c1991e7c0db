//! Messages that contain themselves. prost-build boxes a field through which a message contains itself, but does not
//! see where the way back leads through another group.

use rustc_hash::FxHashSet;

use crate::compile::{Field, FileId, Label, Ref, Schema};

/// The fields of group type through which a message contains itself, as paths that prost-build takes.
pub fn fields(schema: &Schema, files: &[FileId]) -> Vec<String> {
    let mut paths = Vec::new();
    for &file in files {
        for (field, index) in schema.files[file as usize].fields.iter().zip(0..) {
            let at = Ref { file, index };
            let (Some(owner), Some(target)) = (field.parent, contained(schema, at)) else { continue };
            let is_group = !field.is_extension() && schema.is_delimited(at);
            if is_group && contains(schema, target, Ref { file, index: owner }) {
                paths.push(path(schema, file, field));
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
    schema.message_of(field).filter(|_| schema.field(field).label != Label::Repeated)
}

/// `.package.Message.field`, or `.package.Message.oneof.field`.
fn path(schema: &Schema, id: FileId, field: &Field) -> String {
    let file = &schema.files[id as usize];
    let oneof = field.oneof.map(|oneof| file.oneofs[oneof as usize].name);
    let names = [Some(file.scope_name(field.parent)), oneof, Some(field.name)];
    let names: Vec<&str> = names.into_iter().flatten().map(|name| file.str(name)).collect();
    format!(".{}", names.join("."))
}
