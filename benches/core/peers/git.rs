//! Every payment a signed commit: `git commit -S` with an SSH key, `git fsck`, `git verify-commit`.

use std::path::Path;
use std::process::Command;

use crate::Asked;
use crate::figure::rate;
use crate::peers::{Kept, Row, bytes, folder, program, ran};

/// Commits made: each starts git and ssh-keygen.
pub const COMMITS: usize = 300;

fn git(dir: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(dir);
    // What is acknowledged is on the disk, as it is with the others.
    for setting in
        ["core.fsync=all", "core.fsyncMethod=fsync", "gc.auto=0", "user.name=bench", "user.email=bench@example.com"]
    {
        command.args(["-c", setting]);
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command
}

/// Keeps them.
pub fn keep(asked: &Asked, rows: &[Row]) -> Result<Kept, String> {
    for needed in ["git", "ssh-keygen"] {
        program(needed).ok_or(needed)?;
    }
    let rows = &rows[..rows.len().min(COMMITS)];
    let dir = folder(asked, "git");
    let key = dir.join("key");
    ran(Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key));
    let public = std::fs::read_to_string(key.with_extension("pub")).unwrap();
    let signers = dir.join("signers");
    std::fs::write(&signers, format!("bench@example.com {public}")).unwrap();
    let repository = dir.join("payments");
    ran(Command::new("git").args(["init", "-q"]).arg(&repository));
    for (name, value) in [("gpg.format", "ssh"), ("user.signingkey", key.to_str().unwrap())] {
        ran(git(&repository).args(["config", name, value]));
    }
    ran(git(&repository).args(["config", "gpg.ssh.allowedSignersFile", signers.to_str().unwrap()]));
    let count = rows.len() as u64;
    let appended = rate(count, || {
        for row in rows {
            let text = format!("{} {} {} {}", row.on, row.amount, row.payee, row.category);
            ran(git(&repository).args(["commit", "-q", "-S", "--allow-empty", "-m", &text]));
        }
    });
    let loose = bytes(&repository.join(".git/objects")) / count as f64;
    let checked = rate(count, || drop(ran(git(&repository).args(["fsck", "--strict"]))));
    let commits = ran(git(&repository).args(["rev-list", "HEAD"]));
    let verified = rate(count, || {
        let mut command = git(&repository);
        command.arg("verify-commit").args(commits.lines());
        ran(&mut command);
    });
    Ok(Kept {
        name: "git",
        appended: vec![("commit -S with an SSH key, one after the other, synced", appended)],
        verified: vec![("fsck: hashes", checked), ("verify-commit: signatures", verified)],
        disk: vec![("loose objects, before they are packed", loose)],
    })
}
