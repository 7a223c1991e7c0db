//! `protogen generate`: the golden files are its output for `fixtures/generate/proto`. They are compiled into this
//! test, which decodes and encodes the bytes of protoc with them.

#[rustfmt::skip]
#[path = "../../fixtures/generate/golden/mod.rs"]
mod golden;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::Dir;
use golden::{editions, legacy, recursion, user};
use prost::Message;

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

/// The files of a directory, with their text.
fn files(directory: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path());
    let file = |path: PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8").to_owned();
        (name, fs::read_to_string(path).expect("a file"))
    };
    entries.filter(|path| path.is_file()).map(file).collect()
}

#[test]
fn golden_files_are_what_is_written() {
    let dir = Dir::new();
    let [proto, imported, guide] =
        ["fixtures/generate/proto", "fixtures/generate/imported", "proto/user_service.proto"].map(repository);
    let run = dir.protogen(&["generate", "-I", text(&imported), "-o", "golden", text(&proto), text(&guide)]);
    assert_eq!(run.code, 0, "{}", run.err);
    let (written, golden) = (files(&dir.path("golden")), files(&repository("fixtures/generate/golden")));
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&written), names(&golden));
    for (name, text) in &golden {
        assert!(
            written[name] == *text,
            "{name} differs: write the golden files again and read the difference"
        );
    }
}

/// Decodes bytes of protoc, and expects the same bytes when encoding.
fn same_bytes<M: Message + Default>(message: &str) -> M {
    let bytes = fs::read(repository(&format!("fixtures/generate/bytes/{message}.binpb"))).expect("a fixture");
    let decoded = M::decode(bytes.as_slice()).expect("what protoc wrote");
    assert_eq!(decoded.encode_to_vec(), bytes, "{message}");
    decoded
}

#[test]
fn presence_is_what_the_features_say() {
    let message: editions::Presence = same_bytes("editions.Presence");
    assert_eq!((message.explicit, message.implicit, message.required), (Some(0), 7, 0));
    assert_eq!(message.defaulted(), "seven");
    assert_eq!(editions::Presence::default().defaulted(), "seven");
    assert_eq!(message.closed, Some(editions::Closed::Five as i32));
    let chosen = editions::Inner { text: Some("chosen".to_owned()) };
    assert_eq!(message.choice, Some(editions::presence::Choice::Message(chosen)));
}

#[test]
fn encodings_are_what_the_features_say() {
    let message: editions::Encoding = same_bytes("editions.Encoding");
    assert_eq!((&message.packed, &message.expanded), (&vec![1, 300, -1], &vec![1, 300, -1]));
    assert_eq!(message.delimited, Some(editions::Inner { text: Some("delimited".to_owned()) }));
    assert_eq!(message.delimited_list.len(), 2);
}

#[test]
fn features_of_the_file_hold_where_a_field_says_nothing() {
    let message: editions::implicit::Implicit = same_bytes("editions.implicit.Implicit");
    assert_eq!((message.number, message.text.as_str(), message.explicit), (5, "", Some(0)));
    let next = message.other.and_then(|other| other.next).expect("a group in a group");
    assert_eq!(next.back.map(|back| back.text), Some("deep".to_owned()));
}

#[test]
fn proto2_groups_and_defaults() {
    let message: legacy::Legacy = same_bytes("legacy.Legacy");
    assert_eq!(message.part.and_then(|part| part.detail).map(|detail| detail.number), Some(9));
    let empty = legacy::Legacy::default();
    assert_eq!(
        (empty.number(), empty.text(), empty.data()),
        (-7, "a \"quoted\"\n\\ text", b"\0\xff\"\\".as_slice())
    );
    assert_eq!((empty.mode(), empty.chosen()), (legacy::Mode::Fast, legacy::Mode::Slow));
    assert_eq!(empty.aliased(), legacy::Mode::Slow);
    assert!(empty.ratio().is_infinite() && empty.flag() && empty.big() == u64::MAX);
}

#[test]
fn a_message_may_contain_itself() {
    let leaf = recursion::Node { next: Some(Box::default()), ..Default::default() };
    assert_eq!(recursion::Node::decode(leaf.encode_to_vec().as_slice()), Ok(leaf));
}

/// The guide's service compiles with its four methods, client and server.
#[test]
fn the_user_service_has_a_client_and_a_server() {
    fn is_client<T: Clone>(_: fn(T) -> user::user_service_client::UserServiceClient<T>) {}
    is_client::<tonic::transport::Channel>(user::user_service_client::UserServiceClient::new);
    assert_eq!(user::user_service_server::SERVICE_NAME, "user.UserService");
}

#[test]
fn what_rust_cannot_have_is_refused_with_a_reason() {
    let root = repository("fixtures/generate/err");
    let mut all = Vec::new();
    for name in files(&root).keys() {
        let dir = Dir::new();
        let run = dir.protogen(&["generate", "-I", text(&root), "--out", "out", text(&root.join(name))]);
        let left = run.err.replace(&format!("{}/", text(&root)), "");
        all.push(format!("{name}: {}\n{left}", run.code));
        assert_eq!(
            run.code == 0,
            dir.path("out").exists(),
            "{name}: code is written exactly where nothing is wrong"
        );
    }
    insta::assert_snapshot!(all.join("\n"));
}

const GREETER: &str = "syntax = \"proto3\";\npackage greet.v1;\nmessage Hello { string name = 1; }\n\
    service Greeter { rpc Greet(Hello) returns (Hello); }\n";

#[test]
fn client_and_server_can_be_left_out() {
    for (flags, client, server) in [
        (vec![], true, true),
        (vec!["--no-client"], false, true),
        (vec!["--no-server"], true, false),
        (vec!["--no-client", "--no-server"], false, false),
    ] {
        let dir = Dir::new().file("greet.proto", GREETER);
        let run = dir.protogen(&[vec!["generate", "--out", "gen", "greet.proto"], flags.clone()].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        let code = &files(&dir.path("gen"))["greet.v1.rs"];
        let found = (code.contains("mod greeter_client"), code.contains("mod greeter_server"));
        assert_eq!(found, (client, server), "{flags:?}");
        assert!(code.contains("pub struct Hello"));
    }
}

#[test]
fn unchanged_files_are_not_touched_and_stale_ones_are_named() {
    let dir = Dir::new().file("greet.proto", GREETER).file("gen/mine.rs", "// By hand.\n");
    let generate = ["generate", "--out", "gen", "--include-file", "lib.rs", "greet.proto"];
    assert_eq!(dir.protogen(&generate).code, 0);
    let modified =
        |name: &str| fs::metadata(dir.path(name)).and_then(|file| file.modified()).expect("a file");
    let before = modified("gen/greet.v1.rs");
    let again = dir.protogen(&generate);
    assert_eq!((again.code, again.err.as_str()), (0, ""));
    assert_eq!(modified("gen/greet.v1.rs"), before);

    let dir = dir.file("greet.proto", GREETER.replace("greet.v1", "greet.v2"));
    let renamed = dir.protogen(&generate);
    assert!(renamed.err.contains("gen/greet.v1.rs"), "{}", renamed.err);
    assert!(!renamed.err.contains("mine.rs"), "{}", renamed.err);
    assert_eq!(renamed.code, 0);
}

#[test]
fn a_few_stale_files_stand_for_all() {
    let mut dir = Dir::new().file("greet.proto", GREETER);
    let generate = ["generate", "--out", "gen", "greet.proto"];
    assert_eq!(dir.protogen(&generate).code, 0);
    let text = fs::read(dir.path("gen/greet.v1.rs")).expect("a file");
    for number in 0..9 {
        dir = dir.file(&format!("gen/old{number}.rs"), &text);
    }
    let run = dir.protogen(&generate);
    let lines: Vec<&str> = run.err.lines().collect();
    assert_eq!(lines.len(), 4, "{}", run.err);
    assert!(lines[0].contains("gen/old0.rs") && lines[3].contains("6 more files in gen"), "{}", run.err);
}

#[test]
fn nothing_is_written_for_protos_with_errors() {
    let dir = Dir::new().file("greet.proto", GREETER.replace("string name", "strin name"));
    let run = dir.protogen(&["generate", "--out", "gen", "greet.proto"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("greet.proto:3:17"), "{}", run.err);
    assert!(!dir.path("gen").exists());
}

#[test]
fn the_module_tree_stays_beside_the_files_it_includes() {
    let dir = Dir::new().file("greet.proto", GREETER);
    let run = dir.protogen(&["generate", "--out", "gen", "--include-file", "../lib.rs", "greet.proto"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("--include-file ../lib.rs"), "{}", run.err);
}
