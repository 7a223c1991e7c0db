//! The inputs that everything begins with: the fixtures, the files that the package carries, and random schemas.

use std::fs;
use std::path::{Path, PathBuf};

use crate::case::{Case, Files, OLD};
use crate::random::Random;
use crate::support::random_schemas::random_pairs;

/// Inputs by what they are.
pub struct Corpus {
    /// Single `.proto` files.
    pub sources: Vec<Vec<u8>>,
    /// Several files that belong together.
    pub trees: Vec<Files>,
    /// Files of configuration, by name.
    pub settings: Files,
    /// Descriptor sets.
    pub sets: Vec<Vec<u8>>,
}

impl Corpus {
    /// Reads all that the package has.
    pub fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package is around this one");
        let mut corpus =
            Self { sources: Vec::new(), trees: Vec::new(), settings: Vec::new(), sets: Vec::new() };
        for path in files_below(&root.join("fixtures")).into_iter().chain(files_below(&root.join("proto"))) {
            let Ok(bytes) = fs::read(&path) else { continue };
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("proto") => corpus.sources.push(bytes),
                Some("binpb") if bytes.len() < 60_000 => corpus.sets.push(bytes),
                Some("txt") => corpus.take_text(&String::from_utf8_lossy(&bytes)),
                _ => {}
            }
        }
        let compile = root.join("fixtures/compile");
        for directory in fs::read_dir(compile).expect("fixtures").filter_map(Result::ok) {
            if let Ok(case) = Case::read(&directory.path()) {
                let protos: Files = case.protos();
                if protos.len() > 1 {
                    corpus.trees.push(protos);
                }
            }
        }
        corpus.settings.push(("protolint.toml".to_owned(), protolint::config::EXAMPLE.as_bytes().to_vec()));
        for line in [
            "[rules]\nSTANDARD = \"error\"\nCOMMENTS = \"off\"\n\n[rules.SERVICE_SUFFIX]\nlevel = \"warning\"\nsuffix = \"Api\"\n",
            "modules = [\".\"]\nexclude = [\"b\"]\nagainst = \"old\"\n[breaking]\nWIRE = \"error\"\n[[overrides]]\npaths = [\"a/**\"]\n[overrides.rules]\nSTANDARD = \"off\"\n",
        ] {
            corpus.settings.push(("protolint.toml".to_owned(), line.as_bytes().to_vec()));
        }
        corpus
    }

    /// Takes what a fixture of several files has: `-- NAME --` or `--- SIDE NAME` comes before each.
    fn take_text(&mut self, text: &str) {
        let mut files: Files = Vec::new();
        let mut name = None;
        let mut lines = Vec::new();
        for line in text.lines().chain(["-- end --"]) {
            let trimmed = line
                .strip_prefix("--- ")
                .or_else(|| line.strip_prefix("-- "))
                .map(|name| name.trim_end_matches(" --"));
            if trimmed.is_some() || line.starts_with("=== ") || line.starts_with("$ ") {
                if let Some(name) = name.take() {
                    files.push((name, lines.join("\n").into_bytes()));
                }
                lines.clear();
                name = trimmed.map(|name| name.rsplit(' ').next().unwrap_or(name).to_owned());
            } else {
                lines.push(line);
            }
        }
        for (name, bytes) in files {
            let file = name.rsplit('/').next().unwrap_or(&name).to_owned();
            if name.ends_with(".proto") {
                self.sources.push(bytes);
            } else if file.starts_with("buf.") || file.starts_with("protolint") {
                self.settings.push((file, bytes));
            }
        }
    }

    /// Files that belong together, two versions of them.
    pub fn pair(&self, random: &mut Random) -> (Files, Files) {
        let bytes = |files: Vec<(String, String)>| -> Files {
            files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect()
        };
        match random.below(10) {
            0..5 => {
                let (old, new) = random_pairs(random.next() | 1, 1);
                (bytes(old), bytes(new))
            }
            5 => {
                let files = random.one(&self.trees).clone();
                (files.clone(), files)
            }
            6 | 7 => {
                let files = crate::schemas::random_files(random);
                (bytes(files.clone()), bytes(files))
            }
            _ => {
                let files: Files = (0..random.between(1, 2))
                    .map(|index| (format!("{}.proto", ["a", "b"][index]), random.one(&self.sources).clone()))
                    .collect();
                (files.clone(), files)
            }
        }
    }

    /// The old and the new version of some files as an input.
    pub fn versions(&self, random: &mut Random) -> Case {
        let (old, new) = self.pair(random);
        let old = old.into_iter().map(|(name, bytes)| (format!("{OLD}{name}"), bytes));
        Case::new(old.chain(new).collect())
    }
}

fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut pending = vec![directory.to_owned()];
    while let Some(next) = pending.pop() {
        for entry in fs::read_dir(next).into_iter().flatten().filter_map(Result::ok) {
            let path = entry.path();
            if path.is_dir() { pending.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}
