//! `protogen compile` as a build runs it.

use std::fs;

use crate::support::Dir;
use prost::Message;
use prost_types::FileDescriptorSet;

const USER: &str = "syntax = \"proto3\";\npackage acme;\nmessage User { string name = 1; }\n";
const ORDER: &str =
    "syntax = \"proto3\";\npackage acme;\nimport \"acme/user.proto\";\nmessage Order { User by = 1; }\n";

fn tree() -> Dir {
    Dir::new().file("protos/acme/user.proto", USER).file("protos/acme/order.proto", ORDER)
}

#[test]
fn an_import_comes_before_its_importer() {
    let dir = tree();
    let run = dir.protogen(&["compile", "-Iprotos", "--include_imports", "-oset.binpb", "acme/order.proto"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let set = fs::read(dir.path("set.binpb")).expect("the set");
    let position = |name: &[u8]| set.windows(name.len()).position(|window| window == name);
    assert!(position(b"acme/user.proto") < position(b"acme/order.proto"));
}

#[test]
fn imports_stay_out_unless_asked_for() {
    let dir = tree();
    let run = dir.protogen(&[
        "compile",
        "--proto_path=protos",
        "--descriptor_set_out=set.binpb",
        "protos/acme/order.proto",
    ]);
    assert_eq!(run.code, 0);
    let set = fs::read(dir.path("set.binpb")).expect("the set");
    let import = b"\n\x0facme/user.proto";
    assert!(!set.windows(import.len()).any(|window| window == import), "a file of that name is in the set");
}

#[test]
fn a_directory_stands_for_its_files() {
    let dir = tree();
    let run = dir.protogen(&["compile", "-o", "set.binpb", "protos"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
}

#[test]
fn every_broken_file_is_reported_and_nothing_is_written() {
    let dir = tree()
        .file("protos/bad.proto", "syntax = \"proto3\";\nmessage { }\n")
        .file("protos/worse.proto", "syntax = \"proto3\";\nmessage A { Missing m = 1; int32 x }\n");
    let run = dir.protogen(&["compile", "-Iprotos", "-o", "set.binpb", "protos"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("protos/bad.proto:2:9: "), "{}", run.err);
    assert!(run.err.contains("protos/worse.proto:2:36: "), "{}", run.err);
    assert!(!dir.path("set.binpb").exists());
}

#[test]
fn importers_of_a_broken_file_are_not_drowned() {
    let dir = tree().file(
        "protos/acme/user.proto",
        "syntax = \"proto3\";\npackage acme;\nmessage User {{ string name = 1; }\n",
    );
    let run = dir.protogen(&["compile", "-Iprotos", "-o", "set.binpb", "acme/order.proto"]);
    assert_eq!(run.code, 1);
    assert!(!run.err.contains("order.proto"), "{}", run.err);
}

#[test]
fn arguments_come_from_files_too() {
    let dir = tree().file("args", "-Iprotos\n-oset.binpb\nacme/user.proto\n");
    assert_eq!(dir.protogen(&["compile", "@args"]).code, 0);
    assert!(dir.path("set.binpb").exists());
}

#[test]
fn a_prefix_maps_to_a_directory() {
    let dir = Dir::new().file("src/a.proto", USER).file("b.proto", ORDER.replace("acme/user", "lib/a"));
    let run = dir.protogen(&["compile", "-Ilib=src", "-I.", "-oset.binpb", "b.proto"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
}

#[test]
fn a_shadowed_input_is_refused() {
    let dir = Dir::new().file("one/a.proto", USER).file("two/a.proto", USER);
    let run = dir.protogen(&["compile", "-Ione", "-Itwo", "-oset.binpb", "two/a.proto"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("one/a.proto"), "{}", run.err);
}

/// The files and links of `fixtures/paths.txt`.
#[cfg(unix)]
fn spelled() -> Dir {
    let message = |name: &str| format!("syntax = \"proto3\";\nmessage {name} {{}}\n");
    let dir = Dir::new()
        .file("d/foo.proto", message("D"))
        .file("d/in/sub.proto", message("S"))
        .file("e/foo.proto", message("E"))
        .file("e/d/foo.proto", message("F"))
        .file("p=q/foo.proto", message("Q"))
        .file("i/imp.proto", "syntax = \"proto3\";\nimport \"lib/foo.proto\";\nmessage I {}\n")
        .file("x/foo.proto/not_a_schema", "");
    std::os::unix::fs::symlink("d", dir.path("link")).expect("a link");
    dir
}

/// What `protogen compile` answers, in the words of `fixtures/paths.txt`.
#[cfg(unix)]
fn named(dir: &Dir, inside: &str, import_paths: &str, input: &str) -> String {
    let base = dir.path("");
    let base = base.to_str().expect("UTF-8").trim_end_matches('/');
    let set = format!("{base}/set.binpb");
    let import_paths: Vec<String> = match import_paths {
        "-" => Vec::new(),
        _ => import_paths.split(' ').map(|arg| arg.replace('$', base).replace("''", "")).collect(),
    };
    let input = input.replace('$', base).replace('%', &base[1..]);
    let mut args = vec!["compile", "-o", &set];
    args.extend(import_paths.iter().map(String::as_str));
    args.push(&input);
    let run = dir.run_in(inside, env!("CARGO_BIN_EXE_protogen"), &args);
    let kinds = [
        ("the path is in none of the import roots", "outside", 1),
        ("there is no such file, neither", "missing", 1),
        ("an import of this name resolves to", "shadowed", 1),
        ("not found in any import path", "notfound", 1),
        ("expected a directory after `=`", "empty", 2),
    ];
    if let Some((_, kind, code)) = kinds.iter().find(|(message, ..)| run.err.contains(message)) {
        assert_eq!(run.code, *code, "{}", run.err);
        return (*kind).to_owned();
    }
    assert_eq!(run.code, 0, "{args:?}: {}", run.err);
    let set = FileDescriptorSet::decode(&*fs::read(set).expect("the set")).expect("a set");
    format!("{}:{}", set.file[0].message_type[0].name(), set.file[0].name().replace(&base[1..], "%"))
}

#[cfg(unix)]
#[test]
fn inputs_get_the_names_that_protoc_gives_them() {
    let dir = spelled();
    let tables = include_str!("../../fixtures/paths.txt").split("\n\n").skip(1);
    let mut wrong = Vec::new();
    let mut answers = 0;
    for table in tables {
        let mut rows = table.lines().map(|row| row.split('|').map(str::trim));
        let mut head = rows.next().expect("a head");
        let inside = head.next().expect("a directory");
        let inputs: Vec<&str> = head.collect();
        for mut row in rows {
            let import_paths = row.next().expect("import paths");
            for (input, protoc) in inputs.iter().zip(row) {
                let ours = named(&dir, inside, import_paths, input);
                answers += 1;
                if ours != protoc {
                    wrong.push(format!("in {inside}: {import_paths} {input}: {ours}, not {protoc}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(answers > 400, "{answers}");
}

#[cfg(unix)]
#[test]
fn names_differ_from_those_of_protoc_where_it_errs() {
    let dir = spelled();
    for (import_paths, input, ours, protoc) in [
        // `/.` is the root, and not the current directory.
        ("-I/.", "d/foo.proto", "outside", "D:d/foo.proto"),
        ("-I/.", "$/d/foo.proto", "D:%/d/foo.proto", "outside"),
        // A directory is no file that an import could find.
        ("-Ix -Id", "d/foo.proto", "D:foo.proto", "shadowed"),
        ("-Id/foo.proto", "d/foo.proto", "outside", "notfound"),
        // A slash at the end of a prefix does not become two, which no name may have.
        ("-Ilib/=d", "d/foo.proto", "D:lib/foo.proto", "spelling"),
        // Names do not begin with a slash, by any prefix.
        ("-I/lib=d", "lib/foo.proto", "D:lib/foo.proto", "missing"),
        ("-I/lib=d", "d/foo.proto", "D:lib/foo.proto", "D:/lib/foo.proto"),
        ("-I/lib=d", "/lib/foo.proto", "missing", "D:/lib/foo.proto"),
    ] {
        assert_eq!(named(&dir, "", import_paths, input), ours, "{import_paths} {input}; protoc: {protoc}");
    }
}

#[cfg(unix)]
#[test]
fn an_absolute_input_keeps_its_slash_in_messages() {
    let dir = tree().file("bad.proto", "syntax = \"proto3\";\nmessage A { int32 x }\n");
    let bad = dir.path("bad.proto");
    let bad = bad.to_str().expect("UTF-8");
    for (import_path, place) in [("/", ":2:"), (".", ": "), ("protos", ": "), ("bad.proto", ": ")] {
        let run = dir.protogen(&["compile", "-I", import_path, "-oset.binpb", bad]);
        assert!(run.code == 1 && run.err.starts_with(&format!("{bad}{place}")), "{}", run.err);
    }
}

#[test]
fn dependencies_are_written_for_make() {
    let dir = tree();
    let run =
        dir.protogen(&["compile", "-Iprotos", "-oset.binpb", "--dependency_out=set.d", "acme/order.proto"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let text = fs::read_to_string(dir.path("set.d")).expect("the rule");
    assert_eq!(text, "set.binpb: protos/acme/user.proto\\\n protos/acme/order.proto");
}

#[cfg(unix)]
#[test]
fn names_in_a_rule_for_make_are_names() {
    let write = |name: &str| {
        let import = name.replace('\n', "\\n");
        let dir = Dir::new()
            .file(name, USER)
            .file("main.proto", format!("syntax = \"proto3\";\nimport \"{import}\";\n"));
        let run = dir.protogen(&["compile", "-I.", "-oo ut.set", "--dependency_out=d", "main.proto"]);
        (run, fs::read_to_string(dir.path("d")).ok(), dir.path("o ut.set").exists())
    };
    for (name, rule) in [
        // As protoc writes it.
        ("a'b.proto", "o\\ ut.set: a'b.proto\\\n main.proto"),
        // protoc does not escape these, and make takes them for two files, a comment, a command, and a pattern.
        ("a b.proto", "o\\ ut.set: a\\ b.proto\\\n main.proto"),
        ("a#b.proto", "o\\ ut.set: a\\#b.proto\\\n main.proto"),
        ("$(shell id).proto", "o\\ ut.set: $$(shell\\ id).proto\\\n main.proto"),
        ("a:b.proto", "o\\ ut.set: a\\:b.proto\\\n main.proto"),
    ] {
        let (run, written, _) = write(name);
        assert_eq!((run.code, written.as_deref()), (0, Some(rule)), "{}", run.err);
    }
    // make runs or sets these, or reads them as two lines, whatever is before them.
    for name in [
        "a;id.proto",
        "SHELL=id.proto",
        "a\nall:.proto",
        "a\tb.proto",
        "a\u{1b}[1m.proto",
        "a\u{202e}b.proto",
    ] {
        let (run, written, set) = write(name);
        assert_eq!((run.code, written, set), (2, None, false), "{name:?}: {}", run.err);
        assert!(run.err.contains(" cannot be written in a make rule because of its `"), "{}", run.err);
        assert!(!run.err.contains(|c: char| c.is_control() && c != '\n'), "{:?}", run.err);
    }
}

#[test]
fn undeclared_imports_are_refused() {
    let dir = tree();
    let args = [
        "compile",
        "-Iprotos",
        "-oset.binpb",
        "--direct_dependencies=other.proto",
        "--direct_dependencies_violation_msg=no %s here",
        "acme/order.proto",
    ];
    let run = dir.protogen(&args);
    assert_eq!((run.code, run.err.as_str()), (1, "protos/acme/order.proto: no acme/user.proto here\n"));
}

#[test]
fn free_numbers_are_printed_like_protoc() {
    let text = "syntax = \"proto2\";\nmessage A {\n  optional int32 a = 2;\n  message B { reserved 1, 3 to 5; }\n  extensions 10 to max;\n}\n";
    let run =
        Dir::new().file("a.proto", text).protogen(&["compile", "--print_free_field_numbers", "a.proto"]);
    let expected = "A.B                                 free: 2 6-INF\nA                                   free: 1 3-9\n";
    assert_eq!((run.code, run.out.as_str()), (0, expected));
}

#[test]
fn both_error_formats_name_the_place() {
    let dir = Dir::new().file("a.proto", "syntax = \"proto3\";\nmessage A {\n\tMissing m = 1;\n}\n");
    let gcc = dir.protogen(&["compile", "-oset.binpb", "a.proto"]).err;
    assert!(gcc.starts_with("a.proto:3:9: "), "{gcc}");
    let msvs = dir.protogen(&["compile", "--error_format=msvs", "-oset.binpb", "a.proto"]).err;
    assert!(msvs.starts_with("a.proto(3) : error in column=9: "), "{msvs}");
}

#[test]
fn plugins_are_refused_by_name() {
    let run = tree().protogen(&["compile", "-Iprotos", "--go_out=.", "acme/user.proto"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("--go_out") && run.err.contains("protogen generate"), "{}", run.err);
}

#[test]
fn a_run_that_cannot_be_done_is_not_a_finding() {
    let dir = tree();
    assert_eq!(dir.protogen(&["compile", "-Iprotos", "acme/user.proto"]).code, 2, "no output");
    assert_eq!(dir.protogen(&["compile", "-oset.binpb"]).code, 2, "no input");
    assert_eq!(
        dir.protogen(&["compile", "-Iprotos", "-omissing/set.binpb", "acme/user.proto"]).code,
        2,
        "no directory"
    );
}

#[test]
fn cycles_missing_files_and_directories_are_named() {
    let dir = Dir::new()
        .file("a.proto", "syntax = \"proto3\";\nimport \"b.proto\";\n")
        .file(
            "b.proto",
            "syntax = \"proto3\";\nimport \"a.proto\";\nimport \"gone.proto\";\nimport \"dir.proto\";\n",
        )
        .file("dir.proto/keep", "");
    let run = dir.protogen(&["compile", "-oset.binpb", "a.proto"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("a.proto:2:1: import cycle: a.proto -> b.proto -> a.proto"), "{}", run.err);
    assert!(run.err.contains("b.proto:3:8: ") && run.err.contains("gone.proto"), "{}", run.err);
    assert!(run.err.contains("b.proto:4:8: ") && run.err.contains("directory"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn a_link_loop_ends() {
    let dir = tree();
    std::os::unix::fs::symlink(dir.path("protos"), dir.path("protos/acme/again")).expect("a link");
    let run = dir.protogen(&["compile", "-o", "set.binpb", "protos"]);
    assert!(run.code == 0 && run.err.is_empty(), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn under_the_name_protoc_it_is_protoc() {
    let dir = tree();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_protogen"), dir.path("protoc")).expect("a link");
    let protoc = dir.path("protoc");
    assert!(dir.run(&protoc, &["--version"]).out.starts_with("libprotoc "));
    let run = dir
        .run(&protoc, &["--include_imports", "-o", "set.binpb", "-I", "protos", "protos/acme/order.proto"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(dir.run(&protoc, &["--no_such_flag"]).code, 1);
    assert_eq!(dir.run(&protoc, &["-Iprotos", "acme/user.proto"]).code, 1, "no output");
}

#[cfg(unix)]
#[test]
fn a_rewritten_file_keeps_its_link_and_its_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let dir = tree().file("out/old.binpb", "old");
    let old = dir.path("out/old.binpb");
    fs::set_permissions(&old, fs::Permissions::from_mode(0o600)).expect("the mode is set");
    symlink(&old, dir.path("set.binpb")).expect("a link");
    assert_eq!(dir.protogen(&["compile", "-Iprotos", "-oset.binpb", "acme/user.proto"]).code, 0);
    assert!(dir.path("set.binpb").is_symlink());
    assert_ne!(fs::read(&old).expect("the file"), b"old");
    assert_eq!(fs::metadata(&old).expect("the file").permissions().mode() & 0o777, 0o600);
}

#[test]
fn named_files_come_before_the_built_in_ones_with_their_comments() {
    let timestamp = "syntax = \"proto3\";\npackage google.protobuf;\n// Of the user's own.\nmessage Timestamp { int64 seconds = 1; int32 nanos = 2; }\n";
    let user = "syntax = \"proto3\";\nimport \"google/protobuf/timestamp.proto\";\nmessage M { google.protobuf.Timestamp at = 1; }\n";
    let dir = Dir::new().file("include/google/protobuf/timestamp.proto", timestamp).file("a.proto", user);
    let comment = b"Of the user's own.";
    for (include, expected) in [("-I.", false), ("-Iinclude", true)] {
        let args = ["-I.", include, "--include_imports", "--include_source_info", "-oset.binpb", "a.proto"];
        let run = dir.protogen(&[&["compile"], &args[..]].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        let set = fs::read(dir.path("set.binpb")).expect("the set");
        assert_eq!(set.windows(comment.len()).any(|window| window == comment), expected, "{include}");
    }
}

/// The files that are said to be imported for nothing.
fn unused(text: &str) -> Vec<String> {
    let dir = Dir::new()
        .file(
            "types.proto",
            "syntax = \"proto3\"; package t; message T { int32 a = 1; E e = 2; T t = 3; } enum E { ZERO = 0; ONE = 1; }",
        )
        .file(
            "options.proto",
            r#"syntax = "proto3"; package o; import "google/protobuf/descriptor.proto"; import "types.proto";
            import "google/protobuf/any.proto"; extend google.protobuf.FileOptions {
            int32 number = 50001; t.E enum = 50002; t.T message = 50003; google.protobuf.Any any = 50004; }"#,
        )
        .file("public.proto", "syntax = \"proto3\"; import public \"types.proto\";")
        .file("a.proto", text);
    let run = dir.protogen(&["compile", "-I.", "-oset.binpb", "a.proto"]);
    assert_eq!(run.code, 0, "{text}: {}", run.err);
    let name = |line: &str| Some(line.split_once("unused import `")?.1.split_once('`')?.0.to_owned());
    let mut found: Vec<String> = run.err.lines().filter_map(name).collect();
    found.sort();
    found
}

#[test]
fn imports_are_unused_where_protoc_says_so() {
    const TYPES: &str = "types.proto";
    const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";
    let imports =
        "import \"options.proto\"; import \"types.proto\"; import \"google/protobuf/descriptor.proto\";";
    for (statement, expected) in [
        ("", &[DESCRIPTOR, "options.proto", TYPES][..]),
        ("message M { int32 a = 1 [json_name = \"b\"]; }", &[DESCRIPTOR, "options.proto", TYPES]),
        ("option java_package = \"x\";", &["options.proto", TYPES]),
        ("message M { int32 a = 1 [deprecated = true]; }", &["options.proto", TYPES]),
        ("option (o.number) = 1;", &[TYPES]),
        ("option (o.enum) = ONE;", &[]),
        ("option (o.message) = { a: 1 };", &[TYPES]),
        ("option (o.message) = { e: ONE };", &[TYPES]),
        ("option (o.message).a = 1;", &[TYPES]),
        ("option (o.message).e = ONE;", &[]),
        ("option (o.message).t.e = ONE;", &[]),
        ("option (o.any) = { [type.googleapis.com/t.T] { a: 1 } };", &[]),
        ("option (o.any) = { type_url: \"type.googleapis.com/t.T\" };", &[TYPES]),
        ("message M { t.T a = 1; }", &[DESCRIPTOR, "options.proto"]),
    ] {
        assert_eq!(unused(&format!("syntax = \"proto3\"; {imports} {statement}")), expected, "{statement}");
    }
    for (text, expected) in [
        ("syntax = \"proto3\"; import public \"types.proto\";", &[][..]),
        ("syntax = \"proto3\"; import \"public.proto\";", &[]),
        (
            "syntax = \"proto3\"; import \"public.proto\"; import \"types.proto\"; message M { t.T a = 1; }",
            &[],
        ),
        ("syntax = \"proto2\"; import weak \"types.proto\";", &[TYPES]),
        ("edition = \"2024\"; import option \"options.proto\";", &["options.proto"]),
        (
            "edition = \"2024\"; import \"types.proto\"; import option \"options.proto\"; option (o.message) = { e: ONE };",
            &[TYPES],
        ),
        (
            "edition = \"2024\"; import option \"types.proto\"; import option \"options.proto\"; option (o.enum) = ONE;",
            &[],
        ),
    ] {
        assert_eq!(unused(text), expected, "{text}");
    }
}

#[test]
fn a_cycle_is_reported_without_advice_to_import_what_is_imported() {
    let dir = Dir::new()
        .file("a.proto", "syntax = \"proto3\";\nimport \"b.proto\";\nmessage A { B b = 1; }\n")
        .file("b.proto", "syntax = \"proto3\";\nimport \"a.proto\";\nmessage B { A a = 1; }\n");
    let run = dir.protogen(&["compile", "-oset.binpb", "a.proto"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    assert!(run.err.contains("import cycle: a.proto -> b.proto -> a.proto"), "{}", run.err);
}

#[test]
fn the_messages_of_descriptor_proto_may_be_declared_elsewhere() {
    let own = |rest: &str| format!("syntax = \"proto2\"; package google.protobuf; {rest}");
    let copy = fs::read("proto/google/protobuf/descriptor.proto").expect("descriptor.proto");
    let uses = r#"syntax = "proto2"; import "d.proto"; extend google.protobuf.FieldOptions { optional int32 x = 50000; }
        message M { optional int32 a = 1 [(x) = 4, deprecated = true]; }"#;
    for (declared, importer) in [
        (String::from_utf8(copy).expect("text"), uses),
        (own("message FileOptions { optional string x = 1; } option x = \"a\";"), ""),
        (own("message FieldOptions { extensions 50000 to max; optional bool deprecated = 3; }"), uses),
        (own("enum Edition { EDITION_2023 = 0; }"), ""),
        (own("message UninterpretedOption {} message M { optional int32 a = 1 [deprecated = true]; }"), ""),
        ("syntax = \"proto3\"; package google.protobuf.FileOptions; message M {}".to_owned(), ""),
        ("syntax = \"proto3\"; package google; message protobuf { message FileOptions {} }".to_owned(), ""),
        ("syntax = \"proto3\"; message google { message protobuf {} }".to_owned(), ""),
    ] {
        let importer = if importer.is_empty() { "syntax = \"proto2\";" } else { importer };
        let dir = Dir::new().file("d.proto", &declared).file("a.proto", importer);
        let run = dir.protogen(&["compile", "-I.", "-oset.binpb", "d.proto", "a.proto"]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{declared}");
    }
    // What the file's own options message lacks is unknown.
    let dir = Dir::new()
        .file("d.proto", own("message FileOptions { optional string x = 1; } option java_package = \"a\";"));
    let run = dir.protogen(&["compile", "-I.", "-oset.binpb", "d.proto"]);
    assert!(run.code == 1 && run.err.contains("java_package"), "{}", run.err);
}

#[test]
fn the_oneofs_that_optional_makes_have_names_like_others() {
    let verdict = |text: &str| {
        let dir = Dir::new().file("a.proto", format!("syntax = \"proto3\";\n{text}\n"));
        let run = dir.protogen(&["compile", "-I.", "-oset.binpb", "a.proto"]);
        assert!(run.err.lines().count() < 2, "{text}: {}", run.err);
        (run.code, run.err)
    };
    for (field, member) in [
        ("optional int32 a = 1;", "message _a {}"),
        ("optional int32 a = 1;", "enum _a { Z = 0; }"),
        ("optional int32 a = 1;", "enum E { _a = 0; }"),
        ("optional int32 a = 1; int32 _a = 2;", "message X_a {}"),
        ("optional int32 a = 1; optional int32 _a = 2; optional int32 X_a = 3;", "message XXX_a {}"),
    ] {
        for text in [format!("message M {{ {field} {member} }}"), format!("message M {{ {member} {field} }}")]
        {
            let (code, err) = verdict(&text);
            assert!(code == 1 && err.contains("implies a oneof"), "{text}: {err}");
        }
    }
    for text in [
        "message M { optional int32 a = 1; int32 _a = 2; }",
        "message M { optional int32 a = 1; optional int32 _a = 2; message X_a_ {} }",
        "message M { optional int32 a = 1; oneof _a { int32 b = 2; } }",
        "message _a {} message M { optional int32 a = 1; _a b = 2; }",
        "message M { optional int32 a = 1; } message _a {}",
    ] {
        assert_eq!(verdict(text), (0, String::new()), "{text}");
    }
}

#[cfg(unix)]
#[test]
fn argument_files_are_regular_files_or_what_the_shell_opened() {
    let dir = Dir::new().file("a.proto", "syntax = \"proto3\";\n").file("args", "-o\nset.binpb\na.proto\n");
    assert_eq!(dir.run("mkfifo", &["pipe"]).code, 0);
    let protogen = env!("CARGO_BIN_EXE_protogen");
    for script in ["\"$0\" compile @/dev/stdin < args", "cat args | \"$0\" compile @/dev/fd/0"] {
        let run = dir.run("sh", &["-c", script, protogen]);
        assert_eq!((run.code, &*run.err), (0, ""), "{script}");
    }
    for (file, why) in [
        ("pipe", "it is not a regular file"),
        ("/dev/zero", "it is not a regular file"),
        (".", "it is a directory"),
        ("nope", "there is no such file"),
    ] {
        let run = dir.protogen(&["compile", &format!("@{file}")]);
        let message = format!("error: the argument file {file} cannot be read: {why}\n");
        assert_eq!((run.code, run.err), (2, message));
    }
}

/// protoc 36.2 writes inputs in the given order, but each after the inputs that it imports directly. Imports through a
/// file that is not an input do not count.
#[test]
fn inputs_are_in_the_order_of_protoc() {
    let file = |name: &str, import: &str| {
        let import = if import.is_empty() { String::new() } else { format!("import \"{import}.proto\";\n") };
        format!("syntax = \"proto3\";\npackage x.{name};\n{import}message M {{}}\n")
    };
    let dir = Dir::new().file("a.proto", file("a", "b")).file("b.proto", file("b", "c"));
    let dir = dir.file("c.proto", file("c", "d")).file("d.proto", file("d", ""));
    for (inputs, ordered) in [
        (&["a", "c"][..], &["a", "c"][..]),
        (&["c", "a"], &["c", "a"]),
        (&["a", "b", "c"], &["c", "b", "a"]),
        (&["a", "d", "b"], &["b", "a", "d"]),
        (&["a", "d", "c"], &["a", "d", "c"]),
        (&["a", "d", "c", "b"], &["d", "c", "b", "a"]),
    ] {
        let paths: Vec<String> = inputs.iter().map(|name| format!("{name}.proto")).collect();
        let args = ["compile", "-I.", "-o", "set"].into_iter().chain(paths.iter().map(String::as_str));
        let run = dir.protogen(&args.collect::<Vec<_>>());
        assert_eq!(run.code, 0, "{}", run.err);
        let set = fs::read(dir.path("set")).expect("a set");
        let set = FileDescriptorSet::decode(&*set).expect("a set");
        let found = set.file.into_iter().map(|file| file.name.unwrap_or_default());
        let ordered = ordered.iter().map(|name| format!("{name}.proto"));
        assert_eq!(found.collect::<Vec<_>>(), ordered.collect::<Vec<_>>(), "{inputs:?}");
    }
}
