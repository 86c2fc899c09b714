//! Judges reviews, notices and corrections: form, order and days. Rules see no documents, so whether a digest is that
//! of the document is the auditor's to find out.

use std::collections::BTreeSet;

use crate::base::code::EventId;
use crate::base::problem::Problem;
use crate::event::disclosure::{DisclosureClause, Finding, Notice, Shown};
use crate::event::file::Media;
use crate::event::sealed::Sealed;
use crate::rules::check::{Case, Verdict, demand};

/// Judges one clause.
pub fn check(clause: &DisclosureClause, case: &Case<'_>) -> Verdict {
    match clause {
        DisclosureClause::Reviewable { shown, finding, reasoned } => {
            folded_from_what_is_there(shown, case)?;
            demand(*finding == Finding::Agreed || *reasoned, || Problem::refused("objection-without-reason"))
        }
        DisclosureClause::Postable(notice) => postable(notice, case),
        DisclosureClause::Correctable { notice, shown } => correctable(notice, shown, case),
        DisclosureClause::EventKnown(event) => {
            demand(case.standing.ids.contains_key(event), || Problem::refused("event-unknown").with("event", event))
        }
        DisclosureClause::Erasable { event, fields } => {
            demand(!fields.is_empty(), || Problem::refused("nothing-to-erase"))?;
            kept(event, fields, case)
        }
        DisclosureClause::Readable { event, fields } => {
            demand(!fields.is_empty(), || Problem::refused("nothing-to-read"))?;
            kept(event, fields, case)
        }
    }
}

/// The event sealed these fields, each is named once, and none is erased.
fn kept(event: &EventId, fields: &[Sealed], case: &Case<'_>) -> Verdict {
    let mut seen = BTreeSet::new();
    fields.iter().try_for_each(|field| {
        let state = case.standing.disclosures.sealed(field).filter(|state| state.event == *event);
        let state =
            state.ok_or_else(|| Problem::refused("sealed-unknown").with("event", event).with("digest", field))?;
        demand(state.erased.is_none() && seen.insert(field), || {
            Problem::refused("erased-already").with("field", &state.field).with("digest", field)
        })
    })
}

fn folded_from_what_is_there(shown: &Shown, case: &Case<'_>) -> Verdict {
    demand((1..=case.standing.size).contains(&shown.size), || {
        Problem::refused("document-from-elsewhere")
            .with("path", &shown.path)
            .with("found", shown.size)
            .with("size", case.standing.size)
    })
}

/// The day it goes up is not counted (民法典 art. 201), so fifteen days end on the fifteenth day after it.
fn postable(notice: &Notice, case: &Case<'_>) -> Verdict {
    folded_from_what_is_there(&notice.shown, case)?;
    let display = &case.policy()?.clocks.display;
    demand(case.at.day.until(notice.until) >= display.days, || {
        Problem::refused("display-too-short")
            .with("until", notice.until)
            .with("earliest", case.at.day.plus(display.days))
            .with("days", display.days)
            .with("source", &display.source)
    })?;
    let picture = |media: Media| matches!(media, Media::Jpeg | Media::Png);
    demand(notice.photo.as_ref().is_none_or(|photo| picture(photo.media)), || {
        Problem::refused("photo-not-a-picture").with("path", &notice.shown.path)
    })?;
    // An objection does not forbid showing the document, it forbids passing over the objection in silence.
    let review = case.standing.disclosures.review(&notice.shown.path, &notice.shown.digest);
    let objection = review.filter(|review| review.finding == Finding::Objected);
    match objection {
        Some(review) if notice.answer.is_none() => {
            Err(Problem::refused("objection-unanswered").with("path", &notice.shown.path).with("index", review.at))
        }
        _ => Ok(()),
    }
}

fn correctable(notice: &EventId, shown: &Shown, case: &Case<'_>) -> Verdict {
    let state = case.standing.disclosures.notice(notice);
    let state = state.ok_or_else(|| Problem::refused("notice-unknown").with("event", notice))?;
    if let Some(by) = state.corrected_by {
        return Err(Problem::refused("notice-corrected-already").with("event", notice).with("by", by));
    }
    let old = &state.notice.shown;
    demand(old.path == shown.path, || {
        Problem::refused("correction-of-other-document").with("found", &shown.path).with("expected", &old.path)
    })?;
    demand(old.digest != shown.digest, || Problem::refused("correction-changes-nothing").with("path", &shown.path))
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;
    use crate::base::code::Text;
    use crate::base::hash::Hash;
    use crate::base::time::Day;
    use crate::event::disclosure::Edition;
    use crate::event::disclosure::{Correction, DocumentPath};
    use crate::event::file::FileRef;
    use crate::event::kinds::notice::{Corrected, Posted, Reviewed};
    use crate::rules::testing::{World, day, file, line};

    const SUP: &[&str] = &["sup-1", "sup-2"];

    fn shown(world: &World, digest: &str) -> Shown {
        let path = "finance/2026-01".parse().unwrap();
        Shown { path, digest: Hash::of(digest.as_bytes()), size: world.standing.size, edition: Edition::FIRST }
    }

    fn notice(world: &World, digest: &str, until: Day) -> Notice {
        Notice { shown: shown(world, digest), until, place: line("社区公示栏"), photo: None, answer: None }
    }

    fn reviewed(world: &World, digest: &str, finding: Finding, reason: Option<&str>) -> Reviewed {
        Reviewed { shown: shown(world, digest), finding, reason: reason.map(|text| text.parse().unwrap()) }
    }

    fn corrected(notice: EventId, replacement: Notice) -> Corrected {
        let (wrong, changed): (Text, Text) = ("漏列一笔".parse().unwrap(), "已补列".parse().unwrap());
        Corrected { correction: Correction { notice, wrong, changed, replacement } }
    }

    #[test]
    fn a_review_is_of_one_content_and_an_objection_says_why() {
        let mut world = World::new();
        let silent = reviewed(&world, "one", Finding::Objected, None);
        assert_eq!(world.refused(silent, SUP), ["objection-without-reason"]);
        let agreed = reviewed(&world, "one", Finding::Agreed, None);
        assert_eq!(world.refused(agreed.clone(), &["sup-1"]), ["signatures-missing"]);
        world.accept(agreed, SUP);
        let of = |digest: &str| {
            let review = world.standing.disclosures.review(&shown(&world, digest).path, &Hash::of(digest.as_bytes()));
            review.map(|review| review.finding)
        };
        assert_eq!(of("one"), Some(Finding::Agreed));
        assert_eq!(of("two"), None, "what changed since was not reviewed");
        let elsewhere = DocumentPath::from_str("finance/2026-02").unwrap();
        assert!(world.standing.disclosures.review(&elsewhere, &Hash::of(b"one")).is_none());
    }

    #[test]
    fn a_document_stands_on_entries_that_are_there() {
        let mut world = World::new();
        for size in [0, world.standing.size + 1, u64::MAX] {
            let mut body = reviewed(&world, "one", Finding::Agreed, None);
            body.shown.size = size;
            assert_eq!(world.refused(body, SUP), ["document-from-elsewhere"]);
            let mut body = notice(&world, "one", day("2026-02-01"));
            body.shown.size = size;
            assert_eq!(world.refused(Posted { notice: body }, &["clerk"]), ["document-from-elsewhere"]);
        }
    }

    #[test]
    fn a_notice_stays_up_for_fifteen_days_after_the_day_it_goes_up() {
        let mut world = World::new();
        for until in ["2026-01-04", "2026-01-19"] {
            let short = notice(&world, "one", day(until));
            assert_eq!(world.refused(Posted { notice: short }, &["clerk"]), ["display-too-short"]);
        }
        let long = notice(&world, "one", day("2026-01-20"));
        let event = world.accept(Posted { notice: long }, &["clerk"]);
        let state = world.standing.disclosures.notice(&event).unwrap();
        assert_eq!(
            [day("2026-01-04"), day("2026-01-05"), day("2026-01-21")].map(|on| state.up(on)),
            [false, true, false]
        );
    }

    #[test]
    fn a_photograph_of_the_board_is_a_picture() {
        let mut world = World::new();
        let mut body = notice(&world, "one", day("2026-01-20"));
        body.photo = Some(file("board"));
        assert_eq!(world.refused(Posted { notice: body.clone() }, &["clerk"]), ["photo-not-a-picture"]);
        body.photo = Some(FileRef { media: Media::Jpeg, ..file("board") });
        world.accept(Posted { notice: body }, &["clerk"]);
    }

    #[test]
    fn an_objection_is_answered_in_public_or_taken_back() {
        let mut world = World::new();
        let objection = reviewed(&world, "one", Finding::Objected, Some("缺少凭证"));
        world.accept(objection, SUP);
        let mut body = notice(&world, "one", day("2026-02-01"));
        assert_eq!(world.refused(Posted { notice: body.clone() }, &["clerk"]), ["objection-unanswered"]);
        let other = notice(&world, "two", day("2026-02-01"));
        world.accept(Posted { notice: other }, &["clerk"]);
        body.answer = Some("凭证已补".parse().unwrap());
        world.accept(Posted { notice: body.clone() }, &["clerk"]);
        let agreed = reviewed(&world, "one", Finding::Agreed, None);
        world.accept(agreed, SUP);
        world.accept(Posted { notice: Notice { answer: None, ..body } }, &["clerk"]);
        let one = shown(&world, "one");
        let reviews = world.standing.disclosures.reviews(&one.path, &one.digest);
        assert_eq!(reviews.map(|review| review.finding).collect::<Vec<_>>(), [Finding::Objected, Finding::Agreed]);
    }

    #[test]
    fn a_correction_replaces_the_latest_and_begins_the_display_again() {
        let mut world = World::new();
        let signers = &["clerk", "sup-1"];
        let first = notice(&world, "one", day("2026-01-20"));
        let posted = world.accept(Posted { notice: first }, &["clerk"]);
        world.on("2026-01-15");
        let right = notice(&world, "two", day("2026-01-30"));

        let stranger = corrected(EventId::new(1, [1; 10]), right.clone());
        assert_eq!(world.refused(stranger, signers), ["notice-unknown"]);
        let same = notice(&world, "one", day("2026-01-30"));
        assert_eq!(world.refused(corrected(posted, same), signers), ["correction-changes-nothing"]);
        let mut elsewhere = right.clone();
        elsewhere.shown.path = "finance/2026-02".parse().unwrap();
        assert_eq!(world.refused(corrected(posted, elsewhere), signers), ["correction-of-other-document"]);
        let short = notice(&world, "two", day("2026-01-20"));
        assert_eq!(world.refused(corrected(posted, short), signers), ["display-too-short"]);
        assert_eq!(world.refused(corrected(posted, right.clone()), &["clerk"]), ["signatures-missing"]);

        let second = world.accept(corrected(posted, right.clone()), signers);
        let disclosures = &world.standing.disclosures;
        assert_eq!(disclosures.notice(&posted).unwrap().corrected_by, Some(second));
        assert!(!disclosures.notice(&posted).unwrap().up(day("2026-01-16")));
        assert!(disclosures.notice(&second).unwrap().up(day("2026-01-30")));
        assert_eq!(disclosures.notices_of(&right.shown.path).len(), 2, "what was shown stays on record");
        let third = notice(&world, "three", day("2026-01-30"));
        assert_eq!(world.refused(corrected(posted, third.clone()), signers), ["notice-corrected-already"]);
        world.accept(corrected(second, third), signers);
    }
}
