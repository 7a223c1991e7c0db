//! Requests: from JSON, paths and queries to messages in gRPC's frames.

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
use tonic::body::Body;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use super::route::Params;
use super::values::Values;

/// What the messages of a request are made of.
pub struct Input {
    /// Their type.
    pub message: MessageDescriptor,
    /// The field that the JSON is of; `*` is all of them, and with `None` there is no JSON.
    pub body: Option<&'static str>,
    /// The fields in the path and the query.
    pub params: Params,
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

/// Makes the headers of a request those of a gRPC call. What else there is, such as the token, stays.
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
    pub fn frames(self, body: Body, many: bool, limit: usize) -> Body {
        let reader =
            Reader { input: self, body, many, limit, values: Values::default(), ended: false };
        let frames = stream::try_unfold(reader, |mut reader| async move {
            let frame = reader.next().await?;
            Ok::<_, Status>(frame.map(|frame| (Frame::data(frame), reader)))
        });
        Body::new(StreamBody::new(frames))
    }

    /// The message of some JSON; an empty one is no JSON at all.
    fn message(&self, json: &[u8]) -> Result<DynamicMessage, Status> {
        let mut message = self.json_message(json).map_err(|error| {
            let text = format!("the body is no {}: {error}", self.message.full_name());
            Status::invalid_argument(text)
        })?;
        for (name, text) in &self.params {
            set(&mut message, name, text).map_err(|error| {
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
            Some("*") => json,
            Some(field) => {
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
    limit: usize,
    values: Values,
    ended: bool,
}

impl Reader {
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

    /// What comes next, where `kept` bytes of the message have come; `None` at the end.
    async fn read(&mut self, kept: usize) -> Result<Option<Bytes>, Status> {
        while let Some(frame) = self.body.frame().await {
            let Ok(bytes) = frame?.into_data() else { continue };
            if kept + bytes.len() > self.limit {
                let text = format!("a message has more than {} bytes", self.limit);
                return Err(Status::resource_exhausted(text));
            }
            return Ok(Some(bytes));
        }
        Ok(None)
    }
}

/// A message as gRPC sends it: whether it is compressed, its length, and itself.
pub fn frame(message: &DynamicMessage) -> Bytes {
    let length = message.encoded_len();
    let mut frame = BytesMut::with_capacity(length + 5);
    frame.put_u8(0);
    // A longer message would have been refused when it was read.
    frame.put_u32(u32::try_from(length).unwrap_or(u32::MAX));
    frame.put(message.encode_to_vec().as_slice());
    frame.freeze()
}

/// How many messages may be around a field that a parameter names.
const DEEPEST: usize = 32;

/// Sets the field that a parameter names; to a list it is added.
fn set(message: &mut DynamicMessage, name: &str, text: &str) -> Result<(), String> {
    let mut message = message;
    let names: Vec<&str> = name.split('.').collect();
    let (last, outer) = names.split_last().ok_or("there is no name")?;
    if outer.len() > DEEPEST {
        return Err("it is too deep".to_owned());
    }
    for name in outer {
        let field = field(message, name)?;
        match message.get_field_mut(&field) {
            Value::Message(inner) => message = inner,
            _ => return Err(format!("`{name}` has no fields")),
        }
    }
    let field = field(message, last)?;
    let given = value(message.descriptor(), &field, text).map_err(|error| error.to_string())?;
    match (message.get_field_mut(&field), given) {
        (Value::List(list), Value::List(given)) => list.extend(given),
        (slot, given) => *slot = given,
    }
    Ok(())
}

fn field(message: &DynamicMessage, name: &str) -> Result<FieldDescriptor, String> {
    let message = message.descriptor();
    let field = message.get_field_by_name(name).or_else(|| message.get_field_by_json_name(name));
    field.ok_or_else(|| format!("{} has no field `{name}`", message.full_name()))
}

/// The value of a field that is written without quotes, as the JSON in which it is the only one has it.
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

    /// What a message is in JSON after these parameters.
    fn with(message: &str, params: &[(&str, &str)]) -> Result<serde_json::Value, String> {
        let pool = DescriptorPool::global();
        let message = pool.get_message_by_name(&format!("google.protobuf.{message}"));
        let mut message = DynamicMessage::new(message.expect("a well-known type"));
        for (name, text) in params {
            set(&mut message, name, text)?;
        }
        serde_json::to_value(&message).map_err(|error| error.to_string())
    }

    #[test]
    fn parameters_are_of_the_types_of_their_fields() {
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
    fn other_parameters_are_refused() {
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

    #[test]
    fn queries_are_decoded() {
        let found = query(Some("a.b=x+y%26&c&d==")).expect("UTF-8");
        let found: Vec<(&str, &str)> =
            found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(found, [("a.b", "x y&"), ("c", ""), ("d", "=")]);
        assert!(query(Some("a=%ff")).is_err());
    }
}
