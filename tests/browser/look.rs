//! How the main pages look, and that nothing on them is refused or broken.

use crate::driver::{Browser, DESKTOP, PHONE};
use crate::served::Server;
use crate::{alone, pictures};

/// The main pages, by the name of their picture.
pub const PAGES: &[(&str, &str)] = &[
    ("home", ""),
    ("finance", "finance"),
    ("month", "finance/2026-03"),
    ("party", "party"),
    ("event", "events/317"),
    ("verify", "verify"),
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
                assert_eq!(
                    browser.run(wider, &serde_json::json!([])),
                    0,
                    "{name} scrolls sideways on a {}",
                    screen.name
                );
            }
        }
        browser.screen(DESKTOP, false, true);
        browser.picture(&pictures().join(format!("{name}-print.png")));
        browser.pdf(&pictures().join(format!("{name}.pdf")));
        assert_eq!(browser.complaints(), Vec::<String>::new(), "{name}");
    }
}
