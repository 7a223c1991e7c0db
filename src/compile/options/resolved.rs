//! Resolved options while they are put together.

use crate::schema::{MessageValue, Ref, ResolvedOptions};

impl ResolvedOptions {
    /// No options of an element whose option type is `ty`.
    pub(super) fn new(ty: Ref) -> Self {
        Self { merged: MessageValue::new(ty), incomplete: false, records: Vec::new() }
    }

    /// Whether records keep what they set.
    pub(super) fn keeps_apart(&self) -> bool {
        self.records.first().is_some_and(|record| record.apart.is_some())
    }

    /// Has each record keep what it sets, before the merged options stop to tell: because one statement adds to a
    /// message that another one has set, or takes the place of a value.
    pub(super) fn keep_apart(&mut self) {
        for index in 0..self.records.len() {
            if self.records[index].apart.is_none() {
                let part = self.part(&self.records[index]).into_owned();
                self.records[index].apart = Some(Box::new(part));
            }
        }
    }

    /// Adds the custom options to the built-in ones.
    pub(super) fn add_custom(&mut self, mut custom: Self) {
        self.incomplete |= custom.incomplete;
        custom.incomplete = self.incomplete;
        // Options from a descriptor set are read again as a whole.
        if self.merged.fields.is_empty() || custom.records.is_empty() {
            *self = custom;
            return;
        }
        self.merged.fields.extend(custom.merged.fields);
        self.merged.fields.sort_by_key(|field| field.number);
        self.records.extend(custom.records);
        self.records.sort_by_key(|record| record.statement);
    }
}
