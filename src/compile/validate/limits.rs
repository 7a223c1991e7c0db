//! How much a declaration may hold: protoc's own limits, and those of edition 2026.

use super::Checker;
use crate::compile::model::{Element, File};
use crate::diag::Diagnostic;

/// The number of fields a message can have in protoc.
const MAX_FIELDS: usize = 65_535;

/// The number of messages that may stand inside each other.
const MAX_DEPTH: u32 = 31;

/// `features.enforce_proto_limits = PROTO_LIMITS2026`
const LIMITS_2026: u8 = 2;

/// How deep each message stands; 1 is the file.
pub(super) fn depths(file: &File) -> Vec<u32> {
    let mut depths: Vec<u32> = Vec::with_capacity(file.messages.len());
    for message in &file.messages {
        depths.push(message.parent.map_or(1, |parent| depths[parent as usize].saturating_add(1)));
    }
    depths
}

impl Checker<'_> {
    /// What protoc can hold at all.
    pub(super) fn message_limits(&mut self, id: u32, depth: u32) {
        let message = &self.file.messages[id as usize];
        if depth == MAX_DEPTH + 1 {
            let text = format!(
                "message `{}` is nested too deep: more than {MAX_DEPTH} levels",
                self.word(Element::Message(id))
            );
            let fault = Diagnostic::error("too-deep", self.name(Element::Message(id)), text);
            self.report(fault.help("move inner messages out"));
        }
        if message.fields.len() > MAX_FIELDS {
            self.over_limit(Element::Message(id), message.fields.len(), MAX_FIELDS, "fields");
        }
    }

    /// The limits of edition 2026.
    pub(super) fn edition_limits(&mut self) {
        let file = self.file;
        for (message, id) in file.messages.iter().zip(0..) {
            if self.features.messages[id as usize].enforce_proto_limits == LIMITS_2026 {
                self.edition_limit(Element::Message(id), message.fields.len(), 1500, "fields");
                self.edition_limit(Element::Message(id), message.oneofs.len(), 1000, "oneofs");
            }
        }
        let mut members = vec![0; file.oneofs.len()];
        for field in &file.fields {
            if let Some(oneof) = field.oneof {
                members[oneof as usize] += 1;
            }
        }
        for (id, count) in members.into_iter().enumerate() {
            if self.features.oneofs[id].enforce_proto_limits == LIMITS_2026 {
                self.edition_limit(Element::Oneof(id as u32), count, 1200, "fields");
            }
        }
        for (enumeration, id) in file.enums.iter().zip(0..) {
            if self.features.enums[id as usize].enforce_proto_limits == LIMITS_2026 {
                self.edition_limit(Element::Enum(id), enumeration.values.len(), 1700, "values");
            }
        }
    }

    fn edition_limit(&mut self, element: Element, count: usize, limit: usize, what: &str) {
        if count > limit {
            self.over_limit(element, count, limit, what);
        }
    }

    fn over_limit(&mut self, element: Element, count: usize, limit: usize, what: &str) {
        let text = format!("`{}` has {count} {what}, {limit} are the limit", self.word(element));
        let fault = Diagnostic::error("too-many", self.name(element), text);
        let help = if limit == MAX_FIELDS {
            "split it"
        } else {
            "split it, or set features.enforce_proto_limits = LEGACY_NO_EXPLICIT_LIMITS"
        };
        self.report(fault.help(help));
    }
}
