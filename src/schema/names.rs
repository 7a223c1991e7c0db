//! Names derived from field names.

/// `FooBarEntry` for a map field `foo_bar`.
pub fn map_entry_name(field: &[u8]) -> Vec<u8> {
    let mut name = camel_case(field, true);
    name.extend(b"Entry");
    name
}

/// The default JSON name of a field: `fooBar` for `foo_bar`.
pub fn json_name(field: &[u8]) -> Vec<u8> {
    camel_case(field, false)
}

/// Drops underscores and capitalizes the letters after them; also the first letter if `upper`.
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
