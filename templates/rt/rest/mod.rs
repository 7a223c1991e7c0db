//! REST: JSON over HTTP, on the port of gRPC and through the same layers.
//!
//! A request that is not gRPC is matched with a route and becomes the gRPC call of that route; the response becomes
//! JSON again. Bodies are read and converted only when a handler reads them, so nothing is read for a call that is
//! refused.

mod once;
mod request;
mod response;
mod values;

use std::collections::HashMap;

use http::header::{ACCEPT, ALLOW, CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri};
use prost_reflect::{DescriptorPool, MethodDescriptor};
use tonic::Status;
use tonic::body::Body;

use super::api::{Api, Params, Route, segments};
use super::failure::BoxError;
use super::memory::Budget;
use super::settings::{MessageLimits, Settings};
use request::Input;
pub use request::frame;
pub use response::Messages;
use response::{Errors, LINES, Output, json_body};

/// The path of the OpenAPI description.
const OPENAPI: &str = "/openapi.json";

/// The service for JSON.
pub struct Rest {
    routes: &'static [Route],
    /// The methods by gRPC path.
    methods: HashMap<String, MethodDescriptor>,
    openapi: Option<&'static str>,
    limits: MessageLimits,
    errors: Errors,
    memory: Budget,
}

impl Rest {
    /// The routes of an API; `None` if REST is off.
    pub fn new(api: &Api, settings: &Settings, memory: Budget) -> Result<Option<Self>, BoxError> {
        if !settings.rest {
            return Ok(None);
        }
        let pool = DescriptorPool::decode(api.descriptors)?;
        let methods = pool.services().flat_map(|service| service.methods().collect::<Vec<_>>());
        Ok(Some(Self {
            routes: api.routes,
            methods: methods.map(|method| (path(&method), method)).collect(),
            openapi: settings.reflection.then_some(api.openapi),
            limits: settings.message_limits(),
            errors: Errors::new(pool.clone())?,
            memory,
        }))
    }

    /// Answers a request with the response of its method.
    pub async fn answer<F>(
        &self,
        request: Request<Body>,
        call: impl FnOnce(Request<Body>) -> F,
    ) -> Response<Body>
    where
        F: Future<Output = Response<Body>>,
    {
        if let Some(openapi) = self.openapi.filter(|_| request.uri().path() == OPENAPI) {
            return json_body(Body::new(openapi.to_owned()));
        }
        match self.translate(request) {
            Ok((request, output)) => output.response(call(request).await, &self.errors).await,
            Err(refused) => refused.response(&self.errors),
        }
    }

    /// Translates a request to a gRPC call, with the form of its response.
    fn translate(&self, request: Request<Body>) -> Result<(Request<Body>, Output), Refused> {
        let (mut head, body) = request.into_parts();
        let (route, path) = self.find(&head.method, head.uri.path())?;
        let method = self.methods.get(route.method);
        let method = method.ok_or_else(|| Status::unimplemented("the method has no descriptor"))?;
        let query = request::query(head.uri.query())?;
        check_content(&head.headers)?;

        let input = Input { message: method.input(), body: route.body, path, query };
        let many = method.is_client_streaming() && route.body.is_some();
        let body = input.frames(body, many, self.limits);
        let accept = head.headers.get(ACCEPT).map_or(&[][..], HeaderValue::as_bytes);
        let output = Output {
            message: method.output(),
            field: route.response,
            many: method.is_server_streaming(),
            lines: accept.starts_with(LINES.as_bytes()),
            memory: self.memory.clone(),
        };
        head.method = Method::POST;
        head.uri = Uri::from_static(route.method);
        head.version = http::Version::HTTP_2;
        request::set_headers(&mut head.headers);
        Ok((Request::from_parts(head, body), output))
    }

    /// The route of a request, with the fields in its path.
    fn find(&self, verb: &Method, path: &str) -> Result<(&'static Route, Params), Refused> {
        let segments = segments(path);
        let segments = segments.ok_or_else(|| Status::invalid_argument("the path is not UTF-8"))?;
        let mut verbs = Vec::new();
        for route in self.routes {
            match route.params(&segments) {
                Some(params) if route.verb == verb.as_str() => return Ok((route, params)),
                Some(_) => verbs.push(route.verb),
                None => {}
            }
        }
        if verbs.is_empty() {
            let text = format!("no route for {path}; {OPENAPI} lists all routes");
            return Err(Status::not_found(text).into());
        }
        let text = format!("{verb} is not allowed at {path}; use {}", verbs.join(", "));
        let http = Some(StatusCode::METHOD_NOT_ALLOWED);
        Err(Refused { status: Status::unimplemented(text), http, verbs })
    }
}

/// The gRPC path of a method.
fn path(method: &MethodDescriptor) -> String {
    format!("/{}/{}", method.parent_service().full_name(), method.name())
}

/// Whether a request is a gRPC call.
pub fn is_grpc(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"application/grpc"))
}

/// Why a request is refused, with the HTTP status.
struct Refused {
    status: Status,
    http: Option<StatusCode>,
    verbs: Vec<&'static str>,
}

impl From<Status> for Refused {
    fn from(status: Status) -> Self {
        Self { status, http: None, verbs: Vec::new() }
    }
}

impl Refused {
    fn response(self, errors: &Errors) -> Response<Body> {
        let mut response = errors.response(&self.status);
        if let Some(http) = self.http {
            *response.status_mut() = http;
        }
        if !self.verbs.is_empty() {
            let verbs = self.verbs.join(", ").parse();
            response.headers_mut().extend(verbs.map(|verbs| (ALLOW, verbs)));
        }
        response
    }
}

/// Fails if the headers declare a body other than plain JSON.
fn check_content(headers: &HeaderMap) -> Result<(), Refused> {
    let json = |value: &HeaderValue| {
        let value = value.as_bytes();
        value.starts_with(b"application/json") || value.starts_with(LINES.as_bytes())
    };
    let fits = headers.get(CONTENT_TYPE).is_none_or(json)
        && headers.get(CONTENT_ENCODING).is_none_or(|encoding| encoding == "identity");
    if fits {
        return Ok(());
    }
    let text = "the body must be uncompressed, with `content-type: application/json`";
    let http = Some(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    Err(Refused { status: Status::invalid_argument(text), http, verbs: Vec::new() })
}
