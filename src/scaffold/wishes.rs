//! What cannot be read from .proto files, and is asked for in `protogen.toml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::entities::Kept;
use super::fields;
use crate::config::toml_fault;

/// The name of the file.
pub const WISHES_FILE: &str = "protogen.toml";

/// Everything that is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Wishes {
    /// By the full name of the message.
    #[serde(default)]
    pub entity: BTreeMap<String, Wish>,
}

/// What is asked for one entity. What is left out is inferred.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// The field that tells entities apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The fields whose values no two have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unique: Option<Vec<String>>,
    /// What texts must be like, by field, wherever a request gives one.
    #[serde(default)]
    pub check: BTreeMap<String, Rule>,
}

/// What a text must be like.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The fewest characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_chars: Option<usize>,
    /// The most characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_chars: Option<usize>,
    /// A text that it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
}

impl Rule {
    /// What is usual for a field of this name.
    pub fn usual(field: &str) -> Self {
        match field {
            "username" | "user_name" => Self { min_chars: Some(3), ..Self::default() },
            "email" | "email_address" => Self { contains: Some("@".to_owned()), ..Self::default() },
            _ => Self::default(),
        }
    }

    /// Each condition on a `value`, with what is said where it does not hold; both in Rust.
    pub fn conditions(&self) -> Vec<[String; 2]> {
        let count = |sign: &str, words: &str, count: usize| {
            let said = format!("\"must have at {words} {count} characters\"");
            [format!("value.chars().count() {sign} {count}"), said]
        };
        let mut conditions = Vec::new();
        conditions.extend(self.min_chars.map(|min| count(">=", "least", min)));
        conditions.extend(self.max_chars.map(|max| count("<=", "most", max)));
        conditions.extend(self.contains.as_ref().map(|text| {
            let mut chars = text.chars();
            let pattern = match (chars.next(), chars.next()) {
                (Some(only), None) => format!("{only:?}"),
                _ => format!("{text:?}"),
            };
            [format!("value.contains({pattern})"), format!("{:?}", format!("must hold {text}"))]
        }));
        conditions
    }
}

impl Wishes {
    /// Reads the file. Fails with the line and what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| toml_fault(text, &error))
    }

    /// Fails where something is asked for that none of the entities has.
    pub fn check(&self, kept: &[Kept<'_>]) -> Result<(), String> {
        for (name, wish) in &self.entity {
            let Some(entity) = kept.iter().find(|kept| kept.message.full_name() == name) else {
                let key = wish.key.as_ref().map(|key| format!(" by the key `{key}`")).unwrap_or_default();
                return Err(format!(
                    "entity.\"{name}\": no method of a service gets, creates or lists it{key}"
                ));
            };
            let texts = wish.unique.iter().flatten().chain(wish.check.keys());
            for field in texts {
                let known = entity.message.fields().find(|known| known.name() == field);
                if !known.is_some_and(fields::is_text) {
                    return Err(format!("entity.\"{name}\": `{field}` is none of its fields with a text"));
                }
            }
            if let Some(key) = wish.key.as_ref().filter(|key| entity.key.name() != **key) {
                return Err(format!(
                    "entity.\"{name}\": `{key}` is none of its fields with a number or a text"
                ));
            }
        }
        Ok(())
    }

    /// All that is done, whether it was asked for or inferred.
    pub fn resolved(kept: &[Kept<'_>]) -> Self {
        let entity = kept.iter().map(|kept| (kept.message.full_name().to_owned(), kept.resolved()));
        Self { entity: entity.collect() }
    }
}
