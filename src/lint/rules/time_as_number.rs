//! `TIME_AS_NUMBER`: times and durations have types of their own.

use crate::diag::Severity;
use crate::lint::Context;
use crate::lint::names::{has_word, is_one_of, words};
use crate::rules::{Category, meta};
use crate::schema::FieldType;
use crate::schema::handles::Field;

meta! {
    /// ## What it does
    /// Reports integer fields whose name ends in a unit of time, such as `timeout_ms` or `created_seconds`.
    /// ## Why
    /// A number has to be multiplied and divided by everybody who touches it, and one of them will do it wrong.
    /// `google.protobuf.Duration` and `google.protobuf.Timestamp` are times in every language.
    /// ## Bad
    /// ```proto
    /// message Job {
    ///   int64 timeout_ms = 1;
    /// }
    /// ```
    /// ## Good
    /// ```proto
    /// import "google/protobuf/duration.proto";
    ///
    /// message Job {
    ///   google.protobuf.Duration timeout = 1;
    /// }
    /// ```
    /// ## Notes
    /// Amounts of work, such as node hours, are reported too. Millionths and billionths count only where another word of
    /// the name is about time: sums of money have them too.
    TIME_AS_NUMBER {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

/// Units of time as names have them.
const UNITS: [&str; 18] = [
    "hours",
    "micros",
    "microseconds",
    "millis",
    "milliseconds",
    "mins",
    "minutes",
    "ms",
    "msec",
    "nanos",
    "nanoseconds",
    "ns",
    "sec",
    "seconds",
    "secs",
    "timestamp",
    "us",
    "usec",
];

/// Words that are about time.
const TIMES: [&str; 10] =
    ["age", "delay", "duration", "elapsed", "interval", "latency", "period", "time", "timeout", "timestamp"];

pub fn check(field: Field<'_>, cx: &mut Context<'_>) {
    use FieldType::{Fixed64, Int32, Int64, Uint32, Uint64};
    if !matches!(field.ty(), Fixed64 | Int32 | Int64 | Uint32 | Uint64) {
        return;
    }
    let Some(unit) = words(field.name()).skip(1).last().filter(|last| is_one_of(last, &UNITS)) else {
        return;
    };
    // Sums of money are in millionths and billionths too.
    if is_one_of(unit, &["micros", "nanos"]) && !has_word(field.name(), &TIMES) {
        return;
    }
    let text = format!("`{}` is a time in a number, which every reader has to convert", field.name());
    cx.report(field.type_spot(), text)
        .help("use `google.protobuf.Duration`, or `google.protobuf.Timestamp` for a point in time");
}
