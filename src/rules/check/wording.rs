//! Offices and bodies in the reader's language, for refusals.

use crate::base::code::Code;
use crate::base::words::{Lang, has, word};
use crate::event::authority::sort_key;
use crate::event::mandate::Seat;
use crate::event::policy::SeatPattern;
use crate::rules::standing::mandates::Mandates;

fn office(office: &Code, lang: Lang) -> String {
    let key = format!("office-{office}");
    if has(lang, &key) { word(lang, &key) } else { office.to_string() }
}

/// Any of these seats: `居委会·主任／居务监督小组`.
pub fn seats(seats: &[SeatPattern], lang: Lang) -> String {
    let one = |pattern: &SeatPattern| match (pattern.sort, &pattern.office) {
        (Some(sort), Some(held)) => format!("{}·{}", word(lang, sort_key(sort)), office(held, lang)),
        (Some(sort), None) => word(lang, sort_key(sort)),
        (None, Some(held)) => office(held, lang),
        (None, None) => word(lang, "seat-any"),
    };
    let told: Vec<String> = seats.iter().map(one).collect();
    told.join(if lang == Lang::Zh { "／" } else { " / " })
}

/// One seat, by the name of its body.
pub fn seat(seat: &Seat, mandates: &Mandates, lang: Lang) -> String {
    let body = mandates.body(&seat.body).map_or_else(|| seat.body.to_string(), |body| body.name.get(lang).to_owned());
    format!("{body}·{}", office(&seat.office, lang))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::mandate::BodySort;

    #[test]
    fn a_need_is_told_in_words() {
        let chair = "chair".parse().unwrap();
        let needed = [
            SeatPattern { sort: Some(BodySort::PartyCommittee), office: None },
            SeatPattern { sort: Some(BodySort::Committee), office: Some(chair) },
        ];
        assert_eq!(seats(&needed, Lang::Zh), "党委／居委会·主任");
        assert!(!seats(&needed, Lang::En).contains("party-committee"));
    }
}
