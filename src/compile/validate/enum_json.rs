//! Checks JSON names of enum values that are set with `(pb.enumvalue.json).string`.

use rustc_hash::FxHashMap;

use super::checker::Checker;
use crate::diag::{Diagnostic, Place};
use crate::schema::{Element, Enum, EnumValue, TokRange, Value};

/// The number of `pb.enumvalue.json` in `EnumValueOptions`, and of `string` in it.
const JSON: i32 = 998;
const STRING: i32 = 1;

/// A JSON name of a value.
struct JsonName {
    value: usize,
    kind: &'static str,
}

impl<'a> Checker<'a> {
    /// Checks that each JSON name belongs to one number only.
    pub(super) fn custom_json(&mut self, enumeration: &Enum, values: &[EnumValue]) {
        if values.iter().all(|value| self.json_string(value).is_none()) {
            return;
        }
        let file = self.file;
        let mut primary: FxHashMap<i32, usize> = FxHashMap::default();
        let mut names: FxHashMap<&[u8], JsonName> = FxHashMap::default();
        for (index, value) in values.iter().enumerate() {
            let custom = self.json_string(value);
            if let Some(custom) = custom {
                self.json_string_itself(value, custom);
            }
            let first = *primary.entry(value.number).or_insert(index);
            if self.json_string(&values[first]) != custom {
                self.alias_with_other_string(enumeration, value, first, index);
            }
            let default = file.bytes(value.name);
            for (name, kind) in custom.map(|name| (name, "custom")).into_iter().chain([(default, "default")])
            {
                let known = names.entry(name).or_insert(JsonName { value: index, kind });
                let other = &values[known.value];
                if other.number != value.number {
                    let text = format!(
                        "the {kind} JSON name of `{}`, `{}`, is also the {} JSON name of `{}`",
                        file.str(value.name),
                        String::from_utf8_lossy(name).escape_debug(),
                        known.kind,
                        file.str(other.name)
                    );
                    let fault =
                        Diagnostic::error("json-name-conflict", self.json_place(enumeration, index), text)
                            .label(self.token_place(other.at.name), "the other value");
                    self.report(fault.help("choose another string"));
                }
            }
        }
    }

    fn json_string_itself(&mut self, value: &EnumValue, custom: &[u8]) {
        let place = self.json_string_place(value);
        if custom.contains(&0) {
            let fault =
                Diagnostic::error("bad-json-name", place, "a JSON name cannot contain a null character");
            self.report(fault.help("remove it"));
        } else if let Some(number) = integer(custom).filter(|&number| number != value.number) {
            let text = format!(
                "`{}` has the JSON name `{}`, which parsers read as the number {number}, but its number is {}",
                self.file.str(value.name),
                String::from_utf8_lossy(custom).escape_debug(),
                value.number
            );
            let fault = Diagnostic::error("bad-json-name", place, text);
            self.report(fault.help("choose a string that is not a number"));
        }
    }

    fn alias_with_other_string(&mut self, enumeration: &Enum, value: &EnumValue, first: usize, index: usize) {
        let file = self.file;
        let primary = &file.values[enumeration.values.start as usize + first];
        let shown = |value| {
            self.json_string(value)
                .map_or("none".to_owned(), |name| format!("`{}`", String::from_utf8_lossy(name)))
        };
        let text = format!(
            "`{}` and `{}` have the same number but different JSON strings, {} and {}",
            file.str(value.name),
            file.str(primary.name),
            shown(value),
            shown(primary)
        );
        let fault = Diagnostic::error("json-name-conflict", self.json_place(enumeration, index), text)
            .label(self.token_place(primary.at.name), "the first value with this number");
        self.report(fault.help("give both the same string"));
    }

    fn json_string(&self, value: &EnumValue) -> Option<&'a [u8]> {
        let json = self.options(value.options)?.message(JSON)?;
        match json.one(STRING)? {
            Value::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The place of the option of a value, or of its name if the option is not set.
    fn json_place(&self, enumeration: &Enum, index: usize) -> Place {
        let id = enumeration.values.start + index as u32;
        let value = &self.file.values[id as usize];
        if self.option_statement(value.options, JSON).is_some() {
            self.json_string_place(value)
        } else {
            self.name(Element::Value(id))
        }
    }

    fn json_string_place(&self, value: &EnumValue) -> Place {
        let option = self.option_statement(value.options, JSON);
        let at = option.map(|option| TokRange { first: option.value.first, last: option.value.last });
        self.tokens_place(at.unwrap_or_default())
    }
}

/// Parses a decimal number like protobuf's JSON parsers, which accept white space around it and a sign.
fn integer(text: &[u8]) -> Option<i32> {
    std::str::from_utf8(text).ok()?.trim_ascii().parse().ok()
}
