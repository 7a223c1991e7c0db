//! Interprets options: resolves names to fields and converts values to their types.
//!
//! There are two passes over all files: custom options depend on features, and features are options. Built-in options
//! come first, then features, then custom options.

mod bytes;
mod inputs;
mod interpreter;
mod names;
pub(super) mod place;
mod resolved;
mod statement;
mod text_format;
mod uninterpreted;
pub(super) mod usage;
mod values;

use rayon::prelude::*;

use super::features;
use crate::diag::Diagnostic;
use crate::schema::{FileId, FileOptions, Schema, encode_message};
use bytes::Extensions;
use inputs::{Inputs, OptionTypes, Pass};
pub(super) use inputs::{declares_all_option_messages, declares_any_option_message};
use interpreter::Interpreter;
pub(super) use values::names_in_value;

/// Interprets the options of all files and resolves features, into [`Schema::options`] and [`Schema::features`].
/// Nothing is reported for files with errors that can hide declarations.
pub fn interpret(schema: &mut Schema) -> Vec<Diagnostic> {
    let failed: Vec<bool> = schema.files.iter().map(|file| file.skipped.everything).collect();
    let inputs = Inputs {
        types: OptionTypes::new(schema),
        extensions: Extensions::new(schema),
        uninterpreted: schema.files.par_iter().map(|file| uninterpreted::find(file)).collect(),
        failed: &failed[..failed.len().min(schema.len)],
    };
    let ids = 0..schema.files.len() as FileId;
    let built_in: Vec<_> = ids
        .clone()
        .into_par_iter()
        .map(|id| Interpreter::new(schema, &inputs, id, Pass::BuiltIn).all())
        .collect();
    let (options, mut faults): (Vec<_>, Vec<_>) = built_in.into_iter().unzip();
    schema.options = options.into_iter().map(|sets| FileOptions { sets, ..FileOptions::default() }).collect();
    let features: Vec<_> = ids.clone().into_par_iter().map(|id| features::resolve(schema, id)).collect();
    for ((features, found), id) in features.into_iter().zip(ids.clone()) {
        schema.features.push(features);
        if !inputs.has_failed(id) {
            faults[id as usize].extend(found);
        }
    }
    let custom: Vec<_> =
        ids.into_par_iter().map(|id| Interpreter::new(schema, &inputs, id, Pass::Custom).some()).collect();
    let each = schema.options.par_iter_mut().zip(custom).zip(&mut faults);
    each.for_each(|((options, (sets, found)), faults)| {
        for (id, custom) in sets {
            options.sets[id as usize].add_custom(custom);
        }
        faults.extend(found);
    });
    for (id, written) in inputs.uninterpreted.iter().enumerate() {
        for &set in written.keys() {
            let bytes = encode_message(schema, &schema.options[id].sets[set as usize].merged);
            schema.options[id].interpreted.insert(set, bytes.into());
        }
    }
    faults.into_iter().flatten().collect()
}
