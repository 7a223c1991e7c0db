//! The linked schema of all files.

use super::features::FileFeatures;
use super::link::{Links, Ref};
use super::model::{Element, Field, File, Message, OptionSetId};
use super::options::FileOptions;
use super::symbols::{FileId, Symbols};
use super::value::MessageValue;

/// All files of a run, linked. The per-file lists run parallel.
pub struct Schema {
    /// The files in build order: every file behind its imports.
    pub files: Vec<File>,
    /// What the names in each file mean.
    pub links: Vec<Links>,
    /// The options of each file.
    pub options: Vec<FileOptions>,
    /// The features of each file's elements.
    pub features: Vec<FileFeatures>,
    /// All names.
    pub symbols: Symbols,
    /// `google/protobuf/descriptor.proto`, which defines the option messages. Where no file imports it, it is our
    /// own copy, the last file, and [`Self::hidden`].
    pub descriptor: FileId,
    /// The number of files that are part of the schema; the one behind them, if any, is the hidden
    /// `descriptor.proto`, whose names nobody can use.
    pub len: usize,
}

impl Schema {
    /// The files of the schema, without a hidden `descriptor.proto`.
    pub fn visible_files(&self) -> &[File] {
        &self.files[..self.len]
    }

    /// A message by reference.
    pub fn message(&self, at: Ref) -> &Message {
        &self.files[at.file as usize].messages[at.index as usize]
    }

    /// A field by reference.
    pub fn field(&self, at: Ref) -> &Field {
        &self.files[at.file as usize].fields[at.index as usize]
    }

    /// The full name of an element.
    pub fn full_name(&self, file: FileId, element: Element) -> String {
        self.files[file as usize].full_name(element)
    }

    /// The resolved options of an element, where it has any.
    pub fn option_values(&self, file: FileId, options: Option<OptionSetId>) -> Option<&MessageValue> {
        Some(&self.options[file as usize].sets[options? as usize].merged)
    }
}
