//! `protogen compile --edition_defaults_out`: the same bytes as protoc writes.

use std::fs;

use crate::support::Dir;

/// Golden file of `fixtures/edition_defaults`, and the arguments it was made with.
const GOLDENS: &[(&str, &[&str])] = &[
    ("descriptor", &["google/protobuf/descriptor.proto"]),
    ("cpp", &["google/protobuf/cpp_features.proto"]),
    ("java", &["google/protobuf/java_features.proto"]),
    ("go", &["google/protobuf/go_features.proto"]),
    ("csharp", &["google/protobuf/c_sharp_features.proto"]),
    (
        "all",
        &[
            "google/protobuf/go_features.proto",
            "google/protobuf/cpp_features.proto",
            "google/protobuf/java_features.proto",
            "google/protobuf/c_sharp_features.proto",
        ],
    ),
    ("imported", &["imported.proto"]),
    ("custom", &["custom.proto"]),
    ("custom_2023", &["custom.proto", "--edition_defaults_maximum=2023"]),
    (
        "custom_unstable",
        &["custom.proto", "--edition_defaults_minimum=LEGACY", "--edition_defaults_maximum=UNSTABLE"],
    ),
    (
        "descriptor_proto3_only",
        &[
            "google/protobuf/descriptor.proto",
            "--edition_defaults_minimum=PROTO3",
            "--edition_defaults_maximum=PROTO3",
        ],
    ),
];

/// A directory with the protos of `fixtures/edition_defaults`.
fn protos() -> Dir {
    let mut dir = Dir::new();
    for name in ["imported.proto", "custom.proto"] {
        dir = dir.file(name, fs::read(format!("fixtures/edition_defaults/{name}")).expect("a fixture"));
    }
    dir
}

#[test]
fn defaults_have_the_bytes_of_protoc() {
    let dir = protos();
    for (golden, args) in GOLDENS {
        let run = dir.protogen(&[&["compile", "--edition_defaults_out=defaults.binpb"], *args].concat());
        assert_eq!(run.code, 0, "{golden}: {}", run.err);
        let ours = fs::read(dir.path("defaults.binpb")).expect("the defaults");
        let golden = format!("fixtures/edition_defaults/{golden}.binpb");
        assert_eq!(ours, fs::read(&golden).expect("a golden file"), "{golden}");
    }
}

#[test]
fn defaults_and_a_descriptor_set_come_from_one_run() {
    let dir = protos();
    let run = dir.protogen(&[
        "compile",
        "--edition_defaults_out=defaults.binpb",
        "--descriptor_set_out=set.binpb",
        "--dependency_out=set.d",
        "custom.proto",
    ]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(dir.path("defaults.binpb").exists() && dir.path("set.binpb").exists());
    let rule = fs::read_to_string(dir.path("set.d")).expect("the rule");
    assert_eq!(rule, "set.binpb \\\ndefaults.binpb: custom.proto");
}

#[test]
fn every_fault_is_reported_where_it_is_and_nothing_is_written() {
    let dir = Dir::new().file(
        "features.proto",
        r#"edition = "2023";
import "google/protobuf/descriptor.proto";
extend google.protobuf.FeatureSet { Features features = 9990; }
message Features {
  bool strict = 1 [
    targets = TARGET_TYPE_FIELD,
    feature_support.edition_introduced = EDITION_2023,
    edition_defaults = { edition: EDITION_LEGACY, value: "true" },
    edition_defaults = { edition: EDITION_2024, value: "perhaps" }
  ];
  string language = 2;
}
"#,
    );
    let run =
        dir.protogen(&["compile", "--edition_defaults_out=defaults.binpb", "-oset.binpb", "features.proto"]);
    assert_eq!(run.code, 1);
    let places: Vec<&str> = run.err.lines().filter_map(|line| line.split(": ").next()).collect();
    let name = "features.proto:11:10";
    assert_eq!(places, ["features.proto:11:3", name, name, name, "features.proto:9:5"], "{}", run.err);
    assert!(!dir.path("defaults.binpb").exists() && !dir.path("set.binpb").exists());
}

#[test]
fn editions_before_all_defaults_are_refused() {
    let dir = Dir::new().file(
        "features.proto",
        r#"edition = "2023";
import "google/protobuf/descriptor.proto";
extend google.protobuf.FeatureSet { Features features = 9990; }
message Features {
  bool strict = 1 [
    targets = TARGET_TYPE_FIELD,
    feature_support = { edition_introduced: EDITION_2023 },
    edition_defaults = { edition: EDITION_1_TEST_ONLY, value: "true" },
    edition_defaults = { edition: EDITION_LEGACY, value: "true" }
  ];
}
"#,
    );
    let run = dir.protogen(&["compile", "--edition_defaults_out=defaults.binpb", "features.proto"]);
    assert_eq!(run.code, 1);
    assert!(run.err.starts_with("features.proto:8:5: "), "{}", run.err);
}

#[test]
fn without_a_feature_set_there_are_no_defaults() {
    let dir = Dir::new().file("a.proto", "edition = \"2023\";\n");
    let run = dir.protogen(&["compile", "--edition_defaults_out=defaults.binpb", "a.proto"]);
    assert_eq!(run.code, 1);
    assert!(run.err.starts_with("google/protobuf/descriptor.proto: "), "{}", run.err);
    assert!(!dir.path("defaults.binpb").exists());
}

#[test]
fn ranges_without_editions_cannot_be_asked_for() {
    let refused = [
        ["--edition_defaults_minimum=2024", "--edition_defaults_maximum=2023"],
        ["--edition_defaults_minimum=UNSTABLE", "--edition_defaults_maximum=2026"],
        ["--edition_defaults_minimum=1_TEST_ONLY", "--edition_defaults_maximum=2023"],
        ["--edition_defaults_minimum=2023", "--edition_defaults_maximum=2025"],
        ["--edition_defaults_minimum=EDITION_2023", "--edition_defaults_maximum=2024"],
    ];
    for range in refused {
        let args = ["compile", "--edition_defaults_out=defaults.binpb", "google/protobuf/descriptor.proto"];
        let run = Dir::new().protogen(&[&args[..], &range].concat());
        assert_eq!(run.code, 2, "{range:?}: {}", run.err);
    }
}
