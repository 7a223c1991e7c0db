//! The services of a server, by name.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::ready;

use futures_util::future::BoxFuture;
use http::{Request, Response};
use tonic::Status;
use tonic::body::Body;
use tonic::codec::CompressionEncoding;
use tonic::server::NamedService;
use tower::Service;

use super::api::Api;
use super::failure::BoxError;
use super::settings::Settings;

/// The services of a server. Each service of the .proto files has a method here that adds it.
pub struct Services {
    by_name: HashMap<&'static str, Box<Handler>>,
    api: Api,
    max_message_size: usize,
    gzip: bool,
}

/// Answers the calls of a service.
type Handler = dyn Fn(Request<Body>) -> BoxFuture<'static, Answer> + Send + Sync;
/// The answer to a call.
pub type Answer = Result<Response<Body>, Infallible>;

impl Services {
    /// An empty set of services.
    pub fn new(api: Api, settings: &Settings) -> Self {
        Self {
            by_name: HashMap::new(),
            api,
            max_message_size: settings.max_message_size,
            gzip: settings.gzip,
        }
    }

    /// The API of the .proto files.
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// The names of the services so far.
    pub fn names(&self) -> Vec<&'static str> {
        self.by_name.keys().copied().collect()
    }

    /// The largest message that services read and write.
    pub fn max_message_size(&self) -> usize {
        self.max_message_size
    }

    /// Whether services may answer in gzip.
    pub fn gzip(&self) -> bool {
        self.gzip
    }

    /// Adds a service. It must always be ready, as tonic's generated services are.
    #[must_use]
    pub fn with<S>(mut self, service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        let handler = move |request| -> BoxFuture<'static, Answer> {
            Box::pin(service.clone().call(request))
        };
        self.by_name.insert(S::NAME, Box::new(handler));
        self
    }

    /// Adds reflection, in the current version and in v1alpha for older clients.
    pub fn with_reflection(self) -> Result<Self, BoxError> {
        let builder = || {
            tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(self.api.reflection)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
                // Clients need these to show the details of errors.
                .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
        };
        let (v1, v1alpha) = (builder().build_v1()?, builder().build_v1alpha()?);
        // Some clients compress all requests.
        let services = self.with(v1.accept_compressed(CompressionEncoding::Gzip));
        Ok(services.with(v1alpha.accept_compressed(CompressionEncoding::Gzip)))
    }

    /// Passes a request to the service in its path.
    pub fn call(&self, request: Request<Body>) -> BoxFuture<'static, Answer> {
        let path = request.uri().path();
        let name = path.strip_prefix('/').and_then(|path| path.split_once('/'));
        let Some(service) = name.and_then(|(name, _)| self.by_name.get(name)) else {
            let status = Status::unimplemented(format!("no service for {path}"));
            return Box::pin(ready(Ok(status.into_http())));
        };
        service(request)
    }
}
