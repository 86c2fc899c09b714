//! Open Contracting Data Standard 1.1: a contracting process for each resolution that permits spending. What happened to it
//! is a release each time, and a record folds the releases into what is known now.
//!
//! <https://standard.open-contracting.org/1.1/en/schema/reference/>. Planning is the resolution and its steps; the award is
//! its adoption for a named payee, or else the first payment; contract and implementation are the payments. The ledger
//! knows no tenders and no contract prices, so it tells none; what is permitted at most is the budget's amount.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::base::code::Code;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::{Day, Instant};
use crate::base::words::{Lang, word};
use crate::event::authority::{AuthorityEffect, Grant, Matter};
use crate::event::effect::Effect;
use crate::event::posting::{Item, PostingEffect};
use crate::export::merging::compiled;
use crate::export::{End, Exporter, File, Seen};
use crate::rules::standing::Founded;

/// The exporter.
#[derive(Default)]
pub struct Ocds {
    processes: BTreeMap<Code, Process>,
    /// Releases in the order of entries: whose, and which of theirs.
    order: Vec<(Code, usize)>,
    last: Option<Instant>,
}

/// A contracting process.
struct Process {
    grant: Grant,
    title: String,
    releases: Vec<Value>,
    awarded: bool,
    contracted: bool,
    steps: u32,
}

const NAME: &str = "ocds";

/// The version of the standard, as packages state it.
const VERSION: &str = "1.1";

/// What a release adds to what is the same in all.
struct Told {
    tags: Vec<&'static str>,
    payee: Option<String>,
    body: Value,
}

fn ocid(founded: &Founded, matter: &Code) -> String {
    format!("{}-{matter}", founded.origin.replace('/', "-"))
}

/// A day in the ledger's time zone, as a moment: the standard knows no days.
fn moment(on: Day, time: &str, founded: &Founded) -> String {
    let (sign, minutes) =
        if founded.offset_minutes < 0 { ('-', -founded.offset_minutes) } else { ('+', founded.offset_minutes) };
    format!("{on}T{time}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

fn value(amount: i64, founded: &Founded) -> Value {
    // Exact: an amount of at most 15 digits is read back as it is written.
    let number: f64 = founded.currency.plain(amount).parse().unwrap_or_default();
    json!({ "amount": number, "currency": founded.currency.code })
}

/// A step or a conclusion: a milestone of the planning.
fn milestone(id: &str, title: &str, met: bool, on: Day, founded: &Founded) -> Value {
    let (status, dated) = if met { ("met", "dateMet") } else { ("notMet", "dateModified") };
    let mut milestone = json!({ "id": id, "title": title, "type": "approval", "status": status });
    milestone[dated] = json!(moment(on, "00:00:00", founded));
    json!({ "milestones": [milestone] })
}

impl Process {
    fn release(&mut self, matter: &Code, told: Told, seen: &Seen<'_>, founded: &Founded) {
        let at = &seen.recorded.at;
        let ocid = ocid(founded, matter);
        let buyer = json!({ "id": founded.origin, "name": founded.title.zh });
        let mut parties = vec![json!({ "id": founded.origin, "name": founded.title.zh, "roles": ["buyer", "payer"] })];
        parties.extend(told.payee.map(|name| json!({ "id": name, "name": name, "roles": ["supplier", "payee"] })));
        let mut release = json!({
            "ocid": ocid,
            "id": format!("{ocid}/{}", at.index),
            "date": at.accepted.to_string(),
            "tag": told.tags,
            "initiationType": "tender",
            "language": "zh",
            "parties": parties,
            "buyer": buyer,
        });
        if let (Value::Object(release), Value::Object(body)) = (&mut release, told.body) {
            release.extend(body);
        }
        self.releases.push(release);
    }

    fn award(&self, matter: &Code, payee: &str, on: Day, founded: &Founded) -> Value {
        json!([{
            "id": matter,
            "title": self.title,
            "status": "active",
            "date": moment(on, "00:00:00", founded),
            "suppliers": [{ "id": payee, "name": payee }],
        }])
    }

    fn concluded(&mut self, matter: &Code, (on, adopted): (Day, bool), founded: &Founded) -> Told {
        let key = if adopted { "party-state-adopted" } else { "party-state-rejected" };
        let planning = milestone("concluded", &word(Lang::Zh, key), adopted, on, founded);
        let payee = self.grant.payee.as_ref().filter(|_| adopted).map(ToString::to_string);
        let Some(payee) = payee else {
            return Told { tags: vec!["planningUpdate"], payee: None, body: json!({ "planning": planning }) };
        };
        self.awarded = true;
        let awards = self.award(matter, &payee, on, founded);
        let body = json!({ "planning": planning, "awards": awards });
        Told { tags: vec!["planningUpdate", "award"], payee: Some(payee), body }
    }

    fn paid(
        &mut self,
        matter: &Code,
        amount: i64,
        (on, item): (Day, &Item),
        seen: &Seen<'_>,
        founded: &Founded,
    ) -> Told {
        let payee =
            item.counterparty.as_ref().map_or_else(|| word(Lang::Zh, "export-ocds-unnamed"), ToString::to_string);
        let transaction = json!({
            "id": seen.recorded.at.id,
            "date": moment(on, "00:00:00", founded),
            "value": value(amount, founded),
            "payer": { "id": founded.origin, "name": founded.title.zh },
            "payee": { "id": payee, "name": payee },
        });
        let mut contract =
            json!({ "id": matter, "awardID": matter, "implementation": { "transactions": [transaction] } });
        let mut tags = Vec::new();
        let awards = if self.awarded {
            // A payee who comes later is a supplier, too.
            json!([{ "id": matter, "suppliers": [{ "id": payee, "name": payee }] }])
        } else {
            tags.push("award");
            self.award(matter, &payee, on, founded)
        };
        if self.contracted {
            tags.push("implementationUpdate");
        } else {
            tags.extend(["contract", "implementation"]);
            contract["title"] = json!(self.title);
            contract["status"] = json!("active");
            contract["period"] = json!({
                "startDate": moment(self.grant.from, "00:00:00", founded),
                "endDate": moment(self.grant.until, "23:59:59", founded),
            });
        }
        (self.awarded, self.contracted) = (true, true);
        Told { tags, payee: Some(payee), body: json!({ "awards": awards, "contracts": [contract] }) }
    }

    fn resulted(
        &self,
        matter: &Code,
        result: &str,
        (on, complete): (Day, bool),
        seen: &Seen<'_>,
        founded: &Founded,
    ) -> Told {
        let status = if complete { "met" } else { "partiallyMet" };
        let milestone = json!({
            "id": format!("result-{}", seen.recorded.at.index),
            "title": result,
            "type": "delivery",
            "status": status,
            "dateMet": moment(on, "00:00:00", founded),
        });
        if !self.contracted {
            let body = json!({ "planning": { "milestones": [milestone] } });
            return Told { tags: vec!["planningUpdate"], payee: None, body };
        }
        let mut contract = json!({ "id": matter, "awardID": matter, "implementation": { "milestones": [milestone] } });
        let mut tags = vec!["implementationUpdate"];
        if complete {
            contract["status"] = json!("terminated");
            tags.push("contractTermination");
        }
        Told { tags, payee: None, body: json!({ "contracts": [contract] }) }
    }
}

impl Ocds {
    /// The exporter, for the registry.
    pub fn boxed() -> Box<dyn Exporter> {
        Box::new(Self::default())
    }

    fn opened(&mut self, matter: &Matter, grant: &Grant, seen: &Seen<'_>, founded: &Founded) {
        let budget = json!({
            "id": grant.purpose,
            "description": word(Lang::Zh, "export-ocds-cap"),
            "amount": value(grant.cap, founded),
        });
        let told = Told {
            tags: vec!["planning"],
            payee: None,
            body: json!({ "planning": { "rationale": matter.title, "budget": budget } }),
        };
        let process = Process {
            grant: grant.clone(),
            title: matter.title.to_string(),
            releases: Vec::new(),
            awarded: false,
            contracted: false,
            steps: 0,
        };
        // A code is opened once; the ledger refuses a second.
        self.processes.entry(matter.matter.clone()).or_insert(process);
        self.add(&matter.matter, seen, founded, |_| told);
    }

    fn add(&mut self, matter: &Code, seen: &Seen<'_>, founded: &Founded, told: impl FnOnce(&mut Process) -> Told) {
        // What permits no spending is no contracting process.
        let Some(process) = self.processes.get_mut(matter) else { return };
        let told = told(process);
        process.release(matter, told, seen, founded);
        self.order.push((matter.clone(), process.releases.len() - 1));
    }

    fn effect(&mut self, effect: &AuthorityEffect, seen: &Seen<'_>, founded: &Founded) {
        match effect {
            AuthorityEffect::Opened(matter) => {
                if let Some(grant) = &matter.grant {
                    self.opened(matter, grant, seen, founded);
                }
            }
            AuthorityEffect::Stepped { matter, step, meeting, carried, .. } => {
                let body = seen.standing.mandates.body(&meeting.body).map(|body| body.name.zh.clone());
                let step = word(Lang::Zh, step.words_key());
                self.add(matter, seen, founded, |process| {
                    process.steps += 1;
                    let title = format!("{step}：{}", body.unwrap_or_else(|| meeting.body.to_string()));
                    let id = format!("step-{}", process.steps);
                    let planning = milestone(&id, &title, *carried, meeting.on, founded);
                    Told { tags: vec!["planningUpdate"], payee: None, body: json!({ "planning": planning }) }
                });
            }
            AuthorityEffect::Concluded { matter, on, adopted } => {
                self.add(matter, seen, founded, |process| process.concluded(matter, (*on, *adopted), founded));
            }
            AuthorityEffect::Consumed { matter, amount } => {
                let posted = seen.recorded.effects.iter().find_map(|effect| match effect {
                    Effect::Posting(PostingEffect::Posted { on, item, .. }) => Some((*on, item.as_ref())),
                    _ => None,
                });
                if let Some(posted) = posted {
                    self.add(matter, seen, founded, |process| process.paid(matter, *amount, posted, seen, founded));
                }
            }
            AuthorityEffect::Resulted { matter, on, result, complete } => {
                let stands = (*on, *complete);
                self.add(matter, seen, founded, |process| {
                    process.resulted(matter, result.as_str(), stands, seen, founded)
                });
            }
            AuthorityEffect::Met { .. } | AuthorityEffect::Applied { .. } | AuthorityEffect::RowTaken { .. } => {}
        }
    }
}

impl Exporter for Ocds {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        self.last = Some(seen.recorded.at.accepted);
        let Some(founded) = &seen.standing.founded else { return };
        for effect in &seen.recorded.effects {
            if let Effect::Authority(effect) = effect {
                self.effect(effect, seen, founded);
            }
        }
    }

    fn files(&self, end: &End<'_>) -> Outcome<Vec<File>> {
        let (Some(founded), Some(last)) = (&end.standing.founded, self.last) else { return Ok(Vec::new()) };
        let (host, path) = founded.origin.split_once('/').unwrap_or((founded.origin.as_str(), ""));
        let package = |what: &str, list: Vec<Value>| {
            // A tag URI (RFC 4151): which package this is, wherever it lies.
            let uri = format!("tag:{host},{}:{path}/ocds/{what}/{}", end.day(), end.standing.size);
            let mut package = json!({
                "uri": uri,
                "version": VERSION,
                "publishedDate": last.to_string(),
                "publisher": { "name": founded.title.zh },
            });
            package[what] = Value::Array(list);
            let bytes = serde_json::to_vec_pretty(&package);
            bytes.map_err(|e| Problem::unavailable("json-unwritable").with("cause", e))
        };
        let release = |(matter, at): &(Code, usize)| self.processes.get(matter)?.releases.get(*at).cloned();
        let records = self.processes.iter().map(|(matter, process)| {
            let compiled = compiled(&process.releases);
            json!({ "ocid": ocid(founded, matter), "releases": process.releases, "compiledRelease": compiled })
        });
        let mut files = vec![
            File::new("ocds/releases.json", package("releases", self.order.iter().filter_map(release).collect())?),
            File::new("ocds/records.json", package("records", records.collect())?),
        ];
        let said = Lang::ALL.map(|lang| word(lang, "export-ocds")).join("\n\n");
        files.push(File::new("ocds/README.md", format!("# {NAME}\n\n{said}\n")));
        Ok(files)
    }
}
