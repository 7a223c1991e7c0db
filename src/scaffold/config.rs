//! The configuration of a crate: `protogen.toml`, for what .proto files cannot say.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::config::toml_fault;

/// The name of the file.
pub const CONFIG_FILE: &str = "protogen.toml";

/// What to scaffold.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The name of the crate, by [`crate_name`](super::crate_name).
    pub name: String,
    /// What the schema cannot say.
    pub config: Config,
    /// Whether a build script compiles the .proto files; otherwise the generated code is checked in.
    pub build_script: bool,
}

/// The configuration.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// By the full name of the message.
    #[serde(default)]
    pub entity: BTreeMap<String, EntityConfig>,
}

/// The configuration of an entity. What is left out is inferred.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EntityConfig {
    /// The field with the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The fields with unique values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unique: Option<Vec<String>>,
    /// The rules for string fields, in every request that sets them.
    #[serde(default)]
    pub check: BTreeMap<String, Rule>,
}

/// A rule for a string.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The fewest characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_chars: Option<usize>,
    /// The most characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_chars: Option<usize>,
    /// A text it must contain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
}

impl Rule {
    /// The default rule for a field of this name.
    pub fn usual(field: &str) -> Self {
        match field {
            "username" | "user_name" => Self { min_chars: Some(3), ..Self::default() },
            "email" | "email_address" => Self { contains: Some("@".to_owned()), ..Self::default() },
            _ => Self::default(),
        }
    }
}

impl Config {
    /// Reads the file. Fails with the line and what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| toml_fault(text, &error))
    }
}
