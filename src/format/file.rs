//! Writes a file in canonical order: `syntax`, `package`, imports, options, then the rest in source order.

use std::cmp::Ordering;

use super::gap::Gap;
use super::style::Style;
use super::writer::Writer;
use crate::syntax::{Decl, ImportKind, OptionId, Tok, Tree};

/// A top-level declaration with the start of its leading comments.
struct FileItem<'t> {
    decl: Option<&'t Decl>,
    first: Tok,
    lead: usize,
    group: Group,
    /// Counts the groups of imports, if a [`Style`] keeps them.
    block: usize,
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
        let parts = self.parts();
        let end = self.position();
        let mut order: Vec<usize> = (0..parts.len()).collect();
        // The sort is stable: equal declarations keep their order.
        order.sort_by(|a, b| {
            let (a, b) = (&parts[*a], &parts[*b]);
            (a.group, a.block).cmp(&(b.group, b.block)).then_with(|| by_name(self.tree, a, b, self.style))
        });
        let mut previous = None;
        // Detached comments keep their order: they are written before the first declaration that follows them.
        let mut written = 0;
        for index in order {
            let earlier = &parts[written.min(index)..index];
            self.part(&parts[index], earlier, index < written, previous);
            written = written.max(index + 1);
            previous = Some((parts[index].group, parts[index].block));
        }
        self.file_end(end);
    }

    /// The declarations in the order of the source.
    fn parts(&mut self) -> Vec<FileItem<'t>> {
        let tree = self.tree;
        let mut parts = Vec::with_capacity(tree.decls.len() + 1);
        let (start, mut blocks) = (self.position(), 0);
        if let Some(syntax) = &tree.syntax {
            let (first, group) = (syntax.first, Group::Syntax);
            parts.push(FileItem { decl: None, first, lead: start, group, block: 0 });
            self.seek_after(syntax.last);
        }
        for decl in tree.decls.iter().filter(|decl| !matches!(decl, Decl::Empty(_))) {
            let (first, last) = decl.tokens(tree);
            let (lead, group) = (self.position(), group(decl));
            blocks += usize::from(group == Group::Imports && self.follows_blank_line(lead, first));
            let block = if group == Group::Imports { blocks } else { 0 };
            parts.push(FileItem { decl: Some(decl), first, lead, group, block });
            self.seek_after(last);
        }
        parts
    }

    /// Whether a blank line before an import starts a new block.
    fn follows_blank_line(&mut self, lead: usize, first: Tok) -> bool {
        if !self.style.keep_import_groups {
            return false;
        }
        self.seek(lead);
        let gap = self.take_gap(first);
        gap.comments.first().map_or(gap.newlines, |comment| comment.newlines) > 1
    }

    /// Moves past a declaration and its trailing comments.
    fn seek_after(&mut self, last: Tok) {
        self.seek(self.tree.span(last).end as usize);
        self.take_trailing(self.next_kept(last));
    }

    /// Writes a declaration. Before it come the detached comments of the `earlier` declarations, which are sorted after
    /// it. `has_written` says that its own detached comments are already written.
    fn part(
        &mut self,
        part: &FileItem<'t>,
        earlier: &[FileItem<'t>],
        has_written: bool,
        previous: Option<(Group, usize)>,
    ) {
        let starts_group = previous != Some((part.group, part.block));
        let keeps_lines = match part.group {
            Group::Rest | Group::Syntax => true,
            Group::Package => previous.is_some(),
            Group::Imports | Group::Options => false,
        };
        let follows_syntax = previous == Some((Group::Syntax, 0)) && part.group == Group::Rest;
        let is_parted = matches!(part.group, Group::Imports | Group::Options) || follows_syntax;
        if previous.is_some() && starts_group && is_parted {
            self.blank_line();
        }
        // No blank lines between imports and between options.
        let mut is_first = !keeps_lines;
        for part in earlier {
            let detached = self.gap_before(part).split_detached();
            if !detached.comments.is_empty() {
                self.lead(&detached, is_first);
                is_first = false;
            }
        }
        let mut gap = self.gap_before(part);
        if has_written {
            gap.split_detached();
        }
        self.lead(&gap, is_first);
        match part.decl {
            None => self.syntax(),
            Some(decl) => self.decl(decl),
        }
    }

    fn gap_before(&mut self, part: &FileItem<'t>) -> Gap {
        self.seek(part.lead);
        self.take_gap(part.first)
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
fn by_name(tree: &Tree, a: &FileItem<'_>, b: &FileItem<'_>, style: Style) -> Ordering {
    match (a.decl, b.decl) {
        (Some(Decl::Import(a)), Some(Decl::Import(b))) => {
            let key = |import: &crate::syntax::Import| {
                (import.kind == ImportKind::Option, import_text(tree, import))
            };
            key(a).cmp(&key(b))
        }
        (Some(Decl::Option(a)), Some(Decl::Option(b))) if !style.keep_option_order => {
            option_name(tree, *a).cmp(&option_name(tree, *b))
        }
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
