//! How the main pages look, that nothing on them is refused or broken, and that everybody can use them.

use std::fs;

use serde_json::{Value, json};

use crate::driver::{Browser, DESKTOP, PHONE};
use crate::served::Server;
use crate::{alone, pictures, root};

/// The main pages, by the name of their picture.
const PAGES: &[(&str, &str)] = &[
    ("home", ""),
    ("finance", "finance"),
    ("month", "finance/2026-03"),
    ("party", "party"),
    ("services", "services"),
    ("cases", "services/question"),
    ("evaluation", "party/evaluation/2026-04-1"),
    ("event", "events/365"),
    ("ask", "ask?event=365"),
    ("slip", "ask?event=365&words=%E8%BF%99%E7%AC%94%E9%92%B1"),
    ("supervision", "supervision"),
    ("past", "on/2026-03-31/"),
    ("search", "search?q=%E5%8A%A9%E9%A4%90"),
    ("verify", "verify"),
    ("desk", "desk"),
    ("notice", "notice/finance/2026-03"),
];

#[test]
fn the_main_pages_are_pictured_in_every_light() {
    let _turn = alone();
    let (server, browser) = (Server::of_the_year(), Browser::start());
    for (name, path) in PAGES {
        browser.go(&server.page(path));
        for screen in [PHONE, DESKTOP] {
            for dark in [false, true] {
                browser.screen(screen, dark, false);
                let light = if dark { "dark" } else { "light" };
                browser.picture(&pictures().join(format!("{name}-{}-{light}.png", screen.name)));
                let wider = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
                assert_eq!(browser.run(wider, &json!([])), 0, "{name} scrolls sideways on a {}", screen.name);
            }
        }
        browser.screen(DESKTOP, false, true);
        browser.picture(&pictures().join(format!("{name}-print.png")));
        browser.pdf(&pictures().join(format!("{name}.pdf")));
        assert_eq!(browser.complaints(), Vec::<String>::new(), "{name}");
    }
    for form in ["a3", "slip"] {
        browser.go(&server.page(&format!("notice/finance/2026-03?form={form}")));
        browser.pdf(&pictures().join(format!("notice-{form}.pdf")));
    }
}

#[test]
fn nothing_serious_stands_in_anybodys_way() {
    let _turn = alone();
    let script = root().join("target/axe/package/axe.min.js");
    let axe = fs::read_to_string(&script).expect("axe-core is not there: ./test installs it");
    let (server, browser) = (Server::of_the_year(), Browser::start());
    let check = "return axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((found) => found.violations
        .filter((one) => one.impact === 'serious' || one.impact === 'critical')
        .map((one) => [one.id, one.help, one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160) + ' ' + node.failureSummary)]));";
    let mut found: Vec<Value> = Vec::new();
    for (name, path) in PAGES {
        for language in ["", "?lang=en"] {
            let language = if path.contains('?') { language.replace('?', "&") } else { language.to_owned() };
            browser.go(&server.page(&format!("{path}{language}")));
            browser.run(&axe, &json!([]));
            for (screen, dark) in [(PHONE, false), (PHONE, true), (DESKTOP, false), (DESKTOP, true)] {
                browser.screen(screen, dark, false);
                let wrong = browser.run(check, &json!([]));
                let here = wrong.as_array().unwrap().iter().map(|one| json!([name, language, screen.name, dark, one]));
                found.extend(here);
            }
        }
    }
    assert!(found.is_empty(), "{}", serde_json::to_string_pretty(&found).unwrap());
}

#[test]
fn the_keyboard_goes_everywhere_and_is_seen() {
    let _turn = alone();
    let (server, browser) = (Server::of_the_year(), Browser::start());
    browser.screen(DESKTOP, false, false);
    for (name, path) in PAGES {
        browser.go(&server.page(path));
        let count = "return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex=\"0\"]')]
            .filter((element) => element.checkVisibility() && !element.disabled).length";
        let there = browser.run(count, &json!([])).as_u64().unwrap();
        let mut reached = 0;
        for _ in 0..there.min(60) {
            browser.press("\u{e004}");
            let seen = "const at = document.activeElement; if (at === document.body) return null;
                const style = getComputedStyle(at);
                return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;";
            let seen = browser.run(seen, &json!([]));
            assert_eq!(
                seen,
                true,
                "{name}: focus is not seen on {}",
                browser.run("return document.activeElement.outerHTML", &json!([]))
            );
            reached += 1;
        }
        assert_eq!(reached, there.min(60), "{name}");
    }
    // The first key leads past the head of a page.
    browser.go(&server.page("finance"));
    browser.press("\u{e004}\u{e007}");
    assert_eq!(browser.run("return location.hash", &json!([])), "#main");
}

#[test]
fn a_notice_fits_its_paper_and_leads_to_its_proof() {
    let _turn = alone();
    let (server, browser) = (Server::of_the_year(), Browser::start());
    browser.screen(PHONE, false, false);
    browser.go(&server.page("notice/finance/2026-03"));
    let paper = browser.text("main");
    assert!(paper.contains("¥190,485.60") && paper.contains("怎样核对这张纸"), "{paper}");
    let groups = browser.text(".checking dd code");
    assert_eq!(groups.split(' ').filter(|group| group.len() == 4).count(), 12, "{groups}");
    // What the code holds is what the page says: the document, and the history it stands on.
    let size: u64 = paper.split("前 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    let address = browser.text(".where");
    let verified = |root: &str| {
        browser.go(&format!("{address}?{root}#finance/2026-03&size={size}&root={root}"));
        browser.wait("[data-verdict]");
        browser
            .run("return document.querySelector('[data-verdict]').dataset.verdict", &json!([]))
            .as_str()
            .unwrap()
            .to_owned()
    };
    let root = groups.replace(' ', "");
    assert_eq!(verified(&root), "holds");
    // A paper with another root is of another history.
    let other: String = root.chars().rev().collect();
    assert_eq!(verified(&other), "wrong");
    assert!(browser.text("#outcome").contains("audit-root-differs"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
