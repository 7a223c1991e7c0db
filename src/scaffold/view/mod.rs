//! The data of the templates.

mod calls;
mod entity;
mod functions;
mod method;
mod service;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;
use serde::Serialize;

use calls::Call;
use entity::EntityView;
use service::{Service, service};

use super::build::Build;
use super::config::{CONFIG_FILE, Config, Settings};
use super::descriptors::{closure, is_of_edition};
use super::entities::{self, Entity, check_config, resolved_config};
use super::repeatable::{Repeatable, repeatable};
use super::routes::{self, Route, RouteView};
use super::{methods, names, openapi};
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
    /// The services.
    pub services: Vec<Service>,
    /// Their entities.
    pub entities: Vec<EntityView>,
    /// Whether any of them reads streams of clients.
    pub reads_streams: bool,
    /// The methods that may be retried.
    pub repeatable: Vec<Repeatable>,
    /// Whether any file is of an edition.
    pub editions: bool,
    /// The settings of the build script, if there is one.
    pub build: Option<Build>,
    /// The routes over HTTP.
    pub routes: Vec<RouteView>,
    /// The content of `protogen.toml`.
    #[serde(skip)]
    pub config: Config,
    /// The description of the routes.
    #[serde(skip)]
    pub openapi: String,
    /// Example calls.
    pub calls: Vec<Call>,
    /// Warnings about what is left out.
    #[serde(skip)]
    pub diagnostics: Vec<Diagnostic>,
}

/// The view of the services in `roots`. Fails if the configuration does not fit the schema.
pub fn krate(schema: &Schema, roots: &[FileId], settings: &Settings) -> Result<Crate, String> {
    let services: Vec<handles::Service<'_>> = names::services(schema, roots).collect();
    let name = settings.name.clone();
    let config = &settings.config;
    let mut messages: Vec<Entity<'_>> = Vec::new();
    for entity in services.iter().flat_map(|&service| methods::entities(service, config)) {
        if !messages.iter().any(|known| known.is(entity.message)) {
            messages.push(entity);
        }
    }
    check_config(config, &messages).map_err(|why| format!("{CONFIG_FILE}: {why}"))?;
    let mut entities: Vec<EntityView> = messages.iter().copied().filter_map(EntityView::new).collect();
    distinguish(&mut entities);
    let (routes, diagnostics) = routes::routes(&services, config);
    let openapi = openapi::describe(&name, &routes);
    let repeatable = services.iter().flat_map(|&service| repeatable(service, config)).collect();
    let modules = names::modules(&services);
    let service_names = ServiceNames::new(schema, roots, true);
    let mut services: Vec<Service> = services
        .into_iter()
        .zip(modules)
        .map(|(of, module)| {
            let known = methods::entities(of, config);
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
    mark_shared(&mut services);
    let lib = name.replace('-', "_");
    let mut calls: Vec<Call> = services.iter().flat_map(|service| service.calls.clone()).collect();
    if calls.is_empty() {
        calls.extend(services.iter().find_map(Service::any_call));
    }
    for call in &mut calls {
        call.curl = routes::curl(&routes, &call.method, &call.data);
    }
    let routes = routes.iter().map(Route::view).collect();
    let build = settings.build_script.then(|| Build::new(schema, roots));
    Ok(Crate {
        lib,
        name,
        services,
        entities,
        reads_streams,
        repeatable,
        editions: closure(schema, roots).into_iter().any(|file| is_of_edition(schema, file)),
        build,
        routes,
        openapi,
        config: resolved_config(&messages),
        calls,
        diagnostics,
    })
}

/// Marks the entities that several services have.
fn mark_shared(services: &mut [Service]) {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for entity in services.iter().flat_map(|service| &service.entities) {
        *count.entry(entity.full_name.clone()).or_default() += 1;
    }
    for entity in services.iter_mut().flat_map(|service| &mut service.entities) {
        entity.shared = count[&entity.full_name] > 1;
    }
}

/// Distinguishes entities with the same name by their packages.
fn distinguish(entities: &mut [EntityView]) {
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
