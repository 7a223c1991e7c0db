//! The cardinality of a field.

use super::{Breaks, Context, Pair, names};
use crate::schema::handles::Field;

/// The cardinality of a field, including presence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cardinality {
    /// Singular with presence.
    Explicit,
    /// Singular without presence.
    Implicit,
    /// Required.
    Required,
    /// A list.
    Repeated,
    /// A map.
    Map,
}

impl Cardinality {
    /// The cardinality of a field.
    pub fn of(field: Field<'_>) -> Self {
        if field.is_map() {
            Self::Map
        } else if field.is_repeated() {
            Self::Repeated
        } else if field.is_required() {
            Self::Required
        } else if field.has_presence() {
            Self::Explicit
        } else {
            Self::Implicit
        }
    }

    /// What a change of it breaks.
    pub fn breaks(pair: Pair<Self>) -> Option<Breaks> {
        if pair.is_same() {
            None
        } else if !pair.map(Self::on_the_wire).is_same() {
            Some(Breaks::Wire)
        } else if !pair.map(Self::in_json).is_same() {
            Some(Breaks::Json)
        } else {
            Some(Breaks::Source)
        }
    }

    /// Equal if the wire format is the same.
    fn on_the_wire(self) -> Self {
        if self == Self::Map { Self::Repeated } else { self.in_json() }
    }

    /// Equal if JSON is the same.
    fn in_json(self) -> Self {
        if self == Self::Implicit { Self::Explicit } else { self }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Explicit => "optional with presence",
            Self::Implicit => "optional without presence",
            Self::Required => "required",
            Self::Repeated => "repeated",
            Self::Map => "a map",
        }
    }
}

/// Reports a field whose cardinality changed so that it breaks at least `least`.
pub fn check(field: Pair<Field<'_>>, least: Breaks, cx: &mut Context<'_>) {
    if field.old.is_in_map_entry() && field.new.is_in_map_entry() {
        return;
    }
    let cardinality = field.map(Cardinality::of);
    let Some(breaks) = Cardinality::breaks(cardinality).filter(|breaks| *breaks >= least) else { return };
    let name = names::field(field.new);
    let (old, new) = (cardinality.old.words(), cardinality.new.words());
    let why = match cardinality {
        Pair { old: Cardinality::Required, .. } => ": old readers refuse messages without it",
        Pair { new: Cardinality::Required, .. } => ": messages written without it are refused",
        _ => "",
    };
    let message = format!("{name} changed from {old} to {new}{why}");
    let help = match breaks {
        Breaks::Source => "restore it, or tell the users of generated code",
        Breaks::Json | Breaks::Wire => "restore it, and add a field with a new number",
    };
    cx.report(field.new.site(), field.old.site(), breaks, message).change(old, new).help(help);
}
