//! What holds for every output, whatever the input.

use protolint::diag::Diagnostic;
use protolint::report;

/// How a report is written.
type Writer = fn(&[Diagnostic], &mut dyn std::io::Write) -> std::io::Result<()>;

/// What is wrong with what was written.
type Check = fn(&str) -> Result<(), String>;

/// Every format of findings, and how one looks at what it wrote.
const FORMATS: [(&str, Writer, Check); 10] = [
    ("text", report::text, ok),
    ("json", report::json, json_lines),
    ("github", report::github, annotations),
    ("gitlab", report::gitlab, json),
    ("sarif", report::sarif, json),
    ("rdjson", report::rdjson, json),
    ("junit", report::junit, xml),
    ("checkstyle", report::checkstyle, xml),
    ("msvs", report::msvs, ok),
    ("markdown", report::markdown, ok),
];

/// Writes findings in every format.
pub fn reports(found: &[Diagnostic]) -> Result<(), String> {
    for (name, write, check) in FORMATS {
        let text = written(|out| write(found, out)).map_err(|why| format!("format {name}: {why}"))?;
        check(&text).map_err(|why| format!("format {name}: {why}"))?;
    }
    let msvs = written(|out| report::msvs(found, out))?;
    if msvs.lines().count() != found.len() {
        return Err("format msvs: not one line a finding".to_owned());
    }
    Ok(())
}

/// What is written, which must be plain text.
pub fn written(write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> Result<String, String> {
    let mut out = Vec::new();
    write(&mut out).map_err(|error| format!("cannot be written: {error}"))?;
    let text = String::from_utf8(out).map_err(|_| "is not UTF-8".to_owned())?;
    is_plain(&text)?;
    Ok(text)
}

/// Fails where a text has characters that a terminal or a log obeys. Colours are ours.
pub fn is_plain(text: &str) -> Result<(), String> {
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if let Some(code) = rest.strip_prefix("\u{1B}[") {
            let end = code.find(|char: char| !char.is_ascii_digit() && char != ';');
            if let Some(after) = end.and_then(|end| code[end..].strip_prefix('m')) {
                rest = after;
                continue;
            }
        }
        let is_bidi = matches!(next, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{2028}' | '\u{2029}');
        if next != '\n' && next.is_control() || is_bidi {
            return Err(format!("has the character {next:?}"));
        }
        rest = &rest[next.len_utf8()..];
    }
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "the other checks can fail")]
fn ok(_: &str) -> Result<(), String> {
    Ok(())
}

fn json(text: &str) -> Result<(), String> {
    let parsed: Result<serde_json::Value, _> = serde_json::from_str(text);
    parsed.map(drop).map_err(|error| format!("is no JSON: {error}"))
}

fn json_lines(text: &str) -> Result<(), String> {
    text.lines().try_for_each(json)
}

fn annotations(text: &str) -> Result<(), String> {
    let commands = ["::error ", "::warning ", "::notice "];
    match text.lines().find(|line| !commands.iter().any(|command| line.starts_with(command))) {
        Some(line) => Err(format!("has a line that is no annotation: {line}")),
        None => Ok(()),
    }
}

/// Every tag that opens is closed, in order, and every `&` begins an entity.
fn xml(text: &str) -> Result<(), String> {
    let mut open = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        if rest[..start].contains('>') && open.is_empty() {
            return Err("has a `>` outside".to_owned());
        }
        let end = rest[start..].find('>').ok_or("has a tag without end")? + start;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Err(format!("closes `{name}` which is not open"));
            }
        } else if !tag.ends_with('/') && !tag.starts_with(['?', '!']) {
            open.push(tag.split_whitespace().next().unwrap_or_default());
        }
    }
    for (at, _) in text.match_indices('&') {
        let name = text[at + 1..].split(';').next().unwrap_or_default();
        if !matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") && !name.starts_with('#') {
            return Err("has a `&` that is no entity".to_owned());
        }
    }
    if open.is_empty() { Ok(()) } else { Err(format!("leaves {open:?} open")) }
}
