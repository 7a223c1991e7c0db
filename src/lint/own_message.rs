//! The messages of methods: their standard names, and fixes that give a method a message of its own.

use super::context::renaming;
use super::methods::EMPTY;
use super::names::pascal_case;
use crate::diag::{Breaks, Copied, Fix, Pending};
use crate::edits::replace;
use crate::lint::{Context, Index};
use crate::rules::Setting;
use crate::schema::handles::{Declared, Message, Method, Service, Site};
use crate::text::Span;

/// The request or the response of a method.
#[derive(Clone, Copy)]
pub enum Side {
    /// The request.
    Request,
    /// The response.
    Response,
}

impl Side {
    /// The message of a method, and the place of its name there.
    fn of(self, method: Method<'_>) -> Option<(Message<'_>, Site<'_>)> {
        match self {
            Self::Request => Some((method.input()?, method.input_site())),
            Self::Response => Some((method.output()?, method.output_site())),
        }
    }

    /// The word for it, and how standard names end.
    fn noun_and_suffix(self) -> (&'static str, &'static str) {
        match self {
            Self::Request => ("request", "Request"),
            Self::Response => ("response", "Response"),
        }
    }

    /// The standard name of the message of a method.
    fn standard_name(self, method: Method<'_>) -> String {
        format!("{}{}", pascal_case(method.name()), self.noun_and_suffix().1)
    }
}

/// Reports the messages on one side of all methods that are not named after their method or after the service and the
/// method.
pub fn check_standard_names(index: &Index<'_>, side: Side, allow_empty: &Setting, cx: &mut Context<'_>) {
    for method in index.files.iter().flat_map(|file| file.services()).flat_map(Service::methods) {
        let Some((message, place)) = side.of(method) else { continue };
        if message.full_name() == EMPTY && cx.switch(allow_empty) {
            continue;
        }
        let (expected, service) = (side.standard_name(method), pascal_case(method.parent().name()));
        if message.name() == expected || message.name().strip_prefix(&*service) == Some(&expected) {
            continue;
        }
        let (noun, _) = side.noun_and_suffix();
        let text = format!("{noun} `{}` is not named after method `{}`", message.name(), method.name());
        let help = format!("declare a separate message `{expected}` or `{service}{expected}`");
        cx.report(place, text).help(help).fix(own_message(method, side, index));
    }
}

/// Gives a method a message of its own on one side, unless it has one of the standard name: renames the message if
/// nothing else uses it, copies it otherwise, and declares an empty one for `google.protobuf.Empty`.
pub fn own_message(method: Method<'_>, side: Side, index: &Index<'_>) -> Option<Fix> {
    let ((message, place), name) = (side.of(method)?, side.standard_name(method));
    if message.full_name() == EMPTY {
        return new_message(method, place, &name, &format!("message {name} {{}}"));
    }
    // Messages of other packages are not the method's to change, and are shared on purpose.
    let is_own = index.contains(message.file()) && message.file().package() == method.file().package();
    if !is_own || message.name() == name {
        return None;
    }
    if index.uses_of(message) == 1 {
        return renaming(&message, &name, false, Breaks::Source);
    }
    copy(place, message, &name)
}

/// Declares a message after the service of a method, and uses it at `site`.
pub fn new_message(method: Method<'_>, site: Site<'_>, name: &str, text: &str) -> Option<Fix> {
    let (source, span) = site.place().text?;
    let (_, service) = method.parent().site().place().text?;
    let package = method.file().package();
    let declared = if package.is_empty() { name.to_owned() } else { format!("{package}.{name}") };
    if method.file().finds(&declared) {
        return None;
    }
    let newline = source.newline();
    let text = text.replace('\n', newline);
    let declaration = replace(&source, Span::at(service.end), format!("{newline}{newline}{text}"));
    let fix = Fix::new(format!("declare `{name}`"), vec![replace(&source, span, name), declaration])?;
    Some(fix.declaring(declared).with_reach(Some(Breaks::Wire)))
}

/// Copies a message under another name, and uses the copy at `site`.
fn copy(site: Site<'_>, message: Message<'_>, name: &str) -> Option<Fix> {
    let (source, name_span) = message.written_name()?;
    let (_, whole) = message.site().place().text?;
    let (user, path) = site.place().text?;
    // The last part of the path is the name of the message.
    let type_name = Span::new(path.end - message.name().len() as u32, path.end);
    if user.bytes()[type_name] != *message.name().as_bytes() {
        return None;
    }
    let copied = Copied { source, whole, name: name_span, to: name.into(), user, used: type_name };
    Some(Fix::pending(Pending::Copy(copied)).with_reach(Some(Breaks::Wire)))
}
