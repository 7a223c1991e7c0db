//! The file of approved changes, and the approvals of a run.

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

/// The file of approved changes, whether it is there or not: the one that is named, or else the one beside the
/// configuration in `home`.
pub fn approvals_path(named: Option<&Path>, home: Option<&Path>) -> PathBuf {
    named.map_or_else(|| beside(home, Path::new(""), APPROVALS), Path::to_owned)
}

/// The approvals; none where there is no file, unless one was named.
pub fn read_approvals(named: Option<&Path>, home: Option<&Path>) -> Result<Approvals, Failure> {
    let path = approvals_path(named, home);
    match Tree::Disk.read(&path) {
        Ok(bytes) => {
            let name = path.to_string_lossy();
            Approvals::parse(Source::new(&*name, &*name, bytes)).map_err(|fault| vec![fault].into())
        }
        Err(ReadError::Missing) if named.is_none() => Ok(Approvals::none()),
        Err(fault) => Err(format!("{}: the approvals cannot be read: {fault}", path.display()).into()),
    }
}

/// Writes the approvals.
pub fn save_approvals(path: &Path, approvals: &Approvals) -> Result<(), String> {
    let written = write_whole(path, |out| out.write_all(approvals.text().as_bytes()));
    written.map_err(|error| format!("{}: the approvals cannot be written: {error}", path.display()))
}

/// Approvals in use, for as many comparisons as a run makes.
#[derive(Default)]
pub struct Approved {
    approvals: Option<Approvals>,
    ran: FxHashSet<&'static str>,
}

impl Approved {
    /// What is left to tell of what was found by the rules that ran.
    pub fn take(
        &mut self,
        file: Option<&Path>,
        mut found: Vec<Finding>,
        new: &Snapshot,
    ) -> Result<Vec<Diagnostic>, Failure> {
        let approvals = match &mut self.approvals {
            Some(approvals) => approvals,
            none => none.insert(read_approvals(file, new.home.as_deref())?),
        };
        approvals.take(&mut found, today());
        self.ran.extend(new.rules());
        Ok(found.into_iter().map(|found| found.diagnostic).collect())
    }

    /// What there is to say about the approvals, when all is compared.
    pub fn check(&self) -> Vec<Diagnostic> {
        self.approvals.as_ref().map_or_else(Vec::new, |approvals| approvals.check(today(), &self.ran))
    }
}

/// The day it is, in UTC: what runs in different places comes to the same.
pub fn today() -> Date {
    OffsetDateTime::now_utc().date()
}
