//! The git program.

use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What a hook of one repository sets in the environment, which must not reach git in another one.
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

/// Where git is to work.
#[derive(Clone, Debug)]
pub enum Place {
    /// Around the current directory.
    Here,
    /// In a directory of a working tree.
    In(String),
    /// In a repository itself.
    Store(String),
}

impl Place {
    /// A git command, still without arguments.
    pub fn command(&self) -> Command {
        let mut git = Command::new("git");
        match self {
            Self::Here => {}
            Self::In(path) => {
                git.args(["-C", path]);
            }
            Self::Store(path) => {
                git.arg(format!("--git-dir={path}"));
            }
        }
        if !matches!(self, Self::Here) {
            for variable in OWN {
                git.env_remove(variable);
            }
        }
        // Messages are read here, nobody is there to be asked, and what only reads must not lock.
        git.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0");
        git.stdin(Stdio::null());
        git
    }

    /// What a git command prints; `None` when it fails.
    pub fn ask(&self, args: &[&str]) -> Result<Option<Vec<u8>>, String> {
        let output = self.output(args)?;
        Ok(output.status.success().then_some(output.stdout))
    }

    /// What a git command prints.
    pub fn run(&self, args: &[&str]) -> Result<Vec<u8>, String> {
        let output = self.output(args)?;
        if output.status.success() { Ok(output.stdout) } else { Err(said(&output.stderr)) }
    }

    /// What a git command prints, as one line.
    pub fn line(&self, args: &[&str]) -> Result<String, String> {
        self.run(args).map(|out| one_line(&out))
    }

    fn output(&self, args: &[&str]) -> Result<Output, String> {
        self.command().args(args).output().map_err(|error| unstarted(&error))
    }
}

/// Why git did not start.
pub fn unstarted(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "the program git is not installed, or not in PATH".to_owned(),
        _ => format!("git cannot be started: {error}"),
    }
}

/// Standard output without the line end.
pub fn one_line(out: &[u8]) -> String {
    String::from_utf8_lossy(out).trim_end_matches('\n').to_owned()
}

/// What git complains about, in one line.
pub fn said(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("hint:"));
    let lines: Vec<&str> =
        lines.map(|line| line.trim_start_matches("fatal: ").trim_start_matches("error: ")).collect();
    if lines.is_empty() {
        "git failed and did not say why".to_owned()
    } else {
        format!("git says: {}", lines.join(" / "))
    }
}

/// Whether a directory is a repository itself, with or without a working tree around it.
pub fn is_store(path: &Path) -> bool {
    path.join("HEAD").exists() && (path.join("objects").exists() || path.join("commondir").exists())
}
