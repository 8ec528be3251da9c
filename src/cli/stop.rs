//! The signals that end a run early: a person's Ctrl-C, and what a pipeline sends when its job is cancelled.

use std::io;

use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Listens for the signals as long as it lives. From the moment it exists none of them ends the program.
pub(super) struct Stopper {
    /// Becomes true at the first signal.
    pub stop: watch::Receiver<bool>,
    listening: JoinHandle<()>,
}

impl Stopper {
    /// Arms the signals.
    ///
    /// # Errors
    /// When the system refuses a handler.
    pub fn arm() -> io::Result<Self> {
        let (sender, stop) = watch::channel(false);
        let mut signals = Signals::new()?;
        let listening = tokio::spawn(async move {
            signals.next().await;
            anstream::eprintln!("stopping: the reports are still written");
            let _ = sender.send(true);
            // The run watches the channel to its end.
            std::future::pending::<()>().await;
        });
        Ok(Self { stop, listening })
    }

    /// Completes when the run is to end.
    pub async fn stopped(&self) {
        let mut stop = self.stop.clone();
        if stop.wait_for(|stopped| *stopped).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Stopper {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(windows)]
struct Signals {
    interrupt: tokio::signal::windows::CtrlC,
    terminate: tokio::signal::windows::CtrlBreak,
}

#[cfg(windows)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::windows::{ctrl_break, ctrl_c};
        Ok(Self { interrupt: ctrl_c()?, terminate: ctrl_break()? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
