//! `buf.yaml` of every version.

use super::buf_blocks::{Scope, breaking, clean_path, clean_paths, lint, refuse_nested};
use super::buf_rules::Version;
use super::node::{Fields, Key, Node, Reader, Value, list};
use super::paths::{is_in, shown};
use super::settings::{Dependencies, Module};
use crate::text::{Source, Span};

/// A `buf.yaml`, resolved; paths are relative to its directory.
#[derive(Debug)]
pub struct BufYaml {
    /// Whether it may list several modules, which lie below it.
    pub is_workspace: bool,
    /// The modules: one, but for `v2`.
    pub modules: Vec<Module>,
    /// What the modules need from elsewhere.
    pub dependencies: Option<Dependencies>,
}

/// Resolves a file. `None` where it does not say what it is. What is wrong is reported; then the result is of no use.
pub fn buf_yaml(node: &Node, reader: &mut Reader) -> Option<BufYaml> {
    let version = version(node, &["v2", "v1", "v1beta1"], reader)?;
    let modules = match &*version {
        "v2" => v2(node, reader),
        "v1" => vec![v1(Some(node), Version::V1, reader)],
        _ => vec![v1(Some(node), Version::V1Beta1, reader)],
    };
    Some(BufYaml { is_workspace: version == "v2", modules, dependencies: dependencies(node, reader) })
}

/// The version of a file, which has to be a known one.
pub fn version(node: &Node, known: &[&str], reader: &mut Reader) -> Option<String> {
    let Some((_, node)) = reader.entries(node).iter().find(|(key, _)| key.text == "version") else {
        let help = format!("begin with `version: {}`", known[0]);
        reader.error(Span::at(0), "the file does not say its version, so what it says has no meaning", help);
        return None;
    };
    let Key { span, text } = reader.text(Some(node))?;
    if !known.contains(&&*text) {
        let message = format!("`{text}` is no version of this file");
        reader.error(span, message, format!("the versions are {}", list(known)));
        return None;
    }
    Some(text)
}

fn v1(node: Option<&Node>, version: Version, reader: &mut Reader) -> Module {
    let fields = reader.fields(node, &["version", "name", "deps", "build", "lint", "breaking"]);
    let has_roots = version == Version::V1Beta1;
    let build =
        reader.fields(fields.get("build"), if has_roots { &["roots", "excludes"] } else { &["excludes"] });
    let roots = clean_paths(build.get("roots"), reader);
    refuse_nested(&roots, reader);
    let mut roots: Vec<String> = roots.into_iter().map(|root| root.text).collect();
    if roots.is_empty() {
        roots.push(String::new());
    }
    let excludes = directories(build.get("excludes"), &roots, reader);
    let scope = Scope { version, roots: &roots, own: false };
    let lint = lint(fields.get("lint"), scope, reader);
    let breaking = breaking(fields.get("breaking"), scope, reader);
    Module { roots, excludes, lint, breaking, ..Module::default() }
}

fn v2(node: &Node, reader: &mut Reader) -> Vec<Module> {
    let known = ["version", "name", "modules", "deps", "lint", "breaking", "plugins", "policies"];
    let fields = reader.fields(Some(node), &known);
    for key in ["plugins", "policies"] {
        if let Some(node) = fields.get(key).filter(|node| !is_blank(node)) {
            let message = format!("`{key}` are not run, and what they check is not checked");
            reader.warn(node.span, message, "run buf for them");
        }
    }
    let entries = fields.get("modules").map(|node| reader.items(node)).unwrap_or_default();
    if entries.is_empty() {
        return vec![module(None, fields, reader)];
    }
    entries.iter().map(|entry| module(Some(entry), fields, reader)).collect()
}

/// An entry of `modules`. A block of its own takes the place of the one for all modules.
fn module(node: Option<&Node>, file: Fields<'_>, reader: &mut Reader) -> Module {
    let fields = reader.fields(node, &["path", "name", "includes", "excludes", "lint", "breaking"]);
    let path = reader.text(fields.get("path")).and_then(|path| clean_path(path, reader));
    let roots = vec![path.map(|path| path.text).unwrap_or_default()];
    let includes = directories(fields.get("includes"), &roots, reader);
    let excludes = directories(fields.get("excludes"), &roots, reader);
    let block = |key| {
        let own = fields.get(key).filter(|node| !is_blank(node));
        (own.or(file.get(key)), Scope { version: Version::V2, roots: &roots, own: own.is_some() })
    };
    let (node, scope) = block("lint");
    let lint = lint(node, scope, reader);
    let (node, scope) = block("breaking");
    let breaking = breaking(node, scope, reader);
    Module { roots, includes, excludes, lint, breaking }
}

/// Directories in a module; one that is not, or that is the whole of it, is reported.
fn directories(node: Option<&Node>, roots: &[String], reader: &mut Reader) -> Vec<String> {
    let directories = clean_paths(node, reader);
    refuse_nested(&directories, reader);
    for (index, Key { span, text }) in directories.iter().enumerate() {
        if directories[..index].iter().any(|earlier| earlier.text == *text) {
            reader.error(*span, format!("`{text}` is listed twice"), "remove one of the two");
        } else if roots.contains(text) {
            let message = format!("`{}` is the whole module", shown(text));
            reader.error(*span, message, "name directories in the module");
        } else if !roots.iter().any(|root| is_in(text, root)) {
            let message = format!("`{text}` is not in the module, which is in {}", list(roots));
            reader.error(*span, message, "write it relative to the directory of this file");
        }
    }
    directories.into_iter().map(|directory| directory.text).collect()
}

fn dependencies(node: &Node, reader: &mut Reader) -> Option<Dependencies> {
    let (_, node) = reader.entries(node).iter().find(|(key, _)| key.text == "deps")?;
    let texts = reader.texts(Some(node));
    for Key { span, text } in &texts {
        if text.split('/').count() != 3 || text.split('/').any(str::is_empty) {
            let message = format!("`{text}` is no name of a module");
            reader.error(*span, message, "write `registry/owner/name`, or `registry/owner/name:label`");
        }
    }
    let names: Vec<String> = texts.into_iter().map(|text| text.text).collect();
    (!names.is_empty()).then(|| Dependencies { names, place: reader.place(node.span) })
}

/// Whether a block says nothing: then it is as if it was not there.
fn is_blank(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Plain(text) => text == "false",
        Value::Quoted(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.iter().all(|(_, node)| is_blank(node)),
    }
}

/// The module of a directory without a file.
pub fn plain_module() -> Module {
    let nothing = &mut Reader::new(Source::new("", "", Vec::new()));
    v1(None, Version::V1, nothing)
}
