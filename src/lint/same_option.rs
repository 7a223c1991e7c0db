//! Options that must be the same in all files of a package.

use std::collections::BTreeSet;

use super::names::shown_package;
use super::{Context, Index};
use crate::schema::Value;
use crate::schema::handles::File;

/// A file option that must be the same in all files of a package.
pub struct SameOption {
    /// The name.
    pub name: &'static str,
    /// The number in `FileOptions`.
    pub number: i32,
}

impl SameOption {
    /// Reports the files of each package in which the option differs, or is set only in some files.
    pub fn check(&self, index: &Index<'_>, cx: &mut Context<'_>) {
        for (package, files) in &index.packages {
            let mut values = files.iter().map(|&file| self.value(file));
            let first = values.next();
            if values.all(|value| Some(value) == first) {
                continue;
            }
            let values: BTreeSet<_> = files.iter().map(|&file| self.value(file)).collect();
            let shown: Vec<_> = values.into_iter().map(shown).collect();
            let shown = shown.join(", ");
            let package = shown_package(package);
            for file in files {
                let message = format!("{package} sets `{}` to several values: {shown}", self.name);
                let help = format!("set `{}` to the same value in all files of the package", self.name);
                cx.report(file.option_spot(self.number), message).help(help);
            }
        }
    }

    fn value<'a>(&self, file: File<'a>) -> Option<&'a [u8]> {
        match file.options()?.one(self.number)? {
            Value::Bool(true) => Some(b"true"),
            Value::Bool(false) => Some(b"false"),
            Value::Bytes(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }
}

fn shown(value: Option<&[u8]>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| format!("`{}`", String::from_utf8_lossy(value)))
}
