//! The bill: what cargo resolved, followed from the program along ordinary dependencies.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use mingbai::base::hash::Hash;
use serde::Deserialize;
use serde_json::{Value, json};

type Any<T> = Result<T, Box<dyn std::error::Error>>;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    license_file: Option<String>,
    description: Option<String>,
    repository: Option<String>,
    source: Option<String>,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Resolve {
    root: String,
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    /// None for an ordinary one; `build` and `dev` are not compiled in.
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
    checksum: Option<String>,
}

fn cargo(root: &Path, args: &[&str], options: &[String]) -> Any<Vec<u8>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).args(args).args(options).current_dir(root).output()?;
    if output.status.success() { Ok(output.stdout) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
}

/// The machine that the program is built on and for.
fn host() -> Any<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output()?;
    let text = String::from_utf8(output.stdout)?;
    Ok(text.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc names no host")?.to_owned())
}

/// The packages reached from the root along ordinary dependencies, with what each needs. What is compiled for the
/// compiler only (procedural macros, build scripts) is no part of the program.
fn compiled<'a>(metadata: &'a Metadata, packages: &BTreeMap<&str, &'a Package>) -> BTreeMap<&'a str, Vec<&'a str>> {
    let nodes: BTreeMap<&str, &Node> = metadata.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let is_macro = |id: &str| {
        let targets = packages.get(id).into_iter().flat_map(|package| &package.targets);
        targets.flat_map(|target| &target.kind).any(|kind| kind == "proc-macro")
    };
    let (mut reached, mut waiting) = (BTreeMap::new(), vec![metadata.resolve.root.as_str()]);
    while let Some(id) = waiting.pop() {
        let Some(node) = nodes.get(id).filter(|_| !reached.contains_key(id)) else { continue };
        let ordinary = node.deps.iter().filter(|needed| needed.dep_kinds.iter().any(|kind| kind.kind.is_none()));
        let needed: Vec<&str> = ordinary.map(|needed| needed.pkg.as_str()).filter(|id| !is_macro(id)).collect();
        waiting.extend(&needed);
        reached.insert(id, needed);
    }
    reached
}

fn component(package: &Package, checksums: &BTreeMap<(&str, &str), &str>) -> Any<Value> {
    let Package { name, version, .. } = package;
    let mut component = json!({
        "type": "library",
        "bom-ref": reference(package),
        "name": name,
        "version": version,
        "purl": reference(package),
        "scope": "required",
    });
    // `MIT/Apache-2.0` is how older packages wrote a choice.
    component["licenses"] = match (&package.license, &package.license_file) {
        (Some(license), _) => json!([{ "expression": license.replace('/', " OR ") }]),
        (None, Some(file)) => json!([{ "license": { "name": format!("as its file {file} says") } }]),
        (None, None) => return Err(format!("{name} {version} names no licence").into()),
    };
    match checksums.get(&(name.as_str(), version.as_str())) {
        Some(checksum) => component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]),
        None if package.source.is_some() => {
            return Err(format!("{name} {version} has no checksum in Cargo.lock").into());
        }
        None => {}
    }
    if let Some(description) = &package.description {
        component["description"] = json!(description.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    if let Some(url) = &package.repository {
        component["externalReferences"] = json!([{ "type": "vcs", "url": url }]);
    }
    Ok(component)
}

fn reference(package: &Package) -> String {
    format!("pkg:cargo/{}@{}", package.name, package.version)
}

/// The bill of the package in `root`, built with these options (`--features …`).
pub fn of(root: &Path, options: &[String]) -> Any<Value> {
    let target = host()?;
    let args = ["metadata", "--format-version", "1", "--locked", "--filter-platform", &target];
    let metadata: Metadata = serde_json::from_slice(&cargo(root, &args, options)?)?;
    let lock = std::fs::read_to_string(root.join("Cargo.lock"))?;
    let locked: Lock = toml::from_str(&lock)?;
    let with_checksum = |locked: &'_ Locked| locked.checksum.is_some();
    let checksums = locked.package.iter().filter(|locked| with_checksum(locked));
    let checksums = checksums
        .map(|locked| ((locked.name.as_str(), locked.version.as_str()), locked.checksum.as_deref().unwrap_or_default()))
        .collect();
    let packages: BTreeMap<&str, &Package> =
        metadata.packages.iter().map(|package| (package.id.as_str(), package)).collect();
    let compiled = compiled(&metadata, &packages);
    let known = |id: &&str| packages.get(id).copied();
    let root_package = known(&metadata.resolve.root.as_str()).ok_or("cargo names no root")?;
    let listed: Vec<&Package> = compiled.keys().filter_map(known).collect();
    let others = listed.iter().filter(|package| package.id != root_package.id);
    let components = others.map(|package| component(package, &checksums)).collect::<Any<Vec<_>>>()?;
    let depends = compiled.iter().filter_map(|(id, needed)| {
        let needed: BTreeSet<String> = needed.iter().filter_map(known).map(reference).collect();
        Some(json!({ "ref": reference(known(id)?), "dependsOn": needed }))
    });
    let mut program = component(root_package, &checksums)?;
    program["type"] = json!("application");
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": program,
            "properties": [
                { "name": "target", "value": target },
                { "name": "options", "value": options.join(" ") },
                { "name": "sha256 of Cargo.lock", "value": Hash::of(lock.as_bytes()).to_string() },
            ],
        },
        "components": components,
        "dependencies": depends.collect::<Vec<_>>(),
    }))
}
