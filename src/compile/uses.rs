//! Finds the names in a file that refer to declarations: types, extendees, options, and the fields and enum values in
//! their values.

use super::name_use::{NameUse, enum_value};
use super::options::names_in_value;
use crate::schema::{Element, FieldType, File, FileId, NO_TOK, Ref, Schema, TypeRef, Value};
use crate::syntax::{OptionNode, Tree};

/// The names in a file that refer to declarations, in no particular order. Empty for a file of a descriptor set.
pub fn name_uses(schema: &Schema, id: FileId) -> Vec<NameUse> {
    let file = &schema.files[id as usize];
    let Some(tree) = file.tree() else { return Vec::new() };
    let mut uses = type_names(schema, id, file);
    for (set, resolved) in file.option_sets.iter().zip(&schema.options[id as usize].sets) {
        // The fields of a map entry share the options of the map field.
        if file.is_map_entry_field(set.owner) {
            continue;
        }
        for record in &resolved.records {
            let node = tree.option(record.statement);
            let part = resolved.part(record);
            let (mut message, mut leaf) = (Some(&*part), None);
            for name in &node.name {
                let Some(field) = message.and_then(|message| message.fields.first()) else { break };
                uses.push(NameUse::new(name.path.into(), field.field, Element::Field));
                leaf = Some(field.field);
                message = match field.values.first() {
                    Some(Value::Message(inner)) => Some(inner),
                    _ => None,
                };
            }
            if let Some(leaf) = leaf {
                names_in_value(schema, id, tree, node.value, leaf, &mut uses);
            }
        }
    }
    uses.extend(defaults(schema, id, file, tree));
    uses
}

/// The types of fields and methods, and extended messages.
fn type_names(schema: &Schema, id: FileId, file: &File) -> Vec<NameUse> {
    let links = &schema.links[id as usize];
    let mut uses = Vec::new();
    let mut extendee = NO_TOK;
    for (index, field) in file.fields.iter().enumerate() {
        let is_named = field.ty == FieldType::Named && !schema.is_map(Ref { file: id, index: index as u32 });
        match links.field_types.get(index).copied().flatten().filter(|_| is_named) {
            Some(TypeRef::Message(to)) => uses.push(NameUse::new(field.type_at, to, Element::Message)),
            Some(TypeRef::Enum(to)) => uses.push(NameUse::new(field.type_at, to, Element::Enum)),
            None => {}
        }
        // The fields of an `extend` block share the extendee.
        if let Some(to) = links.extendees.get(index).copied().flatten()
            && extendee != field.extendee_at.first
        {
            extendee = field.extendee_at.first;
            uses.push(NameUse::new(field.extendee_at, to, Element::Message));
        }
    }
    for (method, &(input, output)) in file.methods.iter().zip(&links.methods) {
        for (at, to) in [(method.input_at, input), (method.output_at, output)] {
            uses.extend(to.map(|to| NameUse::new(at, to, Element::Message)));
        }
    }
    uses.retain(|used| used.at.first != NO_TOK);
    uses
}

/// The enum values in `[default = VALUE]`.
fn defaults<'a>(
    schema: &'a Schema,
    id: FileId,
    file: &'a File,
    tree: &'a Tree,
) -> impl Iterator<Item = NameUse> + 'a {
    let with_default = file.fields.iter().zip(0..).filter(|(field, _)| field.default.is_some());
    with_default.filter_map(move |(field, index)| {
        let Some(TypeRef::Enum(ty)) = schema.type_of(Ref { file: id, index }) else { return None };
        // Options are in source order.
        let start = tree.options.partition_point(|option| option.first < field.at.first);
        let mut own = tree.options[start..].iter().take_while(|option| option.first <= field.at.last);
        let value = own.find(|option| is_default(tree, option))?.value;
        enum_value(schema, ty, tree, value)
    })
}

fn is_default(tree: &Tree, option: &OptionNode) -> bool {
    matches!(&option.name[..], [name] if !name.extension && tree.text(name.path.first) == b"default")
}
