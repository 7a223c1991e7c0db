//! The file system.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{Fault, is_proto};
use crate::diag::{Diagnostic, Place};
use crate::text::MAX_FILE_SIZE;

pub fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    let fault = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Fault::Missing,
        ErrorKind::PermissionDenied => Fault::Unreadable("reading it is not permitted".to_owned()),
        _ => Fault::Unreadable(error.to_string()),
    };
    let mut file = File::open(path).map_err(fault)?;
    let metadata = file.metadata().map_err(fault)?;
    if metadata.is_dir() {
        return Err(Fault::Unreadable("it is a directory".to_owned()));
    }
    if metadata.len() > MAX_FILE_SIZE as u64 {
        return Err(Fault::Unreadable("it is larger than 2 GiB".to_owned()));
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    // What is no regular file has no length to trust, so the limit is checked again on what arrives.
    file.by_ref().take(MAX_FILE_SIZE as u64 + 1).read_to_end(&mut bytes).map_err(fault)?;
    if bytes.len() > MAX_FILE_SIZE {
        return Err(Fault::Unreadable("it is larger than 2 GiB".to_owned()));
    }
    Ok(bytes)
}

pub fn proto_files(directory: &Path, links: bool) -> (Vec<PathBuf>, Vec<Diagnostic>) {
    let mut files = Vec::new();
    let mut diagnostics = Vec::new();
    // Depth first with sorted names is the order of paths.
    for entry in WalkDir::new(directory).follow_links(links).sort_by_file_name() {
        match entry {
            Ok(entry) => {
                let kind = entry.file_type();
                if is_proto(entry.path()) && !kind.is_dir() && (links || !kind.is_symlink()) {
                    files.push(entry.into_path());
                }
            }
            Err(error) => diagnostics.push(unwalkable(directory, &error)),
        }
    }
    (files, diagnostics)
}

fn unwalkable(directory: &Path, error: &walkdir::Error) -> Diagnostic {
    let path = error.path().unwrap_or(directory).to_string_lossy().into_owned();
    if let Some(ancestor) = error.loop_ancestor() {
        let message = format!("this link leads back to {}", ancestor.display());
        return Diagnostic::warning("symlink-loop", Place::file(path), message)
            .help("remove the link; it was not followed");
    }
    let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    Diagnostic::error("file-unreadable", Place::file(path), format!("it cannot be listed: {why}"))
        .help("check the path and its permissions")
}
