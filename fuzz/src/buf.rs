//! Compares random workspaces with buf: a clean run must be clean, and each finding must have the same place and rule.
//! If buf rejects the workspace, nothing is compared.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};
use std::{env, fs, process};

use serde_json::Value;

use crate::case::{Case, OLD};
use crate::command::program;
use crate::random::Random;
use crate::shrink::shrink;
use crate::work::{keep, kind};
use crate::workspaces::{COMMAND, random_workspace};

/// Our own configuration.
const NATIVE: &str = "protolint.toml";

/// What to compare.
pub struct Options {
    /// The linter beside which we stand.
    pub buf: PathBuf,
    /// How many workspaces.
    pub cases: u64,
    /// For how long at most.
    pub seconds: u64,
    /// Where the random numbers begin.
    pub seed: u64,
    /// Where finds are kept.
    pub finds: PathBuf,
}

/// Whether a run differs in a way that is meant.
type IsMeant = fn(&Run<'_>) -> bool;

/// Differences that are meant, as rows of `DIFFERENCES` in `tests/gate/buf_config.rs` are.
const MEANT: &[(&str, IsMeant)] = &[
    ("a path means a file in one root of `v1beta1`, not files with that name in other roots", |run| {
        run.is_path_of_several_roots && run.is_subset()
    }),
    ("a configuration of `v1beta1` also applies to a named file", |run| run.is_v1beta1 && run.is_of_file()),
    ("an image is compared with one module of a workspace, so what is in the others looks deleted", |run| {
        run.has_modules
            && run.against("old.binpb")
            && run.theirs_are(&["FILE_NO_DELETE", "PACKAGE_NO_DELETE"])
    }),
    ("files of an image are limited by their paths, which an image does not have", |run| {
        run.against("old.binpb") && run.has("--limit-to-input-files") && run.theirs_are(&[])
    }),
    ("what the new side imports is not among the input files that a run is limited to", |run| {
        (run.has("--path") || run.is_of_file())
            && run.has("--limit-to-input-files")
            && run.is_only_theirs(&[""])
    }),
    ("a file is compared with the same file, so the others of its module do not look deleted", |run| {
        run.is_of_file() && run.is_only_theirs(&["_NO_DELETE"])
    }),
    ("a file is compared with the same file, so the others of its module need not compile", |run| {
        run.is_of_file() && run.has("--against") && run.theirs.class == "compile"
    }),
    ("a new file breaks nothing; changes in its imports are reported where those are checked", |run| {
        run.is_of_file() && run.ours.class == "clean" && run.ours.message.contains(" is new: ")
    }),
    ("an excluded path is also excluded on the other side if that is part of a larger tree", |run| {
        let is_part = run.against("subdir=") || run.against("../old/");
        is_part && run.has("--exclude-path") && run.is_only_theirs(&["FILE_NO_DELETE", "PACKAGE_NO_DELETE"])
    }),
    ("a descriptor set uses the nearest configuration, not only one in the current directory", |run| {
        run.inside != "." && run.args.get(1).is_some_and(|input| input.ends_with(".binpb"))
    }),
];

/// A run of both.
struct Run<'a> {
    /// Whether a configuration lists modules.
    has_modules: bool,
    /// Whether a configuration of `v1beta1` applies.
    is_v1beta1: bool,
    /// Whether a path in one root of a module also exists in another root.
    is_path_of_several_roots: bool,
    inside: &'a str,
    args: &'a [&'a str],
    theirs: &'a Answer,
    ours: &'a Answer,
}

impl Run<'_> {
    /// Whether the findings of one run include those of the other.
    fn is_subset(&self) -> bool {
        let (ours, theirs) = (&self.ours.found, &self.theirs.found);
        ours.is_subset(theirs) || theirs.is_subset(ours)
    }

    fn is_of_file(&self) -> bool {
        self.args.get(1).is_some_and(|input| input.ends_with(".proto"))
    }

    fn has(&self, flag: &str) -> bool {
        self.args.contains(&flag)
    }

    fn against(&self, name: &str) -> bool {
        self.args.iter().any(|arg| arg.contains(name))
    }

    /// Whether nothing is apart but findings of these rules that only buf has.
    fn is_only_theirs(&self, rules: &[&str]) -> bool {
        self.ours.found.is_subset(&self.theirs.found) && self.theirs_are(rules)
    }

    /// Whether the findings that only buf has are of these rules. We may have others.
    fn theirs_are(&self, rules: &[&str]) -> bool {
        let mut theirs = self.theirs.found.difference(&self.ours.found);
        self.ours.class != "refused"
            && self.ours.class != "compile"
            && theirs.all(|found| rules.iter().any(|rule| found.ends_with(rule)))
    }
}

/// What a run came to.
#[derive(PartialEq, Eq)]
struct Answer {
    /// `clean`, `findings`, `compile` or `refused`.
    class: &'static str,
    found: BTreeSet<String>,
    /// What is said besides.
    message: String,
}

/// Compares until all is done or the time is over.
pub fn run(options: &Options) -> ExitCode {
    let memory = PathBuf::from("/dev/shm");
    let parent = if memory.is_dir() { memory } else { env::temp_dir() };
    let directory = parent.join(format!("protolint-fuzz-buf-{}", process::id()));
    let end = Instant::now() + Duration::from_secs(options.seconds);
    let (mut cases, mut refused, mut meant, mut apart) = (0_u64, 0_u64, 0_u64, 0_u64);
    for seed in options.seed..options.seed + options.cases {
        if Instant::now() > end {
            break;
        }
        let case = random_workspace(&mut Random::new(seed));
        cases += 1;
        match compare(&case, options, &directory) {
            Outcome::Same => {}
            Outcome::Nothing => refused += 1,
            Outcome::Meant => meant += 1,
            Outcome::Apart(why) => {
                apart += 1;
                let class = kind(&why);
                let smaller = shrink(
                    &case,
                    Duration::from_secs(20),
                    |smaller| matches!(compare(smaller, options, &directory), Outcome::Apart(why) if kind(&why) == class),
                );
                keep(&options.finds, "buf", &format!("seed {seed}: {why}"), &smaller);
            }
        }
    }
    let _ = fs::remove_dir_all(&directory);
    println!(
        "{cases} workspaces beside buf: {refused} refused by buf, {meant} apart on purpose, {apart} apart"
    );
    ExitCode::from(u8::from(apart > 0))
}

enum Outcome {
    Same,
    /// buf refuses.
    Nothing,
    Meant,
    Apart(String),
}

fn compare(case: &Case, options: &Options, directory: &Path) -> Outcome {
    let Some(command) = case.get(COMMAND) else { return Outcome::Nothing };
    let command = String::from_utf8_lossy(command).into_owned();
    let lines: Vec<&str> = command.lines().collect();
    let [inside, kept, args @ ..] = &*lines else { return Outcome::Nothing };
    if set_up(case, kept, args, options, directory).is_none() {
        return Outcome::Nothing;
    }
    // Without a configuration of buf, our own rules run.
    if !args.contains(&"--config") && !case.files.iter().any(|(name, _)| is_configuration(name)) {
        return Outcome::Nothing;
    }
    let at = directory.join("new").join(inside);
    if !at.is_dir() {
        return Outcome::Nothing;
    }
    if case.files.iter().any(|(name, _)| name.ends_with(NATIVE) && !name.starts_with(OLD)) {
        return compare_native(case, args, directory, &at);
    }
    let mut buf = Command::new(&options.buf);
    buf.args(args).arg("--error-format=json").current_dir(&at);
    let Some(theirs) = answer(buf, 100) else { return Outcome::Nothing };
    if theirs.class == "refused" {
        if env::var_os("PROTOLINT_FUZZ_REASONS").is_some() {
            println!("refused: {}", theirs.message.lines().next().unwrap_or_default());
        }
        return Outcome::Nothing;
    }
    let Ok(mut protolint) = program("protolint") else { return Outcome::Nothing };
    protolint.args(args).arg("--error-format=json").current_dir(&at);
    let Some(ours) = answer(protolint, 1) else { return Outcome::Apart("we died".to_owned()) };
    if theirs.class == ours.class && theirs.found == ours.found {
        return Outcome::Same;
    }
    let run = Run {
        has_modules: ["modules", "directories"].iter().any(|key| configuration_with(case, key).is_some()),
        is_v1beta1: !args.contains(&"--config") && configuration_with(case, "v1beta1").is_some(),
        is_path_of_several_roots: is_path_of_several_roots(case, args),
        inside,
        args,
        theirs: &theirs,
        ours: &ours,
    };
    if MEANT.iter().any(|(_, is_meant)| is_meant(&run)) {
        return Outcome::Meant;
    }
    let first = |a: &Answer, b: &Answer| {
        let rule = a.found.difference(&b.found).next().and_then(|found| found.rsplit(' ').next());
        rule.unwrap_or("nothing").to_owned()
    };
    Outcome::Apart(format!(
        "{} buf {} with {} more, we {} with {} more\n{}\nbuf: {}\nours: {}\nonly buf: {:?}\nonly ours: {:?}",
        args.first().unwrap_or(&""),
        theirs.class,
        first(&theirs, &ours),
        ours.class,
        first(&ours, &theirs),
        args.join(" "),
        theirs.message,
        ours.message,
        theirs.found.difference(&ours.found).take(3).collect::<Vec<_>>(),
        ours.found.difference(&theirs.found).take(3).collect::<Vec<_>>(),
    ))
}

/// Next to our own configuration, those of buf must have no effect.
fn compare_native(case: &Case, args: &[&str], directory: &Path, at: &Path) -> Outcome {
    let ours = || {
        let mut protolint = program("protolint").ok()?;
        protolint.args(args).arg("--error-format=json").current_dir(at);
        answer(protolint, 1)
    };
    let both = ours();
    for (name, _) in case.files.iter().filter(|(name, _)| is_configuration(name)) {
        let _ = fs::remove_file(directory.join("new").join(name));
    }
    if both.is_some() && both == ours() {
        return Outcome::Same;
    }
    Outcome::Apart(format!("a configuration of buf counts beside our own\n{}", args.join(" ")))
}

/// Whether a file is a configuration of buf.
fn is_configuration(name: &str) -> bool {
    ["buf.yaml", "buf.work.yaml"].contains(&name.rsplit('/').next().unwrap_or(name))
}

/// The configuration of buf that contains a word.
fn configuration_with<'c>(case: &'c Case, word: &str) -> Option<&'c str> {
    let has_word = |(name, text): &&(String, Vec<u8>)| {
        is_configuration(name) && !name.starts_with(OLD) && String::from_utf8_lossy(text).contains(word)
    };
    case.files.iter().find(has_word).map(|(name, _)| &**name)
}

/// Whether a path on the command line exists in several roots of a module.
fn is_path_of_several_roots(case: &Case, args: &[&str]) -> bool {
    let Some(configuration) = configuration_with(case, "roots") else { return false };
    let home = configuration.trim_end_matches("buf.yaml");
    let files = case.files.iter().map(|(name, _)| name.strip_prefix(OLD).unwrap_or(name));
    let in_roots: Vec<_> = files.filter_map(|name| name.strip_prefix(home)?.split_once('/')).collect();
    let named = args.windows(2).filter(|pair| ["--path", "--exclude-path"].contains(&pair[0]));
    named.filter_map(|pair| pair[1].split_once('/')).any(|(root, path)| {
        let is_path = |name: &str| name == path || name.starts_with(&format!("{path}/"));
        in_roots.iter().any(|(other, name)| *other != root && is_path(name))
    })
}

/// Writes the workspace to `new`, and the older version to where the command looks for it.
fn set_up(case: &Case, kept: &str, args: &[&str], options: &Options, directory: &Path) -> Option<()> {
    let _ = fs::remove_dir_all(directory);
    let (new, old) = (directory.join("new"), directory.join("old"));
    fs::create_dir_all(&new).ok()?;
    fs::create_dir_all(&old).ok()?;
    let is_new = |name: &str| !name.starts_with(OLD) && name != COMMAND;
    let files = case.files.iter().filter(|(name, _)| is_new(name)).cloned().collect();
    let new_files = Case { files };
    let strip = |(name, bytes): &(String, Vec<u8>)| Some((name.strip_prefix(OLD)?.to_owned(), bytes.clone()));
    let old_files = Case { files: case.files.iter().filter_map(strip).collect() };
    if args.iter().any(|arg| arg.ends_with("new.binpb")) {
        new_files.write(&new).ok()?;
        succeed(Command::new(&options.buf).args(["build", "-o", "../new.binpb"]).current_dir(&new))?;
    }
    if args.iter().any(|arg| arg.ends_with("new.tar")) {
        new_files.write(&new).ok()?;
        succeed(Command::new("tar").args(["-cf", "../new.tar", "."]).current_dir(&new))?;
    }
    if args.first() == Some(&"breaking") {
        match kept {
            "git" => {
                old_files.write(&new).ok()?;
                let git = |args: &[&str]| {
                    succeed(
                        Command::new("git")
                            .args(["-c", "user.name=n", "-c", "user.email=n@localhost"])
                            .args(args)
                            .current_dir(&new),
                    )
                };
                git(&["init", "-q", "-b", "main"])?;
                git(&["add", "-A"])?;
                git(&["commit", "-qm", "old"])?;
                git(&["tag", "v1"])?;
                for (name, _) in &old_files.files {
                    fs::remove_file(new.join(name)).ok()?;
                }
            }
            _ => old_files.write(&old).ok()?,
        }
        match kept {
            "tar" => succeed(Command::new("tar").args(["-cf", "../old.tar", "."]).current_dir(&old))?,
            "image" => {
                let mut build = Command::new(&options.buf);
                succeed(build.args(["build", "-o", "../old.binpb"]).current_dir(&old))?;
            }
            _ => {}
        }
    }
    new_files.write(&new).ok()
}

fn succeed(command: &mut Command) -> Option<()> {
    command.output().ok()?.status.success().then_some(())
}

/// What a linter says; `None` where it dies.
fn answer(mut command: Command, findings: i32) -> Option<Answer> {
    let output = command.output().ok()?;
    let code = output.status.code()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let objects: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let mut found: BTreeSet<String> = objects.iter().map(place).collect();
    let is_compile = |object: &Value| {
        let rule = object["type"].as_str().unwrap_or_default();
        rule == "COMPILE" || rule.starts_with(|first: char| first.is_ascii_lowercase())
    };
    let class = if objects.iter().any(is_compile) {
        found.clear();
        "compile"
    } else if code == 0 {
        "clean"
    } else if code == findings && !found.is_empty() {
        "findings"
    } else {
        "refused"
    };
    let message = String::from_utf8_lossy(&output.stderr).trim().chars().take(400).collect();
    Some(Answer { class, found, message })
}

/// A finding as `path:line:column-line:column RULE`.
fn place(object: &Value) -> String {
    let number = |key: &str| object[key].as_u64().unwrap_or(1);
    let path = object["path"].as_str().unwrap_or_default().trim_start_matches("./");
    format!(
        "{path}:{}:{}-{}:{} {}",
        number("start_line"),
        number("start_column"),
        number("end_line"),
        number("end_column"),
        object["type"].as_str().unwrap_or_default()
    )
}
