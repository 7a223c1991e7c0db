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
        let message = "`.` is no directory of a workspace: it holds the whole of it";
        reader.error(whole.span, message, "remove the file, or list the directories that have modules");
    }
    if directories.is_empty() {
        let message = "`directories` names no directory, so the workspace is empty";
        reader.error(Span::at(0), message, "list the directories that have modules");
    }
    directories.into_iter().map(|directory| directory.text).collect()
}
