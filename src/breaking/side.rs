//! One side of a comparison.

use crate::schema::handles::{Enum, Field, File, Message, Service};
use crate::schema::{FileId, Schema};

/// Some files of a schema: all, or those of a module with all imports.
#[derive(Clone)]
pub struct Side<'a> {
    schema: &'a Schema,
    /// By file id, whether it is included.
    has: Vec<bool>,
    earlier: Vec<Self>,
}

impl<'a> Side<'a> {
    /// All files of a schema.
    pub fn all(schema: &'a Schema) -> Self {
        Self { schema, has: vec![true; schema.len], earlier: Vec::new() }
    }

    /// Some files, and their transitive imports.
    pub fn of(schema: &'a Schema, files: &[FileId]) -> Self {
        let mut has = vec![false; schema.len];
        let mut pending = files.to_vec();
        while let Some(id) = pending.pop() {
            if std::mem::replace(&mut has[id as usize], true) {
                continue;
            }
            let imports = File::new(schema, id).imports();
            pending.extend(imports.filter_map(|import| Some(import.target()?.id())));
        }
        Self { schema, has, earlier: Vec::new() }
    }

    /// Adds older versions.
    #[must_use]
    pub fn after(self, earlier: Vec<Self>) -> Self {
        Self { earlier, ..self }
    }

    /// The older versions.
    pub fn earlier(&self) -> &[Self] {
        &self.earlier
    }

    /// The files, in build order.
    pub fn files(&self) -> impl Iterator<Item = File<'a>> {
        self.schema.file_handles().filter(|file| self.has(*file))
    }

    /// The message with a full name without leading dot, map entries among them.
    pub fn message(&self, name: &str) -> Option<Message<'a>> {
        self.schema.message_by_name(name).filter(|found| self.has(found.file()))
    }

    /// The enum with a full name without leading dot.
    pub fn enumeration(&self, name: &str) -> Option<Enum<'a>> {
        self.schema.enum_by_name(name).filter(|found| self.has(found.file()))
    }

    /// The service with a full name without leading dot.
    pub fn service(&self, name: &str) -> Option<Service<'a>> {
        self.schema.service_by_name(name).filter(|found| self.has(found.file()))
    }

    /// The extension with a full name without leading dot.
    pub fn extension(&self, name: &str) -> Option<Field<'a>> {
        self.schema.field_by_name(name).filter(|found| found.is_extension() && self.has(found.file()))
    }

    fn has(&self, file: File<'_>) -> bool {
        self.has[file.id() as usize]
    }
}
