//! Mistakes in fields.

use super::super::keywords::{FILE, MESSAGE};
use super::{Diagnostic, Kind, Span, Tok, Wrong, is_label, is_scalar};
use crate::syntax::is_identifier;

/// Generic lists of other languages.
const LISTS: &[&str] =
    &["list", "array", "vec", "vector", "set", "slice", "sequence", "repeated", "iterable"];

/// `string[] names = 1;`, `string names[] = 1;` and `[]string names = 1;`
pub fn array(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let open = wrong.failed;
    let ty = wrong.after_label();
    let size = Tok::from(wrong.kind(open + 1) == Kind::Int);
    if !wrong.is(open, b'[') || !wrong.is(open + 1 + size, b']') {
        return None;
    }
    let brackets = wrong.to(open, open + 1 + size);
    let label = match wrong.text(wrong.first) {
        "repeated" => None,
        "optional" | "required" => Some((wrong.span(wrong.first), "repeated".to_owned())),
        _ => Some((Span::at(wrong.span(ty).start), "repeated ".to_owned())),
    };
    let fault = wrong.fault(brackets, "protobuf has no arrays: a field with several values is `repeated`");
    let fault = fault.help("write `repeated` before the type, and remove the brackets");
    Some(fault.fix("make the field `repeated`", label.into_iter().chain([(brackets, String::new())])))
}

/// `List<string> names = 1;` and `repeated<string> names = 1;`
pub fn list(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let open = wrong.failed;
    let name = open.checked_sub(1).filter(|&name| name >= wrong.first)?;
    if !wrong.is(open, b'<') || !LISTS.contains(&&*wrong.text(name).to_ascii_lowercase()) {
        return None;
    }
    let text = wrong.text(name);
    let fault = wrong.fault(
        wrong.span(name),
        format!("protobuf has no type `{text}<…>`: a field with several values is `repeated`"),
    );
    let close = wrong.find(open, b'>')?;
    let inner = wrong.source_text(Span::new(wrong.span(open).end, wrong.span(close).start)).trim();
    if inner.contains(['<', ',']) {
        return Some(fault.help("declare a message for the inner type, and use it in a `repeated` field"));
    }
    let edits = [(wrong.to(wrong.first, close), format!("repeated {inner}"))];
    Some(fault.help(format!("write `repeated {inner}`")).fix(format!("write `repeated {inner}`"), edits))
}

/// `map<string, map<string, string>>` and `map<string, repeated string>`
pub fn map_value(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let start = wrong.after_label();
    let inner = wrong.failed.checked_sub(1).filter(|&inner| inner > start + 1)?;
    if wrong.text(start) != "map" {
        return None;
    }
    let word = wrong.text(inner).to_ascii_lowercase();
    let what = match &*word {
        "map" => "another map",
        word if LISTS.contains(&word) => "repeated",
        _ => return None,
    };
    let part = if wrong.is(inner - 1, b'<') { "key" } else { "value" };
    let fault = wrong.fault(wrong.span(inner), format!("the {part} of a map cannot be {what}"));
    Some(match (part, what) {
        ("key", _) => fault.help("a key is an integer, a bool or a string"),
        (_, "repeated") => fault.help("declare a message with a `repeated` field, and use it as the value"),
        _ => fault.help("declare a message with a map field, and use it as the value"),
    })
}

/// `optional repeated string names = 1;`
pub fn two_labels(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let [first, second] = [wrong.text(wrong.first), wrong.text(wrong.first + 1)];
    let is_field = is_label(first) && is_label(second) && wrong.is_word(wrong.failed);
    if !is_field || wrong.failed < wrong.first + 3 {
        return None;
    }
    let [one, other] = [wrong.first, wrong.first + 1];
    let span = wrong.span(other);
    let fault =
        wrong.fault(span, format!("a field has one label, but this one has `{first}` and `{second}`"));
    let remove = if second == "repeated" || first == second { one } else { other };
    if first != second && first != "repeated" && second != "repeated" {
        return Some(fault.help("keep one of them"));
    }
    let edit = (Span::new(wrong.span(remove).start, wrong.span(remove + 1).start), String::new());
    let word = wrong.text(remove);
    Some(fault.help(format!("remove `{word}`")).fix(format!("remove `{word}`"), [edit]))
}

/// `string repeated names = 1;`
pub fn label_after_type(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let label = wrong.failed.checked_sub(1).filter(|&label| label > wrong.first)?;
    let word = wrong.text(label);
    if !is_label(word) || !wrong.is_word(wrong.failed) || is_label(wrong.text(wrong.first)) {
        return None;
    }
    let edits = [
        (Span::at(wrong.span(wrong.first).start), format!("{word} ")),
        (Span::new(wrong.span(label).start, wrong.span(wrong.failed).start), String::new()),
    ];
    let fault = wrong.fault(wrong.span(label), format!("`{word}` must come before the type"));
    Some(fault.help(format!("move it before `{}`", wrong.text(wrong.first))).fix("move the label", edits))
}

/// `string "name" = 1;`
pub fn quoted_name(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let name = wrong.failed;
    let text = unquoted(wrong, name).filter(|text| is_identifier(text.as_bytes()))?;
    if name == wrong.first || !wrong.is(name + 1, b'=') || !wrong.is_word(name - 1) {
        return None;
    }
    let what = if wrong.starts_with("option") { "an option" } else { "a field" };
    let fault = wrong.fault(wrong.span(name), format!("the name of {what} must not be in quotes"));
    Some(fault.help("remove the quotes").fix("remove the quotes", [(wrong.span(name), text.to_owned())]))
}

/// `string name = "1";`
pub fn quoted_number(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let number = wrong.failed;
    let text = unquoted(wrong, number)?;
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || number == wrong.first || !wrong.is(number - 1, b'=') {
        return None;
    }
    let fault = wrong.fault(wrong.span(number), "a number must not be in quotes");
    Some(fault.help("remove the quotes").fix("remove the quotes", [(wrong.span(number), text.to_owned())]))
}

fn unquoted<'p>(wrong: &Wrong<'p>, tok: Tok) -> Option<&'p str> {
    let text = if wrong.kind(tok) == Kind::Str { wrong.text(tok) } else { return None };
    text.get(1..text.len().checked_sub(1)?)
}

/// `string = 1;` and `name = 1;`
pub fn missing_name_or_type(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let ty = wrong.after_label();
    if !wrong.is(wrong.failed, b'=') || wrong.failed != ty + 1 || !wrong.is_word(ty) {
        return None;
    }
    let word = wrong.text(ty);
    if MESSAGE.contains(&word) || FILE.contains(&word) {
        return None;
    }
    let is_type =
        is_scalar(word) || word == "group" || word.starts_with(|first: char| first.is_ascii_uppercase());
    let span = wrong.span(ty);
    Some(if is_type {
        wrong
            .fault(wrong.span(wrong.failed), "the field has a type, but no name")
            .help(format!("write a name before the `=`, as in `{word} name = 1;`"))
    } else {
        let fault = wrong.fault(span, format!("field `{word}` has no type"));
        fault.help(format!("write a type before the name, as in `string {word} = 1;`"))
    })
}

/// `string name = 1 default = "x";` and `string name = 1 (deprecated = true);`
pub fn unbracketed_options(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let first = wrong.failed;
    if wrong.kind(first.checked_sub(1)?) != Kind::Int || !wrong.is(first.checked_sub(2)?, b'=') {
        return None;
    }
    let end = wrong.find(first, b';')?;
    let edits = if wrong.is(first, b'(') && wrong.is(end - 1, b')') {
        [(wrong.span(first), "[".to_owned()), (wrong.span(end - 1), "]".to_owned())]
    } else if wrong.is_word(first) && wrong.is(first + 1, b'=') {
        [
            (Span::at(wrong.span(first).start), "[".to_owned()),
            (Span::at(wrong.span(end - 1).end), "]".to_owned()),
        ]
    } else {
        return None;
    };
    let span = wrong.to(first, end - 1);
    // Where the `;` is missing too, the next `;` ends another statement.
    let is_line = !wrong.source_text(span).contains('\n');
    let span = if is_line { span } else { wrong.span(first) };
    let fault = wrong.fault(span, "the options of a field must be in brackets");
    let edits = edits.into_iter().filter(|_| is_line);
    Some(fault.help("write them in `[` and `]`").fix("put the options in brackets", edits))
}
