//! A browser, driven over WebDriver (W3C) by Debian's chromium-driver on loopback. Started and stopped by its test.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Agent;

/// What the browser is started with: no window, and nothing asked of anybody outside.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
];

/// The name under which WebDriver gives an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// How long a page may take; a slow machine takes longer, and a test that waits in vain fails.
const PATIENCE: Duration = Duration::from_secs(90);

/// A screen.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    pub name: &'static str,
    pub width: u32,
    pub height: u32,
}

pub const PHONE: Screen = Screen { name: "phone", width: 390, height: 844 };
pub const DESKTOP: Screen = Screen { name: "desktop", width: 1280, height: 900 };

pub struct Browser {
    driver: Child,
    session: String,
    agent: Agent,
    _profile: TempDir,
}

impl Browser {
    pub fn start() -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is not there: ./test installs it");
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            let port = line.split_once("started successfully on port ")?.1;
            Some(port.trim_end_matches('.').to_owned())
        });
        let base = format!("http://127.0.0.1:{}", port.expect("chromedriver names its port"));
        let agent: Agent =
            Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).build().into();
        let mut flags: Vec<String> = FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
        flags.push(format!("--user-data-dir={}", profile.path().display()));
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": { "binary": "/usr/bin/chromium", "args": flags },
            "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let mut browser = Self { driver, session: format!("{base}/session"), agent, _profile: profile };
        let begun = browser.post("", &wanted);
        browser.session = format!("{base}/session/{}", begun["sessionId"].as_str().unwrap());
        browser.post("/timeouts", &json!({ "script": 80_000, "pageLoad": 80_000 }));
        browser
    }

    fn answer(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>, what: &str) -> Value {
        let mut response = response.unwrap_or_else(|e| panic!("{what}: {e}"));
        let text = response.body_mut().with_config().limit(1 << 28).read_to_string().unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        assert!(response.status().is_success(), "{what}: {}", value["value"]["message"]);
        value["value"].clone()
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let sent =
            self.agent.post(format!("{}{path}", self.session)).content_type("application/json").send(body.to_string());
        Self::answer(sent, path)
    }

    pub fn go(&self, url: &str) {
        self.post("/url", &json!({ "url": url }));
    }

    /// Runs a function body; a promise it returns is waited for.
    pub fn run(&self, body: &str, args: &Value) -> Value {
        self.post("/execute/sync", &json!({ "script": body, "args": args }))
    }

    /// A command of the browser's own protocol.
    pub fn command(&self, name: &str, params: &Value) -> Value {
        self.post("/goog/cdp/execute", &json!({ "cmd": name, "params": params }))
    }

    fn find(&self, css: &str) -> String {
        let found = self.post("/element", &json!({ "using": "css selector", "value": css }));
        found[ELEMENT].as_str().unwrap().to_owned()
    }

    pub fn click(&self, css: &str) {
        let element = self.find(css);
        self.post(&format!("/element/{element}/click"), &json!({}));
    }

    /// Replaces what stands in a field. Into a file field it puts the file at this path.
    pub fn fill(&self, css: &str, text: &str) {
        let element = self.find(css);
        if self.run("return arguments[0].type", &json!([{ ELEMENT: element }])) != "file" {
            self.post(&format!("/element/{element}/clear"), &json!({}));
        }
        self.post(&format!("/element/{element}/value"), &json!({ "text": text }));
    }

    /// Presses keys, wherever the focus is.
    pub fn press(&self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                [
                    json!({ "type": "keyDown", "value": key.to_string() }),
                    json!({ "type": "keyUp", "value": key.to_string() }),
                ]
            })
            .collect();
        self.post("/actions", &json!({ "actions": [{ "type": "key", "id": "keys", "actions": strokes }] }));
    }

    pub fn text(&self, css: &str) -> String {
        self.find(css);
        // In one step: a page that is drawn anew between finding and reading must not fail the test.
        let told = self
            .run("const e = document.querySelector(arguments[0]); return e ? e.innerText.trim() : null", &json!([css]));
        told.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until something matches.
    pub fn wait(&self, css: &str) {
        // Waiting is bounded; no time that is measured becomes a fact of the test.
        #[allow(clippy::disallowed_methods)]
        let end = Instant::now() + PATIENCE;
        loop {
            if self.run("return document.querySelector(arguments[0]) !== null", &json!([css])) == true {
                return;
            }
            #[allow(clippy::disallowed_methods)]
            let late = Instant::now() > end;
            assert!(
                !late,
                "{css} does not come; the page says:\n{}\n{}",
                self.text("body"),
                self.complaints().join("\n")
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What the browser complained about since last asked: errors, and what the page's own policy refused.
    pub fn complaints(&self) -> Vec<String> {
        let said = self.post("/se/log", &json!({ "type": "browser" }));
        let lines = said.as_array().unwrap().iter();
        lines
            .filter(|line| line["level"] == "SEVERE")
            .map(|line| line["message"].as_str().unwrap().to_owned())
            .collect()
    }

    pub fn screen(&self, screen: Screen, dark: bool, print: bool) {
        let size = json!({ "width": screen.width, "height": screen.height, "deviceScaleFactor": 1, "mobile": false });
        self.command("Emulation.setDeviceMetricsOverride", &size);
        let scheme = json!([{ "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } }]);
        let media = json!({ "media": if print { "print" } else { "screen" }, "features": scheme });
        self.command("Emulation.setEmulatedMedia", &media);
    }

    /// Keeps a picture of the whole page.
    pub fn picture(&self, file: &Path) {
        let taken = self.command("Page.captureScreenshot", &json!({ "captureBeyondViewport": true }));
        keep(file, &taken["data"]);
    }

    /// Keeps the page as it is printed.
    pub fn pdf(&self, file: &Path) {
        let page = json!({ "printBackground": true, "preferCSSPageSize": true });
        keep(file, &self.command("Page.printToPDF", &page)["data"]);
    }
}

fn keep(file: &Path, data: &Value) {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, STANDARD.decode(data.as_str().unwrap()).unwrap()).unwrap();
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The browser goes with its session; only then its driver.
        drop(self.agent.delete(&self.session).call());
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}
