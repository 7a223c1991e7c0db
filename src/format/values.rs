//! Writes options and their values.

use super::gap::Gap;
use super::writer::{Sep, Writer};
use crate::syntax::{Brackets, Kind, OptionId, OptionNode, OptionValue, Strings, Tok, Tree, ValueKind};

/// A text format value, by tokens.
enum Literal {
    /// A name or a number with its sign.
    Scalar(Tok, Tok),
    /// Adjacent strings.
    Strings(Strings),
    /// A message in braces.
    Message(Tok, Vec<Entry>, Tok),
    /// `[a, b]`
    List(Tok, Vec<Literal>, Tok),
}

/// `name: value`
struct Entry {
    first: Tok,
    /// The last token of the name.
    name: Tok,
    colon: Option<Tok>,
    value: Literal,
}

impl Literal {
    /// Whether it always fits on one line.
    fn is_simple(&self) -> bool {
        match self {
            Self::Scalar(..) => true,
            Self::Strings(strings) => strings.first == strings.last,
            Self::Message(..) | Self::List(..) => false,
        }
    }
}

impl Writer<'_> {
    /// `option a = b;`
    pub fn option_statement(&mut self, id: OptionId) {
        let option = self.tree.option(id);
        self.raw_token(option.first, Sep::None);
        self.option(option, Sep::Space);
        self.after_name = true;
        self.end(option.last);
    }

    /// `a.(b).c = value`
    fn option(&mut self, option: &OptionNode, sep: Sep) {
        let mut sep = sep;
        let mut last = option.first;
        for (index, part) in option.name.iter().enumerate() {
            if index > 0 {
                self.name(last + 1, Sep::None);
                sep = Sep::None;
            }
            last = part.path.last;
            if part.extension && self.tree.text(last) == b")" {
                // Empty parentheses.
                self.name(last - 1, sep);
                self.name(last, Sep::None);
            } else if part.extension {
                self.name(part.path.first - 1, sep);
                self.path(part.path, Sep::None);
                last += 1;
                self.name(last, Sep::None);
            } else {
                self.path(part.path, sep);
            }
        }
        self.token(last + 1, Sep::Space);
        self.value(&option.value);
    }

    fn value(&mut self, value: &OptionValue) {
        match value.kind {
            ValueKind::Str => self.strings(Strings { first: value.first, last: value.last }),
            ValueKind::Aggregate => {
                let mut literals = Literals { tree: self.tree, at: value.first, last: value.last, depth: 0 };
                match literals.literal().filter(|_| literals.at == value.last + 1) {
                    Some(literal) => self.literal(&literal, Sep::Space),
                    None => self.verbatim(value.first, value.last),
                }
            }
            _ => {
                self.signed(value.first, value.last, Sep::Space);
                self.after_name = value.kind == ValueKind::Ident;
            }
        }
    }

    /// One string follows a space; several go on their own lines.
    pub fn strings(&mut self, strings: Strings) {
        if strings.first == strings.last {
            return self.token(strings.first, Sep::Space);
        }
        self.indent();
        for tok in strings.first..=strings.last {
            let gap = self.take_gap(tok);
            self.closing(&gap, false);
            self.newline();
            self.raw_token(tok, Sep::None);
        }
        self.outdent();
    }

    /// `[a = b, c = d]`: on one line if there is one option and no comment.
    pub fn brackets(&mut self, brackets: &Brackets) {
        self.token(brackets.open, Sep::Space);
        let ids: Vec<OptionId> = brackets.options.clone().collect();
        let tree = self.tree;
        if let [id] = ids[..] {
            let option = tree.option(id);
            if !self.has_comments(brackets.open, option.first) {
                let is_aggregate = option.value.kind == ValueKind::Aggregate;
                self.inline = !is_aggregate;
                self.option(option, Sep::None);
                self.name(brackets.close, Sep::None);
                self.inline = false;
                return;
            }
        }
        self.indent();
        for (index, id) in ids.iter().enumerate() {
            let option = tree.option(*id);
            let mut gap = self.take_gap(option.first);
            let trailing = gap.split_trailing();
            if gap.comments.is_empty() && gap.newlines == 0 && index == 0 {
                gap.comments = trailing;
            } else {
                self.trailing(&trailing);
            }
            self.lead(&gap, index == 0);
            self.option(option, Sep::None);
            if index + 1 < ids.len() {
                self.token(option.last + 1, Sep::None);
            }
        }
        let gap = self.take_gap(brackets.close);
        self.last_comments(gap);
        self.outdent();
        self.newline();
        self.raw_token(brackets.close, Sep::None);
    }

    /// Writes the comments before a closing bracket. Nothing follows on their line, so `//` comments are kept, except
    /// after another bracket.
    fn last_comments(&mut self, mut gap: Gap) {
        if self.after_bracket() {
            let trailing = gap.split_trailing();
            self.inline_comments(&trailing, Sep::Space);
        } else if gap.comments.first().is_some_and(|comment| comment.is_line) {
            let trailing = gap.split_trailing();
            self.trailing(&trailing);
        }
        self.closing(&gap, false);
    }

    fn literal(&mut self, literal: &Literal, sep: Sep) {
        match literal {
            Literal::Scalar(first, last) => {
                self.signed(*first, *last, sep);
                self.after_name = self.tree.tokens[*last as usize].kind == Kind::Ident;
            }
            Literal::Strings(strings) if strings.first == strings.last => self.token(strings.first, sep),
            Literal::Strings(strings) => self.strings(*strings),
            Literal::Message(open, entries, close) => self.message_literal(*open, entries, *close, sep),
            Literal::List(open, elements, close) => self.list_literal(*open, elements, *close, sep),
        }
    }

    /// Writes a bracket token as `text`.
    fn bracket(&mut self, tok: Tok, text: &[u8], sep: Sep) {
        let gap = self.take_gap(tok);
        self.inline_comments(&gap.comments, sep);
        self.separate(if gap.comments.is_empty() { sep } else { Sep::Space });
        self.push(text);
        self.seek(self.tree.span(tok).end as usize);
        self.after_name = true;
    }

    fn message_literal(&mut self, open: Tok, entries: &[Entry], close: Tok, sep: Sep) {
        self.bracket(open, b"{", sep);
        let is_flat = match entries {
            [] => true,
            [only] => only.value.is_simple(),
            _ => false,
        };
        if is_flat && !self.has_comments(open, close) {
            for entry in entries {
                self.entry(entry);
            }
            return self.bracket(close, b"}", Sep::None);
        }
        self.indent();
        for (index, entry) in entries.iter().enumerate() {
            let mut gap = self.take_gap(entry.first);
            if index > 0 {
                let trailing =
                    if self.after_bracket() { gap.split_trailing() } else { gap.split_ending_line() };
                self.trailing_element(&trailing);
                gap.part_from_detached();
            }
            self.lead(&gap, index == 0);
            self.entry(entry);
        }
        let gap = self.take_gap(close);
        self.last_comments(gap);
        self.outdent();
        self.newline();
        self.bracket(close, b"}", Sep::None);
    }

    fn entry(&mut self, entry: &Entry) {
        self.entry_name(entry);
        match entry.colon {
            Some(colon) => self.token(colon, Sep::None),
            None => self.push(b":"),
        }
        self.after_name = matches!(entry.value, Literal::Message(..) | Literal::List(..));
        self.literal(&entry.value, Sep::Space);
    }

    /// `name` or `[type.url/of.Type]`
    fn entry_name(&mut self, entry: &Entry) {
        let Entry { first, name, .. } = *entry;
        if first == name || !self.has_comments(first, name) {
            self.signed(first, name, Sep::None);
        } else {
            self.token(first, Sep::None);
            self.indent();
            let mut gap = self.take_gap(first + 1);
            if gap.comments.first().is_some_and(|comment| comment.is_line) {
                let trailing = gap.split_trailing();
                self.trailing(&trailing);
            }
            self.lead(&gap, true);
            self.raw_token(first + 1, Sep::None);
            self.after_name = true;
            for tok in first + 2..name {
                self.name(tok, Sep::None);
            }
            let gap = self.take_gap(name);
            self.last_comments(gap);
            self.outdent();
            self.newline();
            self.raw_token(name, Sep::None);
        }
        self.after_name = first == name;
    }

    fn list_literal(&mut self, open: Tok, elements: &[Literal], close: Tok, sep: Sep) {
        self.token(open, sep);
        let is_flat = match elements {
            [] => true,
            [only] => only.is_simple(),
            _ => false,
        };
        if is_flat && !self.has_comments(open, close) {
            for element in elements {
                self.literal(element, Sep::None);
            }
            return self.token(close, Sep::None);
        }
        self.indent();
        for (index, element) in elements.iter().enumerate() {
            let mut gap = self.take_gap(element.first());
            let trailing = if index > 0 { gap.split_trailing() } else { gap.split_ending_line() };
            self.trailing(&trailing);
            self.lead(&gap, index == 0);
            self.literal(element, Sep::None);
            if index + 1 < elements.len() {
                self.token(element.last() + 1, Sep::None);
            }
        }
        let gap = self.take_gap(close);
        self.last_comments(gap);
        self.outdent();
        self.newline();
        self.raw_token(close, Sep::None);
        self.after_name = true;
    }
}

impl Literal {
    fn first(&self) -> Tok {
        match self {
            Self::Scalar(first, _) | Self::Message(first, ..) | Self::List(first, ..) => *first,
            Self::Strings(strings) => strings.first,
        }
    }

    fn last(&self) -> Tok {
        match self {
            Self::Scalar(_, last) | Self::Message(.., last) | Self::List(.., last) => *last,
            Self::Strings(strings) => strings.last,
        }
    }
}

/// The limit on nesting; deeper values are copied verbatim.
const MAX_DEPTH: u32 = 100;

/// Parses a text format value. Returns `None` if it is invalid: the formatter does not know types and does not
/// report errors.
struct Literals<'t> {
    tree: &'t Tree,
    at: Tok,
    last: Tok,
    depth: u32,
}

impl Literals<'_> {
    fn is(&self, symbol: u8) -> bool {
        self.tree.tokens[self.at as usize].kind == Kind::Symbol(symbol)
    }

    fn kind(&self) -> Option<Kind> {
        (self.at <= self.last).then(|| self.tree.tokens[self.at as usize].kind)
    }

    /// Consumes a symbol if it is next.
    fn take(&mut self, symbol: u8) -> bool {
        let is_next = self.at <= self.last && self.is(symbol);
        self.at += Tok::from(is_next);
        is_next
    }

    fn literal(&mut self) -> Option<Literal> {
        let first = self.at;
        match self.kind()? {
            Kind::Symbol(b'{' | b'<' | b'[') if self.depth == MAX_DEPTH => None,
            Kind::Symbol(b'{') => self.nested(|this| this.message(first, b'}')),
            Kind::Symbol(b'<') => self.nested(|this| this.message(first, b'>')),
            Kind::Symbol(b'[') => self.nested(|this| this.list(first)),
            Kind::Str => {
                while self.kind() == Some(Kind::Str) {
                    self.at += 1;
                }
                Some(Literal::Strings(Strings { first, last: self.at - 1 }))
            }
            _ => {
                self.take(b'-');
                let is_scalar = matches!(self.kind()?, Kind::Ident | Kind::Int | Kind::Float);
                self.at += 1;
                is_scalar.then_some(Literal::Scalar(first, self.at - 1))
            }
        }
    }

    fn nested(&mut self, read: impl FnOnce(&mut Self) -> Option<Literal>) -> Option<Literal> {
        self.at += 1;
        self.depth += 1;
        let literal = read(self);
        self.depth -= 1;
        literal
    }

    fn list(&mut self, open: Tok) -> Option<Literal> {
        let mut elements = Vec::new();
        while !self.take(b']') {
            elements.push(self.literal()?);
            if !self.take(b',') && self.kind() != Some(Kind::Symbol(b']')) {
                return None;
            }
        }
        Some(Literal::List(open, elements, self.at - 1))
    }

    fn message(&mut self, open: Tok, close: u8) -> Option<Literal> {
        let mut entries = Vec::new();
        while !self.take(close) {
            entries.push(self.entry()?);
        }
        Some(Literal::Message(open, entries, self.at - 1))
    }

    fn entry(&mut self) -> Option<Entry> {
        let first = self.at;
        if self.take(b'[') {
            while !self.is(b']') {
                let is_part =
                    matches!(self.kind()?, Kind::Ident | Kind::Symbol(b'.' | b'/' | b'-') | Kind::Int);
                self.at += 1;
                if !is_part {
                    return None;
                }
            }
        } else if self.kind()? != Kind::Ident {
            return None;
        }
        let name = self.at;
        self.at += 1;
        let colon = self.take(b':').then(|| self.at - 1);
        let value = self.literal()?;
        if colon.is_none() && matches!(value, Literal::Scalar(..) | Literal::Strings(_)) {
            return None;
        }
        let _ = self.take(b',') || self.take(b';');
        Some(Entry { first, name, colon, value })
    }
}
