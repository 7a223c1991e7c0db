//! The resolved names of a file.

/// The index of a file in the schema.
pub type FileId = u32;

/// A reference to an element: a file and an index in one of its lists. The kind follows from the context.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Ref {
    /// The file.
    pub file: FileId,
    /// The index in the file's list.
    pub index: u32,
}

/// The resolved type name of a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TypeRef {
    /// A message.
    Message(Ref),
    /// An enum.
    Enum(Ref),
}

/// The resolved names of one file. Lists are parallel to those of the file.
#[derive(Debug, Default)]
pub struct Links {
    /// The file of each import; `None` if it could not be read or closes a cycle.
    pub imports: Vec<Option<FileId>>,
    /// The files whose types are visible: itself, its imports, and their public imports. Sorted.
    pub visible: Vec<FileId>,
    /// The files whose extensions are visible as options: as above, plus option imports. Sorted.
    pub visible_options: Vec<FileId>,
    /// Whether a transitively imported file is missing or unusable. Names that are not found may be declared there.
    pub uncertain: bool,
    /// Whether [`Self::visible`] is truncated, because the lists of all files would use too much memory.
    pub visible_truncated: bool,
    /// The type of each field that names one.
    pub field_types: Vec<Option<TypeRef>>,
    /// The extendee of each extension.
    pub extendees: Vec<Option<Ref>>,
    /// Request and response of each method.
    pub methods: Vec<(Option<Ref>, Option<Ref>)>,
}
