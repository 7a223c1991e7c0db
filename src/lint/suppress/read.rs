//! Parses suppression comments. These forms are supported, each with any text after it:
//!
//! - `buf:lint:ignore RULE` before a declaration or an option, with the scope of buf: the declaration and its contents,
//!   but not the fields of a oneof; before the first `extend` of a scope, all of them
//! - `protolint:ignore RULE,RULE` before a declaration, for all of it; after code, for that line; at the top of a file,
//!   for the file
//! - `protolint:disable RULE RULE` up to `protolint:enable`, and `:next` and `:this` for one line, as in yoheimuta's
//!   linter; without rules, for all of them
//! - `(-- api-linter: RULE=disabled --)` before a declaration, and before `syntax` and `package` for the file

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;
use rustc_hash::FxHashMap;

use super::statements::Statements;
use super::{Comments, Extent, State, Suppression};
use crate::diag::Place;
use crate::schema::{File, Origin, SourceInfo};
use crate::syntax::{Decl, Tok, Tree, documentation_lines};
use crate::text::{LineColumn, Span};

const BUF: &str = "buf:lint:ignore ";
const OWN: &str = "protolint:ignore ";
const AIP: &str = "api-linter:";
const SWITCH: &str = "protolint:";

/// The suppressions of a file, in source order.
pub fn suppressions(file: &File, comments: Comments) -> Vec<Suppression> {
    match &file.origin {
        Origin::Source(tree) => of_source(tree, comments),
        Origin::Image(info) => of_image(file, info, comments),
    }
}

fn of_source(tree: &Tree, comments: Comments) -> Vec<Suppression> {
    let text = tree.source.bytes();
    // Cheap filter: every directive contains "lint", and most files do not.
    if memmem::find(text, b"lint").is_none() {
        return Vec::new();
    }
    let mut reader = Reader {
        tree,
        comments,
        found: Vec::new(),
        disabled: FxHashMap::default(),
        statements: OnceCell::new(),
        extend_blocks: OnceCell::new(),
    };
    let mut last = None;
    for at in memmem::find_iter(text, b"lint") {
        let next = tree.tokens.partition_point(|token| (token.span.start as usize) < at) as Tok;
        let end_of_token = next.checked_sub(1).map_or(0, |before| tree.span(before).end as usize);
        if end_of_token <= at && (next as usize) < tree.tokens.len() && last != Some(next) {
            reader.gap(next);
            last = Some(next);
        }
    }
    reader.found
}

struct Reader<'t> {
    tree: &'t Tree,
    comments: Comments,
    found: Vec<Suppression>,
    /// The open `disable` directives in `found`, by rule.
    disabled: FxHashMap<String, Vec<usize>>,
    statements: OnceCell<Statements>,
    /// The first and last tokens of all `extend` blocks of a scope, by the first token of the first block.
    extend_blocks: OnceCell<FxHashMap<Tok, Vec<(Tok, Tok)>>>,
}

impl Reader<'_> {
    /// Reads the comments before a token.
    fn gap(&mut self, next: Tok) {
        let documentation = documentation_lines(self.tree, next);
        let mut covers = None;
        for &(at, line) in &documentation {
            if let Some(rules) = line.strip_prefix(BUF).filter(|_| self.comments.buf) {
                let covers = covers.get_or_insert_with(|| self.covered_by_buf(next)).clone();
                self.push(rules, at + BUF.len() as u32, true, covers);
            }
        }
        let documentation: Vec<u32> = documentation.iter().map(|&(at, _)| self.line(at)).collect();
        let start = next.checked_sub(1).map_or(0, |before| self.tree.span(before).end);
        let bytes = &self.tree.source.bytes()[start as usize..self.tree.span(next).start as usize];
        let mut at = start;
        for line in bytes.split_inclusive(|&byte| byte == b'\n') {
            if let Ok(line) = std::str::from_utf8(line) {
                let said = line.trim_start_matches([' ', '\t', '/', '*']);
                let said_at = at + (line.len() - said.len()) as u32;
                let documents = documentation.binary_search(&self.line(said_at)).is_ok();
                self.comment(said.trim_end(), said_at, next, documents);
            }
            at += line.len() as u32;
        }
    }

    /// Reads a line of a comment that starts at `at`, before token `next`, which it may document.
    fn comment(&mut self, text: &str, at: u32, next: Tok, documents: bool) {
        if let Some(rules) = text.strip_prefix(OWN).filter(|_| self.comments.own) {
            let covers = self.covered(at, next, documents);
            for (rule, at) in split(list(rules), ',', at + OWN.len() as u32) {
                self.push(rule, at, false, covers.clone());
            }
        } else if !self.comments.others {
            // The remaining syntaxes belong to other linters.
        } else if let Some((_, rule)) = text.split_once(AIP) {
            let Some((rule, _)) = rule.split_once("=disabled") else { return };
            let rule_at = at + (text.find(rule).unwrap_or(0) + rule.len() - rule.trim_start().len()) as u32;
            let is_head = matches!(self.tree.word(next), "syntax" | "edition" | "package");
            let covers = if is_head { Extent::File } else { self.covered(at, next, documents) };
            self.push(rule.trim(), rule_at, false, covers);
        } else if let Some(switch) = text.strip_prefix(SWITCH) {
            self.switch(switch, at + SWITCH.len() as u32);
        }
    }

    /// Reads the text after `protolint:`.
    fn switch(&mut self, text: &str, at: u32) {
        let (what, rules) = text.split_once(' ').unwrap_or((text, ""));
        let rules_at = at + (text.len() - rules.len()) as u32;
        let line = self.line(at);
        let lines = match what {
            "disable" => line..u32::MAX,
            "disable:next" => line + 1..line + 2,
            "disable:this" => line..line + 1,
            "enable" => return self.enable(rules, line),
            _ => return,
        };
        let covers = Extent::range(start_of(lines.start)..start_of(lines.end));
        let first = self.found.len();
        for (rule, at) in split(rules, ' ', rules_at) {
            self.push(rule, at, false, covers.clone());
        }
        if rules.trim().is_empty() {
            self.push("", at, false, covers);
        }
        if what == "disable" {
            for index in first..self.found.len() {
                self.disabled.entry(self.found[index].rule.clone()).or_default().push(index);
            }
        }
    }

    fn enable(&mut self, rules: &str, line: u32) {
        let mut enabled = Vec::new();
        if rules.trim().is_empty() {
            enabled.extend(self.disabled.drain().flat_map(|(_, disabled)| disabled));
        }
        for rule in rules.split_whitespace() {
            enabled.extend(self.disabled.remove(rule).into_iter().flatten());
        }
        for index in enabled {
            let covers = &mut self.found[index].covers;
            if let Extent::Ranges(ranges) = covers {
                *covers = Extent::range(ranges[0].start..start_of(line));
            }
        }
    }

    fn push(&mut self, rule: &str, at: u32, is_prefix: bool, covers: Extent) {
        let first = rule.split_once(' ').map_or(rule, |(rule, _)| rule);
        let span = Span::new(at, at + first.len() as u32);
        let place = Place::span(&self.tree.source, span);
        self.found.push(Suppression { rule: first.to_owned(), place, is_prefix, covers, state: State::Idle });
    }

    /// The scope of a comment at offset `at` before token `next`.
    fn covered(&self, at: u32, next: Tok, documents: bool) -> Extent {
        if next == 0 {
            return Extent::File;
        }
        let line = self.line(at);
        if self.line(self.tree.span(next - 1).end) == line {
            Extent::range(start_of(line)..start_of(line + 1))
        } else if documents {
            Extent::range(self.statement(next))
        } else {
            Extent::Ranges(Arc::default())
        }
    }

    /// The scope of a comment before a token in buf.
    fn covered_by_buf(&self, next: Tok) -> Extent {
        match self.tree.word(next) {
            // Fields of a oneof are fields of the message.
            "oneof" => Extent::range(self.range(next, next + 2)),
            // In buf, all `extend` blocks of a scope share one location.
            "extend" => {
                let blocks = self.extend_blocks.get_or_init(|| extend_blocks(self.tree));
                let blocks = blocks.get(&next).into_iter().flatten();
                Extent::Ranges(blocks.map(|&(first, last)| self.range(first, last)).collect())
            }
            _ => Extent::range(self.statement(next)),
        }
    }

    /// The statement that starts at a token.
    fn statement(&self, first: Tok) -> Range<LineColumn> {
        let statements = self.statements.get_or_init(|| Statements::new(self.tree));
        self.range(first, statements.end(self.tree, first))
    }

    fn range(&self, first: Tok, last: Tok) -> Range<LineColumn> {
        let span = self.tree.span_to(first, last);
        self.tree.source.position(span.start)..self.tree.source.position(span.end)
    }

    fn line(&self, offset: u32) -> u32 {
        self.tree.source.lines().line(offset)
    }
}

fn start_of(line: u32) -> LineColumn {
    LineColumn { line, column: 0 }
}

/// The comma-separated list at the start of a text.
fn list(text: &str) -> &str {
    let words = text.split_inclusive(' ');
    let mut end = 0;
    for word in words {
        end += word.len();
        if !word.trim_end().is_empty() && !word.trim_end().ends_with(',') {
            break;
        }
    }
    &text[..end]
}

/// The parts of a list that starts at offset `at`, each with its offset.
fn split(list: &str, separator: char, at: u32) -> impl Iterator<Item = (&str, u32)> {
    let mut next = at;
    let parts = list.split(separator).map(move |part| {
        let at = next + (part.len() - part.trim_start().len()) as u32;
        next += part.len() as u32 + 1;
        (part.trim(), at)
    });
    parts.filter(|(part, _)| !part.is_empty())
}

/// The first and last tokens of the `extend` blocks of each scope, by the first token of the first block.
fn extend_blocks(tree: &Tree) -> FxHashMap<Tok, Vec<(Tok, Tok)>> {
    let mut scopes = FxHashMap::default();
    let mut open = vec![&tree.decls];
    while let Some(decls) = open.pop() {
        let mut blocks = Vec::new();
        for decl in decls {
            match decl {
                Decl::Extend(extend) => blocks.push((extend.first, extend.body.close)),
                Decl::Message(message) => open.push(&message.body.decls),
                _ => {}
            }
        }
        if let Some(&(first, _)) = blocks.first() {
            scopes.insert(first, blocks);
        }
    }
    scopes
}

/// A descriptor set has only the comments before declarations.
fn of_image(file: &File, info: &SourceInfo, comments: Comments) -> Vec<Suppression> {
    if memmem::find(info, b"lint").is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (path, location) in info.locations() {
        let comment = info.leading_comment(location).and_then(|comment| std::str::from_utf8(comment).ok());
        let Some(comment) = comment else { continue };
        let lines = &location.lines;
        let mut push = |rule: &str, is_prefix: bool, covers: Extent| {
            let place = Place::lines(file.path.clone(), lines.clone());
            let rule = rule.split_once(' ').map_or(rule, |(rule, _)| rule).to_owned();
            found.push(Suppression { rule, place, is_prefix, covers, state: State::Idle });
        };
        let covers = Extent::range(lines.clone());
        let mut buf_covers = None;
        let is_head = matches!(path, [12 | 2]);
        for line in comment.lines().map(str::trim) {
            if let Some(rule) = line.strip_prefix(BUF).filter(|_| comments.buf) {
                let covers = buf_covers.get_or_insert_with(|| covered_by_buf(info, path, lines)).clone();
                push(rule, true, covers);
            } else if let Some(rules) = line.strip_prefix(OWN).filter(|_| comments.own) {
                let covers = if path == [12] { Extent::File } else { covers.clone() };
                split(list(rules), ',', 0).for_each(|(rule, _)| push(rule, false, covers.clone()));
            } else if comments.others
                && let Some((_, rule)) = line.split_once(AIP)
                && let Some((rule, _)) = rule.split_once("=disabled")
            {
                push(rule.trim(), false, if is_head { Extent::File } else { covers.clone() });
            }
        }
    }
    found
}

/// The scope of the comment at a location in buf.
fn covered_by_buf(info: &SourceInfo, path: &[i32], lines: &Range<LineColumn>) -> Extent {
    match path {
        // Fields of a oneof are fields of the message.
        [4, .., 8, _] if path.len().is_multiple_of(2) => {
            let name = info.find(&[path, &[1]].concat());
            Extent::range(lines.start..name.map_or(lines.end, |name| name.lines.end))
        }
        // All `extend` blocks of a scope share one path.
        [7] | [4, .., 6] if path.len() % 2 == 1 => {
            let is_first = info.find(path).is_some_and(|first| first.lines == *lines);
            let blocks = info.find_all(path).take_while(|_| is_first);
            Extent::Ranges(blocks.map(|block| block.lines.clone()).collect())
        }
        _ => Extent::range(lines.clone()),
    }
}
