//! Options on which the files of a package must agree.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::names::shown_package;
use super::{Context, Index};
use crate::compile::Value;
use crate::compile::handles::File;

/// A file option that has to be the same throughout a package.
pub struct SameOption {
    /// The name.
    pub name: &'static str,
    /// The number in `FileOptions`.
    pub number: i32,
}

impl SameOption {
    /// Reports each file of each package whose files set the option differently, or only in part.
    pub fn check(&self, index: &Index<'_>, cx: &mut Context<'_>) {
        for (package, files) in &index.packages {
            let values: BTreeSet<_> = files.iter().map(|&file| self.value(file)).collect();
            if values.len() < 2 {
                continue;
            }
            let shown: Vec<_> = values.iter().map(|value| shown(value.as_deref())).collect();
            let shown = shown.join(", ");
            let package = shown_package(package);
            for file in files {
                let message = format!("{package} sets `{}` to several values: {shown}", self.name);
                let help = format!("set `{}` to the same value in all files of the package", self.name);
                cx.report(file.option_spot(self.number), message).help(help);
            }
        }
    }

    fn value<'a>(&self, file: File<'a>) -> Option<Cow<'a, str>> {
        match file.options()?.one(self.number)? {
            Value::Bool(true) => Some("true".into()),
            Value::Bool(false) => Some("false".into()),
            Value::Bytes(text) if !text.is_empty() => Some(String::from_utf8_lossy(text)),
            _ => None,
        }
    }
}

fn shown(value: Option<&str>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| format!("`{value}`"))
}
