//! Unused numbers.

/// The gaps from `next` to the highest of `used` that are neither used nor reserved.
pub fn holes(
    mut next: i32,
    used: impl Iterator<Item = i32>,
    set_aside: impl Iterator<Item = (i32, i32)>,
) -> Vec<(i32, i32)> {
    let mut taken: Vec<(i32, i32)> = used.map(|number| (number, number)).collect();
    let highest = taken.iter().map(|&(number, _)| number).max().unwrap_or(next);
    taken.extend(set_aside);
    taken.sort_unstable();
    let mut holes = Vec::new();
    for (first, last) in taken.into_iter().take_while(|&(first, _)| first <= highest) {
        if first > next {
            holes.push((next, first - 1));
        }
        next = next.max(last.saturating_add(1));
    }
    holes
}
