//! Many trees to one linked schema: files are found and parsed (`load`), each becomes a model (`lower`), names are
//! linked, options interpreted, features resolved, and the whole is validated. Nothing fails: what is wrong is reported,
//! and the rest of the schema is there.

mod edition_defaults;
mod embedded;
mod features;
mod import_paths;
mod link;
mod load;
mod lower;
mod options;
mod resolve;
mod support;
mod symbols;
mod timings;
mod unchanged;
mod validate;

pub use edition_defaults::{Defaults, EditionRange, edition_number, feature_defaults};
pub(crate) use embedded::DESCRIPTOR;
pub use import_paths::{Alias, ImportPaths, Known, Members, Parses, Unmapped, clean_path};
pub use load::{Loaded, load};
pub use lower::lower;
pub use timings::Timings;

use std::sync::Arc;

use link::{link_imports, link_types};
use options::usage::check_use;
use options::{declares_an_option_message, declares_options, interpret};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use validate::{check_conventions, validate, validate_features};

use crate::diag::{Diagnostic, Severity};
use crate::schema::{File, FileId, Schema, Symbols};
use crate::syntax::{self, Level};
use crate::text::{Source, Span};

/// A schema, and everything that is wrong with it.
pub struct Compiled {
    /// What could be understood of all files.
    pub schema: Schema,
    /// The files that were asked for.
    pub roots: Vec<FileId>,
    /// Errors and warnings, in the order of the files and of the positions in them.
    pub diagnostics: Vec<Diagnostic>,
}

/// Links, interprets and validates the files of a run. Never fails: what is wrong is reported, and the rest of the
/// schema is there.
pub fn compile(loaded: Loaded, timings: &mut Timings) -> Compiled {
    let Loaded { mut files, roots, mut diagnostics, aliases, experimental_editions, unused_imports_are_fine } =
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
    let lost: Vec<bool> = schema.files.iter().map(|file| file.lost.everything).collect();
    let mut found = check(&schema, &lost, validate_features);
    found.extend(validate(&schema));
    add_stage(&mut diagnostics, found);
    let broken = failed(&schema, &diagnostics);
    let is_root = root_flags(&schema, &roots);
    let found = check(&schema, &lost, |schema, id| {
        check_conventions(schema, id, is_root[id as usize], !broken[id as usize] && !unused_imports_are_fine)
    });
    add_stage(&mut diagnostics, found);
    timings.mark("validate");
    let found = check(&schema, &lost, |schema, id| {
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

/// The file that defines the option messages: `descriptor.proto`, or else a file that declares some of them under
/// another name, as copies do. Our own copy is added where no file declares all of them; where other files declare
/// things in its package, it has a name and a package of its own.
fn descriptor_file(files: &mut Vec<Arc<File>>) -> FileId {
    let known = files.iter().position(|file| *file.name == *embedded::DESCRIPTOR);
    let known = known.or_else(|| files.iter().position(|file| declares_an_option_message(file)));
    if known.is_none_or(|id| !declares_options(&files[id]))
        && let Some(mut own) = embedded::source(embedded::DESCRIPTOR)
    {
        if known.is_some() || files.iter().any(|file| is_in_the_way(file)) {
            let text =
                String::from_utf8_lossy(own.bytes()).replacen("package google.", "package built_in.", 1);
            own = Source::new("built_in/descriptor.proto", own.path(), text.into_bytes());
        }
        files.push(Arc::new(lower(syntax::parse(&own).0)));
    }
    known.unwrap_or(files.len() - 1) as FileId
}

/// Whether a file that is not one of the embedded ones may declare what `descriptor.proto` declares, or has another use
/// for the name of its package.
fn is_in_the_way(file: &File) -> bool {
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

/// Runs a stage over all files but some.
fn check(
    schema: &Schema,
    but: &[bool],
    stage: impl Fn(&Schema, FileId) -> Vec<Diagnostic> + Sync,
) -> Vec<Diagnostic> {
    let ids = (0..schema.len as FileId).into_par_iter().filter(|&id| !but[id as usize]);
    let found: Vec<Vec<Diagnostic>> = ids.map(|id| stage(schema, id)).collect();
    found.into_iter().flatten().collect()
}

/// Adds what a stage found, except where an earlier stage reported an error: there, it follows from that.
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
        // The end that reaches furthest so far, to search by.
        let mut end = 0;
        for span in spans {
            end = end.max(span.end);
            span.end = end;
        }
    }
    found.retain(|diagnostic| {
        let Some((_, span)) = &diagnostic.place.text else { return true };
        let Some(spans) = known.get(&*diagnostic.place.path) else { return true };
        let behind = spans.partition_point(|known| known.start < span.end);
        behind.checked_sub(1).is_none_or(|last| spans[last].end <= span.start)
    });
    diagnostics.extend(found);
}

/// Which files were asked for.
fn root_flags(schema: &Schema, roots: &[FileId]) -> Vec<bool> {
    let mut flags = vec![false; schema.files.len()];
    for &root in roots {
        flags[root as usize] = true;
    }
    flags
}

/// The directories of protobuf itself, whose files may try editions before they are final.
const EDITION_PIONEERS: [&str; 4] =
    ["google/protobuf/", "upb/", "com/google/protobuf/", "conformance/test_protos/"];

/// Refuses editions that are not final.
fn check_edition(file: &File) -> Option<Diagnostic> {
    if file.level.is_final() || EDITION_PIONEERS.iter().any(|directory| file.name.starts_with(directory)) {
        return None;
    }
    let message = "this edition is not final: what it means may change";
    Some(Diagnostic::error("unstable-edition", file.syntax_place(), message).help(format!(
        "use edition {} or earlier, or try it out with `protogen compile --experimental_editions`",
        Level::LATEST.name()
    )))
}

/// Which files have errors, of this or an earlier stage: the next stage has nothing to say about them.
fn failed(schema: &Schema, diagnostics: &[Diagnostic]) -> Vec<bool> {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let paths: rustc_hash::FxHashSet<&str> = errors.map(|diagnostic| &*diagnostic.place.path).collect();
    schema.files.iter().map(|file| file.damaged || paths.contains(&*file.path)).collect()
}

/// Orders diagnostics by file, in build order, and position.
fn sort(schema: &Schema, diagnostics: &mut [Diagnostic]) {
    let order: rustc_hash::FxHashMap<&str, usize> =
        schema.files.iter().zip(0..).map(|(file, id)| (&*file.path, id)).collect();
    diagnostics.sort_by_cached_key(|diagnostic| {
        let place = &diagnostic.place;
        let start = place.text.as_ref().map_or(0, |(_, span)| span.start);
        (order.get(&*place.path).copied().unwrap_or(usize::MAX), start)
    });
}
