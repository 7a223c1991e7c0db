//! What the end-to-end tests share: a directory with files and the programs run in it, the fixtures, and how to tell
//! where two descriptors differ.
#![allow(dead_code, reason = "each test program uses a part of it")]

pub mod difference;
pub mod fixtures;
pub mod pairs;
pub mod random_schemas;

use std::path::{Path, PathBuf};
use std::process::Command;

/// What a run printed and how it ended.
pub struct Run {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// A temporary directory with files in it.
pub struct Dir(tempfile::TempDir);

impl Dir {
    /// An empty directory.
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary directory"))
    }

    /// Adds a file; directories on the way are made.
    pub fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        std::fs::write(path, text).expect("a file");
        self
    }

    /// A path inside.
    pub fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(path)
    }

    /// Runs a program in the directory.
    pub fn run(&self, program: impl AsRef<std::ffi::OsStr>, args: &[&str]) -> Run {
        self.run_in("", program, args)
    }

    /// Runs a program in a directory inside.
    pub fn run_in(&self, inside: &str, program: impl AsRef<std::ffi::OsStr>, args: &[&str]) -> Run {
        let output =
            Command::new(program).args(args).current_dir(self.path(inside)).env("NO_COLOR", "1").output();
        let output = output.expect("the program starts");
        Run {
            code: output.status.code().expect("an exit code"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// Runs `protogen` in the directory.
    pub fn protogen(&self, args: &[&str]) -> Run {
        self.run(env!("CARGO_BIN_EXE_protogen"), args)
    }

    /// Runs `protolint` in the directory.
    pub fn protolint(&self, args: &[&str]) -> Run {
        self.run(env!("CARGO_BIN_EXE_protolint"), args)
    }
}
