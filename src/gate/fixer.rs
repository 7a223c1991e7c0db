//! Applies fixes to files on disk.

use std::path::Path;

use crate::files::{Bounds, Tree, write_whole};
use crate::fix::{Change, Checked, Fixed, Reach, fix};
use crate::workspace::{Failure, Sources};

/// Fixes files on disk.
pub struct Fixer {
    allowed: Reach,
    paths: Vec<String>,
    package: bool,
}

impl Fixer {
    /// A fixer for the inputs that applies fixes up to `allowed`. Fails if they are not on disk.
    pub fn new(sources: &Sources, allowed: Reach) -> Result<Self, String> {
        match sources {
            Sources::Files { tree: Tree::Disk, paths, package } => {
                Ok(Self { allowed, paths: paths.clone(), package: *package })
            }
            _ => Err("--fix: only files on disk can be fixed: pass files and directories".to_owned()),
        }
    }

    /// Applies the fixes in memory. `recheck` checks changed files.
    pub fn fix(
        &self,
        checked: Checked,
        mut recheck: impl FnMut(Sources) -> Result<Checked, Failure>,
    ) -> Result<Fixed, Failure> {
        let Self { allowed, paths, package } = self;
        fix(checked, &Tree::Disk, *allowed, |tree| {
            recheck(Sources::Files { tree, paths: paths.clone(), package: *package })
        })
    }

    /// Writes the fixed files. Writes nothing if one of them is not writable or changed since it was read.
    pub fn write(&self, fixed: &Fixed) -> Result<(), String> {
        let directory = |path| if Path::is_dir(path) { Some(path) } else { path.parent() };
        write(fixed, &Bounds::of(self.paths.iter().map(Path::new).filter_map(directory)))
    }
}

fn write(Fixed { files, .. }: &Fixed, bounds: &Bounds) -> Result<(), String> {
    for (path, change) in files {
        check_unchanged(path, change)?;
        check_writable(Path::new(&**path), bounds)
            .map_err(|why| format!("{path}: {why}; nothing was fixed"))?;
    }
    let mut written: Vec<&str> = Vec::new();
    for (path, change) in files {
        write_whole(Path::new(&**path), |out| out.write_all(&change.after)).map_err(|error| {
            let others = match &*written {
                [] => "no file was fixed".to_owned(),
                written => format!("already fixed: {}", written.join(", ")),
            };
            format!("{path}: cannot write the fixed file: {error}; {others}")
        })?;
        written.push(path);
    }
    Ok(())
}

/// Files are replaced, which succeeds even if the old one is read-only; but read-only files should not change. A link
/// must not redirect a fix to a file outside the inputs.
pub fn check_writable(path: &Path, bounds: &Bounds) -> Result<(), String> {
    let is_link = path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
    if is_link && !bounds.contains(path) {
        return Err("it is a link that leads out of the inputs: pass the file it points to".to_owned());
    }
    match path.metadata() {
        Ok(metadata) if metadata.permissions().readonly() => Err("it is read-only".to_owned()),
        _ => Ok(()),
    }
}

/// Another program may have changed the file in the meantime.
fn check_unchanged(path: &str, change: &Change) -> Result<(), String> {
    match Tree::Disk.read(Path::new(path)) {
        Ok(bytes) if bytes == change.before.bytes() => Ok(()),
        Ok(_) => Err(format!("{path}: the file changed while it was checked; nothing was fixed: run again")),
        Err(fault) => Err(format!("{path}: cannot read the file again; nothing was fixed: {fault}")),
    }
}
