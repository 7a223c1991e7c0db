//! Writes a file in canonical order: `syntax`, `package`, imports, options, then the rest in source order.

use std::cmp::Ordering;

use super::writer::Writer;
use crate::syntax::{Decl, ImportKind, OptionId, Tok, Tree};

/// A top-level declaration with the start of its leading comments.
struct FileItem<'t> {
    decl: Option<&'t Decl>,
    first: Tok,
    lead: usize,
    group: Group,
}

/// Groups of declarations, in output order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Syntax,
    Package,
    Imports,
    Options,
    Rest,
}

impl<'t> Writer<'t> {
    /// Writes the file.
    pub fn file(&mut self) {
        let tree = self.tree;
        let mut parts = self.parts();
        let end = self.position();
        // The sort is stable: equal declarations keep their order.
        parts.sort_by(|a, b| a.group.cmp(&b.group).then_with(|| order(tree, a, b)));
        let mut previous = None;
        for part in &parts {
            self.part(part, previous);
            previous = Some(part.group);
        }
        self.file_end(end);
    }

    /// The declarations in the order of the source.
    fn parts(&mut self) -> Vec<FileItem<'t>> {
        let tree = self.tree;
        let mut parts = Vec::with_capacity(tree.decls.len() + 1);
        let start = self.position();
        if let Some(syntax) = &tree.syntax {
            parts.push(FileItem { decl: None, first: syntax.first, lead: start, group: Group::Syntax });
            self.seek_after(syntax.last);
        }
        for decl in tree.decls.iter().filter(|decl| !matches!(decl, Decl::Empty(_))) {
            let (first, last) = decl.tokens(tree);
            parts.push(FileItem { decl: Some(decl), first, lead: self.position(), group: group(decl) });
            self.seek_after(last);
        }
        parts
    }

    /// Moves past a declaration and its trailing comments.
    fn seek_after(&mut self, last: Tok) {
        self.seek(self.tree.span(last).end as usize);
        self.take_trailing(self.next_kept(last));
    }

    fn part(&mut self, part: &FileItem<'t>, previous: Option<Group>) {
        self.seek(part.lead);
        let gap = self.take_gap(part.first);
        let starts_group = previous != Some(part.group);
        let keeps_lines = match part.group {
            Group::Rest | Group::Syntax => true,
            Group::Package => previous.is_some(),
            Group::Imports | Group::Options => false,
        };
        let follows_syntax = previous == Some(Group::Syntax) && part.group == Group::Rest;
        let is_parted = matches!(part.group, Group::Imports | Group::Options) || follows_syntax;
        if previous.is_some() && starts_group && is_parted {
            self.blank_line();
        }
        // No blank lines between imports and between options.
        self.lead(&gap, !keeps_lines);
        match part.decl {
            None => self.syntax(),
            Some(decl) => self.decl(decl),
        }
    }

    /// Writes the comments at the end of the file, which start at `lead`.
    fn file_end(&mut self, lead: usize) {
        self.seek(lead);
        let mut gap = self.take_gap(self.tree.tokens.len() as Tok - 1);
        gap.newlines = 0;
        self.lead(&gap, false);
        self.newline();
    }
}

fn group(decl: &Decl) -> Group {
    match decl {
        Decl::Package(_) => Group::Package,
        Decl::Import(_) => Group::Imports,
        Decl::Option(_) => Group::Options,
        _ => Group::Rest,
    }
}

/// The order of two declarations of one group.
fn order(tree: &Tree, a: &FileItem<'_>, b: &FileItem<'_>) -> Ordering {
    match (a.decl, b.decl) {
        (Some(Decl::Import(a)), Some(Decl::Import(b))) => {
            let key = |import: &crate::syntax::Import| {
                (import.kind == ImportKind::Option, import_text(tree, import))
            };
            key(a).cmp(&key(b))
        }
        (Some(Decl::Option(a)), Some(Decl::Option(b))) => option_name(tree, *a).cmp(&option_name(tree, *b)),
        _ => Ordering::Equal,
    }
}

fn import_text(tree: &Tree, import: &crate::syntax::Import) -> Vec<u8> {
    (import.path.first..=import.path.last).flat_map(|tok| tree.text(tok)).copied().collect()
}

/// Whether an option is custom, and its name.
fn option_name(tree: &Tree, id: OptionId) -> (bool, String) {
    let mut text = String::new();
    let name = &tree.option(id).name;
    for (index, part) in name.iter().enumerate() {
        if index > 0 {
            text.push('.');
        }
        if part.extension {
            text.push('(');
        }
        tree.push_path(part.path, &mut text);
        if part.extension {
            text.push(')');
        }
    }
    (name.first().is_some_and(|part| part.extension), text)
}
