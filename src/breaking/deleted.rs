//! Declarations that are gone: from their file, or from their package.

use std::borrow::Cow;

use super::{Breaks, Context, Pair, Pairing, names};
use crate::compile::Schema;
use crate::compile::handles::{Enum, Field, File, Message, Service, Spot};

/// A kind of declaration that can be deleted.
pub struct Kind {
    /// The noun.
    noun: &'static str,
    /// Those of a file.
    all: fn(File<'_>) -> Vec<Declaration<'_>>,
    /// One by full name.
    find: for<'a> fn(&'a Schema, &str) -> Option<Spot<'a>>,
}

/// A declaration: its full name and its place.
type Declaration<'a> = (Cow<'a, str>, Spot<'a>);

/// Messages, map entries among them.
pub const MESSAGES: Kind = Kind {
    noun: "message",
    all: |file| file.messages_and_entries().map(|it| (it.full_name().into(), it.spot())).collect(),
    find: |schema, name| schema.message_called(name).map(Message::spot),
};

/// Enums.
pub const ENUMS: Kind = Kind {
    noun: "enum",
    all: |file| file.enums().map(|it| (it.full_name().into(), it.spot())).collect(),
    find: |schema, name| schema.enum_called(name).map(Enum::spot),
};

/// Services.
pub const SERVICES: Kind = Kind {
    noun: "service",
    all: |file| file.services().map(|it| (it.full_name().into(), it.spot())).collect(),
    find: |schema, name| schema.service_called(name).map(Service::spot),
};

/// Extensions.
pub const EXTENSIONS: Kind = Kind {
    noun: "extension",
    all: |file| file.extensions().map(|it| (it.full_name().into(), it.spot())).collect(),
    find: |schema, name| schema.field_called(name).filter(|field| field.is_extension()).map(Field::spot),
};

impl Kind {
    /// Reports what a file declared and does not declare any more.
    pub fn check_file(&self, file: Pair<File<'_>>, cx: &mut Context<'_>) {
        let new = cx.pairing.schemas.new;
        for (full_name, was) in (self.all)(file.old) {
            let nested = file.old.nested_name(&full_name);
            let kept = (self.find)(new, &full_name_in(file.new, nested));
            if kept.is_some_and(|kept| kept.file().id() == file.new.id()) {
                continue;
            }
            let at = remains(new, file.new, nested);
            let noun = self.noun;
            let (message, help) = match (self.find)(new, &full_name) {
                Some(moved) => (
                    format!(
                        "{noun} `{nested}` moved to {}: what imports this file does not find it",
                        moved.file().name()
                    ),
                    format!("leave it here, or import {} publicly and accept the move", moved.file().name()),
                ),
                None => (
                    format!("{noun} `{nested}` was deleted: code that uses it does not build"),
                    format!(
                        "put it back, marked `deprecated = true`; delete the {noun} in a new package version"
                    ),
                ),
            };
            cx.report(at, was, Breaks::Source, message).help(help);
        }
    }

    /// Reports what a package had and has not any more, in packages that are still there.
    pub fn check_packages(&self, pairing: &Pairing<'_>, cx: &mut Context<'_>) {
        let new = pairing.schemas.new;
        let kept = pairing.packages.old.iter().filter(|(name, _)| pairing.packages.new.contains_key(*name));
        for (package, files) in kept {
            for (file, (full_name, was)) in
                files.iter().flat_map(|file| (self.all)(*file).into_iter().map(move |found| (file, found)))
            {
                let found = (self.find)(new, &full_name);
                if found.is_some_and(|found| found.file().package() == *package) {
                    continue;
                }
                let nested = file.nested_name(&full_name);
                let at = pairing.files.new.get(file.name()).map(|file| remains(new, *file, nested));
                let (noun, package) = (self.noun, names::package(package));
                let message =
                    format!("{noun} `{nested}` was deleted from {package}: code that uses it does not build");
                let help = format!(
                    "put it back, marked `deprecated = true`; delete the {noun} in a new package version"
                );
                cx.report(at, was, Breaks::Source, message).help(help);
            }
        }
    }
}

/// The innermost message around a declaration of a file that is still there, or else the file.
fn remains<'a>(schema: &'a Schema, file: File<'a>, nested: &str) -> Spot<'a> {
    let around = nested.rmatch_indices('.').map(|(dot, _)| &nested[..dot]);
    let mut around = around.filter_map(|name| schema.message_called(&full_name_in(file, name)));
    around.find(|message| message.file().id() == file.id()).map_or_else(|| file.spot(), Message::spot)
}

fn full_name_in<'a>(file: File<'_>, nested: &'a str) -> Cow<'a, str> {
    match file.package() {
        "" => nested.into(),
        package => format!("{package}.{nested}").into(),
    }
}
