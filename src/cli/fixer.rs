//! `--fix`: what findings say how to mend, done to the files of the user.

use std::path::Path;

use clap::ValueEnum;

use super::output::write_whole;
use super::sources::Sources;
use super::{Failure, tell};
use crate::breaking::Breaks;
use crate::diag::Diagnostic;
use crate::files::{Bounds, Tree};
use crate::fix::{Beyond, Change, Fixed, Reach, Seen, fix};
use crate::report::plural;

/// Whether to fix, and what.
#[derive(clap::Args, Debug)]
pub struct FixArgs {
    /// Write what is missing into the files, where that changes nothing for code and data; or also what changes
    /// generated code, JSON or the wire format
    #[arg(long, value_name = "LEVEL", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    fix: Option<Level>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Level {
    /// Nothing may change for code and data
    Text,
    /// Generated code may change
    Source,
    /// Code and JSON may change
    Json,
    /// Everything may change
    Wire,
}

impl Level {
    /// How far a fix may reach.
    fn reach(self) -> Reach {
        match self {
            Self::Text => None,
            Self::Source => Some(Breaks::Source),
            Self::Json => Some(Breaks::Json),
            Self::Wire => Some(Breaks::Wire),
        }
    }
}

impl FixArgs {
    /// What fixes what was given, if that is wanted. Fails where it is not files on the disk.
    pub fn fixer(&self, sources: &Sources) -> Result<Option<Fixer>, String> {
        let Some(level) = self.fix else { return Ok(None) };
        match sources {
            Sources::Files { tree: Tree::Disk, paths, package } => {
                let allowed = level.reach();
                Ok(Some(Fixer { allowed, paths: paths.clone(), package: *package }))
            }
            _ => {
                Err("--fix: only files on the disk can be written to: name files and directories".to_owned())
            }
        }
    }
}

/// Fixes files on the disk.
pub struct Fixer {
    allowed: Reach,
    paths: Vec<String>,
    package: bool,
}

impl Fixer {
    /// Applies the fixes of what was found and writes them; what is left to find. `look` tells what is found in other
    /// texts. Nothing is written where it fails, and where a file is not any more what was read.
    pub fn fix(
        &self,
        seen: Seen,
        mut look: impl FnMut(Sources) -> Result<Seen, Failure>,
    ) -> Result<Vec<Diagnostic>, Failure> {
        let Self { allowed, paths, package } = self;
        let fixed = fix(seen, &Tree::Disk, *allowed, |tree| {
            look(Sources::Files { tree, paths: paths.clone(), package: *package })
        })?;
        for (path, why) in &fixed.refused {
            tell(&format!("{path}: the fixes are not applied: {why}"));
        }
        for Beyond { path, what, breaks } in &fixed.beyond {
            let (changed, level) = (breaks.name(), level(*breaks));
            tell(&format!("{path}: not applied: {what}: that changes {changed}, use `--fix={level}`"));
        }
        let directory = |path| if Path::is_dir(path) { Some(path) } else { path.parent() };
        write(&fixed, &Bounds::of(paths.iter().map(Path::new).filter_map(directory)))?;
        Ok(fixed.found)
    }
}

/// The level at which a fix may reach that far.
fn level(reach: Breaks) -> &'static str {
    match reach {
        Breaks::Source => "source",
        Breaks::Json => "json",
        Breaks::Wire => "wire",
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
    let count = files.values().map(|change| change.done.len()).sum();
    if count > 0 {
        tell(&format!("{} applied in {}", fixes(count), plural(files.len(), "file")));
    }
    Ok(())
}

fn fixes(count: usize) -> String {
    if count == 1 { "1 fix".to_owned() } else { format!("{count} fixes") }
}

/// Files are replaced as a whole, which needs no permission to write to the old one; but who took that away did not want
/// it changed. A link must not lead a fix to a file that nobody named.
pub fn check_writable(path: &Path, bounds: &Bounds) -> Result<(), String> {
    let is_link = path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
    if is_link && !bounds.hold(path) {
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
