//! Handles of services and methods.

use super::{Message, Method, Service, Site, message};
use crate::schema::links::Ref;
use crate::schema::location::Part;
use crate::schema::value::Value;

/// `MethodOptions.deprecated`.
const DEPRECATED: i32 = 33;

impl<'a> Service<'a> {
    /// The full name, without leading dot.
    pub fn full_name(self) -> &'a str {
        self.file.text(self.model().full_name)
    }

    /// The methods.
    pub fn methods(self) -> impl Iterator<Item = Method<'a>> {
        self.model().methods.iter().map(move |index| Method { file: self.file, index })
    }
}

impl<'a> Method<'a> {
    /// The service it belongs to.
    pub fn parent(self) -> Service<'a> {
        Service { file: self.file, index: self.model().parent }
    }

    /// The request message, if its name resolves to one.
    pub fn input(self) -> Option<Message<'a>> {
        Some(message(self.file.schema, self.links().0?))
    }

    /// The response message, if its name resolves to one.
    pub fn output(self) -> Option<Message<'a>> {
        Some(message(self.file.schema, self.links().1?))
    }

    /// The name of the request message as written, with a leading dot in descriptor sets.
    pub fn input_name(self) -> &'a str {
        self.file.text(self.model().input)
    }

    /// The name of the response message as written, with a leading dot in descriptor sets.
    pub fn output_name(self) -> &'a str {
        self.file.text(self.model().output)
    }

    /// Whether requests are streamed.
    pub fn is_client_streaming(self) -> bool {
        self.model().client_streaming
    }

    /// Whether responses are streamed.
    pub fn is_server_streaming(self) -> bool {
        self.model().server_streaming
    }

    /// Whether it has the option `deprecated`.
    pub fn is_deprecated(self) -> bool {
        self.options().and_then(|options| options.one(DEPRECATED)) == Some(&Value::Bool(true))
    }

    /// The name of the request message in the declaration.
    pub fn input_site(self) -> Site<'a> {
        self.part(Part::Input)
    }

    /// The name of the response message in the declaration.
    pub fn output_site(self) -> Site<'a> {
        self.part(Part::Output)
    }

    /// The response in the declaration, with the word `stream`; `None` if it is not streamed or has no source.
    pub fn streamed_output_site(self) -> Option<Site<'a>> {
        let (tree, path) = (self.file.tree()?, self.model().output_at);
        let stream = path.first.checked_sub(1).filter(|&before| tree.text(before) == b"stream")?;
        Some(self.file.text_site(tree.span_to(stream, path.last)))
    }

    fn links(self) -> (Option<Ref>, Option<Ref>) {
        self.file.schema.links[self.file.id as usize].methods[self.index as usize]
    }
}
