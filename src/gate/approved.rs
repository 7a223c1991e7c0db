//! The approvals file, and the approvals of a run.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;
use time::{Date, OffsetDateTime};

use super::snapshot::Snapshot;
use crate::approvals::Approvals;
use crate::breaking::Finding;
use crate::config::{APPROVALS, beside};
use crate::diag::Diagnostic;
use crate::files::{ReadError, Tree, write_whole};
use crate::text::Source;
use crate::workspace::Failure;

/// The path of the approvals file, which need not exist: `named`, or else the default next to the configuration in
/// `home`.
pub fn approvals_path(named: Option<&Path>, home: Option<&Path>) -> PathBuf {
    named.map_or_else(|| beside(home, Path::new(""), APPROVALS), Path::to_owned)
}

/// Reads the approvals. A missing file means no approvals, unless it was named.
pub fn read_approvals(named: Option<&Path>, home: Option<&Path>) -> Result<Approvals, Failure> {
    let path = approvals_path(named, home);
    match Tree::Disk.read(&path) {
        Ok(bytes) => {
            let name = path.to_string_lossy();
            Approvals::parse(Source::new(&*name, &*name, bytes)).map_err(|fault| vec![fault].into())
        }
        Err(ReadError::Missing) if named.is_none() => Ok(Approvals::none()),
        Err(fault) => Err(format!("{}: cannot read the approvals: {fault}", path.display()).into()),
    }
}

/// Writes the approvals.
pub fn save_approvals(path: &Path, approvals: &Approvals) -> Result<(), String> {
    let written = write_whole(path, |out| out.write_all(approvals.text().as_bytes()));
    written.map_err(|error| format!("{}: cannot write the approvals: {error}", path.display()))
}

/// The approvals applied in a run, which may make several comparisons.
#[derive(Default)]
pub struct AppliedApprovals {
    approvals: Option<Approvals>,
    ran: FxHashSet<&'static str>,
}

impl AppliedApprovals {
    /// Returns the findings that are not approved.
    pub fn filter(
        &mut self,
        file: Option<&Path>,
        mut found: Vec<Finding>,
        new: &Snapshot,
    ) -> Result<Vec<Diagnostic>, Failure> {
        let approvals = match &mut self.approvals {
            Some(approvals) => approvals,
            none => none.insert(read_approvals(file, new.home.as_deref())?),
        };
        approvals.apply(&mut found, today());
        self.ran.extend(new.rules());
        Ok(found.into_iter().map(|found| found.diagnostic).collect())
    }

    /// Reports expired and stale approvals, after all comparisons.
    pub fn check(&self) -> Vec<Diagnostic> {
        self.approvals.as_ref().map_or_else(Vec::new, |approvals| approvals.check(today(), &self.ran))
    }
}

/// The current day in UTC, so that runs in different time zones agree.
pub fn today() -> Date {
    OffsetDateTime::now_utc().date()
}
