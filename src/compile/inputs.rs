//! Directories to files.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::diag::{Diagnostic, Place};

/// All `.proto` files below `directory`, sorted by path, and what kept some from being seen. Links are followed;
/// one that leads back into itself is reported and left.
pub fn proto_files(directory: &Path) -> (Vec<PathBuf>, Vec<Diagnostic>) {
    let mut files = Vec::new();
    let mut diagnostics = Vec::new();
    for entry in WalkDir::new(directory).follow_links(true).sort_by_file_name() {
        match entry {
            Ok(entry) => {
                let is_proto = entry.path().extension().is_some_and(|extension| extension == "proto");
                if is_proto && !entry.file_type().is_dir() {
                    files.push(entry.into_path());
                }
            }
            Err(error) => diagnostics.push(unwalkable(directory, &error)),
        }
    }
    files.sort();
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
