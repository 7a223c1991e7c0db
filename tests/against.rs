//! `protolint check --against`: lint and breaking changes in one run.

mod support;

use support::Dir;

const BEFORE: &str = "syntax = \"proto3\";\n\npackage acme.user.v1;\n\nmessage User {\n  string name = 1;\n\
    \x20 string nickname = 2;\n  string email = 3;\n}\n";
const AFTER: &str = "syntax = \"proto3\";\n\npackage acme.user.v1;\n\nmessage User {\n  string name = 1;\n  string email = 3;\n}\n";

/// A repository in which `protos/user.proto` has lost a field since the last commit.
fn repository(after: &str) -> Dir {
    let dir = Dir::new().file("protos/user.proto", BEFORE);
    for args in [
        &["init", "-q", "-b", "main"][..],
        &["add", "-A"],
        &["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "first"],
    ] {
        assert_eq!(dir.run("git", args).code, 0);
    }
    dir.file("protos/user.proto", after)
}

/// The rules that found something, in the order told.
fn ids(json: &str) -> Vec<String> {
    let id = |line: &str| {
        let found: serde_json::Value = serde_json::from_str(line).expect("an object");
        found["type"].as_str().expect("an id").to_owned()
    };
    json.lines().map(id).collect()
}

#[test]
fn lint_and_breaking_changes_are_told_together() {
    let dir = repository(AFTER);
    let args = ["check", "protos", "--only", "FILE,FIELD_NUMBER_GAP", "--format", "json"];
    let run = dir.protolint(&[&args[..], &["--against", "main"]].concat());
    assert_eq!(
        (run.code, ids(&run.out)),
        (1, vec!["FIELD_NO_DELETE".to_owned(), "FIELD_NUMBER_GAP".to_owned()])
    );
    assert_eq!(ids(&dir.protolint(&args).out), ["FIELD_NUMBER_GAP"]);
}

#[test]
fn a_revision_means_the_same_paths_as_they_were_then() {
    let dir = repository(AFTER);
    let told = |inside: &str, input: &str| {
        let args = ["breaking", input, "--against", "main", "--format", "json"];
        ids(&dir.run_in(inside, env!("CARGO_BIN_EXE_protolint"), &args).out)
    };
    for (inside, input) in [("", "."), ("", "protos"), ("", "protos/user.proto"), ("protos", ".")] {
        assert_eq!(told(inside, input), ["FIELD_NO_DELETE"], "{input} in {inside:?}");
    }
}

#[test]
fn a_comment_approves_of_a_change() {
    let dir =
        repository(&AFTER.replace("message", "// protolint:ignore FIELD_NO_DELETE nobody read it\nmessage"));
    assert_eq!(dir.protolint(&["breaking", "protos", "--against", "main"]).code, 0);
    let run = dir.protolint(&["check", "protos", "--against", "main"]);
    assert_eq!((run.code, &*run.out), (0, ""));
    // The rule is known, whether or not it runs.
    let run = dir.protolint(&["check", "protos"]);
    assert_eq!((run.code, &*run.out), (0, ""));
}

#[test]
fn a_revision_that_is_not_there_ends_the_run() {
    let run = repository(AFTER).protolint(&["check", "protos", "--against", "v1.0"]);
    let why = "error: v1.0: there is no such file or directory, and there is no revision `v1.0`\n";
    assert_eq!((run.code, &*run.out, &*run.err), (2, "", why));
}

#[test]
fn rules_of_both_kinds_are_chosen_by_name() {
    let dir = repository(AFTER);
    let told = |args: &[&str]| {
        let run =
            dir.protolint(&[&["check", "protos", "--against", "main", "--format", "json"], args].concat());
        assert!(run.code < 2, "{}", run.err);
        ids(&run.out)
    };
    assert_eq!(told(&["--only", "DESIGN"]), ["FIELD_NUMBER_GAP"]);
    assert_eq!(
        told(&["--only", "WIRE_JSON"]),
        ["FIELD_NO_DELETE_UNLESS_NAME_RESERVED", "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED"]
    );
    assert_eq!(
        told(&["--only", "FIELD_NO_DELETE,FIELD_NUMBER_GAP"]),
        ["FIELD_NO_DELETE", "FIELD_NUMBER_GAP"]
    );
    assert_eq!(told(&["--skip", "FIELD_NO_DELETE"]), [""; 0]);
}

#[test]
fn a_deleted_file_is_told_of_in_a_hook() {
    let dir = repository(BEFORE).file("protos/other.proto", "syntax = \"proto3\";\npackage acme.user.v1;\n");
    let commit = ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "second"];
    for args in [&["add", "-A"][..], &commit, &["rm", "-q", "protos/user.proto"]] {
        assert_eq!(dir.run("git", args).code, 0);
    }
    let told =
        |args: &[&str]| ids(&dir.protolint(&[&["check", "--format", "json", "protos"], args].concat()).out);
    for changed in ["--staged", "--changed=main"] {
        assert_eq!(told(&[changed, "--against", "main", "--only", "FILE_NO_DELETE"]), ["FILE_NO_DELETE"]);
        assert_eq!(told(&[changed]), [""; 0]);
    }
}

#[test]
fn the_last_file_is_told_of_when_it_is_deleted() {
    let module = |dir: Dir| dir.file("buf.yaml", "version: v2\nmodules:\n  - path: protos\n");
    for dir in [repository(BEFORE), module(repository(BEFORE))] {
        assert_eq!(dir.run("git", &["add", "-A"]).code, 0);
        assert_eq!(dir.run("git", &["rm", "-q", "protos/user.proto"]).code, 0);
        let check =
            |args: &[&str]| dir.protolint(&[&["check", "--staged", "--format", "json"], args].concat());
        for path in [".", "protos"] {
            let run = check(&[path, "--against", "main", "--only", "FILE_NO_DELETE"]);
            assert_eq!((run.code, ids(&run.out)), (1, vec!["FILE_NO_DELETE".to_owned()]), "{}", run.err);
        }
        assert_eq!(check(&[]).code, 0);
    }
}
