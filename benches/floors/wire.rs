//! The whole suite over loopback HTTP, beside a bare client that sends the same requests to the same server.

use std::sync::Mutex;

use futures_util::StreamExt;
use futures_util::future::{BoxFuture, FutureExt};
use zwfw_conformance::check::Registry;
use zwfw_conformance::id::Language;
use zwfw_conformance::observation::{HttpAnswer, HttpRequest, WireFault};
use zwfw_conformance::plan::Plan;
use zwfw_conformance::report::{JsonLines, Junit, JunitMode, Reporters};
use zwfw_conformance::run::{HttpTransport, Transport, Transports, run};
use zwfw_conformance::simulator::{Serving, spawn_on_loopback};
use zwfw_conformance::target::Target;
use zwfw_conformance::verdict::Event;

use crate::measure::{Figure, Rounds};
use crate::setting::{library, plan, settings, simulators, target};

const ROUNDS: usize = 9;
const JOBS: usize = 8;

/// Wall time of suite and bare loop, round by round in turn, each against a server in its first state.
pub fn measure() -> Vec<Figure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let plan = plan(&library());
        let requests = recorded(&plan).await;
        let mut suites = Vec::new();
        let mut loops = Vec::new();
        let mut bares = Vec::new();
        let mut engines = Vec::new();
        for _ in 0..ROUNDS {
            suites.push(suite(&plan, true).await);
            loops.push(bare(&plan, &requests, 1).await);
            bares.push(bare(&plan, &requests, JOBS).await);
            engines.push(suite(&plan, false).await);
        }
        let sent = requests.len() as f64;
        let ratios =
            |of: &[f64], peer: &[f64]| Rounds::new(of.iter().zip(peer).map(|(one, other)| one / other).collect());
        let rates = |of: &[f64]| Rounds::new(of.iter().map(|seconds| sent / seconds).collect());
        let name = |what: &str| format!("{what}, {sent} exchanges");
        vec![
            Figure::new(name("suite with reports"), "s", Rounds::new(suites.clone())).at_most(1.0),
            Figure::new(name("bare loop"), "s", Rounds::new(loops.clone())),
            Figure::new(name("bare client, 8 at once"), "s", Rounds::new(bares.clone())),
            Figure::new("suite with reports / bare loop", "x", ratios(&suites, &loops)).at_most(2.0),
            Figure::new("suite with reports / bare client, 8 at once", "x", ratios(&suites, &bares)),
            Figure::new("suite without reports / bare client, 8 at once", "x", ratios(&engines, &bares)),
            Figure::new("suite with reports", "1/s", rates(&suites)),
            Figure::new("bare loop", "1/s", rates(&loops)),
            Figure::new("bare client, 8 at once", "1/s", rates(&bares)),
        ]
    })
}

/// A fresh server with the target file's contents for it.
async fn served(plan: &Plan) -> (Serving, Target) {
    let simulators = simulators(plan);
    let serving = spawn_on_loopback(simulators.clone()).await.expect("a port");
    let target = target(&simulators, &format!("http://{}", serving.address));
    (serving, target)
}

/// Every request of a run in the order of sending, with the path alone as URL.
async fn recorded(plan: &Plan) -> Vec<HttpRequest> {
    let (serving, target) = served(plan).await;
    let recorders: Vec<_> = http(plan, &target)
        .into_iter()
        .map(|(id, inner)| (id, Recorder { inner, requests: Mutex::default() }))
        .collect();
    let transports = recorders.iter().map(|(id, recorder)| (id.clone(), recorder as &dyn Transport)).collect();
    run_suite(plan, &target, &transports, &mut |_| {}).await;
    let base_url = format!("http://{}", serving.address);
    let requests = recorders.into_iter().flat_map(|(_, recorder)| recorder.requests.into_inner().expect("no panic"));
    let path = |request: HttpRequest| {
        let path = request.url.strip_prefix(&base_url).expect("sent to the server").to_owned();
        HttpRequest { url: path, ..request }
    };
    requests.map(path).collect()
}

fn http(plan: &Plan, target: &Target) -> Vec<(String, HttpTransport)> {
    let transport = |id: &str| {
        let settings = target.standard(id).expect("the target has it").wire();
        (id.to_owned(), HttpTransport::new(settings).expect("plain HTTP"))
    };
    plan.standards.iter().map(|part| transport(&part.standard.id)).collect()
}

async fn run_suite(plan: &Plan, target: &Target, transports: &Transports<'_>, sink: &mut dyn FnMut(Event)) {
    let (_keep, settings) = settings(JOBS);
    run(plan, target, transports, &Registry::default(), &settings, sink).await.expect("the run begins");
}

/// Seconds of the suite, from making the client to closing the reports.
async fn suite(plan: &Plan, reports: bool) -> f64 {
    let (_serving, target) = served(plan).await;
    let folder = tempfile::tempdir().expect("a folder");
    let begun = std::time::Instant::now();
    let mut reporters = Reporters::new();
    if reports {
        reporters.add(JsonLines::create(&folder.path().join("events.jsonl")).expect("a file"));
        let junit = folder.path().join("junit.xml");
        reporters.add(Junit::create(&junit, JunitMode::PerRequirement, Language::En).expect("a file"));
    }
    let http = http(plan, &target);
    let transports = http.iter().map(|(id, http)| (id.clone(), http as &dyn Transport)).collect();
    let mut reporting = reporters.in_background();
    run_suite(plan, &target, &transports, &mut |event| reporting.event(event)).await;
    reporting.finish().expect("reports are written");
    begun.elapsed().as_secs_f64()
}

/// Seconds of a loop around the HTTP client, with so many requests under way at once: requests built, sent, answers read
/// whole, nothing looked at.
async fn bare(plan: &Plan, requests: &[HttpRequest], jobs: usize) -> f64 {
    let (serving, _) = served(plan).await;
    let base_url = format!("http://{}", serving.address);
    let begun = std::time::Instant::now();
    let client = reqwest::Client::builder().http1_only().no_proxy().build().expect("a client");
    let send = |request: &HttpRequest| {
        let method = request.method.parse().expect("a method");
        let mut built = client.request(method, format!("{base_url}{}", request.url)).body(request.body.clone());
        for (name, value) in &request.headers {
            built = built.header(name, value);
        }
        async move { built.send().await.expect("an answer").bytes().await.expect("a whole answer").len() }
    };
    let lengths = futures_util::stream::iter(requests).map(send).buffer_unordered(jobs);
    std::hint::black_box(lengths.collect::<Vec<usize>>().await);
    begun.elapsed().as_secs_f64()
}

/// Keeps the requests that pass through.
struct Recorder {
    inner: HttpTransport,
    requests: Mutex<Vec<HttpRequest>>,
}

impl Transport for Recorder {
    fn send<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Result<HttpAnswer, WireFault>> {
        self.requests.lock().expect("no thread died").push(request.clone());
        self.inner.send(request).boxed()
    }
}
