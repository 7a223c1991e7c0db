//! File options that must not change, because generated code depends on them.

use super::{Breaks, Context, Pair};
use crate::schema::Value;
use crate::schema::handles::File;

/// A file option that must not change.
pub struct SameOption {
    /// The name.
    pub name: &'static str,
    /// The number in `FileOptions`.
    pub number: i32,
    /// The default value.
    pub default: &'static str,
    /// What it controls.
    pub decides: &'static str,
}

impl SameOption {
    /// Reports a file in which its value changed.
    pub fn check(&self, file: Pair<File<'_>>, cx: &mut Context<'_>) {
        let value = file.map(|file| self.value(file));
        if value.is_same() {
            return;
        }
        let Self { name, number, decides, .. } = self;
        let message = format!(
            "`{name}` changed from {} to {}: it controls {decides}",
            shown(&value.old),
            shown(&value.new)
        );
        let help = format!("restore `{name}`");
        let (old, new) = (file.old.option_site(*number), file.new.option_site(*number));
        cx.report(new, old, Breaks::Source, message).change(&value.old, &value.new).help(help);
    }

    fn value(&self, file: File<'_>) -> String {
        let set = file.options().and_then(|options| options.one(self.number));
        match set {
            Some(Value::Bool(value)) => value.to_string(),
            Some(Value::Bytes(text)) => String::from_utf8_lossy(text).into_owned(),
            Some(Value::Enum(number)) => optimize_mode(*number),
            _ => self.default.to_owned(),
        }
    }
}

/// The name of a value of `FileOptions.OptimizeMode`, the only enum among these options.
fn optimize_mode(number: i32) -> String {
    match number {
        1 => "SPEED".to_owned(),
        2 => "CODE_SIZE".to_owned(),
        3 => "LITE_RUNTIME".to_owned(),
        number => number.to_string(),
    }
}

fn shown(value: &str) -> String {
    if value.is_empty() { "not set".to_owned() } else { format!("`{value}`") }
}
