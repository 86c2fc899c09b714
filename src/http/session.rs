//! Who is at the desk: a member signs a challenge with their key and gets a token for a while.
//!
//! There are no passwords and no cookies. A token lets its holder *see* what waits for them; it lets nobody write, because
//! every write is an envelope signed for itself. Sessions live in memory and end with the process.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::base::key::{PublicKey, SignatureBytes};
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::Instant;

/// Seconds in which a challenge must be answered.
const CHALLENGE_SECONDS: i64 = 120;
/// Seconds that a session lasts.
const SESSION_SECONDS: i64 = 1_800;
/// Bytes of a challenge or token: nobody guesses 32.
const BYTES: usize = 32;

type Secret = [u8; BYTES];

/// Challenges given out and sessions open, for all ledgers of a server.
#[derive(Default)]
pub struct Sessions {
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    challenges: BTreeMap<Secret, (String, Instant)>,
    sessions: BTreeMap<Secret, (String, PublicKey, Instant)>,
}

/// What is signed to open a session. It can be taken for no event: those begin with `DSSEv1`.
pub fn message(origin: &str, challenge: &str) -> String {
    format!("mingbai session v1\n{origin}\n{challenge}\n")
}

fn secret() -> Outcome<Secret> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|e| Problem::unavailable("no-randomness").with("cause", e))?;
    Ok(bytes)
}

fn read(text: &str) -> Option<Secret> {
    let mut bytes = [0; BYTES];
    hex::decode_to_slice(text, &mut bytes).ok().map(|()| bytes)
}

/// Forgets what is over, and makes room when there is too much: strangers may ask for any number of challenges.
fn make_room<T>(kept: &mut BTreeMap<Secret, T>, until: impl Fn(&T) -> Instant, now: Instant) {
    kept.retain(|_, one| until(one) > now);
    while kept.len() >= limits::SESSIONS {
        let oldest = kept.iter().min_by_key(|(_, one)| until(one)).map(|(secret, _)| *secret);
        let Some(oldest) = oldest else { break };
        kept.remove(&oldest);
    }
}

impl Sessions {
    /// A challenge for the ledger with this origin, in hexadecimal digits.
    pub fn challenge(&self, origin: &str, now: Instant) -> Outcome<String> {
        let fresh = secret()?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        make_room(&mut held.challenges, |(_, until)| *until, now);
        held.challenges.insert(fresh, (origin.to_owned(), now.plus_seconds(CHALLENGE_SECONDS)));
        Ok(hex::encode(fresh))
    }

    /// Opens a session for the key that signed a challenge; gives its token. A challenge is good once.
    pub fn open(
        &self,
        origin: &str,
        key: PublicKey,
        challenge: &str,
        signature: &SignatureBytes,
        now: Instant,
    ) -> Outcome<String> {
        let refused = || Problem::refused("session-refused");
        let asked = read(challenge).ok_or_else(refused)?;
        let token = secret()?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, until) = held.challenges.remove(&asked).ok_or_else(refused)?;
        if of != origin || until <= now || !key.verifies(message(origin, challenge).as_bytes(), signature) {
            return Err(refused());
        }
        make_room(&mut held.sessions, |(_, _, until)| *until, now);
        held.sessions.insert(token, (of, key, now.plus_seconds(SESSION_SECONDS)));
        Ok(hex::encode(token))
    }

    /// Whose session a token is.
    pub fn holder(&self, origin: &str, token: &str, now: Instant) -> Outcome<PublicKey> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let found = read(token).and_then(|token| held.sessions.get(&token));
        let found = found.filter(|(of, _, until)| of == origin && *until > now);
        found.map(|(_, key, _)| *key).ok_or_else(|| Problem::refused("session-over"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::key::SecretKey;

    #[test]
    fn a_signed_challenge_opens_one_session_for_one_ledger() {
        let (sessions, key, now) = (Sessions::default(), SecretKey::from_seed(&[3; 32]), Instant::from_millis(0));
        let challenge = sessions.challenge("example.org/one", now).unwrap();
        let signature = key.sign(message("example.org/one", &challenge).as_bytes());
        let open = |origin: &str, signature: &_, now| sessions.open(origin, key.public(), &challenge, signature, now);
        let token = open("example.org/one", &signature, now).unwrap();
        assert_eq!(sessions.holder("example.org/one", &token, now).unwrap(), key.public());
        assert_eq!(sessions.holder("example.org/two", &token, now).unwrap_err().code, "session-over");
        assert_eq!(sessions.holder("example.org/one", "", now).unwrap_err().code, "session-over");
        let late = now.plus_seconds(SESSION_SECONDS);
        assert_eq!(sessions.holder("example.org/one", &token, late).unwrap_err().code, "session-over");
        assert_eq!(open("example.org/one", &signature, now).unwrap_err().code, "session-refused", "good once");
    }

    #[test]
    fn strangers_open_nothing_and_fill_nothing() {
        let (sessions, key, now) = (Sessions::default(), SecretKey::from_seed(&[3; 32]), Instant::from_millis(0));
        let challenge = sessions.challenge("o", now).unwrap();
        let wrong = key.sign(b"something else");
        assert_eq!(sessions.open("o", key.public(), &challenge, &wrong, now).unwrap_err().code, "session-refused");
        let late = sessions.challenge("o", now).unwrap();
        let signature = key.sign(message("o", &late).as_bytes());
        let after = now.plus_seconds(CHALLENGE_SECONDS);
        assert_eq!(sessions.open("o", key.public(), &late, &signature, after).unwrap_err().code, "session-refused");
        for _ in 0..limits::SESSIONS + 10 {
            sessions.challenge("o", now).unwrap();
        }
        assert!(sessions.held.lock().unwrap().challenges.len() <= limits::SESSIONS);
    }
}
