//! `PROTOC=…`: under the name `protoc`, protogen serves prost-build and tonic-prost-build as protoc does.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::Dir;
use prost::Message;
use prost_types::FileDescriptorSet;

/// The files that fixtures/generate/protoc.binpb was made of, by protoc 36.2 with `--include_imports` and
/// `--include_source_info`.
const FILES: [&str; 6] =
    ["comments.proto", "legacy.proto", "maps.proto", "oneofs.proto", "services.proto", "user_service.proto"];

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A configuration that calls protogen where it would call protoc, as the variable `PROTOC` has it do.
fn config(dir: &Dir) -> prost_build::Config {
    let link = dir.path("protoc");
    if !link.exists() {
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_protogen"), &link).expect("a link");
    }
    let mut config = prost_build::Config::new();
    config.protoc_executable(link);
    config
}

fn files(directory: &Path) -> BTreeMap<String, String> {
    let paths = fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path());
    paths.map(|path| (path.display().to_string(), fs::read_to_string(&path).expect("a file"))).collect()
}

#[test]
fn the_code_is_the_same_as_from_protoc() {
    let dir = Dir::new();
    let build = |out: &str| {
        let out = dir.path(out);
        fs::create_dir_all(&out).expect("a directory");
        tonic_prost_build::configure().emit_rerun_if_changed(false).out_dir(out).include_file("mod.rs")
    };
    let includes = [repository("fixtures/generate/proto"), repository("proto")];
    build("out").compile_with_config(config(&dir), &FILES.map(PathBuf::from), &includes).expect("a build");
    let ours = files(&dir.path("out"));
    fs::remove_dir_all(dir.path("out")).expect("a directory");

    let set = fs::read(repository("fixtures/generate/protoc.binpb")).expect("a fixture");
    let set = FileDescriptorSet::decode(set.as_slice()).expect("a set");
    // What `compile_with_config` adds to types and `compile_fds_with_config` does not.
    let mut config = prost_build::Config::new();
    config.type_attribute(".", "#[allow(clippy::all)]");
    build("out").compile_fds_with_config(set, config).expect("a build");
    let theirs = files(&dir.path("out"));

    assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
    for (name, text) in &ours {
        assert!(*text == theirs[name], "{name} differs");
    }
    assert!(ours.len() > FILES.len(), "one for each package, and the one that includes them");
}

#[test]
fn a_broken_file_fails_the_build_with_its_place() {
    let dir = Dir::new().file("broken.proto", "syntax = \"proto3\";\nmessage A { Missing m = 1; }\n");
    let error =
        config(&dir).out_dir(dir.path(".")).compile_protos(&[dir.path("broken.proto")], &[dir.path(".")]);
    let error = error.expect_err("no build").to_string();
    assert!(error.contains("broken.proto:2:13"), "{error}");
}
