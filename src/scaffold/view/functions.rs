//! Functions that make entities of requests, and those that validate requests.

use heck::ToSnakeCase;
use serde::Serialize;

use super::types::type_path;
use crate::scaffold::config::Rule;
use crate::scaffold::entities::Entity;
use crate::scaffold::fields::{self, FieldView, is_text};
use crate::scaffold::methods::{self, Assign, NewEntity};
use crate::scaffold::names;
use crate::schema::handles::{Field, Message, Method};

/// The functions of a service.
#[derive(Default, Serialize)]
pub struct Functions {
    /// Those that make entities.
    pub constructors: Vec<Constructor>,
    /// Those that validate requests.
    pub validators: Vec<Validator>,
}

/// A function that makes an entity of a request.
#[derive(Serialize)]
pub struct Constructor {
    /// Its name.
    pub name: String,
    /// The type of the request.
    pub input: String,
    /// The name of its parameter.
    pub param: String,
    /// The type of the entity.
    pub output: String,
    /// The variable of an entity.
    pub one: String,
    /// The function that validates the request.
    pub request_validator: Option<String>,
    /// The function that validates the entity.
    pub entity_validator: Option<String>,
    /// The field of the request that holds the entity.
    pub from: Option<String>,
    /// Whether the request is the entity.
    pub is_entity: bool,
    /// The fields it sets.
    pub fields: Vec<Assign>,
    /// Whether the entity has more fields.
    pub has_more: bool,
    /// For tests: a request, or the entity in it.
    pub sample: Sample,
    /// For tests: whether a request that holds the entity has more fields.
    pub input_has_more: bool,
    /// For tests: the field with a unique value, if a client sets it.
    pub unique: Option<String>,
}

impl Constructor {
    /// The function that validates the request, or the entity.
    pub fn validator(&self) -> Option<&String> {
        self.request_validator.as_ref().or(self.entity_validator.as_ref())
    }
}

/// A message with values.
#[derive(Serialize)]
pub struct Sample {
    /// The string fields that are set.
    pub fields: Vec<FieldView>,
    /// Whether the message has more fields.
    pub has_more: bool,
}

/// A function that validates a request.
#[derive(Serialize)]
pub struct Validator {
    /// Its name.
    pub name: String,
    /// The type of the request.
    pub input: String,
    /// The fields it checks.
    pub checks: Vec<Check>,
}

/// The check of a field of a request.
#[derive(PartialEq, Eq, Serialize)]
pub struct Check {
    /// The field.
    pub field: FieldView,
    /// The fewest characters.
    pub min_chars: Option<usize>,
    /// The most characters.
    pub max_chars: Option<usize>,
    /// The text it must contain.
    pub contains: Option<String>,
}

impl Check {
    /// The fields in the violations of an empty request.
    pub fn violations(&self) -> impl Iterator<Item = String> {
        let fails = [self.min_chars.is_some_and(|min| min > 0), self.contains.is_some()];
        fails.into_iter().filter(|fails| *fails).map(|_| self.field.name.clone())
    }

    fn new(field: Field<'_>, rule: Rule) -> Self {
        let Rule { min_chars, max_chars, contains } = rule;
        Self { field: FieldView::new(field), min_chars, max_chars, contains }
    }
}

fn checks(entity: Entity<'_>, request: Message<'_>) -> Vec<Check> {
    let texts = request.fields().filter(|&field| is_text(field));
    let rules = texts.map(|field| (field, entity.rule(field)));
    rules.filter(|(_, rule)| *rule != Rule::default()).map(|(field, rule)| Check::new(field, rule)).collect()
}

impl Functions {
    /// The name of the function that makes an entity of this request, which is added.
    pub fn constructor<'a>(
        &mut self,
        method: Method<'a>,
        input: Message<'a>,
        entity: Entity<'a>,
        package: &str,
    ) -> Option<String> {
        let made = methods::new_entity(method, entity, package)?;
        let message = entity.message;
        let input_type = type_path(input, package);
        if let Some(known) = self.constructors.iter().find(|known| known.input == input_type) {
            return Some(known.name.clone());
        }
        let one = entity.one();
        let is_taken = |name: &str| self.constructors.iter().any(|known| known.name == name);
        let short = format!("new_{one}");
        let name =
            if is_taken(&short) { format!("{short}_of_{}", input.name().to_snake_case()) } else { short };
        let name = names::free(&name, is_taken);
        // Other methods may validate the entity too, so it is validated instead of the request if the checks agree.
        let checks_request =
            made.from.is_none() && (made.is_entity || checks(entity, input) != checks(entity, message));
        let validator = self.validator(entity, if checks_request { input } else { message }, package);
        let (request_validator, entity_validator) =
            if checks_request { (validator, None) } else { (None, validator) };
        let sample = sample(entity, &made, if made.from.is_some() { message } else { input });
        self.constructors.push(Constructor {
            name: name.clone(),
            output: type_path(message, package),
            param: if made.is_entity { one.clone() } else { "request".to_owned() },
            request_validator,
            entity_validator,
            is_entity: made.is_entity,
            has_more: message.fields().count() > made.fields.len(),
            sample,
            input_has_more: input.fields().count() > 1,
            unique: made.given.iter().copied().find(|&field| entity.is_unique(field)).map(fields::ident),
            from: made.from.map(fields::ident),
            fields: made.fields,
            input: input_type,
            one,
        });
        Some(name)
    }

    /// The name of the function that validates a message, which is added; `None` if there is nothing to validate.
    pub fn validator(&mut self, entity: Entity<'_>, message: Message<'_>, package: &str) -> Option<String> {
        let name = format!("check_{}", message.name().trim_end_matches("Request").to_snake_case());
        let input = type_path(message, package);
        if let Some(known) = self.validators.iter().find(|known| known.input == input) {
            return Some(known.name.clone());
        }
        let checks = checks(entity, message);
        if checks.is_empty() {
            return None;
        }
        let name = names::free(&name, |name| self.validators.iter().any(|known| known.name == name));
        self.validators.push(Validator { name: name.clone(), input, checks });
        Some(name)
    }
}

/// A message with values in all string fields that a client sets, except the key.
fn sample(entity: Entity<'_>, made: &NewEntity<'_>, message: Message<'_>) -> Sample {
    let key = entity.is(message).then(|| fields::ident(entity.key));
    let given = made.given.iter().copied();
    let texts = given.filter(|&field| is_text(field) && Some(fields::ident(field)) != key);
    let fields: Vec<FieldView> = texts.map(FieldView::new).collect();
    Sample { has_more: message.fields().count() > fields.len(), fields }
}
