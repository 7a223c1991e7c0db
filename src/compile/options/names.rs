//! Resolves option names to fields.

use std::borrow::Cow;

use memchr::memchr;
use smallvec::SmallVec;

use super::interpreter::Interpreter;
use super::statement::{Failure, Statement, StatementResult};
use super::text_format::MAX_DEPTH;
use crate::compile::resolve::{LookupFilter, LookupScope, Resolver, Unresolved, describe};
use crate::compile::suggest::import_edit;
use crate::schema::{Element, FieldType, Label, Name, Ref, Symbol};
use crate::syntax::{NamePart, Path};
use crate::text::misspelt;

impl<'a> Interpreter<'a> {
    /// The fields that the parts of a name refer to, outermost first.
    pub(super) fn name(
        &mut self,
        statement: Statement<'a>,
        scope: LookupScope,
        options: Ref,
    ) -> StatementResult<SmallVec<[Ref; 4]>> {
        let Statement { tree, node, .. } = statement;
        let first = node.name[0];
        if tree.text(first.path.first) == b"uninterpreted_option" && first.path.first == first.path.last {
            let what = "is reserved for parsers and cannot be set";
            return Err(statement.name_fault("reserved-option", what, "remove it"));
        }
        let is_features = !first.extension && tree.text(first.path.first) == b"features";
        let mut ty = options;
        let mut steps = SmallVec::new();
        for (index, &part) in node.name.iter().enumerate() {
            let field = self.part(statement, part, scope, ty)?;
            steps.push(field);
            if is_features && field.file == self.id {
                let what = "is a feature, which cannot be used in the file that declares it";
                return Err(statement.name_fault(
                    "feature-in-own-file",
                    what,
                    "declare it in a separate file",
                ));
            }
            if index + 1 == node.name.len() {
                break;
            }
            if !self.schema.is_message(field) {
                if self.schema.field_type(field) == FieldType::Named {
                    return Err(Failure::Unknown);
                }
                let what = format!(
                    "accesses a field of `{}`, which is not a message",
                    self.schema.field_name(field)
                );
                return Err(statement.name_fault("unknown-option", &what, "set the whole option"));
            }
            if self.schema.field(field).label == Label::Repeated {
                let what =
                    format!("accesses a field of `{}`, which is repeated", self.schema.field_name(field));
                let help = "set a whole message in braces; each statement adds one";
                return Err(statement.name_fault("repeated-option", &what, help));
            }
            if steps.len() > MAX_DEPTH as usize {
                let what = format!("is nested too deeply: the limit is {MAX_DEPTH} levels");
                let help = "parsers of descriptors reject deeper nesting";
                return Err(statement.name_fault("nesting-too-deep", &what, help));
            }
            ty = self.schema.message_of(field).ok_or(Failure::Unknown)?;
        }
        Ok(steps)
    }

    /// The field of `ty` that one part of a name refers to.
    fn part(
        &mut self,
        statement: Statement<'a>,
        part: NamePart,
        scope: LookupScope,
        ty: Ref,
    ) -> StatementResult<Ref> {
        let name = statement.text(part);
        if !part.extension {
            let Some(field) = self.schema.field_named(ty, &name) else {
                return Err(self.unknown_field(statement, part, scope, ty));
            };
            return Ok(field);
        }
        let found = match name {
            Cow::Borrowed(name) => self.known_extension(statement, scope, name)?,
            Cow::Owned(name) => self.extension(statement, scope, &name)?,
        };
        match self.schema.owner(found) {
            Some(owner) if owner == ty => Ok(found),
            None => Err(Failure::Unknown),
            Some(owner) => {
                let (owner, ty) = (self.schema.message_name(owner), self.schema.message_name(ty));
                let what = format!("cannot be set here: it extends `{owner}`, not `{ty}`");
                Err(statement.name_fault(
                    "misplaced-option",
                    &what,
                    "use an option that extends the options of this element",
                ))
            }
        }
    }

    fn known_extension(
        &mut self,
        statement: Statement<'a>,
        scope: LookupScope,
        name: &'a [u8],
    ) -> StatementResult<Ref> {
        // Only declarations of this file can be in a scope inside its package.
        let scope = if self.declares(first_part(name)) { scope } else { LookupScope::Message(None) };
        if let Some(&known) = self.names.get(&(scope, name)) {
            return Ok(known);
        }
        let found = self.extension(statement, scope, name)?;
        self.names.insert((scope, name), found);
        Ok(found)
    }

    /// Whether the file may declare an element with this name. Answers are cached for the first few names; a file
    /// rarely uses more, and for others the answer is `true`.
    fn declares(&mut self, name: &'a [u8]) -> bool {
        if let Some(&(_, known)) = self.first_parts.iter().find(|(known, _)| *known == name) {
            return known;
        }
        if self.first_parts.len() >= MAX_FIRST_PARTS {
            return true;
        }
        let file = &self.schema.files[self.id as usize];
        let is_it = |declared: Name| file.bytes(declared) == name;
        let found = file.messages.iter().any(|message| is_it(message.name))
            || file.fields.iter().any(|field| is_it(field.name))
            || file.oneofs.iter().any(|oneof| is_it(oneof.name))
            || file.enums.iter().any(|enumeration| is_it(enumeration.name))
            || file.values.iter().any(|value| is_it(value.name))
            || file.methods.iter().any(|method| is_it(method.name));
        self.first_parts.push((name, found));
        found
    }

    /// The name of a field that `ty` does not have. It can also be a custom option without parentheses.
    fn unknown_field(
        &self,
        statement: Statement<'_>,
        part: NamePart,
        scope: LookupScope,
        ty: Ref,
    ) -> Failure {
        let what = format!("is unknown: `{}` has no field with that name", self.schema.message_name(ty));
        let fault = |help: &str| statement.name_fault("unknown-option", &what, help);
        let tree = statement.tree;
        let parts = &statement.node.name;
        if self.faults.len() >= MAX_EXPLAINED {
            return fault("check the spelling; write custom options in parentheses");
        }
        let plain = parts.iter().take_while(|part| !part.extension).count();
        let resolver = Resolver::of(self.schema, self.id);
        let is_first = parts[0].path.first == part.path.first;
        for count in (1..=plain).rev().filter(|_| is_first) {
            let last = parts[count - 1].path.last;
            let name = tree.path(Path { first: parts[0].path.first, last });
            let found = resolver.resolve(scope, name.as_bytes(), LookupFilter::Any);
            if matches!(found, Ok(Symbol::Element(_, Element::Field(_)))) {
                let span = tree.span_to(parts[0].path.first, last);
                let edit = (span, format!("({name})"));
                let help = format!("write custom options in parentheses: `({name})`");
                return fault(&help).fix(format!("write `({name})`"), [edit]);
            }
        }
        let name = tree.word(part.path.first);
        let declaring = &self.schema.files[ty.file as usize];
        let fields = self.schema.message(ty).fields.of(&declaring.fields);
        match misspelt(name, fields.iter().map(|field| declaring.str(field.name))) {
            Some(meant) => {
                let edit = (tree.span(part.path.first), meant.to_owned());
                fault(&format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), [edit])
            }
            None => fault("check the spelling; write custom options in parentheses"),
        }
    }

    /// The name of an extension that no visible file declares.
    fn unknown_extension(&self, statement: Statement<'_>, name: &str) -> Failure {
        let fault = |help: &str| statement.name_fault("unknown-option", "is unknown", help);
        if self.faults.len() >= MAX_EXPLAINED {
            return fault("import the file that declares it, or check the spelling");
        }
        let visible = &self.schema.links[self.id as usize].visible_options;
        let extensions = visible.iter().flat_map(|&id| {
            let file = &self.schema.files[id as usize];
            let fields = file.fields.iter().zip(0..).filter(|(field, _)| field.is_extension());
            fields.map(|(_, index)| file.full_name(Element::Field(index)))
        });
        let extensions: Vec<String> = extensions.collect();
        let Some(meant) = misspelt(name, extensions.iter().map(String::as_str)) else {
            return fault("import the file that declares it, or check the spelling");
        };
        let parts = statement.node.name.iter().filter(|part| part.extension);
        let part = parts.into_iter().find(|part| *statement.text(**part) == *name.as_bytes());
        let edit =
            part.map(|part| (statement.tree.span_to(part.path.first, part.path.last), meant.to_owned()));
        fault(&format!("did you mean `({meant})`?")).fix(format!("write `({meant})`"), edit)
    }

    fn extension(&self, statement: Statement<'_>, scope: LookupScope, name: &[u8]) -> StatementResult<Ref> {
        let text = String::from_utf8_lossy(name);
        let resolver = Resolver::of(self.schema, self.id);
        let (what, help) = match resolver.resolve(scope, name, LookupFilter::Any) {
            Ok(Symbol::Element(file, Element::Field(index))) => return Ok(Ref { file, index }),
            _ if name == b")" => {
                ("has no name".to_owned(), "write the option name in the parentheses".to_owned())
            }
            Ok(other) => {
                let what = format!("is invalid: `{text}` is {}, not an extension", describe(other));
                (what, "use an extension of the options message".to_owned())
            }
            Err(why) if resolver.may_be_missing(name, &why) => return Err(Failure::Unknown),
            Err(Unresolved::NotImported(other)) => {
                let path = &self.schema.files[other as usize].name;
                let what = format!("is declared in {path}, which this file does not import");
                let help = format!("add `import \"{path}\";`");
                let import = import_edit(&self.schema.files[self.id as usize], path);
                return Err(statement.name_fault("unknown-option", &what, &help).fix(help, import));
            }
            Err(_) if self.schema.links[self.id as usize].uncertain => return Err(Failure::Unknown),
            Err(Unresolved::Unknown) => return Err(self.unknown_extension(statement, &text)),
            Err(Unresolved::Inner(full)) => {
                let what = format!("is unknown: it resolves to `({full})`, because the innermost scope wins");
                (what, format!("write `(.{text})` to resolve it from the root scope"))
            }
        };
        Err(statement.name_fault("unknown-option", &what, &help))
    }
}

/// The number of errors in a file for which similar names are searched.
const MAX_EXPLAINED: usize = 100;

/// The number of cached first parts.
const MAX_FIRST_PARTS: usize = 8;

/// The part before the first dot.
fn first_part(name: &[u8]) -> &[u8] {
    &name[..memchr(b'.', name).unwrap_or(name.len())]
}
