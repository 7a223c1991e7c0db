//! Changes inputs so that most of them still mean something: words, statements and blocks are replaced, repeated, moved
//! and taken from other inputs; a few changes are about bytes.

use crate::random::Random;

/// Pieces that change what a schema means.
const PIECES: &[&str] = &[
    "message M { ",
    "}",
    "enum E { A = 0; }",
    "oneof o { ",
    "map<string, int32> m = 7;",
    "optional ",
    "repeated ",
    "required ",
    "group G = 9 { ",
    "extend google.protobuf.FieldOptions { ",
    "extensions 100 to max;",
    "reserved 2, 4 to 9, 100 to max;",
    "reserved \"a\", \"b\";",
    "reserved a;",
    "option deprecated = true;",
    "option allow_alias = true;",
    "option features.field_presence = IMPLICIT;",
    "[deprecated = true]",
    "[json_name = \"a\"]",
    "[default = 1]",
    "[packed = true]",
    "[features.message_encoding = DELIMITED]",
    "import \"google/protobuf/descriptor.proto\";\n",
    "import public \"a.proto\";\n",
    "import \"google/protobuf/timestamp.proto\";\n",
    "google.protobuf.Timestamp",
    "google.protobuf.Any",
    "syntax = \"proto2\";\n",
    "syntax = \"proto3\";\n",
    "edition = \"2023\";\n",
    "edition = \"2024\";\n",
    "package a.v1;\n",
    "export ",
    "local ",
    "service S { rpc Get(M) returns (M); }\n",
    "rpc List(stream M) returns (stream M) { option idempotency_level = IDEMPOTENT; }",
    "// protolint:ignore FIELD_NAMES_LOWER_SNAKE_CASE why\n",
    "// buf:lint:ignore PACKAGE_DEFINED\n",
    "// protolint:disable ENUM_VALUE_PREFIX\n",
    "// protolint:enable\n",
    "// (-- api-linter: core::0140=disabled --)\n",
    "/* a\n * b */",
    "// \u{202E}x\u{2066}\n",
    "// \u{1B}[31mred\u{1B}[0m\n",
    "\"\\n::error::x\"",
    "\"\\x1b[2J\"",
    "\"]]>\"",
    "\"<b>`|\"",
    "é",
    "世界",
    "\u{200D}",
    "\t",
    "\r\n",
    "\0",
    "option (o).a.b = { c: 1 d: [1, 2] };",
    "option (google.api.http) = { get: \"/v1/{name=users/*}\" body: \"*\" };",
    "[(o) = { a: 1 }]",
    "{ a: inf b: -nan }",
    "to max",
    "-",
    ".",
    "= 0",
    "= -1",
    "18999",
    "19000",
    "536870911",
    "2147483647",
    "2147483648",
    "-2147483648",
    "18446744073709551616",
    "0x7fffffff",
    "017",
    "1e400",
    "inf",
    "nan",
    "true",
];

/// Pieces that change what a configuration means.
const SETTINGS: &[&str] = &[
    "version: v1\n",
    "version: v2\n",
    "version: v1beta1\n",
    "lint:\n  use:\n    - STANDARD\n",
    "breaking:\n  use: [FILE]\n",
    "ignore:\n  - a\n",
    "ignore_only: {FILE_LOWER_SNAKE_CASE: [a.proto]}\n",
    "modules:\n  - path: .\n",
    "excludes: [a]\n",
    "except: [STANDARD]\n",
    "build: {roots: [.]}\n",
    "directories: [a, b]\n",
    "&a",
    "*a",
    "<<: *a",
    "|\n",
    ">-\n",
    "? ",
    "- ",
    ": ",
    "[",
    "]",
    "{",
    "}",
    "'",
    "\"",
    "#",
    "!!binary ",
    "\"\\u0000\"",
    "..",
    "../x",
    "/",
    "**/*.proto",
    "[a-",
    "{a,b}",
    "[rules]\n",
    "[lint]\n",
    "[[overrides]]\n",
    "STANDARD = \"error\"\n",
    "COMMENTS = \"off\"\n",
    "paths = [\"**\"]\n",
    "modules = []\n",
    "true",
    "false",
    "0",
    "-1",
    "1e999",
    "null",
    "~",
    "2026-01-01",
    "\"\"\"",
    "'''",
    "\u{FEFF}",
    "\r\n",
];

/// Changes an input in one to seven ways. `other` is one from which parts may be taken.
pub fn mutate(bytes: &mut Vec<u8>, other: &[u8], is_proto: bool, random: &mut Random) {
    let pieces = if is_proto { PIECES } else { SETTINGS };
    for _ in 0..=random.below(3) * random.below(4) {
        if random.chance(40) {
            change_bytes(bytes, random);
        } else {
            change_words(bytes, other, pieces, random);
        }
    }
    bytes.truncate(200_000);
}

/// Changes bytes of any format.
pub fn change_bytes(bytes: &mut Vec<u8>, random: &mut Random) {
    if bytes.is_empty() {
        return bytes.push(random.next() as u8);
    }
    let start = random.below(bytes.len());
    let end = (start + random.between(1, 16)).min(bytes.len());
    match random.below(8) {
        0 => bytes[start] = random.next() as u8,
        1 => bytes[start] ^= 1 << random.below(8),
        2 => drop(bytes.drain(start..end)),
        3 => bytes.extend_from_within(start..end),
        4 => bytes.truncate(start),
        5 => bytes[start] = *random.one(&[0, 1, 0x7F, 0x80, 0xFF, b'\n', b'"', b'{']),
        6 => {
            let piece = bytes[start..end].to_vec();
            let at = random.below(bytes.len() + 1);
            bytes.splice(at..at, piece);
        }
        _ => {
            let with = random.below(bytes.len());
            bytes.swap(start, with);
        }
    }
}

fn change_words(bytes: &mut Vec<u8>, other: &[u8], pieces: &[&str], random: &mut Random) {
    let words = words(bytes);
    if words.is_empty() {
        return bytes.extend(random.one(pieces).as_bytes());
    }
    let at = random.below(words.len());
    let word = words[at].clone();
    match random.below(12) {
        // Another word of the same input, or of another one.
        0 | 1 => {
            let with = words[random.below(words.len())].clone();
            let with = bytes[with].to_vec();
            bytes.splice(word, with);
        }
        2 => {
            let with = self::words(other);
            if !with.is_empty() {
                bytes.splice(word, other[with[random.below(with.len())].clone()].iter().copied());
            }
        }
        3 => drop(bytes.splice(word, random.one(pieces).bytes())),
        4 | 5 => drop(bytes.splice(word.start..word.start, random.one(pieces).bytes())),
        6 => drop(bytes.drain(word)),
        7 => {
            let end = (at + random.between(1, 12)).min(words.len());
            bytes.drain(word.start..words[end - 1].end);
        }
        // A block or a statement, again, elsewhere, or from another input.
        8 => {
            let block = block(bytes, word.start);
            let with = words[random.below(words.len())].start;
            let text = bytes[block].to_vec();
            bytes.splice(with..with, text);
        }
        9 => {
            let block = block(bytes, word.start);
            bytes.drain(block);
        }
        10 if !other.is_empty() => {
            let start = random.below(other.len());
            let text = other[block(other, start)].to_vec();
            bytes.splice(word.start..word.start, text);
        }
        // Many times the same.
        _ => {
            let block = block(bytes, word.start);
            let text = bytes[block.clone()].to_vec();
            let times = if random.chance(20) { 3000 } else { random.between(1, 6) };
            if text.len() * times < 100_000 {
                bytes.splice(block.start..block.start, text.repeat(times));
            }
        }
    }
}

/// Names, numbers, strings and single marks.
fn words(bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let first = bytes[at];
        at += 1;
        if is_word(first) {
            while at < bytes.len() && is_word(bytes[at]) {
                at += 1;
            }
        } else if first == b'"' || first == b'\'' {
            while at < bytes.len() && bytes[at] != first && bytes[at] != b'\n' {
                at += 1 + usize::from(bytes[at] == b'\\');
            }
            at = (at + 1).min(bytes.len());
        }
        if !first.is_ascii_whitespace() {
            found.push(start..at);
        }
    }
    found
}

/// The statement around a place: from behind the last end to the next one, with all that is in its braces.
fn block(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let is_end = |byte: &u8| matches!(byte, b';' | b'{' | b'}' | b'\n');
    let start = bytes[..at].iter().rposition(is_end).map_or(0, |end| end + 1);
    let mut depth = 0;
    for (index, byte) in bytes.iter().enumerate().skip(at) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth > 1 => depth -= 1,
            b'}' if depth == 1 => return start..index + 1,
            b';' | b'\n' if depth == 0 => return start..index + 1,
            _ => {}
        }
    }
    start..bytes.len()
}
