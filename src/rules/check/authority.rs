//! Judges resolutions: the order of steps, quorums on the roll of the day, and what an adopted one permits.

use std::collections::BTreeSet;

use crate::base::code::{Code, Line};
use crate::base::hash::Hash;
use crate::base::limits;
use crate::base::problem::Problem;
use crate::base::time::Day;
use crate::event::authority::{
    AuthorityClause, Grant, Matter, MatterSort, Meeting, Personnel, Step, TakenFile, Vote, sort_key,
};
use crate::event::policy::{Policy, QuorumRule, StepRule, Whole};
use crate::rules::check::{Case, Verdict, demand};
use crate::rules::standing::authorities::MatterState;

/// Judges one clause.
pub fn check(clause: &AuthorityClause, case: &Case<'_>) -> Verdict {
    let authorities = &case.standing.authorities;
    match clause {
        AuthorityClause::Proposable(matter) => proposable(matter, case),
        AuthorityClause::StepFits { matter, step, meeting, carried } => {
            step_fits(known(matter, case)?, *step, meeting, *carried, case)
        }
        AuthorityClause::RollTaken(meeting) => roll_taken(meeting, case),
        AuthorityClause::Concludable { matter, on, adopted } => concludable(known(matter, case)?, *on, *adopted, case),
        AuthorityClause::AdoptedAs { matter, sort } => authorities.adopted_as(matter, *sort).map(drop),
        AuthorityClause::Decides { matter, what } => decides(matter, what, case),
        AuthorityClause::Unused(matter) => unused(matter, case),
        AuthorityClause::Adopted(matter) => authorities.adopted(matter).map(drop),
        AuthorityClause::Permits { matter, amount, purpose, payee, on } => {
            let state = authorities.adopted_as(matter, MatterSort::Expense)?;
            permits(state, &Payment { amount: *amount, purpose, payee, on: *on }, case)
        }
        AuthorityClause::TakesOver { matter, file, row, amount } => {
            takes_over(authorities.adopted_as(matter, MatterSort::Takeover)?, file, *row, *amount)
        }
    }
}

fn known<'a>(matter: &Code, case: &Case<'a>) -> Result<&'a MatterState, Problem> {
    let state = case.standing.authorities.matter(matter);
    state.ok_or_else(|| Problem::refused("matter-unknown").with("matter", matter))
}

/// A matter says all that its sort needs and nothing that only another sort may say.
fn proposable(matter: &Matter, case: &Case<'_>) -> Verdict {
    let policy = case.policy()?;
    let code = &matter.matter;
    demand(case.standing.authorities.matter(code).is_none(), || {
        Problem::refused("matter-exists").with("matter", code)
    })?;
    let cap = matter.grant.as_ref().map_or(0, |grant| grant.cap);
    required(policy, matter.sort, cap)?;
    let fits = |part: &'static str, present: bool, sort: MatterSort| {
        demand(present == (matter.sort == sort), || {
            let code = if present { "matter-part-unexpected" } else { "matter-part-missing" };
            Problem::refused(code).with_word("part", part).with_word("sort", matter.sort.words_key())
        })
    };
    fits("part-grant", matter.grant.is_some(), MatterSort::Expense)?;
    fits("part-files", !matter.files.is_empty(), MatterSort::Takeover)?;
    fits("part-policy", matter.policy.is_some(), MatterSort::Policy)?;
    if policy.safeguards.decides_once.is_some() || !matter.personnel.is_empty() {
        fits("part-personnel", !matter.personnel.is_empty(), MatterSort::Personnel)?;
    }
    matter.grant.as_ref().map_or(Ok(()), |grant| sensible(grant, policy))?;
    takeable(&matter.files, case)
}

fn used(matter: &Code) -> Problem {
    Problem::refused("matter-used-already").with("matter", matter)
}

/// Whoever adopted a matter knew whom and what it is about; it is not kept in the drawer to be used again.
fn decides(matter: &Code, what: &Personnel, case: &Case<'_>) -> Verdict {
    let state = case.standing.authorities.adopted_as(matter, MatterSort::Personnel)?;
    if case.policy()?.safeguards.decides_once.is_none() {
        return Ok(());
    }
    demand(state.matter.personnel.contains(what), || {
        Problem::refused("matter-decides-otherwise").with("matter", matter)
    })?;
    demand(!state.applied.iter().any(|done| done.as_ref() == Some(what)), || used(matter))
}

/// A former budget or policy does not come back without a new decision. One that is not known is refused by the
/// clause beside this.
pub fn unused(matter: &Code, case: &Case<'_>) -> Verdict {
    let state = case.standing.authorities.matter(matter);
    let once = case.policy()?.safeguards.decides_once.is_some();
    demand(!once || state.is_none_or(|state| state.applied.is_empty()), || used(matter))
}

fn sensible(grant: &Grant, policy: &Policy) -> Verdict {
    demand((1..=limits::AMOUNT).contains(&grant.cap), || Problem::refused("cap-not-positive"))?;
    demand(grant.from <= grant.until, || {
        Problem::refused("grant-reversed").with("from", grant.from).with("until", grant.until)
    })?;
    demand(policy.expense.contains_key(&grant.purpose), || {
        Problem::refused("category-unknown").with("category", &grant.purpose)
    })
}

/// No file is taken over twice: not within a matter, nor by two matters that could both be adopted.
fn takeable(files: &[TakenFile], case: &Case<'_>) -> Verdict {
    demand(files.len() <= limits::LIST_ITEMS, || {
        Problem::refused("list-too-long").with("found", files.len()).with("limit", limits::LIST_ITEMS)
    })?;
    let mut seen = BTreeSet::new();
    for file in files {
        demand(seen.insert(file.sha256), || Problem::refused("file-named-twice").with("file", file.sha256))?;
        let rejected = |state: &&MatterState| state.lost() || state.conclusion.is_some_and(|end| !end.adopted);
        let elsewhere = case.standing.authorities.matters().filter(|state| !rejected(state));
        if let Some(other) = elsewhere.into_iter().find(|state| state.file(&file.sha256).is_some()) {
            let matter = &other.matter.matter;
            return Err(Problem::refused("file-taken-elsewhere").with("file", file.sha256).with("matter", matter));
        }
    }
    Ok(())
}

/// The steps the policy in force asks of a matter.
fn required(policy: &Policy, sort: MatterSort, cap: i64) -> Result<&[StepRule], Problem> {
    policy
        .steps(sort, cap)
        .ok_or_else(|| Problem::refused("matter-sort-not-in-policy").with_word("sort", sort.words_key()))
}

fn steps_of<'p>(state: &MatterState, policy: &'p Policy) -> Result<&'p [StepRule], Problem> {
    required(policy, state.matter.sort, state.matter.grant.as_ref().map_or(0, |grant| grant.cap))
}

fn step_fits(state: &MatterState, step: Step, meeting: &Meeting, carried: bool, case: &Case<'_>) -> Verdict {
    let matter = &state.matter.matter;
    demand(state.conclusion.is_none(), || Problem::refused("matter-concluded").with("matter", matter))?;
    demand(!state.lost(), || Problem::refused("matter-lost").with("matter", matter))?;
    let policy = case.policy()?;
    let sort = case.standing.mandates.sort_of(&meeting.body);
    let sort = sort.ok_or_else(|| Problem::refused("body-unknown").with("body", &meeting.body))?;
    let next = state.remaining(steps_of(state, policy)?).first();
    let next = next.ok_or_else(|| Problem::refused("steps-all-taken").with("matter", matter))?;
    demand(next.step == step && next.sort == sort, || {
        Problem::refused("step-out-of-order")
            .with("matter", matter)
            .with_word("step", next.step.words_key())
            .with_word("sort", sort_key(next.sort))
    })?;
    day_between(state.latest(), meeting.on, case)?;
    roll_complete(meeting, case)?;
    interested_stand_aside(state, meeting, case)?;
    let rule = policy.quorum(sort);
    let rule = rule.ok_or_else(|| Problem::refused("quorum-not-in-policy").with_word("sort", sort_key(sort)))?;
    outcome_true(meeting, rule, carried)?;
    signed_by_those_there(meeting, case)
}

/// A meeting or conclusion lies between what came before it and the day of the event.
fn day_between(earliest: Day, on: Day, case: &Case<'_>) -> Verdict {
    demand(earliest <= on, || Problem::refused("day-before-step").with("found", on).with("earliest", earliest))?;
    demand(on <= case.at.day, || Problem::refused("day-after-event").with("found", on).with("latest", case.at.day))
}

fn roll_taken(meeting: &Meeting, case: &Case<'_>) -> Verdict {
    let on = meeting.on;
    demand(case.standing.mandates.body(&meeting.body).is_some(), || {
        Problem::refused("body-unknown").with("body", &meeting.body)
    })?;
    demand(on <= case.at.day, || Problem::refused("day-after-event").with("found", on).with("latest", case.at.day))?;
    roll_complete(meeting, case)
}

/// The roll names everyone due that day exactly once, and nobody else.
pub fn roll_complete(meeting: &Meeting, case: &Case<'_>) -> Verdict {
    let mandates = &case.standing.mandates;
    let due = mandates.roll(&meeting.body, meeting.on);
    let mut named = BTreeSet::new();
    for line in &meeting.roll {
        demand(named.insert(&line.person), || {
            Problem::refused("roll-names-twice").with("person", mandates.name_of(&line.person))
        })?;
        demand(due.contains(&line.person), || {
            Problem::refused("roll-names-stranger")
                .with("person", mandates.name_of(&line.person))
                .with("body", &meeting.body)
                .with("day", meeting.on)
        })?;
    }
    let missing: Vec<String> = due.difference(&named).map(|person| mandates.name_of(person)).collect();
    demand(missing.is_empty() && !due.is_empty(), || {
        Problem::refused("roll-incomplete").with("missing", missing.join(", ")).with("due", due.len())
    })
}

/// Nobody vouches for a meeting they were not at.
fn signed_by_those_there(meeting: &Meeting, case: &Case<'_>) -> Verdict {
    let policy = case.policy()?;
    let Some(source) = &policy.safeguards.signers_present else { return Ok(()) };
    let away = |person: &Code| meeting.roll.iter().any(|line| line.person == *person && !line.vote.present());
    for need in policy.needs(case.head.kind).unwrap_or_default() {
        let signed = case.people_from(need);
        let needed = need.at_least as usize;
        let there = signed.iter().filter(|person| !away(person)).count();
        // Too few signatures of whomever are told of already.
        demand(signed.len() < needed || there >= needed, || {
            let absent: Vec<String> = signed
                .iter()
                .filter(|person| away(person))
                .map(|person| case.standing.mandates.name_of(person))
                .collect();
            Problem::refused("signers-were-absent").with("absent", absent.join(", ")).with("source", source)
        })?;
    }
    Ok(())
}

/// Whoever declared an interest in the payee does not vote on paying them (城市居民委员会组织法 2026, art. 8 in spirit).
fn interested_stand_aside(state: &MatterState, meeting: &Meeting, case: &Case<'_>) -> Verdict {
    let Some(payee) = state.matter.grant.as_ref().and_then(|grant| grant.payee.as_ref()) else { return Ok(()) };
    let mandates = &case.standing.mandates;
    for line in &meeting.roll {
        let takes_part = matches!(line.vote, Vote::For | Vote::Against | Vote::Abstain);
        demand(!(takes_part && mandates.interested(&line.person, payee)), || {
            Problem::refused("interested-must-recuse")
                .with("person", mandates.name_of(&line.person))
                .with("payee", payee)
        })?;
    }
    Ok(())
}

/// The quorum was there, and the outcome claimed is the one the roll gives.
fn outcome_true(meeting: &Meeting, rule: &QuorumRule, carried: bool) -> Verdict {
    let count = meeting.count();
    demand(rule.present.met(count.present, count.due), || {
        Problem::refused("quorum-missed")
            .with("present", count.present)
            .with("due", count.due)
            .with("needed", rule.present.least(count.due))
            .with("source", &rule.source)
    })?;
    let whole = match rule.carried_of {
        Whole::Present => count.present,
        Whole::Due => count.due,
    };
    let result = rule.carried.met(count.yes, whole);
    demand(result == carried, || {
        Problem::refused("outcome-not-the-rolls")
            .with("yes", count.yes)
            .with("needed", rule.carried.least(whole))
            .with_word("outcome", if result { "outcome-carried" } else { "outcome-lost" })
            .with("source", &rule.source)
    })
}

fn concludable(state: &MatterState, on: Day, adopted: bool, case: &Case<'_>) -> Verdict {
    let matter = &state.matter.matter;
    demand(state.conclusion.is_none(), || Problem::refused("matter-concluded").with("matter", matter))?;
    day_between(state.latest(), on, case)?;
    if !adopted {
        return demand(state.lost(), || Problem::refused("matter-not-lost").with("matter", matter));
    }
    demand(!state.lost(), || Problem::refused("matter-lost").with("matter", matter))?;
    match state.remaining(steps_of(state, case.policy()?)?).first() {
        None => Ok(()),
        Some(next) => Err(missing_step(matter, *next)),
    }
}

fn missing_step(matter: &Code, next: StepRule) -> Problem {
    Problem::refused("steps-missing")
        .with("matter", matter)
        .with_word("step", next.step.words_key())
        .with_word("sort", sort_key(next.sort))
}

struct Payment<'a> {
    amount: i64,
    purpose: &'a Code,
    payee: &'a Line,
    on: Day,
}

/// The grant covers the payment, and the matter took every step that the tier *now in force* asks of its cap:
/// a resolution adopted under laxer rules does not outlive them.
fn permits(state: &MatterState, payment: &Payment<'_>, case: &Case<'_>) -> Verdict {
    let matter = &state.matter.matter;
    let grant = state.matter.grant.as_ref();
    let grant = grant.ok_or_else(|| Problem::refused("matter-grants-nothing").with("matter", matter))?;
    if let Some(next) = state.remaining(steps_of(state, case.policy()?)?).first() {
        return Err(missing_step(matter, *next));
    }
    demand(grant.purpose == *payment.purpose, || {
        Problem::refused("purpose-not-granted")
            .with("matter", matter)
            .with("found", payment.purpose)
            .with("granted", &grant.purpose)
    })?;
    if let Some(payee) = &grant.payee {
        demand(payee == payment.payee, || {
            Problem::refused("payee-not-granted")
                .with("matter", matter)
                .with("found", payment.payee)
                .with("granted", payee)
        })?;
    }
    let adopted_on = state.conclusion.map_or(grant.from, |conclusion| conclusion.on);
    let from = grant.from.max(adopted_on);
    demand((from..=grant.until).contains(&payment.on), || {
        Problem::refused("grant-not-in-force")
            .with("matter", matter)
            .with("day", payment.on)
            .with("from", from)
            .with("until", grant.until)
    })?;
    demand(payment.amount <= state.left(), || {
        Problem::refused("cap-exceeded")
            .with("matter", matter)
            .with("amount", case.money(payment.amount))
            .with("left", case.money(state.left()))
            .with("cap", case.money(grant.cap))
    })
}

/// The row is one of the file's, comes in once, and the last one brings the sum to the total that was adopted, so
/// that nothing can be left out or slipped in.
fn takes_over(state: &MatterState, file: &Hash, row: u32, amount: i64) -> Verdict {
    let matter = &state.matter.matter;
    let named = state.file(file);
    let named =
        named.ok_or_else(|| Problem::refused("file-not-taken-over").with("file", file).with("matter", matter))?;
    let nothing = crate::rules::standing::authorities::TakenSoFar::default();
    let so_far = state.taken.get(file).unwrap_or(&nothing);
    demand(!so_far.has(row), || Problem::refused("row-taken-already").with("file", &named.name).with("row", row))?;
    let readable = (1..=named.rows.saturating_add(named.unreadable)).contains(&row) && so_far.rows < named.rows;
    demand(readable, || {
        Problem::refused("row-not-in-file").with("file", &named.name).with("row", row).with("rows", named.rows)
    })?;
    let last = so_far.rows + 1 == named.rows;
    demand(!last || so_far.total.checked_add(amount) == Some(named.total), || {
        Problem::refused("file-total-differs")
            .with("file", &named.name)
            .with("found", so_far.total.saturating_add(amount))
            .with("expected", named.total)
    })
}

#[cfg(test)]
mod tests {
    use crate::event::authority::{MatterSort, Step, TakenFile, Vote};
    use crate::event::kinds::charter::InterestDeclared;
    use crate::event::kinds::meeting::Held;
    use crate::event::kinds::resolution::{Adopted, Agreed, Proposed, Rejected, Resulted, StepData, Studied, Voted};
    use crate::event::mandate::BodySort;
    use crate::rules::testing::{ALL, World, code, day, expense, file, line, matter};

    fn step(world: &World, matter: &str, body: &str, vote: Vote, carried: bool) -> StepData {
        StepData { matter: code(matter), meeting: world.meeting(body, vote), carried, opinion: None }
    }

    #[test]
    fn a_matter_becomes_a_resolution_step_by_step() {
        let mut world = World::new();
        world.adopt(expense("m1", 100_000));
        let state = world.standing.authorities.matter(&code("m1")).unwrap();
        let taken: Vec<_> = state.steps.iter().map(|taken| (taken.step, taken.sort.unwrap())).collect();
        assert_eq!(
            taken,
            [
                (Step::Studied, BodySort::PartyCommittee),
                (Step::Agreed, BodySort::Supervision),
                (Step::Voted, BodySort::Committee)
            ]
        );
        assert!(state.adopted());
        world.accept(
            Resulted { matter: code("m1"), on: day("2026-01-05"), result: "完成".parse().unwrap(), complete: true },
            ALL,
        );
        assert!(world.standing.authorities.matter(&code("m1")).unwrap().complete);
    }

    #[test]
    fn above_the_upper_tier_the_assembly_votes_too() {
        let mut world = World::new();
        world.adopt(expense("big", 5_000_000));
        let state = world.standing.authorities.matter(&code("big")).unwrap();
        assert_eq!(state.steps.last().unwrap().sort, Some(BodySort::Assembly));
    }

    #[test]
    fn steps_keep_their_order() {
        let mut world = World::new();
        world.accept(Proposed { details: expense("m1", 100) }, ALL);
        let voted = step(&world, "m1", "comm", Vote::For, true);
        assert_eq!(world.refused(Voted(voted), ALL), ["step-out-of-order"]);
        let wrong_body = step(&world, "m1", "sup", Vote::For, true);
        assert_eq!(world.refused(Studied(wrong_body), ALL), ["step-out-of-order"]);
        assert_eq!(world.refused(Adopted { matter: code("m1"), on: world.today }, ALL), ["steps-missing"]);
        assert_eq!(world.refused(Rejected { matter: code("m1"), on: world.today }, ALL), ["matter-not-lost"]);
        let unknown = step(&world, "m2", "party", Vote::For, true);
        assert_eq!(world.refused(Studied(unknown), ALL), ["matter-unknown"]);
    }

    #[test]
    fn a_supervision_group_that_objects_stops_the_matter() {
        let mut world = World::new();
        world.accept(Proposed { details: expense("m1", 100) }, ALL);
        world.step("m1");
        let objected = step(&world, "m1", "sup", Vote::Against, false);
        world.accept(Agreed(objected), ALL);
        let voted = step(&world, "m1", "comm", Vote::For, true);
        assert_eq!(world.refused(Voted(voted), ALL), ["matter-lost"]);
        assert_eq!(world.refused(Adopted { matter: code("m1"), on: world.today }, ALL), ["matter-lost"]);
        world.accept(Rejected { matter: code("m1"), on: world.today }, ALL);
        let again = step(&world, "m1", "comm", Vote::For, true);
        assert_eq!(world.refused(Voted(again), ALL), ["matter-concluded"]);
    }

    #[test]
    fn the_roll_decides_and_names_everyone_due() {
        let mut world = World::new();
        world.accept(Proposed { details: expense("m1", 100) }, ALL);
        let full = step(&world, "m1", "party", Vote::For, true);

        let mut short = full.clone();
        short.meeting.roll.pop();
        assert_eq!(world.refused(Studied(short), ALL), ["roll-incomplete"]);
        let mut twice = full.clone();
        twice.meeting.roll[1] = twice.meeting.roll[0].clone();
        assert_eq!(world.refused(Studied(twice), ALL), ["roll-names-twice"]);
        let mut stranger = full.clone();
        stranger.meeting.roll[0].person = code("sup-1");
        assert_eq!(world.refused(Studied(stranger), ALL), ["roll-names-stranger"]);
        let mut absent = full.clone();
        absent.meeting.roll[0].vote = Vote::Absent;
        absent.meeting.roll[1].vote = Vote::Excused;
        assert_eq!(world.refused(Studied(absent), ALL), ["quorum-missed"]);
        let mut lost = full.clone();
        lost.meeting.roll[0].vote = Vote::Against;
        lost.meeting.roll[1].vote = Vote::Abstain;
        assert_eq!(world.refused(Studied(lost.clone()), ALL), ["outcome-not-the-rolls"]);
        let mut early = full.clone();
        early.meeting.on = day("2026-01-04");
        assert_eq!(world.refused(Studied(early), ALL), ["day-before-step"]);
        let mut late = full;
        late.meeting.on = day("2026-01-06");
        assert_eq!(world.refused(Studied(late), ALL), ["day-after-event"]);
        lost.carried = false;
        world.accept(Studied(lost), ALL);
    }

    #[test]
    fn attendance_names_everyone_due_and_is_not_foretold() {
        let mut world = World::new();
        let held = Held { meeting: world.meeting("sup", Vote::Unrecorded), topic: line("季度账目") };
        world.accept(held.clone(), &["clerk", "sup-1"]);
        assert_eq!(world.refused(held.clone(), &["clerk"]), ["signatures-missing"]);
        let mut short = held.clone();
        short.meeting.roll.pop();
        assert_eq!(world.refused(short, ALL), ["roll-incomplete"]);
        let mut late = held.clone();
        late.meeting.on = day("2026-01-06");
        assert_eq!(world.refused(late, ALL), ["day-after-event"]);
        let mut nobody = held;
        nobody.meeting.body = code("club");
        assert_eq!(world.refused(nobody, ALL), ["body-unknown"]);
    }

    #[test]
    fn whoever_has_an_interest_in_the_payee_stands_aside() {
        let mut world = World::new();
        world.accept(InterestDeclared { person: code("party-2"), payee: line("甲公司") }, &["party-2"]);
        let mut details = expense("m1", 100);
        details.grant.as_mut().unwrap().payee = Some(line("甲公司"));
        world.accept(Proposed { details }, ALL);
        let mut meeting = step(&world, "m1", "party", Vote::For, true);
        assert_eq!(world.refused(Studied(meeting.clone()), ALL), ["interested-must-recuse"]);
        let line = meeting.meeting.roll.iter_mut().find(|line| line.person == "party-2").unwrap();
        line.vote = Vote::Recused;
        world.accept(Studied(meeting), ALL);
    }

    #[test]
    fn a_matter_says_what_its_sort_needs() {
        let mut world = World::new();
        let mut propose = |details| world.refused(Proposed { details }, ALL);
        assert_eq!(propose(matter("m", MatterSort::Expense)), ["matter-part-missing"]);
        assert_eq!(propose(matter("m", MatterSort::Takeover)), ["matter-part-missing"]);
        let other = crate::event::authority::Matter { sort: MatterSort::Other, ..expense("m", 1) };
        assert_eq!(propose(other), ["matter-part-unexpected"]);
        assert_eq!(propose(expense("m", 0)), ["cap-not-positive"]);
        let mut reversed = expense("m", 1);
        reversed.grant.as_mut().unwrap().until = day("2025-01-01");
        assert_eq!(propose(reversed), ["grant-reversed"]);
        let mut unknown = expense("m", 1);
        unknown.grant.as_mut().unwrap().purpose = code("banquets");
        assert_eq!(propose(unknown), ["category-unknown"]);
        world.accept(Proposed { details: expense("m", 1) }, ALL);
        assert_eq!(world.refused(Proposed { details: expense("m", 1) }, ALL), ["matter-exists"]);
    }

    #[test]
    fn a_file_is_taken_over_once() {
        let mut world = World::new();
        let taken = TakenFile { sha256: file("a").sha256, name: line("a.csv"), rows: 2, unreadable: 0, total: 3 };
        let mut details = matter("t1", MatterSort::Takeover);
        details.files = vec![taken.clone(), taken.clone()];
        assert_eq!(world.refused(Proposed { details: details.clone() }, ALL), ["file-named-twice"]);
        details.files.pop();
        world.accept(Proposed { details: details.clone() }, ALL);
        details.matter = code("t2");
        assert_eq!(world.refused(Proposed { details }, ALL), ["file-taken-elsewhere"]);
    }

    #[test]
    fn signatures_the_policy_asks_are_counted_by_person() {
        let mut world = World::new();
        world.accept(Proposed { details: expense("m1", 100) }, &["clerk"]);
        let studied = step(&world, "m1", "party", Vote::For, true);
        assert_eq!(world.refused(Studied(studied.clone()), &["party-2", "party-3"]), ["signatures-missing"]);
        assert_eq!(world.refused(Studied(studied.clone()), &["party-1"]), ["signatures-missing"]);
        world.accept(Studied(studied), &["party-1", "party-3"]);
        assert_eq!(world.refused(Proposed { details: expense("m2", 100) }, &["book"]), ["signatures-missing"]);
    }
}
