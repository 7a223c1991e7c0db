//! Option interpretation: names to option fields, values to typed values.
//!
//! It runs in two passes over all files, because options are needed to understand options: features say how values
//! of custom options behave, and features are options themselves. So built-in options come first, then features,
//! then custom options.

mod bytes;
mod interpreter;
mod known;
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
use interpreter::Interpreter;
use known::{Known, OptionTypes, Pass};
pub(super) use known::{declares_an_option_message, declares_options};

/// Interprets the options of all files and resolves their features, into [`Schema::options`] and
/// [`Schema::features`]. For files of which nothing is known for sure nothing is reported.
pub fn interpret(schema: &mut Schema) -> Vec<Diagnostic> {
    let failed: Vec<bool> = schema.files.iter().map(|file| file.lost.everything).collect();
    let known = Known {
        types: OptionTypes::new(schema),
        extensions: Extensions::new(schema),
        uninterpreted: schema.files.par_iter().map(|file| uninterpreted::find(file)).collect(),
        failed: &failed[..failed.len().min(schema.len)],
    };
    let ids = 0..schema.files.len() as FileId;
    let built_in: Vec<_> = ids
        .clone()
        .into_par_iter()
        .map(|id| Interpreter::new(schema, &known, id, Pass::BuiltIn).all())
        .collect();
    let (options, mut faults): (Vec<_>, Vec<_>) = built_in.into_iter().unzip();
    schema.options = options.into_iter().map(|sets| FileOptions { sets, ..FileOptions::default() }).collect();
    let features: Vec<_> = ids.clone().into_par_iter().map(|id| features::resolve(schema, id)).collect();
    for ((features, found), id) in features.into_iter().zip(ids.clone()) {
        schema.features.push(features);
        if !known.has_failed(id) {
            faults[id as usize].extend(found);
        }
    }
    let custom: Vec<_> =
        ids.into_par_iter().map(|id| Interpreter::new(schema, &known, id, Pass::Custom).some()).collect();
    let each = schema.options.par_iter_mut().zip(custom).zip(&mut faults);
    each.for_each(|((options, (sets, found)), faults)| {
        for (id, custom) in sets {
            options.sets[id as usize].add_custom(custom);
        }
        faults.extend(found);
    });
    for (id, written) in known.uninterpreted.iter().enumerate() {
        for &set in written.keys() {
            let bytes = encode_message(schema, &schema.options[id].sets[set as usize].merged);
            schema.options[id].interpreted.insert(set, bytes.into());
        }
    }
    faults.into_iter().flatten().collect()
}
