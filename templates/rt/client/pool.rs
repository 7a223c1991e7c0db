//! The servers, and the connections to them.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::{Duration, Instant};

use http::Uri;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};

use super::settings::ClientSettings;
use crate::rt::failure::BoxError;
use crate::rt::settings::unless_zero;

/// How long a failed server is not called; this doubles each time it fails again.
const FIRST_BACKOFF: Duration = Duration::from_secs(1);
/// The maximum of that time.
const LONGEST_BACKOFF: Duration = Duration::from_secs(30);
/// How often names are resolved.
const LOOKUPS: Duration = Duration::from_secs(30);

/// All servers, called in turn.
pub struct Pool {
    settings: ClientSettings,
    backends: RwLock<Vec<Arc<Backend>>>,
    next: AtomicUsize,
}

/// A server.
pub struct Backend {
    place: Place,
    channels: Vec<Channel>,
    next: AtomicUsize,
    backoff: Mutex<Option<Backoff>>,
    /// The number of calls it has answered.
    answers: AtomicUsize,
}

/// The wait for the response of a server. If the deadline passes first, and the server has answered no other call in
/// that time, it is down: it may have stopped without closing its connections.
pub struct Silence<'b> {
    backend: &'b Backend,
    answers: usize,
    since: Instant,
    deadline: Option<tokio::time::Instant>,
}

/// A shorter wait does not show that a server is down.
const SHORTEST_SILENCE: Duration = Duration::from_millis(100);

/// The place of a server: its configured address, and one of the addresses that its name resolves to.
#[derive(Clone, PartialEq)]
struct Place {
    uri: Uri,
    address: Option<SocketAddr>,
}

/// The time in which a failed server is not called.
#[derive(Clone, Copy)]
struct Backoff {
    until: Instant,
    length: Duration,
}

impl Pool {
    /// The servers that the settings name. Names are looked up now, and again from time to time.
    pub async fn new(settings: &ClientSettings) -> Result<Arc<Self>, BoxError> {
        let pool = Arc::new(Self {
            settings: settings.clone(),
            backends: RwLock::default(),
            next: AtomicUsize::new(0),
        });
        pool.update().await?;
        if pool.len() == 0 {
            return Err("no servers are configured".into());
        }
        if settings.servers.iter().any(|server| name(server).is_some()) {
            tokio::spawn(resolve_periodically(Arc::downgrade(&pool)));
        }
        Ok(pool)
    }

    /// How many servers there are.
    pub fn len(&self) -> usize {
        self.read().len()
    }

    /// Whether any server is known to be up.
    pub fn is_any_up(&self) -> bool {
        self.read().iter().any(|backend| backend.backoff().is_none())
    }

    /// The next server that is up; if none is, the next one.
    pub fn pick(&self) -> Arc<Backend> {
        let backends = self.read();
        let first = self.next.fetch_add(1, Ordering::Relaxed);
        let in_turn =
            || (0..backends.len()).map(|n| &backends[(first.wrapping_add(n)) % backends.len()]);
        let up = in_turn().find(|backend| backend.may_be_called());
        up.unwrap_or(&backends[first % backends.len()]).clone()
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Vec<Arc<Backend>>> {
        self.backends.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Resolves the names. Known servers keep their connections.
    async fn update(&self) -> Result<(), BoxError> {
        let mut found = Vec::new();
        for uri in &self.settings.servers {
            for place in places(uri).await {
                let known = self.read().iter().find(|backend| backend.place == place).cloned();
                found.push(match known {
                    Some(known) => known,
                    None => Arc::new(Backend::new(place, &self.settings)?),
                });
            }
        }
        *self.backends.write().unwrap_or_else(PoisonError::into_inner) = found;
        Ok(())
    }
}

/// Resolves the names periodically, as long as the pool exists.
async fn resolve_periodically(pool: Weak<Pool>) {
    loop {
        tokio::time::sleep(LOOKUPS).await;
        let Some(pool) = pool.upgrade() else { return };
        if let Err(error) = pool.update().await {
            tracing::warn!(%error, "cannot resolve servers");
        }
    }
}

/// The host name and port of a server; `None` for an address.
fn name(uri: &Uri) -> Option<(&str, u16)> {
    let host = uri.host()?;
    let is_address = host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
    (!is_address).then_some((host, port))
}

/// The addresses of a name. One that cannot be resolved is resolved again for each connection.
async fn places(uri: &Uri) -> Vec<Place> {
    let place = |address| Place { uri: uri.clone(), address };
    let Some(name) = name(uri) else { return vec![place(None)] };
    let found = tokio::net::lookup_host(name).await;
    let addresses = distinct(found.map(Iterator::collect).unwrap_or_default());
    if addresses.is_empty() {
        return vec![place(None)];
    }
    addresses.into_iter().map(|address| place(Some(address))).collect()
}

/// The addresses of different servers among those of a name.
fn distinct(mut addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    addresses.sort();
    addresses.dedup();
    // A server may listen on one kind of address only.
    let v4 = addresses.iter().any(SocketAddr::is_ipv4);
    addresses.retain(|address| address.is_ipv4() || !v4);
    addresses
}

impl Backend {
    fn new(place: Place, settings: &ClientSettings) -> Result<Self, BoxError> {
        let endpoint = endpoint(&place, settings)?;
        let channels = (0..settings.connections.max(1)).map(|_| endpoint.connect_lazy()).collect();
        let next = AtomicUsize::new(0);
        let answers = AtomicUsize::new(0);
        Ok(Self { place, channels, next, backoff: Mutex::new(None), answers })
    }

    /// The next connection.
    pub fn channel(&self) -> Channel {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        self.channels[next % self.channels.len()].clone()
    }

    /// Starts the wait for a response.
    pub fn silence(&self, deadline: Option<tokio::time::Instant>) -> Silence<'_> {
        let answers = self.answers.load(Ordering::Relaxed);
        Silence { backend: self, answers, since: Instant::now(), deadline }
    }

    /// Marks the server as up.
    pub fn mark_up(&self) {
        self.answers.fetch_add(1, Ordering::Relaxed);
        *self.lock() = None;
    }

    /// Marks the server as down.
    pub fn mark_down(&self) {
        let mut backoff = self.lock();
        let length =
            backoff.map_or(FIRST_BACKOFF, |backoff| (backoff.length * 2).min(LONGEST_BACKOFF));
        *backoff = Some(Backoff { until: Instant::now() + length, length });
    }

    fn backoff(&self) -> Option<Backoff> {
        *self.lock()
    }

    /// Whether the server is up. After its backoff, this is true for one caller, who tries it; others wait for the
    /// result.
    fn may_be_called(&self) -> bool {
        let mut backoff = self.lock();
        match &mut *backoff {
            None => true,
            Some(backoff) if Instant::now() < backoff.until => false,
            Some(backoff) => {
                backoff.until = Instant::now() + backoff.length;
                true
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Backoff>> {
        self.backoff.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Silence<'_> {
    /// Ends the wait: there is a response, or a more specific error.
    pub fn end(self) {
        std::mem::forget(self);
    }

    /// Ends the wait: the deadline has passed on a timer that may be ahead of ours.
    pub fn expire(self) {
        self.mark_down_if_silent();
        self.end();
    }

    fn mark_down_if_silent(&self) {
        let answered = self.backend.answers.load(Ordering::Relaxed) != self.answers;
        if !answered && self.since.elapsed() >= SHORTEST_SILENCE {
            self.backend.mark_down();
        }
    }
}

impl Drop for Silence<'_> {
    fn drop(&mut self) {
        if self.deadline.is_some_and(|deadline| tokio::time::Instant::now() >= deadline) {
            self.mark_down_if_silent();
        }
    }
}

fn endpoint(place: &Place, settings: &ClientSettings) -> Result<Endpoint, BoxError> {
    let mut endpoint = match place.address {
        Some(address) => {
            let scheme = place.uri.scheme_str().unwrap_or("http");
            Endpoint::from_shared(format!("{scheme}://{address}"))?.origin(place.uri.clone())
        }
        None => Endpoint::from(place.uri.clone()),
    };
    endpoint = endpoint.connect_timeout(settings.connect_timeout).tcp_nodelay(true);
    if let Some(keepalive) = unless_zero(settings.keepalive) {
        endpoint = endpoint.http2_keep_alive_interval(keepalive);
    }
    if place.uri.scheme_str() == Some("https") {
        endpoint = endpoint.tls_config(tls(place, settings)?)?;
    }
    Ok(endpoint)
}

fn tls(place: &Place, settings: &ClientSettings) -> Result<ClientTlsConfig, BoxError> {
    let Some(authority) = &settings.tls_ca else {
        return Err("an https:// address needs --tls-ca, the certificate of the authority".into());
    };
    let mut tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(read(authority)?));
    let name = settings.tls_name.as_deref().or(place.uri.host());
    if let Some(name) = name {
        tls = tls.domain_name(name.trim_matches(['[', ']']));
    }
    if let (Some(cert), Some(key)) = (&settings.tls_cert, &settings.tls_key) {
        tls = tls.identity(Identity::from_pem(read(cert)?, read(key)?));
    }
    Ok(tls)
}

fn read(path: &Path) -> Result<Vec<u8>, BoxError> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts.iter().map(|text| text.parse().expect("an address")).collect()
    }

    #[test]
    fn each_address_of_a_name_is_a_server_once() {
        let found = addresses(&["10.0.0.2:1", "[::1]:1", "10.0.0.1:1", "10.0.0.2:1"]);
        assert_eq!(distinct(found), addresses(&["10.0.0.1:1", "10.0.0.2:1"]));
        let found = addresses(&["[::2]:1", "[::1]:1"]);
        assert_eq!(distinct(found), addresses(&["[::1]:1", "[::2]:1"]));
        assert!(distinct(Vec::new()).is_empty());
    }
}
