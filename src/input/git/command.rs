//! Runs git.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Variables that a hook of one repository sets, and git in another one must not see.
const OWN: &[&str] = &[
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_WORK_TREE",
];

/// Settings of every call. A repository may be untrusted, and its configuration can name programs that git runs: a file
/// system monitor, hooks, a pager. None of them is needed to read.
const SETTINGS: &[&str] = &[
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "diff.orderFile=/dev/null",
    "gc.auto=0",
    "maintenance.auto=false",
    "protocol.ext.allow=never",
    "submodule.recurse=false",
];

/// The repository that git runs in.
#[derive(Clone, Debug)]
pub enum Place {
    /// Around the current directory.
    Here,
    /// In a directory of a working tree.
    In(String),
    /// In a git directory that the user named.
    Store(String),
    /// In a repository that this run created. Only there may git use the network.
    Made(String),
}

impl Place {
    /// A git command without arguments. Every call starts here, so that none runs programs of the repository, prompts,
    /// or uses the network when reading.
    pub fn command(&self) -> Command {
        let mut git = Command::new("git");
        git.arg("--no-pager");
        match self {
            Self::Here => {}
            Self::In(path) => {
                git.args(["-C", path]);
            }
            // With `--git-dir`, git would not check the owner of the repository.
            Self::Store(path) => {
                git.args(["-C", path, "-c", "safe.bareRepository=all"]);
            }
            Self::Made(path) => {
                git.arg(format!("--git-dir={path}"));
            }
        }
        for setting in SETTINGS {
            git.args(["-c", setting]);
        }
        if !matches!(self, Self::Here) {
            for variable in OWN {
                git.env_remove(variable);
            }
        }
        if !matches!(self, Self::Made(_)) {
            // Old versions of git ignore the first; with the second their fetches fail.
            git.env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "none");
        }
        if env::var_os("GIT_ASKPASS").is_none() {
            git.env("GIT_ASKPASS", "");
        }
        // Messages are parsed, and reading must not take locks.
        git.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0");
        git.stdin(Stdio::null());
        git
    }

    /// Whether git found a repository at `store` that is not the named one.
    pub fn is_elsewhere(&self, store: &str) -> bool {
        let real = |path: &str| fs::canonicalize(path).ok();
        matches!(self, Self::Store(path) if real(path) != real(store))
    }

    /// The output of a git command that reads the working tree. Disables all filters and hooks by name, after listing
    /// the names.
    pub fn run_in_tree(&self, args: &[&str]) -> Result<Vec<u8>, String> {
        let keys = self.run(&["config", "--list", "--name-only", "-z"])?;
        let mut git = self.command();
        let given = env::var("GIT_CONFIG_COUNT").ok().and_then(|count| count.parse().ok()).unwrap_or(0);
        let mut count: usize = given;
        for key in String::from_utf8_lossy(&keys).split('\0') {
            if let Some(value) = harmless(key) {
                git.env(format!("GIT_CONFIG_KEY_{count}"), key)
                    .env(format!("GIT_CONFIG_VALUE_{count}"), value);
                count += 1;
            }
        }
        git.env("GIT_CONFIG_COUNT", count.to_string());
        printed(git.args(args))
    }

    /// The output of a git command; `None` if it fails.
    pub fn ask(&self, args: &[&str]) -> Result<Option<Vec<u8>>, String> {
        let output = output(self.command().args(args))?;
        Ok(output.status.success().then_some(output.stdout))
    }

    /// The output of a git command.
    pub fn run(&self, args: &[&str]) -> Result<Vec<u8>, String> {
        printed(self.command().args(args))
    }

    /// The output of a git command, as one line.
    pub fn line(&self, args: &[&str]) -> Result<String, String> {
        self.run(args).map(|out| one_line(&out))
    }
}

fn printed(git: &mut Command) -> Result<Vec<u8>, String> {
    let output = output(git)?;
    if output.status.success() { Ok(output.stdout) } else { Err(said(&output.stderr)) }
}

fn output(git: &mut Command) -> Result<Output, String> {
    git.output().map_err(|error| start_error(&error))
}

/// The value that disables a setting which names a program; `None` for other settings.
fn harmless(key: &str) -> Option<&'static str> {
    let (section, rest) = key.split_once('.')?;
    match (section, rest.rsplit_once('.')?.1) {
        ("filter", "clean" | "smudge" | "process") => Some(""),
        ("filter", "required") | ("hook", "enabled") => Some("false"),
        ("hook", "event") => Some(""),
        _ => None,
    }
}

/// The error if git does not start.
pub fn start_error(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "git is not installed, or not in PATH".to_owned(),
        _ => format!("git cannot be started: {error}"),
    }
}

/// Standard output without the line break.
pub fn one_line(out: &[u8]) -> String {
    String::from_utf8_lossy(out).trim_end_matches('\n').to_owned()
}

/// The error message of git, in one line.
pub fn said(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("hint:"));
    let lines: Vec<&str> =
        lines.map(|line| line.trim_start_matches("fatal: ").trim_start_matches("error: ")).collect();
    if lines.is_empty() {
        "git failed without a message".to_owned()
    } else {
        format!("git says: {}", lines.join(" / "))
    }
}

/// Whether a directory is a git directory.
pub fn is_store(path: &Path) -> bool {
    path.join("HEAD").exists() && (path.join("objects").exists() || path.join("commondir").exists())
}
