//! Rust as rustfmt would write it with the settings of the crate, where the length of names decides about lines.

/// The longest line.
const WIDTH: usize = 100;

/// A function up to its brace, at a depth of indentation.
pub fn signature(depth: usize, head: &str, params: &[String], result: &str) -> String {
    let indent = "    ".repeat(depth);
    let line = format!("{indent}{head}({}) -> {result} {{", params.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    format!("{indent}{head}(\n{}\n{indent}) -> {result} {{", indented(depth + 1, params.iter().map(comma)))
}

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
    let line = format!("{before}{ty} {{ {} }}{after}", fields.join(", "));
    if indent.len() + line.len() <= WIDTH {
        return line;
    }
    let fields =
        fields.iter().map(|field| if field.starts_with("..") { field.clone() } else { comma(field) });
    format!("{before}{ty} {{\n{}\n{indent}}}{after}", indented(depth + 1, fields))
}

/// A statement that binds a name, at a depth of indentation.
pub fn binding(depth: usize, name: &str, value: &str) -> String {
    let indent = "    ".repeat(depth);
    let line = format!("let {name} = {value};");
    if indent.len() + line.len() <= WIDTH { line } else { format!("let {name} =\n{indent}    {value};") }
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
