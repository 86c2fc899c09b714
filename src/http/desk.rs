//! The members' desk: compose an event, see exactly what will be signed, sign what waits.
//!
//! Keys are made and kept in the browser; this server sees signatures only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::{Extension, Json};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::html;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::base::code::EventId;
use crate::base::json;
use crate::base::key::PublicKey;
use crate::base::limits;
use crate::base::problem::{Outcome, Problem};
use crate::base::time::{Instant, Written};
use crate::base::words::{Bi, Lang, has, word};
use crate::event::envelope::Envelope;
use crate::event::kinds;
use crate::event::payload::{Event, Head};
use crate::http::error::{HttpError, Told, told};
use crate::http::follow::{Followed, Shown};
use crate::http::log::blocking;
use crate::http::scripts;
use crate::http::session::Sessions;
use crate::http::site::{Asked, base, sent};
use crate::http::verify::words;
use crate::ledger::clock::{Clock as _, SystemClock};
use crate::rules::decide::judge;
use crate::rules::standing::Standing;
use crate::view::render::site::Site;
use crate::view::told::{sentence, title};

/// Drafts listed at the desk, the oldest first.
const LISTED: usize = 200;

/// Sentences the desk's script says.
const WORDS: &[(&str, &[&str])] = &[
    ("desk-none", &[]),
    ("desk-key", &[]),
    ("desk-created", &[]),
    ("desk-signed-in", &["name"]),
    ("desk-unknown-key", &[]),
    ("desk-nothing", &[]),
    ("desk-waits", &[]),
    ("desk-others", &[]),
    ("desk-new", &[]),
    ("desk-look", &[]),
    ("desk-sign", &[]),
    ("desk-save", &[]),
    ("desk-back", &[]),
    ("desk-will-sign", &[]),
    ("desk-says", &[]),
    ("desk-raw", &[]),
    ("desk-fields", &[]),
    ("desk-unmet", &[]),
    ("desk-complete", &[]),
    ("desk-signers", &["names"]),
    ("desk-nobody", &[]),
    ("desk-placed", &["index"]),
    ("desk-waiting", &[]),
    ("desk-receipt", &[]),
    ("desk-differs", &[]),
    ("desk-add", &[]),
    ("desk-remove", &[]),
    ("desk-optional", &[]),
    ("desk-choose", &[]),
    ("desk-file-about", &[]),
    ("desk-file-hash", &["hash", "bytes"]),
    ("desk-file-keep", &[]),
    ("desk-file-kept", &["name"]),
    ("desk-file-not-kept", &["name", "cause"]),
    ("desk-file-unfit", &["name"]),
    ("desk-bad-json", &[]),
    ("desk-short", &[]),
    ("desk-failed", &["cause"]),
    ("desk-passphrase", &[]),
    ("desk-mine", &[]),
    ("desk-opened", &["index"]),
    ("desk-opened-about", &[]),
    ("desk-opened-none", &[]),
    ("desk-opened-proof", &[]),
    ("verify-too-old", &[]),
];

/// A text in both languages.
fn both(say: impl Fn(Lang) -> String) -> Bi {
    Bi { zh: say(Lang::Zh), en: say(Lang::En) }
}

/// A kind and the shape of its data.
#[derive(Serialize, ToSchema)]
pub struct KindBody {
    /// `<family>.<kind>.v<n>`.
    pub kind: &'static str,
    /// What it is called.
    #[schema(value_type = Object)]
    pub title: Bi,
    /// JSON schema of its data, made from its decoder.
    #[schema(value_type = Object)]
    pub schema: serde_json::Value,
}

/// Every kind, and what the fields are called that have a name.
#[derive(Serialize, ToSchema)]
pub struct KindsBody {
    /// The kinds.
    pub kinds: Vec<KindBody>,
    /// What a field is called in a form, by its name in the data. A field without words here goes by that name.
    #[schema(value_type = Object)]
    pub fields: BTreeMap<String, Bi>,
}

/// The names of all fields in a schema.
fn fields(schema: &serde_json::Value, found: &mut BTreeSet<String>) {
    match schema {
        serde_json::Value::Object(members) => {
            let named = members.get("properties").and_then(serde_json::Value::as_object);
            found.extend(named.into_iter().flat_map(serde_json::Map::keys).cloned());
            members.values().for_each(|member| fields(member, found));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| fields(item, found)),
        _ => {}
    }
}

/// Every kind, worked out once.
static KINDS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let told = |info: &crate::event::kind::KindInfo| KindBody {
        kind: info.name,
        title: both(|lang| title(info.name, lang)),
        schema: (info.schema)(),
    };
    let kinds: Vec<KindBody> = kinds::all().map(told).collect();
    let mut names = BTreeSet::new();
    kinds.iter().for_each(|kind| fields(&kind.schema, &mut names));
    let named = names.into_iter().filter_map(|name| {
        let key = format!("field-{}", name.replace('_', "-"));
        has(Lang::Zh, &key).then(|| (name, both(|lang| word(lang, &key))))
    });
    json::write(&KindsBody { fields: named.collect(), kinds })
});

/// Every kind that can be signed, with the JSON schema of its data.
#[utoipa::path(get, path = "/{slug}/api/kinds", tag = "read", params(("slug" = String, Path, description = "The ledger")),
    responses((status = 200, body = KindsBody)))]
pub async fn kinds() -> Result<([(header::HeaderName, &'static str); 2], Bytes), HttpError> {
    let bytes = blocking(|| Ok(KINDS.as_slice())).await?;
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, Bytes::from_static(bytes)))
}

/// What somebody wants to sign.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// The kind.
    kind: String,
    /// Its data.
    #[schema(value_type = Object)]
    data: Box<RawValue>,
    /// When it happened; now when left out.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    time: Option<Written>,
    /// Who is going to sign.
    #[schema(value_type = Option<String>)]
    key: Option<PublicKey>,
}

/// A payload ready to be signed, and what it would need.
#[derive(Serialize, ToSchema)]
pub struct Composed {
    /// The exact payload, base64.
    pub payload: String,
    /// It in plain words.
    #[schema(value_type = Object)]
    pub told: Bi,
    /// What would be unmet with this one signature.
    pub unmet: Vec<Told>,
}

fn now() -> Instant {
    SystemClock.now()
}

/// Makes the payload of an event, says what it means and which clauses are unmet. It keeps nothing.
#[utoipa::path(post, path = "/{slug}/api/compose", tag = "write", params(("slug" = String, Path, description = "The ledger")),
    request_body = Wish, responses((status = 200, body = Composed), (status = 400, description = "The data cannot be read")))]
pub async fn compose(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    body: Bytes,
) -> Result<Json<Composed>, HttpError> {
    let followed = shown.get(&slug)?;
    let composed = blocking(move || {
        let wish: Wish = json::read("payload", &body)?;
        let event = written(&followed, &wish, now())?;
        let payload = STANDARD.encode(event.payload()?);
        let keys: Vec<PublicKey> = wish.key.into_iter().collect();
        Ok(followed.read(|board| {
            let standing = board.standing();
            let told = both(|lang| sentence(&event, Some(standing), lang));
            Composed { payload: payload.clone(), told, unmet: unmet(standing, &event, &keys) }
        }))
    });
    Ok(Json(composed.await?))
}

fn written(followed: &Followed, wish: &Wish, now: Instant) -> Outcome<Event> {
    let unknown = || Problem::malformed("kind-unknown").with("found", wish.kind.escape_debug());
    let info = kinds::find(&wish.kind).ok_or_else(unknown)?;
    let body = (info.decode)(wish.data.get().as_bytes())?;
    let mut distinct = [0; 10];
    getrandom::fill(&mut distinct).map_err(|e| Problem::unavailable("no-randomness").with("cause", e))?;
    let founded = followed.read(|board| board.standing().founded.as_ref().map(|founded| founded.offset_minutes));
    let head = Head {
        id: EventId::new(now.millis(), distinct),
        source: followed.ledger.vkey().name().to_owned(),
        kind: info.name,
        subject: body.subject(),
        time: wish.time.unwrap_or_else(|| Written::new(now, founded.unwrap_or_default())),
    };
    Ok(Event { head, body })
}

fn unmet(standing: &Standing, event: &Event, keys: &[PublicKey]) -> Vec<Told> {
    let refusal = judge(standing, event, keys, now()).err();
    refusal.map(|refusal| refusal.unmet.iter().map(told).collect()).unwrap_or_default()
}

/// A challenge to sign in with.
#[derive(Serialize, ToSchema)]
pub struct Challenge {
    /// Hexadecimal digits, good once.
    pub challenge: String,
    /// The ledger's origin.
    pub origin: String,
}

/// A challenge. Sign `mingbai session v1`, the origin and it, each on a line of its own, to open a session.
#[utoipa::path(post, path = "/{slug}/api/session/challenge", tag = "read", params(("slug" = String, Path, description = "The ledger")),
    responses((status = 200, body = Challenge)))]
pub async fn challenge(
    State(shown): State<Arc<Shown>>,
    Extension(sessions): Extension<Arc<Sessions>>,
    Path(slug): Path<String>,
) -> Result<Json<Challenge>, HttpError> {
    let origin = shown.get(&slug)?.ledger.vkey().name().to_owned();
    Ok(Json(Challenge { challenge: sessions.challenge(&origin, now())?, origin }))
}

/// A signed challenge.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// The key that signed.
    #[schema(value_type = String)]
    key: PublicKey,
    /// The challenge.
    challenge: String,
    /// The signature, base64.
    sig: String,
}

/// An open session.
#[derive(Serialize, ToSchema)]
pub struct Opened {
    /// What to send as `Authorization: Bearer`.
    pub token: String,
    /// Whose key it is; absent when it is nobody's yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Opens a session for the key that signed a challenge.
#[utoipa::path(post, path = "/{slug}/api/session", tag = "read", params(("slug" = String, Path, description = "The ledger")),
    request_body = Answered, responses((status = 200, body = Opened), (status = 422, description = "The signature does not open it")))]
pub async fn open(
    State(shown): State<Arc<Shown>>,
    Extension(sessions): Extension<Arc<Sessions>>,
    Path(slug): Path<String>,
    body: Bytes,
) -> Result<Json<Opened>, HttpError> {
    let followed = shown.get(&slug)?;
    let answered: Answered = json::read("payload", &body)?;
    let signature = STANDARD.decode(&answered.sig).ok().and_then(|bytes| bytes.try_into().ok());
    let signature = signature.ok_or_else(|| Problem::malformed("base64-unreadable").with("what", "sig"))?;
    let origin = followed.ledger.vkey().name();
    let token = sessions.open(origin, answered.key, &answered.challenge, &signature, now())?;
    let name = followed.read(|board| name_of(board.standing(), &answered.key));
    Ok(Json(Opened { token, name }))
}

fn name_of(standing: &Standing, key: &PublicKey) -> Option<String> {
    standing.mandates.ever_held(key).map(|person| standing.mandates.name_of(person))
}

/// A draft as its signers see it.
#[derive(Serialize, ToSchema)]
pub struct Waiting {
    /// The event's id.
    pub id: String,
    /// It in plain words.
    #[schema(value_type = Object)]
    pub told: Bi,
    /// The envelope with the signatures so far.
    #[schema(value_type = Object)]
    pub envelope: Envelope,
    /// Who has signed.
    pub signers: Vec<String>,
    /// Whether the holder of the session has.
    pub signed: bool,
    /// Whether a signature of theirs would meet something that is unmet.
    pub wanted: bool,
    /// What is unmet.
    pub unmet: Vec<Told>,
}

/// Whose session a request belongs to.
pub(super) fn holder(followed: &Followed, sessions: &Sessions, headers: &HeaderMap) -> Outcome<PublicKey> {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    sessions.holder(followed.ledger.vkey().name(), token.unwrap_or_default(), now())
}

/// The drafts that wait, as the holder of a session sees them.
#[utoipa::path(get, path = "/{slug}/api/desk", tag = "read", params(("slug" = String, Path, description = "The ledger")),
    responses((status = 200, body = Vec<Waiting>), (status = 422, description = "No session, or it is over")))]
pub async fn waiting(
    State(shown): State<Arc<Shown>>,
    Extension(sessions): Extension<Arc<Sessions>>,
    Path(slug): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Vec<Waiting>>, HttpError> {
    let followed = shown.get(&slug)?;
    let holder = holder(&followed, &sessions, &headers)?;
    let listed = blocking(move || {
        let drafts = followed.ledger.drafts()?;
        followed.read(|board| {
            drafts.iter().take(LISTED).cloned().map(|draft| seen(board.standing(), draft, holder)).collect()
        })
    });
    Ok(Json(listed.await?))
}

fn seen(standing: &Standing, envelope: Envelope, holder: PublicKey) -> Outcome<Waiting> {
    let event = Event::read(envelope.payload())?;
    let mut keys: Vec<PublicKey> = envelope.keys().collect();
    let signed = keys.contains(&holder);
    let signers = keys.iter().map(|key| name_of(standing, key).unwrap_or_else(|| key.to_string())).collect();
    let open = unmet(standing, &event, &keys);
    keys.push(holder);
    let with = unmet(standing, &event, &keys);
    // A signature is wanted when it meets something and breaks nothing that held.
    let known = |told: &Told| open.iter().any(|before| before.code == told.code);
    let wanted = !signed && with.iter().all(known) && shown(&with) != shown(&open);
    let told = both(|lang| sentence(&event, Some(standing), lang));
    Ok(Waiting { id: event.head.id.to_string(), told, envelope, signers, signed, wanted, unmet: open })
}

fn shown(unmet: &[Told]) -> Vec<&str> {
    unmet.iter().map(|told| told.zh.as_str()).collect()
}

/// The desk.
pub async fn page(
    State(shown): State<Arc<Shown>>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, HttpError> {
    let followed = shown.get(&slug)?;
    let (lang, base) = (asked.lang(), base(&followed));
    let labelled = |label: &str, input| html! { label { span { (word(lang, label)) } (input) } };
    let body = html! {
        p.lead { (word(lang, "desk-lead")) }
        noscript { p.verdict.bad { (word(lang, "desk-no-script")) } }
        div #desk data-base=(base) data-origin=(followed.ledger.vkey().name()) data-words=(words(lang, WORDS))
            data-limit=(limits::PAYLOAD_BYTES) data-keeps=[shown.papers().map(|_| limits::PAPER_BYTES)] {
            details #keys open { summary { (word(lang, "desk-keys")) } div.choices {
                form.choice data-run="create" {
                    h2 { (word(lang, "desk-create")) }
                    p.quiet { (word(lang, "desk-create-about")) }
                    (labelled("desk-passphrase", html! { input type="password" name="passphrase" minlength="10" required autocomplete="new-password"; }))
                    button type="submit" { (word(lang, "desk-create-go")) }
                }
                form.choice data-run="restore" {
                    h2 { (word(lang, "desk-restore")) }
                    (labelled("desk-restore-file", html! { input type="file" name="backup" required; }))
                    (labelled("desk-restore-passphrase", html! { input type="password" name="opening" autocomplete="current-password"; }))
                    button type="submit" { (word(lang, "desk-restore-go")) }
                }
                form.choice data-run="envelope" {
                    h2 { (word(lang, "desk-envelope")) }
                    (labelled("desk-envelope-file", html! { input type="file" name="envelope" required; }))
                    button type="submit" { (word(lang, "desk-look")) }
                }
                } }
            div #mine role="status" {}
            div #work {}
        }
        script type="module" src=(scripts::address("desk.js")) {}
    };
    let page =
        followed.read(|board| Site::new(board, &base, lang).plain("desk", word(lang, "desk-title"), body.clone()));
    Ok(scripts::allowed(([(header::CACHE_CONTROL, "no-cache")], sent(&page))))
}
