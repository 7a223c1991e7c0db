//! Breaking changes with rule overrides for some files.

use rustc_hash::FxHashMap;

use super::snapshot::{Module, Snapshot};
use crate::breaking::{Finding, Pair, Selection, breaking};

/// The breaking changes of a module, with the rules of each file; the settings of the new side apply.
pub fn broken(new: &Snapshot, old: &Snapshot, module: &Pair<Module>) -> Vec<Finding> {
    let settings = &module.new.settings;
    let run = |selection: &Selection| breaking(old.side(&module.old), new.side(&module.new), selection);
    let everywhere = run(&settings.selection);
    if settings.overrides.is_empty() {
        return everywhere;
    }
    // Deleted files are matched by their old path.
    let paths: FxHashMap<&str, &str> = [&module.old, &module.new]
        .into_iter()
        .flat_map(|module| &module.paths)
        .map(|(name, path)| (&**name, &**path))
        .collect();
    let (names, paths): (Vec<&str>, Vec<&str>) = paths.into_iter().unzip();
    let groups = settings.groups(&paths);
    let members = groups
        .iter()
        .enumerate()
        .flat_map(|(group, (_, files))| files.iter().map(move |&file| (file, group)));
    let group_of: FxHashMap<&str, usize> = members.map(|(file, group)| (names[file], group)).collect();
    let group = |found: &Finding| {
        let file = found.new.map_or_else(|| old.file(found.old), |id| new.file(id));
        group_of.get(file.name()).copied()
    };
    // Files that are only imported are in no group.
    let mut all: Vec<Finding> = everywhere.into_iter().filter(|found| group(found).is_none()).collect();
    for (index, (selection, _)) in groups.iter().enumerate() {
        all.extend(run(selection).into_iter().filter(|found| group(found) == Some(index)));
    }
    all
}
