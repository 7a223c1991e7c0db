//! One approved change.

use std::fmt::Write;

use time::{Date, Month};
use toml::Value;
use toml::value::Datetime;

use crate::breaking::Finding;

/// The header of an approvals file.
pub(super) const HEAD: &str = "\
# Intended breaking changes, each with a reason. `protolint approve` adds entries and rewrites the file;
# `protolint breaking` reports entries that are no longer needed.
";

/// An intended change. Ordered by what changed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Approval {
    /// The full name of the changed element; for a file, its import name.
    pub subject: String,
    /// The id of the rule that finds the change.
    pub rule: String,
    /// The old value, as the rule reports it.
    pub from: String,
    /// The new value.
    pub to: String,
    /// Why it is intended.
    pub reason: String,
    /// The last day on which it is valid; `None` if it does not expire.
    pub until: Option<Date>,
}

impl Approval {
    /// The approval of a finding.
    pub fn new(finding: &Finding, reason: &str, until: Option<Date>) -> Self {
        let Finding { subject, from, to, .. } = finding.clone();
        let rule = finding.diagnostic.code.to_owned();
        Self { subject, rule, from, to, reason: reason.to_owned(), until }
    }

    /// Whether it matches a finding.
    pub fn matches(&self, finding: &Finding) -> bool {
        let Self { subject, rule, from, to, .. } = self;
        *rule == finding.diagnostic.code
            && (subject, from, to) == (&finding.subject, &finding.from, &finding.to)
    }

    /// Whether it approves the same change as another one.
    pub fn is_same_change(&self, other: &Self) -> bool {
        let key = |it: &Self| [&it.rule, &it.subject, &it.from, &it.to].map(Clone::clone);
        key(self) == key(other)
    }

    /// Whether it has not expired.
    pub fn is_valid(&self, today: Date) -> bool {
        self.until.is_none_or(|until| today <= until)
    }

    /// Writes it as a TOML table, without empty values. Writing to a string cannot fail.
    pub(super) fn write(&self, text: &mut String) {
        text.push_str("[[approval]]\n");
        let entries =
            [("rule", &self.rule), ("subject", &self.subject), ("from", &self.from), ("to", &self.to)];
        for (key, value) in entries.into_iter().chain([("reason", &self.reason)]) {
            if !value.is_empty() {
                let _ = writeln!(text, "{key} = {}", Value::String(value.clone()));
            }
        }
        if let Some(until) = self.until {
            let _ = writeln!(text, "until = {until}");
        }
    }
}

/// Converts a TOML date. Fails if it has a time or no date.
pub fn date(written: Datetime) -> Result<Date, String> {
    let day = |date: toml::value::Date| {
        Date::from_calendar_date(date.year.into(), Month::try_from(date.month).ok()?, date.day).ok()
    };
    match written {
        Datetime { date: Some(date), time: None, offset: None } => day(date),
        _ => None,
    }
    .ok_or_else(|| format!("`{written}` is not a day: write one such as 2030-12-31"))
}
