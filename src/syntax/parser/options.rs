//! Options: names, values and brackets.

use super::{
    Brackets, Kind, NamePart, OptionId, OptionName, OptionNode, OptionValue, Parsed, Parser, Path, ValueKind,
    literal,
};

impl Parser<'_> {
    /// `option a.(b).c = value;`
    pub(super) fn option_statement(&mut self) -> Parsed<OptionId> {
        let first = self.at;
        self.at += 1;
        let (name, value) = self.option()?;
        let last = self.end_of_statement()?;
        Some(self.add_option(OptionNode { first, name, value, last }))
    }

    pub(super) fn add_option(&mut self, option: OptionNode) -> OptionId {
        self.options.push(option);
        self.options.len() as OptionId - 1
    }

    /// `[a = 1, (b).c = "x"]`
    pub(super) fn brackets(&mut self) -> Parsed<Option<Brackets>> {
        let Some(open) = self.eat(b'[') else { return Some(None) };
        let start = self.options.len() as OptionId;
        self.comma_list(|parser| {
            let first = parser.at;
            let (name, value) = parser.option()?;
            Some(parser.add_option(OptionNode { first, name, value, last: value.last }))
        })?;
        let close = self.expect(b']')?;
        Some(Some(Brackets { open, options: start..self.options.len() as OptionId, close }))
    }

    /// `a.(b).c = value`
    pub(super) fn option(&mut self) -> Parsed<(OptionName, OptionValue)> {
        let mut name = OptionName::from_buf([self.name_part()?]);
        while self.eat(b'.').is_some() {
            name.push(self.name_part()?);
        }
        if self.at_symbol(b':') {
            self.replaced("`=`", " =");
        } else {
            self.expect(b'=')?;
        }
        Some((name, self.value()?))
    }

    /// `a` or `(b.c)`
    pub(super) fn name_part(&mut self) -> Parsed<NamePart> {
        if self.eat(b'(').is_none() {
            let tok = self.identifier("an option name")?;
            return Some(NamePart { path: Path { first: tok, last: tok }, extension: false });
        }
        let first = self.at;
        if self.kind() == Kind::Ident {
            self.at += 1;
        }
        while self.eat(b'.').is_some() {
            self.identifier("the next part of the name")?;
        }
        let last = (self.at - 1).max(first);
        self.expect(b')')?;
        Some(NamePart { path: Path { first, last }, extension: true })
    }

    /// `SPEED`, `-1`, `2.5`, `"x" "y"` or `{ … }`
    pub(super) fn value(&mut self) -> Parsed<OptionValue> {
        let first = self.at;
        let negative = self.eat(b'-').is_some();
        let kind = match self.kind() {
            Kind::Ident => {
                let kind = if negative { self.negative_word()? } else { ValueKind::Ident };
                self.at += 1;
                kind
            }
            Kind::Int => {
                let kind = self.integer_value(negative);
                self.at += 1;
                kind
            }
            Kind::Float => {
                let value = literal::float(self.text()).unwrap_or(0.0);
                self.at += 1;
                ValueKind::Float(if negative { -value } else { value })
            }
            Kind::Str if negative => {
                self.fault("bad-value", "a string cannot have a sign", "remove the `-`");
                return None;
            }
            Kind::Str => {
                self.strings("a string")?;
                ValueKind::Str
            }
            Kind::Symbol(b'{') => self.aggregate()?,
            Kind::End => {
                self.fault(
                    "bad-value",
                    "expected an option value, found the end of the file",
                    "write the value",
                );
                return None;
            }
            Kind::Symbol(_) => {
                let message = format!("expected an option value, found {}", self.describe());
                self.fault(
                    "bad-value",
                    message,
                    "a value is a name, a number, a string, or a message in braces",
                );
                return None;
            }
        };
        Some(OptionValue { first, last: self.at - 1, kind })
    }

    pub(super) fn negative_word(&mut self) -> Parsed<ValueKind> {
        match self.text() {
            b"inf" => Some(ValueKind::Float(f64::NEG_INFINITY)),
            b"nan" => Some(ValueKind::Float(f64::NAN)),
            _ => {
                let message = format!("{} cannot have a sign", self.describe());
                self.fault("bad-value", message, "only numbers, `inf` and `nan` can");
                None
            }
        }
    }

    pub(super) fn integer_value(&mut self, negative: bool) -> ValueKind {
        let text = self.text();
        match (literal::integer(text), negative) {
            (Some(value), false) => return ValueKind::Positive(value),
            (Some(value), true) if value <= 1 << 63 => {
                return ValueKind::Negative((value as i64).wrapping_neg());
            }
            _ => {}
        }
        if text[0] == b'0' && text.len() > 1 && literal::integer(text).is_none() {
            self.fault(
                "out-of-range",
                "the number does not fit in 64 bits",
                "only decimal numbers this large are read as floats",
            );
        }
        let value =
            literal::integer(text).map_or_else(|| literal::float(text).unwrap_or(0.0), |value| value as f64);
        ValueKind::Float(if negative { -value } else { value })
    }

    /// `{ … }`, balanced; parsed later, when the type of the option is known
    pub(super) fn aggregate(&mut self) -> Parsed<ValueKind> {
        let mut depth = 0u32;
        loop {
            match self.kind() {
                Kind::Symbol(b'{') => depth += 1,
                Kind::Symbol(b'}') => depth -= 1,
                Kind::End => {
                    self.unclosed();
                    return None;
                }
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Some(ValueKind::Aggregate);
            }
        }
    }
}
