//! The source info of a file in a descriptor set. Kept as bytes, because it is often only copied, and indexed at the
//! first lookup.

use std::ops::{Deref, Range};
use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::text::LineColumn;
use crate::wire::{Reader, Wire, WireError};

/// A `SourceCodeInfo` in encoded form.
#[derive(Debug, Default)]
pub struct SourceInfo {
    bytes: Vec<u8>,
    index: OnceLock<Index>,
}

/// A `SourceCodeInfo.Location`.
#[derive(Clone, Debug)]
pub struct Location {
    path: Range<usize>,
    /// Start and end.
    pub lines: Range<LineColumn>,
    leading: Option<Range<usize>>,
}

/// The encoded form.
impl Deref for SourceInfo {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

/// The locations, sorted by path.
#[derive(Debug, Default)]
struct Index {
    /// The paths of all locations, one after the other.
    paths: Vec<i32>,
    locations: Vec<Location>,
}

impl SourceInfo {
    /// Wraps encoded source info.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, index: OnceLock::new() }
    }

    /// The location of a descriptor path.
    pub fn find(&self, path: &[i32]) -> Option<&Location> {
        let location = self.first_from(path)?;
        (self.path(location) == path).then_some(location)
    }

    /// All locations of a path, in the order of the descriptor set.
    pub fn find_all(&self, path: &[i32]) -> impl Iterator<Item = &Location> {
        let locations = self.index().locations[self.position_of(path)..].iter();
        locations.take_while(move |location| self.path(location) == path)
    }

    /// The first location whose path starts with `path`.
    pub fn find_inside(&self, path: &[i32]) -> Option<&Location> {
        self.first_from(path).filter(|location| self.path(location).starts_with(path))
    }

    /// All locations with their paths, sorted by path.
    pub fn locations(&self) -> impl Iterator<Item = (&[i32], &Location)> {
        self.index().locations.iter().map(|location| (self.path(location), location))
    }

    /// The leading comment of a location.
    pub fn leading_comment(&self, location: &Location) -> Option<&[u8]> {
        location.leading.clone().map(|range| &self.bytes[range])
    }

    /// Appends the encoded form to `out`, without the locations at or below `paths`.
    pub fn without(&self, paths: &[Vec<i32>], out: &mut Vec<u8>) {
        let dropped: FxHashSet<&[i32]> = paths.iter().map(Vec::as_slice).collect();
        let longest = paths.iter().map(Vec::len).max().unwrap_or(0);
        let mut reader = Reader::new(&self.bytes);
        let mut path = Vec::new();
        loop {
            let start = reader.pos();
            let Some(Ok(record)) = reader.next() else { return };
            path.clear();
            if let (1, Wire::Bytes(location)) = (record.number, record.value) {
                for part in location.map_while(Result::ok).filter(|part| part.number == 1) {
                    if numbers(part.value, &mut path).is_err() {
                        break;
                    }
                }
            }
            if !(0..=longest.min(path.len())).any(|len| dropped.contains(&path[..len])) {
                out.extend_from_slice(&self.bytes[start..reader.pos()]);
            }
        }
    }

    fn path(&self, location: &Location) -> &[i32] {
        &self.index().paths[location.path.clone()]
    }

    fn first_from(&self, path: &[i32]) -> Option<&Location> {
        self.index().locations.get(self.position_of(path))
    }

    /// The position of the first location whose path is not less than `path`.
    fn position_of(&self, path: &[i32]) -> usize {
        self.index().locations.partition_point(|location| self.path(location) < path)
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(&self.bytes))
    }
}

impl Index {
    /// Indexes the locations; skips those that cannot be decoded.
    fn new(bytes: &[u8]) -> Self {
        let mut index = Self::default();
        for record in Reader::new(bytes).map_while(Result::ok) {
            if let (1, Wire::Bytes(location)) = (record.number, record.value) {
                let start = index.paths.len();
                match index.location(location) {
                    Ok(Some(location)) => index.locations.push(location),
                    Ok(None) | Err(_) => index.paths.truncate(start),
                }
            }
        }
        let paths = &index.paths;
        // The sort is stable: locations with the same path keep their order.
        index.locations.sort_by(|a, b| paths[a.path.clone()].cmp(&paths[b.path.clone()]));
        index
    }

    fn location(&mut self, reader: Reader<'_>) -> Result<Option<Location>, WireError> {
        let start = self.paths.len();
        let mut span = Vec::with_capacity(4);
        let mut leading = None;
        for record in reader {
            let record = record?;
            match (record.number, record.value) {
                (1, value) => numbers(value, &mut self.paths)?,
                (2, value) => numbers(value, &mut span)?,
                (3, Wire::Bytes(text)) => leading = Some(text.pos()..text.pos() + text.bytes().len()),
                _ => {}
            }
        }
        let position = |line: i32, column: i32| LineColumn { line: line as u32, column: column as u32 };
        let lines = match span[..] {
            [line, start, end] => position(line, start)..position(line, end),
            [first, start, last, end] => position(first, start)..position(last, end),
            _ => return Ok(None),
        };
        let sound = lines.start <= lines.end && span.iter().all(|&number| number >= 0);
        Ok(sound.then_some(Location { path: start..self.paths.len(), lines, leading }))
    }
}

/// Appends the numbers of a repeated field, packed or not.
pub fn numbers(value: Wire<'_>, out: &mut Vec<i32>) -> Result<(), WireError> {
    match value {
        Wire::Varint(number) => out.push(number as i32),
        Wire::Bytes(mut packed) => {
            while !packed.is_empty() {
                out.push(packed.varint()? as i32);
            }
        }
        _ => {}
    }
    Ok(())
}
