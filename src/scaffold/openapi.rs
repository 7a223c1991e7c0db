//! The description of the routes: `OpenAPI` 3.1.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::routes::{Origin, Route, field};
use crate::schema::FieldType;
use crate::schema::handles::{Enum, EnumValue, Field, Message, Method};
use crate::text::visible_json;

/// The description of `routes`. A method that has other routes is not described at its path in gRPC too.
pub fn describe(title: &str, routes: &[Route<'_>]) -> String {
    let mut schemas = Schemas::default();
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for (index, route) in routes.iter().enumerate() {
        let same = |other: &Route<'_>| id(other.method) == id(route.method);
        let has_other = routes.iter().any(|other| same(other) && other.origin != Origin::Method);
        if route.origin == Origin::Method && has_other {
            continue;
        }
        let earlier =
            routes[..index].iter().filter(|other| same(other) && other.origin == route.origin).count();
        let (path, _) = route.pattern.flat();
        let operation = operation(route, earlier, &mut schemas);
        let verb = route.verb.to_lowercase();
        // OpenAPI has no place for other verbs.
        if ["get", "put", "post", "delete", "options", "head", "patch", "trace"].contains(&verb.as_str()) {
            paths.entry(path).or_default().insert(verb, operation);
        }
    }
    let mut schemas = schemas.finish();
    schemas.insert("google.rpc.Status".to_owned(), error());
    let description = json!({
        "openapi": "3.1.0",
        "info": { "title": title, "version": "0.1.0" },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
        // The settings of the server decide whether a token is required.
        "security": [{}, { "token": [] }],
    });
    // Comments of a schema may hold characters that change what editors and terminals show.
    visible_json(&format!("{description:#}\n")).into_owned()
}

fn id(method: Method<'_>) -> (&str, &str) {
    (method.parent().full_name(), method.name())
}

/// The operation of a route; `earlier` routes have the same.
fn operation<'a>(route: &Route<'a>, earlier: usize, schemas: &mut Schemas<'a>) -> Value {
    let method = route.method;
    let mut id = format!("{}_{}", method.parent().name(), method.name());
    if earlier > 0 {
        id = format!("{id}_{}", earlier + 1);
    }
    let mut operation = json!({
        "operationId": id,
        "tags": [method.parent().full_name()],
        "parameters": parameters(route, schemas),
        "responses": { "200": response(route, schemas), "default": {
            "description": "What went wrong",
            "content": { "application/json": { "schema": reference("google.rpc.Status") } },
        } },
    });
    let comment = method.comment_lines().join("\n");
    if !comment.is_empty() {
        operation["description"] = comment.into();
    }
    if let Some(schema) = body(route, schemas) {
        let content = json!({ "application/json": { "schema": schema } });
        operation["requestBody"] = json!({ "content": content, "required": true });
    }
    operation
}

fn parameters<'a>(route: &Route<'a>, schemas: &mut Schemas<'a>) -> Vec<Value> {
    let Some(input) = route.method.input() else { return Vec::new() };
    let (_, names) = route.pattern.flat();
    let mut parameters: Vec<Value> = Vec::new();
    for name in names {
        let schema = field(input, &name).map_or_else(|| json!({ "type": "string" }), |of| schemas.field(of));
        parameters.push(json!({ "name": name, "in": "path", "required": true, "schema": schema }));
    }
    if route.body.as_deref() == Some("*") {
        return parameters;
    }
    let mut open: Vec<(String, Field<'_>)> = Vec::new();
    for field in input.fields().filter(|field| Some(field.name()) != route.body.as_deref()) {
        query("", field, &mut open);
    }
    for (name, field) in open {
        if route.pattern.captures.iter().all(|capture| capture.name != name) {
            parameters.push(json!({ "name": name, "in": "query", "schema": schemas.field(field) }));
        }
    }
    parameters
}

/// Adds the parameters that a field can be set with, in a query: its own, or those of the fields in it.
fn query<'a>(prefix: &str, field: Field<'a>, found: &mut Vec<(String, Field<'a>)>) {
    /// How many fields may be around one; messages may hold themselves.
    const DEEPEST: usize = 3;
    let name = format!("{prefix}{}", field.name());
    match field.message_type() {
        Some(message) if well_known(message.full_name()).is_none() => {
            if field.is_repeated() || prefix.matches('.').count() >= DEEPEST {
                return;
            }
            for inner in message.fields() {
                query(&format!("{name}."), inner, found);
            }
        }
        _ => found.push((name, field)),
    }
}

fn body<'a>(route: &Route<'a>, schemas: &mut Schemas<'a>) -> Option<Value> {
    let input = route.method.input()?;
    let schema = match route.body.as_deref()? {
        "*" => schemas.message(input),
        name => schemas.field(field(input, name)?),
    };
    Some(if route.method.is_client_streaming() { list(&schema) } else { schema })
}

fn response<'a>(route: &Route<'a>, schemas: &mut Schemas<'a>) -> Value {
    let output = route.method.output();
    let part = route.response.as_deref().and_then(|name| field(output?, name));
    let schema = match (part, output) {
        (Some(part), _) => schemas.field(part),
        (None, Some(output)) => schemas.message(output),
        (None, None) => json!({}),
    };
    let content = if route.method.is_server_streaming() {
        let lines = json!({ "schema": schema });
        json!({ "application/json": { "schema": list(&schema) }, "application/x-ndjson": lines })
    } else {
        json!({ "application/json": { "schema": schema } })
    };
    json!({ "description": "The answer", "content": content })
}

fn list(of: &Value) -> Value {
    json!({ "type": "array", "items": of })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn error() -> Value {
    json!({
        "type": "object",
        "properties": {
            "code": { "type": "integer", "format": "int32" },
            "message": { "type": "string" },
            "details": list(&json!({ "type": "object", "properties": { "@type": { "type": "string" } } })),
        },
    })
}

/// The schemas of messages and enums, by full name.
#[derive(Default)]
struct Schemas<'a> {
    done: BTreeMap<String, Value>,
    /// Messages that are referred to and whose fields are not written yet. Each may lead to another, without end.
    pending: Vec<Message<'a>>,
}

impl<'a> Schemas<'a> {
    /// All that is referred to.
    fn finish(mut self) -> BTreeMap<String, Value> {
        while let Some(message) = self.pending.pop() {
            let fields =
                message.fields().map(|field| (field.json_name().into_owned(), self.documented(field)));
            let properties: Map<String, Value> = fields.collect();
            let mut schema = json!({ "type": "object", "properties": properties });
            describe_with(&mut schema, &message.comment_lines());
            self.done.insert(message.full_name().to_owned(), schema);
        }
        self.done
    }

    /// A message, by reference if it has a schema of its own.
    fn message(&mut self, message: Message<'a>) -> Value {
        let name = message.full_name();
        if let Some(known) = well_known(name) {
            return known;
        }
        if !self.done.contains_key(name) {
            // Reserve the name first, so that recursion ends.
            self.done.insert(name.to_owned(), Value::Null);
            self.pending.push(message);
        }
        reference(name)
    }

    fn documented(&mut self, field: Field<'a>) -> Value {
        let mut schema = self.field(field);
        describe_with(&mut schema, &field.comment_lines());
        schema
    }

    fn field(&mut self, field: Field<'a>) -> Value {
        if let Some(entry) = field.message_type().filter(|message| message.is_map_entry()) {
            let value = entry.fields().find(|field| field.number() == 2);
            let value = value.map_or_else(|| json!({}), |value| self.single(value));
            return json!({ "type": "object", "additionalProperties": value });
        }
        let single = self.single(field);
        if field.is_repeated() { list(&single) } else { single }
    }

    fn single(&mut self, field: Field<'a>) -> Value {
        use FieldType::{
            Bool, Bytes, Double, Fixed32, Fixed64, Float, Int32, Int64, Sfixed32, Sfixed64, Sint32, Sint64,
            String, Uint32, Uint64,
        };
        if let Some(message) = field.message_type() {
            return self.message(message);
        }
        if let Some(item) = field.enum_type() {
            return self.enumeration(item);
        }
        match field.ty() {
            Bool => json!({ "type": "boolean" }),
            String => json!({ "type": "string" }),
            Bytes => json!({ "type": "string", "contentEncoding": "base64" }),
            Double => json!({ "type": "number", "format": "double" }),
            Float => json!({ "type": "number", "format": "float" }),
            Int32 | Sint32 | Sfixed32 => json!({ "type": "integer", "format": "int32" }),
            Uint32 | Fixed32 => json!({ "type": "integer", "format": "uint32", "minimum": 0 }),
            // JSON has numbers of 53 bits: these are texts.
            Int64 | Sint64 | Sfixed64 => json!({ "type": "string", "format": "int64" }),
            Uint64 | Fixed64 => json!({ "type": "string", "format": "uint64" }),
            _ => json!({}),
        }
    }

    fn enumeration(&mut self, item: Enum<'_>) -> Value {
        let name = item.full_name();
        if name == "google.protobuf.NullValue" {
            return json!({ "type": "null" });
        }
        if !self.done.contains_key(name) {
            let values: Vec<&str> = item.values().map(EnumValue::name).collect();
            let mut schema = json!({ "type": "string", "enum": values });
            describe_with(&mut schema, &item.comment_lines());
            self.done.insert(name.to_owned(), schema);
        }
        reference(name)
    }
}

fn describe_with(schema: &mut Value, comment: &[&str]) {
    if !comment.is_empty() {
        schema["description"] = comment.join("\n").into();
    }
}

/// The schema of a message that JSON has a form of its own for.
fn well_known(full_name: &str) -> Option<Value> {
    let nullable = |ty: &str| json!({ "type": [ty, "null"] });
    Some(match full_name.strip_prefix("google.protobuf.")? {
        "Any" => json!({ "type": "object", "properties": { "@type": { "type": "string" } } }),
        "BoolValue" => nullable("boolean"),
        "BytesValue" => json!({ "type": ["string", "null"], "contentEncoding": "base64" }),
        "DoubleValue" | "FloatValue" => nullable("number"),
        "Duration" => json!({ "type": "string", "examples": ["1.5s"] }),
        "Empty" | "Struct" => json!({ "type": "object" }),
        "FieldMask" | "StringValue" => nullable("string"),
        "Int32Value" | "UInt32Value" => nullable("integer"),
        "Int64Value" | "UInt64Value" => nullable("string"),
        "ListValue" => json!({ "type": "array" }),
        "Timestamp" => json!({ "type": "string", "format": "date-time" }),
        "Value" => json!({}),
        _ => return None,
    })
}
