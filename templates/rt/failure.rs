//! How a program reports that it failed.

use std::fmt;

/// An error outside of calls, at the start or the end of a program.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The error of `main`, printed with its causes.
pub struct Failure(BoxError);

impl From<BoxError> for Failure {
    fn from(error: BoxError) -> Self {
        Self(error)
    }
}

/// The form that the standard library prints.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}
