//! A journal for hledger: money, points, minutes of volunteers' work and goods in one double entry, a second opinion on
//! the sums by a program that knows nothing of ledgers of this kind.
//!
//! The movements come from the entries, the balances asserted at the end of each month from the books: `hledger check -s`
//! adds up the one and compares it with the other. The journal's form is that of hledger 1.25's manual.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::base::code::{Code, EventId};
use crate::base::money::Currency;
use crate::base::problem::Outcome;
use crate::base::time::{Day, Month};
use crate::base::words::{Lang, word};
use crate::event::mandate::Role;
use crate::event::posting::AccountClass;
use crate::event::unit::{Place, Side, Unit, UnitLine};
use crate::export::formats::points::moves;
use crate::export::movements::{Movement, Movements};
use crate::export::{End, Exporter, File, Seen};

/// The exporter.
#[derive(Default)]
pub struct Hledger {
    movements: Movements,
    moves: Vec<Moved>,
}

/// Points, minutes or goods moved by an entry.
struct Moved {
    on: Day,
    index: u64,
    id: EventId,
    kind: String,
    unit: Unit,
    lines: Vec<UnitLine>,
    undone: Option<EventId>,
}

const NAME: &str = "hledger";

/// The journal as it is written.
struct Journal {
    currency: Currency,
    /// Every account used so far and its type in hledger: asset, revenue, expense, equity.
    accounts: BTreeMap<String, char>,
    commodities: BTreeSet<String>,
    text: String,
}

impl Journal {
    fn money(&mut self, account: &Code) -> String {
        let class = AccountClass::of(account);
        let (top, kind) = match class {
            Some(AccountClass::Bank | AccountClass::Cash) => ("assets:", 'A'),
            Some(AccountClass::Income) => ("", 'R'),
            Some(AccountClass::Expense) => ("", 'X'),
            // Before the ledger's own books: no part of what it spent.
            Some(AccountClass::Opening | AccountClass::TakenOver | AccountClass::TakenOverExpense) | None => {
                ("equity:", 'E')
            }
        };
        let (first, rest) = account.as_str().split_once(':').unwrap_or((account.as_str(), ""));
        let colon = if rest.is_empty() { "" } else { ":" };
        let name = format!("{top}{first}{colon}{}", flat(rest));
        self.accounts.insert(name.clone(), kind);
        name
    }

    fn place(&mut self, place: &Place) -> String {
        let (top, kind) = match place.side {
            Side::Holder => ("holder", 'A'),
            Side::Source => ("source", 'R'),
            Side::Use => ("use", 'X'),
        };
        let bound = place.bound_to.as_ref().map(|purpose| format!(":for {}", flat(purpose.as_str())));
        let name = format!("{top}:{}{}", flat(place.name.as_str()), bound.unwrap_or_default());
        self.accounts.insert(name.clone(), kind);
        name
    }

    fn amount(&mut self, amount: i64) -> String {
        let code = self.currency.code.clone();
        let places = usize::from(self.currency.exponent);
        self.commodities.insert(format!("1000.{} {code}", "0".repeat(places)));
        format!("{} {code}", self.currency.plain(amount))
    }

    fn quantity(&mut self, unit: &Unit, quantity: i64) -> String {
        let name = match unit {
            Unit::Points => "points".to_owned(),
            Unit::Minutes => "minutes".to_owned(),
            Unit::Goods(_) => format!("\"{unit}\""),
        };
        self.commodities.insert(format!("1000. {name}"));
        format!("{quantity} {name}")
    }

    /// Lines of text go to a string, which takes them all.
    fn line(&mut self, text: impl AsRef<str>) {
        self.text.push_str(text.as_ref());
        self.text.push('\n');
    }

    fn movement(&mut self, movement: &Movement) {
        let item = &movement.item;
        let number = item.voucher_no.as_ref().map(|number| format!("({number}) ")).unwrap_or_default();
        let payee = item.counterparty.as_ref().map(|payee| format!("{} | ", said(payee.as_str()))).unwrap_or_default();
        self.line(format!("{} * {number}{payee}{}", movement.on, said(item.purpose.as_str())));
        let mut tags = vec![format!("entry:{}", movement.index), format!("event:{}", movement.id)];
        tags.extend(item.matter.as_ref().map(|matter| format!("resolution:{matter}")));
        tags.extend(movement.budget.as_ref().map(|(year, line)| format!("budget:{year}/{line}")));
        tags.extend(item.reverses.map(|undone| format!("reverses:{undone}")));
        for (role, tag) in [(Role::Handler, "handler"), (Role::Witness, "witness"), (Role::Approver, "approver")] {
            tags.extend(movement.actor(role).map(|who| format!("{tag}:{who}")));
        }
        self.line(format!("    ; {}", tags.join(", ")));
        for file in &item.vouchers {
            self.line(format!("    ; voucher:{}", file.sha256));
        }
        for (line, _) in &movement.lines {
            let (account, amount) = (self.money(&line.account), self.amount(line.amount));
            self.line(format!("    {account}  {amount}"));
        }
        self.line("");
    }

    fn moved(&mut self, moved: &Moved) {
        self.line(format!("{} * {}", moved.on, moved.kind));
        let undone = moved.undone.map(|undone| format!(", reverses:{undone}")).unwrap_or_default();
        self.line(format!("    ; entry:{}, event:{}{undone}", moved.index, moved.id));
        for line in &moved.lines {
            let (place, quantity) = (self.place(&line.place), self.quantity(&moved.unit, line.amount));
            self.line(format!("    {place}  {quantity}"));
        }
        self.line("");
    }

    /// What the books say lies in every account used so far at the end of the month.
    fn balances(&mut self, month: Month, end: &End<'_>) {
        let (books, day) = (&end.standing.books, month.last());
        let mut asserted = Vec::new();
        for (account, state) in books.accounts() {
            asserted.push((self.money(account), self.amount(0), self.amount(state.balance(day))));
        }
        for unit in books.stocks.units() {
            for (place, holding) in books.stocks.places(unit) {
                let balance = self.quantity(unit, holding.balance(day));
                asserted.push((self.place(place), self.quantity(unit, 0), balance));
            }
        }
        self.line(format!("{day} * balances"));
        for (account, nothing, balance) in asserted {
            self.line(format!("    {account}  {nothing} = {balance}"));
        }
        self.line("");
    }

    /// What a strict check wants declared, then the transactions.
    fn whole(&self, end: &End<'_>) -> String {
        let mut text = String::new();
        for lang in Lang::ALL {
            for sentence in word(lang, "export-hledger").lines() {
                // Writing to a string does not fail.
                let _ = writeln!(text, "; {sentence}");
            }
        }
        let _ = writeln!(text, "; {} {}\n\ndecimal-mark .", end.origin(), end.standing.size);
        for commodity in &self.commodities {
            let _ = writeln!(text, "commodity {commodity}");
        }
        for (account, kind) in &self.accounts {
            let _ = writeln!(text, "account {account}  ; type: {kind}");
        }
        format!("{text}\n{}", self.text)
    }
}

/// A code as one part of an account's name: a colon would begin a further part.
fn flat(code: &str) -> String {
    code.replace(':', "/")
}

/// A text as a description: a semicolon would begin a comment, a bar part payee and note.
fn said(text: &str) -> String {
    text.replace(';', "；").replace('|', "｜")
}

/// A transaction by its place: the day, the entry, its place within the entry.
enum Told<'a> {
    Movement(&'a Movement),
    Moved(&'a Moved),
}

impl Hledger {
    /// The exporter, for the registry.
    pub fn boxed() -> Box<dyn Exporter> {
        Box::new(Self::default())
    }

    fn journal(&self, end: &End<'_>) -> Journal {
        let mut told: Vec<(Day, u64, Told<'_>)> = Vec::new();
        told.extend(self.movements.all().map(|movement| (movement.on, movement.index, Told::Movement(movement))));
        told.extend(self.moves.iter().map(|moved| (moved.on, moved.index, Told::Moved(moved))));
        // Stable: what comes from one entry keeps its order.
        told.sort_by_key(|(on, index, _)| (*on, *index));
        let mut journal = Journal {
            currency: end.currency(),
            accounts: BTreeMap::new(),
            commodities: BTreeSet::new(),
            text: String::new(),
        };
        for (at, (on, _, transaction)) in told.iter().enumerate() {
            match transaction {
                Told::Movement(movement) => journal.movement(movement),
                Told::Moved(moved) => journal.moved(moved),
            }
            let month = on.month();
            if told.get(at + 1).is_none_or(|(next, ..)| next.month() != month) {
                journal.balances(month, end);
            }
        }
        journal
    }
}

impl Exporter for Hledger {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, seen: &Seen<'_>) {
        self.movements.fold(seen);
        let at = &seen.recorded.at;
        let kind = seen.recorded.event.head.kind.to_string();
        self.moves.extend(moves(seen).into_iter().map(|(unit, on, lines, undone)| Moved {
            on,
            index: at.index,
            id: at.id,
            kind: kind.clone(),
            unit,
            lines,
            undone,
        }));
    }

    fn files(&self, end: &End<'_>) -> Outcome<Vec<File>> {
        Ok(vec![File::new("hledger.journal", self.journal(end).whole(end))])
    }
}
