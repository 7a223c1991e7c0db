//! Options that must be the same in all files of a package.

use std::collections::{BTreeMap, BTreeSet};

use super::names::shown_package;
use super::{Context, Index};
use crate::diag::{Breaks, Edit, Fix};
use crate::edits::replace;
use crate::schema::Value;
use crate::schema::handles::File;
use crate::syntax::{Decl, OptionNode, Tree};
use crate::text::Span;

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
            let usual = self.usual(files);
            for file in files {
                let message = format!("{package} sets `{}` to several values: {shown}", self.name);
                let help = format!("set `{}` to the same value in all files of the package", self.name);
                let fix = usual.filter(|usual| self.value(*file) != Some(usual));
                cx.report(file.option_site(self.number), message)
                    .help(help)
                    .fix(fix.and_then(|usual| self.set(*file, usual)));
            }
        }
    }

    /// The most common value, if more files have it than any other or none.
    fn usual<'a>(&self, files: &[File<'a>]) -> Option<&'a [u8]> {
        let mut counts: BTreeMap<Option<&[u8]>, usize> = BTreeMap::new();
        for &file in files {
            *counts.entry(self.value(file)).or_default() += 1;
        }
        let (&value, &most) = counts.iter().max_by_key(|(_, count)| **count)?;
        value.filter(|_| counts.values().filter(|count| **count == most).count() == 1)
    }

    /// Sets the option in a file to a value of another file.
    fn set(&self, file: File<'_>, value: &[u8]) -> Option<Fix> {
        let tree = file.tree().filter(|_| !file.is_damaged())?;
        let value = match std::str::from_utf8(value).ok()? {
            value @ ("true" | "false") => value.to_owned(),
            value => format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")),
        };
        let edit = match self.statement(tree) {
            Some(option) => {
                replace(&tree.source, tree.span_to(option.value.first, option.value.last), &*value)
            }
            None => self.addition(tree, &value)?,
        };
        let fix = Fix::new(format!("set `{}` to {value}", self.name), vec![edit])?;
        Some(fix.with_reach(Some(Breaks::Source)))
    }

    /// The statement that sets the option.
    fn statement<'t>(&self, tree: &'t Tree) -> Option<&'t OptionNode> {
        let mut options = tree.decls.iter().filter_map(|decl| match decl {
            Decl::Option(id) => Some(tree.option(*id)),
            _ => None,
        });
        options.find(|option| {
            matches!(&option.name[..], [name] if !name.extension && tree.path(name.path) == self.name)
        })
    }

    /// Adds the option after the last option, import or package.
    fn addition(&self, tree: &Tree, value: &str) -> Option<Edit> {
        let mut head = tree.decls.iter().filter_map(|decl| match decl {
            Decl::Option(id) => Some((tree.option(*id).last, true)),
            Decl::Import(import) => Some((import.last, false)),
            Decl::Package(package) => Some((package.last, false)),
            _ => None,
        });
        let (last, is_option) = head.next_back()?;
        let newline = tree.source.newline();
        let blank = if is_option { "" } else { newline };
        let text = format!("{newline}{blank}option {} = {value};", self.name);
        Some(replace(&tree.source, Span::at(tree.span(last).end), text))
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
