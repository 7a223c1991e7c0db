//! An input: named files.

use std::fs;
use std::io;
use std::path::Path;

/// Names and contents of files.
pub type Files = Vec<(String, Vec<u8>)>;

/// An input. Where two versions are compared, the old files are below `old/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// The files, sorted by name.
    pub files: Files,
}

/// Where the old version is.
pub const OLD: &str = "old/";

impl Case {
    /// An input of some files.
    pub fn new(mut files: Files) -> Self {
        files.sort();
        files.dedup_by(|a, b| a.0 == b.0);
        Self { files }
    }

    /// How many bytes it has.
    pub fn len(&self) -> usize {
        self.files.iter().map(|(_, bytes)| bytes.len()).sum()
    }

    /// The content of a file.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.files.iter().find(|(known, _)| known == name).map(|(_, bytes)| &**bytes)
    }

    /// The `.proto` files of the new version.
    pub fn protos(&self) -> Files {
        self.files.iter().filter(|(name, _)| is_proto(name) && !name.starts_with(OLD)).cloned().collect()
    }

    /// The `.proto` files of the old version.
    pub fn old_protos(&self) -> Files {
        let old = self.files.iter().filter(|(name, _)| is_proto(name));
        old.filter_map(|(name, bytes)| Some((name.strip_prefix(OLD)?.to_owned(), bytes.clone()))).collect()
    }

    /// Writes the files into a directory.
    pub fn write(&self, directory: &Path) -> io::Result<()> {
        for (name, bytes) in &self.files {
            let path = directory.join(name);
            fs::create_dir_all(path.parent().unwrap_or(directory))?;
            fs::write(path, bytes)?;
        }
        Ok(())
    }

    /// Reads the files of a directory.
    pub fn read(directory: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        let mut pending = vec![directory.to_owned()];
        while let Some(next) = pending.pop() {
            for entry in fs::read_dir(next)? {
                let path = entry?.path();
                if path.is_dir() {
                    pending.push(path);
                } else if let Ok(name) = path.strip_prefix(directory) {
                    files.push((name.to_string_lossy().into_owned(), fs::read(&path)?));
                }
            }
        }
        Ok(Self::new(files))
    }

    /// All files as one text of bytes, for [`Self::unpack`].
    pub fn pack(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.len() + 64);
        for (name, bytes) in &self.files {
            out.extend((name.len() as u32).to_le_bytes());
            out.extend((bytes.len() as u32).to_le_bytes());
            out.extend(name.as_bytes());
            out.extend(bytes);
        }
        out
    }

    /// What [`Self::pack`] wrote.
    pub fn unpack(mut bytes: &[u8]) -> Option<Self> {
        let mut files = Vec::new();
        while !bytes.is_empty() {
            let name_len = u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?) as usize;
            let len = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?) as usize;
            let name = String::from_utf8(bytes.get(8..8 + name_len)?.to_vec()).ok()?;
            let content = bytes.get(8 + name_len..8 + name_len + len)?.to_vec();
            bytes = &bytes[8 + name_len + len..];
            files.push((name, content));
        }
        Some(Self { files })
    }
}

fn is_proto(name: &str) -> bool {
    name.ends_with(".proto")
}
