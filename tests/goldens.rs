//! Descriptor bytes are those of protoc, positions and comments included, from sources as from descriptor sets.
//!
//! `fixtures/README.md` describes the goldens.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use protolint::compile::{Compiled, ImportPaths, Loaded, Timings, compile, load};
use protolint::descriptor::{EncodeOptions, decode_set};
use protolint::diag::{Diagnostic, Severity};
use protolint::schema::FileId;

mod support;

use support::difference::differences;
use support::fixtures::{Input, ROOT, encode_set, goldens};

/// What protoc wrote for an accepted input.
struct Golden {
    /// Relative to the root of the fixtures.
    path: PathBuf,
    bytes: Vec<u8>,
    input: Input,
    retain_options: bool,
}

impl Golden {
    fn at(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let stem = name.trim_end_matches(".binpb");
        let entry = stem.trim_end_matches(".retain");
        let directory = path.parent().expect("a golden is in a directory").to_owned();
        Self {
            path: path.strip_prefix(ROOT).expect("goldens are fixtures").to_owned(),
            bytes: fs::read(path).expect("the golden can be read"),
            input: Input { directory, name: format!("{entry}.proto") },
            retain_options: stem != entry,
        }
    }

    /// From the input.
    fn compiled(&self) -> Result<Compiled, String> {
        let (loaded, faults) = self.input.load();
        accepted(loaded, &faults)
    }

    /// From the golden that retains options, and its imports as we write them. What is stripped could not be judged
    /// again, by protoc either.
    fn compiled_again(&self) -> Result<Compiled, String> {
        let Compiled { schema, roots, .. } = self.compiled()?;
        let imports = (0..schema.len as FileId).filter(|file| !roots.contains(file));
        let everything = EncodeOptions { source_info: true, retain_options: true };
        let mut set = encode_set(&schema, imports, everything);
        let retained = self.input.directory.join(&self.input.name).with_extension("retain.binpb");
        set.extend(fs::read(retained).expect("there are two goldens"));
        let image = decode_set(&set, "again.binpb").map_err(|fault| fault.message.to_string())?;
        let mut loaded = load(&ImportPaths::new(), std::slice::from_ref(&self.input.name), image.files);
        loaded.experimental_editions = self.input.has_argument("--experimental_editions");
        accepted(loaded, &image.faults)
    }

    fn encoded(&self, compiled: &Compiled) -> Vec<u8> {
        let options = EncodeOptions { source_info: true, retain_options: self.retain_options };
        encode_set(&compiled.schema, compiled.roots.iter().copied(), options)
    }
}

/// What was compiled, unless that failed.
fn accepted(loaded: Loaded, faults: &[Diagnostic]) -> Result<Compiled, String> {
    let compiled = compile(loaded, &mut Timings::default());
    let mut diagnostics = faults.iter().chain(&compiled.diagnostics);
    match diagnostics.find(|diagnostic| diagnostic.severity == Severity::Error) {
        Some(error) => Err(format!("refused: {}", error.message)),
        None => Ok(compiled),
    }
}

/// Compiles all goldens in one way, and collects those that do not come out as protoc wrote them.
fn assert_goldens(compiled: fn(&Golden) -> Result<Compiled, String>) {
    let mut wrong = String::new();
    for golden in goldens().iter().map(|path| Golden::at(path)) {
        let found = match compiled(&golden) {
            Ok(compiled) => differences(&golden.bytes, &golden.encoded(&compiled)),
            Err(why) => vec![why],
        };
        if let Some((first, more)) = found.split_first() {
            _ = writeln!(wrong, "{}: {first} ({} more)", golden.path.display(), more.len());
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn descriptors_are_those_of_protoc() {
    assert_goldens(Golden::compiled);
}

#[test]
fn descriptors_survive_being_read_and_written() {
    assert_goldens(Golden::compiled_again);
}
