//! Declarations that were deleted from their file or package.

use std::borrow::Cow;

use super::{Breaks, Context, Pair, Pairing, Side, names};
use crate::schema::handles::{Enum, Field, File, Message, Service, Site};

/// A kind of declaration that can be deleted.
pub struct Kind {
    /// The noun.
    noun: &'static str,
    /// Those of a file.
    all: fn(File<'_>) -> Vec<Declaration<'_>>,
    /// One by full name.
    find: for<'a> fn(&Side<'a>, &str) -> Option<Site<'a>>,
}

/// A declaration: its full name and its place.
type Declaration<'a> = (Cow<'a, str>, Site<'a>);

/// Messages, map entries among them.
pub const MESSAGES: Kind = Kind {
    noun: "message",
    all: |file| file.messages_and_entries().map(|it| (it.full_name().into(), it.site())).collect(),
    find: |side, name| side.message(name).map(Message::site),
};

/// Enums.
pub const ENUMS: Kind = Kind {
    noun: "enum",
    all: |file| file.enums().map(|it| (it.full_name().into(), it.site())).collect(),
    find: |side, name| side.enumeration(name).map(Enum::site),
};

/// Services.
pub const SERVICES: Kind = Kind {
    noun: "service",
    all: |file| file.services().map(|it| (it.full_name().into(), it.site())).collect(),
    find: |side, name| side.service(name).map(Service::site),
};

/// Extensions.
pub const EXTENSIONS: Kind = Kind {
    noun: "extension",
    all: |file| file.extensions().map(|it| (it.full_name().into(), it.site())).collect(),
    find: |side, name| side.extension(name).map(Field::site),
};

impl Kind {
    /// Reports declarations that were deleted from a file.
    pub fn check_file(&self, file: Pair<File<'_>>, cx: &mut Context<'_>) {
        let new = &cx.pairing.sides.new;
        for (full_name, was) in (self.all)(file.old) {
            let package = file.new.package();
            let nested = file.old.nested_name(&full_name);
            let kept = if file.old.package() == package {
                (self.find)(new, &full_name)
            } else {
                (self.find)(new, &self::full_name(package, nested))
            };
            if kept.is_some_and(|kept| kept.file().id() == file.new.id()) {
                continue;
            }
            let at = remains(new, file.new, package, nested, |found| found.id() == file.new.id());
            let noun = self.noun;
            let moved = (self.find)(new, &full_name);
            let (message, help) = match moved {
                Some(moved) => (
                    format!(
                        "{noun} `{nested}` moved to {}: files that import this one no longer find it",
                        moved.file().name()
                    ),
                    format!("keep it here, or import {} publicly and accept the move", moved.file().name()),
                ),
                None => (
                    format!("{noun} `{nested}` was deleted: code that uses it no longer compiles"),
                    format!(
                        "restore it, marked `deprecated = true`; delete the {noun} in a new package version"
                    ),
                ),
            };
            let to = moved.map_or("", |moved| moved.file().name());
            cx.report(at, was, Breaks::Source, message).change(file.old.name(), to).help(help);
        }
    }

    /// Reports declarations that were deleted from a package. As in buf, packages with no declaration of the kind left
    /// count as deleted, except for services, and are reported by another rule.
    pub fn check_packages(&self, pairing: &Pairing<'_>, cx: &mut Context<'_>) {
        for (package, files) in &pairing.packages.old {
            let kept = pairing.packages.new.get(package).is_some_and(|files| {
                self.noun == SERVICES.noun || files.iter().any(|file| !(self.all)(*file).is_empty())
            });
            for file in files.iter().filter(|_| kept) {
                self.check_package(*file, cx);
            }
        }
    }

    /// Reports top-level declarations that moved to another file of the package.
    pub fn check_moves(&self, file: File<'_>, cx: &mut Context<'_>) {
        for (full_name, was) in (self.all)(file) {
            let nested = file.nested_name(&full_name);
            let Some(now) = (self.find)(&cx.pairing.sides.new, &full_name) else { continue };
            let moved = now.file().name() != file.name() && now.file().package() == file.package();
            if moved && !nested.contains('.') {
                let (noun, to) = (self.noun, now.file().name());
                let message = format!(
                    "{noun} `{nested}` moved here from {}: files that import it no longer find it",
                    file.name()
                );
                let help = format!("move it back, or let {} import {to} publicly", file.name());
                cx.report(now, was, Breaks::Source, message).change(file.name(), to).help(help);
            }
        }
    }

    /// Reports declarations of a file that were deleted from its package.
    fn check_package(&self, file: File<'_>, cx: &mut Context<'_>) {
        let new = &cx.pairing.sides.new;
        for (full_name, was) in (self.all)(file) {
            if (self.find)(new, &full_name).is_some_and(|found| found.file().package() == file.package()) {
                continue;
            }
            let nested = file.nested_name(&full_name);
            let at = cx.pairing.files.new.get(file.name()).map(|kept| {
                // As in buf, only messages are searched in the whole package.
                if self.noun == MESSAGES.noun {
                    remains(new, *kept, file.package(), nested, |found| found.package() == file.package())
                } else {
                    remains(new, *kept, kept.package(), nested, |found| found.id() == kept.id())
                }
            });
            let (noun, package) = (self.noun, names::package(file.package()));
            let message =
                format!("{noun} `{nested}` was deleted from {package}: code that uses it no longer compiles");
            let help =
                format!("restore it, marked `deprecated = true`; delete the {noun} in a new package version");
            cx.report(at, was, Breaks::Source, message).help(help);
        }
    }
}

/// The innermost enclosing message that still exists in the package and an acceptable file, or else `file`.
fn remains<'a>(
    side: &Side<'a>,
    file: File<'a>,
    package: &str,
    nested: &str,
    will_do: impl Fn(File<'_>) -> bool,
) -> Site<'a> {
    let around = nested.rmatch_indices('.').map(|(dot, _)| &nested[..dot]);
    let mut around = around.filter_map(|name| side.message(&full_name(package, name)));
    around.find(|message| will_do(message.file())).map_or_else(|| file.site(), Message::site)
}

fn full_name<'a>(package: &str, nested: &'a str) -> Cow<'a, str> {
    if package.is_empty() { nested.into() } else { format!("{package}.{nested}").into() }
}
