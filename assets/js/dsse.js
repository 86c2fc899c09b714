// Entries and the envelopes in them: DSSE 1.0, every signature over the exact bytes of the payload.

import { concat, fromBase64, fromHex, textOf, utf8 } from "./bytes.js";
import { verifies } from "./ed25519.js";
import { readJson } from "./json.js";
import { Problem } from "./problem.js";

export const PAYLOAD_TYPE = "application/cloudevents+json";
const SIGNATURES = 64;
const ENVELOPE_BYTES = 65_000;

// DSSE pre-authentication encoding.
export function pae(payload) {
  return concat(utf8(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload);
}

function hasOnly(value, names) {
  return value !== null && typeof value === "object" && Object.keys(value).length === names.length &&
    names.every((name) => Object.hasOwn(value, name));
}

function unreadable(what) {
  return new Problem("json-unreadable", { what, line: 1, column: 1, cause: "JSON" });
}

// Reads an envelope; no signature is checked.
export function readEnvelope(wire) {
  if (!hasOnly(wire, ["payloadType", "payload", "signatures"]) || !Array.isArray(wire.signatures)) {
    throw unreadable("envelope");
  }
  const signatures = wire.signatures.map((signature) => {
    const key = hasOnly(signature, ["keyid", "sig"]) ? /^ed25519:([0-9a-f]{64})$/.exec(signature.keyid) : null;
    if (key === null) throw unreadable("envelope");
    return { keyid: signature.keyid, key: fromHex(key[1]), sig: signature.sig };
  });
  if (wire.payloadType !== PAYLOAD_TYPE) {
    throw new Problem("payload-type-unknown", { found: wire.payloadType, expected: PAYLOAD_TYPE });
  }
  const payload = typeof wire.payload === "string" ? fromBase64(wire.payload) : null;
  if (payload === null) throw new Problem("base64-unreadable", { what: "payload" });
  if (signatures.length > SIGNATURES) {
    throw new Problem("signatures-too-many", { found: signatures.length, limit: SIGNATURES });
  }
  const seen = new Set();
  for (const signature of signatures) {
    const bytes = typeof signature.sig === "string" ? fromBase64(signature.sig) : null;
    if (bytes === null || bytes.length !== 64) throw new Problem("base64-unreadable", { what: "sig" });
    if (seen.has(signature.keyid)) throw new Problem("signature-twice", { key: signature.keyid });
    seen.add(signature.keyid);
    signature.bytes = bytes;
  }
  return { payload, signatures, wire };
}

// Reads an envelope from bytes.
export function parseEnvelope(bytes) {
  if (bytes.length > ENVELOPE_BYTES) {
    throw new Problem("envelope-too-long", { bytes: bytes.length, limit: ENVELOPE_BYTES });
  }
  const text = textOf(bytes);
  if (text === null) throw new Problem("json-not-utf8", { what: "envelope", at: 0 });
  return readEnvelope(readJson("envelope", text));
}

// The first key whose signature does not hold; null when all hold.
export async function wrongSignature(envelope) {
  const message = pae(envelope.payload);
  const held = await Promise.all(envelope.signatures.map((s) => verifies(s.key, message, s.bytes)));
  const at = held.indexOf(false);
  return at < 0 ? null : envelope.signatures[at].keyid;
}

// The normal form: compact, members in order, signatures in the order of their keys.
export function envelopeText({ wire }) {
  const signatures = [...wire.signatures].sort((a, b) => (a.keyid < b.keyid ? -1 : 1));
  const each = signatures.map(({ keyid, sig }) => ({ keyid, sig }));
  return JSON.stringify({ payloadType: wire.payloadType, payload: wire.payload, signatures: each });
}

// Whether a text is an instant in UTC to the millisecond, as entries write it.
function isInstant(text) {
  const time = typeof text === "string" ? new Date(text) : new Date(NaN);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text;
}

// Reads an entry, which has exactly one form.
export function readEntry(bytes) {
  const text = textOf(bytes);
  if (text === null) throw new Problem("json-not-utf8", { what: "entry", at: 0 });
  const entry = readJson("entry", text);
  const index = Number.isSafeInteger(entry?.index) && entry.index >= 0;
  if (!hasOnly(entry, ["index", "time", "prev", "envelope"]) || !index || !isInstant(entry.time) ||
      !/^[0-9a-f]{64}$/.test(entry.prev)) {
    throw unreadable("entry");
  }
  const envelope = readEnvelope(entry.envelope);
  const head = JSON.stringify({ index: entry.index, time: entry.time, prev: entry.prev });
  if (`${head.slice(0, -1)},"envelope":${envelopeText(envelope)}}` !== text) {
    throw new Problem("entry-not-exact", { index: entry.index });
  }
  return { index: entry.index, time: entry.time, prev: entry.prev, envelope };
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const WRITTEN = /^[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9][+-][0-9]{2}:[0-9]{2}$/;
const TYPE = /^mingbai\.[a-z][a-z-]*\.[a-z][a-z-]*\.v[1-9][0-9]*$/;
const ATTRIBUTES = ["specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data"];

// The event in a payload: CloudEvents 1.0, its attributes and data.
export function readEvent(payload) {
  const text = textOf(payload);
  if (text === null) throw new Problem("json-not-utf8", { what: "payload", at: 0 });
  const event = readJson("payload", text);
  if (!hasOnly(event, ATTRIBUTES)) throw unreadable("payload");
  if (event.specversion !== "1.0") throw new Problem("specversion-unknown", { found: event.specversion });
  if (event.datacontenttype !== "application/json") {
    throw new Problem("datacontenttype-unknown", { found: event.datacontenttype });
  }
  if (!ID.test(event.id) || !WRITTEN.test(event.time) || typeof event.source !== "string") throw unreadable("payload");
  if (!TYPE.test(event.type)) throw new Problem("kind-unknown", { found: event.type });
  return event;
}
