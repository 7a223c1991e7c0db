//! The results of a run.

use std::path::PathBuf;

use rustc_hash::FxHashSet;

use crate::diag::Diagnostic;
use crate::fix::{Checked, complete};
use crate::schema::Schema;

/// The results of a run.
#[derive(Default)]
pub struct Findings {
    /// The paths of the checked files.
    pub files: FxHashSet<Box<str>>,
    /// The ids of the rules that ran.
    pub ran: FxHashSet<&'static str>,
    /// Whether warnings of the compiler are reported.
    pub warnings: bool,
    /// Notices about the configurations.
    pub notices: Vec<Diagnostic>,
    /// Whether a rule of buf was skipped because it is not supported.
    pub unchecked: bool,
    /// The directory of the configuration; `None` without one or with several.
    pub home: Option<PathBuf>,
    /// The first input on disk; empty if there is none.
    pub input: PathBuf,
    /// The baseline file that a configuration names.
    pub baseline: Option<PathBuf>,
    /// Whether there is a baseline file.
    pub has_baseline: bool,
    /// The findings, in report order.
    pub diagnostics: Vec<Diagnostic>,
    /// The schemas of the findings.
    pub schemas: Vec<Schema>,
}

impl Findings {
    /// Adds the edits of fixes that rename or copy declarations. Drops the fixes whose new name is taken.
    pub fn complete_fixes(&mut self) {
        complete(&mut self.diagnostics, &self.schemas);
    }

    /// Takes the findings and schemas, as input for fixes.
    pub fn take_checked(&mut self) -> Checked {
        Checked { found: std::mem::take(&mut self.diagnostics), schemas: std::mem::take(&mut self.schemas) }
    }
}
