//! A file of one table through all rules: one thread reads, the others split and judge.

use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use super::chunks::{Chunk, Chunks};
use super::fault::{AtLine, CsvError, CsvFault};
use super::header::Heading;
use super::record::Records;
use super::text::{Charset, lines};
use crate::id::Aspect;
use crate::subject::data::gather::Gatherer;
use crate::subject::data::groups::Groups;
use crate::subject::data::options::{Draw, Options, Phase, Progress};
use crate::subject::data::rows::{Cell, Place, RowJudge};
use crate::subject::data::rules::TableRules;
use crate::subject::data::tally::{Offender, Tally, Wrong};
use crate::verdict::FindingCode;

/// Threads that judge; more would cost memory and wait for the one that reads.
const MOST_WORKERS: usize = 4;

/// What a file showed.
pub(in crate::subject::data) struct Judged {
    pub tally: Tally,
    pub groups: Vec<Groups>,
    /// Rows in the file that count, drawn for the sample or not.
    pub rows: u64,
}

/// What all threads share.
struct Work<'a> {
    rules: &'a TableRules,
    options: &'a Options,
    heading: Heading,
    charset: Charset,
    draw: Option<Draw>,
    rows: AtomicU64,
    stop: AtomicBool,
    fault: Mutex<Option<AtLine>>,
}

/// Judges a file.
///
/// # Errors
/// [`CsvError`] with the first line at which the file is no table.
pub(in crate::subject::data) fn judge(
    rules: &TableRules,
    path: &Path,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<Judged, CsvError> {
    judged(rules, path, options, progress).map_err(|fault| fault.of(path))
}

fn judged(
    rules: &TableRules,
    path: &Path,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<Judged, AtLine> {
    let unread = |error| AtLine { line: 1, fault: CsvFault::Io(error) };
    let file = File::open(path).map_err(unread)?;
    let size = file.metadata().map_err(unread)?.len().max(1);
    let mut chunks = Chunks::new(file);
    let no_heading = || AtLine { line: 1, fault: CsvFault::NoHeading };
    let mut first = chunks.next()?.ok_or_else(no_heading)?;
    let charset = options.charset.or(chunks.marked).unwrap_or_else(|| Charset::of(&first.bytes));
    let heading = head(rules, charset, &mut first)?;
    // Quoted line feeds make it a guess; a sample need not be exact.
    let per_byte = lines(&first.bytes).max(1) as f64 / first.bytes.len().max(1) as f64;
    let draw = options.sample.map(|wanted| Draw::new(options.seed, wanted, (size as f64 * per_byte) as u64));
    let (rows, stop, fault) = (AtomicU64::new(0), AtomicBool::new(false), Mutex::new(None));
    let work = Work { rules, options, heading, charset, draw, rows, stop, fault };
    let workers = std::thread::available_parallelism().map_or(2, usize::from).clamp(1, MOST_WORKERS);
    let (sender, receiver) = sync_channel::<Chunk>(workers);
    let receiver = Mutex::new(receiver);
    let (tally, groups) = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(|| worker(&work, &receiver))).collect();
        let mut read = first.bytes.len() as u64;
        let mut next = Some(first);
        while let Some(chunk) = next.take().filter(|_| !work.stop.load(Ordering::Relaxed)) {
            if sender.send(chunk).is_err() {
                break;
            }
            match chunks.next() {
                Ok(chunk) => next = chunk,
                Err(fault) => work.found(fault),
            }
            read += next.as_ref().map_or(0, |chunk| chunk.bytes.len() as u64);
            progress(Progress {
                table: rules.name.clone(),
                phase: Phase::Rows,
                rows: work.rows.load(Ordering::Relaxed),
                share: (read as f64 / size as f64).min(1.0),
            });
        }
        drop(sender);
        let mut tally = work.recased();
        let mut groups = Vec::new();
        for (theirs, group) in threads.into_iter().filter_map(|thread| thread.join().ok()) {
            tally.join(theirs);
            groups.push(group);
        }
        (tally, groups)
    });
    match work.fault.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(fault) => Err(fault),
        None => Ok(Judged { tally, groups, rows: work.rows.into_inner() }),
    }
}

/// Reads the heading and takes it from the first block.
fn head(rules: &TableRules, charset: Charset, first: &mut Chunk) -> Result<Heading, AtLine> {
    let (heading, taken) = {
        let text = charset.decode(&first.bytes, first.first_line)?;
        let mut records = Records::new(&text, first.first_line);
        let line = records.advance()?.ok_or(AtLine { line: 1, fault: CsvFault::NoHeading })?;
        let heading = Heading::of(rules, &records, line)?;
        (heading, lines(&text.as_bytes()[..records.end()]))
    };
    // Both encodings have as many line feeds as the text: the heading ends in the file where it ends there.
    let cut = memchr::memchr_iter(b'\n', &first.bytes).nth(usize::try_from(taken.max(1) - 1).unwrap_or(0));
    first.bytes.drain(..cut.map_or(first.bytes.len(), |at| at + 1));
    first.first_line += taken;
    Ok(heading)
}

impl Work<'_> {
    /// Names of columns in another case.
    fn recased(&self) -> Tally {
        let mut tally = Tally::new(self.options.offenders);
        for (index, name) in &self.heading.recased {
            let column = &self.rules.columns[*index];
            let (aspect, code) = (Aspect::Presence, FindingCode::MiscasedKey);
            let wrong = Wrong { local: &column.local, aspect, code, expected: &column.name, variant: Value::Null };
            tally.add(&wrong, || Offender { order: 1, at: "1".to_owned(), actual: Value::from(name.as_str()) });
        }
        tally
    }

    /// Keeps the fault of the lowest line, and lets nothing more be read.
    fn found(&self, fault: AtLine) {
        self.stop.store(true, Ordering::Relaxed);
        let mut known = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
        if known.as_ref().is_none_or(|known| fault.line < known.line) {
            *known = Some(fault);
        }
    }
}

fn worker(work: &Work<'_>, receiver: &Mutex<Receiver<Chunk>>) -> (Tally, Groups) {
    let mut judge = RowJudge::new(work.rules, vec![true; work.rules.columns.len()], work.options.offenders);
    let mut gatherer = Gatherer::new(work.rules);
    loop {
        let chunk = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(chunk) = chunk else { break };
        if let Err(fault) = block(work, &chunk, &mut judge, &mut gatherer) {
            work.found(fault);
        }
    }
    match gatherer.finish() {
        Ok(groups) => (judge.finish(), groups),
        Err(error) => {
            work.found(AtLine { line: 1, fault: CsvFault::Io(error) });
            (judge.finish(), Groups::new())
        }
    }
}

fn block(work: &Work<'_>, chunk: &Chunk, judge: &mut RowJudge<'_>, gatherer: &mut Gatherer<'_>) -> Result<(), AtLine> {
    let text = work.charset.decode(&chunk.bytes, chunk.first_line)?;
    let mut records = Records::new(&text, chunk.first_line);
    let (places, width) = (&work.heading.places, work.heading.width);
    let mut rows = 0;
    while let Some(line) = records.advance()? {
        if records.is_blank() {
            continue;
        }
        if records.len() != width {
            return Err(AtLine { line, fault: CsvFault::Cells { found: records.len(), expected: width } });
        }
        if let Some(since) = &work.options.since
            && !since.takes(records.cell_at(places[work.rules.time]))
        {
            continue;
        }
        rows += 1;
        let cells: Vec<Cell<'_>> = places.iter().map(|place| records.cell_at(*place)).collect();
        if work.draw.is_none_or(|draw| draw.takes(line)) {
            judge.row(Place { order: line, is_line: true }, &cells);
        }
        gatherer.row(line, &cells).map_err(|error| AtLine { line, fault: CsvFault::Io(error) })?;
    }
    work.rows.fetch_add(rows, Ordering::Relaxed);
    Ok(())
}
