//! Descriptors are byte for byte those of protoc: every golden set of the fixtures comes out again, from sources and
//! from descriptor sets, with source info, with and without the options that only the compiler sees.

use std::fs;
use std::path::{Path, PathBuf};

use protolint::compile::{EncodeOptions, ImportPaths, Timings, compile, decode_set, encode_file, load};

/// Fixtures that we do not write as protoc does yet, and why.
const DIFFERENCES: &[(&str, &str)] =
    &[("ok_set_uninterpreted", "options of a descriptor set that nobody has interpreted stay as they are")];

#[test]
fn descriptors_equal_the_golden_sets() {
    let goldens = goldens();
    assert!(goldens.len() > 250, "only {} golden sets", goldens.len());
    let differs = |golden: &Path| fs::read(golden).expect("a golden set") != descriptors(golden);
    let is_known = |golden: &Path| {
        golden.iter().any(|part| DIFFERENCES.iter().any(|(fixture, _)| part.to_str() == Some(fixture)))
    };
    let wrong: Vec<&PathBuf> = goldens.iter().filter(|golden| differs(golden) != is_known(golden)).collect();
    assert!(wrong.is_empty(), "other bytes than protoc's, or no difference where one is listed: {wrong:#?}");
}

/// The golden sets of all fixtures, `X.binpb` and `X.retain.binpb`.
fn goldens() -> Vec<PathBuf> {
    let list = |directory: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(directory).expect("the fixtures are part of the package");
        entries.map(|entry| entry.expect("an entry").path()).collect()
    };
    let directories = list(Path::new("fixtures/compile")).into_iter().chain(["fixtures/syntax/ok".into()]);
    let mut goldens: Vec<PathBuf> = directories.flat_map(|directory| list(&directory)).collect();
    goldens.retain(|path| path.extension().is_some_and(|extension| extension == "binpb"));
    goldens.retain(|path| path.file_name().is_some_and(|name| name != "set.binpb"));
    goldens.sort();
    goldens
}

/// The set that a golden one is compared with: the entry alone, from its source or from the `set.binpb` beside it.
fn descriptors(golden: &Path) -> Vec<u8> {
    let stem = golden.file_stem().expect("a name").to_string_lossy();
    let (stem, retain_options) = match stem.strip_suffix(".retain") {
        Some(stem) => (stem, true),
        None => (&*stem, false),
    };
    let directory = golden.parent().expect("a directory");
    let mut paths = ImportPaths::new();
    let given = match fs::read(directory.join("set.binpb")) {
        Ok(set) => decode_set(&set, "set.binpb").expect("a descriptor set").files,
        Err(_) => {
            paths.add("", directory);
            Vec::new()
        }
    };
    let compiled = compile(load(&paths, &[format!("{stem}.proto")], given), &mut Timings::default());
    let mut file = Vec::new();
    let options = EncodeOptions { source_info: true, retain_options };
    encode_file(&compiled.schema, compiled.roots[0], options, &mut file);
    let mut set = vec![0x0A];
    let mut len = file.len();
    while len >= 0x80 {
        set.push(len as u8 | 0x80);
        len >>= 7;
    }
    set.push(len as u8);
    set.append(&mut file);
    set
}
