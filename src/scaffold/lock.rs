//! The lock file of the crate.

/// The lock file of a crate named `{{ name }}`.
const LOCK: &str = include_str!("../../templates/crate/Cargo.lock");

/// The packages that a build script adds to the lock file, or needs in another version.
const LOCK_OF_BUILD: &str = include_str!("../../templates/crate/Cargo.build.lock");

/// The lock file of the crate with this name. cargo has packages in order of their names and versions.
pub fn lock_file(name: &str, build_script: bool) -> String {
    const START: &str = "[[package]]\n";
    let split = |text: &'static str| text.trim_end().split("\n\n[[package]]\n");
    let mut parts = split(LOCK);
    let head = parts.next().unwrap_or_default();
    let mut packages: Vec<&str> = parts.collect();
    if build_script {
        let more: Vec<&str> = split(LOCK_OF_BUILD).skip(1).collect();
        packages.retain(|known| !more.iter().any(|package| id(package).eq(id(known))));
        packages.extend(more);
    }
    let mut packages: Vec<String> =
        packages.into_iter().map(|package| package.replacen("{{ name }}", name, 1)).collect();
    packages.sort_by(|a, b| id(a).cmp(id(b)));
    let packages: Vec<String> = packages.iter().map(|package| format!("{START}{package}\n")).collect();
    format!("{head}\n\n{}", packages.join("\n"))
}

/// The lines with the name and the version of a package.
fn id(package: &str) -> impl Iterator<Item = &str> {
    package.lines().take(2)
}

/// Whether one of the packages has this name as a library.
pub fn is_locked(library: &str) -> bool {
    let lines = LOCK.lines().chain(LOCK_OF_BUILD.lines());
    let mut names = lines.filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    names.any(|dependency| dependency.replace('-', "_") == library)
}
