//! English plurals, for names of fields and methods.

use std::borrow::Cow;

use super::names::is_one_of;

/// Irregular plurals.
const IRREGULAR: [(&str, &str); 8] = [
    ("child", "children"),
    ("foot", "feet"),
    ("goose", "geese"),
    ("man", "men"),
    ("mouse", "mice"),
    ("person", "people"),
    ("tooth", "teeth"),
    ("woman", "women"),
];

/// Words that are plural or uncountable.
const UNCOUNTABLE: [&str; 32] = [
    "aircraft",
    "audio",
    "bytes",
    "content",
    "corpora",
    "criteria",
    "data",
    "equipment",
    "evidence",
    "env",
    "feedback",
    "hardware",
    "headers",
    "history",
    "indices",
    "info",
    "information",
    "inventory",
    "list",
    "matrices",
    "media",
    "metadata",
    "news",
    "schemata",
    "series",
    "set",
    "software",
    "species",
    "storage",
    "traffic",
    "unreachable",
    "vertices",
];

/// Endings in `us` of singular words, unlike `menus`.
const SINGULAR_US: [&str; 15] = [
    "atus", "bonus", "bus", "campus", "census", "cus", "ensus", "genus", "lus", "minus", "nexus", "pus",
    "radius", "rus", "terminus",
];

/// Whether a word may be a plural.
pub fn is_plural(word: &str) -> bool {
    let ends = |ending: &str| {
        word.len() > ending.len()
            && word.as_bytes()[word.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes())
    };
    let is_singular = ["ss", "sis", "xis"].into_iter().any(ends) || SINGULAR_US.into_iter().any(ends);
    ends("s") && !is_singular
        || is_one_of(word, &UNCOUNTABLE)
        || IRREGULAR.iter().any(|(_, many)| ends(many) || many.eq_ignore_ascii_case(word))
}

/// The singular of a word; the word itself if it is not a plural.
pub fn singular(word: &str) -> Cow<'_, str> {
    if let Some((one, _)) = IRREGULAR.iter().find(|(_, many)| many.eq_ignore_ascii_case(word)) {
        return Cow::Borrowed(one);
    }
    if !is_plural(word) || is_one_of(word, &UNCOUNTABLE) {
        return Cow::Borrowed(word);
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return Cow::Owned(format!("{stem}y"));
    }
    let with_es = ["sses", "shes", "ches", "xes", "zes"].iter().any(|ending| word.ends_with(ending));
    Cow::Borrowed(&word[..word.len() - if with_es { 2 } else { 1 }])
}

/// The plural of a word.
pub fn plural(word: &str) -> Cow<'_, str> {
    if is_plural(word) {
        return Cow::Borrowed(word);
    }
    if let Some((_, many)) = IRREGULAR.iter().find(|(one, _)| *one == word) {
        return Cow::Borrowed(many);
    }
    if let Some(stem) = word.strip_suffix("sis") {
        return Cow::Owned(format!("{stem}ses"));
    }
    let with_es = ["s", "sh", "ch", "x", "z"].iter().any(|ending| word.ends_with(ending));
    let stem = word.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']));
    Cow::Owned(match stem {
        Some(stem) => format!("{stem}ies"),
        None if with_es => format!("{word}es"),
        None => format!("{word}s"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_and_many() {
        for (one, many) in [
            ("user", "users"),
            ("policy", "policies"),
            ("key", "keys"),
            ("address", "addresses"),
            ("box", "boxes"),
            ("batch", "batches"),
            ("status", "statuses"),
            ("person", "people"),
            ("cache", "caches"),
            ("analysis", "analyses"),
            ("uri", "uris"),
            ("sku", "skus"),
        ] {
            assert_eq!(plural(one), many);
            assert!(is_plural(many) && !is_plural(one), "{one}");
        }
        for (many, one) in
            [("Users", "User"), ("policies", "policy"), ("boxes", "box"), ("data", "data"), ("s", "s")]
        {
            assert_eq!(singular(many), one);
        }
    }
}
