//! Entities: messages with a key, which stores hold.

use heck::{ToSnakeCase, ToUpperCamelCase};

use super::config::{Config, EntityConfig, Rule};
use super::fields::{self, is_text, is_timestamp};
use super::names;
use crate::generate::idents;
use crate::schema::handles::{Enum, Field, Message};

/// A message that has a key, so that stores can hold it.
#[derive(Clone, Copy)]
pub struct Entity<'a> {
    /// The message.
    pub message: Message<'a>,
    /// The field with the key.
    pub key: Field<'a>,
    config: Option<&'a EntityConfig>,
}

impl<'a> Entity<'a> {
    /// The entity of a message; `None` if the message has no key.
    pub fn new(message: Message<'a>, config: &'a Config) -> Option<Self> {
        let config = config.entity.get(message.full_name());
        let own = format!("{}_id", message.name().to_snake_case());
        let configured = config.and_then(|config| config.key.as_deref());
        let names = ["id", &own, "name", "uid", "uuid", "key"];
        let names = configured.into_iter().chain(names);
        let found = { names }.find_map(|name| message.fields().find(|field| field.name() == name));
        let key = found.filter(|&field| fields::key_type(field).is_some())?;
        Some(Self { message, key, config })
    }

    /// The name of a variable with one.
    pub fn one(self) -> String {
        names::variable(self.message.name().to_snake_case())
    }

    /// The name of a variable with several.
    pub fn many(self) -> String {
        names::variable(plural(&self.message.name().to_snake_case()))
    }

    /// Whether it is the same message.
    pub fn is(self, message: Message<'_>) -> bool {
        self.message.full_name() == message.full_name()
    }

    /// Whether the values of a field are unique. Email addresses are, by default.
    pub fn is_unique(self, field: Field<'_>) -> bool {
        let configured = self.config.and_then(|config| config.unique.as_ref());
        is_text(field)
            && match configured {
                Some(fields) => fields.iter().any(|unique| unique == field.name()),
                None => matches!(field.name(), "email" | "email_address"),
            }
    }

    /// The rule for a string field of a request.
    pub fn rule(self, field: Field<'_>) -> Rule {
        let configured = self.config.and_then(|config| config.check.get(field.name()));
        configured.cloned().unwrap_or_else(|| Rule::usual(field.name()))
    }

    /// Its settings, configured or inferred.
    fn resolved(self) -> EntityConfig {
        let texts = || self.message.fields().filter(|&field| is_text(field));
        let unique = texts().filter(|&field| self.is_unique(field)).map(|field| field.name().to_owned());
        let rules = texts().map(|field| (field.name().to_owned(), self.rule(field)));
        EntityConfig {
            key: Some(self.key.name().to_owned()),
            unique: Some(unique.collect()),
            check: rules.filter(|(_, rule)| *rule != Rule::default()).collect(),
        }
    }
}

/// Fails if the configuration names an entity or a field that does not exist.
pub fn check_config(config: &Config, entities: &[Entity<'_>]) -> Result<(), String> {
    for (name, settings) in &config.entity {
        let Some(entity) = entities.iter().find(|entity| entity.message.full_name() == name) else {
            let key = settings.key.as_ref().map(|key| format!(" by the key `{key}`")).unwrap_or_default();
            return Err(format!("entity.\"{name}\": no method of a service gets, creates or lists it{key}"));
        };
        for field in settings.unique.iter().flatten().chain(settings.check.keys()) {
            let known = entity.message.fields().find(|known| known.name() == field);
            if !known.is_some_and(fields::is_text) {
                return Err(format!("entity.\"{name}\": `{field}` is not one of its string fields"));
            }
        }
        if let Some(key) = settings.key.as_ref().filter(|key| entity.key.name() != **key) {
            return Err(format!("entity.\"{name}\": `{key}` is not one of its integer or string fields"));
        }
    }
    Ok(())
}

/// The configuration with what is inferred filled in.
pub fn resolved_config(entities: &[Entity<'_>]) -> Config {
    let settings = entities.iter().map(|entity| (entity.message.full_name().to_owned(), entity.resolved()));
    Config { entity: settings.collect() }
}

/// What a timestamp of an entity records.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TimestampKind {
    /// The creation.
    Created,
    /// The last change.
    Updated,
}

/// What a field records, if it is a timestamp.
pub fn timestamp_kind(field: Field<'_>) -> Option<TimestampKind> {
    match field.name() {
        _ if !is_timestamp(field) => None,
        "created_at" | "create_time" | "created" | "creation_time" => Some(TimestampKind::Created),
        "updated_at" | "update_time" | "updated" | "modified_at" => Some(TimestampKind::Updated),
        _ => None,
    }
}

/// The first value of a state of a new entity, in a file whose `pb` is the module `package`.
pub fn first_state(field: Field<'_>, package: &str) -> Option<String> {
    if !matches!(field.name(), "status" | "state") || field.is_repeated() {
        return None;
    }
    let states = field.enum_type()?;
    let active = states.values().find(|value| value.name().to_upper_camel_case().ends_with("Active"))?;
    if active.name().to_upper_camel_case().ends_with("Inactive") {
        return None;
    }
    Some(format!("{}::{}", enum_path(states, package), idents::variant(active)))
}

/// The path of an enum in a file whose `pb` is the module `package`.
fn enum_path(item: Enum<'_>, package: &str) -> String {
    let module = idents::module(item.file().package());
    let path = idents::enumeration(item);
    match module.as_str() {
        module if module == package => format!("pb::{path}"),
        "" => format!("crate::proto::{path}"),
        module => format!("crate::proto::{module}::{path}"),
    }
}

/// The plural of an English noun, nearly always.
pub fn plural(noun: &str) -> String {
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
    if noun.ends_with("ings") || noun.ends_with("ics") {
        return noun.to_owned();
    }
    if let Some(stem) = noun.strip_suffix("sis") {
        return format!("{stem}ses");
    }
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(vowel) => format!("{stem}ies"),
        _ if ["s", "x", "z", "ch", "sh"].iter().any(|end| noun.ends_with(end)) => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}
