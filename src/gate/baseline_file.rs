//! The baseline file.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::findings::Findings;
use crate::baseline::Baseline;
use crate::config::{BASELINE, beside};
use crate::files::{ReadError, Tree, write_whole};
use crate::workspace::Failure;

/// The file of a baseline.
pub struct BaselineFile {
    /// Its path; the file need not exist.
    pub path: PathBuf,
    is_named: bool,
}

impl BaselineFile {
    /// The file at `named`, or else the default next to the configuration in `home`, or in a parent directory of an
    /// input.
    pub fn of(named: Option<&Path>, home: Option<&Path>, input: &Path) -> Self {
        let path = named.map_or_else(|| beside(home, input, BASELINE), Path::to_owned);
        Self { path, is_named: named.is_some() }
    }

    /// The file for the findings of a run; `named` is the user's choice.
    pub fn for_findings(named: Option<&Path>, findings: &Findings) -> Self {
        Self::of(named.or(findings.baseline.as_deref()), findings.home.as_deref(), &findings.input)
    }

    /// Removes known findings from those of a run. Returns how many entries no longer occur.
    pub fn apply(&self, findings: &mut Findings) -> Result<u32, Failure> {
        let Some(mut baseline) = self.read()? else { return Ok(0) };
        findings.has_baseline = true;
        let gone = self.prune(&mut baseline, findings);
        baseline.apply(&mut findings.diagnostics, |path| self.key(path));
        Ok(gone)
    }

    /// Reads the baseline. A missing file means none, unless it was named.
    fn read(&self) -> Result<Option<Baseline>, Failure> {
        let path = &self.path;
        match Tree::Disk.read(path) {
            Ok(text) => match Baseline::parse(&String::from_utf8_lossy(&text)) {
                Ok(baseline) => Ok(Some(baseline)),
                Err(why) => Err(format!("{}:{why}", path.display()).into()),
            },
            Err(ReadError::Missing) if !self.is_named => Ok(None),
            Err(ReadError::Missing) => Err(self.missing().into()),
            Err(fault) => Err(format!("{}: cannot read the baseline: {fault}", path.display()).into()),
        }
    }

    /// Reads the baseline. Fails if there is none.
    pub fn known(&self) -> Result<Baseline, Failure> {
        Ok(self.read()?.ok_or_else(|| self.missing())?)
    }

    fn missing(&self) -> String {
        format!("{}: there is no baseline: create it with `protolint baseline write`", self.path.display())
    }

    /// Writes the baseline.
    pub fn save(&self, baseline: &Baseline) -> Result<(), Failure> {
        let path = &self.path;
        let written = write_whole(path, |out| out.write_all(baseline.text().as_bytes()));
        Ok(written.map_err(|error| format!("{}: cannot write the baseline: {error}", path.display()))?)
    }

    /// Removes entries that no longer occur, if their rule ran on the file or the file was deleted.
    pub fn prune(
        &self,
        baseline: &mut Baseline,
        Findings { files, ran, warnings, diagnostics, .. }: &Findings,
    ) -> u32 {
        let files: FxHashSet<String> = files.iter().map(|path| self.key(path)).collect();
        let is_left = |path: &str| self.directory().join(path).exists();
        let ran = |rule: &str| ran.contains(rule) || *warnings && rule.starts_with(char::is_lowercase);
        let was_looked_for = |path: &str, rule: &str| ran(rule) && files.contains(path) || !is_left(path);
        baseline.prune(diagnostics, |path| self.key(path), was_looked_for)
    }

    /// The key of a file in the baseline: its path relative to the baseline file.
    pub fn key(&self, path: &str) -> String {
        let file = Tree::Disk.absolute(Path::new(path));
        let below = file.strip_prefix(self.directory());
        below.map_or_else(|_| path.to_owned(), |below| below.to_string_lossy().into_owned())
    }

    fn directory(&self) -> PathBuf {
        Tree::Disk.absolute(self.path.parent().unwrap_or(Path::new("")))
    }
}
