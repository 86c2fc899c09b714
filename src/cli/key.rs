//! `mingbai key`: signing keys of members. The private half never leaves the file.

use std::path::PathBuf;

use clap::Subcommand;

use crate::base::key::SecretKey;
use crate::base::problem::Outcome;
use crate::cli::output::print;

/// What to do with a key.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 新建密钥文件 / Make a new key file
    New {
        /// 密钥文件（不会覆盖已有文件）/ Key file; an existing one is never overwritten
        file: PathBuf,
    },
    /// 显示公钥 / Show the public key
    Show {
        /// 密钥文件 / Key file
        file: PathBuf,
    },
}

/// Makes or shows a key; prints the public half.
pub fn run(command: &Command) -> Outcome<u8> {
    let key = match command {
        Command::New { file } => {
            let key = SecretKey::generate()?;
            key.write(file)?;
            key
        }
        Command::Show { file } => SecretKey::read(file)?,
    };
    print(&key.public().to_string())?;
    Ok(0)
}
