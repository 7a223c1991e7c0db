//! What a rule says about itself.

use std::borrow::Cow;

use super::docs::Docs;
use crate::diag::Severity;

/// A rule, apart from what it does.
#[derive(Debug)]
pub struct Meta {
    /// The identifier: upper snake case. Its file is named the same, in lower case.
    pub id: &'static str,
    /// The groups it can be chosen by.
    pub categories: &'static [Category],
    /// How much its findings weigh where no configuration says otherwise.
    pub severity: Severity,
    /// Whether it runs where no configuration says otherwise.
    pub on: bool,
    /// What can be configured.
    pub settings: &'static [Setting],
    /// The doc comment, as written; [`Meta::docs`] takes it apart.
    pub text: &'static str,
}

impl Meta {
    /// The documentation, by section.
    pub fn docs(&self) -> Docs {
        Docs::parse(self.text)
    }
}

/// A group of rules.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Category {
    /// What every schema should keep to.
    Minimal,
    /// Names and structure most schemas agree on.
    Basic,
    /// The usual choice: all of the above, and what makes schemas alike.
    Standard,
    /// Every declaration has a comment.
    Comments,
    /// No streaming.
    UnaryRpc,
    /// API design: what makes a service last.
    Design,
    /// Layout of the text, and finer points of naming.
    Style,
    /// What breaks generated code, file by file.
    File,
    /// What breaks generated code, package by package.
    Package,
    /// What breaks encoded messages, in JSON too.
    WireJson,
    /// What breaks encoded messages.
    Wire,
    /// What Confluent's schema registry refuses.
    Csr,
}

impl Category {
    /// All of them, in the order they are listed.
    pub const ALL: [Self; 12] = [
        Self::Minimal,
        Self::Basic,
        Self::Standard,
        Self::Comments,
        Self::UnaryRpc,
        Self::Design,
        Self::Style,
        Self::File,
        Self::Package,
        Self::WireJson,
        Self::Wire,
        Self::Csr,
    ];

    /// The name to choose it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Minimal => "MINIMAL",
            Self::Basic => "BASIC",
            Self::Standard => "STANDARD",
            Self::Comments => "COMMENTS",
            Self::UnaryRpc => "UNARY_RPC",
            Self::Design => "DESIGN",
            Self::Style => "STYLE",
            Self::File => "FILE",
            Self::Package => "PACKAGE",
            Self::WireJson => "WIRE_JSON",
            Self::Wire => "WIRE",
            Self::Csr => "CSR",
        }
    }
}

/// Something about a rule that can be configured.
#[derive(Debug)]
pub struct Setting {
    /// The key.
    pub name: &'static str,
    /// The value where none is configured; a configured one is of the same kind.
    pub default: Value,
    /// What it changes, in one sentence.
    pub docs: &'static str,
}

/// The value of a setting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    /// A switch.
    Bool(bool),
    /// A limit.
    Number(u32),
    /// A name, or part of one.
    Text(Cow<'static, str>),
}

/// Defines `META` from the doc comment of a rule, so that the documentation is there at run time too:
/// `meta! { /// ## What it does … ID { categories: …, severity: …, … } }`.
macro_rules! meta {
    ($(#[doc = $line:literal])* $id:ident { $($key:ident: $value:expr),* $(,)? }) => {
        $(#[doc = $line])*
        pub const META: $crate::rules::Meta = $crate::rules::Meta {
            id: stringify!($id),
            text: concat!($($line, "\n",)*),
            $($key: $value,)*
        };
    };
}

pub(crate) use meta;
