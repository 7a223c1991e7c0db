//! `IMPORT_USED`: imports are needed.

use rustc_hash::FxHashMap;

use crate::diag::{Breaks, Fix, Severity};
use crate::edits::remove_statement;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::{File, Import};
use crate::syntax::ImportKind;

meta! {
    /// ## What it does
    /// Reports unused imports, except public ones.
    /// ## Why
    /// An unused import adds a dependency, slows down every build, and may cause a cycle.
    /// ## Bad
    /// ```proto
    /// import "google/protobuf/empty.proto";
    ///
    /// message User {}
    /// ```
    /// ## Good
    /// ```proto
    /// import "google/protobuf/empty.proto";
    ///
    /// message User {
    ///   google.protobuf.Empty nothing = 1;
    /// }
    /// ```
    /// ## Fix
    /// `--fix=source` removes the import.
    /// ## Notes
    /// If a declaration is available through several imports, only the first one counts as used, public imports first.
    IMPORT_USED {
        categories: &[Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    if file.is_damaged() || file.imports().next().is_none() {
        return;
    }
    let used = used_imports(file);
    for (import, used) in file.imports().zip(used) {
        if used || import.kind() == ImportKind::Public || import.target().is_none() {
            continue;
        }
        cx.report(import.site(), format!("nothing from `{}` is used here", import.path()))
            .help("remove the import")
            .fix(removal(file, import));
    }
}

/// Removes an import, which changes the includes of generated code.
fn removal(file: File<'_>, import: Import<'_>) -> Option<Fix> {
    let [first, last] = import.tokens()?;
    let what = format!("remove the import of `{}`", import.path());
    let fix = Fix::new(what, vec![remove_statement(file.tree()?, first, last)])?;
    Some(fix.with_reach(Some(Breaks::Source)))
}

/// Which imports are used: a file that is not imported directly is used through the first import that leads to it.
fn used_imports(file: File<'_>) -> Vec<bool> {
    let targets: FxHashMap<_, _> = file
        .imports()
        .enumerate()
        .filter_map(|(index, import)| Some((import.target()?.id(), index)))
        .collect();
    let mut used = vec![false; file.imports().count()];
    let mut indirect = None;
    let references = file.references();
    for id in references.into_iter().filter(|id| *id != file.id()) {
        let direct = targets.get(&id);
        if let Some(&index) =
            direct.or_else(|| indirect.get_or_insert_with(|| file.import_closure()).get(&id))
        {
            used[index] = true;
        }
    }
    used
}
