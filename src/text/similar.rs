//! "Did you mean …?" for unknown names.

/// The known name most similar to `name`, ignoring case, if any is similar enough.
pub fn similar<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_ascii_lowercase();
    let score = |known: &str| strsim::normalized_damerau_levenshtein(&name, &known.to_ascii_lowercase());
    let scored = known.map(|known| (score(known), known));
    scored.filter(|(score, _)| *score > 0.6).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, known)| known)
}

/// The known name that `name` is a misspelling of: the only one that differs in case, or in few letters. Strict enough
/// to replace the name without asking.
pub fn misspelt<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_ascii_lowercase();
    let limit = if name.len() < 8 { 1 } else { 2 };
    let distance = |known: &str| {
        let is_close = known.len().abs_diff(name.len()) <= limit;
        let is_long = name.len() > 2 || known.eq_ignore_ascii_case(name);
        (is_close && is_long).then(|| strsim::osa_distance(&lower, &known.to_ascii_lowercase()))
    };
    // Names that differ in a number are usually different on purpose.
    let digits = |name: &str| name.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>();
    let own = digits(name);
    let mut best: Option<(usize, &str)> = None;
    let mut is_only = true;
    for known in known {
        let Some(distance) = distance(known).filter(|distance| *distance <= limit) else { continue };
        if digits(known) != own {
            continue;
        }
        match best {
            Some((least, name)) if distance > least || name == known => {}
            Some((least, _)) if distance == least => is_only = false,
            _ => (best, is_only) = (Some((distance, known)), true),
        }
    }
    best.filter(|_| is_only).map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::misspelt;

    #[test]
    fn a_misspelling_has_one_original() {
        let meant = |name, known: &[&'static str]| misspelt(name, known.iter().copied());
        assert_eq!(meant("repeted", &["repeated", "reserved"]), Some("repeated"));
        assert_eq!(meant("prc", &["rpc", "option"]), Some("rpc"));
        assert_eq!(meant("STRING", &["string", "strings"]), Some("string"));
        assert_eq!(meant("User2", &["User1", "User3"]), None, "numbers are not misspelt");
        assert_eq!(meant("bat", &["cat", "hat"]), None, "either could be meant");
        assert_eq!(meant("ab", &["ac"]), None, "too short");
        assert_eq!(meant("AB", &["ab"]), Some("ab"));
        assert_eq!(meant("Wombat", &["Comment"]), None);
    }
}
