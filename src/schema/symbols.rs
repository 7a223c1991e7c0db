//! The symbol table of all files, keyed by hash of the full name. Names are not stored: an entry refers to its element,
//! whose name is compared on a hit.

use std::sync::Arc;

use hashbrown::HashTable;

use super::links::FileId;
use super::model::{Element, File};

/// The meaning of a full name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Symbol {
    /// A package or a parent of one: an index into [`Symbols::packages`].
    Package(u32),
    /// An element of a file.
    Element(FileId, Element),
}

impl Symbol {
    /// Whether it is a message or an enum.
    pub fn is_type(self) -> bool {
        matches!(self, Self::Element(_, Element::Message(_) | Element::Enum(_)))
    }

    /// Whether it can contain declarations.
    pub fn is_scope(self) -> bool {
        matches!(
            self,
            Self::Package(_) | Self::Element(_, Element::Message(_) | Element::Enum(_) | Element::Service(_))
        )
    }
}

/// A package, or a parent of one.
#[derive(Debug)]
pub struct Package {
    /// The name, without leading dot.
    pub name: Box<str>,
    /// The first file in it.
    pub file: FileId,
}

/// Two elements with the same full name.
#[derive(Clone, Copy, Debug)]
pub struct Duplicate {
    /// The symbol that was declared first.
    pub first: Symbol,
    /// The file of the second element.
    pub file: FileId,
    /// The second element; [`Element::File`] for a package.
    pub element: Element,
}

/// The symbol table.
pub struct Symbols {
    pub(crate) shards: Vec<HashTable<Entry>>,
    /// All packages and their parents.
    pub packages: Vec<Package>,
    /// Names that are declared more than once.
    pub duplicates: Vec<Duplicate>,
}

/// An entry: the hash of a full name, and its symbol.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub hash: u64,
    pub symbol: Symbol,
}

/// A power of two: the shard is the top bits of the hash.
pub(crate) const SHARDS: usize = 8;

pub(crate) fn shard_of(hash: u64) -> usize {
    (hash >> 61) as usize
}

/// An incremental hash of a name (FNV-1a).
#[derive(Clone, Copy)]
pub struct NameHash(u64);

impl NameHash {
    /// The hash of the empty name.
    pub const EMPTY: Self = Self(0xCBF2_9CE4_8422_2325);

    /// The hash with `text` appended.
    #[must_use]
    pub fn then(mut self, text: &[u8]) -> Self {
        for &byte in text {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
        self
    }

    /// The hash of `scope.name`, or of `name` in the empty scope.
    #[must_use]
    pub fn member(self, name: &[u8]) -> Self {
        if self.0 == Self::EMPTY.0 { self.then(name) } else { self.then(b".").then(name) }
    }

    /// Mixes all bits: the high bits of FNV are weak, and the table uses them.
    pub(crate) fn mixed(self) -> u64 {
        let mixed = self.0 ^ (self.0 >> 32);
        mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

impl Symbols {
    /// Looks up `scope.name`; `hash` is the hash of the full name.
    pub fn find(&self, files: &[Arc<File>], hash: NameHash, scope: &[u8], name: &[u8]) -> Option<Symbol> {
        let hash = hash.mixed();
        let shard = &self.shards[shard_of(hash)];
        shard
            .find(hash, |entry| {
                entry.hash == hash && is_named(files, &self.packages, entry.symbol, scope, name)
            })
            .map(|entry| entry.symbol)
    }

    /// Looks up a full name, without leading dot.
    pub fn get(&self, files: &[Arc<File>], full_name: &[u8]) -> Option<Symbol> {
        self.find(files, NameHash::EMPTY.then(full_name), b"", full_name)
    }
}

/// Whether the full name of `symbol` is `scope.name`.
pub(crate) fn is_named(
    files: &[Arc<File>],
    packages: &[Package],
    symbol: Symbol,
    scope: &[u8],
    name: &[u8],
) -> bool {
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
    // The scopes may be split differently: extra scope segments on one side must be the leading segments of the
    // other's name.
    let rest = match inner.len() {
        0 => outer,
        len if outer.len() == len => b"",
        len if outer[len] == b'.' => &outer[len + 1..],
        _ => return false,
    };
    let last = match rest {
        b"" => Some(inner_name),
        _ => inner_name.strip_prefix(rest).and_then(|name| name.strip_prefix(b".")),
    };
    outer.starts_with(inner) && last == Some(outer_name)
}
