//! A linked schema to a crate: a tonic service that works the moment it is generated.
//!
//! `methods` recognises the standard methods and says what each does to which entity (`entities`); `view` is
//! all that templates see of a schema; `render` lays the crate out. What is the same for every schema is in
//! `templates/rt` as it is.

mod build;
mod descriptors;
mod entities;
mod fields;
mod format;
mod methods;
mod names;
mod openapi;
mod render;
mod repeatable;
mod routes;
mod view;
mod wishes;

pub use names::crate_name;
pub use wishes::{WISHES_FILE, Wishes};

use descriptors::Sets;

use crate::diag::{Diagnostic, Severity};
use crate::generate::{self, Generated, generate};
use crate::schema::{FileId, Schema};

/// What to scaffold.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The name of the crate, by [`crate_name`].
    pub name: String,
    /// What cannot be read from the schema.
    pub wishes: Wishes,
    /// Whether a build script compiles the .proto files of the crate; otherwise what is generated of them is checked
    /// in.
    pub build_script: bool,
}

/// Whose a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owner {
    /// Written once, then the user's to change.
    User,
    /// Written anew each time.
    Generator,
}

/// A file of the crate.
#[derive(Clone, Debug)]
pub struct CrateFile {
    /// The path below the directory of the crate.
    pub path: String,
    /// What is in it.
    pub content: Vec<u8>,
    /// Whose it is.
    pub owner: Owner,
}

/// What was scaffolded.
#[derive(Debug, Default)]
pub struct Scaffolded {
    /// The files, sorted by path. Empty where something is wrong.
    pub files: Vec<CrateFile>,
    /// What is wrong, and what is left out.
    pub diagnostics: Vec<Diagnostic>,
}

/// Scaffolds the crate of the services in `roots`. The schema has no errors. Fails where there is nothing to serve.
pub fn scaffold(schema: &Schema, roots: &[FileId], settings: &Settings) -> Result<Scaffolded, String> {
    let code = generate::Settings { default_stubs: true, ..generate::Settings::default() };
    let Generated { files: code, mut diagnostics } = generate(schema, roots, &code);
    if diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error) {
        return Ok(Scaffolded { diagnostics, ..Scaffolded::default() });
    }
    if settings.build_script {
        let diagnostics = build::refused(schema, roots);
        if !diagnostics.is_empty() {
            return Ok(Scaffolded { diagnostics, ..Scaffolded::default() });
        }
    }
    let mut krate = view::krate(schema, roots, settings)?;
    diagnostics.append(&mut krate.diagnostics);
    let sets = Sets::new(schema, roots);
    let protos = descriptors::sources(schema, roots);
    let mut files = render::files(&krate, code, sets, protos)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Scaffolded { files, diagnostics })
}
