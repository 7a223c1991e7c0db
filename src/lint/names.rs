//! What names say, as far as rules agree on it.

/// Whether the last part of a package is a version: `v1`, `v1test…`, `v1beta2`, `v1p1alpha`.
pub fn is_version(part: &str) -> bool {
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

/// What follows the number at the start, if there is one and it is at least 1 and has 32 bits, as buf counts.
fn skip_number(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let value: i32 = text[..text.len() - rest.len()].parse().ok()?;
    (value >= 1).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

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
