//! Formats numbers like C's `printf`: descriptors contain default values in this form.

/// Formats a double with 15 significant digits if they parse back to the same value, otherwise with 17.
pub fn double_text(value: f64) -> String {
    special(value).unwrap_or_else(|| {
        let short = general(value, 15);
        if short.parse() == Ok(value) { short } else { general(value, 17) }
    })
}

/// Formats a float with 6 significant digits if they parse back to the same value, otherwise with 9.
pub fn float_text(value: f32) -> String {
    special(f64::from(value)).unwrap_or_else(|| {
        let short = general(f64::from(value), 6);
        // `strtof` reports a range error for subnormal numbers, so protoc takes the longer form for them.
        if short.parse() == Ok(value) && !value.is_subnormal() { short } else { general(f64::from(value), 9) }
    })
}

/// Converts a double to a float. Like in protoc, the double halfway between `f32::MAX` and infinity becomes `f32::MAX`.
pub fn to_float(value: f64) -> f32 {
    const HALFWAY: f64 = 3.402_823_567_797_336_6e38;
    if value.abs() == HALFWAY { f32::MAX.copysign(value as f32) } else { value as f32 }
}

fn special(value: f64) -> Option<String> {
    let text = match value {
        _ if value.is_nan() => "nan",
        f64::INFINITY => "inf",
        f64::NEG_INFINITY => "-inf",
        _ => return None,
    };
    Some(text.to_owned())
}

/// `%.{digits}g`: fixed notation for moderate exponents, scientific otherwise, no trailing zeros.
fn general(value: f64, digits: i32) -> String {
    let scientific = format!("{value:.*e}", digits as usize - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..digits).contains(&exponent) {
        let decimals = (digits - 1 - exponent) as usize;
        return trim_zeros(&format!("{value:.decimals$}")).to_owned();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{}e{sign}{:02}", trim_zeros(mantissa), exponent.abs())
}

fn trim_zeros(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// Escapes bytes as in C string literals: common escapes, octal for other unprintable bytes.
pub fn c_escape(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b'\n' => out.extend(b"\\n"),
            b'\r' => out.extend(b"\\r"),
            b'\t' => out.extend(b"\\t"),
            b'"' | b'\'' | b'\\' => out.extend([b'\\', byte]),
            0x20..0x7F => out.push(byte),
            _ => out.extend(format!("\\{byte:03o}").into_bytes()),
        }
    }
    out
}
