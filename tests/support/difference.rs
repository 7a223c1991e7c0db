//! Where two encoded messages differ, without knowing their types.

use std::collections::BTreeMap;

use protolint::wire::{Reader, Record, Wire};

/// Every difference: the way down to it as field numbers, with the name of each message on it (the path where it is
/// a location), and what is there on both sides.
pub fn differences(theirs: &[u8], ours: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    compare(theirs, ours, "", &mut found);
    if found.is_empty() && theirs != ours {
        found.push("the same fields are there in another order".to_owned());
    }
    found
}

fn compare(theirs: &[u8], ours: &[u8], way: &str, found: &mut Vec<String>) {
    if theirs == ours {
        return;
    }
    let (theirs, ours) = (fields(theirs), fields(ours));
    let mut numbers: Vec<u32> = theirs.keys().chain(ours.keys()).copied().collect();
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers {
        let theirs = theirs.get(&number).map_or(&[][..], Vec::as_slice);
        let ours = ours.get(&number).map_or(&[][..], Vec::as_slice);
        for index in 0..theirs.len().max(ours.len()) {
            let (theirs, ours) = (theirs.get(index).copied(), ours.get(index).copied());
            compare_values(theirs, ours, &format!("{way}{number}"), found);
        }
    }
}

fn compare_values(theirs: Option<Wire<'_>>, ours: Option<Wire<'_>>, way: &str, found: &mut Vec<String>) {
    if let Some(theirs) = message(theirs)
        && let Some(ours) = message(ours)
    {
        return compare(theirs, ours, &format!("{way}{} . ", label(ours)), found);
    }
    let (theirs, ours) = (show(theirs), show(ours));
    if theirs != ours {
        found.push(format!("{way}: theirs is {theirs}, ours {ours}"));
    }
}

/// The values of each field of a message.
fn fields(message: &[u8]) -> BTreeMap<u32, Vec<Wire<'_>>> {
    let mut fields: BTreeMap<u32, Vec<Wire<'_>>> = BTreeMap::new();
    for record in Reader::new(message) {
        let Record { number, value, .. } = record.expect("this has been read before");
        fields.entry(number).or_default().push(value);
    }
    fields
}

/// The bytes of what seems to be a message.
fn message(value: Option<Wire<'_>>) -> Option<&[u8]> {
    let (Wire::Bytes(inside) | Wire::Group(inside)) = value? else { return None };
    let is_message = text(inside.bytes()).is_none() && { inside }.all(|record| record.is_ok());
    is_message.then(|| inside.bytes())
}

fn text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    text.chars().all(|char| char == '\n' || !char.is_control()).then_some(text)
}

/// In descriptors the first field is a name, or the path of a location.
fn label(message: &[u8]) -> String {
    match Reader::new(message).next() {
        Some(Ok(Record { number: 1, value: Wire::Bytes(first), .. })) => {
            format!(" {}", contents(first.bytes()))
        }
        _ => String::new(),
    }
}

fn show(value: Option<Wire<'_>>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(Wire::Varint(value)) => value.to_string(),
        Some(Wire::Fixed64(value)) => format!("{value:#018x}"),
        Some(Wire::Fixed32(value)) => format!("{value:#010x}"),
        Some(Wire::Bytes(inside)) => contents(inside.bytes()),
        Some(Wire::Group(inside)) => format!("group {}", contents(inside.bytes())),
    }
}

fn contents(bytes: &[u8]) -> String {
    text(bytes).map_or_else(|| format!("{bytes:?}"), |text| format!("{text:?}"))
}
