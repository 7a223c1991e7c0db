//! Rust as rustfmt would write it with the settings of the crate, where the length of names decides about lines.

/// The longest line.
const WIDTH: usize = 100;

/// A call, at a depth of indentation.
pub fn call(depth: usize, head: &str, args: &[String]) -> String {
    let indent = "    ".repeat(depth);
    let line = args.join(", ");
    if indent.len() + head.len() + line.len() + 3 <= WIDTH {
        return format!("{head}({line})");
    }
    format!("{head}(\n{}\n{indent})", indented(depth + 1, args.iter().map(comma)))
}

/// A struct with these fields between `before` and `after`, at a depth of indentation.
pub fn literal(depth: usize, before: &str, ty: &str, fields: &[String], after: &str) -> String {
    let indent = "    ".repeat(depth);
    let value = format!("{ty} {{ {} }}{after}", fields.join(", "));
    // A statement that is too long is broken behind its `=` by `wrapped`.
    let start = if before.ends_with(" = ") { 4 } else { before.len() };
    if indent.len() + start + value.len() <= WIDTH {
        return format!("{before}{value}");
    }
    let fields =
        fields.iter().map(|field| if field.starts_with("..") { field.clone() } else { comma(field) });
    format!("{before}{ty} {{\n{}\n{indent}}}{after}", indented(depth + 1, fields))
}

/// A service that is added to a server.
#[derive(Clone, Debug, Default)]
pub struct Adding {
    /// The method of the server.
    pub method: String,
    /// The type of the service.
    pub ty: String,
    /// Its fields.
    pub fields: Vec<String>,
}

/// The statements that add services to `server`, the last of which is its value.
pub fn addings(services: &[Adding]) -> String {
    const INDENT: &str = "    ";
    let statement = |(index, service): (usize, &Adding)| {
        let (start, end) = if index + 1 < services.len() { ("let server = ", ";") } else { ("", "") };
        let Adding { method, ty, fields } = service;
        let all = if fields.is_empty() { String::new() } else { format!(" {{ {} }}", fields.join(", ")) };
        let value = format!("server.{method}({ty}{all}){end}");
        if INDENT.len() + start.len() + value.len() <= WIDTH {
            return format!("{INDENT}{start}{value}");
        }
        if !start.is_empty() && 2 * INDENT.len() + value.len() <= WIDTH {
            return format!("{INDENT}let server =\n{INDENT}{INDENT}{value}");
        }
        let link = format!(".{method}({ty}{all}){end}");
        if 2 * INDENT.len() + link.len() < WIDTH {
            return format!("{INDENT}{start}server\n{INDENT}{INDENT}{link}");
        }
        let head = format!("{INDENT}{start}server.{method}(");
        let fields = fields.iter().map(comma);
        if head.len() + ty.len() + 2 <= WIDTH && !all.is_empty() {
            return format!("{head}{ty} {{\n{}\n{INDENT}}}){end}", indented(2, fields));
        }
        if 2 * INDENT.len() + ty.len() + all.len() < WIDTH {
            return format!("{head}\n{INDENT}{INDENT}{ty}{all},\n{INDENT}){end}");
        }
        let fields = indented(3, fields);
        format!("{head}\n{INDENT}{INDENT}{ty} {{\n{fields}\n{INDENT}{INDENT}}},\n{INDENT}){end}")
    };
    services.iter().enumerate().map(statement).collect::<Vec<_>>().join("\n")
}

/// The text with lines that are too long broken: statements behind their `=` or between the calls of a chain, lists of
/// names, the heads of implementations.
pub fn wrapped(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| broken(line.trim_end()).map_or_else(|| line.to_owned(), |line| line + "\n"))
        .collect()
}

fn broken(line: &str) -> Option<String> {
    if line.starts_with("use ") {
        // rustfmt leaves room behind lists of names.
        let (path, names) = line.strip_suffix("};").filter(|_| line.len() > WIDTH - 2)?.split_once('{')?;
        return Some(format!("{path}{{\n    {names},\n}};"));
    }
    // It leaves room behind chains that end with `?` too.
    let width = if line.ends_with("?;") { WIDTH - 1 } else { WIDTH };
    if line.len() <= width {
        return None;
    }
    if line.starts_with("impl ") {
        let (head, block) = line.split_once(" for Service ")?;
        return Some(format!("{head}\n    for Service\n{}", block.replace("{}", "{\n}")));
    }
    let indent = &line[..line.len() - line.trim_start().len()];
    if let Some(arguments) = line.trim_start().strip_prefix("assert!(") {
        let (first, second) = arguments.strip_suffix(");")?.rsplit_once(", ")?;
        return Some(format!("{indent}assert!(\n{indent}    {first},\n{indent}    {second}\n{indent});"));
    }
    if line.contains("fn ") && line.ends_with(" {") {
        return signature(indent, line);
    }
    if let Some((field, ty)) = line.split_once(": ").filter(|_| line.ends_with(">>,")) {
        return Some(format!("{field}:\n{indent}    {ty}"));
    }
    let (name, value) = line.split_once(" = ").filter(|_| line.ends_with(';'))?;
    if name.contains(['"', '(', '/']) {
        return None;
    }
    if indent.len() + 4 + value.len() <= width {
        return Some(format!("{name} =\n{indent}    {value}"));
    }
    let fields = value.strip_suffix(" };").and_then(|value| value.split_once(" { "));
    if let Some((ty, fields)) = fields.filter(|(ty, _)| !ty.contains('(')) {
        let fields = fields.split(", ").map(|field| format!("\n{indent}    {field}"));
        let fields = fields.collect::<Vec<_>>().join(",");
        let comma = if fields.ends_with("..Default::default()") { "" } else { "," };
        return Some(format!("{name} = {ty} {{{fields}{comma}\n{indent}}};"));
    }
    if let Some(generic) = value.strip_suffix("<Channel>;") {
        return Some(format!("{name} =\n{indent}    {generic}<\n{indent}        Channel,\n{indent}    >;"));
    }
    let links = links(value);
    (links.len() > 1).then(|| format!("{name} = {}", links.join(&format!("\n{indent}    "))))
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

/// The links of a chain of calls, those behind the first with their dots.
fn links(chain: &str) -> Vec<&str> {
    let (mut depth, mut quoted, mut start) = (0, false, 0);
    let mut links = Vec::new();
    for (at, byte) in chain.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'(' | b'{' | b'<' => depth += 1,
            b')' | b'}' | b'>' => depth -= 1,
            b'.' if depth == 0 => {
                links.push(&chain[start..at]);
                start = at;
            }
            _ => {}
        }
    }
    links.push(&chain[start..]);
    links
}

/// The answer of a handler that is not written.
pub fn unimplemented(text: &str) -> String {
    let line = format!("Err(Status::unimplemented(\"{text}\"))");
    if line.len() + 8 <= WIDTH {
        return line;
    }
    format!("Err(Status::unimplemented(\n            \"{text}\",\n        ))")
}

fn comma(item: &String) -> String {
    format!("{item},")
}

/// A line for each item.
fn indented(depth: usize, items: impl Iterator<Item = String>) -> String {
    let indent = "    ".repeat(depth);
    items.map(|item| indent.clone() + &item).collect::<Vec<_>>().join("\n")
}
