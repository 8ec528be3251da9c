//! A transport without a socket: requests go straight into the simulator.

use std::sync::Arc;

use futures_util::future::{BoxFuture, FutureExt, ready};

use crate::observation::{HttpAnswer, HttpRequest, WireFault};
use crate::run::Transport;
use crate::simulator::Simulator;

/// Hands requests to a simulator of this process.
pub struct InProcess(pub Arc<Simulator>);

impl Transport for InProcess {
    fn send<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        ready(Ok(self.0.handle(request))).boxed()
    }
}
