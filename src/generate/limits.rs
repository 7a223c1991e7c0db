//! What prost cannot express: reported before it is left out, or causes an error of rustc.

use super::needed::{field_types, file_of};
use crate::diag::Diagnostic;
use crate::schema::{Element, File, FileId, Ref, Schema, TokRange, TypeRef, place};

/// The package whose messages prost-types has.
const WELL_KNOWN: &str = "google.protobuf";

/// The types of that package that prost-types lacks: it follows a descriptor.proto from before editions.
const NOT_IN_PROST_TYPES: [&str; 11] = [
    "google.protobuf.Edition",
    "google.protobuf.ExtensionRangeOptions.Declaration",
    "google.protobuf.ExtensionRangeOptions.VerificationState",
    "google.protobuf.FeatureSet",
    "google.protobuf.FeatureSetDefaults",
    "google.protobuf.FieldOptions.EditionDefault",
    "google.protobuf.FieldOptions.FeatureSupport",
    "google.protobuf.FieldOptions.OptionRetention",
    "google.protobuf.FieldOptions.OptionTargetType",
    "google.protobuf.GeneratedCodeInfo.Annotation.Semantic",
    "google.protobuf.SymbolVisibility",
];

/// Whether prost-types has the package of this file.
pub fn is_well_known(file: &File) -> bool {
    let package = file.str(file.package);
    package.strip_prefix(WELL_KNOWN).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Errors for types that do not exist in Rust, and warnings for what is left out of `roots`.
pub fn check(schema: &Schema, roots: &[FileId], files: &[FileId]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for &id in files {
        let file = &schema.files[id as usize];
        if is_well_known(file) {
            continue;
        }
        for (field, ty) in field_types(schema, id) {
            let at = file.fields[field as usize].type_at;
            faults.extend(missing_type(schema, ty).map(|name| not_in_prost_types(file, at, &name)));
        }
        if roots.contains(&id) {
            faults.extend(methods(schema, id));
            faults.extend(extensions(schema, id));
        }
    }
    faults
}

fn methods(schema: &Schema, id: FileId) -> impl Iterator<Item = Diagnostic> {
    let file = &schema.files[id as usize];
    let types = file.methods.iter().zip(&schema.links[id as usize].methods);
    types.flat_map(move |(method, &(input, output))| {
        [(method.input_at, input), (method.output_at, output)].into_iter().filter_map(move |(at, message)| {
            let name = missing_type(schema, TypeRef::Message(message?))?;
            Some(not_in_prost_types(file, at, &name))
        })
    })
}

/// The name of a type that prost-types should have and does not.
fn missing_type(schema: &Schema, ty: TypeRef) -> Option<String> {
    let file = &schema.files[file_of(ty) as usize];
    let element = match ty {
        TypeRef::Message(Ref { index, .. }) => Element::Message(index),
        TypeRef::Enum(Ref { index, .. }) => Element::Enum(index),
    };
    let name = is_well_known(file).then(|| file.full_name(element))?;
    let missing = NOT_IN_PROST_TYPES
        .iter()
        .any(|known| name.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')));
    missing.then_some(name)
}

fn not_in_prost_types(file: &File, at: TokRange, name: &str) -> Diagnostic {
    let message = format!("`{name}` has no Rust type: prost-types, which provides {WELL_KNOWN}, lacks it");
    Diagnostic::error("not-in-prost-types", place(file, at), message)
        .help("leave it out, or use a message of your own with the same fields")
}

/// A warning about the extensions of a file, except options, which Rust code does not need.
fn extensions(schema: &Schema, id: FileId) -> impl Iterator<Item = Diagnostic> {
    let file = &schema.files[id as usize];
    let fields = file.fields.iter().zip(&schema.links[id as usize].extendees);
    fields.filter_map(move |(field, extendee)| {
        let extendee = (*extendee)?;
        if extendee.file == schema.descriptor {
            return None;
        }
        let at = TokRange { first: field.at.name, last: field.at.name };
        let message =
            format!("extension `{}` is left out: prost does not support extensions", file.str(field.name));
        Some(
            Diagnostic::warning("extension-left-out", place(file, at), message)
                .help("use a field of the message instead"),
        )
    })
}
