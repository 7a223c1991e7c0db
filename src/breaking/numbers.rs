//! Reserved numbers and extension ranges.

use rustc_hash::FxHashSet;

use super::{Breaks, Context, Pair};
use crate::edits::ranges::{Run, merge, shown};
use crate::schema::handles::{NumberRange, Site};

/// The ranges of a declaration, [merged](merge).
pub fn merged<'a>(ranges: impl Iterator<Item = NumberRange<'a>>) -> Vec<Run> {
    merge(ranges.map(|range| (range.first, range.last)).collect())
}

/// Whether a range contains a number.
pub fn contain(runs: &[Run], number: i32) -> bool {
    runs.iter().any(|&(first, last)| (first..=last).contains(&number))
}

/// The parts of a range that no other range covers.
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

/// The reservations or extension ranges of a declaration.
pub struct NumberRanges<'a> {
    /// The noun: `reserved`, `extensions`.
    pub keyword: &'static str,
    /// The places of the declaration.
    pub sites: Pair<Site<'a>>,
    /// Its name.
    pub name: &'a str,
    /// The largest valid number.
    pub max: i32,
}

impl NumberRanges<'_> {
    /// Reports old ranges that are no longer covered.
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
            let Self { keyword, sites, name, max } = self;
            let shown = |run: Run| shown(run, *max);
            let all = shown((range.first, range.last));
            let lost = lost.into_iter().map(shown).collect::<Vec<_>>().join(", ");
            let of = if lost == all { String::new() } else { format!(", part of `{all}`") };
            let message = format!("`{name}` no longer has `{keyword} {lost}`{of}");
            let help = format!("restore `{keyword} {lost};`");
            cx.report(sites.new, range.site, Breaks::Wire, message).change(&lost, "").help(help);
        }
    }

    /// Reports old names that are no longer reserved.
    pub fn check_names<'b>(
        &self,
        old: impl Iterator<Item = &'b str>,
        new: impl Iterator<Item = &'b str>,
        cx: &mut Context<'_>,
    ) {
        let kept: FxHashSet<&str> = new.collect();
        for lost in old.filter(|old| !kept.contains(old)) {
            let Self { keyword, sites, name, .. } = self;
            let message = format!("`{name}` no longer has `{keyword} \"{lost}\"`");
            let help = format!("restore `{keyword} \"{lost}\";`");
            cx.report(sites.new, sites.old, Breaks::Json, message).change(lost, "").help(help);
        }
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
