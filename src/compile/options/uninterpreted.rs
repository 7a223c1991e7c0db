//! Uninterpreted options in descriptor sets, as parsers produce them. They are printed as source, parsed, and then
//! interpreted like any other option.

use rustc_hash::FxHashMap;

use crate::diag::Severity;
use crate::schema::number::c_escape;
use crate::schema::{File, OptionSetId};
use crate::syntax::{self, Tree, is_identifier};
use crate::text::Source;
use crate::wire::{Reader, Wire};

/// The field `uninterpreted_option` of all options messages.
const UNINTERPRETED_OPTION: u32 = 999;

/// The options of one element, split into interpreted and uninterpreted ones.
pub(super) struct Uninterpreted {
    /// The encoded interpreted options.
    pub rest: Vec<u8>,
    /// The parsed uninterpreted options, or why they are invalid.
    pub tree: Result<Tree, &'static str>,
}

/// The option sets of a file that contain uninterpreted options.
pub(super) fn find(file: &File) -> FxHashMap<OptionSetId, Uninterpreted> {
    let sets = file.option_sets.iter().zip(0..);
    sets.filter_map(|(set, id)| Some((id, split(file, set.encoded.as_deref()?)?))).collect()
}

fn split(file: &File, encoded: &[u8]) -> Option<Uninterpreted> {
    let mut rest = Vec::new();
    let mut text = Vec::new();
    let mut count = 0;
    let mut fault = None;
    let mut reader = Reader::new(encoded);
    while let Some(Ok(record)) = reader.next() {
        match record.value {
            Wire::Bytes(option) if record.number == UNINTERPRETED_OPTION => {
                count += 1;
                fault = fault.or(write(option, &mut text).err());
            }
            _ => rest.extend_from_slice(&encoded[record.at..reader.pos()]),
        }
    }
    if count == 0 {
        return None;
    }
    let tree = fault.map_or_else(|| parse(file, text, count), Err);
    Some(Uninterpreted { rest, tree })
}

fn parse(file: &File, text: Vec<u8>, count: usize) -> Result<Tree, &'static str> {
    let (tree, faults) = syntax::parse(&Source::new(&*file.name, &*file.path, text));
    let broken = faults.iter().any(|fault| fault.severity == Severity::Error);
    if broken || tree.options.len() != count { Err("has an invalid value") } else { Ok(tree) }
}

/// Appends `option name = value;`.
fn write(option: Reader<'_>, out: &mut Vec<u8>) -> Result<(), &'static str> {
    let mut name = Vec::new();
    let mut value = None;
    for record in option {
        let record = record.map_err(|_| "is malformed")?;
        match (record.number, record.value) {
            (2, Wire::Bytes(part)) => write_part(part, &mut name)?,
            (3, Wire::Bytes(word)) if is_identifier(word.bytes()) => value = Some(word.bytes().to_vec()),
            (4, Wire::Varint(number)) => value = Some(number.to_string().into_bytes()),
            (5, Wire::Varint(number)) => value = Some((number as i64).to_string().into_bytes()),
            (6, Wire::Fixed64(bits)) => value = Some(float(f64::from_bits(bits)).into_bytes()),
            (7, Wire::Bytes(text)) => value = Some([b"\"", &*c_escape(text.bytes()), b"\""].concat()),
            (8, Wire::Bytes(text)) => value = Some([b"{", text.bytes(), b"\n}"].concat()),
            _ => {}
        }
    }
    if name.is_empty() {
        return Err("has no name");
    }
    let value = value.ok_or("has no value")?;
    out.extend([b"option ", &*name, b" = ", &*value, b";\n"].concat());
    Ok(())
}

fn write_part(part: Reader<'_>, out: &mut Vec<u8>) -> Result<(), &'static str> {
    let mut name = &b""[..];
    let mut extension = false;
    for record in part {
        let record = record.map_err(|_| "is malformed")?;
        match (record.number, record.value) {
            (1, Wire::Bytes(text)) => name = text.bytes(),
            (2, Wire::Varint(flag)) => extension = flag != 0,
            _ => {}
        }
    }
    let plain = name.strip_prefix(b".").filter(|_| extension).unwrap_or(name);
    if !plain.split(|&byte| byte == b'.').all(is_identifier) || (!extension && plain.contains(&b'.')) {
        return Err("has an invalid name");
    }
    if !out.is_empty() {
        out.push(b'.');
    }
    let (open, close): (&[u8], &[u8]) = if extension { (b"(", b")") } else { (b"", b"") };
    out.extend([open, name, close].concat());
    Ok(())
}

fn float(number: f64) -> String {
    if number.is_finite() { format!("{number:e}") } else { number.to_string().to_ascii_lowercase() }
}
