//! Names of servers that are lists of addresses.
//!
//! gRPC's C core, and so Python's grpcio, sends all addresses of a target such as `ipv4:10.0.0.1:50051,10.0.0.2:50051`
//! as the name of the server, `:authority`. That is no name, and h2 refuses the call before anything else sees it. Here
//! the list becomes a name of the same length while it is read, so that the tables of both sides for headers agree.

/// How the C core starts the name of the server: the length of the header's name, and that name, as plain text.
const AUTHORITY: &[u8] = b"\x0a:authority";

/// The bytes before each frame of HTTP/2: its length, its type, and more.
const HEAD: usize = 9;

/// The kind of a frame with headers.
const HEADERS: u8 = 1;

/// The frames of a client's connection.
#[derive(Default)]
pub struct Frames {
    head: [u8; HEAD],
    /// How much of the head has arrived.
    head_length: usize,
    /// How much of the frame after its head is missing.
    left: usize,
    place: Place,
    /// Whether the name has been a list.
    has_list: bool,
}

/// Where in a frame with headers the next byte is.
#[derive(Clone, Copy)]
enum Place {
    /// After so many bytes of [`AUTHORITY`].
    Header(usize),
    /// In the length of the name, after its first byte; with what it is so far, and the place of the next bits.
    Length(usize, u32),
    /// In the name: how much is left, and whether there was a comma.
    Name(usize, bool),
}

impl Default for Place {
    fn default() -> Self {
        Self::Header(0)
    }
}

impl Frames {
    /// Takes the next bytes, and changes names that are lists. Returns whether the connection is to be watched further:
    /// a client sends the name with its first call.
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
            // The highest bit is set where the name is compressed, and all others where it is longer.
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
