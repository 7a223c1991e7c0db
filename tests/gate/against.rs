//! `protolint check --against`: lint and breaking changes in one run.

use crate::support::Dir;

const BEFORE: &str = "syntax = \"proto3\";\n\npackage acme.user.v1;\n\nmessage User {\n  string name = 1;\n\
    \x20 string nickname = 2;\n  string email = 3;\n}\n";
const AFTER: &str = "syntax = \"proto3\";\n\npackage acme.user.v1;\n\nmessage User {\n  string name = 1;\n  string email = 3;\n}\n";

/// A repository in which `protos/user.proto` has lost a field since the last commit.
fn repository(after: &str) -> Dir {
    let dir = Dir::new().file("protos/user.proto", BEFORE);
    for args in [
        &["init", "-q", "-b", "main"][..],
        &["add", "-A"],
        &["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "first"],
    ] {
        assert_eq!(dir.run("git", args).code, 0);
    }
    dir.file("protos/user.proto", after)
}

/// The rules that found something, in the order told.
fn ids(json: &str) -> Vec<String> {
    let id = |line: &str| {
        let found: serde_json::Value = serde_json::from_str(line).expect("an object");
        found["type"].as_str().expect("an id").to_owned()
    };
    json.lines().map(id).collect()
}

#[test]
fn lint_and_breaking_changes_are_told_together() {
    let dir = repository(AFTER);
    let args = ["check", "protos", "--only", "FILE,FIELD_NUMBER_GAP", "--format", "json"];
    let run = dir.protolint(&[&args[..], &["--against", "main"]].concat());
    assert_eq!(
        (run.code, ids(&run.out)),
        (1, vec!["FIELD_NO_DELETE".to_owned(), "FIELD_NUMBER_GAP".to_owned()])
    );
    assert_eq!(ids(&dir.protolint(&args).out), ["FIELD_NUMBER_GAP"]);
}

#[test]
fn a_revision_means_the_same_paths_as_they_were_then() {
    let dir = repository(AFTER);
    let told = |inside: &str, input: &str| {
        let args = ["breaking", input, "--against", "main", "--format", "json"];
        ids(&dir.run_in(inside, env!("CARGO_BIN_EXE_protolint"), &args).out)
    };
    for (inside, input) in [("", "."), ("", "protos"), ("", "protos/user.proto"), ("protos", ".")] {
        assert_eq!(told(inside, input), ["FIELD_NO_DELETE"], "{input} in {inside:?}");
    }
}

#[test]
fn a_comment_approves_of_a_change() {
    let dir =
        repository(&AFTER.replace("message", "// protolint:ignore FIELD_NO_DELETE nobody read it\nmessage"));
    assert_eq!(dir.protolint(&["breaking", "protos", "--against", "main"]).code, 0);
    let run = dir.protolint(&["check", "protos", "--against", "main"]);
    assert_eq!((run.code, &*run.out), (0, ""));
    // The rule is known, whether or not it runs.
    let run = dir.protolint(&["check", "protos"]);
    assert_eq!((run.code, &*run.out), (0, ""));
}

#[test]
fn a_revision_that_is_not_there_ends_the_run() {
    let run = repository(AFTER).protolint(&["check", "protos", "--against", "v1.0"]);
    let why = "error: v1.0: there is no such file or directory, and there is no revision `v1.0`\n";
    assert_eq!((run.code, &*run.out, &*run.err), (2, "", why));
}

#[test]
fn rules_of_both_kinds_are_chosen_by_name() {
    let dir = repository(AFTER);
    let told = |args: &[&str]| {
        let run =
            dir.protolint(&[&["check", "protos", "--against", "main", "--format", "json"], args].concat());
        assert!(run.code < 2, "{}", run.err);
        ids(&run.out)
    };
    assert_eq!(told(&["--only", "DESIGN"]), ["FIELD_NUMBER_GAP"]);
    assert_eq!(
        told(&["--only", "WIRE_JSON"]),
        ["FIELD_NO_DELETE_UNLESS_NAME_RESERVED", "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED"]
    );
    assert_eq!(
        told(&["--only", "FIELD_NO_DELETE,FIELD_NUMBER_GAP"]),
        ["FIELD_NO_DELETE", "FIELD_NUMBER_GAP"]
    );
    assert_eq!(told(&["--skip", "FIELD_NO_DELETE"]), [""; 0]);
}

#[test]
fn a_deleted_file_is_told_of_in_a_hook() {
    let dir = repository(BEFORE).file("protos/other.proto", "syntax = \"proto3\";\npackage acme.user.v1;\n");
    let commit = ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "second"];
    for args in [&["add", "-A"][..], &commit, &["rm", "-q", "protos/user.proto"]] {
        assert_eq!(dir.run("git", args).code, 0);
    }
    let told =
        |args: &[&str]| ids(&dir.protolint(&[&["check", "--format", "json", "protos"], args].concat()).out);
    for changed in ["--staged", "--changed=main"] {
        assert_eq!(told(&[changed, "--against", "main", "--only", "FILE_NO_DELETE"]), ["FILE_NO_DELETE"]);
        assert_eq!(told(&[changed]), [""; 0]);
    }
}

/// Runs git in a directory.
fn git(dir: &Dir, args: &[&str]) {
    let run = dir.run("git", &[&["-c", "user.name=a", "-c", "user.email=a@example.org"], args].concat());
    assert_eq!(run.code, 0, "{args:?}: {}", run.err);
}

/// A repository in which `a/a.proto` is imported by `b/b.proto`, which is imported by `c/c.proto`.
fn importers() -> Dir {
    let b = "syntax = \"proto3\";\npackage b;\nimport \"a/a.proto\";\nmessage B { a.A a = 1; }\n";
    let c = "syntax = \"proto3\";\npackage c;\nimport \"b/b.proto\";\nmessage C { b.B b = 1; }\n";
    let a = "syntax = \"proto3\";\npackage a;\nmessage A { string x = 1; string y = 2; }\n";
    let dir = Dir::new().file("a/a.proto", a).file("b/b.proto", b).file("c/c.proto", c);
    git(&dir, &["init", "-q", "-b", "main"]);
    git(&dir, &["add", "-A"]);
    git(&dir, &["commit", "-qm", "first"]);
    dir
}

#[test]
fn a_change_that_breaks_an_unchanged_file_does_not_pass() {
    const RENAMED: &str = "syntax = \"proto3\";\npackage a;\nmessage A2 {}\n";
    type Change = fn(Dir) -> Dir;
    let told = |dir: &Dir, args: &[&str]| {
        let fixed = ["check", "--only", "SYNTAX_SPECIFIED", "--format", "msvs"];
        let run = dir.protolint(&[&fixed[..], args].concat());
        let place = |line: &str| line.split('(').next().expect("a path").to_owned();
        let mut places: Vec<String> = run.out.lines().map(place).collect();
        places.dedup();
        (run.code, places)
    };
    let changes: [(&str, Change); 4] = [
        ("renamed", |dir| dir.file("a/a.proto", RENAMED)),
        ("moved to another package", |dir| dir.file("a/a.proto", RENAMED.replace("package a", "package d"))),
        ("deleted", |dir| {
            git(&dir, &["rm", "-q", "a/a.proto"]);
            dir
        }),
        ("renamed file", |dir| {
            git(&dir, &["mv", "a/a.proto", "a/z.proto"]);
            dir
        }),
    ];
    for (case, change) in changes {
        let dir = change(importers());
        git(&dir, &["add", "-A"]);
        for args in [&["--changed=main"][..], &["--staged"]] {
            for against in [&[][..], &["--against", "main"]] {
                let (code, files) = told(&dir, &[args, against].concat());
                assert_eq!((code, files), (1, vec!["b/b.proto".to_owned()]), "{case}: {args:?} {against:?}");
            }
        }
    }
}

#[test]
fn what_could_not_be_compared_does_not_pass() {
    let dir = importers().file("z.proto", "syntax = \"proto3\";\nmessage Z { Nope n = 1; }\n");
    git(&dir, &["add", "-A"]);
    git(&dir, &["commit", "-qm", "broken"]);
    let after = "syntax = \"proto3\";\npackage a;\nmessage A { string x = 1; }\n";
    let dir = dir.file("a/a.proto", after);
    git(&dir, &["add", "-A"]);
    for changed in ["--changed=main", "--staged"] {
        let run = dir.protolint(&["check", changed, "--against", "main", "--only", "FILE"]);
        assert_eq!(run.code, 1, "{changed}: {}{}", run.out, run.err);
        assert!(run.out.contains("z.proto:2:13: error: "), "{}", run.out);
    }
    // Only the revision does not compile.
    git(&dir, &["rm", "-q", "z.proto"]);
    let run = dir.protolint(&["check", "--staged", "--against", "main", "--only", "FILE"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("in the old version: "), "{}", run.out);
}

#[test]
fn the_last_file_is_told_of_when_it_is_deleted() {
    let module = |dir: Dir| dir.file("buf.yaml", "version: v2\nmodules:\n  - path: protos\n");
    for dir in [repository(BEFORE), module(repository(BEFORE))] {
        assert_eq!(dir.run("git", &["add", "-A"]).code, 0);
        assert_eq!(dir.run("git", &["rm", "-q", "protos/user.proto"]).code, 0);
        let check =
            |args: &[&str]| dir.protolint(&[&["check", "--staged", "--format", "json"], args].concat());
        for path in [".", "protos"] {
            let run = check(&[path, "--against", "main", "--only", "FILE_NO_DELETE"]);
            assert_eq!((run.code, ids(&run.out)), (1, vec!["FILE_NO_DELETE".to_owned()]), "{}", run.err);
        }
        assert_eq!(check(&[]).code, 0);
    }
}

/// A workspace of three modules in a repository; since the commit, every message has lost a field.
fn workspace() -> Dir {
    let text = |package: &str, field: &str| {
        format!("syntax = \"proto3\";\n\npackage {package};\n\nmessage M {{\n  int32 i = 1;\n{field}}}\n")
    };
    let files = ["m1/a/v1/a.proto", "m2/b/v1/b.proto", "m2/b/v1/c.proto", "m3/d/v1/d.proto"];
    let write = |dir: Dir, top: &str, field: &str| {
        files.iter().fold(dir, |dir, file| {
            let package = format!("{}.{}", &file[3..4], &file[8..9]);
            dir.file(&format!("{top}/{file}"), text(&package, field))
        })
    };
    let configuration =
        "version: v2\nmodules:\n  - path: m1\n  - path: m2\n  - path: m3\nbreaking:\n  use: [FILE]\n";
    let dir = Dir::new().file("repo/buf.yaml", configuration).file("old/buf.yaml", configuration);
    let dir = write(write(dir, "repo", "  int32 z = 2;\n"), "old", "  int32 z = 2;\n");
    for args in [
        &["init", "-q", "-b", "main"][..],
        &["add", "-A"],
        &["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "first"],
    ] {
        assert_eq!(dir.run_in("repo", "git", args).code, 0);
    }
    assert_eq!(dir.run("tar", &["-czf", "old.tar.gz", "-C", "old", "."]).code, 0);
    write(dir, "repo", "")
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// What a comparison finds: the rule, and the names of the files.
fn compared(dir: &Dir, inside: &str, args: &[&str]) -> (i32, Vec<String>) {
    let all = [&["breaking"][..], args, &["--format", "json"]].concat();
    let run = dir.run_in(inside, env!("CARGO_BIN_EXE_protolint"), &all);
    let found = |line: &str| {
        let found: serde_json::Value = serde_json::from_str(line).expect("an object");
        let path = found["path"].as_str().unwrap_or("");
        format!("{} {}", found["type"].as_str().expect("an id"), path.rsplit('/').next().unwrap_or(""))
    };
    (run.code, run.out.lines().map(found).collect())
}

/// The current directory, the input, what it is compared with, paths, and what is found.
type Spelled<'a> = (&'a str, &'a str, &'a str, &'a [&'a str], &'a [&'a str]);

#[test]
fn a_path_means_the_same_on_both_sides_however_it_is_spelled() {
    let dir = workspace();
    let at = |path: &str| dir.path(path).to_string_lossy().into_owned();
    let (module, inner, file) = (at("repo/m2"), at("repo/m2/b"), at("repo/m2/b/v1/b.proto"));
    let (old, archive) = (at("old"), at("old.tar.gz"));
    let both = ["FIELD_NO_DELETE b.proto", "FIELD_NO_DELETE c.proto"];
    let (only, other) = (&both[..1], &both[1..]);
    let cases: &[Spelled<'_>] = &[
        ("repo", ".", "main", &["--path", "m2/b"], &both),
        ("repo", ".", "main", &["--path", "m2/b/v1/b.proto"], only),
        ("repo", ".", "main", &["--path", "./m2/x/../b/v1/b.proto"], only),
        ("repo", ".", "main", &["--path", &file], only),
        ("repo", ".", ".git#branch=main", &["--path", "m2/b"], &both),
        ("repo", ".", ".git#branch=main", &["--path", &inner], &both),
        ("repo", "m2", ".git#branch=main,subdir=m2", &["--path", "m2/b/v1/b.proto"], only),
        ("repo", "m2", ".git#branch=main", &[], &both),
        ("repo", "m2", ".git#branch=main", &["--exclude-path", "m2/b/v1/c.proto"], only),
        ("repo", &module, "main", &["--exclude-path", &file], other),
        ("repo", "m2/b/v1/b.proto", ".git#branch=main", &[], only),
        ("repo", &file, "main", &[], only),
        ("repo", "m2/b/v1/b.proto", "../old", &[], only),
        ("repo", "m2/b/v1/b.proto", &archive, &[], only),
        ("repo", ".", "../old", &["--path", "m2/b"], &both),
        ("repo", ".", &old, &["--path", "m2", "--exclude-path", "m2/b/v1/b.proto"], other),
        ("repo", ".", "../old.tar.gz", &["--path", "m2/b"], &both),
        ("repo", ".", "../old.tar.gz", &["--path", &file], only),
        ("repo", "m2", "../old.tar.gz#subdir=m2", &["--path", "m2/b/v1/b.proto"], only),
        ("repo/m2", ".", "main", &["--path", "b"], &both),
        ("repo/m2", ".", "../.git#branch=main,subdir=m2", &["--path", "b/v1/b.proto"], only),
        ("repo/m2", ".", "../.git#branch=main", &["--path", "b/v1/b.proto"], only),
        ("repo/m2", ".", "../../old.tar.gz#subdir=m2", &["--exclude-path", "b/v1/b.proto"], other),
        ("repo/m2", "b/v1/b.proto", "main", &[], only),
        ("repo/m2/b", "v1/b.proto", "../../.git#branch=main", &[], only),
        ("", "repo", "old", &["--path", "repo/m2/b/v1/b.proto"], only),
        ("", "repo", "old", &["--exclude-path", "repo/m1,repo/m3"], &both),
        ("", "repo/m2", "repo/.git#branch=main", &["--path", "repo/m2/b/v1/b.proto"], only),
        ("old", "../repo", "../repo/.git#branch=main", &["--path", "../repo/m2/b/v1/b.proto"], only),
    ];
    for (inside, input, against, paths, expected) in cases {
        let (code, found) = compared(&dir, inside, &[&[*input, "--against", against][..], paths].concat());
        assert_eq!((code, &found[..]), (1, &owned(expected)[..]), "{inside}: {input} {against} {paths:?}");
    }
}

#[test]
fn a_file_that_is_new_breaks_nothing_and_one_that_is_gone_is_told() {
    let new = "syntax = \"proto3\";\n\npackage n.v1;\n\nmessage N {}\n";
    let dir = workspace().file("repo/m2/n/v1/n.proto", new);
    for against in ["main", ".git#branch=main", "../old", "../old.tar.gz"] {
        for args in
            [&["m2/n/v1/n.proto", "--against", against][..], &["--against", against, "--path", "m2/n"]]
        {
            assert_eq!(compared(&dir, "repo", args), (0, Vec::new()), "{args:?}");
        }
        let typo = ["--against", against, "--path", "m2/typo"];
        assert_eq!(compared(&dir, "repo", &typo).0, 2, "{against}");
    }
    std::fs::remove_file(dir.path("repo/m2/b/v1/b.proto")).expect("a file");
    for against in ["main", ".git#branch=main", "../old", "../old.tar.gz"] {
        let args = ["--against", against, "--path", "m2/b/v1/b.proto"];
        assert_eq!(compared(&dir, "repo", &args), (1, vec!["FILE_NO_DELETE ".to_owned()]), "{against}");
    }
}

#[test]
fn a_module_may_be_new_or_have_lost_all_its_files() {
    let dir = workspace();
    std::fs::remove_dir_all(dir.path("repo/m2/b")).expect("a directory");
    let gone = ["FILE_NO_DELETE ", "FILE_NO_DELETE ", "FIELD_NO_DELETE a.proto", "FIELD_NO_DELETE d.proto"];
    for against in ["main", "../old", "../old.tar.gz"] {
        assert_eq!(compared(&dir, "repo", &["--against", against]), (1, owned(&gone)), "{against}");
    }
    let modules = "version: v2\nmodules:\n  - path: m1\n  - path: m2\n  - path: m3\n  - path: m2a\nbreaking:\n  use: [FILE]\n";
    let new = "syntax = \"proto3\";\n\npackage n;\n";
    let dir = dir.file("repo/m2a/n.proto", new).file("repo/buf.yaml", modules);
    assert_eq!(compared(&dir, "repo", &["--against", "../old"]), (1, owned(&gone)));
}

#[test]
fn dependencies_that_are_not_checked_in_are_taken_from_the_disk() {
    let schema = |field: &str| {
        format!(
            "syntax = \"proto3\";\n\npackage acme;\n\nimport \"dep/d.proto\";\n\nmessage A {{\n  dep.d d = 1;\n{field}}}\n"
        )
    };
    let dir = Dir::new().file("acme/a.proto", schema("  int32 z = 2;\n"));
    for args in [
        &["init", "-q", "-b", "main"][..],
        &["add", "-A"],
        &["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "first"],
    ] {
        assert_eq!(dir.run("git", args).code, 0);
    }
    let dependency = "syntax = \"proto3\";\n\npackage dep;\n\nmessage d {}\n";
    let dir = dir.file("acme/a.proto", schema("")).file("vendor/dep/d.proto", dependency);
    let vendor = dir.path("vendor").to_string_lossy().into_owned();
    let found = (1, owned(&["FIELD_NO_DELETE a.proto"]));
    let sides = [("", "vendor", "main"), ("", &vendor, "main"), ("", "vendor", ".git#branch=main")];
    for (inside, include, against) in [&sides[..], &[("acme", "../vendor", "../.git#branch=main")]].concat() {
        let args = ["-I", include, "--against", against];
        assert_eq!(compared(&dir, inside, &args), found, "{args:?}");
        let args = [&["check", "--only", "WIRE_JSON", "--format", "json"][..], &args].concat();
        assert_eq!(dir.run_in(inside, env!("CARGO_BIN_EXE_protolint"), &args).code, 1, "{args:?}");
    }
    // What is only imported is nobody's to check, unless it is named.
    let names = |args: &[&str]| {
        let run = dir
            .protolint(&[&["check", "--only", "MESSAGE_PASCAL_CASE", "--format", "msvs"][..], args].concat());
        (run.out.lines().count(), run.err.contains("note: 1 file in -I "))
    };
    assert_eq!(names(&["-I", "vendor"]), (0, true));
    assert_eq!(names(&["-I", &vendor, "."]), (0, true));
    assert_eq!(names(&["-I", "vendor", "vendor"]), (1, false));
    assert_eq!(names(&["-I", ".", "vendor"]), (1, false));
    for roots in ["", "roots = [\".\"]\n"] {
        std::fs::write(dir.path("protolint.toml"), format!("{roots}include = [\"vendor\"]\n"))
            .expect("a file");
        assert_eq!(names(&[]), (0, false), "{roots}");
        assert_eq!(compared(&dir, "", &["--against", "main"]), found, "{roots}");
    }
    // The configuration can be older than the change.
    for args in [
        &["add", "protolint.toml"][..],
        &["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "second"],
    ] {
        assert_eq!(dir.run("git", args).code, 0);
    }
    assert_eq!(compared(&dir, "", &["--against", "main"]), found);
    let run = dir.protolint(&["breaking", "--against", "main"]);
    assert_eq!(run.err.matches("exists only on disk").count(), 1, "{}", run.err);
}

#[test]
fn a_file_has_the_same_name_on_both_sides_whatever_is_imported() {
    let file = |package: &str, import: &str| {
        format!("syntax = \"proto3\";\n\npackage {package};\n{import}\nmessage M {{}}\n")
    };
    let import = "import \"acme/a/a.proto\";\n";
    let dir = Dir::new()
        .file("new/acme/a/a.proto", file("acme.a", ""))
        .file("new/acme/b/b.proto", file("acme.b", ""))
        .file("old/acme/a/a.proto", file("acme.a", ""))
        .file("old/acme/b/b.proto", file("acme.b", import));
    for sides in [["new/acme", "old/acme"], ["old/acme", "new/acme"]] {
        assert_eq!(compared(&dir, "", &[sides[0], "--against", sides[1]]), (0, Vec::new()), "{sides:?}");
    }
    assert_eq!(compared(&dir, "new/acme", &[".", "--against", "../../old/acme"]), (0, Vec::new()));
    assert_eq!(compared(&dir, "old/acme", &[".", "--against", "../../new/acme"]), (0, Vec::new()));
}

/// Answers of buf 1.75.0.
#[test]
fn a_configuration_for_what_there_was_replaces_the_one_it_had() {
    let broken = "version: v1\nnope: 1\n";
    let given = "{\"version\":\"v1\",\"breaking\":{\"use\":[\"FIELD_NO_DELETE\"]}}";
    let dir = repository(BEFORE).file("buf.yaml", broken);
    git(&dir, &["add", "-A"]);
    git(&dir, &["commit", "-qm", "a configuration"]);
    let rules = "version: v1\nbreaking: {use: [FIELD_NO_DELETE, FILE_NO_DELETE]}\n";
    let dir = dir.file("buf.yaml", rules).file("protos/user.proto", AFTER);
    for input in [".", "protos", "protos/user.proto"] {
        let args = ["breaking", input, "--against", ".git#branch=main", "--format", "json"];
        let replaced = dir.protolint(&[&args[..], &["--against-config", given]].concat());
        assert_eq!(ids(&replaced.out), ["FIELD_NO_DELETE"], "{input}: {}", replaced.err);
        // The one of what there is now is another one.
        for config in [&[][..], &["--config", given]] {
            assert_eq!(dir.protolint(&[&args[..], config].concat()).code, 2, "{input} {config:?}");
        }
    }
}

/// Answers of buf 1.75.0.
#[test]
fn a_configuration_for_what_there_was_is_for_the_directory_that_is_named() {
    let schema = |field: &str| {
        format!("syntax = \"proto3\";\npackage a.v1;\nmessage A {{\n  int32 x = 1;\n{field}}}\n")
    };
    let dir = Dir::new()
        .file("buf.yaml", "version: v2\nmodules:\n  - path: proto\nbreaking:\n  use: [FILE]\n")
        .file("proto/a/v1/a.proto", schema("  int32 y = 2;\n"));
    for args in [
        &["init", "-q", "-b", "main"][..],
        &["add", "-A"],
        &["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "first"],
        &["archive", "-o", "old.tar", "main"],
    ] {
        assert_eq!(dir.run("git", args).code, 0);
    }
    let dir = dir.file("proto/a/v1/a.proto", schema(""));
    let modules = "{\"version\":\"v2\",\"modules\":[{\"path\":\"proto\"},{\"path\":\"gone\"}]}";
    for config in ["{\"version\":\"v1\"}", modules] {
        for (inside, input, against) in [
            ("", "proto", ".git#branch=main,subdir=proto"),
            ("", "proto", "old.tar#subdir=proto"),
            ("proto", ".", "../.git#branch=main,subdir=proto"),
            ("proto", ".", "../old.tar#subdir=proto"),
        ] {
            let args = [input, "--against", against, "--against-config", config];
            let expected = (1, owned(&["FIELD_NO_DELETE a.proto"]));
            assert_eq!(compared(&dir, inside, &args), expected, "{inside}: {args:?}");
        }
    }
}

#[test]
fn a_path_of_what_there_was_can_be_excluded_beside_a_descriptor_set() {
    let dir = workspace();
    let set = dir.run_in(
        "repo",
        env!("CARGO_BIN_EXE_protogen"),
        &["compile", "-Im1", "-oset.binpb", "a/v1/a.proto"],
    );
    assert_eq!(set.code, 0, "{}", set.err);
    let args = ["breaking", "set.binpb", "--against", ".git#branch=main", "--format", "json"];
    // As with buf, one set is not compared with three modules.
    assert_eq!(dir.run_in("repo", env!("CARGO_BIN_EXE_protolint"), &args).code, 2);
    let excluded = ["--exclude-path", "m2/b", "--exclude-path", "m3/d"];
    let run = dir.run_in("repo", env!("CARGO_BIN_EXE_protolint"), &[&args[..], &excluded].concat());
    assert_eq!(ids(&run.out), ["FIELD_NO_DELETE"], "{}", run.err);
}
