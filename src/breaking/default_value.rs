//! Comparable default values.

use crate::schema::FieldType;
use crate::schema::handles::{Enum, EnumValue, Field};
use crate::syntax::literal::unescape;

/// The default value of a field.
#[derive(Clone, PartialEq, Debug)]
pub enum DefaultValue {
    /// Of a string or bytes.
    Text(Vec<u8>),
    /// Of an integer, a bool or an enum.
    Integer(i128),
    /// Of a `float`.
    Float(f32),
    /// Of a `double`.
    Double(f64),
}

impl DefaultValue {
    /// The default of a field; `None` for lists, maps and messages.
    pub fn of(field: Field<'_>) -> Option<Self> {
        if field.is_repeated() || field.is_message() {
            return None;
        }
        let text = field.default();
        let number = || text.unwrap_or("0");
        Some(match field.ty() {
            FieldType::String => Self::Text(text.unwrap_or_default().as_bytes().to_vec()),
            FieldType::Bytes => {
                let mut bytes = Vec::new();
                unescape(format!("\"{}\"", text.unwrap_or_default()).as_bytes(), &mut bytes);
                Self::Text(bytes)
            }
            FieldType::Float => Self::Float(number().parse().unwrap_or_default()),
            FieldType::Double => Self::Double(number().parse().unwrap_or_default()),
            FieldType::Bool => Self::Integer(i128::from(text == Some("true"))),
            FieldType::Enum => Self::Integer(enum_number(field).into()),
            _ => Self::Integer(number().parse().unwrap_or_default()),
        })
    }

    /// Whether two defaults are equal; numbers of different types are compared as numbers.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Text(_), _) | (_, Self::Text(_)) => self.is_zero() && other.is_zero(),
            (Self::Float(a), b) | (b, Self::Float(a)) => {
                same_float(f64::from(*a), f64::from(b.number() as f32))
            }
            (a, b) => same_float(a.number(), b.number()),
        }
    }

    /// Whether it is the zero value of its type.
    fn is_zero(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            number => number.number() == 0.0,
        }
    }

    fn number(&self) -> f64 {
        match self {
            Self::Text(_) => f64::NAN,
            Self::Integer(number) => *number as f64,
            Self::Float(number) => f64::from(*number),
            Self::Double(number) => *number,
        }
    }
}

#[expect(clippy::float_cmp, reason = "a default is the same number or another one")]
fn same_float(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan())
}

/// The number of the default of an enum field: that of the named value, or else of the first one.
fn enum_number(field: Field<'_>) -> i32 {
    let Some(values) = field.enum_type().map(Enum::values) else { return 0 };
    let mut values = values.peekable();
    let first = values.peek().map_or(0, |value| value.number());
    let named = field.default().and_then(|name| values.find(|value| value.name() == name));
    named.map_or(first, EnumValue::number)
}
