//! The names of options: which fields they stand for.

use std::borrow::Cow;

use memchr::memchr;
use smallvec::SmallVec;

use super::interpreter::Interpreter;
use super::statement::{Failure, Statement, Tried};
use super::text_format::MAX_DEPTH;
use crate::compile::resolve::{LookupScope, Resolver, Unresolved, Want, describe};
use crate::schema::{Element, FieldType, Label, Name, Ref, Symbol};
use crate::syntax::NamePart;

impl<'a> Interpreter<'a> {
    /// The fields that the parts of a name stand for, outermost first.
    pub(super) fn name(
        &mut self,
        statement: Statement<'a>,
        scope: LookupScope,
        options: Ref,
    ) -> Tried<SmallVec<[Ref; 4]>> {
        let Statement { tree, node, .. } = statement;
        let first = node.name[0];
        if tree.text(first.path.first) == b"uninterpreted_option" && first.path.first == first.path.last {
            let what = "is the place where parsers keep options they do not know, and cannot be set";
            return Err(statement.name_fault("reserved-option", what, "remove it"));
        }
        let is_features = !first.extension && tree.text(first.path.first) == b"features";
        let mut ty = options;
        let mut steps = SmallVec::new();
        for (index, &part) in node.name.iter().enumerate() {
            let field = self.part(statement, part, scope, ty)?;
            steps.push(field);
            if is_features && field.file == self.id {
                let what = "is a feature, and cannot be used in the file that declares it";
                return Err(statement.name_fault(
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
                return Err(statement.name_fault("unknown-option", &what, "set the option itself"));
            }
            if self.schema.field(field).label == Label::Repeated {
                let what = format!("goes into `{}`, which is repeated", self.schema.field_name(field));
                let help = "set the whole message, in braces: each statement adds one";
                return Err(statement.name_fault("repeated-option", &what, help));
            }
            if steps.len() > MAX_DEPTH as usize {
                let what = format!("goes through more than {MAX_DEPTH} messages");
                let help = "no reader of descriptors accepts options nested that deep";
                return Err(statement.name_fault("nesting-too-deep", &what, help));
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
                return Err(statement.name_fault("unknown-option", &what, help));
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
                let what = format!("cannot be set here: it belongs to `{owner}`, and this is `{ty}`");
                Err(statement.name_fault(
                    "misplaced-option",
                    &what,
                    "use an option made for this kind of element",
                ))
            }
        }
    }

    fn known_extension(
        &mut self,
        statement: Statement<'a>,
        scope: LookupScope,
        name: &'a [u8],
    ) -> Tried<Ref> {
        // Only what the file declares can be nearer than its package.
        let scope = if self.declares(first_part(name)) { scope } else { LookupScope::Message(None) };
        if let Some(&known) = self.names.get(&(scope, name)) {
            return Ok(known);
        }
        let found = self.extension(statement, scope, name)?;
        self.names.insert((scope, name), found);
        Ok(found)
    }

    /// Whether the file may declare something of this name. A file uses few different ones; of many, not all are
    /// looked up.
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

    fn extension(&self, statement: Statement<'_>, scope: LookupScope, name: &[u8]) -> Tried<Ref> {
        let text = String::from_utf8_lossy(name);
        let resolver = Resolver::of(self.schema, self.id);
        let (what, help) = match resolver.resolve(scope, name, Want::Any) {
            Ok(Symbol::Element(file, Element::Field(index))) => return Ok(Ref { file, index }),
            _ if name == b")" => {
                ("has no name".to_owned(), "name the option between the parentheses".to_owned())
            }
            Ok(other) => {
                let what = format!("is unknown: `{text}` is {}, not an extension", describe(other));
                (what, "name an extension of the options message".to_owned())
            }
            Err(why) if resolver.may_be_lost(name, &why) => return Err(Failure::Unknown),
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
        Err(statement.name_fault("unknown-option", &what, &help))
    }
}

/// How many first parts of names are remembered.
const MAX_FIRST_PARTS: usize = 8;

/// What stands before the first dot.
fn first_part(name: &[u8]) -> &[u8] {
    &name[..memchr(b'.', name).unwrap_or(name.len())]
}
