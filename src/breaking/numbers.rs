//! Numbers that are set aside, and whether they still are.

use rustc_hash::FxHashSet;

use super::{Breaks, Context, Pair};
use crate::schema::handles::{NumberRange, Spot};

/// A run of numbers, both ends included.
pub type Run = (i32, i32);

/// The runs of numbers that ranges cover, sorted, without borders between them.
pub fn merged<'a>(ranges: impl Iterator<Item = NumberRange<'a>>) -> Vec<Run> {
    merge(ranges.map(|range| (range.first, range.last)).collect())
}

/// The same runs, sorted, without borders between them.
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

/// Whether one of the runs has a number.
pub fn contain(runs: &[Run], number: i32) -> bool {
    runs.iter().any(|&(first, last)| (first..=last).contains(&number))
}

/// The parts of a run that none of the others covers.
fn missing((first, last): Run, covered: &[Run]) -> Vec<Run> {
    let mut missing = Vec::new();
    let mut next = Some(first);
    for &(start, end) in covered.iter().filter(|&&(start, end)| end >= first && start <= last) {
        if let Some(next) = next.filter(|&next| next < start) {
            missing.push((next, start - 1));
        }
        next = end.checked_add(1);
    }
    missing.extend(next.filter(|&next| next <= last).map(|next| (next, last)));
    missing
}

/// What sets numbers aside.
pub struct SetAside<'a> {
    /// The noun: `reserved`, `extensions`.
    pub keyword: &'static str,
    /// The declaration the ranges are in.
    pub spots: Pair<Spot<'a>>,
    /// Its name.
    pub name: &'a str,
    /// The largest number there is.
    pub max: i32,
}

impl SetAside<'_> {
    /// Reports each of the old ranges that is not covered any more.
    pub fn check<'b>(
        &self,
        old: impl Iterator<Item = NumberRange<'b>>,
        new: impl Iterator<Item = NumberRange<'b>>,
        cx: &mut Context<'_>,
    ) {
        let covered = merged(new);
        for range in old {
            let lost = missing((range.first, range.last), &covered);
            if lost.is_empty() {
                continue;
            }
            let Self { keyword, spots, name, max } = self;
            let shown = |run: Run| shown(run, *max);
            let all = shown((range.first, range.last));
            let lost = lost.into_iter().map(shown).collect::<Vec<_>>().join(", ");
            let of = if lost == all { String::new() } else { format!(" of {all}") };
            let message = format!("`{name}` had {keyword} {lost}{of} and has that no more");
            let help = format!("put `{keyword} {lost};` back");
            cx.report(spots.new, range.spot, Breaks::Wire, message).change(&lost, "").help(help);
        }
    }

    /// Reports each of the old names that is not there any more.
    pub fn check_names<'b>(
        &self,
        old: impl Iterator<Item = &'b str>,
        new: impl Iterator<Item = &'b str>,
        cx: &mut Context<'_>,
    ) {
        let kept: FxHashSet<&str> = new.collect();
        for lost in old.filter(|old| !kept.contains(old)) {
            let Self { keyword, spots, name, .. } = self;
            let message = format!("`{name}` had {keyword} `{lost}` and has that no more");
            let help = format!("put `{keyword} \"{lost}\";` back");
            cx.report(spots.new, spots.old, Breaks::Json, message).change(lost, "").help(help);
        }
    }
}

/// A run as it is written.
pub fn shown((first, last): Run, max: i32) -> String {
    match last {
        last if last == first => first.to_string(),
        last if last >= max => format!("{first} to max"),
        last => format!("{first} to {last}"),
    }
}

#[cfg(test)]
mod tests {
    use super::missing;

    #[test]
    fn what_is_missing_lies_between_what_is_covered() {
        assert_eq!(missing((1, 9), &[]), [(1, 9)]);
        assert_eq!(missing((1, 9), &[(0, 1), (4, 5), (9, 20)]), [(2, 3), (6, 8)]);
        assert_eq!(missing((1, i32::MAX), &[(0, 5)]), [(6, i32::MAX)]);
        assert_eq!(missing((1, i32::MAX), &[(0, i32::MAX)]), []);
        assert_eq!(missing((5, 5), &[(1, 4), (6, 7)]), [(5, 5)]);
    }
}
