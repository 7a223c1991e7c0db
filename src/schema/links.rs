//! What the names in a file mean, once they are resolved.

/// The index of a file in the schema.
pub type FileId = u32;

/// An element of a kind known from the context: a file and an index in it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Ref {
    /// The file.
    pub file: FileId,
    /// The index in the file's list.
    pub index: u32,
}

/// What the type name of a field means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TypeRef {
    /// A message.
    Message(Ref),
    /// An enum.
    Enum(Ref),
}

/// What the names in one file mean. Lists run parallel to those of the file.
#[derive(Debug, Default)]
pub struct Links {
    /// The file of each import; `None` where it could not be read, or closes a cycle.
    pub imports: Vec<Option<FileId>>,
    /// The files whose types are visible: itself, its imports, and what those import publicly. Sorted.
    pub visible: Vec<FileId>,
    /// The files whose extensions are visible as options: as above, and option imports. Sorted.
    pub visible_options: Vec<FileId>,
    /// Whether a file that is imported, directly or not, is missing or nothing is known of it: then a name that is not
    /// found may well be there.
    pub uncertain: bool,
    /// Whether [`Self::visible`] lacks files, because the lists of all files would not fit in memory.
    pub crowded: bool,
    /// The type of each field that names one.
    pub field_types: Vec<Option<TypeRef>>,
    /// The message that each extension extends.
    pub extendees: Vec<Option<Ref>>,
    /// Request and response of each method.
    pub methods: Vec<(Option<Ref>, Option<Ref>)>,
}
