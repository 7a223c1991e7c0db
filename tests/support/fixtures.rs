//! The fixtures of the compiler front end, as `fixtures/README.md` describes them.

use std::fs;
use std::path::{Path, PathBuf};

use protolint::compile::{ImportPaths, Loaded, load};
use protolint::descriptor::{EncodeOptions, encode_set_entry};
use protolint::diag::Diagnostic;
use protolint::image::decode_set;
use protolint::schema::{FileId, Schema};

/// Where the fixtures are.
pub const ROOT: &str = "fixtures";

/// One line of `verdicts.tsv`.
pub struct Verdict {
    /// The fixture, relative to the root.
    pub fixture: String,
    /// What protoc does with it.
    pub word: String,
    /// Where protoc says so.
    pub first: String,
    /// How many errors it reports.
    pub count: usize,
    /// Where it reports them, in its order.
    pub errors: Vec<String>,
    /// What buf does if protoc rejects the fixture, otherwise `-`.
    pub buf: String,
}

impl Verdict {
    /// All lines.
    pub fn all() -> Vec<Self> {
        let table = fs::read_to_string(Path::new(ROOT).join("verdicts.tsv"))
            .expect("the verdicts are part of the package");
        let read = |line: &str| {
            let columns: Vec<&str> = line.split('\t').collect();
            let [fixture, word, first, count, errors, buf] = columns[..] else {
                panic!("not six columns: {line}")
            };
            let [fixture, word, first, buf] = [fixture, word, first, buf].map(str::to_owned);
            let count = count.parse().unwrap_or_else(|_| panic!("no count: {line}"));
            let errors = errors.split(' ').filter(|error| *error != "-").map(str::to_owned).collect();
            Self { fixture, word, first, count, errors, buf }
        };
        table.lines().map(read).collect()
    }

    /// Whether protoc writes descriptors for it.
    pub fn is_accepted(&self) -> bool {
        matches!(&*self.word, "accept" | "warn")
    }
}

/// What a compiler is given: the name of a file, and the directory of its sources or of the set it is in.
pub struct Input {
    /// The only import path.
    pub directory: PathBuf,
    /// The file to compile.
    pub name: String,
}

impl Input {
    /// The input of a fixture, named as in `verdicts.tsv`.
    pub fn of(fixture: &str) -> Self {
        let path = Path::new(ROOT).join(fixture);
        match (path.is_dir(), path.parent(), path.file_name()) {
            (false, Some(parent), Some(name)) => {
                Self { directory: parent.to_owned(), name: name.to_string_lossy().into_owned() }
            }
            _ => Self { directory: path, name: "main.proto".to_owned() },
        }
    }

    /// The descriptor set that is the input instead of sources.
    pub fn set(&self) -> Option<Vec<u8>> {
        fs::read(self.directory.join("set.binpb")).ok()
    }

    /// Everything a compilation needs, and what is wrong with the set.
    pub fn load(&self) -> (Loaded, Vec<Diagnostic>) {
        let names = [self.name.clone()];
        let (mut loaded, faults) = match self.set().map(|set| decode_set(&set, "set.binpb")) {
            None => {
                let mut paths = ImportPaths::new();
                paths.add("", &self.directory);
                (load(&paths, &names, Vec::new()), Vec::new())
            }
            Some(Ok(image)) => (load(&ImportPaths::new(), &names, image.files), image.faults),
            Some(Err(fault)) => (Loaded::default(), vec![fault]),
        };
        loaded.experimental_editions = self.has_argument("--experimental_editions");
        (loaded, faults)
    }

    /// The value the fixture gives to a flag, as `flag=value`.
    pub fn argument(&self, flag: &str) -> Option<String> {
        let args = fs::read_to_string(self.directory.join("args")).ok()?;
        args.lines().find_map(|arg| Some(arg.strip_prefix(flag)?.strip_prefix('=')?.to_owned()))
    }

    /// Whether the fixture asks for a flag.
    pub fn has_argument(&self, flag: &str) -> bool {
        fs::read_to_string(self.directory.join("args")).is_ok_and(|args| args.lines().any(|arg| arg == flag))
    }
}

/// The files with an extension below a directory of the package, sorted.
pub fn files_below(directory: impl Into<PathBuf>, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut pending = vec![directory.into()];
    while let Some(directory) = pending.pop() {
        for entry in fs::read_dir(&directory).expect("the directory is part of the package") {
            let path = entry.expect("its entries can be read").path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty());
    found
}

/// A set that protoc wrote for an accepted input.
pub struct Golden {
    fixture: String,
    /// What protoc was given.
    pub input: Input,
    /// Whether it was told to keep options that are for the source only.
    pub retain_options: bool,
    /// Where the set is: beside its input, or where an equal one is.
    pub path: PathBuf,
}

impl Golden {
    fn of(fixture: &str, retain_options: bool) -> Self {
        let input = Input::of(fixture);
        let beside = |extension| input.directory.join(&input.name).with_extension(extension);
        let retained = retain_options.then(|| beside("retain.binpb"));
        let places = [retained, Some(beside("binpb")), Some(input.directory.join("set.binpb"))];
        let path = places.into_iter().flatten().find(|path| path.exists());
        let path = path.unwrap_or_else(|| panic!("{fixture} has no golden"));
        Self { fixture: fixture.to_owned(), input, retain_options, path }
    }

    /// The one of the same input that keeps all options.
    pub fn retained(&self) -> Self {
        Self::of(&self.fixture, true)
    }

    /// The set.
    pub fn bytes(&self) -> Vec<u8> {
        fs::read(&self.path).expect("the golden can be read")
    }
}

/// The sets protoc wrote, two for each accepted input.
pub fn goldens() -> Vec<Golden> {
    let accepted = Verdict::all().into_iter().filter(Verdict::is_accepted);
    let fixtures =
        accepted.map(|verdict| verdict.fixture).filter(|fixture| !fixture.starts_with("syntax/err/"));
    fixtures.flat_map(|fixture| [false, true].map(|retain| Golden::of(&fixture, retain))).collect()
}

/// The descriptor set of some files.
pub fn encode_set(
    schema: &Schema,
    files: impl IntoIterator<Item = FileId>,
    options: EncodeOptions,
) -> Vec<u8> {
    let mut set = Vec::new();
    for file in files {
        encode_set_entry(schema, file, options, &mut set);
    }
    set
}
