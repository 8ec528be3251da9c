//! The simulator over real HTTP.

use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::gateway::Gateway;
use super::platform::Simulator;
use crate::observation::{HttpAnswer, HttpRequest};

/// The largest request body that is read, in bytes; a larger one gets status 413.
pub const MAX_BODY: usize = 8 * 1024 * 1024;

/// Serves simulators on a listener until `stop` resolves; requests that have begun are answered first.
///
/// A request goes to the first simulator with an operation of its path.
///
/// # Errors
/// Never while it runs: faults of single connections end those connections only. The listener's own setup may fail.
pub async fn serve(
    listener: TcpListener,
    simulators: Vec<Arc<Simulator>>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    serve_behind(listener, simulators, Vec::new(), stop).await
}

/// What is served: simulators, and gateways in front of some of them.
struct Served {
    simulators: Vec<Arc<Simulator>>,
    gateways: Vec<Arc<Gateway>>,
}

/// The largest request body that a gateway reads, to refuse what is larger than its own limit without cutting anybody off.
const MAX_BEFORE_GATEWAY: usize = 64 * 1024 * 1024;

/// Serves simulators as [`serve`] does, and before all others the paths of these gateways.
///
/// # Errors
/// As [`serve`].
pub async fn serve_behind(
    listener: TcpListener,
    simulators: Vec<Arc<Simulator>>,
    gateways: Vec<Arc<Gateway>>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let router = Router::new().fallback(answer).with_state(Arc::new(Served { simulators, gateways }));
    // Without it a small answer can wait for the acknowledgement of the one before; harmless where it is refused.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}

/// A server that runs in the background. Dropping it stops it without waiting.
#[derive(Debug)]
pub struct Serving {
    /// Where it listens.
    pub address: SocketAddr,
    pub(super) stop: oneshot::Sender<()>,
    pub(super) task: JoinHandle<std::io::Result<()>>,
}

impl Serving {
    /// Stops it and waits until requests that have begun are answered.
    ///
    /// # Errors
    /// What ended the server before.
    pub async fn stop(self) -> std::io::Result<()> {
        drop(self.stop);
        self.task.await.map_err(std::io::Error::other)?
    }
}

/// Serves simulators on a loopback port that the system chooses, as a task of the current runtime.
///
/// # Errors
/// When no port can be had.
pub async fn spawn_on_loopback(simulators: Vec<Arc<Simulator>>) -> std::io::Result<Serving> {
    spawn_behind(simulators, Vec::new()).await
}

/// Serves simulators and gateways on a loopback port that the system chooses, as a task of the current runtime.
///
/// # Errors
/// When no port can be had.
pub async fn spawn_behind(simulators: Vec<Arc<Simulator>>, gateways: Vec<Arc<Gateway>>) -> std::io::Result<Serving> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    // Both ends mean the same: the sender was used or is gone.
    let task = tokio::spawn(serve_behind(listener, simulators, gateways, async { drop(stopped.await) }));
    Ok(Serving { address, stop, task })
}

async fn answer(State(served): State<Arc<Served>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let path = head.uri.path();
    let gateway = served.gateways.iter().find(|gateway| gateway.serves(path));
    let simulator = served.simulators.iter().find(|simulator| simulator.serves(path));
    if gateway.is_none() && simulator.is_none() {
        return (StatusCode::NOT_FOUND, "no such path\n").into_response();
    }
    let most = if gateway.is_some() { MAX_BEFORE_GATEWAY } else { MAX_BODY };
    let too_large = || (StatusCode::PAYLOAD_TOO_LARGE, "the body is too large\n").into_response();
    if body.size_hint().lower() > most as u64 {
        return too_large(); // announced, so that it need not be waited for
    }
    let Ok(body) = to_bytes(body, most).await else { return too_large() };
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let request = HttpRequest {
        method: head.method.to_string(),
        url: head.uri.to_string(),
        headers: head.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        body: body.into(),
    };
    match (gateway, simulator) {
        (Some(gateway), _) => response(gateway.handle(&request)),
        (None, Some(simulator)) => response(simulator.handle(&request)),
        (None, None) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn response(answer: HttpAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let header =
        |(name, value): &(String, String)| Some((HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?));
    let mut headers: HeaderMap = answer.headers.iter().filter_map(header).collect();
    headers.entry(header::CONTENT_TYPE).or_insert(HeaderValue::from_static("application/octet-stream"));
    (status, headers, Body::from(answer.body)).into_response()
}
