//! Who calls.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

/// The caller. Handlers find it in the extensions of their request.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The owner of the token, if tokens are required.
    pub name: Option<Arc<str>>,
    /// The address of the client.
    pub address: Option<SocketAddr>,
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.name, self.address) {
            (Some(name), Some(address)) => write!(f, "{name}@{address}"),
            (Some(name), None) => f.write_str(name),
            (None, Some(address)) => write!(f, "{address}"),
            (None, None) => f.write_str("unknown"),
        }
    }
}
