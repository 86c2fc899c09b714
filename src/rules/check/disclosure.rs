//! Judges reviews, notices and corrections: form, order and days. Rules see no documents, so whether a digest is that
//! of the document is the auditor's to find out.

use crate::base::code::EventId;
use crate::base::problem::Problem;
use crate::event::disclosure::{DisclosureClause, Finding, Notice, Shown};
use crate::event::file::Media;
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
    }
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
