//! Notes to the user while a run goes on.

use std::fmt::Debug;

/// Receives what a user should know although it is no finding, such as where an import was taken from. A note is one
/// sentence without a period.
pub trait Notify: Debug + Sync {
    /// Takes a note.
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
