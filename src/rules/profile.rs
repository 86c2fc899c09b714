//! Shipped rule profiles: the starting point of a community's first policy event.
//!
//! A profile only becomes binding when the community signs it as a `ledger.policy.v1` event; from
//! then on the event counts, not this file.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::Code;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::Bi;
use crate::event::family::{FigureShipped, Origin, Signers, Wanted};
use crate::event::figure::{Figure, FigureValue, NamedPeriod};
use crate::event::kinds;
use crate::event::policy::{Need, Policy, SeatPattern, SharedRule, Source};

/// The shipped profiles, `(name, TOML)`. A new one is one file and one line.
pub const SHIPPED: &[(&str, &str)] = &[
    ("cn-urban-2026", include_str!("profiles/cn-urban-2026.toml")),
    ("cn-rural-2026", include_str!("profiles/cn-rural-2026.toml")),
    ("local-template", TEMPLATE),
];
/// What a community writes its own thresholds into.
pub const TEMPLATE: &str = include_str!("profiles/local-template.toml");
/// Layers a profile may have below it.
const LAYERS: usize = 4;

/// The profile with this name.
pub fn shipped(name: &str) -> Outcome<Policy> {
    read(text_of(name)?)
}

fn text_of(name: &str) -> Outcome<&'static str> {
    let found = SHIPPED.iter().find(|(known, _)| *known == name);
    found.map(|(_, text)| *text).ok_or_else(|| {
        let known: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
        Problem::missing("profile-unknown").with("found", name).with("known", known.join(", "))
    })
}

/// Reads a profile from TOML, for communities that bring their own, and completes it: what it does not say, its base
/// says, and what neither says of a family of events, the family says by default.
pub fn read(text: &str) -> Outcome<Policy> {
    let whole = layered(text, LAYERS)?;
    let mut policy: Policy = if whole.layered {
        whole.table.try_into().map_err(|e: toml::de::Error| {
            Problem::malformed("profile-layer-unreadable").with("cause", e.to_string().trim_end())
        })?
    } else {
        // Read from its text, so that what is wrong has a line.
        toml::from_str(text).map_err(|e| unreadable(text, &e))?
    };
    complete(&mut policy)?;
    if whole.layered {
        // What the base cited and this profile does not has no place in its event.
        let cited: BTreeSet<Code> = policy.cited().cloned().collect();
        policy.sources.retain(|code, _| cited.contains(code));
    }
    Ok(policy)
}

fn unreadable(text: &str, e: &toml::de::Error) -> Problem {
    let at = e.span().map_or(0, |span| text[..span.start].lines().count());
    Problem::malformed("profile-unreadable").with("line", at).with("cause", e.message())
}

/// A profile with what it stands on.
struct Layered {
    table: toml::Table,
    layered: bool,
}

/// A profile may name a shipped one as its `base` and say only what differs: its tables are completed from there, its
/// lists replace those there. Where the base cites a source, `[instead]` may name another.
fn layered(text: &str, left: usize) -> Outcome<Layered> {
    let mut table: toml::Table = text.parse().map_err(|e| unreadable(text, &e))?;
    let Some(base) = table.remove("base") else { return Ok(Layered { table, layered: false }) };
    let layer = |cause: &str| Problem::malformed("profile-layer-unreadable").with("cause", cause);
    let base = base.as_str().filter(|_| left > 0).ok_or_else(|| layer("base"))?;
    let mut below = layered(text_of(base)?, left - 1)?.table;
    if let Some(instead) = table.remove("instead") {
        let instead = instead.as_table().ok_or_else(|| layer("instead"))?;
        cite_instead(&mut below, instead);
    }
    merge(&mut below, table);
    Ok(Layered { table: below, layered: true })
}

/// Replaces the codes under which a profile cites its sources: every `source`, and those of the safeguards.
fn cite_instead(table: &mut toml::Table, instead: &toml::Table) {
    for (key, value) in table {
        if key == "safeguards" {
            let safeguards = value.as_table_mut().into_iter().flatten();
            safeguards.for_each(|(_, source)| cite_value(source, instead));
        } else if key == "source" {
            cite_value(value, instead);
        } else if let toml::Value::Array(values) = value {
            values.iter_mut().filter_map(toml::Value::as_table_mut).for_each(|table| cite_instead(table, instead));
        } else if let toml::Value::Table(table) = value {
            cite_instead(table, instead);
        }
    }
}

fn cite_value(source: &mut toml::Value, instead: &toml::Table) {
    if let Some(new) = source.as_str().and_then(|code| instead.get(code)) {
        *source = new.clone();
    }
}

fn merge(below: &mut toml::Table, above: toml::Table) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => merge(below, above),
            (_, value) => drop(below.insert(key, value)),
        }
    }
}

/// Adds what families bring by default. Whatever the profile says under the same name stands.
fn complete(policy: &mut Policy) -> Outcome<()> {
    for family in kinds::FAMILIES {
        for info in family.kinds {
            let Some(signers) = info.signers.filter(|_| policy.needs(info.name).is_none()) else { continue };
            let rule = shared(signers, &mut policy.sources)?;
            policy.signers.entry(signers.name.parse()?).or_insert(rule).kinds.insert(info.name.to_owned());
        }
        for clock in family.clocks {
            let source = cite(clock.source, &mut policy.sources)?;
            let period = NamedPeriod { days: clock.days, working: clock.working, source };
            policy.periods.entry(clock.code.parse()?).or_insert(period);
        }
        for figure in family.figures {
            let source = cite(figure.source, &mut policy.sources)?;
            let value = value(figure.value)?;
            policy.figures.entry(figure.code.parse()?).or_insert(Figure { value, source });
        }
    }
    Ok(())
}

/// The code of a source, which the policy has from then on.
fn cite(origin: &Origin, sources: &mut BTreeMap<Code, Source>) -> Outcome<Code> {
    let code: Code = origin.code.parse()?;
    let source = || Source { rank: origin.rank, text: Bi::new(origin.zh, origin.en) };
    sources.entry(code.clone()).or_insert_with(source);
    Ok(code)
}

fn shared(signers: &Signers, sources: &mut BTreeMap<Code, Source>) -> Outcome<SharedRule> {
    let need = |wanted: &Wanted| -> Outcome<Need> {
        let seats = wanted.seats.iter().map(|(sort, office)| {
            let office = office.map(str::parse).transpose()?;
            Ok(SeatPattern { sort: Some(*sort), office })
        });
        Ok(Need { seats: seats.collect::<Outcome<_>>()?, at_least: wanted.at_least })
    };
    let needs = signers.needs.iter().map(need).collect::<Outcome<_>>()?;
    Ok(SharedRule { kinds: [].into(), needs, source: cite(signers.source, sources)? })
}

fn value(shipped: FigureShipped) -> Outcome<FigureValue> {
    Ok(match shipped {
        FigureShipped::Count(count) => FigureValue::Count(count),
        FigureShipped::Money(amount) => FigureValue::Money(amount),
        FigureShipped::Share(share) => {
            let unreadable = |cause| Problem::malformed("profile-unreadable").with("line", 0).with("cause", cause);
            FigureValue::Share(share.to_owned().try_into().map_err(unreadable)?)
        }
        FigureShipped::Choices(choices) => {
            let named = choices.iter().map(|(code, zh, en)| Ok((code.parse()?, Bi::new(*zh, *en))));
            FigureValue::Choices(named.collect::<Outcome<_>>()?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::words::{Lang, has};
    use crate::base::{json, limits};
    #[test]
    fn every_shipped_profile_reads_and_cites_its_sources() {
        for (name, _) in SHIPPED {
            let policy = shipped(name).unwrap();
            for code in policy.cited() {
                assert!(policy.sources.contains_key(code), "{name}: {code}");
            }
            let again: Policy = json::read("policy", &json::write(&policy)).unwrap();
            assert_eq!(again, policy, "{name}: the event says what the file says");
        }
    }

    #[test]
    fn every_kind_has_a_signature_rule_in_every_shipped_profile() {
        for (name, _) in SHIPPED {
            let policy = shipped(name).unwrap();
            for info in kinds::all().filter(|info| info.name != "ledger.genesis.v1") {
                assert!(policy.needs(info.name).is_some(), "{name}: {}", info.name);
            }
        }
    }

    #[test]
    fn a_shipped_profile_fits_into_an_event_with_room_to_spare() {
        for (name, _) in SHIPPED {
            let bytes = json::write(&shipped(name).unwrap()).len();
            assert!(bytes + 2_048 < limits::PAYLOAD_BYTES, "{name}: {bytes} bytes");
        }
    }

    #[test]
    fn a_layer_says_only_what_differs() {
        let (urban, rural) = (shipped("cn-urban-2026").unwrap(), shipped("cn-rural-2026").unwrap());
        assert_eq!(rural.clocks.display.source.as_str(), "vc-35");
        assert_eq!(rural.figure("recall-share").unwrap().source.as_str(), "vc-24");
        assert_eq!(rural.safeguards.own_keys.as_ref().unwrap().as_str(), "vc-37");
        assert!(rural.sources.keys().all(|code| !code.as_str().starts_with("ur-")), "no urban law in a village");
        assert_eq!(rural.income, urban.income);
        let needs = |policy: &Policy| policy.signatures.values().map(|rule| rule.needs.clone()).collect::<Vec<_>>();
        assert_eq!(needs(&rural), needs(&urban));
        let template = shipped("local-template").unwrap();
        assert_eq!((template.tiers.len(), template.clocks.statement.days), (2, 10));
        assert_eq!(template.clocks.display, rural.clocks.display, "two layers down");
        let of = |text: &str| read(text).unwrap_err().code;
        assert_eq!(of("base = \"cn-lunar-2026\""), "profile-unknown");
        assert_eq!(of("base = 3"), "profile-layer-unreadable");
        assert_eq!(of("base = \"cn-urban-2026\"\n[clocks.display]\ndays = \"x\""), "profile-layer-unreadable");
        assert_eq!(of("base = "), "profile-unreadable");
    }

    #[test]
    fn the_calendar_of_2026_is_that_of_the_notice() {
        // Days off as the notice counts them, weekends within them included: 3 + 9 + 3 + 5 + 3 + 3 + 7.
        let policy = shipped("cn-rural-2026").unwrap();
        let calendar = policy.calendar.as_ref().unwrap();
        assert!(calendar.rest.iter().all(|day| !day.is_weekend()), "a weekend needs no listing");
        assert!(calendar.work.iter().all(|day| day.is_weekend()), "a weekday needs no listing");
        let weekends = 1 + 3 + 2 + 2 + 2 + 2 + 2;
        assert_eq!((calendar.rest.len() + weekends, calendar.work.len()), (33, 6));
        let due = |days, from: &str| {
            crate::event::figure::working_days_after(from.parse().unwrap(), days, policy.calendar.as_ref()).to_string()
        };
        assert_eq!(due(1, "2026-02-13"), "2026-02-14", "a Saturday of work");
        assert_eq!(due(2, "2026-02-13"), "2026-02-24", "after the Spring Festival");
        assert_eq!(due(1, "2026-09-30"), "2026-10-08");
    }

    #[test]
    fn a_profile_wins_over_what_families_say() {
        let text = SHIPPED[0].1;
        let plain = read(text).unwrap();
        assert_eq!(plain.periods["grid-issue"].days, 15);
        assert!(!plain.signers["those-named"].kinds.contains("grid.drawn.v1"));
        let own = "\n[periods.grid-issue]\ndays = 7\nworking = true\nsource = \"own\"\n\
                   [signers.worker]\nsource = \"own\"\nneeds = []\n\
                   [signatures.\"grid.drawn.v1\"]\nsource = \"own\"\nneeds = []\n";
        let policy = read(&format!("{text}{own}")).unwrap();
        assert_eq!((policy.periods["grid-issue"].days, policy.periods["grid-issue"].working), (7, true));
        assert_eq!(policy.needs("grid.issue-raised.v1"), Some(&[][..]), "the shared rule is the profile's");
        assert!(policy.signers.values().all(|rule| !rule.kinds.contains("grid.drawn.v1")));
        assert_eq!(policy.needs("grid.unheard-of.v1"), None);
    }

    #[test]
    fn what_families_bring_is_well_formed_and_theirs_alone() {
        let mut names = BTreeSet::new();
        for family in kinds::FAMILIES {
            assert!(names.insert(format!("family {}", family.name)), "{}", family.name);
            assert!(family.kinds.iter().all(|info| names.insert(info.name.to_owned())), "{}", family.name);
            for case in family.cases {
                assert!(case.sort.parse::<Code>().is_ok() && names.insert(format!("case {}", case.sort)), "{case:?}");
                let stages: BTreeSet<&str> = case.stages.iter().copied().collect();
                assert_eq!(stages.len(), case.stages.len(), "{case:?}");
                for stage in case.stages {
                    let key = format!("stage-{}-{stage}", case.sort);
                    assert!(Lang::ALL.iter().all(|lang| has(*lang, &key)), "{key} has no words");
                }
                assert!(Lang::ALL.iter().all(|lang| has(*lang, &format!("case-{}", case.sort))), "{case:?}");
            }
            let clocks = family.clocks.iter().map(|clock| format!("clock-{}", clock.code));
            let figures = family.figures.iter().map(|figure| format!("limit-{}", figure.code));
            for key in clocks.chain(figures) {
                assert!(Lang::ALL.iter().all(|lang| has(*lang, &key)), "{key} has no words");
                assert!(names.insert(key.clone()), "{key} is another family's too");
            }
        }
    }
}
