//! Finds the configuration that applies to an input.
//!
//! The nearest `protolint.toml` in the directory of the input or a parent directory applies. Without one, the files of
//! buf do: a workspace applies to its modules, and a module file to its directory and below.

use std::path::{Path, PathBuf};

use super::base::Base;
use super::buf_work::buf_work;
use super::buf_yaml::{BufYaml, buf_yaml, plain_module};
use super::dependencies::Dependencies;
use super::node::Reader;
use super::paths::is_in;
use super::settings::{Module, Settings};
use super::{native, toml, yaml};
use crate::diag::{Diagnostic, Place, Severity};
use crate::files::{ReadError, Tree, join};
use crate::text::{Source, Span};

/// A configuration, and where it applies.
#[derive(Debug)]
pub struct Located {
    /// The directory that its paths are relative to.
    pub base: Base,
    /// Its settings.
    pub settings: Settings,
}

impl Located {
    /// Takes the settings for a descriptor set from a nearer file, if there is one.
    fn with_descriptor_set_of(mut self, nearest: Option<Self>) -> Self {
        if let Some(nearest) = nearest {
            self.settings.descriptor_set = nearest.settings.descriptor_set;
        }
        self
    }
}

/// The name of our own configuration file.
pub const NATIVE: &str = "protolint.toml";

/// The names of module files, and of workspace files; the first that exists is used.
const MODULE: [&str; 2] = ["buf.yaml", "buf.mod"];
const WORKSPACE: [&str; 2] = ["buf.work.yaml", "buf.work"];

/// The names of all configuration files.
pub const FILES: [&str; 5] = [NATIVE, MODULE[0], MODULE[1], WORKSPACE[0], WORKSPACE[1]];

type Faults = Vec<Diagnostic>;

/// The configuration that applies to a directory or its contents. Fails with the errors of a file that may apply.
pub fn locate(tree: &Tree, directory: &str) -> Result<Option<Located>, Faults> {
    for base in Base::around(tree, directory) {
        if let Some(reader) = open(tree, &base, "", &[NATIVE])? {
            return native(tree, base, reader).map(Some);
        }
    }
    locate_buf(tree, directory)
}

/// Our own configuration.
fn native(tree: &Tree, base: Base, mut reader: Reader) -> Result<Located, Faults> {
    let Some(node) = toml::read(&mut reader) else { return Err(reader.found) };
    let settings = native::native(&node, native::Place { tree, base: &base }, &mut reader);
    // Report errors from top to bottom, not key by key.
    reader.found.sort_by_key(|found| found.place.bounds());
    let notices = finish(reader)?;
    Ok(Located { base, settings: Settings { notices, ..settings } })
}

/// Applies `key=value` to settings; the key is one of `protolint.toml`.
pub fn set(settings: &mut Settings, argument: &str) -> Result<(), Faults> {
    let source = Source::new("--config", "--config", toml::of_argument(argument).into_bytes());
    let mut reader = Reader::new(source);
    if let Some(node) = toml::read(&mut reader) {
        native::argument(&node, settings, &mut reader);
    }
    settings.notices.extend(finish(reader)?);
    Ok(())
}

fn locate_buf(tree: &Tree, directory: &str) -> Result<Option<Located>, Faults> {
    let mut nearest = None;
    for base in Base::around(tree, directory) {
        let target = base.inside(tree, directory).unwrap_or_default();
        if let Some(settings) = workspace(tree, &base)? {
            if applies_to(&settings, &target) {
                return Ok(Some(Located { base, settings }.with_descriptor_set_of(nearest)));
            }
        } else if let Some((file, notices)) = module_file(tree, &base, "")? {
            let is_workspace = file.is_workspace;
            let settings = settings(file, notices);
            if is_workspace && applies_to(&settings, &target) {
                return Ok(Some(Located { base, settings }.with_descriptor_set_of(nearest)));
            }
            if !is_workspace && nearest.is_none() {
                nearest = Some(Located { base, settings });
            }
        }
    }
    Ok(nearest)
}

/// A configuration that the user names, for the directory of an input. Fails with its errors.
pub fn named(tree: &Tree, source: Source, input: &str) -> Result<Located, Faults> {
    let file = Path::new(input).parent().filter(|_| tree.is_file(Path::new(input)));
    let directory = file.map_or(input.into(), |parent| parent.to_string_lossy());
    let directory = &*directory;
    if Path::new(source.path()).extension().is_some_and(|extension| extension == "toml") {
        return native(tree, Base::new(tree, directory), Reader::new(source));
    }
    let (configuration, notices) = read(Reader::new(source))?;
    let is_workspace = configuration.is_workspace;
    let settings = settings(configuration, notices);
    let mut bases: Vec<Base> = Base::around(tree, directory).filter(|_| is_workspace).collect();
    // For a file, prefer the current directory as the workspace.
    if file.is_some() {
        let here = tree.absolute(Path::new(""));
        bases.sort_by_key(|base| base.absolute() != here && base.absolute().starts_with(&here));
    }
    let target = |base: &Base| base.inside(tree, directory).unwrap_or_default();
    let roots = || settings.modules.iter().flat_map(|module| &module.roots);
    // The workspace may be in a parent directory of the input. A module may be missing in an old version.
    let has_all = |base: &&Base| {
        applies_to(&settings, &target(base)) && roots().all(|root| tree.is_dir(Path::new(&base.disk(root))))
    };
    let is_around = |base: &&Base| roots().any(|root| is_in(&target(base), root));
    let base = bases.iter().find(has_all).or_else(|| bases.iter().find(is_around));
    let base = base.cloned().unwrap_or_else(|| Base::new(tree, directory));
    Ok(Located { base, settings })
}

/// Whether a workspace has modules in a directory, or contains it.
fn applies_to(settings: &Settings, target: &str) -> bool {
    let mut roots = settings.modules.iter().flat_map(|module| &module.roots);
    roots.any(|root| is_in(target, root) || is_in(root, target))
}

fn settings(file: BufYaml, notices: Faults) -> Settings {
    let BufYaml { mut modules, descriptor_set, dependencies, .. } = file;
    modules.sort_by(|a, b| a.roots.cmp(&b.roots));
    Settings {
        modules,
        descriptor_set: Some(descriptor_set),
        dependencies,
        compiler_warnings: false,
        accepts_as_buf: true,
        notices,
        ..Settings::default()
    }
}

/// The `v1` workspace in a directory.
fn workspace(tree: &Tree, base: &Base) -> Result<Option<Settings>, Faults> {
    let Some(mut reader) = open(tree, base, "", &WORKSPACE)? else { return Ok(None) };
    let directories = yaml::read(&mut reader).map(|node| buf_work(&node, &mut reader)).unwrap_or_default();
    let plain = plain_module(&mut reader);
    if open(tree, base, "", &MODULE)?.is_some() {
        let message = "this directory is both a workspace and a module";
        reader.error(Span::at(0), message, "remove the `buf.yaml` next to it, or this file");
    }
    let mut notices = finish(reader)?;
    let mut modules = Vec::new();
    let mut dependencies: Option<Dependencies> = None;
    for directory in directories {
        let Some((file, more)) = module_file(tree, base, &directory)? else {
            modules.push(plain.clone().below(&directory));
            continue;
        };
        if file.is_workspace {
            let place = Place::file(base.path(&join(&directory, MODULE[0])));
            let message = "a `v2` workspace cannot be part of a `v1` workspace";
            let help = "list its modules in a `v2` `buf.yaml` instead of `buf.work.yaml`";
            return Err(vec![Diagnostic::error("configuration", place, message).help(help)]);
        }
        modules.extend(file.modules.into_iter().map(|module| module.below(&directory)));
        notices.extend(more);
        match (&mut dependencies, file.dependencies) {
            (Some(known), Some(new)) => known.names.extend(new.names),
            (known, new) => *known = known.take().or(new),
        }
    }
    let file = BufYaml { is_workspace: true, modules, descriptor_set: plain, dependencies };
    Ok(Some(settings(file, notices)))
}

/// The module file in a directory, with its warnings.
fn module_file(tree: &Tree, base: &Base, directory: &str) -> Result<Option<(BufYaml, Faults)>, Faults> {
    open(tree, base, directory, &MODULE)?.map(read).transpose()
}

/// Reads a module file, with its warnings.
fn read(mut reader: Reader) -> Result<(BufYaml, Faults), Faults> {
    let file = yaml::read(&mut reader).and_then(|node| buf_yaml(&node, &mut reader));
    let Some(file) = file else { return Err(reader.found) };
    match finish(reader) {
        Ok(notices) => Ok((file, notices)),
        // The run ends here, so also report errors that only some runs would.
        Err(mut found) => {
            for Module { lint, breaking, .. } in file.modules {
                found.extend(lint.faults.into_iter().chain(breaking.faults));
            }
            Err(found)
        }
    }
}

/// Opens the first of these files that exists in a directory.
fn open(tree: &Tree, base: &Base, directory: &str, names: &[&str]) -> Result<Option<Reader>, Faults> {
    for name in names {
        let path = base.path(&join(directory, name));
        match tree.read(Path::new(&path)) {
            Ok(bytes) => return Ok(Some(Reader::new(Source::new(*name, path, bytes)))),
            Err(ReadError::Missing) => {}
            Err(why) => {
                let place = Place::file(path);
                return Err(vec![
                    Diagnostic::error("configuration", place, format!("cannot read the file: {why}"))
                        .help("check the file and its permissions"),
                ]);
            }
        }
    }
    Ok(None)
}

/// The warnings of a valid file. Fails with all diagnostics of an invalid one.
fn finish(reader: Reader) -> Result<Faults, Faults> {
    let is_unusable = reader.found.iter().any(|found| found.severity == Severity::Error);
    if is_unusable { Err(reader.found) } else { Ok(reader.found) }
}

/// The path of a file that is searched in the directory of the configuration and its parents, up to the root of the
/// repository; without a configuration on disk, starting at `input`. If it does not exist, its place is next to the
/// configuration, or else in the current directory.
pub fn beside(home: Option<&Path>, input: &Path, name: &str) -> PathBuf {
    let home = home.filter(|home| *home != Path::new(".") && home.is_dir());
    let start = home.unwrap_or(input).to_string_lossy();
    for directory in Base::around(&Tree::Disk, &start) {
        let path = PathBuf::from(directory.disk(name));
        if path.is_file() {
            return path;
        }
        if Path::new(&directory.disk(".git")).exists() {
            break;
        }
    }
    home.unwrap_or(Path::new("")).join(name)
}
