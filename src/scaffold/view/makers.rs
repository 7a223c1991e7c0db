//! Functions that make entities of requests, and those that check requests.

use heck::ToSnakeCase;
use serde::Serialize;

use super::service::Service;
use super::types::type_path;
use crate::scaffold::entities::{Check, Kept};
use crate::scaffold::methods::{self, Assign};
use crate::scaffold::{fields, format, names};
use crate::schema::handles::{Field, Message, Method};

/// A function that makes an entity of a request.
#[derive(Serialize)]
pub struct Maker {
    /// Its name.
    pub name: String,
    /// The function, up to its brace.
    pub signature: String,
    /// The type of the request.
    pub input: String,
    /// What it calls the request.
    pub param: String,
    /// The type of the entity.
    pub output: String,
    /// What an entity is called.
    pub one: String,
    /// The function that checks the request, or the entity.
    pub checker: Option<String>,
    /// Whether the request is checked, not the entity made from it.
    pub checks_request: bool,
    /// The field of the request that holds the entity.
    pub from: Option<String>,
    /// Whether the request is the entity.
    pub is_entity: bool,
    /// The fields it sets, of an entity that is there.
    pub fields: Vec<Assign>,
    /// What it returns otherwise, or the entity before its check.
    pub value: String,
    /// For tests: the `n`th request, or the entity in it.
    pub sample: String,
    /// For tests: the request with that entity.
    pub wrapped: String,
    /// For tests: whether the sample has the number `n`.
    pub counts: bool,
    /// For tests: the field of the entity that a second one may not have again, if a client gives it.
    pub unique: Option<String>,
}

/// A function that checks a request.
#[derive(Serialize)]
pub struct Checker {
    /// Its name.
    pub name: String,
    /// The function, up to its brace.
    pub signature: String,
    /// The type of the request.
    pub input: String,
    /// What it checks.
    pub checks: Vec<Check>,
}

/// The name of the function that makes an entity of this request, which is added to the service.
pub(super) fn maker<'a>(
    of: Method<'a>,
    input: Message<'a>,
    kept: Kept<'a>,
    package: &str,
    service: &mut Service,
) -> Option<String> {
    let made = methods::new_entity(of, kept, package)?;
    let entity = kept.message;
    let one = kept.one();
    let input_type = type_path(input, package);
    if let Some(known) = service.makers.iter().find(|maker| maker.input == input_type) {
        return Some(known.name.clone());
    }
    let is_taken = |name: &str| service.makers.iter().any(|maker| maker.name == name);
    let short = format!("new_{one}");
    let name = if is_taken(&short) { format!("{short}_of_{}", input.name().to_snake_case()) } else { short };
    let name = names::free(&name, is_taken);
    // Other methods may check the entity too, so it is checked rather than the request where that is the same.
    let checks_request = made.from.is_none() && (made.is_entity || kept.checks(input) != kept.checks(entity));
    let checker = checker(kept, if checks_request { input } else { entity }, package, service);
    let output = type_path(entity, package);
    let param = if made.is_entity { one.clone() } else { "request".to_owned() };
    let mut lines: Vec<String> = made.fields.iter().map(Assign::line).collect();
    if made.is_entity {
        lines.push(format!("..{one}"));
    } else if entity.fields().count() > lines.len() {
        lines.push("..Default::default()".to_owned());
    }
    let value = if made.fields.is_empty() && made.is_entity {
        format!("Ok({one})")
    } else if checks_request || checker.is_none() {
        format::literal(1, "Ok(", &output, &lines, ")")
    } else {
        format::literal(1, &format!("let {one} = "), &output, &lines, ";")
    };
    let sample = match made.from {
        None => format::literal(1, "", &input_type, &samples(kept, &made.given, input), ""),
        Some(_) => {
            format::literal(1, &format!("let {one} = "), &output, &samples(kept, &made.given, entity), ";")
        }
    };
    let mut wrapped: Vec<String> =
        made.from.iter().map(|field| format!("{}: Some({one})", fields::ident(*field))).collect();
    if input.fields().count() > 1 {
        wrapped.push("..Default::default()".to_owned());
    }
    service.makers.push(Maker {
        signature: format!("fn {name}({param}: {input_type}) -> Result<{output}, Error> {{"),
        name: name.clone(),
        param,
        wrapped: format::literal(1, "", &input_type, &wrapped, ""),
        input: input_type,
        output,
        one,
        checker,
        checks_request,
        from: made.from.map(fields::ident),
        is_entity: made.is_entity,
        value,
        counts: sample.contains("{n}"),
        sample,
        unique: made.given.iter().copied().find(|&field| kept.is_unique(field)).map(fields::ident),
        fields: made.fields,
    });
    Some(name)
}

/// The lines of a struct with a value for each text that is given.
fn samples(kept: Kept<'_>, given: &[Field<'_>], message: Message<'_>) -> Vec<String> {
    let key = kept.is(message).then(|| fields::ident(kept.key));
    let texts: Vec<Field<'_>> = given
        .iter()
        .copied()
        .filter(|&field| fields::is_text(field) && Some(fields::ident(field)) != key)
        .collect();
    let line = |field: &Field<'_>| {
        let end = if field.name().contains("email") { "@example.com" } else { "" };
        let value = fields::wrap(*field, &format!("format!(\"{}-{{n}}{end}\")", field.name()));
        format!("{}: {value}", fields::ident(*field))
    };
    let mut lines: Vec<String> = texts.iter().map(line).collect();
    if message.fields().count() > texts.len() {
        lines.push("..Default::default()".to_owned());
    }
    lines
}

/// The name of the function that checks a message, which is added to the service; `None` where there is nothing to
/// check.
pub(super) fn checker(
    kept: Kept<'_>,
    message: Message<'_>,
    package: &str,
    service: &mut Service,
) -> Option<String> {
    let name = format!("check_{}", message.name().trim_end_matches("Request").to_snake_case());
    let input = type_path(message, package);
    if let Some(known) = service.checkers.iter().find(|checker| checker.input == input) {
        return Some(known.name.clone());
    }
    let checks = kept.checks(message);
    if checks.is_empty() {
        return None;
    }
    let name = names::free(&name, |name| service.checkers.iter().any(|checker| checker.name == name));
    let signature = format!("fn {name}(request: &{input}) -> Result<(), Error> {{");
    service.checkers.push(Checker { name: name.clone(), signature, input, checks });
    Some(name)
}
