//! Configurations of buf, with buf's answers to them: `fixtures/config` has them by topic, files that all cases of a
//! topic share first. `benches/config.sh` records the answers.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::support::Dir;
use rayon::prelude::*;

/// Where we decide otherwise: the case, our answer as its outcome and number of findings, and why.
const DIFFERENCES: &[(&str, &str, &str)] = &[
    ("errors: a deprecated rule of another version", "findings 3", OTHER_BLOCK),
    ("errors: a plugin that is not there", "findings 3", "plugins are not run, which is said"),
    ("ignores: v2 everything, for a rule", "findings 1", WHOLE),
    ("workspaces: v2 all of a module, for a rule", "findings 5", WHOLE),
    ("paths: excluded in a path", "findings 4", MODULE_AS_PATH),
    ("paths: a module", "findings 6", MODULE_AS_PATH),
    ("paths: a module excluded", "findings 3", MODULE_AS_PATH),
    ("paths: a path of a file", "findings 1", "a file and a path that names it mean the file"),
    ("workspaces: v2 a directory in a module", "findings 2", PART),
    ("workspaces: v2 from inside a module", "findings 2", PART),
    ("workspaces: v2 deep in a module in another directory", "findings 3", PART),
    ("workspaces: v1 a directory in a module", "findings 1", PART),
    ("workspaces: v1 from inside a module", "findings 1", ABOVE),
    ("workspaces: v1 a file from inside a module", "findings 1", ABOVE),
    ("workspaces: v1beta1 a root as input", "findings 2", V1BETA1),
    ("workspaces: v1beta1 a file as input", "findings 2", V1BETA1),
    ("sets: v2 in a module", "findings 1", SET),
    (
        "sets: an import that is not used",
        "findings 1",
        "buf takes the compiler's word for it, which other compilers do not write into a set",
    ),
    (
        "sides: a file that is excluded on both sides",
        "findings 1",
        "buf excludes the path of what there is, and what there was at it looks deleted",
    ),
    (
        "sides: a file beside all that was in its module",
        "findings 1",
        "buf compares a file with all of the other side, so the other files of its module look deleted",
    ),
    (
        "sides: a descriptor set beside two modules",
        "findings 1",
        "buf compares one set with one of the modules, so what is in the others looks deleted",
    ),
    (
        "sides: a descriptor set limited to the files of the input",
        "findings 1",
        "buf looks for the paths of the files in the set, which has their names",
    ),
];

const OTHER_BLOCK: &str =
    "buf refuses an unknown rule in the block that the run does not use, though no other error there";
const WHOLE: &str = "buf takes no `ignore_only` for a whole module, though it takes `ignore`";
const MODULE_AS_PATH: &str = "buf wants a module as input, not as a path; what is meant is plain";
const PART: &str = "buf lints whole modules, and asks for `--path`; we take a directory as that";
const ABOVE: &str = "buf looks for v1 above the current directory only where a workspace lists the module, and else \
    runs its defaults; what applies to a file is then a matter of where one stands";
const V1BETA1: &str = "buf forgets a v1beta1 unless it is in what is named; what applies to a file is then a matter of how \
    it is named";
const SET: &str = "buf has defaults for a descriptor set unless a file is in the current directory itself; we take the \
    nearest one around it, as for all else";

/// A configuration with the files it is for, and how the linter is called.
struct Case {
    name: String,
    directory: String,
    args: Vec<String>,
    files: BTreeMap<String, String>,
}

#[test]
fn answers_are_those_of_buf() {
    let recording = std::env::var_os("RECORD_BUF").map(PathBuf::from);
    let mut wrong = String::new();
    for topic in topics() {
        let cases = cases(&std::fs::read_to_string(&topic).expect("a topic"));
        let record = topic.with_extension("buf");
        if let Some(buf) = &recording {
            let answer = |case: &Case| format!("=== {}\n{}", case.name, buf_says(buf, case));
            let answers: Vec<String> = cases.par_iter().map(answer).collect();
            std::fs::write(&record, answers.concat()).expect("the answers can be written");
        }
        let answers = answers(&std::fs::read_to_string(&record).expect("answers"));
        let topic = topic.file_stem().expect("a name").to_string_lossy().into_owned();
        assert_eq!(answers.len(), cases.len(), "{topic} has a case without an answer: run benches/config.sh");
        let ours: Vec<(String, String)> = cases.par_iter().map(we_say).collect();
        for (case, (ours, told)) in cases.iter().zip(ours) {
            let name = format!("{topic}: {}", case.name);
            let theirs = &answers[&case.name];
            let problem = match DIFFERENCES.iter().find(|(case, ..)| *case == name) {
                None => (&ours != theirs).then(|| format!("buf says\n{theirs}but we say\n{ours}{told}")),
                Some((_, expected, _)) if &ours == theirs => Some(format!("is equal, not {expected}")),
                Some((_, expected, _)) => (summary(&ours) != *expected).then(|| format!("is now {ours}")),
            };
            if let Some(problem) = problem {
                let _ = writeln!(wrong, "{name} {problem}");
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The files with cases, in order.
fn topics() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/config");
    let entries = std::fs::read_dir(directory).expect("topics").map(|entry| entry.expect("a topic").path());
    let mut topics: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "txt")).collect();
    topics.sort();
    topics
}

fn cases(text: &str) -> Vec<Case> {
    let mut blocks = text.split("=== ");
    let shared = files(blocks.next().unwrap_or_default());
    let case = |block: &str| {
        let mut parts = block.splitn(3, '\n');
        let mut next = || parts.next().unwrap_or_default();
        let (name, command) = (next().to_owned(), next());
        let (directory, command) = command.split_once("$ ").expect("a command");
        let mut files_of_case = shared.clone();
        files_of_case.extend(files(next()));
        Case { name, directory: directory.to_owned(), args: words(command), files: files_of_case }
    };
    blocks.map(case).collect()
}

/// Files, each below a line with its name; `CRLF` behind the name is for its line ends.
fn files(text: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut name = String::new();
    for line in text.split_inclusive('\n') {
        if let Some(header) = line.strip_prefix("-- ").and_then(|line| line.strip_suffix(" --\n")) {
            header.clone_into(&mut name);
            files.insert(name.clone(), String::new());
        } else if let Some(file) = files.get_mut(&name) {
            file.push_str(line);
        }
    }
    let ended = |(name, text): (String, String)| match name.strip_suffix(" CRLF") {
        Some(name) => (name.to_owned(), text.replace('\n', "\r\n")),
        None => (name, text),
    };
    files.into_iter().map(ended).collect()
}

/// The words of a command; what is in single quotes is one.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('\'').enumerate();
    let words =
        parts.flat_map(
            |(index, part)| {
                if index % 2 == 1 { vec![part] } else { part.split_ascii_whitespace().collect() }
            },
        );
    words.map(str::to_owned).collect()
}

fn answers(text: &str) -> BTreeMap<String, String> {
    let blocks = text.split("=== ").skip(1);
    let named = blocks.map(|block| block.split_once('\n').expect("a name and an answer"));
    named.map(|(name, answer)| (name.to_owned(), answer.to_owned())).collect()
}

fn directory(case: &Case) -> Dir {
    let dir = Dir::new().file(&format!("./{}/.keep", case.directory), "");
    case.files.iter().fold(dir, |dir, (name, text)| dir.file(name, text))
}

fn buf_says(buf: &Path, case: &Case) -> String {
    let mut args: Vec<&str> = case.args.iter().map(String::as_str).collect();
    args.extend(["--error-format", "json"]);
    let run = directory(case).run_in(&case.directory, buf, &args);
    answer(
        match run.code {
            0 => "clean",
            100 => "findings",
            _ => "refused",
        },
        &run.out,
    )
}

/// Our answer, and what is told besides.
fn we_say(case: &Case) -> (String, String) {
    let mut args: Vec<&str> = case.args.iter().map(String::as_str).collect();
    if !args.contains(&"--error-format") {
        args.extend(["--format", "json"]);
    }
    let run = directory(case).run_in(&case.directory, env!("CARGO_BIN_EXE_protolint"), &args);
    let outcome = ["clean", "findings", "refused"].get(run.code as usize).expect("an outcome");
    assert!(*outcome != "refused" || !run.err.is_empty(), "{}: refused without a reason", case.name);
    (answer(outcome, &run.out), run.err)
}

/// The outcome, then each finding as `path:line:column-line:column RULE`. Where a file does not compile, that is all.
fn answer(outcome: &str, json: &str) -> String {
    let findings = json.lines().map(|line| serde_json::from_str(line).expect("an object a line"));
    let mut lines: Vec<String> = findings
        .map(|found: serde_json::Value| {
            let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
            let number = |key: &str| found[key].as_u64().unwrap_or_default();
            let rule = text("type");
            if rule == "COMPILE" || rule.starts_with(|first: char| first.is_ascii_lowercase()) {
                return "COMPILE".to_owned();
            }
            format!(
                "{}:{}:{}-{}:{} {rule}",
                text("path"),
                number("start_line"),
                number("start_column"),
                number("end_line"),
                number("end_column"),
            )
        })
        .collect();
    lines.sort();
    lines.dedup();
    if lines.iter().any(|line| line == "COMPILE") {
        lines = vec!["COMPILE".to_owned()];
    }
    lines.insert(0, outcome.to_owned());
    lines.iter().fold(String::new(), |text, line| text + line + "\n")
}

fn summary(answer: &str) -> String {
    let outcome = answer.lines().next().unwrap_or_default();
    format!("{outcome} {}", answer.lines().count() - 1)
}
