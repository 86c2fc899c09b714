//! The Go verifier in `tests/go/verify`, built with Debian's Go and `golang.org/x/mod`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// Debian's own Go, not whatever `PATH` finds first: it is the one its library packages belong to.
const GO: &str = "/usr/lib/go/bin/go";
/// Where Debian's library packages put their sources.
const GOPATH: &str = "/usr/share/gocode";
const REMEDY: &str = "install Debian's Go and its library (./test does): \
    apt-get install golang-go golang-golang-x-mod-dev";

/// Runs `verify <dir> <vkey>`: success means that every tile, the root and the proofs hold.
pub fn verify(dir: &Path, vkey: &str) -> Output {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    let mut command = Command::new(PROGRAM.get_or_init(build));
    command.arg(dir).arg(vkey).output().expect("the built Go verifier runs")
}

/// Builds the program once for this test binary.
///
/// # Panics
///
/// If Go or the library is missing: an oracle that is silently absent would be an oracle that always agrees.
fn build() -> PathBuf {
    let library = Path::new(GOPATH).join("src/golang.org/x/mod/sumdb/tlog");
    assert!(Path::new(GO).exists(), "{GO} is missing: {REMEDY}");
    assert!(library.exists(), "{} is missing: {REMEDY}", library.display());
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    // Test binaries may run side by side: each builds a file of its own and moves it into place.
    let (built, program) = (target.join(format!("go-verify.{}", std::process::id())), target.join("go-verify"));
    let output = Command::new(GO)
        .args(["build", "-o"])
        .arg(&built)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/go/verify/main.go"))
        .env("GO111MODULE", "off")
        .env("GOPATH", GOPATH)
        .env("GOCACHE", target.join("go-cache"))
        .env("GOFLAGS", "")
        .env("GOTOOLCHAIN", "local")
        .env_remove("GOROOT")
        .output()
        .expect("go build runs");
    assert!(output.status.success(), "go build failed: {}\n{REMEDY}", String::from_utf8_lossy(&output.stderr));
    std::fs::rename(&built, &program).expect("the built Go verifier can be moved into place");
    program
}
