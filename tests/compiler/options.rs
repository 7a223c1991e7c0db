//! Options that fixtures do not show: other copies of descriptor.proto, limits, and bytes nobody knows.

use std::sync::Arc;

use protolint::compile::{Compiled, Loaded, Timings, compile, lower};
use protolint::descriptor::{EncodeOptions, encode_file};
use protolint::image::decode_set;
use protolint::syntax::parse;
use protolint::text::Source;

/// Compiles sources in build order; the last one is the input.
fn compile_sources(sources: &[(&str, &str)]) -> Compiled {
    let files = sources.iter().map(|(name, text)| {
        let (tree, faults) = parse(&Source::new(*name, *name, text.as_bytes().to_vec()));
        assert!(faults.is_empty(), "{faults:?}");
        lower(tree)
    });
    let files: Vec<_> = files.map(Arc::new).collect();
    let roots = vec![files.len() as u32 - 1];
    compile(Loaded { files, roots, diagnostics: Vec::new(), ..Loaded::default() }, &mut Timings::default())
}

fn messages(compiled: &Compiled) -> Vec<&str> {
    compiled.diagnostics.iter().map(|diagnostic| &*diagnostic.message).collect()
}

const OLD_DESCRIPTOR: &str = r#"
    syntax = "proto2";
    package google.protobuf;
    message FileOptions { optional string java_package = 1; extensions 1000 to max; }
    message FieldOptions { optional bool deprecated = 3; extensions 1000 to max; }
"#;

#[test]
fn an_old_descriptor_proto_may_lack_options_messages() {
    let main = r#"
        syntax = "proto3";
        import "google/protobuf/descriptor.proto";
        extend google.protobuf.FileOptions { string team = 50000; }
        option (team) = "search";
        option java_package = "com.shop";
        message User {
          option deprecated = true;
          int32 id = 1 [deprecated = true];
        }
    "#;
    let compiled =
        compile_sources(&[("google/protobuf/descriptor.proto", OLD_DESCRIPTOR), ("main.proto", main)]);
    assert!(messages(&compiled).is_empty(), "{:?}", messages(&compiled));
}

#[test]
fn values_nest_a_hundred_messages_deep_and_no_deeper() {
    let nested = |depth: usize| {
        format!(
            r#"syntax = "proto2";
            import "google/protobuf/descriptor.proto";
            message Node {{ optional Node next = 1; }}
            extend google.protobuf.FileOptions {{ optional Node node = 50000; }}
            option (node) = {{ {} {} }};
            "#,
            "next {".repeat(depth - 1),
            "}".repeat(depth - 1)
        )
    };
    let descriptor =
        std::fs::read_to_string("proto/google/protobuf/descriptor.proto").expect("it is part of the package");
    let compile_nested = |depth| {
        let main = nested(depth);
        compile_sources(&[("google/protobuf/descriptor.proto", &descriptor), ("main.proto", &main)])
    };
    assert!(messages(&compile_nested(100)).is_empty());
    let too_deep = compile_nested(101);
    assert!(messages(&too_deep)[0].contains("messages are nested too deeply: the limit is 100 levels"));
}

/// A field with a length: a tag and what it holds, all short.
fn field(number: u32, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut tag = number << 3 | 2;
    while tag >= 0x80 {
        out.push((tag & 0x7F) as u8 | 0x80);
        tag >>= 7;
    }
    out.extend([tag as u8, bytes.len() as u8]);
    out.extend(bytes);
    out
}

#[test]
fn options_that_no_extension_explains_are_kept() {
    let options = [field(1, b"com.shop"), field(50000, b"who knows")].concat();
    let file = [field(1, b"main.proto"), field(8, &options)].concat();
    let image = decode_set(&field(1, &file), "set.binpb").expect("the set can be read");
    let loaded = Loaded { files: image.files, roots: vec![0], diagnostics: Vec::new(), ..Loaded::default() };
    let compiled = compile(loaded, &mut Timings::default());
    assert!(messages(&compiled).is_empty());
    for retain_options in [false, true] {
        let mut out = Vec::new();
        encode_file(&compiled.schema, 0, EncodeOptions { source_info: false, retain_options }, &mut out);
        assert_eq!(out, file);
    }
}
