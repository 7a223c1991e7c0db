//! Random inputs for every stage of protolint, on stable Rust. See README.md.
#![allow(unsafe_code, reason = "an allocator that counts")]

mod buf;
mod calls;
mod case;
mod command;
mod corpus;
mod json;
mod meter;
mod mutate;
mod properties;
mod protoc;
mod random;
mod schemas;
mod shrink;
mod supervise;
mod support;
mod targets;
mod work;
mod workspaces;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use case::Case;

#[global_allocator]
static ALLOCATOR: meter::Counting = meter::Counting(mimalloc::MiMalloc);

const USAGE: &str = "usage: protolint-fuzz run [--seconds N] [--seed N] [--finds DIR] [TARGET...]
       protolint-fuzz replay TARGET DIR
       protolint-fuzz protoc --protoc FILE --include DIR [--cases N] [--seconds N] [--seed N] [--finds DIR]
       protolint-fuzz buf --buf FILE [--cases N] [--seconds N] [--seed N] [--finds DIR]";

fn main() -> ExitCode {
    if let Some(code) = command::be_program() {
        return code;
    }
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match &*args {
        ["run", options @ ..] => {
            Options::parse(options).map_or_else(usage, |options| supervise::run(&options))
        }
        ["work", target, seed, seconds, state, finds] => {
            let seconds = Duration::from_secs(seconds.parse().unwrap_or(10));
            work::work(target, seed.parse().unwrap_or(1), seconds, Path::new(state), Path::new(finds));
            ExitCode::SUCCESS
        }
        ["protoc", options @ ..] => {
            beside_protoc(options).map_or_else(usage, |options| protoc::run(&options))
        }
        ["buf", options @ ..] => beside_buf(options).map_or_else(usage, |options| buf::run(&options)),
        ["replay", target, directory] => replay(target, Path::new(directory)),
        _ => usage(),
    }
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}

/// What to run.
pub struct Options {
    /// For how long, over all targets.
    pub seconds: u64,
    /// Where the random numbers begin.
    pub seed: u64,
    /// Where finds are kept.
    pub finds: PathBuf,
    /// What is run; all where none is named.
    pub targets: Vec<String>,
}

impl Options {
    fn parse(args: &[&str]) -> Option<Self> {
        let mut options = Self { seconds: 60, seed: 1, finds: "finds".into(), targets: Vec::new() };
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match *arg {
                "--seconds" => options.seconds = args.next()?.parse().ok()?,
                "--seed" => options.seed = args.next()?.parse().ok()?,
                "--finds" => options.finds = args.next()?.into(),
                target if targets::target(target).is_some() => options.targets.push(target.to_owned()),
                _ => return None,
            }
        }
        if options.targets.is_empty() {
            options.targets = targets::TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
        }
        Some(options)
    }
}

/// Runs one input, which is a directory or a packed file.
fn replay(name: &str, path: &Path) -> ExitCode {
    let case = if path.is_dir() {
        Case::read(path).ok()
    } else {
        std::fs::read(path).ok().and_then(|bytes| Case::unpack(&bytes))
    };
    let (Some(run), Some(case)) = (targets::target(name), case) else { return usage() };
    work::note_panics();
    meter::Meter::watch();
    match work::fault(run, &case) {
        Some(why) => {
            println!("{why}");
            ExitCode::FAILURE
        }
        None => ExitCode::SUCCESS,
    }
}

/// The options of a comparison, each with its value.
fn pairs<'a>(args: &[&'a str]) -> Option<BTreeMap<&'a str, &'a str>> {
    let pair = |pair: &[&'a str]| match pair {
        [name, value] => Some((*name, *value)),
        _ => None,
    };
    args.chunks(2).map(pair).collect()
}

fn beside_protoc(args: &[&str]) -> Option<protoc::Options> {
    let options = pairs(args)?;
    let number = |name: &str, default| options.get(name).map_or(Some(default), |value| value.parse().ok());
    Some(protoc::Options {
        protoc: options.get("--protoc")?.into(),
        include: options.get("--include")?.into(),
        cases: number("--cases", 1000)?,
        seconds: number("--seconds", 3600)?,
        seed: number("--seed", 1)?,
        finds: options.get("--finds").unwrap_or(&"finds").into(),
    })
}

fn beside_buf(args: &[&str]) -> Option<buf::Options> {
    let options = pairs(args)?;
    let number = |name: &str, default| options.get(name).map_or(Some(default), |value| value.parse().ok());
    Some(buf::Options {
        buf: options.get("--buf")?.into(),
        cases: number("--cases", 1000)?,
        seconds: number("--seconds", 3600)?,
        seed: number("--seed", 1)?,
        finds: options.get("--finds").unwrap_or(&"finds").into(),
    })
}
