//! Turns lists of addresses in `:authority` into valid names.
//!
//! gRPC's C core, and so Python's grpcio, sends all addresses of a target such as `ipv4:10.0.0.1:50051,10.0.0.2:50051`
//! as the name of the server. A list is not a valid name, and h2 refuses the call before any other code sees it. So the
//! bytes of the list are replaced as they are read. The length stays the same, so that the header tables of both sides
//! still match.

/// How the C core starts the header: the length of its name, and the name, not compressed. The value follows.
const AUTHORITY: &[u8] = b"\x0a:authority";

/// The size of the head of an HTTP/2 frame, which starts with the length and the type.
const HEAD: usize = 9;

/// The type of a frame with headers.
const HEADERS: u8 = 1;

/// The position in the frames that a client sends.
#[derive(Default)]
pub struct Frames {
    head: [u8; HEAD],
    /// The bytes received of the head.
    head_length: usize,
    /// The bytes of the frame that are still missing after the head.
    left: usize,
    place: Place,
    /// Whether a name was a list.
    has_list: bool,
}

/// The place of the next byte in a frame with headers.
#[derive(Clone, Copy)]
enum Place {
    /// After this many bytes of [`AUTHORITY`].
    Header(usize),
    /// In the length of the name: the length so far, and the shift of the next bits.
    Length(usize, u32),
    /// In the name: the bytes that are left, and whether it is a list.
    Name(usize, bool),
}

impl Default for Place {
    fn default() -> Self {
        Self::Header(0)
    }
}

impl Frames {
    /// Reads the next bytes, and replaces lists in them. Returns `false` after the first call if it has no list: the
    /// client sends none, and need not be watched.
    pub fn read(&mut self, mut bytes: &mut [u8]) -> bool {
        while !bytes.is_empty() {
            if self.left == 0 {
                let (head, rest) = bytes.split_at_mut(bytes.len().min(HEAD - self.head_length));
                self.head[self.head_length..][..head.len()].copy_from_slice(head);
                self.head_length += head.len();
                if self.head_length == HEAD {
                    let [a, b, c, ..] = self.head.map(usize::from);
                    self.left = a << 16 | b << 8 | c;
                    self.head_length = 0;
                    self.place = Place::default();
                }
                bytes = rest;
                continue;
            }
            let (part, rest) = bytes.split_at_mut(bytes.len().min(self.left));
            self.left -= part.len();
            bytes = rest;
            if self.head[3] == HEADERS {
                part.iter_mut().for_each(|byte| self.step(byte));
                if self.left == 0 && !self.has_list {
                    return false;
                }
            }
        }
        true
    }

    fn step(&mut self, byte: &mut u8) {
        self.place = match self.place {
            Place::Header(seen) if *byte != AUTHORITY[seen] => {
                Place::Header(usize::from(*byte == AUTHORITY[0]))
            }
            Place::Header(seen) if seen + 1 == AUTHORITY.len() => Place::Length(0, 0),
            Place::Header(seen) => Place::Header(seen + 1),
            // The highest bit means that the name is compressed; the value 127, that more of the length follows.
            Place::Length(0, _) => match *byte {
                0x7f => Place::Length(0x7f, 0),
                length @ 1..0x7f => Place::Name(usize::from(length), false),
                _ => Place::default(),
            },
            Place::Length(length, shift @ ..=21) => {
                let length = length + (usize::from(*byte & 0x7f) << shift);
                if *byte < 0x80 {
                    Place::Name(length, false)
                } else {
                    Place::Length(length, shift + 7)
                }
            }
            Place::Length(..) => Place::default(),
            Place::Name(left, is_list) => {
                let is_list = is_list || matches!(*byte, b',' | b'%');
                self.has_list |= is_list;
                if is_list && !(byte.is_ascii_alphanumeric() || *byte == b'.') {
                    *byte = b'-';
                }
                if left == 1 { Place::default() } else { Place::Name(left - 1, is_list) }
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: u8, payload: &[u8]) -> Vec<u8> {
        let length = u8::try_from(payload.len()).expect("a small frame");
        [&[0, 0, length, kind, 0, 0, 0, 0, 1], payload].concat()
    }

    /// Headers with a name of the server, as the C core sends them.
    fn headers(name: &str) -> Vec<u8> {
        let mut length = vec![u8::try_from(name.len()).expect("a short name")];
        if name.len() >= 0x7f {
            length = vec![0x7f, length[0] - 0x7f];
        }
        frame(
            HEADERS,
            &[b"\x40\x0a:authority", &length[..], name.as_bytes(), b"\x40\x01a\x01,"].concat(),
        )
    }

    #[test]
    fn a_list_becomes_a_name() {
        let long = "10.0.0.1:50051,".repeat(9) + "a";
        for (list, name) in [
            ("127.0.0.1:80,127.0.0.2:81", "127.0.0.1:80-127.0.0.2-81"),
            ("[::1]:80,[::2]:81", "[::1]:80----2--81"),
            ("127.0.0.1:80%2C127.0.0.2:81", "127.0.0.1:80-2C127.0.0.2-81"),
            (&long, &("10.0.0.1:50051".to_owned() + &"-10.0.0.1-50051".repeat(8) + "-a")),
        ] {
            let data = frame(0, b"\x0a:authority\x03a,b");
            let stream =
                |name: &str| [frame(4, b""), headers(name), data.clone(), headers(name)].concat();
            for size in [1, 2, 7, 1000] {
                let (mut bytes, mut frames) = (stream(list), Frames::default());
                assert!(bytes.chunks_mut(size).all(|part| frames.read(part)));
                assert_eq!(bytes, stream(name));
            }
        }
    }

    #[test]
    fn other_clients_are_left_alone() {
        for name in ["localhost:50051", "[::1]:50051", ""] {
            let mut bytes = headers(name);
            assert!(!Frames::default().read(&mut bytes));
            assert_eq!(bytes, headers(name));
        }
    }
}
