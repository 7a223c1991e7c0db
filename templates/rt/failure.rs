//! How a program ends that cannot go on.

use std::fmt;

use super::BoxError;

/// What `main` returns: the program then says what has gone wrong, and why, in words.
pub struct Failure(BoxError);

impl From<BoxError> for Failure {
    fn from(error: BoxError) -> Self {
        Self(error)
    }
}

/// What is printed of it, by the standard library.
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
