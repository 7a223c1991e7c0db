//! Pairs the modules of two sides.

use rustc_hash::{FxHashMap, FxHashSet};

use super::snapshot::{Module, Snapshot};
use crate::breaking::Pair;

/// A module of one side: its import roots, and whether it has files.
pub type Root<'m> = (&'m [String], bool);

/// The indices of the modules to compare, old and new. Modules are paired in order, as in buf; if their number differs,
/// by directory; otherwise by the order of those with files. `None` if they cannot be paired.
pub fn pairs(old: &[Root<'_>], new: &[Root<'_>]) -> Option<Vec<(usize, usize)>> {
    if old.len() == new.len() {
        return Some((0..old.len()).map(|place| (place, place)).collect());
    }
    let non_empty =
        |side: &[Root<'_>]| -> Vec<usize> { (0..side.len()).filter(|&place| side[place].1).collect() };
    let (old_places, new_places) = (non_empty(old), non_empty(new));
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

/// The modules to compare. If there are new modules, all must have the same rules, as in buf, and those without an old
/// file are skipped.
pub fn module_pairs(new: &Snapshot, old: &Snapshot) -> Result<Vec<Pair<Module>>, String> {
    let [new_files, old_files] = [new, old]
        .map(|side| side.modules.iter().filter(|module| !module.paths.is_empty()).collect::<Vec<&Module>>());
    if old_files.is_empty() {
        return Ok(Vec::new());
    }
    let (count, old_count) = (new_files.len(), old_files.len());
    if count > old_count
        && let Some(other) = new_files.iter().find(|module| !module.has_same_rules(new_files[0]))
    {
        return Err(format!(
            "there are new modules, and {} has different rules than {}: compare them one by one",
            other.roots.join(", "),
            new_files[0].roots.join(", ")
        ));
    }
    let [new_roots, old_roots] = [new, old].map(|side| {
        side.modules.iter().map(|module| (&module.roots[..], !module.paths.is_empty())).collect::<Vec<_>>()
    });
    let pair = |new: Module, old: &Module| Pair { old: old.clone(), new };
    if let Some(pairs) = pairs(&old_roots, &new_roots) {
        let pairs = pairs.into_iter().filter(|(place, _)| old_roots[*place].1);
        return Ok(pairs
            .map(|(old_place, place)| pair(new.modules[place].clone(), &old.modules[old_place]))
            .collect());
    }
    // If every file was deleted, attribute the deletions to the configured modules.
    let mut modules: Vec<Module> =
        if count == 0 { new.modules.clone() } else { new_files.into_iter().cloned().collect() };
    let names: FxHashSet<&str> = old_files.iter().flat_map(|module| module.names()).collect();
    modules.retain(|module| count == 0 || module.names().any(|name| names.contains(name)));
    // A descriptor set is one module, whatever it was built from.
    if old_count == 1 && modules.len() > 1 {
        modules = Module::merged(modules).into_iter().collect();
    }
    if modules.len() != old_count {
        return Err(format!(
            "the number of modules changed from {old_count} to {count}: compare them one by one"
        ));
    }
    Ok(modules.into_iter().zip(old_files).map(|(new, old)| pair(new, old)).collect())
}
