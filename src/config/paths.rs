//! Paths as settings have them: relative to the directory of the configuration, with `/`, without `.` and `..` parts;
//! the directory itself is empty.

/// A path in that form; `None` for one that leads out of the directory.
pub fn clean(path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Whether a path is another one or lies below it, part by part.
pub fn is_in(path: &str, directory: &str) -> bool {
    let rest = path.strip_prefix(directory);
    directory.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A path below a directory.
pub fn join(directory: &str, path: &str) -> String {
    match (directory, path) {
        ("", path) => path.to_owned(),
        (directory, "") => directory.to_owned(),
        (directory, path) => format!("{directory}/{path}"),
    }
}

/// A path as messages show it.
pub fn shown(path: &str) -> &str {
    if path.is_empty() { "." } else { path }
}
