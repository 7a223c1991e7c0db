//! `--config`: the configuration to take, and keys to set whatever it says.

use std::path::Path;

use super::failure::Failure;
use crate::config::{Located, Settings, locate, named, set};
use crate::files::{ReadError, Tree};
use crate::text::Source;

/// What `--config` says.
#[derive(Debug, Default)]
pub struct Configured<'a> {
    file: Option<Source>,
    keys: Vec<&'a str>,
}

impl<'a> Configured<'a> {
    /// Tells files from keys, and reads the file. Fails where there are several, or it cannot be read.
    pub fn new(typed: &'a [String]) -> Result<Self, Failure> {
        let mut configured = Self::default();
        // buf takes an empty one for none.
        for typed in typed.iter().filter(|typed| !typed.is_empty()) {
            if sets_key(typed) {
                configured.keys.push(typed);
            } else if configured.file.is_some() {
                return Err(format!("--config {typed}: there can be only one configuration").into());
            } else {
                configured.file = Some(read(typed)?);
            }
        }
        Ok(configured)
    }

    /// The configuration for an input: the one that is named, or else the one that is found.
    pub fn in_charge(&self, tree: &Tree, input: &str) -> Result<Option<Located>, Failure> {
        self.in_charge_from(tree, None, input)
    }

    /// The same, where the one that is named is for the directory `home` rather than for the input.
    pub fn in_charge_from(
        &self,
        tree: &Tree,
        home: Option<&str>,
        input: &str,
    ) -> Result<Option<Located>, Failure> {
        let located = match &self.file {
            Some(file) => Some(named(tree, file.clone(), home.unwrap_or(input))?),
            None => locate(tree, input)?,
        };
        Ok(located.map(|mut located| {
            located.settings.home = Some(located.base.disk("").into());
            located
        }))
    }

    /// Sets the keys.
    pub fn set(&self, settings: &mut Settings) -> Result<(), Failure> {
        for key in &self.keys {
            set(settings, key)?;
        }
        Ok(())
    }
}

fn sets_key(typed: &str) -> bool {
    let is_part = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.' | ' ');
    typed.split_once('=').is_some_and(|(key, _)| {
        key.starts_with(|first: char| first.is_alphabetic()) && key.chars().all(is_part)
    })
}

fn read(typed: &str) -> Result<Source, Failure> {
    if ![".toml", ".yaml", ".yml", ".json"].iter().any(|ending| typed.ends_with(ending)) {
        return Ok(Source::new("--config", "--config", typed.as_bytes().to_vec()));
    }
    match Tree::Disk.read(Path::new(typed)) {
        Ok(bytes) => Ok(Source::new(typed, typed, bytes)),
        Err(ReadError::Missing) => Err(format!("--config {typed}: there is no such file").into()),
        Err(why) => Err(format!("--config {typed}: {why}").into()),
    }
}
