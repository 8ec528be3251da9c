//! Sorting more than memory holds: sorted runs in a temporary file, merged when they are read.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// A record of fixed size that can be written and read back.
pub(super) trait Record: Ord + Copy {
    /// Bytes of one.
    const SIZE: usize;
    /// Appends it.
    fn write(&self, out: &mut Vec<u8>);
    /// Reads it back from `SIZE` bytes.
    fn read(bytes: &[u8]) -> Self;
}

/// Bytes that all runs together may hold in memory while they are merged.
const MERGE_MEMORY: usize = 16 << 20;

/// Takes records in any order. Memory is bounded by its capacity; the rest goes to a temporary file that nobody else sees and
/// that is gone with it.
pub(super) struct Sorter<R> {
    pending: Vec<R>,
    capacity: usize,
    file: Option<File>,
    /// First byte and number of records of each run in the file.
    runs: Vec<(u64, u64)>,
    written: u64,
    bytes: Vec<u8>,
}

impl<R: Record> Sorter<R> {
    /// One that holds at most this many records in memory.
    pub fn new(capacity: usize) -> Self {
        Self { pending: Vec::new(), capacity, file: None, runs: Vec::new(), written: 0, bytes: Vec::new() }
    }

    /// Takes a record.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn push(&mut self, record: R) -> io::Result<()> {
        if self.pending.len() == self.capacity {
            self.spill()?;
        }
        if self.pending.capacity() == 0 {
            self.pending.reserve_exact(self.capacity.min(4096));
        }
        self.pending.push(record);
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        self.pending.sort_unstable();
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        self.runs.push((self.written, self.pending.len() as u64));
        for part in self.pending.chunks(8192) {
            self.bytes.clear();
            part.iter().for_each(|record| record.write(&mut self.bytes));
            file.write_all(&self.bytes)?;
            self.written += self.bytes.len() as u64;
        }
        self.pending.clear();
        Ok(())
    }
}

/// Reads the records of several sorters in one order.
pub(super) struct Merge<R> {
    runs: Vec<Run<R>>,
    heads: BinaryHeap<Reverse<(R, usize)>>,
}

/// One sorted run: of a file, or what was still in memory.
struct Run<R> {
    file: Option<(File, u64)>,
    left: u64,
    ahead: std::vec::IntoIter<R>,
    block: usize,
}

impl<R: Record> Merge<R> {
    /// All that the sorters took.
    ///
    /// # Errors
    /// When a temporary file cannot be read.
    pub fn of(sorters: Vec<Sorter<R>>) -> io::Result<Self> {
        let count: usize = sorters.iter().map(|sorter| sorter.runs.len()).sum();
        let block = (MERGE_MEMORY / count.max(1) / R::SIZE).clamp(32, 8192);
        let mut runs = Vec::with_capacity(count + sorters.len());
        for mut sorter in sorters {
            sorter.pending.sort_unstable();
            let rest = std::mem::take(&mut sorter.pending).into_iter();
            if let Some(file) = &sorter.file {
                for (start, left) in &sorter.runs {
                    let file = Some((file.try_clone()?, *start));
                    runs.push(Run { file, left: *left, ahead: Vec::new().into_iter(), block });
                }
            }
            runs.push(Run { file: None, left: 0, ahead: rest, block });
        }
        let mut merge = Self { runs, heads: BinaryHeap::new() };
        for index in 0..merge.runs.len() {
            merge.advance(index)?;
        }
        Ok(merge)
    }

    fn advance(&mut self, index: usize) -> io::Result<()> {
        if let Some(record) = self.runs[index].next()? {
            self.heads.push(Reverse((record, index)));
        }
        Ok(())
    }

    /// The next record.
    ///
    /// # Errors
    /// When a temporary file cannot be read.
    pub fn next(&mut self) -> io::Result<Option<R>> {
        let Some(mut head) = self.heads.peek_mut() else { return Ok(None) };
        let Reverse((record, index)) = *head;
        match self.runs[index].next()? {
            Some(next) => *head = Reverse((next, index)),
            None => drop(std::collections::binary_heap::PeekMut::pop(head)),
        }
        Ok(Some(record))
    }
}

impl<R: Record> Run<R> {
    fn next(&mut self) -> io::Result<Option<R>> {
        if let Some(record) = self.ahead.next() {
            return Ok(Some(record));
        }
        let Some((file, place)) = self.file.as_mut().filter(|_| self.left > 0) else { return Ok(None) };
        let count = self.left.min(self.block as u64);
        let mut bytes = vec![0; usize::try_from(count).unwrap_or(self.block) * R::SIZE];
        // Handles of one file share their place: each block is looked up anew.
        file.seek(SeekFrom::Start(*place))?;
        file.read_exact(&mut bytes)?;
        *place += bytes.len() as u64;
        self.left -= count;
        self.ahead = bytes.chunks_exact(R::SIZE).map(R::read).collect::<Vec<_>>().into_iter();
        Ok(self.ahead.next())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    impl Record for u64 {
        const SIZE: usize = 8;

        fn write(&self, out: &mut Vec<u8>) {
            out.extend(self.to_le_bytes());
        }

        fn read(bytes: &[u8]) -> Self {
            Self::from_le_bytes(bytes.try_into().expect("eight bytes"))
        }
    }

    proptest! {
        #[test]
        fn what_spills_over_comes_back_in_order(parts in proptest::collection::vec(proptest::collection::vec(0_u64..99, 0..300), 1..4), capacity in 1_usize..40) {
            let mut sorters = Vec::new();
            for part in &parts {
                let mut sorter = Sorter::new(capacity);
                for number in part {
                    sorter.push(*number).expect("a temporary file");
                }
                sorters.push(sorter);
            }
            let mut merge = Merge::of(sorters).expect("a temporary file");
            let mut sorted = Vec::new();
            while let Some(number) = merge.next().expect("a temporary file") {
                sorted.push(number);
            }
            let mut expected = parts.concat();
            expected.sort_unstable();
            prop_assert_eq!(sorted, expected);
        }
    }
}
