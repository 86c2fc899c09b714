//! `mingbai verify`: checks a published ledger as a stranger would, and says what was found.

use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressStyle};

use crate::audit::auditor::{Options, audit};
use crate::audit::memory::{self, Memory};
use crate::audit::source;
use crate::base::note::Vkey;
use crate::base::problem::Outcome;
use crate::base::words::Lang;
use crate::cli::output::{print, text};
use crate::ledger::clock::{Clock as _, SystemClock};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// 账本网址，或导出的文件夹 / URL of a ledger, or an exported folder
    target: String,
    /// 可信的日志公钥（公告栏或纸质通知上的）/ The log key you trust, from the notice board or a paper notice
    #[arg(long)]
    vkey: Option<String>,
    /// 在此文件记住见过的检查点；下次发现历史被截短或改写，两份签名一并留作证据 / Remember checkpoints in this file; a history
    /// that was cut short or rewritten since is reported, and both signed checkpoints are kept as evidence
    #[arg(long, value_name = "FILE")]
    remember: Option<PathBuf>,
    /// 只核验记录，不比对公布的数据和网页 / Verify the record alone; documents and pages published are not compared
    #[arg(long)]
    log_only: bool,
    /// 以 JSON 输出报告 / The report as JSON
    #[arg(long)]
    json: bool,
    /// 不显示进度 / No progress bar
    #[arg(long)]
    quiet: bool,
}

/// Audits and prints the report.
pub fn run(args: &Args, lang: Lang) -> Outcome<u8> {
    let log = args.vkey.as_deref().map(str::parse::<Vkey>).transpose()?;
    let source = source::open(&args.target)?;
    let bar = if args.quiet || args.json { ProgressBar::hidden() } else { ProgressBar::new(0) };
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} {per_sec} {eta}") {
        bar.set_style(style);
    }
    let options = Options { log, log_only: args.log_only, now: SystemClock.now() };
    let mut memory = args.remember.as_deref().map(Memory::load).transpose()?;
    let mut report = audit(source.as_ref(), &options, &|done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    if let (Some(memory), Some(file)) = (&mut memory, &args.remember) {
        memory::recall(memory, source.as_ref(), &mut report);
        memory.save(file)?;
    }
    bar.finish_and_clear();
    if args.json {
        print(&format!("{:#}", report.json()))?;
    } else {
        text(&report.text(lang))?;
    }
    Ok(report.exit_code())
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};
    use std::num::NonZeroU32;
    use std::path::Path;
    use std::sync::Arc;

    use axum::body::{Body, to_bytes};
    use axum::extract::{ConnectInfo, Request};
    use tower::ServiceExt as _;

    use super::*;
    use crate::audit::report::{Check, Report};
    use crate::audit::source::Source;
    use crate::base::hash::Hash;
    use crate::base::key::SecretKey;
    use crate::base::time::Instant;
    use crate::event::entry::Entry;
    use crate::event::envelope::Verified;
    use crate::http::follow::Shown;
    use crate::http::guard::WriteLimit;
    use crate::http::router::router;
    use crate::ledger::clock::ManualClock;
    use crate::ledger::host::Host;
    use crate::merkle::bundle;

    /// What a server does to what it serves at an address.
    type Lie = fn(&str, Vec<u8>) -> Option<Vec<u8>>;

    /// A server without a socket, which may lie.
    struct Served {
        router: axum::Router,
        runtime: tokio::runtime::Runtime,
        lie: Lie,
        _folder: tempfile::TempDir,
    }

    impl Source for Served {
        fn fetch(&self, path: &str, limit_bytes: u64) -> Outcome<Option<Vec<u8>>> {
            let mut request = Request::get(format!("/again/{path}")).body(Body::empty()).unwrap();
            request.extensions_mut().insert(ConnectInfo(SocketAddr::from((Ipv4Addr::LOCALHOST, 1))));
            let limit = usize::try_from(limit_bytes).unwrap();
            let (found, bytes) = self.runtime.block_on(async {
                let answer = self.router.clone().oneshot(request).await.unwrap();
                (answer.status().is_success(), to_bytes(answer.into_body(), limit).await.unwrap())
            });
            Ok(if found { (self.lie)(path, bytes.to_vec()) } else { None })
        }

        fn name(&self) -> String {
            "again".to_owned()
        }

        fn pages(&self) -> Option<String> {
            Some("/again".to_owned())
        }
    }

    fn served(lie: Lie) -> Served {
        let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/v1");
        let keys: serde_json::Value =
            serde_json::from_slice(&std::fs::read(vectors.join("keys.json")).unwrap()).unwrap();
        let seed = keys.as_array().unwrap().iter().find(|key| key["name"] == "log").unwrap()["seed"].as_str();
        let seed: Hash = seed.unwrap().parse().unwrap();
        let vkey: Vkey = std::fs::read_to_string(vectors.join("noticed/vkey")).unwrap().trim().parse().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::new(Instant::from_millis(0)));
        let mut host = Host::open(folder.path(), Arc::clone(&clock) as _).unwrap();
        let slug = "again".parse().unwrap();
        let ledger = host.create(&slug, vkey.name(), SecretKey::from_seed(&seed.0)).unwrap();
        let bytes = std::fs::read(vectors.join("noticed/tile/entries/000.p/70")).unwrap();
        for bytes in bundle::decode(&bytes, 70).unwrap() {
            let entry = Entry::read(&bytes).unwrap();
            clock.set(entry.time);
            ledger.submit_now(Verified::check(entry.envelope).unwrap()).unwrap();
        }
        let shown = Arc::new(Shown::open([(slug, Ok(ledger))]));
        let router = router(shown, WriteLimit::new(NonZeroU32::MIN));
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        Served { router, runtime, lie, _folder: folder }
    }

    fn told(lie: Lie, log_only: bool) -> (Report, Vec<(Check, &'static str)>) {
        let options = Options { log: None, log_only, now: "2026-12-31T00:00:00.000Z".parse().unwrap() };
        let report = audit(&served(lie), &options, &|_, _| {});
        let found = report.findings.iter().map(|found| (found.check, found.problem.code)).collect();
        (report, found)
    }

    fn without_documents(path: &str, bytes: Vec<u8>) -> Option<Vec<u8>> {
        (!path.ends_with(".json")).then_some(bytes)
    }

    #[test]
    fn every_page_and_table_file_is_compared() {
        let (report, found) = told(|_, bytes| Some(bytes), false);
        assert!(found.is_empty(), "{found:?}");
        let counted = |wanted| report.counts.iter().find(|(check, _)| *check == wanted).unwrap().1;
        assert!(counted(Check::Pages) >= 4 * counted(Check::Documents), "{:?}", report.counts);
        assert!(report.text(Lang::En).contains("Conclusion: it holds."));
    }

    #[test]
    fn a_page_or_file_that_says_something_else_is_found() {
        fn changed(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
            let text = std::str::from_utf8(bytes).unwrap();
            assert!(text.contains(from));
            text.replace(from, to).into_bytes()
        }
        let page: Lie = |path, bytes| {
            if path == "finance?lang=en" {
                Some(changed(&bytes, "</main>", "<p>All is well</p></main>"))
            } else {
                Some(bytes)
            }
        };
        assert_eq!(told(page, false).1, [(Check::Pages, "audit-page-differs")]);
        let foot: Lie = |path, bytes| {
            if path == "finance" { Some(changed(&bytes, "</footer>", "<p>甲</p></footer>")) } else { Some(bytes) }
        };
        assert_eq!(told(foot, false).1, [(Check::Pages, "audit-page-differs")]);
        let file: Lie = |path, bytes| {
            if path.contains(".csv?table=") && path.starts_with("party") {
                Some(changed(&bytes, "\r\n", "\n"))
            } else {
                Some(bytes)
            }
        };
        let found = told(file, false).1;
        assert!(
            !found.is_empty() && found.iter().all(|found| *found == (Check::Pages, "audit-page-differs")),
            "{found:?}"
        );
        let one_missing: Lie = |path, bytes| (path != "finance").then_some(bytes);
        assert_eq!(told(one_missing, false).1, [(Check::Pages, "audit-page-missing")]);
    }

    #[test]
    fn a_source_that_withholds_all_documents_does_not_hold() {
        assert_eq!(told(without_documents, false).1, [(Check::Documents, "audit-documents-withheld")]);
        let (report, found) = told(without_documents, true);
        assert!(found.is_empty(), "{found:?}");
        assert!(report.text(Lang::En).contains("only that was checked"), "{}", report.text(Lang::En));
    }

    #[test]
    fn what_has_no_pages_is_compared_by_its_documents_and_says_so() {
        let (report, found) = told(
            |path, bytes| {
                (path.ends_with(".json") || path.starts_with("tile") || path == "checkpoint").then_some(bytes)
            },
            false,
        );
        assert!(found.is_empty(), "{found:?}");
        assert!(report.text(Lang::En).contains("were not compared"), "{}", report.text(Lang::En));
    }

    #[test]
    fn what_cannot_be_read_is_told_in_its_place() {
        let checkpoint: Lie = |path, bytes| Some(if path == "checkpoint" { b"rubbish".to_vec() } else { bytes });
        let (report, _) = told(checkpoint, false);
        assert_eq!((report.findings[0].check, report.findings[0].index), (Check::Checkpoint, None));
        let bundle: Lie =
            |path, bytes| Some(if path.starts_with("tile/entries") { b"rubbish".to_vec() } else { bytes });
        let (report, _) = told(bundle, false);
        assert_eq!((report.findings[0].check, report.findings[0].index), (Check::Tree, None));
        assert!(report.text(Lang::En).contains("The file tile/entries/000"), "{}", report.text(Lang::En));
    }
}
