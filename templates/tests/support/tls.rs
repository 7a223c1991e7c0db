//! TLS for tests: an authority, certificates, and their files.

use std::path::PathBuf;

use tonic::transport::{Certificate, ClientTlsConfig};

use super::Server;
use super::probe::Probe;

/// A certificate authority, and certificates signed by it.
pub struct Authority {
    /// Its own certificate.
    pub cert: rcgen::Certificate,
    issuer: rcgen::Issuer<'static, rcgen::KeyPair>,
}

impl Authority {
    /// A new authority, which nobody trusts yet.
    pub fn new() -> Self {
        let mut params = rcgen::CertificateParams::default();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let key = rcgen::KeyPair::generate().expect("a key");
        let cert = params.self_signed(&key).expect("a certificate");
        Self { cert, issuer: rcgen::Issuer::new(params, key) }
    }

    /// The certificate and the key of `localhost`, in PEM.
    pub fn sign(&self) -> (String, String) {
        let key = rcgen::KeyPair::generate().expect("a key");
        let params = rcgen::CertificateParams::new(["localhost".to_owned()]).expect("a name");
        (params.signed_by(&key, &self.issuer).expect("a certificate").pem(), key.serialize_pem())
    }

    /// The TLS of a client that trusts this authority.
    pub fn trusted(&self) -> ClientTlsConfig {
        ClientTlsConfig::new()
            .domain_name("localhost")
            .ca_certificate(Certificate::from_pem(self.cert.pem()))
    }
}

/// A file with some text, in a directory for one test.
pub fn file(test: &str, name: &str, text: &str) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    std::fs::create_dir_all(&directory).expect("a directory");
    let path = directory.join(name);
    std::fs::write(&path, text).expect("a file");
    path
}

/// Starts a server with TLS; with `clients`, it requires certificates of that authority.
pub async fn start_tls(test: &str, authority: &Authority, clients: Option<&Authority>) -> Server {
    let file = |name: &str, text: &str| file(test, name, text).display().to_string();
    let (cert, key) = authority.sign();
    let mut flags = vec!["--tls-cert".to_owned(), file("cert.pem", &cert)];
    flags.extend(["--tls-key".to_owned(), file("key.pem", &key)]);
    if let Some(clients) = clients {
        flags.extend(["--tls-client-ca".to_owned(), file("clients.pem", &clients.cert.pem())]);
    }
    let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
    Server::probe(&flags, Probe::new(&[])).await
}
