//! Clients and server traits, by tonic-prost-build.

use prost_build::{Service, ServiceGenerator};
use tonic_prost_build::NON_PATH_TYPE_ALLOWLIST;

use super::service_names::ServiceNames;
use super::{Settings, idents};

/// The generator of services for [`prost_build::Config`].
pub fn generator(settings: &Settings, names: ServiceNames) -> Box<dyn ServiceGenerator> {
    // The wrapper messages are bare types in prost; tonic-prost-build has this list for them, but no way to ask for
    // it when it starts from descriptors.
    NON_PATH_TYPE_ALLOWLIST.set(&["()", "bool", "i32", "i64", "u32", "u64", "f32", "f64"]);
    let tonic = |transport| {
        let builder = tonic_prost_build::configure();
        builder
            .build_client(settings.client)
            .build_server(settings.server)
            .generate_default_stubs(settings.default_stubs)
            .build_transport(transport)
            .service_generator()
    };
    let client = settings.client;
    Box::new(Generator { client, names, with_connect: tonic(true), without_connect: tonic(false) })
}

/// Renames methods that the generated client could not have, and services that their server would hide; the names on
/// the wire stay. A client has a function `connect`, unless a method of the service has that name.
struct Generator {
    client: bool,
    names: ServiceNames,
    with_connect: Box<dyn ServiceGenerator>,
    without_connect: Box<dyn ServiceGenerator>,
}

impl ServiceGenerator for Generator {
    fn generate(&mut self, mut service: Service, buf: &mut String) {
        let full_name = format!("{}.{}", service.package, service.proto_name);
        self.names.of(full_name.trim_start_matches('.')).clone_into(&mut service.name);
        for method in &mut service.methods {
            method.name = idents::method(&method.proto_name, self.client);
        }
        let taken = service.methods.iter().any(|method| method.name == "connect");
        let generator = if taken { &mut self.without_connect } else { &mut self.with_connect };
        generator.generate(service, buf);
    }
}
