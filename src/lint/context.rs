//! What a rule is given: its settings, and somewhere to report to.

use std::sync::Arc;

use super::Selected;
use crate::diag::{Diagnostic, Fix, Label, Place, Severity};
use crate::rules::{Setting, Value};
use crate::schema::handles::Spot;
use crate::text::Line;

/// What a rule is given besides the thing it visits.
pub struct Context<'s> {
    rule: &'s Selected,
    found: &'s mut Vec<Diagnostic>,
}

impl<'s> Context<'s> {
    pub(super) fn new(rule: &'s Selected, found: &'s mut Vec<Diagnostic>) -> Self {
        Self { rule, found }
    }

    /// Reports a finding: what is wrong and why, lower case, no full stop.
    pub fn report(&mut self, spot: Spot<'_>, message: impl Into<Line>) -> Report<'_> {
        self.report_at(spot.place(), message)
    }

    /// Like [`Self::report`], at a place that is no part of the schema.
    pub fn report_at(&mut self, place: Place, message: impl Into<Line>) -> Report<'_> {
        let Selected { rule, severity, .. } = self.rule;
        Report(self.found.push_mut(Diagnostic {
            code: rule.meta.id,
            severity: *severity,
            place,
            message: message.into(),
            labels: Vec::new(),
            help: None,
            fix: None,
        }))
    }

    /// Whether the rule was asked for, and does not only run by default.
    pub fn is_asked_for(&self) -> bool {
        self.rule.asked_for
    }

    /// The value of a setting that is a switch.
    pub fn switch(&self, setting: &Setting) -> bool {
        *self.rule.value(setting) == Value::Bool(true)
    }

    /// The value of a setting that is a number.
    pub fn number(&self, setting: &Setting) -> usize {
        match self.rule.value(setting) {
            Value::Number(number) => *number as usize,
            Value::Bool(_) | Value::Text(_) => 0,
        }
    }

    /// The words of a setting that lists some, between commas.
    pub fn words<'a>(&'a self, setting: &'a Setting) -> impl Iterator<Item = &'a str> {
        self.text(setting).split(',').map(str::trim).filter(|word| !word.is_empty())
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
pub struct Report<'c>(&'c mut Diagnostic);

impl Report<'_> {
    /// Adds what to do.
    pub fn help(&mut self, help: impl Into<Line>) -> &mut Self {
        self.0.help = Some(help.into());
        self
    }

    /// Makes it a note, which fails no run.
    pub fn note(&mut self) -> &mut Self {
        self.0.severity = Severity::Note;
        self
    }

    /// Adds what mends it, if anything does.
    pub fn fix(&mut self, fix: Option<Fix>) -> &mut Self {
        self.0.fix = fix.map(Arc::new);
        self
    }

    /// Adds a second place and what is there.
    pub fn label(&mut self, spot: Spot<'_>, message: impl Into<Line>) -> &mut Self {
        // One is what there mostly is.
        self.0.labels.reserve_exact(1);
        self.0.labels.push(Label { place: spot.place(), message: message.into() });
        self
    }
}
