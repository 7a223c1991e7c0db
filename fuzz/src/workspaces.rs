//! Random workspaces of buf: three versions of configuration, modules, ignores, options. Some are nested in another
//! workspace, and some also have our own configuration.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::case::{Case, OLD};
use crate::random::Random;

const LINT: [&str; 22] = [
    "STANDARD",
    "BASIC",
    "MINIMAL",
    "COMMENTS",
    "UNARY_RPC",
    "DEFAULT",
    "ENUM_ZERO_VALUE_SUFFIX",
    "FIELD_LOWER_SNAKE_CASE",
    "PACKAGE_DIRECTORY_MATCH",
    "COMMENT_MESSAGE",
    "RPC_REQUEST_STANDARD_NAME",
    "SERVICE_SUFFIX",
    "IMPORT_USED",
    "PACKAGE_VERSION_SUFFIX",
    "MESSAGE_PASCAL_CASE",
    "DIRECTORY_SAME_PACKAGE",
    "PACKAGE_SAME_DIRECTORY",
    "PACKAGE_SAME_GO_PACKAGE",
    "FILE_LOWER_SNAKE_CASE",
    "RPC_REQUEST_RESPONSE_UNIQUE",
    "ENUM_VALUE_PREFIX",
    "PACKAGE_NO_IMPORT_CYCLE",
];
/// How many of [`LINT`] are categories.
const LINT_CATEGORIES: usize = 6;
const BREAKING: [&str; 13] = [
    "FILE",
    "PACKAGE",
    "WIRE",
    "WIRE_JSON",
    "FIELD_NO_DELETE",
    "FIELD_SAME_TYPE",
    "FILE_NO_DELETE",
    "MESSAGE_NO_DELETE",
    "PACKAGE_NO_DELETE",
    "FIELD_SAME_NAME",
    "RPC_NO_DELETE",
    "ENUM_VALUE_NO_DELETE",
    "ENUM_VALUE_SAME_NAME",
];
const BREAKING_CATEGORIES: usize = 4;
const DIRECTORIES: [&str; 6] = ["a/v1", "a/v1beta1", "b", "c/d/v2", "a/v2", "x"];
const BASES: [&str; 5] = ["t", "user", "Bad", "x.y", "z-w"];

/// The directory of a nested workspace.
pub const NESTED: &str = "ws";

/// The file of an input with the working directory, the form of the older version, and the arguments.
pub const COMMAND: &str = "command";

/// A random workspace with a command.
pub fn random_workspace(random: &mut Random) -> Case {
    let mut workspace =
        Workspace { random, files: Vec::new(), roots: Vec::new(), version: "v2", is_nested: false };
    workspace.sources();
    workspace.configuration();
    let command = workspace.call();
    let Workspace { random, files, .. } = workspace;
    let old = changed(random, &files);
    let old = old.into_iter().map(|(name, text)| (format!("{OLD}{name}"), text.into_bytes()));
    let new = files.into_iter().map(|(name, text)| (name, text.into_bytes()));
    Case::new(new.chain(old).chain([(COMMAND.to_owned(), command.join("\n").into_bytes())]).collect())
}

pub struct Workspace<'r> {
    pub random: &'r mut Random,
    pub files: Vec<(String, String)>,
    /// The directories of the modules, with the names of their files.
    pub roots: Vec<(String, Vec<String>)>,
    pub version: &'static str,
    /// Whether it is in the directory [`NESTED`] of another workspace.
    pub is_nested: bool,
}

/// Joins two paths, without a leading `.`.
pub fn join(directory: &str, name: &str) -> String {
    match (directory, name) {
        ("." | "", name) => name.to_owned(),
        (directory, "." | "") => directory.to_owned(),
        (directory, name) => format!("{directory}/{name}"),
    }
}

pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or(".", |(parent, _)| parent)
}

impl Workspace<'_> {
    pub fn chance(&mut self, of_1000: usize) -> bool {
        self.random.chance(of_1000)
    }

    pub fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let chosen: &&str = self.random.one(of);
        chosen
    }

    fn sources(&mut self) {
        self.version = self.one(&["v2", "v2", "v2", "v1", "work", "work", "v1beta1"]);
        let is_one = self.chance(300);
        let roots = match self.version {
            "v1" => vec!["."],
            "v2" if is_one => vec!["."],
            "v1beta1" => (*self.random.one(&[&["."][..], &["proto"], &["proto", "api"]])).to_vec(),
            _ => self.random.some(&["proto", "api", "vendor/x"], 1, 3),
        };
        let mut seen: Vec<String> = Vec::new();
        for root in roots {
            let mut names = Vec::new();
            for directory in self.random.some(&DIRECTORIES, 1, 3) {
                for base in self.random.some(&BASES, 1, 2) {
                    let name = format!("{directory}/{base}.proto");
                    // Rarely, two modules have a file with the same name.
                    if seen.contains(&name) && !self.chance(30) {
                        continue;
                    }
                    let text = self.source(root, &name, &seen);
                    self.files.push((join(root, &name), text));
                    seen.push(name.clone());
                    names.push(name);
                }
            }
            self.roots.push((root.to_owned(), names));
        }
    }

    fn comment(&mut self, indent: &str) -> String {
        let comment = match self.random.below(8) {
            0 => "// A comment.".to_owned(),
            1 => format!("// buf:lint:ignore {}", self.random.one(&LINT[LINT_CATEGORIES..])),
            2 => "// buf:lint:ignore FIELD_LOWER_SNAKE_CASE because".to_owned(),
            3 => "/* Block. */".to_owned(),
            _ => return String::new(),
        };
        format!("{indent}{comment}\n")
    }

    fn source(&mut self, root: &str, name: &str, seen: &[String]) -> String {
        let syntax = self.one(&["proto3", "proto3", "proto3", "proto2", ""]);
        let mut out = if syntax.is_empty() { String::new() } else { format!("syntax = \"{syntax}\";\n") };
        let optional = if syntax == "proto3" { "" } else { "optional " };
        if self.chance(950) {
            let usual = parent(name).replace('/', ".");
            let package = if self.chance(800) { usual } else { self.one(&["q.v1", "a.v1", "z"]).to_owned() };
            let _ = writeln!(out, "package {package};");
        }
        for other in seen.iter().filter(|other| *other != name) {
            if self.chance(250) {
                let _ = writeln!(out, "import \"{other}\";");
            }
        }
        let has_empty = self.chance(200);
        if has_empty {
            out += "import \"google/protobuf/empty.proto\";\n";
        }
        if self.chance(300) {
            let _ = writeln!(out, "option go_package = \"{}\";", self.one(&["g/a", "g/b"]));
        }
        // Names that no other file declares.
        let base: String = format!("{root}/{name}")
            .replace(".proto", "")
            .split(|c: char| !c.is_alphanumeric())
            .map(capital)
            .collect();
        let upper = base.to_uppercase();
        let message = match self.random.below(4) {
            0 => format!("{}_x", base.to_lowercase()),
            1 => format!("{base}Thing"),
            _ => base.clone(),
        };
        out += &self.comment("");
        let _ = writeln!(out, "message {message} {{");
        out += &self.comment("  ");
        let _ = writeln!(out, "  {optional}string {} = 1;", self.one(&["name", "aName", "B"]));
        let _ = writeln!(
            out,
            "  {optional}{} b = {};",
            self.one(&["int32", "int64", "string", "bytes", "bool"]),
            self.one(&["2", "3"])
        );
        out += self.one(&["", "  reserved 7;\n", "  oneof Choice { string c = 9; }\n"]);
        out += "}\n";
        if self.chance(500) {
            out += &self.comment("");
            let zero = self.one(&["KIND_UNSPECIFIED", "KIND_NONE", "ZERO"]);
            let _ = writeln!(
                out,
                "enum {base}Kind {{\n{}  {upper}_{zero} = 0;\n  {upper}_KIND_A = 1;\n}}",
                self.comment("  ")
            );
        }
        if self.chance(400) {
            let suffix = self.one(&["Service", "API", "S"]);
            let output = if has_empty { ".google.protobuf.Empty".to_owned() } else { message.clone() };
            out += &self.comment("");
            let _ = writeln!(
                out,
                "service {base}{suffix} {{\n{}  rpc Get{base}({message}) returns ({output});\n}}",
                self.comment("  ")
            );
        }
        out
    }

    /// Paths that ignores may name, from the root of the workspace or of the module.
    fn paths(&mut self, root: usize, in_module: bool) -> Vec<String> {
        let (root, names) = self.roots[root].clone();
        let mut paths: Vec<String> =
            names.iter().flat_map(|name| [name.clone(), parent(name).to_owned()]).collect();
        paths.push("a".to_owned());
        if self.chance(300) {
            paths.extend(["nope".to_owned(), "c/d".to_owned()]);
        }
        if in_module { paths } else { paths.iter().map(|path| join(&root, path)).collect() }
    }

    fn some(&mut self, of: &[&str], least: usize, most: usize) -> Value {
        json!(self.random.some(of, least, most))
    }

    /// Some paths of which none is in another one, which buf refuses.
    fn some_paths(&mut self, paths: &[String]) -> Value {
        let mut chosen: Vec<String> = Vec::new();
        for path in self.random.some(paths, 1, 2) {
            let is_in = |a: &str, b: &str| a == b || a.starts_with(&format!("{b}/"));
            if path != "." && chosen.iter().all(|known| !is_in(known, &path) && !is_in(&path, known)) {
                chosen.push(path);
            }
        }
        json!(chosen)
    }

    fn by_rule(&mut self, rules: &[&str], paths: &[String]) -> Value {
        let rules = self.random.some(rules, 1, 2);
        rules.into_iter().map(|rule| (rule.to_owned(), self.some_paths(paths))).collect::<Map<_, _>>().into()
    }

    fn lint(&mut self, is_v2: bool, paths: &[String]) -> Value {
        let mut block = Map::new();
        let mut has_category = true;
        if self.chance(700) {
            let rules = self.random.some(&LINT, 1, 3);
            has_category = rules.iter().any(|rule| LINT[..3].contains(rule));
            block.insert("use".into(), json!(rules));
        }
        if has_category && self.chance(300) {
            let except = self.some(&LINT[LINT_CATEGORIES..], 1, 3);
            block.insert("except".into(), except);
        }
        if self.chance(300) {
            let ignore = self.some_paths(paths);
            block.insert("ignore".into(), ignore);
        }
        if self.chance(300) {
            let ignore = self.by_rule(&LINT, paths);
            block.insert("ignore_only".into(), ignore);
        }
        if self.chance(150) {
            let suffix = self.one(&["_NONE", "_ZERO", "_UNSPECIFIED"]);
            block.insert("enum_zero_value_suffix".into(), json!(suffix));
        }
        if self.chance(150) {
            let suffix = self.one(&["API", "Service", "S"]);
            block.insert("service_suffix".into(), json!(suffix));
        }
        for key in [
            "rpc_allow_same_request_response",
            "rpc_allow_google_protobuf_empty_requests",
            "rpc_allow_google_protobuf_empty_responses",
        ] {
            if self.chance(150) {
                let value = self.chance(500);
                block.insert(key.into(), json!(value));
            }
        }
        let comments = if is_v2 { "disallow_comment_ignores" } else { "allow_comment_ignores" };
        if self.chance(250) {
            let value = self.chance(700);
            block.insert(comments.into(), json!(value));
        }
        Value::Object(block)
    }

    fn breaking(&mut self, paths: &[String]) -> Value {
        let mut block = Map::new();
        let mut has_category = true;
        if self.chance(700) {
            let rules = self.random.some(&BREAKING, 1, 2);
            has_category = rules.iter().any(|rule| BREAKING[..BREAKING_CATEGORIES].contains(rule));
            block.insert("use".into(), json!(rules));
        }
        if has_category && self.chance(250) {
            let except = self.some(&BREAKING[BREAKING_CATEGORIES..], 1, 2);
            block.insert("except".into(), except);
        }
        if self.chance(250) {
            let ignore = self.some_paths(paths);
            block.insert("ignore".into(), ignore);
        }
        if self.chance(250) {
            let ignore = self.by_rule(&BREAKING, paths);
            block.insert("ignore_only".into(), ignore);
        }
        if self.chance(250) {
            block.insert("ignore_unstable_packages".into(), json!(true));
        }
        Value::Object(block)
    }

    /// Directories of a module that no other file imports from.
    fn free(&self, root: usize) -> Vec<String> {
        let is_imported = |directory: &str| {
            self.files.iter().any(|(_, text)| text.contains(&format!("import \"{directory}/")))
        };
        let directories = self.roots[root].1.iter().map(|name| parent(name).to_owned());
        directories.filter(|directory| !is_imported(directory)).collect()
    }

    fn configuration(&mut self) {
        let count = self.roots.len();
        match self.version {
            "v2" => {
                let configuration = self.v2();
                self.write("buf.yaml", &configuration);
            }
            "v1beta1" => {
                let roots: Vec<String> = self.roots.iter().map(|(root, _)| root.clone()).collect();
                let mut build = Map::new();
                if roots != ["."] {
                    build.insert("roots".into(), json!(roots));
                }
                if self.chance(200)
                    && let Some(free) = self.free(0).first()
                {
                    build.insert("excludes".into(), json!([join(&roots[0], free)]));
                }
                let paths: Vec<String> = (0..count).flat_map(|root| self.paths(root, true)).collect();
                let configuration = self.v1("v1beta1", build, &paths);
                self.write("buf.yaml", &configuration);
            }
            _ => {
                for root in 0..count {
                    let mut build = Map::new();
                    let free = self.free(root);
                    if self.chance(200) && !free.is_empty() {
                        build.insert("excludes".into(), json!([self.random.one(&free)]));
                    }
                    let paths = self.paths(root, true);
                    let configuration = self.v1("v1", build, &paths);
                    if self.version == "v1" || self.chance(900) {
                        let name = join(&self.roots[root].0.clone(), "buf.yaml");
                        self.write(&name, &configuration);
                    }
                }
                if self.version == "work" {
                    let roots: Vec<&String> = self.roots.iter().map(|(root, _)| root).collect();
                    let work = json!({ "version": "v1", "directories": roots });
                    self.write("buf.work.yaml", &work);
                }
            }
        }
        if self.chance(40) {
            // Then our own configuration applies, whatever those of buf say.
            let text =
                self.one(&["", "[rules]\nBASIC = \"error\"\n", "[breaking.rules]\nWIRE = \"error\"\n"]);
            self.files.push(("protolint.toml".to_owned(), text.to_owned()));
        }
        if self.chance(60) {
            self.surroundings();
        }
        if self.chance(30) {
            // A configuration in a module of another one.
            let (root, names) = self.random.one(&self.roots).clone();
            if let Some(name) = names.first() {
                let version = self.one(&["v1", "v2"]);
                let inner = join(&join(&root, parent(name)), "buf.yaml");
                self.write(&inner, &json!({ "version": version, "lint": { "use": ["MINIMAL"] } }));
            }
        }
    }

    /// Moves all files into a directory of another workspace, which can be a module of it.
    fn surroundings(&mut self) {
        for (name, _) in &mut self.files {
            *name = join(NESTED, name);
        }
        let outer = match self.random.below(4) {
            0 => ("buf.work.yaml", json!({ "version": "v1", "directories": [NESTED] })),
            1 => ("buf.yaml", json!({ "version": "v2", "modules": [{ "path": NESTED }] })),
            2 => ("buf.yaml", json!({ "version": "v2", "modules": [{ "path": "other" }] })),
            _ => ("buf.yaml", json!({ "version": "v1", "lint": { "use": ["MINIMAL"] } })),
        };
        self.write(outer.0, &outer.1);
        let text = "syntax = \"proto3\";\npackage other.v1;\nmessage Other {}\n";
        self.files.push(("other/other/v1/other.proto".to_owned(), text.to_owned()));
        self.is_nested = true;
    }

    fn v1(&mut self, version: &str, build: Map<String, Value>, paths: &[String]) -> Value {
        let mut file = Map::new();
        file.insert("version".into(), json!(version));
        if !build.is_empty() {
            file.insert("build".into(), Value::Object(build));
        }
        if self.chance(800) {
            let lint = self.lint(false, paths);
            file.insert("lint".into(), lint);
        }
        if self.chance(700) {
            let breaking = self.breaking(paths);
            file.insert("breaking".into(), breaking);
        }
        Value::Object(file)
    }

    fn v2(&mut self) -> Value {
        let mut file = Map::new();
        file.insert("version".into(), json!("v2"));
        let count = self.roots.len();
        if self.roots[0].0 != "." || self.chance(300) {
            let modules: Vec<Value> = (0..count).map(|root| self.module(root)).collect();
            file.insert("modules".into(), json!(modules));
        }
        let paths: Vec<String> = (0..count).flat_map(|root| self.paths(root, false)).collect();
        if self.chance(700) {
            let lint = self.lint(true, &paths);
            file.insert("lint".into(), lint);
        }
        if self.chance(600) {
            let breaking = self.breaking(&paths);
            file.insert("breaking".into(), breaking);
        }
        Value::Object(file)
    }

    fn module(&mut self, root: usize) -> Value {
        let path = self.roots[root].0.clone();
        let mut module = Map::new();
        module.insert("path".into(), json!(path));
        let free = self.free(root);
        if self.chance(200) && !free.is_empty() {
            let exclude: &String = self.random.one(&free);
            let exclude = join(&path, exclude);
            module.insert("excludes".into(), json!([exclude]));
        }
        let paths = self.paths(root, false);
        if self.chance(300) {
            let lint = self.lint(true, &paths);
            module.insert("lint".into(), lint);
        }
        if self.chance(200) {
            let breaking = self.breaking(&paths);
            module.insert("breaking".into(), breaking);
        }
        Value::Object(module)
    }

    /// Writes a configuration: JSON is YAML, too.
    fn write(&mut self, name: &str, configuration: &Value) {
        let text = if self.chance(700) { block_style(configuration, 0) } else { configuration.to_string() };
        self.files.push((name.to_owned(), text + "\n"));
    }
}

pub fn is_proto(path: &str) -> bool {
    path.ends_with(".proto")
}

fn capital(part: &str) -> String {
    let mut chars = part.chars();
    chars.next().map(|first| first.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}

/// YAML with a line for each entry.
fn block_style(value: &Value, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(map) if !map.is_empty() => {
            let entry = |(key, value): (&String, &Value)| match value {
                Value::Object(map) if !map.is_empty() => {
                    format!("{indent}{key}:\n{}", block_style(value, depth + 1))
                }
                Value::Array(list) if !list.is_empty() => {
                    format!("{indent}{key}:\n{}", block_style(value, depth + 1))
                }
                other => format!("{indent}{key}: {}", block_style(other, 0)),
            };
            map.iter().map(entry).collect::<Vec<_>>().join("\n")
        }
        Value::Array(list) if !list.is_empty() => {
            let item = |item: &Value| format!("{indent}- {}", block_style(item, depth + 1).trim_start());
            list.iter().map(item).collect::<Vec<_>>().join("\n")
        }
        Value::String(text)
            if text.chars().all(|c| c.is_alphanumeric() || "_/.".contains(c)) && text != "." =>
        {
            text.clone()
        }
        other => other.to_string(),
    }
}

/// The files as they may have been before.
fn changed(random: &mut Random, files: &[(String, String)]) -> Vec<(String, String)> {
    let mut old = Vec::new();
    for (name, text) in files {
        if !is_proto(name) {
            old.push((name.clone(), text.clone()));
            continue;
        }
        if random.chance(100) && files.len() > 3 {
            continue;
        }
        let mut text = text.clone();
        for _ in 0..random.below(3) {
            text = match random.below(10) {
                0 | 1 => text.replace("int32 b", "string b").replace("bool b", "int64 b"),
                2 => text.replace(" b = 2", " b = 3"),
                3 => text.replace(" b = ", " bb = "),
                4 => text.replace("_KIND_A = 1", "_KIND_A = 2"),
                5 => text.replace("rpc Get", "rpc Fetch"),
                6 => text.replace("reserved 7;", ""),
                7 => text.replace("\"g/a\"", "\"g/c\""),
                8 => text.replace("Thing {", "Thong {").replace("Kind {", "Sort {"),
                _ => text.replace("string c = 9;", "string c = 9; string d = 10;"),
            };
        }
        old.push((name.clone(), text));
    }
    if random.chance(80) {
        let name = random.one(files).0.clone();
        let directory = parent(&name).to_owned();
        old.push((
            join(&directory, "gone.proto"),
            "syntax = \"proto3\";\npackage gone.v1;\nmessage Gone {}\n".to_owned(),
        ));
    }
    old
}
