//! The files to generate: the requested ones, and those whose types they use.

use crate::schema::{FileId, Links, Schema, TypeRef};

/// `roots` and every file they need for a type of a field or a method, directly or not, in build order. Files that
/// are imported for their options alone are not among them: prost has no options.
pub fn files(schema: &Schema, roots: &[FileId]) -> Vec<FileId> {
    let mut needed = vec![false; schema.files.len()];
    let mut open = Vec::new();
    let mut take = |file: FileId, open: &mut Vec<FileId>| {
        if !std::mem::replace(&mut needed[file as usize], true) {
            open.push(file);
        }
    };
    for &root in roots {
        take(root, &mut open);
        for (input, output) in &schema.links[root as usize].methods {
            for message in [input, output].into_iter().flatten() {
                take(message.file, &mut open);
            }
        }
    }
    while let Some(file) = open.pop() {
        for (_, ty) in field_types(schema, file) {
            take(file_of(ty), &mut open);
        }
    }
    (0..).zip(needed).filter_map(|(file, needed)| needed.then_some(file)).collect()
}

/// The fields of a file that become fields in Rust, with the messages and enums they name. Extensions do not: prost
/// does not support them.
pub fn field_types(schema: &Schema, file: FileId) -> impl Iterator<Item = (u32, TypeRef)> {
    let Links { field_types, .. } = &schema.links[file as usize];
    let fields = &schema.files[file as usize].fields;
    let types = fields.iter().zip(field_types).zip(0..);
    types.filter_map(|((field, ty), index)| (!field.is_extension()).then_some((index, (*ty)?)))
}

/// The file that declares a type.
pub fn file_of(ty: TypeRef) -> FileId {
    match ty {
        TypeRef::Message(at) | TypeRef::Enum(at) => at.file,
    }
}
