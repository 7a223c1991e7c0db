//! What findings say how to mend, done to the files of the user.

use std::path::Path;

use crate::files::{Bounds, Tree, write_whole};
use crate::fix::{Change, Fixed, Reach, Seen, fix};
use crate::workspace::{Failure, Sources};

/// Fixes files on the disk.
pub struct Fixer {
    allowed: Reach,
    paths: Vec<String>,
    package: bool,
}

impl Fixer {
    /// What fixes the files that were named, as far as a fix may reach. Fails where they are not on the disk.
    pub fn new(sources: &Sources, allowed: Reach) -> Result<Self, String> {
        match sources {
            Sources::Files { tree: Tree::Disk, paths, package } => {
                Ok(Self { allowed, paths: paths.clone(), package: *package })
            }
            _ => {
                Err("--fix: only files on the disk can be written to: name files and directories".to_owned())
            }
        }
    }

    /// Applies the fixes of what was found. `look` tells what is found in other texts. Nothing is written yet.
    pub fn fix(
        &self,
        seen: Seen,
        mut look: impl FnMut(Sources) -> Result<Seen, Failure>,
    ) -> Result<Fixed, Failure> {
        let Self { allowed, paths, package } = self;
        fix(seen, &Tree::Disk, *allowed, |tree| {
            look(Sources::Files { tree, paths: paths.clone(), package: *package })
        })
    }

    /// Writes the fixed files. Nothing is written where one cannot be, or is not any more what was read.
    pub fn write(&self, fixed: &Fixed) -> Result<(), String> {
        let directory = |path| if Path::is_dir(path) { Some(path) } else { path.parent() };
        write(fixed, &Bounds::of(self.paths.iter().map(Path::new).filter_map(directory)))
    }
}

fn write(Fixed { files, .. }: &Fixed, bounds: &Bounds) -> Result<(), String> {
    for (path, change) in files {
        check_unchanged(path, change)?;
        check_writable(Path::new(&**path), bounds)
            .map_err(|why| format!("{path}: {why}, nothing was fixed"))?;
    }
    let mut written: Vec<&str> = Vec::new();
    for (path, change) in files {
        write_whole(Path::new(&**path), |out| out.write_all(&change.after)).map_err(|error| {
            let others = match &*written {
                [] => "no file was fixed".to_owned(),
                written => format!("fixed before that: {}", written.join(", ")),
            };
            format!("{path}: the fixed file cannot be written: {error}; {others}")
        })?;
        written.push(path);
    }
    Ok(())
}

/// Files are replaced as a whole, which needs no permission to write to the old one; but who took that away did not want
/// it changed. A link must not lead a fix to a file that nobody named.
pub fn check_writable(path: &Path, bounds: &Bounds) -> Result<(), String> {
    let is_link = path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
    if is_link && !bounds.contains(path) {
        return Err("it is a link that leads out of what was named: name the file it leads to".to_owned());
    }
    match path.metadata() {
        Ok(metadata) if metadata.permissions().readonly() => Err("it is read-only".to_owned()),
        _ => Ok(()),
    }
}

/// Somebody may have written to the file in the meantime.
fn check_unchanged(path: &str, change: &Change) -> Result<(), String> {
    match Tree::Disk.read(Path::new(path)) {
        Ok(bytes) if bytes == change.before.bytes() => Ok(()),
        Ok(_) => Err(format!("{path}: the file changed while it was checked, nothing was fixed: run again")),
        Err(fault) => Err(format!("{path}: the file cannot be read again, nothing was fixed: {fault}")),
    }
}
