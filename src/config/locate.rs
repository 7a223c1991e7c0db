//! From an input to the configuration that is in charge of it.
//!
//! The directories from the input outwards are asked. The innermost `protolint.toml` is in charge. Only where there is
//! none, those of buf are: a workspace of the modules it lists and of what is in them, a file for one module of its
//! directory and of what is below.

use std::path::{Path, PathBuf};

use super::base::Base;
use super::buf_work::buf_work;
use super::buf_yaml::{BufYaml, buf_yaml, plain_module};
use super::dependencies::Dependencies;
use super::node::Reader;
use super::paths::{is_in, join};
use super::settings::{Module, Settings};
use super::{native, toml, yaml};
use crate::diag::{Diagnostic, Place, Severity};
use crate::files::{ReadError, Tree};
use crate::text::{Source, Span};

/// A configuration, and where it applies.
#[derive(Debug)]
pub struct Located {
    /// The directory its paths are relative to.
    pub base: Base,
    /// What it says.
    pub settings: Settings,
}

impl Located {
    /// The same, where a nearer file, if there is one, says what holds for a descriptor set.
    fn with_descriptor_set_of(mut self, nearest: Option<Self>) -> Self {
        if let Some(nearest) = nearest {
            self.settings.descriptor_set = nearest.settings.descriptor_set;
        }
        self
    }
}

/// The name of our own file.
pub const NATIVE: &str = "protolint.toml";

/// The names of a file for a module or a workspace, and those of a file for a workspace only; the first counts.
const MODULE: [&str; 2] = ["buf.yaml", "buf.mod"];
const WORKSPACE: [&str; 2] = ["buf.work.yaml", "buf.work"];

/// The names of all files that can be a configuration.
pub const FILES: [&str; 5] = [NATIVE, MODULE[0], MODULE[1], WORKSPACE[0], WORKSPACE[1]];

type Faults = Vec<Diagnostic>;

/// The configuration in charge of a directory, or of what is in it; `None` where there is none. Fails with what is
/// wrong with a file that may be in charge.
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
    // Files are read key by key, and by people from the top.
    reader.found.sort_by_key(|found| found.place.bounds());
    let notices = finish(reader)?;
    Ok(Located { base, settings: Settings { notices, ..settings } })
}

/// Changes settings as `key=value` says, in which the key is one of `protolint.toml`.
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
            if is_in_charge(&settings, &target) {
                return Ok(Some(Located { base, settings }.with_descriptor_set_of(nearest)));
            }
        } else if let Some((file, notices)) = module_file(tree, &base, "")? {
            let is_workspace = file.is_workspace;
            let settings = settings(file, notices);
            if is_workspace && is_in_charge(&settings, &target) {
                return Ok(Some(Located { base, settings }.with_descriptor_set_of(nearest)));
            }
            if !is_workspace && nearest.is_none() {
                nearest = Some(Located { base, settings });
            }
        }
    }
    Ok(nearest)
}

/// A configuration that the user names, for a directory or the one a file is in. Fails with what is wrong with it.
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
    // Of a file, nothing says where the workspace begins but the current directory.
    if file.is_some() {
        let here = tree.absolute(Path::new(""));
        bases.sort_by_key(|base| base.absolute() != here && base.absolute().starts_with(&here));
    }
    let target = |base: &Base| base.inside(tree, directory).unwrap_or_default();
    let roots = || settings.modules.iter().flat_map(|module| &module.roots);
    // A workspace need not begin where the input does. A module may be missing in what there was.
    let has_all = |base: &&Base| {
        is_in_charge(&settings, &target(base)) && roots().all(|root| tree.is_dir(Path::new(&base.disk(root))))
    };
    let is_around = |base: &&Base| roots().any(|root| is_in(&target(base), root));
    let base = bases.iter().find(has_all).or_else(|| bases.iter().find(is_around));
    let base = base.cloned().unwrap_or_else(|| Base::new(tree, directory));
    Ok(Located { base, settings })
}

/// Whether a workspace has modules in a directory, or the directory is in one of them.
fn is_in_charge(settings: &Settings, target: &str) -> bool {
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

/// The workspace of `v1` that begins in a directory.
fn workspace(tree: &Tree, base: &Base) -> Result<Option<Settings>, Faults> {
    let Some(mut reader) = open(tree, base, "", &WORKSPACE)? else { return Ok(None) };
    let directories = yaml::read(&mut reader).map(|node| buf_work(&node, &mut reader)).unwrap_or_default();
    let plain = plain_module(&mut reader);
    if open(tree, base, "", &MODULE)?.is_some() {
        let message = "a module begins beside this workspace, and cannot be in it";
        reader.error(Span::at(0), message, "remove the `buf.yaml` beside it, or this file");
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
            let message = "a workspace of `v2` cannot be part of one of `v1`";
            let help = "list its modules in a `buf.yaml` of `v2` in place of `buf.work.yaml`";
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

/// The file for a module in a directory, with what is to be said about it.
fn module_file(tree: &Tree, base: &Base, directory: &str) -> Result<Option<(BufYaml, Faults)>, Faults> {
    open(tree, base, directory, &MODULE)?.map(read).transpose()
}

/// The file for a module, with what is to be said about it.
fn read(mut reader: Reader) -> Result<(BufYaml, Faults), Faults> {
    let file = yaml::read(&mut reader).and_then(|node| buf_yaml(&node, &mut reader));
    let Some(file) = file else { return Err(reader.found) };
    match finish(reader) {
        Ok(notices) => Ok((file, notices)),
        // Since the run ends here, report also what only some runs would.
        Err(mut found) => {
            for Module { lint, breaking, .. } in file.modules {
                found.extend(lint.faults.into_iter().chain(breaking.faults));
            }
            Err(found)
        }
    }
}

/// The first of some files of a directory that is there.
fn open(tree: &Tree, base: &Base, directory: &str, names: &[&str]) -> Result<Option<Reader>, Faults> {
    for name in names {
        let path = base.path(&join(directory, name));
        match tree.read(Path::new(&path)) {
            Ok(bytes) => return Ok(Some(Reader::new(Source::new(*name, path, bytes)))),
            Err(ReadError::Missing) => {}
            Err(why) => {
                let place = Place::file(path);
                return Err(vec![
                    Diagnostic::error("configuration", place, format!("the file cannot be read: {why}"))
                        .help("check the file and its permissions"),
                ]);
            }
        }
    }
    Ok(None)
}

/// What is to be said about a file that can be used.
fn finish(reader: Reader) -> Result<Faults, Faults> {
    let is_unusable = reader.found.iter().any(|found| found.severity == Severity::Error);
    if is_unusable { Err(reader.found) } else { Ok(reader.found) }
}

/// The path of a file that is looked for from the configuration upwards, as far as the repository goes; without a
/// configuration on the disk, from the `input` upwards. Where it is not there, it belongs beside the configuration, or else
/// into the current directory.
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
