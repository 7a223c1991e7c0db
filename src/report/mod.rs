//! Diagnostics to text: one small file per format.

mod json;
mod order;
mod text;

pub use json::json;
pub use order::sort;
pub use text::text;

use std::ops::Range;

use crate::diag::Place;
use crate::text::LineColumn;

/// Where a place begins and ends, zero-based, in the columns a terminal shows; of descriptor sets, in those they have.
fn display_range(place: &Place) -> Option<Range<LineColumn>> {
    match &place.text {
        Some((source, span)) => Some(source.display_position(span.start)..source.display_position(span.end)),
        None => place.range(),
    }
}
