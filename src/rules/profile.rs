//! Shipped rule profiles: the starting point of a community's first policy event.
//!
//! A profile only becomes binding when the community signs it as a `ledger.policy.v1` event; from
//! then on the event counts, not this file.

use crate::base::problem::{Outcome, Problem};
use crate::event::policy::Policy;

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

/// Reads a profile from TOML, for communities that bring their own.
pub fn read(text: &str) -> Outcome<Policy> {
    toml::from_str(text).map_err(|e| {
        let at = e.span().map_or(0, |span| text[..span.start].lines().count());
        Problem::malformed("profile-unreadable").with("line", at).with("cause", e.message())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::json;
    use crate::event::kinds;

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
                assert!(policy.signatures.contains_key(info.name), "{name}: {}", info.name);
            }
        }
    }
}
