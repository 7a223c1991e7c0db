//! `buf.work.yaml`, the workspace of `v1`.

use super::buf_blocks::{clean_paths, refuse_nested, refuse_repeated};
use super::buf_yaml::version;
use super::node::{Node, Reader};
use crate::text::Span;

/// The directories of the modules.
pub fn buf_work(node: &Node, reader: &mut Reader) -> Vec<String> {
    if version(node, &["v1"], reader).is_none() {
        return Vec::new();
    }
    let fields = reader.fields(Some(node), &["version", "directories"]);
    let directories = clean_paths(fields.get("directories"), reader);
    refuse_nested(&directories, reader);
    refuse_repeated(&directories, reader);
    if let Some(whole) = directories.iter().find(|directory| directory.text.is_empty()) {
        let message = "`.` cannot be a directory of the workspace, because it contains all of it";
        reader.error(whole.span, message, "remove the file, or list the directories of the modules");
    }
    if directories.is_empty() {
        let message = "`directories` is empty, so the workspace has no modules";
        reader.error(Span::at(0), message, "list the directories of the modules");
    }
    directories.into_iter().map(|directory| directory.text).collect()
}
