//! `protolint format`: buf's style, and what it does to files. Expected texts are what buf 1.75 prints.

use std::collections::HashSet;
use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::support::{Dir, fixtures::files_below};
use protolint::compile::{Loaded, Timings, compile, lower};
use protolint::descriptor::{EncodeOptions, encode_file};
use protolint::format::{Style, format};
use protolint::syntax;
use protolint::text::Source;

const UGLY: &str =
    "syntax=\"proto3\";import \"b.proto\";\nimport \"a.proto\"; // a\n\nmessage M{int32 a=1;}\n";
const NEAT: &str = "syntax = \"proto3\";\n\nimport \"a.proto\"; // a\nimport \"b.proto\";\n\nmessage M {\n  int32 a = 1;\n}\n";

/// Formats a text as buf does.
fn formatted(text: &str) -> String {
    styled(text, Style::default())
}

fn styled(text: &str, style: Style) -> String {
    let (tree, _) = syntax::parse(&Source::new("a.proto", "a.proto", text.as_bytes().to_vec()));
    assert!(!tree.damaged, "{text}");
    String::from_utf8(format(&tree, style)).expect("UTF-8")
}

#[test]
fn texts_are_formatted_as_buf_does() {
    let cases = [
        ("", ""),
        ("message M{}", "message M {}\n"),
        ("message M{\n}\n\n\n\nmessage N{;;}", "message M {}\n\nmessage N {}\n"),
        (
            "message M{\n\nint32 a=1;\n\n\nint32 b=2;\n\n}",
            "message M {\n  int32 a = 1;\n\n  int32 b = 2;\n}\n",
        ),
        ("message M{int32 a=1;\n\n;\nint32 b=2;}", "message M {\n  int32 a = 1;\n\n  int32 b = 2;\n}\n"),
        ("message M{map<string,.a.B>m=1[a=1];}", "message M {\n  map<string, .a.B> m = 1 [a = 1];\n}\n"),
        (
            "message M{int32 a=1[x=1,(y).z=\"a\"];}",
            "message M {\n  int32 a = 1 [\n    x = 1,\n    (y).z = \"a\"\n  ];\n}\n",
        ),
        (
            "message M{reserved 1,2 to 3,5 to max;reserved \"a\",\"b\";}",
            "message M {\n  reserved 1, 2 to 3, 5 to max;\n  reserved \"a\", \"b\";\n}\n",
        ),
        ("enum E{A=- 5;B=0XFF;}", "enum E {\n  A = -5;\n  B = 0XFF;\n}\n"),
        (
            "service S{rpc A(stream .a.M)returns(M){};rpc B(M)returns(stream M);}",
            "service S {\n  rpc A(stream .a.M) returns (M) {}\n  rpc B(M) returns (stream M);\n}\n",
        ),
        (
            "option a={x:1};option b={x:1,y<z:2>,l:[1,2];e:[3]m{}};",
            "option a = {x: 1};\noption b = {\n  x: 1\n  y: {z: 2}\n  l: [\n    1,\n    2\n  ]\n  e: [3]\n  m: {}\n};\n",
        ),
        ("option a=\"x\"\n\"y\";", "option a =\n  \"x\"\n  \"y\";\n"),
        ("option (b)=1;option c=1;option a=1;", "option a = 1;\noption c = 1;\noption (b) = 1;\n"),
        ("import 'c';import \"z\";import \"a\";", "import \"a\";\nimport \"z\";\nimport 'c';\n"),
        (
            "edition=\"2024\";export message M{}local enum E{A=0;}",
            "edition = \"2024\";\n\nexport message M {}\nlocal enum E {\n  A = 0;\n}\n",
        ),
        ("syntax=\"proto3\";\nmessage M{}", "syntax = \"proto3\";\n\nmessage M {}\n"),
        ("package b;\nmessage M{}", "package b;\nmessage M {}\n"),
        (
            "package b;\n\n// D\n\n// L\nmessage M{}\n\n// E\n\n// O\noption a=1;",
            "package b;\n\n// D\n\n// E\n\n// O\noption a = 1;\n\n// L\nmessage M {}\n",
        ),
        (
            "package b;\n\n// D\n\n// L\nimport \"b\";\n// E\n\nimport \"a\";\n",
            "package b;\n\n// D\n\n// E\n\nimport \"a\";\n// L\nimport \"b\";\n",
        ),
        (
            "option (a)={\n\nb:1\n\n\nc:2\n//d\n\ne:[\n1,\n\n2]\n\n};",
            "option (a) = {\n  b: 1\n\n  c: 2\n\n  //d\n\n  e: [\n    1,\n\n    2\n  ]\n};\n",
        ),
        (
            "message M{int32 a=1[\n\nb=1,\n\nc=2\n\n];}",
            "message M {\n  int32 a = 1 [\n    b = 1,\n\n    c = 2\n  ];\n}\n",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(formatted(text), expected, "{text}");
        assert_eq!(formatted(expected), expected, "a second time: {text}");
    }
}

#[test]
fn comments_stay_where_they_are_as_in_buf() {
    let cases = [
        ("// license\n\n// lead\nmessage M{}// end\n", "// license\n\n// lead\nmessage M {} // end\n"),
        (
            "message M{ // x\n\n // y\n int32 a=1;\n\n // z\n\n}",
            "message M { // x\n  // y\n  int32 a = 1;\n  // z\n}\n",
        ),
        ("message M{/* a */ string j=1; // b\n}", "message M {\n  /* a */\n  string j = 1; // b\n}\n"),
        ("message M{ // in\n}", "message M {\n  // in\n}\n"),
        ("message M // c\n{int32 a // d\n=1;}", "message M /* c */ {\n  int32 a /* d */ = 1;\n}\n"),
        ("message M{int32 a= // c\n1;}", "message M {\n  int32 a = // c\n  1;\n}\n"),
        ("message M{int32 a=1[ // c\nx=1];}", "message M {\n  int32 a = 1 [ // c\n    x = 1\n  ];\n}\n"),
        ("message M{int32 a=1[x=1 // */ c\n];}", "message M {\n  int32 a = 1 [x = 1 /* * / c */];\n}\n"),
        ("/**\n* x\n    * y\n*/message M{}", "/**\n * x\n * y\n */\nmessage M {}\n"),
        (
            "message M{int32 a=1;\n\t\t/*\n\t\tfoo\n\t\t\tbar\n\t\t*/\n}",
            "message M {\n  int32 a = 1;\n  /*\n     foo\n     \tbar\n  */\n}\n",
        ),
        (
            "service S{rpc A(M)returns(M/*\n* c\n*/);}",
            "service S {\n  rpc A(M) returns (\n    M /*\n     * c\n     */\n  );\n}\n",
        ),
        (
            "message M{a/*c*/\n .b x=1;a/*c*/ .b y=2;a//c\n .b z=3;}",
            "message M {\n  a /*c*/.b x = 1;\n  a/*c*/ .b y = 2;\n  a /*c */.b z = 3;\n}\n",
        ),
        (
            "option a={x:[/*c*/\n 1]};option b={x:[/*c*/ 1]};",
            "option a = {\n  x: [ /*c*/\n    1\n  ]\n};\noption b = {\n  x: [\n    /*c*/\n    1\n  ]\n};\n",
        ),
        (
            "service S{rpc A(stream // c\nM)returns(M);}",
            "service S {\n  rpc A(\n    stream // c\n    M\n  ) returns (M);\n}\n",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(formatted(text), expected, "{text}");
        assert_eq!(formatted(expected), expected, "a second time: {text}");
    }
}

/// The descriptor of a file, without places.
fn descriptor(text: &[u8]) -> Vec<u8> {
    let (tree, diagnostics) = syntax::parse(&Source::new("a.proto", "a.proto", text.to_vec()));
    let loaded = Loaded { files: vec![lower(tree).into()], roots: vec![0], diagnostics, ..Loaded::default() };
    let compiled = compile(loaded, &mut Timings::default());
    let mut out = Vec::new();
    encode_file(&compiled.schema, 0, EncodeOptions { source_info: false, retain_options: true }, &mut out);
    out
}

/// The number of comments in a file.
fn comments(text: &[u8]) -> usize {
    let (mut count, mut at) = (0, 0);
    let end_of = |start: usize, mark: &[u8]| {
        let found = text[start..].windows(mark.len()).position(|window| window == mark);
        found.map_or(text.len(), |found| start + found + mark.len())
    };
    while at < text.len() {
        let rest = &text[at..];
        at = match rest[0] {
            b'"' | b'\'' => {
                let mut end = at + 1;
                while end < text.len() && text[end] != rest[0] {
                    end += 1 + usize::from(text[end] == b'\\');
                }
                end + 1
            }
            b'/' if rest.starts_with(b"//") => {
                count += 1;
                end_of(at, b"\n")
            }
            b'/' if rest.starts_with(b"/*") => {
                count += 1;
                end_of(at + 2, b"*/")
            }
            _ => at + 1,
        };
    }
    count
}

#[test]
fn every_fixture_keeps_its_tokens_comments_and_descriptor() {
    let mut count = 0;
    for path in files_below(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"), "proto") {
        let text = std::fs::read(&path).expect("the fixture can be read");
        let (tree, faults) = syntax::parse(&Source::new("a.proto", "a.proto", text.clone()));
        if tree.damaged || !faults.is_empty() {
            continue;
        }
        let original = descriptor(&text).len();
        let mut seen = HashSet::new();
        for style in styles() {
            let once = format(&tree, style);
            let (again, _) = syntax::parse(&Source::new("a.proto", "a.proto", once.clone()));
            let place = format!("{}, {style:?}", path.display());
            assert!(!again.damaged, "{place}");
            assert_eq!(format(&again, style), once, "{place} changes when it is formatted again");
            if seen.insert(once.clone()) {
                let has_fewer = tree.decls.len() != again.decls.len();
                assert!(has_fewer || original == descriptor(&once).len(), "{place}");
                assert_eq!(comments(&text), comments(&once), "{place}");
            }
        }
        count += 1;
    }
    assert!(count > 300, "{count}");
}

/// The style of buf, one for each setting, and one of all.
fn styles() -> [Style; 7] {
    let buf = Style::default();
    let all = Style {
        indent_width: 3,
        keep_option_order: true,
        keep_import_groups: true,
        keep_short_bodies: true,
        align_equals: true,
    };
    [
        buf,
        Style { indent_width: 4, ..buf },
        Style { keep_option_order: true, ..buf },
        Style { keep_import_groups: true, ..buf },
        Style { keep_short_bodies: true, ..buf },
        Style { align_equals: true, ..buf },
        all,
    ]
}

#[test]
fn settings_change_the_style() {
    let [_, indent, options, groups, short, align, all] = styles();
    let cases = [
        (
            indent,
            "message M{oneof a{\n/*\n * c\n */\nint32 b=1;}}",
            "message M {\n    oneof a {\n        /*\n         * c\n         */\n        int32 b = 1;\n    }\n}\n",
        ),
        (
            options,
            "option (b)=1;\n\noption c=1;option a=1;",
            "option (b) = 1;\noption c = 1;\noption a = 1;\n",
        ),
        (
            groups,
            "import \"c\";import \"b\";\n\n\n// x\nimport \"d\";\n// y\nimport \"a\";",
            "import \"b\";\nimport \"c\";\n\n// y\nimport \"a\";\n// x\nimport \"d\";\n",
        ),
        (
            short,
            "message M{int32 a=1;} // c\nenum E{A=0;B=1 [deprecated=true];}\nmessage N{int32 a=1;\n}\n",
            "message M { int32 a = 1; } // c\nenum E { A = 0; B = 1 [deprecated = true]; }\n\
             message N {\n  int32 a = 1;\n}\n",
        ),
        (
            short,
            "service S{rpc A(M)returns(M){option (x)={y:1};};}\nmessage M{message N{int32 a=1;}}\n",
            "service S {\n  rpc A(M) returns (M) { option (x) = {y: 1}; }\n}\n\
             message M {\n  message N { int32 a = 1; }\n}\n",
        ),
        (
            short,
            "message M{/* c */int32 a=1;}\nmessage N{int32 a=1[x=1,y=2];}\n",
            "message M {\n  /* c */\n  int32 a = 1;\n}\nmessage N {\n  int32 a = 1 [\n    x = 1,\n    y = 2\n  ];\n}\n",
        ),
        (
            align,
            "message M{int32 a=1;\nmap<string,int32> bcd=22;// c\nM /*é*/d=3;\n\nint32 e=4;\noneof o{M f=5;}}\nenum E{A=0;BC=1;}",
            "message M {\n  int32 a                = 1;\n  map<string, int32> bcd = 22; // c\n  M /*é*/ d              = 3;\n\n  \
             int32 e = 4;\n  oneof o {\n    M f = 5;\n  }\n}\nenum E {\n  A  = 0;\n  BC = 1;\n}\n",
        ),
        (
            all,
            "option (b)=1;option a=1;\nimport \"b\";\n\nimport \"a\";\nmessage M{string bc=1;\nM a=2;\nenum E{A=0;BC=1;}}",
            "import \"b\";\n\nimport \"a\";\n\noption (b) = 1;\noption a = 1;\nmessage M {\n   string bc = 1;\n   \
             M a       = 2;\n   enum E { A = 0; BC = 1; }\n}\n",
        ),
    ];
    for (style, text, expected) in cases {
        assert_eq!(styled(text, style), expected, "{text}");
        assert_eq!(styled(expected, style), expected, "a second time: {text}");
    }
    let long = format!("message M {{ int32 {} = 1; }}\n", "a".repeat(55));
    assert_eq!(styled(&long, short), long);
    let longer = format!("message M {{ int32 {} = 1; }}\n", "a".repeat(56));
    assert_eq!(styled(&longer, short), longer.replace("{ ", "{\n  ").replace(" }", "\n}"));
}

#[test]
fn values_that_are_no_messages_stay_as_they_are() {
    for value in ["{ a b }", "{ : }", "{ a: [1 2] }", "{ a: { }", "{ [x: 1 }"] {
        let text = format!("option a = {value};\n");
        let (tree, _) = syntax::parse(&Source::new("a.proto", "a.proto", text.clone().into_bytes()));
        if !tree.damaged {
            assert_eq!(String::from_utf8(format(&tree, Style::default())).expect("UTF-8"), text);
        }
    }
    let deep = format!("option a = {}{};\n", "{ x: ".repeat(50_000), "}".repeat(50_000));
    assert!(formatted(&deep).contains("{ x: { x: "));
}

#[test]
fn files_are_printed_written_shown_or_named() {
    let dir = Dir::new().file("p/a.proto", UGLY).file("p/b.proto", NEAT);
    let format = |args: &[&str]| dir.protolint(&[&["format"], args].concat());
    let read = |path: &str| std::fs::read_to_string(dir.path(path)).expect("a file");

    let run = format(&["p/a.proto"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, NEAT, ""));
    let run = format(&["--check", "p"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (1, "", "p/a.proto: not formatted\n"));
    assert_eq!(format(&["p/b.proto", "--check"]).code, 0);
    let run = format(&["-d", "--exit-code", "p"]);
    assert_eq!(run.code, 100);
    assert!(run.out.starts_with("--- p/a.proto.orig\n+++ p/a.proto\n@@ "), "{}", run.out);
    assert!(run.out.contains("\n-message M{int32 a=1;}\n"), "{}", run.out);

    assert_eq!(format(&["p", "-o", "out"]).code, 0);
    assert_eq!((read("out/a.proto"), read("p/a.proto")), (NEAT.to_owned(), UGLY.to_owned()));
    assert_eq!(format(&["./p/a.proto", "-o", "one"]).code, 0);
    assert_eq!(read("one/a.proto"), NEAT);
    let run = format(&["p", "out", "-o", "both"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("both/a.proto: several files would be written to it"), "{}", run.err);
    assert_eq!(format(&["p", "-w", "--exclude-path", "p/a.proto"]).err, "0 files formatted\n");
    let run = format(&["-w", dir.path("p").to_str().expect("a path")]);
    assert_eq!((run.code, run.err.as_str(), read("p/a.proto").as_str()), (0, "1 file formatted\n", NEAT));
    assert_eq!(format(&["nowhere"]).code, 2);
}

#[test]
fn a_broken_file_is_left_alone_and_its_neighbours_are_formatted() {
    let broken = "message M{int32 a = ;}\n";
    let dir = Dir::new().file("a.proto", broken).file("b.proto", UGLY);
    let run = dir.protolint(&["format", "-w"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("a.proto:1:"), "{}", run.err);
    let read = |path: &str| std::fs::read_to_string(dir.path(path)).expect("a file");
    assert_eq!((read("a.proto").as_str(), read("b.proto").as_str()), (broken, NEAT));
}

#[test]
fn excluded_files_of_a_module_are_not_formatted() {
    let dir = Dir::new()
        .file("buf.yaml", "version: v2\nmodules:\n  - path: proto\n    excludes: [proto/gen]\n")
        .file("proto/a.proto", UGLY)
        .file("proto/gen/b.proto", UGLY)
        .file("other/c.proto", UGLY);
    assert_eq!(dir.protolint(&["format", "--check"]).err, "proto/a.proto: not formatted\n");
}

#[test]
fn a_configuration_sets_the_style_and_leaves_files_out() {
    let toml = "[format]\nexclude = [\"gen/**\"]\nindent_width = 4\n";
    let dir = Dir::new().file("protolint.toml", toml).file("a.proto", UGLY).file("gen/b.proto", UGLY);
    let wide = NEAT.replace("  int32", "    int32");
    assert_eq!(dir.protolint(&["format"]).out, wide);
    assert_eq!(dir.protolint(&["format", "--config", "format.indent_width=2"]).out, NEAT);
    let run = dir.protolint(&["format", "--config", "format.indent=2"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("unknown key `indent`") && run.err.contains("`indent_width`"), "{}", run.err);
    let run = dir.protolint(&["format", "--config", "format.indent_width=0"]);
    assert!(run.err.contains("write a number from 1 to 16"), "{}", run.err);
    let piped = |path| piped(&dir, &["format", "--stdin-filepath", path], UGLY);
    assert_eq!((piped("new/c.proto"), piped("gen/b.proto")), (wide, UGLY.to_owned()));
    let dir = Dir::new().file("buf.yaml", "version: v2\n").file("a.proto", UGLY);
    assert_eq!(dir.protolint(&["format"]).out, NEAT);
    assert_eq!(dir.protolint(&["format", "--config", "format.align_equals=true"]).code, 0);
}

/// Formats a text from standard input.
fn piped(dir: &Dir, args: &[&str], text: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_protolint"))
        .args(args)
        .current_dir(dir.path(""))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("the pipe is read");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{args:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn standard_input_is_formatted() {
    let dir = Dir::new();
    for args in [&["format", "-"][..], &["format", "--stdin-filepath", "x/y.proto"]] {
        assert_eq!(piped(&dir, args, UGLY), NEAT, "{args:?}");
    }
}
