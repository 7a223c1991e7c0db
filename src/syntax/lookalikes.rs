//! Characters that look like ASCII ones, or like nothing: word processors, chats and web pages leave them in text.

/// What a character outside ASCII was probably meant to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meant {
    /// A quote of a string.
    Quote(u8),
    /// Another symbol.
    Symbol(u8),
    /// A space; the name of the character.
    Space(&'static str),
    /// Nothing: the character is invisible; its name.
    Nothing(&'static str),
}

/// What a character outside ASCII was probably meant to be.
pub fn meant(character: char) -> Option<Meant> {
    use Meant::{Nothing, Quote, Space, Symbol};
    Some(match character {
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '＂' => Quote(b'"'),
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' | '＇' => Quote(b'\''),
        '；' | '\u{37E}' => Symbol(b';'),
        '，' | '、' => Symbol(b','),
        '＝' => Symbol(b'='),
        '：' => Symbol(b':'),
        '．' => Symbol(b'.'),
        '（' => Symbol(b'('),
        '）' => Symbol(b')'),
        '｛' => Symbol(b'{'),
        '｝' => Symbol(b'}'),
        '［' => Symbol(b'['),
        '］' => Symbol(b']'),
        '＜' => Symbol(b'<'),
        '＞' => Symbol(b'>'),
        '‐' | '‑' | '‒' | '–' | '—' | '−' | '－' => Symbol(b'-'),
        '\u{85}' => Space("NEXT LINE"),
        '\u{A0}' => Space("NO-BREAK SPACE"),
        '\u{2002}' => Space("EN SPACE"),
        '\u{2003}' => Space("EM SPACE"),
        '\u{2007}' => Space("FIGURE SPACE"),
        '\u{2009}' => Space("THIN SPACE"),
        '\u{200A}' => Space("HAIR SPACE"),
        '\u{2028}' => Space("LINE SEPARATOR"),
        '\u{2029}' => Space("PARAGRAPH SEPARATOR"),
        '\u{202F}' => Space("NARROW NO-BREAK SPACE"),
        '\u{3000}' => Space("IDEOGRAPHIC SPACE"),
        '\u{AD}' => Nothing("SOFT HYPHEN"),
        '\u{200B}' => Nothing("ZERO WIDTH SPACE"),
        '\u{200C}' => Nothing("ZERO WIDTH NON-JOINER"),
        '\u{200D}' => Nothing("ZERO WIDTH JOINER"),
        '\u{200E}' => Nothing("LEFT-TO-RIGHT MARK"),
        '\u{200F}' => Nothing("RIGHT-TO-LEFT MARK"),
        '\u{202A}' => Nothing("LEFT-TO-RIGHT EMBEDDING"),
        '\u{202B}' => Nothing("RIGHT-TO-LEFT EMBEDDING"),
        '\u{202C}' => Nothing("POP DIRECTIONAL FORMATTING"),
        '\u{202D}' => Nothing("LEFT-TO-RIGHT OVERRIDE"),
        '\u{202E}' => Nothing("RIGHT-TO-LEFT OVERRIDE"),
        '\u{2060}' => Nothing("WORD JOINER"),
        '\u{FEFF}' => Nothing("BYTE ORDER MARK"),
        _ => return None,
    })
}
