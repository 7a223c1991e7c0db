//! What can stand in a `protolint.toml`: one table, from which the reader, the JSON schema and the test of the
//! documentation take what they know.

use crate::breaking;
use crate::diag::Severity;
use crate::lint;
use crate::rules::Meta;

/// A key.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it is for, in one sentence without an end.
    pub docs: &'static str,
}

/// What a key holds.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `true` or `false`.
    Flag,
    /// A text.
    Text,
    /// Paths of directories.
    Directories,
    /// Patterns of paths of files.
    Globs,
    /// Words, of which these are known.
    Words(&'static [&'static str]),
    /// Rules and categories, each with a severity, or a severity and options.
    Rules(Family),
    /// Keys and values.
    Table(&'static [Key]),
    /// Several of these.
    Tables(&'static [Key]),
}

/// A kind of rules, which are configured in a table of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Family {
    /// Rules about one schema.
    Lint,
    /// Rules about changes.
    Breaking,
}

impl Family {
    /// The rules.
    pub fn rules(self) -> Vec<&'static Meta> {
        match self {
            Self::Lint => lint::RULES.iter().map(|rule| rule.meta).collect(),
            Self::Breaking => breaking::RULES.iter().map(|rule| rule.meta).collect(),
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        if self == Self::Lint { Self::Breaking } else { Self::Lint }
    }

    /// The table its rules are in.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Lint => "rules",
            Self::Breaking => "breaking.rules",
        }
    }
}

/// The category of all rules.
pub const ALL: &str = "ALL";

/// The severities, and what takes their place where a rule is not to run.
pub const SEVERITIES: [(&str, Option<Severity>); 4] = [
    ("off", None),
    ("note", Some(Severity::Note)),
    ("warning", Some(Severity::Warning)),
    ("error", Some(Severity::Error)),
];

/// Whose comments suppress findings.
pub const COMMENTS: [&str; 3] = ["protolint", "buf", "others"];

const LINT_RULES: Key = Key {
    name: "rules",
    kind: Kind::Rules(Family::Lint),
    docs: "Rules and categories, each with `off`, `note`, `warning` or `error`, or with a table of that as `severity` and the options of the rule",
};

const BREAKING_RULES: Key = Key {
    name: "rules",
    kind: Kind::Rules(Family::Breaking),
    docs: "The same for rules about changes; `FILE` runs where nothing else is said",
};

const SUPPRESSIONS: Key = Key {
    name: "suppressions",
    kind: Kind::Table(&[Key {
        name: "comments",
        kind: Kind::Words(&COMMENTS),
        docs: "Whose comments suppress findings: `protolint`, `buf` and `others`, which are yoheimuta's linter and Google's api-linter; all of them by default, none with `[]`",
    }]),
    docs: "What the authors of schemas may suppress",
};

const COMPILER_WARNINGS: Key = Key {
    name: "compiler_warnings",
    kind: Kind::Flag,
    docs: "Whether what the compiler only warns of is reported; `true` by default",
};

const BASELINE: Key =
    Key { name: "baseline", kind: Kind::Text, docs: "The file of known findings, which are not reported" };

const BREAKING: Key = Key {
    name: "breaking",
    kind: Kind::Table(&[
        Key {
            name: "against",
            kind: Kind::Text,
            docs: "What the schema is compared with: a git revision, a directory, an archive or a descriptor set, as `--against` takes it",
        },
        Key {
            name: "ignore_unstable_packages",
            kind: Kind::Flag,
            docs: "Whether packages that promise nothing, such as `v1beta1`, may break; `false` by default",
        },
        BREAKING_RULES,
    ]),
    docs: "What a change may not break",
};

/// The keys of the file.
pub const FILE: &[Key] = &[
    Key {
        name: "roots",
        kind: Kind::Directories,
        docs: "The directories imports start from, whose files are checked; without it they are found out from the imports",
    },
    Key {
        name: "include",
        kind: Kind::Directories,
        docs: "Directories in which imports are found too, and whose files are not checked; `PREFIX=DIR` where the imports begin with a prefix",
    },
    Key { name: "paths", kind: Kind::Globs, docs: "The files that are checked; all by default" },
    Key { name: "exclude", kind: Kind::Globs, docs: "The files that are not checked" },
    LINT_RULES,
    BREAKING,
    SUPPRESSIONS,
    COMPILER_WARNINGS,
    BASELINE,
    Key {
        name: "overrides",
        kind: Kind::Tables(&[
            Key { name: "paths", kind: Kind::Globs, docs: "The files it is about" },
            LINT_RULES,
            Key {
                name: "breaking",
                kind: Kind::Table(&[BREAKING_RULES]),
                docs: "What is different about changes",
            },
        ]),
        docs: "What is different for some files; where several speak of a file, the last one counts",
    },
];

/// The keys that can be set on the command line, whatever the configuration is.
pub const ARGUMENT: &[Key] = &[LINT_RULES, BREAKING, SUPPRESSIONS, COMPILER_WARNINGS, BASELINE];
