//! The standards and cases are inside the binary: a file that is added or changed there makes it anew.

fn main() {
    println!("cargo::rerun-if-changed=schemas");
    println!("cargo::rerun-if-changed=cases");
}
