//! Builds resolved options.

use crate::schema::{MessageValue, Ref, ResolvedOptions};

impl ResolvedOptions {
    /// Empty options of type `ty`.
    pub(super) fn new(ty: Ref) -> Self {
        Self { merged: MessageValue::new(ty), incomplete: false, records: Vec::new() }
    }

    /// Whether records store their own values.
    pub(super) fn stores_parts(&self) -> bool {
        self.records.first().is_some_and(|record| record.stored_part.is_some())
    }

    /// Stores the value of each record, before a statement merges into the value of another or replaces it: afterwards,
    /// the merged options no longer show what each statement set.
    pub(super) fn store_parts(&mut self) {
        for index in 0..self.records.len() {
            if self.records[index].stored_part.is_none() {
                let part = self.part(&self.records[index]).into_owned();
                self.records[index].stored_part = Some(Box::new(part));
            }
        }
    }

    /// Adds the custom options to the built-in ones.
    pub(super) fn add_custom(&mut self, mut custom: Self) {
        self.incomplete |= custom.incomplete;
        custom.incomplete = self.incomplete;
        // Options from a descriptor set were decoded as a whole.
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
