//! `protolint approve`, and what becomes of the approvals.

use std::fs;

use crate::support::{Dir, Run};

const OLD: &str = "syntax = \"proto3\";
package acme.v1;
message User {
  string name = 1;
  int32 age = 2;
  string email = 3;
}
";

const NEW: &str = "syntax = \"proto3\";
package acme.v1;
message User {
  string name = 1;
  int64 age = 2;
}
";

const FILE: &str = "protolint-approvals.toml";

fn versions() -> Dir {
    Dir::new().file("old/user.proto", OLD).file("new/user.proto", NEW)
}

fn breaking(dir: &Dir) -> Run {
    dir.protolint(&["breaking", "new", "--against", "old"])
}

fn approve(dir: &Dir, more: &[&str]) -> Run {
    dir.protolint(&[&["approve", "new", "--against", "old"], more].concat())
}

fn file(dir: &Dir) -> String {
    fs::read_to_string(dir.path(FILE)).expect("the file of approvals")
}

#[test]
fn what_is_approved_is_not_told_of() {
    let dir = versions();
    assert_eq!(breaking(&dir).code, 1);
    let run = approve(&dir, &["--reason", "nobody \"uses\" it", "--until", "2999-12-31"]);
    assert_eq!((run.code, &*run.out, &*run.err), (0, "", "2 changes approved in protolint-approvals.toml\n"));
    insta::assert_snapshot!(file(&dir));
    let run = breaking(&dir);
    assert_eq!((run.code, &*run.out, &*run.err), (0, "", "1 file checked: nothing found\n"));
    // Approving again changes nothing.
    let before = file(&dir);
    assert_eq!(approve(&dir, &[]).err, "0 changes approved in protolint-approvals.toml\n");
    assert_eq!(file(&dir), before);
}

#[test]
fn an_approval_is_of_one_change_only() {
    let dir = versions();
    assert_eq!(approve(&dir, &["--rule", "FIELD_SAME_TYPE"]).code, 0);
    let run = breaking(&dir);
    assert!(run.out.contains("[FIELD_NO_DELETE]") && !run.out.contains("[FIELD_SAME_TYPE]"), "{}", run.out);
    // The same field gets yet another type: that was not meant, and what was meant is not there.
    let dir = dir.file("new/user.proto", NEW.replace("int64", "string"));
    let run = dir.protolint(&["breaking", "new", "--against", "old", "--only", "FIELD_SAME_TYPE"]);
    insta::assert_snapshot!(run.out);
    assert_eq!(run.code, 1);
    // A run that does not look for such changes has nothing to say about their approvals.
    let run = dir.protolint(&["breaking", "new", "--against", "old", "--only", "FILE_NO_DELETE"]);
    assert_eq!((run.code, &*run.out), (0, ""));
}

#[test]
fn an_approval_whose_time_is_over_does_not_count() {
    let dir = versions();
    assert_eq!(approve(&dir, &["--subject", "acme.v1.User.age", "--until", "2999-12-31"]).code, 0);
    let dir = {
        let text = file(&dir).replace("2999", "2019");
        dir.file(FILE, text)
    };
    let run = dir.protolint(&["breaking", "new", "--against", "old", "--only", "FIELD_SAME_TYPE"]);
    insta::assert_snapshot!(run.out);
    // It is approved anew, not once more.
    assert_eq!(approve(&dir, &["--rule", "FIELD_SAME_TYPE"]).code, 0);
    assert_eq!(file(&dir).matches("[[approval]]").count(), 1);
    assert!(!file(&dir).contains("until"));
}

#[test]
fn what_cannot_be_approved_is_refused() {
    let dir = versions();
    let run = approve(&dir, &["--until", "2019-01-01"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("the day is in the past"), "{}", run.err);
    let run = approve(&dir, &["--rule", "FIELD_SAME_TYP"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean `FIELD_SAME_TYPE`?"), "{}", run.err);
    let run = approve(&dir, &["--subject", "acme.v1.User.agee"]);
    let why =
        "error: --subject: `acme.v1.User.agee` has no breaking change: did you mean `acme.v1.User.age`?\n";
    assert_eq!((run.code, &*run.err), (2, why));
    let run = approve(&dir, &["--subject", "acme.v1.User.name"]);
    assert_eq!(run.code, 2, "it did not change: {}", run.err);
    for more in
        [&["--rule", "FILE_NO_DELETE"][..], &["--rule", "FIELD_NO_DELETE", "--subject", "acme.v1.User.age"]]
    {
        let run = approve(&dir, more);
        let why = "error: no breaking change matches --rule and --subject\n";
        assert_eq!((run.code, &*run.err), (2, why));
    }
    assert!(!dir.path(FILE).exists());
}

#[test]
fn a_file_that_cannot_be_read_stops_the_run() {
    for (text, line, what) in [
        ("[[approval]]\nrule = 1\nsubject = \"a\"\n", 2, "invalid type"),
        ("[[approval]]\nrule = \"A\"\nsubject = \"a\"\nbecause = \"x\"\n", 4, "unknown field"),
        ("[[approval]]\nrule = \"A\"\nsubject = \"a\"\nuntil = 2030-01-01T00:00:00Z\n", 4, "is not a day"),
    ] {
        let run = breaking(&versions().file(FILE, text));
        assert_eq!((run.code, &*run.out), (2, ""));
        assert!(run.err.starts_with(&format!("{FILE}:{line}:")) && run.err.contains(what), "{}", run.err);
    }
}

#[test]
fn approvals_of_no_rule_are_told_of() {
    let dir =
        versions().file(FILE, "[[approval]]\nrule = \"FIELD_NO_DELET\"\nsubject = \"acme.v1.User.email\"\n");
    let run = breaking(&dir);
    assert!(
        run.out.contains("protolint-approvals.toml:2:8: warning: there is no breaking rule `FIELD_NO_DELET`"),
        "{}",
        run.out
    );
}

#[test]
fn the_findings_about_approvals_are_explained() {
    for rule in ["APPROVAL_STALE", "APPROVAL_EXPIRED"] {
        assert_eq!(Dir::new().protolint(&["explain", rule]).code, 0);
    }
}

#[test]
fn a_check_knows_the_approvals_too() {
    let dir = versions().file("new/buf.yaml", "version: v2\nlint:\n  use: [PACKAGE_DEFINED]\n");
    let check = ["check", "new", "--against", "old"];
    assert_eq!(dir.protolint(&check).code, 1);
    assert_eq!(approve(&dir, &[]).code, 0);
    assert_eq!(dir.protolint(&check).out, "");
    // Without anything to compare with there is nothing to say about approvals.
    assert!(!dir.protolint(&["check", "new"]).out.contains("APPROVAL"));
}

#[test]
fn approvals_are_beside_the_configuration_wherever_one_is() {
    let dir = Dir::new()
        .file("repo/buf.yaml", "version: v2\n")
        .file("repo/acme/v1/user.proto", NEW)
        .file("old/acme/v1/user.proto", OLD);
    let run = |inside: &str, args: &[&str]| dir.run_in(inside, env!("CARGO_BIN_EXE_protolint"), args);
    let approved = run("repo/acme", &["approve", "..", "--against", "../../old"]);
    assert_eq!((approved.code, &*approved.err), (0, "2 changes approved in ../protolint-approvals.toml\n"));
    for (inside, args) in
        [("", ["repo", "old"]), ("repo", [".", "../old"]), ("repo/acme", ["..", "../../old"])]
    {
        let told = run(inside, &["breaking", args[0], "--against", args[1]]);
        assert_eq!((told.code, &*told.err), (0, "1 file checked: nothing found\n"), "{inside}");
    }
}
