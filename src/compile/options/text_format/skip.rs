//! Skips values of reserved fields, which must be well-formed.

use super::{Parsed, Parser};
use crate::syntax::Kind;

impl Parser<'_> {
    /// Skips the value of a removed field.
    pub(super) fn skip_content(&mut self) -> Parsed<()> {
        if self.eat(b':') && !self.at_symbol(b'{') && !self.at_symbol(b'<') {
            self.skip_value()
        } else {
            self.skip_message()
        }
    }

    fn skip_message(&mut self) -> Parsed<()> {
        let close = if self.eat(b'<') { b'>' } else { b'}' };
        if close == b'}' && !self.eat(b'{') {
            return self.expected("{");
        }
        self.depth += 1;
        self.check_depth()?;
        while !self.at_symbol(b'>') && !self.at_symbol(b'}') {
            if self.eat(b'[') {
                self.bracketed()?;
            } else {
                self.identifier()?;
            }
            self.skip_content()?;
            let _ = self.eat(b';') || self.eat(b',');
        }
        self.depth -= 1;
        if !self.eat(close) {
            return self.expected(if close == b'>' { ">" } else { "}" });
        }
        Ok(())
    }

    fn skip_value(&mut self) -> Parsed<()> {
        if self.kind() == Kind::Str {
            while self.kind() == Kind::Str {
                self.step();
            }
            return Ok(());
        }
        if self.eat(b'[') {
            return self.skip_list();
        }
        let minus = self.eat(b'-');
        let text = self.text();
        let is_value = match self.kind() {
            Kind::Int | Kind::Float => true,
            Kind::Ident => {
                !minus
                    || [&b"inf"[..], b"infinity", b"nan"].iter().any(|word| text.eq_ignore_ascii_case(word))
            }
            _ => false,
        };
        if !is_value {
            return self.fault(
                self.at,
                format!("expected a value, found {}", self.describe()),
                "the field is reserved: remove it",
            );
        }
        self.step();
        Ok(())
    }

    fn skip_list(&mut self) -> Parsed<()> {
        if self.eat(b']') {
            return Ok(());
        }
        self.depth += 1;
        self.check_depth()?;
        loop {
            if self.at_symbol(b'{') || self.at_symbol(b'<') {
                self.skip_message()?;
            } else {
                self.skip_value()?;
            }
            if self.eat(b']') {
                self.depth -= 1;
                return Ok(());
            }
            if !self.eat(b',') {
                return self.expected(",");
            }
        }
    }
}
