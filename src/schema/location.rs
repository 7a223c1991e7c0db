//! Places and comments of elements, from source or from a descriptor set. If a part has no known place, lookups fall
//! back to the enclosing element, and finally to the file.

use super::model::{Declarations, Element, File, Import, NO_TOK, Origin, TokRange};
use super::types::FieldType;
use crate::diag::Place;
use crate::syntax::{self, Comments, Decl, ImportKind, Tok};
use crate::text::Span;

/// A part of an element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The whole element.
    Whole,
    /// Its name.
    Name,
    /// The number of a field or an enum value.
    Number,
    /// The type of a field.
    Type,
    /// The name of the message or enum type of a field; for a group, the token that buf and protoc use.
    TypeName,
    /// The extendee of an extension.
    Extendee,
    /// The request type of a method.
    Input,
    /// The response type of a method.
    Output,
}

impl File {
    /// The source text, if any.
    pub fn text(&self) -> Option<&[u8]> {
        match &self.origin {
            Origin::Source(tree) => Some(tree.source.bytes()),
            Origin::Image(_) => None,
        }
    }

    /// The place of a part of an element.
    pub fn place(&self, element: Element, part: Part) -> Place {
        match &self.origin {
            Origin::Source(_) => self.source_place(element, part),
            Origin::Image(_) => self.image_place(element, part),
        }
        .unwrap_or_else(|| Place::file(self.path.clone()))
    }

    /// The place of an import statement, by index in [`File::imports`].
    pub fn import_place(&self, index: usize) -> Place {
        let place = match &self.origin {
            Origin::Source(_) => {
                let at = self.imports[index].at;
                self.token_place(at.first, at.last)
            }
            Origin::Image(_) => {
                // Descriptors list option imports separately.
                let is_option = |import: &Import| import.kind == ImportKind::Option;
                let field = if is_option(&self.imports[index]) { 15 } else { 3 };
                let same = |import: &&Import| is_option(import) == is_option(&self.imports[index]);
                let position = self.imports[..index].iter().filter(same).count();
                self.lines_of(&[field, position as i32])
            }
        };
        place.unwrap_or_else(|| Place::file(self.path.clone()))
    }

    /// The place of the `package` statement.
    pub fn package_place(&self) -> Place {
        let place = match &self.origin {
            Origin::Source(tree) => tree.decls.iter().find_map(|decl| match decl {
                Decl::Package(package) => self.token_place(package.first, package.last),
                _ => None,
            }),
            Origin::Image(_) => self.lines_of(&[2]),
        };
        place.unwrap_or_else(|| Place::file(self.path.clone()))
    }

    /// The place of a reserved range of a message or enum, by index in [`File::reserved_ranges`].
    pub fn reserved_range_place(&self, owner: Element, index: u32) -> Place {
        let place = match (&self.origin, owner) {
            (Origin::Source(_), _) => {
                let at = self.reserved_ranges[index as usize].at;
                self.token_place(at.first, at.last)
            }
            (Origin::Image(_), Element::Message(id)) => {
                let first = self.messages[id as usize].reserved_ranges.start;
                self.lines_of(&[self.path_of(owner), vec![9, (index - first) as i32]].concat())
            }
            (Origin::Image(_), Element::Enum(id)) => {
                let first = self.enums[id as usize].reserved_ranges.start;
                self.lines_of(&[self.path_of(owner), vec![4, (index - first) as i32]].concat())
            }
            _ => None,
        };
        place.unwrap_or_else(|| self.place(owner, Part::Whole))
    }

    /// The place of a span.
    pub fn text_place(&self, span: Span) -> Place {
        self.tree().map_or_else(|| Place::file(self.path.clone()), |tree| Place::span(&tree.source, span))
    }

    /// The place of the `syntax` or `edition` statement.
    pub fn syntax_place(&self) -> Place {
        let place = match &self.origin {
            Origin::Source(tree) => {
                tree.syntax.and_then(|syntax| self.token_place(syntax.first, syntax.last))
            }
            Origin::Image(_) => self.lines_of(&[12]),
        };
        place.unwrap_or_else(|| Place::file(self.path.clone()))
    }

    /// The leading comment of an element, without comment marks, as in protoc. For a file, the comment before its
    /// `syntax` or `edition` statement.
    pub fn leading_comment(&self, element: Element) -> Option<String> {
        let text = |bytes: &[u8]| (!bytes.is_empty()).then(|| String::from_utf8_lossy(bytes).into_owned());
        match &self.origin {
            Origin::Source(tree) => {
                let first = match element {
                    Element::File => tree.syntax?.first,
                    element => self.at(element).first,
                };
                if first == NO_TOK {
                    return None;
                }
                let mut comments = Comments::default();
                syntax::comments_after(tree, first.checked_sub(1), &mut comments);
                text(comments.leading())
            }
            Origin::Image(info) => {
                let path = match element {
                    Element::File => vec![12],
                    element => self.path_of(self.commented(self.written(element))),
                };
                text(info.leading_comment(info.find(&path)?)?)
            }
        }
    }

    /// The lines of the doc comment of an element, without comment marks and outer blanks. Source is read as in buf,
    /// not as in protoc; a descriptor set contains comments as its writer read them.
    pub fn comment_lines(&self, element: Element) -> Vec<&str> {
        match &self.origin {
            Origin::Source(tree) => match self.at(element).first {
                NO_TOK => Vec::new(),
                first => syntax::documentation(tree, first),
            },
            Origin::Image(info) => {
                let comment =
                    info.find(&self.path_of(element)).and_then(|location| info.leading_comment(location));
                let text = comment.and_then(|comment| std::str::from_utf8(comment).ok());
                text.map_or_else(Vec::new, |text| text.lines().map(str::trim).collect())
            }
        }
    }

    fn source_place(&self, element: Element, part: Part) -> Option<Place> {
        let at = self.at(element);
        let TokRange { first, last } = self.tokens_of(element, part);
        self.token_place(first, last).or_else(|| self.token_place(at.first, at.last))
    }

    fn tokens_of(&self, element: Element, part: Part) -> TokRange {
        let at = self.at(element);
        let one = |tok: Tok| TokRange { first: tok, last: tok };
        match (part, element) {
            (Part::Name, _) => one(at.name),
            (Part::Number, Element::Field(id)) => one(self.fields[id as usize].number_at),
            (Part::Number, Element::Value(id)) => self.number(self.values[id as usize].number_at),
            (Part::Type | Part::TypeName, Element::Field(id)) => self.fields[id as usize].type_at,
            (Part::Extendee, Element::Field(id)) => self.fields[id as usize].extendee_at,
            (Part::Input, Element::Method(id)) => self.methods[id as usize].input_at,
            (Part::Output, Element::Method(id)) => self.methods[id as usize].output_at,
            // Like buf, report at the keyword, not at the modifier.
            _ if self.has_modifier(element) => TokRange { first: at.first + 1, last: at.last },
            _ => TokRange { first: at.first, last: at.last },
        }
    }

    /// Whether a declaration has an `export` or `local` modifier.
    fn has_modifier(&self, element: Element) -> bool {
        match element {
            Element::Message(id) => self.messages[id as usize].visibility.is_some(),
            Element::Enum(id) => self.enums[id as usize].visibility.is_some(),
            _ => false,
        }
    }

    /// A number with its sign.
    fn number(&self, first: Tok) -> TokRange {
        let signed = first != NO_TOK && self.tree().is_some_and(|tree| tree.text(first) == b"-");
        TokRange { first, last: if signed { first + 1 } else { first } }
    }

    pub(super) fn token_place(&self, first: Tok, last: Tok) -> Option<Place> {
        Some(Place::span(&self.tree()?.source, self.span(first, last)?))
    }

    fn image_place(&self, element: Element, part: Part) -> Option<Place> {
        let mut path = self.path_of(self.written(element));
        let numbers: &[i32] = match (part, element) {
            (_, Element::File) | (Part::Whole, _) => &[],
            (Part::Name, _) => &[1],
            (Part::Number, Element::Field(_)) => &[3],
            (Part::Number, Element::Value(_)) => &[2],
            (Part::Type, Element::Field(id)) if self.fields[id as usize].ty == FieldType::Group => &[5],
            // Source info has the place of `type` for scalar types and of `type_name` for others.
            (Part::Type, Element::Field(_)) => &[6, 5],
            (Part::TypeName, Element::Field(_)) => &[6],
            (Part::Extendee, Element::Field(_)) | (Part::Input, Element::Method(_)) => &[2],
            (Part::Output, Element::Method(_)) => &[3],
            _ => &[],
        };
        for &number in numbers {
            path.push(number);
            if let Some(place) = self.lines_of(&path) {
                return Some(place);
            }
            path.pop();
        }
        while !path.is_empty() {
            if let Some(place) = self.lines_of(&path) {
                return Some(place);
            }
            path.truncate(path.len() - 2);
        }
        None
    }

    /// The map field for a map entry and its fields, which have no places of their own.
    pub(super) fn written(&self, element: Element) -> Element {
        let entry = match element {
            Element::Message(id) => id,
            Element::Field(id) => match self.fields[id as usize].parent {
                Some(parent) => parent,
                None => return element,
            },
            _ => return element,
        };
        let entry = &self.messages[entry as usize];
        let (true, Some(parent)) = (entry.map_entry, entry.parent) else { return element };
        let declares = |&id: &u32| {
            let scope = self.bytes(self.fields[id as usize].type_name).strip_suffix(self.bytes(entry.name));
            scope.is_some_and(|scope| scope.is_empty() || scope.ends_with(b"."))
        };
        self.messages[parent as usize].fields.iter().find(declares).map_or(element, Element::Field)
    }

    /// The message for the field of a group: protoc attaches the comment to the message.
    fn commented(&self, element: Element) -> Element {
        let Element::Field(id) = element else { return element };
        let field = &self.fields[id as usize];
        if field.ty != FieldType::Group {
            return element;
        }
        let scope = field.parent.map_or(self.top, |parent| self.messages[parent as usize].scope);
        let is_group = |&id: &u32| {
            self.bytes(self.messages[id as usize].name).eq_ignore_ascii_case(self.bytes(field.name))
        };
        scope.messages.iter().find(is_group).map_or(element, Element::Message)
    }

    fn lines_of(&self, path: &[i32]) -> Option<Place> {
        let Origin::Image(info) = &self.origin else { return None };
        Some(Place::lines(self.path.clone(), info.find(path)?.lines.clone()))
    }

    /// The path of an element in `SourceCodeInfo`: pairs of a descriptor field number and an index.
    pub fn path_of(&self, element: Element) -> Vec<i32> {
        let mut path = Vec::new();
        self.push_path(element, &mut path);
        path
    }

    fn push_path(&self, element: Element, path: &mut Vec<i32>) {
        match element {
            Element::File => {}
            Element::Message(id) => {
                let parent = self.messages[id as usize].parent;
                let scope = self.push_scope(parent, path);
                path.extend([if parent.is_some() { 3 } else { 4 }, (id - scope.messages.start) as i32]);
            }
            Element::Enum(id) => {
                let parent = self.enums[id as usize].parent;
                let scope = self.push_scope(parent, path);
                path.extend([if parent.is_some() { 4 } else { 5 }, (id - scope.enums.start) as i32]);
            }
            Element::Field(id) => {
                let field = &self.fields[id as usize];
                let scope = self.push_scope(field.parent, path);
                match field.parent {
                    Some(parent) if !field.is_extension() => {
                        path.extend([2, (id - self.messages[parent as usize].fields.start) as i32]);
                    }
                    parent => path
                        .extend([if parent.is_some() { 6 } else { 7 }, (id - scope.extensions.start) as i32]),
                }
            }
            Element::Oneof(id) => {
                let parent = self.oneofs[id as usize].parent;
                self.push_scope(Some(parent), path);
                path.extend([8, (id - self.messages[parent as usize].oneofs.start) as i32]);
            }
            Element::Value(id) => {
                let parent = self.values[id as usize].parent;
                self.push_path(Element::Enum(parent), path);
                path.extend([2, (id - self.enums[parent as usize].values.start) as i32]);
            }
            Element::Service(id) => path.extend([6, id as i32]),
            Element::Method(id) => {
                let parent = self.methods[id as usize].parent;
                path.extend([
                    6,
                    parent as i32,
                    2,
                    (id - self.services[parent as usize].methods.start) as i32,
                ]);
            }
            Element::ExtensionRange(id) => {
                let owner =
                    self.messages.iter().position(|message| message.extension_ranges.iter().contains(&id));
                if let Some(owner) = owner {
                    self.push_path(Element::Message(owner as u32), path);
                    path.extend([5, (id - self.messages[owner].extension_ranges.start) as i32]);
                }
            }
        }
    }

    fn push_scope(&self, parent: Option<u32>, path: &mut Vec<i32>) -> Declarations {
        let Some(parent) = parent else { return self.top };
        self.push_path(Element::Message(parent), path);
        self.messages[parent as usize].scope
    }

    /// The number of the `options` field in the descriptor of an element.
    pub fn options_number(element: Element) -> i32 {
        match element {
            Element::File | Element::Field(_) => 8,
            Element::Message(_) => 7,
            Element::Method(_) => 4,
            Element::Enum(_) | Element::Value(_) | Element::Service(_) | Element::ExtensionRange(_) => 3,
            Element::Oneof(_) => 2,
        }
    }
}

/// The place of a range of tokens, or the file if they do not exist.
pub fn place(file: &File, at: TokRange) -> Place {
    match file.tree() {
        Some(tree) if at.first != NO_TOK => Place::span(&tree.source, tree.span_to(at.first, at.last)),
        _ => Place::file(file.path.clone()),
    }
}
