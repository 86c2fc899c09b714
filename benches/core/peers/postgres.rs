//! The payments as rows in PostgreSQL with synchronous commit, in a cluster of our own that nobody else reaches.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Asked;
use crate::figure::rate;
use crate::peers::{Kept, Row, bytes, folder, program, ran};

const CLIENTS: usize = 64;

/// A cluster. It is stopped when it is dropped.
struct Cluster {
    dir: PathBuf,
    running: bool,
}

/// PostgreSQL refuses to run as root; then Debian's user for it does.
fn command(name: &str) -> Command {
    let file = program(name).unwrap_or_else(|| name.into());
    if ran(Command::new("id").arg("-u")).trim() != "0" {
        return Command::new(file);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(file);
    command
}

impl Cluster {
    fn begin(dir: &Path) -> Self {
        if ran(Command::new("id").arg("-u")).trim() == "0" {
            ran(Command::new("chown").arg("postgres").arg(dir));
        }
        let cluster = Self { dir: dir.to_owned(), running: false };
        ran(cluster.on("initdb").args([
            "--data-checksums",
            "--auth=trust",
            "--username=bench",
            "--no-locale",
            "-E",
            "UTF8",
        ]));
        cluster
    }

    fn data(&self) -> PathBuf {
        self.dir.join("data")
    }

    fn on(&self, name: &str) -> Command {
        let mut command = command(name);
        command.arg("-D").arg(self.data()).current_dir(&self.dir);
        command
    }

    fn start(&mut self) {
        let options = format!(
            "-k {} -c listen_addresses='' -c fsync=on -c synchronous_commit=on -c max_connections=100",
            self.dir.display()
        );
        ran(self.on("pg_ctl").args(["-w", "-l"]).arg(self.dir.join("log")).args(["-o", &options, "start"]));
        self.running = true;
    }

    fn stop(&mut self) {
        if std::mem::take(&mut self.running) {
            ran(self.on("pg_ctl").args(["-w", "-m", "fast", "stop"]));
        }
    }

    fn client(&self, name: &str) -> Command {
        let mut command = command(name);
        command.arg("-h").arg(&self.dir).args(["-U", "bench"]).current_dir(&self.dir);
        command
    }

    fn sql(&self, text: &str) -> String {
        let file = self.dir.join("statement.sql");
        std::fs::write(&file, text).unwrap();
        ran(self.client("psql").args(["-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f"]).arg(&file).arg("postgres"))
    }

    /// So many clients insert so many rows each; gives rows a second.
    fn insert(&self, clients: usize, each: usize) -> f64 {
        let script = self.dir.join("insert.sql");
        let text = "WITH turn AS MATERIALIZED (SELECT nextval('turns') AS n)\n\
            INSERT INTO payment SELECT staged.* FROM turn JOIN staged USING (n);\n";
        std::fs::write(&script, text).unwrap();
        let (clients, each) = (clients.to_string(), each.to_string());
        let mut command = self.client("pgbench");
        command
            .args(["-n", "-j", "2", "-M", "prepared", "-c", &clients, "-t", &each, "-f"])
            .arg(&script)
            .arg("postgres");
        let told = ran(&mut command);
        let line = told.lines().find_map(|line| line.strip_prefix("tps = ")).unwrap_or_else(|| panic!("{told}"));
        line.split(' ').next().unwrap().parse().unwrap()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
    }
}

fn staged(rows: &[Row]) -> String {
    let mut text = String::from(
        "CREATE TABLE staged (n bigint PRIMARY KEY, day date, amount bigint, payee text, category text);\n\
         CREATE TABLE payment (LIKE staged INCLUDING ALL);\nCREATE SEQUENCE turns;\n\
         COPY staged FROM STDIN WITH (FORMAT csv);\n",
    );
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    for (n, row) in rows.iter().enumerate() {
        let (payee, category) = (quoted(&row.payee), quoted(&row.category));
        let _ = writeln!(text, "{},{},{},{payee},{category}", n + 1, row.on, row.amount);
    }
    text.push_str("\\.\nANALYZE staged;\nCHECKPOINT;\n");
    text
}

/// Keeps them.
pub fn keep(asked: &Asked, rows: &[Row]) -> Result<Kept, String> {
    for needed in ["initdb", "pg_ctl", "psql", "pgbench", "pg_checksums"] {
        program(needed).ok_or(needed)?;
    }
    let mut cluster = Cluster::begin(&folder(asked, "postgres"));
    cluster.start();
    cluster.sql(&staged(rows));
    let alone = cluster.insert(1, (rows.len() / 10).min(1_000));
    let left = rows.len() - (rows.len() / 10).min(1_000);
    let together = cluster.insert(CLIENTS, left / CLIENTS);
    let told = cluster.sql("CHECKPOINT; SELECT count(*) || ' ' || pg_total_relation_size('payment') FROM payment;");
    let (count, size) = told.trim().split_once(' ').unwrap();
    let (count, size): (u64, f64) = (count.parse().unwrap(), size.parse().unwrap());
    let summed = rate(count, || drop(cluster.sql("SELECT count(*), sum(amount), count(DISTINCT payee) FROM payment;")));
    cluster.stop();
    let checked = rate(count, || drop(ran(cluster.on("pg_checksums").arg("--check"))));
    let all = bytes(&cluster.data()) / count as f64;
    Ok(Kept {
        name: "PostgreSQL",
        appended: vec![
            ("64 clients, one row a transaction, synchronous commit", together),
            ("one client, one row a transaction, synchronous commit", alone),
        ],
        verified: vec![
            ("pg_checksums of the whole cluster: rot, not forgery", checked),
            ("read back and added up", summed),
        ],
        disk: vec![("table and its key", size / count as f64), ("the whole cluster with its log", all)],
    })
}
