//! The tables of rules in a `protolint.toml`.

use std::cmp::Reverse;

use super::keys::{ALL, Family, SEVERITIES};
use super::node::{Key, Node, Reader, Value, list};
use super::overrides::{Change, RuleLevel};
use crate::lint::EQUIVALENTS;
use crate::rules::{Meta, Setting, SettingValue, similar};

/// The changes of a table, by rule. Smaller categories come after larger ones, and single rules last, so that the more
/// specific entry wins.
pub fn changes(node: Option<&Node>, family: Family, reader: &mut Reader) -> Vec<Change> {
    let rules = family.rules();
    let mut entries = Vec::new();
    for (name, node) in node.map(|node| reader.entries(node)).unwrap_or_default() {
        let meant: Vec<&'static Meta> =
            rules.iter().copied().filter(|meta| is_selected(meta, &name.text)).collect();
        if meant.is_empty() {
            refuse_name(name, family, &rules, reader);
        }
        let is_one = meant.iter().any(|meta| meta.id == name.text);
        let (level, values) = entry(node, if is_one { meant.first().copied() } else { None }, reader);
        entries.push((is_one, Reverse(meant.len()), meant, level, values));
    }
    entries.sort_by_key(|(is_one, count, ..)| (*is_one, *count));
    let each = |(_, _, meant, level, values): (_, _, Vec<&'static Meta>, Option<RuleLevel>, Vec<_>)| {
        meant.into_iter().map(move |meta| Change { id: meta.id, level, values: values.clone() })
    };
    entries.into_iter().flat_map(each).collect()
}

fn is_selected(meta: &Meta, name: &str) -> bool {
    name == ALL || meta.id == name || meta.categories.iter().any(|category| category.name() == name)
}

/// The entry of a rule or a category; categories have no settings.
fn entry(
    node: &Node,
    rule: Option<&Meta>,
    reader: &mut Reader,
) -> (Option<RuleLevel>, Vec<(&'static str, SettingValue)>) {
    if !matches!(node.value, Value::Map(_)) {
        return (level(Some(node), reader), Vec::new());
    }
    let settings = rule.map(|rule| rule.settings).unwrap_or_default();
    let known: Vec<&str> =
        ["severity"].into_iter().chain(settings.iter().map(|setting| setting.name)).collect();
    let fields = reader.fields(Some(node), &known);
    let level = level(fields.get("severity"), reader);
    let mut values = Vec::new();
    for setting in settings {
        values.extend(
            fields
                .get(setting.name)
                .and_then(|node| Some((setting.name, setting_value(setting, node, reader)?))),
        );
    }
    (level, values)
}

fn level(node: Option<&Node>, reader: &mut Reader) -> Option<RuleLevel> {
    let node = node?;
    let Value::Quoted(text) = &node.value else {
        reader.wrong_type(node.span, "a severity such as `\"warning\"`", &node.value);
        return None;
    };
    let known = SEVERITIES.map(|(name, _)| name);
    if let Some((_, severity)) = SEVERITIES.iter().find(|(name, _)| name == text) {
        return Some(severity.map_or(RuleLevel::Off, RuleLevel::On));
    }
    let help = match similar(text, known.into_iter()) {
        Some(known) => format!("did you mean `{known}`?"),
        None => format!("the severities are {}", list(&known)),
    };
    reader.error(node.span, format!("unknown severity `{text}`"), help);
    None
}

/// The value of a setting, which has the type of its default.
fn setting_value(setting: &Setting, node: &Node, reader: &mut Reader) -> Option<SettingValue> {
    match setting.default {
        SettingValue::Bool(_) => Some(SettingValue::Bool(reader.flag(Some(node)))),
        SettingValue::Text(_) => Some(SettingValue::Text(reader.quoted(Some(node))?.text.into())),
        SettingValue::Number(_) => reader.number(node).map(SettingValue::Number),
    }
}

fn refuse_name(name: &Key, family: Family, rules: &[&Meta], reader: &mut Reader) {
    let Key { span, text } = name;
    let message = format!("unknown rule or category `{text}`");
    let names = || {
        let categories = rules.iter().flat_map(|meta| meta.categories).map(|category| category.name());
        categories.chain(rules.iter().map(|meta| meta.id)).chain([ALL])
    };
    let equivalent = EQUIVALENTS.iter().find(|(theirs, _)| theirs == text);
    let help = if family.other().rules().iter().any(|meta| is_selected(meta, text)) {
        format!("it belongs in the table `{}`", family.other().table())
    } else if let Some((_, ours)) = equivalent {
        format!("it is called `{ours}` here")
    } else if let Some(known) = similar(text, names()) {
        format!("did you mean `{known}`?")
    } else {
        "`protolint rules` lists the rules".to_owned()
    };
    reader.error(*span, message, help);
}
