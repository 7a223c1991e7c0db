//! An index for rules about several files, built once per run.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::schema::FileId;
use crate::schema::handles::{Field, File, Message, Service};

/// The linted files, grouped.
pub struct Index<'a> {
    /// All of them.
    pub files: Vec<File<'a>>,
    /// By package; files without one form a group.
    pub packages: BTreeMap<&'a str, Vec<File<'a>>>,
    /// By directory.
    pub directories: BTreeMap<&'a str, Vec<File<'a>>>,
    ids: FxHashSet<FileId>,
    message_uses: OnceLock<FxHashMap<&'a str, usize>>,
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
        Self { files, packages, directories, ids, message_uses: OnceLock::new() }
    }

    /// Whether a file is linted, rather than only imported.
    pub fn contains(&self, file: File<'_>) -> bool {
        self.ids.contains(&file.id())
    }

    /// How many fields and methods of the linted files use a message.
    pub fn uses_of(&self, message: Message<'_>) -> usize {
        let counts = self.message_uses.get_or_init(|| {
            let mut counts = FxHashMap::default();
            for &file in &self.files {
                let methods = file.services().flat_map(Service::methods);
                let of_methods = methods.flat_map(|method| [method.input(), method.output()]).flatten();
                for message in of_methods.chain(file.fields().filter_map(Field::message_type)) {
                    *counts.entry(message.full_name()).or_default() += 1;
                }
            }
            counts
        });
        counts.get(message.full_name()).copied().unwrap_or(0)
    }
}
