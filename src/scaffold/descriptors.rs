//! The schema as the crate carries it: descriptors for reflection and JSON, and the .proto files themselves.

use rustc_hash::FxHashSet;

use crate::compile::{EncodeOptions, FileId, Origin, Schema, encode_set_entry};

/// The descriptor set of some files and all they import.
pub fn set(schema: &Schema, roots: &[FileId]) -> Vec<u8> {
    let options = EncodeOptions { source_info: false, retain_options: false };
    let mut set = Vec::new();
    for file in closure(schema, roots) {
        encode_set_entry(schema, file, options, &mut set);
    }
    set
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
fn closure(schema: &Schema, roots: &[FileId]) -> Vec<FileId> {
    let mut needed: FxHashSet<FileId> = roots.iter().copied().collect();
    let mut open = roots.to_vec();
    while let Some(file) = open.pop() {
        let imports = schema.links[file as usize].imports.iter().flatten();
        open.extend(imports.copied().filter(|&import| needed.insert(import)));
    }
    (0..schema.len as FileId).filter(|file| needed.contains(file)).collect()
}
