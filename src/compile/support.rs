//! `feature_support`: the editions in which an option, or a value of one, can be used.

use crate::schema::MessageValue;

/// A `feature_support` declaration: the editions in which something can be used.
#[derive(Clone, Copy)]
pub struct Support<'a> {
    pub introduced: Option<i32>,
    pub deprecated: Option<i32>,
    pub warning: Option<&'a str>,
    pub removed: Option<i32>,
    pub error: Option<&'a str>,
}

impl<'a> Support<'a> {
    pub fn new(message: &'a MessageValue) -> Self {
        Self {
            introduced: message.enumeration(1),
            deprecated: message.enumeration(2),
            warning: message.str(3),
            removed: message.enumeration(4),
            error: message.str(5),
        }
    }

    /// What is wrong with the declaration, and what to do.
    pub fn fault(self) -> Option<(&'static str, &'static str)> {
        let introduced = self.introduced.unwrap_or(0);
        if let Some(deprecated) = self.deprecated {
            if deprecated < introduced {
                return Some(("is deprecated before it is introduced", "give the editions in order"));
            }
            if self.warning.is_none() {
                return Some(("is deprecated and does not say why", "set `deprecation_warning`"));
            }
        } else if self.warning.is_some() {
            return Some((
                "has a deprecation warning and is deprecated in no edition",
                "set `edition_deprecated`",
            ));
        }
        let Some(removed) = self.removed else {
            let orphan = ("has a removal error and is removed in no edition", "set `edition_removed`");
            return self.error.is_some().then_some(orphan);
        };
        if self.deprecated.is_some_and(|deprecated| deprecated >= removed) {
            return Some(("is removed before it is deprecated", "give the editions in order"));
        }
        if removed < introduced {
            return Some(("is removed before it is introduced", "give the editions in order"));
        }
        // A value introduced and removed in the same edition needs no `removal_error`.
        let never = self.introduced == self.removed;
        (self.error.is_none() && !never).then_some(("is removed and does not say why", "set `removal_error`"))
    }

    /// What is wrong with the declaration of an enum value beside that of the option it is a value of.
    pub fn fault_beside(self, field: Support<'_>) -> Option<(&'static str, &'static str)> {
        let later =
            |own: Option<i32>, field: Option<i32>| own.zip(field).is_some_and(|(own, field)| own > field);
        let help = "a value lives no longer than the option";
        if later(field.introduced, self.introduced) {
            return Some(("is introduced before the option is", help));
        }
        if later(self.removed, field.removed) {
            return Some(("is removed after the option is", help));
        }
        later(self.deprecated, field.deprecated).then_some(("is deprecated after the option is", help))
    }

    /// The declaration with what it leaves open taken from that of the option.
    pub fn within(self, field: Support<'a>) -> Self {
        Self {
            introduced: self.introduced.or(field.introduced),
            deprecated: self.deprecated.or(field.deprecated),
            warning: self.warning.or(field.warning),
            removed: self.removed.or(field.removed),
            error: self.error.or(field.error),
        }
    }
}
