//! From names to files: where imports are found, and everything a run needs read, parsed and put in build order.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rustc_hash::{FxHashMap, FxHashSet};

use super::embedded;
use super::lower::lower;
use crate::diag::{Diagnostic, Place};
use crate::files::{Bounds, Fault, Tree};
use crate::schema::{File, FileId, TokRange, place};
use crate::syntax::{self, ImportKind};
use crate::text::Source;

/// The places where files are looked up, in order; what is found in none of them is taken from the embedded
/// `google/protobuf` files.
#[derive(Clone, Debug, Default)]
pub struct ImportPaths {
    tree: Tree,
    mappings: Vec<Mapping>,
    /// The mappings that lead to a name, where that is known: nobody has to look in all the others.
    placed: FxHashMap<String, Range<usize>>,
    /// How many of the first mappings may not have files of one name.
    exclusive: usize,
    /// The names of all `.proto` files in those, where they are known: nobody has to look for others.
    listed: Option<Arc<FxHashSet<String>>>,
    known: Known,
    parsed: Option<Parses>,
    /// What links must not lead out of; `None` where they are followed, as protoc does.
    bounds: Option<Arc<Bounds>>,
    aliases: FxHashMap<String, Alias>,
    /// Where files are that no import path holds, by the name somebody imports them by.
    elsewhere: FxHashMap<String, String>,
}

/// Another name of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alias {
    /// The name it has in this run.
    pub name: String,
    /// Whether whoever imports it by the other name is wrong.
    pub is_wrong: bool,
}

/// Files that were parsed before, by name. Where a path leads to the same text, the file is taken from here, and what is
/// wrong with its text was told before.
#[derive(Clone, Debug, Default)]
pub struct Known(Arc<FxHashMap<Box<str>, Arc<File>>>);

impl Known {
    /// Files of another run.
    pub fn of(files: &[Arc<File>]) -> Self {
        Self(Arc::new(files.iter().map(|file| (file.name.clone(), file.clone())).collect()))
    }
}

/// The files that earlier loads of the same run parsed, by name, with what is wrong with their text. A run that finds
/// out step by step where names begin reads each file once.
#[derive(Clone, Debug, Default)]
pub struct Parses(Arc<Mutex<FxHashMap<Box<str>, ParsedText>>>);

type ParsedText = (Arc<File>, Vec<Diagnostic>);

impl Parses {
    fn get(&self, name: &str) -> Option<ParsedText> {
        lock(&self.0).get(name).cloned()
    }

    fn keep(&self, (file, diagnostics): &ParsedText) {
        lock(&self.0).insert(file.name.clone(), (file.clone(), diagnostics.clone()));
    }
}

/// `-I disk`, or `-I prefix=disk`: the name `prefix`, and names below it, are found at `disk` and below.
#[derive(Clone, Debug)]
struct Mapping {
    tree: Tree,
    /// Empty for all names.
    prefix: String,
    /// Clean; empty for the current directory.
    disk: String,
    members: Members,
}

/// Which files of a directory can be found in it, by the directories their names begin with.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Members {
    /// The directories they are in; all where there are none.
    pub includes: Vec<String>,
    /// The directories they are not in.
    pub excludes: Vec<String>,
}

impl Members {
    fn have(&self, name: &str) -> bool {
        let is_in = |directory: &String| {
            name.strip_prefix(&**directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        (self.includes.is_empty() || self.includes.iter().any(is_in)) && !self.excludes.iter().any(is_in)
    }
}

/// Why an input cannot be given a name that importers could use.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unmapped {
    /// Its path begins with none of the import paths.
    Outside,
    /// An earlier import path has another file of that name: its path.
    Shadowed(String),
    /// There is no such file.
    Missing,
}

impl ImportPaths {
    /// No import paths, on the disk.
    pub fn new() -> Self {
        Self::default()
    }

    /// No import paths, in a tree of which some files may be known.
    pub fn within(tree: Tree, known: Known) -> Self {
        Self { tree, known, ..Self::default() }
    }

    /// The same, without files that links lead to out of these bounds.
    #[must_use]
    pub fn inside(self, bounds: Bounds) -> Self {
        Self { bounds: Some(Arc::new(bounds)), ..self }
    }

    /// The same, where a file that is found at the same path as in an earlier load is not read again.
    #[must_use]
    pub fn with_parsed(self, parsed: Parses) -> Self {
        Self { parsed: Some(parsed), ..self }
    }

    /// Adds a directory under a virtual prefix, which may be empty, or one file under its virtual name.
    pub fn add(&mut self, prefix: &str, disk: impl AsRef<Path>) {
        self.add_some(prefix, disk, Members::default());
    }

    /// Adds a directory of which only some files can be found.
    pub fn add_some(&mut self, prefix: &str, disk: impl AsRef<Path>, members: Members) {
        self.push(self.tree.clone(), prefix, disk.as_ref(), members);
    }

    /// Adds a directory of the disk, whatever tree the others are in.
    pub fn add_from_disk(&mut self, prefix: &str, disk: impl AsRef<Path>) {
        self.push(Tree::Disk, prefix, disk.as_ref(), Members::default());
    }

    fn push(&mut self, tree: Tree, prefix: &str, disk: &Path, members: Members) {
        let (prefix, disk) = (prefix.trim_matches('/').to_owned(), clean_path(&disk.to_string_lossy()));
        self.mappings.push(Mapping { tree, prefix, disk, members });
    }

    /// Gives files other names, by those names.
    #[must_use]
    pub fn with_aliases(self, aliases: FxHashMap<String, Alias>) -> Self {
        Self { aliases, ..self }
    }

    /// Says where files are that are imported by a name that no import path holds: the directory that would have to be
    /// one, by the name.
    #[must_use]
    pub fn with_elsewhere(self, elsewhere: FxHashMap<String, String>) -> Self {
        Self { elsewhere, ..self }
    }

    /// Says that the file of a name is in some of the directories, counted as they were added.
    pub fn place(&mut self, name: &str, directories: Range<usize>) {
        self.placed.insert(name.to_owned(), directories);
    }

    /// Says that no two of the directories so far may have a file of one name, unless it was said where that file is.
    pub fn refuse_namesakes(&mut self) {
        self.exclusive = self.mappings.len();
    }

    /// Says which names the `.proto` files have of those directories.
    pub fn list(&mut self, names: Arc<FxHashSet<String>>) {
        self.listed = Some(names);
    }

    /// Whether the first directories cannot have a file of a name.
    fn is_unlisted(&self, name: &str) -> bool {
        Path::new(name).extension() == Some("proto".as_ref())
            && self.listed.as_ref().is_some_and(|listed| !listed.contains(name))
    }

    /// Two files of one name that nothing tells apart.
    fn namesakes(&self, name: &str) -> Option<[PathBuf; 2]> {
        if self.placed.contains_key(name) || self.exclusive < 2 || self.is_unlisted(name) {
            return None;
        }
        let mut found = self.mappings[..self.exclusive].iter().filter_map(|mapping| mapping.found(name));
        let first = found.next()?;
        let absolute = self.tree.absolute(&first);
        // A directory can be there by two paths.
        let other = found.find(|other| self.tree.absolute(other) != absolute)?;
        Some([first, other])
    }

    /// How many directories there are.
    pub fn len(&self) -> usize {
        self.mappings.len()
    }

    /// Whether there are no directories.
    pub fn is_empty(&self) -> bool {
        self.mappings.is_empty()
    }

    /// The virtual name of an input: a path is turned into a name by the first mapping that it lies in. What cannot be
    /// turned into a name may be one already. Paths are compared as they are spelled, without resolving `..` and links,
    /// as in protoc.
    pub fn virtual_name(&self, input: &str) -> Result<String, Unmapped> {
        let exists = self.tree.exists(Path::new(input));
        let path = clean_path(input);
        let mut mappings = self.mappings.iter().enumerate();
        let first = mappings.find_map(|(index, mapping)| Some((index, mapping.name(&path)?)));
        if exists && let Some((index, name)) = first {
            return match self.mappings[..index].iter().find_map(|earlier| earlier.found(&name)) {
                Some(path) => Err(Unmapped::Shadowed(path.to_string_lossy().into_owned())),
                None => Ok(name),
            };
        }
        let is_name = || self.path_of(input).is_some() || embedded::source(input).is_some();
        if is_canonical(input) && is_name() {
            Ok(input.to_owned())
        } else if exists {
            Err(Unmapped::Outside)
        } else {
            Err(Unmapped::Missing)
        }
    }

    /// Where a name is looked up.
    fn mappings_of(&self, name: &str) -> &[Mapping] {
        match self.placed.get(name) {
            Some(range) => &self.mappings[range.clone()],
            None if self.is_unlisted(name) => &self.mappings[self.exclusive..],
            None => &self.mappings,
        }
    }

    /// Where the file with this virtual name is.
    fn path_of(&self, name: &str) -> Option<(&Tree, PathBuf)> {
        self.mappings_of(name).iter().find_map(|mapping| Some((&mapping.tree, mapping.found(name)?)))
    }

    /// The file with this virtual name, if it is known.
    fn known(&self, name: &str) -> Option<&Arc<File>> {
        let known = self.known.0.get(name).filter(|_| self.namesakes(name).is_none())?;
        let text = known.text()?;
        let is_same = match self.path_of(name) {
            Some((tree, path)) => *known.path == *path.to_string_lossy() && tree.has(&path, text),
            None => *known.path == *name && embedded::text(name).is_some_and(|own| own.as_bytes() == text),
        };
        is_same.then_some(known)
    }

    /// What an earlier load parsed of this virtual name, unless another file is found by it now.
    fn parsed(&self, name: &str) -> Option<ParsedText> {
        let parsed = self.parsed.as_ref()?.get(name)?;
        let (_, path) = self.path_of(name)?;
        (*parsed.0.path == *path.to_string_lossy()).then_some(parsed)
    }

    /// Reads the file with this virtual name.
    fn read(&self, name: &str, is_named: bool) -> Result<Source, Fault> {
        if !is_canonical(name) {
            return Err(Fault::Missing);
        }
        if let Some(namesakes) = self.namesakes(name) {
            return Err(Fault::Ambiguous(namesakes));
        }
        let mut missing = Fault::Missing;
        for mapping in self.mappings_of(name) {
            let (tree, Some(path)) = (&mapping.tree, mapping.path(name)) else { continue };
            let is_held = |bounds: &Arc<Bounds>| {
                if is_named { bounds.hold_found(&path) } else { bounds.hold(&path) }
            };
            if !self.bounds.as_ref().is_none_or(is_held) {
                if !tree.exists(&path) {
                    continue;
                }
                let why = "a link leads to it, out of what is checked: give `--follow-links`, or name the link as an input";
                return Err(Fault::Unreadable(why.to_owned()));
            }
            match tree.read(&path) {
                Ok(bytes) => return Ok(Source::new(name, path.to_string_lossy(), bytes)),
                Err(Fault::Missing) => {}
                // A directory hides no file of that name.
                Err(fault) if tree.is_dir(&path) => missing = fault,
                Err(fault) => return Err(fault),
            }
        }
        Err(missing)
    }
}

impl Mapping {
    /// Where a virtual name is.
    fn path(&self, name: &str) -> Option<PathBuf> {
        rebase(name, &self.prefix, &self.disk).filter(|_| self.members.have(name)).map(PathBuf::from)
    }

    /// Where the file with this virtual name is. A directory of that name hides no file.
    fn found(&self, name: &str) -> Option<PathBuf> {
        self.path(name).filter(|path| self.tree.is_entry(path))
    }

    /// The virtual name of a clean path.
    fn name(&self, path: &str) -> Option<String> {
        rebase(path, &self.disk, &self.prefix)
    }
}

/// Puts `to` in the place of `from`, which is the path itself or a directory above it. An empty `from` is above all
/// relative paths; nothing is above what climbs out of it by `..`.
fn rebase(path: &str, from: &str, to: &str) -> Option<String> {
    let below = match path.strip_prefix(from)? {
        "" => return (!to.is_empty()).then(|| to.to_owned()),
        rest if from.is_empty() => rest,
        rest if from.ends_with('/') => rest,
        rest => rest.strip_prefix('/')?,
    };
    let is_below = !below.starts_with('/') && below.split('/').all(|part| part != "..");
    let slash = if to.is_empty() || to.ends_with('/') { "" } else { "/" };
    is_below.then(|| format!("{to}{slash}{below}"))
}

/// A path without `.` parts and doubled slashes.
pub fn clean_path(path: &str) -> String {
    let absolute = if path.starts_with('/') { "/" } else { "" };
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    format!("{absolute}{}", parts.join("/"))
}

/// Whether a virtual name is spelled the one way it may be: no empty, `.` or `..` part and no backslash.
pub fn is_canonical(name: &str) -> bool {
    !name.contains('\\') && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// The files of a run in build order, imports before importers.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The files.
    pub files: Vec<Arc<File>>,
    /// The files that were asked for, in the order asked; those that could not be read are missing.
    pub roots: Vec<FileId>,
    /// What is wrong with reading, syntax and imports.
    pub diagnostics: Vec<Diagnostic>,
    /// Other names that imports have for files, with the names of the files.
    pub aliases: FxHashMap<String, String>,
    /// Whether editions that are not final are accepted.
    pub experimental_editions: bool,
    /// Whether nobody wants to hear of imports that nothing is used of, which are only warnings.
    pub unused_imports_are_fine: bool,
}

/// Reads and parses `names` and everything they import, in parallel. `given` are files that are there already
/// (from descriptor sets); they are used where no import path has a file of that name.
pub fn load(paths: &ImportPaths, names: &[String], given: Vec<Arc<File>>) -> Loaded {
    let given = given.into_iter().rev().map(|file| (file.name.clone(), file)).collect();
    let pool = Pool { paths, given: Mutex::new(given), slots: Mutex::default() };
    let roots: Vec<Slot> =
        rayon::scope(|scope| names.iter().map(|name| pool.request(name, true, scope)).collect());
    let slots = pool.slots.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let aliases = paths.aliases.iter().map(|(name, alias)| (name.clone(), alias.name.clone())).collect();
    Loaded { aliases, ..Order::new(paths, slots.files).run(names, &roots) }
}

/// The index of a file in the order in which files were first asked for.
type Slot = usize;

/// A file that was read, what is wrong with it, and what it imports.
struct Parsed {
    file: Arc<File>,
    diagnostics: Vec<Diagnostic>,
    /// Parallel to [`File::imports`].
    imports: Vec<Slot>,
}

/// Files that are being read; one is missing from its request until it is there.
#[derive(Default)]
struct Slots {
    names: FxHashMap<Box<str>, Slot>,
    files: Vec<Option<Result<Parsed, Fault>>>,
}

struct Pool<'p> {
    paths: &'p ImportPaths,
    given: Mutex<FxHashMap<Box<str>, Arc<File>>>,
    slots: Mutex<Slots>,
}

impl Pool<'_> {
    /// The slot of a file, which is read if it is not yet. `is_named` is for files that were asked for.
    fn request<'scope>(&'scope self, name: &str, is_named: bool, scope: &rayon::Scope<'scope>) -> Slot {
        let mut slots = lock(&self.slots);
        if let Some(&slot) = slots.names.get(name) {
            return slot;
        }
        let slot = slots.files.len();
        slots.names.insert(name.into(), slot);
        slots.files.push(None);
        drop(slots);
        let name: Box<str> = name.into();
        scope.spawn(move |scope| {
            let parsed = self.read(&name, is_named).map(|(file, mut diagnostics)| {
                repeated_imports(&file, &mut diagnostics);
                let names =
                    (0..file.imports.len()).map(|index| self.imported(&file, index, &mut diagnostics));
                let names: Vec<&str> = names.collect();
                let imports = names.into_iter().map(|name| self.request(name, false, scope)).collect();
                Parsed { file, diagnostics, imports }
            });
            lock(&self.slots).files[slot] = Some(parsed);
        });
        slot
    }

    /// The name of the file that is imported, which is reported where the import has a wrong one.
    fn imported<'f>(&'f self, file: &'f File, index: usize, diagnostics: &mut Vec<Diagnostic>) -> &'f str {
        let typed = file.str(file.imports[index].path);
        let Some(Alias { name, is_wrong }) = self.paths.aliases.get(typed) else { return typed };
        if *is_wrong {
            let message = format!("there is no file `{typed}` in any import path, but there is `{name}`");
            let place = place(file, import_at(file, index));
            let help = format!("import `{name}`: names begin where those of other imports do");
            diagnostics.push(Diagnostic::error("file-not-found", place, message).help(help));
        }
        name
    }

    fn read(&self, name: &str, is_named: bool) -> Result<ParsedText, Fault> {
        if let Some(parsed) = self.paths.parsed(name) {
            return Ok(parsed);
        }
        let parsed = self.parse(name, is_named)?;
        if let Some(earlier) = &self.paths.parsed {
            earlier.keep(&parsed);
        }
        Ok(parsed)
    }

    fn parse(&self, name: &str, is_named: bool) -> Result<ParsedText, Fault> {
        if let Some(known) = self.paths.known(name) {
            return Ok((known.clone(), Vec::new()));
        }
        let source = match self.paths.read(name, is_named) {
            Err(Fault::Missing) => {
                if let Some(file) = lock(&self.given).remove(name) {
                    return Ok((file, Vec::new()));
                }
                embedded::source(name).ok_or(Fault::Missing)?
            }
            source => source?,
        };
        let (tree, diagnostics) = syntax::parse(&source);
        Ok((Arc::new(lower(tree)), diagnostics))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Puts files in build order: a walk over imports that takes a file when all its imports are taken.
struct Order<'p> {
    paths: &'p ImportPaths,
    /// What is not taken yet.
    files: Vec<Option<Result<Parsed, Fault>>>,
    /// By slot.
    states: Vec<State>,
    loaded: Loaded,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done(Option<FileId>),
}

/// A file on the way down, and the next import to look at.
struct Frame {
    slot: Slot,
    parsed: Parsed,
    next: usize,
}

impl<'p> Order<'p> {
    fn new(paths: &'p ImportPaths, files: Vec<Option<Result<Parsed, Fault>>>) -> Self {
        let mut loaded = Loaded::default();
        loaded.files.reserve(files.len());
        Self { paths, states: vec![State::New; files.len()], files, loaded }
    }

    fn run(mut self, names: &[String], roots: &[Slot]) -> Loaded {
        let mut known = FxHashSet::default();
        for (name, &slot) in names.iter().zip(roots) {
            self.visit(name, slot);
            if let State::Done(Some(id)) = self.states[slot]
                && known.insert(id)
            {
                self.loaded.roots.push(id);
            }
        }
        self.loaded
    }

    fn visit(&mut self, name: &str, slot: Slot) {
        let mut stack = Vec::new();
        if self.states[slot] == State::New
            && let Err(fault) = self.open(slot, &mut stack)
        {
            let path = self.paths.path_of(name).map(|(_, path)| path.to_string_lossy().into_owned());
            let place = Place::file(path.unwrap_or_else(|| name.to_owned()));
            self.loaded.diagnostics.push(unreadable(place, name, &fault));
        }
        while let Some(frame) = stack.last_mut() {
            let Some(&target) = frame.parsed.imports.get(frame.next) else {
                self.close(&mut stack);
                continue;
            };
            frame.next += 1;
            match self.states[target] {
                State::Done(Some(_)) => {}
                State::Done(None) => missing(frame, &Fault::Missing, &self.paths.elsewhere),
                State::Open => cycle(&mut stack, target),
                State::New => {
                    if let Err(fault) = self.open(target, &mut stack)
                        && let Some(frame) = stack.last_mut()
                    {
                        missing(frame, &fault, &self.paths.elsewhere);
                    }
                }
            }
        }
    }

    fn open(&mut self, slot: Slot, stack: &mut Vec<Frame>) -> Result<(), Fault> {
        self.states[slot] = State::Done(None);
        let parsed = self.files[slot].take().unwrap_or(Err(Fault::Missing))?;
        self.states[slot] = State::Open;
        stack.push(Frame { slot, parsed, next: 0 });
        Ok(())
    }

    fn close(&mut self, stack: &mut Vec<Frame>) {
        let Some(Frame { slot, mut parsed, .. }) = stack.pop() else { return };
        self.states[slot] = State::Done(Some(self.loaded.files.len() as FileId));
        self.loaded.diagnostics.append(&mut parsed.diagnostics);
        self.loaded.files.push(parsed.file);
    }
}

/// Reports a missing import at the statement the walk is at.
fn missing(frame: &mut Frame, fault: &Fault, elsewhere: &FxHashMap<String, String>) {
    let Frame { parsed: Parsed { file, diagnostics, .. }, next, .. } = frame;
    let target = file.str(file.imports[*next - 1].path);
    let found = unreadable(place(file, import_at(file, *next - 1)), target, fault);
    diagnostics.push(match elsewhere.get(target).filter(|_| *fault == Fault::Missing) {
        Some(directory) => found.help(format!("there is one in `{directory}`: add `-I {directory}`")),
        None => found,
    });
}

/// Reports a cycle once, at the import of the file the walk met first.
fn cycle(stack: &mut [Frame], target: Slot) {
    let Some(head) = stack.iter().position(|frame| frame.slot == target) else { return };
    let mut chain: Vec<&str> = stack[head..].iter().map(|frame| &*frame.parsed.file.name).collect();
    chain.extend(chain.first().copied());
    let message = format!("import cycle: {}", chain.join(" -> "));
    let Frame { parsed: Parsed { file, diagnostics, .. }, next, .. } = &mut stack[head];
    let place = place(file, import_at(file, *next - 1));
    let help = "move what the files share into a file that both import";
    diagnostics.push(Diagnostic::error("import-cycle", place, message).help(help));
}

/// The whole statement of an import.
fn import_at(file: &File, index: usize) -> TokRange {
    let at = file.imports[index].at;
    TokRange { first: at.first, last: at.last }
}

fn repeated_imports(file: &File, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: FxHashMap<&[u8], usize> = FxHashMap::default();
    for (index, import) in file.imports.iter().enumerate() {
        if let Some(first) = seen.insert(file.bytes(import.path), index) {
            let message = format!("`{}` is imported twice", file.str(import.path));
            let fault = Diagnostic::error("duplicate-import", place(file, import_at(file, index)), message)
                .label(place(file, import_at(file, first)), "first imported here")
                .help(if import.kind == ImportKind::Option {
                    "a plain import covers options too"
                } else {
                    "remove one of them"
                });
            diagnostics.push(fault);
        }
    }
}

fn unreadable(place: Place, name: &str, fault: &Fault) -> Diagnostic {
    match fault {
        Fault::Missing if !is_canonical(name) => {
            let message = format!("`{name}` is not a path an import can have");
            Diagnostic::error("bad-import-path", place, message)
                .help("write it relative to an import path, with `/` and without `.` and `..`")
        }
        Fault::Missing => Diagnostic::error(
            "file-not-found",
            place,
            format!("there is no file `{name}` in any import path"),
        )
        .help("check the path, or add the directory it starts from with `-I`"),
        Fault::Unreadable(why) => {
            Diagnostic::error("file-unreadable", place, format!("`{name}` cannot be read: {why}"))
                .help("check the file and its permissions")
        }
        Fault::Ambiguous([one, other]) => {
            let (one, other) = (one.display(), other.display());
            let message = format!("`{name}` is both {one} and {other}");
            Diagnostic::error("ambiguous-import", place, message)
                .help("rename one of them, or leave it out of its module")
        }
    }
}
