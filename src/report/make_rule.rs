//! A make rule in the layout of protoc. File names are untrusted, and make and ninja read the rule: a name must never
//! become a variable, a recipe or a second rule.

use crate::text::is_hidden;

/// A rule by which the targets depend on the prerequisites. Fails if a name cannot be escaped.
pub fn make_rule<'n>(
    targets: impl Iterator<Item = &'n str>,
    prerequisites: impl Iterator<Item = &'n str>,
) -> Result<String, String> {
    let targets: Vec<String> = targets.map(word).collect::<Result<_, _>>()?;
    let prerequisites: Vec<String> = prerequisites.map(word).collect::<Result<_, _>>()?;
    Ok(format!("{}: {}", targets.join(" \\\n"), prerequisites.join("\\\n ")))
}

/// A name with the escapes that GCC uses, which make and ninja both understand.
fn word(name: &str) -> Result<String, String> {
    let mut word = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            ' ' | '#' | ':' => word.extend(['\\', c]),
            '$' => word.push_str("$$"),
            // These end a name for make, escaped or not.
            ';' | '=' | '|' | '\\' => return Err(no_escape(name, c)),
            _ if is_hidden(c) => return Err(no_escape(name, c)),
            _ => word.push(c),
        }
    }
    Ok(word)
}

fn no_escape(name: &str, c: char) -> String {
    format!("--dependency_out: `{name}` cannot be written in a make rule because of its `{c}`; rename it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_or_refused() {
        let rule =
            |prerequisite: &'static str| make_rule(["a b"].into_iter(), ["x", prerequisite].into_iter());
        assert_eq!(rule("y z.proto").as_deref(), Ok("a\\ b: x\\\n y\\ z.proto"));
        assert_eq!(rule("$(shell id)#").as_deref(), Ok("a\\ b: x\\\n $$(shell\\ id)\\#"));
        assert_eq!(rule("c:d").as_deref(), Ok("a\\ b: x\\\n c\\:d"));
        for refused in
            ["a;id", "SHELL=./a", "a\nall:", "a\rb", "a\tb", "a\u{1b}[1m", "a\u{202e}b", "a|b", "a\\"]
        {
            assert!(rule(refused).is_err(), "{refused:?}");
        }
    }
}
