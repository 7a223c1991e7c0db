//! What the user named, as parts that one configuration each is in charge of.

use std::collections::BTreeMap;
use std::path::Path;

use super::Failure;
use super::filter::Filter;
use super::inputs::load_some_files;
use super::modules::load_modules;
use super::sources::Given;
use crate::compile::Loaded;
use crate::config::{Located, Settings, locate, named};
use crate::files::{Fault, Tree};
use crate::text::Source;

/// Files that are compiled together.
pub struct Part {
    /// What to do with them.
    pub settings: Settings,
    /// The files, and what they import.
    pub loaded: Loaded,
    /// The files of each module that are asked for.
    pub modules: Vec<Vec<Target>>,
}

/// A file that is asked for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// Its path, as settings have it.
    pub path: String,
}

/// What of the sources is meant, and how to check it.
#[derive(clap::Args, Debug)]
pub struct ScopeArgs {
    /// Tell only of these files and directories in PATH; what they import is read all the same
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    path: Vec<String>,
    /// Leave these files and directories out
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    exclude_path: Vec<String>,
    /// The configuration to take instead of the one that is found: a file, or its text
    #[arg(long, value_name = "FILE|TEXT")]
    config: Option<String>,
    /// Do not follow symbolic links in directories
    #[arg(long)]
    disable_symlinks: bool,
}

/// Finds the configurations in charge of what is named, reads the files and all they import. Fails as
/// [`Given::load`] does, and where a configuration cannot be used.
pub fn parts(given: Given, includes: &[String], scope: &ScopeArgs) -> Result<Vec<Part>, Failure> {
    let config = scope.config.as_deref().filter(|config| !config.is_empty()).map(named_config).transpose()?;
    match given {
        Given::Files { tree, paths, package: false } => {
            let filter = Filter::new(&tree, &scope.path, &scope.exclude_path, scope.disable_symlinks);
            parts_of_files(&tree, &paths, includes, config.as_ref(), &filter)
        }
        given @ Given::Files { .. } => Ok(vec![one_part(given.load(includes)?, Settings::default())]),
        given @ Given::Image(_) => {
            let located = in_charge(&Tree::Disk, ".", config.as_ref())?;
            let settings = located.map_or_else(Settings::default, |located| located.settings);
            Ok(vec![one_part(given.load(includes)?, settings)])
        }
    }
}

/// What `--config` names: a file, or the text of one.
fn named_config(config: &str) -> Result<Source, Failure> {
    if ![".yaml", ".yml", ".json"].iter().any(|ending| config.ends_with(ending)) {
        return Ok(Source::new("--config", "--config", config.as_bytes().to_vec()));
    }
    match Tree::Disk.read(Path::new(config)) {
        Ok(bytes) => Ok(Source::new(config, config, bytes)),
        Err(Fault::Missing) => Err(format!("--config {config}: there is no such file").into()),
        Err(Fault::Unreadable(why)) => Err(format!("--config {config}: {why}").into()),
    }
}

/// The configuration for an input: the one that is named, or the one that is found.
fn in_charge(tree: &Tree, path: &str, config: Option<&Source>) -> Result<Option<Located>, Failure> {
    Ok(match config {
        Some(config) => Some(named(tree, config.clone(), path)?),
        None => locate(tree, path)?,
    })
}

fn parts_of_files(
    tree: &Tree,
    paths: &[String],
    includes: &[String],
    config: Option<&Source>,
    filter: &Filter,
) -> Result<Vec<Part>, Failure> {
    let mut located: BTreeMap<_, (Located, Vec<String>)> = BTreeMap::new();
    let mut others = Vec::new();
    for path in paths {
        if !tree.exists(Path::new(path)) {
            return Err(format!("{path}: there is no such file or directory").into());
        }
        match in_charge(tree, path, config)? {
            None => others.push(path.clone()),
            Some(found) => {
                let key = found.base.absolute().to_owned();
                located.entry(key).or_insert_with(|| (found, Vec::new())).1.push(path.clone());
            }
        }
    }
    let mut parts = Vec::new();
    for (located, paths) in located.into_values() {
        parts.extend(load_modules(tree, located, &paths, includes, filter)?);
    }
    if !others.is_empty() {
        let loaded = load_some_files(tree.clone(), &others, includes, filter)?;
        parts.push(one_part(loaded, Settings::default()));
    }
    Ok(parts)
}

/// Files that are one module, whatever their configuration is made for.
fn one_part(loaded: Loaded, settings: Settings) -> Part {
    let files = loaded.roots.iter().map(|&root| &loaded.files[root as usize]);
    let targets = files.map(|file| Target { name: file.name.to_string(), path: file.path.to_string() });
    let modules = vec![targets.collect()];
    Part { settings, loaded, modules }
}

/// What to say where nothing is left.
pub fn nothing_to_check(paths: &[String], filter: &Filter) -> String {
    let paths = paths.join(", ");
    if filter.is_empty() {
        return format!("{paths}: there are no .proto files to check");
    }
    format!("{paths}: `--path` and `--exclude-path` leave no .proto files to check")
}
