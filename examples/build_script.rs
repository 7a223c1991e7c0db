//! A build script for tonic without protoc: our descriptors, tonic's code. As build.rs it needs `protolint` with
//! `default-features = false`, `prost`, `prost-types` and `tonic-prost-build` as build dependencies.

#![allow(clippy::print_stdout, reason = "what is printed is for cargo")]

use std::error::Error;
use std::path::PathBuf;

use prost::Message;
use prost_types::FileDescriptorSet;
use protolint::Compiler;

fn main() -> Result<(), Box<dyn Error>> {
    let inputs = std::env::args().skip(1).collect::<Vec<_>>();
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let set = Compiler::new().compile(&inputs)?;
    for file in &set.files {
        println!("cargo:rerun-if-changed={}", file.display());
    }
    for warning in &set.warnings {
        println!("cargo:warning={}: {}", warning.place.path, warning.message);
    }
    let descriptors = FileDescriptorSet::decode(&*set.bytes)?;
    tonic_prost_build::configure().out_dir(out).compile_fds(descriptors)?;
    Ok(())
}
