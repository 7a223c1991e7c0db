//! How many values a field has.

use super::{Breaks, Context, Pair, names};
use crate::schema::handles::Field;

/// How many values a field has, and whether one can tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cardinality {
    /// At most one, and one can tell.
    Explicit,
    /// At most one, and its default is the same as none.
    Implicit,
    /// Exactly one.
    Required,
    /// A list.
    Repeated,
    /// A map.
    Map,
}

impl Cardinality {
    /// That of a field.
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

    /// What breaks when it changes.
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

    /// Those that are told apart on the wire.
    fn on_the_wire(self) -> Self {
        if self == Self::Map { Self::Repeated } else { self.in_json() }
    }

    /// Those that are told apart in JSON.
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

/// Reports a field whose cardinality changed in a way that breaks `least` or more.
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
    let message = format!("{name} was {old} and is {new}{why}");
    let help = match breaks {
        Breaks::Source => "keep it as it was, or let users of generated code know",
        Breaks::Json | Breaks::Wire => {
            "keep it as it was, and add a field with a new number for the new meaning"
        }
    };
    cx.report(field.new.spot(), field.old.spot(), breaks, message).change(old, new).help(help);
}
