//! The walk over two schemas, and changes to files.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::renames::{Age, Renames};
use super::{Bump, Change, Kind, Owner, Version};
use crate::breaking::{Breaks, Finding, Pair, Pairing, RULES, Selected, Selection, Side, breaking};
use crate::rules::Category;
use crate::schema::handles::{Enum, File, Message, Service};
use crate::text::Line;

/// The changes from one version to the other, in the order of [`Change`].
pub fn diff(old: Version<'_>, new: Version<'_>) -> Vec<Change> {
    let sides = Pair { old, new }.map(|version| Side::of(version.schema, version.files));
    let pairing = Pairing::new(&sides);
    let files = Pair { old, new }
        .map(|version| version.files.iter().map(|&id| File::new(version.schema, id)).collect::<Vec<_>>());
    let mut walk = Walk {
        pairing: &pairing,
        moved: FxHashMap::default(),
        renames: Renames::default(),
        reported: BTreeSet::new(),
        changes: Vec::new(),
    };
    walk.files(&files.old, &files.new);
    walk.renames = Renames::find(&sides, &files, |file| walk.moved.get(file).copied().unwrap_or(file));
    for pair in [(&files.old, Age::Old), (&files.new, Age::New)] {
        for file in pair.0 {
            walk.messages(*file, pair.1);
            walk.enums(*file, pair.1);
            walk.services(*file, pair.1);
            walk.extensions(*file, pair.1);
        }
    }
    walk.properties(&files.old);
    let mut changes = walk.changes;
    changes.sort();
    changes.dedup();
    changes
}

pub struct Walk<'a> {
    pub pairing: &'a Pairing<'a>,
    /// The new names of files that moved as a whole, by the old ones.
    moved: FxHashMap<&'a str, &'a str>,
    /// Renamed elements.
    pub renames: Renames<'a>,
    /// Findings that are already reported: rule and subject; an empty rule means all.
    pub reported: BTreeSet<(&'static str, String)>,
    changes: Vec<Change>,
}

impl<'a> Walk<'a> {
    /// Adds a change that breaks something.
    pub fn breaks(&mut self, at: (&str, Owner), kind: Kind, breaks: Breaks, text: impl Into<Line>) {
        self.push(at, kind, Some(breaks), Bump::Major, text.into());
    }

    /// Adds something new.
    pub fn added(&mut self, at: (&str, Owner), text: impl Into<Line>) {
        self.push(at, Kind::Added, None, Bump::Minor, text.into());
    }

    /// Adds a change that breaks nothing.
    pub fn changed(&mut self, at: (&str, Owner), bump: Bump, text: impl Into<Line>) {
        self.push(at, Kind::Changed, None, bump, text.into());
    }

    fn push(
        &mut self,
        (package, owner): (&str, Owner),
        kind: Kind,
        breaks: Option<Breaks>,
        bump: Bump,
        text: Line,
    ) {
        self.changes.push(Change { package: package.into(), owner, kind, text, breaks, bump });
    }

    /// Reports a rename.
    pub fn renamed(&mut self, at: &(&str, Owner), breaks: Breaks, name: Pair<&str>) {
        if !name.is_same() {
            self.breaks((at.0, at.1.clone()), Kind::Renamed, breaks, format!("renamed from `{}`", name.old));
        }
    }

    /// Reports a move to another file.
    pub fn file(&mut self, at: (&str, Owner), file: Pair<File<'a>>) {
        let Pair { old, new } = file.map(File::name);
        if old != new && self.moved.get(old) != Some(&new) {
            self.breaks(at, Kind::Moved, Breaks::Source, format!("moved from {old} to {new}"));
        }
    }

    /// Reports changes to comments and deprecation.
    pub fn notes(&mut self, at: &(&str, Owner), what: &str, notes: &Pair<Notes<'_>>) {
        let Pair { old, new } = notes;
        if old.comment != new.comment {
            self.changed((at.0, at.1.clone()), Bump::Patch, format!("the comment of {what} changed"));
        }
        match (old.deprecated, new.deprecated) {
            (false, true) => self.changed((at.0, at.1.clone()), Bump::Minor, format!("{what} is deprecated")),
            (true, false) => {
                self.changed((at.0, at.1.clone()), Bump::Minor, format!("{what} is no longer deprecated"));
            }
            _ => {}
        }
    }

    fn files(&mut self, old: &[File<'a>], new: &[File<'a>]) {
        let kept: FxHashSet<&str> = old.iter().map(|file| file.name()).collect();
        let known: FxHashSet<&str> = new.iter().map(|file| file.name()).collect();
        let mut arrived = FxHashSet::default();
        for file in old.iter().filter(|file| !known.contains(file.name())) {
            let at = at_file(*file);
            match self.new_home(*file).filter(|home| !kept.contains(home)) {
                Some(home) => {
                    self.moved.insert(file.name(), home);
                    arrived.insert(home);
                    self.breaks(at, Kind::Moved, Breaks::Source, format!("moved to {home}"));
                }
                None => self.breaks(at, Kind::Deleted, Breaks::Source, "deleted"),
            }
        }
        for file in new.iter().filter(|file| !kept.contains(file.name()) && !arrived.contains(file.name())) {
            self.added(at_file(*file), "added");
        }
    }

    /// The file to which all declarations of a deleted file moved, if there is one.
    fn new_home(&self, file: File<'a>) -> Option<&'a str> {
        let new = &self.pairing.sides.new;
        let messages = file.messages().filter(|message| message.parent().is_none());
        let enums = file.enums().filter(|found| found.parent().is_none());
        let mut homes = messages
            .map(|message| new.message(message.full_name()).map(Message::file))
            .chain(enums.map(|found| new.enumeration(found.full_name()).map(Enum::file)))
            .chain(file.services().map(|service| new.service(service.full_name()).map(Service::file)));
        let home = homes.next()??.name();
        homes.all(|other| other.is_some_and(|other| other.name() == home)).then_some(home)
    }

    /// Reports what breaking rules find in elements that exist on both sides.
    fn properties(&mut self, own: &[File<'a>]) {
        let own: FxHashMap<_, File<'a>> = own.iter().map(|file| (file.id(), *file)).collect();
        let rules = RULES.iter().filter(|rule| is_about_properties(rule.meta.id, rule.meta.categories));
        let selection = Selection { rules: rules.map(Selected::new).collect() };
        let Pair { old, new } = &self.pairing.sides;
        for finding in breaking(old.clone(), new.clone(), &selection) {
            let Some(file) = own.get(&finding.old) else { continue };
            let Finding { diagnostic, subject, from, to, breaks, .. } = finding;
            if self.renames.explain(&from, &to)
                || self.reported.contains(&(diagnostic.code, subject.clone()))
                || self.reported.contains(&("", subject.clone()))
            {
                continue;
            }
            let owner = self.owner(*file, &subject);
            let suffix = format!(" (breaks {})", breaks.name());
            let text = diagnostic.message.strip_suffix(&suffix).unwrap_or(&diagnostic.message);
            if diagnostic.code == CUSTOM_OPTIONS {
                self.changed((file.package(), owner), Bump::Patch, text);
            } else {
                self.breaks((file.package(), owner), Kind::Changed, breaks, text);
            }
        }
    }

    /// The owner of a change to the element of this name.
    fn owner(&self, file: File<'a>, subject: &str) -> Owner {
        let old = &self.pairing.sides.old;
        if subject == file.name() {
            return at_file(file).1;
        }
        let around = subject.rsplit_once('.').map(|(around, _)| around);
        for name in [Some(subject), around].into_iter().flatten() {
            // A map entry belongs to the message with the map field.
            let message = old.message(name);
            let written =
                message.and_then(|entry| entry.parent().filter(|_| entry.is_map_entry())).or(message);
            let name = written.map_or(name, Message::full_name);
            let noun = match written {
                Some(_) => "message",
                None if old.service(name).is_some() => "service",
                None if old.enumeration(name).is_some() => "enum",
                None => continue,
            };
            return Owner { noun, name: file.nested_name(name).into() };
        }
        at_extensions(file).1
    }
}

/// Changes to custom options: what they affect is unknown.
const CUSTOM_OPTIONS: &str = "CUSTOM_OPTION_SAME_VALUE";

/// Deletions and renames are reported by the walk itself.
fn is_about_properties(id: &str, categories: &[Category]) -> bool {
    let is_range = id.starts_with("RESERVED_") || id == "EXTENSION_MESSAGE_NO_DELETE";
    [CUSTOM_OPTIONS, "RPC_SAME_HTTP_BINDING"].contains(&id)
        || categories.contains(&Category::File)
            && (is_range || !id.contains("_NO_DELETE") && !id.ends_with("_SAME_NAME"))
}

/// Properties that affect neither code nor data.
#[derive(PartialEq, Debug)]
pub struct Notes<'a> {
    pub comment: Vec<&'a str>,
    pub deprecated: bool,
}

/// A file as the owner of a change.
pub fn at_file(file: File<'_>) -> (&str, Owner) {
    (file.package(), Owner { noun: "file", name: file.name().into() })
}

/// The extensions of a file as the owner of a change.
pub fn at_extensions(file: File<'_>) -> (&str, Owner) {
    (file.package(), Owner { noun: "extensions", name: file.name().into() })
}
