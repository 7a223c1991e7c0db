//! What rules about prepositions in names agree on.

use std::borrow::Cow;

use super::Context;
use super::names::words;
use crate::rules::{Setting, Value};
use crate::schema::handles::Spot;

pub const PREPOSITIONS: Setting = Setting {
    name: "prepositions",
    default: Value::Text(Cow::Borrowed(
        "after,at,before,between,by,during,except,for,from,in,including,into,of,on,over,since,to,toward,under,upon,with,\
         within,without",
    )),
    docs: "The words that names do without, between commas.",
};

pub const EXCEPT: Setting = Setting {
    name: "except",
    default: Value::Text(Cow::Borrowed("")),
    docs: "Names and parts of names that are fine all the same, such as `order_by`, between commas.",
};

/// Reports the names that have a preposition in them.
pub fn check<'a>(noun: &str, names: impl Iterator<Item = (&'a str, Spot<'a>)>, cx: &mut Context<'_>) {
    let known: Vec<String> = cx.words(&PREPOSITIONS).map(str::to_owned).collect();
    let except: Vec<String> = cx.words(&EXCEPT).map(str::to_owned).collect();
    for (name, spot) in names {
        let Some(word) = preposition(name, &known) else { continue };
        let rest = except.iter().fold(name.to_owned(), |rest, fine| rest.replace(fine.as_str(), "_"));
        if preposition(&rest, &known).is_none() {
            continue;
        }
        let text =
            format!("{noun} `{name}` has the preposition `{word}` in its name: it says more than one thing");
        cx.report(spot, text).help("say it without, or say each thing apart");
    }
}

fn preposition<'a>(name: &'a str, known: &[String]) -> Option<&'a str> {
    words(name).find(|word| known.iter().any(|known| known.eq_ignore_ascii_case(word)))
}
