//! Prepositions in names.

use std::borrow::Cow;

use super::Context;
use super::names::words;
use crate::rules::{Setting, SettingValue};
use crate::schema::handles::Site;

pub const PREPOSITIONS: Setting = Setting {
    name: "prepositions",
    default: SettingValue::Text(Cow::Borrowed(
        "after,at,before,between,by,during,except,for,from,in,including,into,of,on,over,since,to,toward,under,upon,\
         with,within,without",
    )),
    docs: "The prepositions, separated by commas.",
};

pub const EXCEPT: Setting = Setting {
    name: "except",
    default: SettingValue::Text(Cow::Borrowed("")),
    docs: "Allowed names and parts of names, such as `order_by`, separated by commas.",
};

/// Reports names with a preposition.
pub fn check<'a>(noun: &str, names: impl Iterator<Item = (&'a str, Site<'a>)>, cx: &mut Context<'_>) {
    let known: Vec<String> = cx.words(&PREPOSITIONS).map(str::to_owned).collect();
    let except: Vec<String> = cx.words(&EXCEPT).map(str::to_owned).collect();
    for (name, site) in names {
        let Some(word) = preposition(name, &known) else { continue };
        let rest = except.iter().fold(name.to_owned(), |rest, fine| rest.replace(fine.as_str(), "_"));
        if preposition(&rest, &known).is_none() {
            continue;
        }
        let text = format!("{noun} `{name}` has the preposition `{word}` in its name");
        cx.report(site, text).help("rename it without the preposition, or split it");
    }
}

fn preposition<'a>(name: &'a str, known: &[String]) -> Option<&'a str> {
    words(name).find(|word| known.iter().any(|known| known.eq_ignore_ascii_case(word)))
}
