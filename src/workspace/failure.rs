//! Why a run failed.

use crate::diag::Diagnostic;

/// Why a run failed, as opposed to a finding.
#[derive(Debug)]
pub enum Failure {
    /// A message.
    Message(String),
    /// The errors in the configuration.
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
