//! Breaks lines that are too long, where rustfmt breaks them with the settings of the crate.
//!
//! Templates have a statement on one line, and the names of a schema decide whether it fits. prettyplease cannot do
//! this: it drops comments, and breaks lines in other places, so that `cargo fmt --check` would fail.

/// The longest line.
const WIDTH: usize = 100;

/// The text of a Rust file with its long lines broken.
pub fn wrapped(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| broken(line.trim_end()).map_or_else(|| line.to_owned(), |line| line + "\n"))
        .collect()
}

fn broken(line: &str) -> Option<String> {
    if line.starts_with("use ") {
        // rustfmt leaves room after lists of names.
        let (path, names) = line.strip_suffix("};").filter(|_| line.len() > WIDTH - 2)?.split_once('{')?;
        return Some(format!("{path}{{\n    {names},\n}};"));
    }
    // It leaves room after chains that end with `?` too.
    let width = if line.ends_with("?;") { WIDTH - 1 } else { WIDTH };
    if line.len() <= width {
        return None;
    }
    let code = line.trim_start();
    let indent = &line[..line.len() - code.len()];
    if code.starts_with("//") {
        return None;
    }
    if line.starts_with("impl ") {
        let (head, block) = line.split_once(" for Service ")?;
        return Some(format!("{head}\n    for Service\n{}", block.replace("{}", "{\n}")));
    }
    if line.contains("fn ") && line.ends_with(" {") {
        return signature(indent, line);
    }
    if let Some((field, ty)) = line.split_once(": ").filter(|_| line.ends_with(">>,")) {
        return Some(format!("{field}:\n{indent}    {ty}"));
    }
    let statement = code.strip_suffix(';');
    let assigned = statement.and_then(|statement| statement.split_once(" = "));
    if let Some((name, value)) = assigned.filter(|(name, _)| !name.contains(['"', '(', '/'])) {
        return assignment(indent, name, value, width);
    }
    match statement {
        Some(statement) => expression(indent, "", statement, ";"),
        None => expression(indent, "", code, ""),
    }
}

/// A long assignment: with the value on the next line, or else with the value broken.
fn assignment(indent: &str, name: &str, value: &str, width: usize) -> Option<String> {
    if indent.len() + value.len() + 5 <= width {
        return Some(format!("{indent}{name} =\n{indent}    {value};"));
    }
    if let Some(generic) = value.strip_suffix("<Channel>") {
        return Some(format!(
            "{indent}{name} =\n{indent}    {generic}<\n{indent}        Channel,\n{indent}    >;"
        ));
    }
    let links = links(value);
    let fits = |link: &&str| indent.len() + link.len() + 5 < WIDTH;
    if links.len() > 2 || links.len() == 2 && links.iter().all(fits) {
        return Some(format!("{indent}{name} = {};", links.join(&format!("\n{indent}    "))));
    }
    expression(indent, &format!("{name} = "), value, ";")
}

/// An expression between `start` and `end`, broken at its outermost list of arguments or fields.
fn expression(indent: &str, start: &str, text: &str, end: &str) -> Option<String> {
    let room = usize::from(text.ends_with('?') || end.starts_with('?'));
    if indent.len() + start.len() + text.len() + end.len() + room <= WIDTH {
        return Some(format!("{indent}{start}{text}{end}"));
    }
    if let Some(future) = text.strip_suffix(".await?") {
        return Some(format!("{}\n{indent}.await?{end}", expression(indent, start, future, "")?));
    }
    if let Some(fallible) = text.strip_suffix('?') {
        return expression(indent, start, fallible, &format!("?{end}"));
    }
    let deeper = format!("{indent}    ");
    if let Some((ty, fields)) = struct_literal(text) {
        let field = |field: &str| {
            let comma = if field.starts_with("..") { "" } else { "," };
            format!("{deeper}{field}{comma}\n")
        };
        let fields: String = split(fields).into_iter().map(field).collect();
        return Some(format!("{indent}{start}{ty} {{\n{fields}{indent}}}{end}"));
    }
    let (function, arguments) = text.strip_suffix(')')?.split_once('(')?;
    let arguments = split(arguments);
    if let [argument] = arguments[..] {
        let head = format!("{start}{function}(");
        let opening = struct_literal(argument).map(|(ty, _)| ty.len() + " {".len());
        let opening = opening.or_else(|| argument.find('(').map(|at| at + 1));
        if opening.is_some_and(|opening| indent.len() + head.len() + opening <= WIDTH) {
            return expression(indent, &head, argument, &format!("){end}"));
        }
    }
    let argument = |argument: &str| Some(expression(&deeper, "", argument, ",")? + "\n");
    let arguments: String = arguments.into_iter().map(argument).collect::<Option<_>>()?;
    Some(format!("{indent}{start}{function}(\n{arguments}{indent}){end}"))
}

/// The type and the fields of a struct literal.
fn struct_literal(text: &str) -> Option<(&str, &str)> {
    let (ty, fields) = text.strip_suffix(" }")?.split_once(" { ")?;
    (!ty.contains('(')).then_some((ty, fields))
}

/// The first line of a function with a line for each parameter, and for each type in its result if need be.
fn signature(indent: &str, line: &str) -> Option<String> {
    let (head, rest) = line.split_once('(')?;
    let (params, result) = rest.rsplit_once(") -> ")?;
    let list = |items: &str| -> String {
        items.split(", ").map(|item| format!("\n{indent}    {item},")).collect::<Vec<_>>().concat()
    };
    let result = match result.strip_prefix("Result<").and_then(|types| types.strip_suffix("> {")) {
        Some(types) if indent.len() + 5 + result.len() > WIDTH => {
            format!("Result<{}\n{indent}> {{", list(types))
        }
        _ => result.to_owned(),
    };
    Some(format!("{head}({}\n{indent}) -> {result}", list(params)))
}

/// The parts of a list with commas.
fn split(list: &str) -> Vec<&str> {
    let parts = parts(list, b',').into_iter();
    parts.map(|part| part.trim_start_matches(',').trim_start()).collect()
}

/// The links of a chain of calls, those after the first with their dots.
fn links(chain: &str) -> Vec<&str> {
    parts(chain, b'.')
}

/// The parts of an expression, each from a separator that is in no brackets or literals.
fn parts(text: &str, separator: u8) -> Vec<&str> {
    let (mut depth, mut start) = (0, 0);
    let mut parts = Vec::new();
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => {
                while let Some((_, byte)) = bytes.next().filter(|(_, byte)| *byte != b'"') {
                    if byte == b'\\' {
                        bytes.next();
                    }
                }
            }
            // A bracket or a quote as a character is neither.
            b'\'' if text.as_bytes().get(at + 2) == Some(&b'\'') => bytes.by_ref().take(2).for_each(drop),
            b'(' | b'{' | b'[' => depth += 1,
            b')' | b'}' | b']' => depth -= 1,
            _ if byte == separator && depth == 0 => {
                parts.push(&text[start..at]);
                start = at;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_quotes_in_literals_separate_nothing() {
        for literal in ["'('", "'\"'", "'\\''", "'\\\\'", "','", "\"(\\\"\""] {
            let name = "\"the_name_of_a_field_that_leaves_too_little_room_on_a_line\"";
            let line =
                format!("    violations.check({name}, value.contains({literal}), \"must contain it\");\n");
            let broken = format!(
                "    violations.check(\n        {name},\n        value.contains({literal}),\n        \
                 \"must contain it\",\n    );\n"
            );
            assert_eq!(wrapped(&line), broken);
        }
    }
}
