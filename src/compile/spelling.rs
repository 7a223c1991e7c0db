//! Finds the file that a wrong import path means.

use std::path::Path;

use super::embedded;
use super::import_paths::ImportPaths;
use crate::text::misspelt;

/// The most entries of a directory that are compared with a name.
const MAX_ENTRIES: usize = 4096;

/// The import path of an existing file that `name` is a misspelling of.
pub(super) fn spelled(paths: &ImportPaths, name: &str) -> Option<String> {
    let clean = name.replace('\\', "/");
    let parts: Vec<&str> = clean.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let clean = parts.join("/");
    let exists = |name: &str| paths.path_of(name).is_some() || embedded::text(name).is_some();
    let is_proto = Path::new(&clean).extension().is_some_and(|extension| extension == "proto");
    let full = if is_proto { clean.clone() } else { format!("{clean}.proto") };
    if let Some(found) = [clean, full.clone()].into_iter().find(|found| found != name && exists(found)) {
        return Some(found);
    }
    let found = misspelt(&full, embedded::names()).map(str::to_owned);
    found
        .or_else(|| paths.directories().find_map(|directory| below(directory, &full)))
        .filter(|found| exists(found))
}

/// The file below a directory whose path differs from `name` in the spelling of its parts.
fn below(directory: &str, name: &str) -> Option<String> {
    let mut found = String::new();
    for part in name.split('/') {
        let here = Path::new(directory).join(&found);
        let exact = part != ".." && here.join(part).symlink_metadata().is_ok();
        let part = if exact { part.to_owned() } else { entry(&here, part)? };
        found = if found.is_empty() { part } else { format!("{found}/{part}") };
    }
    Some(found)
}

fn entry(directory: &Path, name: &str) -> Option<String> {
    let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    let entries = std::fs::read_dir(directory).ok()?.take(MAX_ENTRIES).flatten();
    let names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    // The extension does not make short names similar.
    let (stem, extension) = name.split_at(name.strip_suffix(".proto").unwrap_or(name).len());
    let meant = misspelt(stem, names.iter().filter_map(|name| name.strip_suffix(extension)))?;
    Some(format!("{meant}{extension}"))
}
