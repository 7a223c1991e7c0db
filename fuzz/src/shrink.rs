//! Makes a failing input smaller while it fails in the same way: first without whole files, then without runs of lines,
//! then without runs of words and bytes.

use std::time::{Duration, Instant};

use crate::case::Case;
use crate::command::ARGUMENTS;
use crate::workspaces::COMMAND;

/// The smallest input that was found until `time` was over.
pub fn shrink(case: &Case, time: Duration, mut fails: impl FnMut(&Case) -> bool) -> Case {
    let end = Instant::now() + time;
    let mut best = case.clone();
    loop {
        let before = best.len();
        without_files(&mut best, end, &mut fails);
        without_pieces(&mut best, lines, |_| true, end, &mut fails);
        for pieces in [words, single_bytes] {
            without_pieces(&mut best, pieces, |name| !is_command(name), end, &mut fails);
        }
        if best.len() == before || Instant::now() > end {
            return best;
        }
    }
}

fn without_files(best: &mut Case, end: Instant, fails: &mut impl FnMut(&Case) -> bool) {
    let mut index = 0;
    while index < best.files.len() && Instant::now() < end {
        let mut smaller = best.clone();
        smaller.files.remove(index);
        if fails(&smaller) {
            *best = smaller;
        } else {
            index += 1;
        }
    }
}

/// Leaves out runs of pieces, long ones first.
fn without_pieces(
    best: &mut Case,
    pieces: fn(&[u8]) -> Vec<&[u8]>,
    takes: fn(&str) -> bool,
    end: Instant,
    fails: &mut impl FnMut(&Case) -> bool,
) {
    for file in 0..best.files.len() {
        if !takes(&best.files[file].0) {
            continue;
        }
        let mut run = pieces(&best.files[file].1).len().div_ceil(2);
        while run > 0 {
            let mut start = 0;
            loop {
                let all = pieces(&best.files[file].1);
                if start >= all.len() {
                    break;
                }
                if Instant::now() > end {
                    return;
                }
                let stop = (start + run).min(all.len());
                let kept = [all[..start].concat(), all[stop..].concat()].concat();
                let mut smaller = best.clone();
                smaller.files[file].1 = kept;
                if fails(&smaller) {
                    *best = smaller;
                } else {
                    start += run;
                }
            }
            run /= 2;
        }
    }
}

/// Whether a file says what is run: a part of an argument is another one.
fn is_command(name: &str) -> bool {
    name == ARGUMENTS || name == COMMAND
}

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|&byte| byte == b'\n').collect()
}

fn words(bytes: &[u8]) -> Vec<&[u8]> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    bytes.chunk_by(|&a, &b| is_word(a) && is_word(b)).collect()
}

fn single_bytes(bytes: &[u8]) -> Vec<&[u8]> {
    // Long files are made small by lines and words, or not at all.
    if bytes.len() > 4000 { Vec::new() } else { bytes.chunks(1).collect() }
}
