//! Writes changes of files as a patch.

use similar::TextDiff;

/// A unified diff of a file.
pub fn patch(path: &str, before: &[u8], after: &[u8]) -> String {
    let (before, after) = (String::from_utf8_lossy(before), String::from_utf8_lossy(after));
    let diff = TextDiff::from_lines(&*before, &*after);
    diff.unified_diff().header(&format!("{path}.orig"), path).to_string()
}
