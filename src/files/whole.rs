//! Writes files atomically.

use std::collections::BTreeSet;
use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tempfile::{Builder, NamedTempFile};

/// Writes a file through `fill`. A regular file is replaced atomically and keeps its permissions; if `path` is a link,
/// its target is replaced. Devices and pipes are written to directly.
pub fn write_whole(
    path: &Path,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<()> {
    let known = fs::metadata(path).ok();
    if known.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        let mut out = BufWriter::with_capacity(1 << 16, File::options().write(true).open(path)?);
        fill(&mut out)?;
        return out.flush();
    }
    let is_link = known.is_some() && path.is_symlink();
    let path = if is_link { fs::canonicalize(path)? } else { path.to_owned() };
    let directory = path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
    let mut out = BufWriter::with_capacity(1 << 16, temporary_file(directory)?);
    fill(&mut out)?;
    let temporary = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    if let Some(metadata) = known {
        fs::set_permissions(temporary.path(), metadata.permissions())?;
    }
    temporary.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

const PREFIX: &str = ".protogen-";

/// The age at which unlocked temporary files are removed. A new file of another run may not be locked yet.
const MIN_AGE: Duration = Duration::from_secs(10);

/// Removes temporary files that killed runs left in a directory. Those of live runs are locked. Runs once per
/// directory.
fn sweep(directory: &Path) {
    static SWEPT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    if !SWEPT.lock().unwrap_or_else(PoisonError::into_inner).insert(directory.to_owned()) {
        return;
    }
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        let is_abandoned = || {
            let metadata = entry.metadata().ok().filter(Metadata::is_file)?;
            let age = metadata.modified().ok()?.elapsed().ok()?;
            Some(age > MIN_AGE && File::open(entry.path()).ok()?.try_lock().is_ok())
        };
        if is_ours && is_abandoned() == Some(true) {
            // Another process may remove it at the same time.
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn temporary_file(directory: &Path) -> io::Result<NamedTempFile> {
    sweep(directory);
    let mut builder = Builder::new();
    builder.prefix(PREFIX);
    // The default mode of new files; the system applies the umask.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(directory).map_err(|error| {
        let message = format!("cannot create a file in {}: {}", directory.display(), error.kind());
        io::Error::new(error.kind(), message)
    })?;
    // Not every file system supports locks. Without them, `MIN_AGE` protects the file.
    let _ = file.as_file().try_lock();
    Ok(file)
}
