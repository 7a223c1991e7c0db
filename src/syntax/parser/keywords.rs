//! Misspelt keywords, and those of other languages.

use super::{Diagnostic, Parsed, Parser, Place, Tok};
use crate::text::misspelt;

pub(super) const FILE: &[&str] = &["import", "package", "option", "message", "enum", "service", "extend"];
pub(super) const MESSAGE: &[&str] = &[
    "optional",
    "required",
    "repeated",
    "oneof",
    "message",
    "enum",
    "extend",
    "reserved",
    "extensions",
    "option",
];
pub(super) const LABELS: &[&str] = &["optional", "required", "repeated"];
pub(super) const ENUM: &[&str] = &["option", "reserved"];
pub(super) const SERVICE: &[&str] = &["rpc", "option"];
pub(super) const SYNTAX: &[&str] = &["syntax", "edition"];
pub(super) const RETURNS: &[&str] = &["returns"];

/// Words with the same meaning elsewhere.
const SYNONYMS: &[(&str, &str)] = &[
    ("class", "message"),
    ("def", "rpc"),
    ("extends", "extend"),
    ("extension", "extensions"),
    ("fn", "rpc"),
    ("func", "rpc"),
    ("function", "rpc"),
    ("include", "import"),
    ("interface", "service"),
    ("list", "repeated"),
    ("method", "rpc"),
    ("module", "package"),
    ("namespace", "package"),
    ("one_of", "oneof"),
    ("options", "option"),
    ("record", "message"),
    ("return", "returns"),
    ("struct", "message"),
    ("type", "message"),
    ("union", "oneof"),
    ("use", "import"),
    ("using", "import"),
];

impl Parser<'_> {
    /// Parses a statement by its keyword. If that fails, tries the keyword that was probably meant, and keeps the
    /// reading that goes further.
    pub(super) fn statement<T>(
        &mut self,
        keywords: &[&'static str],
        read: impl Fn(&mut Self, &[u8]) -> Parsed<T>,
    ) -> Parsed<T> {
        let (first, known, options) = (self.at, self.faults.len(), self.options.len());
        let found = read(self, self.text());
        if found.is_some() {
            return found;
        }
        if known >= crate::syntax::MAX_FAULTS {
            return None;
        }
        let keyword = self.meant(first, keywords)?;
        let failed = std::mem::replace(&mut self.at, first);
        let faults = self.faults.split_off(known);
        self.options.truncate(options);
        self.misspelt_keyword(keyword);
        let found = read(self, keyword.as_bytes());
        if found.is_none() && self.at <= failed + 2 {
            self.at = failed;
            self.faults.truncate(known);
            self.faults.extend(faults);
        }
        found
    }

    /// The keyword that the word at `tok` stands for, if it is not one itself.
    pub(super) fn meant(&self, tok: Tok, keywords: &[&'static str]) -> Option<&'static str> {
        let word = self.word(tok);
        let synonym = SYNONYMS.iter().find(|(other, _)| *other == word).map(|(_, keyword)| *keyword);
        let keyword = synonym.or_else(|| misspelt(word, keywords.iter().copied()))?;
        (keyword != word && keywords.contains(&keyword)).then_some(keyword)
    }

    /// Reports that the current word stands for a keyword.
    pub(super) fn misspelt_keyword(&mut self, keyword: &str) {
        let span = self.token().span;
        let message = format!("expected `{keyword}`, found {}", self.describe());
        let fault = Diagnostic::error("unexpected-token", Place::span(self.source, span), message)
            .help(format!("write `{keyword}`"))
            .fix(format!("write `{keyword}`"), [(span, keyword.to_owned())]);
        self.push_fault(fault);
    }
}
