//! How a run waits where a case says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How a run waits where a case says so.
#[derive(Debug, Clone, Default)]
pub enum Pauses {
    /// It does nothing until the time is over.
    #[default]
    Waited,
    /// It goes on at once and counts the seconds, for whoever lets a clock of its own go by them.
    Counted(Arc<AtomicU64>),
}

impl Pauses {
    pub(super) async fn wait(&self, seconds: u64) {
        match self {
            Self::Waited => tokio::time::sleep(Duration::from_secs(seconds)).await,
            Self::Counted(count) => {
                count.fetch_add(seconds, Ordering::Relaxed);
            }
        }
    }
}
