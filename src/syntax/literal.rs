//! The values of literals, as in protoc's tokenizer.

/// Appends the value of one quoted literal to `out`. Invalid escapes, which the lexer reports, are copied verbatim.
pub fn unescape(literal: &[u8], out: &mut Vec<u8>) {
    let Some((&quote, mut rest)) = literal.split_first() else { return };
    if quote >= 0x80 {
        return out.extend_from_slice(in_curly_quotes(literal));
    }
    if let Some((&last, inner)) = rest.split_last()
        && last == quote
    {
        rest = inner;
    }
    if !rest.contains(&b'\\') {
        out.extend_from_slice(rest);
        return;
    }
    while let Some((&byte, tail)) = rest.split_first() {
        rest = if byte == b'\\' && !tail.is_empty() { escape(tail, out) } else { plain(byte, tail, out) };
    }
}

/// The text between two characters outside ASCII.
fn in_curly_quotes(literal: &[u8]) -> &[u8] {
    let mut characters = std::str::from_utf8(literal).unwrap_or_default().chars();
    _ = (characters.next(), characters.next_back());
    characters.as_str().as_bytes()
}

fn plain<'t>(byte: u8, tail: &'t [u8], out: &mut Vec<u8>) -> &'t [u8] {
    out.push(byte);
    tail
}

/// Reads one escape, without its backslash, and returns what follows it.
fn escape<'t>(text: &'t [u8], out: &mut Vec<u8>) -> &'t [u8] {
    match text[0] {
        b'0'..=b'7' => {
            let (code, len) = digits(text, 8, 3);
            out.push(code as u8);
            &text[len..]
        }
        b'x' | b'X' => {
            let (code, len) = digits(&text[1..], 16, 2);
            out.push(code as u8);
            &text[1 + len..]
        }
        b'u' | b'U' => match code_point(text) {
            Some((code, len)) => {
                push_utf8(code, out);
                &text[len..]
            }
            None => plain(text[0], &text[1..], out),
        },
        byte => {
            out.push(match byte {
                b'a' => 0x07,
                b'b' => 0x08,
                b'f' => 0x0C,
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'v' => 0x0B,
                other => other,
            });
            &text[1..]
        }
    }
}

/// Up to `max` digits in `radix`: their value and how many there were.
fn digits(text: &[u8], radix: u32, max: usize) -> (u32, usize) {
    let mut value = 0;
    let mut len = 0;
    while len < max {
        let Some(digit) = text.get(len).and_then(|&byte| char::from(byte).to_digit(radix)) else { break };
        value = value * radix + digit;
        len += 1;
    }
    (value, len)
}

/// `u` with four or `U` with eight digits; a pair of surrogates counts as one code point.
fn code_point(text: &[u8]) -> Option<(u32, usize)> {
    let (code, len) = code_unit(text)?;
    if (0xD800..0xDC00).contains(&code)
        && text.get(len) == Some(&b'\\')
        && matches!(text.get(len + 1), Some(b'u' | b'U'))
        && let Some((low, low_len)) = code_unit(&text[len + 1..])
        && (0xDC00..0xE000).contains(&low)
    {
        return Some((0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00), len + 1 + low_len));
    }
    Some((code, len))
}

fn code_unit(text: &[u8]) -> Option<(u32, usize)> {
    let wanted = if text[0] == b'u' { 4 } else { 8 };
    let (code, len) = digits(&text[1..], 16, wanted);
    (len == wanted).then_some((code, 1 + len))
}

/// Lone surrogates become three bytes, as in protoc, so this cannot go through `char`.
fn push_utf8(code: u32, out: &mut Vec<u8>) {
    let tail = |shift: u32| 0x80 | (code >> shift & 0x3F) as u8;
    match code {
        0..0x80 => out.push(code as u8),
        0x80..0x800 => out.extend([0xC0 | (code >> 6) as u8, tail(0)]),
        0x800..0x1_0000 => out.extend([0xE0 | (code >> 12) as u8, tail(6), tail(0)]),
        0x1_0000..0x11_0000 => out.extend([0xF0 | (code >> 18) as u8, tail(12), tail(6), tail(0)]),
        // Beyond Unicode: keep the escape.
        _ => out.extend(format!("\\U{code:08x}").into_bytes()),
    }
}

/// The value of a decimal, octal or hexadecimal integer token, if it fits in 64 bits.
pub fn integer(text: &[u8]) -> Option<u64> {
    let (digits, radix) = match text {
        [b'0', b'x' | b'X', hex @ ..] => (hex, 16),
        [b'0', octal @ ..] => (octal, 8),
        decimal => (decimal, 10),
    };
    digits.iter().try_fold(0u64, |value, &byte| {
        let digit = char::from(byte).to_digit(radix)?;
        value.checked_mul(u64::from(radix))?.checked_add(u64::from(digit))
    })
}

/// The value of a float token, or of a decimal integer too long for 64 bits.
pub fn float(text: &[u8]) -> Option<f64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}
