//! `MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR`: `no_standard_descriptor_accessor` is not switched on.

use crate::breaking::{Breaks, Context, Pair};
use crate::diag::Severity;
use crate::rules::{Category, meta};
use crate::schema::Step;
use crate::schema::handles::Message;

meta! {
    /// ## What it does
    /// Reports messages for which `no_standard_descriptor_accessor` was set.
    /// ## Why
    /// The accessor `descriptor()` is removed from generated code, so code that uses it no longer compiles.
    /// ## Before
    /// ```proto
    /// message User {}
    /// ```
    /// ## After
    /// ```proto
    /// message User {
    ///   option no_standard_descriptor_accessor = true;
    /// }
    /// ```
    MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR {
        categories: &[Category::File, Category::Package, Category::Csr],
        severity: Severity::Error,
        on: true,
        settings: &[],
    }
}

const OPTION: &[Step] = &[(2, "no_standard_descriptor_accessor")];

pub fn check(message: Pair<Message<'_>>, cx: &mut Context<'_>) {
    let lacks = message.map(|message| message.options().is_some_and(|options| options.bool(2)));
    if lacks.old || !lacks.new {
        return;
    }
    let text = format!("`{}` no longer has the standard `descriptor()` accessor", message.new.name());
    let (old, new) = (message.old.site(), message.new.setting_site(OPTION));
    cx.report(new, old, Breaks::Source, text).help("remove the option");
}
