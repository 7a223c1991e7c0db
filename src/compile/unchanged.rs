//! Files that are unchanged between two runs, which need no comparison.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::embedded;
use super::load::Loaded;
use crate::schema::{File, FileId};

impl Loaded {
    /// The names of the files that are unchanged since another run: they and all their transitive imports were reused
    /// from it.
    pub fn unchanged(&self, since: &Self) -> FxHashSet<Box<str>> {
        let before: FxHashMap<&str, &Arc<File>> =
            since.files.iter().map(|file| (&*file.name, file)).collect();
        let mut unchanged = FxHashSet::default();
        // Imports come first in build order.
        for file in &self.files {
            let is_known = before.get(&*file.name).is_some_and(|before| Arc::ptr_eq(before, file));
            if is_known && file.imports.iter().all(|import| unchanged.contains(file.str(import.path))) {
                unchanged.insert(file.name.clone());
            }
        }
        unchanged
    }

    /// Reduces the requested files, and drops files that they do not import transitively. The file that declares the
    /// option messages is kept, because it affects all others.
    pub fn keep_roots(&mut self, is_meant: impl Fn(&File) -> bool) {
        self.roots.retain(|&root| is_meant(&self.files[root as usize]));
        let wanted = self.closure();
        let mut count = 0;
        let ids: Vec<FileId> =
            wanted.iter().map(|&wanted| (count, count += FileId::from(wanted)).0).collect();
        self.roots.iter_mut().for_each(|root| *root = ids[*root as usize]);
        let mut wanted = wanted.into_iter();
        self.files.retain(|_| wanted.next() == Some(true));
    }

    /// Flags of the requested files and their transitive imports.
    fn closure(&self) -> Vec<bool> {
        let ids: FxHashMap<&str, usize> =
            self.files.iter().enumerate().map(|(id, file)| (&*file.name, id)).collect();
        let mut has = vec![false; self.files.len()];
        let roots = self.roots.iter().map(|&root| root as usize);
        roots.chain(ids.get(embedded::DESCRIPTOR).copied()).for_each(|id| has[id] = true);
        for (id, file) in self.files.iter().enumerate().rev() {
            if has[id] {
                let imports = file.imports.iter().filter_map(|import| ids.get(file.str(import.path)));
                imports.for_each(|&target| has[target] = true);
            }
        }
        has
    }
}
