//! Fixes that give a method a request or a response of its own.

use rustc_hash::FxHashMap;

use super::methods::EMPTY;
use crate::diag::{Breaks, Copied, Fix};
use crate::edits::replace;
use crate::lint::Index;
use crate::schema::handles::{Declared, Field, Message, Method, Service, Site};
use crate::text::Span;

/// How many fields and methods use each message, by full name.
pub struct MessageUses<'a>(FxHashMap<&'a str, usize>);

impl<'a> MessageUses<'a> {
    /// Counts the uses in the linted files.
    pub fn new(index: &Index<'a>) -> Self {
        let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
        for &file in &index.files {
            let methods = file.services().flat_map(Service::methods);
            let of_methods = methods.flat_map(|method| [method.input(), method.output()]).flatten();
            let of_fields = file.fields().filter_map(Field::message_type);
            for message in of_methods.chain(of_fields) {
                *counts.entry(message.full_name()).or_default() += 1;
            }
        }
        Self(counts)
    }

    /// Whether only one field or method uses a message.
    fn is_only_one(&self, message: Message<'_>) -> bool {
        self.0.get(message.full_name()) == Some(&1)
    }
}

/// Gives a method, which names `message` at `place`, a message called `name` of its own: renames the message if nothing
/// else uses it, copies it otherwise, and declares an empty one for `google.protobuf.Empty`.
pub fn own_message(
    method: Method<'_>,
    place: Site<'_>,
    message: Message<'_>,
    name: &str,
    index: &Index<'_>,
    uses: &MessageUses<'_>,
) -> Option<Fix> {
    if message.full_name() == EMPTY {
        return new_message(method, place, name, &format!("message {name} {{}}"));
    }
    // Messages of other packages are not the method's to change, and are shared on purpose.
    if !index.contains(message.file()) || message.file().package() != method.file().package() {
        return None;
    }
    if uses.is_only_one(message) {
        let (source, span) = message.written_name()?;
        let what = format!("rename message `{}` to `{name}`", message.name());
        let edit = replace(&source, span, name);
        return Some(Fix::renaming(what, edit, Vec::new())?.with_reach(Some(Breaks::Source)));
    }
    copy(place, message, name)
}

/// Declares a message after the service of a method, and uses it at `place`.
pub fn new_message(method: Method<'_>, place: Site<'_>, name: &str, text: &str) -> Option<Fix> {
    let (source, span) = place.place().text?;
    let (_, service) = method.parent().site().place().text?;
    let declared = full_name(method.file().package(), name);
    if method.file().finds(&declared) {
        return None;
    }
    let newline = source.newline();
    let text = text.replace('\n', newline);
    let declaration = replace(&source, Span::at(service.end), format!("{newline}{newline}{text}"));
    let fix = Fix::new(format!("declare `{name}`"), vec![replace(&source, span, name), declaration])?;
    Some(fix.declaring(declared).with_reach(Some(Breaks::Wire)))
}

/// Copies a message under another name, and uses the copy at `place`.
fn copy(place: Site<'_>, message: Message<'_>, name: &str) -> Option<Fix> {
    let scope = message.full_name().strip_suffix(message.name())?.trim_end_matches('.');
    let (source, name_span) = message.written_name()?;
    let (_, whole) = message.site().place().text?;
    let (user, type_span) = place.place().text?;
    // The last part of the name is that of the message.
    let last = Span::new(type_span.end - message.name().len() as u32, type_span.end);
    let declared = full_name(scope, name);
    if message.file().finds(&declared) || user.bytes()[last] != *message.name().as_bytes() {
        return None;
    }
    let what = format!("copy `{}` to `{name}`", message.name());
    let fix = Fix::new(what, vec![replace(&user, last, name)])?;
    let copy = Copied { source, whole, name: name_span, to: name.to_owned() };
    Some(fix.declaring(declared).copying(copy).with_reach(Some(Breaks::Wire)))
}

fn full_name(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}
