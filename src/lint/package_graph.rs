//! The import graph of packages, to find cycles.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rustc_hash::{FxHashMap, FxHashSet};

use super::Index;
use crate::schema::handles::{File, Import};

/// The packages of all linted and imported files, except the unnamed one.
pub struct PackageGraph<'a> {
    imports: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// The strongly connected component of each package.
    circles: FxHashMap<&'a str, usize>,
}

impl<'a> PackageGraph<'a> {
    /// Builds the graph.
    pub fn new(index: &Index<'a>) -> Self {
        let mut imports: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut pairs = FxHashSet::default();
        let mut pending: Vec<File<'a>> = index.files.clone();
        let mut seen: FxHashSet<_> = pending.iter().map(|file| file.id()).collect();
        while let Some(file) = pending.pop() {
            let from = file.package();
            for target in file.imports().filter_map(Import::target) {
                if seen.insert(target.id()) {
                    pending.push(target);
                }
                let to = target.package();
                if !from.is_empty() && !to.is_empty() && from != to && pairs.insert((from, to)) {
                    imports.entry(from).or_default().insert(to);
                }
            }
        }
        let circles = circles(&imports);
        Self { imports, circles }
    }

    /// The shortest cycle through an import from one package to another, if any.
    pub fn circle(&self, from: &'a str, to: &'a str) -> Option<Vec<&'a str>> {
        let circle = self.circles.get(from)?;
        if from == to || self.circles.get(to) != Some(circle) {
            return None;
        }
        let mut came_from = FxHashMap::from_iter([(to, from)]);
        let mut pending = VecDeque::from([to]);
        while let Some(package) = pending.pop_front() {
            for &next in self.next(package) {
                if self.circles.get(next) != Some(circle) || came_from.contains_key(next) {
                    continue;
                }
                came_from.insert(next, package);
                if next == from {
                    return Some(way_back(&came_from, from));
                }
                pending.push_back(next);
            }
        }
        None
    }

    fn next(&self, package: &str) -> impl Iterator<Item = &&'a str> {
        self.imports.get(package).into_iter().flatten()
    }
}

/// The cycle found, from `end` to `end`.
fn way_back<'a>(came_from: &FxHashMap<&'a str, &'a str>, end: &'a str) -> Vec<&'a str> {
    let mut way = vec![end];
    let mut at = end;
    while let Some(&before) = came_from.get(at) {
        way.push(before);
        at = before;
        if at == end {
            break;
        }
    }
    way.reverse();
    way
}

/// Computes strongly connected components (Kosaraju's algorithm, without recursion: the graph can be deep).
fn circles<'a>(imports: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> FxHashMap<&'a str, usize> {
    let mut importers: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for (&from, targets) in imports {
        for &to in targets {
            importers.entry(to).or_default().push(from);
        }
    }
    let mut circles = FxHashMap::default();
    for (number, &root) in finished(imports).iter().rev().enumerate() {
        let mut pending = vec![root];
        while let Some(package) = pending.pop() {
            if !circles.contains_key(package) {
                circles.insert(package, number);
                pending.extend(importers.get(package).into_iter().flatten());
            }
        }
    }
    circles
}

/// The packages in depth-first post-order.
fn finished<'a>(imports: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Vec<&'a str> {
    let mut seen = FxHashSet::default();
    let mut order = Vec::new();
    for &root in imports.keys() {
        let mut pending = vec![(root, false)];
        while let Some((package, done)) = pending.pop() {
            if done {
                order.push(package);
            } else if seen.insert(package) {
                pending.push((package, true));
                pending.extend(imports.get(package).into_iter().flatten().map(|&next| (next, false)));
            }
        }
    }
    order
}
