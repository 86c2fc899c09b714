//! The bill: what `cargo tree` says is compiled in, with the checksums of `Cargo.lock`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use mingbai::base::hash::Hash;
use serde::Deserialize;
use serde_json::{Value, json};

type Any<T> = Result<T, Box<dyn std::error::Error>>;

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

/// A package as `cargo tree` prints it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Package {
    name: String,
    version: String,
    license: String,
    repository: String,
}

impl Package {
    /// Its package URL.
    fn reference(&self) -> String {
        format!("pkg:cargo/{}@{}", self.name, self.version)
    }
}

fn output(command: &mut Command) -> Any<String> {
    let output = command.output()?;
    if output.status.success() {
        Ok(String::from_utf8(output.stdout)?)
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into())
    }
}

/// The machine that the program is built on and for.
fn host() -> Any<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let text = output(Command::new(rustc).arg("-vV"))?;
    Ok(text.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc names no host")?.to_owned())
}

/// Reads a line `2|name v1.0.0 (…)|MIT|https://…`: how deep it stands, and the package.
fn line(text: &str) -> Any<(usize, Package)> {
    let unreadable = || format!("cargo tree prints {text:?}");
    let fields: Vec<&str> = text.split('|').collect();
    let [depth, package, license, repository] = fields.as_slice() else { return Err(unreadable().into()) };
    let mut words = package.split(' ');
    let (name, version) = (words.next().ok_or_else(unreadable)?, words.next().ok_or_else(unreadable)?);
    // `(*)` marks one that was printed before.
    let repository = repository.split(' ').next().unwrap_or_default();
    let package = Package {
        name: name.to_owned(),
        version: version.trim_start_matches('v').to_owned(),
        // `MIT/Apache-2.0` is how older packages wrote a choice.
        license: license.replace('/', " OR "),
        repository: repository.to_owned(),
    };
    Ok((depth.parse()?, package))
}

/// What is compiled in, and what each package needs of the others; the program itself comes first. What is compiled for
/// the compiler only (procedural macros, build scripts) is no part of the program.
fn compiled(root: &Path, options: &[String]) -> Any<(Package, BTreeMap<Package, BTreeSet<Package>>)> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let args = ["tree", "--locked", "--edges", "normal,no-proc-macro", "--prefix", "depth", "--format", "|{p}|{l}|{r}"];
    let text = output(Command::new(cargo).args(args).args(options).current_dir(root))?;
    let (mut above, mut found): (Vec<Package>, BTreeMap<Package, BTreeSet<Package>>) = (Vec::new(), BTreeMap::new());
    for text in text.lines().filter(|line| !line.is_empty()) {
        let (depth, package) = line(text)?;
        above.truncate(depth);
        if let Some(parent) = above.last() {
            found.entry(parent.clone()).or_default().insert(package.clone());
        }
        found.entry(package.clone()).or_default();
        above.push(package);
    }
    Ok((above.into_iter().next().ok_or("cargo tree prints nothing")?, found))
}

fn component(package: &Package, checksum: Option<&str>) -> Any<Value> {
    let Package { name, version, license, repository } = package;
    if license.is_empty() {
        return Err(format!("{name} {version} names no licence").into());
    }
    let mut component = json!({
        "type": "library",
        "bom-ref": package.reference(),
        "name": name,
        "version": version,
        "scope": "required",
        "licenses": [{ "expression": license }],
        "purl": package.reference(),
    });
    if let Some(checksum) = checksum {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
    }
    if !repository.is_empty() {
        component["externalReferences"] = json!([{ "type": "vcs", "url": repository }]);
    }
    Ok(component)
}

/// The bill of the package in `root`, built with these options (`--features …`).
pub fn of(root: &Path, options: &[String]) -> Any<Value> {
    let lock = std::fs::read_to_string(root.join("Cargo.lock"))?;
    let locked: Lock = toml::from_str(&lock)?;
    let checksum = |package: &Package| {
        let mut same =
            locked.package.iter().filter(|locked| (&locked.name, &locked.version) == (&package.name, &package.version));
        same.find_map(|locked| locked.checksum.as_deref())
    };
    let (program, compiled) = compiled(root, options)?;
    let mut components = Vec::new();
    for package in compiled.keys().filter(|package| **package != program) {
        let sum = checksum(package).ok_or_else(|| format!("{} has no checksum in Cargo.lock", package.reference()))?;
        components.push(component(package, Some(sum))?);
    }
    let mut application = component(&program, None)?;
    application["type"] = json!("application");
    let depends = compiled.iter().map(|(package, needed)| {
        let needed: Vec<String> = needed.iter().map(Package::reference).collect();
        json!({ "ref": package.reference(), "dependsOn": needed })
    });
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": application,
            "properties": [
                { "name": "target", "value": host()? },
                { "name": "options", "value": options.join(" ") },
                { "name": "sha256 of Cargo.lock", "value": Hash::of(lock.as_bytes()).to_string() },
            ],
        },
        "components": components,
        "dependencies": depends.collect::<Vec<_>>(),
    }))
}
