//! Interprets the options of one file, statement by statement.

use rustc_hash::FxHashMap;

use super::inputs::{Inputs, Pass};
use super::statement::{Failure, Statement, StatementResult};
use super::text_format;
use crate::compile::resolve::LookupScope;
use crate::diag::{Diagnostic, Place};
use crate::schema::{
    Element, File, FileId, Label, MessageValue, OptionPath, OptionSetId, Record, Ref, ResolvedOptions,
    Schema, Value,
};
use crate::syntax::{OptionId, Tree};

/// Interprets the options of one file.
pub(super) struct Interpreter<'a> {
    pub(super) schema: &'a Schema,
    inputs: &'a Inputs<'a>,
    pub(super) id: FileId,
    file: &'a File,
    pass: Pass,
    quiet: bool,
    /// Resolved extension names, by scope and name.
    pub(super) names: FxHashMap<(LookupScope, &'a [u8]), Ref>,
    /// First parts of names, and whether the file declares an element with that name.
    pub(super) first_parts: Vec<(&'a [u8], bool)>,
    /// The message of each extension range.
    range_owners: Vec<u32>,
    /// The number of values of each repeated option of the current element.
    counts: FxHashMap<OptionPath, i32>,
    pub(super) faults: Vec<Diagnostic>,
}

impl<'a> Interpreter<'a> {
    pub fn new(schema: &'a Schema, inputs: &'a Inputs<'a>, id: FileId, pass: Pass) -> Self {
        let file = &schema.files[id as usize];
        Self {
            schema,
            inputs,
            id,
            file,
            pass,
            quiet: inputs.has_failed(id),
            names: FxHashMap::default(),
            first_parts: Vec::new(),
            range_owners: range_owners(file),
            counts: FxHashMap::default(),
            faults: Vec::new(),
        }
    }

    /// The options of all elements.
    pub fn all(mut self) -> (Vec<ResolvedOptions>, Vec<Diagnostic>) {
        let sets = (0..self.file.option_sets.len() as OptionSetId).map(|set| self.set(set)).collect();
        (sets, self.faults)
    }

    /// The options of the elements that have any.
    pub fn some(mut self) -> (Vec<(OptionSetId, ResolvedOptions)>, Vec<Diagnostic>) {
        let mut sets = Vec::new();
        for id in 0..self.file.option_sets.len() as OptionSetId {
            let resolved = self.set(id);
            if resolved.incomplete
                || !resolved.merged.fields.is_empty()
                || !resolved.merged.unknown.is_empty()
            {
                sets.push((id, resolved));
            }
        }
        (sets, self.faults)
    }

    fn set(&mut self, id: OptionSetId) -> ResolvedOptions {
        let set = &self.file.option_sets[id as usize];
        let Some(ty) = self.inputs.types.of(set.owner) else {
            return ResolvedOptions::new(Ref { file: self.schema.descriptor, index: 0 });
        };
        let mut resolved = ResolvedOptions::new(ty);
        if let Some(tree) = self.file.tree() {
            self.statements(set.owner, tree, set.statements.iter().copied(), &mut resolved);
            return resolved;
        }
        // Without positions, records are not needed: only the values are kept.
        let written = self.inputs.uninterpreted[self.id as usize].get(&id);
        let encoded = written.map_or(set.encoded.as_deref().unwrap_or_default(), |written| &written.rest);
        let mut merged = self.inputs.extensions.read(self.schema, ty, encoded);
        match written.map(|written| &written.tree) {
            Some(Ok(tree)) => {
                let known = self.faults.len();
                self.statements(set.owner, tree, 0..tree.options.len() as OptionId, &mut resolved);
                for fault in &mut self.faults[known..] {
                    fault.place = Place::file(self.file.path.clone());
                    fault.labels.clear();
                    fault.fix = None;
                }
                merged.merge(self.schema, resolved.merged);
            }
            Some(Err(what)) if self.pass == Pass::Custom && !self.quiet => {
                let message = format!("an option in the descriptor set {what}");
                let fault = Diagnostic::error("bad-option", Place::file(self.file.path.clone()), message);
                self.faults.push(fault.help("recreate the descriptor set"));
            }
            _ => {}
        }
        ResolvedOptions { merged, incomplete: false, records: Vec::new() }
    }

    /// Interprets the statements of one element that belong to this pass.
    fn statements(
        &mut self,
        owner: Element,
        tree: &'a Tree,
        ids: impl Iterator<Item = OptionId>,
        resolved: &mut ResolvedOptions,
    ) {
        self.counts.clear();
        let scope = self.scope_of(owner);
        let mut rebuild = false;
        for id in ids {
            let statement = Statement { tree, node: tree.option(id), id };
            let early = statement.is_built_in() && self.pass == Pass::Custom;
            // Options from a descriptor set are decoded as a whole in each pass.
            if (early && self.file.tree().is_some())
                || (!statement.is_built_in() && self.pass == Pass::BuiltIn)
            {
                continue;
            }
            match self.statement(statement, scope, resolved) {
                Ok(lossy) => rebuild |= lossy,
                Err(Failure::Unknown) => resolved.incomplete = true,
                Err(Failure::Fault(fault)) => {
                    // Map entry fields share the options of the map field, where errors are reported.
                    if !self.quiet && !early && !self.file.is_map_entry_field(owner) {
                        self.faults.push(*fault);
                    }
                    resolved.incomplete = true;
                }
            }
        }
        if rebuild {
            resolved.merged = self.merge_records(resolved);
        }
        self.check_required(owner, tree, resolved);
    }

    /// The scope in which names in the options of an element are looked up first: the scope of its declaration.
    fn scope_of(&self, element: Element) -> LookupScope {
        let file = self.file;
        match element {
            Element::File | Element::Service(_) => LookupScope::Message(None),
            Element::Message(id) => LookupScope::Message(file.messages[id as usize].parent),
            Element::Field(id) => LookupScope::Message(file.fields[id as usize].parent),
            Element::Oneof(id) => LookupScope::Message(Some(file.oneofs[id as usize].parent)),
            Element::Enum(id) => LookupScope::Message(file.enums[id as usize].parent),
            Element::Value(id) => {
                let owner = file.values[id as usize].parent;
                LookupScope::Message(file.enums[owner as usize].parent)
            }
            Element::Method(id) => LookupScope::Service(Some(file.methods[id as usize].parent)),
            Element::ExtensionRange(id) => {
                let owner = self.range_owners[id as usize];
                LookupScope::Message(file.messages[owner as usize].parent)
            }
        }
    }

    /// Interprets one statement. Returns whether its value is lost in encoding, as in protoc: a zero without presence,
    /// or a oneof member that is replaced by another.
    fn statement(
        &mut self,
        statement: Statement<'a>,
        scope: LookupScope,
        out: &mut ResolvedOptions,
    ) -> StatementResult<bool> {
        let steps = self.name(statement, scope, out.merged.ty)?;
        let Some((&leaf, intermediate)) = steps.split_last() else { return Err(Failure::Unknown) };
        let schema = self.schema;
        let repeated = schema.field(leaf).label == Label::Repeated;
        if !repeated && is_set(schema, &out.merged, &steps) {
            return Err(statement.name_fault("duplicate-option", "is set twice", "keep one of them"));
        }
        let value = self.value(statement, leaf, steps.len() as u32)?;
        let mut lossy = !schema.has_presence(leaf) && !repeated && value.is_default();
        let mut path: OptionPath = steps.iter().map(|&step| schema.field(step).number).collect();
        if repeated {
            let count = self.counts.entry(path.clone()).or_insert(0);
            path.push(*count);
            *count += 1;
        }
        lossy |= intermediate.is_empty() && displaces(schema, &out.merged, leaf);
        let stored_part = (lossy || !intermediate.is_empty() || out.stores_parts()).then(|| {
            out.store_parts();
            Box::new(wrap(schema, out.merged.ty, &steps, value.clone()))
        });
        let mut target = &mut out.merged;
        for &step in intermediate {
            lossy |= displaces(schema, target, step);
            let Some(ty) = schema.message_of(step) else { return Err(Failure::Unknown) };
            let slot = target.slot(step, schema.field(step).number);
            if slot.is_empty() {
                slot.push(Value::message(MessageValue::new(ty)));
            }
            let Some(Value::Message(next)) = slot.last_mut() else { return Err(Failure::Unknown) };
            target = next;
        }
        lossy |= displaces(schema, target, leaf);
        target.slot(leaf, schema.field(leaf).number).push(value);
        if out.records.is_empty() {
            out.records.reserve_exact(1);
        }
        out.records.push(Record { statement: statement.id, path, stored_part });
        Ok(lossy)
    }

    /// Merges records like a parser of the encoded options.
    fn merge_records(&self, options: &ResolvedOptions) -> MessageValue {
        let mut merged = MessageValue::new(options.merged.ty);
        for record in &options.records {
            merged.merge(self.schema, options.part(record).into_owned());
        }
        merged
    }

    /// Checks required fields of message options that are set field by field.
    fn check_required(&mut self, owner: Element, tree: &Tree, resolved: &ResolvedOptions) {
        if self.pass == Pass::BuiltIn
            || self.quiet
            || resolved.incomplete
            || self.file.is_map_entry_field(owner)
        {
            return;
        }
        let by_parts = resolved.records.iter().filter(|record| tree.option(record.statement).name.len() > 1);
        let Some(record) = by_parts.min_by_key(|record| record.statement) else { return };
        if let Some(path) = text_format::missing_required(self.schema, &resolved.merged) {
            let statement = Statement { tree, node: tree.option(record.statement), id: record.statement };
            let what = format!("does not set the required field `{path}`");
            if let Failure::Fault(fault) = statement.name_fault("missing-required", &what, "set it too") {
                self.faults.push(*fault);
            }
        }
    }
}

/// The message of each extension range of a file.
fn range_owners(file: &File) -> Vec<u32> {
    let mut owners = vec![0; file.extension_ranges.len()];
    for (message, id) in file.messages.iter().zip(0..) {
        for range in message.extension_ranges.iter() {
            owners[range as usize] = id;
        }
    }
    owners
}

/// Whether the field at the end of `steps` has a value.
fn is_set(schema: &Schema, message: &MessageValue, steps: &[Ref]) -> bool {
    let Some((&step, rest)) = steps.split_first() else { return true };
    match message.get(schema.field(step).number).last() {
        None => false,
        Some(Value::Message(inner)) => is_set(schema, inner, rest),
        Some(_) => rest.is_empty(),
    }
}

/// Whether setting a field replaces another member of its oneof.
fn displaces(schema: &Schema, message: &MessageValue, field: Ref) -> bool {
    let Some(oneof) = schema.field(field).oneof else { return false };
    message
        .fields
        .iter()
        .any(|other| other.field != field && is_member(schema, other.field, field.file, oneof))
}

fn is_member(schema: &Schema, field: Ref, file: FileId, oneof: u32) -> bool {
    field.file == file && schema.field(field).oneof == Some(oneof)
}

/// A message of type `ty` in which only the field at the end of `steps` is set.
fn wrap(schema: &Schema, ty: Ref, steps: &[Ref], value: Value) -> MessageValue {
    let mut message = MessageValue::new(ty);
    if let Some((&field, rest)) = steps.split_first() {
        let value = match schema.message_of(field) {
            Some(ty) if !rest.is_empty() => Value::message(wrap(schema, ty, rest, value)),
            _ => value,
        };
        message.slot(field, schema.field(field).number).push(value);
    }
    message
}
