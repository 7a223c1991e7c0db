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
    /// Every user has to convert the unit, which is error-prone. `google.protobuf.Duration` and
    /// `google.protobuf.Timestamp` map to time types in every language.
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
    /// Amounts of work, such as node hours, are reported too. Micros and nanos are reported only if another word of the
    /// name is about time, because amounts of money use them too.
    TIME_AS_NUMBER {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[],
    }
}

/// Units of time in names.
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
    // Amounts of money are in micros and nanos too.
    if is_one_of(unit, &["micros", "nanos"]) && !has_word(field.name(), &TIMES) {
        return;
    }
    let text = format!("`{}` is a time as a number, which every reader has to convert", field.name());
    cx.report(field.type_site(), text)
        .help("use `google.protobuf.Duration`, or `google.protobuf.Timestamp` for a point in time");
}
