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
    /// Files that import this one depend on another one implicitly, and break when the public import is removed.
    /// Several languages do not support public imports.
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
        let message = format!("`{}` is re-exported to all files that import this one", import.path());
        cx.report(import.site(), message).help("remove `public`, and import the file where it is needed");
    }
}
