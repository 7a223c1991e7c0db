//! `--fix`: what findings say how to mend, done to the files of the user.

use std::fs;
use std::path::Path;

use super::output::write_whole;
use super::sources::Sources;
use super::{Failure, tell};
use crate::diag::{Diagnostic, Safety};
use crate::files::Tree;
use crate::fix::{Change, Fixed, fix};
use crate::report::plural;

/// Fixes files on the disk.
pub struct Fixer {
    paths: Vec<String>,
    package: bool,
}

impl Fixer {
    /// Fixes what was given. Fails where that is not files on the disk.
    pub fn new(sources: &Sources) -> Result<Self, String> {
        match sources {
            Sources::Files { tree: Tree::Disk, paths, package } => {
                Ok(Self { paths: paths.clone(), package: *package })
            }
            _ => {
                Err("--fix: only files on the disk can be written to: name files and directories".to_owned())
            }
        }
    }

    /// Applies the fixes of what was found and writes them; what is left to find. `find` tells what is found in other
    /// texts. Nothing is written where it fails, and where a file is not any more what was read.
    pub fn fix(
        &self,
        found: Vec<Diagnostic>,
        mut find: impl FnMut(Sources) -> Result<Vec<Diagnostic>, Failure>,
    ) -> Result<Vec<Diagnostic>, Failure> {
        let Self { paths, package } = self;
        let fixed = fix(found, &Tree::Disk, Safety::Text, |tree| {
            find(Sources::Files { tree, paths: paths.clone(), package: *package })
        })?;
        for (path, why) in &fixed.refused {
            tell(&format!("{path}: the fixes are not applied, the file would not compile: {why}"));
        }
        write(&fixed)?;
        Ok(fixed.found)
    }
}

fn write(Fixed { files, .. }: &Fixed) -> Result<(), String> {
    for (path, change) in files {
        check_unchanged(path, change)?;
    }
    for (path, change) in files {
        write_whole(Path::new(&**path), |out| out.write_all(&change.after))
            .map_err(|error| format!("{path}: the fixed file cannot be written: {error}"))?;
    }
    let count = files.values().map(|change| change.done.len()).sum();
    if count > 0 {
        tell(&format!("{} applied in {}", fixes(count), plural(files.len(), "file")));
    }
    Ok(())
}

fn fixes(count: usize) -> String {
    if count == 1 { "1 fix".to_owned() } else { format!("{count} fixes") }
}

/// Somebody may have written to the file in the meantime.
fn check_unchanged(path: &str, change: &Change) -> Result<(), String> {
    match fs::read(path) {
        Ok(bytes) if bytes == change.before.bytes() => Ok(()),
        Ok(_) => Err(format!("{path}: the file changed while it was checked, nothing was fixed: run again")),
        Err(error) => Err(format!("{path}: the file cannot be read again, nothing was fixed: {error}")),
    }
}
