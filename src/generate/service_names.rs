//! The names of services in Rust.

use rustc_hash::{FxHashMap, FxHashSet};

use super::idents;
use crate::schema::handles::{File, Service};
use crate::schema::{FileId, Schema};

/// The names of services by their full names in protobuf.
pub struct ServiceNames(FxHashMap<String, String>);

impl ServiceNames {
    /// The names of all services in `roots`. `Service` is appended to the name of a service that its server would hide,
    /// until no other service of the package has the name.
    pub fn new(schema: &Schema, roots: &[FileId], server: bool) -> Self {
        let all = roots.iter().flat_map(|&id| File::new(schema, id).services());
        let (hidden, plain): (Vec<_>, Vec<_>) =
            all.partition(|&service| server && idents::is_hidden_by_server(service));
        let package = |service: Service<'_>| idents::module(service.file().package());
        let mut taken: FxHashSet<(String, String)> = FxHashSet::default();
        let mut names = FxHashMap::default();
        for service in plain {
            let name = idents::upper_camel(service.name());
            taken.insert((package(service), name.clone()));
            names.insert(service.full_name().to_owned(), name);
        }
        for service in hidden {
            let mut name = idents::upper_camel(service.name()) + "Service";
            while !taken.insert((package(service), name.clone())) {
                name.push_str("Service");
            }
            names.insert(service.full_name().to_owned(), name);
        }
        Self(names)
    }

    /// The name of a service; empty if it is not in `roots`.
    pub fn of(&self, full_name: &str) -> &str {
        self.0.get(full_name).map_or("", String::as_str)
    }
}
