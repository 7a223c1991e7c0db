//! `--fix` as people run it: files are changed, and the gate is green.

mod support;

use std::fs;

use protolint::compile::{ImportPaths, Known, Timings, compile, load};
use protolint::diag::{Diagnostic, Edit, Fix, Place, Safety};
use protolint::files::{Content, Entry, Tree};
use protolint::fix::{Fixed, fix};
use protolint::text::Span;
use support::Dir;

const BEFORE: &str = r#"syntax = "proto3";

package acme.user.v1;

// A user of the shop.
message User {
  string user_id = 1;
  string username = 2;
  string email = 3;
  int32 age = 4;
  string phone = 5;
  map<string, string> labels = 6;
}

enum Status {
  STATUS_UNSPECIFIED = 0;
  STATUS_ACTIVE = 1;
  STATUS_BANNED = 2;
}
"#;

const AFTER: &str = r#"syntax = "proto3";

package acme.user.v1;

// A user of the shop.
message User {
  string user_id = 1;
  // What others see.
  string username = 2;
  int32 age = 4;
  string display_name = 7;
}

enum Status {
  STATUS_UNSPECIFIED = 0;
  STATUS_ACTIVE = 1;
}
"#;

fn changed(after: &str) -> Dir {
    Dir::new().file("old/user.proto", BEFORE).file("new/user.proto", after)
}

const FIX: [&str; 6] = ["breaking", "new", "--against", "old", "--only", "WIRE_JSON"];

fn text(dir: &Dir) -> String {
    fs::read_to_string(dir.path("new/user.proto")).expect("the file")
}

#[test]
fn deletions_are_reserved_and_the_gate_is_green() {
    let dir = changed(AFTER);
    assert_eq!(dir.protolint(&FIX).code, 1);
    let run = dir.protolint(&[&FIX[..], &["--fix"]].concat());
    assert_eq!((run.code, &*run.out), (0, ""));
    assert_eq!(run.err, "2 fixes applied in 1 file\n1 file checked: nothing found\n");
    insta::assert_snapshot!(text(&dir));
    assert_eq!(dir.protolint(&FIX).code, 0);
}

#[test]
fn findings_carry_the_fix() {
    let dir = changed(AFTER);
    let run = |format: &str| {
        let only = "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED";
        dir.protolint(&["breaking", "new", "--against", "old", "--only", only, "--format", format]).out
    };
    insta::assert_snapshot!("text", run("text"));
    insta::assert_snapshot!("json", run("json"));
    insta::assert_snapshot!("rdjson", run("rdjson"));
    let sarif: serde_json::Value = serde_json::from_str(&run("sarif")).expect("JSON");
    insta::assert_snapshot!("sarif", format!("{:#}", sarif["runs"][0]["results"][0]["fixes"]));
}

#[test]
fn what_is_not_on_the_disk_is_not_fixed() {
    let dir = changed(AFTER);
    for args in [
        ["init", "-q"].as_slice(),
        &["add", "."],
        &["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"],
    ] {
        assert_eq!(dir.run("git", args).code, 0);
    }
    let run = dir.protolint(&["breaking", "HEAD:new", "--against", "old", "--fix"]);
    assert_eq!((run.code, &*run.out), (2, ""));
    assert_eq!(
        run.err,
        "error: --fix: only files on the disk can be written to: name files and directories\n"
    );
    assert_eq!(text(&dir), AFTER);
}

#[test]
fn what_has_no_fix_stays_a_finding() {
    let dir = changed(&AFTER.replace("string username = 2", "bytes username = 2"));
    let run =
        dir.protolint(&["breaking", "new", "--against", "old", "--only", "FIELD_SAME_TYPE,WIRE", "--fix"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("FIELD_SAME_TYPE") && !run.out.contains("NO_DELETE"), "{}", run.out);
    assert!(text(&dir).contains("reserved 3, 5 to 6;"));
}

#[test]
fn nothing_is_written_where_nothing_compiles() {
    let broken = AFTER.replace("int32 age = 4;", "int33 age = 4;");
    let dir = changed(&broken);
    assert_eq!(dir.protolint(&[&FIX[..], &["--fix"]].concat()).code, 1);
    assert_eq!(text(&dir), broken);
}

#[test]
fn check_fixes_what_means_the_same_afterwards() {
    let dir = Dir::new()
        .file(
            "a.proto",
            "// License.\r\n\r\n// A user.\r\nmessage User {\r\n  optional string name = 1;\r\n}\r\n",
        )
        .file("b.proto", "syntax = \"proto3\";\n");
    let run = dir.protolint(&["check", "--only", "SYNTAX_SPECIFIED", "--fix"]);
    assert_eq!((run.code, &*run.out), (0, ""));
    assert_eq!(run.err, "1 fix applied in 1 file\n2 files checked: nothing found\n");
    let fixed = fs::read_to_string(dir.path("a.proto")).expect("the file");
    assert!(fixed.starts_with("syntax = \"proto2\";\r\n\r\n// License.\r\n\r\n// A user.\r\n"), "{fixed}");
}

#[test]
fn a_check_that_compares_fixes_too() {
    let config = "version: v2\nlint:\n  use: [PACKAGE_DEFINED]\nbreaking:\n  use: [WIRE_JSON]\n";
    let dir = changed(AFTER).file("new/buf.yaml", config);
    let check = ["check", "new", "--against", "old"];
    assert_eq!(dir.protolint(&check).code, 1);
    let run = dir.protolint(&[&check[..], &["--fix"]].concat());
    assert_eq!((run.code, &*run.out), (0, ""), "{}", run.err);
    assert!(text(&dir).contains("  reserved 3, 5 to 6;\n"));
}

/// Fixes one file of a tree in memory, by a finding that wants `text` at its start.
fn fixed_by(text: &str) -> Fixed {
    let content = Content::Bytes(b"syntax = \"proto3\";\n".as_slice().into());
    let tree = Tree::of("", [("a.proto".to_owned(), Entry::File(content))]);
    let find = |tree: Tree| -> Result<Vec<Diagnostic>, String> {
        let mut paths = ImportPaths::within(tree, Known::default());
        paths.add("", ".");
        let compiled = compile(load(&paths, &["a.proto".to_owned()], Vec::new()), &mut Timings::default());
        let source = compiled.schema.files[0].tree().expect("a tree").source.clone();
        let mut found = compiled.diagnostics;
        if !source.bytes().starts_with(b"//") {
            let edit = Edit { source: source.clone(), span: Span::at(0), text: text.to_owned() };
            let fix = Fix { what: "begin".to_owned(), safety: Safety::Text, edits: vec![edit] };
            let mut finding = Diagnostic::warning("TEST", Place::file(source.path()), "it has no comment");
            finding.fix = Some(fix.into());
            found.push(finding);
        }
        Ok(found)
    };
    let found = find(tree.clone()).expect("a file");
    fix(found, &tree, Safety::Text, find).expect("files")
}

#[test]
fn a_fix_that_breaks_the_file_is_given_up() {
    let fixed = fixed_by("message {");
    assert_eq!((fixed.files.len(), fixed.found.len()), (0, 1));
    assert_eq!(fixed.refused.keys().map(|path| &**path).collect::<Vec<_>>(), ["a.proto"]);
}

#[test]
fn fixes_are_applied_until_nothing_is_left_to_fix() {
    let fixed = fixed_by("// A comment.\n");
    assert_eq!((fixed.found.len(), fixed.refused.len()), (0, 0));
    assert_eq!(fixed.files["a.proto"].after, b"// A comment.\nsyntax = \"proto3\";\n");
    // One that never comes to an end is stopped, with a file that still compiles.
    let fixed = fixed_by("\n");
    assert_eq!((fixed.found.len(), fixed.files["a.proto"].done.len()), (1, 10));
}
