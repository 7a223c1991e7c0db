//! Starts the server and shuts it down.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tonic::codec::CompressionEncoding;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

use super::calls::Calls;
use super::connections::Connections;
use super::drain::Drain;
use super::failure::BoxError;
use super::memory::Budget;
use super::rest::Rest;
use super::services::Services;
use super::settings::Settings;

/// How long a server waits after the drain for the last statuses to be sent.
const LAST_STATUSES: Duration = Duration::from_millis(500);

/// Listens on an address.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, BoxError> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| format!("cannot listen on {address}: {error}").into())
}

/// Serves until `shutdown` completes, then until all calls have ended or [`Settings::drain_limit`] has passed.
pub async fn serve(
    settings: &Settings,
    services: Services,
    listener: TcpListener,
    shutdown: impl Future<Output = ()>,
) -> Result<(), BoxError> {
    let names = services.names();
    let (health, health_service) = tonic_health::server::health_reporter();
    let health_service = health_service.accept_compressed(CompressionEncoding::Gzip);
    set_health(&health, &names, ServingStatus::Serving).await;
    let memory = Budget::of(settings);
    let rest = Rest::new(services.api(), settings, memory.clone())?;
    let services = if settings.reflection { services.with_reflection()? } else { services };
    let drain = Drain::default();
    let calls = Calls::new(services.with(health_service), rest, settings, memory, drain.clone());
    let connections = Arc::new(Connections::new(settings, calls, drain.clone())?);
    tracing::info!(address = %listener.local_addr()?, tls = settings.tls_cert.is_some(), "listening");
    if settings.tls_cert.is_none() && !settings.auth_tokens.is_empty() {
        tracing::warn!("tokens are accepted without TLS: anyone on the network path can read them");
    }

    let serving = connections.serve(listener);
    let draining = async {
        shutdown.await;
        tracing::info!(wait = ?settings.drain_wait, limit = ?settings.drain_limit, "shutting down");
        set_health(&health, &names, ServingStatus::NotServing).await;
        tokio::time::sleep(settings.drain_wait).await;
        drain.begun.reach();
        tokio::time::sleep(settings.drain_limit).await;
        tracing::warn!("drain limit reached: ending the open calls");
        drain.over.reach();
        tokio::time::sleep(LAST_STATUSES).await;
    };
    tokio::select! {
        () = serving => {}
        () = draining => {}
    }
    tracing::info!("shut down");
    Ok(())
}

async fn set_health(health: &HealthReporter, names: &[&'static str], status: ServingStatus) {
    for name in names.iter().chain(&[""]) {
        health.set_service_status(name, status).await;
    }
}
