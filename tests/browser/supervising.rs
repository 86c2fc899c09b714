//! The supervision desk over the demo's year: what is late leads to its record, and the audit file says what the pages say.

use serde_json::{Value, json};

use crate::alone;
use crate::driver::{Browser, PHONE};
use crate::served::{Server, run};

#[test]
fn what_is_late_leads_to_its_record_and_the_audit_file_can_be_checked() {
    let _turn = alone();
    let (server, browser) = (Server::of_the_year(), Browser::start());
    browser.screen(PHONE, false, false);
    browser.go(&server.page(""));
    let late = browser.text("[aria-labelledby=late] li a");
    browser.click("[aria-labelledby=late] li a");
    browser.wait("h1 + p.lead");
    assert!(!late.is_empty() && browser.text("main").contains(late.trim_start_matches("办理 ")), "{late}");

    browser.go(&server.page("supervision"));
    assert!(browser.text("main").contains("! 逾期未办"));
    let command = browser.text("pre.copied");
    let address = command.strip_prefix("mingbai verify ").unwrap();
    let told = run(&["verify", address]);
    assert!(told.contains("结论：成立"), "{told}");

    // The page itself may fetch nothing.
    let link = browser.run("return document.querySelector('a[download$=\".json\"]').getAttribute('href')", &json!([]));
    let file = server.read(link.as_str().unwrap().strip_prefix("/xingfu/").unwrap());
    let file: Value = serde_json::from_str(&file).unwrap();
    let documents = file["documents"].as_array().unwrap();
    assert!(documents.len() > 50, "{}", documents.len());
    for document in documents.iter().take(3) {
        let published: Value =
            serde_json::from_str(&server.read(&format!("{}.json", document["path"].as_str().unwrap()))).unwrap();
        assert_eq!((&document["digest"], &document["size"]), (&published["digest"], &published["size"]));
    }
    assert_eq!(file["checkpoint"], server.read("checkpoint"));
    assert!(file["duties"]["rows"].as_array().unwrap().len() >= 2);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
