//! `--fix` as people run it: files are changed, and the gate is green.

use std::fs;

use crate::support::Dir;
use protolint::breaking::Breaks;
use protolint::compile::{EarlierFiles, ImportPaths, Timings, compile, load};
use protolint::diag::{Diagnostic, Edit, Fix, Place};
use protolint::files::{Content, Entry, Tree};
use protolint::fix::{Checked, Fixed, Reach, fix};
use protolint::text::Span;

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
    assert_eq!(
        run.err,
        "2 fixes applied in 1 file\n      1 ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED\n      1 \
         FIELD_NO_DELETE_UNLESS_NAME_RESERVED\n1 file checked: nothing found\n"
    );
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
    assert_eq!(run.err, "error: --fix: only files on disk can be fixed: pass files and directories\n");
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

/// Fixes `a.proto` of a tree in memory, by a finding that wants what `wanted` makes of its text.
fn fixed_by(text: &str, allowed: Reach, wanted: impl Fn(&str) -> Option<String>) -> Fixed {
    let content = Content::Bytes(text.as_bytes().into());
    let tree = Tree::of("", None, [("a.proto".to_owned(), Entry::File(content))]);
    let recheck = |tree: Tree| -> Result<Checked, String> {
        let mut paths = ImportPaths::within(tree, EarlierFiles::default());
        paths.add("", ".");
        let compiled = compile(load(&paths, &["a.proto".to_owned()], Vec::new()), &mut Timings::default());
        let source = compiled.schema.files[0].tree().expect("a tree").source.clone();
        let mut found = compiled.diagnostics;
        if let Some(text) = wanted(std::str::from_utf8(source.bytes()).expect("UTF-8")) {
            let edit = Edit { source: source.clone(), span: Span::new(0, source.bytes().len() as u32), text };
            let mut finding = Diagnostic::warning("TEST", Place::file(source.path()), "it is not so");
            finding.fix = Fix::new("make it so", vec![edit]).map(Into::into);
            found.push(finding);
        }
        Ok(Checked { found, schemas: vec![compiled.schema] })
    };
    let seen = recheck(tree.clone()).expect("a file");
    fix(seen, &tree, allowed, recheck).expect("files")
}

const PROTO3: &str = "syntax = \"proto3\";\n";

#[test]
fn a_fix_that_breaks_the_file_is_given_up() {
    let fixed = fixed_by(PROTO3, None, |text| Some(format!("message {{{text}")));
    assert_eq!((fixed.files.len(), fixed.found.len()), (0, 1));
    assert_eq!(fixed.refused.keys().map(|path| &**path).collect::<Vec<_>>(), ["a.proto"]);
}

#[test]
fn fixes_are_applied_until_nothing_is_left_to_fix() {
    let comment = |text: &str| (!text.starts_with("//")).then(|| format!("// A comment.\n{text}"));
    let fixed = fixed_by(PROTO3, None, comment);
    assert_eq!((fixed.found.len(), fixed.refused.len()), (0, 0));
    assert_eq!(fixed.files["a.proto"].after, b"// A comment.\nsyntax = \"proto3\";\n");
    // One that never comes to an end is stopped, with a file that still compiles.
    let fixed = fixed_by(PROTO3, None, |text| Some(format!("\n{text}")));
    assert_eq!((fixed.found.len(), fixed.applied["TEST"]), (1, 50));
}

#[test]
fn how_far_a_fix_reaches_is_computed() {
    let user = "message User { string userName = 1; reserved 2; }\nenum E { A = 0; B = 1; }";
    let text = format!("{PROTO3}{user}\n");
    for (from, to, reach) in [
        ("message", "// A user.\nmessage", None),
        ("reserved 2;", "reserved 2 to 5;", None),
        ("string userName = 1", "string user_name = 1", Some(Breaks::Source)),
        ("reserved 2;", "reserved 2; bool more = 3;", Some(Breaks::Source)),
        ("enum", "option java_package = \"a\";\nenum", Some(Breaks::Source)),
        ("string userName = 1", "string nick = 1", Some(Breaks::Json)),
        ("B = 1", "C = 1", Some(Breaks::Json)),
        ("userName = 1", "userName = 4", Some(Breaks::Wire)),
        ("string userName", "int32 userName", Some(Breaks::Wire)),
        ("message User {", "message Other {", Some(Breaks::Source)),
    ] {
        let wanted = |text: &str| (!text.contains(to)).then(|| text.replacen(from, to, 1));
        for allowed in [None, Some(Breaks::Source), Some(Breaks::Json), Some(Breaks::Wire)] {
            let fixed = fixed_by(&text, allowed, wanted);
            let skipped: Vec<Reach> = fixed.skipped.iter().map(|skipped| Some(skipped.breaks)).collect();
            let (files, known) = if reach <= allowed { (1, vec![]) } else { (0, vec![reach]) };
            assert_eq!((fixed.files.len(), skipped), (files, known), "{to} {:?}", fixed.refused);
        }
    }
}

#[test]
fn fixes_above_the_allowed_level_are_counted() {
    let text = "syntax = \"proto3\";\nmessage User {\n  string userName = 1;\n  Kind kind = 2;\n}\nenum Kind {\n  \
                KIND_UNSPECIFIED = 0;\n  GUEST = 1;\n}\nservice Users {\n  rpc get(User) returns (User);\n}\n";
    let dir = Dir::new().file("new/user.proto", text);
    let only = "FIELD_LOWER_SNAKE_CASE,ENUM_VALUE_PREFIX,RPC_PASCAL_CASE";
    let run = |fix: &str| dir.protolint(&["check", "new", "--only", only, fix]);
    let steps = [
        ("--fix", None),
        ("--fix=source", Some(("userName", "user_name"))),
        ("--fix=json", Some(("GUEST", "KIND_GUEST"))),
        ("--fix=wire", Some(("get", "Get"))),
    ];
    let mut expected = text.to_owned();
    let mut said = String::new();
    for (flag, change) in steps {
        let run = run(flag);
        said.extend(["$ ", flag, "\n", &run.err]);
        if let Some((from, to)) = change {
            expected = expected.replace(from, to);
        }
        assert_eq!(
            (self::text(&dir), run.code),
            (expected.clone(), i32::from(flag != "--fix=wire")),
            "{flag}"
        );
    }
    insta::assert_snapshot!("levels", said);
}

#[test]
fn a_file_that_changes_meanwhile_is_not_written_over() {
    let dir = changed(AFTER);
    let theirs = AFTER.replace("// What others see.", "// What all see.");
    let me = ["-c", "user.name=a", "-c", "user.email=a@b"];
    for args in [&["init", "-q"][..], &["add", "old"], &["commit", "-q", "-m", "old"]] {
        assert_eq!(dir.run("git", &[&me[..], args].concat()).code, 0);
    }
    // What is configured is looked up in git when the files were read already.
    let git = "#!/bin/sh\ncp theirs new/user.proto\nPATH=${PATH#*:} exec git \"$@\"\n";
    let dir = dir.file("theirs", &theirs).file("bin/git", git);
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(dir.path("bin/git"), executable).expect("permissions");
    let others = std::env::var("PATH").expect("a path");
    let path = format!("PATH={}:{others}", dir.path("bin").display());
    let program = env!("CARGO_BIN_EXE_protolint");
    let args =
        ["breaking", "new", "--config", "breaking.against=git:HEAD:old", "--only", "WIRE_JSON", "--fix"];
    let run = dir.run("env", &[&[&*path, program][..], &args].concat());
    assert_eq!((run.code, self::text(&dir)), (2, theirs));
    let why = "error: new/user.proto: the file changed while it was checked; nothing was fixed: run again\n";
    assert_eq!(run.err, why);
}

#[test]
fn what_a_killed_run_left_is_removed_by_the_next() {
    let dir = changed(AFTER).file("new/.protogen-left", "half").file("new/.protogen-new", "half");
    let left = fs::File::options().write(true).open(dir.path("new/.protogen-left")).expect("a file");
    left.set_modified(std::time::SystemTime::now() - std::time::Duration::from_mins(1)).expect("a time");
    drop(left);
    let locked = fs::File::create(dir.path("new/.protogen-locked")).expect("a file");
    locked.set_modified(std::time::SystemTime::now() - std::time::Duration::from_mins(1)).expect("a time");
    locked.try_lock().expect("a lock");
    assert!(dir.protolint(&[&FIX[..], &["--fix"]].concat()).err.contains("applied"));
    let there = |name: &str| dir.path("new").join(name).exists();
    // Those of runs that go on are locked, or too young to be.
    let there = [".protogen-left", ".protogen-new", ".protogen-locked"].map(there);
    assert_eq!(there, [false, true, true]);
}

#[test]
fn a_disk_that_fills_up_does_not_hide_what_was_written() {
    let wrong = "syntax = \"proto3\";\n\npackage acme.v1;\n\nmessage M {\n  string userName = 1;\n}\n";
    let long = format!("{}{}", wrong.replace("acme", "other"), "// A long comment.\n".repeat(1000));
    let dir = Dir::new().file("p/a.proto", wrong).file("p/b.proto", long.clone());
    let program = env!("CARGO_BIN_EXE_protolint");
    let fix =
        format!("trap '' XFSZ; ulimit -f 8; {program} check p --only FIELD_LOWER_SNAKE_CASE --fix=source");
    let run = dir.run("sh", &["-c", &fix]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("p/b.proto: cannot write the fixed file"), "{}", run.err);
    assert!(run.err.contains("already fixed: p/a.proto"), "{}", run.err);
    assert_eq!(fs::read_to_string(dir.path("p/b.proto")).expect("a file"), long);
    assert_eq!(fs::read_dir(dir.path("p")).expect("a directory").count(), 2);
}

#[test]
fn names_may_be_reserved_above_numbers() {
    for (old, new, fixed) in [
        (
            "message M { int32 x = 1; reserved \"a\"; reserved 2; }",
            "message M { reserved \"a\"; reserved 2; }",
            "message M { reserved \"a\", \"x\"; reserved 1 to 2; }",
        ),
        (
            "enum E { A = 0; B = 1; C = 2; reserved \"X\"; reserved 9; }",
            "enum E { A = 0; reserved \"X\"; reserved 9; }",
            "enum E { A = 0; reserved \"X\", \"B\", \"C\"; reserved 1 to 2, 9; }",
        ),
    ] {
        let dir = Dir::new()
            .file("old/a.proto", format!("{PROTO3}{old}\n"))
            .file("new/a.proto", format!("{PROTO3}{new}\n"));
        let run = dir.protolint(&["breaking", "new", "--against", "old", "--fix"]);
        assert!(run.err.contains("1 fix applied in 1 file"), "{}", run.err);
        let text = std::fs::read_to_string(dir.path("new/a.proto")).expect("a file");
        assert_eq!(text, format!("{PROTO3}{fixed}\n"));
    }
}

#[test]
fn a_fix_names_the_flag_that_it_needs() {
    for (field, flag) in [
        ("string fooBar = 1;", "--fix=source"),
        ("string Foo = 1;", "--fix=source"),
        ("string Foo = 1 [json_name = \"Foo\"];", "--fix=source"),
    ] {
        let text = format!("syntax = \"proto3\";\npackage a.v1;\nmessage M {{ {field} }}\n");
        let dir = Dir::new().file("a/v1/a.proto", text);
        let args = ["check", "--only", "FIELD_LOWER_SNAKE_CASE"];
        let run = dir.protolint(&args);
        assert!(run.out.contains(&format!("try `{flag}`")), "{field}: {}", run.out);
        // Less is not enough, and this is.
        let less = dir.protolint(&[&args[..], &["--fix"]].concat());
        assert!(less.code == 1 && less.err.contains(&format!("use `{flag}`")), "{field}: {}", less.err);
        assert_eq!(dir.protolint(&[&args[..], &[flag]].concat()).code, 0, "{field}");
    }
}

#[test]
fn a_fix_adds_no_errors_to_a_file_that_has_some() {
    let text = "syntax = \"proto3\";\npackage acme.v1;\n\nmessage M {\n  string userName = 1;\n  string user_name = 2;\n  \
        Wombat x = 3;\n}\n";
    let dir = Dir::new().file("acme/v1/a.proto", text);
    let run = dir.protolint(&["check", "--only", "FIELD_LOWER_SNAKE_CASE", "--fix=wire", "acme"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.contains("fixes not applied: the name `user_name` is already used"), "{}", run.err);
    assert_eq!(std::fs::read_to_string(dir.path("acme/v1/a.proto")).expect("the file"), text);
}
