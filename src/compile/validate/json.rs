//! Checks JSON names of fields.

use rustc_hash::FxHashMap;

use super::checker::Checker;
use crate::diag::{Diagnostic, Severity};
use crate::schema::{Element, Field, JsonFormat, Message, TokRange, json_name};

/// `MessageOptions.deprecated_legacy_json_field_conflicts`
const LEGACY_CONFLICTS: i32 = 11;

impl Checker<'_> {
    /// Checks that the JSON names of the fields of a message are unique, with and without custom names: field masks use
    /// the default names.
    pub(super) fn json_names(&mut self, message: &Message, id: u32) {
        if message.fields.len() < 2 || self.flag(message.options, LEGACY_CONFLICTS) {
            self.custom_name_shapes(message);
            return;
        }
        let fields = message.fields.of(&self.file.fields);
        let custom = fields.iter().any(|field| field.json_name.is_some());
        if self.may_conflict(fields) {
            self.conflicts(message, id, false);
        }
        if custom {
            self.custom_name_shapes(message);
            self.conflicts(message, id, true);
        }
    }

    /// Whether two default names may be equal, by hash.
    fn may_conflict(&self, fields: &[Field]) -> bool {
        let mut hashes: Vec<u64> = fields.iter().map(|field| hash(self.file.bytes(field.name))).collect();
        hashes.sort_unstable();
        hashes.windows(2).any(|pair| pair[0] == pair[1])
    }

    fn conflicts(&mut self, message: &Message, id: u32, with_custom: bool) {
        let file = self.file;
        let best_effort = self.features.messages[id as usize].json_format == JsonFormat::LegacyBestEffort;
        let mut seen: FxHashMap<Vec<u8>, (u32, bool)> = FxHashMap::default();
        for index in message.fields.iter() {
            let field = &file.fields[index as usize];
            let default = json_name(file.bytes(field.name));
            let custom =
                field.json_name.map(|name| file.bytes(name)).filter(|name| with_custom && *name != default);
            if custom.is_some_and(looks_like_extension) {
                continue;
            }
            let is_custom = custom.is_some();
            let name = custom.map_or(default, <[u8]>::to_vec);
            let shown = String::from_utf8_lossy(&name).into_owned();
            let (other, other_custom) = *seen.entry(name).or_insert((index, is_custom));
            // Conflicts between default names were reported in the first pass.
            if other == index || (with_custom && !is_custom && !other_custom) {
                continue;
            }
            // Fields with the same name are reported elsewhere.
            if file.bytes(file.fields[other as usize].name) == file.bytes(field.name) {
                continue;
            }
            let kind = |custom| if custom { "custom" } else { "default" };
            let text = format!(
                "the {} JSON name of field `{}` is `{shown}`, the {} JSON name of field `{}`",
                kind(is_custom),
                file.str(field.name),
                kind(other_custom),
                self.short_name(Element::Field(other))
            );
            let mut fault = Diagnostic::error("json-name-conflict", self.name(Element::Field(index)), text)
                .label(self.name(Element::Field(other)), "the other field")
                .help("rename one of them, or set its `json_name`");
            if best_effort && !(is_custom && other_custom) {
                fault.severity = Severity::Warning;
            }
            self.report(fault);
        }
    }

    /// Checks for custom names that JSON parsers would read as extensions.
    fn custom_name_shapes(&mut self, message: &Message) {
        let file = self.file;
        if self.flag(message.options, LEGACY_CONFLICTS) {
            return;
        }
        for index in message.fields.iter() {
            let field = &file.fields[index as usize];
            let Some(name) = field.json_name.map(|name| file.bytes(name)) else { continue };
            if looks_like_extension(name) {
                let text = format!(
                    "the JSON name of field `{}` is in brackets, like the name of an extension",
                    file.str(field.name)
                );
                let fault = Diagnostic::error("unusual-json-name", self.name(Element::Field(index)), text);
                self.report(fault.help("remove the brackets"));
            }
        }
    }

    /// Checks an explicit `json_name`.
    pub(super) fn written_json_name(&mut self, field: &Field) {
        let file = self.file;
        let Some(name) = field.json_name.map(|name| file.bytes(name)) else { return };
        let (code, text) = if name.contains(&0) {
            ("unusual-json-name", "a JSON name cannot contain a null character")
        } else if field.is_extension() && name != json_name(file.bytes(field.name)) {
            ("bad-json-name", "an extension cannot have a custom JSON name: JSON uses its full name")
        } else {
            return;
        };
        let at = self
            .pseudo_option(field, "json_name")
            .map(|option| TokRange { first: option.first, last: option.last });
        self.report(
            Diagnostic::error(code, self.tokens_place(at.unwrap_or_default()), text)
                .help("remove `json_name`"),
        );
    }
}

fn looks_like_extension(name: &[u8]) -> bool {
    name.starts_with(b"[") && name.ends_with(b"]")
}

/// A hash of the default JSON name of a field.
fn hash(name: &[u8]) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    let mut upper = false;
    for &byte in name {
        if byte != b'_' {
            let byte = if upper { byte.to_ascii_uppercase() } else { byte };
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
        upper = byte == b'_';
    }
    hash
}
