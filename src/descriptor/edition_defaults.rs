//! Encodes the defaults of all features.

use super::options::encode_known;
use crate::compile::{Defaults, EditionRange, feature_defaults};
use crate::diag::Diagnostic;
use crate::schema::Schema;
use crate::wire::Writer;

/// Encodes the result of [`feature_defaults`] as a `google.protobuf.FeatureSetDefaults`.
pub fn edition_defaults(schema: &Schema, range: EditionRange) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let mut bytes = Vec::new();
    let out = &mut Writer { out: &mut bytes };
    for Defaults { edition, fixed, overridable } in feature_defaults(schema, range)? {
        let row = out.open(1);
        out.int32(3, edition);
        out.bytes(4, &encode_known(schema, &overridable));
        out.bytes(5, &encode_known(schema, &fixed));
        out.close(row);
    }
    out.int32(4, range.minimum);
    out.int32(5, range.maximum);
    Ok(bytes)
}
