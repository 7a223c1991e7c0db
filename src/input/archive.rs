//! Reads archives. Their contents are not trusted: paths that lead out are rejected, links are followed only inside,
//! and the unpacked size is limited.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};
use std::sync::Arc;

use super::spelling::{Compression, Format, Spelling};
use super::unpack::{Bounded, budget, unpacked};
use crate::files::{Content, Entry, Tree};

/// The tree of an archive.
pub fn open(spelling: &Spelling, bytes: &[u8]) -> Result<Tree, String> {
    let strip = spelling.number("strip_components")?.unwrap_or(0);
    let mut entries = Entries { strip, found: BTreeMap::new() };
    let read = match spelling.format {
        Some(Format::Zip) => entries.read_zip(bytes),
        _ => entries.read_tar(bytes, spelling.compression),
    };
    read.map_err(|fault| format!("cannot read it as an archive: {fault}"))?;
    Ok(Tree::of("", None, entries.found))
}

struct Entries {
    /// How many leading directories to strip from each name.
    strip: usize,
    found: BTreeMap<String, Entry>,
}

impl Entries {
    fn read_tar(&mut self, bytes: &[u8], compression: Compression) -> io::Result<()> {
        let mut archive = tar::Archive::new(unpacked(bytes, compression)?);
        let (mut is_empty, mut left) = (true, budget(bytes.len()));
        for entry in archive.entries()? {
            let entry = entry?;
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            match entry.header().entry_type() {
                tar::EntryType::Regular | tar::EntryType::Continuous | tar::EntryType::GNUSparse => {
                    // A sparse file can be much larger than its stored data.
                    let mut reader = Bounded { reader: entry, left };
                    let mut bytes = Vec::new();
                    reader.read_to_end(&mut bytes)?;
                    left = reader.left;
                    self.add(&name, bytes_entry(bytes))?;
                }
                tar::EntryType::Symlink => {
                    if let Some(target) = entry.link_name_bytes() {
                        self.add(&name, Entry::Link(String::from_utf8_lossy(&target).into_owned()))?;
                    }
                }
                tar::EntryType::Link => {
                    let target = entry.link_name_bytes().unwrap_or_default();
                    let target = self.path(&String::from_utf8_lossy(&target))?;
                    if let Some(same) = target.and_then(|target| self.found.get(&target)).cloned() {
                        self.add(&name, same)?;
                    }
                }
                _ => {}
            }
            is_empty = false;
        }
        // Without any entry, this may not be an archive at all.
        if is_empty { Err(io::Error::other("it is empty")) } else { Ok(()) }
    }

    fn read_zip(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
        let mut left = budget(bytes.len());
        for index in 0..archive.len() {
            let file = archive.by_index(index)?;
            let (name, is_link) = (file.name()?.into_owned(), file.is_symlink());
            if file.is_dir() {
                continue;
            }
            let mut reader = Bounded { reader: file, left };
            let mut bytes = Vec::new();
            reader.read_to_end(&mut bytes)?;
            left = reader.left;
            let link = || Entry::Link(String::from_utf8_lossy(&bytes).into_owned());
            let entry = if is_link { link() } else { bytes_entry(bytes) };
            self.add(&name, entry)?;
        }
        Ok(())
    }

    fn add(&mut self, name: &str, entry: Entry) -> io::Result<()> {
        if let Some(path) = self.path(name)? {
            self.found.insert(path, entry);
        }
        Ok(())
    }

    /// The path of an entry in the tree; `None` if stripping leaves nothing.
    fn path(&self, name: &str) -> io::Result<Option<String>> {
        let parts: Vec<&str> = name.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
        if name.starts_with('/') || parts.contains(&"..") {
            return Err(io::Error::other(format!("the path `{name}` leads out of the archive")));
        }
        let kept = parts.get(self.strip..).filter(|kept| !kept.is_empty());
        Ok(kept.map(|kept| kept.join("/")))
    }
}

fn bytes_entry(bytes: Vec<u8>) -> Entry {
    Entry::File(Content::Bytes(Arc::from(bytes)))
}
