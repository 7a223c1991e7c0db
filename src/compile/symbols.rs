//! All names of all files in one table, found by hash of the full name. No full name is stored: an entry points at
//! its element, whose name is compared on a hit.

use std::sync::Arc;

use hashbrown::HashTable;
use rayon::prelude::*;

use super::model::{Element, File, Ids};

/// The index of a file in the schema.
pub type FileId = u32;

/// What a full name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Symbol {
    /// A package, or the beginning of one: an index into [`Symbols::packages`].
    Package(u32),
    /// An element of a file.
    Element(FileId, Element),
}

impl Symbol {
    /// Whether it can be the type of a field.
    pub fn is_type(self) -> bool {
        matches!(self, Self::Element(_, Element::Message(_) | Element::Enum(_)))
    }

    /// Whether names can be declared inside it.
    pub fn is_scope(self) -> bool {
        matches!(
            self,
            Self::Package(_) | Self::Element(_, Element::Message(_) | Element::Enum(_) | Element::Service(_))
        )
    }
}

/// A package, or the beginning of one.
#[derive(Debug)]
pub struct Package {
    /// The name, without leading dot.
    pub name: Box<str>,
    /// The first file in it.
    pub file: FileId,
}

/// Two elements of the same full name.
#[derive(Clone, Copy, Debug)]
pub struct Clash {
    /// What was there before.
    pub first: Symbol,
    /// The file of the newcomer.
    pub file: FileId,
    /// The newcomer; [`Element::File`] for a package.
    pub element: Element,
}

/// The table.
pub struct Symbols {
    shards: Vec<HashTable<Entry>>,
    /// All packages and their beginnings.
    pub packages: Vec<Package>,
    /// Names that were declared twice, by file and element.
    pub clashes: Vec<Clash>,
}

#[derive(Clone, Copy)]
struct Entry {
    hash: u64,
    symbol: Symbol,
}

/// A power of two, so that a shard is the top bits of a hash.
const SHARDS: usize = 8;

fn shard_of(hash: u64) -> usize {
    (hash >> 61) as usize
}

/// The hash of a name that is read piece by piece (FNV-1a).
#[derive(Clone, Copy)]
pub struct NameHash(u64);

impl NameHash {
    /// The hash of the empty name.
    pub const EMPTY: Self = Self(0xCBF2_9CE4_8422_2325);

    /// The hash of the name so far followed by `text`.
    #[must_use]
    pub fn then(mut self, text: &[u8]) -> Self {
        for &byte in text {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
        self
    }

    /// The hash of `scope.name`, or of `name` where this is the empty scope.
    #[must_use]
    pub fn member(self, name: &[u8]) -> Self {
        if self.0 == Self::EMPTY.0 { self.then(name) } else { self.then(b".").then(name) }
    }

    /// FNV's high bits are weak; the table uses this mix of all of them.
    fn mixed(self) -> u64 {
        let mixed = self.0 ^ (self.0 >> 32);
        mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

impl Symbols {
    /// Enters the names of all files, earlier files first.
    pub fn new(files: &[Arc<File>]) -> Self {
        let mut symbols = Self { shards: Vec::new(), packages: Vec::new(), clashes: Vec::new() };
        let lists: Vec<Vec<(u64, Element)>> = files.par_iter().map(|file| names_of(file)).collect();
        let mut packages = HashTable::new();
        let mut before = None;
        for (id, file) in files.iter().enumerate() {
            // Files of a package often come one behind the other.
            let package = file.str(file.scope_name(None));
            if before.replace(package) != Some(package) {
                symbols.add_package(package, id as FileId, &mut packages);
            }
        }
        let shards: Vec<_> = (0..SHARDS)
            .into_par_iter()
            .map(|shard| fill(shard, files, &symbols.packages, &packages, &lists))
            .collect();
        for (table, clashes) in shards {
            symbols.shards.push(table);
            symbols.clashes.extend(clashes);
        }
        symbols.clashes.sort_by_key(|clash| (clash.file, clash.element));
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

    /// What `scope.name` stands for; `hash` is that of the whole.
    pub fn find(&self, files: &[Arc<File>], hash: NameHash, scope: &[u8], name: &[u8]) -> Option<Symbol> {
        let hash = hash.mixed();
        let shard = &self.shards[shard_of(hash)];
        shard
            .find(hash, |entry| {
                entry.hash == hash && is_named(files, &self.packages, entry.symbol, scope, name)
            })
            .map(|entry| entry.symbol)
    }

    /// What a full name without leading dot stands for.
    pub fn get(&self, files: &[Arc<File>], full_name: &[u8]) -> Option<Symbol> {
        self.find(files, NameHash::EMPTY.then(full_name), b"", full_name)
    }
}

type Shard = (HashTable<Entry>, Vec<Clash>);

fn fill(
    shard: usize,
    files: &[Arc<File>],
    packages: &[Package],
    package_table: &HashTable<(u64, u32)>,
    lists: &[Vec<(u64, Element)>],
) -> Shard {
    let expected: usize = lists.iter().map(Vec::len).sum();
    let mut table: HashTable<Entry> = HashTable::with_capacity(expected / SHARDS + packages.len());
    let mut clashes = Vec::new();
    let mut indices: Vec<_> =
        package_table.iter().copied().filter(|&(hash, _)| shard_of(hash) == shard).collect();
    indices.sort_unstable_by_key(|&(_, package)| package);
    let mut pending = indices.into_iter().peekable();
    let mut own = Vec::new();
    for (id, list) in lists.iter().enumerate() {
        // The packages that begin with this file come before its elements, as protoc enters them.
        while let Some((hash, package)) =
            pending.next_if(|&(_, package)| packages[package as usize].file as usize == id)
        {
            let name = packages[package as usize].name.as_bytes();
            match table.find(hash, |entry| is_named(files, packages, entry.symbol, b"", name)) {
                Some(entry) => {
                    clashes.push(Clash { first: entry.symbol, file: id as FileId, element: Element::File });
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
                clashes.push(Clash { first: entry.symbol, file: id as FileId, element });
            } else {
                let symbol = Symbol::Element(id as FileId, element);
                table.insert_unique(hash, Entry { hash, symbol }, |entry| entry.hash);
            }
        }
    }
    (table, clashes)
}

/// The names a file declares, with the hashes of their full names, in an order that puts parents first.
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
        let Ids { start, end } = enumeration.values;
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

/// Whether the full name of `symbol` is `scope.name`.
fn is_named(files: &[Arc<File>], packages: &[Package], symbol: Symbol, scope: &[u8], name: &[u8]) -> bool {
    let (own_scope, own_name): (&[u8], &[u8]) = match symbol {
        Symbol::Package(id) => (b"", packages[id as usize].name.as_bytes()),
        Symbol::Element(id, element) => {
            let file = &files[id as usize];
            match element {
                Element::Message(id) => (b"", file.bytes(file.messages[id as usize].full_name)),
                Element::Enum(id) => (b"", file.bytes(file.enums[id as usize].full_name)),
                Element::Service(id) => (b"", file.bytes(file.services[id as usize].full_name)),
                Element::Field(id) => {
                    let field = &file.fields[id as usize];
                    (file.bytes(file.scope_name(field.parent)), file.bytes(field.name))
                }
                Element::Oneof(id) => {
                    let oneof = &file.oneofs[id as usize];
                    (file.bytes(file.scope_name(Some(oneof.parent))), file.bytes(oneof.name))
                }
                Element::Value(id) => {
                    let value = &file.values[id as usize];
                    (
                        file.bytes(file.scope_name(file.enums[value.parent as usize].parent)),
                        file.bytes(value.name),
                    )
                }
                Element::Method(id) => {
                    let method = &file.methods[id as usize];
                    (file.bytes(file.services[method.parent as usize].full_name), file.bytes(method.name))
                }
                Element::File | Element::ExtensionRange(_) => return false,
            }
        }
    };
    let (outer, outer_name, inner, inner_name) = if own_scope.len() < scope.len() {
        (scope, name, own_scope, own_name)
    } else {
        (own_scope, own_name, scope, name)
    };
    // What one side has more of a scope, the other has at the start of its name.
    let rest = match inner.len() {
        0 => outer,
        len if outer.len() == len => b"",
        len if outer[len] == b'.' => &outer[len + 1..],
        _ => return false,
    };
    let behind = match rest {
        b"" => Some(inner_name),
        _ => inner_name.strip_prefix(rest).and_then(|name| name.strip_prefix(b".")),
    };
    outer.starts_with(inner) && behind == Some(outer_name)
}
