//! `protolint baseline`: to start checking a repository that is not clean, and never to get worse.

use crate::support::{Dir, Run};

const SLIPS: &str =
    "syntax = \"proto3\";\n\npackage acme.slip.v1;\n\nmessage A {\n  string aB = 1;\n  string cD = 2;\n}\n";
const FEWER_SLIPS: &str =
    "syntax = \"proto3\";\n\npackage acme.slip.v1;\n\nmessage A {\n  string a_b = 1;\n  string cD = 2;\n}\n";

fn told(run: &Run) -> (i32, &str) {
    (run.code, run.err.trim_end())
}

fn with_baseline() -> Dir {
    let dir = Dir::new().file("protos/slip.proto", SLIPS);
    let run = dir.protolint(&["baseline", "write", "protos"]);
    assert_eq!(told(&run), (0, "2 known findings written to protolint-baseline.toml"));
    dir
}

#[test]
fn known_findings_pass_and_new_ones_do_not() {
    let dir = with_baseline();
    assert_eq!(told(&dir.protolint(&["check", "protos"])), (0, "1 file checked: nothing found"));
    let dir = dir.file("protos/new.proto", SLIPS.replace("slip", "fresh"));
    let run = dir.protolint(&["check", "protos", "--format", "json"]);
    assert_eq!((run.code, run.out.lines().count()), (1, 2), "{}", run.out);
    assert!(run.out.lines().all(|line| line.contains("protos/new.proto")));
}

#[test]
fn a_baseline_is_made_to_be_reviewed() {
    let dir = with_baseline();
    let text = std::fs::read_to_string(dir.path("protolint-baseline.toml")).expect("a baseline");
    insta::assert_snapshot!(text, @r#"
# Known findings: their number by file and rule. Only new ones are reported.
# `protolint baseline prune` removes entries that no longer occur.

["protos/slip.proto"]
FIELD_LOWER_SNAKE_CASE = 2
"#);
    assert_eq!(dir.protolint(&["baseline", "show"]).out, "      2 in     1 file   FIELD_LOWER_SNAKE_CASE\n");
}

#[test]
fn one_more_than_known_shows_all_of_them() {
    let dir = with_baseline();
    let dir = dir.file("protos/slip.proto", format!("{SLIPS}message C {{\n  string eF = 2;\n}}\n"));
    let run = dir.protolint(&["check", "protos", "--format", "json"]);
    assert_eq!(run.out.lines().count(), 3);
    assert!(
        run.out.lines().all(|line| line.contains("2 of these 3 findings in this file are in the baseline")),
        "{}",
        run.out
    );
}

#[test]
fn what_is_mended_stays_mended() {
    let dir = with_baseline().file("protos/slip.proto", FEWER_SLIPS);
    let run = dir.protolint(&["check", "protos"]);
    let gone =
        "1 known finding no longer found: run `protolint baseline prune`\n1 file checked: nothing found";
    assert_eq!(told(&run), (0, gone));
    let refused = "error: protolint-baseline.toml: the baseline already exists: use `prune` to shrink it, or delete it first";
    assert_eq!(told(&dir.protolint(&["baseline", "write", "protos"])), (2, refused));
    assert_eq!(told(&dir.protolint(&["baseline", "prune", "protos"])), (0, "1 finding removed, 1 left"));
    let dir = dir.file("protos/slip.proto", SLIPS);
    assert_eq!(dir.protolint(&["check", "protos"]).code, 1);
}

#[test]
fn what_was_not_looked_for_stays_known() {
    let dir = with_baseline().file("protos/other.proto", "syntax = \"proto3\";\npackage acme.other.v1;\n");
    for args in [&["protos/other.proto"][..], &["protos", "--only", "PACKAGE_DEFINED"]] {
        let run = dir.protolint(&[&["baseline", "prune"], args].concat());
        assert_eq!(told(&run), (0, "0 findings removed, 2 left"));
    }
    std::fs::remove_file(dir.path("protos/slip.proto")).expect("the file was there");
    let run = dir.protolint(&["baseline", "prune", "protos"]);
    assert_eq!(told(&run), (0, "2 findings removed, 0 left"));
}

#[test]
fn a_file_has_one_name_wherever_the_check_is_run() {
    let dir = with_baseline();
    let protolint = env!("CARGO_BIN_EXE_protolint");
    let run = dir.run_in("protos", protolint, &["check", "--baseline", "../protolint-baseline.toml"]);
    assert_eq!(told(&run), (0, "1 file checked: nothing found"));
}

#[test]
fn errors_of_the_compiler_are_never_known() {
    let dir = Dir::new().file("a.proto", "syntax = \"proto3\";\nmessage A {\n  B b = 1;\n}\n");
    assert_eq!(dir.protolint(&["baseline", "write", "--only", "COMMENT_ENUM"]).code, 0);
    assert_eq!(dir.protolint(&["check", "--only", "COMMENT_ENUM"]).code, 1);
}

#[test]
fn a_baseline_that_cannot_be_used_is_said_so() {
    let dir = Dir::new()
        .file("a.proto", SLIPS)
        .file("protolint-baseline.toml", "[\"a.proto\"]\nFIELD_LOWER_SNAKE_CASE = \"two\"\n");
    let run = dir.protolint(&["check"]);
    assert_eq!(
        told(&run),
        (2, "error: protolint-baseline.toml:2: invalid type: string \"two\", expected u32")
    );
    let run = dir.protolint(&["check", "--baseline", "none.toml"]);
    assert_eq!(
        told(&run),
        (2, "error: none.toml: there is no baseline: create it with `protolint baseline write`")
    );
    let run = Dir::new().file("a.proto", SLIPS).protolint(&["baseline", "prune"]);
    assert_eq!(
        told(&run),
        (
            2,
            "error: protolint-baseline.toml: there is no baseline: create it with `protolint baseline write`"
        )
    );
}

#[test]
fn statistics_say_where_to_begin() {
    let dir = Dir::new().file("a.proto", SLIPS).file("b.proto", "message A {}\n");
    let args = ["check", "--statistics", "--only", "FIELD_LOWER_SNAKE_CASE,PACKAGE_DEFINED"];
    let run = dir.protolint(&args);
    insta::assert_snapshot!(run.out, @r"
      2 in     1 file   warning  FIELD_LOWER_SNAKE_CASE
      1 in     1 file   warning  PACKAGE_DEFINED
");
    let run = dir.protolint(&[&args[..], &["--format", "json"]].concat());
    insta::assert_snapshot!(run.out, @r#"
{"type":"FIELD_LOWER_SNAKE_CASE","severity":"warning","count":2,"files":1}
{"type":"PACKAGE_DEFINED","severity":"warning","count":1,"files":1}
"#);
}

#[test]
fn the_baseline_is_beside_the_configuration_wherever_one_is() {
    let dir = Dir::new().file("repo/protolint.toml", "").file("repo/protos/slip.proto", SLIPS);
    let run = |inside: &str, args: &[&str]| dir.run_in(inside, env!("CARGO_BIN_EXE_protolint"), args);
    let written = run("repo/protos", &["baseline", "write"]);
    assert_eq!(told(&written), (0, "2 known findings written to ../protolint-baseline.toml"));
    for (inside, input) in [("", "repo"), ("", "repo/protos"), ("repo", "."), ("repo/protos", ".")] {
        assert_eq!(told(&run(inside, &["check", input])), (0, "1 file checked: nothing found"), "{inside}");
    }
    assert_eq!(told(&run("repo/protos", &["baseline", "show"])), (0, "2 known findings"));
}

#[test]
fn the_baseline_is_looked_for_upwards_as_far_as_the_repository_goes() {
    let dir = Dir::new().file("repo/protos/deep/slip.proto", SLIPS).file("repo/.git/HEAD", "");
    let run = |inside: &str, args: &[&str]| dir.run_in(inside, env!("CARGO_BIN_EXE_protolint"), args);
    assert_eq!(run("repo", &["baseline", "write", "protos"]).code, 0);
    let passes = |inside: &str, input: &str| {
        assert_eq!(
            told(&run(inside, &["check", input])),
            (0, "1 file checked: nothing found"),
            "{inside} {input}"
        );
    };
    for (inside, input) in
        [("repo", "protos"), ("repo/protos", "."), ("repo/protos/deep", "slip.proto"), ("", "repo")]
    {
        passes(inside, input);
    }
    passes("", dir.path("repo/protos/deep").to_str().expect("text"));
    assert_eq!(told(&run("repo/protos/deep", &["baseline", "show"])), (0, "2 known findings"));
    // Also where the configuration is further in.
    let dir = dir.file("repo/protos/protolint.toml", "");
    let run = |inside: &str, args: &[&str]| dir.run_in(inside, env!("CARGO_BIN_EXE_protolint"), args);
    assert_eq!(told(&run("repo", &["check", "protos"])), (0, "1 file checked: nothing found"));
    // Another repository is another matter.
    let dir = dir.file("repo/protos/.git/HEAD", "");
    let run = |inside: &str, args: &[&str]| dir.run_in(inside, env!("CARGO_BIN_EXE_protolint"), args);
    assert_eq!(run("repo", &["check", "protos"]).code, 1);
}

#[cfg(unix)]
#[test]
fn files_may_have_any_name() {
    let dir = ["a'\"b.proto", "a\nb.proto", "a b.proto", "\u{1B}[2J.proto"]
        .into_iter()
        .zip(["a", "b", "c", "d"])
        .fold(Dir::new(), |dir, (name, to)| dir.file(&format!("protos/{name}"), SLIPS.replace("slip", to)));
    let args = ["protos", "--only", "FIELD_LOWER_SNAKE_CASE"];
    for (command, code) in [(&["baseline", "write"][..], 0), (&["check"], 0), (&["baseline", "prune"], 0)] {
        let run = dir.protolint(&[command, &args].concat());
        assert_eq!(run.code, code, "{command:?}: {}{}", run.out, run.err);
    }
}
