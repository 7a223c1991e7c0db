//! What a rule is given: the two schemas, its settings, and somewhere to report to.

use std::sync::Arc;

use super::{Breaks, Finding, Pairing, Selected};
use crate::diag::{Diagnostic, Fix, Label, Place};
use crate::rules::{Setting, Value};
use crate::schema::handles::Spot;
use crate::text::Line;

/// What a rule is given besides the pair it visits.
pub struct Context<'c> {
    /// How the schemas correspond.
    pub pairing: &'c Pairing<'c>,
    rule: &'c Selected,
    found: &'c mut Vec<Finding>,
}

impl<'c> Context<'c> {
    pub(super) fn new(rule: &'c Selected, pairing: &'c Pairing<'c>, found: &'c mut Vec<Finding>) -> Self {
        Self { pairing, rule, found }
    }

    /// Reports a change: what was changed, lower case, no full stop; what it breaks is added. `at` is where to say so in
    /// the new schema, `None` where that has no place for it; `was` is what it was about in the old one.
    pub fn report<'s>(
        &mut self,
        at: impl Into<Option<Spot<'s>>>,
        was: Spot<'_>,
        breaks: Breaks,
        message: impl AsRef<str>,
    ) -> Report<'_> {
        let at = at.into();
        let diagnostic = Diagnostic {
            code: self.rule.rule.meta.id,
            severity: self.rule.severity,
            place: at.map_or_else(Place::nowhere, Spot::place),
            message: format!("{} (breaks {})", message.as_ref(), breaks.name()).into(),
            labels: vec![Label { place: was.place(), message: "before the change".into() }],
            help: None,
            fix: None,
        };
        Report(self.found.push_mut(Finding {
            diagnostic,
            subject: was.subject(),
            from: String::new(),
            to: String::new(),
            breaks,
            new: at.map(|at| at.file().id()),
            old: was.file().id(),
        }))
    }

    /// The value of a setting that holds a text.
    pub fn text<'a>(&'a self, setting: &'a Setting) -> &'a str {
        match self.rule.value(setting) {
            Value::Text(text) => text,
            Value::Bool(_) | Value::Number(_) => "",
        }
    }
}

/// A finding that was just reported, to say more about it.
pub struct Report<'c>(&'c mut Finding);

impl Report<'_> {
    /// Adds what to do.
    pub fn help(&mut self, help: impl Into<Line>) -> &mut Self {
        self.0.diagnostic.help = Some(help.into());
        self
    }

    /// Adds what was there and what is, in a few words, without marks: what makes this change another one than the next
    /// of the same thing. Nothing need be said where something that has a name is gone.
    pub fn change(&mut self, from: impl AsRef<str>, to: impl AsRef<str>) -> &mut Self {
        [self.0.from, self.0.to] = [from.as_ref(), to.as_ref()].map(|text| text.replace('`', ""));
        self
    }

    /// Adds another place and what is there.
    pub fn label(&mut self, spot: Spot<'_>, message: &str) -> &mut Self {
        self.0.diagnostic.labels.push(Label { place: spot.place(), message: message.into() });
        self
    }

    /// Adds what mends it, if anything does.
    pub fn fix(&mut self, fix: Option<&Arc<Fix>>) -> &mut Self {
        self.0.diagnostic.fix = fix.cloned();
        self
    }
}
