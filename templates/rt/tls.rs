//! TLS, and who may connect with it.

use std::path::Path;

use tonic::transport::{Certificate, Identity, ServerTlsConfig};

use super::BoxError;
use super::settings::Settings;

/// The TLS of the server; `None` where no certificate is set.
pub fn server(settings: &Settings) -> Result<Option<ServerTlsConfig>, BoxError> {
    let (Some(cert), Some(key)) = (&settings.tls_cert, &settings.tls_key) else {
        return Ok(None);
    };
    let mut tls = ServerTlsConfig::new().identity(Identity::from_pem(read(cert)?, read(key)?));
    if let Some(authority) = &settings.tls_client_ca {
        tls = tls.client_ca_root(Certificate::from_pem(read(authority)?));
    }
    Ok(Some(tls))
}

fn read(path: &Path) -> Result<Vec<u8>, BoxError> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()).into())
}
