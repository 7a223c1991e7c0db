//! Counts per rule, instead of the findings.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;

use super::escaped;
use crate::diag::{Diagnostic, Severity};

/// The count of one rule.
#[derive(Serialize)]
pub struct Count<'a> {
    #[serde(rename = "type")]
    code: &'a str,
    severity: &'a str,
    #[serde(rename = "count")]
    findings: usize,
    files: usize,
}

/// The counts of all rules that found something, the most frequent first.
pub fn count(diagnostics: &[Diagnostic]) -> Vec<Count<'_>> {
    let mut rules: BTreeMap<(&str, Severity), (usize, BTreeSet<&str>)> = BTreeMap::new();
    for Diagnostic { code, severity, place, .. } in diagnostics {
        let (count, files) = rules.entry((code, *severity)).or_default();
        *count += 1;
        files.insert(&place.path);
    }
    let mut counts: Vec<Count<'_>> = rules
        .into_iter()
        .map(|((code, severity), (findings, files))| Count {
            code,
            severity: severity.name(),
            findings,
            files: files.len(),
        })
        .collect();
    counts.sort_by_key(|count| Reverse(count.findings));
    counts
}

/// Writes counts as text, one line each.
pub fn count_table(counts: &[Count<'_>], out: &mut dyn Write) -> io::Result<()> {
    for Count { code, severity, findings, files } in counts {
        writeln!(
            out,
            "{findings:>7} in {files:>5} {:<5}  {severity:<7}  {code}",
            if *files == 1 { "file" } else { "files" }
        )?;
    }
    Ok(())
}

/// Writes counts as JSON, one object per line, with `type`, `severity`, `count` and `files`.
pub fn count_json(counts: &[Count<'_>], out: &mut dyn Write) -> io::Result<()> {
    for count in counts {
        escaped::line(out, count)?;
    }
    Ok(())
}
