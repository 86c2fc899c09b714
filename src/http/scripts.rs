//! The scripts of the pages that have any, compiled in and served under a name that changes when one of them does.
//!
//! Reading needs none of them. They are plain JavaScript modules and load nothing from elsewhere.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::base::hash::Hash;
use crate::base::problem::Problem;
use crate::http::error::HttpError;

macro_rules! scripts {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../assets/js/", $name)))),*]
    };
}

/// Every script; one that imports another stands below it.
pub const SCRIPTS: &[(&str, &str)] = scripts![
    "bytes.js",
    "problem.js",
    "ed25519.js",
    "json.js",
    "note.js",
    "tree.js",
    "dsse.js",
    "totals.js",
    "source.js",
    "ledger.js",
    "item.js",
    "dom.js",
    "page.js",
    "keys.js",
    "forms.js",
    "opened.js",
    "desk.js",
];

/// What pages with scripts may do: run scripts of this server and ask this server. Nothing inline, nothing from elsewhere.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let parts: Vec<&[u8]> = SCRIPTS.iter().flat_map(|(name, text)| [name.as_bytes(), text.as_bytes()]).collect();
    Hash::of_parts(&parts).short()
});

/// The address of a script.
pub fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *VERSION)
}

/// A script under its present version. An older page asks for an older version, and is told that it is gone.
pub async fn serve(Path((version, name)): Path<(String, String)>) -> Result<impl IntoResponse, HttpError> {
    let found = SCRIPTS.iter().find(|(known, _)| *known == name && version == *VERSION);
    let (_, text) = found.ok_or_else(|| Problem::missing("page-missing"))?;
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, *text))
}

/// Lets a page run scripts.
pub fn allowed(page: impl IntoResponse) -> Response {
    let mut response = page.into_response();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

/// The scripts up to `last` as one module, for a page that is kept as a single file: imports and exports fall away.
pub fn bundle(last: &str) -> String {
    let mut text = String::new();
    for (name, script) in SCRIPTS {
        for line in script.lines().filter(|line| !line.starts_with("import ")) {
            text.push_str(line.strip_prefix("export ").unwrap_or(line));
            text.push('\n');
        }
        if *name == last {
            break;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of the modules a script imports.
    fn imported(script: &str) -> Vec<&str> {
        let lines = script.lines().filter(|line| line.starts_with("import "));
        lines.map(|line| line.split("\"./").nth(1).unwrap().strip_suffix("\";").unwrap()).collect()
    }

    #[test]
    fn scripts_stand_below_what_they_import() {
        for (at, (name, script)) in SCRIPTS.iter().enumerate() {
            let above: Vec<&str> = SCRIPTS[..at].iter().map(|(name, _)| *name).collect();
            assert!(imported(script).iter().all(|import| above.contains(import)), "{name}");
            assert!(script.lines().count() <= 600, "{name} is long");
        }
    }

    #[test]
    fn no_name_stands_in_two_scripts() {
        // In the bundle they share one scope.
        let mut seen = std::collections::BTreeSet::new();
        for (name, script) in SCRIPTS {
            for line in script.lines() {
                let line = line.strip_prefix("export ").unwrap_or(line);
                let line = line.strip_prefix("async ").unwrap_or(line);
                let word =
                    line.split_once(' ').filter(|(word, _)| ["function", "class", "const", "let"].contains(word));
                let Some((_, rest)) = word else { continue };
                let said: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                assert!(seen.insert(said.clone()), "{said} stands in {name} and above");
            }
        }
        assert!(seen.len() > 100);
    }

    #[test]
    fn scripts_make_no_markup_of_text() {
        for (name, script) in SCRIPTS {
            for unsafe_way in
                ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"]
            {
                assert!(!script.contains(unsafe_way), "{name} uses {unsafe_way}");
            }
        }
    }

    #[test]
    fn the_bundle_can_stand_in_a_page() {
        let bundle = bundle("page.js");
        assert!(!bundle.contains("</script") && !bundle.contains("\nimport ") && !bundle.contains("\nexport "));
        assert!(bundle.contains("async function verifies("));
    }
}
