//! A linked schema to a crate: a tonic service that works as generated.
//!
//! `config` holds what a schema cannot say; `entities` finds the messages that stores hold, and `methods` the standard
//! methods on them; `routes` and `openapi` describe them over HTTP; `view` is the data of the templates; `render`
//! writes the files. Each knows only those before it. Files that no schema changes are copied from `templates/rt`.

mod build;
mod config;
mod descriptors;
mod entities;
mod fields;
mod format;
mod lock;
mod methods;
mod names;
mod openapi;
mod render;
mod repeatable;
mod routes;
mod view;

pub use config::{CONFIG_FILE, Config, Settings};
pub use names::crate_name;
pub use render::CrateFile;

use descriptors::Sets;

use crate::diag::{Diagnostic, Severity};
use crate::generate::{self, Generated, generate};
use crate::schema::{FileId, Schema};

/// A scaffolded crate.
#[derive(Debug, Default)]
pub struct Scaffolded {
    /// The files, sorted by path. Empty if there are errors.
    pub files: Vec<CrateFile>,
    /// Errors, and warnings about what is left out.
    pub diagnostics: Vec<Diagnostic>,
}

/// Scaffolds the crate of the services in `roots`. The schema has no errors. Fails if there is no service.
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
