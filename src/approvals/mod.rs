//! Intended breaking changes. Each is recorded with a reason and not reported; stale and expired entries are.

mod approval;
mod rules;

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;
use serde::Deserialize;
use time::Date;
use toml::Spanned;
use toml::value::Datetime;

pub use approval::{Approval, date};
pub use rules::METAS;

use crate::breaking::Finding;
use crate::diag::{Diagnostic, Place};
use crate::text::{Source, Span};

/// The approvals of a file.
#[derive(Debug)]
pub struct Approvals {
    source: Source,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    approval: Approval,
    /// The start of the entry.
    span: Span,
    /// The value of `until`.
    until: Span,
    matches: bool,
}

/// The TOML document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    approval: Vec<RawApproval>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawApproval {
    rule: Spanned<String>,
    subject: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    reason: String,
    until: Option<Spanned<Datetime>>,
}

impl Approvals {
    /// No approvals.
    pub fn none() -> Self {
        Self { source: Source::new("", "", Vec::new()), entries: Vec::new() }
    }

    /// Parses a file.
    pub fn parse(source: Source) -> Result<Self, Diagnostic> {
        let fault = |span: Span, what: &str| {
            Diagnostic::error(
                "configuration",
                Place::span(&source, span),
                what.trim_end().replace('\n', ": "),
            )
        };
        let text =
            std::str::from_utf8(source.bytes()).map_err(|_| fault(Span::at(0), "the file is not UTF-8"))?;
        let document: Document = toml::from_str(text).map_err(|error| {
            fault(error.span().map_or(Span::at(0), |range| span(&range)), error.message())
        })?;
        let mut entries = Vec::new();
        for written in document.approval {
            let at = span(&written.rule.span());
            let until_at = written.until.as_ref().map_or(at, |until| span(&until.span()));
            let until = written.until.map(|until| date(*until.as_ref())).transpose();
            let until = until.map_err(|why| fault(until_at, &why))?;
            let RawApproval { rule, subject, from, to, reason, .. } = written;
            let approval = Approval { subject, rule: rule.into_inner(), from, to, reason, until };
            entries.push(Entry { approval, span: at, until: until_at, matches: false });
        }
        Ok(Self { source, entries })
    }

    /// Removes findings that are approved as of `today`.
    pub fn apply(&mut self, found: &mut Vec<Finding>, today: Date) {
        found.retain(|finding| {
            let mut is_valid = false;
            for entry in self.entries.iter_mut().filter(|entry| entry.approval.matches(finding)) {
                entry.matches = true;
                is_valid |= entry.approval.is_valid(today);
            }
            !is_valid
        });
    }

    /// Reports expired and stale approvals; `ran` are the rules that ran.
    pub fn check(&self, today: Date, ran: &FxHashSet<&'static str>) -> Vec<Diagnostic> {
        let is_known = |rule: &str| crate::breaking::RULES.iter().any(|known| known.meta.id == rule);
        let check = |entry: &Entry| {
            let Entry { approval, span, until, matches } = entry;
            let place = |span| Place::span(&self.source, span);
            match (matches, approval.is_valid(today)) {
                (true, true) => None,
                (true, false) => Some(rules::expired(place(*until), approval)),
                (false, _) if ran.contains(&*approval.rule) => Some(rules::stale(place(*span), approval)),
                (false, _) if !is_known(&approval.rule) => Some(rules::unknown(place(*span), approval)),
                (false, _) => None,
            }
        };
        self.entries.iter().filter_map(check).collect()
    }

    /// Adds an approval, unless the change is already approved. Returns whether it was added.
    pub fn add(&mut self, approval: Approval, today: Date) -> bool {
        let is_same = |entry: &&mut Entry| entry.approval.is_same_change(&approval);
        match self.entries.iter_mut().find(is_same) {
            Some(known) if known.approval.is_valid(today) => return false,
            Some(known) => known.approval = approval,
            None => {
                let nowhere = Span::at(0);
                self.entries.push(Entry { approval, span: nowhere, until: nowhere, matches: true });
            }
        }
        true
    }

    /// Writes TOML, sorted by what changed.
    pub fn text(&self) -> String {
        let approvals: BTreeSet<&Approval> = self.entries.iter().map(|entry| &entry.approval).collect();
        let mut text = approval::HEAD.to_owned();
        for approval in approvals {
            text.push('\n');
            approval.write(&mut text);
        }
        text
    }
}

fn span(range: &std::ops::Range<usize>) -> Span {
    Span::new(range.start as u32, range.end as u32)
}
