//! What changed between two inputs, breaking or not.

use super::counterpart::InputPaths;
use super::old::OldInput;
use super::snapshot::Snapshot;
use crate::diag::Diagnostic;
use crate::diff::{Change, Version, diff};
use crate::schema::FileId;
use crate::workspace::{Failure, Scope, Sources, Workspace};

/// The changes from `old` to `new`, which are inputs as the user named them; or the compile errors of both.
pub fn changelog(
    old: &str,
    new: &str,
    scope: &Scope<'_>,
) -> Result<Result<Vec<Change>, Vec<Diagnostic>>, Failure> {
    let sources = Sources::open(&[new.to_owned()])?;
    let named = InputPaths::of(&sources);
    let (new, old) =
        rayon::join(|| Workspace::single(sources, new, scope), || OldInput::open(named.as_ref(), old, &[]));
    let (new, old) = (new?, old?);
    let old = old.read(&new, scope)?;
    let (old, new) = rayon::join(|| Snapshot::of(old), || Snapshot::of(new));
    if !old.errors.is_empty() || !new.errors.is_empty() {
        return Ok(Err([old.errors, new.errors].concat()));
    }
    let (old_files, new_files) = (files(&old), files(&new));
    let old = Version { schema: &old.schema, files: &old_files };
    Ok(Ok(diff(old, Version { schema: &new.schema, files: &new_files })))
}

fn files(side: &Snapshot) -> Vec<FileId> {
    side.modules.iter().flat_map(|module| &module.files).copied().collect()
}
