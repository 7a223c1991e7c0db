//! `--fix`.

use std::io::Write as _;

use clap::ValueEnum;

use super::patch::patch;
use super::print::PrintArgs;
use super::terminal::{eprint_line, unless_broken_pipe};
use crate::diag::{Breaks, Diagnostic, Reach, flag};
use crate::fix::{Checked, Fixed};
use crate::gate::{Findings, Fixer};
use crate::report::plural;
use crate::workspace::{Failure, Sources};

/// Whether to fix, and what.
#[derive(clap::Args, Debug)]
pub struct FixArgs {
    /// Apply fixes to the files that affect neither generated code nor data; with LEVEL, also fixes that affect
    /// generated code, JSON or the wire format
    #[arg(
        long,
        value_name = "LEVEL",
        value_enum,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "text"
    )]
    fix: Option<FixLevel>,
    /// Print what `--fix` would change as a diff, and write nothing
    #[arg(long, requires = "fix")]
    diff: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FixLevel {
    /// Only fixes that affect neither code nor data
    Text,
    /// Also fixes that change generated code
    Source,
    /// Also fixes that change JSON
    Json,
    /// Also fixes that change the wire format
    Wire,
}

impl FixLevel {
    /// The highest level that a fix may affect.
    fn reach(self) -> Reach {
        match self {
            Self::Text => None,
            Self::Source => Some(Breaks::Source),
            Self::Json => Some(Breaks::Json),
            Self::Wire => Some(Breaks::Wire),
        }
    }
}

impl FixArgs {
    /// The fixer for the sources, if `--fix` is given. Fails if they are not files on disk.
    pub fn fixer(&self, sources: &Sources) -> Result<Option<Fixer>, String> {
        self.fix.map(|level| Fixer::new(sources, level.reach())).transpose()
    }

    /// Whether fixes are applied.
    pub fn is_on(&self) -> bool {
        self.fix.is_some()
    }

    /// Applies fixes, writes the files and reports that; the remaining findings are left in `findings`. With `--diff`,
    /// prints the changes, and leaves the findings. `recheck` checks changed files.
    pub fn apply(
        &self,
        fixer: &Fixer,
        findings: &mut Findings,
        recheck: impl FnMut(Sources) -> Result<Checked, Failure>,
    ) -> Result<(), Failure> {
        let known = self.diff.then(|| findings.diagnostics.clone());
        let done = fixer.fix(findings.take_checked(), recheck)?;
        for (path, why) in &done.refused {
            eprint_line(&format!("{path}: fixes not applied: {why}"));
        }
        if let Some(known) = known {
            print_diff(&done)?;
            eprint_applied(&done, "would be applied");
            findings.diagnostics = known;
        } else {
            fixer.write(&done)?;
            eprint_applied(&done, "applied");
            findings.diagnostics = done.found;
        }
        Ok(())
    }

    /// Prints findings, unless a diff was printed.
    pub fn print(&self, print: &PrintArgs, findings: &mut Findings) -> Result<(), String> {
        if self.diff {
            return Ok(());
        }
        if print.format.has_edits() {
            findings.complete_fixes();
        }
        print.print(&findings.diagnostics)
    }

    /// Prints how many findings have a fix, by level.
    pub fn eprint_fixable(&self, found: &[Diagnostic]) {
        if self.is_on() {
            return;
        }
        let levels = [None, Some(Breaks::Source), Some(Breaks::Json), Some(Breaks::Wire)];
        let counts = levels.into_iter().filter_map(|reach| {
            let fixes =
                found.iter().filter_map(|found| found.fix.as_ref()).filter(|fix| fix.reach() == reach);
            let count = fixes.count();
            (count > 0).then_some((count, flag(reach)))
        });
        let counts: Vec<String> = counts
            .enumerate()
            .map(|(index, (count, flag))| match index {
                0 => format!("{count} fixable with `{flag}`"),
                _ => format!("{count} more with `{flag}`"),
            })
            .collect();
        if !counts.is_empty() {
            eprint_line(&counts.join(", "));
        }
    }
}

fn print_diff(done: &Fixed) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    let written = done
        .files
        .iter()
        .try_for_each(|(path, change)| out.write_all(&patch(path, change.before.bytes(), &change.after)));
    unless_broken_pipe(written).map_err(|error| format!("cannot write the diff: {error}"))
}

/// Prints how many fixes were applied, by rule, and how many would be at each level.
fn eprint_applied(Fixed { files, applied, skipped, has_renames, .. }: &Fixed, verb: &str) {
    let count = applied.values().sum();
    if count > 0 {
        eprint_line(&format!("{} {verb} in {}", fixes(count), plural(files.len(), "file")));
    }
    if applied.len() > 1 {
        for (rule, count) in applied {
            eprint_line(&format!("  {count:>5} {rule}"));
        }
    }
    if *has_renames {
        eprint_line("note: files that were not read keep the old names; pass all files that use them");
    }
    for breaks in [Breaks::Source, Breaks::Json, Breaks::Wire] {
        let count = skipped.iter().filter(|skipped| skipped.breaks == breaks).count();
        if count > 0 {
            let (what, flag) = (breaks.name(), flag(Some(breaks)));
            let verb = if count == 1 { "changes" } else { "change" };
            eprint_line(&format!("{} not applied: {verb} {what}; use `{flag}`", fixes(count)));
        }
    }
}

fn fixes(count: usize) -> String {
    if count == 1 { "1 fix".to_owned() } else { format!("{count} fixes") }
}
