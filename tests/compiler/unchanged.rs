//! Against a revision, files that did not change are not compared. That must not be seen in what is told.

use crate::support::Dir;
use crate::support::pairs::{Files, files_of_fixture, fixture};
use crate::support::random_schemas::random_pairs;

const RULES: &str = "FILE,PACKAGE,WIRE_JSON,WIRE,CSR,TYPE_SAME_FILE,CUSTOM_OPTION_SAME_VALUE";

/// What is told of a change, with the old files in a revision. It must be what is told with them in a directory, whose
/// files have other paths and are all compared.
fn told(before: &Files, after: &Files) -> String {
    let dir = with(with(Dir::new(), "before", before), "now", before);
    for args in [
        &["init", "-q", "-b", "main"][..],
        &["add", "-A"],
        &["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "first"],
    ] {
        assert_eq!(dir.run_in("now", "git", args).code, 0);
    }
    assert_eq!(dir.run_in("now", "git", &["rm", "-q", "-r", "."]).code, 0);
    std::fs::create_dir_all(dir.path("now")).expect("a directory");
    let dir = with(dir, "now", after);
    let run = |against: &str| {
        let args = ["breaking", "--against", against, "--only", RULES, "--format", "json"];
        let run = dir.run_in("now", env!("CARGO_BIN_EXE_protolint"), &args);
        assert!(run.code < 2, "{}", run.err);
        run.out
    };
    let told = run("main");
    assert_eq!(told, run("../before"));
    told
}

fn with(dir: Dir, directory: &str, files: &Files) -> Dir {
    let named = files.iter().map(|(name, text)| (format!("{directory}/{name}"), text));
    named.fold(dir, |dir, (path, text)| dir.file(&path, text))
}

fn files(files: &[(&str, &str)]) -> Files {
    files.iter().map(|(name, text)| ((*name).to_owned(), format!("syntax = \"proto3\";\n{text}\n"))).collect()
}

#[test]
fn all_kinds_of_changes_are_told() {
    for entry in std::fs::read_dir("fixtures/breaking").expect("the fixtures") {
        let path = entry.expect("a fixture").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        let is_pairs =
            path.extension() == Some("txt".as_ref()) && !["answers.txt", "rules.txt"].contains(&name);
        if is_pairs {
            let (before, after) = files_of_fixture(&fixture(name));
            assert_ne!(told(&before, &after), "", "{name}");
        }
    }
    let (before, after) = random_pairs(0xD1FF, 150);
    assert_ne!(told(&before, &after), "");
}

#[test]
fn a_file_that_stayed_may_mean_something_else() {
    let user =
        ("user.proto", "package a.b; import \"inner.proto\"; import \"outer.proto\"; message M { T t = 1; }");
    let outer = ("outer.proto", "package a; message T {}");
    let before = files(&[user, outer, ("inner.proto", "package a.b; message T {} message U {}")]);
    let after = files(&[user, outer, ("inner.proto", "package a.b; message U {}")]);
    assert!(told(&before, &after).contains("\"path\":\"user.proto\""));
}

#[test]
fn a_file_that_stayed_may_be_imported_no_more() {
    let wrappers =
        "import \"google/protobuf/wrappers.proto\"; message M { google.protobuf.Int32Value v = 1; }";
    let before = files(&[("a.proto", wrappers), ("b.proto", "message N {}")]);
    let after = files(&[("a.proto", "message M {}"), ("b.proto", "message N {}")]);
    assert!(told(&before, &after).contains("FILE_NO_DELETE"));
}

#[test]
fn a_file_that_stayed_may_be_of_another_module() {
    let protos =
        [("p/a/a.proto", "package a;"), ("p/b/b.proto", "package b;"), ("p/c/c.proto", "package c;")];
    let modules = |first: &str, second: &str| {
        let module = |includes: &str| format!("  - path: p\n    includes: [{includes}]\n");
        let mut all = files(&protos);
        all.push((
            "buf.yaml".to_owned(),
            format!("version: v2\nmodules:\n{}{}", module(first), module(second)),
        ));
        all
    };
    let told = told(&modules("p/a, p/c", "p/b"), &modules("p/a", "p/b, p/c"));
    assert!(told.contains("FILE_NO_DELETE") && told.contains("c/c.proto"), "{told}");
}
