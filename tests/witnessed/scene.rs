//! Witnesses as processes, and a ledger that asks them.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use mingbai::base::note::Vkey;
use mingbai::event::policy::Policy;
use mingbai::merkle::cosignature::CosignerKey;
use mingbai::merkle::trust::{TrustPolicy, Witnessed};
use serde_json::Value;
use tempfile::TempDir;

use crate::cast::SMALL;
use crate::community::{Community, RECEIVERS};
use crate::served::{Client, Server, init, now, run};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mingbai");
/// Times that something is looked at before it is given up, and what lies between.
const PATIENCE: (u32, Duration) = (600, Duration::from_millis(50));

/// Looks until there is something.
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..PATIENCE.0 {
        if let Some(found) = look() {
            return found;
        }
        std::thread::sleep(PATIENCE.1);
    }
    panic!("waited in vain for {what}");
}

/// A witness.
pub struct Witness {
    dir: TempDir,
    process: Option<Child>,
    /// Its address, the same after a restart.
    pub address: String,
    /// Its key.
    pub key: CosignerKey,
}

impl Witness {
    /// A new witness that runs and watches nothing yet.
    pub fn new(name: &str) -> Self {
        Self::made(name, &[])
    }

    /// The same, that replays the rules.
    pub fn strict(name: &str) -> Self {
        Self::made(name, &["--audits"])
    }

    fn made(name: &str, more: &[&str]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let made = run(&[&["witness", "init", "--dir", dir.path().to_str().unwrap(), "--name", name], more].concat());
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let key = String::from_utf8(made.stdout).unwrap().trim().parse().unwrap();
        Self { dir, process: None, address: "127.0.0.1:0".into(), key }
    }

    /// Tells it to watch a log.
    pub fn watch(&self, vkey: &Vkey) {
        let done = run(&["witness", "add-log", "--dir", self.dir.path().to_str().unwrap(), &vkey.to_string()]);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    /// Tells it to watch a log, and where its ledger is.
    pub fn watch_at(&self, vkey: &Vkey, url: &str) {
        let dir = self.dir.path().to_str().unwrap();
        let done = run(&["witness", "add-log", "--dir", dir, "--url", url, &vkey.to_string()]);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    /// Starts it.
    pub fn start(&mut self) {
        let mut process = Command::new(PROGRAM)
            .args(["witness", "serve", "--writes-per-second", "100000", "--listen", &self.address, "--dir"])
            .arg(self.dir.path())
            .env("MINGBAI_LOG", "error")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let line = BufReader::new(process.stdout.take().unwrap()).lines().next().unwrap().unwrap();
        let address = &line[line.find("127.0.0.1:").unwrap()..];
        self.address = address.chars().take_while(|c| c.is_ascii_digit() || ".:".contains(*c)).collect();
        self.process = Some(process);
    }

    /// Ends it without a word.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A ledger that asks witnesses.
pub struct Ledger {
    dir: TempDir,
    server: Option<Server>,
    /// Its key.
    pub vkey: Vkey,
    /// Who signs in it.
    pub community: Community,
    /// Whom it asks, as everybody may read it.
    pub policy: TrustPolicy,
}

impl Ledger {
    /// A new ledger that asks these witnesses, of whom so many must cosign. It does not run yet.
    pub fn new(witnesses: &mut [Witness], at_least: usize) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let vkey = init(dir.path());
        let mut lines = vec![format!("log {vkey}")];
        let mut names = Vec::new();
        for (at, witness) in witnesses.iter_mut().enumerate() {
            witness.watch(&vkey);
            witness.start();
            lines.push(format!("witness w{at} {} http://{}", witness.key, witness.address));
            names.push(format!("w{at}"));
        }
        lines.push(match at_least {
            0 => "quorum none\n".to_owned(),
            _ => format!("group g {at_least} {}\nquorum g\n", names.join(" ")),
        });
        let text = lines.join("\n");
        let policy = TrustPolicy::read(text.as_bytes()).unwrap();
        let community = Community::new(&vkey, now());
        let ledger = Self { dir, server: None, vkey, community, policy };
        std::fs::write(ledger.policy_file(), text).unwrap();
        ledger
    }

    /// The folder of the ledger.
    pub fn folder(&self) -> PathBuf {
        self.dir.path().join(SMALL.slug)
    }

    /// The policy file.
    pub fn policy_file(&self) -> PathBuf {
        self.folder().join("tlog-policy")
    }

    /// The whole folder.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Starts the server.
    pub fn start(&mut self) -> Client {
        let server = Server::start(self.dir.path());
        let client = Client::of(&server.url);
        self.server = Some(server);
        client
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.server.as_ref().unwrap().url
    }

    /// Ends the server without a word.
    pub fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill();
        }
    }

    /// Founds the ledger by this policy.
    pub fn found(&mut self, client: &Client, policy: Policy) {
        for envelope in self.community.founding_by(policy, now()).unwrap() {
            client.submit(&envelope).expect("founding");
        }
    }

    /// Takes money; gives the size the ledger then has.
    pub fn take(&mut self, client: &Client) -> u64 {
        let income = self.community.income(now(), 100, &RECEIVERS).unwrap();
        client.submit(&income).expect("an answer").index + 1
    }

    /// The checkpoint that readers are shown, judged by the policy.
    pub fn shown(&self, client: &Client) -> Witnessed {
        let bytes = client.get("checkpoint").unwrap();
        self.policy.open(&bytes, Some(&self.vkey)).unwrap()
    }

    /// Waits until readers are shown this size with a quorum.
    pub fn cosigned(&self, client: &Client, size: u64) -> Witnessed {
        wait_for("a quorum", || Some(self.shown(client)).filter(|shown| shown.checkpoint.size == size && shown.quorum))
    }
}

/// How the witnesses stand.
pub fn standing(client: &Client) -> Value {
    serde_json::from_slice(&client.get("witnesses.json").unwrap()).unwrap()
}
