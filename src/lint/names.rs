//! Case conversions, words and versions in names.

use std::borrow::Cow;

/// The version of a package: its last part, if it looks like one and is not the only part.
pub fn version(package: &str) -> Option<&str> {
    package.rsplit_once('.').map(|(_, last)| last).filter(|last| is_version(last))
}

/// The last part of a package that looks like a version, at any position: `v2` in `acme.v2.user`, `v0` in `acme.v0`.
pub fn version_like(package: &str) -> Option<&str> {
    let is_it = |part: &&str| {
        let rest = part.strip_prefix('v').unwrap_or_default();
        rest.starts_with(|first: char| first.is_ascii_digit())
    };
    package.rsplit('.').find(is_it)
}

/// Whether a version is stable.
pub fn is_stable(version: &str) -> bool {
    version.strip_prefix('v').and_then(skip_number) == Some("")
}

/// The version in the name of a service, as a word: `V1` in `UserServiceV1`, `V1Beta1` in `V1Beta1Users`.
pub fn service_version(name: &str) -> Option<&str> {
    let is_start = |word: &&str| {
        let digits = word.strip_prefix('V').unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut words = words(name).skip_while(|word| !is_start(word));
    let start = words.next()?;
    let is_stage = |word: &&str| word.starts_with("Alpha") || word.starts_with("Beta");
    let stage = words.next().filter(is_stage).map_or(0, str::len);
    let at = name.find(start)?;
    name.get(at..at + start.len() + stage)
}

/// A package, for messages.
pub fn shown_package(package: &str) -> String {
    if package.is_empty() { "the unnamed package".to_owned() } else { format!("package `{package}`") }
}

/// `PascalCase`, as in buf: letters are upper case at the start, after a separator, and where they already were.
pub fn pascal_case(name: &str) -> Cow<'_, str> {
    let mut parts = name.bytes();
    let is_it = parts.next().is_some_and(|first| first.is_ascii_uppercase())
        && parts.all(|byte| byte.is_ascii_alphanumeric());
    if is_it {
        return Cow::Borrowed(name);
    }
    let mut out = String::with_capacity(name.len());
    let mut starts = true;
    for c in name.chars() {
        if is_separator(c) {
            starts = true;
            continue;
        }
        out.push(if starts || c.is_uppercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() });
        starts = false;
    }
    Cow::Owned(out)
}

/// The `PascalCase` name to suggest: the same, but of a name in capitals only the first letters of its words stay so:
/// `UserStatus` for `USER_STATUS`.
pub fn suggested_pascal_case(name: &str) -> String {
    if !name.contains('_') || name.contains(|c: char| c.is_ascii_lowercase()) {
        return pascal_case(name).into_owned();
    }
    pascal_case(&name.to_ascii_lowercase()).into_owned()
}

/// `lower_snake_case`, as in buf: digits do not start a word.
pub fn lower_snake_case(name: &str) -> Cow<'_, str> {
    if is_snake_case(name, |byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(snake_case(name).to_ascii_lowercase())
}

/// The `lower_snake_case` name to suggest: the same, but the `s` of `URLs` does not start a word.
pub fn suggested_lower_snake_case(name: &str) -> String {
    let suggested = words(name).collect::<Vec<_>>().join("_").to_ascii_lowercase();
    if lower_snake_case(&suggested) == suggested { suggested } else { lower_snake_case(name).into_owned() }
}

/// `UPPER_SNAKE_CASE`, as in buf.
pub fn upper_snake_case(name: &str) -> Cow<'_, str> {
    if is_snake_case(name, |byte| byte.is_ascii_uppercase()) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(snake_case(name).to_ascii_uppercase())
}

/// Fast path: whether a name is already in snake case of one letter case, as most are.
fn is_snake_case(name: &str, is_letter: fn(u8) -> bool) -> bool {
    let mut behind_separator = true;
    for byte in name.bytes() {
        let is_separator = byte == b'_';
        if is_separator && behind_separator || !is_separator && !is_letter(byte) && !byte.is_ascii_digit() {
            return false;
        }
        behind_separator = is_separator;
    }
    !behind_separator
}

fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut chars = name.trim_matches(is_separator).chars().peekable();
    let mut previous = None;
    while let Some(c) = chars.next() {
        let goes_on = chars
            .peek()
            .is_some_and(|&next| !next.is_uppercase() && !next.is_numeric() && !is_separator(next));
        let begins_word = c.is_uppercase() && (goes_on || previous.is_some_and(char::is_lowercase));
        if begins_word && previous.is_some() && !out.ends_with('_') {
            out.push('_');
        }
        if !is_separator(c) {
            out.push(c);
        } else if !out.ends_with('_') {
            out.push('_');
        }
        previous = Some(c);
    }
    out
}

/// The words of a name: `HTTPServer2` is `HTTP` and `Server2`, `user_id` is `user` and `id`. Digits do not start a
/// word.
pub fn words(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(is_separator);
        let (word, behind) = rest.split_at(word_len(rest.as_bytes()));
        rest = behind;
        (!word.is_empty()).then_some(word)
    })
}

/// Whether a word of a name is in a list of lower-case words.
pub fn has_word(name: &str, list: &[&str]) -> bool {
    words(name).any(|word| is_one_of(word, list))
}

/// Whether a word is in a list of lower-case words, ignoring case.
pub fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.iter().any(|listed| listed.eq_ignore_ascii_case(word))
}

/// The end of the first word: at a separator, before a capital after a lower-case letter or digit, and before the last
/// of several capitals if lower-case letters follow (but not the `s` of `URIs`).
fn word_len(name: &[u8]) -> usize {
    let goes_on = |at: usize| {
        let is_small = |at: usize| name.get(at).is_some_and(u8::is_ascii_lowercase);
        is_small(at) && (name[at] != b's' || is_small(at + 1))
    };
    let ends = |at: &usize| {
        let (before, here) = (name[at - 1], name[*at]);
        let begins = here.is_ascii_uppercase() && (!before.is_ascii_uppercase() || goes_on(at + 1));
        begins || is_separator(here as char)
    };
    (1..name.len()).find(ends).unwrap_or(name.len())
}

fn is_separator(c: char) -> bool {
    matches!(c, '.' | '-' | '_' | ' ' | '\t' | '\n' | '\r')
}

/// Whether the last part of a package is a version: `v1`, `v1test…`, `v1beta2`, `v1p1alpha`.
fn is_version(part: &str) -> bool {
    let Some(rest) = part.strip_prefix('v').and_then(skip_number) else { return false };
    if rest.is_empty() || rest.starts_with("test") {
        return true;
    }
    let rest = match rest.strip_prefix('p') {
        Some(minor) => skip_number(minor),
        None => Some(rest),
    };
    let patch = rest.and_then(|rest| rest.strip_prefix("alpha").or_else(|| rest.strip_prefix("beta")));
    patch.is_some_and(|patch| patch.is_empty() || skip_number(patch) == Some(""))
}

/// The text after a leading number from 1 to the 32-bit maximum, as in buf.
fn skip_number(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let value: i32 = text[..text.len() - rest.len()].parse().ok()?;
    (value >= 1).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_buf() {
        for (name, pascal, snake) in [
            ("HTTPServer", "HTTPServer", "http_server"),
            ("foo1bar", "Foo1bar", "foo1bar"),
            ("FOO_BAR", "FOOBAR", "foo_bar"),
            ("_fooBar1_", "FooBar1", "foo_bar1"),
            ("a1B2", "A1B2", "a1b2"),
            ("a.b-c", "ABC", "a_b_c"),
            ("a__b", "AB", "a_b"),
        ] {
            assert_eq!(pascal_case(name), pascal);
            assert_eq!(lower_snake_case(name), snake);
            assert_eq!(upper_snake_case(name), snake.to_uppercase());
        }
    }

    #[test]
    fn names_are_made_of_words() {
        for (name, expected) in [
            ("HTTPServer2", "HTTP Server2"),
            ("_user__id_", "user id"),
            ("getURL", "get URL"),
            ("VMsWithURIs", "VMs With URIs"),
            ("V1Beta1", "V1 Beta1"),
            ("MAX_VALUE", "MAX VALUE"),
            ("größeÄndern", "größeÄndern"),
            ("", ""),
        ] {
            assert_eq!(words(name).collect::<Vec<_>>().join(" "), expected);
        }
    }

    #[test]
    fn suggestions_are_in_snake_case() {
        for (name, expected) in [
            ("peerURLs", "peer_urls"),
            ("TTL", "ttl"),
            ("remaining_TTL", "remaining_ttl"),
            ("_a__bC_", "a_b_c"),
        ] {
            assert_eq!(suggested_lower_snake_case(name), expected);
        }
    }

    #[test]
    fn services_can_have_versions() {
        for (name, expected) in [
            ("UserServiceV1", Some("V1")),
            ("V2Beta1Users", Some("V2Beta1")),
            ("UserV3Service", Some("V3")),
            ("UserService", None),
            ("VService", None),
            ("Vpn2Service", None),
        ] {
            assert_eq!(service_version(name), expected);
        }
    }

    #[test]
    fn versions_are_those_buf_accepts() {
        for good in
            ["v1", "v01", "v1alpha", "v1alpha1", "v1beta", "v1p1beta1", "v1test", "v1testfoo", "v2147483647"]
        {
            assert!(is_version(good), "{good}");
        }
        for bad in [
            "",
            "v",
            "v0",
            "v1p1",
            "v1alpha0",
            "v1p1test",
            "v1betax",
            "V1",
            "v2147483648",
            "v1p0beta1",
            "vx",
            "v1 ",
        ] {
            assert!(!is_version(bad), "{bad}");
        }
    }
}
