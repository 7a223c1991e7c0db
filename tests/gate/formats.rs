//! The output formats of `protolint check`, each as a program that reads it sees it.
#![cfg(unix)] // For the link that leads nowhere: it makes a finding about a file as a whole.

use crate::support::Dir;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

/// The directory that is checked: every format has to escape something of it.
const PATH: &str = "p,q%20 ü&";

/// A file that is broken, tabs, wide characters, two places in one finding, and a finding without a line.
fn tree() -> Dir {
    let dir = Dir::new()
        .file(&format!("{PATH}/acme/broken.proto"), "syntax = \"proto3\";\npackage acme.v1;\nmessage A {\n  string a = ;\n}\n")
        .file(&format!("{PATH}/acme/slip.proto"), "syntax = \"proto3\";\npackage acme.slip;\nmessage Slip {\n\t/* 用户 😀 */ string a = 1; string bC = 2;\n}\n")
        .file(&format!("{PATH}/acme/v1/twice.proto"), "syntax = \"proto3\";\npackage acme.v1;\nmessage M {\n\t/* 😀 */ string a = 1;\n\t\tstring b\t= 1;\n}\n");
    std::os::unix::fs::symlink("gone.proto", dir.path(PATH).join("gone.proto")).expect("a link");
    dir
}

fn formatted(dir: &Dir, format: &str) -> String {
    let run = dir.protolint(&["check", "--format", format, PATH]);
    assert_eq!((run.code, run.err.as_str()), (1, ""), "{format}");
    run.out
}

fn json(format: &str) -> Value {
    serde_json::from_str(&formatted(&tree(), format)).expect("JSON")
}

#[test]
fn every_format_is_as_recorded() {
    let dir = tree();
    for format in ["github", "gitlab", "sarif", "junit", "checkstyle", "msvs", "rdjson", "markdown"] {
        let version = concat!("\"version\": \"", env!("CARGO_PKG_VERSION"), "\"");
        let report = formatted(&dir, format).replace(version, "\"version\": \"VERSION\"");
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(format, report) });
    }
}

#[test]
fn the_names_of_buf_are_known() {
    let dir = tree();
    assert_eq!(formatted(&dir, "github-actions"), formatted(&dir, "github"));
    assert_eq!(formatted(&dir, "gitlab-code-quality"), formatted(&dir, "gitlab"));
}

/// The elements of a document by name, with their attributes; fails where it is not well formed.
fn elements(xml: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut elements = Vec::new();
    loop {
        match reader.read_event().expect("XML") {
            Event::Start(tag) | Event::Empty(tag) => {
                let attributes = tag.attributes().map(|attribute| {
                    let attribute = attribute.expect("an attribute");
                    let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).expect("text");
                    (String::from_utf8_lossy(attribute.key.as_ref()).into_owned(), value.into_owned())
                });
                elements
                    .push((String::from_utf8_lossy(tag.name().as_ref()).into_owned(), attributes.collect()));
            }
            Event::Eof => return elements,
            _ => {}
        }
    }
}

fn attribute<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

#[test]
fn checkstyle_has_an_error_for_each_finding() {
    let elements = elements(&formatted(&tree(), "checkstyle"));
    assert_eq!(elements[0].0, "checkstyle");
    let files = elements.iter().filter(|(name, _)| name == "file");
    let names: Vec<_> = files.filter_map(|(_, attributes)| attribute(attributes, "name")).collect();
    assert_eq!(
        names,
        ["acme/broken.proto", "acme/slip.proto", "acme/v1/twice.proto", "gone.proto"]
            .map(|name| format!("{PATH}/{name}"))
    );
    for (_, attributes) in elements.iter().filter(|(name, _)| name == "error") {
        assert!(attribute(attributes, "message").is_some_and(|message| !message.is_empty()));
        assert!(attribute(attributes, "source").is_some_and(|source| source.starts_with("protolint.")));
        assert!(
            ["error", "warning", "info"].contains(&attribute(attributes, "severity").expect("a severity"))
        );
    }
}

#[test]
fn junit_counts_what_it_holds() {
    let elements = elements(&formatted(&tree(), "junit"));
    let count = |name: &str| elements.iter().filter(|(known, _)| known == name).count().to_string();
    let (root, attributes) = &elements[0];
    assert_eq!(root, "testsuites");
    assert_eq!(attribute(attributes, "tests"), Some(count("testcase").as_str()));
    assert_eq!(attribute(attributes, "failures"), Some(count("failure").as_str()));
    assert_eq!(count("testsuite"), "4");
}

#[test]
fn sarif_has_what_the_specification_requires() {
    let log = json("sarif");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "protolint");
    let results = run["results"].as_array().expect("results");
    assert!(!results.is_empty());
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(driver["rules"][index]["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().expect("a level")));
        assert!(result["message"]["text"].is_string());
        let location = &result["locations"][0]["physicalLocation"];
        let uri = location["artifactLocation"]["uri"].as_str().expect("an URI");
        assert!(uri.bytes().all(|byte| byte.is_ascii_graphic()), "{uri}");
    }
}

#[test]
fn each_format_counts_columns_its_own_way() {
    // A tab and `/* 😀 */ string a = ` stand before the number that is used first.
    let results = json("sarif");
    let results = results["runs"][0]["results"].as_array().expect("results");
    let result =
        results.iter().find(|result| result["ruleId"] == "duplicate-field-number").expect("the error");
    let label = &result["relatedLocations"][0]["physicalLocation"]["region"];
    assert_eq!((label["startLine"].as_u64(), label["startColumn"].as_u64()), (Some(4), Some(22)));
    let results = json("rdjson");
    let results = results["diagnostics"].as_array().expect("results");
    let result =
        results.iter().find(|result| result["code"]["value"] == "duplicate-field-number").expect("the error");
    let label = &result["relatedLocations"][0]["location"]["range"]["start"];
    assert_eq!((label["line"].as_u64(), label["column"].as_u64()), (Some(4), Some(24)));
}

#[test]
fn fingerprints_outlive_new_lines_above() {
    let slips = "syntax = \"proto3\";\npackage acme.v1;\nmessage M { string aB = 2; }\nmessage N { message M { string aB = 2; } }\n";
    let fingerprints = |text: String| {
        let dir = Dir::new().file(&format!("{PATH}/acme/v1/slip.proto"), text);
        let issues: Value = serde_json::from_str(&formatted(&dir, "gitlab")).expect("JSON");
        let issues = issues.as_array().expect("a list").iter();
        issues.map(|issue| issue["fingerprint"].as_str().expect("text").to_owned()).collect::<Vec<_>>()
    };
    let before = fingerprints(slips.to_owned());
    assert_eq!(before.len(), 2);
    assert_ne!(before[0], before[1], "alike, but not the same");
    assert_eq!(fingerprints(slips.replace("message M { s", "\n\n// new\nmessage M { s")), before);
}

#[test]
fn nothing_found_is_a_document_too() {
    let dir = Dir::new().file("p/acme/v1/clean.proto", "syntax = \"proto3\";\npackage acme.v1;\n");
    for (format, text) in
        [("github", ""), ("gitlab", "[]\n"), ("msvs", ""), ("markdown", "### protolint: nothing found\n")]
    {
        let run = dir.protolint(&["check", "--format", format, "p"]);
        assert_eq!((run.code, run.out.as_str()), (0, text), "{format}");
    }
    for format in ["junit", "checkstyle"] {
        assert_eq!(elements(&dir.protolint(&["check", "--format", format, "p"]).out).len(), 1);
    }
}

#[test]
fn a_comment_has_a_bounded_length() {
    let mut dir = Dir::new();
    for index in 10..70 {
        let text = format!("syntax = \"proto3\";\npackage acme.v1;\nmessage M{index} {{ string a = ; }}\n");
        dir = dir.file(&format!("{PATH}/acme/v1/m{index}.proto"), text);
    }
    let report = formatted(&dir, "markdown");
    assert!(report.starts_with("### protolint: 60 errors\n"), "{report}");
    assert!(report.ends_with("\n\n… and 10 more\n"), "{report}");
    assert_eq!(report.lines().filter(|line| line.starts_with("| error |")).count(), 50);
}
