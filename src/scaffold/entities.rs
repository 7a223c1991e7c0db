//! What the services keep: messages with a key.

use heck::{ToSnakeCase, ToUpperCamelCase};
use serde::Serialize;

use super::fields::{self, is_option, is_text, is_timestamp};
use super::names;
use super::wishes::{Rule, Wish, Wishes};
use crate::generate::idents;
use crate::schema::handles::{Enum, Field, Message};

/// An entity, as templates see it.
#[derive(Clone, Serialize)]
pub struct Entity {
    /// `user.User`
    pub full_name: String,
    /// What it is called in errors: `User`.
    pub kind: String,
    /// `user`
    pub one: String,
    /// `users`
    pub many: String,
    /// The path of its type below `proto`.
    pub path: String,
    /// Its type in the file of a service.
    pub ty: String,
    /// The type of its key.
    pub key_type: &'static str,
    /// The key of `self`.
    pub get_key: String,
    /// The field of the key.
    pub key: String,
    /// A value for that field from `key`.
    pub set_key: String,
    /// A list of the fields whose values no two have, as pairs of the name and the value in `self`.
    pub unique: String,
    /// Whether its key, or one of these fields, is deprecated.
    pub deprecated: bool,
}

impl Entity {
    /// The entity as templates see it.
    pub fn new(kept: Kept<'_>) -> Option<Self> {
        let Kept { message, key, .. } = kept;
        let one = kept.one();
        let ident = fields::ident(key);
        let get_key = match (is_option(key), is_text(key)) {
            (true, _) => format!("self.{ident}.clone().unwrap_or_default()"),
            (false, true) => format!("self.{ident}.clone()"),
            (false, false) => format!("self.{ident}"),
        };
        let get_key = if is_text(key) { get_key } else { get_key.replace(".clone()", "") };
        Some(Self {
            full_name: message.full_name().to_owned(),
            kind: message.name().to_owned(),
            many: names::variable(plural(&message.name().to_snake_case())),
            path: path(message),
            ty: String::new(),
            key_type: fields::key_type(key)?,
            get_key,
            set_key: fields::wrap(key, "key"),
            key: ident,
            unique: unique(kept),
            deprecated: message.fields().any(|field| {
                field.is_deprecated() && (field.name() == kept.key.name() || kept.is_unique(field))
            }),
            one,
        })
    }
}

/// The path of a message below the module `proto`.
pub fn path(message: Message<'_>) -> String {
    let module = idents::module(message.file().package());
    let path = idents::message(message);
    if module.is_empty() { path } else { format!("{module}::{path}") }
}

/// A message that is kept, and how.
#[derive(Clone, Copy)]
pub struct Kept<'a> {
    /// The message.
    pub message: Message<'a>,
    /// The field that tells one from another.
    pub key: Field<'a>,
    wish: Option<&'a Wish>,
}

impl<'a> Kept<'a> {
    /// How a message is kept; `None` where it has no key.
    pub fn new(message: Message<'a>, wishes: &'a Wishes) -> Option<Self> {
        let wish = wishes.entity.get(message.full_name());
        let own = format!("{}_id", message.name().to_snake_case());
        let asked = wish.and_then(|wish| wish.key.as_deref());
        let names = ["id", &own, "name", "uid", "uuid", "key"];
        let names = asked.into_iter().chain(names);
        let found = { names }.find_map(|name| message.fields().find(|field| field.name() == name));
        let key = found.filter(|&field| fields::key_type(field).is_some())?;
        Some(Self { message, key, wish })
    }

    /// What a variable with one of these is called.
    pub fn one(self) -> String {
        names::variable(self.message.name().to_snake_case())
    }

    /// Whether it is the same message.
    pub fn is(self, message: Message<'_>) -> bool {
        self.message.full_name() == message.full_name()
    }

    /// Whether no two may have the same value of a field, as is the way with addresses of people.
    pub fn is_unique(self, field: Field<'_>) -> bool {
        let asked = self.wish.and_then(|wish| wish.unique.as_ref());
        is_text(field)
            && match asked {
                Some(fields) => fields.iter().any(|unique| unique == field.name()),
                None => matches!(field.name(), "email" | "email_address"),
            }
    }

    /// The checks of a request that gives values to its fields.
    pub fn checks(self, request: Message<'_>) -> Vec<Check> {
        let texts = request.fields().filter(|&field| is_text(field));
        texts.flat_map(|field| check(field, &self.rule(field))).collect()
    }

    fn rule(self, field: Field<'_>) -> Rule {
        let asked = self.wish.and_then(|wish| wish.check.get(field.name()));
        asked.cloned().unwrap_or_else(|| Rule::usual(field.name()))
    }

    /// What is done with it.
    pub fn resolved(self) -> Wish {
        let texts = || self.message.fields().filter(|&field| is_text(field));
        let unique = texts().filter(|&field| self.is_unique(field)).map(|field| field.name().to_owned());
        let rules = texts().map(|field| (field.name().to_owned(), self.rule(field)));
        Wish {
            key: Some(self.key.name().to_owned()),
            unique: Some(unique.collect()),
            check: rules.filter(|(_, rule)| *rule != Rule::default()).collect(),
        }
    }
}

fn unique(kept: Kept<'_>) -> String {
    let pair = |field: Field<'_>| {
        let ident = fields::ident(field);
        let value = if is_option(field) { format!("self.{ident}()") } else { format!("&self.{ident}") };
        format!("(\"{}\", {value})", field.name())
    };
    let pairs: Vec<String> = kept.message.fields().filter(|&field| kept.is_unique(field)).map(pair).collect();
    if pairs.is_empty() { "Vec::new()".to_owned() } else { format!("vec![{}]", pairs.join(", ")) }
}

/// A check of a field of a request.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The field, the condition that `value` meets, and what is said where it does not.
    pub args: [String; 3],
    /// The text of the field in `request`, as an `Option<&str>` where it need not be there.
    pub value: String,
    /// Whether it is an `Option`.
    pub optional: bool,
}

fn check(field: Field<'_>, rule: &Rule) -> Vec<Check> {
    let optional = is_option(field);
    let ident = fields::ident(field);
    let value = if optional { format!("request.{ident}.as_deref()") } else { format!("&request.{ident}") };
    let check = |[condition, message]: [String; 2]| {
        let args = [format!("\"{}\"", field.name()), condition, message];
        Check { args, value: value.clone(), optional }
    };
    rule.conditions().into_iter().map(check).collect()
}

/// When a moment of an entity is set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// When it is created.
    Created,
    /// Whenever it changes.
    Updated,
}

/// The moment that a field tells.
pub fn moment(field: Field<'_>) -> Option<Moment> {
    match field.name() {
        _ if !is_timestamp(field) => None,
        "created_at" | "create_time" | "created" | "creation_time" => Some(Moment::Created),
        "updated_at" | "update_time" | "updated" | "modified_at" => Some(Moment::Updated),
        _ => None,
    }
}

/// The value that a state has in a new entity, in a file whose `pb` is the module `package`.
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
