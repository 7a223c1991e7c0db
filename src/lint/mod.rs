//! Lint rules, which look at one schema, and the runner.

mod context;
mod conventions;
mod documented;
mod generic;
mod index;
mod lists;
mod methods;
mod names;
mod numbers;
mod own_message;
mod package_graph;
mod plurals;
mod prepositions;
mod rules;
mod run;
mod same_option;
mod select;
mod suppress;

pub use context::{Context, Report};
pub use conventions::{fold_conventions, split_vendored};
pub use index::Index;
pub use names::{is_stable, upper_snake_case, version};
pub use rules::RULES;
pub use run::{lint, lint_some};
pub use select::choose;
pub use suppress::{Comments, EQUIVALENTS, Suppression, Suppressions, is_suppressible};

use crate::schema::handles::{Enum, EnumValue, Field, File, Message, Method, Oneof, Service};

/// A lint rule.
pub type Rule = crate::rules::Rule<Check>;

/// A rule as configured.
pub type Selected = crate::rules::Selected<Check>;

/// The rules of a run.
pub type Selection = crate::rules::Selection<Check>;

/// The check of a rule, by the kind of element it visits. Map entries are not visited.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// All linted files together.
    Files(fn(&Index<'_>, &mut Context<'_>)),
    /// Each file.
    File(fn(File<'_>, &mut Context<'_>)),
    /// Each message and group.
    Message(fn(Message<'_>, &mut Context<'_>)),
    /// Each field and extension.
    Field(fn(Field<'_>, &mut Context<'_>)),
    /// Each oneof.
    Oneof(fn(Oneof<'_>, &mut Context<'_>)),
    /// Each enum.
    Enum(fn(Enum<'_>, &mut Context<'_>)),
    /// Each enum value.
    EnumValue(fn(EnumValue<'_>, &mut Context<'_>)),
    /// Each service.
    Service(fn(Service<'_>, &mut Context<'_>)),
    /// Each method.
    Method(fn(Method<'_>, &mut Context<'_>)),
    /// Each suppression, after it was applied.
    Suppression(fn(&Suppression, &mut Context<'_>)),
}
