//! The `syntax` and `edition` statements.

use super::{Diagnostic, Kind, Level, Parsed, Parser, Place, Span, Syntax, Tok, keywords, literal};

/// What a wrong value probably means.
struct Meant {
    level: Level,
    /// The right keyword, if the statement has the other one.
    keyword: Option<&'static str>,
}

impl Parser<'_> {
    /// Whether the statement sets the language level. No other statement starts with a word and a `=`.
    pub(super) fn starts_syntax(&self) -> bool {
        self.at_word(b"syntax")
            || self.at_word(b"edition")
            || self.symbol_at(1, b'=') && self.meant(self.at, keywords::SYNTAX).is_some()
    }

    /// `syntax = "proto3";` or `edition = "2023";`
    pub(super) fn syntax(&mut self) -> Parsed<Syntax> {
        let first = self.at;
        let misspelt = self.meant(first, keywords::SYNTAX);
        if let Some(keyword) = misspelt {
            self.misspelt_keyword(keyword);
        }
        let is_edition = self.at_word(b"edition") || misspelt == Some("edition");
        self.at += 1;
        if self.kind() == Kind::Str {
            self.missing(" =", "write `=` before the value");
        } else {
            self.expect(b'=')?;
        }
        let value = self.at;
        let text = self.level_name()?;
        let span = self.span(value).to(self.span(self.at - 1));
        let mut level = Level::named(text.as_bytes(), is_edition);
        if level.is_none() {
            level = self.unknown_level(first, span, &text, is_edition);
        }
        let last = self.end_of_statement()?;
        Some(Syntax { first, value, last, level })
    }

    /// The value, whose quotes may be missing.
    fn level_name(&mut self) -> Parsed<String> {
        let value = self.at;
        if matches!(self.kind(), Kind::Ident | Kind::Int) {
            let span = self.token().span;
            let word = self.word(value).to_owned();
            let message = format!("`{word}` has no quotes");
            let fault = Diagnostic::error("unexpected-token", Place::span(self.source, span), message)
                .help(format!("write `\"{word}\"`"))
                .fix("add quotes", [(span, format!("\"{word}\""))]);
            self.push_fault(fault);
            self.at += 1;
            return Some(word);
        }
        let value = self.strings("the quoted name of a syntax or an edition")?;
        let mut text = Vec::new();
        for tok in value.first..=value.last {
            literal::unescape(&self.bytes[self.span(tok)], &mut text);
        }
        Some(String::from_utf8_lossy(&text).into_owned())
    }

    /// Reports an unknown level. Returns the one that is meant.
    fn unknown_level(&mut self, first: Tok, span: Span, text: &str, is_edition: bool) -> Option<Level> {
        let (code, what) =
            if is_edition { ("unknown-edition", "edition") } else { ("unknown-syntax", "syntax") };
        let fault =
            Diagnostic::error(code, Place::span(self.source, span), format!("unknown {what} `{text}`"));
        let Some(Meant { level, keyword }) = meant(text, is_edition) else {
            let editions = Level::list_editions(|level| level.name().to_owned());
            self.push_fault(fault.help(if is_edition {
                format!("the editions are {editions}")
            } else {
                "use \"proto2\" or \"proto3\", or an `edition` statement".to_owned()
            }));
            return None;
        };
        let name = level.name();
        let (help, edit) = match keyword {
            Some(keyword) => {
                (format!("write `{keyword} = \"{name}\"`"), (self.span(first), keyword.to_owned()))
            }
            None => (format!("write `\"{name}\"`"), (span, format!("\"{name}\""))),
        };
        self.push_fault(fault.help(help.clone()).fix(help, [edit]));
        Some(level)
    }

    /// A `syntax` statement that is not the first one.
    pub(super) fn late_syntax(&mut self, known: &mut Option<Syntax>) {
        let first = self.at;
        let count = self.faults.len();
        let word = self.word(first).to_owned();
        let place = self.here();
        let Some(late) = self.syntax() else { return self.recover(first) };
        self.faults.truncate(count);
        let text =
            String::from_utf8_lossy(&self.bytes[self.span(first).to(self.span(late.last))]).into_owned();
        // Comments after it belong to the next statement.
        let end = self.span(late.last).end;
        let rest = &self.bytes[end as usize..];
        let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let remove = (Span::new(self.span(first).start, end + blanks as u32), String::new());
        if known.is_some() {
            let fault =
                Diagnostic::error("unexpected-token", place, "the file already has a syntax or an edition");
            self.push_fault(fault.help("keep the first one").fix("remove the second one", [remove]));
            return;
        }
        let newline = self.source.newline();
        let add = (Span::at(self.span(0).start), format!("{text}{newline}{newline}"));
        let fault =
            Diagnostic::error("unexpected-token", place, format!("`{word}` must be the first statement"));
        self.push_fault(
            fault.help("move it to the top of the file").fix("move it to the top", [add, remove]),
        );
        self.level = late.level.unwrap_or(self.level);
        *known = Some(late);
    }
}

fn meant(text: &str, is_edition: bool) -> Option<Meant> {
    let other = Level::named(text.as_bytes(), !is_edition);
    if let Some(level) = other {
        return Some(Meant { level, keyword: Some(if is_edition { "syntax" } else { "edition" }) });
    }
    let number = text.to_ascii_lowercase();
    let number = number.trim_start_matches(|first: char| !first.is_ascii_digit());
    let is_close = text.len() - number.len() <= "proto ".len() && number.len() == 1;
    (is_close && !is_edition)
        .then_some(Meant { level: if number == "2" { Level::Proto2 } else { Level::Proto3 }, keyword: None })
}
