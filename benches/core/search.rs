//! Search: making the index, and asking it; and the past: folding to a day.

use std::sync::Arc;

use mingbai::event::entry::Entry;
use mingbai::event::payload::Event;
use mingbai::http::follow::Followed;
use mingbai::view::search::Wanted;

use crate::client::{Client, Served};
use crate::figure::{Report, Rounds, number, rate, seconds};
use crate::{Asked, made};

/// A question that is asked, and what it is here.
fn questions(followed: &Followed) -> Vec<(&'static str, String)> {
    let first = followed.ledger.entries(30, 31).unwrap().pop().unwrap();
    let id = Event::read(Entry::read(&first).unwrap().envelope.payload()).unwrap().head.id.to_string();
    vec![
        ("a word of every third entry", "water".to_owned()),
        ("a word that is nowhere", "查无此事".to_owned()),
        ("an id, the oldest there is", id),
    ]
}

/// Measures.
pub fn measure(asked: &Asked, report: &mut Report) {
    let dir = asked.dir.join("search");
    let made = made::ledger(&dir, asked.events);
    let followed = Followed::open(Arc::clone(&made.ledger)).unwrap();
    let size = made.ledger.published().borrow().size;
    report.say(&format!("{} entries.", number(size as f64)));
    let made_in = Rounds::of(1, || rate(size, || followed.index.catch_up(&made.ledger, size).unwrap()));
    report.figure("making the index", "entries/s", &made_in);
    for (what, typed) in questions(&followed) {
        let wanted = followed.read(|board| Wanted::read(&typed, board.standing()));
        // The first page of results, or the whole way back when there is none.
        let asking = Rounds::of(asked.rounds.max(20), || {
            seconds(|| drop(followed.index.find(&made.ledger, &wanted, size).unwrap())) * 1_000.0
        });
        report.figure(&format!("asking for {what}"), "ms", &asking);
    }
    drop(followed);
    drop(made);
    let server = Served::start(&dir);
    let mut client = Client::new(server.address);
    let day = "2100-01-01";
    let past =
        Rounds::of(1, || seconds(|| while client.send("GET", &format!("/{}/on/{day}/", made::SLUG), b"").0 != 200 {}));
    report.figure("the first page of a past day, folded anew", "s", &past);
    let again = Rounds::of(asked.rounds.max(20), || {
        seconds(|| drop(client.send("GET", &format!("/{}/on/{day}/", made::SLUG), b""))) * 1_000.0
    });
    report.figure("the same page again", "ms", &again);
    drop(server);
    std::fs::remove_dir_all(&dir).unwrap();
}
