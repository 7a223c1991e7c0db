//! Lint, breaking changes and fixes.

use std::path::Path;

use super::error::Error;
use crate::compile::Timings;
use crate::diff::Change;
use crate::fix::{Fixed, Reach};
use crate::gate::{Check, Compare, Comparison, Findings, Fixer, Request, changelog};
use crate::naming::Silent;
use crate::workspace::{Failure, Scope, Sources};

/// The gate: what `protolint check`, `breaking`, `diff` and `--fix` do, without printing.
///
/// An input is what the programs take: a directory, a file, a git revision, an archive or a descriptor set.
///
/// ```no_run
/// let findings = protolint::Gate::new("proto").against("last-tag").breaking()?;
/// assert!(findings.diagnostics.is_empty(), "{:#?}", findings.diagnostics);
/// # Ok::<(), protolint::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Gate {
    input: String,
    request: Request,
    comparison: Comparison,
}

impl Gate {
    /// A gate for an input, with the configuration that applies to it.
    pub fn new(input: impl AsRef<Path>) -> Self {
        let input = input.as_ref().to_string_lossy().into_owned();
        Self { input, request: Request::default(), comparison: Comparison::default() }
    }

    /// Adds an import root: `DIR` or `PREFIX=DIR`.
    #[must_use]
    pub fn include(mut self, directory: impl AsRef<Path>) -> Self {
        self.request.includes.push(directory.as_ref().to_string_lossy().into_owned());
        self
    }

    /// Runs only these rules, by id or category. May be repeated. [`Self::breaking`] fails on rules of other kinds.
    #[must_use]
    pub fn only(mut self, rule: &str) -> Self {
        self.request.only.push(rule.to_owned());
        self
    }

    /// Compares with another input, such as `main` or `last-tag`, instead of the configured one.
    #[must_use]
    pub fn against(mut self, input: impl AsRef<Path>) -> Self {
        self.comparison.against = Some(input.as_ref().to_string_lossy().into_owned());
        self
    }

    /// Compiles and lints, and detects breaking changes if there is a version to compare with. Compile errors are
    /// findings. Fails if an input is missing or a configuration is invalid.
    pub fn check(&self) -> Result<Findings, Error> {
        let mut findings = self.run(self.open()?)?;
        findings.complete_fixes();
        Ok(findings)
    }

    /// Only detects breaking changes. Compile errors are findings. Fails if an input is missing, or if there is no
    /// version to compare with.
    pub fn breaking(&self) -> Result<Findings, Error> {
        let compare = Compare {
            input: &self.input,
            request: &self.request,
            comparison: &self.comparison,
            against_config: &[],
            exclude_imports: false,
            limit_to_input_files: false,
            notify: &Silent,
        };
        let (sides, _) = compare.load(compare.open()?)?;
        Ok(compare.findings(sides)?)
    }

    /// Applies the fixes of what [`Self::check`] finds, if they break no more than `reach`; `None` allows those that
    /// break nothing. Nothing is written if a file is not writable, or changed since it was read.
    pub fn fix(&self, reach: Reach) -> Result<Fixed, Error> {
        let sources = self.open()?;
        let fixer = Fixer::new(&sources, reach)?;
        let recheck = |sources| Ok(self.run(sources)?.take_checked());
        let done = fixer.fix(recheck(sources)?, recheck)?;
        fixer.write(&done)?;
        Ok(done)
    }

    /// All changes since the version that [`Self::against`] names. Fails if one of the two does not compile.
    pub fn diff(&self) -> Result<Vec<Change>, Error> {
        let against = self.comparison.against.as_deref().ok_or_else(|| "diff needs `against`".to_owned())?;
        let scope = Scope { includes: &self.request.includes, ..Scope::default() };
        changelog(against, &self.input, &scope)?.map_err(Error::invalid)
    }

    fn open(&self) -> Result<Sources, String> {
        Sources::open(std::slice::from_ref(&self.input))
    }

    fn run(&self, sources: Sources) -> Result<Findings, Failure> {
        let check = Check { request: &self.request, comparison: Some(&self.comparison), notify: &Silent };
        check.run(sources, None, &mut Timings::default())
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Message(why) => Self::Failed(why),
            Failure::Configuration(errors) => Self::invalid(errors),
        }
    }
}
