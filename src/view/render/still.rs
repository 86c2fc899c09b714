//! Pages as files of a static copy: where each stands, and links that work wherever the folder is put.
//!
//! A file server answers the same whatever is asked behind `?`, so what a page asks there becomes part of a file's name, and
//! links become relative. What only the ledger's own server can do (search, desk, days past) leads to a page that says so.
//! Pure: publisher and auditor make the same pages by it.

/// What stands before a ledger's paths in links before they become relative; it is in no published page.
pub const BASE: &str = "/ledger";
/// The file that says that a folder is such a copy.
pub const MARK: &str = "copy.json";
/// The page that says what a copy does not have.
pub const ABSENT: &str = "copy";
/// What stands behind `?` to ask for all rows.
pub const WHOLE: &str = "all";

/// First parts of addresses that only the ledger's own server answers.
const LIVE: [&str; 10] =
    ["search", "search.json", "ask", "desk", "supervision", "audit.json", "on", "notice", "api", "feed.atom"];
/// First parts of addresses that are files already.
const FILES: [&str; 4] = ["assets", "tile", "checkpoint", "vkey"];

/// The file, and the place in it, for an address below the ledger's own: `finance?lang=en` is `finance/en.html`.
pub fn place(address: &str) -> String {
    let (address, fragment) =
        address.split_once('#').map_or((address, None), |(address, place)| (address, Some(place)));
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let asked = |name: &str| query.split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
    let english = asked("lang") == Some("en");
    let path = path.trim_matches('/');
    let first = path.split('/').next().unwrap_or_default();
    let placed = |file: String| match fragment {
        Some(fragment) => format!("{file}#{fragment}"),
        None => file,
    };
    if FILES.contains(&first) || path.ends_with(".json") && !LIVE.contains(&first) {
        return placed(path.to_owned());
    }
    if LIVE.contains(&first) {
        return in_folder(ABSENT, "", english, "html");
    }
    // What an entry says is read from the entry itself, by the page that checks it.
    if first == "events" {
        return format!("{}#{path}", in_folder("verify", "", english, "html"));
    }
    if path == "verify.html" {
        return in_folder("verify", "keep", english, "html");
    }
    if let Some(path) = path.strip_suffix(".csv") {
        return in_folder(path, asked("table").unwrap_or("items"), english, "csv");
    }
    let page = match (asked("table"), asked("page")) {
        (_, Some(WHOLE)) => WHOLE.to_owned(),
        (Some(table), Some(page)) if page != "1" => format!("{table}-{page}"),
        _ => String::new(),
    };
    placed(in_folder(path, &page, english, "html"))
}

fn in_folder(folder: &str, name: &str, english: bool, ending: &str) -> String {
    let file = match (name, english) {
        ("", false) => "index".to_owned(),
        ("", true) => "en".to_owned(),
        (name, false) => name.to_owned(),
        (name, true) => format!("{name}-en"),
    };
    if folder.is_empty() { format!("{file}.{ending}") } else { format!("{folder}/{file}.{ending}") }
}

/// The page as it stands in the file `here`: a page made with [`BASE`], its links relative.
pub fn page(html: &str, here: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    // A quotation mark in a text is escaped, so this begins values of attributes and nothing else.
    while let Some((before, after)) = rest.split_once("=\"") {
        let (value, behind) = after.split_once('"').unwrap_or((after, ""));
        out.push_str(before);
        out.push_str("=\"");
        let led = [" href", " src", " action"].iter().any(|name| before.ends_with(name));
        match below(value).filter(|_| led) {
            Some(address) => out.push_str(&relative(here, &place(&address.replace("&amp;", "&")))),
            None => out.push_str(value),
        }
        out.push('"');
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The part of a link below the ledger's own address; none when it leads elsewhere.
fn below(value: &str) -> Option<&str> {
    if value.starts_with("/assets/") {
        return value.strip_prefix('/');
    }
    if let Some(rest) = value.strip_prefix(BASE).filter(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#'])) {
        return Some(rest.strip_prefix('/').unwrap_or(rest));
    }
    // The list of a server's ledgers: a copy has one, whose first page that is.
    if value == "/" || value.starts_with("/?") { value.strip_prefix('/') } else { None }
}

/// The way from one file to another of the same copy.
fn relative(here: &str, there: &str) -> String {
    let from: Vec<&str> = here.split('/').collect();
    let to: Vec<&str> = there.split('/').collect();
    let folders = from.len().min(to.len()) - 1;
    let common = from.iter().zip(&to).take(folders).take_while(|(one, other)| one == other).count();
    let up = "../".repeat(from.len() - 1 - common);
    format!("{up}{}", to[common..].join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_has_a_file() {
        for (address, file) in [
            ("", "index.html"),
            ("?lang=en", "en.html"),
            ("finance", "finance/index.html"),
            ("finance?lang=en", "finance/en.html"),
            ("finance/2026-03?page=all", "finance/2026-03/all.html"),
            ("finance/2026-03?lang=en&page=all", "finance/2026-03/all-en.html"),
            ("finance?table=items&page=2#items", "finance/items-2.html#items"),
            ("finance?table=items&page=1", "finance/index.html"),
            ("finance.json", "finance.json"),
            ("finance/2026-03.json?lang=en", "finance/2026-03.json"),
            ("finance.csv?lang=en&table=months", "finance/months-en.csv"),
            ("finance.csv", "finance/items.csv"),
            ("events/12?lang=en#after", "verify/en.html#events/12"),
            ("verify#finance/2026-03", "verify/index.html#finance/2026-03"),
            ("verify.html?lang=en", "verify/keep-en.html"),
            ("search?lang=en", "copy/en.html"),
            ("audit.json", "copy/index.html"),
            ("api/receipts/a", "copy/index.html"),
            ("tile/0/x001/067.p/3", "tile/0/x001/067.p/3"),
            ("checkpoint", "checkpoint"),
        ] {
            assert_eq!(place(address), file, "{address}");
        }
    }

    #[test]
    fn links_lead_to_files_wherever_the_folder_stands() {
        let html = "<link href=\"/assets/style.css\"><a class=\"a\" href=\"/ledger/finance?lang=en&amp;page=all\">\
            href=&quot;/ledger/x&quot;</a><a href=\"#items\"><a href=\"/ledger/\"><a href=\"/ledgers\"><a href=\"/?lang=en\">\
            <form action=\"/ledger/search\"><a href=\"https://elsewhere.example/ledger/\"><p title=\"/ledger/\">";
        let still = "<link href=\"../../assets/style.css\"><a class=\"a\" href=\"../all-en.html\">\
            href=&quot;/ledger/x&quot;</a><a href=\"#items\"><a href=\"../../index.html\"><a href=\"/ledgers\"><a href=\"../../en.html\">\
            <form action=\"../../copy/index.html\"><a href=\"https://elsewhere.example/ledger/\"><p title=\"/ledger/\">";
        assert_eq!(page(html, "finance/2026-03/index.html"), still);
        assert_eq!(page("<a href=\"/ledger/finance\">", "finance/index.html"), "<a href=\"index.html\">");
        assert_eq!(page("<a href=\"/ledger/finance\">", "index.html"), "<a href=\"finance/index.html\">");
        assert_eq!(page("<a href=\"/ledger", "index.html"), "<a href=\"index.html\"");
    }
}
