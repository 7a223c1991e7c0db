//! Checks enums: values, aliases, and names that conflict in generated code.

use rustc_hash::FxHashMap;

use super::checker::Checker;
use crate::diag::{Diagnostic, Severity};
use crate::schema::{Element, Enum, EnumType, EnumValue, JsonFormat, TokRange};
use crate::syntax::Level;

/// `EnumOptions.allow_alias` and `EnumOptions.deprecated_legacy_json_field_conflicts`
const ALLOW_ALIAS: i32 = 2;
const LEGACY_CONFLICTS: i32 = 6;

impl Checker<'_> {
    /// Checks that an enum has values and does not use what it reserves.
    pub(super) fn enum_declaration(&mut self, enumeration: &Enum, id: u32) {
        let file = self.file;
        if enumeration.values.is_empty() && self.is_whole(enumeration.at) {
            let text = format!("enum `{}` has no values", file.str(enumeration.name));
            let fault = Diagnostic::error("empty-enum", self.name(Element::Enum(id)), text);
            self.report(fault.help("add a value with the number 0"));
        }
        self.enum_ranges(enumeration.reserved_ranges, enumeration.values);
        let names = enumeration.values.iter().map(|id| (Element::Value(id), file.values[id as usize].name));
        self.reserved_name_uses(enumeration.reserved_names, names);
    }

    /// Checks that depend on options and features.
    pub(super) fn enum_meaning(&mut self, enumeration: &Enum, id: u32) {
        let file = self.file;
        let values = enumeration.values.of(&file.values);
        if let Some(first) = values.first()
            && first.number != 0
            && self.is_whole(enumeration.at)
            && self.features.enums[id as usize].enum_type == EnumType::Open
        {
            let text = format!(
                "the first value of an open enum must be 0, but the first value of `{}` is {}",
                file.str(enumeration.name),
                first.number
            );
            let fault = Diagnostic::error("first-value-not-zero", self.token_place(first.number_at), text);
            self.report(fault.help("add a first value with the number 0, which is the default"));
        }
        self.aliases(enumeration, values);
        self.names_without_prefix(enumeration, values, id);
        self.custom_json(enumeration, values);
    }

    /// Checks values with the same number.
    fn aliases(&mut self, enumeration: &Enum, values: &[EnumValue]) {
        if self.has_unknown_options(enumeration.options) {
            return;
        }
        let file = self.file;
        let allowed =
            self.options(enumeration.options).and_then(|options| options.one(ALLOW_ALIAS)).is_some();
        if values.is_sorted_by(|a, b| a.number < b.number) {
            if allowed {
                self.useless_alias_option(enumeration, false);
            }
            return;
        }
        let mut order: Vec<&EnumValue> = values.iter().collect();
        order.sort_by_key(|value| value.number);
        let mut shared = false;
        for same in order.chunk_by(|a, b| a.number == b.number) {
            for value in &same[1..] {
                shared = true;
                if allowed {
                    break;
                }
                let text =
                    format!("`{}` has the same number as `{}`", file.str(value.name), file.str(same[0].name));
                let fault =
                    Diagnostic::error("duplicate-enum-number", self.token_place(value.number_at), text)
                        .label(self.token_place(same[0].number_at), "first used here");
                let next = order.last().and_then(|highest| highest.number.checked_add(1));
                let number =
                    next.map_or_else(String::new, |next| format!("use another number, such as {next}, or "));
                self.report(
                    fault.help(format!(
                        "{number}set `option allow_alias = true;` if both names mean the same"
                    )),
                );
            }
        }
        if allowed {
            self.useless_alias_option(enumeration, shared);
        }
    }

    /// Checks for an `allow_alias` without effect.
    fn useless_alias_option(&mut self, enumeration: &Enum, shared: bool) {
        let Some(option) = self.option_statement(enumeration.options, ALLOW_ALIAS) else { return };
        let is_true = self.flag(enumeration.options, ALLOW_ALIAS);
        if is_true && shared {
            return;
        }
        let name = self.file.str(enumeration.name);
        let (code, text) = if is_true {
            ("useless-allow-alias", format!("enum `{name}` sets `allow_alias` but has no aliases"))
        } else {
            ("false-allow-alias", format!("enum `{name}` sets `allow_alias = false`, which is the default"))
        };
        let place = self.tokens_place(TokRange { first: option.first, last: option.last });
        self.report(Diagnostic::error(code, place, text).help("remove the option"));
    }

    /// Checks that values with different numbers still have different names after generators remove the enum's name as
    /// a prefix and change the case.
    fn names_without_prefix(&mut self, enumeration: &Enum, values: &[EnumValue], id: u32) {
        let file = self.file;
        let features = &self.features.enums[id as usize];
        let is_legacy =
            features.json_format == JsonFormat::LegacyBestEffort && features.enum_type != EnumType::Open;
        let prefix: Vec<u8> = file
            .bytes(enumeration.name)
            .iter()
            .filter(|&&byte| byte != b'_')
            .map(u8::to_ascii_lowercase)
            .collect();
        let mut seen: FxHashMap<Vec<u8>, usize> = FxHashMap::default();
        seen.reserve(values.len());
        for (index, value) in values.iter().enumerate() {
            let name = pascal_case(without_prefix(file.bytes(value.name), &prefix));
            let first = *seen.entry(name).or_insert(index);
            let first = &values[first];
            if first.number == value.number || file.bytes(first.name) == file.bytes(value.name) {
                continue;
            }
            let text = format!(
                "`{}` and `{}` have the same name without the prefix of the enum and ignoring case",
                file.str(value.name),
                file.str(first.name)
            );
            let id = enumeration.values.start + index as u32;
            let code = if is_legacy { "legacy-enum-name-conflict" } else { "enum-name-conflict" };
            let mut fault = Diagnostic::error(code, self.name(Element::Value(id)), text)
                .label(self.token_place(first.at.name), "the other value")
                .help("rename one of them, or give both the same number");
            if file.level == Level::Proto2 && self.flag(enumeration.options, LEGACY_CONFLICTS) {
                fault.severity = Severity::Warning;
            }
            self.report(fault);
        }
    }
}

/// A value name without the enum name as a prefix. `prefix` is in lower case and without underscores.
fn without_prefix<'n>(name: &'n [u8], prefix: &[u8]) -> &'n [u8] {
    let mut wanted = prefix.iter();
    let mut at = 0;
    while !wanted.as_slice().is_empty() {
        match name.get(at) {
            None => return name,
            Some(b'_') => {}
            Some(byte) => {
                if wanted.next() != Some(&byte.to_ascii_lowercase()) {
                    return name;
                }
            }
        }
        at += 1;
    }
    let rest = &name[at..];
    let underscores = rest.iter().take_while(|&&byte| byte == b'_').count();
    if underscores == rest.len() { name } else { &rest[underscores..] }
}

fn pascal_case(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len());
    let mut upper = true;
    for &byte in name {
        if byte == b'_' {
            upper = true;
        } else {
            out.push(if upper { byte.to_ascii_uppercase() } else { byte.to_ascii_lowercase() });
            upper = false;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_goes_but_never_the_whole_name() {
        assert_eq!(without_prefix(b"ORDER_STATUS_PAID", b"orderstatus"), b"PAID");
        assert_eq!(without_prefix(b"ORDER_STATUS", b"orderstatus"), b"ORDER_STATUS");
        assert_eq!(without_prefix(b"ORDER_STATUS__", b"orderstatus"), b"ORDER_STATUS__");
        assert_eq!(without_prefix(b"ORDERPAID", b"orderstatus"), b"ORDERPAID");
        assert_eq!(pascal_case(b"ON_hold"), b"OnHold");
    }
}
