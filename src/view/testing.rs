//! What tests of views share: the board of a world, and a bench for flags. On the bench effects are put under one flag without
//! the ledger judging them, so that a fixture is a few lines and may hold what today's rules would refuse.

use std::sync::Arc;

use crate::base::code::EventId;
use crate::base::hash::Hash;
use crate::base::time::{Day, Instant, Written};
use crate::event::effect::Effect;
use crate::event::file::{FileRef, Media};
use crate::event::kind::Kind;
use crate::event::kinds::flag::Answered;
use crate::event::mandate::{MandateEffect, Role};
use crate::event::payload::Event;
use crate::event::posting::{Flow, Item, Movement, PostingEffect, PostingLine, TAKEN_OVER, TAKEN_OVER_EXPENSE};
use crate::rules::profile;
use crate::rules::standing::Standing;
use crate::rules::testing::{ORIGIN, World, code, day, genesis, key, line};
use crate::view::board::Board;
use crate::view::document::Content;
use crate::view::flags::{FLAGS, Flag, Flagging, Hit};
use crate::view::recorded::Recorded;

/// The board of a world's entries.
pub fn board(world: &World) -> Board {
    let mut board = Board::default();
    world.entries.iter().for_each(|(entry, leaf)| board.fold(entry, *leaf).unwrap());
    board
}

/// The content a world's entries give at `path`.
pub fn content(world: &World, path: &str) -> Content {
    board(world).content(path).unwrap()
}

/// A payment to be told: only what differs from an ordinary one.
#[derive(Clone, Debug)]
pub struct Pay<'a> {
    /// The day it counts on.
    pub on: &'a str,
    /// How many days later it is entered.
    pub late: i32,
    /// To whom.
    pub payee: &'a str,
    /// Minor units.
    pub amount: i64,
    /// Of the ledger's own books, or taken over.
    pub own: bool,
    /// The account it leaves.
    pub from: &'a str,
    /// What for.
    pub purpose: &'a str,
    /// Who handles it.
    pub handler: &'a str,
    /// Who approves it.
    pub approver: &'a str,
    /// Who signs it.
    pub signed: &'a [&'a str],
    /// The resolution.
    pub matter: Option<&'a str>,
    /// The budget line.
    pub budget_line: Option<&'a str>,
    /// The number of the bill.
    pub bill: Option<&'a str>,
    /// The voucher's file; one of its own when not named.
    pub voucher: Option<FileRef>,
    /// Whether it has a voucher at all.
    pub vouched: bool,
}

impl<'a> Pay<'a> {
    /// 200.00 by bank on a working day.
    pub fn to(payee: &'a str) -> Self {
        Self {
            on: "2026-03-03",
            late: 0,
            payee,
            amount: 20_000,
            own: true,
            from: "bank:main",
            purpose: "维修",
            handler: "comm-2",
            approver: "comm-1",
            signed: &["comm-2", "comm-3", "comm-1", "book", "cash", "sup-1", "sup-2"],
            matter: None,
            budget_line: None,
            bill: None,
            voucher: None,
            vouched: true,
        }
    }

    fn effect(&self, serial: u64) -> Effect {
        let movement = if self.own { Movement::Expenditure } else { Movement::TakenOver };
        let movement = if self.amount < 0 { Movement::TakenOverRefund } else { movement };
        let lines = if self.own {
            PostingLine::moving(self.amount, code(self.from), Flow::Expense.account(&code("office")))
        } else {
            PostingLine::moving(self.amount, code(TAKEN_OVER), code(TAKEN_OVER_EXPENSE))
        };
        let voucher = self.voucher.clone().unwrap_or_else(|| picture(&format!("voucher {serial}"), Media::Pdf));
        let item = Item {
            category: Some(line("office")),
            counterparty: Some(line(self.payee)),
            vouchers: if self.vouched { vec![voucher] } else { Vec::new() },
            actors: vec![
                (Role::Handler, code(self.handler)),
                (Role::Witness, code("comm-3")),
                (Role::Approver, code(self.approver)),
                (Role::Bookkeeper, code("book")),
                (Role::Cashier, code("cash")),
            ],
            matter: self.matter.map(code),
            budget_line: self.budget_line.map(code),
            bill_no: self.bill.map(line).filter(|_| self.own),
            reference: self.bill.map(line).filter(|_| !self.own),
            ..Item::new(movement, line(self.purpose))
        };
        PostingEffect::Posted { on: day(self.on), lines, item: Box::new(item) }.into()
    }
}

/// A file of this name and sort.
pub fn picture(name: &str, media: Media) -> FileRef {
    FileRef { sha256: Hash::of(name.as_bytes()), media, bytes: 1_000 }
}

/// One flag and a standing.
pub struct Bench {
    /// The state after what was told so far.
    pub standing: Standing,
    flagging: Flagging,
}

impl Bench {
    /// The test community under the shipped urban profile, on 2026-01-05.
    pub fn new(flag: Box<dyn Flag>) -> Self {
        let mut bench = Self { standing: Standing::default(), flagging: Flagging::of(vec![flag]) };
        let policy = Box::new(profile::shipped("cn-urban-2026").unwrap());
        let mut founding = genesis().causes();
        founding.push(MandateEffect::PolicySet(policy).into());
        bench.tell("2026-01-05", "2026-01-05", founding, &[]);
        bench
    }

    fn tell(&mut self, happened: &str, entered: &str, effects: Vec<Effect>, signed: &[&str]) -> u64 {
        let index = self.standing.size;
        let mut distinct = [0; 10];
        distinct[2..].copy_from_slice(&index.to_be_bytes());
        let moment =
            |day: Day| Instant::from_millis(i64::from(self::day("1970-01-01").until(day)) * 86_400_000 + 2 * 3_600_000);
        let time = moment(day(happened));
        let id = EventId::new(time.millis(), distinct);
        let body = Answered { rule: code("f02"), event: id, by: code("comm-1"), answer: "x".parse().unwrap() };
        let event = Arc::new(Event::new(id, ORIGIN, Written::new(time, 480), body));
        let at = self.standing.at(&event, moment(day(entered)));
        let keys = signed.iter().map(|person| key(person).public());
        let recorded = Recorded::placed(event, at, effects, keys, Hash::of(&distinct), &self.standing);
        self.standing.evolve(&recorded.event, &recorded.effects, &at);
        self.flagging.fold(&recorded, &self.standing);
        index
    }

    /// Something happens and is entered on this day. Gives its position.
    pub fn happens(&mut self, on: &str, effects: Vec<Effect>) -> u64 {
        self.tell(on, on, effects, &[])
    }

    /// Something happens on one day and is entered on another.
    pub fn happens_late(&mut self, on: &str, entered: &str, effects: Vec<Effect>) -> u64 {
        self.tell(on, entered, effects, &[])
    }

    /// What an event of this kind causes, on this day.
    pub fn event<K: Kind>(&mut self, on: &str, body: &K) -> u64 {
        self.tell(on, on, body.causes(), &[])
    }

    /// A payment. Gives its position.
    pub fn pay(&mut self, pay: &Pay<'_>) -> u64 {
        let entered = day(pay.on).plus(pay.late).to_string();
        self.tell(&entered, &entered, vec![pay.effect(self.standing.size)], pay.signed)
    }

    /// The payment at this position is undone.
    pub fn undo(&mut self, index: u64) {
        let mut id = None;
        self.standing.ids.each(&mut |known, at| id = id.or((*at == index).then_some(*known)));
        let item = Item { reverses: id, ..Item::new(Movement::Reversal, line("错")) };
        let on = crate::view::tables::latest_day(&self.standing);
        let lines = PostingLine::moving(-1, code("bank:main"), code("expense:office"));
        let on_text = on.to_string();
        self.happens(&on_text, vec![PostingEffect::Posted { on, lines, item: Box::new(item) }.into()]);
    }

    /// What the flag points at. Holds on the way that a saved flag points at the same.
    pub fn hits(&self) -> Vec<Hit> {
        let flag = self.flagging.flags().next().unwrap();
        let hits = flag.hits(&self.standing);
        let mut again = FLAGS.iter().map(|make| make()).find(|known| known.rule() == flag.rule()).unwrap();
        assert!(again.read(&flag.write().unwrap()), "{} is saved and read", flag.rule());
        assert_eq!(again.hits(&self.standing), hits, "{} is the same when it was saved", flag.rule());
        assert!(hits.iter().all(|hit| !hit.events.is_empty()), "{} names events", flag.rule());
        hits
    }

    /// The positions each hit names.
    pub fn pointed(&self) -> Vec<Vec<u64>> {
        self.hits().iter().map(|hit| hit.events.iter().map(|(index, _)| *index).collect()).collect()
    }
}
