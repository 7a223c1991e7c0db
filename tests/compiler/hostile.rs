//! Sources nobody would write: any bytes at all end in a tree and diagnostics, soon, and in little memory.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::random::Random;
use crate::support::Dir;
use protolint::compile::{Loaded, Timings, compile, lower};
use protolint::descriptor::{EncodeOptions, encode_file};
use protolint::diag::{Diagnostic, Severity};
use protolint::schema::File;
use protolint::syntax;
use protolint::text::Source;

/// Parses and lowers. Checks that all diagnostics are inside the file.
fn parse(bytes: impl Into<Vec<u8>>) -> (File, Vec<Diagnostic>) {
    let source = Source::new("a.proto", "a.proto", bytes.into());
    let (tree, faults) = syntax::parse(&source);
    for fault in &faults {
        let (_, span) = fault.place.text.as_ref().expect("a place in the file");
        assert!(span.start <= span.end && span.end as usize <= source.bytes().len(), "{span:?}: {fault:?}");
    }
    (lower(tree), faults)
}

/// Whether an error is among the diagnostics.
fn is_refused(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|found| found.severity == Severity::Error)
}

/// Does all that is done to a file, and gives the diagnostics.
fn run(bytes: impl Into<Vec<u8>>) -> Vec<Diagnostic> {
    let (file, diagnostics) = parse(bytes);
    let loaded = Loaded { files: vec![file.into()], roots: vec![0], diagnostics, ..Loaded::default() };
    let compiled = compile(loaded, &mut Timings::default());
    let options = EncodeOptions { source_info: true, retain_options: false };
    encode_file(&compiled.schema, 0, options, &mut Vec::new());
    compiled.diagnostics
}

/// The sources among the fixtures and those the package carries.
fn sources() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pending = vec![root.join("fixtures"), root.join("proto")];
    let mut found = Vec::new();
    while let Some(directory) = pending.pop() {
        for entry in fs::read_dir(&directory).expect("the directory is part of the package") {
            let path = entry.expect("its entries can be read").path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|extension| extension == "proto") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 100);
    found
}

#[test]
fn random_bytes_are_refused() {
    let pieces: [&[u8]; 40] = [
        b"message",
        b"enum",
        b"service",
        b"rpc",
        b"returns",
        b"oneof",
        b"map<",
        b"group",
        b"extend",
        b"extensions",
        b"reserved",
        b"option",
        b"import",
        b"package",
        b"syntax = \"proto2\";",
        b"edition = \"2024\";",
        b"export",
        b"optional",
        b"stream",
        b"{",
        b"}",
        b"[",
        b"]",
        b"(",
        b")",
        b"=",
        b";",
        b",",
        b".",
        b"-",
        b"1",
        b"0x",
        b"1.e",
        b"to max",
        b"\"a",
        b"'\\",
        b"/*",
        b"//",
        b"\n",
        b"\xFF",
    ];
    let mut random = Random(7);
    let mut refused = 0;
    for _ in 0..3000 {
        let mut bytes = Vec::new();
        for _ in 0..random.below(60) {
            match random.below(4) {
                0 => bytes.push(random.next() as u8),
                1 => bytes.extend(b" x"),
                _ => bytes.extend(pieces[random.below(pieces.len())]),
            }
            bytes.push(b' ');
        }
        refused += u32::from(is_refused(&parse(bytes).1));
    }
    // The others are empty, or happen to be valid.
    assert_eq!(refused, 2918, "of 3000");
}

#[test]
fn changed_sources_are_refused_or_compiled() {
    let mut random = Random(3);
    let (mut refused, mut all) = (0, 0);
    for path in sources() {
        let original = fs::read(&path).expect("the source can be read");
        for round in 0..4 {
            let mut bytes = original.clone();
            for _ in 0..=random.below(3) {
                change(&mut bytes, &mut random);
            }
            let found = if round == 0 && bytes.len() < 4000 { run(bytes) } else { parse(bytes).1 };
            refused += usize::from(is_refused(&found));
            all += 1;
        }
    }
    // Files stay valid if only names or comments change.
    let percent = refused * 100 / all;
    assert!((85..98).contains(&percent), "{percent} % of {all} are refused");
}

/// Replaces, removes or repeats a part, or cuts the rest.
fn change(bytes: &mut Vec<u8>, random: &mut Random) {
    if bytes.is_empty() {
        return;
    }
    let start = random.below(bytes.len());
    let end = (start + random.below(20)).min(bytes.len());
    match random.below(5) {
        0 => bytes[start] = random.next() as u8,
        1 => drop(bytes.drain(start..end)),
        2 => bytes.extend_from_within(start..end),
        3 => bytes.truncate(start),
        _ => {
            let other = random.below(bytes.len());
            bytes.swap(start, other);
        }
    }
}

#[test]
fn nesting_is_bounded() {
    const DEPTH: usize = 200_000;
    let nested = |open: &str, close: &str| open.repeat(DEPTH) + &close.repeat(DEPTH);
    let inputs = [
        nested("{", "}"),
        nested("message A {", "}"),
        nested("message A { optional group G = 1 {", "} }"),
        format!("message A {{ {} }}", nested("oneof o {", "}")),
        format!("option (o) = {};", nested("{ a: ", "}")),
        format!("option (o) = {};", nested("{ a < ", "> }")),
        format!("import \"google/protobuf/any.proto\"; option java_package = {};", nested("{ a: [", "] }")),
        format!("message A {{ int32 a = 1 {}; }}", nested("[", "]")),
        format!("option {} = 1;", nested("(", ")")),
        nested("enum E {", "}"),
        nested("service S { rpc M(A) returns (A) {", "} }"),
        nested("/*", "*/"),
    ];
    for input in inputs {
        let faults = run(input.as_bytes());
        assert!(!faults.is_empty(), "{}", &input[..60]);
    }
}

#[test]
fn what_strangers_nest_ends_in_an_answer() {
    const DEPTH: usize = 50_000;
    let lists = "[".repeat(DEPTH) + &"]".repeat(DEPTH);
    let proto = "syntax = \"proto3\";\n".to_owned();
    let options = "syntax = \"proto2\"; import \"google/protobuf/descriptor.proto\";
        message R { optional R r = 1; optional int32 v = 2; }
        extend google.protobuf.FileOptions { optional R o = 50000; }\n";
    let named = |parts: usize| format!("{options}option (o){}.v = 1;\n", ".r".repeat(parts));
    let chain = (0..DEPTH)
        .fold(proto.clone(), |text, id| text + &format!("message M{id} {{ M{} f = 1; }}\n", id + 1));
    let chain = chain + &format!("message M{DEPTH} {{}}\n");
    let json = format!(
        "{{\"file\":[{{\"messageType\":[{}{}]}}]}}",
        "{\"nestedType\":[".repeat(DEPTH),
        "]}".repeat(DEPTH)
    );
    for (what, file, text, code, said) in [
        ("option name", "a.proto", named(99), 0, ""),
        ("option name", "a.proto", named(100), 1, "a.proto:4:8: error: option `(o).r.r"),
        ("option name", "a.proto", named(DEPTH), 1, "is nested too deeply: the limit is 100 levels"),
        (
            "reference",
            "a.proto",
            format!("{proto}message M {{ {} f = 1; }}", ".a".repeat(DEPTH)),
            1,
            "a.proto:2:13: ",
        ),
        ("package", "a.proto", format!("{proto}package a{};", ".a".repeat(DEPTH)), 1, "a.proto:2:1: "),
        ("types", "a.proto", chain, 0, ""),
        ("JSON", "a.json", json, 2, "recursion limit exceeded at line 1"),
        ("YAML", "buf.yaml", format!("version: {lists}"), 2, "buf.yaml:1:"),
        ("TOML list", "protolint.toml", format!("x = {lists}"), 2, "protolint.toml:1:"),
        ("TOML key", "protolint.toml", format!("x{} = 1", ".a".repeat(DEPTH)), 2, "protolint.toml:1:"),
        ("baseline", "protolint-baseline.toml", format!("x = {lists}"), 2, "protolint-baseline.toml:1:"),
    ] {
        let dir = Dir::new().file(file, text).file("b/b.proto", "syntax = \"proto3\";\npackage b;\n");
        let input = if what.starts_with("JSON") { file } else { "." };
        let run = dir.protolint(&["check", "--only", "MESSAGE_PASCAL_CASE", input]);
        assert!(run.out.contains(said) || run.err.contains(said), "{what}: {}{}", run.out, run.err);
        assert_eq!(run.code, code, "{what}: {:.300}{:.300}", run.out, run.err);
    }
}

#[test]
fn an_option_value_nested_deep_is_bounded_too() {
    let declared =
        "syntax = \"proto2\"; import \"google/protobuf/descriptor.proto\"; message M { optional M m = 1; }
        extend google.protobuf.FileOptions { optional M o = 50000; }";
    for (open, close) in [("{ m ", "}"), ("m { ", "}"), ("m < ", ">")] {
        let value = open.repeat(100_000) + &close.repeat(100_000);
        let (file, diagnostics) = parse(format!("{declared} option (o) = {{ {value} }};"));
        let source = include_bytes!("../../proto/google/protobuf/descriptor.proto");
        let name = "google/protobuf/descriptor.proto";
        let descriptor = lower(syntax::parse(&Source::new(name, name, source.to_vec())).0);
        let loaded = Loaded {
            files: vec![descriptor.into(), file.into()],
            roots: vec![1],
            diagnostics,
            ..Loaded::default()
        };
        assert!(is_refused(&compile(loaded, &mut Timings::default()).diagnostics), "{open}");
    }
}

#[test]
fn a_large_file_takes_its_time_and_no_more() {
    let mut text = "syntax = \"proto3\";\n".to_owned();
    while text.len() < 20 << 20 {
        let id = text.len();
        _ = write!(
            text,
            "// Comment.\nmessage M{id} {{\n  string name = 1;\n  repeated M{id} list = 2;\n}}\n"
        );
    }
    let (file, faults) = parse(text);
    assert!(faults.is_empty());
    assert!(file.messages.len() > 200_000);
}

#[test]
fn long_scopes_are_not_repeated_without_end() {
    let scope = "a".repeat(60_000);
    let inner: String = (0..20_000).fold(String::new(), |text, id| text + &format!("message M{id} {{}}"));
    let (file, _) = parse(format!("message {scope} {{ {inner} }}"));
    assert!(file.names_truncated);
    assert!(file.strings.size() < 16 << 20, "{}", file.strings.size());
    assert!(!run(format!("package {scope}; {inner}")).is_empty());

    assert!(!run(format!("package a{};", ".b".repeat(80_000))).is_empty());
}

#[test]
fn faults_of_a_file_are_counted_not_collected() {
    for byte in ["}", "\u{1} ", "é ", "'\n", "1x "] {
        let (_, faults) = parse(byte.repeat(100_000));
        assert!((1..=2000).contains(&faults.len()), "{byte:?}: {}", faults.len());
    }
}

#[test]
fn stray_bytes_are_told_apart() {
    let code = |bytes: &[u8]| run(bytes).first().map(|fault| fault.code);
    assert_eq!(code(b"\xEF\xBB\xBFsyntax = \"proto3\";"), None);
    assert_eq!(code(b"\xEF\xBBsyntax = \"proto3\";"), Some("not-utf8"));
    assert_eq!(code(b"\xFF\xFEs\0y\0n\0t\0a\0x\0"), Some("non-ascii"));
    assert_eq!(code(b"syntax = \"proto3\";\0"), Some("control-character"));
    assert_eq!(code(b"syntax = \"proto3\"; // a \0"), Some("control-character"));
    assert_eq!(code(b"syntax = \"proto3\";\rmessage M {}\r\r\n"), None);
    assert_eq!(code(b""), None);
}

/// Time for eight times as much is far from sixty-four times as long, also on a busy machine.
#[test]
fn suppressions_and_chains_of_messages_take_time_in_proportion() {
    let repeat = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let suppressions = |count| {
        repeat(count, &|at| {
            format!("message M{at} {{\n  // buf:lint:ignore FIELD_LOWER_SNAKE_CASE\n  int32 Ab = 1;\n}}\n")
        })
    };
    let lines =
        |count| repeat(count, &|_| "// buf:lint:ignore MESSAGE_PASCAL_CASE\n".to_owned()) + "message m {}\n";
    let chain = |count| {
        repeat(count / 10, &|at| format!("message M{at} {{ M{} f = 1; }}\n", at + 1))
            + &format!("message M{} {{}}\n", count / 10)
    };
    let check = ["check", "--only", "FIELD_LOWER_SNAKE_CASE,MESSAGE_PASCAL_CASE", "."];
    let seconds = |text: String, is_chain: bool| {
        let dir = Dir::new().file("a.proto", format!("syntax = \"proto3\";\npackage acme.v1;\n{text}"));
        let start = std::time::Instant::now();
        let run =
            if is_chain { dir.protogen(&["generate", ".", "-o", "out"]) } else { dir.protolint(&check) };
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
        start.elapsed().as_secs_f64()
    };
    let cases: [(&dyn Fn(usize) -> String, bool); 3] =
        [(&suppressions, false), (&lines, false), (&chain, true)];
    for (case, (text, is_chain)) in cases.into_iter().enumerate() {
        let (small, large) = (seconds(text(1_500), is_chain), seconds(text(12_000), is_chain));
        assert!(large < 24.0 * small + 1.0, "case {case}: {small:.2} s, then {large:.2} s");
    }
}

/// Each message leads to the next one: nothing may go along by recursion.
#[test]
fn a_long_chain_of_messages_is_scaffolded() {
    const LENGTH: usize = 20_000;
    let mut text =
        "syntax = \"proto3\";\npackage acme.v1;\nservice S { rpc Get(M0) returns (M1); }\n".to_owned();
    for id in 0..LENGTH {
        let _ = writeln!(text, "message M{id} {{ M{} next = 1; }}", id + 1);
    }
    let dir = Dir::new().file("a.proto", text + &format!("message M{LENGTH} {{}}\n"));
    let run = dir.protogen(&["scaffold", "a.proto", "--out", "out"]);
    assert_eq!(run.code, 0, "{:.300}", run.err);
    let last = format!("\"acme.v1.M{LENGTH}\"");
    let description = std::fs::read_to_string(dir.path("out/src/gen/openapi.json")).expect("a description");
    assert!(description.contains(&last));
}

/// A file is not looked for in the directories of all other modules.
#[test]
fn a_file_is_read_from_its_own_module() {
    let text = |message: &str| format!("syntax = \"proto3\";\npackage acme.v1;\nmessage {message} {{}}\n");
    let dir = Dir::new()
        .file("buf.yaml", "version: v2\nmodules:\n  - path: a\n    excludes: [a/acme]\n  - path: b\n")
        .file("a/other/v1/other.proto", "syntax = \"proto3\";\npackage other.v1;\n")
        .file("a/acme/v1/x.proto", text("left_out"))
        .file("b/acme/v1/x.proto", text("meant"));
    let run = dir.protolint(&["lint", "--only", "MESSAGE_PASCAL_CASE", "."]);
    assert!(run.out.contains("b/acme/v1/x.proto:3:9: "), "{}{}", run.out, run.err);
    assert!(!run.out.contains("left_out"), "{}", run.out);
}
