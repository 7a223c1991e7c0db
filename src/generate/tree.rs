//! The files of all packages, and the file that makes one module tree of them.

use std::collections::HashMap;

use prost_build::Module;

use super::{HEADER, RustFile};

/// The file for elements without a package.
const ROOT: &str = "_";

/// The lints that correct schemas would trigger in generated code.
const ALLOWED: &str =
    "#![allow(clippy::all, clippy::pedantic, dead_code, deprecated, missing_docs, rustdoc::all)]";

/// One file for each module, and the one that includes them, sorted by name.
pub fn files(modules: HashMap<Module, String>, include_file: &str) -> Vec<RustFile> {
    let mut modules: Vec<(Module, String)> = modules.into_iter().collect();
    modules.sort();
    let mut files = vec![RustFile {
        name: include_file.to_owned(),
        text: includes(modules.iter().map(|(module, _)| module)),
    }];
    files.extend(modules.into_iter().map(|(module, text)| {
        // prost-build has its own first line.
        let text = text.split_once('\n').map_or("", |(_, text)| text);
        RustFile { name: file_name(&module), text: format!("{HEADER}\n{text}") }
    }));
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// The name of a module's file: its package with dots.
pub fn file_name(module: &Module) -> String {
    let parts: Vec<&str> = module.parts().map(|part| part.trim_start_matches("r#")).collect();
    if parts.is_empty() { format!("{ROOT}.rs") } else { format!("{}.rs", parts.join(".")) }
}

fn includes<'m>(modules: impl Iterator<Item = &'m Module>) -> String {
    let mut text = format!("{HEADER}\n{ALLOWED}\n");
    let mut open: Vec<&str> = Vec::new();
    for module in modules {
        let parts: Vec<&str> = module.parts().collect();
        let common = open.iter().zip(&parts).take_while(|(a, b)| a == b).count();
        close(&mut open, common, &mut text);
        for part in &parts[common..] {
            line(&mut text, open.len(), &format!("pub mod {part} {{"));
            open.push(part);
        }
        line(&mut text, open.len(), &format!("include!(\"{}\");", file_name(module)));
    }
    close(&mut open, 0, &mut text);
    text
}

/// Closes modules until `keep` are open.
fn close(open: &mut Vec<&str>, keep: usize, text: &mut String) {
    while open.len() > keep {
        open.pop();
        line(text, open.len(), "}");
    }
}

fn line(text: &mut String, depth: usize, line: &str) {
    text.push_str(&"    ".repeat(depth));
    text.push_str(line);
    text.push('\n');
}
