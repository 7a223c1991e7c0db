//! Decodes descriptor bytes to the model: the counterpart of `lower` for descriptor sets. Input is untrusted. Malformed
//! bytes are one diagnostic for the whole set; invalid declarations are reported one by one, and the rest is kept.

mod checks;
mod elements;
mod pieces;

use std::io::Read as _;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use self::pieces::{Read, add_options};
use crate::diag::{Diagnostic, Place};
use crate::schema::{Element, File, Import, Name, Origin, SourceInfo, Tokens, numbers};
use crate::syntax::{ImportKind, Level};
use crate::text::MAX_FILE_SIZE;
use crate::wire::{Reader, Wire, WireError};

/// A decoded descriptor set.
#[derive(Clone, Debug)]
pub struct Image {
    /// The files in the order of the set. If names repeat, the first file wins, as in protoc.
    pub files: Vec<Arc<File>>,
    /// The names of the files that buf marks as imports. protoc marks none.
    pub imports: FxHashSet<Box<str>>,
    /// Errors in the files.
    pub faults: Vec<Diagnostic>,
}

/// Decodes a descriptor set, plain or gzip-compressed; `path` is for messages.
pub fn decode_set(bytes: &[u8], path: &str) -> Result<Image, Diagnostic> {
    let unpacked = if bytes.starts_with(&GZIP_MAGIC) { Some(gunzip(bytes, path)?) } else { None };
    let bytes = unpacked.as_deref().unwrap_or(bytes);
    if bytes.len() > MAX_FILE_SIZE {
        return Err(unreadable(path, "it is larger than 2 GiB"));
    }
    let mut readers = Vec::new();
    for record in Reader::new(bytes) {
        let record = record.map_err(|error| unreadable(path, &at_byte(error)))?;
        if let (1, Wire::Bytes(file)) = (record.number, record.value) {
            readers.push(file);
        }
    }
    let decoded: Vec<_> = readers
        .into_par_iter()
        .map(|reader| Decoder::new(path, reader.bytes().len()).decode(reader))
        .collect();
    let mut image = Image { files: Vec::new(), imports: FxHashSet::default(), faults: Vec::new() };
    let mut known = FxHashSet::default();
    for file in decoded {
        let Decoder { file, faults, is_import, .. } = file?;
        image.faults.extend(faults);
        if !file.name.is_empty() && known.insert(file.name.clone()) {
            if is_import {
                image.imports.insert(file.name.clone());
            }
            image.files.push(Arc::new(file));
        }
    }
    Ok(image)
}

const GZIP_MAGIC: [u8; 2] = [0x1F, 0x8B];

/// The maximum compression ratio, against gzip bombs. Real schemas compress to a tenth.
const MAX_EXPANSION: u64 = 100;

fn gunzip(bytes: &[u8], path: &str) -> Result<Vec<u8>, Diagnostic> {
    let limit = (bytes.len() as u64 * MAX_EXPANSION).max(1 << 20);
    let mut out = Vec::new();
    let mut unpacked = flate2::read::MultiGzDecoder::new(bytes).take(limit + 1);
    match unpacked.read_to_end(&mut out) {
        Ok(_) if out.len() as u64 <= limit => Ok(out),
        Ok(_) => Err(unreadable(
            path,
            &format!("the gzip data expands to more than {MAX_EXPANSION} times its size"),
        )),
        Err(error) => Err(unreadable(path, &format!("invalid gzip data: {error}"))),
    }
}

pub(super) fn unreadable(path: &str, why: &str) -> Diagnostic {
    let message = format!("not a valid descriptor set: {why}");
    let help = "create it with `protogen compile --descriptor_set_out`, `protoc --descriptor_set_out` or `buf build`";
    Diagnostic::error("unreadable-set", Place::file(path), message).help(help)
}

fn at_byte(error: WireError) -> String {
    format!("{} (byte {})", error.what, error.at)
}

/// The extension of `FileDescriptorProto` that contains buf's metadata.
pub(super) const BUF_EXTENSION: u32 = 8042;

/// The limit on message nesting, as in sources.
const MAX_MESSAGE_DEPTH: u8 = 31;

/// The most errors that are reported for one file.
const MAX_FAULTS: usize = 100;

/// Decodes one file.
struct Decoder<'a, 'p> {
    set: &'p str,
    file: File,
    faults: Vec<Diagnostic>,
    is_import: bool,
    /// The bytes and the nesting depth of each message, by index.
    pending: Vec<(Reader<'a>, u8)>,
}

/// The field numbers of declarations that both files and messages contain.
struct ScopeNumbers {
    message: u32,
    enumeration: u32,
    extension: u32,
}

impl<'a, 'p> Decoder<'a, 'p> {
    fn new(set: &'p str, size: usize) -> Self {
        let origin = Origin::Image(SourceInfo::default());
        Self {
            set,
            file: File::new("", "", origin, Level::Proto2, size),
            faults: Vec::new(),
            is_import: false,
            pending: Vec::new(),
        }
    }

    fn decode(mut self, reader: Reader<'a>) -> Result<Self, Diagnostic> {
        match self.file(reader) {
            Ok(()) => Ok(self),
            Err(error) if self.file.name.is_empty() => Err(unreadable(self.set, &at_byte(error))),
            Err(error) => {
                Err(unreadable(self.set, &format!("in the file {}, {}", self.file.name, at_byte(error))))
            }
        }
    }

    fn file(&mut self, reader: Reader<'a>) -> Read<()> {
        self.header(reader)?;
        let numbers = ScopeNumbers { message: 4, enumeration: 5, extension: 7 };
        self.file.top = self.scope(reader, None, &numbers)?;
        for record in reader {
            if let (6, Wire::Bytes(service)) = (record?.number, record?.value) {
                self.service(service)?;
            }
        }
        let mut next = 0;
        while next < self.pending.len() {
            self.message_body(next as u32)?;
            next += 1;
        }
        self.check_map_entries();
        Ok(())
    }

    /// Reads the fields of the file itself. Names first, so that errors can name the file and elements have their
    /// package.
    fn header(&mut self, reader: Reader<'a>) -> Read<()> {
        let (mut syntax, mut edition, mut package) = (&b""[..], 0, &b""[..]);
        for record in reader {
            let record = record?;
            match (record.number, record.value) {
                (1, Wire::Bytes(name)) => {
                    self.file.name = String::from_utf8_lossy(name.bytes()).into();
                    self.file.path = (*self.file.name).into();
                }
                (2, Wire::Bytes(name)) => package = name.bytes(),
                (12, Wire::Bytes(name)) => syntax = name.bytes(),
                (14, Wire::Varint(number)) => edition = number as i32,
                _ => {}
            }
        }
        self.check_file_name();
        self.file.package = self.file.add_name(package);
        if !package.is_empty() {
            for part in package.split(|&byte| byte == b'.') {
                self.check_name(part, "a part of the package name", Name::default());
            }
        }
        self.file.level = self.level(syntax, edition);
        self.imports(reader)?;
        let mut options = None;
        let mut info = Vec::new();
        for record in reader {
            let record = record?;
            match (record.number, record.value) {
                (8, Wire::Bytes(bytes)) => add_options(&mut options, bytes)?,
                (9, Wire::Bytes(bytes)) => info.extend_from_slice(bytes.bytes()),
                (BUF_EXTENSION, Wire::Bytes(about)) => self.buf_extension(about)?,
                _ => {}
            }
        }
        self.file.options = self.option_set(Element::File, options);
        self.file.origin = Origin::Image(SourceInfo::new(info));
        Ok(())
    }

    /// Reads buf's metadata.
    fn buf_extension(&mut self, about: Reader<'a>) -> Read<()> {
        for record in about {
            let record = record?;
            match (record.number, record.value) {
                (1, Wire::Varint(flag)) => self.is_import = flag != 0,
                (3, Wire::Varint(flag)) => self.file.level_unspecified = flag != 0,
                _ => {}
            }
        }
        Ok(())
    }

    fn imports(&mut self, reader: Reader<'a>) -> Read<()> {
        let (mut public, mut weak) = (Vec::new(), Vec::new());
        let mut options = Vec::new();
        for record in reader {
            let record = record?;
            match (record.number, record.value) {
                (3, Wire::Bytes(path)) => {
                    let path = self.file.add_name(path.bytes());
                    self.file.imports.push(Import { path, kind: ImportKind::Plain, at: Tokens::default() });
                }
                (10, value) => numbers(value, &mut public)?,
                (11, value) => numbers(value, &mut weak)?,
                (15, Wire::Bytes(path)) => {
                    let path = self.file.add_name(path.bytes());
                    options.push(Import { path, kind: ImportKind::Option, at: Tokens::default() });
                }
                _ => {}
            }
        }
        self.check_imports(!weak.is_empty(), !options.is_empty());
        for (indices, kind, word) in
            [(weak, ImportKind::Weak, "weak"), (public, ImportKind::Public, "public")]
        {
            for index in indices {
                match usize::try_from(index).ok().and_then(|index| self.file.imports.get_mut(index)) {
                    Some(import) => import.kind = kind,
                    None => self.bad_import_index(word, index),
                }
            }
        }
        self.file.imports.extend(options);
        Ok(())
    }
}
