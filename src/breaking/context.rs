//! The context of a breaking rule: both schemas, its settings, and the list of findings.

use std::sync::Arc;

use super::{Breaks, Finding, Pairing, Selected};
use crate::diag::{Diagnostic, Fix, Label, Place};
use crate::rules::{Setting, SettingValue};
use crate::schema::handles::Site;
use crate::text::Line;

/// The context of a rule, besides the pair it visits.
pub struct Context<'c> {
    /// The pairing of the schemas.
    pub pairing: &'c Pairing<'c>,
    rule: &'c Selected,
    found: &'c mut Vec<Finding>,
}

impl<'c> Context<'c> {
    pub(super) fn new(rule: &'c Selected, pairing: &'c Pairing<'c>, found: &'c mut Vec<Finding>) -> Self {
        Self { pairing, rule, found }
    }

    /// Reports a change: what changed, in lower case, without a period; the level is appended. `at` is the place in the
    /// new schema, if there is one; `was` is the element of the old schema.
    pub fn report<'s>(
        &mut self,
        at: impl Into<Option<Site<'s>>>,
        was: Site<'_>,
        breaks: Breaks,
        message: impl AsRef<str>,
    ) -> Report<'_> {
        let at = at.into();
        let diagnostic = Diagnostic {
            code: self.rule.rule.meta.id,
            severity: self.rule.severity,
            place: at.map_or_else(Place::nowhere, Site::place),
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

    /// The value of a string setting.
    pub fn text<'a>(&'a self, setting: &'a Setting) -> &'a str {
        match self.rule.value(setting) {
            SettingValue::Text(text) => text,
            SettingValue::Bool(_) | SettingValue::Number(_) => "",
        }
    }
}

/// A builder for the finding that was just reported.
pub struct Report<'c>(&'c mut Finding);

impl Report<'_> {
    /// Adds help.
    pub fn help(&mut self, help: impl Into<Line>) -> &mut Self {
        self.0.diagnostic.help = Some(help.into());
        self
    }

    /// Adds the old and the new value, without backticks, to distinguish several changes to one element. Not needed if
    /// a named element was deleted.
    pub fn change(&mut self, from: impl AsRef<str>, to: impl AsRef<str>) -> &mut Self {
        [self.0.from, self.0.to] = [from.as_ref(), to.as_ref()].map(|text| text.replace('`', ""));
        self
    }

    /// Adds a label at another place.
    pub fn label(&mut self, site: Site<'_>, message: &str) -> &mut Self {
        self.0.diagnostic.labels.push(Label { place: site.place(), message: message.into() });
        self
    }

    /// Adds a fix, if there is one.
    pub fn fix(&mut self, fix: Option<&Arc<Fix>>) -> &mut Self {
        self.0.diagnostic.fix = fix.cloned();
        self
    }
}
