//! Authentication by bearer tokens.

use std::sync::Arc;

use http::HeaderMap;
use http::header::AUTHORIZATION;
use subtle::{Choice, ConstantTimeEq};
use tonic::Status;

use super::settings::AuthToken;

/// Services that need no token: health checkers have none, and reflection only shows what is in the .proto files.
const OPEN: [&str; 2] = ["/grpc.health.", "/grpc.reflection."];

/// Whether a method needs no token. Its calls have no rate limit, and a separate limit on their number.
pub fn is_open(path: &str) -> bool {
    OPEN.iter().any(|prefix| path.starts_with(prefix))
}

/// Whether an open method answers at once, so that its calls do not stay open.
pub fn is_check(path: &str) -> bool {
    path == "/grpc.health.v1.Health/Check"
}

/// The accepted tokens.
pub struct Auth {
    tokens: Vec<(Arc<str>, String)>,
}

impl Auth {
    /// `None` if there are no tokens: everybody may call.
    pub fn new(tokens: &[AuthToken]) -> Option<Self> {
        let tokens: Vec<_> =
            tokens.iter().map(|token| (token.name.as_str().into(), token.token.clone())).collect();
        (!tokens.is_empty()).then_some(Self { tokens })
    }

    /// The owner of the token of a call. All tokens are compared in full, so that timing reveals nothing.
    pub fn check(&self, headers: &HeaderMap) -> Result<Arc<str>, Status> {
        let given = bearer(headers).ok_or_else(|| {
            Status::unauthenticated("a bearer token is required in the header `authorization`")
        })?;
        let mut found = None;
        for (name, token) in &self.tokens {
            let same: Choice = token.as_bytes().ct_eq(given);
            if bool::from(same) {
                found = Some(name);
            }
        }
        found.cloned().ok_or_else(|| Status::unauthenticated("unknown token"))
    }
}

/// The token in `authorization: Bearer …`.
fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.as_bytes().split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"bearer ").then_some(token)
}
