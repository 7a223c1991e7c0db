//! What came out of a run.

use std::path::PathBuf;

use rustc_hash::FxHashSet;

use crate::diag::Diagnostic;
use crate::fix::Seen;
use crate::schema::Schema;

/// What came out of a run.
#[derive(Default)]
pub struct Findings {
    /// The paths of the files that were looked at.
    pub files: FxHashSet<Box<str>>,
    /// The ids of the rules that ran.
    pub ran: FxHashSet<&'static str>,
    /// Whether warnings of the compiler are told.
    pub warnings: bool,
    /// What the user should know about the configurations.
    pub notices: Vec<Diagnostic>,
    /// Whether a rule of buf would have something to look at that we do not have.
    pub unchecked: bool,
    /// The directory of the configuration; `None` where there is none, or several are.
    pub home: Option<PathBuf>,
    /// The first input on the disk; empty where none was named.
    pub input: PathBuf,
    /// The file of known findings that a configuration names.
    pub baseline: Option<PathBuf>,
    /// Whether there is a file of known findings.
    pub has_baseline: bool,
    /// What was found, in the order of a report.
    pub diagnostics: Vec<Diagnostic>,
    /// The schemas it was found in.
    pub schemas: Vec<Schema>,
}

impl Findings {
    /// Takes out what fixes begin with.
    pub fn take_seen(&mut self) -> Seen {
        Seen { found: std::mem::take(&mut self.diagnostics), schemas: std::mem::take(&mut self.schemas) }
    }
}
