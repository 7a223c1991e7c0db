//! Descriptor bytes are those of protoc, positions and comments included, from sources as from descriptor sets.
//!
//! `fixtures/README.md` describes the goldens.

use std::fmt::Write as _;

use protolint::compile::{Compiled, ImportPaths, Loaded, Timings, compile, load};
use protolint::descriptor::EncodeOptions;
use protolint::diag::{Diagnostic, Severity};
use protolint::image::decode_set;
use protolint::schema::FileId;

use crate::support::difference::differences;
use crate::support::fixtures::{Golden, encode_set, goldens};

/// From the input.
fn compiled(golden: &Golden) -> Result<Compiled, String> {
    let (loaded, faults) = golden.input.load();
    accepted(loaded, &faults)
}

/// From the golden that retains options, and its imports as we write them. A set without the stripped options could not
/// be validated, not even by protoc.
fn compiled_again(golden: &Golden) -> Result<Compiled, String> {
    let Compiled { schema, roots, .. } = compiled(golden)?;
    let imports = (0..schema.len as FileId).filter(|file| !roots.contains(file));
    let everything = EncodeOptions { source_info: true, retain_options: true };
    let mut set = encode_set(&schema, imports, everything);
    set.extend(golden.retained().bytes());
    let image = decode_set(&set, "again.binpb").map_err(|fault| fault.message.to_string())?;
    let mut loaded = load(&ImportPaths::new(), std::slice::from_ref(&golden.input.name), image.files);
    loaded.experimental_editions = golden.input.has_argument("--experimental_editions");
    accepted(loaded, &image.faults)
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
    for golden in goldens() {
        let options = EncodeOptions { source_info: true, retain_options: golden.retain_options };
        let found = match compiled(&golden) {
            Ok(Compiled { schema, roots, .. }) => {
                differences(&golden.bytes(), &encode_set(&schema, roots, options))
            }
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
    assert_goldens(compiled);
}

#[test]
fn descriptors_survive_being_read_and_written() {
    assert_goldens(compiled_again);
}

#[test]
fn no_golden_is_stored_twice() {
    for Golden { input, path, .. } in goldens() {
        let neighbours =
            [input.directory.join(&input.name).with_extension("binpb"), input.directory.join("set.binpb")];
        for neighbour in neighbours.iter().filter(|neighbour| **neighbour != path && neighbour.exists()) {
            let equal = std::fs::read(neighbour).expect("a set") == std::fs::read(&path).expect("a golden");
            assert!(!equal, "{} equals {}: delete it", path.display(), neighbour.display());
        }
    }
}
