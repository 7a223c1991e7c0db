//! A worker: makes inputs for one target and runs them, until its time is over or the process dies of one.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::case::{Case, OLD};
use crate::corpus::Corpus;
use crate::meter::Meter;
use crate::mutate::{change_bytes, mutate};
use crate::random::Random;
use crate::shrink::shrink;
use crate::targets::{Run, target};
use crate::{command, json};

/// Where the last panic was.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// The file in which a worker keeps the input that it runs, for whoever finds it dead.
pub const CURRENT: &str = "current";

/// The file in which a worker counts its executions.
pub const COUNT: &str = "count";

/// How long an input is made smaller.
const SHRINKING: Duration = Duration::from_secs(30);

/// Notes where a panic was instead of printing it.
pub fn note_panics() {
    panic::set_hook(Box::new(|info| {
        let at = info.location().map(ToString::to_string).unwrap_or_default();
        let message = info.payload_as_str().unwrap_or_default();
        if let Ok(mut last) = PANIC.lock() {
            *last = format!("panic at {at}: {message}");
        }
    }));
}

/// Runs an input; what is wrong.
pub fn fault(run: Run, case: &Case) -> Option<String> {
    let meter = Meter::begin(case.len());
    let result = panic::catch_unwind(AssertUnwindSafe(|| run(case)));
    let measured = meter.end();
    match result {
        Ok(Ok(())) => measured.err(),
        Ok(Err(why)) => Some(why),
        Err(_) => Some(PANIC.lock().map(|last| last.clone()).unwrap_or_default()),
    }
}

/// What faults of one kind have in common: numbers and quoted names are left out.
pub fn kind(fault: &str) -> String {
    let fault = fault.split_once(" has the character").map_or(fault, |(place, _)| place);
    let mut kind = String::new();
    let mut is_quoted = false;
    for char in fault.lines().next().unwrap_or_default().chars() {
        match char {
            '`' | '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            // The line of a panic tells one from another.
            _ if char.is_ascii_digit() && !fault.starts_with("panic") => {}
            _ => kind.push(char),
        }
    }
    kind.truncate(kind.char_indices().nth(90).map_or(kind.len(), |(at, _)| at));
    kind
}

/// Works on a target. Finds are kept in `finds`, one directory each.
pub fn work(name: &str, seed: u64, time: Duration, state: &Path, finds: &Path) {
    let Some(run) = target(name) else { return };
    note_panics();
    Meter::watch();
    let corpus = Corpus::read();
    let mut random = Random::new(seed);
    let mut known = known_kinds(finds, name);
    let end = Instant::now() + time;
    let mut count = 0_u64;
    while Instant::now() < end {
        let case = make(name, &corpus, &mut random);
        // The state is in memory; where it cannot be written, only finds that kill the process are lost.
        let _ = fs::write(state.join(CURRENT), case.pack());
        let found = fault(run, &case);
        count += 1;
        if count.is_multiple_of(64) {
            let _ = fs::write(state.join(COUNT), count.to_string());
        }
        if let Some(why) = found {
            let kind = kind(&why);
            if known.insert(kind.clone()) {
                let smaller = shrink(&case, SHRINKING, |smaller| {
                    let _ = fs::write(state.join(CURRENT), smaller.pack());
                    fault(run, smaller).is_some_and(|why| self::kind(&why) == kind)
                });
                keep(finds, name, &why, &smaller);
            }
        }
    }
    let _ = fs::write(state.join(COUNT), count.to_string());
}

/// The kinds of faults of which there are finds.
pub fn known_kinds(finds: &Path, target: &str) -> BTreeSet<String> {
    let mut kinds = BTreeSet::new();
    for entry in fs::read_dir(finds).into_iter().flatten().filter_map(Result::ok) {
        if entry.file_name().to_string_lossy().starts_with(&format!("{target}-"))
            && let Ok(why) = fs::read_to_string(entry.path().join("why"))
        {
            kinds.insert(kind(&why));
        }
    }
    kinds
}

/// Keeps a find: the input and what is wrong with it.
pub fn keep(finds: &Path, target: &str, why: &str, case: &Case) -> PathBuf {
    let number = fs::read_dir(finds).map_or(0, Iterator::count);
    let directory = finds.join(format!("{target}-{number:03}"));
    let written = fs::create_dir_all(&directory)
        .and_then(|()| fs::write(directory.join("why"), why))
        .and_then(|()| case.write(&directory.join("input")));
    if let Err(error) = written {
        eprintln!("{}: the find cannot be written: {error}", directory.display());
    }
    println!("{target}: {why} ({} bytes, {})", case.len(), directory.display());
    directory
}

/// A new input for a target.
fn make(name: &str, corpus: &Corpus, random: &mut Random) -> Case {
    match name {
        "parse" => {
            let mut bytes = random.one(&corpus.sources).clone();
            mutate(&mut bytes, &random.one(&corpus.sources).clone(), true, random);
            Case::new(vec![("a.proto".to_owned(), bytes)])
        }
        "set" => {
            let mut bytes = set(corpus, random);
            change_set(&mut bytes, &random.one(&corpus.sets).clone(), random);
            Case::new(vec![("set.binpb".to_owned(), bytes)])
        }
        "json" => make_json(corpus, random),
        "config" => make_settings(corpus, random),
        "command" => {
            let mut case = mutated(corpus.versions(random), corpus, random);
            if random.chance(500) {
                case.files.extend(make_settings(corpus, random).files);
            }
            let mut bytes = set(corpus, random);
            change_set(&mut bytes, &random.one(&corpus.sets).clone(), random);
            case.files.push(("set.binpb".to_owned(), bytes));
            case.files.push(("a.proto".to_owned(), random.one(&corpus.sources).clone()));
            let mut archive = random.one(&corpus.sets).clone();
            change_bytes(&mut archive, random);
            case.files.push(("a.tar".to_owned(), archive));
            command::add_arguments(Case::new(case.files), random)
        }
        "breaking" | "reserve" | "diff" => mutated(corpus.versions(random), corpus, random),
        _ => {
            let (_, files) = corpus.pair(random);
            mutated(Case::new(files), corpus, random)
        }
    }
}

/// Changes some of the sources of an input. Inputs for comparisons have to compile: they are changed less.
fn mutated(mut case: Case, corpus: &Corpus, random: &mut Random) -> Case {
    let chance = if case.files.iter().any(|(name, _)| name.starts_with(OLD)) { 250 } else { 600 };
    for (name, bytes) in &mut case.files {
        if name.ends_with(".proto") && random.chance(chance) {
            mutate(bytes, &random.one(&corpus.sources).clone(), true, random);
        }
    }
    case
}

/// A descriptor set: one of protoc's, or ours of random schemas.
fn set(corpus: &Corpus, random: &mut Random) -> Vec<u8> {
    if random.chance(500) {
        return random.one(&corpus.sets).clone();
    }
    crate::targets::set_of(&corpus.pair(random).1)
}

/// Changes bytes, or takes a part of another set: most parts are messages of some kind.
fn change_set(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    for _ in 0..random.below(4) {
        change_bytes(bytes, random);
    }
    if random.chance(200) && !other.is_empty() {
        let start = random.below(other.len());
        let end = (start + random.below(300)).min(other.len());
        let at = random.below(bytes.len() + 1);
        bytes.splice(at..at, other[start..end].iter().copied());
    }
}

fn make_json(corpus: &Corpus, random: &mut Random) -> Case {
    let bytes = set(corpus, random);
    let Some(value) = json::of_set(&bytes) else { return Case::default() };
    let mut text = value.to_string().into_bytes();
    if random.chance(850) {
        mutate(
            &mut text,
            b"{\"file\":[{\"name\":\"a.proto\",\"messageType\":[{\"name\":\"M\"}]}]}",
            false,
            random,
        );
    }
    Case::new(vec![("set.json".to_owned(), text), ("set.binpb".to_owned(), bytes)])
}

fn make_settings(corpus: &Corpus, random: &mut Random) -> Case {
    const NAMES: [&str; 9] = [
        "protolint.toml",
        "buf.yaml",
        "buf.work.yaml",
        "buf.yaml",
        "buf.yaml",
        "protolint-baseline.toml",
        "protolint-approvals.toml",
        "protogen.toml",
        "argument",
    ];
    let mut files = vec![
        ("a/v1/a.proto".to_owned(), random.one(&corpus.sources).clone()),
        ("b/b.proto".to_owned(), b"package b;".to_vec()),
    ];
    for _ in 0..random.between(1, 3) {
        let (name, mut bytes) = random.one(&corpus.settings).clone();
        mutate(&mut bytes, &random.one(&corpus.settings).1.clone(), false, random);
        let name = if random.chance(700) { name } else { (*random.one(&NAMES)).to_owned() };
        let directory = *random.one(&["", "", "", "a/", "b/"]);
        files.push((format!("{directory}{name}"), bytes));
    }
    Case::new(files)
}
