//! The block of a `buf.yaml` that ignores all findings, as buf writes it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::text;
use crate::diag::Diagnostic;
use crate::lint::is_suppressible;
use crate::text::visible_json;

/// Writes the block, or the compile errors if there are any, because they cannot be ignored.
pub fn config_ignore(diagnostics: &[Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    let errors: Vec<Diagnostic> =
        diagnostics.iter().filter(|found| !is_suppressible(found)).cloned().collect();
    if !errors.is_empty() {
        return text(&errors, out);
    }
    let mut rules: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for Diagnostic { code, place, .. } in diagnostics {
        if place.is_somewhere() && code.starts_with(|first: char| first.is_ascii_uppercase()) {
            rules.entry(code).or_default().insert(&place.path);
        }
    }
    if rules.is_empty() {
        return Ok(());
    }
    out.write_all(b"lint:\n  ignore_only:\n")?;
    for (rule, paths) in rules {
        writeln!(out, "    {rule}:")?;
        paths.into_iter().try_for_each(|path| writeln!(out, "      - {}", scalar(path)))?;
    }
    Ok(())
}

/// A YAML scalar; a JSON string is also one of YAML.
fn scalar(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._/-".contains(&byte);
    let is_word = text.starts_with(|first: char| first.is_ascii_alphabetic());
    if is_word && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    visible_json(&serde_json::Value::from(text).to_string()).into_owned()
}
