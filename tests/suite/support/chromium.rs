//! A page in a real Chromium without a window, driven over the DevTools protocol on a pipe: no port, and no waiting but for
//! answers and events.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The name under which Debian installs it.
const CHROMIUM: &str = "chromium";

/// Descriptors 3 and 4 are the pipe of the protocol. What Chromium itself complains of goes nowhere.
const START: &str = r#"exec "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#;

/// One page in a browser of its own; both end when dropped.
pub struct Page {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    session: Option<String>,
    next: u64,
    events: Vec<Value>,
    _profile: TempDir,
}

impl Page {
    /// Opens a file from disk and waits until it is loaded.
    pub fn open(path: &Path) -> Self {
        let found = Command::new(CHROMIUM).arg("--version").output().is_ok_and(|output| output.status.success());
        assert!(
            found,
            "Chromium is not here: apt-get install --no-install-recommends chromium fonts-noto-cjk poppler-utils"
        );
        let profile = tempfile::tempdir().expect("a folder");
        let folder = format!("--user-data-dir={}", profile.path().display());
        let mut command = Command::new("sh");
        command.args(["-c", START, "sh", CHROMIUM, "--headless", "--disable-gpu", "--remote-debugging-pipe", &folder]);
        // These ask their maker for news; the page must not be blamed for it.
        command.args(["--no-first-run", "--disable-background-networking", "--disable-component-update"]);
        command.args(["--disable-dev-shm-usage", "--lang=zh-CN"]);
        if is_root() {
            // Chromium refuses to start as root with its sandbox.
            command.arg("--no-sandbox");
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("Chromium starts");
        let input = child.stdin.take().expect("a pipe");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut page = Self { child, input, output, session: None, next: 0, events: Vec::new(), _profile: profile };
        page.attach();
        page.call("Page.navigate", json!({ "url": url(path) }));
        page.until("Page.loadEventFired");
        page
    }

    fn attach(&mut self) {
        let target = self.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attached = self.call("Target.attachToTarget", json!({ "targetId": target["targetId"], "flatten": true }));
        self.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Runtime", "Log", "Network", "Page"] {
            self.call(&format!("{domain}.enable"), json!({}));
        }
    }

    /// Calls a method of the protocol.
    pub fn call(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let id = self.next;
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = &self.session {
            message["sessionId"] = session.as_str().into();
        }
        self.input.write_all(format!("{message}\0").as_bytes()).expect("Chromium listens");
        loop {
            let mut answer = self.read();
            if answer["id"] == id {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].take();
            }
            self.events.push(answer);
        }
    }

    fn until(&mut self, method: &str) {
        while !self.events.iter().any(|event| event["method"] == method) {
            let event = self.read();
            self.events.push(event);
        }
    }

    fn read(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.output.read_until(0, &mut bytes).expect("Chromium answers");
        assert_eq!(bytes.pop(), Some(0), "Chromium has ended");
        serde_json::from_slice(&bytes).expect("JSON")
    }

    /// The value of an expression; a promise is awaited.
    pub fn value(&mut self, expression: &str) -> Value {
        let asked = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let mut answer = self.call("Runtime.evaluate", asked);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].take()
    }

    /// The value of an expression that is a list of texts.
    pub fn texts(&mut self, expression: &str) -> Vec<String> {
        let value = self.value(expression);
        let items = value.as_array().unwrap_or_else(|| panic!("{expression}: {value}"));
        items.iter().map(|item| item.as_str().unwrap_or_else(|| panic!("{expression}: {item}")).to_owned()).collect()
    }

    /// The value of an expression that is a text.
    pub fn text(&mut self, expression: &str) -> String {
        let value = self.value(expression);
        value.as_str().unwrap_or_else(|| panic!("{expression}: {value}")).to_owned()
    }

    /// What the console has been told, errors that nobody caught and breaches of the page's policy among it.
    pub fn complaints(&mut self) -> Vec<String> {
        self.settle();
        let told = ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"];
        self.seen(&told).iter().map(|event| event["params"].to_string()).collect()
    }

    /// What was fetched beside the page itself.
    pub fn requests(&mut self) -> Vec<String> {
        self.settle();
        let sent = self.seen(&["Network.requestWillBeSent", "Network.webSocketCreated"]);
        let sent = sent.iter().filter(|event| event["params"]["type"] != "Document");
        sent.map(|event| event["params"].to_string()).collect()
    }

    fn seen(&self, methods: &[&str]) -> Vec<&Value> {
        let is = |event: &&Value| methods.iter().any(|method| event["method"] == *method);
        self.events.iter().filter(is).collect()
    }

    /// Two frames and all tasks before them are done, so that whatever was to happen has been told.
    fn settle(&mut self) {
        self.value(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0))))",
        );
    }

    /// Shows the page as somebody sees it who prefers `light` or `dark`.
    pub fn prefer(&mut self, scheme: &str) {
        let feature = json!({ "name": "prefers-color-scheme", "value": scheme });
        self.call("Emulation.setEmulatedMedia", json!({ "features": [feature] }));
    }

    /// Presses and releases a key.
    pub fn press(&mut self, key: &str, code: u32) {
        let text = if key == "Enter" {
            "\r"
        } else if key == " " {
            " "
        } else {
            ""
        };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let event = json!({ "type": kind, "key": key, "code": if key == " " { "Space" } else { key },
                "windowsVirtualKeyCode": code, "text": text });
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// The page as printed: what `pdfinfo` says, and its text.
    pub fn printed(&mut self) -> (String, String) {
        let printed = self.call("Page.printToPDF", json!({ "preferCSSPageSize": true, "printBackground": true }));
        let data = printed["data"].as_str().expect("a document");
        (piped("base64 -d | pdfinfo -", data), piped("base64 -d | pdftotext -layout - -", data))
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn url(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

fn piped(command: &str, input: &str) -> String {
    let mut child =
        Command::new("sh").args(["-c", command]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a shell");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "`{command}` failed: apt-get install poppler-utils");
    String::from_utf8(output.stdout).expect("UTF-8")
}
