//! Changes to enums.

use super::fields::deletion_level;
use super::renames::Age;
use super::walk::{Notes, Walk};
use super::{Kind, Owner};
use crate::breaking::values::by_number;
use crate::breaking::{Breaks, Pair};
use crate::schema::handles::{Enum, EnumValue, File};

impl<'a> Walk<'a> {
    /// Compares the enums of an old file, or reports those added in a new one.
    pub fn enums(&mut self, file: File<'a>, age: Age) {
        let sides = self.pairing.sides;
        for found in file.enums() {
            let other = if age == Age::Old { &sides.new } else { &sides.old };
            let there = |name: &str| self.renames.translate(age, name).into_owned();
            let is_outermost =
                found.parent().is_none_or(|parent| other.message(&there(parent.full_name())).is_some());
            match (age, other.enumeration(&there(found.full_name()))) {
                (Age::Old, Some(new)) => self.enumeration(Pair { old: found, new }),
                (Age::Old, None) if is_outermost => {
                    self.breaks(at_enum(found), Kind::Deleted, Breaks::Source, "deleted");
                }
                (Age::New, None) if is_outermost => self.added(at_enum(found), "added"),
                _ => {}
            }
        }
    }

    fn enumeration(&mut self, found: Pair<Enum<'a>>) {
        let at = at_enum(found.new);
        self.renamed(&at, Breaks::Source, found.map(Enum::name));
        if found.old.parent().is_none() {
            self.file(at.clone(), found.map(Enum::file));
        }
        self.notes(&at, "the enum", &found.map(notes));
        let values = found.map(by_number);
        for (number, old) in &values.old {
            match values.new.get(number) {
                Some(new) => self.values(&at, *number, old, new),
                None => self.gone(&at, old, found.new),
            }
        }
        for value in
            values.new.iter().filter(|(number, _)| !values.old.contains_key(number)).flat_map(|(_, new)| new)
        {
            self.added(at.clone(), format!("value `{} = {}` added", value.name(), value.number()));
        }
        let names = found.map(|found| found.reserved_names().collect());
        self.reserved(&at, &found.map(|found| found.reserved_ranges().collect()), &names, i32::MAX);
    }

    /// Compares the names of one number.
    fn values(&mut self, at: &(&str, Owner), number: i32, old: &[EnumValue<'a>], new: &[EnumValue<'a>]) {
        let lacks = |all: &[EnumValue<'_>], value: &&EnumValue<'_>| {
            all.iter().all(|other| other.name() != value.name())
        };
        let lost: Vec<_> = old.iter().filter(|value| lacks(new, value)).collect();
        let found: Vec<_> = new.iter().filter(|value| lacks(old, value)).collect();
        if let ([old], [new]) = (&lost[..], &found[..]) {
            let text = format!("value {number} `{}` renamed to `{}`", old.name(), new.name());
            return self.breaks(at.clone(), Kind::Renamed, Breaks::Json, text);
        }
        for value in lost {
            let text = format!("name `{}` of value {number} deleted", value.name());
            self.breaks(at.clone(), Kind::Deleted, Breaks::Json, text);
        }
        for value in found {
            self.added(at.clone(), format!("name `{}` of value {number} added", value.name()));
        }
        for old in old {
            if let Some(new) = new.iter().find(|new| new.name() == old.name()) {
                let what = format!("value {number} `{}`", old.name());
                self.notes(at, &what, &Pair { old: *old, new: *new }.map(value_notes));
            }
        }
    }

    fn gone(&mut self, at: &(&str, Owner), old: &[EnumValue<'a>], new: Enum<'a>) {
        for value in old {
            let number = value.number();
            let is_reserved = new.reserved_ranges().any(|range| (range.first..=range.last).contains(&number));
            let has_name = new.reserved_names().any(|name| name == value.name());
            let (breaks, why) = deletion_level(is_reserved, has_name);
            let text = format!("value `{} = {number}` deleted{why}", value.name());
            self.breaks(at.clone(), Kind::Deleted, breaks, text);
        }
    }
}

fn at_enum(found: Enum<'_>) -> (&str, Owner) {
    let file = found.file();
    (file.package(), Owner { noun: "enum", name: file.nested_name(found.full_name()).into() })
}

fn notes(found: Enum<'_>) -> Notes<'_> {
    let deprecated = found.options().is_some_and(|options| options.bool(3));
    Notes { comment: found.comment_lines(), deprecated }
}

fn value_notes(value: EnumValue<'_>) -> Notes<'_> {
    let deprecated = value.options().is_some_and(|options| options.bool(1));
    Notes { comment: value.comment_lines(), deprecated }
}
