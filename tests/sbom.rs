//! The bill of materials names every package that is compiled in, as `Cargo.lock` and `Cargo.toml` know them.
#![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

#[path = "../examples/sbom/bill.rs"]
mod bill;

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn every_package_compiled_in_is_listed_with_version_licence_and_checksum() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bill = bill::of(root, &["--offline".to_owned()]).unwrap();
    let components = bill["components"].as_array().unwrap();
    let listed: BTreeSet<(String, String)> =
        components.iter().map(|component| (text(&component["name"]), text(&component["version"]))).collect();
    assert_eq!(listed.len(), components.len(), "none is listed twice");

    // The lock file is read here as text: name, version and checksum stand on lines of their own.
    let lock = std::fs::read_to_string(root.join("Cargo.lock")).unwrap();
    for component in components {
        let (name, version) = (text(&component["name"]), text(&component["version"]));
        let (_, rest) = lock.split_once(&format!("name = \"{name}\"\nversion = \"{version}\"\n")).unwrap();
        let checksum = rest.lines().find_map(|line| line.strip_prefix("checksum = \"")?.strip_suffix('"')).unwrap();
        assert_eq!(component["hashes"][0]["content"], checksum, "{name}");
        assert!(!text(&component["licenses"][0]["expression"]).is_empty(), "{name}");
        assert_eq!(component["purl"], format!("pkg:cargo/{name}@{version}"));
    }

    // Whatever the program is declared to need is there, and so is all that those need.
    let manifest: toml::Table = std::fs::read_to_string(root.join("Cargo.toml")).unwrap().parse().unwrap();
    for name in manifest["dependencies"].as_table().unwrap().keys() {
        assert!(listed.iter().any(|(known, _)| known == name), "{name}");
    }
    let edges = bill["dependencies"].as_array().unwrap();
    let known: BTreeSet<String> = edges.iter().map(|edge| text(&edge["ref"])).collect();
    assert_eq!(known.len(), listed.len() + 1, "every component and the program say what they need");
    for needed in edges.iter().flat_map(|edge| edge["dependsOn"].as_array().unwrap()) {
        assert!(known.contains(&text(needed)), "{needed}");
    }
    for unused in ["proptest", "tempfile", "serde_derive"] {
        assert!(!listed.iter().any(|(name, _)| name == unused), "{unused} is not compiled in");
    }
}
