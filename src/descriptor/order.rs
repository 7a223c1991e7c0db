//! The order of the files in a descriptor set.

use rustc_hash::FxHashSet;

use crate::schema::{FileId, Schema};

/// The inputs as protoc orders them in a set without imports: in the order given, but each after the inputs that it
/// imports itself. Imports of files that are not inputs do not count.
pub fn inputs_in_order(schema: &Schema, inputs: &[FileId]) -> Vec<FileId> {
    let mut left: FxHashSet<FileId> = inputs.iter().copied().collect();
    let mut ordered = Vec::new();
    for &input in inputs {
        let mut open: Vec<(FileId, usize)> = if left.remove(&input) { vec![(input, 0)] } else { Vec::new() };
        while let Some((file, next)) = open.last_mut() {
            let imports = &schema.links[*file as usize].imports;
            let Some(&import) = imports.get(*next) else {
                ordered.push(*file);
                open.pop();
                continue;
            };
            *next += 1;
            if let Some(import) = import.filter(|import| left.remove(import)) {
                open.push((import, 0));
            }
        }
    }
    ordered
}
