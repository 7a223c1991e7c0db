//! Which modules of two sides belong together.

use rustc_hash::FxHashMap;

/// A module of one side: the directories in which the names of its files begin, and whether it has any.
pub type Root<'m> = (&'m [String], bool);

/// The modules of two sides that are compared, by their places, if they can be told: they go by their order, as with buf,
/// and by their directories where there are not as many; by the order of those with files where that tells nothing.
pub fn pairs(old: &[Root<'_>], new: &[Root<'_>]) -> Option<Vec<(usize, usize)>> {
    if old.len() == new.len() {
        return Some((0..old.len()).map(|place| (place, place)).collect());
    }
    let peopled =
        |side: &[Root<'_>]| -> Vec<usize> { (0..side.len()).filter(|&place| side[place].1).collect() };
    let (old_places, new_places) = (peopled(old), peopled(new));
    let by_directories: FxHashMap<&[String], usize> = new
        .iter()
        .zip(0..)
        .filter(|((roots, _), _)| !roots.is_empty())
        .map(|((roots, _), place)| (*roots, place))
        .collect();
    let same = |place: &usize| Some((*place, *by_directories.get(old[*place].0)?));
    let by_roots: Option<Vec<_>> = old_places.iter().map(same).collect();
    by_roots.or_else(|| {
        (old_places.len() == new_places.len()).then(|| old_places.into_iter().zip(new_places).collect())
    })
}
