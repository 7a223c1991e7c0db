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
    let params: String = params.iter().map(|param| format!("{indent}    {param},\n")).collect();
    format!("{indent}{head}(\n{params}{indent}) -> {result} {{")
}

/// A call, at a depth of indentation.
pub fn call(depth: usize, head: &str, args: &[String]) -> String {
    let indent = "    ".repeat(depth);
    let line = args.join(", ");
    if indent.len() + head.len() + line.len() + 3 <= WIDTH {
        return format!("{head}({line})");
    }
    let args: String = args.iter().map(|arg| format!("{indent}    {arg},\n")).collect();
    format!("{head}(\n{args}{indent})")
}

/// A struct with these lines between `before` and `after`, at a depth of indentation.
pub fn literal(depth: usize, before: &str, ty: &str, lines: &[String], after: &str) -> String {
    let indent = "    ".repeat(depth);
    let line = format!("{before}{ty} {{ {} }}{after}", lines.join(", "));
    if indent.len() + line.len() <= WIDTH {
        return line;
    }
    let comma = |line: &String| if line.starts_with("..") { "" } else { "," };
    let lines: String = lines.iter().map(|line| format!("{indent}    {line}{}\n", comma(line))).collect();
    format!("{before}{ty} {{\n{lines}{indent}}}{after}")
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
