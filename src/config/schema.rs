//! The JSON schema of `protolint.toml`, for editors.

use serde_json::{Map, Value as Json, json};

use super::keys::{ALL, FILE, Family, Key, Kind, SEVERITIES};
use crate::rules::{Category, Meta, Setting, SettingValue};

/// The schema, from the table of keys and the rules.
pub fn schema() -> Json {
    let mut schema = table(FILE);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!("protolint.toml");
    schema["definitions"] = json!({
        "severity": { "enum": SEVERITIES.map(|(name, _)| name) },
        "category": {
            "anyOf": [
                { "$ref": "#/definitions/severity" },
                object(&Map::from_iter([("severity".to_owned(), severity())])),
            ]
        },
        "rules": rules(Family::Lint),
        "breaking.rules": rules(Family::Breaking),
    });
    schema
}

fn table(keys: &[Key]) -> Json {
    object(&keys.iter().map(|key| (key.name.to_owned(), described(kind(key.kind), key.docs))).collect())
}

fn kind(kind: Kind) -> Json {
    match kind {
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Number(most) => json!({ "type": "integer", "minimum": 1, "maximum": most }),
        Kind::Text => json!({ "type": "string" }),
        Kind::Directories | Kind::Globs => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Words(words) => json!({ "type": "array", "items": { "enum": words } }),
        Kind::Rules(family) => {
            json!({ "allOf": [{ "$ref": format!("#/definitions/{}", family.table()) }] })
        }
        Kind::Table(keys) => table(keys),
        Kind::Tables(keys) => json!({ "type": "array", "items": table(keys) }),
    }
}

/// A table of rules and categories.
fn rules(family: Family) -> Json {
    let rules = family.rules();
    let has_rules = |category: &&Category| rules.iter().any(|meta| meta.categories.contains(category));
    let names = Category::ALL.iter().filter(has_rules).map(|category| category.name()).chain([ALL]);
    let category = |name: &str| (name.to_owned(), json!({ "$ref": "#/definitions/category" }));
    let mut properties: Map<String, Json> = names.map(category).collect();
    properties.extend(rules.iter().map(|meta| (meta.id.to_owned(), rule(meta))));
    object(&properties)
}

fn rule(meta: &Meta) -> Json {
    let settings = meta.settings.iter().map(|setting| (setting.name.to_owned(), value(setting)));
    let properties = settings.chain([("severity".to_owned(), severity())]).collect();
    let level = json!({ "$ref": "#/definitions/severity" });
    described(json!({ "anyOf": [level, object(&properties)] }), &meta.docs().what.replace('\n', " "))
}

fn severity() -> Json {
    json!({ "$ref": "#/definitions/severity" })
}

fn value(setting: &Setting) -> Json {
    let kind = match &setting.default {
        SettingValue::Bool(default) => json!({ "type": "boolean", "default": default }),
        SettingValue::Number(default) => json!({ "type": "integer", "minimum": 0, "default": default }),
        SettingValue::Text(default) => json!({ "type": "string", "default": default }),
    };
    described(kind, setting.docs)
}

fn object(properties: &Map<String, Json>) -> Json {
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

fn described(mut schema: Json, docs: &str) -> Json {
    schema["description"] = json!(docs);
    schema
}
