//! `--fix`.

use clap::ValueEnum;

use super::terminal::eprint_line;
use crate::breaking::Breaks;
use crate::diag::Diagnostic;
use crate::fix::{Checked, Fixed, Reach, SkippedFix};
use crate::gate::Fixer;
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
    fix: Option<Level>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Level {
    /// Only fixes that affect neither code nor data
    Text,
    /// Also fixes that change generated code
    Source,
    /// Also fixes that change JSON
    Json,
    /// Also fixes that change the wire format
    Wire,
}

impl Level {
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
}

/// Applies fixes, writes the files and reports that; returns the remaining findings. `recheck` checks changed files.
pub fn fix(
    fixer: &Fixer,
    checked: Checked,
    recheck: impl FnMut(Sources) -> Result<Checked, Failure>,
) -> Result<Vec<Diagnostic>, Failure> {
    let done = fixer.fix(checked, recheck)?;
    for (path, why) in &done.refused {
        eprint_line(&format!("{path}: fixes not applied: {why}"));
    }
    for SkippedFix { path, what, breaks } in &done.skipped {
        let (changed, level) = (breaks.name(), level(*breaks));
        eprint_line(&format!("{path}: fix not applied: {what}: it changes {changed}; use `--fix={level}`"));
    }
    fixer.write(&done)?;
    eprint_applied(&done);
    Ok(done.found)
}

fn eprint_applied(Fixed { files, .. }: &Fixed) {
    let count = files.values().map(|change| change.done.len()).sum();
    if count > 0 {
        eprint_line(&format!("{} applied in {}", fixes(count), plural(files.len(), "file")));
    }
}

fn fixes(count: usize) -> String {
    if count == 1 { "1 fix".to_owned() } else { format!("{count} fixes") }
}

/// The level that allows such a fix.
fn level(reach: Breaks) -> &'static str {
    match reach {
        Breaks::Source => "source",
        Breaks::Json => "json",
        Breaks::Wire => "wire",
    }
}
