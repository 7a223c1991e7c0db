//! Files written whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::Builder;

/// Writes a file through `fill`. A regular file is replaced in one step when all of it is there; a device or a pipe
/// is written to as it is.
pub fn write_whole(
    path: &Path,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<()> {
    let special = fs::metadata(path).is_ok_and(|metadata| !metadata.is_file());
    if special {
        let mut out = BufWriter::with_capacity(1 << 16, File::options().write(true).open(path)?);
        fill(&mut out)?;
        return out.flush();
    }
    let directory = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let temporary =
        Builder::new().prefix(".protogen-").permissions(new_file_permissions()).tempfile_in(directory)?;
    let mut out = BufWriter::with_capacity(1 << 16, temporary);
    fill(&mut out)?;
    let temporary = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    temporary.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// What a new file gets without our doing: all but execution, less the umask, which the system takes off.
#[cfg(unix)]
fn new_file_permissions() -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    fs::Permissions::from_mode(0o666)
}

#[cfg(not(unix))]
fn new_file_permissions() -> fs::Permissions {
    fs::metadata(".").map(|metadata| metadata.permissions()).unwrap_or_else(|_| unreachable!())
}
