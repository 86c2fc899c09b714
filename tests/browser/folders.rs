//! Folders put before the browser as they are.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;

/// Serves the files of folders, each under its name, to anybody. It ends with its process.
pub fn folders(folders: &[(&'static str, PathBuf)]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let folders = folders.to_vec();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let folders = folders.clone();
            std::thread::spawn(move || drop(answer(stream, &folders)));
        }
    });
    address
}

fn answer(mut stream: TcpStream, folders: &[(&str, PathBuf)]) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.by_ref().take(8_192).read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().trim_start_matches('/').to_owned();
    while line.trim() != "" {
        line.clear();
        reader.by_ref().take(8_192).read_line(&mut line)?;
    }
    let (name, rest) = path.split_once('/').unwrap_or((&path, ""));
    let folder = folders.iter().find(|(known, _)| *known == name).map(|(_, folder)| folder.join(rest));
    let file = folder.filter(|file| !rest.contains("..") && file.is_file()).map(fs::read).transpose()?;
    let (status, body) = match file {
        Some(body) => ("200 OK", body),
        None if path.is_empty() => ("200 OK", b"<!DOCTYPE html><title>empty</title>".to_vec()),
        None => ("404 Not Found", Vec::new()),
    };
    let media = match path.rsplit('.').next() {
        Some("js") => "text/javascript",
        _ if path.is_empty() => "text/html",
        _ => "application/octet-stream",
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {}\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}
