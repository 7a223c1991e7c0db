//! Why a call failed.

use std::fmt;

use crate::diag::{Diagnostic, sort};

/// Why a call failed. Its text suits a build log, also if `main` returns it.
pub enum Error {
    /// A path, a revision or a repository is missing or cannot be read, or an argument is wrong.
    Failed(String),
    /// The schema does not compile, or a configuration is invalid: the errors, sorted.
    Invalid(Vec<Diagnostic>),
}

impl Error {
    pub(super) fn invalid(mut errors: Vec<Diagnostic>) -> Self {
        sort(&mut errors);
        Self::Invalid(errors)
    }
}

impl From<String> for Error {
    fn from(why: String) -> Self {
        Self::Failed(why)
    }
}

/// The reason, or a line `path:line:column: message` for each error, with its help.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = match self {
            Self::Failed(why) => return f.write_str(why),
            Self::Invalid(errors) => errors,
        };
        for (index, Diagnostic { place, message, help, .. }) in errors.iter().enumerate() {
            let newline = if index == 0 { "" } else { "\n" };
            write!(f, "{newline}{}", place.shown_path())?;
            if let Some((source, span)) = &place.text {
                let at = source.position(span.start);
                write!(f, ":{}:{}", at.line + 1, at.column + 1)?;
            }
            write!(f, ": {message}")?;
            if let Some(help) = help {
                write!(f, "; help: {help}")?;
            }
        }
        Ok(())
    }
}

/// The same: it is what a build script or a test prints that returns the error.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::error::Error for Error {}
