//! Small HTTP targets on loopback that answer as a test wants, well or badly.

use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use zwfw_conformance::observation::{HttpAnswer, HttpRequest};

/// What a target does with a request.
pub enum Reply {
    /// It answers.
    Answer { status: u16, content_type: String, body: Vec<u8> },
    /// It keeps the connection open and says nothing.
    Silence,
    /// It dies: this connection, all others and the listener are closed.
    Death,
}

impl Reply {
    /// Status 200 with a body.
    pub fn ok(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::Answer { status: 200, content_type: content_type.to_owned(), body: body.into() }
    }
}

impl From<HttpAnswer> for Reply {
    fn from(answer: HttpAnswer) -> Self {
        let content_type = answer.header("content-type").unwrap_or_default().to_owned();
        Self::Answer { status: answer.status, content_type, body: answer.body }
    }
}

type Handler = Box<dyn Fn(usize, &HttpRequest) -> Reply + Send + Sync>;

struct Inner {
    address: SocketAddr,
    handler: Handler,
    requests: AtomicUsize,
    over: AtomicBool,
    connections: Mutex<Vec<TcpStream>>,
}

/// A target on a loopback port that the system chose; it ends when dropped.
pub struct Target {
    inner: Arc<Inner>,
    accepting: Option<JoinHandle<()>>,
}

impl Target {
    /// Starts one; the handler gets the number of requests before this one.
    pub fn start(handler: impl Fn(usize, &HttpRequest) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let inner = Arc::new(Inner {
            address: listener.local_addr().expect("an address"),
            handler: Box::new(handler),
            requests: AtomicUsize::new(0),
            over: AtomicBool::new(false),
            connections: Mutex::new(Vec::new()),
        });
        let shared = Arc::clone(&inner);
        let accepting = std::thread::spawn(move || accept(&listener, &shared));
        Self { inner, accepting: Some(accepting) }
    }

    /// Its base URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.inner.address)
    }

    /// Requests that it has got.
    pub fn requests(&self) -> usize {
        self.inner.requests.load(Ordering::SeqCst)
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        self.inner.die();
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

impl Inner {
    fn die(&self) {
        if self.over.swap(true, Ordering::SeqCst) {
            return;
        }
        for connection in self.connections.lock().expect("not poisoned").drain(..) {
            let _ = connection.shutdown(Shutdown::Both);
        }
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
    }
}

fn accept(listener: &TcpListener, inner: &Arc<Inner>) {
    for stream in listener.incoming() {
        if inner.over.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let _ = stream.set_nodelay(true);
        if let Ok(kept) = stream.try_clone() {
            inner.connections.lock().expect("not poisoned").push(kept);
        }
        let inner = Arc::clone(inner);
        std::thread::spawn(move || serve(stream, &inner));
    }
}

fn serve(stream: TcpStream, inner: &Inner) {
    let Ok(mut out) = stream.try_clone() else { return };
    let mut input = BufReader::new(stream);
    while let Some(request) = request(&mut input) {
        let before = inner.requests.fetch_add(1, Ordering::SeqCst);
        if inner.over.load(Ordering::SeqCst) {
            return;
        }
        match (inner.handler)(before, &request) {
            Reply::Answer { status, content_type, body } => {
                let head = format!(
                    "HTTP/1.1 {status} Status\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
                    body.len()
                );
                if out.write_all(&[head.as_bytes(), &body].concat()).is_err() {
                    return;
                }
            }
            // The next read ends when the other side hangs up.
            Reply::Silence => {}
            Reply::Death => return inner.die(),
        }
    }
}

fn request(input: &mut impl BufRead) -> Option<HttpRequest> {
    let mut line = String::new();
    input.read_line(&mut line).ok()?;
    let mut parts = line.split_whitespace();
    let (method, url) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        input.read_line(&mut line).ok()?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.to_owned())),
            None => break,
        }
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    input.read_exact(&mut body).ok()?;
    Some(HttpRequest { method, url, headers, body })
}
