//! Compiles files to a linked schema: files are found and parsed (`load`), lowered to models (`lower`), names are
//! linked, options interpreted, features resolved, and the result is validated. Compilation never fails: errors are
//! reported, and the rest of the schema is kept.

mod edition_defaults;
mod embedded;
mod features;
mod import_paths;
mod link;
mod load;
mod lower;
mod name_use;
mod options;
mod resolve;
mod spelling;
mod suggest;
mod support;
mod symbols;
mod timings;
mod unchanged;
mod uses;
mod validate;

pub use edition_defaults::{Defaults, EditionRange, edition_number, feature_defaults};
pub use embedded::DESCRIPTOR;
pub use embedded::is_embedded;
pub use import_paths::{Alias, DirectoryFilter, EarlierFiles, ImportPaths, ParseCache, Unmapped, clean_path};
pub use load::{Loaded, load};
pub use lower::lower;
pub use name_use::NameUse;
pub use timings::Timings;
pub use uses::name_uses;

use std::sync::Arc;

use link::{link_imports, link_types};
use options::usage::check_use;
use options::{declares_all_option_messages, declares_any_option_message, interpret};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use validate::{check_conventions, validate, validate_features};

use crate::diag::{Diagnostic, Severity};
use crate::schema::{File, FileId, Schema, Symbols};
use crate::syntax::{self, Level};
use crate::text::{Source, Span};

/// A schema and its diagnostics.
pub struct Compiled {
    /// The schema, without the parts that have errors.
    pub schema: Schema,
    /// The requested files.
    pub roots: Vec<FileId>,
    /// Errors and warnings, by file and position.
    pub diagnostics: Vec<Diagnostic>,
}

/// Links, interprets and validates the loaded files. Never fails: errors are reported, and the rest of the schema is
/// kept.
pub fn compile(loaded: Loaded, timings: &mut Timings) -> Compiled {
    let Loaded { mut files, roots, mut diagnostics, aliases, experimental_editions, allow_unused_imports } =
        loaded;
    let len = files.len();
    let descriptor = descriptor_file(&mut files);
    let mut links = link_imports(&files, &aliases);
    timings.mark("imports");
    let symbols = Symbols::new(&files);
    timings.mark("symbols");
    add_stage(&mut diagnostics, link_types(&files, &symbols, &mut links));
    timings.mark("types");
    let mut schema =
        Schema { files, links, options: Vec::new(), features: Vec::new(), symbols, descriptor, len };
    add_stage(&mut diagnostics, interpret(&mut schema));
    timings.mark("options");
    let skipped: Vec<bool> = schema.files.iter().map(|file| file.skipped.everything).collect();
    let mut found = check(&schema, &skipped, validate_features);
    found.extend(validate(&schema));
    add_stage(&mut diagnostics, found);
    let broken = failed(&schema, &diagnostics);
    let is_root = root_flags(&schema, &roots);
    let found = check(&schema, &skipped, |schema, id| {
        check_conventions(schema, id, is_root[id as usize], !broken[id as usize] && !allow_unused_imports)
    });
    add_stage(&mut diagnostics, found);
    timings.mark("validate");
    let found = check(&schema, &skipped, |schema, id| {
        let is_root = is_root[id as usize];
        let mut found = check_use(schema, id, is_root);
        if is_root && !experimental_editions {
            found.extend(check_edition(&schema.files[id as usize]));
        }
        found
    });
    add_stage(&mut diagnostics, found);
    timings.mark("option use");
    sort(&schema, &mut diagnostics);
    Compiled { schema, roots, diagnostics }
}

/// The file that declares the option messages: `descriptor.proto`, or a file with another name that declares some of
/// them, such as a copy. If no file declares all of them, the embedded file is added, with a different name and package
/// if its own would conflict with other files.
fn descriptor_file(files: &mut Vec<Arc<File>>) -> FileId {
    let known = files.iter().position(|file| *file.name == *embedded::DESCRIPTOR);
    let known = known.or_else(|| files.iter().position(|file| declares_any_option_message(file)));
    if known.is_none_or(|id| !declares_all_option_messages(&files[id]))
        && let Some(mut own) = embedded::source(embedded::DESCRIPTOR)
    {
        if known.is_some() || files.iter().any(|file| conflicts_with_descriptor(file)) {
            let text =
                String::from_utf8_lossy(own.bytes()).replacen("package google.", "package built_in.", 1);
            own = Source::new("built_in/descriptor.proto", own.path(), text.into_bytes());
        }
        files.push(Arc::new(lower(syntax::parse(&own).0)));
    }
    known.unwrap_or(files.len() - 1) as FileId
}

/// Whether a file that is not embedded could conflict with `descriptor.proto`: it declares names in the same package,
/// or uses the name of the package.
fn conflicts_with_descriptor(file: &File) -> bool {
    let package = file.str(file.package);
    if package.is_empty() {
        let messages = file.top.messages.of(&file.messages).iter().map(|message| message.name);
        let enums = file.top.enums.of(&file.enums).iter().map(|enumeration| enumeration.name);
        let services = file.services.iter().map(|service| service.name);
        return messages.chain(enums).chain(services).any(|name| file.str(name) == "google");
    }
    let rest = package.strip_prefix("google").map(|rest| rest.strip_prefix(".protobuf").unwrap_or(rest));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.')) && embedded::text(&file.name).is_none()
}

/// Runs a stage over all files except `but`.
fn check(
    schema: &Schema,
    but: &[bool],
    stage: impl Fn(&Schema, FileId) -> Vec<Diagnostic> + Sync,
) -> Vec<Diagnostic> {
    let ids = (0..schema.len as FileId).into_par_iter().filter(|&id| !but[id as usize]);
    let found: Vec<Vec<Diagnostic>> = ids.map(|id| stage(schema, id)).collect();
    found.into_iter().flatten().collect()
}

/// Adds the diagnostics of a stage, except at places where an earlier stage reported an error: these are consequences.
fn add_stage(diagnostics: &mut Vec<Diagnostic>, mut found: Vec<Diagnostic>) {
    let mut known: FxHashMap<&str, Vec<Span>> = FxHashMap::default();
    if !found.is_empty() {
        for error in diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error) {
            if let Some((_, span)) = &error.place.text {
                known.entry(&error.place.path).or_default().push(*span);
            }
        }
    }
    for spans in known.values_mut() {
        spans.sort_unstable_by_key(|span| (span.start, span.end));
        // The largest end so far, for binary search.
        let mut end = 0;
        for span in spans {
            end = end.max(span.end);
            span.end = end;
        }
    }
    found.retain(|diagnostic| {
        let Some((_, span)) = &diagnostic.place.text else { return true };
        let Some(spans) = known.get(&*diagnostic.place.path) else { return true };
        let next = spans.partition_point(|known| known.start < span.end);
        next.checked_sub(1).is_none_or(|last| spans[last].end <= span.start)
    });
    diagnostics.extend(found);
}

/// Flags of the requested files.
fn root_flags(schema: &Schema, roots: &[FileId]) -> Vec<bool> {
    let mut flags = vec![false; schema.files.len()];
    for &root in roots {
        flags[root as usize] = true;
    }
    flags
}

/// Directories of protobuf itself. protoc allows unreleased editions in them.
const EXPERIMENTAL_DIRECTORIES: [&str; 4] =
    ["google/protobuf/", "upb/", "com/google/protobuf/", "conformance/test_protos/"];

/// Rejects editions that are not released.
fn check_edition(file: &File) -> Option<Diagnostic> {
    if file.level.is_final()
        || EXPERIMENTAL_DIRECTORIES.iter().any(|directory| file.name.starts_with(directory))
    {
        return None;
    }
    let message = "this edition is not released yet and may change";
    Some(Diagnostic::error("unstable-edition", file.syntax_place(), message).help(format!(
        "use edition {} or earlier, or `protogen compile --experimental_editions`",
        Level::LATEST.name()
    )))
}

/// Flags of the files with errors so far, which later stages skip.
fn failed(schema: &Schema, diagnostics: &[Diagnostic]) -> Vec<bool> {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let paths: rustc_hash::FxHashSet<&str> = errors.map(|diagnostic| &*diagnostic.place.path).collect();
    schema.files.iter().map(|file| file.damaged || paths.contains(&*file.path)).collect()
}

/// Sorts diagnostics by file, in build order, and position.
fn sort(schema: &Schema, diagnostics: &mut [Diagnostic]) {
    let order: rustc_hash::FxHashMap<&str, usize> =
        schema.files.iter().zip(0..).map(|(file, id)| (&*file.path, id)).collect();
    diagnostics.sort_by_cached_key(|diagnostic| {
        let place = &diagnostic.place;
        let start = place.text.as_ref().map_or(0, |(_, span)| span.start);
        (order.get(&*place.path).copied().unwrap_or(usize::MAX), start)
    });
}
