//! Streams of JSON values.

use bytes::{Buf, Bytes, BytesMut};

/// Finds the end of each value of a stream before the next arrives. The values are in a list, `[{…}, {…}]`, or
/// follow each other, as lines do. Values are validated by their readers.
#[derive(Debug, Default)]
pub struct Values {
    /// Bytes that belong to no value yet.
    buffer: BytesMut,
    /// How many of its bytes were read.
    seen: usize,
    /// The number of open brackets.
    depth: usize,
    in_text: bool,
    escaped: bool,
    place: Place,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Start,
    List,
    Lines,
    End,
}

impl Values {
    /// Adds bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The number of bytes that belong to no value yet.
    pub fn kept(&self) -> usize {
        self.buffer.len()
    }

    /// The next value; `None` if it is incomplete.
    pub fn next(&mut self) -> Result<Option<Bytes>, &'static str> {
        while let Some(&byte) = self.buffer.get(self.seen) {
            if let Some(end) = self.step(byte)? {
                self.seen = 0;
                return Ok(Some(self.buffer.split_to(end).freeze()));
            }
        }
        Ok(None)
    }

    /// The last value, if it is a number, whose end only the end of the stream shows.
    pub fn last(&mut self) -> Result<Option<Bytes>, &'static str> {
        if self.depth > 0 || self.in_text || self.place == Place::List {
            return Err("unexpected end of the JSON");
        }
        let rest = self.buffer.split().freeze();
        Ok((!rest.is_empty()).then_some(rest))
    }

    /// Reads one byte, and returns the end of a value that ends with it.
    fn step(&mut self, byte: u8) -> Result<Option<usize>, &'static str> {
        self.seen += 1;
        if self.in_text {
            self.in_text = self.escaped || byte != b'"';
            self.escaped = !self.escaped && byte == b'\\';
            return Ok(self.end_if(!self.in_text));
        }
        let blank = byte.is_ascii_whitespace();
        if self.depth == 0 && (blank || self.place == Place::List && matches!(byte, b',' | b']')) {
            if self.seen > 1 {
                // A number or a keyword ends where the next byte does not belong to it.
                self.seen -= 1;
                return Ok(Some(self.seen));
            }
            if byte == b']' {
                self.place = Place::End;
            }
            self.skip();
            return Ok(None);
        }
        match self.place {
            Place::Start if byte == b'[' => {
                self.place = Place::List;
                self.skip();
                return Ok(None);
            }
            Place::Start => self.place = Place::Lines,
            Place::End => return Err("unexpected data after the list"),
            Place::List | Place::Lines => {}
        }
        match byte {
            b'"' => self.in_text = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.checked_sub(1).ok_or("unmatched closing bracket")?;
                return Ok(self.end_if(true));
            }
            _ => {}
        }
        Ok(None)
    }

    fn end_if(&self, ended: bool) -> Option<usize> {
        (ended && self.depth == 0).then_some(self.seen)
    }

    fn skip(&mut self) {
        self.buffer.advance(self.seen);
        self.seen = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of a text that arrives in pieces of this size.
    fn read(text: &str, size: usize) -> Result<Vec<String>, &'static str> {
        let mut values = Values::default();
        let mut found = Vec::new();
        for piece in text.as_bytes().chunks(size) {
            values.push(piece);
            while let Some(value) = values.next()? {
                found.push(value);
            }
        }
        found.extend(values.last()?);
        Ok(found.iter().map(|value| String::from_utf8_lossy(value).into_owned()).collect())
    }

    #[test]
    fn values_end_where_json_says() {
        for size in [1, 2, 3, 100] {
            let list = r#" [ {"a": "]}\"\\"}, [1,[2]] ,"x, y", 12,true ] "#;
            let values = [r#"{"a": "]}\"\\"}"#, "[1,[2]]", r#""x, y""#, "12", "true"];
            assert_eq!(read(list, size).as_deref(), Ok(&values.map(String::from)[..]));
            let lines = "{\"a\":1}\n{}\r\n\n{} 7";
            let values = ["{\"a\":1}", "{}", "{}", "7"];
            assert_eq!(read(lines, size).as_deref(), Ok(&values.map(String::from)[..]));
            assert_eq!(read(" [ ] ", size), Ok(Vec::new()));
            assert_eq!(read("", size), Ok(Vec::new()));
        }
    }

    #[test]
    fn invalid_streams_are_refused() {
        for text in ["[{}", "{\"a", "[{}] {}", "}", "[1", "[{},"] {
            assert!(read(text, 2).is_err(), "{text}");
        }
    }
}
