//! `ID_NOT_STRING`: identifiers are strings.

use crate::diag::Severity;
use crate::lint::Context;
use crate::rules::{Category, meta};
use crate::schema::FieldType;
use crate::schema::handles::Field;

meta! {
    /// ## What it does
    /// Reports integer fields named `id` or `…_id`, and lists of them named `…_ids`.
    /// ## Why
    /// An integer ties the interface to the key of a database table. A string can become a UUID or a resource name, and
    /// JavaScript does not lose digits.
    /// ## Bad
    /// ```proto
    /// message User {
    ///   int64 user_id = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// message User {
    ///   string user_id = 1;
    /// }
    /// ```
    /// ## Notes
    /// Off by default, because many schemas use integers, and changing the type breaks clients.
    ID_NOT_STRING {
        categories: &[Category::Design],
        severity: Severity::Note,
        on: false,
        settings: &[],
    }
}

pub fn check(field: Field<'_>, cx: &mut Context<'_>) {
    let name = field.name().strip_suffix('s').filter(|_| field.is_repeated()).unwrap_or(field.name());
    if !(name == "id" || name.ends_with("_id")) || !is_integer(field.ty()) {
        return;
    }
    let ty = field.ty().keyword();
    let text =
        format!("`{}` is an identifier, but a number: it can never become anything but {ty}", field.name());
    cx.report(field.type_site(), text).help("use `string`");
}

fn is_integer(ty: FieldType) -> bool {
    use FieldType::{Fixed32, Fixed64, Int32, Int64, Sfixed32, Sfixed64, Sint32, Sint64, Uint32, Uint64};
    matches!(ty, Int32 | Int64 | Uint32 | Uint64 | Sint32 | Sint64 | Fixed32 | Fixed64 | Sfixed32 | Sfixed64)
}
