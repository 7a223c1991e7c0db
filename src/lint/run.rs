//! The runner: walks each file once, and passes every declaration to the rules for its kind.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::context::Context;
use super::{Check, Index, Selected, Selection};
use crate::diag::Diagnostic;
use crate::schema::handles::{Enum, EnumValue, Field, File, Message, Method, Oneof, Service};
use crate::schema::{FileId, Schema};

/// Files per task: enough for few and long lists of findings, and few enough to balance the load.
const BY_ONE: usize = 32;

/// Lints `files` in parallel; the other files of the schema are only used for lookups. Findings are in the order of
/// `files`, then in report order; those of rules about all files come last.
pub fn lint(schema: &Schema, files: &[FileId], selection: &Selection) -> Vec<Diagnostic> {
    lint_some(schema, files, files, selection)
}

/// Lints `some` of `all` linted files; the others have different rules.
pub fn lint_some(schema: &Schema, some: &[FileId], all: &[FileId], selection: &Selection) -> Vec<Diagnostic> {
    let handles = |ids: &[FileId]| -> Vec<File<'_>> { ids.iter().map(|&id| File::new(schema, id)).collect() };
    let files = handles(some);
    let visits = Visits::new(selection);
    let each = files.par_chunks(BY_ONE).with_max_len(1).map(|few| {
        let mut found = Vec::new();
        for &file in few {
            let start = found.len();
            visits.walk(file, &mut found);
            found[start..].sort_by(Diagnostic::order);
        }
        found
    });
    let about_all = || {
        let mut found = visits.look_at_all(|| handles(all));
        if some != all {
            let paths: FxHashSet<&str> = some.iter().map(|&id| &*schema.files[id as usize].path).collect();
            found.retain(|found| paths.contains(&*found.place.path));
        }
        found
    };
    let (mut found, about_all) = rayon::join(|| joined(each.collect()), about_all);
    found.extend(about_all);
    found
}

/// Concatenates lists into one of exact capacity.
fn joined(lists: Vec<Vec<Diagnostic>>) -> Vec<Diagnostic> {
    let mut all = Vec::with_capacity(lists.iter().map(Vec::len).sum());
    for list in lists {
        all.extend(list);
    }
    all
}

/// The checks of one kind of declaration, with their rules.
type Checks<'s, T> = Vec<(&'s Selected, fn(T, &mut Context<'_>))>;

/// The checks of all files together.
type FilesChecks<'s> = Vec<(&'s Selected, fn(&Index<'_>, &mut Context<'_>))>;

/// The rules of a run, by the kind of element they visit.
#[derive(Default)]
struct Visits<'s, 'a> {
    all: FilesChecks<'s>,
    files: Checks<'s, File<'a>>,
    messages: Checks<'s, Message<'a>>,
    fields: Checks<'s, Field<'a>>,
    oneofs: Checks<'s, Oneof<'a>>,
    enums: Checks<'s, Enum<'a>>,
    values: Checks<'s, EnumValue<'a>>,
    services: Checks<'s, Service<'a>>,
    methods: Checks<'s, Method<'a>>,
}

impl<'s, 'a> Visits<'s, 'a> {
    fn new(selection: &'s Selection) -> Self {
        let mut visits = Self::default();
        for rule in selection.running() {
            match rule.rule.check {
                Check::Files(check) => visits.all.push((rule, check)),
                Check::File(check) => visits.files.push((rule, check)),
                Check::Message(check) => visits.messages.push((rule, check)),
                Check::Field(check) => visits.fields.push((rule, check)),
                Check::Oneof(check) => visits.oneofs.push((rule, check)),
                Check::Enum(check) => visits.enums.push((rule, check)),
                Check::EnumValue(check) => visits.values.push((rule, check)),
                Check::Service(check) => visits.services.push((rule, check)),
                Check::Method(check) => visits.methods.push((rule, check)),
                // `Suppressions` runs these at the end.
                Check::Suppression(_) => {}
            }
        }
        visits
    }

    /// Runs the rules about all files in parallel.
    fn look_at_all(&self, files: impl FnOnce() -> Vec<File<'a>>) -> Vec<Diagnostic> {
        if self.all.is_empty() {
            return Vec::new();
        }
        let index = Index::new(files());
        let each = self.all.par_iter().map(|&(rule, check)| {
            let mut found = Vec::new();
            check(&index, &mut Context::new(rule, &mut found));
            found
        });
        joined(each.collect())
    }

    fn walk(&self, file: File<'a>, found: &mut Vec<Diagnostic>) {
        visit(&self.files, std::iter::once(file), found);
        visit(&self.messages, file.messages(), found);
        visit(&self.fields, file.fields(), found);
        visit(&self.oneofs, file.oneofs(), found);
        visit(&self.enums, file.enums(), found);
        visit(&self.values, file.enums().flat_map(Enum::values), found);
        visit(&self.services, file.services(), found);
        visit(&self.methods, file.services().flat_map(Service::methods), found);
    }
}

fn visit<T: Copy>(checks: &Checks<'_, T>, items: impl Iterator<Item = T>, found: &mut Vec<Diagnostic>) {
    if checks.is_empty() {
        return;
    }
    for item in items {
        for &(rule, check) in checks {
            check(item, &mut Context::new(rule, found));
        }
    }
}
