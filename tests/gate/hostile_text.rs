//! Text of strangers in what is printed: whatever a schema, a file name, a configuration or an argument says, no line
//! of output begins with it, and no character of it reaches a terminal that the terminal would obey.
#![cfg(unix)] // For file names that only Unix has.

use crate::support::{Dir, Run};

/// Texts that terminals, CI runners and readers of Markdown obey.
const HOSTILE: [&str; 3] = [
    "x\n::stop-commands::t\n\u{1B}[2J\u{1B}]0;title\u{7}\u{202E}\u{2066}\u{200F}\u{61C}",
    "::error file=a::x##[group]x ##vso[task.complete]\u{9B}31m\u{85}\u{7F}",
    "\r::add-mask::x\u{2028}::debug::x\u{2029}`` ` ``` <img src=x> | @team",
];

const FORMATS: [&str; 10] =
    ["text", "json", "github", "gitlab", "sarif", "junit", "checkstyle", "msvs", "rdjson", "markdown"];

/// Whether a character is one that a reader does not see and a program obeys.
fn is_hidden(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
        || matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Fails where something printed could be obeyed.
fn check(case: &str, run: &Run) {
    let commands = case.contains("--format github");
    for (stream, text) in [("stdout", &run.out), ("stderr", &run.err)] {
        assert_eq!(text.chars().find(|&c| is_hidden(c)), None, "{case}: {stream}: {text:?}");
        assert!(!text.contains("##[") && !text.contains("##vso["), "{case}: {stream}: {text}");
        for line in text.lines().map(str::trim_start).filter(|line| line.starts_with("::")) {
            let is_ours =
                commands && ["::error ", "::warning ", "::notice "].iter().any(|own| line.starts_with(own));
            assert!(is_ours && !line.starts_with("::error file=a::"), "{case}: {stream}: {line}");
        }
        assert!(!text.contains("panicked"), "{case}: {text}");
    }
    assert!(run.code <= 2, "{case}: {}", run.code);
}

/// A text as a string literal of a schema has it.
fn literal(text: &str) -> String {
    text.bytes().fold(String::new(), |literal, byte| literal + &format!("\\{byte:03o}"))
}

/// A text as a string of TOML, JSON or YAML has it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text)
        .expect("JSON")
        .replace('\u{7F}', "\\u007f")
        .replace('\u{9B}', "\\u009b")
        .replace('\u{85}', "\\u0085")
}

/// Schemas that have a text where one can stand, raw and escaped.
fn schemas(text: &str) -> Vec<(&'static str, String)> {
    let quoted = literal(text);
    let raw = text.replace('\n', " ");
    let body = "syntax = \"proto3\";\npackage acme.v1;\n";
    vec![
        ("import", format!("{body}import \"{quoted}\";\n")),
        ("raw import", format!("{body}import \"{raw}\";\n")),
        (
            "option value",
            format!(
                "{body}option go_package = \"{quoted}\";\noption java_package = \"{raw}\";\noption cc_enable_arenas = \"{quoted}\";\n"
            ),
        ),
        (
            "json_name",
            format!(
                "{body}message M {{ int32 a = 1 [json_name = \"{quoted}\"]; int32 b = 2 [json_name = \"{quoted}\"]; }}\n"
            ),
        ),
        (
            "comment",
            format!(
                "{body}/* {raw} */\nmessage m_x {{ /* {raw} */ int32 A = 1; int32 B = 1; /* {raw} */ }}\n// buf:lint:ignore {raw}\nmessage b {{}}\n// protolint:disable {raw}\nmessage c {{}}\n"
            ),
        ),
        ("stray", format!("{body}{raw}\nmessage {raw} {{ {raw} = {raw}; }}\n")),
        (
            "reserved name",
            format!(
                "{body}message M {{ reserved \"{quoted}\", \"{quoted}\"; }}\nenum E {{ reserved \"{quoted}\"; }}\n"
            ),
        ),
        ("syntax", format!("syntax = \"{quoted}\";\n")),
        ("edition", format!("edition = \"{raw}\";\n")),
        (
            "default",
            format!(
                "syntax = \"proto2\";\nmessage M {{ optional string s = 1 [default = \"{quoted}\"]; optional E e = 2 [default = {raw}]; optional int32 i = 3 [default = \"{quoted}\"]; }}\nenum E {{ A = 0; }}\n"
            ),
        ),
        (
            "http",
            format!(
                "{body}message M {{}}\nservice S {{ rpc M(M) returns (M) {{ option (google.api.http) = {{ get: \"{quoted}\" }}; }} }}\n"
            ),
        ),
    ]
}

#[test]
fn schemas_in_every_format() {
    for text in HOSTILE {
        for (place, schema) in schemas(text) {
            let dir = Dir::new().file("acme/v1/a.proto", schema);
            for format in FORMATS {
                let run = dir.protolint(&["check", "--format", format, "."]);
                check(&format!("{place}: check --format {format}"), &run);
            }
        }
    }
}

#[test]
fn schemas_in_every_command() {
    for text in HOSTILE {
        for (place, schema) in schemas(text) {
            let dir = Dir::new()
                .file("new/acme/v1/a.proto", &schema)
                .file("old/acme/v1/a.proto", "syntax = \"proto3\";\npackage acme.v1;\noption go_package = \"a\";\nmessage M { int32 a = 1; int32 z = 9; }\n");
            for args in [
                &["protolint", "lint", "--fix", "new"][..],
                &["protolint", "breaking", "new", "--against", "old"],
                &["protolint", "breaking", "old", "--against", "new", "--format", "github"],
                &["protolint", "breaking", "new", "--against", "old", "--fix"],
                &["protolint", "diff", "old", "new"],
                &["protolint", "diff", "old", "new", "--format", "json"],
                &["protolint", "diff", "new", "old", "--format", "markdown"],
                &["protolint", "approve", "acme.v1.M", "new", "--against", "old", "--reason", text],
                &["protolint", "baseline", "write", "new"],
                &["protogen", "compile", "-Inew", "acme/v1/a.proto", "-oset", "--print_free_field_numbers"],
                &["protogen", "compile", "-Inew", "acme/v1/a.proto", "-oset", "--error_format=msvs"],
                &["protogen", "generate", "new", "--out", "rust"],
                &["protogen", "scaffold", "new", "--out", "crate"],
            ] {
                let run =
                    if args[0] == "protolint" { dir.protolint(&args[1..]) } else { dir.protogen(&args[1..]) };
                check(&format!("{place}: {}", args.join(" ")), &run);
            }
        }
    }
}

#[test]
fn names_of_files_and_directories() {
    for text in HOSTILE {
        let name = text.replace('/', "_");
        let broken = "syntax = \"proto3\";\nmessage m { int32 a = ; int32 A = 1; int32 B = 1; }\n";
        let dir = Dir::new()
            .file(&format!("{name}/{name}.proto"), broken)
            .file(&format!("old/{name}.proto"), "syntax = \"proto3\";\nmessage m {}\nmessage gone {}\n")
            .file(&format!("new/{name}.proto"), "syntax = \"proto3\";\nmessage m {}\n");
        for format in FORMATS {
            check(
                &format!("file: check --format {format}"),
                &dir.protolint(&["check", "--format", format, &name]),
            );
            let args = ["breaking", "new", "--against", "old", "--format", format];
            check(&format!("file: breaking --format {format}"), &dir.protolint(&args));
        }
        for format in ["text", "json", "markdown"] {
            check("diff", &dir.protolint(&["diff", "--format", format, "old", &name]));
            check("diff", &dir.protolint(&["diff", "--format", format, "old", "new"]));
        }
        let file = format!("{name}/{name}.proto");
        for format in ["gcc", "msvs"] {
            check(
                "compile",
                &dir.protogen(&["compile", &file, "-oset", &format!("--error_format={format}")]),
            );
        }
        check("baseline", &dir.protolint(&["baseline", "write", "new"]));
        check("fix", &dir.protolint(&["breaking", "new", "--against", "old", "--fix"]));
        check("generate", &dir.protogen(&["generate", &name, "-o", &format!("{name}.out")]));
        check("scaffold", &dir.protogen(&["scaffold", &name, "-o", &format!("{name}.out")]));
    }
}

#[test]
fn arguments() {
    for text in HOSTILE {
        let dir = Dir::new().file("a.proto", "syntax = \"proto3\";\n");
        for args in [
            &["protolint", "check", text][..],
            &["protolint", "check", "--path", text, "."],
            &["protolint", "check", "--exclude-path", text, "."],
            &["protolint", "check", "-I", text, "."],
            &["protolint", "check", "--only", text, "."],
            &["protolint", "check", "--config", text, "."],
            &["protolint", "check", "--format", text, "."],
            &["protolint", "check", "--against", text, "."],
            &["protolint", "check", "--baseline", text, "."],
            &["protolint", "check", &format!("git:{text}")],
            &["protolint", "check", &format!(".git#tag={text}")],
            &["protolint", "breaking", "--against", text],
            &["protolint", "breaking", ".", "--against", text],
            &["protolint", "diff", text, text],
            &["protolint", "explain", text],
            &["protolint", "approve", text, "--against", ".", "--reason", "x"],
            &["protolint", text],
            &["protogen", text],
            &["protogen", "compile", text, "-oset"],
            &["protogen", "compile", &format!("-I{text}"), "a.proto", "-oset"],
            &["protogen", "compile", "a.proto", "-o", &format!("{text}/set")],
            &["protogen", "compile", "a.proto", &format!("--{text}_out=.")],
            &["protogen", "compile", "a.proto", &format!("--plugin={text}")],
            &["protogen", "compile", "a.proto", &format!("--descriptor_set_in={text}"), "-oset"],
            &["protogen", "compile", &format!("@{text}")],
            &["protogen", "generate", text, "-o", "rust"],
            &["protogen", "generate", "a.proto", "-o", "rust", "--include-file", text],
            &["protogen", "scaffold", text],
            &["protogen", "scaffold", "a.proto", "--name", text],
        ] {
            let run =
                if args[0] == "protolint" { dir.protolint(&args[1..]) } else { dir.protogen(&args[1..]) };
            check(&args.join(" "), &run);
        }
    }
}

#[test]
fn configurations() {
    for text in HOSTILE {
        let value = quoted(text);
        let raw = text.replace('\n', " ");
        for (name, config) in [
            ("protolint.toml", format!("{value} = 1\n")),
            ("protolint.toml", format!("baseline = {value}\n[breaking]\nagainst = {value}\n")),
            ("protolint.toml", format!("[lint]\nuse = [{value}]\n[lint.rules]\n{value} = \"off\"\n")),
            ("protolint.toml", format!("[[modules]]\npath = {value}\n")),
            ("protolint.toml", format!("# {raw}\nx = {raw}\n")),
            ("buf.yaml", format!("version: {value}\n")),
            (
                "buf.yaml",
                format!(
                    "version: v2\n{value}: 1\nlint:\n  use: [{value}]\n  ignore_only:\n    {value}: [{value}]\n"
                ),
            ),
            ("buf.yaml", format!("version: v2\nmodules: [{{path: {value}, excludes: [{value}]}}]\n")),
            ("buf.yaml", format!("version: v2\nplugins: [{{plugin: {value}}}]\ndeps: [{value}]\n")),
            ("buf.yaml", format!("a: [{raw}\n")),
            ("protolint-baseline.toml", format!("[{value}]\n{value} = 3\n")),
            (
                "protolint-approvals.toml",
                format!(
                    "[[approval]]\nrule = {value}\nsubject = {value}\nreason = {value}\nuntil = {value}\n"
                ),
            ),
            ("protogen.toml", format!("{value} = {value}\n")),
        ] {
            let dir = Dir::new().file(name, &config).file("a.proto", "syntax = \"proto3\";\nmessage M {}\n");
            for args in [
                &["protolint", "check"][..],
                &["protolint", "check", "--format", "github"],
                &["protolint", "breaking"],
                &["protolint", "breaking", "--against", "."],
                &["protolint", "baseline", "show"],
                &["protolint", "init"],
                &["protogen", "scaffold", "a.proto", "-o", "crate"],
            ] {
                let run =
                    if args[0] == "protolint" { dir.protolint(&args[1..]) } else { dir.protogen(&args[1..]) };
                check(&format!("{name}: {config}: {}", args.join(" ")), &run);
            }
        }
    }
}

/// The text files below a directory, without the copies of schemas.
fn written(directory: &std::path::Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(written(&path));
        } else if let Ok(text) = std::fs::read_to_string(&path)
            && path.extension().is_none_or(|extension| extension != "proto")
        {
            found.push((path.to_string_lossy().into_owned(), text));
        }
    }
    found
}

#[test]
fn generated_files_hold_no_hidden_characters_and_comments_stay_comments() {
    for text in HOSTILE {
        let comment = |indent: &str| {
            let lines = text.lines().chain([
                "*/ fn evil() {}",
                "fn evil() {}",
                "\"# ] #![evil]",
                "```",
                "fn evil() {}",
            ]);
            lines.fold(String::new(), |comment, line| comment + indent + "// " + line + "\n")
        };
        let (outer, inner) = (comment(""), comment("  "));
        let schema = format!(
            "{outer}syntax = \"proto2\";\n{outer}\n{outer}package acme.users.v1;\n{outer}\n\
             {outer}enum Kind {{ {outer}{inner}  KIND_UNSPECIFIED = 0; {outer}}}\n{outer}\n\
             {outer}message GetUserRequest {{ {outer}{inner}  optional string name = 1 [default = \"{}\"]; {outer}\
             {inner}  optional bytes raw = 2 [default = \"{}\"];\n\
             {inner}  oneof of {{ {outer}{inner} Kind kind = 3; {outer} }}\n{inner}  map<string, Kind> by = 4;\n }}\n\
             {outer}message GetUserResponse {{}}\n{outer}\n\
             {outer}service UserService {{ {outer}\n\
             {inner}  rpc GetUser(GetUserRequest) returns (GetUserResponse); {outer}}}\n{outer}",
            literal(text),
            literal(text),
        );
        let dir = Dir::new().file("p/user.proto", schema);
        for args in [["generate", "p", "--out", "out"], ["scaffold", "p", "--out", "crate"]] {
            let run = dir.protogen(&args);
            assert_eq!(run.code, 0, "{args:?}: {}", run.err);
        }
        let files = [written(&dir.path("out")), written(&dir.path("crate"))].concat();
        assert!(files.len() > 10, "{files:?}");
        let mut comments = 0;
        for (path, text) in &files {
            assert_eq!(text.chars().find(|&c| is_hidden(c)), None, "{path}");
            // A string in the JSON is one line.
            for line in text.lines().filter(|line| !path.ends_with("openapi.json") && line.contains("evil")) {
                assert!(line.trim_start().starts_with("///"), "{path}: {line}");
                comments += 1;
            }
        }
        assert!(comments > 20, "{comments}");
    }
}
