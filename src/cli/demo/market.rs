//! The love supermarket and a post on offer in the demo's year: rice is given, points for a volunteer's hours are exchanged
//! for it, what is bound to families in hardship goes to them, and the shelf is counted.

use std::num::NonZeroU32;

use crate::base::code::Code;
use crate::base::problem::Outcome;
use crate::cli::demo::cast::code;
use crate::cli::demo::desk::Desk;
use crate::event::kinds::{employment, market};

const CLERK: &str = "feng-ling";
const BOOKKEEPER: &str = "song-yajing";
const SEEN: &[&str] = &[CLERK, "lin-wenbin"];
const BOOKED: &[&str] = &[BOOKKEEPER, CLERK];
const COUNTED: &[&str] = &[BOOKKEEPER, "huang-yulan"];
/// Bags of rice given for anybody, and those for families in hardship.
const GIVEN: (u32, u32) = (40, 20);
/// Points for a bag: what two hours earn.
const PRICE: u32 = 20;
/// The month in which a bag is found wet.
const WET: usize = 7;

fn count(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}

/// The shelf is filled, and an employer offers a post.
pub fn begin(desk: &mut Desk<'_>) -> Outcome<()> {
    let name = "大米（五公斤）".parse()?;
    desk.submit(market::Listed { item: code("rice"), name, points: count(PRICE) }, SEEN)?;
    for (pieces, purpose) in [(GIVEN.0, None), (GIVEN.1, Some(code("hardship")))] {
        let donor = Some("惠民粮油店".parse()?);
        let pieces = count(pieces);
        let given = market::Donated { item: code("rice"), pieces, value: 3_500, donor, purpose, on: desk.today };
        desk.submit(given, BOOKED)?;
    }
    let posted = employment::Posted {
        post: code("guard"),
        title: "安居物业：小区保安".parse()?,
        places: count(2),
        wage: 320_000,
        until: "2026-02-28".parse()?,
    };
    desk.submit(posted, &[CLERK]).map(drop)
}

/// What a month brings: the points for a volunteer's service and a bag for them, and what is done now and then.
pub fn month(desk: &mut Desk<'_>, n: usize, (service, holder): (Code, Code)) -> Outcome<()> {
    let (minutes, on) = (count(120), desk.today);
    let earned = market::Earned { service, holder: holder.clone(), minutes, points: count(PRICE), on };
    desk.submit(earned, SEEN)?;
    let (item, pieces) = (code("rice"), count(1));
    desk.submit(market::Spent { holder, item, pieces, price: count(PRICE), on }, BOOKED)?;
    if n == 2 {
        granted(desk)?;
    }
    // Every two months, so that no count is late.
    if n % 2 == 1 {
        counted(desk, n)?;
    }
    placed(desk, n)
}

/// Before the Spring Festival families in hardship get what was given for them.
fn granted(desk: &mut Desk<'_>) -> Outcome<()> {
    for household in ["household-12", "household-35", "household-58"] {
        let granted = market::Granted {
            household: code(household),
            item: code("rice"),
            pieces: count(4),
            purpose: Some(code("hardship")),
            occasion: "春节慰问".parse()?,
            on: desk.today,
        };
        desk.submit(granted, SEEN)?;
    }
    Ok(())
}

/// The shelf is counted: a bag a month is gone, and once one more than the books say.
fn counted(desk: &mut Desk<'_>, n: usize) -> Outcome<()> {
    let taken = u32::try_from(n + 1).unwrap_or(u32::MAX) + u32::from(n > WET);
    let (booked, item, on) = (GIVEN.0.saturating_sub(taken), code("rice"), desk.today);
    if n != WET {
        return desk.submit(market::Counted { item, purpose: None, found: booked, on }, COUNTED).map(drop);
    }
    let (why, evidence) = ("一袋受潮霉变，已当场销毁。".parse()?, vec![desk.paper("爱心超市盘点表")?]);
    let differed = market::Differed { item, purpose: None, booked, found: booked - 1, why, evidence, on };
    desk.submit(differed, COUNTED).map(drop)
}

/// Two find work, and are asked two months later how they fare.
fn placed(desk: &mut Desk<'_>, n: usize) -> Outcome<()> {
    let placement = |n: usize| code(&format!("placement-{n}"));
    if n < 2 {
        let left = count(if n == 0 { 2 } else { 1 });
        let person = code(&format!("seeker-{}", n + 1));
        let placed = employment::Placed { placement: placement(n), post: code("guard"), person, left };
        desk.submit(placed, &[CLERK])?;
    } else if n < 4 {
        desk.submit(employment::Stayed { placement: placement(n - 2), stays: n == 2 }, &[CLERK])?;
    }
    Ok(())
}
