//! `protolint.toml`: what it changes, what is said about mistakes in it, and that its documentation is about it.

use crate::support::{Dir, Run};
use serde_json::Value;

const USER: &str = "syntax = \"proto3\";\npackage acme.user.v1;\nenum State {\n  STATE_NONE = 0;\n  STATE_ON = 1;\n}\nmessage User {\n  string name = 1;\n  string mail = 3;\n}\n";

fn shown(run: &Run) -> String {
    format!("{}--- stderr\n{}--- exit {}\n", run.out, run.err, run.code)
}

/// A directory with one schema in two places.
fn dir(config: &str) -> Dir {
    Dir::new()
        .file("protolint.toml", config)
        .file("proto/acme/user/v1/user.proto", USER)
        .file("proto/legacy/old.proto", USER.replace("acme.user.v1", "legacy"))
}

/// Makes a directory a git repository whose `origin/main` has what is in it.
fn as_clone(dir: Dir) -> Dir {
    for args in [
        &["init", "-q"][..],
        &["add", "-A"],
        &["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "first"],
        &["update-ref", "refs/remotes/origin/main", "HEAD"],
    ] {
        assert_eq!(dir.run("git", args).code, 0);
    }
    dir
}

/// Severity, rule and file of each finding.
fn found(dir: &Dir, args: &[&str]) -> Vec<String> {
    let run = dir.protolint(&[&["check", "--format", "json"], args].concat());
    assert!(run.code < 2, "{}", run.err);
    let line = |line: &str| {
        let object: Value = serde_json::from_str(line).expect("JSON");
        let [severity, rule, path] =
            ["severity", "type", "path"].map(|key| object[key].as_str().expect("a text"));
        format!("{severity} {rule} {}", path.rsplit('/').next().expect("a name"))
    };
    let mut found: Vec<String> = run.out.lines().map(line).collect();
    found.sort();
    found
}

#[test]
fn a_rule_counts_before_its_category_and_a_small_category_before_a_large_one() {
    let of = |rules: &str| {
        found(&dir(&format!("exclude = [\"proto/legacy\"]\nroots = [\"proto\"]\n[rules]\n{rules}")), &[])
    };
    assert_eq!(of(""), ["note ENUM_ZERO_VALUE_SUFFIX user.proto"]);
    assert_eq!(of("ALL = \"off\""), [""; 0]);
    assert_eq!(of("ALL = \"off\"\nSTANDARD = \"note\""), ["note ENUM_ZERO_VALUE_SUFFIX user.proto"]);
    assert_eq!(
        of("ENUM_ZERO_VALUE_SUFFIX = \"error\"\nSTANDARD = \"note\"\nDESIGN = \"off\""),
        ["error ENUM_ZERO_VALUE_SUFFIX user.proto"]
    );
    assert_eq!(
        of(
            "STANDARD = \"note\"\nBASIC = \"error\"\nALL = \"off\"\nENUM_ZERO_VALUE_SUFFIX = { enum_zero_value_suffix = \"_NONE\" }"
        ),
        [""; 0]
    );
    assert_eq!(
        of(
            "FIELD_NUMBER_GAP = \"warning\"\nENUM_ZERO_VALUE_SUFFIX = { severity = \"error\", enum_zero_value_suffix = \"_NONE\" }"
        ),
        ["warning FIELD_NUMBER_GAP user.proto"]
    );
}

#[test]
fn notes_do_not_fail_a_run() {
    let run = dir("[rules]\nALL = \"off\"\nFIELD_NUMBER_GAP = \"note\"\n").protolint(&["check"]);
    assert_eq!((run.code, run.err.as_str()), (0, "2 files checked: 2 notes\n2 fixable with `--fix`\n"));
}

#[test]
fn overrides_are_about_their_files_and_the_last_one_counts() {
    let dir = dir("roots = [\"proto\"]
[rules]
ALL = \"off\"
FIELD_NUMBER_GAP = \"error\"
[[overrides]]
paths = [\"proto/legacy\"]
rules = { ALL = \"off\", ENUM_ZERO_VALUE_SUFFIX = \"note\" }
[[overrides]]
paths = [\"**/{old,new}.proto\", \"proto/acme/*/v1/user.proto\"]
rules = { ENUM_ZERO_VALUE_SUFFIX = { enum_zero_value_suffix = \"_ON\" } }
");
    let gap = "error FIELD_NUMBER_GAP user.proto";
    let zero = "note ENUM_ZERO_VALUE_SUFFIX old.proto";
    assert_eq!(found(&dir, &[]), [gap, zero]);
    assert_eq!(found(&dir, &["--skip", "ENUM_ZERO_VALUE_SUFFIX"]), [gap]);
    assert_eq!(
        found(&dir, &["--only", "ENUM_ZERO_VALUE_SUFFIX"]),
        [zero, "warning ENUM_ZERO_VALUE_SUFFIX user.proto"]
    );
    assert_eq!(
        found(&dir, &["--config", "rules.FIELD_NUMBER_GAP=note", "proto/acme"]),
        ["note FIELD_NUMBER_GAP user.proto"]
    );
}

#[test]
fn rules_about_several_files_report_where_they_are_on() {
    let file = |package: &str| {
        format!("syntax = \"proto3\";\npackage acme.v1;\noption go_package = \"{package}\";\n")
    };
    let dir = Dir::new()
        .file("acme/v1/a.proto", file("a"))
        .file("acme/v1/b.proto", file("b"))
        .file("protolint.toml", "[rules]\nALL = \"off\"\nPACKAGE_SAME_GO_PACKAGE = \"error\"\n[[overrides]]\npaths = [\"**/b.proto\"]\nrules = { PACKAGE_SAME_GO_PACKAGE = \"off\" }\n");
    assert_eq!(found(&dir, &[]), ["error PACKAGE_SAME_GO_PACKAGE a.proto"]);
}

#[test]
fn files_can_be_left_out_and_are_still_imported() {
    let dir = Dir::new()
        .file("protolint.toml", "include = [\"deps\"]\nexclude = [\"vendor\"]\n")
        .file("app/v1/a.proto", "syntax = \"proto3\";\npackage app.v1;\nimport \"b.proto\";\nimport \"c.proto\";\nmessage A {\n  B b = 1;\n  C c = 2;\n}\n")
        .file("vendor/b.proto", "syntax = \"proto3\";\nmessage B {}\n")
        .file("deps/c.proto", "syntax = \"proto3\";\nmessage C {}\n");
    let run = dir.protolint(&["check", "app", "--only", "ENUM_PASCAL_CASE"]);
    assert_eq!(run.err, "1 file checked: 1 error\n", "{}", run.out);
    assert!(run.out.contains("b.proto"), "{}", run.out);
    let run = dir.protolint(&["check", "vendor"]);
    assert_eq!(run.code, 2);
    assert_eq!(
        run.err,
        "error: vendor: no .proto files to check match `paths` and `exclude` of the configuration\n"
    );
}

#[test]
fn it_is_found_above_and_counts_before_a_file_of_buf() {
    let config = "[rules]\nALL = \"off\"\nFIELD_NUMBER_GAP = \"error\"\n[[overrides]]\npaths = [\"proto/legacy\"]\nrules = { ALL = \"off\" }\n";
    let dir = dir(config).file("proto/buf.yaml", "version: v2\nlint:\n  use: [COMMENTS]\n");
    for (inside, args) in [
        ("", &["check", "proto"][..]),
        ("proto/acme", &["check"]),
        ("proto/acme/user/v1", &["check", "user.proto"]),
    ] {
        let run = dir.run_in(inside, env!("CARGO_BIN_EXE_protolint"), args);
        assert!(
            run.err.ends_with("checked: 1 error\n1 fixable with `--fix`\n"),
            "{inside}: {}{}",
            run.out,
            run.err
        );
    }
    let run = dir.run_in("proto/legacy", env!("CARGO_BIN_EXE_protolint"), &["check"]);
    assert_eq!(run.err, "1 file checked: nothing found\n");
}

#[test]
fn comments_count_as_far_as_they_are_let() {
    let text = "syntax = \"proto3\";\npackage acme.v1;\n// protolint:ignore MESSAGE_PASCAL_CASE\nmessage a {}\n// buf:lint:ignore MESSAGE_PASCAL_CASE\nmessage b {}\n// protolint:disable:next MESSAGE_NAMES_UPPER_CAMEL_CASE\nmessage c {}\n";
    let dir = |comments: &str| {
        let config = format!("[rules]\nALL = \"off\"\nMESSAGE_PASCAL_CASE = \"error\"\n{comments}");
        Dir::new().file("acme/v1/a.proto", text).file("protolint.toml", config)
    };
    for (comments, count) in [
        ("", 0),
        ("[suppressions]\ncomments = []", 3),
        ("[suppressions]\ncomments = [\"protolint\"]", 2),
        ("[suppressions]\ncomments = [\"buf\", \"others\"]", 1),
    ] {
        assert_eq!(found(&dir(comments), &[]).len(), count, "{comments}");
    }
}

#[test]
fn known_findings_are_where_it_says() {
    let dir = dir("baseline = \"known.toml\"\n");
    let run = dir.protolint(&["check"]);
    assert_eq!(
        (run.code, run.err.as_str()),
        (2, "error: known.toml: there is no baseline: create it with `protolint baseline write`\n")
    );
    assert_eq!(dir.protolint(&["baseline", "write"]).code, 0);
    assert_eq!(dir.protolint(&["check"]).code, 0);
    let run = dir.run_in("proto", env!("CARGO_BIN_EXE_protolint"), &["check"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
}

#[test]
fn every_mistake_is_told_with_its_place() {
    let config = "\
basline = \"known.toml\"
roots = [\"protos\"]
paths = [\"proto/**/*.prot\", \"proto/legcy/old.proto\", \"a[\", 4, \"../x\"]
compiler_warnings = \"no\"
[rules]
STANDRD = \"error\"
FIELD_NO_DELETE = \"off\"
COMMENTS = \"erorr\"
BASIC = { max = 5 }
ENUM_ZERO_VALUE_SUFFIX = { severty = \"note\", enum_zero_value_suffix = 5 }
SERVICE_TOO_LARGE = { max_methods = -1 }
RPCS_HAVE_COMMENT = \"off\"
XYZ = \"off\"
[breaking]
rules = { WIRE_JSON = 1, STANDARD = \"off\" }
[suppressions]
comments = [\"buff\"]
[[overrides]]
rules = { ALL = \"off\", FIELD_NUMBER_GAP = true }
";
    let run = dir(config).protolint(&["check"]);
    insta::assert_snapshot!(shown(&run));
}

#[test]
fn what_is_no_toml_is_told_with_its_place() {
    insta::assert_snapshot!(shown(
        &dir("[rules]\nSTANDARD = error\nSTANDARD = \"off\"\n[x\n").protolint(&["check"])
    ));
    let run = dir("").file("protolint.toml", b"\xFF").protolint(&["check"]);
    assert_eq!(run.code, 2);
    assert!(run.err.starts_with("protolint.toml:1:1: error: the file is not valid UTF-8"), "{}", run.err);
    for text in ["a = ".to_owned() + &"[".repeat(100_000), "a.".repeat(100_000), "a = {b = ".repeat(50_000)] {
        assert_eq!(dir("").file("protolint.toml", text).protolint(&["check"]).code, 2);
    }
}

#[test]
fn keys_on_the_command_line_hold_for_files_of_buf_too() {
    let dir = Dir::new()
        .file("a.proto", USER)
        .file("buf.yaml", "version: v2\nlint:\n  use: [MINIMAL]\n  except: [DIRECTORY_SAME_PACKAGE]\n");
    let rules = ["--config", "rules.ALL=off", "--config", "rules.ENUM_ZERO_VALUE_SUFFIX.severity=error"];
    assert_eq!(found(&dir, &rules), ["error ENUM_ZERO_VALUE_SUFFIX a.proto"]);
    assert_eq!(
        found(&dir, &["--config", "rules={ALL=\"off\", FIELD_NUMBER_GAP=\"note\"}"]),
        ["note FIELD_NUMBER_GAP a.proto"]
    );
    let inline = [
        "--config",
        "{version: v2, lint: {use: [ENUM_ZERO_VALUE_SUFFIX]}}",
        "--config",
        "rules.STANDARD=note",
    ];
    assert!(found(&dir, &inline).contains(&"note ENUM_ZERO_VALUE_SUFFIX a.proto".to_owned()));
    let dir = dir.file("other/policy.toml", "[rules]\nALL = \"off\"\nENUM_ZERO_VALUE_SUFFIX = \"error\"\n");
    assert_eq!(found(&dir, &["--config", "other/policy.toml"]), ["error ENUM_ZERO_VALUE_SUFFIX a.proto"]);
}

#[test]
fn mistakes_on_the_command_line_are_told() {
    let dir = dir("").file("a.toml", "");
    for (name, args) in [
        ("severity", &["rules.STANDARD=eror"][..]),
        ("key", &["rule.STANDARD=error"]),
        ("only_in_the_file", &["roots=[\"proto\"]"]),
        ("two", &["a.toml", "b.toml"]),
        ("missing", &["none.toml"]),
    ] {
        let args: Vec<&str> = args.iter().flat_map(|value| ["--config", value]).collect();
        insta::assert_snapshot!(name, shown(&dir.protolint(&[&["check"], &args[..]].concat())));
    }
}

#[test]
fn a_configuration_to_begin_with_changes_nothing_and_is_not_written_twice() {
    let dir = Dir::new().file("proto/acme/user/v1/user.proto", USER);
    let before = dir.protolint(&["check"]);
    let run = dir.protolint(&["init"]);
    assert_eq!((run.code, run.err.as_str()), (0, "protolint.toml written: `protolint check` reads it\n"));
    assert_eq!(shown(&dir.protolint(&["check"])), shown(&before));
    let run = dir.protolint(&["init"]);
    assert_eq!(
        (run.code, run.err.as_str()),
        (2, "error: protolint.toml already exists: delete it first to start over\n")
    );
    let text = std::fs::read_to_string(dir.path("protolint.toml")).expect("the file");
    let said = text.replace("# roots = [\"proto\"]\n# include = [\"third_party\"]\n", "");
    let said = said.lines().map(|line| {
        line.strip_prefix("# ").filter(|line| line.contains(" = ") || line.starts_with('[')).unwrap_or(line)
    });
    let dir = dir
        .file("protolint.toml", said.collect::<Vec<_>>().join("\n"))
        .file("legacy/a.proto", USER)
        .file("vendor/b.proto", USER);
    let run = as_clone(dir).protolint(&["check"]);
    assert!(run.code < 2, "what the comments say is no configuration: {}", run.err);
    let dir = Dir::new().file("buf.yaml", "version: v2\n");
    assert!(
        dir.protolint(&["init"]).err.ends_with("it replaces the configuration that applied here before\n")
    );
}

#[test]
fn the_example_of_the_documentation_is_a_configuration() {
    let page = include_str!("../../docs/configuration.md");
    let example =
        page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let dir = dir(example)
        .file("proto/generated/gen.proto", "broken")
        .file("third_party/x.proto", USER)
        .file("known-findings.toml", "");
    let rules: Vec<String> = found(&as_clone(dir), &["--skip", "COMMENTS"]);
    assert_eq!(rules, [""; 0], "legacy is let through but for one rule, and the others are kept to");
}

#[test]
fn every_key_is_documented_and_no_other() {
    let page = include_str!("../../docs/configuration.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let mut documented: Vec<String> = rows.map(str::to_owned).collect();
    documented.sort();
    let schema: Value = serde_json::from_str(&Dir::new().protolint(&["config", "schema"]).out).expect("JSON");
    let mut known = Vec::new();
    keys(&schema, "", &mut known);
    known.sort();
    assert_eq!(documented, known);
}

/// The keys of a table, with those of tables in it.
fn keys(table: &Value, prefix: &str, found: &mut Vec<String>) {
    for (name, value) in table["properties"].as_object().expect("properties") {
        assert!(value["description"].is_string(), "{name} has no description");
        let inner = if value["type"] == "array" { &value["items"] } else { value };
        let name = format!("{prefix}{name}");
        if inner["type"] == "object" { keys(inner, &format!("{name}."), found) } else { found.push(name) }
    }
}

#[test]
fn the_schema_is_up_to_date_and_knows_every_rule() {
    let run = Dir::new().protolint(&["config", "schema"]);
    let schema = include_str!("../../docs/protolint.schema.json");
    assert!(run.out == schema, "run `cargo run -- config schema > docs/protolint.schema.json`");
    let schema: Value = serde_json::from_str(schema).expect("JSON");
    for rule in protolint::lint::RULES {
        let known = &schema["definitions"]["rules"]["properties"][rule.meta.id]["anyOf"][1]["properties"];
        let settings = rule.meta.settings.iter().map(|setting| setting.name);
        assert!(settings.chain(["severity"]).all(|name| known[name].is_object()), "{}", rule.meta.id);
    }
    for rule in protolint::breaking::RULES {
        assert!(
            schema["definitions"]["breaking.rules"]["properties"][rule.meta.id].is_object(),
            "{}",
            rule.meta.id
        );
    }
}

#[test]
fn changes_are_held_to_what_the_file_says() {
    let file = |package: &str, field: &str| {
        format!("syntax = \"proto3\";\npackage {package};\nmessage User {{\n  {field}\n}}\n")
    };
    let both = |dir: Dir, root: &str, field: &str| {
        ["acme.v1", "acme.v1beta1", "legacy"].into_iter().fold(dir, |dir, package| {
            dir.file(&format!("{root}/{}/user.proto", package.replace('.', "/")), file(package, field))
        })
    };
    let dir = both(Dir::new(), "old", "string name = 1;");
    let dir = both(dir, "new", "string title = 1 [json_name = \"name\"];");
    let found = |config: &str, args: &[&str]| {
        std::fs::write(dir.path("protolint.toml"), config).expect("a file");
        let run = dir.protolint(&[&["breaking", "new", "--format", "json"], args].concat());
        assert!(run.code < 2, "{}", run.err);
        let lines = run.out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        lines
            .map(|found| {
                ["severity", "type", "path"]
                    .map(|key| found[key].as_str().expect("a text").to_owned())
                    .join(" ")
            })
            .collect::<Vec<_>>()
    };
    let against = "[breaking]\nagainst = \"old\"\n";
    let name = |severity: &str, file: &str| format!("{severity} FIELD_SAME_NAME new/{file}/user.proto");
    assert_eq!(found(against, &[]), ["acme/v1", "acme/v1beta1", "legacy"].map(|file| name("error", file)));
    assert_eq!(
        found(
            &format!(
                "{against}ignore_unstable_packages = true\nrules = {{ FIELD_SAME_NAME = \"warning\" }}\n[[overrides]]\npaths = [\"*/legacy\"]\nbreaking = {{ rules = {{ ALL = \"off\" }} }}\n"
            ),
            &[]
        ),
        [name("warning", "acme/v1")]
    );
    assert_eq!(
        found(
            "[breaking.rules]\nFILE = \"off\"\nWIRE = \"error\"\n[[overrides]]\npaths = [\"new/legacy\"]\nbreaking.rules.FILE = \"note\"\n",
            &["--against", "old", "--config", "breaking.rules.CSR=off"]
        ),
        [name("note", "legacy")]
    );
    std::fs::write(dir.path("protolint.toml"), format!("rules.ALL = \"off\"\n{against}")).expect("a file");
    assert_eq!(dir.protolint(&["check", "new"]).err, "3 files checked: 3 errors\n");
    std::fs::write(dir.path("protolint.toml"), "").expect("a file");
    let run = dir.protolint(&["breaking", "new"]);
    assert_eq!(
        (run.code, run.err.as_str()),
        (
            2,
            "error: nothing to compare with: add `--against`, or `against` to `[breaking]` of protolint.toml\n"
        )
    );
}

#[test]
fn directives_for_other_linters_document_where_buf_is_in_charge() {
    let text = "syntax = \"proto3\";\npackage a.v1;\n// (-- api-linter: core::0131=disabled --)\nmessage A {\n  // protolint:disable:next X\n  int32 a = 1;\n  // buf:lint:ignore ENUM_ZERO\n  int32 b = 2;\n}\n";
    let lines = |dir: Dir, config: &[&str]| {
        let run = dir.file("a/v1/a.proto", text).protolint(&[&["lint", "--format", "json"], config].concat());
        assert!(run.code < 2, "{}", run.err);
        let line = |line: &str| serde_json::from_str::<Value>(line).expect("JSON")["start_line"].to_string();
        run.out.lines().map(line).collect::<Vec<_>>()
    };
    let buf = Dir::new().file("buf.yaml", "version: v2\nlint:\n  use: [COMMENTS]\n");
    assert_eq!(lines(buf, &[]), ["8"]);
    assert_eq!(lines(Dir::new(), &["--only", "COMMENT_MESSAGE,COMMENT_FIELD"]), ["4", "6", "8"]);
}

#[test]
fn a_file_that_its_module_excludes_takes_no_part() {
    let proto = |message: &str, field: &str| {
        format!("syntax = \"proto3\";\n\npackage c.d;\n\nmessage {message} {{\n  int32 a = {field};\n}}\n")
    };
    let modules = "version: v2\nmodules:\n  - path: a\n    excludes:\n      - a/c/d\n  - path: b\nlint:\n  use: [MESSAGE_PASCAL_CASE]\n";
    let importer = "syntax = \"proto3\";\n\npackage c;\n\nimport \"c/d/bad.proto\";\n\nmessage C {\n  c.d.own b = 1;\n}\n";
    let workspace = |dir: Dir, top: &str, field: &str| {
        dir.file(&format!("{top}/buf.yaml"), modules)
            .file(&format!("{top}/a/c/d/bad.proto"), proto("excluded", "1"))
            .file(&format!("{top}/a/c/c.proto"), importer)
            .file(&format!("{top}/b/c/d/bad.proto"), proto("own", field))
    };
    let dir = workspace(workspace(Dir::new(), "old", "1"), "new", "2");
    for (inside, input) in [("", "new"), ("new", "."), ("new/b", ".")] {
        let run = dir.run_in(inside, env!("CARGO_BIN_EXE_protolint"), &["lint", input, "--format", "msvs"]);
        assert_eq!(run.code, 1, "{}", run.err);
        assert!(run.out.lines().count() == 1 && run.out.contains("`own`"), "{}", run.out);
    }
    for args in [["breaking", "new", "--against", "old"], ["check", "new", "--against", "old"]] {
        let run = dir.protolint(&[&args[..], &["--only", "WIRE", "--format", "msvs"]].concat());
        assert!(run.code == 1 && run.out.starts_with("new/b/c/d/bad.proto"), "{}{}", run.out, run.err);
    }
    // Nobody else has the file: buf does not find it either.
    std::fs::remove_dir_all(dir.path("new/b/c")).expect("a directory");
    let dir = dir.file("new/b/b.proto", "syntax = \"proto3\";\n");
    let run = dir.protolint(&["lint", "new", "--format", "msvs"]);
    assert!(run.out.contains("new/a/c/c.proto(5,8)") && run.out.contains("file-not-found"), "{}", run.out);
}

#[test]
fn passwords_in_a_configuration_are_not_shown() {
    let address = "https://someone:secret@example.org/schemas.git";
    for (file, text) in [
        ("protolint.toml", format!("[breaking]\nagainst_ = \"{address}\"\n")),
        ("protolint.toml", format!("[breaking]\nagainst = 5 # {address}\n")),
        ("protolint.toml", format!("[rules]\n\"{address}\" = \"off\"\n")),
        ("protolint.toml", format!("[breaking]\nagainst = \"{address}\n")),
        ("buf.yaml", format!("version: v2\nname_: {address}\n")),
        ("buf.yaml", format!("version: v2\nmodules:\n  - {address}\n")),
        ("buf.yaml", format!("version: v2\nlint:\n  use: [\"{address}\"]\n")),
    ] {
        let dir = Dir::new().file("a.proto", "syntax = \"proto3\";\n").file(file, &text);
        let mut runs = vec![dir.protolint(&["check"])];
        if file == "buf.yaml" {
            runs.push(dir.protolint(&["check", "--config", &text]));
        }
        for run in runs {
            let all = run.out + &run.err;
            assert!(run.code == 2 && all.contains("example.org"), "{text}: {all}");
            assert!(!all.contains("secret") && !all.contains("someone"), "{text}: {all}");
        }
    }
}

#[test]
fn a_configuration_below_the_one_in_charge_is_named() {
    let quiet = "[rules]\nMESSAGE_PASCAL_CASE = \"off\"\n";
    let text = "syntax = \"proto3\";\n\npackage acme.v1;\n\nmessage bad {}\n";
    let dir = Dir::new().file("a/b/c.proto", text).file("a/protolint.toml", quiet);
    let check = |path: &str| {
        let run = dir.protolint(&["check", path]);
        (run.out.matches("MESSAGE_PASCAL_CASE").count(), run.err.matches("ignored: the one").count(), run.err)
    };
    // Without a configuration around it, each file has the one nearest to PATH.
    assert_eq!(check("a").0, 0);
    std::fs::write(dir.path("protolint.toml"), "").expect("a file");
    let (code, notes, text) = check(".");
    assert_eq!((code, notes), (1, 1), "{text}");
    assert!(text.contains("a/protolint.toml: note: this configuration is ignored"), "{text}");
    let (code, notes, text) = check("a");
    assert_eq!((code, notes), (0, 0), "{text}");
    std::fs::write(dir.path("a/b/protolint.toml"), "").expect("a file");
    let (_, notes, text) = check(".");
    assert!(notes == 1 && text.contains("this configuration and 1 more"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_module_that_is_a_link_out_of_the_tree_is_named_with_what_to_do() {
    let text = "syntax = \"proto3\";\npackage x;\nmessage bad {}\n";
    let rules = "version: v2\nmodules:\n  - path: out\nlint:\n  use: [MESSAGE_PASCAL_CASE]\n";
    let dir = Dir::new().file("shared/x/x.proto", text).file("repo/buf.yaml", rules);
    assert_eq!(dir.run("git", &["init", "-q", "repo"]).code, 0);
    std::os::unix::fs::symlink("../shared", dir.path("repo/out")).expect("a link");
    let lint = |args: &[&str]| {
        let args = [&["lint", "--format", "msvs"], args].concat();
        dir.run_in("repo", env!("CARGO_BIN_EXE_protolint"), &args)
    };
    let run = lint(&[]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.starts_with("out/x/x.proto : error file-unreadable"), "{}", run.out);
    // Both ways out that it names lead out.
    assert!(run.out.contains("use `--follow-links`, or pass the link as an input"), "{}", run.out);
    for args in [["--follow-links"], ["out"]] {
        let run = lint(&args);
        assert!(run.out.starts_with("out/x/x.proto(3,9) : warning MESSAGE_PASCAL_CASE"), "{}", run.out);
    }
}
