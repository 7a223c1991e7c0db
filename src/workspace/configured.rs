//! `--config`: a configuration to use, and keys to set.

use std::path::Path;

use super::failure::Failure;
use crate::config::{Located, Settings, locate, named, set};
use crate::files::{ReadError, Tree};
use crate::text::Source;

/// The values of `--config`.
#[derive(Debug, Default)]
pub struct Configured<'a> {
    file: Option<Source>,
    keys: Vec<&'a str>,
}

impl<'a> Configured<'a> {
    /// Separates files from keys, and reads the file. Fails if there are several, or if it cannot be read.
    pub fn new(typed: &'a [String]) -> Result<Self, Failure> {
        let mut configured = Self::default();
        // buf treats an empty one as none.
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

    /// The configuration that applies to an input: that of `--config`, or else the one found.
    pub fn applicable(&self, tree: &Tree, input: &str) -> Result<Option<Located>, Failure> {
        self.applicable_in(tree, None, input)
    }

    /// The same, but that of `--config` is for the directory `home` instead of the input.
    pub fn applicable_in(
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

    /// Applies the keys to settings.
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
