//! Reads the protobuf wire format record by record, without copying or allocating. Group nesting is limited. Offsets
//! are relative to the whole input, so that errors can name them.

/// The limit on group nesting, which is protoc's limit on message nesting.
const MAX_DEPTH: usize = 100;

/// A sequence of records: the input, or the bytes of a message in it.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    input: &'a [u8],
    pos: usize,
    end: usize,
}

/// A tag and its value.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The field number.
    pub number: u32,
    /// The offset of the tag.
    pub at: usize,
    /// The value.
    pub value: Wire<'a>,
}

/// A value, by wire type.
#[derive(Clone, Copy, Debug)]
pub enum Wire<'a> {
    /// An integer of any kind, a bool or an enum.
    Varint(u64),
    /// Eight bytes.
    Fixed64(u64),
    /// Four bytes.
    Fixed32(u32),
    /// A string, a message or packed numbers.
    Bytes(Reader<'a>),
    /// The inside of a group.
    Group(Reader<'a>),
}

/// What is wrong with an input, and at which offset.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WireError {
    /// The offset in the whole input.
    pub at: usize,
    /// What is wrong, in a few words.
    pub what: &'static str,
}

impl<'a> Reader<'a> {
    /// Reads all of `input`.
    pub fn new(input: &'a [u8]) -> Self {
        Self { input, pos: 0, end: input.len() }
    }

    /// The bytes not read yet.
    pub fn bytes(&self) -> &'a [u8] {
        &self.input[self.pos..self.end]
    }

    /// The offset of the next byte in the whole input.
    pub fn pos(&self) -> usize {
        self.pos
    }

    /// Whether everything is read.
    pub fn is_empty(&self) -> bool {
        self.pos == self.end
    }

    /// Reads a varint.
    pub fn varint(&mut self) -> Result<u64, WireError> {
        // Most tags, lengths and positions are one byte.
        if let Some(&byte) = self.bytes().first()
            && byte < 0x80
        {
            self.pos += 1;
            return Ok(u64::from(byte));
        }
        self.long_varint()
    }

    fn long_varint(&mut self) -> Result<u64, WireError> {
        let mut value = 0;
        // Like protoc, drop bits beyond the 64th, but reject an eleventh byte.
        for (index, &byte) in self.bytes().iter().take(10).enumerate() {
            value |= u64::from(byte & 0x7F) << (7 * index);
            if byte < 0x80 {
                self.pos += index + 1;
                return Ok(value);
            }
        }
        let what = if self.bytes().len() < 10 {
            "the data ends inside a number"
        } else {
            "a number has more than ten bytes"
        };
        Err(self.error(what))
    }

    fn error(&self, what: &'static str) -> WireError {
        WireError { at: self.pos, what }
    }

    /// Reads four bytes of a packed list.
    pub fn fixed32(&mut self) -> Result<u32, WireError> {
        self.fixed().map(u32::from_le_bytes)
    }

    /// Reads eight bytes of a packed list.
    pub fn fixed64(&mut self) -> Result<u64, WireError> {
        self.fixed().map(u64::from_le_bytes)
    }

    fn fixed<const N: usize>(&mut self) -> Result<[u8; N], WireError> {
        let Some(&bytes) = self.bytes().first_chunk() else {
            return Err(self.error("the data ends inside a number"));
        };
        self.pos += N;
        Ok(bytes)
    }

    fn sized(&mut self) -> Result<Self, WireError> {
        let at = self.pos;
        let len = self.varint()?;
        match usize::try_from(len) {
            Ok(len) if len <= self.end - self.pos => {
                let inner = Self { end: self.pos + len, ..*self };
                self.pos += len;
                Ok(inner)
            }
            _ => Err(WireError { at, what: "a length exceeds the enclosing data" }),
        }
    }

    /// Reads a tag: number and wire type.
    fn tag(&mut self) -> Result<(u32, u8), WireError> {
        let at = self.pos;
        let tag = self.varint()?;
        match u32::try_from(tag) {
            Ok(tag) if tag >> 3 > 0 => Ok((tag >> 3, (tag & 7) as u8)),
            _ => Err(WireError { at, what: "a tag has an invalid field number" }),
        }
    }

    /// Reads the value after the tag at offset `at`.
    fn value(&mut self, at: usize, number: u32, wire_type: u8) -> Result<Wire<'a>, WireError> {
        Ok(match wire_type {
            0 => Wire::Varint(self.varint()?),
            1 => Wire::Fixed64(self.fixed64()?),
            2 => Wire::Bytes(self.sized()?),
            3 => Wire::Group(self.group(number)?),
            5 => Wire::Fixed32(self.fixed32()?),
            4 => return Err(WireError { at, what: "a group end has no matching start" }),
            _ => return Err(WireError { at, what: "a tag has an unknown wire type" }),
        })
    }

    /// Reads to the end of the current group.
    fn group(&mut self, number: u32) -> Result<Self, WireError> {
        let start = self.pos;
        let mut open = vec![number];
        loop {
            if self.is_empty() {
                return Err(WireError { at: start, what: "a group does not end" });
            }
            let end = self.pos;
            match self.tag()? {
                (number, 3) if open.len() < MAX_DEPTH => open.push(number),
                (_, 3) => return Err(WireError { at: end, what: "groups are nested too deeply" }),
                (number, 4) if open.last() == Some(&number) => {
                    open.pop();
                    if open.is_empty() {
                        return Ok(Self { pos: start, end, ..*self });
                    }
                }
                (number, wire_type) => {
                    self.value(end, number, wire_type)?;
                }
            }
        }
    }

    fn record(&mut self) -> Result<Record<'a>, WireError> {
        let at = self.pos;
        let (number, wire_type) = self.tag()?;
        Ok(Record { number, at, value: self.value(at, number, wire_type)? })
    }
}

/// The records in order; an error ends the iteration.
#[expect(clippy::copy_iterator, reason = "a reader is a cheap position, and copies are used to read ahead")]
impl<'a> Iterator for Reader<'a> {
    type Item = Result<Record<'a>, WireError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_empty() {
            return None;
        }
        let record = self.record();
        if record.is_err() {
            self.pos = self.end;
        }
        Some(record)
    }
}

impl Wire<'_> {
    /// An integer, a bool or an enum.
    pub fn varint(self) -> Option<u64> {
        match self {
            Self::Varint(value) => Some(value),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_error(bytes: &[u8]) -> WireError {
        Reader::new(bytes).find_map(Result::err).expect("the input is faulty")
    }

    #[test]
    fn faults_are_found_where_they_are() {
        assert_eq!(first_error(b"\x08\x01\x80").at, 2);
        assert_eq!(first_error(b"\x08\x01\x12\x05ab").at, 3);
        assert_eq!(first_error(b"\x00").at, 0);
        assert_eq!(first_error(b"\x0c").what, "a group end has no matching start");
        assert_eq!(first_error(b"\x0b\x08\x01").what, "a group does not end");
        assert_eq!(first_error(&[0xFF; 11]).what, "a number has more than ten bytes");
        assert_eq!(first_error(&[0x0B; 200]).what, "groups are nested too deeply");
    }

    #[test]
    fn groups_hold_what_is_between_their_tags() {
        let bytes = b"\x0b\x13\x14\x08\x07\x0c\x10\x01";
        let records: Vec<_> = Reader::new(bytes).collect::<Result<_, _>>().expect("the input is sound");
        let Wire::Group(inner) = records[0].value else { panic!("a group comes first") };
        assert_eq!(inner.bytes(), b"\x13\x14\x08\x07");
        assert_eq!(records[1].number, 2);
    }
}
