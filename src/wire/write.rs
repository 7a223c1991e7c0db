//! Writes the protobuf wire format: appends fields to a buffer and nested messages in place.

/// Wire types, the low bits of a tag.
const VARINT: u32 = 0;
const FIXED64: u32 = 1;
const LEN: u32 = 2;
const START_GROUP: u32 = 3;
const END_GROUP: u32 = 4;
const FIXED32: u32 = 5;

/// The longest varint, in bytes.
pub const MAX_VARINT: usize = 10;

/// Appends fields to a buffer.
pub struct Writer<'b> {
    /// The buffer.
    pub out: &'b mut Vec<u8>,
}

/// An open nested message: the position of its length.
#[derive(Clone, Copy)]
#[must_use = "a nested message has no length until it is closed"]
pub struct Open(usize);

impl Writer<'_> {
    /// Starts a nested message, or packed values.
    pub fn open(&mut self, number: i32) -> Open {
        self.tag(number, LEN);
        self.out.push(0);
        Open(self.out.len())
    }

    /// Ends a nested message. One byte was reserved for its length; long messages are moved to make room.
    pub fn close(&mut self, open: Open) {
        let Open(start) = open;
        let len = self.out.len() - start;
        if let Ok(short @ 0..0x80) = u8::try_from(len) {
            self.out[start - 1] = short;
            return;
        }
        let mut buffer = [0; MAX_VARINT];
        let prefix = varint(len as u64, &mut buffer);
        self.out.resize(start + len + prefix.len() - 1, 0);
        self.out.copy_within(start..start + len, start + prefix.len() - 1);
        self.out[start - 1..start - 1 + prefix.len()].copy_from_slice(prefix);
    }

    /// A string, bytes or a message that is encoded already.
    pub fn bytes(&mut self, number: i32, bytes: &[u8]) {
        self.tag(number, LEN);
        self.varint(bytes.len() as u64);
        self.out.extend_from_slice(bytes);
    }

    /// An `int32` or an enum: negative numbers take ten bytes.
    pub fn int32(&mut self, number: i32, value: i32) {
        self.tag(number, VARINT);
        self.varint(i64::from(value) as u64);
    }

    /// A bool.
    pub fn bool(&mut self, number: i32, value: bool) {
        self.int32(number, i32::from(value));
    }

    /// The tag of a varint field.
    pub fn varint_tag(&mut self, number: i32) {
        self.tag(number, VARINT);
    }

    /// The tag of a four-byte field.
    pub fn fixed32_tag(&mut self, number: i32) {
        self.tag(number, FIXED32);
    }

    /// The tag of an eight-byte field.
    pub fn fixed64_tag(&mut self, number: i32) {
        self.tag(number, FIXED64);
    }

    /// Starts a group.
    pub fn open_group(&mut self, number: i32) {
        self.tag(number, START_GROUP);
    }

    /// Ends a group.
    pub fn close_group(&mut self, number: i32) {
        self.tag(number, END_GROUP);
    }

    /// A varint without tag.
    pub fn varint(&mut self, value: u64) {
        if value < 0x80 {
            return self.out.push(value as u8);
        }
        let mut buffer = [0; MAX_VARINT];
        let bytes = varint(value, &mut buffer);
        self.out.extend_from_slice(bytes);
    }

    fn tag(&mut self, number: i32, wire: u32) {
        self.varint(u64::from((number as u32) << 3 | wire));
    }
}

/// The bytes of a varint, in `buffer`.
pub fn varint(mut value: u64, buffer: &mut [u8; MAX_VARINT]) -> &[u8] {
    let mut len = 0;
    while value >= 0x80 {
        buffer[len] = value as u8 | 0x80;
        value >>= 7;
        len += 1;
    }
    buffer[len] = value as u8;
    &buffer[..=len]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_lengths_take_as_many_bytes_as_they_need() {
        for len in [0, 1, 127, 128, 16_383, 16_384, 3_000_000] {
            let mut nested = Vec::new();
            let mut writer = Writer { out: &mut nested };
            let outer = writer.open(4);
            let inner = writer.open(1);
            writer.out.resize(writer.out.len() + len, 7);
            writer.close(inner);
            writer.close(outer);

            let mut inner = Vec::new();
            Writer { out: &mut inner }.bytes(1, &vec![7; len]);
            let mut expected = Vec::new();
            Writer { out: &mut expected }.bytes(4, &inner);
            assert_eq!(nested, expected, "{len} bytes");
        }
    }
}
