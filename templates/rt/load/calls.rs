//! Calls given as text.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, TE};
use http::{HeaderValue, Method, Request, Uri};
use http_body_util::Full;
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor};
use serde_json::Value;
use tonic::body::Body;
use tonic::{Code, Status};
use tower::Service;

use crate::rt::api::Api;
use crate::rt::client::Client;
use crate::rt::failure::BoxError;
use crate::rt::rest::{Messages, frame};

/// The placeholder for the number of a call.
const NUMBER: &str = "{n}";

/// A method and its requests.
pub struct Call {
    method: MethodDescriptor,
    uri: Uri,
    json: String,
    /// The request, if all are the same.
    fixed: Option<Bytes>,
}

impl Call {
    /// Parses calls such as `GetUser={"userId": 1}`.
    pub fn all(api: &Api, texts: &[String]) -> Result<Vec<Self>, BoxError> {
        let pool = DescriptorPool::decode(api.descriptors)?;
        texts.iter().map(|text| Self::new(&pool, text)).collect()
    }

    fn new(pool: &DescriptorPool, text: &str) -> Result<Self, BoxError> {
        let (name, json) = text.split_once('=').unwrap_or((text, "{}"));
        let method = find(pool, name.trim())?;
        let mut call = Self {
            uri: format!("/{}", path(&method)).parse()?,
            json: json.to_owned(),
            fixed: None,
            method,
        };
        // Report invalid requests before the first call.
        let first = call.frames(&json.replace(NUMBER, "0"))?;
        call.fixed = (!json.contains(NUMBER)).then_some(first);
        Ok(call)
    }

    /// The name in reports.
    pub fn name(&self) -> String {
        path(&self.method)
    }

    /// The request of the call with this number.
    pub fn request(&self, number: u64) -> Result<Request<Body>, BoxError> {
        let frames = match &self.fixed {
            Some(frames) => frames.clone(),
            None => self.frames(&self.json.replace(NUMBER, &number.to_string()))?,
        };
        let mut request = Request::new(Body::new(Full::new(frames)));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.uri.clone();
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
        headers.insert(TE, HeaderValue::from_static("trailers"));
        Ok(request)
    }

    /// The frames of a JSON message; for a stream, of a list of messages.
    fn frames(&self, json: &str) -> Result<Bytes, BoxError> {
        let json = serde_json::from_str(json)
            .map_err(|error| format!("the request of {}: {error}", self.name()))?;
        let messages = match json {
            Value::Array(messages) if self.method.is_client_streaming() => messages,
            message => vec![message],
        };
        let mut frames = Vec::new();
        for message in messages {
            let message = DynamicMessage::deserialize(self.method.input(), message)
                .map_err(|error| format!("the request of {}: {error}", self.name()))?;
            frames.extend_from_slice(&frame(&message));
        }
        Ok(frames.into())
    }
}

fn path(method: &MethodDescriptor) -> String {
    format!("{}/{}", method.parent_service().full_name(), method.name())
}

/// Finds a method by its full name, or by its short name if that is unique.
fn find(pool: &DescriptorPool, name: &str) -> Result<MethodDescriptor, BoxError> {
    let methods = pool.services().flat_map(|service| service.methods().collect::<Vec<_>>());
    let methods: Vec<MethodDescriptor> = methods.collect();
    let found: Vec<&MethodDescriptor> =
        methods.iter().filter(|method| method.name() == name || path(method) == name).collect();
    match found.as_slice() {
        [method] => Ok((*method).clone()),
        [] => {
            let all: Vec<String> = methods.iter().map(path).collect();
            Err(format!("no method `{name}`; methods are {}", all.join(", ")).into())
        }
        several => {
            let all: Vec<String> = several.iter().map(|&method| path(method)).collect();
            Err(format!("`{name}` is ambiguous: {}", all.join(", ")).into())
        }
    }
}

/// Makes a call, and reads its response to the end.
pub async fn send(client: &Client, request: Request<Body>) -> Result<(), Status> {
    let (head, body) = client.clone().call(request).await?.into_parts();
    match Status::from_header_map(&head.headers) {
        Some(status) if status.code() != Code::Ok => return Err(status),
        Some(_) => return Ok(()),
        None => {}
    }
    let mut messages = Messages::new(body);
    while messages.next().await?.is_some() {}
    Ok(())
}
