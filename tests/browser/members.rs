//! Three members make their keys in their browsers, found a ledger with people who use the program, co-sign a resolution,
//! and pay from it. Envelopes of the browser and of the program are the same thing.

use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::driver::{Browser, PHONE};
use crate::served::{Server, run};
use crate::{alone, pictures};

const ORIGIN: &str = "example.org/xingfu";
/// Who keeps their key in a browser.
const IN_BROWSERS: [&str; 3] = ["chair", "sup-1", "sup-2"];
/// Who keeps theirs in a file.
const IN_FILES: [&str; 7] = ["secretary", "party-2", "vice", "sup-3", "book", "cash", "clerk"];
const PASSPHRASE: &str = "紫藤花开满了院子的墙";

struct Community {
    server: Server,
    browsers: Vec<(&'static str, Browser)>,
    keys: Vec<(&'static str, String)>,
    files: TempDir,
    vkey: String,
    today: String,
}

impl Community {
    fn begin() -> Self {
        let (data, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let printed = run(&["init", "--dir", data.path().to_str().unwrap(), "--ledger", "xingfu", "--origin", ORIGIN]);
        let vkey = printed.trim().to_owned();
        let papers = files.path().join("papers");
        fs::create_dir(&papers).unwrap();
        let server = Server::set_up(data, &["--keep-papers", papers.to_str().unwrap()]);
        let browsers: Vec<_> = IN_BROWSERS.into_iter().map(|person| (person, Browser::start())).collect();
        let mut keys = Vec::new();
        for (person, browser) in &browsers {
            browser.screen(PHONE, false, false);
            let downloads = json!({ "behavior": "allow", "downloadPath": files.path() });
            browser.command("Browser.setDownloadBehavior", &downloads);
            browser.go(&server.page("desk"));
            browser.wait("#desk[data-begun]");
            browser.fill("[name=passphrase]", PASSPHRASE);
            browser.click("[data-run=create] button");
            browser.wait("#keyid");
            keys.push((*person, browser.text("#keyid")));
        }
        for person in IN_FILES {
            let file = files.path().join(format!("{person}.pem"));
            keys.push((person, run(&["key", "new", file.to_str().unwrap()]).trim().to_owned()));
        }
        let today = run_date();
        Self { server, browsers, keys, files, vkey, today }
    }

    fn browser(&self, person: &str) -> &Browser {
        &self.browsers.iter().find(|(name, _)| *name == person).unwrap().1
    }

    fn key(&self, person: &str) -> &str {
        &self.keys.iter().find(|(name, _)| *name == person).unwrap().1
    }

    fn file(&self, name: &str) -> PathBuf {
        self.files.path().join(name)
    }

    /// Signs with keys in files: a new event of `kind`, or the envelope already in `of`.
    fn program_signs(&self, kind: Option<&str>, of: &str, signers: &[&str]) {
        let out = self.file("envelope.json");
        let input = self.file(of);
        let mut args = vec!["sign".to_owned(), "--out".to_owned(), out.to_str().unwrap().to_owned()];
        for person in signers {
            args.extend(["--key".to_owned(), self.file(&format!("{person}.pem")).to_str().unwrap().to_owned()]);
        }
        if let Some(kind) = kind {
            args.extend(["--kind", kind, "--origin", ORIGIN].map(str::to_owned));
        }
        args.push(input.to_str().unwrap().to_owned());
        drop(fs::remove_file(&out).filter_not_found());
        run(&args.iter().map(String::as_str).collect::<Vec<_>>());
    }

    /// Has a browser sign the envelope file.
    fn browser_signs(&self, person: &str) {
        let browser = self.browser(person);
        let file = self.file("envelope.json");
        browser.go(&self.server.page("desk"));
        browser.wait("#desk[data-ready]");
        browser.run("document.getElementById('keys').open = true", &json!([]));
        browser.fill("[name=envelope]", file.to_str().unwrap());
        browser.click("[data-run=envelope] button");
        browser.wait("#sign");
        browser.click("#sign");
        browser.wait("#signed");
        let signed = browser.run("return document.getElementById('signed').dataset.envelope", &json!([]));
        fs::write(&file, signed.as_str().unwrap()).unwrap();
    }

    /// An event signed by people with files and people with browsers, submitted by the program.
    fn put(&self, kind: &str, data: &Value, signers: &[&str]) {
        fs::write(self.file("data.json"), data.to_string()).unwrap();
        let (browsers, files): (Vec<&str>, Vec<&str>) = signers.iter().partition(|person| IN_BROWSERS.contains(person));
        self.program_signs(Some(kind), "data.json", &files);
        browsers.iter().for_each(|person| self.browser_signs(person));
        run(&["submit", "--to", &self.server.page(""), self.file("envelope.json").to_str().unwrap()]);
    }

    /// A session of somebody who keeps their key in a file.
    fn session(&self, person: &str) -> String {
        let post = |path: &str, body: &Value| -> Value {
            let mut answer = ureq::post(self.server.page(path)).send(body.to_string().as_bytes()).unwrap();
            serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap()
        };
        let challenge = post("api/session/challenge", &json!({}));
        let challenge = challenge["challenge"].as_str().unwrap();
        let key = mingbai::base::key::SecretKey::read(&self.file(&format!("{person}.pem"))).unwrap();
        let sig = key.sign(mingbai::http::session::message(ORIGIN, challenge).as_bytes());
        let answer = json!({ "key": key.public(), "challenge": challenge, "sig": STANDARD.encode(sig) });
        post("api/session", &answer)["token"].as_str().unwrap().to_owned()
    }

    fn roll(&self, body: &str, people: &[&str]) -> Value {
        let roll: Vec<Value> = people.iter().map(|person| json!({ "person": person, "vote": "for" })).collect();
        json!({ "body": body, "on": self.today, "roll": roll })
    }

    /// The first event and the rules: everybody signs.
    fn found(&self) {
        let all: Vec<&str> = IN_BROWSERS.into_iter().chain(IN_FILES).collect();
        let person = |name: &&str| json!({ "person": name, "name": name, "key": self.key(name) });
        let term = |(person, body, office): (&str, &str, &str)| {
            let seat = json!({ "body": body, "office": office });
            json!({ "person": person, "seat": seat, "from": "2020-01-01", "until": "2040-12-31" })
        };
        let body = |(body, sort): (&str, &str)| json!({ "body": body, "name": { "zh": body, "en": body }, "sort": sort, "seats": 5 });
        let terms = [
            ("secretary", "party", "secretary"),
            ("party-2", "party", "member"),
            ("chair", "committee", "chair"),
            ("vice", "committee", "vice-chair"),
            ("sup-1", "supervision", "chair"),
            ("sup-2", "supervision", "member"),
            ("sup-3", "supervision", "member"),
            ("book", "staff", "bookkeeper"),
            ("cash", "staff", "cashier"),
            ("clerk", "staff", "clerk"),
        ];
        let bodies = [
            ("party", "party-committee"),
            ("committee", "committee"),
            ("supervision", "supervision"),
            ("staff", "staff"),
        ];
        let genesis = json!({
            "title": { "zh": "幸福社区明白账", "en": "Xingfu community" },
            "currency": { "code": "CNY", "exponent": 2, "symbol": "¥" }, "utc_offset_minutes": 480, "log": self.vkey,
            "bodies": bodies.map(body), "people": all.iter().map(person).collect::<Vec<_>>(), "terms": terms.map(term),
        });
        self.put("ledger.genesis.v1", &genesis, &all);
        let policy: Value = serde_json::from_str(&run(&["policy", "cn-urban-2026"])).unwrap();
        self.put("ledger.policy.v1", &policy, &all);
    }

    /// An account with money, and a resolution up to its vote.
    fn resolve(&self) {
        let paper = json!({ "sha256": "ab".repeat(32), "media": "application/pdf", "bytes": 3 });
        let account = json!({ "account": "bank:main", "name": "基本户", "first": self.today, "opening": 5_000_000,
            "statement": paper, "bookkeeper": "book", "cashier": "cash" });
        self.put("finance.account.v1", &account, &["book", "cash", "sup-1"]);
        let grant = json!({ "purpose": "maintenance", "cap": 300_000, "from": self.today, "until": "2039-12-31" });
        let details = json!({ "matter": "lamps", "title": "更换楼道灯", "sort": "expense", "grant": grant });
        self.put("resolution.proposed.v1", &json!({ "details": details }), &["clerk"]);
        let step =
            |body, people: &[&str]| json!({ "matter": "lamps", "meeting": self.roll(body, people), "carried": true });
        self.put("resolution.studied.v1", &step("party", &["secretary", "party-2"]), &["secretary", "party-2"]);
        // Both signers of this one keep their keys in browsers; the clerk's file only begins the envelope.
        self.put(
            "resolution.agreed.v1",
            &step("supervision", &["sup-1", "sup-2", "sup-3"]),
            &["sup-3", "sup-1", "sup-2"],
        );
        self.put("resolution.voted.v1", &step("committee", &["chair", "vice"]), &["clerk", "chair"]);
    }

    /// Signs the first draft that waits for this member.
    fn signs_what_waits(&self, person: &str) -> &Browser {
        let browser = self.browser(person);
        browser.go(&self.server.page("desk"));
        browser.wait("#desk[data-ready] #waits li");
        browser.click("#waits li button");
        browser.wait("#sign");
        browser.click("#sign");
        browser.wait("#waiting, #placed");
        browser
    }
}

/// Removing what may not be there.
trait NotFound {
    fn filter_not_found(self) -> Self;
}

impl NotFound for std::io::Result<()> {
    fn filter_not_found(self) -> Self {
        self.or_else(|e| if e.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(e) })
    }
}

/// Today, as the ledger's clock has it.
fn run_date() -> String {
    use mingbai::ledger::clock::{Clock as _, SystemClock};
    SystemClock.now().day_at(480).to_string()
}

fn set(browser: &Browser, name: &str, value: &str) {
    let put =
        "const field = document.querySelector(`.composing [name=\"${arguments[0]}\"], [name=\"${arguments[0]}\"]`);
        field.value = arguments[1];
        field.dispatchEvent(new Event('change', { bubbles: true }));";
    browser.run(put, &json!([name, value]));
}

#[test]
fn three_members_make_keys_co_sign_a_resolution_and_pay_from_it() {
    let _turn = alone();
    let community = Community::begin();
    community.found();
    community.resolve();

    // The secretary begins the draft with the program; three members sign it in their browsers.
    fs::write(community.file("data.json"), json!({ "matter": "lamps", "on": community.today }).to_string()).unwrap();
    community.program_signs(Some("resolution.adopted.v1"), "data.json", &["secretary"]);
    run(&["submit", "--to", &community.server.page(""), "--draft", community.file("envelope.json").to_str().unwrap()]);
    for person in IN_BROWSERS {
        let browser = community.signs_what_waits(person);
        let placed = browser.run("return document.getElementById('placed')?.dataset.index ?? null", &json!([]));
        assert_eq!(placed != Value::Null, person == "sup-2", "placed once it is complete: {}", browser.text("#work"));
    }

    pay(&community);

    object(&community);
    // And anybody verifies it all.
    let browser = community.browser("sup-1");
    browser.go(&format!("{}#finance/{}", community.server.page("verify"), &community.today[..7]));
    browser.wait("[data-verdict]");
    let told = browser.text("#outcome");
    assert!(
        browser.run("return document.querySelector('[data-verdict=holds]') !== null", &json!([])) == true,
        "{told}"
    );
    assert!(told.contains("¥47,140.00"), "{told}");
    for (person, browser) in &community.browsers {
        assert_eq!(browser.complaints(), Vec::<String>::new(), "{person}");
    }
}

/// The chair drafts the payment in a form and signs it first.
fn pay(community: &Community) {
    let browser = community.browser("chair");
    browser.go(&community.server.page("desk"));
    browser.wait("#desk[data-ready] [name=kind]");
    set(browser, "kind", "finance.expenditure.v1");
    let fields = [
        ("amount", "286000"),
        ("from", "bank:main"),
        ("category", "maintenance"),
        ("purpose", "楼道灯二十盏"),
        ("payee", "诚信水电维修部"),
        ("on", &community.today),
        ("matter", "lamps"),
        ("voucher_no", "v-1"),
        ("handler", "clerk"),
        ("witness", "party-2"),
        ("approver", "chair"),
        ("bookkeeper", "book"),
        ("cashier", "cash"),
    ];
    fields.iter().for_each(|(name, value)| set(browser, name, value));
    let invoice = community.file("invoice.pdf");
    fs::write(&invoice, b"%PDF-1.4 invoice").unwrap();
    browser.click("[name=\"vouchers+\"]");
    browser.fill("[name=\"vouchers.0\"]", invoice.to_str().unwrap());
    browser.wait("[data-hash]");
    let hash = mingbai::base::hash::Hash::of(b"%PDF-1.4 invoice").to_string();
    assert_eq!(browser.run("return document.querySelector('[data-hash]').dataset.hash", &json!([])), hash);
    browser.click("[name=\"vouchers.0.keep\"]");
    browser.picture(&pictures().join("desk-form-phone.png"));
    browser.click(".composing button[type=submit]");
    browser.wait("#sign");
    let raw = browser.run("return document.getElementById('raw').dataset.payload", &json!([]));
    assert!(raw.as_str().unwrap().contains(&hash) && raw.as_str().unwrap().contains("\"amount\":286000"), "{raw}");
    let told = browser.text("#signing");
    assert!(told.contains("¥2,860.00") && told.contains("诚信水电维修部") && told.contains("还缺什么"), "{told}");
    browser.picture(&pictures().join("desk-signing-phone.png"));
    browser.click("#sign");
    browser.wait("#waiting");
    browser.wait(&format!("#papers [data-kept=\"{hash}\"]"));
    browser.picture(&pictures().join("desk-kept-phone.png"));
    let id = browser.run("return document.getElementById('waiting').dataset.id", &json!([]));
    community.signs_what_waits("sup-1");

    // The others use the program, on the same draft.
    let draft = ureq::get(community.server.page(&format!("api/drafts/{}", id.as_str().unwrap())))
        .call()
        .unwrap()
        .body_mut()
        .read_to_string();
    let draft: Value = serde_json::from_str(&draft.unwrap()).unwrap();
    assert_eq!(draft["envelope"]["signatures"].as_array().unwrap().len(), 2);
    fs::write(community.file("draft.json"), draft["envelope"].to_string()).unwrap();
    community.program_signs(None, "draft.json", &["clerk", "party-2", "book", "cash"]);
    run(&["submit", "--to", &community.server.page(""), "--draft", community.file("envelope.json").to_str().unwrap()]);
    let gone = ureq::get(community.server.page(&format!("api/receipts/{}", id.as_str().unwrap()))).call().unwrap();
    assert_eq!(gone.status(), 200, "the payment is in the ledger");
    papers(community, id.as_str().unwrap(), &hash);
}

/// Anybody finds the voucher on the page of its event; nobody but a signer puts one there, and nothing but what was signed for.
fn papers(community: &Community, event: &str, hash: &str) {
    let server = &community.server;
    let mut answer = ureq::get(server.page(&format!("papers/{hash}"))).call().unwrap();
    let told = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(
        (told("content-type").as_str(), told("x-content-type-options").as_str()),
        ("application/pdf", "nosniff")
    );
    assert!(
        told("content-disposition").starts_with("attachment;") && told("content-security-policy").contains("sandbox")
    );
    assert_eq!(answer.body_mut().read_to_vec().unwrap(), b"%PDF-1.4 invoice");
    let browser = community.browser("sup-1");
    let index = server.read(&format!("api/receipts/{event}"));
    let index: Value = serde_json::from_str(&index).unwrap();
    browser
        .go(&server
            .page(&format!("events/{}", index["receipt"]["index"].as_u64().or(index["index"].as_u64()).unwrap())));
    browser.wait(&format!("a[href$=\"/papers/{hash}\"][download]"));
    browser.picture(&pictures().join("event-papers-phone.png"));
    let put = |event: &str, digest: &str, token: &str, body: &[u8]| {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let asked = agent
            .put(server.page(&format!("api/papers/{event}/{digest}")))
            .header("Authorization", format!("Bearer {token}"));
        let mut answer = asked.send(body).unwrap();
        let told: Value = serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap_or_default();
        (answer.status().as_u16(), told["error"]["code"].as_str().unwrap_or_default().to_owned())
    };
    let refused = |code: &str| (422, code.to_owned());
    assert_eq!(put(event, hash, "", b"%PDF-1.4 invoice"), refused("session-over"));
    let (signer, stranger) = (community.session("clerk"), community.session("sup-3"));
    assert_eq!(put(event, hash, &stranger, b"%PDF-1.4 invoice"), refused("paper-not-yours"));
    assert_eq!(put(event, hash, &signer, b"%PDF-1.4 another"), refused("paper-differs"));
    let other = mingbai::base::hash::Hash::of(b"%PDF-1.4 another").to_string();
    assert_eq!(put(event, &other, &signer, b"%PDF-1.4 another").1, "paper-not-named");
    assert_eq!(put(event, hash, &signer, b"%PDF-1.4 invoice").0, 204);
    let longest = vec![b'x'; mingbai::base::limits::PAPER_BYTES + 1];
    assert_eq!(put(event, hash, &signer, &longest).0, 413);
}

/// The supervision group objects, from their browsers; what they objected to cannot be adopted; the committee answers with
/// less, and that is agreed.
fn object(community: &Community) {
    let server = &community.server;
    let propose = |matter: &str, cap: u64| {
        let grant = json!({ "purpose": "maintenance", "cap": cap, "from": community.today, "until": "2039-12-31" });
        let details = json!({ "matter": matter, "title": "重铺广场", "sort": "expense", "grant": grant });
        community.put("resolution.proposed.v1", &json!({ "details": details }), &["clerk"]);
        let studied =
            json!({ "matter": matter, "meeting": community.roll("party", &["secretary", "party-2"]), "carried": true });
        community.put("resolution.studied.v1", &studied, &["secretary", "party-2"]);
    };
    propose("square", 280_000);
    let mut meeting = community.roll("supervision", &["sup-1", "sup-2", "sup-3"]);
    for line in meeting["roll"].as_array_mut().unwrap() {
        line["vote"] = json!("against");
    }
    let opinion = "报价只有一家，应当重新询价。";
    let objection = json!({ "matter": "square", "meeting": meeting, "carried": false, "opinion": opinion });
    community.put("resolution.agreed.v1", &objection, &["sup-3", "sup-1", "sup-2"]);
    let browser = community.browser("chair");
    browser.go(&server.page("party/resolution/square"));
    assert!(browser.text("main").contains(opinion), "{}", browser.text("main"));

    // The chair would adopt it all the same; the desk says what stands in the way, before anything is signed.
    browser.go(&server.page("desk"));
    browser.wait("#desk[data-ready] [name=kind]");
    set(browser, "kind", "resolution.adopted.v1");
    set(browser, "matter", "square");
    set(browser, "on", &community.today);
    browser.click(".composing button[type=submit]");
    browser.wait("#unmet li");
    let codes =
        browser.run("return [...document.querySelectorAll('#unmet li')].map((one) => one.dataset.code)", &json!([]));
    assert!(codes.as_array().unwrap().iter().any(|code| code != "signatures-missing"), "{codes}");

    propose("square-2", 180_000);
    let agreed = json!({ "matter": "square-2", "meeting": community.roll("supervision", &["sup-1", "sup-2", "sup-3"]), "carried": true });
    community.put("resolution.agreed.v1", &agreed, &["sup-3", "sup-1", "sup-2"]);
    browser.go(&server.page("party/resolution/square-2"));
    assert!(!browser.text("main").contains(opinion));
}

#[test]
fn a_key_comes_back_from_its_backup_and_from_the_programs_file() {
    let _turn = alone();
    let (server, files) = (Server::of_the_year(), tempfile::tempdir().unwrap());
    let made = {
        let browser = Browser::start();
        browser.command("Browser.setDownloadBehavior", &json!({ "behavior": "allow", "downloadPath": files.path() }));
        browser.go(&server.page("desk"));
        browser.wait("#desk[data-begun]");
        browser.fill("[name=passphrase]", PASSPHRASE);
        browser.click("[data-run=create] button");
        browser.wait("#keyid");
        // Scripts cannot read the key out again.
        let exported = browser.run(
            "return (async () => {
                const { keptKey } = await import(document.querySelector('script[type=module]').src.replace('desk.js', 'keys.js'));
                const key = await keptKey();
                return crypto.subtle.exportKey('pkcs8', key.secret).then(() => 'taken out', () => 'kept');
            })();",
            &json!([]),
        );
        assert_eq!(exported, "kept");
        browser.text("#keyid")
    };
    let backup = files.path().join(format!("mingbai-key-{}.json", &made[8..16]));
    let text = fs::read_to_string(&backup).unwrap();
    assert!(text.contains("AES-256-GCM") && text.contains(&made));

    let browser = Browser::start();
    browser.go(&server.page("desk"));
    browser.wait("#desk[data-begun]");
    let restored = |file: &std::path::Path, passphrase: &str| {
        browser.run("document.getElementById('keys').open = true", &json!([]));
        browser.fill("[name=backup]", file.to_str().unwrap());
        browser.fill("[name=opening]", passphrase);
        browser.click("[data-run=restore] button");
    };
    restored(&backup, "another passphrase");
    browser.wait("[role=alert]");
    restored(&backup, PASSPHRASE);
    browser.wait("#keyid");
    assert_eq!(browser.text("#keyid"), made);
    assert!(browser.text("#who").contains("还没有登记"));

    browser.go(&server.page("desk"));
    browser.wait("#desk[data-ready]");
    restored(&server.folder.join("keys/chen-guoqiang.pem"), "");
    browser.wait("#who");
    while browser.text("#keyid") == made {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(browser.text("#who").contains("陈国强"), "{}", browser.text("#who"));
}
