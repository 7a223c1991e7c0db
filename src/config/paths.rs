//! Paths in settings: relative to the directory of the configuration, with `/`, without `.` and `..`; the directory
//! itself is empty.

/// Normalizes a path; `None` if it is outside the directory.
pub fn clean(path: &str) -> Option<String> {
    Some(tidy(path)).filter(|path| !path.starts_with('/') && path.split('/').next() != Some(".."))
}

/// A path without `.` parts, doubled slashes, and `..` parts after a name. Unlike the paths of inputs, which must
/// exist, a path is taken as it is written: a link before `..` makes no difference.
pub fn tidy(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

/// Whether a path equals a directory or is below it.
pub fn is_in(path: &str, directory: &str) -> bool {
    let rest = path.strip_prefix(directory);
    directory.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A path for messages.
pub fn shown(path: &str) -> &str {
    if path.is_empty() { "." } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_below_their_directory() {
        assert_eq!(clean("./a//b/../c/").as_deref(), Some("a/c"));
        assert_eq!(clean("a/..").as_deref(), Some(""));
        assert_eq!(clean("..a/b").as_deref(), Some("..a/b"));
        for outside in ["/a", "..", "../a", "a/../../b"] {
            assert_eq!(clean(outside), None, "{outside}");
        }
    }
}
