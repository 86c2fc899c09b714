// The members' desk: a key, what waits for it, composing and signing.

import { fromBase64, textOf, utf8 } from "./bytes.js";
import { make, spread, wordsOf } from "./dom.js";
import { envelopeText, parseEnvelope, readEvent, wrongSignature } from "./dsse.js";
import { isAvailable } from "./ed25519.js";
import { callFields, fieldOf, keepPapers, toKeep } from "./forms.js";
import { createKey, keptKey, restoreKey, signChallenge, signPayload } from "./keys.js";
import { READING, openedValues } from "./opened.js";
import { Problem } from "./problem.js";

const desk = document.getElementById("desk");
const tell = wordsOf(desk);
const mine = document.getElementById("mine");
const work = document.getElementById("work");
const language = document.documentElement.lang === "en" ? "en" : "zh";
const input = (name) => desk.querySelector(`[name=${name}]`);
let key;
let token;
let fields = {};

// Asks this ledger's API. A refusal is an error that says what is unmet.
async function ask(path, body) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const sent = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
  const response = await fetch(`${desk.dataset.base}/api/${path}`, { ...sent, credentials: "omit", cache: "no-store" });
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.error?.[language] ?? response.status), { unmet: answer.unmet ?? [] });
  return answer;
}

function complain(problem) {
  const unmet = (problem.unmet ?? []).map((one) => make("li", { "data-code": one.code }, one[language]));
  work.replaceChildren(make("div", { class: "verdict bad", role: "alert" }, tell("desk-failed", { cause: problem.message }), make("ul", {}, ...unmet)));
}

// Runs what a button asks; what goes wrong is said on the page.
function acting(action) {
  return async (event) => {
    event?.preventDefault();
    try {
      await action(event);
    } catch (problem) {
      complain(problem);
    }
  };
}

function save(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

async function fileOf(field) {
  const file = field.files[0];
  if (!file || file.size > 1_000_000) throw new Problem("entry-missing");
  return new Uint8Array(await file.arrayBuffer());
}

const ACTIONS = {
  create: async () => {
    const passphrase = input("passphrase").value;
    if (passphrase.length < 10) throw new Error(tell("desk-short"));
    const made = await createKey(passphrase);
    key = made.key;
    save(`mingbai-key-${key.keyid.slice(8, 16)}.json`, made.backup);
    await home(tell("desk-created"));
  },
  restore: async () => {
    key = await restoreKey(await fileOf(input("backup")), input("opening").value);
    await home();
  },
  envelope: async () => look(parseEnvelope(await fileOf(input("envelope"))), false),
};

async function signIn() {
  const { challenge, origin } = await ask("session/challenge", {});
  if (origin !== desk.dataset.origin) throw new Error(tell("desk-differs"));
  const sig = await signChallenge(key, origin, challenge);
  const opened = await ask("session", { key: key.keyid, challenge, sig });
  token = opened.token;
  return opened.name;
}

// Who is here, what waits, and what can be begun.
async function home(note) {
  if (!key) {
    mine.replaceChildren(make("p", {}, tell("desk-none")));
    return;
  }
  const who = make("div", { class: "verdict" }, make("p", {}, tell("desk-key")), make("p", {}, make("code", { id: "keyid" }, key.keyid)));
  const name = await signIn();
  who.append(make("p", { id: "who" }, name ? tell("desk-signed-in", { name }) : tell("desk-unknown-key")));
  if (note) who.append(make("p", {}, note));
  mine.replaceChildren(who);
  const [drafts, { kinds, fields: names }] = [await ask("desk"), await ask("kinds")];
  fields = names;
  callFields((field) => names[field]?.[language]);
  document.getElementById("keys").open = false;
  const [wanted, others] = [drafts.filter((draft) => draft.wanted), drafts.filter((draft) => !draft.wanted)];
  work.replaceChildren(list("waits", "desk-waits", wanted), list("others", "desk-others", others), beginning(kinds));
  prefill();
  desk.dataset.ready = "yes";
}

// A link may bring a kind and values for its form, `#kind=…&name=value`: nothing is signed by following it.
function prefill() {
  const brought = new URLSearchParams(location.hash.slice(1));
  const kind = brought.get("kind");
  const select = input("kind");
  if (!kind || ![...select.options].some((option) => option.value === kind)) return;
  history.replaceState(null, "", location.pathname + location.search);
  select.value = kind;
  select.dispatchEvent(new Event("change"));
  const found = (name) => [...work.querySelectorAll(".composing [name]")].find((one) => one.name === name && one.type !== "file");
  for (const [name, value] of brought) {
    // A row of a list that is not there yet: `fields.0.sealed` wants one added to `fields`.
    if (!found(name)) found(`${name.replace(/\.[0-9]+(\..*)?$/, "")}+`)?.click();
    const field = found(name);
    if (name !== "kind" && field) field.value = value;
  }
  work.querySelector(".composing").scrollIntoView();
}

function list(id, title, drafts) {
  const line = (draft) => make("li", { "data-id": draft.id },
    make("button", { type: "button", class: "second", onclick: acting(() => look(parseEnvelope(utf8(JSON.stringify(draft.envelope))), true, draft)) }, tell("desk-look")),
    " ", draft.told[language], " ", make("span", { class: "quiet" }, draft.signed ? tell("desk-mine") : ""));
  const lines = drafts.length > 0 ? make("ul", { class: "latest", id }, ...drafts.map(line)) : make("p", { class: "quiet" }, tell("desk-nothing"));
  return make("section", { class: "table" }, make("h2", {}, tell(title)), lines);
}

function beginning(kinds) {
  const options = kinds.map((one) => make("option", { value: one.kind }, `${one.title[language]} · ${one.kind}`));
  const select = make("select", { name: "kind" }, make("option", { value: "" }, tell("desk-choose")), ...options);
  const place = make("div");
  select.addEventListener("change", () => {
    const chosen = kinds.find((one) => one.kind === select.value);
    place.replaceChildren(...(chosen ? [composing(chosen)] : []));
  });
  const label = make("label", {}, make("span", {}, tell("desk-new")), select);
  return make("section", { class: "table" }, make("h2", {}, tell("desk-new")), label, place);
}

function composing(kind) {
  const form = make("form", { class: "composing" });
  const field = fieldOf(kind.schema, tell, "");
  form.append(field.element, make("button", { type: "submit" }, tell("desk-look")));
  form.addEventListener("submit", acting(async () => {
    const data = field.read() ?? {};
    const composed = await ask("compose", { kind: kind.kind, data, key: key.keyid });
    const payload = fromBase64(composed.payload);
    mustBe(payload, kind.kind, data);
    await look({ payload, signatures: [], wire: { payloadType: "application/cloudevents+json", payload: composed.payload, signatures: [] } }, true, composed);
  }));
  return form;
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, held]) => [name, sorted(held)]));
}

// The server wrote the payload; what it wrote must be what was entered, for this ledger, and nothing else.
function mustBe(payload, kind, data) {
  const event = readEvent(payload);
  const same = JSON.stringify(sorted(event.data)) === JSON.stringify(sorted(data));
  if (event.type !== `mingbai.${kind}` || event.source !== desk.dataset.origin || !same) throw new Error(tell("desk-differs"));
}

// Shows exactly what will be signed, and lets it be signed.
async function look(envelope, draft, known = {}) {
  const wrong = await wrongSignature(envelope);
  if (wrong !== null) throw new Problem("signature-wrong", { key: wrong });
  const event = readEvent(envelope.payload);
  const lines = Object.entries(event.data).flatMap(([name, value]) => [make("dt", {}, fields[name]?.[language] ?? name, " ", make("code", {}, name)), make("dd", {}, typeof value === "object" ? make("pre", {}, JSON.stringify(value, null, 2)) : String(value))]);
  const signers = known.signers ?? envelope.signatures.map((signature) => signature.keyid);
  const text = textOf(envelope.payload);
  work.replaceChildren(make("section", { class: "table", id: "signing" },
    make("h2", { tabindex: "-1" }, tell("desk-will-sign")),
    known.told ? make("p", { class: "lead" }, tell("desk-says"), make("br"), known.told[language]) : null,
    make("p", {}, make("code", {}, event.type), " · ", event.time, " · ", make("code", {}, event.source)),
    make("h3", {}, tell("desk-fields")), make("dl", { class: "proof" }, ...lines),
    make("details", {}, make("summary", {}, tell("desk-raw")), make("pre", { id: "raw", "data-payload": text }, spread(text))),
    make("p", {}, signers.length > 0 ? tell("desk-signers", { names: signers.join("、") }) : tell("desk-nobody")),
    known.unmet ? unmetList(known.unmet) : null,
    make("p", { class: "buttons" },
      make("button", { type: "button", id: "sign", onclick: acting(() => sign(envelope, draft)) }, tell(draft ? "desk-sign" : "desk-save")), " ",
      make("button", { type: "button", class: "second", onclick: acting(() => home()) }, tell("desk-back")))));
  work.querySelector("h2").focus();
}

function unmetList(unmet) {
  if (unmet.length === 0) return make("p", { class: "verdict good" }, tell("desk-complete"));
  const lines = unmet.map((one) => make("li", { "data-code": one.code }, one[language]));
  return make("div", {}, make("h3", {}, tell("desk-unmet")), make("ul", { id: "unmet" }, ...lines));
}

async function sign(envelope, draft) {
  if (!key) throw new Error(tell("desk-none"));
  const others = envelope.wire.signatures.filter((signature) => signature.keyid !== key.keyid);
  const wire = { ...envelope.wire, signatures: [...others, await signPayload(key, envelope.payload)] };
  const signed = envelopeText({ wire });
  if (!draft) {
    save("envelope.json", signed);
    work.replaceChildren(make("p", { class: "verdict good" }, tell("desk-save")), make("pre", { id: "signed", "data-envelope": signed }, signed));
    return;
  }
  if (readEvent(envelope.payload).type === READING) {
    const given = await ask("sealed/read", JSON.parse(signed));
    work.replaceChildren(await openedValues(given, tell, (field) => fields[field]?.[language] ?? field, back()));
    work.querySelector("h2").focus();
    return;
  }
  const outcome = await ask("drafts", JSON.parse(signed));
  const papers = await sendPapers(readEvent(envelope.payload));
  if (outcome.placed) placed(outcome.placed, papers);
  else {
    const { id, unmet } = outcome.waiting;
    work.replaceChildren(make("section", { class: "table", id: "waiting", "data-id": id }, make("h2", {}, tell("desk-waiting")), papers, unmetList(unmet), back()));
  }
}

// Sends the papers of a signed event that its signer wants kept. One that is not taken spoils nothing: the event names it by digest.
async function sendPapers(event) {
  const named = JSON.stringify(event.data);
  const lines = [];
  for (const [hash, file] of [...toKeep].filter(([hash]) => named.includes(hash))) {
    toKeep.delete(hash);
    const sent = { method: "PUT", headers: { Authorization: `Bearer ${token}` }, body: file, credentials: "omit" };
    const response = await fetch(`${desk.dataset.base}/api/papers/${event.id}/${hash}`, sent);
    const cause = response.ok ? "" : (await response.json()).error?.[language];
    const said = response.ok ? tell("desk-file-kept", { name: file.name }) : tell("desk-file-not-kept", { name: file.name, cause });
    lines.push(make("li", { "data-kept": response.ok ? hash : null }, said));
  }
  return lines.length > 0 ? make("ul", { id: "papers" }, ...lines) : null;
}

function back() {
  return make("p", {}, make("button", { type: "button", onclick: acting(() => home()) }, tell("desk-back")));
}

function placed({ receipt }, papers) {
  const { index } = receipt;
  const kept = () => save(`receipt-${index}.json`, JSON.stringify(receipt));
  work.replaceChildren(make("section", { class: "table", id: "placed", "data-index": String(index) },
    make("h2", { class: "verdict good" }, tell("desk-placed", { index })),
    make("p", {}, make("a", { href: `${desk.dataset.base}/events/${index}` }, `${desk.dataset.base}/events/${index}`)),
    papers,
    make("p", {}, make("button", { type: "button", class: "second", onclick: kept }, tell("desk-receipt"))), back()));
}

async function start() {
  keepPapers(Number(desk.dataset.keeps ?? 0));
  if (!(await isAvailable())) {
    mine.replaceChildren(make("p", { class: "verdict bad" }, tell("verify-too-old")));
    return;
  }
  for (const form of desk.querySelectorAll("form[data-run]")) form.addEventListener("submit", acting(ACTIONS[form.dataset.run]));
  key = await keptKey();
  await acting(() => home())();
  desk.dataset.begun = "yes";
}

start();
