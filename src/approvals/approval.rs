//! One approved change.

use std::fmt::Write;

use time::{Date, Month};
use toml::Value;
use toml::value::Datetime;

use crate::breaking::Finding;

/// What stands at the top of a written file.
pub(super) const HEAD: &str = "\
# Breaking changes that are meant, each with the reason. `protolint approve` adds to them, and writes the file anew;
# `protolint breaking` says which of them can go.
";

/// A change that is meant. Ordered by what changed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Approval {
    /// The full name of what changed; of a file its name.
    pub subject: String,
    /// The id of the rule that finds the change.
    pub rule: String,
    /// What was there, as the rule says.
    pub from: String,
    /// What is there now.
    pub to: String,
    /// Why it is meant.
    pub reason: String,
    /// The last day on which it holds; for ever where there is none.
    pub until: Option<Date>,
}

impl Approval {
    /// The approval of a finding.
    pub fn new(finding: &Finding, reason: &str, until: Option<Date>) -> Self {
        let Finding { subject, from, to, .. } = finding.clone();
        let rule = finding.diagnostic.code.to_owned();
        Self { subject, rule, from, to, reason: reason.to_owned(), until }
    }

    /// Whether it is about this change.
    pub fn is_of(&self, finding: &Finding) -> bool {
        let Self { subject, rule, from, to, .. } = self;
        *rule == finding.diagnostic.code
            && (subject, from, to) == (&finding.subject, &finding.from, &finding.to)
    }

    /// Whether it is about the same change as another one.
    pub fn is_like(&self, other: &Self) -> bool {
        let key = |it: &Self| [&it.rule, &it.subject, &it.from, &it.to].map(Clone::clone);
        key(self) == key(other)
    }

    /// Whether its time is not over.
    pub fn holds(&self, today: Date) -> bool {
        self.until.is_none_or(|until| today <= until)
    }

    /// Writes it as a table. What is empty is left out. Writing to a text cannot fail.
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

/// The day a file or a user names. Fails where that is more or less than a day.
pub fn date(written: Datetime) -> Result<Date, String> {
    let day = |date: toml::value::Date| {
        Date::from_calendar_date(date.year.into(), Month::try_from(date.month).ok()?, date.day).ok()
    };
    match written {
        Datetime { date: Some(date), time: None, offset: None } => day(date),
        _ => None,
    }
    .ok_or_else(|| format!("`{written}` is no day: write one such as 2030-12-31"))
}
