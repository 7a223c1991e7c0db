//! Why a run cannot be done.

use crate::diag::Diagnostic;

/// Why a run cannot be done, which is no finding.
#[derive(Debug)]
pub enum Failure {
    /// In one sentence.
    Message(String),
    /// What is wrong with the configuration.
    Configuration(Vec<Diagnostic>),
}

impl From<String> for Failure {
    fn from(why: String) -> Self {
        Self::Message(why)
    }
}

impl From<Vec<Diagnostic>> for Failure {
    fn from(faults: Vec<Diagnostic>) -> Self {
        Self::Configuration(faults)
    }
}
