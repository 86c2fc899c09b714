//! A small HTTP client that keeps its connection, and a server process to talk to.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A connection.
pub struct Client {
    reader: BufReader<TcpStream>,
}

impl Client {
    /// Connects.
    pub fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { reader: BufReader::new(stream) }
    }

    /// Sends a request; gives the status and the body.
    pub fn send(&mut self, method: &str, path: &str, body: &[u8]) -> (u16, Vec<u8>) {
        let head = format!("{method} {path} HTTP/1.1\r\nhost: bench\r\ncontent-length: {}\r\n\r\n", body.len());
        let request = [head.as_bytes(), body].concat();
        self.reader.get_mut().write_all(&request).unwrap();
        let (mut line, mut status, mut length, mut chunked) = (String::new(), 0, 0_usize, false);
        loop {
            line.clear();
            assert!(self.reader.read_line(&mut line).unwrap() > 0, "the server hung up");
            let text = line.trim_end().to_ascii_lowercase();
            if text.starts_with("http/1.1 ") {
                status = text[9..12].parse().unwrap();
            } else if let Some(value) = text.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            } else if text == "transfer-encoding: chunked" {
                chunked = true;
            } else if text.is_empty() {
                break;
            }
        }
        let body = if chunked { self.chunks() } else { self.exactly(length) };
        (status, body)
    }

    fn exactly(&mut self, length: usize) -> Vec<u8> {
        let mut body = vec![0; length];
        self.reader.read_exact(&mut body).unwrap();
        body
    }

    fn chunks(&mut self) -> Vec<u8> {
        let mut body = Vec::new();
        loop {
            let mut line = String::new();
            self.reader.read_line(&mut line).unwrap();
            let length = usize::from_str_radix(line.trim(), 16).unwrap();
            let chunk = self.exactly(length + 2);
            body.extend_from_slice(&chunk[..length]);
            if length == 0 {
                return body;
            }
        }
    }
}

/// `mingbai serve` over a folder. It is stopped as an operator stops it.
pub struct Served {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// How long it took from its start until it said so.
    pub began: Instant,
}

impl Served {
    /// Starts one.
    pub fn start(dir: &Path) -> Self {
        let began = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_mingbai"))
            .args(["--lang", "en", "serve", "--listen", "127.0.0.1:0", "--writes-per-second", "10000000"])
            .arg(dir)
            .env("MINGBAI_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit(['/', ' ']).find_map(|part| part.parse().ok());
        Self { child, address: address.unwrap_or_else(|| panic!("no address in {line:?}")), began }
    }

    /// A line of `/proc/<pid>/status` in kilobytes.
    pub fn kilobytes(&self, name: &str) -> f64 {
        kilobytes(self.child.id(), name)
    }
}

/// A line of `/proc/<pid>/status` in kilobytes.
pub fn kilobytes(process: u32, name: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        for _ in 0..600 {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
