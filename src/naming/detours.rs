//! One path for each file.

use std::path::{Component, Path, PathBuf};

use crate::files::Tree;

/// A path without `x/..`, so that a file has one path however it is spelled. After a link, `..` leads elsewhere and
/// stays.
pub fn without_detours(tree: &Tree, path: String) -> String {
    let place = Path::new(&path);
    if place.components().all(|part| part != Component::ParentDir) {
        return path;
    }
    let mut direct = PathBuf::new();
    for part in place.components() {
        let is_link = || tree.is_on_disk() && direct.is_symlink();
        if part == Component::ParentDir && direct.file_name().is_some() && !is_link() {
            direct.pop();
        } else {
            direct.push(part);
        }
    }
    if direct == Path::new("") { ".".to_owned() } else { direct.to_string_lossy().into_owned() }
}
