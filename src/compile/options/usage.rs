//! Checks uses of options against their `targets` and `feature_support`.

use super::place::option_place;
use crate::compile::features::features_place;
use crate::compile::support::Support;
use crate::diag::{Diagnostic, Place, Severity};
use crate::schema::{Element, File, FileId, MessageValue, OptionSetId, Ref, Schema, TypeRef, Value};
use crate::syntax::{Decl, Level, edition_name};

/// Options of fields and enum values that restrict their use.
const TARGETS: i32 = 19;
const FIELD_SUPPORT: i32 = 22;
const VALUE_SUPPORT: i32 = 4;

/// Checks that the options of a file exist in its edition. In requested files, also checks targets and warns of
/// deprecated options.
pub fn check_use(schema: &Schema, id: FileId, is_root: bool) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    each_option(schema, id, |used| {
        check_lifetime(schema, id, used, &mut faults);
        if is_root {
            check_target(schema, id, used, &mut faults);
        }
    });
    faults.retain(|fault| is_root || fault.severity == Severity::Error);
    faults
}

fn check_lifetime(schema: &Schema, id: FileId, used: OptionUse<'_>, faults: &mut Vec<Diagnostic>) {
    let OptionUse { field, values, .. } = used;
    let level = schema.files[id as usize].level;
    if let Some(support) = support_of(schema, field.file, schema.field(field).options, FIELD_SUPPORT)
        && let Some(found) = lifetime(level, &support, || schema.field_name(field))
    {
        faults.push(found.at(schema, id, used));
    }
    let Some(TypeRef::Enum(ty)) = schema.type_of(field) else { return };
    let declared = &schema.files[ty.file as usize];
    for value in values {
        let Value::Enum(number) = value else { continue };
        let mut known = declared.enums[ty.index as usize].values.iter();
        let Some(value) = known.find(|&value| declared.values[value as usize].number == *number) else {
            continue;
        };
        if let Some(support) =
            support_of(schema, ty.file, declared.values[value as usize].options, VALUE_SUPPORT)
            && let Some(found) =
                lifetime(level, &support, || schema.full_name(ty.file, Element::Value(value)))
        {
            faults.push(found.at(schema, id, used));
        }
    }
}

fn check_target(schema: &Schema, id: FileId, used: OptionUse<'_>, faults: &mut Vec<Diagnostic>) {
    let field = used.field;
    let declared = schema.option_values(field.file, schema.field(field).options);
    let targets = declared.map_or(&[][..], |declared| declared.get(TARGETS));
    let (target, noun) = target_of(used.owner);
    if targets.is_empty() || targets.contains(&Value::Enum(target)) {
        return;
    }
    let message = format!("option `{}` cannot be set on {noun}", schema.field_name(field));
    let help = "see `targets` in the declaration of the option";
    faults.push(Diagnostic::error("option-target", used.place(schema, id), message).help(help));
}

/// A field that is set in the options of an element, at any depth.
#[derive(Clone, Copy)]
struct OptionUse<'a> {
    owner: Element,
    set: OptionSetId,
    field: Ref,
    values: &'a [Value],
}

impl OptionUse<'_> {
    /// The place of the first statement that sets the field.
    fn place(self, schema: &Schema, id: FileId) -> Place {
        option_place(schema, id, self.set, |options, record| holds(&options.part(record), self.field))
    }
}

fn holds(message: &MessageValue, wanted: Ref) -> bool {
    message.fields.iter().any(|field| {
        field.field == wanted
            || field.values.iter().any(|value| matches!(value, Value::Message(inner) if holds(inner, wanted)))
    })
}

/// Visits all options of a file, and all fields of the messages in them.
fn each_option(schema: &Schema, id: FileId, mut visit: impl FnMut(OptionUse<'_>)) {
    let file = &schema.files[id as usize];
    for (declared, set) in file.option_sets.iter().zip(0..) {
        let owner = declared.owner;
        if !file.is_map_entry_field(owner) {
            let merged = &schema.options[id as usize].sets[set as usize].merged;
            each_field(merged, &mut |field, values| visit(OptionUse { owner, set, field, values }));
        }
    }
}

fn each_field(message: &MessageValue, visit: &mut impl FnMut(Ref, &[Value])) {
    for field in &message.fields {
        visit(field.field, &field.values);
        for value in &field.values {
            if let Value::Message(inner) = value {
                each_field(inner, visit);
            }
        }
    }
}

fn support_of(
    schema: &Schema,
    file: FileId,
    options: Option<OptionSetId>,
    number: i32,
) -> Option<Support<'_>> {
    schema.option_values(file, options)?.message(number).map(Support::new)
}

struct Lifetime {
    severity: Severity,
    message: String,
    help: String,
}

fn lifetime(level: Level, support: &Support<'_>, name: impl Fn() -> String) -> Option<Lifetime> {
    let edition = level.edition();
    if support.introduced.is_some_and(|introduced| edition < introduced) {
        let introduced = edition_name(support.introduced.unwrap_or(0));
        let message =
            format!("`{}` requires {introduced}, but this file is {}", name(), edition_name(edition));
        return Some(Lifetime { severity: Severity::Error, message, help: format!("use {introduced}") });
    }
    let because = |reason: Option<&str>| reason.unwrap_or("remove it").to_owned();
    if support.removed.is_some_and(|removed| edition >= removed) {
        let message = format!("`{}` was removed in {}", name(), edition_name(support.removed.unwrap_or(0)));
        return Some(Lifetime { severity: Severity::Error, message, help: because(support.error) });
    }
    if support.deprecated.is_some_and(|deprecated| edition >= deprecated) {
        let message =
            format!("`{}` is deprecated since {}", name(), edition_name(support.deprecated.unwrap_or(0)));
        return Some(Lifetime { severity: Severity::Warning, message, help: because(support.warning) });
    }
    None
}

impl Lifetime {
    fn at(self, schema: &Schema, id: FileId, used: OptionUse<'_>) -> Diagnostic {
        let file = &schema.files[id as usize];
        let option = used.place(schema, id);
        let place = match used.owner {
            Element::File => package_place(file).unwrap_or_else(|| option.clone()),
            owner => features_place(file, owner),
        };
        let fault = Diagnostic {
            severity: self.severity,
            ..Diagnostic::error("option-lifetime", place, self.message)
        };
        fault.label(option, "set here").help(self.help)
    }
}

/// The `package` statement, where protoc reports errors about a whole file.
fn package_place(file: &File) -> Option<Place> {
    let tree = file.tree()?;
    tree.decls.iter().find_map(|decl| match decl {
        Decl::Package(package) => Some(Place::span(&tree.source, tree.span_to(package.first, package.last))),
        _ => None,
    })
}

/// The `FieldOptions.OptionTargetType` of an element, and a noun for it.
fn target_of(element: Element) -> (i32, &'static str) {
    match element {
        Element::File => (1, "a file"),
        Element::ExtensionRange(_) => (2, "an extension range"),
        Element::Message(_) => (3, "a message"),
        Element::Field(_) => (4, "a field"),
        Element::Oneof(_) => (5, "a oneof"),
        Element::Enum(_) => (6, "an enum"),
        Element::Value(_) => (7, "an enum value"),
        Element::Service(_) => (8, "a service"),
        Element::Method(_) => (9, "a method"),
    }
}
