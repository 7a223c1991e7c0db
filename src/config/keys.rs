//! The keys of `protolint.toml`. The reader, the JSON schema and the test of the documentation use this table.

use crate::breaking;
use crate::diag::Severity;
use crate::lint;
use crate::rules::Meta;

/// A key.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// The kind of its value.
    pub kind: Kind,
    /// Its documentation: one sentence without a period.
    pub docs: &'static str,
}

/// The kind of a value.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `true` or `false`.
    Flag,
    /// A string.
    Text,
    /// A whole number from 1 to this one.
    Number(usize),
    /// Paths of directories.
    Directories,
    /// Patterns of paths of files.
    Globs,
    /// A list of these words.
    Words(&'static [&'static str]),
    /// Rules and categories, each with a severity, or a table of severity and options.
    Rules(Family),
    /// A table with these keys.
    Table(&'static [Key]),
    /// An array of tables with these keys.
    Tables(&'static [Key]),
}

impl Kind {
    /// Whether a value can also be set on the command line. Paths are relative to the file.
    pub fn is_for_arguments(self) -> bool {
        !matches!(self, Self::Directories | Self::Globs | Self::Tables(_))
    }
}

/// Lint or breaking rules, each configured in their own table.
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

    /// The table of its rules.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Lint => "rules",
            Self::Breaking => "breaking.rules",
        }
    }
}

/// The pseudo-category of all rules.
pub const ALL: &str = "ALL";

/// The severities, and `off`.
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
    docs: "Rules and categories, each set to `off`, `note`, `warning` or `error`, or to a table with that `severity` \
           and the options of the rule",
};

const BREAKING_RULES: Key = Key {
    name: "rules",
    kind: Kind::Rules(Family::Breaking),
    docs: "The same for breaking rules; `FILE` is on by default",
};

const SUPPRESSIONS: Key = Key {
    name: "suppressions",
    kind: Kind::Table(&[Key {
        name: "comments",
        kind: Kind::Words(&COMMENTS),
        docs: "Whose comments suppress findings: `protolint`, `buf` and `others` (yoheimuta's linter and Google's \
               api-linter); all by default, none with `[]`",
    }]),
    docs: "Which suppression comments are honoured",
};

const COMPILER_WARNINGS: Key = Key {
    name: "compiler_warnings",
    kind: Kind::Flag,
    docs: "Whether to report warnings of the compiler; `true` by default",
};

const BASELINE: Key =
    Key { name: "baseline", kind: Kind::Text, docs: "The baseline file, whose findings are not reported" };

const BREAKING: Key = Key {
    name: "breaking",
    kind: Kind::Table(&[
        Key {
            name: "against",
            kind: Kind::Text,
            docs: "The version to compare with: a git revision, a directory, an archive or a descriptor set, as for \
                   `--against`",
        },
        Key {
            name: "ignore_unstable_packages",
            kind: Kind::Flag,
            docs: "Whether to allow breaking changes in unstable packages, such as `v1beta1`; `false` by default",
        },
        BREAKING_RULES,
    ]),
    docs: "Detection of breaking changes",
};

/// The largest width of a level.
pub const MAX_INDENT_WIDTH: usize = 16;

const FORMAT: Key = Key {
    name: "format",
    kind: Kind::Table(&[
        Key { name: "exclude", kind: Kind::Globs, docs: "The files not to format" },
        Key {
            name: "indent_width",
            kind: Kind::Number(MAX_INDENT_WIDTH),
            docs: "The number of spaces per level; 2 by default",
        },
        Key {
            name: "keep_option_order",
            kind: Kind::Flag,
            docs: "Whether file options keep their order, instead of being sorted; `false` by default",
        },
        Key {
            name: "keep_import_groups",
            kind: Kind::Flag,
            docs: "Whether blank lines between imports stay, and imports are sorted only between them; `false` by \
                   default",
        },
        Key {
            name: "keep_short_bodies",
            kind: Kind::Flag,
            docs: "Whether a body that is on one line stays there, if it has no comments and the line fits in 80 \
                   columns; `false` by default",
        },
        Key {
            name: "align_equals",
            kind: Kind::Flag,
            docs: "Whether the `=` of fields and enum values on consecutive lines are aligned; `false` by default",
        },
    ]),
    docs: "How `protolint format` formats; by default as buf does",
};

/// The keys of the file.
pub const FILE: &[Key] = &[
    Key {
        name: "roots",
        kind: Kind::Directories,
        docs: "The import roots, whose files are checked; inferred from the imports by default",
    },
    Key {
        name: "include",
        kind: Kind::Directories,
        docs: "Additional import roots, whose files are not checked; `PREFIX=DIR` if the import names have a prefix",
    },
    Key { name: "paths", kind: Kind::Globs, docs: "The files to check; all by default" },
    Key { name: "exclude", kind: Kind::Globs, docs: "The files not to check" },
    LINT_RULES,
    BREAKING,
    SUPPRESSIONS,
    COMPILER_WARNINGS,
    BASELINE,
    FORMAT,
    Key {
        name: "overrides",
        kind: Kind::Tables(&[
            Key { name: "paths", kind: Kind::Globs, docs: "The files to which it applies" },
            LINT_RULES,
            Key {
                name: "breaking",
                kind: Kind::Table(&[BREAKING_RULES]),
                docs: "Breaking rules for these files",
            },
        ]),
        docs: "Different rules for some files; of several overrides for a file, the last one wins",
    },
];
