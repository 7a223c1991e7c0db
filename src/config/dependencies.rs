//! What a schema needs from elsewhere.

use super::node::{and, list};
use crate::diag::{Diagnostic, Place};
use crate::schema::Schema;
use crate::schema::handles::{File, Import};

/// Modules of buf's registry.
#[derive(Clone, Debug)]
pub struct Dependencies {
    /// Their names.
    pub names: Vec<String>,
    /// Where the configuration says so.
    pub place: Place,
}

impl Dependencies {
    /// Puts one error in place of those about imports that are not found: they all want the same.
    pub fn explain_missing(&self, schema: &Schema, found: &mut Vec<Diagnostic>) {
        let files = (0..schema.visible_files().len() as u32).map(|id| File::new(schema, id));
        let imports = files.flat_map(File::imports).filter(|import| import.target().is_none());
        let mut imports: Vec<Import<'_>> = imports.collect();
        imports.sort_by_key(|import| import.path());
        imports.dedup_by_key(|import| import.path());
        let Some(first) = imports.first() else { return };
        found.retain(|diagnostic| diagnostic.code != "file-not-found");
        let mut shown: Vec<String> =
            imports.iter().take(MOST_SHOWN).map(|import| format!("`{}`", import.path())).collect();
        if imports.len() > MOST_SHOWN {
            shown.push(format!("{} more", imports.len() - MOST_SHOWN));
        }
        let message = format!(
            "no file is found for the import of {}, and the dependencies {} are not fetched",
            and(&shown),
            list(&self.names)
        );
        let help = format!(
            "put their files into a directory, as `buf export {} -o vendor` does, and add `-I vendor`",
            self.names[0]
        );
        let error = Diagnostic::error("missing-dependency", self.place.clone(), message).help(help);
        found.push(error.label(first.spot().place(), "imported here"));
    }
}

/// How many imports are named.
const MOST_SHOWN: usize = 3;
