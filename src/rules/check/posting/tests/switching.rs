//! Another policy: what is refused changes from its event on, and what was accepted before stays as it was.

use super::*;
use crate::event::authority::{Matter, MatterSort};
use crate::event::envelope::Verified;
use crate::event::kinds::ledger::PolicySet;
use crate::rules::decide::decide;
use crate::rules::profile;
use crate::rules::standing::Standing;
use crate::rules::testing::matter;

const ONE_SUPERVISOR: &[&str] = &["comm-2", "comm-3", "comm-1", "book", "cash", "sup-3"];

fn switch(world: &mut World, resolution: &str, profile: &str) {
    let policy = profile::shipped(profile).unwrap();
    let unadopted = PolicySet { matter: Some(code(resolution)), policy: policy.clone() };
    assert_eq!(world.refused(unadopted.clone(), ALL), ["matter-unknown"], "nobody switches it alone");
    world.adopt(Matter { policy: Some(policy.digest()), ..matter(resolution, MatterSort::Policy) });
    world.accept(unadopted, ALL);
}

/// Every entry is judged again from the beginning, by the policy in force when it was accepted.
fn judged_again(world: &World) {
    let mut standing = Standing::default();
    for (entry, _) in &world.entries {
        let verified = Verified::check(entry.envelope.clone()).unwrap();
        let accepted = decide(&standing, &verified, entry.time).unwrap();
        standing.evolve(verified.event(), &accepted.effects, &accepted.at);
    }
    assert_eq!(standing, world.standing);
}

#[test]
fn a_new_profile_changes_what_is_refused_from_then_on_and_not_what_was_accepted() {
    let mut world = world();
    world.accept(spend("v1", 300_000, "2026-01-05"), ONE_SUPERVISOR);
    let before: Vec<_> = world.entries.clone();
    let balance = world.standing.books.clone();

    switch(&mut world, "to-rural", "cn-rural-2026");
    assert_eq!(world.standing.policy.as_ref().unwrap().profile, code("cn-rural"));
    assert_eq!(world.standing.books, balance, "no figure of the past moves");
    assert_eq!(world.entries[..before.len()], before);
    let same = spend("v2", 300_000, "2026-01-05");
    assert_eq!(world.refused(same.clone(), ONE_SUPERVISOR), ["countersign-missing"], "a village asks two");
    world.accept(same, PAYING);

    // Its own thresholds: from ¥1,000 on the assembly decides. `m1` grants more and was adopted without it: it pays no more.
    switch(&mut world, "to-own", "local-template");
    let large = spend("v3", 100_000, "2026-01-05");
    let every = &["comm-2", "comm-3", "comm-1", "book", "cash", "sup-1", "sup-2", "party-1"];
    assert_eq!(world.refused(large.clone(), every), ["steps-missing"]);
    world.adopt(expense("m2", 100_000));
    world.accept(Expenditure { matter: code("m2"), ..large }, every);

    world.adopt(expense("m3", 99_999));
    let small = Expenditure { matter: code("m3"), ..spend("v4", 99_999, "2026-01-05") };
    assert_eq!(world.refused(small.clone(), ONE_SUPERVISOR), ["countersign-missing"]);
    world.accept(small, PAYING);

    switch(&mut world, "back", "cn-urban-2026");
    world.accept(spend("v5", 99_999, "2026-01-05"), ONE_SUPERVISOR);
    judged_again(&world);
}
