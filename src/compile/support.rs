//! `feature_support`: the editions in which an option or an enum value can be used.

use crate::schema::MessageValue;

/// A `feature_support` declaration.
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

    /// The error in the declaration, if any, and help.
    pub fn fault(self) -> Option<(&'static str, &'static str)> {
        let introduced = self.introduced.unwrap_or(0);
        if let Some(deprecated) = self.deprecated {
            if deprecated < introduced {
                return Some(("is deprecated before it is introduced", "correct the order of the editions"));
            }
            if self.warning.is_none() {
                return Some(("is deprecated without a `deprecation_warning`", "set `deprecation_warning`"));
            }
        } else if self.warning.is_some() {
            return Some((
                "has a `deprecation_warning` but no `edition_deprecated`",
                "set `edition_deprecated`",
            ));
        }
        let Some(removed) = self.removed else {
            let orphan = ("has a `removal_error` but no `edition_removed`", "set `edition_removed`");
            return self.error.is_some().then_some(orphan);
        };
        if self.deprecated.is_some_and(|deprecated| deprecated >= removed) {
            return Some(("is removed before it is deprecated", "correct the order of the editions"));
        }
        if removed < introduced {
            return Some(("is removed before it is introduced", "correct the order of the editions"));
        }
        // A value introduced and removed in the same edition needs no `removal_error`.
        let never = self.introduced == self.removed;
        (self.error.is_none() && !never)
            .then_some(("is removed without a `removal_error`", "set `removal_error`"))
    }

    /// The error in the declaration of an enum value relative to that of its option, if any.
    pub fn fault_beside(self, field: Support<'_>) -> Option<(&'static str, &'static str)> {
        let later =
            |own: Option<i32>, field: Option<i32>| own.zip(field).is_some_and(|(own, field)| own > field);
        let help = "the lifetime of a value must be within that of the option";
        if later(field.introduced, self.introduced) {
            return Some(("is introduced before the option is", help));
        }
        if later(self.removed, field.removed) {
            return Some(("is removed after the option is", help));
        }
        later(self.deprecated, field.deprecated).then_some(("is deprecated after the option is", help))
    }

    /// The declaration of an enum value, with missing parts taken from that of its option.
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
