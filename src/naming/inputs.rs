//! The import names of the input files.
//!
//! An input directory is an import root; for input files, it is their common directory. If an import is not found
//! there, the parent directories of the importing file are tried, innermost first, and files in the directory of their
//! package are found by that name. So a check works from anywhere in a repository without naming the import roots. A
//! file's import name is the one its importers use, or the one that matches its package.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use super::filter::{Filter, MayBeEmpty, nothing_to_check};
use super::include::{Include, exclude_included};
use super::notify::Notify;
use super::root::{COMMON_ROOTS, Root, RootKind, below, common_directory, outer_root};
use crate::compile::{Alias, EarlierFiles, ImportPaths, Loaded, ParseCache, clean_path, load};
use crate::diag::Diagnostic;
use crate::files::{Bounds, Symlinks, Tree, join};

/// How import names are resolved.
#[derive(Clone, Default)]
pub struct Lookup<'a> {
    /// The tree of the inputs.
    pub tree: Tree,
    /// Import roots that are searched before those of the files themselves.
    pub includes: &'a [Include],
    /// Files that are already parsed.
    pub known: EarlierFiles,
    /// Known import names, by path; they are kept.
    pub known_names: FxHashMap<String, String>,
    /// Receives notes for the user.
    pub notify: &'a dyn Notify,
}

/// Finds, reads and parses the files below `paths` and all imports. Fails if a path is missing, if there are no files,
/// and if two files have the same import name.
pub fn load_files(lookup: &Lookup<'_>, paths: &[String], filter: &Filter) -> Result<Loaded, String> {
    let (inputs, faults) = Inputs::new(lookup, paths, filter)?;
    let mut loaded = inputs.load().map_err(|clash| clash.why)?;
    loaded.diagnostics.extend(faults);
    Ok(loaded)
}

/// The same, but if two files have the same import name, the files of different roots are loaded separately.
pub fn load_split(lookup: &Lookup<'_>, paths: &[String], filter: &Filter) -> Result<Vec<Loaded>, String> {
    let (inputs, faults) = Inputs::new(lookup, paths, filter)?;
    let mut all = match inputs.clone().load() {
        Ok(loaded) => vec![loaded],
        Err(clash) => {
            let split = inputs.split(&clash.directories);
            if split.len() < 2 {
                return Err(clash.why);
            }
            let load = |inputs: Inputs| inputs.load().map_err(|clash| clash.why);
            split.into_iter().map(load).collect::<Result<_, _>>()?
        }
    };
    if let Some(first) = all.first_mut() {
        first.diagnostics.extend(faults);
    }
    Ok(all)
}

/// Two files have the same import name.
struct Clash {
    why: String,
    /// The roots to load separately.
    directories: Vec<String>,
}

/// The maximum number of naming rounds. In each round, newly found imports can show that other names are wrong.
const MAX_ROUNDS: usize = 8;

#[derive(Clone, Default)]
struct Inputs {
    tree: Tree,
    known: EarlierFiles,
    /// Normalized paths, sorted, without duplicates.
    files: Vec<String>,
    roots: Vec<Root>,
    /// The input files; `None` if all links are followed.
    named: Option<Vec<String>>,
    /// Known import names, by path.
    known_names: FxHashMap<String, String>,
    /// Import names that match the package, by path.
    packages: FxHashMap<String, String>,
    aliases: FxHashMap<String, Alias>,
    elsewhere: FxHashMap<String, String>,
    parsed: ParseCache,
}

impl Inputs {
    fn new(
        lookup: &Lookup<'_>,
        paths: &[String],
        filter: &Filter,
    ) -> Result<(Self, Vec<Diagnostic>), String> {
        let Lookup { tree, includes, known, known_names, notify } = lookup.clone();
        let mut inputs = Self { tree, known, known_names, ..Self::default() };
        let mut faults = Vec::new();
        for Include { prefix, directory, from_disk, .. } in includes.iter().cloned() {
            inputs.add_root(Root { prefix, directory, from_disk, kind: RootKind::Included });
        }
        let mut singles = Vec::new();
        let mut included = Vec::new();
        for path in paths {
            let place = Path::new(path);
            if inputs.tree.is_dir(place) {
                let (found, unreadable) = inputs.tree.proto_files(place, filter.links(), filter.skips());
                inputs.files.extend(found.iter().map(|file| clean_path(&file.to_string_lossy())));
                included.extend(includes.iter().filter_map(|include| inputs.inner(include, path)));
                faults.extend(unreadable);
                inputs.add_root(Root::new(clean_path(path)));
            } else if inputs.tree.exists(place) {
                singles.push(clean_path(path));
            } else if filter.may_be_empty() != MayBeEmpty::All {
                return Err(format!("{path}: there is no such file or directory"));
            }
        }
        exclude_included(&mut inputs.files, includes, notify, |file| {
            included.iter().any(|directory| below(file, directory).is_some())
        });
        if inputs.tree.is_on_disk() && filter.links() != Symlinks::Follow {
            inputs.named = Some(singles.clone());
        }
        inputs.files.extend(singles);
        inputs.files.sort();
        inputs.files.dedup();
        inputs.drop_linked(paths);
        if !filter.is_empty() {
            inputs.files.retain(|file| filter.selects(&inputs.tree.absolute(Path::new(file))));
        }
        if inputs.files.is_empty() && faults.is_empty() && filter.may_be_empty() != MayBeEmpty::All {
            return Err(nothing_to_check(paths, filter));
        }
        inputs.cover_all_files();
        inputs.add_known_roots();
        Ok((inputs, faults))
    }

    /// Drops files that are reached twice because an input path is a link.
    fn drop_linked(&mut self, paths: &[String]) {
        let is_link = |path: &String| {
            let (absolute, real) = (self.absolute(path), fs::canonicalize(path));
            real.is_ok_and(|real| real != absolute)
        };
        if paths.len() > 1 && self.tree.is_on_disk() && paths.iter().any(is_link) {
            let real = |file: &String| fs::canonicalize(file).unwrap_or_else(|_| file.into());
            let direct = |file: &String| real(file) == self.absolute(file);
            let mut seen: FxHashSet<PathBuf> =
                self.files.iter().filter(|file| direct(file)).map(real).collect();
            let kept = self.files.iter().filter(|file| direct(file) || seen.insert(real(file)));
            self.files = kept.cloned().collect();
        }
    }

    /// The path of an import root below an input directory, as files in it are found: it starts with `directory`.
    fn inner(&self, include: &Include, directory: &str) -> Option<String> {
        let (inner, outer) = (self.absolute(&include.directory), self.absolute(directory));
        let rest =
            inner.strip_prefix(outer).ok().filter(|rest| *rest != Path::new("") && !include.from_disk)?;
        Some(join(&clean_path(directory), &rest.to_string_lossy()))
    }

    /// Adds a root for files that are in none yet, or whose names resolve to other files.
    fn cover_all_files(&mut self) {
        let outside =
            self.files.iter().filter(|file| self.roots.iter().all(|root| root.name_of(file).is_none()));
        if let Some(common) = common_directory(outside) {
            self.add_root(Root::new(common));
        }
        if self.files.iter().any(|file| self.names_of(file, |_| true).next().is_none())
            && let Some(common) = common_directory(self.files.iter())
        {
            self.add_root(Root::new(common));
        }
    }

    /// Adds the roots that the known names imply.
    fn add_known_roots(&mut self) {
        let mut roots = BTreeSet::new();
        for (path, name) in &self.known_names {
            let outer =
                |long: &str, short: &str| Some(long.strip_suffix(short)?.trim_end_matches('/').to_owned());
            if let Some(prefix) = outer(name, path) {
                roots.insert((prefix, String::new()));
            } else if let Some(directory) = outer(path, name) {
                roots.insert((String::new(), directory));
            }
        }
        for (prefix, directory) in roots {
            self.add_root(Root { prefix, ..Root::inferred(directory) });
        }
    }

    fn add_root(&mut self, root: Root) -> bool {
        let is_same = |other: &Root| other.prefix == root.prefix && other.directory == root.directory;
        let new = !self.roots.iter().any(is_same);
        if new {
            self.roots.push(root);
        }
        new
    }

    fn import_paths(&self) -> ImportPaths {
        let paths =
            ImportPaths::within(self.tree.clone(), self.known.clone()).with_parsed(self.parsed.clone());
        let mut paths = paths.with_aliases(self.aliases.clone()).with_suggestions(self.elsewhere.clone());
        for Root { prefix, directory, from_disk, .. } in &self.roots {
            if *from_disk {
                paths.add_from_disk(prefix, directory);
            } else {
                paths.add(prefix, directory);
            }
        }
        match &self.named {
            Some(named) => {
                let around = named.iter().filter_map(|file| Path::new(file).parent());
                let roots = self.roots.iter().map(|root| Path::new(&root.directory));
                paths.inside(Bounds::of(roots.chain(around)).with(named))
            }
            None => paths,
        }
    }

    /// Reads and parses the files and all imports.
    fn load(mut self) -> Result<Loaded, Clash> {
        let mut imported = FxHashSet::default();
        let mut names = self.names(&imported, &[])?;
        let mut rounds = 0;
        loop {
            let loaded = load(&self.import_paths(), &names, Vec::new());
            let paths = loaded.files.iter().map(|file| (&*file.name, &*file.path)).collect();
            let used = self.used_roots(&loaded, &paths);
            let mut is_new = self.find_roots(&loaded, &paths) | self.find_packages(&loaded, &used);
            if self.roots.len() > 1 {
                rounds += 1;
                imported.extend(imports(&loaded).map(|(_, name)| self.called(name).to_owned()));
                is_new |= rounds < MAX_ROUNDS && self.find_wrong_names(&loaded);
            }
            // Names decide which imports resolve, so iterate until they are stable.
            let known = std::mem::replace(&mut names, self.names(&imported, &used)?);
            if !is_new && names == known {
                self.refuse_namesakes(&loaded, &paths)?;
                return Ok(loaded);
            }
        }
    }

    /// The import names of the files: the known one, one that is imported, or the path relative to the first root;
    /// roots that imports resolve to are preferred.
    fn names(&self, imported: &FxHashSet<String>, used: &[bool]) -> Result<Vec<String>, Clash> {
        let is_used = |file: &str, name: &String| {
            let roots = self.roots.iter().zip(used).filter(|(root, used)| **used && !root.from_disk);
            roots.into_iter().any(|(root, _)| root.name_of(file).as_ref() == Some(name))
        };
        let name_of = |file: &String| {
            let is_known_name = |name: &String| self.known_names.get(file) == Some(name);
            let is_package = |name: &String| self.packages.get(file) == Some(name);
            // Resolving a name may access the disk, so try likely ones first.
            let first = |is_likely: &dyn Fn(&String) -> bool| self.names_of(file, is_likely).next();
            let name = first(&is_known_name).or_else(|| first(&|name| imported.contains(name)));
            let name = name.or_else(|| first(&|name| is_used(file, name))).or_else(|| first(&is_package));
            let name = name.or_else(|| first(&|_| true));
            name.map(|name| self.called(&name).to_owned()).ok_or_else(|| Clash {
                why: format!("{file}: every possible import name resolves to another file"),
                directories: self.own_roots(),
            })
        };
        self.files.iter().map(name_of).collect()
    }

    /// Resolves aliases of an import name.
    fn called<'n>(&'n self, name: &'n str) -> &'n str {
        self.aliases.get(name).map_or(name, |alias| &alias.name)
    }

    /// The roots of the files, without those of `-I`.
    fn own_roots(&self) -> Vec<String> {
        let own = self.roots.iter().filter(|root| root.kind != RootKind::Included && root.prefix.is_empty());
        own.map(|root| root.directory.clone()).collect()
    }

    /// Finds import names that match the package; they apply if nothing is imported from the root of the file. Returns
    /// whether there is a new root.
    fn find_packages(&mut self, loaded: &Loaded, used: &[bool]) -> bool {
        let mut is_new = false;
        for &id in &loaded.roots {
            let file = &loaded.files[id as usize];
            let path = &*file.path;
            let Some(root) = self.root_of(&file.name, path) else { continue };
            let package = file.str(file.package);
            if package.is_empty()
                || used.get(root) == Some(&true)
                || self.roots[root].kind != RootKind::Input
                || self.packages.contains_key(path)
            {
                continue;
            }
            let package = package.replace('.', "/");
            let Some(outer) = self.directory_around_package(path, &package) else { continue };
            let base = path.rsplit('/').next().unwrap_or(path);
            self.packages.insert(path.to_owned(), format!("{package}/{base}"));
            is_new |= self.add_outer_root(&outer);
        }
        is_new
    }

    /// The root of a file whose directory matches its package. It may be above the current directory.
    fn directory_around_package(&self, path: &str, package: &str) -> Option<String> {
        if COMMON_ROOTS.contains(&package) {
            return None;
        }
        let steps = package.split('/').count();
        let is_known = |directory: &Path| directory.components().count() >= steps && !path.contains("..");
        if Path::new(path).parent().is_some_and(is_known) {
            return outer_root(path, package);
        }
        self.absolute(path).parent().filter(|directory| directory.ends_with(package))?;
        self.directories_around(path).nth(steps)
    }

    /// Which roots are used by imports. `paths` are those of the loaded files, by name.
    fn used_roots(&self, loaded: &Loaded, paths: &FxHashMap<&str, &str>) -> Vec<bool> {
        let mut used = vec![false; self.roots.len()];
        for (_, name) in imports(loaded) {
            let name = self.called(name);
            let Some(path) = paths.get(name) else { continue };
            if let Some(root) = self.root_of(name, path).filter(|_| !self.is_built_in(name, path)) {
                used[root] = true;
                // Fast path: most runs have one root, which the first import uses.
                if used.iter().all(|used| *used) {
                    break;
                }
            }
        }
        used
    }

    /// Whether a file is the built-in one, whose path is its name.
    fn is_built_in(&self, name: &str, path: &str) -> bool {
        name == path && name.starts_with("google/protobuf/") && !self.is_file(path)
    }

    /// Finds imports whose names depend on inferred roots, although the packages of the files or other imports imply an
    /// outer root. Returns whether there are any.
    fn find_wrong_names(&mut self, loaded: &Loaded) -> bool {
        let mut others: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for file in &loaded.files {
            others.entry(&file.path).or_default().push(&file.name);
        }
        let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
        for (_, name) in imports(loaded) {
            *counts.entry(self.called(name)).or_default() += 1;
        }
        let mut wrong = Vec::new();
        for file in &loaded.files {
            let (name, path) = (&*file.name, &*file.path);
            let root = self.root_of(name, path).map(|root| &self.roots[root]);
            let Some(root) = root.filter(|root| root.kind == RootKind::Inferred) else { continue };
            let names = &others[path];
            let package = file.str(file.package).replace('.', "/");
            let outer = outer_root(path, &package)
                .filter(|outer| root.directory != *outer && below(&root.directory, outer).is_some());
            if let Some(outer) = outer {
                wrong.push((name.to_owned(), below(path, &outer).unwrap_or(path).to_owned(), Some(outer)));
            } else if names.len() > 1 {
                let count = |name: &&str| (counts.get(*name).copied().unwrap_or(0), name.len());
                let known = self.known_names.get(path).map(String::as_str);
                let best = known.filter(|known| names.contains(known));
                let best = best.or_else(|| names.iter().copied().max_by_key(count)).unwrap_or(name);
                wrong.extend(
                    names
                        .iter()
                        .filter(|name| **name != best)
                        .map(|name| ((*name).to_owned(), best.to_owned(), None)),
                );
            }
        }
        let mut is_new = false;
        for (typed, name, root) in wrong {
            if typed == name || self.aliases.contains_key(&typed) || self.aliases.contains_key(&name) {
                continue;
            }
            if let Some(root) = root {
                self.add_root(Root::inferred(root));
            }
            let is_error = self.known_names.is_empty();
            self.aliases.insert(typed, Alias { name, is_error });
            is_new = true;
        }
        is_new
    }

    /// The index of the root that gives a file its name.
    fn root_of(&self, name: &str, path: &str) -> Option<usize> {
        self.roots.iter().position(|root| root.leads(name, path))
    }

    /// Splits the inputs by directory, to load each part separately.
    fn split(&self, directories: &[String]) -> Vec<Self> {
        let innermost = |file: &String| {
            let around = directories.iter().filter(|directory| below(file, directory).is_some());
            around.max_by_key(|directory| directory.len()).cloned()
        };
        let mut groups: BTreeMap<Option<String>, Vec<String>> = BTreeMap::new();
        for file in &self.files {
            groups.entry(innermost(file)).or_default().push(file.clone());
        }
        let group = |(directory, files): (Option<String>, Vec<String>)| {
            let included = self.roots.iter().filter(|root| root.kind == RootKind::Included);
            let mut roots: Vec<Root> = included.cloned().collect();
            roots.push(Root::new(directory.unwrap_or_default()));
            Self { files, roots, ..self.clone() }
        };
        groups.into_iter().map(group).collect()
    }

    /// The likely names that resolve to the file.
    fn names_of(&self, file: &str, is_likely: impl Fn(&String) -> bool) -> impl Iterator<Item = String> {
        let is_same = move |found: String| found == file || self.absolute(&found) == self.absolute(file);
        let names = self.roots.iter().filter_map(move |root| root.name_of(file)).filter(is_likely);
        names.filter(move |name| self.roots.len() == 1 || self.find(name).is_some_and(is_same))
    }

    /// The path that an import of this name resolves to.
    fn find(&self, name: &str) -> Option<String> {
        let is_there =
            |path: &String| self.files.binary_search(path).is_ok() || self.tree.exists(Path::new(path));
        self.roots.iter().filter_map(|root| root.path_of(name)).find(is_there)
    }

    /// Adds parent directories as roots if they resolve missing imports; returns whether there are any.
    fn find_roots(&mut self, loaded: &Loaded, known: &FxHashMap<&str, &str>) -> bool {
        let mut tried = FxHashSet::default();
        let mut missing = Vec::new();
        let mut new = false;
        // Only search for .proto files: an untrusted schema could have other files quoted.
        let is_missing =
            |name: &str| !known.contains_key(name) && Path::new(name).extension() == Some("proto".as_ref());
        for (path, name) in imports(loaded).filter(|(_, name)| is_missing(name)) {
            // Files in one directory tend to miss the same imports.
            if tried.insert((Path::new(path).parent(), name)) {
                let root = self.directories_around(path).find(|root| self.is_file(&join(root, name)));
                match root {
                    Some(root) => new |= self.add_outer_root(&root),
                    None => missing.push(name.to_owned()),
                }
            }
        }
        if !new {
            let elsewhere = self.elsewhere(&missing);
            new = elsewhere != self.elsewhere;
            self.elsewhere = elsewhere;
        }
        new
    }

    /// The directories in which missing imports exist.
    fn elsewhere(&self, names: &[String]) -> FxHashMap<String, String> {
        let names: FxHashSet<&str> = names.iter().map(String::as_str).collect();
        let mut found = FxHashMap::default();
        for file in self.files.iter().filter(|_| !names.is_empty()) {
            for (slash, _) in file.match_indices('/') {
                if let Some(name) = names.get(&file[slash + 1..]) {
                    found.entry((*name).to_owned()).or_insert_with(|| file[..slash].to_owned());
                }
            }
        }
        found
    }

    /// Adds a root that may be above the current directory; files below both keep their path.
    fn add_outer_root(&mut self, directory: &str) -> bool {
        if directory.ends_with("..") {
            let outer = self.absolute(directory);
            for inner in self.roots.clone() {
                let prefix = self
                    .absolute(&inner.directory)
                    .strip_prefix(&outer)
                    .map(Path::to_path_buf)
                    .unwrap_or_default();
                if inner.prefix.is_empty() && prefix != Path::new("") {
                    let prefix = prefix.to_string_lossy().into_owned();
                    self.add_root(Root { prefix, kind: RootKind::Inferred, ..inner });
                }
            }
        }
        self.add_root(Root::inferred(directory))
    }

    /// Fails if an import resolves to one file from its importer's directories, and to another in the run.
    fn refuse_namesakes(&self, loaded: &Loaded, paths: &FxHashMap<&str, &str>) -> Result<(), Clash> {
        if self.roots.len() == 1 {
            return Ok(());
        }
        for (path, name) in imports(loaded) {
            let Some(&taken) = paths.get(name) else { continue };
            let around = self.roots.iter().filter(|root| below(path, &root.directory).is_some());
            let mut own = around.filter_map(|root| root.path_of(name));
            if let Some(own) = own.find(|own| own == taken || self.is_file(own))
                && own != taken
                && self.absolute(&own) != self.absolute(taken)
            {
                let why = format!(
                    "{path} imports {name}, which is {own} for that file and {taken} for others: check the two in \
                     separate runs"
                );
                return Err(Clash { why, directories: self.own_roots() });
            }
        }
        Ok(())
    }

    /// The parent directories of a file, innermost first, up to the root of the tree.
    fn directories_around(&self, path: &str) -> impl Iterator<Item = String> {
        let named =
            Path::new(path).ancestors().skip(1).map(|directory| directory.to_string_lossy().into_owned());
        let named: Vec<String> = named.take_while(|directory| !directory.ends_with("..")).collect();
        let outside = if path.starts_with('/') { 0 } else { self.absolute(path).components().count() };
        let steps_out = Path::new(path).components().filter(|part| *part == Component::ParentDir).count();
        let above = (steps_out.max(1)..outside).map(|steps| vec![".."; steps].join("/"));
        named.into_iter().chain(above)
    }

    fn is_file(&self, path: &str) -> bool {
        self.tree.is_file(Path::new(path))
    }

    fn absolute(&self, path: &str) -> PathBuf {
        self.tree.absolute(Path::new(path))
    }
}

/// The path of each file with the name of each of its imports.
fn imports(loaded: &Loaded) -> impl Iterator<Item = (&str, &str)> {
    loaded
        .files
        .iter()
        .flat_map(|file| file.imports.iter().map(|import| (&*file.path, file.str(import.path))))
}
