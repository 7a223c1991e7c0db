//! What is said about configurations, and what of the command line goes with them.

use crate::support::{Dir, Run};

const ONE: &str = "syntax = \"proto3\";\npackage acme.v1;\nmessage one { string Two = 1; }\n";

fn shown(run: &Run) -> String {
    format!("{}--- stderr\n{}--- exit {}\n", run.out, run.err, run.code)
}

#[test]
fn every_fault_of_a_file_is_told_at_once() {
    let text = "version: v2\nmodules:\n  - path: ../proto\n  - {path: acme, excludes: [other], roots: [a]}\nlint:\n  \
        uses: [STANDARD]\n  except:\n    - MESAGE_PASCAL_CASE\n  ignore: [a, a/b]\n  ignore: [用户, 用户/名]\nbreaking: [FILE]\n\
        deps: [googleapis]\n";
    let dir = Dir::new().file("buf.yaml", text).file("acme/v1/one.proto", ONE);
    insta::assert_snapshot!(shown(&dir.protolint(&["lint"])));
}

#[test]
fn what_is_no_yaml_is_told_with_its_place() {
    for (name, text) in
        [("tab", "version: v2\nlint:\n\tuse: [BASIC]\n"), ("open", "version: v2\nlint: {use: [A\n")]
    {
        let dir = Dir::new().file("buf.yaml", text).file("one.proto", ONE);
        insta::assert_snapshot!(name, shown(&dir.protolint(&["lint"])));
    }
}

#[test]
fn hostile_files_are_refused() {
    let deep = format!("version: v2\nlint: {}", "[".repeat(10_000));
    let many = (1..40).fold("version: v2\na0: &a0 [x]\n".to_owned(), |text, level| {
        format!("{text}a{level}: &a{level} [*a{0}, *a{0}, *a{0}]\n", level - 1)
    });
    let itself = "version: v2\nlint: &a {use: *a}\n".to_owned();
    for text in [deep, many, itself, "\0".to_owned(), "? [a]\n: b\n".to_owned()] {
        let dir = Dir::new().file("buf.yaml", text).file("one.proto", ONE);
        let run = dir.protolint(&["lint"]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
    }
    let dir = Dir::new().file("buf.yaml", b"version: v2\n# \xFF\n").file("one.proto", ONE);
    assert!(dir.protolint(&["lint"]).err.contains("UTF-8"));
}

#[test]
fn what_is_accepted_and_not_done_is_said_once() {
    let text = "version: v2\nmodules: [{path: a}, {path: b}]\nlint:\n  use: [DEFAULT, PROTOVALIDATE]\n  \
        except: [IMPORT_NO_WEAK, BASIC]\nplugins:\n  - plugin: buf-plugin-own\npolicies:\n  - policy: own.yaml\n";
    let dir = Dir::new()
        .file("buf.yaml", text)
        .file("a/acme/v1/one.proto", ONE)
        .file("b/acme/two/v1/two.proto", ONE.replace("acme", "acme.two"));
    insta::assert_snapshot!(shown(&dir.protolint(&["lint", "--format", "json"])));
}

#[test]
fn protovalidate_is_spoken_of_where_it_is_used() {
    let validate = "syntax = \"proto2\";\npackage buf.validate;\n";
    let user = "syntax = \"proto3\";\npackage acme.v1;\nimport \"buf/validate/validate.proto\";\n";
    let dir = Dir::new()
        .file("buf.yaml", "version: v2\nmodules: [{path: proto}]\nlint: {except: [IMPORT_USED]}\n")
        .file("vendor/buf/validate/validate.proto", validate)
        .file("proto/acme/v1/one.proto", user);
    let run = dir.protolint(&["lint", "-I", "vendor"]);
    assert_eq!(run.code, 0, "{}", shown(&run));
    assert_eq!(run.err.matches("PROTOVALIDATE").count(), 1, "{}", run.err);
    let run = dir.protolint(&["lint", "-I", "vendor", "--skip", "PROTOVALIDATE"]);
    assert_eq!(run.err, "1 file checked: nothing found\n");
}

#[test]
fn dependencies_that_are_missing_are_one_error() {
    let user = |name: &str, imports: &str| {
        format!(
            "syntax = \"proto3\";\npackage acme.v1;\n{imports}message {name} {{ option (acme.table) = \"x\"; google.type.Date d = 1; }}\n"
        )
    };
    let date = "import \"google/type/date.proto\";\n";
    let table =
        "import \"acme/table.proto\";\nimport \"google/api/a.proto\";\nimport \"google/api/b.proto\";\n";
    let dir = Dir::new()
        .file(
            "buf.yaml",
            "version: v2\ndeps:\n  - buf.build/googleapis/googleapis\n  - buf.build/acme/tables:v1\nlint: {use: [MESSAGE_PASCAL_CASE]}\n",
        )
        .file("acme/v1/one.proto", user("one", &format!("{date}{table}")))
        .file("acme/v1/two.proto", user("Two", &format!("{table}{date}")));
    insta::assert_snapshot!(shown(&dir.protolint(&["lint"])));

    let vendored = dir
        .file("lib/google/type/date.proto", "syntax = \"proto3\";\npackage google.type;\nmessage Date {}\n")
        .file("lib/google/api/a.proto", "syntax = \"proto3\";\n")
        .file("lib/google/api/b.proto", "syntax = \"proto3\";\n")
        .file(
            "lib/acme/table.proto",
            "syntax = \"proto3\";\npackage acme;\nimport \"google/protobuf/descriptor.proto\";\nextend google.protobuf.MessageOptions { string table = 50000; }\n",
        );
    let run = vendored.protolint(&["lint", "-I", "lib", "--exclude-path", "lib", "--format", "json"]);
    assert_eq!((run.code, run.out.lines().count()), (1, 1), "{}", shown(&run));
    assert!(run.out.contains("MESSAGE_PASCAL_CASE"), "{}", run.out);
}

#[test]
fn only_and_skip_apply_to_what_is_configured() {
    let text = "version: v2\nlint:\n  use: [BASIC, SERVICE_SUFFIX]\n  except: [FIELD_LOWER_SNAKE_CASE]\n  service_suffix: API\n  \
        ignore_only: {MESSAGE_PASCAL_CASE: [b.proto]}\n";
    let proto =
        "syntax = \"proto3\";\nmessage one { string Two = 1; }\nservice A {}\nenum E { E_NONE = 0; }\n";
    let dir = Dir::new()
        .file("buf.yaml", text)
        .file("a.proto", proto)
        .file("b.proto", "syntax = \"proto3\";\nmessage two {}\n");
    let found = |args: &[&str]| {
        let out = dir.protolint(&[&["check", "--format", "json"], args].concat()).out;
        let ids = out.lines().filter_map(|line| line.split("\"type\":\"").nth(1)?.split('"').next());
        ids.map(str::to_owned).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(found(&[]), "PACKAGE_DEFINED MESSAGE_PASCAL_CASE SERVICE_SUFFIX PACKAGE_DEFINED");
    assert_eq!(found(&["--skip", "MINIMAL"]), "MESSAGE_PASCAL_CASE SERVICE_SUFFIX");
    assert_eq!(
        found(&["--only", "MESSAGE_PASCAL_CASE,ENUM_ZERO_VALUE_SUFFIX"]),
        "MESSAGE_PASCAL_CASE ENUM_ZERO_VALUE_SUFFIX"
    );
    assert_eq!(found(&["--only", "DESIGN"]), "");
}

#[test]
fn without_a_configuration_our_own_rules_run() {
    let dir = Dir::new()
        .file("one.proto", "syntax = \"proto3\";\nmessage one { string type = 1; bytes data = 2; }\n");
    let run = dir.protolint(&["lint", "--error-format", "json"]);
    assert!(run.out.contains("GENERIC_MESSAGE") && !run.out.contains("PACKAGE_DEFINED"), "{}", run.out);
}

#[test]
fn workspaces_apart_are_checked_in_one_run() {
    let config = |rule: &str| format!("version: v2\nlint: {{use: [{rule}]}}\n");
    let dir = Dir::new()
        .file("a/buf.yaml", config("MESSAGE_PASCAL_CASE"))
        .file("a/one.proto", ONE)
        .file("b/buf.yaml", config("FIELD_LOWER_SNAKE_CASE"))
        .file("b/one.proto", ONE)
        .file("c/one.proto", ONE.replace("= 1", "= 2"));
    let run = dir.protolint(&["check", "b", "c", "a", "--format", "msvs"]);
    insta::assert_snapshot!(shown(&run));
}

#[cfg(unix)]
#[test]
fn links_can_be_left() {
    let dir = Dir::new()
        .file("buf.yaml", "version: v2\nmodules: [{path: proto}]\nlint: {use: [MESSAGE_PASCAL_CASE]}\n")
        .file("proto/one.proto", ONE)
        .file("elsewhere/two/two.proto", ONE.replace("one", "two"));
    std::os::unix::fs::symlink(dir.path("elsewhere/two"), dir.path("proto/two")).expect("a link");
    std::os::unix::fs::symlink(dir.path("elsewhere/two/two.proto"), dir.path("proto/three.proto"))
        .expect("a link");
    let count =
        |args: &[&str]| dir.protolint(&[&["lint", "--format", "json"], args].concat()).out.lines().count();
    assert_eq!(count(&["--disable-symlinks"]), 1);
    assert!(count(&[]) > 1);
}
