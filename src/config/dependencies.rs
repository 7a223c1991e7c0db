//! Dependencies of a schema.

use super::node::{and, list};
use crate::diag::{Diagnostic, Place};
use crate::schema::Schema;
use crate::schema::handles::{File, Import};

/// Modules of buf's registry.
#[derive(Clone, Debug)]
pub struct Dependencies {
    /// Their names.
    pub names: Vec<String>,
    /// Where the configuration lists them.
    pub place: Place,
}

impl Dependencies {
    /// Replaces the errors about missing imports by a single one with the remedy.
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
        let message =
            format!("cannot find {}: the files of {} are not fetched", and(&shown), list(&self.names));
        let help = format!(
            "copy their files into a directory, for example with `buf export {} -o vendor`, and add `-I vendor`",
            self.names[0]
        );
        let error = Diagnostic::error("missing-dependency", self.place.clone(), message).help(help);
        found.push(error.label(first.site().place(), "imported here"));
    }
}

/// How many imports are listed.
const MOST_SHOWN: usize = 3;
