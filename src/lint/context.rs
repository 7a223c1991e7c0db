//! The context of a lint rule: its settings, and the list of findings.

use std::sync::Arc;

use super::Selected;
use crate::diag::{Breaks, Diagnostic, Fix, Label, Pending, Place, Rename, Severity};
use crate::rules::{Setting, SettingValue};
use crate::schema::handles::{Declared, Field, Site};
use crate::schema::json_name;
use crate::text::Line;

/// The context of a rule, besides the element it visits.
pub struct Context<'s> {
    rule: &'s Selected,
    found: &'s mut Vec<Diagnostic>,
}

impl<'s> Context<'s> {
    pub(super) fn new(rule: &'s Selected, found: &'s mut Vec<Diagnostic>) -> Self {
        Self { rule, found }
    }

    /// Reports a finding: what is wrong and why, in lower case, without a period.
    pub fn report(&mut self, site: Site<'_>, message: impl Into<Line>) -> Report<'_> {
        self.report_at(site.place(), message)
    }

    /// Like [`Self::report`], at a place outside the schema.
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

    /// Whether the rule was selected explicitly, rather than by default.
    pub fn is_explicit(&self) -> bool {
        self.rule.explicit
    }

    /// The value of a boolean setting.
    pub fn switch(&self, setting: &Setting) -> bool {
        *self.rule.value(setting) == SettingValue::Bool(true)
    }

    /// The value of a number setting.
    pub fn number(&self, setting: &Setting) -> usize {
        match self.rule.value(setting) {
            SettingValue::Number(number) => *number as usize,
            SettingValue::Bool(_) | SettingValue::Text(_) => 0,
        }
    }

    /// The words of a comma-separated setting.
    pub fn words<'a>(&'a self, setting: &'a Setting) -> impl Iterator<Item = &'a str> {
        self.text(setting).split(',').map(str::trim).filter(|word| !word.is_empty())
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
pub struct Report<'c>(&'c mut Diagnostic);

impl Report<'_> {
    /// Adds help.
    pub fn help(&mut self, help: impl Into<Line>) -> &mut Self {
        self.0.help = Some(help.into());
        self
    }

    /// Makes it a note, which does not fail the run.
    pub fn note(&mut self) -> &mut Self {
        self.0.severity = Severity::Note;
        self
    }

    /// Adds a fix, if there is one.
    pub fn fix(&mut self, fix: Option<Fix>) -> &mut Self {
        self.0.fix = fix.map(Arc::new);
        self
    }

    /// Adds a fix that renames the declaration.
    pub fn rename(&mut self, element: &impl Declared, to: &str, reach: Breaks) -> &mut Self {
        self.fix(renaming(element, to, false, reach))
    }

    /// Adds a fix that renames a field and keeps its JSON name. That of an extension is its full name.
    pub fn rename_field(&mut self, field: Field<'_>, to: &str) -> &mut Self {
        if field.is_extension() {
            return self.rename(&field, to, Breaks::Json);
        }
        let keeps =
            field.written_json_name().is_some() || *json_name(to.as_bytes()) == *field.json_name().as_bytes();
        self.fix(renaming(&field, to, !keeps, Breaks::Source))
    }

    /// Adds a label at another place.
    pub fn label(&mut self, site: Site<'_>, message: impl Into<Line>) -> &mut Self {
        // Most findings have at most one label.
        self.0.labels.reserve_exact(1);
        self.0.labels.push(Label { place: site.place(), message: message.into() });
        self
    }
}

/// A fix that renames a declaration.
pub fn renaming(element: &impl Declared, to: &str, writes_json_name: bool, reach: Breaks) -> Option<Fix> {
    let (source, name) = element.written_name()?;
    let rename = Rename { source, name, noun: element.noun(), to: to.into(), writes_json_name };
    Some(Fix::pending(Pending::Rename(rename)).with_reach(Some(reach)))
}
