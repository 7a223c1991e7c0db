//! Checks field numbers, reserved ranges and extension ranges.

use super::checker::{Checker, listed};
use super::ranges::RangeIndex;
use crate::diag::Diagnostic;
use crate::schema::{
    Element, ExtensionRange, Field, IdRange, MAX_FIELD_NUMBER, Message, ReservedRange, TokRange,
};

/// The numbers that protobuf reserves for itself.
const IMPLEMENTATION: std::ops::Range<i32> = 19_000..20_000;

/// The number of suggestions in help messages.
const SUGGESTIONS: usize = 3;

/// The kind of a range.
#[derive(Clone, Copy, PartialEq)]
enum Purpose {
    Reserved,
    Extensions,
}

impl Purpose {
    fn noun(self) -> &'static str {
        match self {
            Self::Reserved => "reserved range",
            Self::Extensions => "extension range",
        }
    }
}

impl Checker<'_> {
    /// Checks that the numbers of a message are valid, unique, and not reserved.
    pub(super) fn message_numbers(&mut self, message: &Message) {
        if message.map_entry {
            return;
        }
        let file = self.file;
        let reserved = message.reserved_ranges.of(&file.reserved_ranges);
        let extensions = message.extension_ranges.of(&file.extension_ranges);
        for range in reserved {
            self.range_bounds(Purpose::Reserved, range.start, range.end, range.at);
        }
        for range in extensions {
            self.range_bounds(Purpose::Extensions, range.start, range.end, range.at);
        }
        self.field_numbers(message);
        let reserved_cover = range_index(reserved.iter().map(|range| (range.start, range.end)));
        let extension_cover = range_index(extensions.iter().map(|range| (range.start, range.end)));
        self.overlapping_ranges(Purpose::Reserved, &reserved_cover, |id| shown(reserved, id));
        self.overlapping_ranges(Purpose::Extensions, &extension_cover, |id| shown(extensions, id));
        self.reserved_extensions(extensions, reserved, &reserved_cover);
        if !reserved_cover.is_empty() || !extension_cover.is_empty() {
            self.fields_in_ranges(message, &reserved_cover, &extension_cover);
        }
        let names = message.fields.iter().map(|id| (Element::Field(id), file.fields[id as usize].name));
        self.reserved_name_uses(message.reserved_names, names);
    }

    fn range_bounds(&mut self, purpose: Purpose, start: i32, end: i32, at: TokRange) {
        let noun = purpose.noun();
        if start <= 0 {
            let fault = Diagnostic::error(
                "bad-range",
                self.tokens_place(at),
                format!("the {noun} starts at {start}, but field numbers are positive"),
            );
            self.report(fault.help("start at 1 or higher"));
        }
        if start >= end {
            let fault =
                Diagnostic::error("bad-range", self.tokens_place(at), format!("the {noun} is reversed"));
            self.report(fault.help("write the lower number first"));
        }
    }

    fn field_numbers(&mut self, message: &Message) {
        let fields = message.fields.of(&self.file.fields);
        for field in fields {
            if field.number <= 0 {
                let text = format!(
                    "field `{}` has number {}, but field numbers are positive",
                    self.file.str(field.name),
                    field.number
                );
                self.bad_number(message, field, text);
            } else if field.number > MAX_FIELD_NUMBER {
                let text = format!(
                    "field `{}` has number {}, but the largest field number is {MAX_FIELD_NUMBER}",
                    self.file.str(field.name),
                    field.number
                );
                self.bad_number(message, field, text);
            }
        }
        if fields.is_sorted_by(|a, b| a.number < b.number) {
            return;
        }
        let mut order: Vec<&Field> = fields.iter().collect();
        // Stable, so that the first declared of equal numbers comes first.
        order.sort_by_key(|field| field.number);
        for same in order.chunk_by(|a, b| a.number == b.number) {
            for field in &same[1..] {
                self.number_used_twice(message, same[0], field);
            }
        }
    }

    fn bad_number(&mut self, message: &Message, field: &Field, text: String) {
        let fault = Diagnostic::error("bad-field-number", self.token_place(field.number_at), text);
        let help = self.free_numbers(message);
        self.report(fault.help(help));
    }

    fn number_used_twice(&mut self, message: &Message, first: &Field, field: &Field) {
        let file = self.file;
        let text = format!("number {} is already used by field `{}`", field.number, file.str(first.name));
        let fault = Diagnostic::error("duplicate-field-number", self.token_place(field.number_at), text);
        let help = self.free_numbers(message);
        self.report(fault.label(self.token_place(first.number_at), "first used here").help(help));
    }

    fn overlapping_ranges(
        &mut self,
        purpose: Purpose,
        cover: &RangeIndex,
        shown: impl Fn(u32) -> (String, TokRange),
    ) {
        for (first, second) in cover.overlaps() {
            let ((first, first_at), (second, second_at)) = (shown(first), shown(second));
            let noun = purpose.noun();
            let text = format!("{noun} {first} overlaps with {noun} {second}");
            let fault = Diagnostic::error("overlapping-ranges", self.tokens_place(first_at), text);
            self.report(
                fault
                    .label(self.tokens_place(second_at), "the other range")
                    .help("write each number in one range only"),
            );
        }
    }

    fn reserved_extensions(
        &mut self,
        extensions: &[ExtensionRange],
        reserved: &[ReservedRange],
        cover: &RangeIndex,
    ) {
        for (range, id) in extensions.iter().zip(0..) {
            let Some(other) = cover.overlapping(i64::from(range.start), i64::from(range.end)) else {
                continue;
            };
            let ((first, first_at), (second, second_at)) = (shown(extensions, id), shown(reserved, other));
            let text = format!("extension range {first} overlaps with reserved range {second}");
            let fault = Diagnostic::error("overlapping-ranges", self.tokens_place(first_at), text);
            let help = "a number can be either reserved or for extensions";
            self.report(fault.label(self.tokens_place(second_at), "reserved here").help(help));
        }
    }

    fn fields_in_ranges(&mut self, message: &Message, reserved: &RangeIndex, extensions: &RangeIndex) {
        let file = self.file;
        for field in message.fields.of(&file.fields) {
            let name = file.str(field.name);
            if let Some(range) = extensions.containing(field.number) {
                let (range, at) = shown(message.extension_ranges.of(&file.extension_ranges), range);
                let text = format!(
                    "extension range {range} contains {}, the number of field `{name}`",
                    field.number
                );
                self.number_in_range("extension-number-used", message, field, at, text);
            }
            if let Some(range) = reserved.containing(field.number) {
                let (_, at) = shown(message.reserved_ranges.of(&file.reserved_ranges), range);
                let text = format!("field `{name}` has the reserved number {}", field.number);
                self.number_in_range("reserved-number-used", message, field, at, text);
            }
        }
    }

    fn number_in_range(
        &mut self,
        code: &'static str,
        message: &Message,
        field: &Field,
        at: TokRange,
        text: String,
    ) {
        let fault = Diagnostic::error(code, self.tokens_place(at), text);
        let help = self.free_numbers(message);
        self.report(fault.label(self.token_place(field.number_at), "used here").help(help));
    }

    /// Suggests free numbers. Cached, because a message can have many errors.
    fn free_numbers(&mut self, message: &Message) -> String {
        if let Some((fields, text)) = &self.free
            && *fields == message.fields
        {
            return text.clone();
        }
        let text = self.find_free_numbers(message);
        self.free = Some((message.fields, text.clone()));
        text
    }

    fn find_free_numbers(&self, message: &Message) -> String {
        let file = self.file;
        let fields = message
            .fields
            .of(&file.fields)
            .iter()
            .map(|field| (field.number, field.number.saturating_add(1)));
        let reserved =
            message.reserved_ranges.of(&file.reserved_ranges).iter().map(|range| (range.start, range.end));
        let extensions =
            message.extension_ranges.of(&file.extension_ranges).iter().map(|range| (range.start, range.end));
        let beyond = (MAX_FIELD_NUMBER + 1, i32::MAX);
        let own = [(IMPLEMENTATION.start, IMPLEMENTATION.end), beyond];
        let taken = range_index(fields.chain(reserved).chain(extensions).chain(own));
        let mut free = Vec::new();
        let mut next = 1;
        for (start, end) in taken.iter() {
            free.extend((next..start).take(SUGGESTIONS - free.len()).map(|number| number.to_string()));
            next = next.max(end);
            if free.len() == SUGGESTIONS {
                break;
            }
        }
        match free.len() {
            0 => "this message has no free numbers; move fields to another message".to_owned(),
            1 => format!("the number {} is free", free[0]),
            _ => format!("the numbers {} are free", listed(&free)),
        }
    }

    /// Reports numbers that protobuf reserves for itself.
    pub(super) fn protobuf_numbers(&mut self) {
        let file = self.file;
        for field in &file.fields {
            if IMPLEMENTATION.contains(&field.number) {
                let text = format!(
                    "field `{}` has number {}, but {} to {} are reserved for the protobuf implementation",
                    file.str(field.name),
                    field.number,
                    IMPLEMENTATION.start,
                    IMPLEMENTATION.end - 1
                );
                let fault = Diagnostic::error("bad-field-number", self.token_place(field.number_at), text);
                let fault = match field.parent.filter(|_| !field.is_extension()) {
                    Some(parent) => fault.help(self.free_numbers(&file.messages[parent as usize])),
                    None => fault.help("choose a number outside of this range"),
                };
                self.report(fault);
            }
        }
    }

    /// Checks the reserved ranges of an enum.
    pub(super) fn enum_ranges(&mut self, reserved: IdRange, values: IdRange) {
        let file = self.file;
        let list = reserved.of(&file.reserved_ranges);
        for range in list.iter().filter(|range| range.start > range.end) {
            let fault =
                Diagnostic::error("bad-range", self.tokens_place(range.at), "the reserved range is reversed");
            self.report(fault.help("write the lower number first"));
        }
        let cover =
            RangeIndex::new(list.iter().map(|range| (i64::from(range.start), i64::from(range.end) + 1)));
        if cover.is_empty() {
            return;
        }
        let inclusive = |id: u32| {
            let range = &list[id as usize];
            (range_text(i64::from(range.start), i64::from(range.end)), range.at)
        };
        self.overlapping_ranges(Purpose::Reserved, &cover, inclusive);
        for value in values.of(&file.values) {
            if let Some(range) = cover.containing(value.number) {
                let text =
                    format!("enum value `{}` has the reserved number {}", file.str(value.name), value.number);
                let fault =
                    Diagnostic::error("reserved-number-used", self.tokens_place(inclusive(range).1), text);
                self.report(
                    fault.label(self.token_place(value.number_at), "used here").help("choose another number"),
                );
            }
        }
    }
}

fn range_index(ranges: impl Iterator<Item = (i32, i32)>) -> RangeIndex {
    RangeIndex::new(ranges.map(|(start, end)| (i64::from(start), i64::from(end))))
}

/// A half-open range.
trait Range {
    fn bounds(&self) -> (i32, i32, TokRange);
}

impl Range for ReservedRange {
    fn bounds(&self) -> (i32, i32, TokRange) {
        (self.start, self.end, self.at)
    }
}

impl Range for ExtensionRange {
    fn bounds(&self) -> (i32, i32, TokRange) {
        (self.start, self.end, self.at)
    }
}

/// A range as text, and its tokens.
fn shown(ranges: &[impl Range], id: u32) -> (String, TokRange) {
    let (start, end, at) = ranges[id as usize].bounds();
    (range_text(i64::from(start), i64::from(end) - 1), at)
}

fn range_text(start: i64, last: i64) -> String {
    if start == last { start.to_string() } else { format!("{start} to {last}") }
}
