//! Checks the size of declarations: protoc's limits, and those of edition 2026.

use super::checker::Checker;
use crate::diag::Diagnostic;
use crate::schema::{Element, EnforceProtoLimits};

/// protoc's limit on the fields of a message.
const MAX_FIELDS: usize = 65_535;

impl Checker<'_> {
    /// Checks protoc's limits.
    pub(super) fn message_limits(&mut self, id: u32) {
        let fields = self.file.messages[id as usize].fields;
        self.limit(Element::Message(id), fields.len(), MAX_FIELDS, "fields", "split it");
    }

    /// Checks the limits of edition 2026.
    pub(super) fn edition_limits(&mut self) {
        let file = self.file;
        for (message, id) in file.messages.iter().zip(0..) {
            if self.features.messages[id as usize].enforce_proto_limits == EnforceProtoLimits::ProtoLimits2026
            {
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
            if self.features.oneofs[id].enforce_proto_limits == EnforceProtoLimits::ProtoLimits2026 {
                self.edition_limit(Element::Oneof(id as u32), count, 1200, "fields");
            }
        }
        for (enumeration, id) in file.enums.iter().zip(0..) {
            if self.features.enums[id as usize].enforce_proto_limits == EnforceProtoLimits::ProtoLimits2026 {
                self.edition_limit(Element::Enum(id), enumeration.values.len(), 1700, "values");
            }
        }
    }

    fn edition_limit(&mut self, element: Element, count: usize, limit: usize, what: &str) {
        let help = "split it, or set features.enforce_proto_limits = LEGACY_NO_EXPLICIT_LIMITS";
        self.limit(element, count, limit, what, help);
    }

    fn limit(&mut self, element: Element, count: usize, limit: usize, what: &str, help: &str) {
        if count > limit {
            let text = format!("`{}` has {count} {what}, the limit is {limit}", self.short_name(element));
            self.report(Diagnostic::error("too-many", self.name(element), text).help(help));
        }
    }
}
