//! A resident verifies in the browser: the page of the server, and the page kept as a file.

use std::fs;

use serde_json::json;

use crate::driver::{Browser, DESKTOP, PHONE};
use crate::folders::folders;
use crate::served::Server;
use crate::{alone, pictures};

fn verdict(browser: &Browser) -> String {
    browser.wait("[data-verdict]");
    browser
        .run("return document.querySelector('[data-verdict]').dataset.verdict", &json!([]))
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn a_resident_checks_an_account() {
    let _turn = alone();
    let (server, browser) = (Server::of_the_year(), Browser::start());
    browser.screen(PHONE, false, false);

    // From a month's statement, by the link at its foot.
    browser.go(&server.page("finance/2026-03"));
    browser.click("footer a");
    assert_eq!(verdict(&browser), "holds");
    let told = browser.text("#outcome");
    assert!(told.contains("月报表：1 份") && told.contains("¥190,485.60") && told.contains("没有查"), "{told}");
    browser.picture(&pictures().join("verify-month-holds-phone.png"));

    // One entry, from its page.
    let (index, _) = server.income();
    browser.go(&server.page(&format!("events/{index}?lang=en")));
    browser.click("footer a");
    assert_eq!(verdict(&browser), "holds");
    let told = browser.text("#outcome");
    let entry = format!("Entry {index}, mingbai.finance.income.v1");
    assert!(told.contains(&entry) && told.contains("Only this entry"), "{told}");

    // The whole ledger, with the keyboard alone.
    browser.screen(DESKTOP, false, false);
    browser.go(&server.page("verify"));
    browser.wait("[data-ready]");
    browser.run("document.querySelector('[data-run=all] button').focus()", &json!([]));
    browser.press("\u{e007}");
    assert_eq!(verdict(&browser), "holds");
    assert_eq!(
        browser.run("return document.activeElement.dataset.verdict", &json!([])),
        "holds",
        "focus is at the answer"
    );
    browser.picture(&pictures().join("verify-all-holds-desktop.png"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn a_kept_page_verifies_a_receipt_without_any_server() {
    let _turn = alone();
    let folder = tempfile::tempdir().unwrap();
    let (page, kept) = (folder.path().join("mingbai-verify.html"), folder.path().join("receipt.json"));
    let index = {
        let server = Server::of_the_year();
        let (index, id) = server.income();
        fs::write(&page, server.read("verify.html")).unwrap();
        fs::write(&kept, server.read(&format!("api/receipts/{id}"))).unwrap();
        index
    };
    let browser = Browser::start();
    browser.go(&format!("file://{}", page.display()));
    browser.wait("[data-ready]");
    browser.fill("[name=kept]", kept.to_str().unwrap());
    browser.click("[data-run=kept] button");
    assert_eq!(verdict(&browser), "holds");
    assert!(browser.text("#outcome").contains(&format!("第 {index} 条")), "{}", browser.text("#outcome"));

    // One digit of the entry is changed on the way.
    let text = fs::read_to_string(&kept).unwrap();
    let changed = text.replacen("2026-0", "2026-1", 1);
    assert_ne!(text, changed);
    fs::write(&kept, changed).unwrap();
    browser.go(&format!("file://{}", page.display()));
    browser.wait("[data-ready]");
    browser.fill("[name=kept]", kept.to_str().unwrap());
    browser.click("[data-run=kept] button");
    assert_eq!(verdict(&browser), "wrong");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn a_server_that_changed_history_is_caught() {
    let _turn = alone();
    let server = Server::of_the_year();
    let public = server.folder.join("public");
    // The operator lowers one figure of a statement; and, in another copy, rewrites an entry under its old signatures.
    let statement = public.join("finance/2026-03.json");
    let text = fs::read_to_string(&statement).unwrap();
    let forged = text.replacen(
        "{\"label\":\"fact-expense\",\"value\":{\"money\":1717920}}",
        "{\"label\":\"fact-expense\",\"value\":{\"money\":1617920}}",
        1,
    );
    assert_ne!(text, forged);
    fs::write(&statement, &forged).unwrap();
    let page = server.folder.join("page");
    fs::create_dir(&page).unwrap();
    let kept = ureq::get(server.page("verify.html")).call().unwrap().body_mut().read_to_vec().unwrap();
    fs::write(page.join("kept.html"), kept).unwrap();
    let copies = folders(&[("public", public.clone())]);

    let browser = Browser::start();
    let check = || {
        browser.go(&format!("file://{}", page.join("kept.html").display()));
        browser.wait("[data-ready]");
        browser.click("details.trusted summary");
        browser.fill("[name=base]", &format!("{copies}/public"));
        browser.click("[data-run=all] button");
        (verdict(&browser), browser.text("#outcome"))
    };
    let (found, told) = check();
    assert_eq!(found, "wrong", "{told}");
    assert!(told.contains("finance/2026-03") && told.contains("audit-document-differs"), "{told}");
    browser.picture(&pictures().join("verify-wrong-desktop.png"));

    fs::write(&statement, text).unwrap();
    assert_eq!(check().0, "holds");

    let bundle = public.join("tile/entries/001");
    let mut bytes = fs::read(&bundle).unwrap();
    let at = bytes.windows(4).position(|four| four == b"ZXhw").unwrap();
    bytes[at] = b'Y';
    fs::write(&bundle, bytes).unwrap();
    let (found, told) = check();
    assert_eq!(found, "wrong", "{told}");
    assert!(told.contains("audit-tile-differs"), "{told}");
}
