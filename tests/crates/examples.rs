//! The programs in examples/ do what their first lines say.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::support::Dir;

/// The program of an example. `cargo test` builds all of them; to run these tests alone they are built here.
fn example(name: &str) -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let programs = BUILT.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is in the target directory");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--locked", "--examples", "--target-dir"]).arg(target);
        assert!(cargo.status().expect("cargo starts").success());
        target.join("debug/examples")
    });
    programs.join(name)
}

const SCHEMA: &str = "syntax = \"proto3\";\npackage acme.v1;\nimport \"acme/v1/name.proto\";\n\
    service Greeter {\n  rpc Greet(Name) returns (Greeting);\n}\nmessage Greeting {\n  string text = 1;\n}\n";
const NAME: &str = "syntax = \"proto3\";\npackage acme.v1;\nmessage Name {\n  string name = 1;\n}\n";

fn repository() -> Dir {
    let dir = Dir::new().file("proto/acme/v1/greeter.proto", SCHEMA).file("proto/acme/v1/name.proto", NAME);
    for args in [
        &["init", "--quiet", "-b", "main"][..],
        &["add", "."],
        &["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "one"],
        &["tag", "v1.0.0"],
    ] {
        let run = dir.run("git", args);
        assert_eq!(run.code, 0, "{}", run.err);
    }
    dir
}

#[test]
fn a_build_script_generates_code_and_names_what_it_read() {
    let dir = repository();
    let args = ["OUT_DIR=.", example("build_script").to_str().expect("UTF-8"), "proto"].map(str::to_owned);
    let run = dir.run("env", &args.each_ref().map(String::as_str));
    assert_eq!(run.code, 0, "{}", run.err);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(
        lines,
        [
            "cargo:rerun-if-changed=proto/acme/v1/greeter.proto",
            "cargo:rerun-if-changed=proto/acme/v1/name.proto"
        ]
    );
    let code = std::fs::read_to_string(dir.path("acme.v1.rs")).expect("generated code");
    assert!(code.contains("pub mod greeter_client"), "{code}");
    assert!(code.contains("pub struct Greeting"), "{code}");
}

#[test]
fn a_build_script_fails_with_the_errors_of_the_schema() {
    let dir = Dir::new().file("proto/a.proto", "syntax = \"proto3\";\nmessage M {\n  Missing m = 1;\n}\n");
    let args = ["OUT_DIR=.", example("build_script").to_str().expect("UTF-8"), "proto"].map(str::to_owned);
    let run = dir.run("env", &args.each_ref().map(String::as_str));
    assert_eq!(run.code, 1, "{}", run.out);
    assert!(run.err.contains("proto/a.proto:3:3: "), "{}", run.err);
    assert!(run.err.contains("Missing"), "{}", run.err);
}

#[test]
fn a_gate_prints_findings_and_breaking_changes() {
    let dir = repository();
    let broken = SCHEMA.replace("string text = 1;", "string words = 1;");
    let dir = dir.file("proto/acme/v1/greeter.proto", broken);
    let clean = dir.run(example("gate"), &["proto/acme/v1/name.proto"]);
    assert_eq!((clean.code, &*clean.out), (0, ""), "{}", clean.err);
    let run = dir.run(example("gate"), &["proto", "v1.0.0"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("(FIELD_SAME_NAME)"), "{}", run.out);
}

#[test]
fn a_test_fails_when_the_schema_broke_since_the_last_tag() {
    let dir = repository();
    assert_eq!(dir.run(example("schema_test"), &["proto"]).code, 0);
    let dir = dir
        .file("proto/acme/v1/greeter.proto", SCHEMA.replace("  rpc Greet(Name) returns (Greeting);\n", ""));
    let run = dir.run(example("schema_test"), &["proto"]);
    assert_ne!(run.code, 0);
    assert!(run.err.contains("breaking changes since the last tag"), "{}", run.err);
    assert!(run.err.contains("Greet"), "{}", run.err);
}
