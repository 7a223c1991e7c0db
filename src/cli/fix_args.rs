//! `--fix`.

use clap::ValueEnum;

use super::terminal::tell;
use crate::breaking::Breaks;
use crate::diag::Diagnostic;
use crate::fix::{Beyond, Fixed, Reach, Seen};
use crate::gate::Fixer;
use crate::report::plural;
use crate::workspace::{Failure, Sources};

/// Whether to fix, and what.
#[derive(clap::Args, Debug)]
pub struct FixArgs {
    /// Write what is missing into the files, where that changes nothing for code and data; or also what changes
    /// generated code, JSON or the wire format
    #[arg(long, value_name = "LEVEL", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    fix: Option<Level>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Level {
    /// Nothing may change for code and data
    Text,
    /// Generated code may change
    Source,
    /// Code and JSON may change
    Json,
    /// Everything may change
    Wire,
}

impl Level {
    /// How far a fix may reach.
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
    /// What fixes the sources, if that is wanted. Fails where they are not files on the disk.
    pub fn fixer(&self, sources: &Sources) -> Result<Option<Fixer>, String> {
        self.fix.map(|level| Fixer::new(sources, level.reach())).transpose()
    }
}

/// Fixes what was found, writes the files and says so; what is left to find. `look` tells what is found in other texts.
pub fn fix(
    fixer: &Fixer,
    seen: Seen,
    look: impl FnMut(Sources) -> Result<Seen, Failure>,
) -> Result<Vec<Diagnostic>, Failure> {
    let done = fixer.fix(seen, look)?;
    for (path, why) in &done.refused {
        tell(&format!("{path}: the fixes are not applied: {why}"));
    }
    for Beyond { path, what, breaks } in &done.beyond {
        let (changed, level) = (breaks.name(), level(*breaks));
        tell(&format!("{path}: not applied: {what}: that changes {changed}, use `--fix={level}`"));
    }
    fixer.write(&done)?;
    tell_applied(&done);
    Ok(done.found)
}

fn tell_applied(Fixed { files, .. }: &Fixed) {
    let count = files.values().map(|change| change.done.len()).sum();
    if count > 0 {
        tell(&format!("{} applied in {}", fixes(count), plural(files.len(), "file")));
    }
}

fn fixes(count: usize) -> String {
    if count == 1 { "1 fix".to_owned() } else { format!("{count} fixes") }
}

/// The level at which a fix may reach that far.
fn level(reach: Breaks) -> &'static str {
    match reach {
        Breaks::Source => "source",
        Breaks::Json => "json",
        Breaks::Wire => "wire",
    }
}
