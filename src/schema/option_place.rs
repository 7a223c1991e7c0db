//! Places of options: a statement, or a field in a message literal.

use super::linked::Schema;
use super::links::FileId;
use super::location::Part;
use super::model::{Element, File, Origin};
use super::source_info::SourceInfo;
use crate::diag::Place;
use crate::syntax::{Kind, OptionNode, Tok, Tree};

/// One step of an option path: the number and the name of a field. Extension names are in brackets.
pub type Step = (i32, &'static str);

impl Schema {
    /// The place where an option of an element is set. `option` is its path in the options message, such as `[50, 1]`
    /// for `features.field_presence`. This is the whole statement even if it also sets other options, and the name of
    /// the element if the option is not set.
    pub fn option_place(&self, file: FileId, element: Element, option: &[i32]) -> Place {
        let of = &self.files[file as usize];
        let place = match &of.origin {
            Origin::Source(tree) => of.options_of(element).and_then(|set| {
                let records = &self.options.get(file as usize)?.sets.get(set as usize)?.records;
                let sets = |path: &[i32]| path.starts_with(option) || option.starts_with(path);
                let record = records.iter().find(|record| sets(&record.path))?;
                let node = tree.option(record.statement);
                of.token_place(node.first, node.last)
            }),
            Origin::Image(info) => of.option_lines(info, element, option.iter().copied()),
        };
        place.unwrap_or_else(|| of.place(element, Part::Name))
    }

    /// The place where an option of an element is set, down to a field in a message literal, like in buf. Falls back to
    /// the enclosing message value; `None` if that is not set either.
    pub fn setting_place(&self, file: FileId, element: Element, steps: &[Step]) -> Option<Place> {
        let of = &self.files[file as usize];
        if of.is_map_entry_field(element) {
            return None;
        }
        match &of.origin {
            Origin::Source(tree) => {
                let (first, last) = self.setting_tokens(file, element, steps, tree)?;
                Some(Place::span(&tree.source, tree.span_to(first, last)))
            }
            Origin::Image(info) => of.option_lines(info, element, steps.iter().map(|(number, _)| *number)),
        }
    }

    fn setting_tokens(
        &self,
        file: FileId,
        element: Element,
        steps: &[Step],
        tree: &Tree,
    ) -> Option<(Tok, Tok)> {
        let set = self.files[file as usize].options_of(element)?;
        let records = &self.options.get(file as usize)?.sets.get(set as usize)?.records;
        let numbers: Vec<i32> = steps.iter().map(|(number, _)| *number).collect();
        let around = || records.iter().filter(|record| numbers.starts_with(&record.path));
        let exact = around().find_map(|record| {
            let node = tree.option(record.statement);
            inside(tree, node, &steps[record.path.len()..])
        });
        exact.or_else(|| {
            let node = tree.option(around().max_by_key(|record| record.path.len())?.statement);
            Some((node.first, node.last))
        })
    }
}

impl File {
    /// The place of `default` or `json_name` of a field; `number` is its number in the field descriptor.
    pub fn pseudo_option_place(&self, field: u32, name: &str, number: i32) -> Place {
        let place = match &self.origin {
            Origin::Source(tree) => self.pseudo_option(tree, field, name).map(|node| {
                let span = tree.span_to(node.first, node.last);
                Place::span(&tree.source, span)
            }),
            Origin::Image(info) => {
                let mut path = self.path_of(Element::Field(field));
                path.push(number);
                info.find(&path).map(|found| Place::lines(self.path.clone(), found.lines.clone()))
            }
        };
        place.unwrap_or_else(|| self.place(Element::Field(field), Part::Whole))
    }

    /// The place of an option in a descriptor set. Falls back to the enclosing message value.
    fn option_lines(
        &self,
        info: &SourceInfo,
        element: Element,
        option: impl Iterator<Item = i32>,
    ) -> Option<Place> {
        let mut path = self.path_of(element);
        path.push(Self::options_number(element));
        let shortest = path.len() + 1;
        path.extend(option);
        let mut found = info.find_inside(&path);
        while found.is_none() && path.len() > shortest {
            path.pop();
            found = info.find(&path);
        }
        Some(Place::lines(self.path.clone(), found?.lines.clone()))
    }

    fn pseudo_option<'t>(&self, tree: &'t Tree, field: u32, name: &str) -> Option<&'t OptionNode> {
        let open = self.fields[field as usize].number_at.checked_add(1)?;
        let close = closing(tree, open)?;
        let first = tree.options.partition_point(|option| option.first < open);
        let own = tree.options[first..].iter().take_while(|option| option.first < close);
        own.filter(|option| !option.name[0].extension)
            .find(|option| tree.text(option.name[0].path.first) == name.as_bytes())
    }
}

/// The first and last token of the field at `steps` in the value of an option; the whole option if `steps` is empty.
fn inside(tree: &Tree, node: &OptionNode, steps: &[Step]) -> Option<(Tok, Tok)> {
    let mut found = (node.first, node.last);
    let mut value = (node.value.first, node.value.last);
    for (_, name) in steps {
        closing(tree, value.0)?;
        let mut fields = Fields { tree, at: value.0 + 1, end: value.1 };
        let field = fields.find(|field| field.is_named(tree, name))?;
        (found, value) = ((field.first, field.last), (field.value, field.last));
    }
    Some(found)
}

/// Iterates over the fields of a message literal.
struct Fields<'t> {
    tree: &'t Tree,
    at: Tok,
    /// The closing brace.
    end: Tok,
}

/// `name: value`
struct Field {
    first: Tok,
    /// The token after the name.
    name_end: Tok,
    value: Tok,
    last: Tok,
}

impl Field {
    fn is_named(&self, tree: &Tree, name: &str) -> bool {
        (self.first..self.name_end).map(|tok| tree.word(tok)).collect::<String>() == name
    }
}

impl Iterator for Fields<'_> {
    type Item = Field;

    fn next(&mut self) -> Option<Field> {
        let tree = self.tree;
        let is = |tok: Tok, byte: u8| tree.tokens[tok as usize].kind == Kind::Symbol(byte);
        while self.at < self.end && (is(self.at, b',') || is(self.at, b';')) {
            self.at += 1;
        }
        if self.at >= self.end {
            return None;
        }
        let first = self.at;
        let name_end = closing(tree, first).unwrap_or(first) + 1;
        let value = name_end + Tok::from(name_end < self.end && is(name_end, b':'));
        let mut last = closing(tree, value).unwrap_or(value + Tok::from(is(value, b'-')));
        let is_string = |tok: Tok| tree.tokens[tok as usize].kind == Kind::Str;
        while is_string(last) && is_string(last + 1) {
            last += 1;
        }
        self.at = last + 1;
        Some(Field { first, name_end, value, last })
    }
}

/// The closing token of the bracket at `open`; `None` if there is no bracket.
fn closing(tree: &Tree, open: Tok) -> Option<Tok> {
    let mut depth = 0_u32;
    for (token, at) in tree.tokens.get(open as usize..)?.iter().zip(open..) {
        match token.kind {
            Kind::Symbol(b'{' | b'[' | b'<') => depth += 1,
            Kind::Symbol(b'}' | b']' | b'>') => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return (at > open).then_some(at);
        }
    }
    None
}
