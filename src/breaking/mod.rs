//! What a change breaks: two schemas, paired element by element, the rules that look at the pairs, and the runner.
//!
//! Files are paired by name, types and services by full name wherever they are, fields by number, extensions by what
//! they extend and number, methods by name. Everything is compared, imported files too.

mod cardinality;
mod context;
mod default_value;
mod deleted;
mod earlier;
mod http;
mod moved;
pub(crate) mod names;
pub(crate) mod numbers;
mod options;
mod pairing;
mod reserve;
mod rules;
mod run;
mod same_option;
mod select;
mod side;
mod types;
pub(crate) mod values;

pub use context::{Context, Report};
pub use moved::keep_one as keep_one_renumbered;
pub use options::Optioned;
pub use pairing::{Pair, Pairing};
pub use rules::RULES;
pub use run::breaking;
pub use select::{REPLACED, choose, is_rule};
pub use side::Side;

use crate::diag::Diagnostic;
use crate::schema::FileId;
use crate::schema::handles::{Enum, Field, File, Message, Method, Service};

/// A rule that compares two schemas.
pub type Rule = crate::rules::Rule<Check>;

/// A rule as configured.
pub type Selected = crate::rules::Selected<Check>;

/// The rules of a run.
pub type Selection = crate::rules::Selection<Check>;

/// What a rule visits, and what it does there. What was deleted is in no pair: it is for the rules about what was around
/// it. Map entries are messages like others.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// The two schemas as a whole.
    Schemas(fn(&Pairing<'_>, &mut Context<'_>)),
    /// Each file that is still there.
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
    /// Everything that has options: files, and all they declare.
    Options(fn(Pair<Optioned<'_>>, &mut Context<'_>)),
}

/// The level at which a change breaks: what breaks on the wire may break everything else too.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Breaks {
    /// Code that uses generated code.
    Source,
    /// Messages in JSON, and code.
    Json,
    /// Encoded messages and calls.
    Wire,
}

impl Breaks {
    /// The name of the level.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Source => "generated code",
            Self::Json => "JSON",
            Self::Wire => "the wire format",
        }
    }
}

/// A change that breaks something.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What to tell. The place is in the new schema; the first label is in the old one.
    pub diagnostic: Diagnostic,
    /// The full name of what was changed or deleted; of a file its name.
    pub subject: String,
    /// What was there, in a few words; empty where the name says it.
    pub from: String,
    /// What is there now; empty where that is nothing.
    pub to: String,
    /// What it breaks.
    pub breaks: Breaks,
    /// The file of the new schema it is found in; `None` where that is gone.
    pub new: Option<FileId>,
    /// The file of the old schema it is about.
    pub old: FileId,
}
