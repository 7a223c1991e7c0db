//! `FILE_PARTS_ORDERED`: the parts of a file come in the usual order.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::File;
use crate::syntax::{Decl, Tree};
use crate::text::Span;

meta! {
    /// ## What it does
    /// Reports `package`, `import` and `option` statements that are out of order. The order is: syntax, package,
    /// imports, file options, everything else.
    /// ## Why
    /// Readers expect these at the top, and miss them elsewhere.
    /// ## Bad
    /// ```proto
    /// import "google/protobuf/empty.proto";
    ///
    /// package acme.user.v1;
    /// ```
    /// ## Good
    /// ```proto
    /// package acme.user.v1;
    ///
    /// import "google/protobuf/empty.proto";
    /// ```
    FILE_PARTS_ORDERED {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

/// The parts in order.
const PARTS: [&str; 4] = ["package", "imports", "file options", "declarations"];

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    let Some(tree) = file.tree() else { return };
    let mut reached = 0;
    for (rank, span) in tree.decls.iter().filter_map(|decl| part(tree, decl)) {
        if rank < reached {
            let text = format!("this is out of order, after {}", PARTS[reached]);
            let help = format!("move it up, to the other {}", PARTS[rank]);
            let help = if rank == 0 { "move it to the top, after the syntax".to_owned() } else { help };
            cx.report(file.text_site(span), text).help(help);
        }
        reached = reached.max(rank);
    }
}

/// Which part a declaration belongs to, and where it is.
fn part(tree: &Tree, decl: &Decl) -> Option<(usize, Span)> {
    Some(match decl {
        Decl::Empty(_) => return None,
        Decl::Package(package) => (0, tree.span_to(package.first, package.last)),
        Decl::Import(import) => (1, tree.span_to(import.first, import.last)),
        Decl::Option(option) => (2, tree.span_to(tree.option(*option).first, tree.option(*option).last)),
        _ => (3, Span::default()),
    })
}
