//! What a proxy says is not held against the target behind it.

use crate::support::{Reply, Simulated, Target, conform};

fn refusing() -> Target {
    Target::start(|_, _| Reply::Answer {
        status: 407,
        content_type: "text/html".to_owned(),
        body: b"<html>Proxy Authentication Required</html>".to_vec(),
    })
}

#[test]
fn a_proxy_that_wants_a_password_leaves_the_target_untold() {
    let (proxy, folder) = (refusing(), tempfile::tempdir().expect("a folder"));
    let file = Simulated::new().target_file(folder.path(), "http://127.0.0.1:9");
    let text = std::fs::read_to_string(&file).expect("a target file");
    std::fs::write(&file, format!("{text}    proxy: {}\n", proxy.url())).expect("written");
    let ran = conform(&["run", "--target", &file, "--operation", "getDist"]);
    assert_eq!(ran.code, 3, "{}", ran.said());
    assert!(ran.stdout.contains("the proxy refused the request (HTTP 407)"), "{}", ran.stdout);
    assert!(proxy.requests() > 0);
}

#[test]
fn the_same_answer_without_a_declared_proxy_is_the_targets_own() {
    let (target, folder) = (refusing(), tempfile::tempdir().expect("a folder"));
    let file = Simulated::new().target_file(folder.path(), &target.url());
    let ran = conform(&["run", "--target", &file, "--operation", "getDist"]);
    assert_eq!(ran.code, 1, "{}", ran.said());
}
