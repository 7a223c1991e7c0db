//! `--print_free_field_numbers`: the unused field numbers of each message.

use std::fmt::Write;

use crate::schema::{FileId, MAX_FIELD_NUMBER, Schema};

/// One line for each message of the files, nested messages first.
pub fn free_field_numbers(schema: &Schema, files: &[FileId]) -> Vec<String> {
    let mut lines = Vec::new();
    for &file in files {
        for message in schema.files[file as usize].top.messages.iter() {
            lines_of(schema, file, message, &mut lines);
        }
    }
    lines
}

fn lines_of(schema: &Schema, file_id: FileId, message: u32, lines: &mut Vec<String>) {
    let file = &schema.files[file_id as usize];
    let node = &file.messages[message as usize];
    for nested in node.scope.messages.iter() {
        lines_of(schema, file_id, nested, lines);
    }
    let mut used: Vec<(i32, i32)> = Vec::new();
    used.extend(node.fields.of(&file.fields).iter().map(|field| (field.number, field.number + 1)));
    used.extend(
        node.extension_ranges.of(&file.extension_ranges).iter().map(|range| (range.start, range.end)),
    );
    used.extend(node.reserved_ranges.of(&file.reserved_ranges).iter().map(|range| (range.start, range.end)));
    used.sort_unstable();
    lines.push(format!("{:<35} free:{}", file.str(node.full_name), free(&used)));
}

/// The gaps between sorted ranges whose ends are exclusive.
fn free(used: &[(i32, i32)]) -> String {
    let mut out = String::new();
    let mut next = 1;
    for &(start, end) in used {
        // Writing to a string cannot fail.
        let _ = match start - next {
            i32::MIN..=0 => Ok(()),
            1 => write!(out, " {next}"),
            _ => write!(out, " {next}-{}", start - 1),
        };
        next = next.max(end);
    }
    if next <= MAX_FIELD_NUMBER {
        let _ = write!(out, " {next}-INF");
    }
    out
}
