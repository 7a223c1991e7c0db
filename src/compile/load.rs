//! Loads files: reads and parses the requested files and their imports, and sorts them into build order.

use std::sync::{Arc, Mutex};

use rustc_hash::{FxHashMap, FxHashSet};

use super::embedded;
use super::import_paths::{Alias, ImportPaths, ParsedText, is_canonical, lock};
use super::lower::lower;
use super::spelling::spelled;
use crate::diag::{Diagnostic, Place, Severity};
use crate::files::ReadError;
use crate::schema::{File, FileId, NO_TOK, TokRange, place};
use crate::syntax::{self, ImportKind, Kind, Tok};

/// The files of a run in build order, imports before importers.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The files.
    pub files: Vec<Arc<File>>,
    /// The requested files, in the order of the request, without those that could not be read.
    pub roots: Vec<FileId>,
    /// Errors of reading, parsing and imports.
    pub diagnostics: Vec<Diagnostic>,
    /// Canonical names by alternative import name.
    pub aliases: FxHashMap<String, String>,
    /// Whether unreleased editions are accepted.
    pub experimental_editions: bool,
    /// Whether unused imports, which are only warnings, are not reported.
    pub allow_unused_imports: bool,
}

/// Reads and parses `names` and their transitive imports, in parallel. `given` are files from descriptor sets; they are
/// used if no import path contains the name.
pub fn load(paths: &ImportPaths, names: &[String], given: Vec<Arc<File>>) -> Loaded {
    let given = given.into_iter().rev().map(|file| (file.name.clone(), file)).collect();
    let pool = Pool { paths, given: Mutex::new(given), slots: Mutex::default() };
    let roots: Vec<Slot> =
        rayon::scope(|scope| names.iter().map(|name| pool.request(name, true, scope)).collect());
    let slots = pool.slots.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let aliases = paths.aliases.iter().map(|(name, alias)| (name.clone(), alias.name.clone())).collect();
    Loaded { aliases, ..Order::new(paths, slots.files).run(names, &roots) }
}

/// The index of a file, in the order of first request.
type Slot = usize;

/// A parsed file with its diagnostics and imports.
struct Parsed {
    file: Arc<File>,
    diagnostics: Vec<Diagnostic>,
    /// Parallel to [`File::imports`].
    imports: Vec<Slot>,
}

/// The files requested so far; `None` while a file is being read.
#[derive(Default)]
struct Slots {
    names: FxHashMap<Box<str>, Slot>,
    files: Vec<Option<Result<Parsed, ReadError>>>,
}

struct Pool<'p> {
    paths: &'p ImportPaths,
    given: Mutex<FxHashMap<Box<str>, Arc<File>>>,
    slots: Mutex<Slots>,
}

impl Pool<'_> {
    /// The slot of a file. Starts reading it at the first request. `is_named` marks files that the user requested.
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

    /// The canonical name of an imported file. Reports an import by a wrong name.
    fn imported<'f>(&'f self, file: &'f File, index: usize, diagnostics: &mut Vec<Diagnostic>) -> &'f str {
        let typed = file.str(file.imports[index].path);
        let Some(Alias { name, is_error }) = self.paths.aliases.get(typed) else { return typed };
        if *is_error {
            let message = format!("`{typed}` not found in any import path, but `{name}` is");
            let place = path_place(file, index);
            let edit = place.text.as_ref().map(|(_, span)| (*span, format!("\"{name}\"")));
            let help = format!("import `{name}`: other imports use paths relative to this root");
            let fault = Diagnostic::error("file-not-found", place, message).help(help);
            diagnostics.push(fault.fix(format!("import `{name}`"), edit));
        }
        name
    }

    fn read(&self, name: &str, is_named: bool) -> Result<ParsedText, ReadError> {
        if let Some(parsed) = self.paths.parsed(name) {
            return Ok(parsed);
        }
        let parsed = self.parse(name, is_named)?;
        if let Some(earlier) = &self.paths.parsed {
            earlier.keep(&parsed);
        }
        Ok(parsed)
    }

    fn parse(&self, name: &str, is_named: bool) -> Result<ParsedText, ReadError> {
        if let Some(known) = self.paths.known(name) {
            return Ok((known.clone(), Vec::new()));
        }
        let source = match self.paths.read(name, is_named) {
            Err(ReadError::Missing) => {
                if let Some(file) = lock(&self.given).remove(name) {
                    return Ok((file, Vec::new()));
                }
                embedded::source(name).ok_or(ReadError::Missing)?
            }
            source => source?,
        };
        let (tree, diagnostics) = syntax::parse(&source);
        Ok((Arc::new(lower(tree)), diagnostics))
    }
}

/// Sorts files into build order: a depth-first walk that adds a file after all its imports.
struct Order<'p> {
    paths: &'p ImportPaths,
    /// The files that are not added yet.
    files: Vec<Option<Result<Parsed, ReadError>>>,
    /// The state of each slot.
    states: Vec<State>,
    /// The number of missing imports.
    missing: usize,
    loaded: Loaded,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done(Option<FileId>),
}

/// A file on the stack of the walk, and its next import.
struct Frame {
    slot: Slot,
    parsed: Parsed,
    next: usize,
}

impl<'p> Order<'p> {
    fn new(paths: &'p ImportPaths, files: Vec<Option<Result<Parsed, ReadError>>>) -> Self {
        let mut loaded = Loaded::default();
        loaded.files.reserve(files.len());
        Self { paths, states: vec![State::New; files.len()], files, missing: 0, loaded }
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
                State::Done(None) => {
                    self.missing += 1;
                    missing(frame, &ReadError::Missing, self.paths, self.missing);
                }
                State::Open => cycle(&mut stack, target),
                State::New => {
                    if let Err(fault) = self.open(target, &mut stack)
                        && let Some(frame) = stack.last_mut()
                    {
                        self.missing += 1;
                        missing(frame, &fault, self.paths, self.missing);
                    }
                }
            }
        }
    }

    fn open(&mut self, slot: Slot, stack: &mut Vec<Frame>) -> Result<(), ReadError> {
        self.states[slot] = State::Done(None);
        let parsed = self.files[slot].take().unwrap_or(Err(ReadError::Missing))?;
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

/// The number of errors of the parser that can be about a path.
const MAX_SYNTAX_ERRORS: usize = 2000;

/// The number of missing imports for which similar names are searched.
const MAX_SPELLED: usize = 100;

/// Reports a missing import at the path in the current import statement.
fn missing(frame: &mut Frame, fault: &ReadError, paths: &ImportPaths, count: usize) {
    let Frame { parsed: Parsed { file, diagnostics, .. }, next, .. } = frame;
    let place = path_place(file, *next - 1);
    let span = place.text.as_ref().map(|(_, span)| *span);
    let is_wrong = |known: &Diagnostic| {
        let known = known.place.text.as_ref().map(|(_, known)| *known);
        known.zip(span).is_some_and(|(known, span)| known.start < span.end && span.start < known.end)
    };
    let errors = diagnostics.iter().filter(|known| known.severity == Severity::Error);
    // The parser reported what is wrong with the path. Its errors come first.
    if file.damaged && errors.take(MAX_SYNTAX_ERRORS).any(is_wrong) {
        return;
    }
    let target = file.str(file.imports[*next - 1].path);
    let found = unreadable(place, target, fault);
    let is_missing = *fault == ReadError::Missing;
    diagnostics.push(if let Some(directory) = paths.suggestions.get(target).filter(|_| is_missing) {
        found.help(format!("it exists in `{directory}`: add `-I {directory}`"))
    } else if let Some(name) = (is_missing && count <= MAX_SPELLED).then(|| spelled(paths, target)).flatten()
    {
        let help = if is_canonical(target) { "did you mean" } else { "write" };
        let mark = if is_canonical(target) { "?" } else { "" };
        let edit = span.map(|span| (span, format!("\"{name}\"")));
        found.help(format!("{help} `{name}`{mark}")).fix(format!("import `{name}`"), edit)
    } else {
        found
    });
}

/// The place of the path in an import statement.
fn path_place(file: &File, index: usize) -> Place {
    let at = file.imports[index].at;
    let is_path = |tok: Tok| file.tree().is_some_and(|tree| tree.tokens[tok as usize].kind == Kind::Str);
    let last = if at.name != NO_TOK && is_path(at.last) { at.last } else { at.last.saturating_sub(1) };
    place(file, TokRange { first: at.name, last })
}

/// Reports a cycle once, at the import of the file that was visited first.
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

/// The tokens of an import statement.
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

fn unreadable(place: Place, name: &str, fault: &ReadError) -> Diagnostic {
    match fault {
        ReadError::Missing if !is_canonical(name) => {
            let message = format!("invalid import path `{name}`");
            Diagnostic::error("bad-import-path", place, message)
                .help("write it relative to an import path, with `/` and without `.` or `..`")
        }
        ReadError::Missing => {
            Diagnostic::error("file-not-found", place, format!("`{name}` not found in any import path"))
                .help("check the spelling, or add the directory that it is relative to with `-I`")
        }
        ReadError::Unreadable(why) => {
            Diagnostic::error("file-unreadable", place, format!("`{name}` cannot be read: {why}"))
                .help("check the file and its permissions")
        }
        ReadError::Ambiguous([one, other]) => {
            let (one, other) = (one.display(), other.display());
            let message = format!("`{name}` is ambiguous: it is both {one} and {other}");
            Diagnostic::error("ambiguous-import", place, message)
                .help("rename one of them, or exclude it from its module")
        }
    }
}
