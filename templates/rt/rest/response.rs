//! Responses: from gRPC's frames to JSON.

use std::error::Error;

use bytes::{Buf, Bytes, BytesMut};
use futures_util::stream;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, Response, StatusCode};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, SerializeOptions};
use serde_json::{Value, json};
use tonic::body::Body;
use tonic::{Code, Status};

use crate::rt::memory::Budget;

/// The type of JSON lines, one for each message.
pub const LINES: &str = "application/x-ndjson";

/// How messages are written.
pub struct Output {
    /// Their type.
    pub message: MessageDescriptor,
    /// The field to answer with; `None` for the whole message.
    pub field: Option<&'static str>,
    /// Whether there are several, written as a list or as lines.
    pub many: bool,
    /// Whether several are written as lines.
    pub lines: bool,
    /// The budget that the JSON takes from until it is sent.
    pub memory: Budget,
}

/// A response with a body of JSON.
pub fn json_body(body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

impl Output {
    /// Translates a gRPC response to JSON.
    pub async fn response(self, response: Response<Body>, errors: &Errors) -> Response<Body> {
        let (head, body) = response.into_parts();
        let messages = Messages::new(body);
        let status = Status::from_header_map(&head.headers);
        let written = match status.filter(|status| status.code() != Code::Ok) {
            Some(status) => Err(status),
            None if self.many => self.stream(messages, errors).await,
            None => self.single(messages).await,
        };
        let mut response = match written {
            Ok(response) => response,
            Err(status) => errors.response(&status),
        };
        let kept = head.headers.into_iter().filter_map(|(name, value)| Some((name?, value)));
        // Keep the metadata that handlers set, but not the headers of gRPC.
        let kept =
            kept.filter(|(name, _)| name != CONTENT_TYPE && !name.as_str().starts_with("grpc-"));
        response.headers_mut().extend(kept);
        response
    }

    async fn single(self, mut messages: Messages) -> Result<Response<Body>, Status> {
        let message = messages.next().await?;
        let message = message.ok_or_else(|| Status::internal("the response has no message"))?;
        // The status follows the message.
        if messages.next().await?.is_some() {
            return Err(Status::internal("the response has more than one message"));
        }
        Ok(json_body(Body::new(http_body_util::Full::new(self.memory.hold(self.json(message)?)?))))
    }

    /// Waits for the first message, which shows whether the call succeeds.
    async fn stream(
        self,
        mut messages: Messages,
        errors: &Errors,
    ) -> Result<Response<Body>, Status> {
        let lines = self.lines;
        let first = Some(messages.next().await?);
        let errors = errors.clone();
        let state = Stream { output: self, messages, errors, first, count: 0, ended: false };
        let pieces = stream::unfold(state, |mut state| async move {
            let piece = state.piece().await?;
            Some((state.output.memory.hold(piece).map(Frame::data), state))
        });
        let mut response = json_body(Body::new(StreamBody::new(pieces)));
        if lines {
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(LINES));
        }
        Ok(response)
    }

    fn json(&self, message: Bytes) -> Result<Vec<u8>, Status> {
        self.try_json(message).map_err(|error| Status::internal(error.to_string()))
    }

    fn try_json(&self, message: Bytes) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
        let message = DynamicMessage::decode(self.message.clone(), message)?;
        let Some(name) = self.field else {
            return Ok(serde_json::to_vec(&message)?);
        };
        // Write the field even if it has its default value.
        let options = SerializeOptions::new().skip_default_fields(false);
        let mut json = message.serialize_with_options(serde_json::value::Serializer, &options)?;
        let field = self.message.get_field_by_name(name);
        let field = field.and_then(|field| json.get_mut(field.json_name()).map(Value::take));
        Ok(serde_json::to_vec(&field)?)
    }
}

/// A response stream that is being written.
struct Stream {
    output: Output,
    messages: Messages,
    errors: Errors,
    /// Data read ahead.
    first: Option<Option<Bytes>>,
    count: usize,
    ended: bool,
}

impl Stream {
    /// The next piece of the body. An error during the stream is its last value: `{"error": …}`.
    async fn piece(&mut self) -> Option<Vec<u8>> {
        if self.ended {
            return None;
        }
        let message = match self.first.take() {
            Some(first) => Ok(first),
            None => self.messages.next().await,
        };
        let json = message
            .and_then(|message| message.map(|message| self.output.json(message)).transpose())
            .unwrap_or_else(|status| {
                self.ended = true;
                let error = json!({ "error": self.errors.json(&status) });
                Some(error.to_string().into())
            });
        self.ended |= json.is_none();
        let json = json.unwrap_or_default();
        let mut piece = Vec::with_capacity(json.len() + 2);
        if !self.output.lines {
            piece.extend((self.count == 0).then_some(b'['));
            piece.extend((self.count > 0 && !json.is_empty()).then_some(b','));
        }
        piece.extend_from_slice(&json);
        match self.output.lines {
            true => piece.extend((!json.is_empty()).then_some(b'\n')),
            false => piece.extend(self.ended.then_some(b']')),
        }
        self.count += 1;
        Some(piece)
    }
}

/// The messages of a gRPC response.
pub struct Messages {
    body: Body,
    buffer: BytesMut,
}

impl Messages {
    /// The messages of a body that is not compressed.
    pub fn new(body: Body) -> Self {
        Self { body, buffer: BytesMut::new() }
    }

    /// The next message; at the end `None`, or the status if it is an error.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Status> {
        loop {
            if let Some(message) = self.take() {
                return Ok(Some(message));
            }
            let frame = self.body.frame().await;
            let frame = frame.ok_or_else(|| Status::internal("the response has no status"))??;
            match frame.into_data() {
                Ok(bytes) => self.buffer.extend_from_slice(&bytes),
                Err(frame) => return ended(&frame.into_trailers().unwrap_or_default()),
            }
        }
    }

    fn take(&mut self) -> Option<Bytes> {
        // The prefix is a zero, since nothing is compressed, and the length.
        let mut length = self.buffer.get(1..5)?;
        let end = 5 + length.get_u32() as usize;
        if self.buffer.len() < end {
            return None;
        }
        let mut message = self.buffer.split_to(end).freeze();
        message.advance(5);
        Some(message)
    }
}

fn ended(trailers: &HeaderMap) -> Result<Option<Bytes>, Status> {
    match Status::from_header_map(trailers) {
        Some(status) if status.code() != Code::Ok => Err(status),
        _ => Ok(None),
    }
}

/// How errors are written: as `google.rpc.Status`, with their details.
#[derive(Clone)]
pub struct Errors {
    /// The types of details.
    pools: [DescriptorPool; 2],
}

impl Errors {
    /// Details can be messages of the API, or the standard ones of gRPC.
    pub fn new(api: DescriptorPool) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self { pools: [api, DescriptorPool::decode(tonic_types::pb::FILE_DESCRIPTOR_SET)?] })
    }

    /// The response of an error.
    pub fn response(&self, status: &Status) -> Response<Body> {
        let mut response = json_body(Body::new(self.json(status).to_string()));
        *response.status_mut() = http_status(status.code());
        response
    }

    fn json(&self, status: &Status) -> Value {
        let details = tonic_types::pb::Status::decode(status.details()).unwrap_or_default().details;
        let details: Vec<Value> =
            details.iter().map(|detail| self.detail(&detail.type_url, &detail.value)).collect();
        json!({ "code": status.code() as i32, "message": status.message(), "details": details })
    }

    /// A detail with its type; of an unknown type, only the type.
    fn detail(&self, url: &str, bytes: &[u8]) -> Value {
        let name = url.rsplit('/').next().unwrap_or_default();
        let message = self.pools.iter().find_map(|pool| pool.get_message_by_name(name));
        let message = message.and_then(|message| DynamicMessage::decode(message, bytes).ok());
        let mut fields = match message.map(serde_json::to_value) {
            Some(Ok(Value::Object(fields))) => fields,
            Some(Ok(value)) => serde_json::Map::from_iter([("value".to_owned(), value)]),
            _ => serde_json::Map::new(),
        };
        fields.insert("@type".to_owned(), url.into());
        Value::Object(fields)
    }
}

/// The HTTP status for a code.
fn http_status(code: Code) -> StatusCode {
    match code {
        Code::Ok => StatusCode::OK,
        Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => {
            StatusCode::BAD_REQUEST
        }
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::PermissionDenied => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::AlreadyExists | Code::Aborted => StatusCode::CONFLICT,
        Code::ResourceExhausted => StatusCode::TOO_MANY_REQUESTS,
        // The client has disconnected.
        Code::Cancelled => StatusCode::from_u16(499).unwrap_or(StatusCode::BAD_REQUEST),
        Code::Unimplemented => StatusCode::NOT_IMPLEMENTED,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::DeadlineExceeded => StatusCode::GATEWAY_TIMEOUT,
        Code::Unknown | Code::Internal | Code::DataLoss => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
