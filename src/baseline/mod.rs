//! Known findings, counted per file and rule, so that a repository can adopt the check before it is clean. New findings
//! are reported, and a baseline only shrinks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::config::toml_fault;
use crate::diag::{Diagnostic, Severity};

/// Counts of findings, by file and rule.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Baseline {
    files: BTreeMap<String, BTreeMap<String, u32>>,
}

/// The header of a baseline file.
const HEAD: &str = "\
# Known findings: their number by file and rule. Only new ones are reported.
# `protolint baseline prune` removes entries that no longer occur.
";

impl Baseline {
    /// A baseline of the findings. `key` maps a path to its key.
    pub fn of(found: &[Diagnostic], key: impl Fn(&str) -> String) -> Self {
        let mut files: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
        for (path, rules) in counts(found) {
            let known = files.entry(key(&path)).or_default();
            known.extend(rules.into_iter().map(|(rule, count)| (rule.to_owned(), count)));
        }
        Self { files }
    }

    /// Parses the output of [`Self::text`]. Fails with the line and the error.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| toml_fault(text, &error))
    }

    /// Writes TOML that is easy to review: a table per file, a line per rule, sorted.
    pub fn text(&self) -> String {
        let tables = toml::to_string(self).expect("tables of numbers can be written as TOML");
        format!("{HEAD}\n{tables}")
    }

    /// Removes known findings. If there are more than known, it is unclear which are new, so all stay, with a note.
    pub fn apply(&self, found: &mut Vec<Diagnostic>, key: impl Fn(&str) -> String) {
        let now = counts(found);
        let keys: BTreeMap<&str, String> = now.keys().map(|path| (&**path, key(path))).collect();
        found.retain_mut(|diagnostic| {
            let Some(rules) = now.get(&*diagnostic.place.path) else { return true };
            let Some(&count) = rules.get(diagnostic.code) else { return true };
            let known = self.count(&keys[&*diagnostic.place.path], diagnostic.code);
            if known > 0 && count > known {
                let note = format!("{known} of these {count} findings in this file are in the baseline");
                let help = diagnostic.help.take();
                diagnostic.help = Some(help.map_or(note.clone(), |help| format!("{help}; {note}")).into());
            }
            count > known
        });
    }

    /// Removes entries that no longer occur, for files and rules that were checked. Returns the number of removed
    /// findings.
    pub fn prune(
        &mut self,
        found: &[Diagnostic],
        key: impl Fn(&str) -> String,
        was_looked_for: impl Fn(&str, &str) -> bool,
    ) -> u32 {
        let before = self.len();
        let now = Self::of(found, key);
        for (path, rules) in &mut self.files {
            for (rule, count) in rules.iter_mut().filter(|(rule, _)| was_looked_for(path, rule)) {
                *count = (*count).min(now.count(path, rule));
            }
            rules.retain(|_, count| *count > 0);
        }
        self.files.retain(|_, rules| !rules.is_empty());
        before - self.len()
    }

    /// The number of known findings.
    pub fn len(&self) -> u32 {
        self.files.values().flat_map(BTreeMap::values).sum()
    }

    /// Whether there are no known findings.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The number of known findings and of files, by rule.
    pub fn by_rule(&self) -> BTreeMap<&str, (u32, usize)> {
        let mut rules = BTreeMap::new();
        for (rule, count) in self.files.values().flatten() {
            let (findings, files): &mut (u32, usize) = rules.entry(&**rule).or_default();
            *findings += count;
            *files += 1;
        }
        rules
    }

    fn count(&self, path: &str, rule: &str) -> u32 {
        self.files.get(path).and_then(|rules| rules.get(rule)).copied().unwrap_or(0)
    }
}

/// Whether a finding can be recorded. Compile errors cannot.
pub fn is_recordable(diagnostic: &Diagnostic) -> bool {
    let is_rule = diagnostic.code.starts_with(|first: char| first.is_ascii_uppercase());
    is_rule || diagnostic.severity < Severity::Error
}

/// Counts findings by path and rule.
fn counts(found: &[Diagnostic]) -> BTreeMap<Box<str>, BTreeMap<&'static str, u32>> {
    let mut counts: BTreeMap<Box<str>, BTreeMap<_, _>> = BTreeMap::new();
    for diagnostic in found {
        if is_recordable(diagnostic) {
            let rules = counts.entry((&*diagnostic.place.path).into()).or_default();
            *rules.entry(diagnostic.code).or_default() += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Any sequence of characters, those that TOML escapes more often.
    fn name(random: &mut impl FnMut() -> u32) -> String {
        const SPECIAL: &[char] =
            &['\'', '"', '\\', '\n', '\r', '\t', '\0', '\u{7F}', '\u{1B}', '\u{2028}', ' ', '.', '#', ']'];
        let length = random() % 8;
        let mut next = || match random() % 3 {
            0 => 'a',
            1 => SPECIAL[random() as usize % SPECIAL.len()],
            _ => char::from_u32(random() % 0x11_0000).unwrap_or('é'),
        };
        (0..length).map(|_| next()).collect()
    }

    #[test]
    fn what_is_written_can_be_read_whatever_files_are_called() {
        let mut state = 1_u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as u32
        };
        for _ in 0..2000 {
            let files =
                (0..random() % 4).map(|_| (name(&mut random), [("RULE".to_owned(), 3)].into())).collect();
            let baseline = Baseline { files };
            let text = baseline.text();
            assert_eq!(Baseline::parse(&text).as_ref(), Ok(&baseline), "{text}");
        }
    }
}
