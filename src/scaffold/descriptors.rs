//! The schema as the crate carries it: descriptors for reflection and JSON, and the .proto files themselves.

use prost::Message;
use prost_types::{DescriptorProto, FileDescriptorProto, FileDescriptorSet};
use rustc_hash::FxHashSet;

use crate::descriptor::{EncodeOptions, encode_file, encode_set_entry};
use crate::generate::lower::lower;
use crate::schema::{FileId, Origin, Schema};
use crate::syntax::Level;

/// Descriptor sets of some files and all they import.
pub struct Sets {
    /// Files of an edition become equivalent proto2 files, since the crate for JSON does not support editions.
    pub lowered: Vec<u8>,
    /// All files unchanged, if that differs. Clients need these: a group by the features of an edition can have a name
    /// that a proto2 group cannot have.
    pub exact: Option<Vec<u8>>,
}

impl Sets {
    /// The sets of `roots`.
    pub fn new(schema: &Schema, roots: &[FileId]) -> Self {
        let options = EncodeOptions { source_info: false, retain_options: false };
        let files = closure(schema, roots);
        let (mut lowered, mut exact) = (Vec::new(), Vec::new());
        for &file in &files {
            encode_set_entry(schema, file, options, &mut exact);
            if is_of_edition(schema, file) {
                lowered.extend(proto2(schema, file, options));
            } else {
                encode_set_entry(schema, file, options, &mut lowered);
            }
        }
        let differ = files.iter().any(|&file| is_of_edition(schema, file));
        Self { lowered, exact: differ.then_some(exact) }
    }
}

/// Whether a file is of an edition.
pub fn is_of_edition(schema: &Schema, file: FileId) -> bool {
    !matches!(schema.files[file as usize].level, Level::Proto2 | Level::Proto3)
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
