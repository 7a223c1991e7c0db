//! Changes to messages and extensions.

use rustc_hash::FxHashSet;

use super::fields;
use super::renames::Age;
use super::walk::{Notes, Walk, at_extensions};
use super::{Bump, Kind, Owner};
use crate::breaking::names::declaration;
use crate::breaking::{Breaks, Pair};
use crate::edits::ranges::shown;
use crate::schema::handles::{File, Message, NumberRange, Oneof};

impl<'a> Walk<'a> {
    /// Compares the messages of an old file, or reports those added in a new one.
    pub fn messages(&mut self, file: File<'a>, age: Age) {
        let sides = self.pairing.sides;
        for message in file.messages() {
            let other = if age == Age::Old { &sides.new } else { &sides.old };
            // Members of an added or deleted message are not listed.
            let partner =
                |message: Message<'_>| other.message(&self.renames.translate(age, message.full_name()));
            let is_outermost = message.parent().is_none_or(|parent| partner(parent).is_some());
            match (age, partner(message)) {
                (Age::Old, Some(new)) => self.message(Pair { old: message, new }),
                (Age::Old, None) if is_outermost => {
                    self.breaks(at_message(message), Kind::Deleted, Breaks::Source, "deleted");
                }
                (Age::New, None) if is_outermost => self.added(at_message(message), "added"),
                _ => {}
            }
        }
    }

    /// Reports deleted and added extensions; other changes are found by rules.
    pub fn extensions(&mut self, file: File<'a>, age: Age) {
        for extension in file.extensions() {
            let extends = extension.owner().map_or("", Message::full_name);
            let text = format!("`{}` of `{extends}`", declaration(extension));
            match age {
                Age::Old if self.pairing.extension(extension).is_none() => {
                    self.breaks(
                        at_extensions(file),
                        Kind::Deleted,
                        Breaks::Source,
                        format!("{text} deleted"),
                    );
                }
                Age::New if !self.pairing.was_extension(extension) => {
                    self.added(at_extensions(file), format!("{text} added"));
                }
                _ => {}
            }
        }
    }

    fn message(&mut self, message: Pair<Message<'a>>) {
        let at = at_message(message.new);
        self.renamed(&at, Breaks::Source, message.map(Message::name));
        if message.old.parent().is_none() {
            self.file(at.clone(), message.map(Message::file));
        }
        self.notes(&at, "the message", &message.map(notes));
        fields::compare(self, message, &at);
        let oneofs = message.map(|message| message.oneofs().map(Oneof::name).collect::<FxHashSet<_>>());
        for oneof in message.old.oneofs().filter(|oneof| !oneofs.new.contains(oneof.name())) {
            self.breaks(
                at.clone(),
                Kind::Deleted,
                Breaks::Source,
                format!("oneof `{}` deleted", oneof.name()),
            );
        }
        for oneof in message.new.oneofs().filter(|oneof| !oneofs.old.contains(oneof.name())) {
            self.added(at.clone(), format!("oneof `{}` added", oneof.name()));
        }
        let names = message.map(|message| message.reserved_names().collect());
        let max = message.new.max_number();
        self.reserved(&at, &message.map(|message| message.reserved_ranges().collect()), &names, max);
        for range in new_ranges(&message.map(|message| message.extension_ranges().collect()), max) {
            self.added(at.clone(), format!("extensions {range} added"));
        }
    }

    /// Reports added reservations; removed ones are found by rules.
    pub fn reserved(
        &mut self,
        at: &(&str, Owner),
        ranges: &Pair<Vec<NumberRange<'_>>>,
        names: &Pair<Vec<&str>>,
        max: i32,
    ) {
        let names = names.new.iter().filter(|name| !names.old.contains(name)).map(|name| format!("`{name}`"));
        for what in new_ranges(ranges, max).into_iter().chain(names) {
            self.changed(at.clone(), Bump::Patch, format!("{what} reserved"));
        }
    }
}

/// A message as the owner of a change.
fn at_message(message: Message<'_>) -> (&str, Owner) {
    let file = message.file();
    (file.package(), Owner { noun: "message", name: file.nested_name(message.full_name()).into() })
}

fn notes(message: Message<'_>) -> Notes<'_> {
    let deprecated = message.options().is_some_and(|options| options.bool(3));
    Notes { comment: message.comment_lines(), deprecated }
}

/// The new ranges that no old range covers, in source syntax.
fn new_ranges(ranges: &Pair<Vec<NumberRange<'_>>>, max: i32) -> Vec<String> {
    let is_covered =
        |new: &NumberRange<'_>| ranges.old.iter().any(|old| old.first <= new.first && new.last <= old.last);
    let new = ranges.new.iter().filter(|range| !is_covered(range));
    new.map(|range| shown((range.first, range.last), max)).collect()
}
