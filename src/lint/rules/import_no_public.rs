//! `IMPORT_NO_PUBLIC`: imports are not passed on.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::handles::File;
use crate::syntax::ImportKind;

meta! {
    /// ## What it does
    /// Reports `import public`.
    /// ## Why
    /// Whoever imports the file depends on names from another one without saying so, and breaks when the public import
    /// goes. Several languages do not know public imports at all.
    /// ## Bad
    /// ```proto
    /// import public "google/protobuf/empty.proto";
    /// ```
    /// ## Good
    /// ```proto
    /// import "google/protobuf/empty.proto";
    /// ```
    IMPORT_NO_PUBLIC {
        categories: &[Category::Basic, Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

pub fn check(file: File<'_>, cx: &mut Context<'_>) {
    for import in file.imports().filter(|import| import.kind() == ImportKind::Public) {
        let message = format!("`{}` is passed on to whoever imports this file", import.path());
        cx.report(import.spot(), message).help("drop `public`, and import the file where it is needed");
    }
}
