//! How far a judgement of data is, on standard error: a bar on a terminal, a line now and then elsewhere.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressStyle};

use crate::id::{Language, Text};
use crate::subject::data::{Phase, Progress};

/// Time between two lines where there is no terminal, and before the first.
const INTERVAL: Duration = Duration::from_secs(10);

/// Parts that the bar counts in.
const PARTS: u64 = 1000;

/// Shows rows, rate and time left.
pub(super) struct Display {
    bar: Option<ProgressBar>,
    quiet: bool,
    language: Language,
    table: String,
    begun: Instant,
    told: Instant,
}

impl Display {
    pub fn stderr(quiet: bool, language: Language) -> Self {
        let style = ProgressStyle::with_template("{bar:24} {percent:>3}% {wide_msg}");
        let bar = (!quiet && std::io::stderr().is_terminal())
            .then(|| ProgressBar::new(PARTS).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())));
        Self { bar, quiet, language, table: String::new(), begun: Instant::now(), told: Instant::now() }
    }

    pub fn show(&mut self, progress: &Progress) {
        if self.quiet {
            return;
        }
        if self.table != progress.table {
            self.table.clone_from(&progress.table);
            self.begun = Instant::now();
        }
        if let Some(bar) = &self.bar {
            bar.set_position((progress.share * PARTS as f64) as u64);
            bar.set_message(self.line(progress));
        } else if self.told.elapsed() >= INTERVAL {
            self.told = Instant::now();
            // Progress that cannot be shown is no reason to stop.
            let _ = writeln!(std::io::stderr(), "{:.0}% {}", progress.share * 100.0, self.line(progress));
        }
    }

    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn line(&self, progress: &Progress) -> String {
        line(progress, self.begun.elapsed(), self.language)
    }
}

/// Rows, rows a second and the time that is left at that rate; while rows are compared nobody knows how long it takes.
fn line(progress: &Progress, elapsed: Duration, language: Language) -> String {
    let rows = HumanCount(progress.rows);
    if progress.phase == Phase::Groups {
        let text = Text {
            zh: format!("{} {rows} 行：核对主键、次序、批次", progress.table),
            en: format!("{} {rows} rows: comparing keys, sequences and exchanges", progress.table),
        };
        return text.get(language).to_owned();
    }
    let seconds = elapsed.as_secs_f64();
    let rate = HumanCount((progress.rows as f64 / seconds.max(0.001)) as u64);
    let left = seconds * (1.0 - progress.share) / progress.share.max(0.001);
    let whole_seconds = Duration::from_secs(left.min(1e7) as u64);
    let text = Text {
        zh: format!("{} {rows} 行，每秒 {rate} 行，剩余约 {} 秒", progress.table, whole_seconds.as_secs()),
        en: format!("{} {rows} rows, {rate} rows/s, {} left", progress.table, HumanDuration(whole_seconds)),
    };
    text.get(language).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_their_rate_and_the_time_left_are_told() {
        let at = |rows: u64, share: f64, phase: Phase| Progress { table: "t".to_owned(), phase, rows, share };
        let told = |progress: &Progress, seconds: u64| line(progress, Duration::from_secs(seconds), Language::En);
        assert_eq!(told(&at(300_000, 0.25, Phase::Rows), 2), "t 300,000 rows, 150,000 rows/s, 6 seconds left");
        assert_eq!(told(&at(9_000_000, 0.5, Phase::Rows), 7200), "t 9,000,000 rows, 1,250 rows/s, 2 hours left");
        assert_eq!(told(&at(0, 0.0, Phase::Rows), 0), "t 0 rows, 0 rows/s, 0 seconds left");
        let compared = told(&at(5, 1.0, Phase::Groups), 9);
        assert!(compared.contains("comparing") && !compared.contains("left"), "{compared}");
        let zh = line(&at(300_000, 0.25, Phase::Rows), Duration::from_secs(2), Language::Zh);
        assert_eq!(zh, "t 300,000 行，每秒 150,000 行，剩余约 6 秒");
    }
}
