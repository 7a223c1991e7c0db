//! What is valid and yet a mistake: the rules that look at one schema, and the runner.

mod context;
mod conventions;
mod documented;
mod generic;
mod index;
mod lists;
mod methods;
mod names;
mod numbers;
mod package_graph;
mod plurals;
mod prepositions;
mod rules;
mod run;
mod same_option;
mod select;
mod suppress;

pub use context::{Context, Report};
pub use conventions::{fold_conventions, part_copied};
pub use index::Index;
pub use names::{is_stable, upper_snake_case, version};
pub use rules::RULES;
pub use run::{lint, lint_some};
pub use select::choose;
pub use suppress::{Comments, EQUIVALENTS, Suppression, Suppressions, is_suppressible};

use crate::schema::handles::{Enum, EnumValue, Field, File, Message, Method, Oneof, Service};

/// A rule that looks at one schema.
pub type Rule = crate::rules::Rule<Check>;

/// A rule as configured.
pub type Selected = crate::rules::Selected<Check>;

/// The rules of a run.
pub type Selection = crate::rules::Selection<Check>;

/// What a rule visits, and what it does there. No rule sees a map entry.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// All files that are linted, together: for what files must agree on.
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
    /// Each rule that a comment suppresses, once it is known what it suppressed.
    Suppression(fn(&Suppression, &mut Context<'_>)),
}
