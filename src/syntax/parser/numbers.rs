//! Numbers that are missing, and free numbers.

use super::{Diagnostic, Kind, Number, Parsed, Parser, Span, Tok, literal};

/// The largest field number.
const MAX_FIELD_NUMBER: i32 = (1 << 29) - 1;

/// The field numbers that protobuf reserves for itself.
const INTERNAL: (i32, i32) = (19000, 19999);

/// The most tokens that are searched for the start of a block, and for its end.
const MAX_SEARCHED: Tok = 1 << 14;

impl Parser<'_> {
    /// Reports that a field or an enum value has no number. Returns a free one if the statement is otherwise complete.
    pub(super) fn missing_number(&mut self, name: Tok, is_value: bool) -> Parsed<Number> {
        let what = if is_value { "enum value" } else { "field" };
        let message = format!("{what} `{}` has no number", self.word(name));
        let fault = Diagnostic::error("missing-number", self.here(), message);
        let has_options =
            self.at_symbol(b'[') && matches!(self.kind_after(self.at), Kind::Ident | Kind::Symbol(b'('));
        let is_listed = self.at_symbol(b',') && (is_value || self.ends_block_or_line(self.at));
        let is_end = self.at_symbol(b';') || is_listed || has_options;
        let is_complete = is_end || self.ends_block_or_line(name);
        let is_reported = self.faults.len() < crate::syntax::MAX_FAULTS;
        let Some(number) = (is_complete && is_reported).then(|| self.free_number(name, is_value)).flatten()
        else {
            let never_used = if is_value { "" } else { " that the message has never used" };
            self.push_fault(fault.help(format!("add `= ` and a number{never_used}")));
            return None;
        };
        let never_used = if is_value { "" } else { ", if the message has never used that number" };
        let text = format!(" = {number}{}", if is_end { "" } else { ";" });
        let fault = fault
            .help(format!("write `{}{text}`{never_used}", self.word(name)))
            .fix(format!("add the number {number}"), [(Span::at(self.span(name).end), text)]);
        self.push_fault(fault);
        Some(Number { first: name, last: name, value: number })
    }

    /// A number that no declaration in the block around `name` uses.
    fn free_number(&mut self, name: Tok, is_value: bool) -> Option<i32> {
        let block = self.block_around(name)?;
        let number = match self.next_number {
            Some((known, number)) if known == block => number,
            _ => self.next_number_in(block, is_value)?,
        };
        self.next_number = Some((block, number.checked_add(1)?));
        (is_value || number <= MAX_FIELD_NUMBER).then_some(number)
    }

    /// The `{` of the message or the enum around a token.
    fn block_around(&self, name: Tok) -> Option<Tok> {
        let mut depth = 0u32;
        for tok in (name.saturating_sub(MAX_SEARCHED)..name).rev() {
            match self.tokens[tok as usize].kind {
                Kind::Symbol(b'}') => depth += 1,
                Kind::Symbol(b'{') if depth > 0 => depth -= 1,
                Kind::Symbol(b'{') if !self.opens_oneof(tok) => return Some(tok),
                _ => {}
            }
        }
        None
    }

    fn opens_oneof(&self, open: Tok) -> bool {
        open > 1 && self.bytes[self.span(open - 2)] == *b"oneof"
    }

    /// The number after the largest one that a block uses for a field or a value, outside of the ranges it names.
    fn next_number_in(&self, block: Tok, is_value: bool) -> Option<i32> {
        let mut largest = if is_value { -1 } else { 0 };
        let mut ranges = vec![INTERNAL];
        let (mut depth, mut brackets, mut in_ranges) = (0u32, 0u32, false);
        // Whether each open block has its own numbers.
        let mut blocks = Vec::new();
        let integer = |tok: Tok| i32::try_from(literal::integer(&self.bytes[self.span(tok)])?).ok();
        for tok in block + 1..(block + MAX_SEARCHED).min(self.tokens.len() as Tok) {
            match self.tokens[tok as usize].kind {
                Kind::Symbol(b'{') => {
                    blocks.push(!self.opens_oneof(tok));
                    depth += u32::from(!self.opens_oneof(tok));
                }
                Kind::Symbol(b'}') => match blocks.pop() {
                    Some(is_own) => depth -= u32::from(is_own),
                    None => break,
                },
                Kind::Symbol(b'[') => brackets += 1,
                Kind::Symbol(b']') => brackets = brackets.saturating_sub(1),
                Kind::Symbol(b';') => in_ranges = false,
                Kind::Ident if depth == 0 => in_ranges |= matches!(self.word(tok), "reserved" | "extensions"),
                Kind::Int if depth == 0 && brackets == 0 => {
                    let Some(number) = integer(tok) else { continue };
                    if !in_ranges {
                        let is_number = self.bytes[self.span(tok - 1)] == *b"="
                            && self.word(tok.saturating_sub(3)) != "option";
                        largest = if is_number { largest.max(number) } else { largest };
                    } else if self.word(tok + 1) == "to" {
                        ranges.push((number, integer(tok + 2).unwrap_or(i32::MAX)));
                    } else {
                        ranges.push((number, number));
                    }
                }
                _ => {}
            }
        }
        ranges.sort_unstable();
        let mut next = largest.checked_add(1)?;
        for (start, end) in ranges {
            if (start..=end).contains(&next) && (!is_value || (start, end) != INTERNAL) {
                next = end.checked_add(1)?;
            }
        }
        Some(next)
    }
}
