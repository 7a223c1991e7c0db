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

/// `Ok(Response::new(…))` of a struct with these lines, in the body of a handler.
pub fn response(ty: &str, lines: &[String]) -> String {
    let short = format!("Ok(Response::new({ty} {{ {} }}))", lines.join(", "));
    if short.len() + 8 <= WIDTH {
        return short;
    }
    let lines: String = lines
        .iter()
        .map(|line| format!("            {line},\n").replace("default(),", "default()"))
        .collect();
    format!("Ok(Response::new({ty} {{\n{lines}        }}))")
}

/// The answer of a handler that is not written.
pub fn unimplemented(text: &str) -> String {
    let line = format!("Err(Status::unimplemented(\"{text}\"))");
    if line.len() + 8 <= WIDTH {
        return line;
    }
    format!("Err(Status::unimplemented(\n            \"{text}\",\n        ))")
}
