//! A test that a service's schema did not break since its last tag. Copy `schema_does_not_break` to tests/ of the
//! service. Needs the feature `gate`.

use protolint::{Error, Gate};

fn schema_does_not_break(directory: &str) -> Result<(), Error> {
    let findings = Gate::new(directory).against("last-tag").breaking()?;
    let messages: Vec<_> = findings.diagnostics.iter().map(|finding| &*finding.message).collect();
    assert!(messages.is_empty(), "breaking changes since the last tag:\n{}", messages.join("\n"));
    Ok(())
}

fn main() -> Result<(), Error> {
    schema_does_not_break(&std::env::args().nth(1).unwrap_or_else(|| "proto".to_owned()))
}
