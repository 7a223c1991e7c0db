//! The defaults of all features as bytes.

use super::options::encode_known;
use crate::compile::{Defaults, EditionRange, feature_defaults};
use crate::diag::Diagnostic;
use crate::schema::Schema;
use crate::wire::Writer;

/// The bytes of a `google.protobuf.FeatureSetDefaults` with what [`feature_defaults`] finds.
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
