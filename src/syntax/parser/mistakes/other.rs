//! Mistakes in names, numbers, options and declarations.

use super::{Diagnostic, Kind, Span, Wrong, is_label, is_scalar};
use crate::syntax::is_identifier;

/// `import a/b.proto;` and `import <a/b.proto>;`
pub fn unquoted_import(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let first = wrong.failed;
    if !wrong.starts_with("import") || wrong.kind(first) == Kind::Str || first > wrong.first + 2 {
        return None;
    }
    let end = wrong.find(first, b';')?;
    let span = if first < end { wrong.to(first, end - 1) } else { return None };
    let path = wrong.source_text(span).trim_start_matches('<').trim_end_matches('>');
    if path.is_empty() || path.contains(char::is_whitespace) || path.contains('"') {
        return None;
    }
    let path = match path.strip_suffix(".proto") {
        Some(_) => path.to_owned(),
        None => format!("{}.proto", path.replace('.', "/")),
    };
    let fault = wrong.fault(span, "the path of an import must be in quotes");
    Some(
        fault
            .help(format!("write `\"{path}\"`"))
            .fix("put the path in quotes", [(span, format!("\"{path}\""))]),
    )
}

/// `package "a.b";` and `package a/b;`
pub fn package_name(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let failed = wrong.failed;
    if !wrong.starts_with("package") {
        return None;
    }
    let (message, span, name) = match wrong.kind(failed) {
        Kind::Str if failed == wrong.first + 1 => {
            let name = wrong.text(failed).trim_matches(['"', '\'']).to_owned();
            ("a package must not be in quotes", wrong.span(failed), name)
        }
        Kind::Symbol(b'/') => {
            let span = wrong.to(wrong.first + 1, wrong.find(failed, b';')? - 1);
            let name = wrong.source_text(span).replace('/', ".");
            ("the parts of a package must be separated by `.`", span, name)
        }
        _ => return None,
    };
    if !name.split('.').all(|part| is_identifier(part.as_bytes())) {
        return None;
    }
    let fault = wrong.fault(wrong.span(failed), message).help(format!("write `{name}`"));
    Some(fault.fix(format!("write `{name}`"), [(span, name)]))
}

/// `string first-name = 1;` and `package my-app;`
pub fn dash_in_name(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let dash = wrong.failed;
    let before = dash.checked_sub(1).filter(|&before| before >= wrong.first)?;
    if !wrong.is(dash, b'-') || !wrong.is_word(before) || !wrong.is_glued(before) {
        return None;
    }
    let is_part = |tok| matches!(wrong.kind(tok), Kind::Ident | Kind::Int | Kind::Symbol(b'-'));
    let mut last = dash;
    while wrong.is_glued(last) && is_part(last + 1) {
        last += 1;
    }
    let span = wrong.to(before, last);
    let name = wrong.source_text(span).replace('-', "_");
    if !is_identifier(name.as_bytes()) || last == dash {
        return None;
    }
    let fault = wrong.fault(span, "a name cannot contain `-`").help(format!("write `{name}`"));
    Some(fault.fix(format!("write `{name}`"), [(span, name)]))
}

/// `reserved 5-10;`
pub fn range(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let dash = wrong.failed;
    if !matches!(wrong.text(wrong.first), "reserved" | "extensions")
        || !matches!(wrong.kind(dash), Kind::Symbol(b'-' | b':'))
        || wrong.kind(dash - 1) != Kind::Int
        || !(wrong.kind(dash + 1) == Kind::Int || wrong.text(dash + 1) == "max")
    {
        return None;
    }
    let mark = wrong.text(dash);
    let gap = Span::new(wrong.span(dash - 1).end, wrong.span(dash + 1).start);
    let help = format!("write `{} to {}`", wrong.text(dash - 1), wrong.text(dash + 1));
    let fault =
        wrong.fault(wrong.to(dash - 1, dash + 1), format!("a range is written with `to`, not with `{mark}`"));
    Some(fault.help(help).fix("write `to`", [(gap, " to ".to_owned())]))
}

/// `reserved 4, "name";`
pub fn names_and_numbers(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let next = wrong.failed;
    let comma = next.checked_sub(1).filter(|&comma| comma > wrong.first)?;
    let is_item = matches!(wrong.kind(next), Kind::Str | Kind::Int | Kind::Ident);
    if !wrong.starts_with("reserved") || !wrong.is(comma, b',') || !is_item {
        return None;
    }
    let edits =
        [(wrong.span(comma), ";".to_owned()), (Span::at(wrong.span(next).start), "reserved ".to_owned())];
    let fault = wrong.fault(wrong.span(next), "a `reserved` statement has names or numbers, not both");
    Some(fault.help("write two statements").fix("split the statement", edits))
}

/// `[default = Color.RED]`
pub fn qualified_value(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let point = wrong.failed;
    let first = point.checked_sub(1).filter(|&first| first > wrong.first)?;
    if !wrong.is(point, b'.') || !wrong.is_word(first) || !wrong.is(first - 1, b'=') {
        return None;
    }
    let mut last = first;
    while wrong.is(last + 1, b'.') && wrong.is_word(last + 2) {
        last += 2;
    }
    let name = wrong.text(last);
    let edit = (Span::new(wrong.span(first).start, wrong.span(last).start), String::new());
    let fault =
        wrong.fault(wrong.to(first, last), "an enum value must be written without the name of its enum");
    (last > first).then(|| fault.help(format!("write `{name}`")).fix(format!("write `{name}`"), [edit]))
}

/// `[deprecated]`
pub fn missing_value(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let name = wrong.failed.checked_sub(1).filter(|&name| name > wrong.first)?;
    let is_end = matches!(wrong.kind(wrong.failed), Kind::Symbol(b']' | b',' | b';'));
    let is_start = wrong.is(name - 1, b'[') || wrong.is(name - 1, b',') || wrong.text(name - 1) == "option";
    if !is_end || !is_start || !wrong.is_word(name) || wrong.starts_with("reserved") {
        return None;
    }
    let word = wrong.text(name);
    let fault = wrong.fault(wrong.span(name), format!("option `{word}` has no value"));
    let is_flag = matches!(word, "deprecated" | "packed" | "lazy" | "weak" | "allow_alias" | "debug_redact");
    let edit = (Span::at(wrong.span(name).end), " = true".to_owned());
    Some(if is_flag {
        fault
            .help(format!("write a value, as in `{word} = true`"))
            .fix(format!("write `{word} = true`"), [edit])
    } else {
        fault.help("write `=` and a value after the name")
    })
}

/// `message M;` and `message M ( … )`
pub fn missing_body(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let keyword = wrong.text(wrong.first);
    let at = wrong.failed;
    if !matches!(keyword, "message" | "enum" | "service" | "oneof") || at != wrong.first + 2 {
        return None;
    }
    let name = wrong.text(wrong.first + 1);
    match wrong.kind(at) {
        Kind::Symbol(b'(') => {
            let fault =
                wrong.fault(wrong.span(at), format!("the body of {keyword} `{name}` must be in braces"));
            Some(fault.help("write `{` and `}` instead of `(` and `)`"))
        }
        Kind::Symbol(b';') => {
            let fault = wrong.fault(wrong.span(wrong.first + 1), format!("{keyword} `{name}` has no body"));
            let fault =
                fault.help(format!("write `{keyword} {name} {{ … }}`; there are no forward declarations"));
            let can_be_empty = matches!(keyword, "message" | "service");
            Some(if can_be_empty {
                fault.fix("add an empty body", [(wrong.span(at), " {}".to_owned())])
            } else {
                fault
            })
        }
        _ => None,
    }
}

/// A field, a method or a oneof outside of what may contain it.
pub fn misplaced(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let first = wrong.first;
    if wrong.failed != first || !wrong.is_word(first) {
        return None;
    }
    let word = wrong.text(first);
    let is_field = is_label(word) || is_scalar(word) || wrong.is_word(first + 1) && wrong.is(first + 2, b'=');
    let (what, place) = match word {
        "rpc" => ("a method", "a service"),
        "oneof" => ("a oneof", "a message"),
        _ if is_field => ("a field", "a message"),
        _ => return None,
    };
    let end = wrong.find(first, b';').unwrap_or(first);
    let fault = wrong.fault(wrong.to(first, end), format!("{what} must be in {place}"));
    Some(fault.help(format!("move it into {place}")))
}
