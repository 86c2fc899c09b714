//! A resident asks about a payment, a worker signs the question at the desk, and the payment's page tells it.

use serde_json::json;

use crate::alone;
use crate::driver::{Browser, PHONE};
use crate::served::Server;

#[test]
fn a_resident_asks_and_follows_the_question_from_the_payment() {
    let _turn = alone();
    let (server, browser) = (Server::of_the_year(), Browser::start());
    browser.screen(PHONE, false, false);
    let (index, id) = server.income();
    // From the row of a month to the form, and from the form to the slip, all without scripts.
    browser.go(&server.page("finance/2026-03"));
    browser.click(&format!("a[href='/xingfu/ask?event={index}']"));
    browser.fill("textarea", "这笔收入\u{a0}是怎么来的？<script>alert(1)</script>");
    browser.press("\u{e004}\u{e007}");
    browser.wait(".slip-box");
    let slip = browser.text(".slip-box");
    assert!(slip.contains("这笔收入 是怎么来的？<script>alert(1)</script>") && slip.contains(&id), "{slip}");
    let desk = browser.run("return document.querySelector('a.button[href*=\"desk#\"]').href", &json!([]));
    let desk = desk.as_str().unwrap().to_owned();
    assert_eq!(browser.complaints(), Vec::<String>::new());

    // The clerk's desk opens with the question filled in; nothing is signed by opening it.
    browser.go(&server.page("desk"));
    browser.wait("#desk[data-begun]");
    browser.run("document.getElementById('keys').open = true", &json!([]));
    browser.fill("[name=backup]", server.folder.join("keys/feng-ling.pem").to_str().unwrap());
    browser.click("[data-run=restore] button");
    browser.wait("#desk[data-ready]");
    browser.go("about:blank");
    browser.go(&desk);
    browser.wait("#desk[data-ready] .composing");
    let filled = "return [...document.querySelectorAll('.composing [name]')].map((one) => [one.name, one.value])";
    let filled = browser.run(filled, &json!([]));
    assert!(filled.to_string().contains(&id) && filled.to_string().contains("这笔收入 是怎么来的？"), "{filled}");
    let choose = "const owner = document.querySelector('.composing [name=owner]');
        owner.value = 'person'; owner.dispatchEvent(new Event('change', { bubbles: true }));
        document.querySelector('.composing [name=\"owner.person\"]').value = 'feng-ling';";
    browser.run(choose, &json!([]));
    browser.click(".composing button[type=submit]");
    browser.wait("#sign");
    browser.click("#sign");
    browser.wait("#placed");

    browser.go(&server.page(&format!("events/{index}")));
    let told = browser.text("main");
    assert!(told.contains("后来怎样") && told.contains("这笔收入 是怎么来的？") && told.contains("冯玲"), "{told}");
    // Whoever asked can follow it without coming back.
    assert!(told.contains("订阅后续"));
    let feed = server.read(&format!("feed.atom?event={index}"));
    assert!(feed.contains("这笔收入 是怎么来的？") && feed.matches("<entry>").count() == 2, "{feed}");
    browser.go(&server.page("finance/2026-03"));
    assert!(browser.text("main").contains("有提问，待答复"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
