//! The scripts that build and measure binaries, and the image that holds one, agree with one another.

use std::process::Command;

use crate::support::checkout;

fn read(name: &str) -> String {
    std::fs::read_to_string(checkout(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_image_copies_what_the_script_makes_and_nothing_else() {
    let (script, image, ignored) = (read(".ci/release"), read("Dockerfile"), read(".dockerignore"));
    let instructions: Vec<&str> = image.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    assert_eq!(instructions.first(), Some(&"FROM scratch"));
    let copies: Vec<&str> = instructions.iter().filter_map(|line| line.strip_prefix("COPY ")).collect();
    assert_eq!(copies, ["target/dist/zwfw-conform-${TARGET} /zwfw-conform"]);
    assert!(instructions.contains(&"ENTRYPOINT [\"/zwfw-conform\"]"));
    let target = instructions.iter().find_map(|line| line.strip_prefix("ARG TARGET=")).expect("a target");
    assert!(script.contains(&format!("without a name {target}")) && script.contains(&format!("${{@:-{target}}}")));
    assert!(script.contains("dist=target/dist\n") && script.contains("\"$dist/zwfw-conform-$target$ending\""));
    assert_eq!(ignored.lines().collect::<Vec<_>>(), ["*", "!target/dist/zwfw-conform-*"]);
}

#[cfg(target_os = "linux")]
#[test]
fn the_scripts_measure_a_binary_and_refuse_a_target_that_they_do_not_know() {
    let measured =
        Command::new(checkout(".ci/measure")).arg(env!("CARGO_BIN_EXE_zwfw-conform")).output().expect("it runs");
    let text = String::from_utf8_lossy(&measured.stdout);
    assert!(measured.status.success(), "{}", String::from_utf8_lossy(&measured.stderr));
    for line in ["bytes", "linkage", "--version", "standard show"] {
        assert!(text.lines().any(|own| own.starts_with(line)), "{line}: {text}");
    }
    let refused = Command::new(checkout(".ci/release")).arg("vax-unknown-vms").output().expect("it runs");
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(refused.status.code() == Some(2) && said.contains("unknown target"), "{said}");
}
