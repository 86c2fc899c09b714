//! Where a server is reached: what stands in codes on paper, in feeds and in commands to copy.

use std::str::FromStr;

use axum::http::{HeaderMap, HeaderName, header};

use crate::base::problem::Problem;

/// Characters of a public address.
const LONGEST: usize = 200;

/// The address under which the server is known to the world, `https://ledger.example`; it has no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl FromStr for PublicUrl {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let unreadable = || Problem::malformed("public-url-unreadable").with("found", text.escape_debug());
        let address = text.strip_suffix('/').unwrap_or(text);
        let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
        let fits = host.is_some_and(|host| !host.is_empty() && host.len() <= LONGEST && host.bytes().all(in_host));
        if fits { Ok(Self(address.to_owned())) } else { Err(unreadable()) }
    }
}

fn in_host(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b".:-[]".contains(&b)
}

/// Where this server is reached: as it was told, or else as the request says, so then a proxy must pass `Host` on.
pub fn reached_at(told: Option<&PublicUrl>, headers: &HeaderMap) -> String {
    if let Some(PublicUrl(address)) = told {
        return address.clone();
    }
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).filter(|host| host.bytes().all(in_host));
    let scheme = match text(HeaderName::from_static("x-forwarded-proto")) {
        Some("https") => "https",
        _ => "http",
    };
    format!("{scheme}://{}", host.unwrap_or("localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_told_counts_before_what_a_request_says() {
        let told: PublicUrl = "https://ledger.example/".parse().unwrap();
        let mut headers = HeaderMap::new();
        assert_eq!(reached_at(None, &headers), "http://localhost");
        headers.insert(header::HOST, "elsewhere.example:8080".parse().unwrap());
        assert_eq!(reached_at(Some(&told), &headers), "https://ledger.example");
        assert_eq!(reached_at(None, &headers), "http://elsewhere.example:8080");
        headers.insert(header::HOST, "\"><script>".parse().unwrap());
        assert_eq!(reached_at(None, &headers), "http://localhost");
    }

    #[test]
    fn an_address_is_a_scheme_and_a_host_and_nothing_else() {
        for text in [
            "",
            "ledger.example",
            "ftp://ledger.example",
            "https://",
            "https://a/b",
            "https://a b",
            "https://a?b",
            "javascript:alert(1)",
        ] {
            assert_eq!(text.parse::<PublicUrl>().unwrap_err().code, "public-url-unreadable", "{text}");
        }
    }
}
