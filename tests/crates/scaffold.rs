//! `protogen scaffold`: what is written builds, passes its own tests, and matches the snapshots.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::Dir;

/// Scaffolds a crate from protos in the package into `directory/name`.
fn scaffold(dir: &Dir, name: &str, protos: &[&str]) -> PathBuf {
    scaffold_with(&[], dir, name, protos)
}

/// The same, with these flags.
fn scaffold_with(flags: &[&str], dir: &Dir, name: &str, protos: &[&str]) -> PathBuf {
    let protos: Vec<String> =
        protos.iter().map(|proto| format!("{}/{proto}", env!("CARGO_MANIFEST_DIR"))).collect();
    let protos: Vec<&str> = protos.iter().map(String::as_str).collect();
    let run = dir.protogen(&[&["scaffold", "--name", name], flags, &protos].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    dir.path(name)
}

/// Runs cargo in a crate. All of them build into one directory, so that what they depend on is built once.
fn cargo(directory: &Path, args: &[&str]) {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scaffold");
    let locked = if args[0] == "fmt" { &[][..] } else { &["--locked"] };
    let output = Command::new(env!("CARGO"))
        .args([&args[..1], locked, &args[1..]].concat())
        .current_dir(directory)
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS")
        // Nothing here is built twice or debugged.
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .output()
        .expect("cargo starts");
    let text =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    assert!(output.status.success(), "cargo {}: {text}", args.join(" "));
}

/// The files below a directory.
fn tree(directory: &Path) -> String {
    let mut files: Vec<PathBuf> = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).expect("a directory").flatten() {
            if entry.path().is_dir() { open.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files.sort();
    let name = |file: &PathBuf| file.strip_prefix(directory).expect("below").display().to_string();
    files.iter().map(|file| name(file) + "\n").collect()
}

#[test]
fn the_guides_service() {
    let dir = Dir::new();
    let krate = scaffold(&dir, "user-service", &["proto/user_service.proto"]);
    insta::assert_snapshot!("tree", tree(&krate));
    for file in ["README.md", "src/lib.rs", "src/service.rs", "src/store.rs", "tests/service.rs"] {
        let text = fs::read_to_string(krate.join(file)).expect("a file");
        insta::assert_snapshot!(file.replace('/', "_"), text);
    }
    assert!(lines_of_the_user(&krate) < 600);
    let test = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/scaffold/store_test.rs");
    fs::copy(test, krate.join("tests/store.rs")).expect("a file");
    builds_and_passes(&krate);
}

/// The lines of Rust that are the user's to keep.
fn lines_of_the_user(krate: &Path) -> usize {
    let files = tree(krate);
    let generated =
        ["src/gen/", "src/rt/", "tests/support/", "tests/client.rs", "tests/rest.rs", "tests/runtime.rs"];
    let own = files.lines().filter(|file| {
        Path::new(file).extension().is_some_and(|extension| extension == "rs")
            && !generated.iter().any(|generated| file.starts_with(generated))
    });
    own.map(|file| fs::read_to_string(krate.join(file)).expect("a file").lines().count()).sum()
}

/// The first commands of a user, none of which may complain.
fn builds_and_passes(krate: &Path) {
    cargo(krate, &["fmt", "--check"]);
    cargo(krate, &["clippy", "--all-targets", "--", "-D", "warnings"]);
    cargo(krate, &["test"]);
}

/// Services of many shapes, in one crate because linking a crate for each would take most of the time: standard methods
/// and others, proto2, proto3 and an edition, several packages, versions and services, and names that are keywords or
/// that the code uses: crates such as `http`, types such as `Clone`, variables such as `request`.
#[test]
fn services_of_many_shapes() {
    let dir = Dir::new();
    scaffold_with(&["--out", "everything"], &dir, "http", &["fixtures/scaffold"]);
    let krate = dir.path("everything");
    let services = fs::read_dir(krate.join("src/service")).expect("a directory").count();
    assert_eq!(services, 80);
    for service in ["library_service", "inventory", "publisher", "greeter"] {
        let text = fs::read_to_string(krate.join(format!("src/service/{service}.rs"))).expect("a file");
        insta::assert_snapshot!(service, text);
    }
    builds_and_passes(&krate);
}

/// Reflection serves the descriptors that the compiler writes, also for editions.
#[test]
fn the_server_has_the_descriptors_of_the_compiler() {
    let dir = Dir::new();
    for (name, proto, set) in [
        ("users", "proto/user_service.proto", "descriptors.binpb"),
        ("items", "fixtures/scaffold/inventory.proto", "descriptors.binpb"),
        ("books", "fixtures/scaffold/library.proto", "reflection.binpb"),
    ] {
        let krate = scaffold(&dir, name, &[proto]);
        let (include, file) = proto.rsplit_once('/').expect("a directory");
        let include = format!("-I{}/{include}", env!("CARGO_MANIFEST_DIR"));
        let out = format!("{name}.binpb");
        let run = dir.protogen(&["compile", "--include_imports", &include, "-o", &out, file]);
        assert_eq!(run.code, 0, "{}", run.err);
        let [own, compiled] =
            [krate.join("src/gen").join(set), dir.path(&out)].map(|path| fs::read(path).ok());
        assert!(own.is_some() && own == compiled, "{set} of {name}");
    }
}

/// With a build script, the output of prost is not checked in, and all other files are the same.
#[test]
fn a_build_script_compiles_the_files() {
    let dir = Dir::new();
    let protos =
        ["helloworld", "inventory", "kv", "odd", "pubsub", "root", "shop/v1/orders", "shop/v2/orders"];
    let protos = protos.map(|name| format!("fixtures/scaffold/{name}.proto"));
    let protos = protos.each_ref().map(String::as_str);
    let include = concat!("-I", env!("CARGO_MANIFEST_DIR"), "/fixtures/scaffold");
    let plain = scaffold_with(&[include], &dir, "checked-in", &protos);
    let krate = scaffold_with(&[include, "--build-script"], &dir, "built", &protos);
    let [plain, own] = [plain, krate.clone()].map(|krate| tree(&krate));
    let is_made = |file: &&str| file.starts_with("src/gen/proto/") || *file == "src/gen/descriptors.binpb";
    let rest: Vec<&str> = plain.lines().filter(|file| !is_made(file)).collect();
    assert_eq!(own.lines().filter(|&file| file != "build.rs").collect::<Vec<_>>(), rest);
    insta::assert_snapshot!("build.rs", fs::read_to_string(krate.join("build.rs")).expect("a file"));
    builds_and_passes(&krate);
}

#[test]
fn a_build_script_for_an_edition_is_refused() {
    let dir = Dir::new()
        .file(
            "main.proto",
            "syntax = \"proto3\";\nimport \"new.proto\";\nservice S { rpc M(N) returns (N); }\n",
        )
        .file("new.proto", "edition = \"2023\";\nmessage N {}\n");
    let run = dir.protogen(&["scaffold", "--build-script", "main.proto"]);
    assert_eq!(run.code, 1);
    assert!(
        run.err.contains("new.proto:1:1") && run.err.contains("does not support editions"),
        "{}",
        run.err
    );
    assert!(!dir.path("s").exists(), "nothing is written");
    assert_eq!(dir.protogen(&["scaffold", "main.proto"]).code, 0);
}

#[test]
fn a_build_script_cannot_rename_services_and_methods() {
    for (service, method, column) in [("S", "New", 17), ("Clone", "M", 9)] {
        let text = format!(
            "syntax = \"proto3\";\nmessage N {{}}\nservice {service} {{ rpc {method}(N) returns (N); }}\n"
        );
        let dir = Dir::new().file("main.proto", &text);
        let run = dir.protogen(&["scaffold", "--build-script", "--name", "mine", "main.proto"]);
        assert_eq!(run.code, 1);
        let name = if column == 9 { service } else { method };
        assert!(
            run.err.contains(&format!("main.proto:3:{column}: error: a build script cannot name `{name}`")),
            "{}",
            run.err
        );
        assert!(!dir.path("mine").exists(), "nothing is written");
        assert_eq!(dir.protogen(&["scaffold", "--name", "mine", "main.proto"]).code, 0);
    }
}

/// Switching to the other form would overwrite files that may have been changed by hand.
#[test]
fn a_crate_keeps_its_form() {
    for (first, second) in [(&[][..], &["--build-script"][..]), (&["--build-script"], &[])] {
        let dir = Dir::new();
        let krate = scaffold_with(first, &dir, "mine", &["proto/user_service.proto"]);
        let files = tree(&krate);
        let manifest = fs::read_to_string(krate.join("Cargo.toml")).expect("a file") + "# By hand.\n";
        fs::write(krate.join("Cargo.toml"), &manifest).expect("a file");
        let proto = format!("{}/proto/user_service.proto", env!("CARGO_MANIFEST_DIR"));
        let run = dir.protogen(&[&["scaffold", "--name", "mine", &proto], second].concat());
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains("Cargo.toml"), "{}", run.err);
        assert_eq!(tree(&krate), files);
        assert_eq!(fs::read_to_string(krate.join("Cargo.toml")).ok(), Some(manifest));
    }
}

const COUNTRIES: &str = "syntax = \"proto3\";\nmessage Country { string code = 1; string title = 2; }\n\
    message Get { string code = 1; }\nmessage Create { string code = 1; string title = 2; }\n\
    service Countries { rpc GetCountry(Get) returns (Country); rpc CreateCountry(Create) returns (Country); }\n";

#[test]
fn the_configuration_says_what_the_schema_cannot() {
    let dir = Dir::new().file("countries.proto", COUNTRIES);
    assert_eq!(dir.protogen(&["scaffold", "--name", "plain", "countries.proto"]).code, 0);
    assert!(!dir.path("plain/src/store.rs").exists(), "countries have no key");

    let config = "[entity.Country]\nkey = \"code\"\nunique = [\"title\"]\ncheck.title = { max_chars = 9 }\n";
    let dir = dir.file("protogen.toml", config);
    let run = dir.protogen(&["scaffold", "--name", "asked", "countries.proto"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let text = |file: &str| fs::read_to_string(dir.path(file)).expect("a file");
    assert!(text("asked/src/store.rs").contains("self.code = key;"));
    assert!(text("asked/src/store.rs").contains("vec![(\"title\", &self.title)]"));
    assert!(text("asked/src/service.rs").contains("value.chars().count() <= 9"));
    assert!(text("asked/protogen.toml").contains("max_chars = 9"));

    for (config, why) in [
        ("[entity.Land]\nkey = \"code\"\n", "entity.\"Land\""),
        ("[entity.Country]\nkey = \"number\"\n", "`number`"),
        ("[entity.Country]\nkey = \"code\"\nunique = [\"number\"]\n", "`number`"),
        ("[entity.Country]\nkeys = \"code\"\n", "keys"),
    ] {
        let dir = Dir::new().file("countries.proto", COUNTRIES).file("protogen.toml", config);
        let run = dir.protogen(&["scaffold", "countries.proto"]);
        assert_eq!(run.code, 2, "{config}");
        assert!(run.err.contains("protogen.toml:") && run.err.contains(why), "{}", run.err);
        assert!(!run.err.contains("\\n"), "{}", run.err);
    }
}

#[test]
fn a_file_that_differs_is_left_alone() {
    let dir = Dir::new();
    let krate = scaffold(&dir, "mine", &["proto/user_service.proto"]);
    let proto = format!("{}/proto/user_service.proto", env!("CARGO_MANIFEST_DIR"));
    let again = dir.protogen(&["scaffold", "--name", "mine", &proto]);
    assert_eq!(again.code, 0, "the same files are no reason to refuse: {}", again.err);
    assert!(again.err.contains("0 files written"), "{}", again.err);
    fs::write(krate.join("src/service.rs"), "// By hand.\n").expect("a file");
    let run = dir.protogen(&["scaffold", "--name", "mine", &proto]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("src/service.rs"), "{}", run.err);
    assert_eq!(fs::read_to_string(krate.join("src/service.rs")).ok().as_deref(), Some("// By hand.\n"));
}

#[test]
fn what_cannot_be_served_is_refused() {
    let dir = Dir::new()
        .file("broken.proto", "syntax = \"proto3\";\nservice S { rpc M(Missing) returns (Missing); }\n")
        .file("empty.proto", "syntax = \"proto3\";\nmessage M {}\n");
    let broken = dir.protogen(&["scaffold", "broken.proto"]);
    assert_eq!(broken.code, 1);
    assert!(broken.err.contains("broken.proto:2:19"), "{}", broken.err);
    let empty = dir.protogen(&["scaffold", "empty.proto"]);
    assert_eq!(empty.code, 2);
    assert!(empty.err.contains("has a service"), "{}", empty.err);
    let named = dir.protogen(&["scaffold", "--name", "not a name", "empty.proto"]);
    assert_eq!(named.code, 2);
}
