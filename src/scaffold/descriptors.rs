//! The schema as the crate carries it: descriptors for reflection and JSON, and the .proto files themselves.

use prost::Message;
use prost_types::{DescriptorProto, FileDescriptorProto, FileDescriptorSet};
use rustc_hash::FxHashSet;

use crate::compile::{EncodeOptions, FileId, Origin, Schema, encode_file, encode_set_entry};
use crate::generate::lower::lower;
use crate::syntax::Level;

/// The descriptor set of some files and all they import. Files of an edition become proto2 files that mean the same:
/// neither the crate for JSON nor older clients know editions.
pub fn set(schema: &Schema, roots: &[FileId]) -> Vec<u8> {
    let options = EncodeOptions { source_info: false, retain_options: false };
    let mut set = Vec::new();
    for file in closure(schema, roots) {
        match schema.files[file as usize].level {
            Level::Proto2 | Level::Proto3 => encode_set_entry(schema, file, options, &mut set),
            _ => set.extend(proto2(schema, file, options)),
        }
    }
    set
}

/// The entry of a file as proto2. Options that prost does not know are left out.
fn proto2(schema: &Schema, id: FileId, options: EncodeOptions) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode_file(schema, id, options, &mut bytes);
    // What was encoded here can be decoded, unless a text in the options is not UTF-8: prost has refused that before.
    let mut file = FileDescriptorProto::decode(bytes.as_slice()).unwrap_or_default();
    lower(&mut file, schema, id);
    file.syntax = None;
    forget_presence(&mut file.message_type);
    FileDescriptorSet { file: vec![file] }.encode_to_vec()
}

/// In proto2 every field has presence, and it is wrong to say so.
fn forget_presence(messages: &mut [DescriptorProto]) {
    for message in messages {
        message.field.iter_mut().for_each(|field| field.proto3_optional = None);
        forget_presence(&mut message.nested_type);
    }
}

/// The names and texts of the files, without those that come with every compiler.
pub fn sources(schema: &Schema, roots: &[FileId]) -> Vec<(String, Vec<u8>)> {
    let files = closure(schema, roots).into_iter().map(|id| &schema.files[id as usize]);
    let own = files.filter(|file| !file.name.starts_with("google/protobuf/"));
    own.filter_map(|file| match &file.origin {
        Origin::Source(tree) => Some((file.name.to_string(), tree.source.bytes().to_vec())),
        Origin::Image(_) => None,
    })
    .collect()
}

/// The files and all they import, in build order.
pub fn closure(schema: &Schema, roots: &[FileId]) -> Vec<FileId> {
    let mut needed: FxHashSet<FileId> = roots.iter().copied().collect();
    let mut open = roots.to_vec();
    while let Some(file) = open.pop() {
        let imports = schema.links[file as usize].imports.iter().flatten();
        open.extend(imports.copied().filter(|&import| needed.insert(import)));
    }
    (0..schema.len as FileId).filter(|file| needed.contains(file)).collect()
}
