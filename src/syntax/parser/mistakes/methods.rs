//! Mistakes in methods.

use super::{Diagnostic, Kind, Span, Tok, Wrong, is_scalar};

/// `rpc List() returns (Users);`
pub fn empty_type(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let close = wrong.failed;
    if !wrong.starts_with("rpc") || !wrong.is(close, b')') || !wrong.is(close - 1, b'(') {
        return None;
    }
    let is_request = close == wrong.first + 3;
    let (what, suffix) = if is_request { ("request", "Request") } else { ("response", "Response") };
    let name = format!("{}{suffix}", wrong.text(wrong.first + 1));
    let parser = wrong.parser;
    let declaration = format!("message {name}");
    let is_declared = memchr::memmem::find_iter(parser.bytes, &declaration).any(|at| {
        let next = parser.bytes.get(at + declaration.len());
        next.is_none_or(|next| !next.is_ascii_alphanumeric() && *next != b'_')
    });
    let fault = wrong.fault(
        wrong.to(close - 1, close),
        format!("the method has no {what}: it takes a message, even an empty one"),
    );
    let mut edits = vec![(Span::at(wrong.span(close).start), name.clone())];
    if is_declared {
        return Some(fault.help(format!("write `({name})`")).fix(format!("write `{name}`"), edits));
    }
    let newline = parser.source.newline();
    let end = parser.bytes.len() as u32;
    let before = if parser.bytes.ends_with(b"\n") { newline.to_owned() } else { newline.repeat(2) };
    edits.push((Span::at(end), format!("{before}message {name} {{}}{newline}")));
    let fault = fault.help(format!("declare `message {name} {{}}`, and write `({name})`"));
    Some(fault.fix(format!("declare an empty message `{name}`"), edits))
}

/// `returns stream (User)`
pub fn stream_outside(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let stream = wrong.failed;
    if !wrong.starts_with("rpc") || wrong.text(stream) != "stream" || !wrong.is(stream + 1, b'(') {
        return None;
    }
    let open = wrong.span(stream + 1);
    let edits = [
        (Span::new(wrong.span(stream).start, open.start), String::new()),
        (Span::at(open.end), "stream ".to_owned()),
    ];
    let fault = wrong.fault(wrong.span(stream), "`stream` must be inside the parentheses");
    let ty = wrong
        .find(stream + 1, b')')
        .map_or("", |close| wrong.source_text(Span::new(open.end, wrong.span(close).start)));
    Some(fault.help(format!("write `(stream {ty})`")).fix("move `stream` into the parentheses", edits))
}

/// `returns User;`, `rpc Get User` and `returns stream User`
pub fn bare_type(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let first = wrong.failed;
    let before = wrong.text(first.checked_sub(1)?);
    let is_place = before == "returns" || first == wrong.first + 2;
    if !wrong.starts_with("rpc") || !wrong.is_word(first) || before == "rpc" || !is_place {
        return None;
    }
    let last = end_of_type(wrong, first);
    if wrong.is(last + 1, b'(') {
        return None;
    }
    let text = wrong.source_text(wrong.to(first, last));
    let fault = wrong.fault(wrong.to(first, last), "the message of a method must be in parentheses");
    let edits = [(wrong.to(first, last), format!("({text})"))];
    Some(fault.help(format!("write `({text})`")).fix("add parentheses", edits))
}

/// The last token of `User`, `a.User` or `stream User`.
fn end_of_type(wrong: &Wrong<'_>, first: Tok) -> Tok {
    let mut last = first + Tok::from(wrong.text(first) == "stream" && wrong.is_word(first + 1));
    while wrong.is(last + 1, b'.') && wrong.is_word(last + 2) {
        last += 2;
    }
    last
}

/// `rpc Get(User returns (User);`
pub fn unclosed_type(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let next = wrong.failed;
    let ty = next.checked_sub(1).filter(|&ty| ty > wrong.first + 2)?;
    let is_after = wrong.text(next) == "returns" || matches!(wrong.kind(next), Kind::Symbol(b';' | b'{'));
    let open = (wrong.first..ty).rfind(|&tok| wrong.is(tok, b'(') || wrong.is(tok, b')'))?;
    if !wrong.starts_with("rpc") || !is_after || !wrong.is_word(ty) || !wrong.is(open, b'(') {
        return None;
    }
    let edit = (Span::at(wrong.span(ty).end), ")".to_owned());
    let fault = wrong.fault(wrong.span(open), "this `(` is not closed");
    Some(fault.help(format!("add `)` after `{}`", wrong.text(ty))).fix("add `)`", [edit]))
}

/// `rpc Get(User user)` and `rpc Get(User, Options)`
pub fn named_parameter(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let name = wrong.failed;
    let ty = name.checked_sub(1).filter(|&ty| ty > wrong.first)?;
    let is_opened = wrong.find(wrong.first, b'(').is_some_and(|open| open < ty);
    if !wrong.starts_with("rpc") || !wrong.is_word(ty) || !is_opened {
        return None;
    }
    if wrong.is_word(name) && wrong.is(name + 1, b')') {
        let edit = (Span::new(wrong.span(ty).end, wrong.span(name).end), String::new());
        let fault = wrong.fault(wrong.span(name), "a method names only the type of its message");
        return Some(fault.help("remove the name").fix("remove the name", [edit]));
    }
    let fault = wrong.fault(wrong.span(name), "a method takes one message and returns one");
    let is_list = wrong.is(name, b',') || wrong.is_word(name);
    is_list.then(|| fault.help("declare a message with a field for each of them"))
}

/// `rpc Get(User) (User);`, `rpc Get(User): User;` and `rpc Get(User);`
pub fn missing_returns(wrong: &Wrong<'_>) -> Option<Diagnostic> {
    let failed = wrong.failed;
    if !wrong.starts_with("rpc") || !wrong.is(failed.checked_sub(1)?, b')') {
        return None;
    }
    let start = wrong.span(failed - 1).end;
    let fault = wrong.fault(wrong.span(failed), "the method does not say what it returns");
    let arrow = match wrong.kind(failed) {
        Kind::Symbol(b'(') => 0,
        Kind::Symbol(b':') => 1,
        Kind::Symbol(b'-') if wrong.is(failed + 1, b'>') => 2,
        _ => {
            let name = wrong.text(wrong.first + 1);
            return Some(fault.help(format!("add `returns ({name}Response)`, with the message it returns")));
        }
    };
    let first = failed + arrow;
    let gap = Span::new(start, wrong.span(first).start);
    let fault = fault.help("write `returns` before the response");
    if !wrong.parser.is_blank(start, wrong.span(failed).start) {
        return Some(fault);
    }
    if wrong.is(first, b'(') {
        return Some(fault.fix("write `returns`", [(gap, " returns ".to_owned())]));
    }
    if !wrong.is_word(first) || is_scalar(wrong.text(first)) {
        return Some(fault);
    }
    let last = end_of_type(wrong, first);
    let text = format!(" returns ({})", wrong.source_text(wrong.to(first, last)));
    Some(fault.fix("write `returns`", [(gap.to(wrong.span(last)), text)]))
}
