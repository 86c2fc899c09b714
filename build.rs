//! Lists the Fluent files of `locales/`, so that a family or view brings its words as two files and registers them nowhere.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    println!("cargo::rerun-if-changed=build.rs");
    let [zh, en] = LANGUAGES.map(|language| {
        let folder = Path::new("locales").join(language);
        // Cargo looks at a folder's files as well as at its list.
        println!("cargo::rerun-if-changed={}", folder.display());
        names(&root.join(folder))
    });
    let (zh, en) = (zh?, en?);
    if let Some(alone) = zh.symmetric_difference(&en).next() {
        return Err(format!("locales: {alone}.ftl is there in one language only").into());
    }
    let mut list = String::from("&[\n");
    for name in zh {
        write!(list, "Words {{ name: {name:?}")?;
        for (field, language) in ["zh", "en"].into_iter().zip(LANGUAGES) {
            let path = root.join("locales").join(language).join(format!("{name}.ftl"));
            let path = path.to_str().ok_or("this folder's path is not UTF-8: build from another one")?;
            write!(list, ", {field}: include_str!({path:?})")?;
        }
        list.push_str(" },\n");
    }
    list.push(']');
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("words.rs"), list)?;
    Ok(())
}

/// The names of the Fluent files in a folder, without their ending.
fn names(folder: &Path) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if path.extension().is_none_or(|ending| ending != "ftl") || stem.is_empty() {
            return Err(format!("{} is not a Fluent file", path.display()).into());
        }
        found.insert(stem.to_owned());
    }
    Ok(found)
}
