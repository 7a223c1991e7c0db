//! `--fix` of compile errors.

use std::fs;

use crate::support::Dir;

const BROKEN: &str = r#"syntax = "proto3"

package acme.order.v1;

import "acme/order/v1/line.proto";

// An order.
message Order {
  str id = 1;
  repeted Line lines = 2;
  Timestamp created = 3;
  Money total = 4;
  string note: 5,
}
"#;

const MENDED: &str = r#"syntax = "proto3";

package acme.order.v1;

import "acme/money/v1/money.proto";
import "acme/order/v1/line.proto";
import "google/protobuf/timestamp.proto";

// An order.
message Order {
  string id = 1;
  repeated Line lines = 2;
  google.protobuf.Timestamp created = 3;
  acme.money.v1.Money total = 4;
  string note = 5;
}
"#;

const LINE: &str =
    "syntax = \"proto3\";\n\npackage acme.order.v1;\n\nmessage Line {\n  int32 count = 1;\n}\n";
const MONEY: &str =
    "syntax = \"proto3\";\n\npackage acme.money.v1;\n\nmessage Money {\n  int64 cents = 1;\n}\n";

fn orders(text: &str) -> Dir {
    Dir::new()
        .file("acme/order/v1/order.proto", text)
        .file("acme/order/v1/line.proto", LINE)
        .file("acme/money/v1/money.proto", MONEY)
}

fn text(dir: &Dir, path: &str) -> String {
    fs::read_to_string(dir.path(path)).expect("the file")
}

/// Only errors: no rule of the linter is selected that could find something.
const CHECK: [&str; 3] = ["check", "--only", "PACKAGE_DEFINED"];

#[test]
fn a_file_that_does_not_compile_is_mended() {
    let dir = orders(BROKEN);
    let before = dir.protolint(&CHECK);
    assert_eq!(before.code, 1);
    insta::assert_snapshot!("errors_with_fixes", format!("{}--- stderr\n{}", before.out, before.err));
    let run = dir.protolint(&[&CHECK[..], &["--fix"]].concat());
    assert_eq!((run.code, &*run.out), (0, ""), "{}", run.err);
    assert_eq!(text(&dir, "acme/order/v1/order.proto"), MENDED);
    let applied = "7 fixes applied in 1 file\n      4 unexpected-token\n      3 unknown-type\n";
    assert_eq!(run.err, format!("{applied}3 files checked: nothing found\n"));
    assert_eq!(text(&dir, "acme/order/v1/line.proto"), LINE);
}

#[test]
fn errors_that_a_fix_uncovers_are_fixed_too() {
    // The wrong import hides that the types are unknown, in this file and in the one that imports it.
    let inner = "syntax = \"proto3\";\n\npackage acme.v1;\n\nimport \"google/protobuf/timestmp.proto\";\n\n\
                 message A {\n  google.protobuf.Timestamp at = 1;\n  int size = 2;\n}\n";
    let outer = "syntax = \"proto3\";\n\npackage acme.v1;\n\nimport \"inner.proto\";\n\n\
                 message B {\n  A a = 1;\n  str name = 2;\n}\n";
    let dir = Dir::new().file("inner.proto", inner).file("outer.proto", outer);
    let run = dir.protolint(&[&CHECK[..], &["--fix"]].concat());
    assert_eq!((run.code, &*run.out), (0, ""), "{}", run.err);
    assert!(
        text(&dir, "inner.proto").contains("timestamp.proto\";")
            && text(&dir, "inner.proto").contains("int32 size")
    );
    assert!(text(&dir, "outer.proto").contains("string name = 2"));
}

#[test]
fn errors_are_fixed_before_findings_and_what_is_left_is_reported() {
    let file =
        "syntax = \"proto3\";\n\npackage acme.v1;\n\nmessage A {\n  int size = 1;\n  Wombat pet = 2;\n}\n";
    let dir = Dir::new().file("a.proto", file);
    let run = dir.protolint(&[&CHECK[..], &["--fix"]].concat());
    assert_eq!(run.code, 1);
    assert!(run.out.contains("cannot find type `Wombat`") && !run.out.contains("`int`"), "{}", run.out);
    assert_eq!(text(&dir, "a.proto"), file.replace("int size", "int32 size"));
}

#[test]
fn a_type_is_only_named_where_it_is() {
    let file = "syntax = \"proto3\";\n\npackage acme.v1;\n\nmessage A {\n  Money cost = 1;\n}\n";
    let other = MONEY.replace("money.v1", "money.v2");
    let dir = Dir::new().file("a.proto", file).file("one.proto", MONEY).file("two.proto", other);
    let run = dir.protolint(&[&CHECK[..], &["--fix"]].concat());
    assert_eq!((run.code, text(&dir, "a.proto")), (1, file.to_owned()), "two types can be meant");
    assert!(
        run.out.contains("help: write the full name: `acme.money.v1.Money` or `acme.money.v2.Money`"),
        "{}",
        run.out
    );
}

#[test]
fn a_diff_writes_nothing() {
    let dir = orders(BROKEN);
    let run = dir.protolint(&[&CHECK[..], &["--fix", "--diff"]].concat());
    assert!(run.out.contains("-  str id = 1;\n") && run.out.contains("+  string id = 1;\n"), "{}", run.out);
    assert_eq!(text(&dir, "acme/order/v1/order.proto"), BROKEN);
}
