//! Random command lines for a workspace. Each side is a directory, an archive or an image; the older one can also be a
//! git revision.

use crate::workspaces::{NESTED, Workspace, is_proto, join, parent};

/// Values of `--config`.
const CONFIGS: [&str; 3] = [
    r#"{"version":"v1","lint":{"use":["BASIC"]},"breaking":{"use":["PACKAGE"]}}"#,
    r#"{"version":"v2","lint":{"use":["STANDARD","COMMENTS"]},"breaking":{"use":["WIRE"]}}"#,
    r#"{"version":"v1","lint":{"ignore":["a"]},"breaking":{"ignore":["a"]}}"#,
];
/// Values of `--against-config`.
const AGAINST_CONFIGS: [&str; 3] = [
    r#"{"version":"v1"}"#,
    r#"{"version":"v2"}"#,
    r#"{"version":"v2","modules":[{"path":"proto"},{"path":"api"}]}"#,
];

/// The working directory and the input of a call.
struct Place {
    directory: String,
    /// Relative to the root of the workspace, like the directory.
    input: Option<String>,
}

impl Place {
    /// The path from the directory to the root.
    fn up(&self) -> String {
        if self.directory == "." { String::new() } else { "../".repeat(self.directory.split('/').count()) }
    }

    /// Converts a path relative to the root to one relative to the directory.
    fn relative(&self, path: &str) -> String {
        if self.directory == "." {
            return path.to_owned();
        }
        let inside = path.strip_prefix(&format!("{}/", self.directory));
        inside.map_or_else(|| format!("{}{path}", self.up()), str::to_owned)
    }

    /// The input argument.
    fn typed(&self) -> Option<String> {
        let input = self.input.as_ref()?;
        Some(if *input == self.directory { ".".to_owned() } else { self.relative(input) })
    }

    fn is_file(&self) -> bool {
        self.input.as_ref().is_some_and(|input| is_proto(input))
    }

    /// The directory to check.
    fn meant(&self) -> &str {
        self.input.as_deref().filter(|_| !self.is_file()).unwrap_or(&self.directory)
    }
}

impl Workspace<'_> {
    /// The working directory, the form of the older version, and the arguments.
    pub fn call(&mut self) -> Vec<String> {
        let protos: Vec<String> =
            self.files.iter().map(|(name, _)| name.clone()).filter(|name| is_proto(name)).collect();
        let kept = self.one(&["directory", "directory", "git", "tar", "image"]);
        let is_breaking = self.chance(600);
        let place = self.place(&protos);
        let mut args = vec![if is_breaking { "breaking" } else { "lint" }.to_owned()];
        args.extend(place.typed());
        if !place.is_file() {
            args.extend(self.limits(&place, &protos));
        }
        if self.chance(100) {
            args.extend(self.given(&place, "--config", "own.yaml", &CONFIGS));
        }
        if is_breaking {
            args.extend(["--against".to_owned(), self.against(&place, kept)]);
            for flag in ["--exclude-imports", "--limit-to-input-files"] {
                if self.chance(150) {
                    args.push(flag.to_owned());
                }
            }
            if self.chance(50) {
                args.extend(self.given(&place, "--against-config", "then.yaml", &AGAINST_CONFIGS));
            }
        }
        if self.chance(80) {
            // The same files as an image or an archive.
            let packed = self.one(&["new.binpb", "new.tar"]);
            let flags = args.iter().position(|arg| arg.starts_with("--")).unwrap_or(args.len());
            args.splice(1..flags, [format!("{}../{packed}", place.up())]);
        }
        let mut call = vec![place.directory, kept.to_owned()];
        call.extend(args);
        call
    }

    fn place(&mut self, protos: &[String]) -> Place {
        // The configuration of a directory in a module of a single file is an intended difference.
        let is_workspace = matches!(self.version, "v2" | "work");
        let roots = self.roots.iter().filter(|(_, names)| is_workspace && !names.is_empty());
        let around = if self.is_nested { NESTED } else { "." };
        let roots: Vec<String> = roots.map(|(root, _)| join(around, root)).collect();
        // So are the imports of a single file in a root of `v1beta1`.
        let is_file_fine = self.version != "v1beta1" || self.roots[0].0 == ".";
        let mut place = Place { directory: around.to_owned(), input: None };
        match self.random.below(16) {
            0 | 1 if !roots.is_empty() => place.input = Some(self.random.one(&roots).clone()),
            2 if !protos.is_empty() && is_file_fine => place.input = Some(self.random.one(protos).clone()),
            3 if !roots.is_empty() => place.directory.clone_from(self.random.one(&roots)),
            4 => place.input = Some(around.to_owned()),
            _ => {}
        }
        place
    }

    /// `--path` and `--exclude-path`.
    fn limits(&mut self, place: &Place, protos: &[String]) -> Vec<String> {
        let mut directories: Vec<&str> =
            protos.iter().flat_map(|name| [parent(name), parent(parent(name))]).collect();
        directories.sort_unstable();
        directories.dedup();
        let files = protos.iter().map(|name| &**name);
        let paths: Vec<&str> = directories.into_iter().chain(files).filter(|path| *path != ".").collect();
        let mut limits = Vec::new();
        for (flag, chance) in [("--path", 300), ("--exclude-path", 200)] {
            if !paths.is_empty() && self.chance(chance) {
                for path in self.random.some(&paths, 1, 2) {
                    limits.extend([flag.to_owned(), place.relative(path)]);
                }
            }
        }
        limits
    }

    /// A flag with a configuration, as text or as a file.
    fn given(&mut self, place: &Place, flag: &str, file: &str, texts: &[&str]) -> [String; 2] {
        let text = self.one(texts).to_owned();
        let value = if self.chance(500) {
            text
        } else {
            self.files.push((file.to_owned(), text));
            place.relative(file)
        };
        [flag.to_owned(), value]
    }

    fn against(&mut self, place: &Place, kept: &str) -> String {
        let (up, meant) = (place.up(), place.meant());
        match kept {
            "git" => {
                let reference = self.one(&["branch=main", "branch=main", "ref=HEAD", "tag=v1", "ref=main"]);
                let subdir = if meant == "." { String::new() } else { format!(",subdir={meant}") };
                format!("{up}.git#{reference}{subdir}")
            }
            "tar" if meant == "." => format!("{up}../old.tar"),
            "tar" => format!("{up}../old.tar#subdir={meant}"),
            "image" => format!("{up}../old.binpb"),
            _ => format!("{up}../{}", join("old", meant)),
        }
    }
}
