//! An index for rules about several files, built once per run.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::schema::FileId;
use crate::schema::handles::File;

/// The linted files, grouped.
pub struct Index<'a> {
    /// All of them.
    pub files: Vec<File<'a>>,
    /// By package; files without one form a group.
    pub packages: BTreeMap<&'a str, Vec<File<'a>>>,
    /// By directory.
    pub directories: BTreeMap<&'a str, Vec<File<'a>>>,
    ids: FxHashSet<FileId>,
}

impl<'a> Index<'a> {
    pub(super) fn new(files: Vec<File<'a>>) -> Self {
        let mut packages: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut directories: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for &file in &files {
            packages.entry(file.package()).or_default().push(file);
            directories.entry(file.directory()).or_default().push(file);
        }
        let ids = files.iter().map(|file| file.id()).collect();
        Self { files, packages, directories, ids }
    }

    /// Whether a file is linted, rather than only imported.
    pub fn contains(&self, file: File<'_>) -> bool {
        self.ids.contains(&file.id())
    }
}
