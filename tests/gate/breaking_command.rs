//! `protolint breaking`, as a user calls it. What it finds is what buf finds with the same arguments, unless said.

use crate::support::{Dir, Run};
use serde_json::Value;

fn breaking(dir: &Dir, inside: &str, args: &[&str]) -> Run {
    dir.run_in(inside, env!("CARGO_BIN_EXE_protolint"), &[&["breaking"], args].concat())
}

/// What is found: `path:line ID`, and without a place only the id.
fn found(dir: &Dir, inside: &str, args: &[&str]) -> Vec<String> {
    let run = breaking(dir, inside, &[args, &["--format", "json"]].concat());
    assert!(run.code < 2, "{args:?}: {}", run.err);
    let line = |line: &str| {
        let found: Value = serde_json::from_str(line).expect("JSON");
        let id = found["type"].as_str().expect("an id");
        match found["path"].as_str() {
            Some(path) => format!("{path}:{} {id}", found["start_line"]),
            None => id.to_owned(),
        }
    };
    run.out.lines().map(line).collect()
}

/// A message with one field.
fn message(package: &str, ty: &str) -> String {
    format!("syntax = \"proto3\";\npackage {package};\nmessage M {{ {ty} a = 1; }}\n")
}

/// A file that changed, and one that is gone.
fn changed() -> Dir {
    Dir::new()
        .file("old/acme/a.proto", message("acme", "string"))
        .file("old/acme/gone.proto", "syntax = \"proto3\";\npackage acme;\n")
        .file("new/acme/a.proto", message("acme", "int32"))
}

#[test]
fn both_sides_are_shown() {
    let run = breaking(&changed(), "", &["new", "--against", "old"]);
    assert_eq!((run.code, run.err.as_str()), (1, "1 file checked: 2 errors\n"));
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(run.out) });
}

#[test]
fn what_did_not_change_breaks_nothing() {
    for format in ["text", "json", "github"] {
        let run = breaking(&changed(), "", &["new", "--against", "new", "--format", format]);
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{format}");
    }
}

#[test]
fn what_has_no_place_is_told_in_every_format() {
    let dir = changed();
    let out = |format| {
        let args = ["new", "--against", "old", "--only", "FILE_NO_DELETE", "--format", format];
        breaking(&dir, "", &args).out
    };
    let json = |format| serde_json::from_str::<Value>(&out(format)).expect("JSON");
    assert!(out("github").starts_with("::error title=FILE_NO_DELETE::file acme/gone.proto was deleted"));
    assert_eq!(json("json").get("path"), None);
    assert_eq!(json("gitlab")[0]["location"]["path"], "<input>");
    assert_eq!(json("rdjson")["diagnostics"][0].get("location"), None);
    let result = &json("sarif")["runs"][0]["results"][0];
    assert_eq!(result.get("locations"), None);
    let old = &result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(old, "old/acme/gone.proto");
    for (format, place) in [
        ("checkstyle", "<file name=\"&lt;input&gt;\">"),
        ("junit", "file=\"&lt;input&gt;\""),
        ("markdown", "`<input>`"),
        ("msvs", "<input> : error FILE_NO_DELETE"),
        ("text", "<input>: error: file"),
    ] {
        assert!(out(format).contains(place), "{format}: {}", out(format));
    }
}

#[test]
fn what_does_not_compile_is_told_and_nothing_else() {
    let dir = changed().file("old/acme/a.proto", "syntax = \"proto3\";\nmessage {}\n");
    let run = breaking(&dir, "", &["new", "--against", "old", "--format", "msvs"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    assert!(run.out.contains("in the old version: "), "{}", run.out);
}

#[test]
fn what_cannot_be_done_is_refused_in_one_line() {
    let dir = changed();
    for (args, why) in [
        (&["--against", "nowhere"][..], "nowhere: there is no such file or directory"),
        (&["nowhere", "--against", "old"], "nowhere: there is no such file or directory"),
        (&["--against", "old", "--only", "FIELD_SAME_TYP"], "did you mean `FIELD_SAME_TYPE`?"),
        (&["--against", "git:v9"], "git:v9: "),
    ] {
        let run = breaking(&dir, "", args);
        assert_eq!(
            (run.code, run.out.as_str(), run.err.lines().count()),
            (2, "", 1),
            "{args:?}: {}",
            run.err
        );
        assert!(run.err.contains(why), "{args:?}: {}", run.err);
    }
    assert_eq!(breaking(&dir, "", &["new"]).code, 2, "--against is missing");
}

#[test]
fn ids_that_buf_replaced_mean_what_they_mean_today() {
    let dir = Dir::new()
        .file("old/a.proto", message("a", "string"))
        .file("new/a.proto", message("a", "repeated string"));
    let args = ["new", "--against", "old", "--only", "FIELD_SAME_LABEL,FILE_SAME_PHP_GENERIC_SERVICES"];
    let at = "new/a.proto:3 ";
    let ids = [
        "FIELD_SAME_CARDINALITY",
        "FIELD_WIRE_COMPATIBLE_CARDINALITY",
        "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",
    ];
    assert_eq!(found(&dir, "", &args), ids.map(|id| format!("{at}{id}")));
}

/// A workspace of two modules, of which the second is held to other rules.
fn workspace(dir: Dir, side: &str, ty: &str, field: &str) -> Dir {
    let config = "version: v2\nmodules:\n  - path: a\n  - path: b\n    breaking:\n      use: [WIRE]\n      ignore: [b/skip]\n\
        breaking:\n  use: [FILE]\n  except: [FIELD_NO_DELETE]\n  ignore: [a/ignored]\n  ignore_only:\n    FIELD_SAME_TYPE: [a/only]\n";
    dir.file(&format!("{side}/buf.yaml"), config)
        .file(
            &format!("{side}/a/a/x.proto"),
            format!("syntax = \"proto3\";\npackage a;\nimport \"b/y.proto\";\nmessage X {{ {ty} a = 1; b.Y y = 3; }}\n"),
        )
        .file(&format!("{side}/a/ignored/z.proto"), message("ignored", ty))
        .file(&format!("{side}/a/only/z.proto"), message("only", ty))
        .file(
            &format!("{side}/b/b/y.proto"),
            format!("syntax = \"proto3\";\npackage b;\nmessage Y {{ {field} }}\nmessage Q {{ string {} = 1; }}\n", &ty[..1]),
        )
        .file(&format!("{side}/b/skip/y.proto"), format!("syntax = \"proto3\";\npackage skip;\nmessage Y {{ {field} }}\n"))
}

#[test]
fn modules_are_compared_one_by_one_with_their_own_rules() {
    let dir = workspace(workspace(Dir::new(), "old", "string", "string a = 1;"), "new", "int32", "");
    // What the first module imports is compared by its rules, too.
    assert_eq!(
        found(&dir, "", &["new", "--against", "old"]),
        [
            "new/a/a/x.proto:4 FIELD_SAME_TYPE",
            "new/b/b/y.proto:3 FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED",
            "new/b/b/y.proto:4 FIELD_SAME_JSON_NAME",
            "new/b/b/y.proto:4 FIELD_SAME_NAME",
        ]
    );
    assert_eq!(
        found(&dir, "", &["new", "--against", "old", "--exclude-imports"]),
        ["new/a/a/x.proto:4 FIELD_SAME_TYPE", "new/b/b/y.proto:3 FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED"]
    );
    let only_one = ["new", "--against", "old", "--path", "new/a/a", "--path", "old/a/a"];
    assert_eq!(
        found(&dir, "", &only_one),
        [
            "new/a/a/x.proto:4 FIELD_SAME_TYPE",
            "new/b/b/y.proto:4 FIELD_SAME_JSON_NAME",
            "new/b/b/y.proto:4 FIELD_SAME_NAME",
        ],
        "buf refuses paths that are not on both sides"
    );
}

/// A workspace with these modules.
fn modules(dir: Dir, side: &str, names: &[&str], ty: &str) -> Dir {
    let list: Vec<String> = names.iter().map(|name| format!("  - path: {name}\n")).collect();
    let list = list.concat();
    let dir = dir.file(&format!("{side}/buf.yaml"), format!("version: v2\nmodules:\n{list}"));
    names.iter().fold(dir, |dir, name| dir.file(&format!("{side}/{name}/{name}.proto"), message(name, ty)))
}

#[test]
fn modules_may_come_but_not_go() {
    let dir = modules(Dir::new(), "old", &["a", "b"], "string");
    let dir = modules(dir, "new", &["a", "aa", "b"], "int32");
    assert_eq!(
        found(&dir, "", &["new", "--against", "old"]),
        ["new/a/a.proto:3 FIELD_SAME_TYPE", "new/b/b.proto:3 FIELD_SAME_TYPE"]
    );
    let run = breaking(&dir, "", &["old", "--against", "new"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert_eq!(run.err, "error: the number of modules changed from 3 to 2: compare them one by one\n");
}

#[test]
fn unstable_packages_may_break_where_they_are_let() {
    let config = "version: v1\nbreaking:\n  use: [WIRE]\n  ignore_unstable_packages: true\n";
    let mut dir = Dir::new().file("new/buf.yaml", config);
    for version in ["v1", "v1beta1", "v2alpha", "v1test", "plain"] {
        for (side, ty) in [("old", "string"), ("new", "int32")] {
            dir = dir.file(&format!("{side}/{version}/m.proto"), message(&format!("p.{version}"), ty));
        }
    }
    let args = ["new", "--against", "old"];
    assert_eq!(
        found(&dir, "", &args),
        ["new/plain/m.proto:3 FIELD_WIRE_COMPATIBLE_TYPE", "new/v1/m.proto:3 FIELD_WIRE_COMPATIBLE_TYPE"]
    );
    let other = [&args[..], &["--config", "{\"version\":\"v1\",\"breaking\":{\"use\":[\"WIRE\"]}}"]].concat();
    assert_eq!(found(&dir, "", &other).len(), 5);
}

#[test]
fn only_files_of_the_input_are_compared_where_that_is_wanted() {
    let dir = changed();
    let args = ["new", "--against", "old", "--limit-to-input-files"];
    assert_eq!(found(&dir, "", &args), ["new/acme/a.proto:3 FIELD_SAME_TYPE"]);
    assert_eq!(found(&dir, "", &args[..3]), ["FILE_NO_DELETE", "new/acme/a.proto:3 FIELD_SAME_TYPE"]);
}

#[test]
fn a_descriptor_set_tells_what_was() {
    let dir = changed();
    let names = ["acme/a.proto", "acme/gone.proto"];
    let run = dir.protogen(&[&["compile", "-Iold", "-o", "old.binpb"][..], &names].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(
        found(&dir, "", &["new", "--against", "old.binpb"]),
        ["FILE_NO_DELETE", "new/acme/a.proto:3 FIELD_SAME_TYPE"]
    );
    // Without source info there is no better place than the file.
    assert_eq!(found(&dir, "", &["old.binpb", "--against", "new"]), ["acme/a.proto:1 FIELD_SAME_TYPE"]);
    let excluded = ["new", "--against", "old.binpb", "--exclude-path", "acme/gone.proto"];
    assert_eq!(found(&dir, "", &excluded), ["new/acme/a.proto:3 FIELD_SAME_TYPE"]);
}

#[test]
fn a_revision_tells_what_was() {
    let dir = Dir::new().file("acme/a.proto", message("acme", "string"));
    let git = |args: &[&str]| {
        let fixed = ["-c", "user.name=n", "-c", "user.email=e"];
        let run = dir.run("git", &[&fixed[..], args].concat());
        assert_eq!(run.code, 0, "git {args:?}: {}", run.err);
    };
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "one"]);
    std::fs::write(dir.path("acme/a.proto"), message("acme", "int32")).expect("a file");
    for against in ["main", "HEAD", ".git#branch=main"] {
        assert_eq!(found(&dir, "", &["--against", against]), ["acme/a.proto:3 FIELD_SAME_TYPE"], "{against}");
    }
    let text = breaking(&dir, "", &["--against", "main"]).out;
    assert!(text.contains("int32 a") && text.contains("string a"), "both texts are shown: {text}");
}

#[test]
fn numbers_that_history_knows_are_not_taken_again() {
    let file =
        |values: &str| format!("syntax = \"proto3\";\nenum State {{ STATE_UNSPECIFIED = 0; {values} }}\n");
    let dir = Dir::new()
        .file("v1/a.proto", file("STATE_BANNED = 1; STATE_KEPT = 2; STATE_BACK = 3;"))
        .file("v2/a.proto", file("STATE_KEPT = 2;"))
        .file("v3/a.proto", file("STATE_KEPT = 2; STATE_ACTIVE = 1; STATE_BACK = 3; STATE_NEW = 4;"));
    let breaking = ["breaking", "v3", "--against", "v2", "--format", "json"];
    assert_eq!(dir.protolint(&breaking).code, 0);
    let run = dir.protolint(&[&breaking[..], &["--history", "v1"]].concat());
    assert_eq!((run.code, run.out.lines().count()), (1, 1), "{}", run.out);
    let message = "1 of `State` is `STATE_ACTIVE`, but was `STATE_BANNED` in an older version";
    assert!(run.out.contains("ENUM_VALUE_NUMBER_REUSED") && run.out.contains(message), "{}", run.out);
}

#[test]
fn fields_that_history_knows_are_not_taken_again() {
    let file =
        |fields: &str| format!("syntax = \"proto3\";\nmessage User {{\n  string id = 1;\n{fields}}}\n");
    let dir = Dir::new()
        .file("v1/a.proto", file("  string name = 2;\n  string back = 3;\n  int32 age = 4;\n"))
        .file("v2/a.proto", file(""))
        .file(
            "v3/a.proto",
            file("  bytes photo = 2;\n  string back = 3;\n  int64 age = 4;\n  string name = 5;\n"),
        );
    let expected = [
        "v3/a.proto:4 FIELD_NUMBER_REUSED",
        "v3/a.proto:6 FIELD_NUMBER_REUSED",
        "v3/a.proto:7 FIELD_NAME_REUSED",
    ];
    let args = ["v3", "--against", "v2"];
    assert_eq!(found(&dir, "", &args), [""; 0]);
    assert_eq!(found(&dir, "", &[&args[..], &["--history", "v1"]].concat()), expected);
    // What is reserved since is not taken, and several versions are asked.
    assert_eq!(found(&dir, "", &[&args[..], &["--history", "v2", "--history", "v1"]].concat()), expected);

    // A buf.yaml knows no such rules: the argument asks for them.
    let buf = [&args[..], &["--history", "v1", "--config", "{\"version\":\"v2\"}"]].concat();
    assert_eq!(found(&dir, "", &buf), expected);

    let run = dir.protolint(&["check", "v3", "--against", "v2", "--history", "v1", "--format", "json"]);
    assert_eq!((run.code, run.out.lines().count()), (1, 3), "{}", run.out);
    let message = "2 of `User` is `bytes photo = 2`, but was `string name = 2` in an older version";
    assert!(run.out.contains(message), "{}", run.out);
    let alone = dir.protolint(&["check", "v3", "--history", "v1"]);
    assert_eq!((alone.code, alone.err.starts_with("error: nothing to compare with")), (2, true));
}

#[test]
fn a_field_with_another_number_is_one_finding_that_says_so() {
    let file = |fields: &str| format!("syntax = \"proto3\";\nmessage User {{\n{fields}}}\n");
    let dir = Dir::new()
        .file("old/a.proto", file("  string id = 1;\n  string name = 2;\n"))
        .file("new/a.proto", file("  string id = 1;\n  string name = 20;\n"))
        .file("reserved/a.proto", file("  reserved 2;\n  string id = 1;\n  string name = 20;\n"));
    let messages = |new: &str, only: &str| -> Vec<String> {
        let run = breaking(&dir, "", &[new, "--against", "old", "--only", only, "--format", "json"]);
        let message = |line: &str| {
            let found: Value = serde_json::from_str(line).expect("JSON");
            assert!(found["help"].as_str().is_some_and(|help| help.starts_with("restore number 2;")));
            assert!(found.get("fix").is_none());
            found["message"].as_str().expect("a message").to_owned()
        };
        run.out.lines().map(message).collect()
    };
    let moved = ["`User.name` changed its number from 2 to 20 (breaks the wire format)"];
    for (new, only) in [
        ("new", "FILE"),
        ("new", "PACKAGE"),
        ("new", "WIRE_JSON"),
        ("new", "WIRE"),
        ("new", "FILE,WIRE_JSON"),
        ("new", "FIELD_NO_DELETE_UNLESS_NAME_RESERVED"),
        ("reserved", "FILE"),
        ("reserved", "WIRE_JSON"),
    ] {
        assert_eq!(messages(new, only), moved, "{new} {only}");
    }
    assert_eq!(messages("reserved", "WIRE"), [""; 0]);

    // With a buf.yaml, each rule reports it, as in buf.
    let buf = "version: v2\nbreaking:\n  use:\n    - FILE\n    - WIRE_JSON\n";
    let dir = dir.file("new/buf.yaml", buf);
    let rules =
        ["FIELD_NO_DELETE", "FIELD_NO_DELETE_UNLESS_NAME_RESERVED", "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED"];
    let places = rules.map(|rule| format!("a.proto:2 {rule}"));
    assert_eq!(found(&dir, "new", &["--against", "../old"]), places);
}

/// Two files with an extension of `FieldOptions` each.
fn teams(dir: Dir, side: &str, [a, b]: [&str; 2]) -> Dir {
    let file = |package: &str, fields: &str| {
        format!(
            "syntax = \"proto3\";\npackage {package};\nimport \"google/protobuf/descriptor.proto\";\nextend google.protobuf.FieldOptions {{ {fields} }}\n"
        )
    };
    dir.file(&format!("{side}/a.proto"), file("a.v1", a)).file(&format!("{side}/b.proto"), file("b.v1", b))
}

#[test]
fn extensions_that_share_a_number_are_compared_by_name() {
    let old = ["string owner = 50001;", "int32 rank = 50001;"];
    for (new, expected) in [
        (old, &[][..]),
        (["string owner = 50001;", "int64 rank = 50001;"], &["new/b.proto:4 FIELD_SAME_TYPE"]),
        (["string owner = 50001;", "int32 place = 50001;"], &["new/b.proto:4 FIELD_SAME_NAME"]),
        (
            ["string team = 50001;", "int32 place = 50001;"],
            &["new/a.proto:4 FIELD_SAME_NAME", "new/b.proto:4 FIELD_SAME_NAME"],
        ),
    ] {
        let dir = teams(teams(Dir::new(), "old", old), "new", new);
        let rules = ["new", "--against", "old", "--only", "FIELD_SAME_TYPE,FIELD_SAME_NAME"];
        assert_eq!(found(&dir, ".", &rules), expected, "{new:?}");
    }
    let dir = teams(teams(Dir::new(), "old", old), "new", old);
    let run = dir.run(env!("CARGO_BIN_EXE_protolint"), &["diff", "old", "new"]);
    assert!(!run.out.contains("type of extension"), "{}", run.out);
}
