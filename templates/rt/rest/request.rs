//! Requests: from JSON, paths and queries to messages in gRPC's frames.

use std::collections::HashSet;

use bytes::{BufMut, Bytes, BytesMut};
use futures_util::stream;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use percent_encoding::percent_decode_str;
use prost::Message;
use prost_reflect::{
    DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, ReflectMessage, Value,
};
use serde_json::json;
use tokio::time::timeout;
use tonic::body::Body;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use super::once;
use super::values::Values;
use crate::rt::api::Params;
use crate::rt::body::late_message;
use crate::rt::settings::MessageLimits;

/// The sources of the messages of a request.
pub struct Input {
    /// Their type.
    pub message: MessageDescriptor,
    /// The field that the JSON body holds; `*` means all fields, `None` no body.
    pub body: Option<&'static str>,
    /// The fields in the path.
    pub path: Params,
    /// The fields in the query.
    pub query: Params,
}

/// The parameters of a query, decoded.
pub fn query(query: Option<&str>) -> Result<Params, Status> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        let text = percent_decode_str(&text).decode_utf8().map(String::from);
        text.map_err(|_| Status::invalid_argument("the query is not UTF-8"))
    };
    let pairs = query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        })
        .collect()
}

/// Makes the headers of a request those of a gRPC call. Other headers, such as the token, stay.
pub fn set_headers(headers: &mut HeaderMap) {
    const OF_HTTP: [HeaderName; 8] = [
        header::ACCEPT,
        header::ACCEPT_ENCODING,
        header::CONNECTION,
        header::CONTENT_ENCODING,
        header::CONTENT_LENGTH,
        header::EXPECT,
        header::HOST,
        header::TRANSFER_ENCODING,
    ];
    for name in OF_HTTP {
        headers.remove(name);
    }
    headers.remove("grpc-encoding");
    headers.remove("grpc-accept-encoding");
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    headers.insert(header::TE, HeaderValue::from_static("trailers"));
}

impl Input {
    /// The body of the gRPC call: one message, or one for each value of the body.
    pub fn frames(self, body: Body, many: bool, limits: MessageLimits) -> Body {
        let reader =
            Reader { input: self, body, many, limits, values: Values::default(), ended: false };
        let frames = stream::try_unfold(reader, |mut reader| async move {
            let frame = reader.next_in_time().await?;
            Ok::<_, Status>(frame.map(|frame| (Frame::data(frame), reader)))
        });
        Body::new(StreamBody::new(frames))
    }

    /// Makes a message from JSON and the parameters. An empty body means an empty message.
    fn message(&self, json: &[u8]) -> Result<DynamicMessage, Status> {
        let mut message = self.json_message(json).map_err(|error| {
            let text = format!("the body is not a valid {}: {error}", self.message.full_name());
            Status::invalid_argument(text)
        })?;
        let mut given = Given::default();
        let path = self.path.iter().map(|param| (param, Source::Path));
        let params = path.chain(self.query.iter().map(|param| (param, Source::Query)));
        for ((name, text), source) in params {
            given.set(&mut message, name, text, source).map_err(|error| {
                let details = ErrorDetails::with_bad_request_violation(name, error.clone());
                let text = format!("{name}: {error}");
                Status::with_error_details(Code::InvalidArgument, text, details)
            })?;
        }
        Ok(message)
    }

    fn json_message(&self, json: &[u8]) -> serde_json::Result<DynamicMessage> {
        let of_field;
        let json = match self.body {
            None => b"{}",
            Some(_) if json.trim_ascii().is_empty() => &b"{}"[..],
            Some("*") => {
                once::check(json, once::Type::of_message(self.message.clone()))?;
                json
            }
            Some(field) => {
                // Any other text than one value could set other fields too.
                let known = self.message.get_field_by_name(field);
                once::check(json, known.as_ref().map(once::Type::of_field).unwrap_or_default())?;
                of_field = [b"{\"", field.as_bytes(), b"\": ", json, b"}"].concat();
                &of_field
            }
        };
        let mut reader = serde_json::Deserializer::from_slice(json);
        let message = DynamicMessage::deserialize(self.message.clone(), &mut reader)?;
        reader.end()?;
        Ok(message)
    }
}

/// Reads the body of a request.
struct Reader {
    input: Input,
    body: Body,
    many: bool,
    limits: MessageLimits,
    values: Values,
    ended: bool,
}

impl Reader {
    /// The next message. The time limit is for each, even if bytes keep arriving.
    async fn next_in_time(&mut self) -> Result<Option<Bytes>, Status> {
        match self.limits.time {
            Some(time) => timeout(time, self.next()).await.map_err(|_| late_message())?,
            None => self.next().await,
        }
    }

    async fn next(&mut self) -> Result<Option<Bytes>, Status> {
        if self.ended {
            return Ok(None);
        }
        if !self.many {
            self.ended = true;
            let json = if self.input.body.is_some() { self.whole().await? } else { Bytes::new() };
            return Ok(Some(frame(&self.input.message(&json)?)));
        }
        while !self.ended {
            if let Some(json) = self.values.next().map_err(Status::invalid_argument)? {
                return Ok(Some(frame(&self.input.message(&json)?)));
            }
            let kept = self.values.kept();
            match self.read(kept).await? {
                Some(bytes) => self.values.push(&bytes),
                None => self.ended = true,
            }
        }
        let json = self.values.last().map_err(Status::invalid_argument)?;
        json.map(|json| self.input.message(&json).map(|message| frame(&message))).transpose()
    }

    async fn whole(&mut self) -> Result<Bytes, Status> {
        let mut whole = BytesMut::new();
        while let Some(bytes) = self.read(whole.len()).await? {
            whole.extend_from_slice(&bytes);
        }
        Ok(whole.freeze())
    }

    /// The next bytes, after `kept` bytes of the message; `None` at the end.
    async fn read(&mut self, kept: usize) -> Result<Option<Bytes>, Status> {
        while let Some(frame) = self.body.frame().await {
            let Ok(bytes) = frame?.into_data() else { continue };
            if kept + bytes.len() > self.limits.size {
                let text = format!("a message has more than {} bytes", self.limits.size);
                return Err(Status::resource_exhausted(text));
            }
            return Ok(Some(bytes));
        }
        Ok(None)
    }
}

/// The gRPC frame of a message: whether it is compressed, its length, and the message.
pub fn frame(message: &DynamicMessage) -> Bytes {
    let length = message.encoded_len();
    let mut frame = BytesMut::with_capacity(length + 5);
    frame.put_u8(0);
    // A longer message would have been refused when it was read.
    frame.put_u32(u32::try_from(length).unwrap_or(u32::MAX));
    frame.put(message.encode_to_vec().as_slice());
    frame.freeze()
}

/// The maximum nesting of a field that a parameter names.
const DEEPEST: usize = 32;

/// The origin of a parameter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Path,
    Query,
}

/// The fields that parameters have set. A field is a path of field numbers from the request.
#[derive(Default)]
struct Given {
    fields: HashSet<Vec<u32>>,
    /// The messages that contain them.
    around: HashSet<Vec<u32>>,
}

impl Given {
    /// Sets the field that a parameter names. Fails if it is set already, except that query parameters extend a list.
    fn set(
        &mut self,
        message: &mut DynamicMessage,
        name: &str,
        text: &str,
        source: Source,
    ) -> Result<(), String> {
        let mut message = message;
        let names: Vec<&str> = name.split('.').collect();
        let (last, outer) = names.split_last().ok_or("empty name")?;
        if outer.len() > DEEPEST {
            return Err("nested too deeply".to_owned());
        }
        let mut path = Vec::new();
        for name in outer {
            let field = field(message, name)?;
            check_oneof(message, &field)?;
            path.push(field.number());
            if self.fields.contains(&path) {
                return Err(TWICE.to_owned());
            }
            self.around.insert(path.clone());
            match message.get_field_mut(&field) {
                Value::Message(inner) => message = inner,
                _ => return Err(format!("`{name}` has no fields")),
            }
        }
        let field = field(message, last)?;
        path.push(field.number());
        let value = value(message.descriptor(), &field, text).map_err(|error| error.to_string())?;
        check_oneof(message, &field)?;
        let is_first = !self.around.contains(&path) && self.fields.insert(path);
        let is_in_body = is_first && message.has_field(&field);
        // Resources that clients send back have their name in both the body and the path.
        let is_same = source == Source::Path && *message.get_field(&field) == value;
        let takes_more = field.is_list() && source == Source::Query;
        let is_free = is_first || takes_more;
        if !is_free || (is_in_body && !is_same) {
            return Err(TWICE.to_owned());
        }
        match (message.get_field_mut(&field), value) {
            (Value::List(list), Value::List(more)) if source == Source::Query => list.extend(more),
            (slot, value) => *slot = value,
        }
        Ok(())
    }
}

const TWICE: &str = "set twice";

/// Fails if another field of the same oneof is set.
fn check_oneof(message: &DynamicMessage, field: &FieldDescriptor) -> Result<(), String> {
    let Some(oneof) = field.containing_oneof() else { return Ok(()) };
    let mut others = oneof.fields().filter(|other| other != field);
    match others.find(|other| message.has_field(other)) {
        Some(other) => Err(format!("`{}` of the same oneof is already set", other.name())),
        None => Ok(()),
    }
}

fn field(message: &DynamicMessage, name: &str) -> Result<FieldDescriptor, String> {
    let message = message.descriptor();
    let field = message.get_field_by_name(name).or_else(|| message.get_field_by_json_name(name));
    field.ok_or_else(|| format!("{} has no field `{name}`", message.full_name()))
}

/// Parses a parameter as the JSON value of its field, which is written without quotes.
fn value(
    message: MessageDescriptor,
    field: &FieldDescriptor,
    text: &str,
) -> serde_json::Result<Value> {
    let is_bool = match field.kind() {
        Kind::Bool => true,
        Kind::Message(message) => message.full_name() == "google.protobuf.BoolValue",
        _ => false,
    };
    let json = match (field.kind(), text.parse::<i32>(), text.parse::<bool>()) {
        (_, _, Ok(value)) if is_bool => json!(value),
        (Kind::Enum(_), Ok(number), _) => json!(number),
        _ => json!(text),
    };
    let json = if field.is_list() { json!([json]) } else { json };
    let mut message = DynamicMessage::deserialize(message, json!({ field.json_name(): json }))?;
    Ok(message.take_field(field).unwrap_or_else(|| Value::default_value_for_field(field)))
}

#[cfg(test)]
mod tests {
    use prost_reflect::DescriptorPool;

    use super::*;

    /// The JSON of a message with these parameters.
    fn with(message: &str, params: &[(&str, &str)]) -> Result<serde_json::Value, String> {
        let pool = DescriptorPool::global();
        let message = pool.get_message_by_name(&format!("google.protobuf.{message}"));
        let mut message = DynamicMessage::new(message.expect("a well-known type"));
        let mut given = Given::default();
        for (name, text) in params {
            given.set(&mut message, name, text, Source::Query)?;
        }
        serde_json::to_value(&message).map_err(|error| error.to_string())
    }

    #[test]
    fn parameters_are_parsed_as_their_fields() {
        let params = [
            ("name", "12"),
            ("number", "-12"),
            ("label", "LABEL_REPEATED"),
            ("type", "9"),
            ("options.deprecated", "true"),
            ("typeName", "true"),
        ];
        let expected = json!({
            "name": "12", "number": -12, "label": "LABEL_REPEATED", "type": "TYPE_STRING",
            "options": { "deprecated": true }, "typeName": "true",
        });
        assert_eq!(with("FieldDescriptorProto", &params), Ok(expected));
        let params = [("dependency", "a"), ("dependency", "b"), ("public_dependency", "1")];
        let expected = json!({ "dependency": ["a", "b"], "publicDependency": [1] });
        assert_eq!(with("FileDescriptorProto", &params), Ok(expected));
    }

    #[test]
    fn invalid_parameters_are_refused() {
        let params = [
            ("number", "x"),
            ("number", ""),
            ("label", "LABEL_OTHER"),
            ("options.deprecated", "1"),
            ("options", "true"),
            ("nothing", "1"),
            ("number.x", "1"),
            ("", "1"),
        ];
        for (name, text) in params {
            assert!(with("FieldDescriptorProto", &[(name, text)]).is_err(), "{name}={text}");
        }
        let deep = ["nested_type"; 50].join(".");
        assert!(with("DescriptorProto", &[(&deep, "1")]).is_err());
    }

    /// Makes a request from a path, a query and a body.
    fn request(path: &str, query: &[(&str, &str)], body: &str) -> Result<String, String> {
        let pool = DescriptorPool::global();
        let message = pool.get_message_by_name("google.protobuf.FieldDescriptorProto");
        let params = |params: &[(&str, &str)]| {
            params.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
        };
        let input = Input {
            message: message.expect("a well-known type"),
            body: Some("*"),
            path: params(&[("name", path)]),
            query: params(query),
        };
        let message = input.message(body.as_bytes());
        message.map(|message| format!("{message:?}")).map_err(|status| status.message().to_owned())
    }

    #[test]
    fn fields_are_set_once() {
        for (query, body) in [
            (&[][..], "{}"),
            (&[], r#"{"name": "a"}"#),
            (&[("number", "0")], "{}"),
            (&[("number", "1")], r#"{"typeName": "b"}"#),
        ] {
            assert!(request("a", query, body).is_ok(), "{query:?} {body}");
        }
        for (path, query, body) in [
            ("a", &[("name", "b")][..], ""),
            ("a", &[("name", "a")], ""),
            ("", &[("name", "b")], ""),
            ("a", &[], r#"{"name": "b"}"#),
            ("a", &[("number", "0"), ("number", "1")], ""),
            ("a", &[("type_name", "b"), ("typeName", "b")], ""),
            ("a", &[("options.lazy", "true"), ("options.lazy", "false")], ""),
            ("a", &[("number", "1")], r#"{"number": 2}"#),
            ("a", &[], r#"{"number": 1, "number": 1}"#),
            ("a", &[], r#"{"typeName": "a", "type_name": "b"}"#),
            ("a", &[], r#"{"options": {"lazy": true, "lazy": false}}"#),
            ("a", &[], r#"{"options": {}, "options": {}}"#),
        ] {
            let found = request(path, query, body);
            let message = found.expect_err(&format!("{path} {query:?} {body}"));
            assert!(message.contains("twice"), "{message}");
        }
    }

    #[test]
    fn one_field_of_a_oneof_is_set() {
        use prost_types::field_descriptor_proto::{Label, Type};
        use prost_types::{
            DescriptorProto, FieldDescriptorProto, FileDescriptorProto, OneofDescriptorProto,
        };
        let field = |name: &str, number| FieldDescriptorProto {
            name: Some(name.to_owned()),
            number: Some(number),
            label: Some(Label::Optional.into()),
            r#type: Some(Type::String.into()),
            oneof_index: Some(0),
            ..Default::default()
        };
        let find = DescriptorProto {
            name: Some("Find".to_owned()),
            field: vec![field("by_name", 1), field("by_email", 2)],
            oneof_decl: vec![OneofDescriptorProto {
                name: Some("by".to_owned()),
                ..Default::default()
            }],
            ..Default::default()
        };
        let file = FileDescriptorProto {
            name: Some("find.proto".to_owned()),
            message_type: vec![find],
            syntax: Some("proto3".to_owned()),
            ..Default::default()
        };
        let mut pool = DescriptorPool::new();
        pool.add_file_descriptor_proto(file).expect("a file");
        let message = pool.get_message_by_name("Find").expect("its message");
        let ask = |path: &[&str], query: &[&str], body: &str| {
            let params = |names: &[&str]| {
                names.iter().map(|name| ((*name).to_owned(), "x".to_owned())).collect()
            };
            let (path, query) = (params(path), params(query));
            let input = Input { message: message.clone(), body: Some("*"), path, query };
            input.message(body.as_bytes()).map(drop).map_err(|status| status.code())
        };
        assert_eq!(ask(&["by_name"], &[], ""), Ok(()));
        assert_eq!(ask(&[], &["by_email"], ""), Ok(()));
        for (path, query, body) in [
            (&["by_name"][..], &["by_email"][..], ""),
            (&[], &["by_name", "byEmail"], ""),
            (&["by_name"], &[], r#"{"byEmail": "x"}"#),
            (&[], &["by_name"], r#"{"by_email": ""}"#),
            (&[], &[], r#"{"byName": "x", "byEmail": "x"}"#),
        ] {
            let found = ask(path, query, body);
            assert_eq!(found, Err(Code::InvalidArgument), "{path:?} {query:?} {body}");
        }
    }

    #[test]
    fn the_body_of_a_field_is_one_value() {
        let pool = DescriptorPool::global();
        let message = pool.get_message_by_name("google.protobuf.FieldDescriptorProto");
        let input = Input {
            message: message.expect("a well-known type"),
            body: Some("options"),
            path: Params::new(),
            query: Params::new(),
        };
        assert!(input.message(br#" {"lazy": true} "#).is_ok());
        for body in [r#"{}, "number": 9"#, "{}}", r#"{"lazy": true, "lazy": true}"#] {
            let status = input.message(body.as_bytes()).expect_err(body);
            assert_eq!(status.code(), Code::InvalidArgument, "{body}");
        }
    }

    #[test]
    fn queries_are_decoded() {
        let found = query(Some("a.b=x+y%26&c&d==")).expect("UTF-8");
        let found: Vec<(&str, &str)> =
            found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(found, [("a.b", "x y&"), ("c", ""), ("d", "=")]);
        assert!(query(Some("a=%ff")).is_err());
    }
}
