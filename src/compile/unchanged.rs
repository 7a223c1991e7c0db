//! What two runs have in common, of which one need not look at it again.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::embedded;
use super::load::Loaded;
use crate::schema::{File, FileId};

impl Loaded {
    /// The names of the files that mean what they mean in another run: they were taken from there, and so was all that
    /// they import, directly or not.
    pub fn unchanged(&self, since: &Self) -> FxHashSet<Box<str>> {
        let before: FxHashMap<&str, &Arc<File>> =
            since.files.iter().map(|file| (&*file.name, file)).collect();
        let mut unchanged = FxHashSet::default();
        // What a file imports comes before it.
        for file in &self.files {
            let is_known = before.get(&*file.name).is_some_and(|before| Arc::ptr_eq(before, file));
            if is_known && file.imports.iter().all(|import| unchanged.contains(file.str(import.path))) {
                unchanged.insert(file.name.clone());
            }
        }
        unchanged
    }

    /// Asks for fewer files, and leaves out what those do not import, directly or not. The file that defines the option
    /// messages stays where it is one of them, since it has a say in all others.
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

    /// By file, whether it is asked for, or imported by such a file.
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
