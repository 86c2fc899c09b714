//! Shipped rule profiles: the starting point of a community's first policy event.
//!
//! A profile only becomes binding when the community signs it as a `ledger.policy.v1` event; from
//! then on the event counts, not this file.

use std::collections::BTreeMap;

use crate::base::code::Code;
use crate::base::problem::{Outcome, Problem};
use crate::base::words::Bi;
use crate::event::family::{FigureShipped, Origin, Signers, Wanted};
use crate::event::figure::{Figure, FigureValue, NamedPeriod};
use crate::event::kinds;
use crate::event::policy::{Need, Policy, SeatPattern, SharedRule, Source};

/// The shipped profiles, `(name, TOML)`. A new one is one file and one line.
pub const SHIPPED: &[(&str, &str)] = &[("cn-urban-2026", include_str!("profiles/cn-urban-2026.toml"))];

/// The profile with this name.
pub fn shipped(name: &str) -> Outcome<Policy> {
    let found = SHIPPED.iter().find(|(known, _)| *known == name);
    let (_, text) = found.ok_or_else(|| {
        let known: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
        Problem::missing("profile-unknown").with("found", name).with("known", known.join(", "))
    })?;
    read(text)
}

/// Reads a profile from TOML, for communities that bring their own, and completes it: what it does not say of a family
/// of events, it says as the family does by default.
pub fn read(text: &str) -> Outcome<Policy> {
    let mut policy = toml::from_str(text).map_err(|e| {
        let at = e.span().map_or(0, |span| text[..span.start].lines().count());
        Problem::malformed("profile-unreadable").with("line", at).with("cause", e.message())
    })?;
    complete(&mut policy)?;
    Ok(policy)
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
    use std::collections::BTreeSet;

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
