//! Builds the symbol table.

use std::sync::Arc;

use hashbrown::HashTable;
use rayon::prelude::*;

use crate::schema::symbols::{Entry, SHARDS, is_named, shard_of};
use crate::schema::{Duplicate, Element, File, FileId, IdRange, NameHash, Package, Symbol, Symbols};

impl Symbols {
    /// Adds the names of all files, in order.
    pub fn new(files: &[Arc<File>]) -> Self {
        let mut symbols = Self { shards: Vec::new(), packages: Vec::new(), duplicates: Vec::new() };
        let lists: Vec<Vec<(u64, Element)>> = files.par_iter().map(|file| names_of(file)).collect();
        let mut packages = HashTable::new();
        let mut before = None;
        for (id, file) in files.iter().enumerate() {
            // Consecutive files often have the same package.
            let package = file.str(file.scope_name(None));
            if before.replace(package) != Some(package) {
                symbols.add_package(package, id as FileId, &mut packages);
            }
        }
        let shards: Vec<_> = (0..SHARDS)
            .into_par_iter()
            .map(|shard| fill(shard, files, &symbols.packages, &packages, &lists))
            .collect();
        for (table, duplicates) in shards {
            symbols.shards.push(table);
            symbols.duplicates.extend(duplicates);
        }
        symbols.duplicates.sort_by_key(|duplicate| (duplicate.file, duplicate.element));
        symbols
    }

    fn add_package(&mut self, name: &str, id: FileId, table: &mut HashTable<(u64, u32)>) {
        for end in name.match_indices('.').map(|(dot, _)| dot).chain([name.len()]) {
            let prefix = &name[..end];
            if prefix.is_empty() {
                continue;
            }
            let hash = NameHash::EMPTY.then(prefix.as_bytes()).mixed();
            if table.find(hash, |&(_, package)| *self.packages[package as usize].name == *prefix).is_none() {
                table.insert_unique(hash, (hash, self.packages.len() as u32), |&(hash, _)| hash);
                self.packages.push(Package { name: prefix.into(), file: id });
            }
        }
    }
}

/// The entries of one shard, and its duplicates.
type Shard = (HashTable<Entry>, Vec<Duplicate>);

fn fill(
    shard: usize,
    files: &[Arc<File>],
    packages: &[Package],
    package_table: &HashTable<(u64, u32)>,
    lists: &[Vec<(u64, Element)>],
) -> Shard {
    let expected: usize = lists.iter().map(Vec::len).sum();
    let mut table: HashTable<Entry> = HashTable::with_capacity(expected / SHARDS + packages.len());
    let mut duplicates = Vec::new();
    let mut indices: Vec<_> =
        package_table.iter().copied().filter(|&(hash, _)| shard_of(hash) == shard).collect();
    indices.sort_unstable_by_key(|&(_, package)| package);
    let mut pending = indices.into_iter().peekable();
    let mut own = Vec::new();
    for (id, list) in lists.iter().enumerate() {
        // Like protoc, add the new packages of a file before its elements.
        while let Some((hash, package)) =
            pending.next_if(|&(_, package)| packages[package as usize].file as usize == id)
        {
            let name = packages[package as usize].name.as_bytes();
            match table.find(hash, |entry| is_named(files, packages, entry.symbol, b"", name)) {
                Some(entry) => {
                    duplicates.push(Duplicate {
                        first: entry.symbol,
                        file: id as FileId,
                        element: Element::File,
                    });
                }
                None => {
                    table.insert_unique(hash, Entry { hash, symbol: Symbol::Package(package) }, |entry| {
                        entry.hash
                    });
                }
            }
        }
        own.clear();
        own.extend(list.iter().filter(|&&(hash, _)| shard_of(hash) == shard));
        for &(hash, element) in &own {
            let same = |entry: &Entry| {
                entry.hash == hash && {
                    let name = files[id].full_name(element);
                    is_named(files, packages, entry.symbol, b"", name.as_bytes())
                }
            };
            if let Some(entry) = table.find(hash, same) {
                duplicates.push(Duplicate { first: entry.symbol, file: id as FileId, element });
            } else {
                let symbol = Symbol::Element(id as FileId, element);
                table.insert_unique(hash, Entry { hash, symbol }, |entry| entry.hash);
            }
        }
    }
    (table, duplicates)
}

/// The names that a file declares, with the hashes of their full names, parents first.
fn names_of(file: &File) -> Vec<(u64, Element)> {
    let package = NameHash::EMPTY.then(file.bytes(file.scope_name(None)));
    let mut out =
        Vec::with_capacity(file.messages.len() + file.fields.len() + file.values.len() + file.methods.len());
    let mut scopes = Vec::with_capacity(file.messages.len());
    let scope_of =
        |scopes: &[NameHash], parent: Option<u32>| parent.map_or(package, |parent| scopes[parent as usize]);
    for (id, message) in file.messages.iter().enumerate() {
        let hash = scope_of(&scopes, message.parent).member(file.bytes(message.name));
        scopes.push(hash);
        out.push((hash.mixed(), Element::Message(id as u32)));
    }
    for (id, enumeration) in file.enums.iter().enumerate() {
        let scope = scope_of(&scopes, enumeration.parent);
        out.push((scope.member(file.bytes(enumeration.name)).mixed(), Element::Enum(id as u32)));
        // Enum values are siblings of their enum.
        let IdRange { start, end } = enumeration.values;
        for value in start..end {
            out.push((
                scope.member(file.bytes(file.values[value as usize].name)).mixed(),
                Element::Value(value),
            ));
        }
    }
    for (id, field) in file.fields.iter().enumerate() {
        let scope = scope_of(&scopes, field.parent);
        out.push((scope.member(file.bytes(field.name)).mixed(), Element::Field(id as u32)));
    }
    for (id, oneof) in file.oneofs.iter().enumerate() {
        let scope = scopes[oneof.parent as usize];
        out.push((scope.member(file.bytes(oneof.name)).mixed(), Element::Oneof(id as u32)));
    }
    for (id, service) in file.services.iter().enumerate() {
        let scope = package.member(file.bytes(service.name));
        out.push((scope.mixed(), Element::Service(id as u32)));
        for method in service.methods.iter() {
            out.push((
                scope.member(file.bytes(file.methods[method as usize].name)).mixed(),
                Element::Method(method),
            ));
        }
    }
    out
}
