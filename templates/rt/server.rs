//! The server: its services, its start and its end.

use std::convert::Infallible;
use std::time::Duration;

use http::{Request, Response};
use tokio::net::TcpListener;
use tonic::body::Body;
use tonic::server::NamedService;
use tonic::service::Routes;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;
use tower::Service;

use super::calls::CallLayer;
use super::drain::Drain;
use super::rest::{RestLayer, Route};
use super::settings::Settings;
use super::{BoxError, tls};

/// How long a server waits, when its drain is over, for the last words of calls to be sent.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// How long a client has to answer a ping.
const PING_TIMEOUT: Duration = Duration::from_secs(20);

/// What the .proto files say, as data.
#[derive(Clone, Copy, Debug)]
pub struct Api {
    /// The files as an encoded `FileDescriptorSet`; those of an edition as proto2 files that mean the same.
    pub descriptors: &'static [u8],
    /// The files as they are, for clients that ask for them.
    pub reflection: &'static [u8],
    /// What paths mean over HTTP; of two that fit, the first counts.
    pub routes: &'static [Route],
    /// The description of the routes.
    pub openapi: &'static str,
}

/// The services of a server. Each service of the .proto files has a method here that adds it.
pub struct Services {
    routes: Routes,
    names: Vec<&'static str>,
    api: Api,
    max_message_size: usize,
    gzip: bool,
}

impl Services {
    /// No services yet.
    pub fn new(api: Api, settings: &Settings) -> Self {
        Self {
            routes: Routes::default(),
            names: Vec::new(),
            api,
            max_message_size: settings.max_message_size,
            gzip: settings.gzip,
        }
    }

    /// The largest message that services read and write.
    pub fn max_message_size(&self) -> usize {
        self.max_message_size
    }

    /// Whether services may answer in gzip.
    pub fn gzip(&self) -> bool {
        self.gzip
    }

    /// Adds a service.
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
        self.names.push(S::NAME);
        self.routes = self.routes.add_service(service);
        self
    }

    /// Adds what tells clients which services there are, in the form of today and in that of older clients.
    fn with_reflection(self) -> Result<Self, BoxError> {
        let builder = || {
            tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(self.api.reflection)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
                // With these, clients can show the details of errors.
                .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
        };
        let (v1, v1alpha) = (builder().build_v1()?, builder().build_v1alpha()?);
        let routes = self.routes.add_service(v1).add_service(v1alpha);
        Ok(Self { routes, ..self })
    }
}

/// Serves until `shutdown` is over, and then until all calls are, or [`Settings::drain_limit`] is.
pub async fn serve(
    settings: &Settings,
    services: Services,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> Result<(), BoxError> {
    let services = if settings.reflection { services.with_reflection()? } else { services };
    let (health, health_service) = tonic_health::server::health_reporter();
    set_health(&health, &services.names, ServingStatus::Serving).await;
    let drain = Drain::default();
    let mut server = server(settings)?
        .layer(RestLayer::new(&services.api, settings)?)
        .layer(CallLayer::new(settings, drain.clone()));
    let routes = services.routes.add_service(health_service);
    tracing::info!(address = %listener.local_addr()?, tls = settings.tls_cert.is_some(), "listening");

    let connections = TcpIncoming::from(listener).with_nodelay(Some(true));
    let serving = server
        .add_routes(routes)
        .serve_with_incoming_shutdown(connections, drain.begun.clone().cancelled_owned());
    tokio::pin!(serving);
    tokio::select! {
        result = &mut serving => return Ok(result?),
        () = shutdown => {}
    }
    tracing::info!(wait = ?settings.drain_wait, limit = ?settings.drain_limit, "shutting down");
    set_health(&health, &services.names, ServingStatus::NotServing).await;
    let draining = async {
        tokio::time::sleep(settings.drain_wait).await;
        drain.begun.cancel();
        tokio::time::sleep(settings.drain_limit).await;
        tracing::warn!("ending the calls that are still open");
        drain.over.cancel();
        tokio::time::sleep(LAST_WORDS).await;
    };
    tokio::select! {
        result = &mut serving => result?,
        () = draining => {}
    }
    tracing::info!("shut down");
    Ok(())
}

fn server(settings: &Settings) -> Result<Server, BoxError> {
    let some = |time: Duration| (!time.is_zero()).then_some(time);
    let mut server = Server::builder()
        .accept_http1(settings.rest)
        .http2_keepalive_interval(some(settings.keepalive))
        .http2_keepalive_timeout(Some(PING_TIMEOUT));
    if let Some(age) = some(settings.max_connection_age) {
        server = server.max_connection_age(age);
    }
    match tls::server(settings)? {
        Some(tls) => server = server.tls_config(tls)?,
        None if !settings.auth_tokens.is_empty() => {
            tracing::warn!("tokens are sent without TLS: whoever sees the connection sees them");
        }
        None => {}
    }
    Ok(server)
}

async fn set_health(health: &HealthReporter, names: &[&'static str], status: ServingStatus) {
    for name in names.iter().chain(&[""]) {
        health.set_service_status(name, status).await;
    }
}
