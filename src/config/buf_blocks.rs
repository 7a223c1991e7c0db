//! The blocks `lint` and `breaking` of a `buf.yaml`.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::buf_rules::{BREAKING, Choice, LINT, RuleIds, Table, Version};
use super::node::{Fields, Key, Node, Reader, list};
use super::paths::{clean, is_in, shown};
use super::settings::{Breaking, Ignores, Lint};
use crate::breaking;
use crate::diag::{Diagnostic, Severity};
use crate::files::{around, join};
use crate::lint::{Comments, RULES, Selected};
use crate::rules::{Selection, SettingValue};

/// The context of a block.
#[derive(Clone, Copy, Debug)]
pub struct Context<'r> {
    /// The version of the file.
    pub version: Version,
    /// The roots of the module.
    pub roots: &'r [String],
    /// Whether the block belongs to one of several modules, and must not mention paths of others.
    pub own: bool,
}

/// The keys both blocks have.
const CHOICE: [&str; 5] = ["use", "except", "ignore", "ignore_only", "disable_builtin"];

const TEXTS: [&str; 2] = ["enum_zero_value_suffix", "service_suffix"];

const SWITCHES: [&str; 3] = [
    "rpc_allow_same_request_response",
    "rpc_allow_google_protobuf_empty_requests",
    "rpc_allow_google_protobuf_empty_responses",
];

/// A rule of buf that is not supported.
const PROTOVALIDATE: &str = "PROTOVALIDATE";

/// Reads the block `lint`, or its defaults.
pub fn lint(node: Option<&Node>, context: Context<'_>, reader: &mut Reader) -> Lint {
    let comments =
        if context.version == Version::V2 { "disallow_comment_ignores" } else { "allow_comment_ignores" };
    let known = [&CHOICE[..], &TEXTS, &SWITCHES, &[comments]].concat();
    let fields = reader.fields(node, &known);
    let (ids, ignores, faults) = choice(&LINT, fields, context, reader);
    if ids.is_empty()
        && let Some(node) = fields.get("disable_builtin")
    {
        reader.warn(
            node.span,
            "no lint rule runs: `disable_builtin` turns all of them off",
            "remove it to lint",
        );
    }
    let values = values(fields, reader);
    let rules = RULES.iter().map(|rule| Selected {
        on: ids.contains(rule.meta.id),
        values: values
            .iter()
            .filter(|(name, _)| rule.meta.settings.iter().any(|setting| setting.name == *name))
            .cloned()
            .collect(),
        ..Selected::new(rule)
    });
    // Comments for other linters would hide findings that buf reports.
    let buf = reader.flag(fields.get(comments)) != (context.version == Version::V2);
    let comments = Comments { buf, ..Comments::OWN };
    let selection = Selection { rules: rules.collect() };
    let named = fields.get("use").and_then(|node| node.item(PROTOVALIDATE));
    if let Some(named) = named.filter(|_| ids.contains(PROTOVALIDATE)) {
        reader.warn(named.span, format!("`{PROTOVALIDATE}` is not supported yet"), "run buf for it");
    }
    let protovalidate = ids.contains(PROTOVALIDATE) && named.is_none();
    Lint { selection, overrides: Vec::new(), comments, ignores, protovalidate, faults }
}

/// Reads the block `breaking`, or its defaults.
pub fn breaking(node: Option<&Node>, context: Context<'_>, reader: &mut Reader) -> Breaking {
    let fields = reader.fields(node, &[&CHOICE[..], &["ignore_unstable_packages"]].concat());
    let (ids, ignores, faults) = choice(&BREAKING, fields, context, reader);
    let ignore_unstable_packages = reader.flag(fields.get("ignore_unstable_packages"));
    // Rules about earlier versions are in no category, and find something only with `--history`.
    let is_about_history = |rule: &breaking::Rule| rule.meta.on && rule.meta.categories.is_empty();
    let rules = breaking::RULES.iter().map(|rule| breaking::Selected {
        on: ids.contains(rule.meta.id) || is_about_history(rule),
        ..breaking::Selected::new(rule)
    });
    let selection = Selection { rules: rules.collect() };
    Breaking {
        selection,
        overrides: Vec::new(),
        ignores,
        ignore_unstable_packages,
        repeats_renumbered: true,
        faults,
    }
}

/// The settings of rules; empty ones are unset.
fn values(fields: Fields<'_>, reader: &mut Reader) -> Vec<(&'static str, SettingValue)> {
    // In buf, comments for other linters count as documentation.
    let mut values = vec![("comment_excludes", SettingValue::Text("buf:lint:ignore".into()))];
    for name in SWITCHES {
        values.push((name, SettingValue::Bool(reader.flag(fields.get(name)))));
    }
    for name in TEXTS {
        let text = reader.text(fields.get(name)).filter(|text| !text.text.is_empty());
        values.extend(text.map(|text| (name, SettingValue::Text(text.text.into()))));
    }
    values
}

/// The rules of a block, their ignored paths, and the errors in their selection. As in buf, these are errors only in a
/// run that uses the block.
fn choice(
    table: &Table,
    fields: Fields<'_>,
    context: Context<'_>,
    reader: &mut Reader,
) -> (RuleIds, Ignores, Vec<Diagnostic>) {
    let ignore = context.paths(fields.get("ignore"), reader);
    let mut ignore_only = Vec::new();
    for (name, paths) in fields.get("ignore_only").map(|node| reader.entries(node)).unwrap_or_default() {
        ignore_only.push((name.clone(), context.paths(Some(paths), reader)));
    }
    let choice = Choice {
        uses: names(fields.get("use"), reader),
        except: names(fields.get("except"), reader),
        ignore_only,
    };
    let off = reader.flag(fields.get("disable_builtin"));
    let before = reader.found.len();
    let ids = if off { RuleIds::new() } else { table.chosen(context.version, &choice, reader) };
    let by_rule = if off { BTreeMap::new() } else { table.ignored(context.version, &choice, reader) };
    let is_error = |found: &mut Diagnostic| found.severity == Severity::Error;
    let faults = reader.found.extract_if(before.., is_error).collect();
    let by_rule = by_rule.into_iter().map(|(rule, paths)| (rule, paths.into_iter().collect())).collect();
    (ids, Ignores { paths: ignore.into_iter().collect(), by_rule }, faults)
}

/// The non-empty names of a list.
fn names(node: Option<&Node>, reader: &mut Reader) -> Vec<Key> {
    let mut names = reader.texts(node);
    names.retain(|name| !name.text.is_empty());
    names
}

impl Context<'_> {
    /// The paths of a list that are in the module.
    fn paths(self, node: Option<&Node>, reader: &mut Reader) -> Vec<String> {
        let paths = clean_paths(node, reader);
        refuse_nested(&paths, reader);
        if self.version == Version::V1Beta1 {
            let in_roots =
                |path: &Key| self.roots.iter().map(|root| join(root, &path.text)).collect::<Vec<_>>();
            return paths.iter().flat_map(in_roots).collect();
        }
        let mut inside = Vec::new();
        for path in paths {
            if self.roots.iter().any(|root| is_in(&path.text, root)) {
                inside.push(path.text);
            } else if self.own {
                let message =
                    format!("`{}` is not in the module, whose directory is {}", path.text, list(self.roots));
                reader.error(path.span, message, "paths are relative to the directory of this file");
            }
        }
        inside
    }
}

/// The paths of a list. Reports paths outside the directory of the file.
pub fn clean_paths(node: Option<&Node>, reader: &mut Reader) -> Vec<Key> {
    let paths = reader.texts(node);
    paths.into_iter().filter_map(|path| clean_path(path, reader)).collect()
}

/// A path in the form of settings.
pub fn clean_path(path: Key, reader: &mut Reader) -> Option<Key> {
    let Key { span, text } = path;
    let Some(text) = clean(&text) else {
        let message = format!("`{text}` is outside the directory of this file");
        reader.error(span, message, "write a path relative to this file and below its directory");
        return None;
    };
    Some(Key { span, text })
}

/// Reports paths inside others of the list, except inside the directory of the file.
pub fn refuse_nested(paths: &[Key], reader: &mut Reader) {
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    for (place, path) in paths.iter().enumerate() {
        places.entry(&path.text).or_insert(place);
    }
    for path in paths {
        let outer = around(&path.text).skip(1).filter(|outer| !outer.is_empty());
        if let Some(&place) = outer.filter_map(|outer| places.get(outer)).min() {
            let message = format!("`{}` is inside `{}`, which is also listed", path.text, paths[place].text);
            reader.error(path.span, message, "remove one of the two");
        }
    }
}

/// Reports duplicate paths.
pub fn refuse_repeated(paths: &[Key], reader: &mut Reader) {
    let mut known = FxHashSet::default();
    for Key { span, text } in paths {
        if !known.insert(text) {
            let message = format!("`{}` is listed twice", shown(text));
            reader.error(*span, message, "remove one of the two");
        }
    }
}
