//! The bill of materials names every package that is compiled in, as `Cargo.lock` and `cargo tree` know them.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

#[path = "../examples/sbom/bill.rs"]
mod bill;

/// Packages that `cargo tree` prints along ordinary edges, procedural macros left out: another way to the same list.
fn tree() -> BTreeSet<(String, String)> {
    let args =
        ["tree", "--locked", "--offline", "--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"];
    let output = Command::new(env!("CARGO")).args(args).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty());
    let packages = lines.map(|line| {
        let (name, rest) = line.split_once(" v").unwrap();
        (name.to_owned(), rest.split(' ').next().unwrap().to_owned())
    });
    packages.collect()
}

#[test]
fn every_package_compiled_in_is_listed_with_version_licence_and_checksum() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bill = bill::of(root, &["--offline".to_owned()]).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let components = bill["components"].as_array().unwrap();
    let mut listed: BTreeSet<(String, String)> =
        components.iter().map(|component| (text(&component["name"]), text(&component["version"]))).collect();
    assert_eq!(listed.len(), components.len(), "none is listed twice");
    let program = &bill["metadata"]["component"];
    listed.insert((text(&program["name"]), text(&program["version"])));
    assert_eq!(listed, tree());

    // The lock file is read here as text: name, version and checksum stand on lines of their own.
    let lock = std::fs::read_to_string(root.join("Cargo.lock")).unwrap();
    for component in components {
        let (name, version) = (text(&component["name"]), text(&component["version"]));
        let head = format!("name = \"{name}\"\nversion = \"{version}\"\n");
        let (_, rest) = lock.split_once(&head).unwrap();
        let checksum = rest.lines().find_map(|line| line.strip_prefix("checksum = \"")?.strip_suffix('"')).unwrap();
        assert_eq!(component["hashes"][0]["content"], checksum, "{name}");
        assert!(!text(&component["licenses"][0]["expression"]).is_empty(), "{name}");
        assert_eq!(component["purl"], format!("pkg:cargo/{name}@{version}"));
    }
    for used in ["ed25519-dalek", "sled", "axum", "sha2"] {
        assert!(listed.iter().any(|(name, _)| name == used), "{used}");
    }
    for unused in ["proptest", "tempfile", "serde_derive", "fluent-syntax"] {
        assert!(!listed.iter().any(|(name, _)| name == unused), "{unused}");
    }
}
