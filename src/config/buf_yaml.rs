//! `buf.yaml` of every version.

use std::path::Path;

use rustc_hash::FxHashSet;

use super::buf_blocks::{Context, breaking, clean_path, clean_paths, lint, refuse_nested, refuse_repeated};
use super::buf_rules::Version;
use super::dependencies::Dependencies;
use super::node::{Fields, Key, Node, Reader, Value, list};
use super::paths::shown;
use super::settings::Module;
use crate::files::PathSet;
use crate::text::Span;

/// The form of a module name.
const NAME: &str = "`registry/owner/name`";

/// A `buf.yaml`, resolved; paths are relative to its directory.
#[derive(Debug)]
pub struct BufYaml {
    /// Whether it may list several modules below it.
    pub is_workspace: bool,
    /// The modules; exactly one before `v2`.
    pub modules: Vec<Module>,
    /// The settings for a descriptor set: the top-level blocks, with import names as paths.
    pub descriptor_set: Module,
    /// The dependencies of the modules.
    pub dependencies: Option<Dependencies>,
}

/// Resolves a file. `None` without a valid version. Errors are reported; the result is then invalid.
pub fn buf_yaml(node: &Node, reader: &mut Reader) -> Option<BufYaml> {
    let version = version(node, &["v2", "v1", "v1beta1"], reader)?;
    Some(match &*version {
        "v2" => v2(node, reader),
        "v1" => v1(node, Version::V1, reader),
        _ => v1(node, Version::V1Beta1, reader),
    })
}

/// The version of a file. Reports a missing or unknown one.
pub fn version(node: &Node, known: &[&str], reader: &mut Reader) -> Option<String> {
    let has_version =
        |(key, node): &&(Key, Node)| key.text == "version" && !matches!(node.value, Value::Null);
    let Some((_, node)) = reader.entries(node).iter().find(has_version) else {
        let help = format!("add `version: {}` at the top", known[0]);
        reader.error(Span::at(0), "the file has no `version`", help);
        return None;
    };
    let Key { span, text } = reader.text(Some(node))?;
    if !known.contains(&&*text) {
        let message = format!("unknown version `{text}`");
        reader.error(span, message, format!("the versions are {}", list(known)));
        return None;
    }
    Some(text)
}

fn v1(node: &Node, version: Version, reader: &mut Reader) -> BufYaml {
    let fields = reader.fields(Some(node), &["version", "name", "deps", "build", "lint", "breaking"]);
    let modules = vec![v1_module(fields, version, reader)];
    let descriptor_set = whole(fields, version, reader);
    BufYaml { is_workspace: false, modules, descriptor_set, dependencies: dependencies(fields, reader) }
}

/// The module of a file, or of a directory without one.
fn v1_module(fields: Fields<'_>, version: Version, reader: &mut Reader) -> Module {
    let has_roots = version == Version::V1Beta1;
    let build =
        reader.fields(fields.get("build"), if has_roots { &["roots", "excludes"] } else { &["excludes"] });
    let roots = clean_paths(build.get("roots"), reader);
    refuse_nested(&roots, reader);
    refuse_repeated(&roots, reader);
    if let Some(whole) = roots.iter().find(|root| root.text.is_empty() && roots.len() > 1) {
        reader.error(whole.span, "the other roots are inside `.`", "list only `.`, or remove it");
    }
    let mut roots = texts(roots);
    if roots.is_empty() {
        roots.push(String::new());
    }
    let excludes = texts(directories(build.get("excludes"), &roots, reader)).into_iter().collect();
    Module { excludes, ..module_with_blocks(fields, Context { version, roots: &roots, own: false }, reader) }
}

/// The blocks of a file for import names relative to its directory. Errors in them are already reported.
fn whole(fields: Fields<'_>, version: Version, reader: &mut Reader) -> Module {
    let reported = reader.found.len();
    let context = Context { version, roots: &[String::new()], own: false };
    let module = module_with_blocks(fields, context, reader);
    reader.found.truncate(reported);
    module
}

fn module_with_blocks(fields: Fields<'_>, context: Context<'_>, reader: &mut Reader) -> Module {
    let lint = lint(fields.get("lint"), context, reader);
    let breaking = breaking(fields.get("breaking"), context, reader);
    Module { roots: context.roots.to_vec(), lint, breaking, ..Module::default() }
}

fn v2(node: &Node, reader: &mut Reader) -> BufYaml {
    let known = ["version", "name", "modules", "deps", "lint", "breaking", "plugins", "policies"];
    let fields = reader.fields(Some(node), &known);
    for key in ["plugins", "policies"] {
        if let Some(node) = fields.get(key).filter(|node| !is_blank(node)) {
            let message = format!("`{key}` are not supported, so their checks are skipped");
            reader.warn(node.span, message, "run buf for them");
        }
    }
    let entries = fields.get("modules").map(|node| reader.items(node)).unwrap_or_default();
    let mut modules: Vec<Module> = entries.iter().map(|entry| module(Some(entry), fields, reader)).collect();
    refuse_same(&modules, entries, reader);
    if modules.is_empty() {
        modules.push(module(None, fields, reader));
    }
    let descriptor_set = whole(fields, Version::V2, reader);
    BufYaml { is_workspace: true, modules, descriptor_set, dependencies: dependencies(fields, reader) }
}

/// An entry of `modules`. Its own blocks replace the top-level ones.
fn module(node: Option<&Node>, file: Fields<'_>, reader: &mut Reader) -> Module {
    let fields = reader.fields(node, &["path", "name", "includes", "excludes", "lint", "breaking"]);
    let path = reader.text(fields.get("path")).and_then(|path| clean_path(path, reader));
    let roots = vec![path.map(|path| path.text).unwrap_or_default()];
    let includes = directories(fields.get("includes"), &roots, reader);
    let excludes = directories(fields.get("excludes"), &roots, reader);
    refuse_redundant(&excludes, &includes, reader);
    if let Some(name) = reader.text(fields.get("name")) {
        check_name(&name, NAME, reader);
    }
    let [includes, excludes] = [includes, excludes].map(|keys| texts(keys).into_iter().collect());
    let block = |key| {
        let own = fields.get(key).filter(|node| !is_blank(node));
        (own.or(file.get(key)), Context { version: Version::V2, roots: &roots, own: own.is_some() })
    };
    let (node, context) = block("lint");
    let lint = lint(node, context, reader);
    let (node, context) = block("breaking");
    let breaking = breaking(node, context, reader);
    Module { roots, includes, excludes, lint, breaking, ..Module::default() }
}

/// Directories in a module. Reports files, directories outside the module, and the module itself.
fn directories(node: Option<&Node>, roots: &[String], reader: &mut Reader) -> Vec<Key> {
    let directories = clean_paths(node, reader);
    refuse_nested(&directories, reader);
    refuse_repeated(&directories, reader);
    let root_set: PathSet = roots.iter().cloned().collect();
    for Key { span, text } in &directories {
        if root_set.contains(text) {
            let message = format!("`{}` is the whole module", shown(text));
            reader.error(*span, message, "list directories inside the module");
        } else if !root_set.cover(text) {
            let message = format!("`{text}` is not in the module, whose directory is {}", list(roots));
            reader.error(*span, message, "write it relative to the directory of this file");
        } else if Path::new(text).extension().is_some_and(|extension| extension == "proto") {
            reader.error(*span, format!("`{text}` is a file"), "list its directory");
        }
    }
    directories
}

/// Reports excluded directories that are not included anyway.
fn refuse_redundant(excludes: &[Key], includes: &[Key], reader: &mut Reader) {
    let wanted: PathSet = includes.iter().map(|include| include.text.clone()).collect();
    for exclude in excludes {
        if wanted.contains(&exclude.text) {
            let message = format!("`{}` is both included and excluded", exclude.text);
            reader.error(exclude.span, message, "remove one of the two");
        } else if !wanted.is_empty() && !wanted.cover(&exclude.text) {
            let message = format!("`{}` is in none of the included directories", exclude.text);
            reader.error(exclude.span, message, "remove it");
        }
    }
}

/// Reports duplicate modules.
fn refuse_same(modules: &[Module], entries: &[Node], reader: &mut Reader) {
    let mut known = FxHashSet::default();
    for (module, entry) in modules.iter().zip(entries) {
        if !known.insert((&module.roots, &module.includes, &module.excludes)) {
            let message = format!("the module `{}` is listed twice", shown(&module.roots[0]));
            reader.error(entry.span, message, "remove one of the two");
        }
    }
}

/// Reports an invalid module name.
fn check_name(name: &Key, wanted: &str, reader: &mut Reader) {
    let Key { span, text } = name;
    if text.split('/').count() != 3 || text.split('/').any(str::is_empty) {
        reader.error(*span, format!("`{text}` is not a module name"), format!("write {wanted}"));
    }
}

fn texts(keys: Vec<Key>) -> Vec<String> {
    keys.into_iter().map(|key| key.text).collect()
}

fn dependencies(fields: Fields<'_>, reader: &mut Reader) -> Option<Dependencies> {
    if let Some(name) = reader.text(fields.get("name")) {
        check_name(&name, NAME, reader);
    }
    let node = fields.get("deps")?;
    let names = reader.texts(Some(node));
    for name in &names {
        check_name(name, "`registry/owner/name`, or `registry/owner/name:label`", reader);
    }
    (!names.is_empty()).then(|| Dependencies { names: texts(names), place: reader.place(node.span) })
}

/// Whether a block is empty, which counts as missing.
fn is_blank(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Plain(text) => text == "false",
        Value::Quoted(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.iter().all(|(_, node)| is_blank(node)),
    }
}

/// The module of a directory without a `buf.yaml`.
pub fn plain_module(reader: &mut Reader) -> Module {
    v1_module(Fields::default(), Version::V1, reader)
}
