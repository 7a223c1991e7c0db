//! What `protolint check` can be given to check: git revisions, archives, descriptor sets, and changed files.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::support::{Dir, Run};
use flate2::Compression;
use flate2::write::GzEncoder;
use prost::Message as _;
use prost_types::FileDescriptorSet;
use protolint::compile::{ImportPaths, Timings, compile, load};
use protolint::descriptor::{EncodeOptions, encode_set_entry};
use protolint::image::decode_json;

/// A file of package `acme.v1` with one message, whose name is what rules may find fault with.
fn proto(message: &str) -> String {
    format!("syntax = \"proto3\";\n\npackage acme.v1;\n\nmessage {message} {{}}\n")
}

/// The lower-case messages that were reported, with the paths of their files, and how the run ended.
fn check(dir: &Dir, inside: &str, args: &[&str]) -> (i32, Vec<String>) {
    let fixed = ["check", "--only", "MESSAGE_PASCAL_CASE", "--format", "msvs"];
    let run = dir.run_in(inside, env!("CARGO_BIN_EXE_protolint"), &[&fixed[..], args].concat());
    assert!(run.code < 2, "{args:?}: {}", run.err);
    (run.code, names(&run))
}

fn names(run: &Run) -> Vec<String> {
    let name = |line: &str| {
        let path = line.split('(').next().unwrap_or_default();
        let name = line.split('`').nth(1).unwrap_or(line);
        format!("{path} {name}")
    };
    run.out.lines().map(name).collect()
}

/// Why a run cannot be done.
fn refused(dir: &Dir, args: &[&str]) -> String {
    let run = dir.protolint(&[&["check"][..], args].concat());
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{args:?}: {}", run.err);
    assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    run.err
}

/// Runs git in a directory, with nothing of the user's own configuration.
fn git(dir: &Dir, inside: &str, args: &str) {
    let fixed = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "protocol.file.allow=always"];
    let run = Command::new("git")
        .args(fixed)
        .args(args.split(' '))
        .current_dir(dir.path(inside))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .output()
        .expect("git is installed");
    assert!(run.status.success(), "git {args}: {}", String::from_utf8_lossy(&run.stderr));
}

/// Adds everything to a commit.
fn commit(dir: &Dir, inside: &str) {
    git(dir, inside, "add -A");
    git(dir, inside, "commit -q -m change");
}

/// A repository with the message `first` in a commit that is tagged v1.0.0, `second` in the next, which is main, and
/// `third` on the disk.
fn repository() -> Dir {
    let dir = Dir::new().file("proto/acme/v1/a.proto", proto("first"));
    git(&dir, "", "init -q -b main");
    commit(&dir, "");
    git(&dir, "", "tag v1.0.0");
    let dir = dir.file("proto/acme/v1/a.proto", proto("second"));
    commit(&dir, "");
    dir.file("proto/acme/v1/a.proto", proto("third"))
}

#[test]
fn revisions_are_spelled_as_in_git_or_as_in_buf() {
    let dir = repository();
    git(&dir, "", "tag v1.1.0-rc.1");
    git(&dir, "", "tag nightly");
    git(&dir, "", "clone -q --bare . bare.git");
    git(&dir, "", "worktree add -q linked v1.0.0");
    let url = format!("file://{}#tag=v1.0.0,format=git", dir.path("").display());
    for (input, message) in [
        ("proto", "third"),
        ("main", "second"),
        ("git:HEAD", "second"),
        ("HEAD~1", "first"),
        ("v1.0.0", "first"),
        ("last-tag", "second"),
        ("main:proto", "second"),
        (".git", "second"),
        (".git#branch=main", "second"),
        (".git#branch=main,subdir=proto", "second"),
        (".git#tag=v1.0.0,subdir=proto/acme", "first"),
        (".git#ref=HEAD~1,branch=main,depth=5", "first"),
        (".#format=git,commit=v1.0.0", "first"),
        ("bare.git#tag=v1.0.0", "first"),
        ("linked/.git", "first"),
        (&url, "first"),
    ] {
        assert_eq!(
            check(&dir, "", &[input]),
            (1, vec![format!("proto/acme/v1/a.proto {message}")]),
            "{input}"
        );
    }
}

#[test]
fn paths_of_a_revision_are_those_of_the_working_tree() {
    let dir = repository();
    assert_eq!(check(&dir, "proto/acme", &["main"]).1, ["v1/a.proto second"]);
    assert_eq!(check(&dir, "proto/acme", &["main:proto/acme/v1"]).1, ["proto/acme/v1/a.proto second"]);
    assert_eq!(check(&dir, "proto", &["../.git#subdir=proto"]).1, ["proto/acme/v1/a.proto second"]);
}

#[test]
fn what_is_on_the_disk_is_meant_first() {
    let dir = repository().file("main/acme/v1/b.proto", proto("beside"));
    assert_eq!(check(&dir, "", &["main"]).1, ["main/acme/v1/b.proto beside"]);
    assert_eq!(check(&dir, "", &["git:main"]).1, ["proto/acme/v1/a.proto second"]);
}

#[test]
fn a_detached_head_is_a_revision_too() {
    let dir = repository();
    git(&dir, "", "stash -q");
    git(&dir, "", "checkout -q --detach v1.0.0");
    assert_eq!(check(&dir, "", &["git:HEAD"]).1, ["proto/acme/v1/a.proto first"]);
    assert_eq!(check(&dir, "", &[".git"]).1, ["proto/acme/v1/a.proto first"]);
}

#[test]
fn what_is_fetched_is_removed_and_nothing_else_is_written() {
    let dir = repository().file("tmp/keep", "");
    git(&dir, "", "status"); // which refreshes the index
    let index = std::fs::read(dir.path(".git/index")).expect("an index");
    let url = format!("file://{}", dir.path(".git").display());
    let run = Command::new(env!("CARGO_BIN_EXE_protolint"))
        .args(["check", "--only", "DESIGN", &format!("{url}#branch=main")])
        .env("TMPDIR", dir.path("tmp"))
        .current_dir(dir.path(""))
        .output()
        .expect("the program starts");
    assert!(run.status.success());
    assert_eq!(std::fs::read_dir(dir.path("tmp")).expect("a directory").count(), 1);
    check(&dir, "", &["main"]);
    check(&dir, "", &["--staged"]);
    check(&dir, "", &["--changed"]);
    assert_eq!(std::fs::read(dir.path(".git/index")).expect("an index"), index);
}

#[test]
fn submodules_are_read_where_they_are_at_hand() {
    let dir =
        Dir::new().file("lib/lib/v1/b.proto", proto("inner")).file("app/app/v1/a.proto", proto("outer"));
    for name in ["lib", "app"] {
        git(&dir, name, "init -q -b main");
    }
    commit(&dir, "lib");
    git(&dir, "app", "submodule add -q ../lib third");
    commit(&dir, "app");
    let (outer, both) =
        (vec!["app/v1/a.proto outer"], vec!["app/v1/a.proto outer", "third/lib/v1/b.proto inner"]);
    assert_eq!(check(&dir, "app", &["main"]).1, both);
    assert_eq!(check(&dir, "app", &[".git#branch=main"]).1, outer);
    assert_eq!(check(&dir, "app", &[".git#branch=main,recurse_submodules=true"]).1, both);
    git(&dir, "", "clone -q app fresh");
    assert_eq!(check(&dir, "fresh", &["git:main"]).1, outer);
    let why = refused(&dir, &["fresh/.git#recurse_submodules=true"]);
    assert!(why.contains("the submodule third is not here") && why.contains("git submodule update"), "{why}");
}

#[cfg(unix)]
#[test]
fn links_in_a_revision_lead_imports_on_and_are_no_files_of_their_own() {
    let importer = proto("User")
        .replace("message User {}", "import \"lib/v1/b.proto\";\nmessage user { lib.v1.B b = 1; }");
    let dir = Dir::new()
        .file("third/lib/v1/b.proto", proto("B").replace("acme.v1", "lib.v1"))
        .file("proto/acme/v1/a.proto", importer);
    std::os::unix::fs::symlink("../third/lib", dir.path("proto/lib")).expect("a link");
    std::os::unix::fs::symlink("a.proto", dir.path("proto/acme/v1/again.proto")).expect("a link");
    git(&dir, "", "init -q -b main");
    commit(&dir, "");
    assert_eq!(check(&dir, "", &["main:proto"]).1, ["proto/acme/v1/a.proto user"]);
}

#[test]
fn staged_files_are_read_from_the_index() {
    let dir = repository().file("proto/acme/v1/b.proto", proto("other"));
    commit(&dir, "");
    assert_eq!(check(&dir, "", &["--staged"]), (0, vec![]));
    let dir = dir.file("proto/acme/v1/a.proto", proto("staged"));
    git(&dir, "", "add -A");
    let dir =
        dir.file("proto/acme/v1/a.proto", proto("unstaged")).file("proto/acme/v1/new.proto", proto("new"));
    assert_eq!(check(&dir, "", &["--staged"]), (1, vec!["proto/acme/v1/a.proto staged".to_owned()]));
    assert_eq!(check(&dir, "proto/acme", &["--staged", "v1"]).1, ["v1/a.proto staged"]);
    assert_eq!(check(&dir, "proto/acme", &["--staged", "../acme"]).1, ["../acme/v1/a.proto staged"]);
}

#[test]
fn a_finding_about_a_changed_file_can_depend_on_others() {
    let second = |message: &str| format!("{}message {message}2 {{ Shared a = 1; }}\n", proto(message));
    let dir = repository().file("proto/acme/v1/a.proto", proto("Shared"));
    commit(&dir, "");
    let dir = dir.file("proto/acme/v1/b.proto", second("Twice") + "message Shared {}\n");
    git(&dir, "", "add -A");
    let run = dir.protolint(&["check", "--staged", "--format", "json"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("\"path\":\"proto/acme/v1/b.proto\""), "{}", run.out);
    assert!(run.out.contains("duplicate-name") && !run.out.contains("\"path\":\"proto/acme/v1/a.proto\""));
}

#[test]
fn changed_files_differ_from_a_revision_or_from_the_default_branch() {
    let dir = repository();
    git(&dir, "", "stash -q");
    git(&dir, "", "checkout -q -b feature");
    let dir = dir.file("proto/acme/v1/b.proto", proto("committed"));
    commit(&dir, "");
    let dir = dir.file("proto/acme/v1/c.proto", proto("unknown"));
    let new = ["proto/acme/v1/b.proto committed", "proto/acme/v1/c.proto unknown"];
    assert_eq!(check(&dir, "", &["--changed"]).1, new);
    assert_eq!(
        check(&dir, "proto/acme", &["--changed", ".."]).1,
        new.map(|name| name.replace("proto/", "../"))
    );
    assert_eq!(check(&dir, "", &["--changed=HEAD"]).1, new[1..]);
    assert_eq!(
        check(&dir, "", &["--changed=v1.0.0"]).1,
        [&["proto/acme/v1/a.proto second"], &new[..]].concat()
    );
    let absolute = dir.path("proto").display().to_string();
    assert_eq!(
        check(&dir, "", &["--changed", &absolute]).1,
        new.map(|name| name.replace("proto", &absolute).replacen(&format!(".{absolute} "), ".proto ", 1))
    );
    git(&dir, "", "clean -q -f");
    assert_eq!(check(&dir, "", &["--changed=feature"]), (0, vec![]));
}

#[test]
fn a_path_is_compared_with_what_it_was_in_a_revision() {
    let dir = repository().file("proto/acme/v1/b.proto", proto("First"));
    commit(&dir, "");
    let dir = dir.file("proto/acme/v1/b.proto", proto("Second"));
    for (inside, input, path) in
        [("", "proto", "proto/"), ("", "./proto/", "proto/"), ("proto", ".", ""), ("proto/acme", "..", "../")]
    {
        let args = [
            "breaking",
            input,
            "--against",
            "main",
            "--only",
            "MESSAGE_NO_DELETE,FILE_NO_DELETE",
            "--format",
            "msvs",
        ];
        let run = dir.run_in(inside, env!("CARGO_BIN_EXE_protolint"), &args);
        let found: Vec<&str> =
            run.out.lines().map(|line| line.split(" : ").next().unwrap_or_default()).collect();
        assert_eq!(found, [format!("{path}acme/v1/b.proto")], "{input}: {}{}", run.out, run.err);
    }
    let dir = dir.file("new/a.proto", proto("New"));
    let run = dir.protolint(&["breaking", "new", "--against", "main"]);
    let why = "error: main: it has no `new`; name the directory to compare with, as `main:path/in/it`\n";
    assert_eq!((run.code, run.err.as_str()), (2, why));
}

type Packed = Vec<u8>;

fn tar(entries: &[(&str, &str)]) -> Packed {
    let mut archive = tar::Builder::new(Vec::new());
    for (path, text) in entries {
        let mut header = tar::Header::new_ustar();
        // What is no good name is not taken by the builder.
        header.as_ustar_mut().expect("the format").name[..path.len()].copy_from_slice(path.as_bytes());
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append(&header, text.as_bytes()).expect("an entry");
    }
    archive.into_inner().expect("an archive")
}

/// A file of a tebibyte of which nothing is stored.
fn sparse() -> Packed {
    let size = 1_u64 << 40;
    let mut header = tar::Header::new_gnu();
    header.set_path("a.proto").expect("a name");
    header.set_entry_type(tar::EntryType::GNUSparse);
    header.set_size(0);
    let gnu = header.as_gnu_mut().expect("the format");
    gnu.set_real_size(size);
    gnu.sparse[0].set_offset(size);
    gnu.sparse[0].set_length(0);
    header.set_cksum();
    let mut archive = tar::Builder::new(Vec::new());
    archive.append(&header, std::io::empty()).expect("an entry");
    archive.into_inner().expect("an archive")
}

fn gzip(bytes: &[u8]) -> Packed {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

fn zstd(bytes: &[u8]) -> Packed {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn zip(entries: &[(&str, &str)]) -> Packed {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, text) in entries {
        archive.start_file(*path, zip::write::SimpleFileOptions::default()).expect("an entry");
        archive.write_all(text.as_bytes()).expect("memory");
    }
    archive.finish().expect("an archive").into_inner()
}

#[test]
fn archives_are_read_in_every_format() {
    let text = proto("packed");
    let entries = [("top/proto/acme/v1/a.proto", text.as_str()), ("top/readme.md", "no schema")];
    let dir = Dir::new()
        .file("a.tar", tar(&entries))
        .file("a.tgz", gzip(&tar(&entries)))
        .file("a.tar.gz", gzip(&tar(&entries)))
        .file("a.tar.zst", zstd(&tar(&entries)))
        .file("a.zip", zip(&entries))
        .file("unnamed", gzip(&tar(&entries)));
    for archive in ["a.tar", "a.tgz", "a.tar.gz", "a.tar.zst", "a.zip", "unnamed#format=tar,compression=gzip"]
    {
        let join = if archive.contains('#') { "," } else { "#" };
        for (options, path) in [
            ("subdir=top/proto", "top/proto/acme/v1/a.proto"),
            ("strip_components=1,subdir=proto", "proto/acme/v1/a.proto"),
            ("strip_components=2", "acme/v1/a.proto"),
        ] {
            let input = format!("{archive}{join}{options}");
            assert_eq!(check(&dir, "", &[&input]), (1, vec![format!("{path} packed")]), "{input}");
        }
    }
}

#[test]
fn archives_from_nowhere_do_no_harm() {
    let whole = gzip(&tar(&[("acme/v1/a.proto", &proto("A"))]));
    let zeros = "0".repeat(70 << 20);
    let dir = Dir::new()
        .file("up.tar", tar(&[("../../up.proto", "")]))
        .file("absolute.tar", tar(&[("/etc/a.proto", "")]))
        .file("up.zip", zip(&[("a/../../up.proto", "")]))
        .file("short.tgz", &whole[..whole.len() / 2])
        .file("short.tar", &tar(&[("acme/v1/a.proto", &proto("A"))])[..520])
        .file("short.zip", &zip(&[("acme/v1/a.proto", &proto("A"))])[..60])
        .file("empty.tar", "")
        .file("noise.tar", [7; 2000])
        .file("bomb.tgz", gzip(&tar(&[("a.proto", &zeros)])))
        .file("sparse.tar", sparse())
        .file("bomb.zip", zip(&[("a.proto", &zeros)]));
    for (archive, why) in [
        ("up.tar", "`../../up.proto` leads out of the archive"),
        ("absolute.tar", "`/etc/a.proto` leads out of the archive"),
        ("up.zip", "leads out of the archive"),
        ("short.tgz", "cannot read it as an archive"),
        ("short.tar", "cannot read it as an archive"),
        ("short.zip", "cannot read it as an archive"),
        ("empty.tar", "it is empty"),
        ("noise.tar", "cannot read it as an archive"),
        ("bomb.tgz", "more than 100 times its size"),
        ("sparse.tar", "more than 100 times its size"),
        ("bomb.zip", "more than 100 times its size"),
    ] {
        let said = refused(&dir, &[archive]);
        assert!(said.starts_with(&format!("error: {archive}: ")) && said.contains(why), "{said}");
    }
}

#[test]
fn links_in_an_archive_stay_inside() {
    let mut archive = tar::Builder::new(tar(&[("real/acme/v1/a.proto", &proto("packed"))])[..1024].to_vec());
    for (kind, name, target) in [
        (tar::EntryType::Symlink, "real/out", "../../../../etc"),
        (tar::EntryType::Symlink, "round", "round"),
        (tar::EntryType::Symlink, "link", "real/acme"),
        (tar::EntryType::Link, "hard/acme/v1/b.proto", "real/acme/v1/a.proto"),
    ] {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(0);
        archive.append_link(&mut header, name, target).expect("an entry");
    }
    let dir = Dir::new().file("a.tar", archive.into_inner().expect("an archive"));
    assert_eq!(check(&dir, "", &["a.tar#subdir=real"]).1, ["real/acme/v1/a.proto packed"]);
    assert_eq!(check(&dir, "", &["a.tar#subdir=hard"]).1, ["hard/acme/v1/b.proto packed"]);
    assert_eq!(check(&dir, "", &["a.tar#subdir=link"]).1, ["link/v1/a.proto packed"]);
    for outside in ["real/out", "round"] {
        assert!(refused(&dir, &[&format!("a.tar#subdir={outside}")]).contains("it has no `"));
    }
}

/// A directory with a descriptor set of two files, of which one imports the other.
fn compiled(flags: &[&str]) -> Dir {
    let importer = "syntax = \"proto3\";\npackage acme.v1;\nimport \"b.proto\";\n\n// It is here.\nmessage outer { inner b = 1; }\n// buf:lint:ignore MESSAGE_PASCAL_CASE\nmessage silent {}\n";
    let dir = Dir::new().file("a.proto", importer).file("b.proto", proto("inner"));
    let run =
        dir.protogen(&[&["compile", "--include_imports", "-o", "set.binpb", "a.proto"], flags].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    dir
}

#[test]
fn descriptor_sets_are_linted_with_the_positions_they_have() {
    let dir = compiled(&["--include_source_info"]);
    let bytes = std::fs::read(dir.path("set.binpb")).expect("the set");
    let dir =
        dir.file("set.bin.gz", gzip(&bytes)).file("set.binpb.zst", zstd(&bytes)).file("unnamed", &bytes);
    for input in ["set.binpb", "set.bin.gz", "set.binpb.zst", "unnamed#format=binpb"] {
        let run = dir.protolint(&[
            "check",
            "--only",
            "MESSAGE_PASCAL_CASE,COMMENT_MESSAGE",
            "--format",
            "msvs",
            input,
        ]);
        let places: Vec<&str> =
            run.out.lines().map(|line| line.split(" : ").next().unwrap_or_default()).collect();
        assert_eq!(
            places,
            ["a.proto(6,9)", "a.proto(8,1)", "b.proto(5,1)", "b.proto(5,9)"],
            "{input}: {}",
            run.err
        );
    }
}

#[test]
fn a_descriptor_set_without_source_info_has_findings_about_files() {
    let dir = compiled(&[]);
    let run = dir.protolint(&[
        "check",
        "--only",
        "MESSAGE_PASCAL_CASE,COMMENT_MESSAGE",
        "--format",
        "json",
        "set.binpb",
    ]);
    let found: Vec<&str> =
        run.out.lines().map(|line| &line[..line.find(",\"message\"").unwrap_or(0)]).collect();
    let at = |path: &str| {
        format!(
            "{{\"path\":\"{path}\",\"start_line\":1,\"start_column\":1,\"end_line\":1,\"end_column\":1,\"type\":\"MESSAGE_PASCAL_CASE\""
        )
    };
    assert_eq!(found, [at("a.proto"), at("a.proto"), at("b.proto")]);
}

#[test]
fn a_descriptor_set_comes_from_standard_input() {
    let dir = compiled(&[]);
    for input in ["-", "-#format=binpb"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_protolint"))
            .args(["check", "--only", "MESSAGE_PASCAL_CASE", input])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let bytes = std::fs::read(dir.path("set.binpb")).expect("the set");
        child.stdin.take().expect("a pipe").write_all(&bytes).expect("it is read");
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stdout).contains("`outer`"));
    }
}

/// What buf writes for a file with a custom option, shortened. Names of fields may be those of descriptors, too.
const JSON: &str = r#"{"file": [
  {"name": "opt.proto", "package": "opt", "dependency": ["google/protobuf/descriptor.proto"],
   "message_type": [{"name": "Opt", "field": [
      {"name": "big", "number": 1, "label": "LABEL_OPTIONAL", "type": "TYPE_INT64", "jsonName": "big"},
      {"name": "raw", "number": 2, "label": "LABEL_REPEATED", "type": "TYPE_BYTES"},
      {"name": "e", "number": 3, "label": "LABEL_OPTIONAL", "type": "TYPE_ENUM", "typeName": ".opt.E"},
      {"name": "d", "number": 4, "label": "LABEL_OPTIONAL", "type": "TYPE_DOUBLE"},
      {"name": "kids", "number": 5, "label": "LABEL_REPEATED", "type": "TYPE_MESSAGE", "typeName": ".opt.Opt.KidsEntry"}],
     "nestedType": [{"name": "KidsEntry", "options": {"mapEntry": true}, "field": [
      {"name": "key", "number": 1, "label": "LABEL_OPTIONAL", "type": "TYPE_BOOL"},
      {"name": "value", "number": 2, "label": "LABEL_OPTIONAL", "type": "TYPE_SINT32"}]}]}],
   "enumType": [{"name": "E", "value": [{"name": "A", "number": 0}, {"name": "B", "number": 7}]}],
   "extension": [{"name": "o", "number": 50000, "label": "LABEL_OPTIONAL", "type": "TYPE_MESSAGE",
      "typeName": ".opt.Opt", "extendee": ".google.protobuf.MessageOptions"}],
   "bufExtension": {"isImport": true, "isSyntaxUnspecified": true, "unusedDependency": []}},
  {"name": "a.proto", "package": "acme.v1", "dependency": ["opt.proto"], "syntax": "proto3",
   "messageType": [{"name": "outer", "options": {"deprecated": true, "[opt.o]": {
      "big": "9007199254740993", "raw": ["_w==", "AGE"], "e": "B", "d": "-Infinity", "kids": {"true": -1}}}}],
   "sourceCodeInfo": {"location": [{"path": [4, 0, 1], "span": [4, 8, 13]}]}, "unheardOf": {"x": [1]}}
]}"#;

#[test]
fn a_descriptor_set_can_be_json() {
    let dir = Dir::new().file("set.json", JSON).file("set.json.gz", gzip(JSON.as_bytes()));
    for set in ["set.json", "set.json.gz"] {
        let run =
            dir.protolint(&["check", "--only", "MESSAGE_PASCAL_CASE,IMPORT_USED", "--format", "msvs", set]);
        let places: Vec<&str> =
            run.out.lines().map(|line| line.split(" : ").next().unwrap_or_default()).collect();
        assert_eq!(places, ["a.proto(5,9)"], "{}{}", run.out, run.err);
    }
    for (broken, why) in [
        ("{", "invalid JSON: EOF while parsing"),
        (r#"{"file": [{"name": 1}]}"#, "invalid value for google.protobuf.FileDescriptorProto.name"),
        (r#"{"file": [{"name": ["a"]}]}"#, "invalid value for google.protobuf.FileDescriptorProto.name"),
        (
            r#"{"file": [{"dependency": "a"}]}"#,
            "invalid value for google.protobuf.FileDescriptorProto.dependency",
        ),
        (r#"{"file": [{"syntax": {}}]}"#, "google.protobuf.FileDescriptorProto.syntax cannot be an object"),
        (
            &format!(
                r#"{{"file": [{{"messageType": [{}{}]}}]}}"#,
                r#"{"nestedType":["#.repeat(99),
                "]}".repeat(99)
            ),
            "recursion limit",
        ),
    ] {
        let dir = Dir::new().file("set.json", broken);
        let said = refused(&dir, &["set.json"]);
        assert!(
            said.starts_with("error: set.json: not a valid descriptor set: ") && said.contains(why),
            "{said}"
        );
    }
}

#[test]
fn custom_options_in_json_are_those_of_the_binary_set() {
    let image = decode_json(JSON.as_bytes(), "set.json").expect("a set");
    let names = [String::from("a.proto")];
    let loaded = load(&ImportPaths::new(), &names, image.files);
    let compiled = compile(loaded, &mut Timings::default());
    assert!(compiled.diagnostics.is_empty(), "{:?}", compiled.diagnostics);
    let mut bytes = Vec::new();
    encode_set_entry(
        &compiled.schema,
        compiled.roots[0],
        EncodeOptions { source_info: false, retain_options: false },
        &mut bytes,
    );
    let set = FileDescriptorSet::decode(&*bytes).expect("a set");
    let options = set.file[0].message_type[0].options.as_ref().expect("options").encode_to_vec();
    let opt = [
        &[8, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10][..], // 2^53 + 1
        &[18, 1, 0xFF, 18, 2, 0, b'a'],
        &[24, 7, 33],
        &f64::NEG_INFINITY.to_le_bytes(),
        &[42, 4, 8, 1, 16, 1],
    ]
    .concat();
    // prost keeps `deprecated` and drops what it does not know, so the rest is looked for in the bytes.
    assert_eq!(options, [24, 1]);
    let at = bytes.windows(opt.len()).position(|window| *window == opt);
    assert!(at.is_some(), "{opt:?} is not in {bytes:?}");
}

#[test]
fn imports_in_a_descriptor_set_of_buf_are_not_linted() {
    let dir = compiled(&["--include_source_info"]);
    let set =
        FileDescriptorSet::decode(&*std::fs::read(dir.path("set.binpb")).expect("the set")).expect("a set");
    let mut bytes = Vec::new();
    for file in set.file {
        let mut encoded = file.encode_to_vec();
        if file.name() == "b.proto" {
            // Field 8042, in which field 1 is true.
            encoded.extend([0xD2, 0xF6, 0x03, 2, 0x08, 1]);
        }
        bytes.push(0x0A);
        prost::encoding::encode_varint(encoded.len() as u64, &mut bytes);
        bytes.extend(encoded);
    }
    let dir = dir.file("buf.binpb", bytes);
    assert_eq!(check(&dir, "", &["buf.binpb"]).1, ["a.proto outer"]);
    assert_eq!(check(&dir, "", &["set.binpb"]).1, ["a.proto outer", "b.proto inner"]);
}

/// A configuration in the tree is in charge, whatever the tree is.
#[test]
fn paths_in_a_descriptor_set_are_names() {
    let dir = ["a", "b"].into_iter().fold(Dir::new(), |dir, name| {
        dir.file(&format!("p/{name}/{name}.proto"), proto(&format!("m{name}")))
    });
    let compile = ["compile", "--include_source_info", "-Ip", "-o", "set.binpb", "a/a.proto", "b/b.proto"];
    assert_eq!(dir.protogen(&compile).code, 0);
    let (a, b) = ("a/a.proto ma", "b/b.proto mb");
    for (flags, names) in [
        (&["--path", "a"][..], &[a][..]),
        (&["--path", "a/a.proto,./b"], &[a, b]),
        (&["--exclude-path", "a"], &[b]),
        (&["--path", "a", "--path", "nope"], &[a]),
        (&["--exclude-path", "nope"], &[a, b]),
        // The innermost counts, as with buf.
        (&["--path", "a/a.proto", "--exclude-path", "a"], &[a]),
        (&["--path", "a/a.proto,b", "--exclude-path", "a,b/b.proto"], &[a]),
    ] {
        assert_eq!(check(&dir, "", &[&["set.binpb"], flags].concat()).1, names, "{flags:?}");
    }
    let why = "error: the descriptor set: no .proto files to check match `--path` and `--exclude-path`\n";
    for flags in [["--path", "nope"], ["--path", "/a"], ["--path", "../a"], ["--exclude-path", "a,b"]] {
        assert_eq!(refused(&dir, &[&["set.binpb"], &flags[..]].concat()), why);
    }
    let breaking = ["breaking", "set.binpb", "--against", "set.binpb", "--path", "nope"];
    assert_eq!(dir.protolint(&breaking).code, 2);
}

#[test]
fn a_tree_brings_its_configuration() {
    let config = "version: v2\nmodules:\n  - path: proto\nlint:\n  use: [MESSAGE_PASCAL_CASE]\n  ignore: [proto/acme/v1/b.proto]\n";
    let text = proto("ignored");
    let dir = repository().file("proto/acme/v1/b.proto", &text).file("buf.yaml", config);
    commit(&dir, "");
    let entries =
        [("buf.yaml", config), ("proto/acme/v1/a.proto", &proto("third")), ("proto/acme/v1/b.proto", &text)];
    let dir = dir.file("a.tar", tar(&entries)).file("buf.yaml", "version: v2\n");
    let found = |inside: &str, input: &str| {
        let run = dir.run_in(inside, env!("CARGO_BIN_EXE_protolint"), &["check", "--format", "msvs", input]);
        assert_eq!(run.code, 1, "{input}: {}", run.err);
        names(&run)
    };
    for input in [
        "main",
        ".git#branch=main",
        ".git#branch=main,subdir=proto",
        "main:proto",
        "a.tar",
        "a.tar#subdir=proto",
    ] {
        assert_eq!(found("", input), ["proto/acme/v1/a.proto third"], "{input}");
    }
    assert_eq!(found("proto", "main"), ["acme/v1/a.proto third"]);
}

#[test]
fn a_file_can_stand_for_its_package() {
    let dir = Dir::new()
        .file("acme/v1/a.proto", proto("a"))
        .file("acme/v1/b.proto", proto("b"))
        .file("acme/v1/c.proto", proto("c").replace("acme.v1", "acme.v2"));
    assert_eq!(check(&dir, "", &["acme/v1/a.proto"]).1, ["acme/v1/a.proto a"]);
    let both = ["acme/v1/a.proto a", "acme/v1/b.proto b"];
    assert_eq!(check(&dir, "", &["acme/v1/a.proto#include_package_files=true"]).1, both);
}

#[test]
fn what_cannot_be_read_is_said_in_one_line() {
    let dir = repository().file("set.binpb", "noise").file("set.txtpb", "").file("plain/a.proto", proto("A"));
    for (args, why) in [
        (
            &["mian"][..],
            "mian: there is no such file or directory, and there is no revision `mian`; did you mean `main`?",
        ),
        (&["git:mian"], "git:mian: there is no revision `mian`; did you mean `main`?"),
        (&["git:--all"], "git:--all: there is no revision `--all`"),
        (&["main:nope"], "main:nope: there is no such file or directory, and it has no `nope`"),
        (&[".git#branch=nope"], ".git#branch=nope: there is no revision `nope`"),
        (&[".git#tag=main~9"], ".git#tag=main~9: there is no revision `main~9`; did you mean `main`?"),
        (&[".git#subdir=nope"], ".git#subdir=nope: it has no `nope`"),
        (&[".git#branc=main"], ".git#branc=main: there is no key `branc`; did you mean `branch`?"),
        (
            &[".git#branch=main,tag=v1.0.0"],
            ".git#branch=main,tag=v1.0.0: `branch`, `tag` and `commit` are mutually exclusive",
        ),
        (&[".git#branch"], ".git#branch: expected `key=value`, found `branch`"),
        (&[".git#depth=deep"], ".git#depth=deep: depth=deep: expected a number"),
        (
            &[".git#strip_components=1"],
            ".git#strip_components=1: `strip_components` does not apply to a git repository",
        ),
        (&["plain#format=gti"], "plain#format=gti: there is no format `gti`; did you mean `git`?"),
        (&["plain#branch=main"], "plain#branch=main: cannot infer the format from the name: add `format=`"),
        (&["missing.git"], "missing.git: there is no such repository"),
        (&["missing.tar"], "missing.tar: there is no such file"),
        (
            &["set.txtpb"],
            "set.txtpb: descriptor sets in txtpb are not supported: write a binary one, `buf build -o set.binpb`",
        ),
        (&["main", "plain"], "main: this must be the only input; only files and directories can be combined"),
        (&["--changed=nope"], "--changed: there is no revision `nope`"),
        (&["--staged", "nope"], "nope: not found; --staged needs files and directories of the working tree"),
    ] {
        assert_eq!(refused(&dir, args), format!("error: {why}\n"));
    }
    let why = refused(&dir, &["set.binpb"]);
    assert!(why.starts_with("error: set.binpb: not a valid descriptor set: "), "{why}");
}

#[test]
fn what_a_repository_cannot_give_is_said_in_one_line() {
    let dir = repository();
    git(&dir, "", "stash -q");
    let url = format!("file://{}", dir.path("").display());
    git(&dir, "", &format!("clone -q --depth 1 {url} shallow"));
    git(&dir, "", "clone -q --bare . bare.git");
    git(&dir, "", "init -q -b main fresh");
    git(&dir, "shallow", "checkout -q --detach");
    git(&dir, "shallow", "branch -q -D main");
    git(&dir, "shallow", "remote remove origin");
    let run = |inside: &str, args: &[&str]| {
        let run = dir.run_in(inside, env!("CARGO_BIN_EXE_protolint"), &[&["check"], args].concat());
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{args:?}: {}", run.err);
        run.err
    };
    let shallow = run("shallow", &["HEAD~1"]);
    assert!(shallow.contains("the clone is shallow and has no revision `HEAD~1`: fetch it"), "{shallow}");
    let no_base = "error: --changed: there is no default branch in this clone to compare with: give the revision to compare with, `--changed=REV`\n";
    assert_eq!(run("shallow", &["--changed"]), no_base);
    assert_eq!(run("fresh", &["git:HEAD"]), "error: git:HEAD: the repository has no commit yet\n");
    for option in ["--staged", "--changed"] {
        let bare = format!("error: {option}: the repository is bare: it has no working tree and no index\n");
        assert_eq!(run("bare.git", &[option]), bare);
    }
    let fetch = run("", &[&format!("{url}#branch=nope,format=git")]);
    assert!(fetch.contains("git says: couldn't find remote ref refs/heads/nope"), "{fetch}");
    assert_eq!(fetch.lines().count(), 1, "{fetch}");
}

#[test]
fn outside_of_a_repository_there_are_no_revisions() {
    let dir = Dir::new().file("a.proto", proto("A"));
    assert_eq!(refused(&dir, &["main"]), "error: main: there is no such file or directory\n");
    for (input, args) in
        [("git:main", &["git:main"]), ("--staged", &["--staged"]), ("--changed", &["--changed"])]
    {
        assert_eq!(refused(&dir, args), format!("error: {input}: this is not a git repository\n"));
    }
}

#[test]
fn without_git_only_git_is_missing() {
    let dir = repository();
    let run = |args: &[&str]| {
        let program = Command::new(env!("CARGO_BIN_EXE_protolint"))
            .args([&["check"], args].concat())
            .env("PATH", "")
            .current_dir(dir.path(""))
            .output();
        let output = program.expect("the program starts");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(run(&["--only", "DESIGN", "proto"]).0, Some(0));
    let why = "git is not installed, or not in PATH\n";
    assert_eq!(run(&[".git"]), (Some(2), format!("error: .git: {why}")));
    assert_eq!(run(&["--staged"]), (Some(2), format!("error: --staged: {why}")));
    assert_eq!(
        run(&["main"]),
        (Some(2), format!("error: main: there is no such file or directory, and {why}"))
    );
}

#[cfg(target_os = "linux")] // Other systems refuse such names.
#[test]
fn a_name_that_is_not_utf_8_is_an_error() {
    use std::os::unix::ffi::OsStrExt as _;
    let dir = repository();
    let path = dir.path("proto").join(std::ffi::OsStr::from_bytes(b"\xFF.proto"));
    std::fs::write(path, proto("A")).expect("a file");
    let protolint = env!("CARGO_BIN_EXE_protolint");
    for (program, args) in [
        (protolint, &["check", "--only", "DESIGN"][..]),
        (protolint, &["check", "--only", "DESIGN", "--changed=HEAD"]),
        (protolint, &["breaking", "--against", "main"]),
        (protolint, &["format", "--check"]),
        (env!("CARGO_BIN_EXE_protogen"), &["compile", "-o", "set.binpb", "proto"]),
    ] {
        let run = dir.run(program, args);
        let all = run.out + &run.err;
        assert_eq!(run.code, 1, "{args:?}: {all}");
        assert_eq!(all.matches("the file name is not UTF-8").count(), 1, "{args:?}: {all}");
        assert!(!all.contains("there is no"), "{args:?}: {all}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_passed_over() {
    use std::os::unix::fs::symlink;
    let dir = Dir::new().file("p/u.proto", proto("User"));
    // Emacs marks a file that is being edited with such a link.
    symlink("me@host.1:2", dir.path("p/.#u.proto")).expect("a link");
    symlink("nowhere.proto", dir.path("x.proto")).expect("a link");
    symlink("nowhere", dir.path("y")).expect("a link");
    let note = "x.proto: note: the target of this link does not exist; skipped [file-skipped]";
    for (program, args) in [
        (
            env!("CARGO_BIN_EXE_protolint"),
            &["check", "--only", "MINIMAL", "--skip", "PACKAGE_DIRECTORY_MATCH"][..],
        ),
        (env!("CARGO_BIN_EXE_protolint"), &["check", "--only", "DESIGN", "./p"]),
        (env!("CARGO_BIN_EXE_protolint"), &["breaking", "--against", "."]),
        (env!("CARGO_BIN_EXE_protolint"), &["format", "--exit-code"]),
        (env!("CARGO_BIN_EXE_protogen"), &["compile", "-o", "set.binpb", "."]),
        (env!("CARGO_BIN_EXE_protogen"), &["generate", "--out", "gen", "."]),
    ] {
        let run = dir.run(program, args);
        let all = run.out + &run.err;
        assert_eq!(run.code, 0, "{args:?}: {all}");
        assert!(!all.contains(".#u") && !all.contains("./x.proto"), "{args:?}: {all}");
        if args[0] == "check" && !args.contains(&"./p") {
            assert!(all.contains(note), "{all}");
        }
    }
    assert_eq!(refused(&dir, &["x.proto"]), "error: x.proto: there is no such file\n");
}

#[cfg(unix)]
#[test]
fn what_must_not_be_read_is_said_so() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = Dir::new().file("a.tar", tar(&[("a.proto", &proto("A"))])).file("set.binpb", "");
    for name in ["a.tar", "set.binpb"] {
        std::fs::set_permissions(dir.path(name), std::fs::Permissions::from_mode(0o000)).expect("a mode");
        // Whoever may do everything cannot see this fail.
        if std::fs::read(dir.path(name)).is_err() {
            assert_eq!(refused(&dir, &[name]), format!("error: {name}: reading it is not permitted\n"));
        }
    }
}

/// Runs `check --changed` in a directory, in a pipeline that sets these variables and no others.
fn changed_in_pipeline(dir: &Dir, inside: &str, variables: &[(&str, &str)]) -> Run {
    let targets = [
        "GITHUB_BASE_REF",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
        "BITBUCKET_PR_DESTINATION_BRANCH",
        "SYSTEM_PULLREQUEST_TARGETBRANCH",
        "CHANGE_TARGET",
        "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
        "DRONE_TARGET_BRANCH",
        "DRONE_PULL_REQUEST",
    ];
    let mut args: Vec<String> = targets.iter().map(|name| format!("-u{name}")).collect();
    args.extend(variables.iter().map(|(name, value)| format!("{name}={value}")));
    args.extend(
        [env!("CARGO_BIN_EXE_protolint"), "check", "--changed", "--format", "msvs"].map(str::to_owned),
    );
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    dir.run_in(inside, "env", &[&args[..], &["--only", "MESSAGE_PASCAL_CASE"]].concat())
}

/// A repository with the branches `main`, `develop` and `feature`, of which the last changes a file.
fn branches() -> Dir {
    let dir = Dir::new().file("origin/proto/a.proto", proto("first"));
    git(&dir, "origin", "init -q -b main");
    commit(&dir, "origin");
    git(&dir, "origin", "checkout -q -b develop");
    let dir = dir.file("origin/proto/d.proto", proto("developed"));
    commit(&dir, "origin");
    git(&dir, "origin", "checkout -q -b feature");
    let dir = dir.file("origin/proto/b.proto", proto("second"));
    commit(&dir, "origin");
    git(&dir, "origin", "checkout -q main");
    dir
}

#[test]
fn the_branch_that_a_pipeline_names_is_the_base() {
    let dir = branches();
    git(&dir, "", "clone -q -b feature origin clone");
    git(&dir, "clone", "checkout -q --detach");
    for (variable, value) in [
        ("GITHUB_BASE_REF", "develop"),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "develop"),
        ("BITBUCKET_PR_DESTINATION_BRANCH", "develop"),
        ("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/develop"),
        ("CHANGE_TARGET", "develop"),
        ("BUILDKITE_PULL_REQUEST_BASE_BRANCH", "develop"),
    ] {
        let run = changed_in_pipeline(&dir, "clone", &[(variable, value)]);
        assert_eq!(names(&run), ["proto/b.proto second"], "{variable}: {}", run.err);
    }
    let drone = [("DRONE_TARGET_BRANCH", "develop"), ("DRONE_PULL_REQUEST", "7")];
    assert_eq!(names(&changed_in_pipeline(&dir, "clone", &drone)), ["proto/b.proto second"]);
    let run = changed_in_pipeline(&dir, "clone", &[("GITHUB_BASE_REF", "gone")]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("GITHUB_BASE_REF names the branch `gone`"), "{}", run.err);
    // Where nothing is named, it is the default branch of the origin, or else `main`.
    git(&dir, "clone", "remote set-head origin main");
    for variables in [&drone[..1], &[("GITHUB_BASE_REF", "")], &[]] {
        let found = names(&changed_in_pipeline(&dir, "clone", variables));
        assert_eq!(found, ["proto/b.proto second", "proto/d.proto developed"]);
    }
}

#[test]
fn a_base_that_was_not_fetched_ends_the_run_with_what_to_fetch() {
    let dir = branches();
    let url = format!("file://{}", dir.path("origin").display());
    git(&dir, "", &format!("clone -q --single-branch -b feature {url} single"));
    git(&dir, "", &format!("clone -q --depth 1 -b feature {url} shallow"));
    for (clone, variables, fetch) in [
        ("single", &[][..], "git fetch origin +refs/heads/main:refs/remotes/origin/main"),
        (
            "single",
            &[("CHANGE_TARGET", "main")],
            "git fetch origin +refs/heads/main:refs/remotes/origin/main",
        ),
        ("shallow", &[], "git fetch --unshallow origin +refs/heads/main:refs/remotes/origin/main"),
    ] {
        let run = changed_in_pipeline(&dir, clone, variables);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
        assert!(run.err.contains(&format!("run `{fetch}`")), "{}", run.err);
        // The command does what it says it does.
        git(&dir, clone, fetch.strip_prefix("git ").expect("a command of git"));
        let run = changed_in_pipeline(&dir, clone, variables);
        assert_eq!(names(&run), ["proto/b.proto second", "proto/d.proto developed"], "{}", run.err);
        git(&dir, clone, "update-ref -d refs/remotes/origin/main");
    }
}

#[test]
fn a_revision_that_was_not_fetched_ends_the_run_with_what_to_fetch() {
    let dir = branches();
    let url = format!("file://{}", dir.path("origin").display());
    git(&dir, "", &format!("clone -q --single-branch -b feature {url} single"));
    git(&dir, "", &format!("clone -q --depth 1 -b feature {url} shallow"));
    let run = |clone: &str, against: &str| {
        let args = ["breaking", "--against", against];
        dir.run_in(clone, env!("CARGO_BIN_EXE_protolint"), &args)
    };
    for (clone, fetch) in [
        ("single", "git fetch origin +refs/heads/main:refs/remotes/origin/main"),
        ("shallow", "git fetch --unshallow origin +refs/heads/main:refs/remotes/origin/main"),
    ] {
        for against in ["main", "origin/main", "git:main", ".git#branch=main"] {
            let run = run(clone, against);
            assert_eq!((run.code, run.out.as_str()), (2, ""), "{against}: {}", run.err);
            assert!(run.err.contains(&format!("run `{fetch}`")), "{against}: {}", run.err);
        }
        // Tags, commits and what a shell would take apart are no branches to fetch.
        for against in ["v1.0.0", "git:0123456789", "git:main~9", "git:$(x)", "git:a;b"] {
            let run = run(clone, against);
            assert!(run.code == 2 && !run.err.contains("refs/heads/"), "{against}: {}", run.err);
        }
        git(&dir, clone, fetch.strip_prefix("git ").expect("a command of git"));
        assert!(run(clone, "main").code < 2);
    }
}

#[test]
fn from_outside_of_a_repository_the_one_around_the_input_is_asked() {
    let dir = Dir::new().file("outside/keep", "");
    let before = proto("User").replace("{}", "{ string a = 1; }");
    let dir =
        dir.file("repo/p/a.proto", &before).file("repo/p/b.proto", proto("unchanged").replace(".v1", ".v2"));
    git(&dir, "repo", "init -q -b main");
    commit(&dir, "repo");
    let dir = dir.file("repo/p/a.proto", proto("User") + "message second {}\n");
    git(&dir, "repo", "add -A");
    let absolute = dir.path("repo").display().to_string();
    let protolint = env!("CARGO_BIN_EXE_protolint");
    for (inside, repo) in [("outside", &*absolute), ("outside", "../repo"), ("", "repo")] {
        let file = format!("{repo}/p/a.proto");
        for input in [repo.to_owned(), format!("{repo}/p"), file] {
            for against in ["main", "git:HEAD"] {
                let args = ["breaking", &input, "--against", against, "--only", "FIELD_NO_DELETE"];
                let run = dir.run_in(inside, protolint, &args);
                assert!(run.code == 1 && run.out.contains("field 1"), "{args:?}: {}{}", run.out, run.err);
            }
            let run = dir.run_in(inside, protolint, &["diff", "main", &input]);
            assert!(
                run.out.contains("version bump: major") && run.out.contains("second"),
                "{}{}",
                run.out,
                run.err
            );
            for option in ["--changed", "--staged", "--changed=main"] {
                let found = check(&dir, inside, &[option, &input]);
                let names: Vec<_> = found.1.iter().map(|found| found.rsplit(' ').next()).collect();
                assert_eq!((found.0, names), (1, vec![Some("second")]), "{option} {input} in {inside:?}");
            }
        }
    }
    // What is in no repository, or in another one, was not looked at: that is no success.
    for (inside, path) in [("repo", "../outside"), ("outside", "."), ("", ".")] {
        for option in ["--changed", "--staged"] {
            let run = dir.run_in(inside, protolint, &["check", option, path]);
            assert_eq!((run.code, &*run.out), (2, ""), "{option} {path} in {inside:?}");
        }
    }
}

#[test]
fn a_branch_that_only_the_origin_has_needs_no_prefix() {
    let dir = branches();
    git(&dir, "", "clone -q -b feature origin clone");
    assert_eq!(check(&dir, "clone", &["main"]).1, ["proto/a.proto first"]);
    assert_eq!(check(&dir, "clone", &["git:main:proto"]).1, ["proto/a.proto first"]);
    assert_eq!(check(&dir, "clone", &["--changed=develop"]).1, ["proto/b.proto second"]);
}

#[test]
fn what_a_partial_clone_left_out_is_not_fetched_file_by_file() {
    let dir = branches();
    git(&dir, "origin", "config uploadpack.allowFilter true");
    git(&dir, "origin", "config uploadpack.allowAnySHA1InWant true");
    let url = format!("file://{}", dir.path("origin").display());
    git(&dir, "", &format!("clone -q --filter=blob:none --no-checkout -b feature {url} clone"));
    let run = dir.run_in("clone", env!("CARGO_BIN_EXE_protolint"), &["check", "git:HEAD"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.err.contains("this is a partial clone, and the contents of 3 .proto files"), "{}", run.err);
    let fetch = run.err.split('`').find(|text| text.starts_with("git diff")).expect("a command");
    assert_eq!(dir.run_in("clone", "sh", &["-c", fetch]).code, 0);
    assert_eq!(check(&dir, "clone", &["git:HEAD"]).1.len(), 3);
}

#[test]
fn includes_map_a_prefix_to_a_directory() {
    let mut dir = Dir::new()
        .file("app/a.proto", "syntax = \"proto3\";\npackage app;\nimport \"github.com/x/y/b.proto\";\nmessage A { y.B b = 1; }\n")
        .file("other/b.proto", "syntax = \"proto3\";\npackage y;\nmessage B {}\n");
    let run = dir.protolint(&["check", "app"]);
    assert!(run.out.contains("github.com/x/y/b.proto"), "{}{}", run.out, run.err);
    assert_eq!(check(&dir, "", &["-I", "github.com/x/y=other", "app"]), (0, vec![]));
    assert!(refused(&dir, &["-I", "github.com/x/y=none", "app"]).contains("there is no such directory"));
    for roots in ["", "roots = [\"app\"]\n"] {
        dir = dir.file("protolint.toml", format!("{roots}include = [\"github.com/x/y=other\"]\n"));
        assert_eq!(check(&dir, "", &["app"]), (0, vec![]), "{roots}");
        assert_eq!(check(&dir, "app", &["."]), (0, vec![]), "{roots}");
    }
}

#[test]
fn a_changed_configuration_is_a_change_of_what_it_governs() {
    let rules = "version: v2\nmodules:\n  - path: proto\nlint:\n  use: [MESSAGE_PASCAL_CASE]\n";
    let dir =
        repository().file("buf.yaml", rules.replace("MESSAGE", "FIELD").replace("PASCAL", "LOWER_SNAKE"));
    git(&dir, "", "add -A");
    commit(&dir, "");
    let check = |args: &[&str]| {
        let all = [&["check", "--format", "msvs"][..], args].concat();
        let run = dir.protolint(&all);
        (run.code, names(&run))
    };
    assert_eq!(check(&["--changed=HEAD"]), (0, vec![]));
    std::fs::write(dir.path("buf.yaml"), rules).expect("a file");
    let found = (1, vec!["proto/acme/v1/a.proto third".to_owned()]);
    assert_eq!(check(&["--changed=HEAD"]), found);
    git(&dir, "", "add -A");
    assert_eq!(check(&["--staged"]), found);
    assert_eq!(check(&["--staged", "proto/acme"]), found);
    // What cannot be used ends the run, also where nothing else was changed.
    std::fs::write(dir.path("buf.yaml"), rules.replace("MESSAGE_PASCAL", "NO_SUCH")).expect("a file");
    for args in [&["--changed=HEAD"][..], &["--changed=HEAD", "proto"]] {
        assert_eq!(check(args).0, 2, "{args:?}");
    }
    git(&dir, "", "add -A");
    commit(&dir, "");
    assert_eq!(check(&["--changed=HEAD"]).0, 2);
    assert_eq!(check(&["--staged"]).0, 2);
}

#[test]
fn an_import_path_may_be_spelled_otherwise_than_the_input() {
    let importer = proto("order").replace("message", "import \"user.proto\";\n\nmessage");
    let dir = Dir::new().file("p/order.proto", importer).file("p/user.proto", proto("User"));
    let base = dir.path("p").to_string_lossy().into_owned();
    for import_path in [".", "./", "../p", &base] {
        for input in ["order.proto", "./order.proto", "../p/order.proto", &format!("{base}/order.proto")] {
            let (code, found) = check(&dir, "p", &["-I", import_path, input]);
            assert_eq!((code, found.len()), (1, 1), "{import_path} {input}: {found:?}");
            let args = ["generate", "-I", import_path, input, "--out", "../out"];
            let run = dir.run_in("p", env!("CARGO_BIN_EXE_protogen"), &args);
            assert_eq!(run.code, 0, "{import_path} {input}: {}", run.err);
        }
    }
}

/// A file with a message whose name is found fault with.
fn importer(package: &str, imports: &[&str], message: &str) -> String {
    let imports: Vec<String> = imports.iter().map(|import| format!("import \"{import}\";\n")).collect();
    let imports = imports.concat();
    format!("syntax = \"proto3\";\n\npackage {package};\n\n{imports}\nmessage {message} {{}}\n")
}

/// What is found of the compiler and of package directories: the place, and what the import should be.
fn places(dir: &Dir, args: &[&str]) -> Vec<String> {
    let fixed = ["check", "--only", "PACKAGE_DIRECTORY_MATCH", "--format", "msvs"];
    let run = dir.protolint(&[&fixed[..], args].concat());
    assert!(run.code < 2, "{args:?}: {}", run.err);
    let place = |line: &str| {
        let (place, rest) = line.split_once(" : ").expect("a place");
        format!("{place} {}", rest.split_whitespace().nth(1).expect("an id"))
    };
    run.out.lines().map(place).collect()
}

#[test]
fn what_is_found_out_does_not_make_a_wrong_import_right() {
    // The package says that names begin in `proto`.
    let dir = Dir::new()
        .file("proto/app/v1/money.proto", importer("app.v1", &[], "M"))
        .file("proto/app/v1/order.proto", importer("app.v1", &["money.proto"], "O"));
    let wrong = ["proto/app/v1/order.proto(5,8) file-not-found"];
    assert_eq!(places(&dir, &["."]), wrong);
    assert_eq!(places(&dir, &["proto"]), wrong);
    // Who names the directory says that names begin there.
    for args in [&["proto/app/v1"][..], &[".", "-I", "proto/app/v1"]] {
        assert!(!places(&dir, args).concat().contains("file-not-found"), "{args:?}");
    }

    // Another import says so; the finding is at the wrong one.
    let dir = Dir::new()
        .file("proto/one/a.proto", importer("x", &[], "A"))
        .file("proto/one/b.proto", importer("x", &["a.proto"], "B"))
        .file("proto/two/c.proto", importer("y", &["one/a.proto", "one/b.proto"], "C"))
        .file("proto/two/d.proto", importer("y", &["one/a.proto"], "D"));
    let ids = |id: &str| -> Vec<String> {
        places(&dir, &["."]).into_iter().filter(|place| place.ends_with(id)).collect()
    };
    assert_eq!(ids("file-not-found"), ["proto/one/b.proto(5,8) file-not-found"]);
    assert_eq!(ids("duplicate-name"), [""; 0]);

    // Nothing says otherwise.
    let dir = Dir::new()
        .file("protos/a.proto", importer("x", &[], "A"))
        .file("protos/b.proto", importer("x", &["a.proto"], "B"));
    assert!(!places(&dir, &["."]).iter().any(|place| place.ends_with("file-not-found")));
}

#[test]
fn a_file_that_nobody_imports_has_its_name_from_where_imports_begin() {
    let dir = Dir::new()
        .file("proto/acme/a/a.proto", importer("acme.a", &[], "A"))
        .file("proto/acme/b/b.proto", importer("acme.b", &["acme/a/a.proto"], "B"));
    assert_eq!(places(&dir, &["."]), [""; 0]);
    assert_eq!(places(&dir, &["proto/acme"]), [""; 0]);
}

#[test]
fn the_directory_of_a_file_that_is_not_found_is_named() {
    let user = |package: &str| {
        importer("a", &["validate/v.proto"], "A").replace("{}", &format!("{{\n  {package}.V v = 1;\n}}"))
    };
    let dir = Dir::new()
        .file("third_party/pgv/validate/v.proto", importer("pgv", &[], "V"))
        .file("a.proto", user("pgv"));
    let run = dir.protolint(&["check", ".", "--format", "msvs", "--only", "IMPORT_USED"]);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    assert!(run.out.contains("add `-I third_party/pgv`"), "{}", run.out);
    assert_eq!(dir.protolint(&["check", "-I", "third_party/pgv", "--only", "IMPORT_USED"]).code, 0);
    // Where the package says what the file is called, nobody has to.
    let dir = dir
        .file("third_party/pgv/validate/v.proto", importer("validate", &[], "V"))
        .file("a.proto", user("validate"));
    assert_eq!(dir.protolint(&["check", "--only", "IMPORT_USED"]).code, 0);
}

#[test]
fn files_of_one_name_are_checked_with_their_own_directories() {
    let mut dir = Dir::new();
    for service in ["a", "b"] {
        let common = importer("common", &[], &format!("C{service}"));
        let api = importer("api", &["common/c.proto"], "bad")
            .replace("{}", &format!("{{\n  common.C{service} c = 1;\n}}"));
        dir = dir
            .file(&format!("svc-{service}/common/c.proto"), common)
            .file(&format!("svc-{service}/api/a.proto"), api);
    }
    let dir = dir.file("other/other.proto", importer("other", &[], "other"));
    let found = ["svc-a/api/a.proto bad", "svc-b/api/a.proto bad"];
    let all = [&["other/other.proto other"], &found[..]].concat();
    assert_eq!(check(&dir, "", &["."]).1, all);
    assert_eq!(check(&dir, "", &["svc-a", "svc-b"]).1, found);
    assert_eq!(check(&dir, "svc-a", &["."]).1, ["api/a.proto bad"]);
    let dir = dir.file("protolint.toml", "[rules]\nMESSAGE_PASCAL_CASE = \"error\"\n");
    assert_eq!(check(&dir, "", &["."]).1, all);
    for args in [&["breaking", ".", "--against", "svc-a"][..], &["check", "--against", "svc-a"]] {
        let run = dir.protolint(args);
        assert!(
            run.code == 2 && run.err.contains("an import name resolves to different files"),
            "{}",
            run.err
        );
    }
}

#[test]
fn what_git_ignores_is_not_searched_unless_it_is_named_or_configured() {
    let dir = repository()
        .file(".gitignore", "vendor/\n/gen\n!proto/gen\n")
        .file("proto/acme/v1/a.proto", proto("third") + "  \n")
        .file("vendor/v.proto", proto("vendored"))
        .file("proto/vendor/v.proto", proto("nested"))
        .file("gen/g.proto", proto("generated"))
        .file("proto/gen/g.proto", proto("kept"))
        .file("sub/.gitignore", "out\n")
        .file("sub/out/o.proto", proto("built"));
    let own = ["proto/acme/v1/a.proto third", "proto/gen/g.proto kept"];
    assert_eq!(check(&dir, "", &["."]).1, own);
    assert_eq!(check(&dir, "proto", &["."]).1, own.map(|place| place.replacen("proto/", "", 1)));
    assert_eq!(check(&dir, "", &["vendor"]).1, ["vendor/v.proto vendored"]);
    let run = dir.protolint(&["format", ".", "--diff"]);
    assert!(run.code == 0 && !run.out.contains("vendor"), "{}{}", run.out, run.err);
    assert!(run.out.contains("proto/acme/v1/a.proto"), "{}", run.out);
    let dir = dir.file("protolint.toml", "");
    assert_eq!(check(&dir, "", &["."]).1.len(), 6);
}

#[test]
#[cfg(unix)]
fn a_file_below_two_paths_is_one_file() {
    let dir = Dir::new().file("proto/acme/a.proto", proto("one"));
    std::os::unix::fs::symlink("acme", dir.path("proto/link")).expect("a link");
    let absolute = dir.path("proto").to_string_lossy().into_owned();
    for args in [
        &["proto", "proto/acme"][..],
        &["proto/acme", "proto"],
        &["proto", "./proto/", "proto/acme/a.proto"],
        &["proto", "proto/link"],
        &["proto/link", "proto"],
        &["proto/acme/a.proto", "proto/link/a.proto"],
    ] {
        assert_eq!(check(&dir, "", args), (1, vec!["proto/acme/a.proto one".to_owned()]), "{args:?}");
    }
    assert_eq!(check(&dir, "", &["proto", &absolute]).1.len(), 1);
    // On its own, a link is what was named.
    assert_eq!(check(&dir, "", &["proto/link"]).1, ["proto/link/a.proto one"]);
}

#[test]
fn a_file_in_the_directory_of_its_package_has_its_name_from_there() {
    let dir = Dir::new()
        .file("proto/acme/a/a.proto", importer("acme.a", &[], "A"))
        .file("proto/acme/b/b.proto", importer("acme.b", &["acme/a/a.proto"], "B"))
        .file("proto/acme/c/c.proto", importer("acme.other", &[], "C"));
    let absolute = dir.path("proto/acme/a/a.proto").to_string_lossy().into_owned();
    for args in [&["proto/acme/a/a.proto"][..], &["proto/acme/a"], &[&absolute], &["proto/acme/b/b.proto"]] {
        assert_eq!(places(&dir, args), [""; 0], "{args:?}");
    }
    for (inside, args) in
        [("proto/acme/a", "."), ("proto/acme/a", "a.proto"), ("proto/acme", "a"), ("x/..", ".")]
    {
        let run = dir.run_in(
            inside.trim_start_matches("x/.."),
            env!("CARGO_BIN_EXE_protolint"),
            &["check", args, "--only", "PACKAGE_DIRECTORY_MATCH", "--format", "msvs"],
        );
        assert!(!run.out.contains("acme.a"), "{inside} {args}: {}", run.out);
    }
    assert_eq!(
        places(&dir, &["proto/acme/c/c.proto"]),
        ["proto/acme/c/c.proto(3,1) PACKAGE_DIRECTORY_MATCH"]
    );
}

#[test]
fn a_path_with_detours_is_the_path_without_them() {
    let a = "syntax = \"proto3\";\npackage acme.a.v1;\nimport \"acme/b/v1/b.proto\";\nmessage A {\n  acme.b.v1.B b = 1;\n}\n";
    let b = "syntax = \"proto3\";\npackage acme.b.v1;\nmessage B {}\n";
    let dir = Dir::new().file("api/acme/a/v1/a.proto", a).file("api/acme/b/v1/b.proto", b);
    let absolute = dir.path("api/acme/b/../a").to_string_lossy().into_owned();
    for (inside, path) in [
        ("", "api/acme/a"),
        ("", "api/acme/b/../a"),
        ("", "./api/acme/b/v1/../../a/v1/a.proto"),
        ("", "api/acme/../acme"),
        ("api/acme/b", "../a"),
        ("api/acme/b", "../b/../a/v1/a.proto"),
        ("api", &absolute),
    ] {
        for command in ["check", "lint"] {
            let run = dir.run_in(inside, env!("CARGO_BIN_EXE_protolint"), &[command, path]);
            assert_eq!((run.code, &*run.out), (0, ""), "{command} {path} in {inside:?}: {}", run.err);
        }
    }
}
