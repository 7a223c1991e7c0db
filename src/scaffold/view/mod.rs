//! All that templates see of a schema.

mod calls;
mod makers;
mod method;
mod service;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;
use serde::Serialize;

use calls::Call;
use service::{Service, service};

use super::build::Build;
use super::descriptors::{closure, is_of_edition};
use super::entities::{self, Entity, Kept};
use super::format::{self, Adding};
use super::repeatable::{Repeatable, repeatable};
use super::routes::{self, Route};
use super::wishes::{WISHES_FILE, Wishes};
use super::{Settings, methods, names, openapi};
use crate::diag::Diagnostic;
use crate::generate::ServiceNames;
use crate::schema::{FileId, Schema, handles};

/// The crate.
#[derive(Serialize)]
pub struct Crate {
    /// `user-service`
    pub name: String,
    /// `user_service`
    pub lib: String,
    /// The version of this program.
    pub version: &'static str,
    /// The services.
    pub services: Vec<Service>,
    /// The statements that add all of them.
    pub all: String,
    /// What they keep.
    pub entities: Vec<Entity>,
    /// Whether any of them reads streams of clients.
    pub reads_streams: bool,
    /// The methods that may be called again.
    pub repeatable: Vec<Repeatable>,
    /// Whether any file is of an edition.
    pub editions: bool,
    /// What the build script compiles, where there is one.
    pub build: Option<Build>,
    /// What paths mean over HTTP.
    pub routes: Vec<routes::Line>,
    /// What is done that the schema does not say, as `protogen.toml`.
    #[serde(skip)]
    pub wishes: Wishes,
    /// The description of the routes.
    #[serde(skip)]
    pub openapi: String,
    /// Calls that work as they stand.
    pub calls: Vec<Call>,
    /// What is left out.
    #[serde(skip)]
    pub diagnostics: Vec<Diagnostic>,
}

/// The view of the services in `roots`. Fails where something is asked for that cannot be had.
pub fn krate(schema: &Schema, roots: &[FileId], settings: &Settings) -> Result<Crate, String> {
    let services: Vec<handles::Service<'_>> = names::services(schema, roots).collect();
    let name = settings.name.clone();
    let wishes = &settings.wishes;
    let mut kept: Vec<Kept<'_>> = Vec::new();
    for entity in services.iter().flat_map(|&service| methods::entities(service, wishes)) {
        if !kept.iter().any(|known| known.is(entity.message)) {
            kept.push(entity);
        }
    }
    wishes.check(&kept).map_err(|why| format!("{WISHES_FILE}: {why}"))?;
    let mut entities: Vec<Entity> = kept.iter().copied().filter_map(Entity::new).collect();
    distinguish(&mut entities);
    let (routes, diagnostics) = routes::routes(&services, wishes);
    let openapi = openapi::describe(&name, &routes);
    let repeatable = services.iter().flat_map(|&service| repeatable(service, wishes)).collect();
    let modules = names::modules(&services);
    let service_names = ServiceNames::new(schema, roots, true);
    let only = services.len() == 1;
    let mut services: Vec<Service> = services
        .into_iter()
        .zip(modules)
        .map(|(of, module)| {
            let known = methods::entities(of, wishes);
            service(of, module, service_names.of(of.full_name()), &known, &entities)
        })
        .collect();
    entities.retain(|entity| {
        let mut used = services.iter().flat_map(|service| &service.entities);
        used.any(|used| used.full_name == entity.full_name)
    });
    // rustfmt sorts modules by their names without `r#`.
    services.sort_by(|a, b| a.module.trim_start_matches("r#").cmp(b.module.trim_start_matches("r#")));
    let reads_streams = services.iter().any(|service| service.uses.limits);
    let is_shared = |name: &str| {
        let mut all = services.iter().flat_map(|service| &service.entities);
        all.by_ref().any(|entity| entity.many == name) && all.any(|entity| entity.many == name)
    };
    let added: Vec<Adding> = services.iter().map(|service| service.adding(only, is_shared)).collect();
    let lib = name.replace('-', "_");
    let mut calls: Vec<Call> = services.iter().flat_map(|service| service.calls.clone()).collect();
    if calls.is_empty() {
        calls.extend(services.iter().find_map(Service::any_call));
    }
    for call in &mut calls {
        call.curl = routes::curl(&routes, &call.method, &call.data);
    }
    let routes = routes.iter().map(Route::line).collect();
    let build = settings.build_script.then(|| Build::new(schema, roots));
    Ok(Crate {
        lib,
        name,
        version: env!("CARGO_PKG_VERSION"),
        all: format::addings(&added),
        services,
        entities,
        reads_streams,
        repeatable,
        editions: closure(schema, roots).into_iter().any(|file| is_of_edition(schema, file)),
        build,
        routes,
        openapi,
        wishes: Wishes::resolved(&kept),
        calls,
        diagnostics,
    })
}

/// Entities of one name, from several packages, are told apart by the package.
fn distinguish(entities: &mut [Entity]) {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for entity in &*entities {
        *count.entry(entity.many.clone()).or_default() += 1;
    }
    let mut taken: BTreeSet<String> = count.keys().filter(|many| count[*many] == 1).cloned().collect();
    for entity in entities.iter_mut().filter(|entity| count[&entity.many] > 1) {
        let many = entities::plural(&entity.full_name.replace('.', "_").to_snake_case());
        entity.many = names::free(&many, |name| taken.contains(name));
        taken.insert(entity.many.clone());
    }
}
