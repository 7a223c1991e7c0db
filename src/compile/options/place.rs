//! Places of errors in options.

use super::statement::Statement;
use crate::compile::features::features_place;
use crate::diag::Place;
use crate::schema::{FileId, OptionSetId, Record, ResolvedOptions, Schema};

/// The name in the first `wanted` statement of the options `set`; the element if there is none.
pub fn option_place(
    schema: &Schema,
    id: FileId,
    set: OptionSetId,
    wanted: impl Fn(&ResolvedOptions, &Record) -> bool,
) -> Place {
    let file = &schema.files[id as usize];
    let options = &schema.options[id as usize].sets[set as usize];
    let record = options.records.iter().find(|record| wanted(options, record));
    let (Some(tree), Some(record)) = (file.tree(), record) else {
        return features_place(file, file.option_sets[set as usize].owner);
    };
    let statement = Statement { tree, node: tree.option(record.statement), id: record.statement };
    statement.name_place()
}
