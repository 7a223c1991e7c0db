//! Old and new, side by side.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::Side;
use crate::compile::handles::{Enum, EnumValue, Field, File, Message, Method, Oneof, Service};

/// The same thing, before and after.
#[derive(Clone, Copy, PartialEq, Default, Debug)]
pub struct Pair<T> {
    /// As it was.
    pub old: T,
    /// As it is.
    pub new: T,
}

impl<T> Pair<T> {
    /// What `of` says about both.
    pub fn map<U>(self, of: impl Fn(T) -> U) -> Pair<U> {
        Pair { old: of(self.old), new: of(self.new) }
    }

    /// Whether both are the same.
    pub fn is_same(&self) -> bool
    where
        T: PartialEq,
    {
        self.old == self.new
    }
}

/// Two schemas and how their elements correspond. What is in one of them only has no partner.
pub struct Pairing<'a> {
    /// What is compared.
    pub sides: &'a Pair<Side<'a>>,
    /// The files of each by name.
    pub files: Pair<FxHashMap<&'a str, File<'a>>>,
    /// The files of each by package, in the order of their names.
    pub packages: Pair<BTreeMap<&'a str, Vec<File<'a>>>>,
    /// The extensions of each by the message they extend and number.
    extensions: Pair<FxHashMap<(&'a str, i32), Field<'a>>>,
}

impl<'a> Pairing<'a> {
    /// Indexes two schemas, in time linear in their size.
    pub fn new(sides: &'a Pair<Side<'a>>) -> Self {
        let each = Pair { old: &sides.old, new: &sides.new };
        Self {
            sides,
            files: each.map(|side| side.files().map(|file| (file.name(), file)).collect()),
            packages: each.map(packages),
            extensions: each
                .map(|side| side.files().flat_map(File::extensions).filter_map(keyed_extension).collect()),
        }
    }

    /// A file that is still there.
    pub fn file(&self, old: File<'a>) -> Option<Pair<File<'a>>> {
        Some(Pair { old, new: *self.files.new.get(old.name())? })
    }

    /// A message that is still there.
    pub fn message(&self, old: Message<'a>) -> Option<Pair<Message<'a>>> {
        Some(Pair { old, new: self.sides.new.message(old.full_name())? })
    }

    /// An enum that is still there.
    pub fn enumeration(&self, old: Enum<'a>) -> Option<Pair<Enum<'a>>> {
        Some(Pair { old, new: self.sides.new.enumeration(old.full_name())? })
    }

    /// A service that is still there.
    pub fn service(&self, old: Service<'a>) -> Option<Pair<Service<'a>>> {
        Some(Pair { old, new: self.sides.new.service(old.full_name())? })
    }

    /// An extension that is still there.
    pub fn extension(&self, old: Field<'a>) -> Option<Pair<Field<'a>>> {
        let (key, _) = keyed_extension(old)?;
        Some(Pair { old, new: *self.extensions.new.get(&key)? })
    }
}

impl<'a> Pair<Message<'a>> {
    /// The oneofs that are still there.
    pub fn oneofs(self) -> impl Iterator<Item = Pair<Oneof<'a>>> {
        let new: FxHashMap<&str, Oneof<'a>> = self.new.oneofs().map(|oneof| (oneof.name(), oneof)).collect();
        self.old.oneofs().filter_map(move |old| Some(Pair { old, new: *new.get(old.name())? }))
    }

    /// The fields that are still there.
    pub fn fields(self) -> impl Iterator<Item = Pair<Field<'a>>> {
        let numbers = Numbers::new(self);
        self.old
            .fields()
            .zip(0..)
            .filter_map(move |(old, index)| Some(Pair { old, new: numbers.find(old, index)? }))
    }

    /// The old fields whose numbers no field has any more.
    pub fn deleted_fields(self) -> impl Iterator<Item = Field<'a>> {
        let numbers = Numbers::new(self);
        let gone =
            self.old.fields().zip(0..).filter(move |(old, index)| numbers.find(*old, *index).is_none());
        gone.map(|(old, _)| old)
    }
}

impl<'a> Pair<Enum<'a>> {
    /// The values that are still there, by name.
    pub fn values(self) -> impl Iterator<Item = Pair<EnumValue<'a>>> {
        let new: FxHashMap<&str, EnumValue<'a>> =
            self.new.values().map(|value| (value.name(), value)).collect();
        self.old.values().filter_map(move |old| Some(Pair { old, new: *new.get(old.name())? }))
    }
}

impl<'a> Pair<Service<'a>> {
    /// The methods that are still there.
    pub fn methods(self) -> impl Iterator<Item = Pair<Method<'a>>> {
        let new: FxHashMap<&str, Method<'a>> =
            self.new.methods().map(|method| (method.name(), method)).collect();
        self.old.methods().filter_map(move |old| Some(Pair { old, new: *new.get(old.name())? }))
    }
}

/// The fields of a new message by number.
struct Numbers<'a> {
    /// As declared, where that is how the old ones are declared: most messages do not change.
    declared: Vec<Field<'a>>,
    /// Sorted by number, where it is not.
    sorted: Option<Vec<Field<'a>>>,
}

impl<'a> Numbers<'a> {
    fn new(message: Pair<Message<'a>>) -> Self {
        let declared: Vec<Field<'a>> = message.new.fields().collect();
        let numbers = message.old.fields().map(Field::number);
        let sorted = (!numbers.eq(declared.iter().map(|field| field.number()))).then(|| {
            let mut sorted = declared.clone();
            sorted.sort_by_key(|field| field.number());
            sorted
        });
        Self { declared, sorted }
    }

    /// The field with the number of an old one, which was declared at `index`.
    fn find(&self, old: Field<'_>, index: usize) -> Option<Field<'a>> {
        let Some(sorted) = &self.sorted else { return self.declared.get(index).copied() };
        let found = sorted.binary_search_by_key(&old.number(), |field| field.number());
        found.ok().map(|index| sorted[index])
    }
}

fn packages<'a>(side: &Side<'a>) -> BTreeMap<&'a str, Vec<File<'a>>> {
    let mut packages: BTreeMap<&str, Vec<File<'_>>> = BTreeMap::new();
    for file in side.files() {
        packages.entry(file.package()).or_default().push(file);
    }
    for files in packages.values_mut() {
        files.sort_by_key(|file| file.name());
    }
    packages
}

fn keyed_extension(field: Field<'_>) -> Option<((&str, i32), Field<'_>)> {
    Some(((field.owner()?.full_name(), field.number()), field))
}
