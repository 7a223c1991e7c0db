//! Remote repositories: one commit is fetched into a temporary repository.

use std::sync::Arc;

use super::command::Place;
use super::objects::Objects;
use super::{Repository, Wanted};

/// The depth of a fetch for a revision that cannot be fetched by name. The number is that of buf.
const SEARCHED: usize = 50;

impl Repository {
    /// Fetches a revision from the repository at a URL.
    pub fn fetch(address: &str, wanted: &Wanted, depth: Option<usize>) -> Result<Self, String> {
        let directory = tempfile::tempdir().map_err(|error| format!("no temporary directory: {error}"))?;
        let path = directory.path().to_string_lossy().into_owned();
        let place = Place::Made(path.clone());
        // A template could install hooks.
        place.run(&["init", "--quiet", "--bare", "--template=", &path])?;
        let fetched = fetch(&place, address, wanted, depth)?;
        let objects = Arc::new(Objects::new(place.clone(), Some(directory)));
        Ok(Self { place, objects, fetched: Some(fetched) })
    }
}

fn fetch(place: &Place, address: &str, wanted: &Wanted, depth: Option<usize>) -> Result<String, String> {
    let fetch = |name: &str, depth: usize| {
        let depth = format!("--depth={}", depth.max(1));
        place.run(&["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", &depth, "--", address, name])
    };
    let commit = |name: &str| {
        place.line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{name}^{{commit}}")])
    };
    match wanted {
        Wanted::Head => fetch("HEAD", depth.unwrap_or(1)),
        Wanted::Branch(name) => fetch(&format!("refs/heads/{name}"), depth.unwrap_or(1)),
        Wanted::Tag(name) if is_id(name) => fetch(name, depth.unwrap_or(1)),
        Wanted::Tag(name) => fetch(&format!("refs/tags/{name}"), depth.unwrap_or(1)),
        Wanted::Any { name, branch } => {
            if fetch(name, depth.unwrap_or(1)).is_ok() {
                return commit("FETCH_HEAD");
            }
            fetch(branch.as_deref().unwrap_or("HEAD"), depth.unwrap_or(SEARCHED))?;
            return commit(name).map_err(|_| format!("`{name}` was not found there; increase `depth`"));
        }
    }?;
    commit("FETCH_HEAD")
}

fn is_id(name: &str) -> bool {
    name.len() >= 40 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}
