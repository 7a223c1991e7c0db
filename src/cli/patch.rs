//! Writes changes of files as a patch.

use rustc_hash::FxHashMap;
use similar::udiff::UnifiedHunkHeader;
use similar::{Algorithm, DiffTag, capture_diff_slices, group_diff_ops};

/// The number of lines that are shown around a change.
const CONTEXT: usize = 3;

/// A unified diff of a file, which need not be UTF-8.
pub fn patch(path: &str, before: &[u8], after: &[u8]) -> Vec<u8> {
    let (before, after) = (lines(before), lines(after));
    let mut numbers = Numbers::default();
    let ops = capture_diff_slices(Algorithm::Myers, &numbers.of(&before), &numbers.of(&after));
    let mut out = format!("--- {path}.orig\n+++ {path}\n").into_bytes();
    for hunk in group_diff_ops(ops, CONTEXT).iter().filter(|hunk| !hunk.is_empty()) {
        out.extend_from_slice(format!("{}\n", UnifiedHunkHeader::new(hunk)).as_bytes());
        for op in hunk {
            let (tag, old, new) = op.as_tag_tuple();
            if tag == DiffTag::Equal {
                put(b' ', &before[old], &mut out);
            } else {
                put(b'-', &before[old], &mut out);
                put(b'+', &after[new], &mut out);
            }
        }
    }
    out
}

fn lines(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|byte| *byte == b'\n').collect()
}

/// Writes lines with a sign.
fn put(sign: u8, lines: &[&[u8]], out: &mut Vec<u8>) {
    for line in lines {
        out.push(sign);
        out.extend_from_slice(line);
        if !line.ends_with(b"\n") {
            out.extend_from_slice(b"\n\\ No newline at end of file\n");
        }
    }
}

/// Numbers lines: they are faster to compare.
#[derive(Default)]
struct Numbers<'t>(FxHashMap<&'t [u8], usize>);

impl<'t> Numbers<'t> {
    fn of(&mut self, lines: &[&'t [u8]]) -> Vec<usize> {
        let number = |line: &&'t [u8]| {
            let next = self.0.len();
            *self.0.entry(line).or_insert(next)
        };
        lines.iter().map(number).collect()
    }
}
