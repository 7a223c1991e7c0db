//! Old and new, side by side.

use std::collections::BTreeMap;
use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Side;
use crate::schema::Ref;
use crate::schema::handles::{Enum, EnumValue, Field, File, Message, Method, Oneof, Service};

/// The old and the new version of an element.
#[derive(Clone, Copy, PartialEq, Default, Debug)]
pub struct Pair<T> {
    /// The old version.
    pub old: T,
    /// The new version.
    pub new: T,
}

impl<T> Pair<T> {
    /// Applies `of` to both.
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

/// Two schemas and the pairing of their elements.
pub struct Pairing<'a> {
    /// The two sides.
    pub sides: &'a Pair<Side<'a>>,
    /// The files of each by name.
    pub files: Pair<FxHashMap<&'a str, File<'a>>>,
    /// The files of each by package, in the order of their names.
    pub packages: Pair<BTreeMap<&'a str, Vec<File<'a>>>>,
    extensions: Extensions<'a>,
}

impl<'a> Pairing<'a> {
    /// Indexes two schemas, in time linear in their size.
    pub fn new(sides: &'a Pair<Side<'a>>) -> Self {
        let each = Pair { old: &sides.old, new: &sides.new };
        Self {
            sides,
            files: each.map(|side| side.files().map(|file| (file.name(), file)).collect()),
            packages: each.map(packages),
            extensions: Extensions::new(&each),
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

    /// The new version of an extension, which may be renamed.
    pub fn extension(&self, old: Field<'a>) -> Option<Pair<Field<'a>>> {
        Some(Pair { old, new: *self.extensions.new.get(&old.at())? })
    }

    /// Whether a new extension existed before, maybe under another name.
    pub fn was_extension(&self, new: Field<'a>) -> bool {
        self.extensions.known.contains(&new.at())
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

    /// Old fields whose number is unused now.
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

/// Looks up fields of a new message by number.
struct Numbers<'a> {
    /// In declaration order, which is a fast path: most messages do not change.
    declared: Vec<Field<'a>>,
    /// Sorted by number otherwise.
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

    /// The new field with the number of an old one, which is the `index`-th in its message.
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

/// The pairing of extensions.
struct Extensions<'a> {
    /// The new extension of each old one.
    new: FxHashMap<Ref, Field<'a>>,
    /// The new extensions that existed before.
    known: FxHashSet<Ref>,
}

/// The extensions of one message with one number. There can be several, in files that are never linked together.
type SameNumber<'a> = Pair<Vec<Field<'a>>>;

impl<'a> Extensions<'a> {
    /// Pairs extensions of one message and number by full name. The rest was renamed: it is paired within its file, and
    /// otherwise if there is only one on each side.
    fn new(sides: &Pair<&Side<'a>>) -> Self {
        let mut numbers: FxHashMap<(&str, i32), SameNumber<'a>> = FxHashMap::default();
        for extension in sides.old.files().flat_map(File::extensions) {
            if let Some(key) = extended(extension) {
                numbers.entry(key).or_default().old.push(extension);
            }
        }
        for extension in sides.new.files().flat_map(File::extensions) {
            if let Some(same) = extended(extension).and_then(|key| numbers.get_mut(&key)) {
                same.new.push(extension);
            }
        }
        let mut new = FxHashMap::default();
        for mut same in numbers.into_values() {
            if let ([_], [_]) = (&*same.old, &*same.new) {
                new.insert(same.old[0].at(), same.new[0]);
                continue;
            }
            pair_by(&mut same, Field::full_name, &mut new);
            pair_by(&mut same, |extension| extension.file().name(), &mut new);
            if let ([old], [left]) = (&*same.old, &*same.new) {
                new.insert(old.at(), *left);
            }
        }
        let known = new.values().map(|extension| extension.at()).collect();
        Self { new, known }
    }
}

/// Removes and pairs extensions with the same unique key on both sides.
fn pair_by<'a, K: Eq + Hash>(
    same: &mut SameNumber<'a>,
    key: impl Fn(Field<'a>) -> K,
    pairs: &mut FxHashMap<Ref, Field<'a>>,
) {
    let mut keys: FxHashMap<K, SameNumber<'a>> = FxHashMap::default();
    for &extension in &same.old {
        keys.entry(key(extension)).or_default().old.push(extension);
    }
    for &extension in &same.new {
        keys.entry(key(extension)).or_default().new.push(extension);
    }
    let is_left = |one: &SameNumber<'_>| one.old.len() != 1 || one.new.len() != 1;
    for one in keys.values().filter(|one| !is_left(one)) {
        pairs.insert(one.old[0].at(), one.new[0]);
    }
    same.old.retain(|&extension| keys.get(&key(extension)).is_some_and(is_left));
    same.new.retain(|&extension| keys.get(&key(extension)).is_some_and(is_left));
}

/// The message that an extension extends, and its number.
fn extended(extension: Field<'_>) -> Option<(&str, i32)> {
    Some((extension.owner()?.full_name(), extension.number()))
}
