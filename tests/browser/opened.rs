//! A supervisor reads a private field in the browser; nobody else does, and the record says who did.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::driver::{Browser, PHONE};
use crate::served::{Server, run};
use crate::{alone, pictures};

const ORIGIN: &str = "demo.mingbai.example/xingfu";
const WORDS: &str = "态度粗暴，三次推诿（此为虚构）";
const PURPOSE: &str = "复核投诉";

/// A complaint with a private field, sent with what opens it, by the demo's clerk.
fn complain(server: &Server, files: &Path) -> String {
    let file = |name: &str| files.join(name).to_str().unwrap().to_owned();
    fs::write(file("value"), WORDS).unwrap();
    let sealed = run(&["opening", "seal", "--field", "words", "--out", &file("words.opening"), &file("value")]);
    let sealed: Value = serde_json::from_str(&sealed).unwrap();
    let data = json!({ "complaint": "k-browser", "person": "zheng-deming", "title": "服务态度", "words": sealed,
        "owner": { "body": "supervision" } });
    fs::write(file("data.json"), data.to_string()).unwrap();
    let key = server.folder.join("keys/feng-ling.pem");
    let key = key.to_str().unwrap();
    let kind = "conduct.complaint-made.v1";
    run(&["sign", "--key", key, "--kind", kind, "--origin", ORIGIN, "--out", &file("event.json"), &file("data.json")]);
    run(&["opening", "send", "--to", &server.page(""), "--opening", &file("words.opening"), &file("event.json")]);
    sealed["sealed"].as_str().unwrap().to_owned()
}

/// Signs in with a member's key and asks to read, as the supervision desk leads to it.
fn ask(server: &Server, member: &str, sealed: &str) -> Browser {
    let browser = Browser::start();
    browser.screen(PHONE, false, false);
    browser.go(&server.page("desk"));
    browser.wait("#desk[data-begun]");
    let key = server.folder.join("keys").join(member);
    browser.fill("[name=backup]", key.to_str().unwrap());
    browser.click("[data-run=restore] button");
    browser.wait("#desk[data-ready]");
    browser.go(&server.page("supervision"));
    let link = "return [...document.querySelectorAll('a.button')].find((one) => one.href.includes(arguments[0])).href";
    let link = browser.run(link, &json!([sealed]));
    browser.go(link.as_str().unwrap());
    browser.wait(".composing [name=\"fields.0.sealed\"]");
    let filled = browser.run("return document.querySelector('[name=\"fields.0.sealed\"]').value", &json!([]));
    assert_eq!(filled, sealed, "the form is filled in; nothing is signed yet");
    browser.run("document.querySelector('.composing [name=purpose]').value = arguments[0]", &json!([PURPOSE]));
    browser.click(".composing button[type=submit]");
    browser.wait("#sign");
    browser.click("#sign");
    browser
}

#[test]
fn a_supervisor_reads_a_private_field_and_the_record_says_so() {
    let _turn = alone();
    let (server, files) = (Server::of_the_year(), tempfile::tempdir().unwrap());
    let sealed = complain(&server, files.path());

    let clerk = ask(&server, "feng-ling.pem", &sealed);
    clerk.wait("[role=alert] li[data-code=signatures-missing]");
    assert!(!clerk.text("body").contains(WORDS), "it was given to somebody who is not entitled");

    let supervisor = ask(&server, "lin-wenbin.pem", &sealed);
    supervisor.wait("#opened");
    assert!(supervisor.text("#opened").contains(WORDS), "{}", supervisor.text("#opened"));
    supervisor.picture(&pictures().join("desk-opened-phone.png"));
    let index = supervisor.run("return document.getElementById('opened').dataset.index", &json!([]));
    let recorded = server.read(&format!("events/{}", index.as_str().unwrap()));
    assert!(recorded.contains(PURPOSE) && recorded.contains("林文斌") && !recorded.contains(WORDS));
    supervisor.click("#opened button");
    supervisor.wait("#desk[data-ready] [name=kind]");
    assert!(!supervisor.text("body").contains(WORDS), "it is gone when the page is left");

    // A server that gives out another value than was sealed is caught.
    supervisor.go(&server.page("desk"));
    supervisor.wait("#desk[data-ready]");
    let caught = supervisor.run(
        "return (async () => {
            const { openedValues } = await import(document.querySelector('script[type=module]').src.replace('desk.js', 'opened.js'));
            const opening = btoa(JSON.stringify(['AAAAAAAAAAAAAAAAAAAAAA', 'words', 'lie']));
            const given = { index: 1, values: [{ sealed: arguments[0], opening }] };
            return (await openedValues(given, (key) => key, (field) => field, null)).textContent;
        })();",
        &json!([sealed]),
    );
    assert!(caught.as_str().unwrap().contains("desk-differs") && !caught.as_str().unwrap().contains("lie"), "{caught}");
    assert_eq!(supervisor.complaints(), Vec::<String>::new());
}
