//! Ranges of numbers.

/// A range, both ends included.
pub type Run = (i32, i32);

/// Merges ranges: sorted, without adjacent ones.
pub fn merge(mut runs: Vec<Run>) -> Vec<Run> {
    runs.sort_unstable();
    let mut merged: Vec<Run> = Vec::new();
    for (first, last) in runs {
        match merged.last_mut() {
            Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
            _ => merged.push((first, last)),
        }
    }
    merged
}

/// A range in source syntax.
pub fn shown((first, last): Run, max: i32) -> String {
    match last {
        last if last == first => first.to_string(),
        last if last >= max => format!("{first} to max"),
        last => format!("{first} to {last}"),
    }
}

/// Ranges, in source syntax.
pub fn list(runs: &[Run]) -> String {
    runs.iter().map(|&run| shown(run, i32::MAX)).collect::<Vec<_>>().join(", ")
}
