//! `-I`: import roots.

use super::notify::Notify;
use crate::compile::clean_path;
use crate::files::Tree;

/// An import root.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Include {
    /// The prefix of import names in it; often empty.
    pub prefix: String,
    /// Its normalized path; empty for the current directory.
    pub directory: String,
    /// Whether it is on disk although the schema is not.
    pub from_disk: bool,
    /// Whether a configuration names it.
    pub is_configured: bool,
}

impl Include {
    /// Finds the import roots of `-I`.
    pub fn find_all(tree: &Tree, typed: &[String], notify: &dyn Notify) -> Result<Vec<Self>, String> {
        let found = typed.iter().map(|typed| {
            let include = Self::find(tree, typed)?;
            include.note_if_from_disk(typed, notify);
            Ok(include)
        });
        found.collect()
    }

    /// The import roots of `-I`, and then those of a configuration that are not among them.
    pub fn with_configured(
        tree: &Tree,
        named: &[Self],
        typed: &[String],
        notify: &dyn Notify,
    ) -> Result<Vec<Self>, String> {
        let mut all = named.to_vec();
        for typed in typed {
            let include = Self { is_configured: true, ..Self::find(tree, typed)? };
            let is_same =
                |other: &Self| (&other.prefix, &other.directory) == (&include.prefix, &include.directory);
            if !named.iter().any(is_same) {
                include.note_if_from_disk(typed, notify);
                all.push(include);
            }
        }
        Ok(all)
    }

    /// Finds `DIR`, or the directory of `PREFIX=DIR`.
    fn find(tree: &Tree, typed: &str) -> Result<Self, String> {
        let (prefix, directory) = typed.split_once('=').unwrap_or(("", typed));
        let prefix = prefix.trim_matches('/').to_owned();
        let Some((directory, from_disk)) = tree.directory_or_on_disk(directory) else {
            return Err(format!("-I {typed}: there is no such directory"));
        };
        Ok(Self { prefix, directory: clean_path(&directory), from_disk, is_configured: false })
    }

    fn note_if_from_disk(&self, typed: &str, notify: &dyn Notify) {
        if self.from_disk {
            notify.note(&format!("-I {typed} exists only on disk: imports are read from there"));
        }
    }
}

/// Drops files in directories of `-I` from those to check: they belong to someone else. If there are no other files,
/// they are the schema itself.
pub fn exclude_included<F>(
    files: &mut Vec<F>,
    includes: &[Include],
    notify: &dyn Notify,
    is_included: impl Fn(&F) -> bool,
) {
    let count = files.iter().filter(|file| is_included(file)).count();
    if count > 0 && count < files.len() {
        files.retain(|file| !is_included(file));
        let named = includes.iter().filter(|include| !include.is_configured);
        let directories: Vec<&str> = named.map(|include| &*include.directory).collect();
        if directories.is_empty() {
            return;
        }
        let files = if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
        notify.note(&format!(
            "{files} in -I {} can only be imported: pass the directory as an input to check it too",
            directories.join(", -I ")
        ));
    }
}
