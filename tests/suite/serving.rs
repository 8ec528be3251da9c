//! `serve` prints a target file that `run` takes as it stands.

use crate::support::{Served, conform};

#[test]
fn a_run_against_the_printed_target_file_is_conforming() {
    let mut served = Served::start(&[]);
    for part in
        ["http://127.0.0.1:", "/newtywl/openapi/addOrder", "/elssp/v1/Retrieval", "foreign_account_id:", "\"T5.3\":"]
    {
        assert!(served.printed.contains(part), "{part} in {}", served.printed);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("target.yaml");
    std::fs::write(&target, &served.printed).expect("written");
    let ran = conform(&["run", "--target", target.to_str().expect("UTF-8")]);
    assert_eq!(ran.code, 0, "{}", ran.said());
    assert!(served.serves(), "a run must not end the simulator");
}
