//! The metadata of a rule.

use std::borrow::Cow;

use super::docs::Docs;
use crate::diag::Severity;

/// The metadata of a rule, without its check.
#[derive(Debug)]
pub struct Meta {
    /// The identifier: upper snake case. Its file is named the same, in lower case.
    pub id: &'static str,
    /// Its categories.
    pub categories: &'static [Category],
    /// The default severity.
    pub severity: Severity,
    /// Whether it runs by default.
    pub on: bool,
    /// Its settings.
    pub settings: &'static [Setting],
    /// The raw doc comment; [`Meta::docs`] parses it.
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
    /// What every schema should follow.
    Minimal,
    /// Names and structure most schemas agree on.
    Basic,
    /// The usual choice: all of the above, and consistency.
    Standard,
    /// Every declaration has a comment.
    Comments,
    /// No streaming.
    UnaryRpc,
    /// API design: services that can evolve.
    Design,
    /// Layout, and finer points of naming.
    Style,
    /// Changes that break generated code, per file.
    File,
    /// Changes that break generated code, per package.
    Package,
    /// Changes that break encoded messages or JSON.
    WireJson,
    /// Changes that break encoded messages.
    Wire,
    /// Changes that Confluent's schema registry rejects.
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

    /// Its name in configurations.
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

/// A setting of a rule.
#[derive(Debug)]
pub struct Setting {
    /// The key.
    pub name: &'static str,
    /// The default value, which determines the type.
    pub default: SettingValue,
    /// Its documentation, in one sentence.
    pub docs: &'static str,
}

/// The value of a setting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SettingValue {
    /// A switch.
    Bool(bool),
    /// A limit.
    Number(u32),
    /// A string.
    Text(Cow<'static, str>),
}

/// Defines `META` from the doc comment of a rule, so that the documentation is available at run time: `meta! { /// ##
/// What it does … ID { categories: …, severity: …, … } }`.
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
