//! Files written whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

/// Writes a file through `fill`. A regular file is replaced in one step when all of it is there, and keeps its
/// permissions; behind a link it is the file that is replaced. A device or a pipe is written to as it is.
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
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
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

fn temporary_file(directory: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".protogen-");
    // What a new file gets without our doing: all but execution, less the umask, which the system takes off.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(directory).map_err(|error| {
        let message = format!("no file can be made in {}: {}", directory.display(), error.kind());
        io::Error::new(error.kind(), message)
    })
}
