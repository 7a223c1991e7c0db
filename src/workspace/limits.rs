//! The limits of a configuration.

use std::path::Path;
use std::sync::Arc;

use crate::config::{Base, Files, Module};
use crate::naming::Limit;

/// The files of a module, and the directory that their paths are relative to.
#[derive(Debug)]
struct ModuleFiles {
    base: Base,
    files: Files,
}

impl Limit for ModuleFiles {
    fn selects(&self, file: &Path) -> bool {
        self.base.relative(file).is_none_or(|path| self.files.have(&path))
    }
}

/// The limits of modules, whose configuration is in `base`.
pub fn limits(base: &Base, modules: &[Module]) -> Vec<Arc<dyn Limit>> {
    let limited = modules.iter().map(|module| &module.files).filter(|files| !files.are_all());
    let limit = |files: &Files| -> Arc<dyn Limit> {
        Arc::new(ModuleFiles { base: base.clone(), files: files.clone() })
    };
    limited.map(limit).collect()
}
