//! Pages under load: `wrk` against this server, beside nginx giving the same bytes from a file in the same run.
//!
//! Each page is asked for as it is kept ([`mingbai::http::answers`]), and with a question that no two requests share, so
//! that it is made anew each time. Pages of a ledger of 1,000 events stand beside it, to see what length costs.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use mingbai::http::follow::Followed;

use crate::client::{Client, Served};
use crate::figure::{Report, Rounds, number};
use crate::peers::{folder, program, ran};
use crate::{Asked, made};

/// Seconds that one page is asked for, and by how many connections.
const LOAD: (u32, u32) = (4, 16);
/// Events of the short ledger.
const FEW: u64 = 1_000;
/// What `wrk` does: with `anew` no two requests are the same.
const SCRIPT: &str = r#"
local n, id = 0, 0
function setup(thread) id = id + 1; thread:set("id", id) end
function request()
    n = n + 1
    if anew == nil then anew = os.getenv("ANEW") or "" end
    if anew == "" then return wrk.format() end
    return wrk.format("GET", wrk.path .. "?anew=" .. anew .. "-" .. tostring(id) .. "-" .. n)
end
function done(summary, latency, requests)
    local wrong = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
    io.write(string.format("TOLD %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), wrong))
end
"#;

/// What came of asking for one page.
struct Told {
    per_second: f64,
    half: f64,
    most: f64,
}

/// Asks for one page as fast as it comes.
fn load(asked: &Asked, address: SocketAddr, path: &str, anew: Option<&str>) -> Told {
    let script = asked.dir.join("pages.lua");
    std::fs::write(&script, SCRIPT).unwrap();
    let (seconds, connections) = (format!("{}s", LOAD.0), LOAD.1.to_string());
    let mut wrk = Command::new(program("wrk").unwrap());
    wrk.args(["-t1", "-c", &connections, "-d", &seconds, "-s"]).arg(&script).arg(format!("http://{address}{path}"));
    let text = ran(wrk.env("ANEW", anew.unwrap_or_default()));
    let line = text.lines().find_map(|line| line.strip_prefix("TOLD ")).unwrap_or_else(|| panic!("{text}"));
    let told: Vec<f64> = line.split(' ').map(|value| value.parse().unwrap()).collect();
    assert!(told[4] == 0.0 && told[0] > 0.0, "{text}");
    Told { per_second: told[0] / told[1] * 1e6, half: told[2] / 1_000.0, most: told[3] / 1_000.0 }
}

/// nginx over a folder.
struct Nginx(Child, SocketAddr);

impl Nginx {
    fn start(dir: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let settings = format!(
            "daemon off; worker_processes auto; pid {0}/pid; error_log {0}/error.log;\n\
             events {{ worker_connections 256; }}\n\
             http {{ access_log off; sendfile on; tcp_nopush on; open_file_cache max=100; default_type text/html;\n\
             keepalive_requests 100000000; client_body_temp_path {0}/body; proxy_temp_path {0}/proxy;\n\
             fastcgi_temp_path {0}/fastcgi; uwsgi_temp_path {0}/uwsgi; scgi_temp_path {0}/scgi;\n\
             server {{ listen 127.0.0.1:{port}; root {0}; }} }}\n",
            dir.display()
        );
        let file = dir.join("nginx.conf");
        std::fs::write(&file, settings).unwrap();
        let mut command = Command::new(program("nginx").unwrap());
        let child = command.arg("-e").arg(dir.join("error.log")).arg("-c").arg(&file).stdin(Stdio::null());
        let nginx = Self(child.spawn().unwrap(), SocketAddr::from(([127, 0, 0, 1], port)));
        for _ in 0..100 {
            if TcpStream::connect(nginx.1).is_ok() {
                return nginx;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("nginx does not answer on {port}");
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-QUIT", &self.0.id().to_string()]).status();
        let _ = self.0.wait();
    }
}

/// A ledger as a server finds it, and its size.
fn folded(dir: &Path, events: u64) -> u64 {
    let made = made::ledger(dir, events);
    // With the snapshot that a server leaves behind.
    drop(Followed::open(Arc::clone(&made.ledger)).unwrap());
    made.ledger.published().borrow().size
}

/// Pages that are measured, by what they are called here.
fn pages(size: u64) -> Vec<(&'static str, String)> {
    vec![
        ("first page", format!("/{}/", made::SLUG)),
        ("accounts, all months", format!("/{}/finance", made::SLUG)),
        ("accounts of one month", format!("/{}/finance/2015-01", made::SLUG)),
        ("page of an event", format!("/{}/events/{}", made::SLUG, size / 2)),
    ]
}

struct Measured {
    kept: Vec<Told>,
    anew: Vec<Told>,
}

impl Measured {
    fn of(told: &[Told], value: impl Fn(&Told) -> f64) -> Rounds {
        Rounds::from(told.iter().map(value).collect())
    }
}

fn measured(asked: &Asked, server: &Served, path: &str, name: &str) -> Measured {
    let rounds = 0..asked.rounds;
    let kept = rounds.clone().map(|_| load(asked, server.address, path, None)).collect();
    let anew = rounds.map(|round| load(asked, server.address, path, Some(&format!("{name}{round}")))).collect();
    Measured { kept, anew }
}

/// Measures.
pub fn measure(asked: &Asked, report: &mut Report) {
    if let Some(missing) = ["wrk", "nginx"].into_iter().find(|name| program(name).is_none()) {
        return report.say(&format!("SKIPPED: {missing} is not installed (apt-get install {missing})."));
    }
    let (long, short, files) =
        (asked.dir.join("pages-long"), asked.dir.join("pages-short"), folder(asked, "pages-nginx"));
    let (size, few) = (folded(&long, asked.events), folded(&short, FEW));
    report.say(&format!(
        "{} entries; {} connections for {} s a round, `wrk` and the servers share the machine.",
        number(size as f64),
        LOAD.1,
        LOAD.0
    ));
    let (server, beside) = (Served::start(&long), Served::start(&short));
    for ((what, path), (_, short_path)) in pages(size).into_iter().zip(pages(few)) {
        let (status, page) = Client::new(server.address).send("GET", &path, b"");
        assert_eq!(status, 200, "{path}");
        std::fs::write(files.join("page.html"), &page).unwrap();
        let nginx = Nginx::start(&files);
        let peer: Vec<Told> = (0..asked.rounds).map(|_| load(asked, nginx.1, "/page.html", None)).collect();
        drop(nginx);
        let peer = Measured::of(&peer, |told| told.per_second);
        let (many, few) = (measured(asked, &server, &path, "long"), measured(asked, &beside, &short_path, "short"));
        let about = format!("{what}, {} kB", number(page.len() as f64 / 1_000.0));
        let kept = Measured::of(&many.kept, |told| told.per_second);
        report.against(&format!("{about}: kept"), "pages/s", &kept, ("nginx, the same bytes from a file", &peer), None);
        for (how, long, short) in [("kept", &many.kept, &few.kept), ("made anew", &many.anew, &few.anew)] {
            let name = format!("{what}, {how}");
            if how != "kept" {
                report.figure(&name, "pages/s", &Measured::of(long, |told| told.per_second));
            }
            report.figure(&format!("{name}: half within"), "ms", &Measured::of(long, |told| told.half));
            report.figure(&format!("{name}: 99 % within"), "ms", &Measured::of(long, |told| told.most));
            let pace = Measured::of(short, |told| told.per_second).over(&Measured::of(long, |told| told.per_second));
            report.figure(&format!("{name}: time over that of {} events", number(FEW as f64)), "times", &pace);
        }
    }
    drop((server, beside));
    for dir in [long, short] {
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
