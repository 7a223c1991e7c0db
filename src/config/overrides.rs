//! Rule overrides for some files.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::globs::Globs;
use crate::diag::Severity;
use crate::rules::{Selection, SettingValue};

/// Rule overrides for some files.
#[derive(Clone, Debug)]
pub struct Override {
    /// The files.
    pub paths: Globs,
    /// The changes; of two for the same rule, the later one wins.
    pub changes: Vec<Change>,
}

/// A change to the settings of a rule.
#[derive(Clone, Debug)]
pub struct Change {
    /// The rule.
    pub id: &'static str,
    /// Whether it runs, and its severity, if set.
    pub level: Option<RuleLevel>,
    /// Settings, by name.
    pub values: Vec<(&'static str, SettingValue)>,
}

/// Whether a rule runs, and its severity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RuleLevel {
    /// It does not run.
    Off,
    /// It runs with this severity.
    On(Severity),
}

/// Applies changes to a selection.
pub fn change<C>(selection: &mut Selection<C>, changes: &[Change]) {
    for Change { id, level, values } in changes {
        let Some(rule) = selection.rules.iter_mut().find(|rule| rule.rule.meta.id == *id) else { continue };
        match *level {
            Some(RuleLevel::On(severity)) => (rule.on, rule.severity) = (true, severity),
            Some(RuleLevel::Off) => rule.on = false,
            None => {}
        }
        rule.explicit |= matches!(level, Some(RuleLevel::On(_))) || !values.is_empty();
        rule.values.retain(|(known, _)| values.iter().all(|(name, _)| name != known));
        rule.values.extend(values.iter().cloned());
    }
}

/// Selects rules, and prevents overrides from enabling rules that `choose` excludes. Fails as `choose` does.
pub fn choose<C: Clone>(
    selection: &mut Selection<C>,
    overrides: &mut [Override],
    choose: impl Fn(&mut Selection<C>) -> Result<(), String>,
) -> Result<(), String> {
    choose(selection)?;
    if overrides.is_empty() {
        return Ok(());
    }
    let mut allowed = selection.clone();
    allowed.rules.iter_mut().for_each(|rule| rule.on = true);
    choose(&mut allowed)?;
    let changes = overrides.iter_mut().flat_map(|over| &mut over.changes);
    for Change { level, .. } in changes.filter(|change| !allowed.runs(change.id)) {
        *level = level.filter(|level| *level == RuleLevel::Off);
    }
    Ok(())
}

/// The ids of the rules that run in at least some files.
pub fn running<C>(selection: &Selection<C>, overrides: &[Override]) -> impl Iterator<Item = &'static str> {
    let chosen = selection.running().map(|rule| rule.rule.meta.id);
    let changes = overrides.iter().flat_map(|over| &over.changes);
    let turned_on = changes.filter(|change| matches!(change.level, Some(RuleLevel::On(_))));
    chosen.chain(turned_on.map(|change| change.id))
}

/// Files with the same overrides, by index, and their rules.
pub type Group<'s, C> = (Cow<'s, Selection<C>>, Vec<usize>);

/// Groups the files at `paths` by the rules that apply to them.
pub fn groups<'s, C: Clone>(
    selection: &'s Selection<C>,
    overrides: &[Override],
    paths: &[&str],
) -> Vec<Group<'s, C>> {
    if overrides.is_empty() {
        return vec![(Cow::Borrowed(selection), (0..paths.len()).collect())];
    }
    let mut groups: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    for (index, path) in paths.iter().enumerate() {
        let applying = overrides.iter().enumerate().filter(|(_, change)| change.paths.matches(path));
        groups.entry(applying.map(|(number, _)| number).collect()).or_default().push(index);
    }
    let resolve = |(applying, files): (Vec<usize>, _)| {
        let mut selection = Cow::Borrowed(selection);
        for number in applying {
            change(selection.to_mut(), &overrides[number].changes);
        }
        (selection, files)
    };
    groups.into_iter().map(resolve).collect()
}
