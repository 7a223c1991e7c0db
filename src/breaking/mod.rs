//! Breaking rules: two schemas are paired element by element, and the rules check the pairs.
//!
//! Files are paired by name, types and services by full name in any file, fields by number, extensions by extendee and
//! number, methods by name. Imported files are compared too.

mod cardinality;
mod context;
mod default_value;
mod deleted;
mod earlier;
mod http;
pub(crate) mod names;
pub(crate) mod numbers;
mod options;
mod pairing;
mod renumbered;
mod reserve;
mod rules;
mod run;
mod same_option;
mod select;
mod side;
mod types;
pub(crate) mod values;

pub use context::{Context, Report};
pub use options::Optioned;
pub use pairing::{Pair, Pairing};
pub use renumbered::keep_one as keep_one_renumbered;
pub use rules::RULES;
pub use run::breaking;
pub use select::{REPLACED, choose, is_rule};
pub use side::Side;

pub use crate::diag::Breaks;
use crate::diag::Diagnostic;
use crate::schema::FileId;
use crate::schema::handles::{Enum, Field, File, Message, Method, Service};

/// A breaking rule.
pub type Rule = crate::rules::Rule<Check>;

/// A rule as configured.
pub type Selected = crate::rules::Selected<Check>;

/// The rules of a run.
pub type Selection = crate::rules::Selection<Check>;

/// The check of a rule, by the kind of pair it visits. Deleted elements have no pair: rules about their parent report
/// them. Map entries are messages.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// The two schemas as a whole.
    Schemas(fn(&Pairing<'_>, &mut Context<'_>)),
    /// Each file that exists on both sides.
    File(fn(Pair<File<'_>>, &mut Context<'_>)),
    /// Each message.
    Message(fn(Pair<Message<'_>>, &mut Context<'_>)),
    /// Each field and extension.
    Field(fn(Pair<Field<'_>>, &mut Context<'_>)),
    /// Each enum.
    Enum(fn(Pair<Enum<'_>>, &mut Context<'_>)),
    /// Each service.
    Service(fn(Pair<Service<'_>>, &mut Context<'_>)),
    /// Each method.
    Method(fn(Pair<Method<'_>>, &mut Context<'_>)),
    /// Each element with options: files, and all declarations.
    Options(fn(Pair<Optioned<'_>>, &mut Context<'_>)),
}

/// A breaking change.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The diagnostic. Its place is in the new schema, the first label in the old one.
    pub diagnostic: Diagnostic,
    /// The full name of the changed element; for a file, its import name.
    pub subject: String,
    /// The old value; empty if the subject says it.
    pub from: String,
    /// The new value; empty if there is none.
    pub to: String,
    /// What it breaks.
    pub breaks: Breaks,
    /// The file in the new schema; `None` if it was deleted.
    pub new: Option<FileId>,
    /// The file in the old schema.
    pub old: FileId,
}
