//! Option interpretation: names to option fields, values to typed values.
//!
//! It runs in two passes over all files, because options are needed to understand options: features say how values
//! of custom options behave, and features are options themselves. So built-in options come first, then features,
//! then custom options.

use std::borrow::Cow;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::features;
use super::link::{LookupScope, Ref, TypeRef, Unresolved, Want};
use super::model::{Element, FieldType, File, Label, OptionSetId};
use super::option_bytes::Extensions;
use super::schema::Schema;
use super::symbols::{FileId, Symbol};
use super::text_format::{self, Refused};
use super::value::{FieldValue, MessageValue, Value};
use crate::diag::{Diagnostic, Place};
use crate::syntax::{self, NamePart, OptionId, OptionNode, Tok, Tree, ValueKind};

/// The options of one file, resolved.
#[derive(Debug, Default)]
pub struct FileOptions {
    /// Parallel to [`super::File::option_sets`].
    pub sets: Vec<ResolvedOptions>,
}

/// The options of one element.
#[derive(Clone, Debug)]
pub struct ResolvedOptions {
    /// All options together, as one message of the element's option type.
    pub merged: MessageValue,
    /// One record for each statement that could be resolved, in source order: what descriptors that retain
    /// everything write, and where source locations point.
    pub records: Vec<Record>,
}

/// One statement, resolved.
#[derive(Clone, Debug)]
pub struct Record {
    /// The statement.
    pub statement: OptionId,
    /// The path of the option below the options message, as source info has it: field numbers, and behind the
    /// number of a repeated field its index.
    pub path: Vec<i32>,
    /// The option as a message of the element's option type in which only this option is set.
    pub value: Value,
}

/// Interprets the options of all files and resolves their features, into [`Schema::options`] and
/// [`Schema::features`]. For files that `failed` before nothing is reported.
pub fn interpret(schema: &mut Schema, failed: &[bool]) -> Vec<Diagnostic> {
    let types = OptionTypes::new(schema);
    let extensions = Extensions::new(schema);
    let ids = 0..schema.files.len() as FileId;
    let pass = |schema: &Schema, pass: Pass| -> Vec<(FileOptions, Vec<Diagnostic>)> {
        let quiet = |id: FileId| failed.get(id as usize).copied().unwrap_or(false);
        ids.clone()
            .into_par_iter()
            .map(|id| Interpreter::new(schema, &types, &extensions, id, pass, quiet(id)).run())
            .collect()
    };
    let mut faults: Vec<Vec<Diagnostic>> = vec![Vec::new(); schema.files.len()];
    for (id, (options, found)) in pass(schema, Pass::BuiltIn).into_iter().enumerate() {
        schema.options.push(options);
        faults[id].extend(found);
    }
    let resolved: Vec<_> = ids.clone().into_par_iter().map(|id| features::resolve(schema, id)).collect();
    for (id, (features, found)) in resolved.into_iter().enumerate() {
        schema.features.push(features);
        if !failed.get(id).copied().unwrap_or(false) {
            faults[id].extend(found);
        }
    }
    let custom = pass(schema, Pass::Custom);
    schema.options.par_iter_mut().zip(custom).zip(&mut faults).for_each(
        |((options, (custom, found)), faults)| {
            for (set, custom) in options.sets.iter_mut().zip(custom.sets) {
                set.absorb(custom);
            }
            faults.extend(found);
        },
    );
    faults.into_iter().flatten().collect()
}

/// The name in the first of the `wanted` statements among the options `set`, or the element where there is none.
pub(super) fn option_place(
    schema: &Schema,
    id: FileId,
    set: OptionSetId,
    wanted: impl Fn(&Record) -> bool,
) -> Place {
    let file = &schema.files[id as usize];
    let record = schema.options[id as usize].sets[set as usize].records.iter().find(|record| wanted(record));
    let (Some(tree), Some(record)) = (file.tree(), record) else {
        return features::features_place(file, file.option_sets[set as usize].owner);
    };
    let statement = Statement { tree, node: tree.option(record.statement), id: record.statement };
    let (first, last) = statement.name_range();
    Place::span(&tree.source, tree.span_to(first, last))
}

impl ResolvedOptions {
    fn new(ty: Ref) -> Self {
        Self { merged: MessageValue::new(ty), records: Vec::new() }
    }

    /// Adds the custom options to the built-in ones.
    fn absorb(&mut self, custom: Self) {
        if custom.merged.fields.is_empty() {
            return;
        }
        // Options from a descriptor set are read again as a whole.
        if self.merged.fields.is_empty() || custom.records.is_empty() {
            *self = custom;
            return;
        }
        self.merged.fields.extend(custom.merged.fields);
        self.merged.fields.sort_by_key(|field| field.number);
        self.records.extend(custom.records);
        self.records.sort_by_key(|record| record.statement);
    }
}

/// Which options are interpreted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pass {
    /// Those that descriptor.proto declares.
    BuiltIn,
    /// Those whose name starts with an extension.
    Custom,
}

/// The messages that hold the options of each kind of element; `None` where the user's descriptor.proto lacks one.
struct OptionTypes([Option<Ref>; 9]);

impl OptionTypes {
    fn new(schema: &Schema) -> Self {
        let names =
            ["File", "Message", "Field", "Oneof", "Enum", "EnumValue", "Service", "Method", "ExtensionRange"];
        Self(names.map(|name| {
            let name = format!("google.protobuf.{name}Options");
            match schema.symbols.get(&schema.files, name.as_bytes())? {
                Symbol::Element(file, Element::Message(index)) => Some(Ref { file, index }),
                _ => None,
            }
        }))
    }

    fn of(&self, element: Element) -> Option<Ref> {
        self.0[match element {
            Element::File => 0,
            Element::Message(_) => 1,
            Element::Field(_) => 2,
            Element::Oneof(_) => 3,
            Element::Enum(_) => 4,
            Element::Value(_) => 5,
            Element::Service(_) => 6,
            Element::Method(_) => 7,
            Element::ExtensionRange(_) => 8,
        }]
    }
}

/// Why a statement was not interpreted.
enum Failure {
    /// It is wrong: the rest of the element is not looked at.
    Fault(Diagnostic),
    /// It cannot be told, because something is missing elsewhere.
    Unknown,
}

type Tried<T> = Result<T, Failure>;

/// Interprets the options of one file.
struct Interpreter<'a> {
    schema: &'a Schema,
    types: &'a OptionTypes,
    extensions: &'a Extensions,
    id: FileId,
    file: &'a File,
    pass: Pass,
    quiet: bool,
    /// What names mean, by scope and name.
    names: FxHashMap<(LookupScope, &'a [u8]), Ref>,
    /// How often each repeated option of the current element was set.
    counts: FxHashMap<Vec<i32>, i32>,
    faults: Vec<Diagnostic>,
}

impl<'a> Interpreter<'a> {
    fn new(
        schema: &'a Schema,
        types: &'a OptionTypes,
        extensions: &'a Extensions,
        id: FileId,
        pass: Pass,
        quiet: bool,
    ) -> Self {
        let file = &schema.files[id as usize];
        let (names, counts) = (FxHashMap::default(), FxHashMap::default());
        Self { schema, types, extensions, id, file, pass, quiet, names, counts, faults: Vec::new() }
    }

    fn run(mut self) -> (FileOptions, Vec<Diagnostic>) {
        let sets = (0..self.file.option_sets.len() as OptionSetId).map(|set| self.set(set)).collect();
        (FileOptions { sets }, self.faults)
    }

    fn set(&mut self, id: OptionSetId) -> ResolvedOptions {
        let set = &self.file.option_sets[id as usize];
        let Some(ty) = self.types.of(set.owner) else {
            return ResolvedOptions::new(Ref { file: self.schema.descriptor, index: 0 });
        };
        let mut resolved = ResolvedOptions::new(ty);
        let Some(tree) = self.file.tree() else {
            resolved.merged =
                self.extensions.read(self.schema, ty, set.encoded.as_deref().unwrap_or_default());
            return resolved;
        };
        self.counts.clear();
        let scope = scope_of(self.file, set.owner);
        let mut rebuild = false;
        for &id in &set.statements {
            let statement = Statement { tree, node: tree.option(id), id };
            if !self.belongs_to_pass(statement) {
                continue;
            }
            match self.statement(statement, scope, &mut resolved) {
                Ok(lossy) => rebuild |= lossy,
                Err(Failure::Unknown) => {}
                Err(Failure::Fault(fault)) => {
                    // Keys and values of maps share the options of their map, which says it already.
                    if !self.quiet && !self.file.is_map_entry_field(set.owner) {
                        self.faults.push(fault);
                    }
                    break;
                }
            }
        }
        if rebuild {
            resolved.merged = self.merge_records(ty, &resolved.records);
        }
        self.check_required(set.owner, tree, &resolved);
        resolved
    }

    /// Names that cannot be options come with the custom options, as in protoc.
    fn belongs_to_pass(&self, statement: Statement<'_>) -> bool {
        let first = statement.node.name[0];
        let custom = first.extension || statement.tree.text(first.path.first) == b"uninterpreted_option";
        custom == (self.pass == Pass::Custom)
    }

    /// Interprets one statement. True if what it sets vanishes when the options are read back: a zero that does not
    /// count as set, or a member of a oneof that gives way to another.
    fn statement(
        &mut self,
        statement: Statement<'a>,
        scope: LookupScope,
        out: &mut ResolvedOptions,
    ) -> Tried<bool> {
        let steps = self.name(statement, scope, out.merged.ty)?;
        let Some((&leaf, intermediate)) = steps.split_last() else { return Err(Failure::Unknown) };
        let schema = self.schema;
        let repeated = schema.field(leaf).label == Label::Repeated;
        if !repeated && is_set(schema, &out.merged, &steps) {
            return Err(self.name_fault(
                statement,
                "duplicate-option",
                "is set twice".to_owned(),
                "keep one of them",
            ));
        }
        let value = self.value(statement, leaf, steps.len() as u32)?;
        let mut lossy = !schema.has_presence(leaf) && !repeated && value.is_default();
        let mut path: Vec<i32> = steps.iter().map(|&step| schema.field(step).number).collect();
        if repeated {
            let count = self.counts.entry(path.clone()).or_insert(0);
            path.push(*count);
            *count += 1;
        }
        let mut target = &mut out.merged;
        for &step in intermediate {
            lossy |= displaces(schema, target, step);
            let Some(ty) = schema.message_of(step) else { return Err(Failure::Unknown) };
            let slot = target.slot(step, schema.field(step).number);
            if slot.is_empty() {
                slot.push(Value::Message(MessageValue::new(ty)));
            }
            let Some(Value::Message(next)) = slot.last_mut() else { return Err(Failure::Unknown) };
            target = next;
        }
        lossy |= displaces(schema, target, leaf);
        target.slot(leaf, schema.field(leaf).number).push(value.clone());
        let value = wrap(schema, out.merged.ty, &steps, value);
        out.records.push(Record { statement: statement.id, path, value });
        Ok(lossy)
    }

    /// The fields that the parts of a name stand for, outermost first.
    fn name(&mut self, statement: Statement<'a>, scope: LookupScope, options: Ref) -> Tried<Vec<Ref>> {
        let Statement { tree, node, .. } = statement;
        let first = node.name[0];
        if tree.text(first.path.first) == b"uninterpreted_option" && first.path.first == first.path.last {
            let what =
                "is the place where parsers keep options they do not know, and cannot be set".to_owned();
            return Err(self.name_fault(statement, "reserved-option", what, "remove it"));
        }
        let is_features = !first.extension && tree.text(first.path.first) == b"features";
        let mut ty = options;
        let mut steps = Vec::with_capacity(node.name.len());
        for (index, &part) in node.name.iter().enumerate() {
            let field = self.part(statement, part, scope, ty)?;
            steps.push(field);
            if is_features && field.file == self.id {
                let what = "is a feature, and cannot be used in the file that declares it".to_owned();
                return Err(self.name_fault(
                    statement,
                    "feature-in-own-file",
                    what,
                    "declare it in a file of its own",
                ));
            }
            if index + 1 == node.name.len() {
                break;
            }
            if !self.schema.is_message(field) {
                if self.schema.field_type(field) == FieldType::Named {
                    return Err(Failure::Unknown);
                }
                let what = format!("goes into `{}`, which is not a message", self.schema.field_name(field));
                return Err(self.name_fault(statement, "unknown-option", what, "set the option itself"));
            }
            if self.schema.field(field).label == Label::Repeated {
                let what = format!("goes into `{}`, which is repeated", self.schema.field_name(field));
                let help = "set the whole message, in braces: each statement adds one";
                return Err(self.name_fault(statement, "repeated-option", what, help));
            }
            ty = self.schema.message_of(field).ok_or(Failure::Unknown)?;
        }
        Ok(steps)
    }

    /// The field of `ty` that one part of a name stands for.
    fn part(&mut self, statement: Statement<'a>, part: NamePart, scope: LookupScope, ty: Ref) -> Tried<Ref> {
        let name = statement.text(part);
        if !part.extension {
            let Some(field) = self.schema.field_named(ty, &name) else {
                let what =
                    format!("is unknown: `{}` has no field of that name", self.schema.message_name(ty));
                let help = "custom options stand in parentheses; check the spelling of built-in ones";
                return Err(self.name_fault(statement, "unknown-option", what, help));
            };
            return Ok(field);
        }
        let found = self.known_extension(statement, scope, name)?;
        match self.schema.owner(found) {
            Some(owner) if owner == ty => Ok(found),
            None => Err(Failure::Unknown),
            Some(owner) => {
                let (owner, ty) = (self.schema.message_name(owner), self.schema.message_name(ty));
                let what = format!("cannot be set here: it belongs to `{owner}`, and this is `{ty}`");
                Err(self.name_fault(
                    statement,
                    "misplaced-option",
                    what,
                    "use an option made for this kind of element",
                ))
            }
        }
    }

    fn known_extension(
        &mut self,
        statement: Statement<'a>,
        scope: LookupScope,
        name: Cow<'a, [u8]>,
    ) -> Tried<Ref> {
        let Cow::Borrowed(name) = name else { return self.extension(statement, scope, &name) };
        if let Some(&known) = self.names.get(&(scope, name)) {
            return Ok(known);
        }
        let found = self.extension(statement, scope, name)?;
        self.names.insert((scope, name), found);
        Ok(found)
    }

    fn extension(&self, statement: Statement<'_>, scope: LookupScope, name: &[u8]) -> Tried<Ref> {
        let text = String::from_utf8_lossy(name).into_owned();
        let resolver = self.schema.resolver(self.id);
        let (what, help) = match resolver.resolve(scope, name, Want::Any) {
            Ok(Symbol::Element(file, Element::Field(index))) => return Ok(Ref { file, index }),
            _ if name == b")" => {
                ("has no name".to_owned(), "name the option between the parentheses".to_owned())
            }
            Ok(other) => {
                let what =
                    format!("is unknown: `{text}` is {}, not an extension", super::link::describe(other));
                (what, "name an extension of the options message".to_owned())
            }
            Err(Unresolved::NotImported(other)) => {
                let path = &self.schema.files[other as usize].name;
                let what = format!("is declared in {path}, which this file does not import");
                (what, format!("add `import \"{path}\";`"))
            }
            Err(_) if self.schema.links[self.id as usize].uncertain => return Err(Failure::Unknown),
            Err(Unresolved::Unknown) => (
                "is unknown".to_owned(),
                "import the file that declares it, or check the spelling".to_owned(),
            ),
            Err(Unresolved::Inner(full)) => {
                let what = format!(
                    "means `({full})` here, because the innermost scope wins, and there is no such option"
                );
                (what, format!("write `(.{text})` to start from the outermost scope"))
            }
        };
        Err(self.name_fault(statement, "unknown-option", what, &help))
    }

    /// The value of a statement as the field asks for it. The field lies `depth` messages deep.
    fn value(&self, statement: Statement<'_>, field: Ref, depth: u32) -> Tried<Value> {
        let Statement { tree, node, .. } = statement;
        let value = node.value;
        let word = if value.kind == ValueKind::Ident { tree.text(value.first) } else { b"" };
        let fault = |code, what: String, help: &str| Err(self.value_fault(statement, code, &what, help));
        let ty = self.schema.field_type(field);
        match ty {
            FieldType::Int32 | FieldType::Sint32 | FieldType::Sfixed32 => {
                Ok(Value::I32(self.integer(statement, i64::from(i32::MIN), i32::MAX as u64)? as i32))
            }
            FieldType::Int64 | FieldType::Sint64 | FieldType::Sfixed64 => {
                Ok(Value::I64(self.integer(statement, i64::MIN, i64::MAX as u64)? as i64))
            }
            FieldType::Uint32 | FieldType::Fixed32 => {
                Ok(Value::U32(self.integer(statement, 0, u64::from(u32::MAX))? as u32))
            }
            FieldType::Uint64 | FieldType::Fixed64 => {
                Ok(Value::U64(self.integer(statement, 0, u64::MAX)? as u64))
            }
            FieldType::Float | FieldType::Double => {
                let number = match value.kind {
                    ValueKind::Float(number) => number,
                    ValueKind::Positive(number) => number as f64,
                    ValueKind::Negative(number) => number as f64,
                    _ if word == b"inf" => f64::INFINITY,
                    _ if word == b"nan" => f64::NAN,
                    _ => {
                        return fault(
                            "bad-value",
                            "is a number".to_owned(),
                            "write a number, `inf` or `nan`",
                        );
                    }
                };
                Ok(if ty == FieldType::Float { Value::F32(number as f32) } else { Value::F64(number) })
            }
            FieldType::Bool => match word {
                b"true" => Ok(Value::Bool(true)),
                b"false" => Ok(Value::Bool(false)),
                _ => fault("bad-value", "is a bool".to_owned(), "write `true` or `false`"),
            },
            FieldType::String | FieldType::Bytes => {
                if value.kind != ValueKind::Str {
                    let what =
                        if ty == FieldType::Bytes { "is bytes, written as a string" } else { "is a string" };
                    return fault("bad-value", what.to_owned(), "put the value in quotes");
                }
                let bytes = tree.string(syntax::Strings { first: value.first, last: value.last });
                if self.schema.verifies_utf8(field) && std::str::from_utf8(&bytes).is_err() {
                    return fault(
                        "not-utf8",
                        "must be UTF-8, and is not".to_owned(),
                        "use UTF-8, or a field of type bytes",
                    );
                }
                Ok(Value::Bytes(bytes.into_boxed_slice()))
            }
            FieldType::Enum => self.enumeration(statement, field, word).map(Value::Enum),
            FieldType::Message | FieldType::Group => {
                self.aggregate(statement, field, depth).map(Value::Message)
            }
            FieldType::Named => Err(Failure::Unknown),
        }
    }

    fn integer(&self, statement: Statement<'_>, min: i64, max: u64) -> Tried<i128> {
        let number = match statement.node.value.kind {
            ValueKind::Positive(number) => i128::from(number),
            ValueKind::Negative(number) if min < 0 => i128::from(number),
            _ => {
                let what = format!("is an integer from {min} to {max}");
                return Err(self.value_fault(
                    statement,
                    "bad-value",
                    &what,
                    "write a whole number in this range",
                ));
            }
        };
        if number < i128::from(min) || number > i128::from(max) {
            let what = format!("is out of range: the type holds {min} to {max}");
            return Err(self.value_fault(statement, "out-of-range", &what, "use a number in this range"));
        }
        Ok(number)
    }

    fn enumeration(&self, statement: Statement<'_>, field: Ref, word: &[u8]) -> Tried<i32> {
        let Some(TypeRef::Enum(ty)) = self.schema.type_of(field) else { return Err(Failure::Unknown) };
        let name = self.schema.full_name(ty.file, Element::Enum(ty.index));
        if statement.node.value.kind != ValueKind::Ident {
            let what = format!("is one of the values of enum `{name}`");
            return Err(self.value_fault(
                statement,
                "bad-value",
                &what,
                "write the name of the value, without quotes",
            ));
        }
        if let Some(number) = self.schema.value_named(ty, word) {
            return Ok(number);
        }
        let word = String::from_utf8_lossy(word);
        let scope = name.rsplit_once('.').map_or(String::new(), |(scope, _)| format!("{scope}."));
        let sibling = self.schema.symbols.get(&self.schema.files, format!("{scope}{word}").as_bytes());
        let what = format!("is one of the values of enum `{name}`, which has no `{word}`");
        let help = match sibling {
            Some(Symbol::Element(file, Element::Value(value))) => {
                let owner = self.schema.files[file as usize].values[value as usize].parent;
                format!("`{word}` is a value of enum `{}`", self.schema.full_name(file, Element::Enum(owner)))
            }
            _ => "use one of the values it declares".to_owned(),
        };
        Err(self.value_fault(statement, "unknown-enum-value", &what, &help))
    }

    fn aggregate(&self, statement: Statement<'_>, field: Ref, depth: u32) -> Tried<MessageValue> {
        let Statement { tree, node, .. } = statement;
        let Some(ty) = self.schema.message_of(field) else { return Err(Failure::Unknown) };
        if node.value.kind != ValueKind::Aggregate {
            let what = format!("is a message, `{}`", self.schema.message_name(ty));
            let help =
                format!("write `{0} = {{ … }}`, or `{0}.field = value` for one field", statement.full_name());
            return Err(self.value_fault(statement, "bad-value", &what, &help));
        }
        let resolver = self.schema.resolver(self.id);
        text_format::parse(self.schema, resolver, tree, node.value, ty, depth).map_err(
            |refused| match refused {
                Refused::Uncertain => Failure::Unknown,
                Refused::Fault(at, message, help) => {
                    let what = format!("cannot be read: {message}");
                    let Failure::Fault(fault) = self.value_fault(statement, "bad-value", &what, &help) else {
                        return Failure::Unknown;
                    };
                    Failure::Fault(fault.label(self.place(tree, at, at), "here"))
                }
            },
        )
    }

    /// Puts records together the way a reader of the encoded options would.
    fn merge_records(&self, ty: Ref, records: &[Record]) -> MessageValue {
        let mut merged = MessageValue::new(ty);
        for record in records {
            if let Value::Message(message) = &record.value {
                merged.merge(self.schema, message.clone());
            }
        }
        merged
    }

    /// Custom options that are set part by part may lack parts that are required.
    fn check_required(&mut self, owner: Element, tree: &Tree, resolved: &ResolvedOptions) {
        if self.pass == Pass::BuiltIn || self.quiet || self.file.is_map_entry_field(owner) {
            return;
        }
        let by_parts = resolved.records.iter().filter(|record| tree.option(record.statement).name.len() > 1);
        let Some(record) = by_parts.min_by_key(|record| record.statement) else { return };
        if let Some(path) = text_format::missing_required(self.schema, &resolved.merged) {
            let statement = Statement { tree, node: tree.option(record.statement), id: record.statement };
            let what = format!("leaves the required field `{path}` unset");
            if let Failure::Fault(fault) = self.name_fault(statement, "missing-required", what, "set it too")
            {
                self.faults.push(fault);
            }
        }
    }

    fn name_fault(&self, statement: Statement<'_>, code: &'static str, what: String, help: &str) -> Failure {
        let message = format!("option `{}` {what}", statement.full_name());
        let (first, last) = statement.name_range();
        Failure::Fault(Diagnostic::error(code, self.place(statement.tree, first, last), message).help(help))
    }

    fn value_fault(&self, statement: Statement<'_>, code: &'static str, what: &str, help: &str) -> Failure {
        let message = format!("option `{}` {what}", statement.full_name());
        let value = statement.node.value;
        Failure::Fault(
            Diagnostic::error(code, self.place(statement.tree, value.first, value.last), message).help(help),
        )
    }

    #[expect(clippy::unused_self, reason = "files from descriptor sets have no positions")]
    fn place(&self, tree: &Tree, first: Tok, last: Tok) -> Place {
        Place::span(&tree.source, tree.span_to(first, last))
    }
}

/// An option as written.
#[derive(Clone, Copy)]
struct Statement<'a> {
    tree: &'a Tree,
    node: &'a OptionNode,
    id: OptionId,
}

impl<'a> Statement<'a> {
    /// The name of one part, without parentheses, white space and comments.
    fn text(self, part: NamePart) -> Cow<'a, [u8]> {
        let syntax::Path { first, last } = part.path;
        let span = self.tree.span_to(first, last);
        let len: u32 = (first..=last).map(|tok| self.tree.span(tok).len()).sum();
        if span.len() == len {
            return Cow::Borrowed(&self.tree.source.bytes()[span]);
        }
        Cow::Owned(self.tree.path(part.path).into_bytes())
    }

    /// The name as written.
    fn full_name(self) -> String {
        let parts = self.node.name.iter().map(|&part| {
            let text = self.text(part);
            let text = String::from_utf8_lossy(&text);
            match (part.extension, &*text) {
                (false, text) => text.to_owned(),
                (true, ")") => "()".to_owned(),
                (true, text) => format!("({text})"),
            }
        });
        parts.collect::<Vec<_>>().join(".")
    }

    /// The first and the last token of the name.
    fn name_range(self) -> (Tok, Tok) {
        let name = &self.node.name;
        let (first, last) = (name[0], name[name.len() - 1]);
        let closed = last.extension && self.tree.text(last.path.first) != b")";
        (first.path.first - Tok::from(first.extension), last.path.last + Tok::from(closed))
    }
}

/// Where the names in the options of an element are looked up first: in what the element is declared in.
fn scope_of(file: &File, element: Element) -> LookupScope {
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
            let owner = file.messages.iter().find(|message| message.extension_ranges.iter().contains(&id));
            LookupScope::Message(owner.and_then(|message| message.parent))
        }
    }
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

/// Whether setting a field takes the place of another member of its oneof.
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
fn wrap(schema: &Schema, ty: Ref, steps: &[Ref], value: Value) -> Value {
    let mut value = value;
    for (index, &field) in steps.iter().enumerate().rev() {
        let ty = if index == 0 { Some(ty) } else { schema.message_of(steps[index - 1]) };
        let fields = vec![FieldValue { field, number: schema.field(field).number, values: vec![value] }];
        value = Value::Message(MessageValue { fields, ..MessageValue::new(ty.unwrap_or(field)) });
    }
    value
}
