//! Notes to the user during a run.

use std::fmt::Debug;

/// Receives notes that are not findings, such as where an import was read from. A note is one sentence without a
/// period.
pub trait Notify: Debug + Sync {
    /// Receives a note.
    fn note(&self, text: &str);
}

/// Drops all notes.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Notify for Silent {
    fn note(&self, _: &str) {}
}

impl Default for &dyn Notify {
    fn default() -> Self {
        &Silent
    }
}
