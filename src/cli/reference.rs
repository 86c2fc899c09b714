//! `mingbai kinds` and `mingbai policy`: what can be signed, and a policy to begin with.

use std::path::PathBuf;

use crate::base::code::Code;
use crate::base::json;
use crate::base::problem::Outcome;
use crate::base::words::Lang;
use crate::cli::open::read_input;
use crate::cli::output::print;
use crate::event::kinds;
use crate::event::kinds::ledger::PolicySet;
use crate::rules::profile;
use crate::view::told;

const PROFILE_BYTES: usize = 1024 * 1024;

/// Arguments of `policy`.
#[derive(Debug, clap::Args)]
pub struct PolicyArgs {
    /// 随附的规则（cn-urban-2026 城市、cn-rural-2026 农村），或自己的 TOML 文件 / A shipped profile, or a TOML file of your own
    #[arg(default_value = "cn-urban-2026")]
    profile: String,
    /// 通过它的决议；第一份规则不需要 / The resolution that adopted it; the first policy needs none
    #[arg(long)]
    matter: Option<Code>,
    /// 只打印摘要，供决议写明 / Print only the digest, for the resolution to name
    #[arg(long)]
    digest: bool,
    /// 只打印地方标准模板，供复制修改 / Print only the template for local thresholds, to be copied and changed
    #[arg(long, conflicts_with_all = ["profile", "matter", "digest"])]
    template: bool,
}

/// Lists every kind of event with its title.
pub fn kinds(lang: Lang) -> Outcome<u8> {
    for info in kinds::all() {
        print(&format!("{:<34} {}", info.name, told::title(info.name, lang)))?;
    }
    Ok(0)
}

/// Prints a policy as the data of a `ledger.policy.v1` event, ready to be signed.
pub fn policy(args: &PolicyArgs) -> Outcome<u8> {
    if args.template {
        print(profile::TEMPLATE.trim_end())?;
        return Ok(0);
    }
    let file = PathBuf::from(&args.profile);
    let policy = if file.is_file() {
        profile::read(&String::from_utf8_lossy(&read_input(&file, PROFILE_BYTES)?))?
    } else {
        profile::shipped(&args.profile)?
    };
    if args.digest {
        print(&policy.digest().to_string())?;
    } else {
        let data = json::write(&PolicySet { matter: args.matter.clone(), policy });
        print(&String::from_utf8_lossy(&data))?;
    }
    Ok(0)
}
