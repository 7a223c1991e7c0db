//! Names that follow from the names of fields.

/// `FooBarEntry` for a map field `foo_bar`.
pub fn map_entry_name(field: &[u8]) -> Vec<u8> {
    let mut name = camel_case(field, true);
    name.extend(b"Entry");
    name
}

/// The JSON name a field has unless it says otherwise: `fooBar` for `foo_bar`.
pub fn json_name(field: &[u8]) -> Vec<u8> {
    camel_case(field, false)
}

/// Drops underscores and capitalizes what follows them; the first letter where `upper` says so.
fn camel_case(name: &[u8], mut upper: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len());
    for &byte in name {
        if byte == b'_' {
            upper = true;
        } else {
            out.push(if upper { byte.to_ascii_uppercase() } else { byte });
            upper = false;
        }
    }
    out
}
