//! The file of approved changes, as commands use it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;
use time::{Date, OffsetDateTime};

use super::Failure;
use super::output::write_whole;
use crate::approvals::Approvals;
use crate::breaking::Finding;
use crate::config::APPROVALS;
use crate::diag::Diagnostic;
use crate::text::Source;

/// Which approvals.
#[derive(clap::Args, Debug)]
pub struct ApprovalArgs {
    /// The file of approved changes [default: protolint-approvals.toml, where it is there]
    #[arg(long, value_name = "FILE")]
    approvals: Option<PathBuf>,
}

impl ApprovalArgs {
    /// The file, whether it is there or not.
    pub fn path(&self) -> &Path {
        self.approvals.as_deref().unwrap_or(Path::new(APPROVALS))
    }

    /// The approvals; none where there is no file, unless one was named.
    pub fn read(&self) -> Result<Approvals, Failure> {
        let path = self.path();
        match fs::read(path) {
            Ok(bytes) => {
                let name = path.to_string_lossy();
                Approvals::parse(Source::new(&*name, &*name, bytes)).map_err(|fault| vec![fault].into())
            }
            Err(error) if error.kind() == ErrorKind::NotFound && self.approvals.is_none() => {
                Ok(Approvals::none())
            }
            Err(error) => Err(format!("{}: the approvals cannot be read: {error}", path.display()).into()),
        }
    }

    /// Writes the approvals.
    pub fn save(&self, approvals: &Approvals) -> Result<(), String> {
        let path = self.path();
        let written = write_whole(path, |out| out.write_all(approvals.text().as_bytes()));
        written.map_err(|error| format!("{}: the approvals cannot be written: {error}", path.display()))
    }

    /// What is left to tell of what was found, and what there is to say about the approvals.
    pub fn apply(
        &self,
        mut found: Vec<Finding>,
        ran: &FxHashSet<&'static str>,
    ) -> Result<Vec<Diagnostic>, Failure> {
        let mut approvals = self.read()?;
        approvals.take(&mut found, today());
        let about = approvals.check(today(), ran);
        Ok(found.into_iter().map(|found| found.diagnostic).chain(about).collect())
    }
}

/// The day it is, in UTC: what runs in different places comes to the same.
pub fn today() -> Date {
    OffsetDateTime::now_utc().date()
}
