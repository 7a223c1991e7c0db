//! An index of number ranges that can overlap.

/// An index of half-open ranges.
pub(super) struct RangeIndex {
    /// Sorted by start, each with the largest end so far and the range it belongs to.
    sorted: Vec<Entry>,
}

struct Entry {
    start: i64,
    end: i64,
    id: u32,
    reach: i64,
    holder: u32,
}

impl RangeIndex {
    /// Indexes `ranges`, identified by position; skips empty ones.
    pub fn new(ranges: impl Iterator<Item = (i64, i64)>) -> Self {
        let entry = |((start, end), id)| Entry { start, end, id, reach: end, holder: id };
        let mut sorted: Vec<Entry> =
            ranges.zip(0..).map(entry).filter(|entry| entry.start < entry.end).collect();
        sorted.sort_by_key(|entry| entry.start);
        for index in 1..sorted.len() {
            let Entry { reach, holder, .. } = sorted[index - 1];
            if reach >= sorted[index].reach {
                sorted[index].reach = reach;
                sorted[index].holder = holder;
            }
        }
        Self { sorted }
    }

    /// Whether there are no ranges.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// A range that overlaps `start..end`.
    pub fn overlapping(&self, start: i64, end: i64) -> Option<u32> {
        let before = self.sorted.partition_point(|entry| entry.start < end);
        let last = &self.sorted[before.checked_sub(1)?];
        (last.reach > start).then_some(last.holder)
    }

    /// A range that contains `number`.
    pub fn containing(&self, number: i32) -> Option<u32> {
        self.overlapping(i64::from(number), i64::from(number) + 1)
    }

    /// Pairs of overlapping ranges, in declaration order. Each range except the first of a cluster occurs once.
    pub fn overlaps(&self) -> impl Iterator<Item = (u32, u32)> {
        self.sorted.windows(2).filter(|pair| pair[1].start < pair[0].reach).map(|pair| {
            let (one, other) = (pair[0].holder, pair[1].id);
            (one.min(other), one.max(other))
        })
    }

    /// The ranges, sorted by start.
    pub fn iter(&self) -> impl Iterator<Item = (i64, i64)> {
        self.sorted.iter().map(|entry| (entry.start, entry.end))
    }
}

#[cfg(test)]
mod tests {
    use super::RangeIndex;

    #[test]
    fn a_long_range_is_found_after_short_ones() {
        let cover = RangeIndex::new([(10, 100), (20, 21), (30, 31), (5, 5)].into_iter());
        assert_eq!(cover.containing(50), Some(0));
        assert_eq!(cover.containing(100), None);
        assert_eq!(cover.containing(5), None);
        assert_eq!(cover.overlapping(0, 11), Some(0));
        assert_eq!(cover.overlaps().collect::<Vec<_>>(), [(0, 1), (0, 2)]);
    }
}
