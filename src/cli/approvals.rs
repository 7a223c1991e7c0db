//! The file of approved changes, as commands use it.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;
use time::{Date, OffsetDateTime};

use super::compared::Compared;
use super::output::write_whole;
use super::{Failure, beside};
use crate::approvals::Approvals;
use crate::breaking::Finding;
use crate::config::APPROVALS;
use crate::diag::Diagnostic;
use crate::files::{Fault, Tree};
use crate::text::Source;

/// Which approvals.
#[derive(clap::Args, Debug)]
pub struct ApprovalArgs {
    /// The file of approved changes [default: protolint-approvals.toml beside the configuration, where it is there]
    #[arg(long, value_name = "FILE")]
    approvals: Option<PathBuf>,
}

impl ApprovalArgs {
    /// The file, whether it is there or not. `home` is the directory of the configuration.
    pub fn path(&self, home: Option<&Path>) -> PathBuf {
        self.approvals.clone().unwrap_or_else(|| beside(home, Path::new(""), APPROVALS))
    }

    /// The approvals; none where there is no file, unless one was named.
    pub fn read(&self, home: Option<&Path>) -> Result<Approvals, Failure> {
        let path = self.path(home);
        match Tree::Disk.read(&path) {
            Ok(bytes) => {
                let name = path.to_string_lossy();
                Approvals::parse(Source::new(&*name, &*name, bytes)).map_err(|fault| vec![fault].into())
            }
            Err(Fault::Missing) if self.approvals.is_none() => Ok(Approvals::none()),
            Err(fault) => Err(format!("{}: the approvals cannot be read: {fault}", path.display()).into()),
        }
    }

    /// Writes the approvals.
    pub fn save(&self, home: Option<&Path>, approvals: &Approvals) -> Result<(), String> {
        let path = self.path(home);
        let written = write_whole(&path, |out| out.write_all(approvals.text().as_bytes()));
        written.map_err(|error| format!("{}: the approvals cannot be written: {error}", path.display()))
    }
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
        args: &ApprovalArgs,
        mut found: Vec<Finding>,
        new: &Compared,
    ) -> Result<Vec<Diagnostic>, Failure> {
        let approvals = match &mut self.approvals {
            Some(approvals) => approvals,
            none => none.insert(args.read(new.home.as_deref())?),
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
