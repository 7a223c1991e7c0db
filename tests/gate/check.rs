//! `protolint check` as people and pipelines run it.

use std::process::{Command, Stdio};

use crate::support::{Dir, Run};

const CLEAN: &str =
    "syntax = \"proto3\";\n\npackage acme.user.v1;\n\nmessage User {\n  string name = 1;\n}\n";
const SLIP: &str =
    "syntax = \"proto3\";\n\npackage acme.slip.v1;\n\nmessage Slip {\n  string a = 1;\n\tstring bC = 2;\n}\n";

/// A run without its directory, one part behind the other.
fn shown(run: &Run) -> String {
    format!("{}--- stderr\n{}--- exit {}\n", run.out, run.err, run.code)
}

#[test]
fn a_clean_tree_passes() {
    let dir = Dir::new().file("protos/acme/user/v1/user.proto", CLEAN);
    insta::assert_snapshot!(shown(&dir.protolint(&["check", "protos"])), @r#"
--- stderr
1 file checked: nothing found
--- exit 0
"#);
}

#[test]
fn findings_fail_the_run() {
    let dir = Dir::new().file("slip.proto", SLIP);
    insta::assert_snapshot!(shown(&dir.protolint(&["check", "slip.proto"])), @r#"
slip.proto:7:12: warning: field `bC` is not in lower_snake_case [FIELD_LOWER_SNAKE_CASE]
  |
7 |     string bC = 2;
  |            ^^
  |
  = help: name it `b_c`
  = fix: rename field `bC` to `b_c`: try `--fix=source`

--- stderr
1 file checked: 1 warning
1 fixable with `--fix=source`
--- exit 1
"#);
}

#[test]
fn json_has_one_object_a_line() {
    let dir = Dir::new().file("slip.proto", SLIP);
    insta::assert_snapshot!(shown(&dir.protolint(&["check", "--format", "json"])), @r#"
{"path":"slip.proto","start_line":7,"start_column":12,"end_line":7,"end_column":14,"type":"FIELD_LOWER_SNAKE_CASE","message":"field `bC` is not in lower_snake_case","severity":"warning","help":"name it `b_c`","fix":"rename field `bC` to `b_c`","edits":[{"path":"slip.proto","start_line":7,"start_column":9,"end_line":7,"end_column":11,"text":"b_c"}]}
--- stderr
--- exit 1
"#);
}

#[test]
fn a_broken_file_hides_nothing_about_the_others() {
    let dir = Dir::new()
        .file("protos/a_broken.proto", "syntax = \"proto3\";\npackage acme.a.v1;\nmessage A {\n  string a = ;\n}\n")
        .file("protos/b_slip.proto", SLIP)
        .file("protos/c_imports.proto", "syntax = \"proto3\";\npackage acme.c;\nimport \"a_broken.proto\";\nmessage C { acme.a.v1.A a = 1; acme.a.v1.B b = 2; }\n");
    insta::assert_snapshot!(shown(&dir.protolint(&["check", "protos"])), @r#"
protos/a_broken.proto:4:14: error: expected a field number, found `;` [unexpected-token]
  |
4 |   string a = ;
  |              ^

protos/b_slip.proto:7:12: warning: field `bC` is not in lower_snake_case [FIELD_LOWER_SNAKE_CASE]
  |
7 |     string bC = 2;
  |            ^^
  |
  = help: name it `b_c`
  = fix: rename field `bC` to `b_c`: try `--fix=source`

protos/c_imports.proto:2:1: note: package `acme.c` has no version, so there is no name for a breaking new version [PACKAGE_VERSION_SUFFIX]
  |
2 | package acme.c;
  | ^^^^^^^^^^^^^^^
  |
  = help: name it `acme.c.v1`, or with the current version

--- stderr
3 files checked: 1 error, 1 warning, 1 note
1 fixable with `--fix=source`
--- exit 1
"#);
}

#[test]
fn labels_and_wide_characters_line_up() {
    let dir = Dir::new().file(
        "twice.proto",
        "syntax = \"proto3\";\npackage acme.v1;\nmessage M {\n\t/* 用户 */ string a = 1;\n\t\tstring b\t= 1;\n}\n",
    );
    insta::assert_snapshot!(shown(&dir.protolint(&["check", "twice.proto"])), @r#"
twice.proto:5:23: error: number 1 is already used by field `a` [duplicate-field-number]
  |
4 |     /* 用户 */ string a = 1;
  |                           - first used here
5 |         string b    = 1;
  |                       ^
  |
  = help: the numbers 2, 3 and 4 are free

--- stderr
1 file checked: 1 error
--- exit 1
"#);
}

#[test]
fn imports_are_found_from_the_directory_that_is_checked() {
    let dir = Dir::new()
        .file("protos/acme/user/v1/user.proto", CLEAN)
        .file("protos/acme/order/v1/order.proto", ORDER);
    for path in ["protos", "protos/", "./protos", "."] {
        let run = dir.protolint(&["check", path]);
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{path}");
        assert_eq!(run.err, "2 files checked: nothing found\n", "{path}");
    }
}

const ORDER: &str = "syntax = \"proto3\";\n\npackage acme.order.v1;\n\nimport \"acme/user/v1/user.proto\";\n\nmessage Order {\n  acme.user.v1.User by = 1;\n}\n";

#[test]
fn imports_are_found_from_around_a_single_file() {
    let dir = Dir::new()
        .file("protos/acme/user/v1/user.proto", CLEAN)
        .file("protos/acme/order/v1/order.proto", ORDER);
    let run = dir.protolint(&["check", "protos/acme/order/v1/order.proto"]);
    assert_eq!((run.code, run.err.as_str()), (0, "1 file checked: nothing found\n"));
    let absolute = dir.path("protos/acme/order/v1/order.proto");
    let run = dir.protolint(&["check", &absolute.to_string_lossy()]);
    assert_eq!((run.code, run.err.as_str()), (0, "1 file checked: nothing found\n"));
}

#[test]
fn imports_from_elsewhere_need_a_directory_and_are_not_linted() {
    let dir = Dir::new()
        .file("vendor/acme/user/v1/user.proto", CLEAN.replace("name = 1", "name = 2"))
        .file("protos/acme/order/v1/order.proto", ORDER);
    let run = dir.protolint(&["check", "protos"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("protos/acme/order/v1/order.proto:5:8: error: "), "{}", run.out);
    assert!(run.out.contains("-I"), "{}", run.out);
    let run = dir.protolint(&["check", "-I", "vendor", "protos"]);
    assert_eq!((run.code, run.err.as_str()), (0, "1 file checked: nothing found\n"));
}

#[test]
fn imports_are_found_from_inside_the_tree() {
    let money = "syntax = \"proto3\";\n\npackage acme.order.v1;\n\nmessage Money {}\n";
    let dir = Dir::new()
        .file(
            "protos/acme/user/v1/user.proto",
            CLEAN
                .replace(";\n\nm", ";\nimport \"acme/order/v1/money.proto\";\nm")
                .replace("string name", "acme.order.v1.Money money"),
        )
        .file("protos/acme/order/v1/money.proto", money)
        .file("protos/acme/order/v1/order.proto", ORDER)
        .file(
            "protos/acme/order/v1/slip.proto",
            SLIP.replace("string a", "acme.order.v1.Order a")
                .replace("package", "import \"acme/order/v1/order.proto\";\npackage"),
        );
    for (inside, path, shown) in [
        ("protos/acme/order/v1", ".", "slip.proto:8:12: "),
        ("protos/acme/order", "v1/slip.proto", "v1/slip.proto:8:12: "),
        ("protos/acme/user", "../order/v1", "../order/v1/slip.proto:8:12: "),
    ] {
        let run = dir.run_in(inside, env!("CARGO_BIN_EXE_protolint"), &["check", path]);
        let slip =
            run.out.lines().find(|line| line.contains("FIELD_LOWER_SNAKE_CASE")).expect("the slip is found");
        assert!(slip.starts_with(shown), "{slip}");
        assert!(!run.out.contains("error"), "{}", run.out);
    }
}

#[test]
fn files_of_several_directories_are_checked_together() {
    let dir = Dir::new().file("a/x.proto", CLEAN).file("b/x.proto", CLEAN.replace("acme.user", "acme.other"));
    for args in [&["check", "a/x.proto", "b/x.proto", "a/x.proto"][..], &["check", "a", "b"]] {
        let run = dir.protolint(args);
        assert_eq!((run.code, run.err.as_str()), (0, "2 files checked: nothing found\n"));
    }
}

#[test]
fn what_cannot_be_done_is_no_finding() {
    let dir = Dir::new().file("empty/readme.md", "").file("a.proto", CLEAN);
    for (args, why) in [
        (&["check", "missing"][..], "error: missing: there is no such file or directory\n"),
        (&["check", "empty"], "error: empty: no .proto files to check\n"),
        (&["check", "-I", "missing", "a.proto"], "error: -I missing: there is no such directory\n"),
    ] {
        let run = dir.protolint(args);
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (2, "", why));
    }
    assert_eq!(dir.protolint(&["check", "--format", "xml", "a.proto"]).code, 2);
    assert_eq!(dir.protolint(&["check", "--help"]).code, 0);
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let dir = Dir::new().file("slip.proto", SLIP);
    assert!(!dir.protolint(&["check"]).out.contains('\x1B'));
    assert!(!dir.protolint(&["check", "--color", "never"]).out.contains('\x1B'));
    assert!(dir.protolint(&["check", "--color", "always"]).out.contains('\x1B'));
}

#[test]
fn output_is_the_same_for_any_order_and_number_of_threads() {
    let mut dir = Dir::new();
    for index in 0..40 {
        let text = SLIP.replace("acme.slip", &format!("acme.slip{index}"));
        dir = dir.file(&format!("p/{index}.proto"), text);
    }
    let first = dir.protolint(&["check", "--format", "json", "p"]).out;
    let files: Vec<String> = (0..40).rev().map(|index| format!("p/{index}.proto")).collect();
    let args: Vec<&str> =
        ["check", "--format", "json"].into_iter().chain(files.iter().map(String::as_str)).collect();
    assert_eq!(dir.protolint(&args).out, first);
    assert_eq!(first.lines().count(), 40);
}

#[test]
fn rules_are_chosen_by_id_and_category() {
    let dir = Dir::new().file("slip.proto", SLIP.replace("message Slip", "message slip"));
    let found = |args: &[&str]| {
        let out = dir.protolint(&[&["check", "--format", "json"], args].concat()).out;
        let ids = out.lines().filter_map(|line| line.split("\"type\":\"").nth(1)?.split('"').next());
        ids.map(str::to_owned).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(found(&[]), "MESSAGE_PASCAL_CASE FIELD_LOWER_SNAKE_CASE");
    assert_eq!(found(&["--skip", "BASIC"]), "");
    assert_eq!(
        found(&["--only", "MESSAGE_PASCAL_CASE,FIELD_LOWER_SNAKE_CASE"]),
        "MESSAGE_PASCAL_CASE FIELD_LOWER_SNAKE_CASE"
    );
    assert_eq!(
        found(&["--only", "BASIC", "--skip", "FIELD_LOWER_SNAKE_CASE"]),
        "PACKAGE_DIRECTORY_MATCH MESSAGE_PASCAL_CASE"
    );
    assert_eq!(
        found(&["--only", "BASIC", "--skip", "MINIMAL", "--only", "COMMENT_FIELD"]),
        "MESSAGE_PASCAL_CASE COMMENT_FIELD COMMENT_FIELD FIELD_LOWER_SNAKE_CASE"
    );
    assert_eq!(found(&["--only", "IMPORT_NO_WEAK"]), "");
}

#[test]
fn what_the_guide_advises_against_is_found() {
    let ids = |text: &str| {
        let dir = Dir::new().file("a.proto", text);
        let out = dir.protolint(&["check", "--format", "json"]).out;
        let ids = out.lines().filter_map(|line| line.split("\"type\":\"").nth(1)?.split('"').next());
        ids.map(str::to_owned).collect::<Vec<_>>().join(" ")
    };
    let good = include_str!("../../proto/user_service.proto");
    assert_eq!(ids(good), "PACKAGE_SINGLE_SEGMENT LIST_NOT_STREAMED");

    let in_file = |text: &str| ids(&format!("syntax = \"proto3\";\npackage acme.user.v1;\n{text}"));
    let generic = "message Request {\n  string type = 1;\n  bytes data = 2;\n}\nmessage Response {}\n";
    assert_eq!(in_file(generic), "GENERIC_MESSAGE GENERIC_MESSAGE");
    let everything =
        format!("{generic}service UserService {{\n  rpc DoEverything(Request) returns (Response);\n}}\n");
    assert_eq!(in_file(&everything), "GENERIC_MESSAGE GENERIC_MESSAGE GOD_RPC");
    let verbs = "service CreateUserService {\n  rpc CreateUser(User) returns (User);\n}\n\
        service DeleteUserService {\n  rpc DeleteUser(User) returns (User);\n}\nmessage User {}\n";
    assert_eq!(in_file(verbs), "SERVICE_SINGLE_METHOD SERVICE_SINGLE_METHOD");
    let upload = "service FileService {\n  rpc UploadFile(File) returns (File);\n}\nmessage File {\n  bytes content = 1;\n}\n";
    assert_eq!(in_file(upload), "UNARY_LARGE_BYTES UNARY_LARGE_BYTES");
    for (text, id) in [
        (
            "message User {}\nservice UserService {\n  rpc GetAllUsers(User) returns (stream User);\n}\n",
            "LIST_NOT_STREAMED",
        ),
        (
            "message DoRequest {\n  string job = 1;\n}\nservice UserService {\n  rpc DoEverything(DoRequest) returns (DoRequest);\n}\n",
            "GOD_RPC",
        ),
        ("service Do {}\n", "SERVICE_GENERIC_NAME"),
        ("message DoRequest {\n  int32 opcode = 1;\n  bytes frame = 2;\n}\n", "GENERIC_MESSAGE"),
        ("enum Status {\n  STATUS_ACTIVE = 0;\n}\n", "ENUM_ZERO_VALUE_SUFFIX"),
        ("message user {}\n", "MESSAGE_PASCAL_CASE"),
        ("message User {\n  string userName = 1;\n}\n", "FIELD_LOWER_SNAKE_CASE"),
        (
            "service userService {\n  rpc getUser(User) returns (User);\n}\nmessage User {}\n",
            "SERVICE_PASCAL_CASE RPC_PASCAL_CASE",
        ),
    ] {
        assert_eq!(in_file(text), id);
    }
}

/// Severity, rule and line of each finding.
fn weighed(run: &Run) -> Vec<String> {
    let line = |line: &str| {
        let found: serde_json::Value = serde_json::from_str(line).expect("an object");
        let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
        format!("{} {} {}", text("severity"), text("type"), found["start_line"])
    };
    run.out.lines().map(line).collect()
}

#[test]
fn what_stands_and_cannot_change_is_a_note_unless_asked_for() {
    let enums = "enum A {\n  UNKNOWN = 0;\n}\nenum B {\n  B_ACTIVE = 0;\n}\n";
    let file = |package: &str, text: &str| format!("syntax = \"proto3\";\npackage {package};\n{text}");
    let dir = Dir::new()
        .file("a.proto", file("acme.user", enums))
        .file("b.proto", file("acme.user", ""))
        .file("c.proto", file("acme.v2.user", ""))
        .file("d.proto", file("acme.v0", ""))
        .file("e.proto", file("acme.mail", "service MailServiceV1 {}"))
        .file("f.proto", file("word", ""))
        .file("g.proto", file("word", ""));
    let run = |args: &[&str]| dir.protolint(&[&["check", "--format", "json"], args].concat());
    assert_eq!(
        weighed(&run(&[])),
        [
            "note PACKAGE_VERSION_SUFFIX 2",
            "note ENUM_ZERO_VALUE_SUFFIX 4",
            "warning ENUM_ZERO_VALUE_SUFFIX 7",
            "note PACKAGE_SINGLE_SEGMENT 2",
        ]
    );
    let all = run(&["--only", "PACKAGE_VERSION_SUFFIX,ENUM_ZERO_VALUE_SUFFIX"]);
    let count = |text: &str| weighed(&all).iter().filter(|found| found.contains(text)).count();
    assert_eq!(
        (count("warning PACKAGE_VERSION_SUFFIX"), count("warning ENUM_ZERO"), count("note")),
        (7, 2, 0)
    );
    assert!(
        all.out.contains("`v2` is not a valid version") && all.out.contains("`v0` is not a valid version"),
        "{}",
        all.out
    );
}

#[test]
fn a_convention_is_one_note_unless_asked_for() {
    let fields = |style: &str, count: u32| {
        (1..=count).map(|number| format!("  string a{style} = {number};\n")).collect::<Vec<_>>().concat()
    };
    let numbered = |style: &str, count: u32| {
        (1..=count)
            .map(|number| format!("  string {style}{number} = {number};\n"))
            .collect::<Vec<_>>()
            .concat()
    };
    let file =
        |fields: &str| format!("syntax = \"proto3\";\npackage acme.v1;\nmessage User {{\n{fields}}}\n");
    let dir = |fields: &str| Dir::new().file("a.proto", file(fields));
    let run = |dir: &Dir, args: &[&str]| dir.protolint(&[&["check", "--format", "json"], args].concat());

    let most = dir(&numbered("userName", 10));
    let found = run(&most, &[]);
    assert_eq!((found.code, weighed(&found)), (0, vec!["note FIELD_LOWER_SNAKE_CASE 4".to_owned()]));
    assert!(
        found.out.contains("10 of 10 fields in this package are not in lower_snake_case"),
        "{}",
        found.out
    );
    assert_eq!(weighed(&run(&most, &["--only", "FIELD_LOWER_SNAKE_CASE"])).len(), 10);
    let configured =
        dir(&numbered("userName", 10)).file("protolint.toml", "[rules]\nSTANDARD = \"warning\"\n");
    assert!(run(&configured, &[]).out.lines().filter(|line| line.contains("FIELD_LOWER")).count() == 10);

    // Few are mistakes, and so are many among more that are right.
    assert_eq!(weighed(&run(&dir(&fields("B", 1)), &[])), ["warning FIELD_LOWER_SNAKE_CASE 4"]);
    let mixed = format!("{}}}\nmessage Other {{\n{}", numbered("userName", 10), numbered("user_name", 10));
    assert_eq!(weighed(&run(&dir(&mixed), &[])).len(), 10);
}

#[test]
fn copies_of_well_known_imports_are_others_to_change() {
    let copy = "syntax = \"proto2\";\npackage gogoproto;\nmessage bad_name {}\n";
    let alone = Dir::new().file("gogoproto/gogo.proto", copy);
    assert_eq!(weighed(&alone.protolint(&["check", "--format", "json"])).len(), 2);
    let dir = alone.file("a.proto", CLEAN);
    let run = |args: &[&str]| weighed(&dir.protolint(&[&["check", "--format", "json"], args].concat()));
    assert_eq!(run(&[]), [""; 0]);
    assert_eq!(run(&["--only", "MESSAGE_PASCAL_CASE"]), ["warning MESSAGE_PASCAL_CASE 3"]);
}

#[test]
fn many_findings_can_be_recorded() {
    let messages = |count: u32| {
        let each =
            |number| format!("message Request{number} {{\n  string type = 1;\n  bytes data = 2;\n}}\n");
        (0..count).map(each).collect::<String>()
    };
    let file = |count| format!("syntax = \"proto3\";\npackage acme.v1;\n{}", messages(count));
    let hint = "`protolint baseline write` records them, so that only new ones are reported\n";
    let few = Dir::new().file("a.proto", file(9)).protolint(&["check"]);
    assert_eq!(few.err, "1 file checked: 9 warnings\n");
    let dir = Dir::new().file("a.proto", file(30));
    assert_eq!(dir.protolint(&["check"]).err, format!("1 file checked: 30 warnings\n{hint}"));
    assert_eq!(dir.protolint(&["baseline", "write"]).code, 0);
    let dir = dir.file("a.proto", file(31));
    assert_eq!(dir.protolint(&["check"]).err, "1 file checked: 31 warnings\n");
}

#[test]
fn an_error_of_the_compiler_is_not_reported_again_by_a_rule() {
    for (text, id) in [
        ("enum State {\n  STATE_ON = 1;\n}\n", "first-value-not-zero"),
        ("enum State {\n  option allow_alias = true;\n  STATE_UNSPECIFIED = 0;\n}\n", "useless-allow-alias"),
        ("message User {\n  string user_name = 1;\n  string userName = 2;\n}\n", "json-name-conflict"),
    ] {
        let dir = Dir::new().file("a.proto", format!("syntax = \"proto3\";\npackage acme.v1;\n{text}"));
        let run =
            dir.protolint(&["check", "--only", "DESIGN,BASIC", "--skip", "MINIMAL", "--format", "json"]);
        assert!(run.out.lines().count() == 1 && run.out.contains(id), "{}", run.out);
    }
}

#[test]
fn comments_say_what_to_ignore() {
    let text = "syntax = \"proto2\";\n// buf:lint:ignore PACKAGE_DIRECTORY_MATCH moved soon\npackage acme;\n\n\
        // buf:lint:ignore FIELD_LOWER_SNAKE_CASE\nmessage one {\n  optional string NoField = 1;\n  extensions 2 to 9;\n}\n\
        /* buf:lint:ignore FIELD_LOWER_SNAKE_CASE */\nextend one {\n  optional string NoExtension = 2;\n}\n\
        extend one {\n  optional string NeitherThis = 3;\n}\n\
        message Two {\n  // buf:lint:ignore FIELD_LOWER_SNAKE_CASE\n  oneof o {\n    string InOneof = 1;\n  }\n}\n\
        enum E {\n  // buf:lint:ignore ENUM_NO_ALLOW_ALIAS\n  option allow_alias = true;\n  E_A = 0;\n  E_B = 0;\n}\n";
    let dir = Dir::new().file("a.proto", text);
    let out = dir.protolint(&["check", "--only", "BASIC", "--format", "json"]).out;
    assert_eq!(out.lines().count(), 2, "{out}");
    assert!(out.contains("MESSAGE_PASCAL_CASE") && out.contains("InOneof"), "{out}");

    let layout = "syntax = \"proto3\";\n// buf:lint:ignore INDENT\nmessage M {\nstring a = 1;\n}\nmessage N {\nstring b = 1;\n}\n";
    let out =
        Dir::new().file("a.proto", layout).protolint(&["check", "--only", "INDENT", "--format", "json"]).out;
    assert!(out.lines().count() == 1 && out.contains("\"start_line\":7"), "{out}");
}

#[test]
fn a_rule_that_does_not_exist_is_refused() {
    let dir = Dir::new().file("slip.proto", SLIP);
    for (args, why) in [
        (
            ["--only", "COMMENT_FEILD"],
            "unknown rule or category `COMMENT_FEILD`: did you mean `COMMENT_FIELD`?",
        ),
        (["--skip", "standard"], "unknown rule or category `standard`: did you mean `STANDARD`?"),
        (["--only", "STANDARD,XYZ"], "unknown rule or category `XYZ`"),
    ] {
        let run = dir.protolint(&[&["check"], &args[..]].concat());
        assert_eq!((run.code, run.out.as_str(), run.err), (2, "", format!("error: {why}\n")));
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let dir = Dir::new().file("slip.proto", SLIP);
    let mut child = Command::new(env!("CARGO_BIN_EXE_protolint"))
        .args(["check", "slip.proto"])
        .current_dir(dir.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "1 file checked: 1 warning\n1 fixable with `--fix=source`\n"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn findings_that_cannot_be_written_are_an_error() {
    let dir = Dir::new().file("slip.proto", SLIP);
    let full = std::fs::File::options().write(true).open("/dev/full").expect("a device");
    let output = Command::new(env!("CARGO_BIN_EXE_protolint"))
        .args(["check", "slip.proto"])
        .current_dir(dir.path(""))
        .stdout(full)
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.starts_with(b"error: cannot write the findings: "));
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_in_circles_is_left() {
    let dir = Dir::new().file("protos/clean.proto", CLEAN);
    std::os::unix::fs::symlink(dir.path("protos"), dir.path("protos/again")).expect("a link");
    let run = dir.protolint(&["check", "protos"]);
    assert!(run.code == 0 && run.out.is_empty() && run.err.starts_with("1 file checked"), "{}", shown(&run));
}

/// Lines and codes of the errors in a file, in order.
fn errors(text: &str, others: &[(&str, &str)]) -> Vec<String> {
    let dir = others.iter().fold(Dir::new(), |dir, (name, text)| dir.file(name, text)).file("a.proto", text);
    let run =
        dir.protolint(&["check", "--skip", "MINIMAL,DESIGN,STYLE", "--format", "json", "-I.", "a.proto"]);
    assert!(run.code < 2, "{}", run.err);
    let found = run.out.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let errors = found.filter(|found| {
        found["severity"] == "error" && found["path"].as_str().is_some_and(|path| path.ends_with("a.proto"))
    });
    errors
        .map(|error| format!("{} {}", error["start_line"], error["type"].as_str().expect("an id")))
        .collect()
}

#[test]
fn every_fault_of_a_file_is_reported_once() {
    for (text, expected) in [
        // Rules of syntax hide nothing.
        (
            "syntax = \"proto3\";\nmessage M {\nrepeated map<string, string> n = 2;\nint x = 3;\nfloat64 f = 4;\ndatetime d = 6;\n}",
            &["3 label-on-map", "4 unknown-type", "5 unknown-type", "6 unknown-type"][..],
        ),
        // Nor do numbers.
        (
            "syntax = \"proto3\";\nmessage M {\nrequired int32 a = 1;\nint32 b = 1;\nint32 c = 3 [default = 4];\n}",
            &["3 not-in-proto3", "4 duplicate-field-number", "5 not-in-proto3"],
        ),
        // Nor do options, of which all are looked at.
        (
            "syntax = \"proto3\";\noption nope = 1;\noption (x) = 1;\nmessage M {\nint32 a = 0 [\nzork = 2,\ndeprecated = \"x\"];\n}",
            &[
                "2 unknown-option",
                "3 unknown-option",
                "5 bad-field-number",
                "6 unknown-option",
                "7 bad-value",
            ],
        ),
        // A statement that is skipped takes nothing along.
        (
            "syntax = \"proto3\";\nmessage M {\nint32 a = ;\nFoo b = 2\nint32 c = 2;\n}\nenum E { A = 1; }",
            &[
                "3 unexpected-token",
                "4 unknown-type",
                "4 unexpected-token",
                "5 duplicate-field-number",
                "7 first-value-not-zero",
            ],
        ),
        // What it may have declared is not missed.
        (
            "syntax = \"proto3\";\nmessage Foo = { int32 a = 1; }\nmessage M {\nFoo a = 1;\nBar b = 2;\n}",
            &["2 unexpected-token", "5 unknown-type"],
        ),
        ("syntax = \"proto3\";\nenum E {\nZERO = ;\nONE = 1;\n}", &["3 unexpected-token"]),
        ("syntax = \"proto3\";\nenum E {\noption allow_alias = ;\nZERO = 0;\nNONE = 0;\n}", &["3 bad-value"]),
        (
            "syntax = \"proto3\";\nenum E {\noption allow_alias = 1;\nZERO = 0;\nNONE = 0;\n}",
            &["3 bad-value"],
        ),
        ("syntax = \"proto3\";\nimport a.proto;\nmessage M {\nFoo a = 1;\n}", &["2 unexpected-token"]),
        (
            "syntax = \"proto3\";\nmessage M {\nmessage Foo {\n}\nmessage N {\nM.Foo a = 1;\nN b = 2;\n}",
            &["2 unclosed-brace"],
        ),
        // A fault is one fault in all stages.
        (
            "syntax = \"proto3\";\nmessage M {\nint32 a = 99999999999;\nint32 b = 99999999999;\n}",
            &["3 out-of-range", "4 out-of-range"],
        ),
    ] {
        assert_eq!(errors(text, &[]), expected, "{text}");
    }
}

#[test]
fn importers_of_a_broken_file_keep_their_own_errors() {
    let text =
        "syntax = \"proto3\";\nimport \"b.proto\";\nmessage M {\nFoo a = 1;\nBar b = 2;\nint32 c = 2;\n}";
    for (broken, expected) in [
        (
            "syntax = \"proto3\"; message Foo { int32 a = 1; int32 b = 1; }",
            &["5 unknown-type", "6 duplicate-field-number"][..],
        ),
        (
            "syntax = \"proto3\"; message Foo { repeated map<int32, int32> a = 1; }",
            &["5 unknown-type", "6 duplicate-field-number"],
        ),
        ("syntax = \"proto3\"; message Foo { int32 a = ; }", &["5 unknown-type", "6 duplicate-field-number"]),
        (
            "syntax = \"proto3\"; message Foo = { int32 a = 1; }",
            &["5 unknown-type", "6 duplicate-field-number"],
        ),
        ("syntax = \"proto3\"; message Foo {", &["6 duplicate-field-number"]),
        ("syntax = \"proto3\"; import c.proto; message Foo {}", &["6 duplicate-field-number"]),
    ] {
        assert_eq!(errors(text, &[("b.proto", broken)]), expected, "{broken}");
    }
}

/// Sources that protoc refuses, and what `buf lint` and `buf breaking` of 1.75 say: nothing where it is `None`.
const REFUSED_BY_PROTOC: &[(&str, &str, Option<&str>)] = &[
    (
        "syntax = \"proto3\";\nenum E {\n  option allow_alias = false;\n  E_A = 0;\n}\n",
        "false-allow-alias",
        None,
    ),
    (
        "syntax = \"proto3\";\nenum E {\n  option allow_alias = true;\n  E_A = 0;\n}\n",
        "useless-allow-alias",
        Some("`allow_alias` requires at least one aliasing enum value"),
    ),
    (
        "syntax = \"proto3\";\nmessage M {\n  string a = 1 [json_name = \"[a]\"];\n}\n",
        "unusual-json-name",
        None,
    ),
    (
        "edition = \"2023\";\nmessage M {\n  string a = 1 [json_name = \"a\\0b\"];\n}\n",
        "unusual-json-name",
        None,
    ),
    (
        "syntax = \"proto2\";\nenum Status {\n  PAID = 0;\n  STATUS_PAID = 1;\n}\n",
        "legacy-enum-name-conflict",
        None,
    ),
    (
        "edition = \"2024\";\nenum Status {\n  option features.enum_type = CLOSED;\n  \
         option features.json_format = LEGACY_BEST_EFFORT;\n  PAID = 0;\n  STATUS_PAID = 1;\n}\n",
        "legacy-enum-name-conflict",
        None,
    ),
    (
        "edition = \"2023\";\nenum Status {\n  option features.json_format = LEGACY_BEST_EFFORT;\n  PAID = 0;\n  \
         STATUS_PAID = 1;\n}\n",
        "enum-name-conflict",
        Some("enum \"Status\" using open semantics has conflict"),
    ),
    (
        "edition = \"2023\";\nenum Status {\n  option features.enum_type = CLOSED;\n  PAID = 0;\n  STATUS_PAID = 1;\n}\n",
        "enum-name-conflict",
        Some("enum values have the same name with the `Status` prefix removed"),
    ),
    (
        "edition = \"2023\";\nmessage M {\n  extensions 100 to 200;\n}\nextend M {\n  M m = 100 [unverified_lazy = true];\n}\n",
        "lazy-extension",
        None,
    ),
    (
        "edition = \"2023\";\nmessage M {\n  extensions 1 to 9 [\n    declaration = {number: 1, full_name: \".x\", type: \"int32\"},\n    \
         declaration = {number: 1, full_name: \".y\", type: \"int32\"}\n  ];\n}\n",
        "declared-twice",
        None,
    ),
    (
        "syntax = \"proto2\";\nmessage M {\n  extensions 1 to 9 [declaration = {number: 1, full_name: \".x\", type: \"int32\"}];\n}\n\
         extend M {\n  optional int32 y = 2;\n}\n",
        "undeclared-extension",
        None,
    ),
    (
        "syntax = \"proto3\";\noption optimize_for = LITE_RUNTIME;\noption cc_generic_services = true;\nmessage M {}\n\
         service S {\n  rpc A(M) returns (M);\n}\n",
        "lite-service",
        None,
    ),
    ("syntax = \"proto3\";\n/* a /* b */\nmessage M {}\n", "nested-comment", None),
];

#[test]
fn what_buf_accepts_is_an_error_of_protoc_only() {
    for (text, id, buf) in REFUSED_BY_PROTOC {
        let dir = Dir::new()
            .file("a.proto", text)
            .file("buf.yaml", "version: v2\nlint:\n  use: [RPC_NO_CLIENT_STREAMING]\n");
        for args in [&["lint"][..], &["breaking", "--against", "."]] {
            let run = dir.protolint(args);
            let (place, how) = if buf.is_some() { (&run.out, "error: ") } else { (&run.err, "warning: ") };
            assert_eq!(run.code, i32::from(buf.is_some()), "{args:?} {text}\n{}{}", run.out, run.err);
            assert!(place.contains(how) && place.contains(&format!("[{id}]")), "{args:?} {text}\n{place}");
            assert_eq!(run.err.contains("(buf accepts this, protoc does not)"), buf.is_none(), "{}", run.err);
            assert_eq!(run.out.is_empty(), buf.is_none(), "{}", run.out);
        }
        let is_error = |run: Run| run.code == 1 && run.out.contains(&format!("[{id}]"));
        assert!(is_error(dir.protolint(&["check"])), "{text}");
        assert_eq!(dir.protogen(&["compile", "-I.", "-oset", "a.proto"]).code, 1, "{text}");
        let dir = dir.file("protolint.toml", "");
        assert!(is_error(dir.protolint(&["lint"])), "{text}");
        assert!(is_error(dir.protolint(&["breaking", "--against", "."])), "{text}");
    }
}

#[test]
fn sets_that_buf_accepts_are_errors_of_protoc_only() {
    // Of the sets that protoc refuses, `buf lint` accepts the first four and refuses the last.
    for (fixture, code) in [
        ("220_option_without_name_parts", 0),
        ("286_required_label", 0),
        ("338_option_dependency_2023", 0),
        ("339_weak_dependency_2024", 0),
        ("158_empty_oneof", 1),
    ] {
        let set = std::fs::read(format!("fixtures/compile/{fixture}/set.binpb")).expect("a fixture");
        let dir = Dir::new()
            .file("set.binpb", set)
            .file("buf.yaml", "version: v2\nlint:\n  use: [RPC_NO_CLIENT_STREAMING]\n");
        assert_eq!(dir.protolint(&["lint", "set.binpb"]).code, code, "{fixture}");
        assert_eq!(
            dir.protolint(&["breaking", "set.binpb", "--against", "set.binpb"]).code,
            code,
            "{fixture}"
        );
        assert_eq!(dir.protolint(&["check", "set.binpb"]).code, 1, "{fixture}");
    }
}

#[test]
fn a_block_is_judged_by_the_commands_that_use_it() {
    let text = "syntax = \"proto3\";\nmessage M {}\n";
    for (block, codes) in [("lint", [2, 0, 2]), ("breaking", [0, 2, 2])] {
        let rules = format!("version: v2\n{block}:\n  ignore_only:\n    NOPE: [x]\n");
        let dir = Dir::new().file("a.proto", text).file("buf.yaml", rules);
        let runs = [
            &["lint", "--only", "MESSAGE_PASCAL_CASE"][..],
            &["breaking", "--against", "."],
            &["check", "--only", "MESSAGE_PASCAL_CASE"],
        ];
        assert_eq!(runs.map(|args| dir.protolint(args).code), codes, "{block}");
    }
    let native = "[rules]\nNOPE = \"error\"\n";
    let dir = Dir::new().file("a.proto", text).file("protolint.toml", native);
    for args in [&["lint"][..], &["breaking", "--against", "."], &["check"]] {
        assert_eq!(dir.protolint(args).code, 2, "{args:?}");
    }
}

#[test]
fn flags_that_buf_has_everywhere_are_accepted() {
    let text = "syntax = \"proto3\";\n\npackage a;\n\nmessage bad {}\n\nmessage worse {}\n";
    let rules = "version: v2\nlint:\n  use: [MESSAGE_PASCAL_CASE, PACKAGE_LOWER_SNAKE_CASE]\n";
    let dir = Dir::new().file("b.proto", text.replace("worse", "Fine").replace("package a", "package b"));
    let dir = dir.file("a/a.proto", text).file("buf.yaml", rules);
    let flags = ["--debug", "-v", "--no-warn", "--log-format", "json", "--timeout=2m0s"];
    for (command, code) in [
        (&["lint"][..], 1),
        (&["check"], 1),
        (&["breaking", "--against", "."], 0),
        (&["format", "--exit-code", "-d", "--error-format", "json"], 0),
    ] {
        let run = dir.protolint(&[command, &flags].concat());
        assert_eq!(run.code, code, "{command:?}: {}{}", run.out, run.err);
        let help = dir.protolint(&[command[0], "--help"]).out;
        assert!(!help.contains("--timeout") && !help.contains("--no-warn"), "{help}");
    }
    let lint = ["lint", "--error-format=config-ignore-yaml"];
    let run = dir.protolint(&lint);
    let ignore = "lint:\n  ignore_only:\n    MESSAGE_PASCAL_CASE:\n      - a/a.proto\n      - b.proto\n";
    assert_eq!((run.code, &*run.out), (1, ignore));
    // With what it says, nothing is found.
    let rules = format!("{rules}{}", ignore.trim_start_matches("lint:\n"));
    let dir = dir.file("buf.yaml", rules);
    assert_eq!(dir.protolint(&lint).code, 0);
    // What does not compile cannot be ignored.
    let run = dir.file("c.proto", "message {").protolint(&lint);
    assert!(run.code == 1 && run.out.starts_with("c.proto:1:"), "{}", run.out);
}

#[test]
fn built_in_imports_do_not_say_where_names_begin() {
    let file = "syntax = \"proto3\";\npackage acme.v1;\nimport \"google/protobuf/timestamp.proto\";\n\
        message M {\n  google.protobuf.Timestamp at = 1;\n}\n";
    let dir = Dir::new().file("acme/v1/a.proto", file);
    let run = dir.run_in(
        "acme",
        env!("CARGO_BIN_EXE_protolint"),
        &["check", "--only", "PACKAGE_DIRECTORY_MATCH", "."],
    );
    assert_eq!((run.code, &*run.out), (0, ""), "{}", run.err);
}

#[test]
fn a_built_in_type_without_its_import_names_the_import() {
    for (ty, file) in [("Timestamp", "timestamp"), ("Empty", "empty"), ("NullValue", "struct")] {
        let text = format!(
            "syntax = \"proto3\";\npackage acme.v1;\nmessage M {{\n  google.protobuf.{ty} at = 1;\n}}\n"
        );
        let run = Dir::new().file("acme/v1/a.proto", text).protolint(&["check", "acme"]);
        assert_eq!(run.code, 1);
        let help = format!("help: add `import \"google/protobuf/{file}.proto\";`");
        assert!(run.out.contains(&help), "{}", run.out);
    }
}

#[test]
fn a_package_that_begins_elsewhere_declares_no_other_types() {
    let certs = "syntax = \"proto3\";\npackage acme.admin.v3;\nmessage Cert {}\n";
    let user = "syntax = \"proto3\";\npackage acme.user;\nmessage M {\n  admin.v2.Config a = 1;\n  admin.v3.Cert b = 2;\n}\n";
    let dir = Dir::new().file("acme/admin/v3/certs.proto", certs).file("acme/user/m.proto", user);
    let run = dir.protolint(&["check", "."]);
    assert!(run.out.contains("m.proto:4:3: error: cannot find type `admin.v2.Config`"), "{}", run.out);
    assert!(
        run.out.contains("m.proto:5:3: error: `admin.v3.Cert` is declared in acme/admin/v3/certs.proto"),
        "{}",
        run.out
    );
}
