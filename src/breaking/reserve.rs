//! A fix that adds the `reserved` statements of a deletion.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::numbers;
use super::{Pair, names};
use crate::diag::Fix;
use crate::edits;
use crate::edits::ranges::{Run, list, merge};
use crate::schema::handles::{Enum, EnumValue, Field, File, Message};
use crate::syntax::Tok;

/// Numbers and names to reserve after a deletion.
struct Missing<'a> {
    /// Sorted, without adjacent ranges.
    numbers: Vec<Run>,
    /// In the order of their numbers.
    names: Vec<&'a str>,
}

/// Reserves the numbers and names of deleted fields that are unused. `None` if there are none, or if the new file has
/// no source text.
pub fn fields(message: Pair<Message<'_>>, deleted: &[Field<'_>]) -> Option<Arc<Fix>> {
    let new = message.new;
    let mut gone: Vec<(i32, &str)> = deleted.iter().map(|field| (field.number(), field.name())).collect();
    gone.sort_unstable();
    let missing = Missing::new(&gone, || {
        let names = new.reserved_names().chain(new.fields().map(Field::name)).collect();
        (numbers::merged(new.reserved_ranges().chain(new.extension_ranges())), names)
    })?;
    missing.fix(new.file(), new.last_token()?, new.name())
}

/// Reserves the numbers and names of deleted values, as [`fields`] does.
pub fn enum_values(
    enumeration: Pair<Enum<'_>>,
    deleted: &BTreeMap<i32, Vec<EnumValue<'_>>>,
) -> Option<Arc<Fix>> {
    let new = enumeration.new;
    let gone: Vec<(i32, &str)> =
        deleted.values().flatten().map(|value| (value.number(), value.name())).collect();
    let missing = Missing::new(&gone, || {
        let names = new.reserved_names().chain(new.values().map(EnumValue::name)).collect();
        (numbers::merged(new.reserved_ranges()), names)
    })?;
    missing.fix(new.file(), new.last_token()?, new.name())
}

impl<'a> Missing<'a> {
    /// The deleted ones, sorted by number, without those in use.
    fn new(gone: &[(i32, &'a str)], taken: impl FnOnce() -> (Vec<Run>, FxHashSet<&'a str>)) -> Option<Self> {
        if gone.is_empty() {
            return None;
        }
        let (runs, known) = taken();
        let numbers =
            gone.iter().map(|&(number, _)| number).filter(|&number| !numbers::contain(&runs, number));
        let numbers = merge(numbers.map(|number| (number, number)).collect());
        let names: Vec<&str> =
            gone.iter().map(|&(_, name)| name).filter(|name| !known.contains(name)).collect();
        (!numbers.is_empty() || !names.is_empty()).then_some(Self { numbers, names })
    }

    /// `close` is the brace at the end of the declaration.
    fn fix(&self, file: File<'_>, close: Tok, name: &str) -> Option<Arc<Fix>> {
        if file.is_damaged() {
            return None;
        }
        let tree = file.tree()?;
        let edits = edits::reserve(tree, close, &self.numbers, &self.names)?;
        Fix::new(format!("reserve {} in `{name}`", self.words()), edits).map(Arc::new)
    }

    /// A description, shortened if there are many: each deletion repeats it.
    fn words(&self) -> String {
        let (numbers, more_numbers) = shortened(&self.numbers);
        let (names, more_names) = shortened(&self.names);
        let numbers = list(numbers) + &more(more_numbers, "ranges");
        let names = names::list(names.iter().copied()) + &more(more_names, "names");
        [numbers, names].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" and ")
    }
}

/// The first elements of a list, and the number of the others.
fn shortened<T>(list: &[T]) -> (&[T], usize) {
    const SHOWN: usize = 8;
    let shown = if list.len() > SHOWN + 1 { SHOWN } else { list.len() };
    (&list[..shown], list.len() - shown)
}

fn more(count: usize, noun: &str) -> String {
    if count == 0 { String::new() } else { format!(", {count} more {noun}") }
}
